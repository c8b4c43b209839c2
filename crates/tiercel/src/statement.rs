//! One payee's statement of a period, as data: command line, page and print show the same.

use crate::show::{Shown, rounded, shown};
use tiercel_data::{Tables, Values};
use tiercel_engine::{Datum, Results};
use tiercel_plan::{LineId, LineKind, Plan, Type, UnitNo};
use tiercel_value::{Calendar, Period};

/// A statement: every plan that the payee is on.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The payee's key.
    pub payee: String,
    /// What the column `Name` of payees says, else the key.
    pub name: String,
    /// The period, as written.
    pub period: String,
    /// Its first and last day.
    pub days: (String, String),
    /// One part per plan.
    pub plans: Vec<PlanStatement>,
}

/// One plan's part of a statement.
#[derive(Clone, Debug)]
pub struct PlanStatement {
    /// The plan's name.
    pub plan: String,
    /// The plan's currency.
    pub currency: String,
    /// Lines in the order of the plan.
    pub lines: Vec<StatementLine>,
    /// The sum of the pay lines; an error value where one of them is in error.
    pub payable: Shown,
    /// The sum of the earn lines, for plans that have some.
    pub earned: Option<Shown>,
}

/// A line of a statement.
#[derive(Clone, Debug)]
pub struct StatementLine {
    /// The line.
    pub id: LineId,
    /// Its name in the plan.
    pub name: String,
    /// Its label, else its name with blanks for `_`.
    pub label: String,
    /// The comment above it.
    pub doc: String,
    /// Pay, earn or neither.
    pub kind: LineKind,
    /// Its value, rounded for reading.
    pub value: Shown,
    /// Its value with every digit.
    pub exact: Shown,
    /// Whether the value is an error.
    pub failed: bool,
    /// Whether the value is that of the full run and stands as it is, in a slice.
    pub held: bool,
}

/// The statement of a payee, by index, for a period of the plan's grain.
pub fn statement(plan: &Plan, tables: &Tables, results: &Results<'_>, payee: u32, period: Period) -> Statement {
    let calendar = tables.calendar(plan);
    let key = tables.payees.keys.get(payee as usize).map_or("", |key| tables.texts.get(*key)).to_owned();
    let plans = (0..).map(UnitNo).zip(&plan.units).filter_map(|(unit, _)| part(plan, &calendar, results, unit, payee, period));
    Statement {
        name: name_of(plan, tables, payee).unwrap_or_else(|| key.clone()),
        payee: key,
        period: calendar.name(period),
        days: (calendar.start(period).to_string(), calendar.end(period).to_string()),
        plans: plans.collect(),
    }
}

fn part(plan: &Plan, calendar: &Calendar, results: &Results<'_>, unit: UnitNo, payee: u32, period: Period) -> Option<PlanStatement> {
    let declared = plan.unit(unit);
    let money = Type::Money(tiercel_plan::MoneyUnit::Fixed(declared.currency));
    let total = |line: LineId| results.value(line, payee, period).map(|value| shown(plan, calendar, money, &value));
    // Who is not on the plan has no cell.
    let payable = results.value(declared.payable, payee, period)?;
    let mut lines = Vec::new();
    for (id, line) in (0..).map(LineId).zip(&plan.lines).filter(|(_, line)| line.unit == unit && line.kind != LineKind::Total) {
        let Some(value) = cell(calendar, results, id, line, payee, period) else { continue };
        lines.push(StatementLine {
            id,
            name: line.name.clone(),
            label: line.label.clone().unwrap_or_else(|| line.name.replace('_', " ")),
            doc: line.doc.clone(),
            kind: line.kind,
            value: rounded(plan, calendar, line.ty, &value),
            exact: shown(plan, calendar, line.ty, &value),
            failed: matches!(value, Datum::Error(_)),
            held: results.is_held(id, payee, period),
        });
    }
    let has_earn = lines.iter().any(|line| line.kind == LineKind::Earn);
    Some(PlanStatement {
        plan: declared.name.clone(),
        currency: plan.currencies.code(declared.currency).to_owned(),
        lines,
        payable: shown(plan, calendar, money, &payable),
        earned: if has_earn { total(declared.earned) } else { None },
    })
}

/// A line's cell; one declared with `each` stands in the last period of each only.
fn cell(calendar: &Calendar, results: &Results<'_>, id: LineId, line: &tiercel_plan::Line, payee: u32, period: Period) -> Option<Datum> {
    if !line.each {
        return results.value(id, payee, period);
    }
    let outer = calendar.containing(period, line.grain)?;
    let last = results.periods().iter().rev().find(|other| calendar.containing(**other, line.grain) == Some(outer));
    if last == Some(&period) { results.value(id, payee, outer) } else { None }
}

/// The text of the column `Name` of payees, in the row in force last.
pub(crate) fn name_of(plan: &Plan, tables: &Tables, payee: u32) -> Option<String> {
    let table = plan.table(plan.payees);
    let index =
        ["Name", "姓名"].iter().find_map(|name| table.columns.iter().position(|column| column.name == *name && column.ty == Type::Text))?;
    let column = tables.tables.get(plan.payees.index())?.columns.get(index)?.as_ref()?;
    let Values::Text(names) = &column.values else { return None };
    let row = *tables.payees.rows.get(payee as usize)?.last()? as usize;
    if column.is_blank(row) { None } else { Some(tables.texts.get(*names.get(row)?).to_owned()) }
}
