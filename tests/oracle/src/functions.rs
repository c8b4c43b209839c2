//! Functions of values, with Excel's meaning.

use crate::number::{self, Mode, Number, at_places, compare, cut, integer, nearest, ten, to_multiple, whole};
use crate::place::Place;
use crate::value::{ErrorCode, Outcome, Value, order};
use crate::world::World;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use tiercel_plan::{ExprId, Function, Type};
use tiercel_value::{Date, Grain};

/// Places beyond which no digit of a number lies.
const MOST_PLACES: i64 = 60;

impl World<'_> {
    pub(crate) fn call(&self, function: Function, args: &[ExprId], ty: Type, place: &Place) -> Outcome {
        match function {
            Function::Min | Function::Max | Function::Sum | Function::Average | Function::Count | Function::Median => {
                let mut values = Vec::new();
                for arg in args {
                    let value = self.eval(*arg, place)?;
                    if !value.is_blank() {
                        values.push(value);
                    }
                }
                return of_values(function, &values);
            }
            Function::Concat => {
                let mut text = String::new();
                for arg in args {
                    text.push_str(&self.text(&self.eval(*arg, place)?));
                }
                return Ok(Value::Text(text));
            }
            _ => {}
        }
        let mut values = Vec::new();
        for arg in args {
            values.push(self.eval(*arg, place)?.present()?);
        }
        self.apply(function, &values, ty)
    }

    fn apply(&self, function: Function, args: &[Value], ty: Type) -> Outcome {
        let arg = |at: usize| args.get(at).cloned().ok_or(ErrorCode::Blank);
        let number = |at: usize| arg(at)?.number();
        let date = |at: usize| arg(at)?.date();
        let text = |at: usize| arg(at)?.string();
        // A count or place is what stands before the point.
        let count = |at: usize, otherwise: i64| if args.len() > at { number(at).map(|n| n.truncated()) } else { Ok(otherwise) };
        let inexact = args.iter().any(|arg| matches!(arg, Value::Number(number) if number.inexact));
        let gives = |exact: BigRational| nearest(&exact, inexact).map(Value::Number);
        let counted = |value: i64| Ok(Value::Number(Number::integer(value)));
        match function {
            Function::Abs => gives(number(0)?.value.abs()),
            Function::Sign => {
                // A comparison with 0.
                let value = cut(&number(0)?.value);
                counted(if value.is_zero() {
                    0
                } else if value.is_negative() {
                    -1
                } else {
                    1
                })
            }
            Function::Int => gives(BigRational::from_integer(whole(&cut(&number(0)?.value), Mode::Floor))),
            Function::Mod => {
                let (a, b) = (cut(&number(0)?.value), cut(&number(1)?.value));
                if b.is_zero() {
                    return Err(ErrorCode::DivideByZero);
                }
                gives(&a - BigRational::from_integer(whole(&(&a / &b), Mode::Floor)) * &b)
            }
            Function::Round => round(&number(0)?, count(1, 0)?, Mode::HalfUp, inexact),
            Function::RoundUp => round(&number(0)?, count(1, 0)?, Mode::Up, inexact),
            Function::RoundDown => round(&number(0)?, count(1, 0)?, Mode::Down, inexact),
            Function::RoundEven => round(&number(0)?, count(1, 0)?, Mode::HalfEven, inexact),
            Function::MRound => {
                let (value, unit) = (cut(&number(0)?.value), cut(&number(1)?.value));
                if value.is_zero() || unit.is_zero() {
                    return gives(integer(0));
                }
                if value.is_negative() != unit.is_negative() {
                    return Err(ErrorCode::Number);
                }
                gives(to_multiple(&value.abs(), &unit.abs(), Mode::HalfUp) * value.signum())
            }
            Function::Ceiling | Function::Floor => {
                let (value, unit) = (cut(&number(0)?.value), cut(&number(1)?.value));
                if unit.is_zero() {
                    let floor_of_something = function == Function::Floor && !value.is_zero();
                    return if floor_of_something { Err(ErrorCode::DivideByZero) } else { gives(integer(0)) };
                }
                if value.is_positive() && unit.is_negative() {
                    return Err(ErrorCode::Number);
                }
                // With a negative unit towards and away from zero change places.
                let up = (function == Function::Ceiling) != unit.is_negative();
                let unit = unit.abs();
                let rounded = if up { -to_multiple(&-value, &unit, Mode::Floor) } else { to_multiple(&value, &unit, Mode::Floor) };
                gives(rounded)
            }
            Function::Date => make_date(count(0, 0)?, count(1, 0)?, count(2, 0)?),
            Function::Year => counted(i64::from(date(0)?.parts().0)),
            Function::Month => counted(i64::from(date(0)?.parts().1)),
            Function::Day => counted(i64::from(date(0)?.parts().2)),
            Function::Weekday => {
                // 0 is Monday.
                let day = i64::from(date(0)?.weekday());
                let first = match count(1, 1)? {
                    1 | 17 => 6,
                    2 | 11 => 0,
                    3 => return counted(day),
                    12 => 1,
                    13 => 2,
                    14 => 3,
                    15 => 4,
                    16 => 5,
                    _ => return Err(ErrorCode::Number),
                };
                counted((day - first).rem_euclid(7) + 1)
            }
            Function::EDate => date(0)?.add_months(count(1, 0)?).map(Value::Date).ok_or(ErrorCode::Number),
            Function::EoMonth => date(0)?.end_of_month(count(1, 0)?).map(Value::Date).ok_or(ErrorCode::Number),
            Function::Days => counted(i64::from(date(0)?.0) - i64::from(date(1)?.0)),
            Function::NetworkDays => {
                let (a, b) = (date(0)?.0, date(1)?.0);
                let days = (a.min(b)..=a.max(b)).filter(|day| Date(*day).weekday() < 5).count();
                let days = i64::try_from(days).unwrap_or(0);
                counted(if a <= b { days } else { -days })
            }
            Function::DateDif => {
                let unit = text(2)?;
                date(0)?.difference(date(1)?, &unit).map_or(Err(ErrorCode::Number), counted)
            }
            Function::Left => take(&text(0)?, count(1, 1)?, false),
            Function::Right => take(&text(0)?, count(1, 1)?, true),
            Function::Mid => {
                let (text, start, length) = (text(0)?, count(1, 1)?, count(2, 0)?);
                if start < 1 || length < 0 {
                    return Err(ErrorCode::Number);
                }
                let skip = usize::try_from(start - 1).unwrap_or(usize::MAX);
                Ok(Value::Text(text.chars().skip(skip).take(usize::try_from(length).unwrap_or(usize::MAX)).collect()))
            }
            Function::Len => counted(i64::try_from(text(0)?.chars().count()).unwrap_or(0)),
            Function::Upper => Ok(Value::Text(text(0)?.to_uppercase())),
            Function::Lower => Ok(Value::Text(text(0)?.to_lowercase())),
            Function::Trim => Ok(Value::Text(text(0)?.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))),
            Function::Substitute => substitute(&text(0)?, &text(1)?, &text(2)?, if args.len() > 3 { Some(count(3, 1)?) } else { None }),
            Function::Text => self.formatted(&arg(0)?, &text(1)?),
            Function::Contains => Ok(Value::Bool(text(0)?.contains(&text(1)?))),
            Function::StartsWith => Ok(Value::Bool(text(0)?.starts_with(&text(1)?))),
            Function::Start => Ok(Value::Date(self.calendar.start(arg(0)?.period()?))),
            Function::End => Ok(Value::Date(self.calendar.end(arg(0)?.period()?))),
            Function::PeriodOf => {
                let grain = if let Type::Period(grain) = ty { grain } else { Grain::Day };
                self.period_of_day(date(0)?, grain).map(Value::Period).ok_or(ErrorCode::NotAvailable)
            }
            Function::Number => counted(i64::from(self.calendar.number(arg(0)?.period()?))),
            Function::Min | Function::Max | Function::Sum | Function::Average | Function::Count | Function::Median | Function::Concat => {
                Err(ErrorCode::NotAvailable)
            }
        }
    }

    /// TEXT with one of the closed list of formats.
    fn formatted(&self, value: &Value, format: &str) -> Outcome {
        let text = match value {
            Value::Number(number) => number_text(&number.value, format),
            Value::Date(date) => date_text(*date, format),
            Value::Period(period) => date_text(self.calendar.start(*period), format),
            // As in Excel, a format of numbers leaves other values as they are.
            Value::Bool(value) => Some(value.to_string().to_uppercase()),
            Value::Blank | Value::Text(_) | Value::Payee(_) | Value::Row(..) => Some(self.text(value)),
        };
        text.map(Value::Text).ok_or(ErrorCode::Number)
    }
}

