//! Functions of values: numbers and text.

use super::each_place;
use crate::aggregate::tally::median;
use crate::datum::ErrorCode;
use crate::engine::Engine;
use crate::place::Places;
use crate::vector::{Kind, Lanes, Scalar, Vector};
use std::cmp::Ordering;
use tiercel_plan::{ExprId, Function, Operator, Type};
use tiercel_value::order;
use tiercel_value::{Decimal, ExactSum, NumError, Rounding, ceiling, floor, mround, round_to_places, times};

/// The longest text that a formula makes, in bytes.
pub(super) const LONGEST_TEXT: usize = 32_767;

/// What a function gives: a value, or the error that it is.
pub(crate) type Outcome = Result<Scalar, ErrorCode>;

impl Engine<'_> {
    pub(crate) fn call(&self, id: ExprId, function: Function, args: &[ExprId], places: &Places) -> Vector {
        let values: Vec<Vector> = args.iter().map(|arg| self.eval(*arg, places)).collect();
        if let (Function::Round | Function::RoundUp | Function::RoundDown | Function::RoundEven, [x, digits]) =
            (function, values.as_slice())
            && let Some(vector) = round_narrow(function, x, digits)
        {
            return vector;
        }
        if matches!(function, Function::Min | Function::Max)
            && let Some(vector) = extreme_narrow(function == Function::Max, &values, places.len)
        {
            return vector;
        }
        if function == Function::Sum
            && let Some(vector) = sum_narrow(&values, places.len)
        {
            return vector;
        }
        let types: Vec<Type> = args.iter().map(|arg| self.plan.expr(*arg).ty).collect();
        let same = values.iter().all(Vector::is_constant) && !values.is_empty();
        let mut row = Vec::with_capacity(args.len());
        let skips = matches!(
            function,
            Function::Min | Function::Max | Function::Sum | Function::Average | Function::Count | Function::Median | Function::Concat
        );
        each_place(Kind::of(self.plan.expr(id).ty), places.len, same, |index| {
            row.clear();
            row.extend(values.iter().map(|value| value.get(index)));
            let error = row.iter().find_map(|value| match value {
                Scalar::Error(_) => Some(*value),
                Scalar::Blank if !skips => Some(self.fail(ErrorCode::Blank, id, places, index)),
                Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => None,
            });
            match error {
                Some(error) => error,
                None => self.apply(id, function, &types, &row).unwrap_or_else(|code| self.fail(code, id, places, index)),
            }
        })
    }

    fn apply(&self, id: ExprId, function: Function, types: &[Type], args: &[Scalar]) -> Outcome {
        let ty = types.first().copied().unwrap_or(Type::Number);
        match function {
            Function::Abs | Function::Sign | Function::Int | Function::Mod => whole(function, args),
            Function::Round | Function::RoundUp | Function::RoundDown | Function::RoundEven => {
                let places = args.get(1).map_or(Ok(0), |places| integer(*places))?;
                let places = i32::try_from(places).map_err(|_| ErrorCode::Number)?;
                number(args, |x| round_to_places(x, places, rounding_of(function)))
            }
            Function::MRound => two(args, mround),
            Function::Ceiling => two_or_one(args, ceiling),
            Function::Floor => two_or_one(args, floor),
            Function::Min => Ok(self.extreme(ty, args, Ordering::Less)),
            Function::Max => Ok(self.extreme(ty, args, Ordering::Greater)),
            Function::Sum | Function::Average => sum(function, args),
            Function::Count => {
                let count = args.iter().filter(|value| **value != Scalar::Blank).count();
                Ok(whole_number(i64::try_from(count).unwrap_or(0)))
            }
            Function::Median => {
                let mut values: Vec<(Decimal, bool)> = args
                    .iter()
                    .filter_map(|value| if let Scalar::Number(number, marked) = value { Some((*number, *marked)) } else { None })
                    .collect();
                order::sort_by(&mut values, |a, b| a.0.compare_cut(b.0));
                if values.is_empty() {
                    return Err(ErrorCode::NotAvailable);
                }
                match median(&values, &|_| Scalar::Blank) {
                    Scalar::Blank => Err(ErrorCode::Number),
                    value @ (Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_)) => Ok(value),
                }
            }
            Function::Date
            | Function::Year
            | Function::Month
            | Function::Day
            | Function::Weekday
            | Function::EDate
            | Function::EoMonth
            | Function::Days
            | Function::NetworkDays
            | Function::DateDif
            | Function::Start
            | Function::End
            | Function::PeriodOf
            | Function::Number => self.of_dates(id, function, types, args),
            Function::Left
            | Function::Right
            | Function::Mid
            | Function::Len
            | Function::Upper
            | Function::Lower
            | Function::Trim
            | Function::Substitute
            | Function::Concat
            | Function::Text
            | Function::Contains
            | Function::StartsWith => self.of_texts(function, types, args),
        }
    }

    /// The least or greatest of values, blank if all are; of equals the first as it was.
    fn extreme(&self, ty: Type, args: &[Scalar], wanted: Ordering) -> Scalar {
        let present = args.iter().copied().filter(|value| *value != Scalar::Blank);
        let better = |best: Scalar, value: Scalar| if self.compare(ty, value, best) == wanted { value } else { best };
        present.reduce(better).unwrap_or(Scalar::Blank)
    }

    fn of_texts(&self, function: Function, types: &[Type], args: &[Scalar]) -> Outcome {
        let text = |index: usize| match (types.get(index), args.get(index)) {
            (Some(ty), Some(value)) => self.text(*ty, *value),
            (_, _) => String::new(),
        };
        let give = |text: String| {
            if text.len() > LONGEST_TEXT { Err(ErrorCode::Number) } else { Ok(Scalar::Word(self.texts.borrow_mut().intern(&text))) }
        };
        let length = |index: usize| -> Result<usize, ErrorCode> {
            let length = args.get(index).map_or(Ok(1), |value| integer(*value))?;
            usize::try_from(length).map_err(|_| ErrorCode::Number)
        };
        match function {
            Function::Left => give(text(0).chars().take(length(1)?).collect()),
            Function::Right => {
                let text = text(0);
                let skip = text.chars().count().saturating_sub(length(1)?);
                give(text.chars().skip(skip).collect())
            }
            Function::Mid => {
                let from = length(1)?.checked_sub(1).ok_or(ErrorCode::Number)?;
                give(text(0).chars().skip(from).take(length(2)?).collect())
            }
            Function::Len => Ok(whole_number(i64::try_from(text(0).chars().count()).unwrap_or(0))),
            Function::Upper => give(text(0).to_uppercase()),
            Function::Lower => give(text(0).to_lowercase()),
            Function::Trim => give(text(0).split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")),
            Function::Substitute => {
                let (within, old, new) = (text(0), text(1), text(2));
                if old.is_empty() {
                    return give(within);
                }
                match args.get(3) {
                    None => give(within.replace(&old, &new)),
                    Some(which) => {
                        let which = usize::try_from(integer(*which)?).ok().filter(|which| *which >= 1).ok_or(ErrorCode::Number)?;
                        give(match within.match_indices(&old).nth(which - 1) {
                            Some((at, _)) => {
                                let (before, after) = within.split_at(at);
                                format!("{before}{new}{}", after.strip_prefix(&old).unwrap_or(after))
                            }
                            None => within,
                        })
                    }
                }
            }
            Function::Concat => give((0..args.len()).map(text).collect()),
            Function::Contains => Ok(Scalar::Bool(text(0).contains(&text(1)))),
            Function::StartsWith => Ok(Scalar::Bool(text(0).starts_with(&text(1)))),
            Function::Abs
            | Function::Sign
            | Function::Int
            | Function::Mod
            | Function::Round
            | Function::RoundUp
            | Function::RoundDown
            | Function::RoundEven
            | Function::MRound
            | Function::Ceiling
            | Function::Floor
            | Function::Min
            | Function::Max
            | Function::Sum
            | Function::Average
            | Function::Count
            | Function::Median
            | Function::Date
            | Function::Year
            | Function::Month
            | Function::Day
            | Function::Weekday
            | Function::EDate
            | Function::EoMonth
            | Function::Days
            | Function::NetworkDays
            | Function::DateDif
            | Function::Text
            | Function::Start
            | Function::End
            | Function::PeriodOf
            | Function::Number => give(self.formatted(types, args)?),
        }
    }
}

