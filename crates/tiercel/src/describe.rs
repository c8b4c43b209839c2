//! A plan in words: what it needs, what it gives, and what depends on what.

use tiercel_plan::{Bounds, Column, ColumnKind, ColumnRef, LineKind, MoneyUnit, Node, Partition, Plan, TableKind, Type, UnitNo, Value};
use tiercel_value::order;
use tiercel_value::{Calendar, Grain};

/// What there is to know about the plans of a run.
#[derive(Clone, Debug)]
pub struct Description {
    /// The plans.
    pub plans: Vec<PlanDescription>,
    /// Tables: those that data files give, and derived ones.
    pub tables: Vec<TableDescription>,
    /// Params.
    pub params: Vec<ParamDescription>,
    /// What reads what: names of lines, calculated columns and tables.
    pub edges: Vec<Edge>,
}

/// One plan.
#[derive(Clone, Debug)]
pub struct PlanDescription {
    /// Its name.
    pub name: String,
    /// The comment above it.
    pub doc: String,
    /// Its currency.
    pub currency: String,
    /// First and last day.
    pub effective: (String, String),
    /// The kind of its periods.
    pub period: &'static str,
    /// Its lines, in order.
    pub lines: Vec<LineDescription>,
}

/// One line.
#[derive(Clone, Debug)]
pub struct LineDescription {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// The comment above it.
    pub doc: String,
    /// `pay`, `earn` or nothing.
    pub kind: &'static str,
    /// Its type.
    pub ty: String,
    /// The formula as written.
    pub formula: String,
    /// What it needs as a whole: the payee's own rows, own cells, or other payees.
    pub needs: &'static str,
}

/// One table.
#[derive(Clone, Debug)]
pub struct TableDescription {
    /// Its name; the data file has the same.
    pub name: String,
    /// The comment above it.
    pub doc: String,
    /// Whether its rows come from data.
    pub input: bool,
    /// Its columns.
    pub columns: Vec<ColumnDescription>,
}

/// One column.
#[derive(Clone, Debug)]
pub struct ColumnDescription {
    /// Its name.
    pub name: String,
    /// Its type with `?` and bounds.
    pub ty: String,
    /// Whether it comes from data.
    pub input: bool,
    /// Whether it is part of the key.
    pub key: bool,
    /// The formula of a calculated column.
    pub formula: Option<String>,
}

/// One param.
#[derive(Clone, Debug)]
pub struct ParamDescription {
    /// Its name.
    pub name: String,
    /// The comment above it.
    pub doc: String,
    /// Its type.
    pub ty: String,
    /// Its first value.
    pub value: String,
    /// Its bounds.
    pub between: Option<(String, String)>,
    /// Its step.
    pub step: Option<String>,
}

/// `reader` reads `read`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// What is read.
    pub read: String,
    /// What reads it.
    pub reader: String,
}

/// Describes the plans of a run.
pub fn describe(plan: &Plan) -> Description {
    Description {
        plans: (0..).map(UnitNo).zip(&plan.units).map(|(unit, _)| plan_of(plan, unit)).collect(),
        tables: plan.tables.iter().map(|table| table_of(plan, table)).collect(),
        params: plan.params.iter().map(|param| param_of(plan, param)).collect(),
        edges: edges(plan),
    }
}

fn plan_of(plan: &Plan, no: UnitNo) -> PlanDescription {
    let unit = plan.unit(no);
    let lines = plan.lines.iter().enumerate().filter(|(_, line)| line.unit == no && line.kind != LineKind::Total);
    PlanDescription {
        name: unit.name.clone(),
        doc: unit.doc.clone(),
        currency: plan.currencies.code(unit.currency).to_owned(),
        effective: (unit.effective.0.to_string(), unit.effective.1.to_string()),
        period: grain_word(plan.time.grain),
        lines: lines.map(|(index, line)| line_of(plan, index, line)).collect(),
    }
}