fn round(value: &Number, places: i64, mode: Mode, inexact: bool) -> Outcome {
    let value = cut(&value.value);
    let rounded = if places > MOST_PLACES { value } else { at_places(&value, places.max(-MOST_PLACES), mode) };
    nearest(&rounded, inexact).map(Value::Number)
}

/// MIN, MAX and the like of values that are not blank.
pub(crate) fn of_values(function: Function, values: &[Value]) -> Outcome {
    let numbers = || values.iter().cloned().map(Value::number).collect::<Result<Vec<Number>, _>>();
    match function {
        Function::Count => Ok(Value::Number(Number::integer(i64::try_from(values.len()).unwrap_or(i64::MAX)))),
        Function::Sum => sum(&numbers()?),
        Function::Average => average(&numbers()?),
        Function::Median => median(&numbers()?),
        Function::Min => Ok(extreme(values, false).unwrap_or(Value::Blank)),
        _ => Ok(extreme(values, true).unwrap_or(Value::Blank)),
    }
}

/// The least or greatest; the first of equals as it was.
pub(crate) fn extreme(values: &[Value], greatest: bool) -> Option<Value> {
    let mut best: Option<&Value> = None;
    for value in values {
        let better = best.is_none_or(|best| {
            let found = order(value, best);
            if greatest { found.is_gt() } else { found.is_lt() }
        });
        if better {
            best = Some(value);
        }
    }
    best.cloned()
}