/// MIN and MAX of two narrow numbers that are all present; at most 18 decimals are compared as they are.
fn extreme_narrow(greatest: bool, values: &[Vector], len: usize) -> Option<Vector> {
    let [a, b] = values else { return None };
    let (Lanes::Narrow(x, left), None, Lanes::Narrow(y, right), None) = (&a.lanes, &a.status, &b.lanes, &b.status) else { return None };
    let scale = (*left).max(*right);
    if scale > 18 {
        return None;
    }
    let up = |mantissas: &[i64], from: u8| -> Option<Vec<i64>> {
        let factor = 10i64.checked_pow(u32::from(scale - from))?;
        mantissas.iter().map(|mantissa| times(*mantissa, factor)).collect()
    };
    let (x, y) = (up(x, *left)?, up(y, *right)?);
    let better = |a: &i64, b: &i64| if greatest { *a.max(b) } else { *a.min(b) };
    let mantissas = match (x.as_slice(), y.as_slice()) {
        ([a], y) => y.iter().map(|b| better(a, b)).collect(),
        (x, [b]) => x.iter().map(|a| better(a, b)).collect(),
        (x, y) => x.iter().zip(y).map(|(a, b)| better(a, b)).collect(),
    };
    Some(Vector { len, lanes: Lanes::Narrow(mantissas, scale), status: None, failures: Vec::new() })
}