fn line_of(plan: &Plan, index: usize, line: &tiercel_plan::Line) -> LineDescription {
    let is_it = |node: Node| matches!(node, Node::Line(id) if id.index() == index);
    let partition = plan.facts.iter().find(|facts| is_it(facts.node)).map(|facts| facts.partition);
    LineDescription {
        name: line.name.clone(),
        label: line.label.clone(),
        doc: line.doc.clone(),
        kind: match line.kind {
            LineKind::Pay => "pay",
            LineKind::Earn => "earn",
            LineKind::Plain | LineKind::Total => "",
        },
        ty: type_text(plan, line.ty),
        formula: line.versions.last().map_or_else(String::new, |version| one_line(plan.text(plan.expr(version.value.formula).span))),
        needs: match partition {
            Some(Partition::OwnRows) | None => "own rows",
            Some(Partition::OwnCells) => "own cells",
            Some(Partition::Others) => "other payees",
        },
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn table_of(plan: &Plan, table: &tiercel_plan::Table) -> TableDescription {
    let column = |(index, column): (usize, &Column)| ColumnDescription {
        name: column.name.clone(),
        ty: column_type(plan, column),
        input: matches!(column.kind, ColumnKind::Input(_)),
        key: table.key.iter().any(|key| usize::from(*key) == index),
        formula: match &column.kind {
            ColumnKind::Calculated(formula) => Some(one_line(plan.text(plan.expr(*formula).span))),
            ColumnKind::Input(_) | ColumnKind::FromClauses(_) => None,
        },
    };
    TableDescription {
        name: table.name.clone(),
        doc: table.doc.clone(),
        input: matches!(table.kind, TableKind::Input),
        columns: table.columns.iter().enumerate().map(column).collect(),
    }
}

fn column_type(plan: &Plan, column: &Column) -> String {
    let mut text = type_text(plan, column.ty);
    if column.blank {
        text.push('?');
    }
    match &column.kind {
        ColumnKind::Input(Some(Bounds::OneOf(values))) => {
            let values: Vec<String> = values.iter().map(|value| value_text(value, column.ty)).collect();
            text.push_str(&format!(" in ({})", values.join(", ")));
        }
        ColumnKind::Input(Some(Bounds::Range(low, high))) => {
            let side = |word: &str, side: &Option<(Value, bool)>| {
                side.as_ref()
                    .map(|(value, included)| format!(" {word}{} {}", if *included { "=" } else { "" }, value_text(value, column.ty)))
            };
            text.extend(side(">", low));
            text.extend(side("<", high));
        }
        ColumnKind::Input(None) | ColumnKind::Calculated(_) | ColumnKind::FromClauses(_) => {}
    }
    text
}

fn param_of(plan: &Plan, param: &tiercel_plan::Param) -> ParamDescription {
    ParamDescription {
        name: param.name.clone(),
        doc: param.doc.clone(),
        ty: type_text(plan, param.ty),
        value: param.versions.first().map_or_else(String::new, |version| value_text(&version.value, param.ty)),
        between: param.between.map(|(low, high)| (low.to_string(), high.to_string())),
        step: param.step.map(|step| step.to_string()),
    }
}

fn value_text(value: &Value, ty: Type) -> String {
    match value {
        Value::Number(number) if ty == Type::Percent => {
            number.mul(tiercel_value::Decimal::from_i64(100)).map_or_else(|_| number.to_string(), |points| format!("{}%", points.value))
        }
        Value::Number(number) => number.to_string(),
        Value::Text(text) => format!("\"{text}\""),
        Value::Bool(value) => value.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Period(period) => Calendar::default().name(*period),
        Value::Blank => "blank".to_owned(),
    }
}

/// A type as it is written in a plan.
pub fn type_text(plan: &Plan, ty: Type) -> String {
    match ty {
        Type::Number => "number".to_owned(),
        Type::Percent => "percent".to_owned(),
        Type::Money(MoneyUnit::Fixed(unit)) => plan.currencies.code(unit).to_owned(),
        Type::Money(MoneyUnit::In(ColumnRef { table, column })) => {
            let column = plan.table(table).columns.get(usize::from(column)).map_or("", |column| column.name.as_str());
            format!("money in [{column}]")
        }
        Type::Text => "text".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Period(grain) => grain_word(grain).to_owned(),
        Type::Payee => "payee".to_owned(),
        Type::Ref(table) => format!("-> {}", plan.table(table).name),
    }
}

fn grain_word(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Custom => "period",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Half => "half",
        Grain::Year => "year",
    }
}

fn edges(plan: &Plan) -> Vec<Edge> {
    let name = |node: Node| plan.facts.iter().find(|facts| facts.node == node).map(|facts| facts.id.clone());
    let mut edges: Vec<Edge> = Vec::new();
    for facts in &plan.facts {
        for read in &facts.reads {
            let of_table = read.table.map(|table| plan.table(table).name.clone());
            if let Some(read) = read.node.and_then(name).or(of_table) {
                edges.push(Edge { read, reader: facts.id.clone() });
            }
        }
    }
    order::sort(&mut edges);
    edges.dedup();
    edges
}