/// The exact sum, rounded once.
pub(crate) fn sum(numbers: &[Number]) -> Outcome {
    let total: BigRational = numbers.iter().map(|number| number.value.clone()).sum();
    nearest(&total, numbers.iter().any(|number| number.inexact)).map(Value::Number)
}

/// Of nothing it is blank.
pub(crate) fn average(numbers: &[Number]) -> Outcome {
    if numbers.is_empty() {
        return Ok(Value::Blank);
    }
    let total: BigRational = numbers.iter().map(|number| number.value.clone()).sum();
    let count = integer(i64::try_from(numbers.len()).unwrap_or(i64::MAX));
    nearest(&(total / count), numbers.iter().any(|number| number.inexact)).map(Value::Number)
}

/// The middle one, or the mean of the middle two.
pub(crate) fn median(numbers: &[Number]) -> Outcome {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(|a, b| compare(&a.value, &b.value));
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => Ok(Value::Blank),
        count if count % 2 == 1 => Ok(Value::Number(sorted[middle].clone())),
        _ => average(&sorted[middle - 1..=middle]),
    }
}

/// Excel's DATE: months and days beyond their end go on.
fn make_date(year: i64, month: i64, day: i64) -> Outcome {
    // As in Excel a year below 1900 counts from 1900.
    let year = if (0..1900).contains(&year) { year + 1900 } else { year };
    let first = |year: i64| i32::try_from(year).ok().and_then(|year| Date::of(year, 1, 1));
    let months = year.saturating_mul(12).saturating_add(month - 1);
    let base = first(months.div_euclid(12)).ok_or(ErrorCode::Number)?;
    let date = base.add_months(months.rem_euclid(12)).and_then(|date| date.add_days(day.saturating_sub(1)));
    date.map(Value::Date).ok_or(ErrorCode::Number)
}

