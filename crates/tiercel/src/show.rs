//! Values as people read them, without loss: plain digits, a percent as percent, money with its decimals.

use tiercel_engine::Datum;
use tiercel_plan::{MoneyUnit, Plan, Type};
use tiercel_value::{Calendar, Decimal, Rounding, round_to_places};

/// A value to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The value: `680.00`, `120%`, `2026-03`, `#N/A`.
    pub text: String,
    /// The currency's code, for amounts in one currency.
    pub currency: Option<String>,
    /// Whether it came through an operation whose exact result no number can hold.
    pub inexact: bool,
}

/// A value of a type as a person reads it.
pub fn shown(plan: &Plan, calendar: &Calendar, ty: Type, value: &Datum) -> Shown {
    let plain = |text: String| Shown { text, currency: None, inexact: false };
    match value {
        Datum::Blank => plain(String::new()),
        Datum::Number { value, inexact } => {
            let (text, currency) = match ty {
                Type::Percent => (percent(*value), None),
                Type::Money(MoneyUnit::Fixed(unit)) => {
                    (amount(*value, plan.currencies.decimals(unit)), Some(plan.currencies.code(unit).to_owned()))
                }
                Type::Money(MoneyUnit::In(_))
                | Type::Number
                | Type::Text
                | Type::Bool
                | Type::Date
                | Type::Period(_)
                | Type::Payee
                | Type::Ref(_) => (value.to_string(), None),
            };
            Shown { text, currency, inexact: *inexact }
        }
        Datum::Text(text) | Datum::Key(text) => plain(text.clone()),
        Datum::Bool(value) => plain(value.to_string()),
        Datum::Date(date) => plain(date.to_string()),
        Datum::Period(period) => plain(calendar.name(*period)),
        Datum::Error(failure) => plain(failure.code.to_string()),
    }
}

/// A value as a statement shows it: amounts to the currency's minor unit, percents to two decimals, other numbers to six.
/// The exact value is that of [`shown`]; it is what an explanation opens.
pub fn rounded(plan: &Plan, calendar: &Calendar, ty: Type, value: &Datum) -> Shown {
    let places = match ty {
        Type::Percent => 4,
        Type::Money(MoneyUnit::Fixed(unit)) => i32::from(plan.currencies.decimals(unit)),
        Type::Money(MoneyUnit::In(_)) | Type::Number => 6,
        Type::Text | Type::Bool | Type::Date | Type::Period(_) | Type::Payee | Type::Ref(_) => return shown(plan, calendar, ty, value),
    };
    match value {
        Datum::Number { value, inexact } => {
            let value = round_to_places(*value, places, Rounding::HalfUp).unwrap_or(*value);
            shown(plan, calendar, ty, &Datum::Number { value, inexact: *inexact })
        }
        Datum::Blank | Datum::Text(_) | Datum::Bool(_) | Datum::Date(_) | Datum::Period(_) | Datum::Key(_) | Datum::Error(_) => {
            shown(plan, calendar, ty, value)
        }
    }
}

/// An amount with at least so many decimals; further ones are kept.
pub fn amount(value: Decimal, decimals: u8) -> String {
    let mut text = value.to_string();
    let have = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let wanted = usize::from(decimals);
    if have == 0 && wanted > 0 {
        text.push('.');
    }
    text.extend(std::iter::repeat_n('0', wanted.saturating_sub(have)));
    text
}

fn percent(value: Decimal) -> String {
    match Decimal::from_parts(value.mantissa(), value.scale().saturating_sub(2)) {
        Ok(points) if value.scale() >= 2 => format!("{points}%"),
        _ => value.mul(Decimal::from_i64(100)).map_or_else(|_| value.to_string(), |points| format!("{}%", points.value)),
    }
}
