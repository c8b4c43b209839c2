//! Slices as files: what a payee's browser gets.

use serde::{Deserialize, Serialize};
use tiercel::{
    AggregateId, ColumnRef, Decimal, HeldCell, HeldValue, LineId, LoadOptions, Locale, Period, Plan, SealedTotal, Slice, SliceFacts,
    SliceRest, SliceTable, TableId,
};

/// The version of the shape.
const VERSION: u32 = 1;

/// One payee's slice. Its rows are the payee's own; of others it has totals, and stand-ins where the rows name them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SliceMessage {
    /// The version of this shape: 1.
    pub version: u32,
    /// The digest of the texts of the plan that it belongs to.
    pub plan: String,
    /// The payee's key.
    pub payee: String,
    /// The payee's rows; empty where they stand in files beside.
    pub tables: Vec<SliceTableMessage>,
    /// Rows of others that those name: stand-ins for their keys, and nothing else.
    pub stand_ins: Vec<SliceTableMessage>,
    /// Stand-ins for people whom the rows name.
    pub people: Vec<String>,
    /// What history gives to the payee: Payee, Period, Line, Value, Plan.
    pub history: Vec<Vec<String>>,
    /// Params of the run: names and values.
    pub params: Vec<(String, String)>,
    /// The decimal sign and the sign between thousands, where the rows are not written plainly.
    pub numbers: Option<(char, char)>,
    /// Whether bare numbers in percent columns are percent points.
    pub percent_points: bool,
    /// Totals of others.
    pub sealed: Vec<SealedMessage>,
    /// The payee's cells that stand as they are.
    pub held: Vec<HeldMessage>,
    /// Those that stand as they are once a param is another.
    pub on_params: Vec<HeldMessage>,
    /// The lines of which some cell is held.
    pub held_lines: Vec<String>,
    /// The lines that need others' texts or keys: their cells are blank.
    pub withheld_lines: Vec<String>,
    /// Calculated columns that are blank, by the numbers of table and column in the plan.
    pub columns: Vec<(u32, u16)>,
    /// Derived tables that are empty, by their numbers.
    pub derived: Vec<u32>,
    /// The last closed period, as a number of the plan's periods.
    pub closed_to: Option<i32>,
    /// The periods in which history gives anything.
    pub given_periods: Vec<i32>,
    /// The lines that history names, by their numbers.
    pub given_lines: Vec<u32>,
}

/// Rows of a table.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SliceTableMessage {
    /// The table.
    pub table: String,
    /// The columns.
    pub heading: Vec<String>,
    /// The rows as texts.
    pub rows: Vec<Vec<String>>,
}

/// What an aggregate adds up of others.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SealedMessage {
    /// The aggregate, by its number in the plan.
    pub aggregate: u32,
    /// The period, as a number.
    pub period: i32,
    /// The sum.
    pub sum: String,
    /// How many rows or cells.
    pub count: i32,
}

/// A cell of the payee with its value.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HeldMessage {
    /// The line, by its number in the plan.
    pub line: u32,
    /// The period, as a number of the line's.
    pub period: i32,
    /// The value.
    pub value: HeldValueMessage,
}

/// The value of a cell that is held.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", tag = "kind", content = "value")]
pub enum HeldValueMessage {
    /// No value.
    Blank,
    /// A number.
    Number(String),
    /// A number that came through an operation whose exact result no number can hold.
    Inexact(String),
    /// `true` or `false`.
    Bool(bool),
    /// A day, or a period, as a number.
    Word(i32),
    /// An error, by its code.
    Error(String),
}

/// A slice as a message; `with_rows`: with the payee's rows in it.
pub fn slice_message(slice: &Slice, with_rows: bool) -> SliceMessage {
    let Slice { rows, rest } = slice;
    let facts = &rest.facts;
    let table =
        |table: &SliceTable| SliceTableMessage { table: table.table.clone(), heading: table.heading.clone(), rows: table.rows.clone() };
    let sealed = |total: &SealedTotal| SealedMessage {
        aggregate: total.aggregate.0,
        period: total.ordinal,
        sum: total.sum.to_string(),
        count: i32::try_from(total.count).unwrap_or(i32::MAX),
    };
    SliceMessage {
        version: VERSION,
        plan: rest.plan.clone(),
        payee: facts.payee.clone(),
        tables: if with_rows { rows.iter().map(table).collect() } else { Vec::new() },
        stand_ins: rest.stand_ins.iter().map(table).collect(),
        people: rest.people.clone(),
        history: rest.history.clone(),
        params: rest.params.clone(),
        numbers: rest.options.locale.map(|locale| (locale.decimal, locale.group)),
        percent_points: rest.options.percent_points,
        sealed: facts.sealed.iter().map(sealed).collect(),
        held: facts.held.iter().map(held_message).collect(),
        on_params: facts.on_params.iter().map(held_message).collect(),
        held_lines: rest.held.clone(),
        withheld_lines: rest.withheld.clone(),
        columns: facts.columns.iter().map(|column| (column.table.0, column.column)).collect(),
        derived: facts.derived.iter().map(|table| table.0).collect(),
        closed_to: facts.closed_to.map(|period| period.ordinal),
        given_periods: facts.given_periods.clone(),
        given_lines: facts.given_lines.iter().map(|line| line.0).collect(),
    }
}

