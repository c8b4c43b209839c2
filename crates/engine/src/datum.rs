//! Values as they leave the engine.

use std::fmt;
use tiercel_plan::{Span, TableId};
use tiercel_value::{Date, Decimal, Period};

/// A value of a cell or row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Datum {
    /// No value.
    Blank,
    /// A number, a percent (as its number) or an amount.
    Number {
        /// The number.
        value: Decimal,
        /// Whether it came through an operation whose exact result is no such number.
        inexact: bool,
    },
    /// Text.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A day.
    Date(Date),
    /// A period of any grain.
    Period(Period),
    /// A payee or a key of a table, as its canonical text.
    Key(String),
    /// An error value.
    Error(Failure),
}

/// An error value and where it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which error.
    pub code: ErrorCode,
    /// Where it began.
    pub origin: Origin,
}

/// The errors a cell can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorCode {
    /// `#DIV/0!`
    DivideByZero,
    /// `#N/A`
    NotAvailable,
    /// `#MANY!`
    Many,
    /// `#NUM!`
    Number,
    /// `#BLANK!`
    Blank,
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ErrorCode::DivideByZero => "#DIV/0!",
            ErrorCode::NotAvailable => "#N/A",
            ErrorCode::Many => "#MANY!",
            ErrorCode::Number => "#NUM!",
            ErrorCode::Blank => "#BLANK!",
        })
    }
}

/// Where an error began: at which place, in which part of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The cell or row.
    pub place: OriginPlace,
    /// The part of the formula.
    pub span: Span,
}

/// A cell or row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginPlace {
    /// A cell: index of the payee, and the period.
    Cell(u32, Period),
    /// A row of a table.
    Row(TableId, u32),
    /// A constant of the run.
    Nowhere,
}
