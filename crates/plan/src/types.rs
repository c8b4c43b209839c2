//! Types and literal values (language.md, section 3).

use crate::ids::{ColumnRef, TableId};
use tiercel_value::{Date, Decimal, Grain, Period, UnitId};

/// What an expression gives. Whether it may be blank stands beside it, on [`Expr::blank`](crate::Expr::blank).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A plain number.
    Number,
    /// A number shown as percent; 12.5% is the number 0.125.
    Percent,
    /// An amount of money.
    Money(MoneyUnit),
    /// Text, compared by its characters after NFC.
    Text,
    /// `true` or `false`.
    Bool,
    /// A calendar day.
    Date,
    /// A week, month, quarter, half, year, or (as `Grain::Custom`) a period of the plan's own calendar.
    Period(Grain),
    /// A key of `payees`.
    Payee,
    /// A key of a table.
    Ref(TableId),
}

impl Type {
    /// Number, percent or money: what is held as a [`Decimal`].
    pub fn is_numeric(self) -> bool {
        matches!(self, Type::Number | Type::Percent | Type::Money(_))
    }

    /// The currency of amounts that are all in one.
    pub fn currency(self) -> Option<UnitId> {
        if let Type::Money(MoneyUnit::Fixed(unit)) = self { Some(unit) } else { None }
    }
}

/// Which currency an amount is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MoneyUnit {
    /// One currency (or a unit of the plan's own).
    Fixed(UnitId),
    /// `money in [Currency]`: the text column that says it, row by row.
    In(ColumnRef),
}

/// A literal. Beside [`Type::Payee`] or [`Type::Ref`] it is the value of the only key column of the table meant; it is
/// looked up when data is loaded. Text beside a `Type::Period(Grain::Custom)` is the name of a period of the plan's calendar.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A number, a percent (as its number) or an amount.
    Number(Decimal),
    /// Text after NFC.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A day.
    Date(Date),
    /// A period of any grain.
    Period(Period),
    /// `blank`.
    Blank,
}