fn take(text: &str, count: i64, from_the_end: bool) -> Outcome {
    let count = usize::try_from(count).map_err(|_| ErrorCode::Number)?;
    let letters: Vec<char> = text.chars().collect();
    let count = count.min(letters.len());
    let part = if from_the_end { &letters[letters.len() - count..] } else { &letters[..count] };
    Ok(Value::Text(part.iter().collect()))
}

fn substitute(text: &str, old: &str, new: &str, which: Option<i64>) -> Outcome {
    if which.is_some_and(|which| which < 1) {
        return Err(ErrorCode::Number);
    }
    if old.is_empty() {
        return Ok(Value::Text(text.to_owned()));
    }
    let parts: Vec<&str> = text.split(old).collect();
    let mut out = String::new();
    for (number, part) in (0i64..).zip(&parts) {
        if number > 0 {
            out.push_str(if which.is_none_or(|which| which == number) { new } else { old });
        }
        out.push_str(part);
    }
    Ok(Value::Text(out))
}

fn number_text(value: &BigRational, format: &str) -> Option<String> {
    if format.contains(['y', 'm', 'd']) {
        return None;
    }
    let percent = format.ends_with('%');
    let places = format.trim_end_matches('%').split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let value = if percent { cut(value) * integer(100) } else { cut(value) };
    let rounded = at_places(&value, i64::try_from(places).unwrap_or(0), Mode::HalfUp);
    let digits = (rounded.abs() * ten(i64::try_from(places).unwrap_or(0))).to_integer().to_string();
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (before, after) = digits.split_at(digits.len() - places);
    let mut whole = String::new();
    for (at, digit) in before.chars().enumerate() {
        if format.starts_with('#') && at > 0 && (before.len() - at) % 3 == 0 {
            whole.push(',');
        }
        whole.push(digit);
    }
    let sign = if rounded.is_negative() { "-" } else { "" };
    let point = if places > 0 { "." } else { "" };
    Some(format!("{sign}{whole}{point}{after}{}", if percent { "%" } else { "" }))
}

fn date_text(date: Date, format: &str) -> Option<String> {
    let (year, month, day) = date.parts();
    match format {
        "yyyy-mm-dd" => Some(format!("{year:04}-{month:02}-{day:02}")),
        "yyyy-mm" => Some(format!("{year:04}-{month:02}")),
        "yyyy" => Some(format!("{year:04}")),
        "mm" => Some(format!("{month:02}")),
        "dd" => Some(format!("{day:02}")),
        _ => None,
    }
}

/// PERCENTILE as Excel's PERCENTILE.INC: the point at a share of the way, on straight lines between neighbours.
pub(crate) fn percentile(numbers: &[Number], share: &Number) -> Outcome {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(|a, b| compare(&a.value, &b.value));
    let share_value = cut(&share.value);
    if share_value < integer(0) || share_value > integer(1) {
        return Err(ErrorCode::Number);
    }
    let last = i64::try_from(sorted.len()).unwrap_or(i64::MAX) - 1;
    let at = share_value * integer(last);
    let below = usize::try_from(at.floor().to_integer()).unwrap_or(0);
    let part = &at - at.floor();
    let low = &sorted[below];
    if part.is_zero() {
        return Ok(Value::Number(Number { value: low.value.clone(), inexact: low.inexact || share.inexact }));
    }
    let high = &sorted[below + 1];
    let exact = &low.value + (&high.value - &low.value) * part;
    number::nearest(&exact, low.inexact || high.inexact || share.inexact).map(Value::Number)
}