fn held_message(cell: &HeldCell) -> HeldMessage {
    let value = match &cell.value {
        HeldValue::Blank => HeldValueMessage::Blank,
        HeldValue::Number(value, false) => HeldValueMessage::Number(value.to_string()),
        HeldValue::Number(value, true) => HeldValueMessage::Inexact(value.to_string()),
        HeldValue::Bool(value) => HeldValueMessage::Bool(*value),
        HeldValue::Word(word) => HeldValueMessage::Word(*word),
        HeldValue::Error(code) => HeldValueMessage::Error(code.clone()),
    };
    HeldMessage { line: cell.line.0, period: cell.ordinal, value }
}

/// The slice of a message; none if it is of another version or names what the plan does not have.
pub fn slice_of(plan: &Plan, message: SliceMessage) -> Option<Slice> {
    let line = |number: u32| ((number as usize) < plan.lines.len()).then_some(LineId(number));
    let table = |number: u32| ((number as usize) < plan.tables.len()).then_some(TableId(number));
    let held = |cell: HeldMessage| {
        let number = |text: &str| Decimal::parse_exact(text).ok();
        let value = match cell.value {
            HeldValueMessage::Blank => HeldValue::Blank,
            HeldValueMessage::Number(text) => HeldValue::Number(number(&text)?, false),
            HeldValueMessage::Inexact(text) => HeldValue::Number(number(&text)?, true),
            HeldValueMessage::Bool(value) => HeldValue::Bool(value),
            HeldValueMessage::Word(word) => HeldValue::Word(word),
            HeldValueMessage::Error(code) => HeldValue::Error(code),
        };
        Some(HeldCell { line: line(cell.line)?, ordinal: cell.period, value })
    };
    let sealed = |total: SealedMessage| {
        let aggregate = ((total.aggregate as usize) < plan.aggregates.len()).then_some(AggregateId(total.aggregate))?;
        let sum = Decimal::parse_exact(&total.sum).ok()?;
        Some(SealedTotal { aggregate, ordinal: total.period, sum, count: i64::from(total.count) })
    };
    let rows = |tables: Vec<SliceTableMessage>| -> Vec<SliceTable> {
        tables.into_iter().map(|table| SliceTable { table: table.table, heading: table.heading, rows: table.rows }).collect()
    };
    if message.version != VERSION {
        return None;
    }
    let facts = SliceFacts {
        payee: message.payee,
        sealed: message.sealed.into_iter().map(sealed).collect::<Option<_>>()?,
        held: message.held.into_iter().map(held).collect::<Option<_>>()?,
        on_params: message.on_params.into_iter().map(held).collect::<Option<_>>()?,
        // Read from their texts when the rows are loaded.
        params: Vec::new(),
        columns: message
            .columns
            .iter()
            .map(|(number, column)| Some(ColumnRef { table: table(*number)?, column: *column }))
            .collect::<Option<_>>()?,
        derived: message.derived.into_iter().map(table).collect::<Option<_>>()?,
        closed_to: message.closed_to.map(|ordinal| Period { grain: plan.time.grain, ordinal }),
        given_periods: message.given_periods,
        given_lines: message.given_lines.into_iter().map(line).collect::<Option<_>>()?,
    };
    let locale = message.numbers.map(|(decimal, group)| Locale { decimal, group });
    let rest = SliceRest {
        plan: message.plan,
        people: message.people,
        stand_ins: rows(message.stand_ins),
        history: message.history,
        params: message.params,
        options: LoadOptions { locale, percent_points: message.percent_points },
        facts,
        held: message.held_lines,
        withheld: message.withheld_lines,
    };
    Some(Slice { rows: rows(message.tables), rest })
}
