//! A plan in words, as JSON.

use serde::Serialize;

/// The description of the plans of a run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Description {
    /// The plans.
    pub plans: Vec<Plan>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Params.
    pub params: Vec<Param>,
    /// What reads what: pairs of what is read and what reads it.
    pub edges: Vec<(String, String)>,
}

/// One plan.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "PlanDescription"))]
pub struct Plan {
    name: String,
    note: String,
    currency: String,
    from: String,
    to: String,
    period: &'static str,
    lines: Vec<Line>,
}

/// One line.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "LineDescription"))]
pub struct Line {
    name: String,
    label: Option<String>,
    note: String,
    kind: &'static str,
    #[serde(rename = "type")]
    ty: String,
    formula: String,
    needs: &'static str,
}

/// One table.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "TableDescription"))]
pub struct Table {
    name: String,
    note: String,
    input: bool,
    columns: Vec<Column>,
}

/// One column.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "ColumnDescription"))]
pub struct Column {
    name: String,
    #[serde(rename = "type")]
    ty: String,
    input: bool,
    key: bool,
    formula: Option<String>,
}

/// One param.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "ParamDescription"))]
pub struct Param {
    name: String,
    note: String,
    #[serde(rename = "type")]
    ty: String,
    value: String,
    between: Option<(String, String)>,
    step: Option<String>,
}

/// A description in the JSON shape.
pub fn description(from: &tiercel::Description) -> Description {
    let line = |line: &tiercel::LineDescription| Line {
        name: line.name.clone(),
        label: line.label.clone(),
        note: line.doc.clone(),
        kind: line.kind,
        ty: line.ty.clone(),
        formula: line.formula.clone(),
        needs: line.needs,
    };
    let column = |column: &tiercel::ColumnDescription| Column {
        name: column.name.clone(),
        ty: column.ty.clone(),
        input: column.input,
        key: column.key,
        formula: column.formula.clone(),
    };
    Description {
        plans: from
            .plans
            .iter()
            .map(|plan| Plan {
                name: plan.name.clone(),
                note: plan.doc.clone(),
                currency: plan.currency.clone(),
                from: plan.effective.0.clone(),
                to: plan.effective.1.clone(),
                period: plan.period,
                lines: plan.lines.iter().map(line).collect(),
            })
            .collect(),
        tables: from
            .tables
            .iter()
            .map(|table| Table {
                name: table.name.clone(),
                note: table.doc.clone(),
                input: table.input,
                columns: table.columns.iter().map(column).collect(),
            })
            .collect(),
        params: from
            .params
            .iter()
            .map(|param| Param {
                name: param.name.clone(),
                note: param.doc.clone(),
                ty: param.ty.clone(),
                value: param.value.clone(),
                between: param.between.clone(),
                step: param.step.clone(),
            })
            .collect(),
        edges: from.edges.iter().map(|edge| (edge.read.clone(), edge.reader.clone())).collect(),
    }
}
