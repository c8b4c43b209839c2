//! `example` blocks.

use crate::ids::{ColumnRef, LineId, ParamId, TableId, UnitNo};
use crate::plan::Span;
use crate::types::Value;

/// A test that stands in the plan.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its title.
    pub name: String,
    /// The plan it belongs to.
    pub unit: UnitNo,
    /// The payee of what is expected, unless said otherwise.
    pub payee: Option<String>,
    /// The period of what is expected, unless said otherwise, as text of the plan's grain.
    pub period: Option<String>,
    /// The rows given.
    pub tables: Vec<GivenTable>,
    /// Params set for this example.
    pub params: Vec<(ParamId, Value)>,
    /// `history { | Payee | Period | Line | Value | }`: payee, period, line, value, as text.
    pub history: Vec<(String, String, LineId, String)>,
    /// What is expected.
    pub expectations: Vec<Expectation>,
    /// Where it stands.
    pub span: Span,
}

/// Rows given to a table, cells as texts read as from a CSV file; an empty cell is blank.
#[derive(Clone, Debug)]
pub struct GivenTable {
    /// The table.
    pub table: TableId,
    /// The columns of the heading.
    pub columns: Vec<u16>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// Where each row stands.
    pub spans: Vec<Span>,
}

/// One `expect`.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// Which value.
    pub target: ExpectTarget,
    /// What it should be.
    pub expected: Expect,
    /// Where it stands.
    pub span: Span,
}

/// Which value an `expect` is about.
#[derive(Clone, Debug)]
pub enum ExpectTarget {
    /// A line, for the example's payee and period or those given.
    Line {
        /// The line.
        line: LineId,
        /// `for "Bob"`.
        payee: Option<String>,
        /// `over 2026-04`.
        period: Option<String>,
    },
    /// `Deals("D1")[Points]`: a column of the row with this key, one text per key column.
    Column {
        /// The key.
        key: Vec<Value>,
        /// The column.
        column: ColumnRef,
    },
}

/// What is expected.
#[derive(Clone, Debug)]
pub enum Expect {
    /// This value; numbers compare by value, a percent as its number.
    Value(Value),
    /// `is N/A`, `is DIV/0` …: the error's code without `#` and `!`: `N/A`, `DIV/0`, `MANY`, `NUM`, `BLANK`.
    Error(String),
}