/// SUM of narrow numbers that are all present.
fn sum_narrow(values: &[Vector], len: usize) -> Option<Vector> {
    let plain = |value: &Vector| matches!((&value.lanes, &value.status), (Lanes::Narrow(..), None)).then(|| value.clone());
    let (first, rest) = values.split_first()?;
    let start = Vector { len, ..plain(first)? };
    rest.iter().try_fold(start, |sum, value| super::arithmetic::narrow_binary(Operator::Add, &sum, &plain(value)?))
}

/// ROUND and its kin of narrow numbers, to a constant number of decimals.
fn round_narrow(function: Function, x: &Vector, digits: &Vector) -> Option<Vector> {
    let (true, Scalar::Number(digits, false)) = (digits.is_constant(), digits.get(0)) else { return None };
    super::rounding::rounded(x, u8::try_from(digits.to_i64()?).ok()?, rounding_of(function))
}

fn rounding_of(function: Function) -> Rounding {
    match function {
        Function::RoundUp => Rounding::Up,
        Function::RoundDown => Rounding::Down,
        Function::RoundEven => Rounding::HalfEven,
        Function::Abs
        | Function::Sign
        | Function::Int
        | Function::Mod
        | Function::Round
        | Function::MRound
        | Function::Ceiling
        | Function::Floor
        | Function::Min
        | Function::Max
        | Function::Sum
        | Function::Average
        | Function::Count
        | Function::Median
        | Function::Date
        | Function::Year
        | Function::Month
        | Function::Day
        | Function::Weekday
        | Function::EDate
        | Function::EoMonth
        | Function::Days
        | Function::NetworkDays
        | Function::DateDif
        | Function::Left
        | Function::Right
        | Function::Mid
        | Function::Len
        | Function::Upper
        | Function::Lower
        | Function::Trim
        | Function::Substitute
        | Function::Concat
        | Function::Text
        | Function::Contains
        | Function::StartsWith
        | Function::Start
        | Function::End
        | Function::PeriodOf
        | Function::Number => Rounding::HalfUp,
    }
}

pub(crate) fn whole_number(number: i64) -> Scalar {
    Scalar::Number(Decimal::from_i64(number), false)
}

/// A whole number; a part after the point is cut off, as Excel does.
pub(crate) fn integer(value: Scalar) -> Result<i64, ErrorCode> {
    let Scalar::Number(number, _) = value else { return Err(ErrorCode::Number) };
    round_to_places(number, 0, Rounding::Down).ok().and_then(Decimal::to_i64).ok_or(ErrorCode::Number)
}

fn code(error: NumError) -> ErrorCode {
    match error {
        NumError::Overflow => ErrorCode::Number,
        NumError::DivisionByZero => ErrorCode::DivideByZero,
    }
}

fn number(args: &[Scalar], function: impl Fn(Decimal) -> Result<Decimal, NumError>) -> Outcome {
    match args.first() {
        Some(Scalar::Number(x, marked)) => function(*x).map(|value| Scalar::Number(value, *marked)).map_err(code),
        _ => Err(ErrorCode::Number),
    }
}

fn two(args: &[Scalar], function: impl Fn(Decimal, Decimal) -> Result<Decimal, NumError>) -> Outcome {
    match args {
        [Scalar::Number(x, marked), Scalar::Number(y, too)] => {
            function(*x, *y).map(|value| Scalar::Number(value, *marked || *too)).map_err(code)
        }
        _ => Err(ErrorCode::Number),
    }
}

fn two_or_one(args: &[Scalar], function: impl Fn(Decimal, Decimal) -> Result<Decimal, NumError>) -> Outcome {
    match args {
        [x] => two(&[*x, whole_number(1)], function),
        _ => two(args, function),
    }
}

fn whole(function: Function, args: &[Scalar]) -> Outcome {
    match (function, args) {
        (Function::Abs, [Scalar::Number(x, marked)]) => Ok(Scalar::Number(x.abs(), *marked)),
        (Function::Sign, [Scalar::Number(x, _)]) => Ok(whole_number(i64::from(x.cut().sign()))),
        (Function::Int, [Scalar::Number(x, marked)]) => {
            let down = if x.sign() < 0 { Rounding::Up } else { Rounding::Down };
            round_to_places(*x, 0, down).map(|value| Scalar::Number(value, *marked)).map_err(code)
        }
        (Function::Mod, [Scalar::Number(x, marked), Scalar::Number(y, too)]) => {
            let rest = x.modulo(*y).map_err(code)?;
            Ok(Scalar::Number(rest.value, rest.inexact || *marked || *too))
        }
        _ => Err(ErrorCode::Number),
    }
}

fn sum(function: Function, args: &[Scalar]) -> Outcome {
    let (mut total, mut count, mut marked) = (ExactSum::default(), 0i64, false);
    for value in args {
        if let Scalar::Number(number, inexact) = value {
            total.add(*number);
            count += 1;
            marked |= inexact;
        }
    }
    if function == Function::Average && count == 0 {
        return Err(ErrorCode::NotAvailable);
    }
    let result = if function == Function::Average { total.average(count) } else { total.total() };
    result.map(|rounded| Scalar::Number(rounded.value, rounded.inexact || marked)).map_err(code)
}
