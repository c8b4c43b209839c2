//! Why a value is what it is, as a tree of named parts with values, ready to be drawn or printed.

use crate::show::{Shown, shown};
use tiercel_data::Tables;
use tiercel_engine::{Datum, Extent, Reason, ReasonKind, Results, Target, explain as walk};
use tiercel_plan::{ColumnRef, LineId, Plan, Span, TableId, Type};
use tiercel_value::order;
use tiercel_value::{Calendar, Period};

/// A part of an explanation.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What it is: `line`, `column`, `input`, `param`, `constant`, `formula`, `not-taken`, `aggregate`, `row`, `cell`, `slice`,
    /// `tier-row`, `matrix-cell`, `rate-row`, `when`, `rounding`, `given`, `held`, `sealed`, `no-cell`.
    pub kind: &'static str,
    /// Its name, or the part of the plan's text.
    pub label: String,
    /// The formula with values put in, for formulas that name something.
    pub with_values: Option<String>,
    /// Its value; none for what was not evaluated.
    pub value: Option<Shown>,
    /// The file and row of an input cell.
    pub source: Option<(String, u32)>,
    /// What it comes from.
    pub children: Vec<Explanation>,
    /// How many parts are left out, because there are too many or they lie too deep.
    pub more: usize,
}

/// Explains a line's cell or a column's row, through so many lines and calculated columns.
pub fn explain(plan: &Plan, tables: &Tables, results: &Results<'_>, target: Target, depth: u32) -> Explanation {
    let reason = walk(results, target, Extent { depth, ..Extent::default() });
    Namer::new(plan, tables).part(&reason)
}

/// Gives the parts of explanations their names.
pub(crate) struct Namer<'a> {
    plan: &'a Plan,
    tables: &'a Tables,
    calendar: Calendar,
}

impl<'a> Namer<'a> {
    pub(crate) fn new(plan: &'a Plan, tables: &'a Tables) -> Namer<'a> {
        Namer { plan, tables, calendar: tables.calendar(plan) }
    }
}

