//! What an expression gives.

use crate::number::{Number, compare};
use std::cmp::Ordering;
use tiercel_plan::TableId;
use tiercel_value::{Date, Period};

/// The error values of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorCode {
    DivideByZero,
    NotAvailable,
    Many,
    Number,
    Blank,
}

impl ErrorCode {
    pub(crate) fn text(self) -> &'static str {
        match self {
            ErrorCode::DivideByZero => "#DIV/0!",
            ErrorCode::NotAvailable => "#N/A",
            ErrorCode::Many => "#MANY!",
            ErrorCode::Number => "#NUM!",
            ErrorCode::Blank => "#BLANK!",
        }
    }
}

/// A value; an error is the `Err` of [`Outcome`].
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Blank,
    Number(Number),
    Text(String),
    Bool(bool),
    Date(Date),
    Period(Period),
    /// By the order of keys.
    Payee(u32),
    /// A row of a table, by reference.
    Row(TableId, u32),
}

/// A value or an error value.
pub(crate) type Outcome = Result<Value, ErrorCode>;

impl Value {
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Value::Blank)
    }

    /// What is needed is not blank.
    pub(crate) fn present(self) -> Outcome {
        if self.is_blank() { Err(ErrorCode::Blank) } else { Ok(self) }
    }

    pub(crate) fn number(self) -> Result<Number, ErrorCode> {
        match self {
            Value::Number(number) => Ok(number),
            Value::Bool(_) | Value::Blank | Value::Text(_) | Value::Date(_) | Value::Period(_) | Value::Payee(_) | Value::Row(..) => {
                Err(ErrorCode::Blank)
            }
        }
    }

    pub(crate) fn truth(self) -> Result<bool, ErrorCode> {
        if let Value::Bool(value) = self { Ok(value) } else { Err(ErrorCode::Blank) }
    }

    pub(crate) fn date(self) -> Result<Date, ErrorCode> {
        if let Value::Date(date) = self { Ok(date) } else { Err(ErrorCode::Blank) }
    }

    pub(crate) fn period(self) -> Result<Period, ErrorCode> {
        if let Value::Period(period) = self { Ok(period) } else { Err(ErrorCode::Blank) }
    }

    pub(crate) fn string(self) -> Result<String, ErrorCode> {
        if let Value::Text(text) = self { Ok(text) } else { Err(ErrorCode::Blank) }
    }
}

/// `=`: blanks are equal to blanks only; numbers are cut first.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Blank, Value::Blank) => true,
        (Value::Blank, _) | (_, Value::Blank) => false,
        (Value::Row(a_table, a), Value::Row(b_table, b)) => (a_table, a) == (b_table, b),
        (a, b) => order(a, b).is_eq(),
    }
}

/// `<`; blanks and kinds that do not mix have some order.
pub(crate) fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => compare(&a.value, &b.value),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.0.cmp(&b.0),
        (Value::Period(a), Value::Period(b)) => (a.grain, a.ordinal).cmp(&(b.grain, b.ordinal)),
        (Value::Payee(a), Value::Payee(b)) => a.cmp(b),
        (Value::Row(a_table, a), Value::Row(b_table, b)) => (a_table, a).cmp(&(b_table, b)),
        (a, b) => kind(a).cmp(&kind(b)),
    }
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Blank => 0,
        Value::Number(_) => 1,
        Value::Text(_) => 2,
        Value::Bool(_) => 3,
        Value::Date(_) => 4,
        Value::Period(_) => 5,
        Value::Payee(_) => 6,
        Value::Row(..) => 7,
    }
}
