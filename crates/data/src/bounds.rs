//! Bounds of input columns.

use crate::cell::{Cell, Refusal, as_percent, two_readings};
use std::cmp::Ordering;
use tiercel_plan::{Bounds, Type, Value, nearest};
use tiercel_value::{Calendar, Decimal};

/// Whether a bound is missing below and above.
pub(crate) fn open(bounds: Option<&Bounds>) -> (bool, bool) {
    match bounds {
        None => (true, true),
        Some(Bounds::Range(low, high)) => (low.is_none(), high.is_none()),
        Some(Bounds::OneOf(_)) => (false, false),
    }
}

/// Whether a cell lies within bounds.
pub(crate) fn within(cell: &Cell, bounds: &Bounds) -> bool {
    let order = |value: &Value| compare(cell, value);
    match bounds {
        Bounds::OneOf(values) => values.iter().any(|value| order(value).is_some_and(Ordering::is_eq)),
        Bounds::Range(low, high) => {
            let beyond = |bound: &Option<(Value, bool)>, side: Ordering| {
                bound
                    .as_ref()
                    .is_none_or(|(value, included)| order(value).is_some_and(|order| order == side || (*included && order.is_eq())))
            };
            beyond(low, Ordering::Greater) && beyond(high, Ordering::Less)
        }
    }
}

fn compare(cell: &Cell, value: &Value) -> Option<Ordering> {
    match (cell, value) {
        (Cell::Number(a), Value::Number(b)) => Some(a.compare_cut(*b)),
        (Cell::Text(a), Value::Text(b)) => Some(a.as_str().cmp(b)),
        (Cell::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Cell::Date(a), Value::Date(b)) => Some(a.cmp(&b.0)),
        (Cell::Period(a), Value::Period(b)) => Some(a.cmp(&b.ordinal)),
        (Cell::Blank | Cell::Number(_) | Cell::Text(_) | Cell::Bool(_) | Cell::Date(_) | Cell::Period(_), _) => None,
    }
}

/// The smallest and the largest mantissa at a scale that lie within a range of numbers.
pub(crate) fn limits(bounds: &Bounds, scale: u32) -> Option<(i64, i64)> {
    let Bounds::Range(low, high) = bounds else { return None };
    let number = |bound: &Option<(Value, bool)>| match bound {
        Some((Value::Number(value), included)) => Some(Some((*value, *included))),
        Some((Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_) | Value::Blank, _)) => None,
        None => Some(None),
    };
    let clamped = |value: i128| i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX });
    let low = number(low)?.map_or(i64::MIN, |(bound, included)| {
        let (floor, exact) = at_scale(bound, scale);
        clamped(if exact && included { floor } else { floor + 1 })
    });
    let high = number(high)?.map_or(i64::MAX, |(bound, included)| {
        let (floor, exact) = at_scale(bound, scale);
        clamped(if exact && !included { floor - 1 } else { floor })
    });
    Some((low, high))
}

/// The largest mantissa at a scale that is not above a number (or one beyond 64 bits), and whether it is the number itself.
fn at_scale(value: Decimal, scale: u32) -> (i128, bool) {
    let mantissa = value.mantissa();
    match scale.checked_sub(value.scale()) {
        Some(up) => {
            let far = if mantissa < 0 { i128::from(i64::MIN) - 2 } else { i128::from(i64::MAX) + 2 };
            (10i128.checked_pow(up).and_then(|factor| mantissa.checked_mul(factor)).unwrap_or(far), true)
        }
        None => {
            let factor = 10i128.pow(value.scale() - scale);
            (mantissa.div_euclid(factor), mantissa.rem_euclid(factor) == 0)
        }
    }
}

/// Why a cell outside its bounds is refused.
pub(crate) fn outside(ty: Type, bounds: &Bounds, text: &str, cell: &Cell, points: bool, calendar: &Calendar) -> Refusal {
    let bare = ty == Type::Percent && !points && !text.trim().ends_with(['%', '％']);
    if let (true, Cell::Number(value)) = (bare, cell)
        && !value.is_zero()
    {
        return two_readings(*value);
    }
    match bounds {
        Bounds::Range(..) => ("data-bounds", vec![("expected", bounds_text(ty, bounds, calendar))]),
        Bounds::OneOf(values) => {
            let known: Vec<String> = values.iter().map(|value| value_text(ty, value, calendar)).collect();
            match nearest(text.trim(), known.iter().map(String::as_str)) {
                Some(near) => ("data-one-of-near", vec![("expected", known.join(", ")), ("nearest", near.to_owned())]),
                None => ("data-one-of", vec![("expected", known.join(", "))]),
            }
        }
    }
}

fn bounds_text(ty: Type, bounds: &Bounds, calendar: &Calendar) -> String {
    let side = |value: &Value| value_text(ty, value, calendar);
    match bounds {
        Bounds::OneOf(values) => values.iter().map(side).collect::<Vec<_>>().join(", "),
        Bounds::Range(Some((low, true)), Some((high, true))) => format!("{} .. {}", side(low), side(high)),
        Bounds::Range(low, high) => {
            let low = low.as_ref().map(|(value, included)| format!("{} {}", if *included { ">=" } else { ">" }, side(value)));
            let high = high.as_ref().map(|(value, included)| format!("{} {}", if *included { "<=" } else { "<" }, side(value)));
            low.into_iter().chain(high).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A literal as a person writes it in a file.
pub(crate) fn value_text(ty: Type, value: &Value, calendar: &Calendar) -> String {
    match value {
        Value::Number(number) if ty == Type::Percent => as_percent(*number),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bool(value) => value.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Period(period) => calendar.name(*period),
        Value::Blank => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_at_a_scale_say_what_bounds_say() {
        let number = |text: &str| Value::Number(Decimal::parse_exact(text).unwrap());
        let range = |low: Option<(&str, bool)>, high: Option<(&str, bool)>| {
            Bounds::Range(low.map(|(text, included)| (number(text), included)), high.map(|(text, included)| (number(text), included)))
        };
        for bounds in [
            range(Some(("0", false)), None),
            range(Some(("-1", true)), Some(("1", true))),
            range(Some(("0.155", true)), Some(("2.505", false))),
            range(Some(("0.15", false)), Some(("2.5", false))),
            range(Some(("-0.155", false)), Some(("-0.1", true))),
            range(None, Some(("79228162514264337593543950335", true))),
        ] {
            for scale in 0..4 {
                let (low, high) = limits(&bounds, scale).unwrap();
                for mantissa in -3000..3000 {
                    let cell = Cell::Number(Decimal::from_parts(i128::from(mantissa), scale).unwrap());
                    assert_eq!((low..=high).contains(&mantissa), within(&cell, &bounds), "{bounds:?} {mantissa} {scale}");
                }
            }
        }
    }
}