impl Namer<'_> {
    pub(crate) fn part(&self, reason: &Reason) -> Explanation {
        let (kind, label) = self.named(reason);
        let source = if let ReasonKind::Input { file, file_row, .. } = &reason.kind { Some((file.clone(), *file_row)) } else { None };
        Explanation {
            kind,
            label,
            with_values: matches!(reason.kind, ReasonKind::Operation | ReasonKind::Aggregate { .. })
                .then(|| self.with_values(reason))
                .filter(|text| *text != self.text(reason.span)),
            value: reason.value.as_ref().map(|value| self.value(reason.ty, value)),
            source,
            children: reason.children.iter().map(|child| self.part(child)).collect(),
            more: reason.more,
        }
    }

    fn value(&self, ty: Type, value: &Datum) -> Shown {
        shown(self.plan, &self.calendar, ty, value)
    }

    fn named(&self, reason: &Reason) -> (&'static str, String) {
        match &reason.kind {
            ReasonKind::Line(line, payee, period) => ("line", self.cell(*line, *payee, *period)),
            ReasonKind::Given(line, payee, period) => ("given", self.cell(*line, *payee, *period)),
            ReasonKind::Held(line, payee, period) => ("held", self.cell(*line, *payee, *period)),
            ReasonKind::NoCell(line, payee, period) => ("no-cell", self.cell(*line, *payee, *period)),
            ReasonKind::When => ("when", self.text(reason.span)),
            ReasonKind::Rounding { before, after } => ("rounding", format!("{before} → {after}")),
            ReasonKind::Column(column, _, key) => ("column", self.column(*column, key)),
            ReasonKind::Input { column, key, .. } => ("input", self.column(*column, key)),
            ReasonKind::Param(param) => ("param", self.plan.param(*param).name.clone()),
            ReasonKind::Constant => ("constant", self.text(reason.span)),
            ReasonKind::Operation => ("formula", self.text(reason.span)),
            ReasonKind::NotTaken => ("not-taken", self.text(reason.span)),
            ReasonKind::Aggregate { taken, blanks, .. } => {
                let blanks = if *blanks == 0 { String::new() } else { format!(", {blanks} blank") };
                ("aggregate", format!("{} ({taken}{blanks})", self.text(reason.span)))
            }
            ReasonKind::RowPart(table, _, key) => ("row", self.row(*table, key)),
            ReasonKind::CellPart(payee, period) => ("cell", format!("{} {}", self.payee(*payee), self.calendar.name(*period))),
            ReasonKind::Sealed(count) => ("sealed", count.to_string()),
            ReasonKind::TierRow(tiers, row) => {
                let name = tiers.map_or("", |tiers| self.plan.tiers_of(tiers).name.as_str());
                ("tier-row", format!("{name} {}", row.map_or_else(|| "–".to_owned(), |row| (row + 1).to_string())))
            }
            ReasonKind::Slice { from, to, rate, row, .. } => {
                let side = |side: &Datum| self.value(reason.ty, side).text;
                let rate_type = self.rate_type(reason);
                ("slice", format!("{}: {} .. {} × {}", row + 1, side(from), side(to), self.value(rate_type, rate).text))
            }
            ReasonKind::MatrixCell(matrix, row, column) => {
                ("matrix-cell", format!("{} {}, {}", self.plan.matrix(*matrix).name, row + 1, column + 1))
            }
            ReasonKind::RateRow(rates, row) => ("rate-row", format!("{} {}", self.plan.rates_of(*rates).name, row + 1)),
        }
    }

    /// The type of what a slice's row gives: that of the tiers' only output, else a number.
    fn rate_type(&self, reason: &Reason) -> Type {
        let ReasonKind::Slice { tiers: Some(tiers), .. } = reason.kind else { return Type::Number };
        match self.plan.tiers_of(tiers).outputs.as_slice() {
            [output] => output.ty,
            _ => Type::Number,
        }
    }

    fn cell(&self, line: LineId, payee: u32, period: Period) -> String {
        format!("{} ({} {})", self.plan.line(line).name, self.payee(payee), self.calendar.name(period))
    }

    pub(crate) fn payee(&self, payee: u32) -> &str {
        self.tables.payees.keys.get(payee as usize).map_or("", |key| self.tables.texts.get(*key))
    }

    fn row(&self, table: TableId, key: &str) -> String {
        format!("{}({key})", self.plan.table(table).name)
    }

    fn column(&self, column: ColumnRef, key: &str) -> String {
        let name = self.plan.table(column.table).columns.get(usize::from(column.column)).map_or("", |column| column.name.as_str());
        format!("{}[{name}]", self.row(column.table, key))
    }

    pub(crate) fn text(&self, span: Span) -> String {
        self.plan.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A formula with the values of the names in it.
    fn with_values(&self, reason: &Reason) -> String {
        let mut values: Vec<(Span, String)> = Vec::new();
        self.collect(reason, &mut values);
        order::sort_by_key(&mut values, |(span, _)| span.start);
        let Some(source) = self.plan.sources.get(usize::from(reason.span.file)) else { return String::new() };
        let mut text = String::new();
        let mut at = reason.span.start;
        for (span, value) in values {
            let inside = span.file == reason.span.file && span.start >= at && span.end <= reason.span.end;
            if inside {
                text.push_str(source.1.get(at as usize..span.start as usize).unwrap_or(""));
                text.push_str(&value);
                at = span.end;
            }
        }
        text.push_str(source.1.get(at as usize..reason.span.end as usize).unwrap_or(""));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The values of the nearest named things below a formula.
    fn collect(&self, reason: &Reason, values: &mut Vec<(Span, String)>) {
        for child in &reason.children {
            match child.kind {
                ReasonKind::Operation => self.collect(child, values),
                ReasonKind::Line(..)
                | ReasonKind::Given(..)
                | ReasonKind::Held(..)
                | ReasonKind::NoCell(..)
                | ReasonKind::Column(..)
                | ReasonKind::Input { .. }
                | ReasonKind::Param(_)
                | ReasonKind::Aggregate { .. } => {
                    if let Some(value) = &child.value {
                        values.push((child.span, self.value(child.ty, value).text));
                    }
                }
                ReasonKind::When
                | ReasonKind::Rounding { .. }
                | ReasonKind::Constant
                | ReasonKind::NotTaken
                | ReasonKind::RowPart(..)
                | ReasonKind::CellPart(..)
                | ReasonKind::Sealed(_)
                | ReasonKind::TierRow(..)
                | ReasonKind::Slice { .. }
                | ReasonKind::MatrixCell(..)
                | ReasonKind::RateRow(..) => {}
            }
        }
    }
}
