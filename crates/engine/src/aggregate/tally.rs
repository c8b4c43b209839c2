//! What an aggregate function makes of the values that it is given, in whatever order they come.

use super::caches::KeyPart;
use crate::datum::{ErrorCode, Failure};
use crate::engine::Engine;
use crate::exact::Fraction;
use crate::vector::Scalar;
use std::cmp::Ordering;
use std::collections::HashSet;
use tiercel_plan::{AggregateFunction, Type};
use tiercel_value::{Decimal, ExactSum, NumError, Rounded, order};

/// Time, payee and key of what a value came from.
pub(crate) type Order = (i32, u32, u32);

/// The values taken in so far.
#[derive(Debug)]
pub(crate) struct Tally {
    function: AggregateFunction,
    ty: Type,
    count: i64,
    sum: ExactSum,
    inexact: bool,
    failure: Option<(Order, Failure)>,
    best: Option<(Order, Scalar)>,
    values: Vec<(Order, (Decimal, bool))>,
    unique: HashSet<KeyPart>,
    flag: bool,
}

impl Tally {
    pub(crate) fn new(function: AggregateFunction, ty: Type) -> Tally {
        let flag = function == AggregateFunction::Every;
        Tally {
            function,
            ty,
            count: 0,
            sum: ExactSum::default(),
            inexact: false,
            failure: None,
            best: None,
            values: Vec::new(),
            unique: HashSet::new(),
            flag,
        }
    }

    /// Takes in a sum made elsewhere.
    pub(crate) fn take_sum(&mut self, sum: &ExactSum, count: i64, inexact: bool) {
        self.sum.merge(sum);
        self.count += count;
        self.inexact |= inexact;
    }

    pub(crate) fn fail(&mut self, failure: Failure, order: Order) {
        if self.failure.is_none_or(|(first, _)| order < first) {
            self.failure = Some((order, failure));
        }
    }

    /// Takes in a value.
    #[inline]
    pub(crate) fn push(&mut self, engine: &Engine<'_>, value: Scalar, order: impl FnOnce() -> Order) {
        match value {
            Scalar::Blank => return,
            Scalar::Error(failure) => {
                self.fail(failure, order());
                return;
            }
            Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => {}
        }
        self.count += 1;
        match self.function {
            AggregateFunction::Sum | AggregateFunction::Average => {
                if let Scalar::Number(number, inexact) = value {
                    self.sum.add(number);
                    self.inexact |= inexact;
                }
            }
            AggregateFunction::Count => {}
            AggregateFunction::Min => self.keep(engine, value, order(), Ordering::Less),
            AggregateFunction::Max => self.keep(engine, value, order(), Ordering::Greater),
            AggregateFunction::CountUnique => {
                self.unique.extend(KeyPart::of(value));
            }
            AggregateFunction::Median | AggregateFunction::Large | AggregateFunction::Small | AggregateFunction::Percentile => {
                let number = match value {
                    Scalar::Number(number, inexact) => (number, inexact),
                    Scalar::Word(word) => (Decimal::from_i64(i64::from(word.cast_signed())), false),
                    Scalar::Blank | Scalar::Bool(_) | Scalar::Error(_) => return,
                };
                self.values.push((order(), number));
            }
            AggregateFunction::First => {
                let (day, payee, key) = order();
                let order = (day, key, payee);
                if self.best.is_none_or(|(best, _)| order < best) {
                    self.best = Some((order, value));
                }
            }
            AggregateFunction::Last => {
                let (day, payee, key) = order();
                let order = (day, key, payee);
                if self.best.is_none_or(|(best, _)| order > best) {
                    self.best = Some((order, value));
                }
            }
            AggregateFunction::One => {
                if self.best.is_none() {
                    self.best = Some(((0, 0, 0), value));
                }
            }
            AggregateFunction::Any => self.flag |= value == Scalar::Bool(true),
            AggregateFunction::Every => self.flag &= value == Scalar::Bool(true),
        }
    }

    /// Keeps the least or greatest value, of equal ones the first.
    fn keep(&mut self, engine: &Engine<'_>, value: Scalar, order: Order, wanted: Ordering) {
        let better = self.best.is_none_or(|(at, best)| match engine.compare(self.ty, value, best) {
            Ordering::Equal => order < at,
            other @ (Ordering::Less | Ordering::Greater) => other == wanted,
        });
        if better {
            self.best = Some((order, value));
        }
    }

    /// The result; nothing where there was nothing and the function has no value for that.
    pub(crate) fn finish(self, argument: Option<Scalar>, fail: impl Fn(ErrorCode) -> Scalar) -> Option<Scalar> {
        if let Some((_, failure)) = self.failure {
            return Some(Scalar::Error(failure));
        }
        let number = |result: Result<Rounded, NumError>, inexact: bool| match result {
            Ok(rounded) => Scalar::Number(rounded.value, rounded.inexact || inexact),
            Err(NumError::Overflow) => fail(ErrorCode::Number),
            Err(NumError::DivisionByZero) => fail(ErrorCode::DivideByZero),
        };
        let whole = |count: i64| Some(Scalar::Number(Decimal::from_i64(count), false));
        match self.function {
            AggregateFunction::Sum => return Some(number(self.sum.total(), self.inexact)),
            AggregateFunction::Count => return whole(self.count),
            AggregateFunction::CountUnique => {
                return if self.count == 0 { None } else { whole(i64::try_from(self.unique.len()).unwrap_or(0)) };
            }
            AggregateFunction::Any | AggregateFunction::Every => return Some(Scalar::Bool(self.flag)),
            AggregateFunction::Average
            | AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::Median
            | AggregateFunction::Large
            | AggregateFunction::Small
            | AggregateFunction::Percentile
            | AggregateFunction::First
            | AggregateFunction::Last
            | AggregateFunction::One => {}
        }
        if self.count == 0 {
            return None;
        }
        match self.function {
            AggregateFunction::Average => Some(number(self.sum.average(self.count), self.inexact)),
            AggregateFunction::One if self.count > 1 => Some(fail(ErrorCode::Many)),
            AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::First
            | AggregateFunction::Last
            | AggregateFunction::One => self.best.map(|(_, value)| value),
            AggregateFunction::Median | AggregateFunction::Large | AggregateFunction::Small | AggregateFunction::Percentile => {
                let down = self.function == AggregateFunction::Large;
                let values = &self.values;
                let order = order::ordered(values.len(), &mut |a, b| match (values.get(a), values.get(b)) {
                    (Some((a_at, (a, _))), Some((b_at, (b, _)))) => {
                        let found = a.compare_cut(*b);
                        (if down { found.reverse() } else { found }).then(a_at.cmp(b_at))
                    }
                    _ => Ordering::Equal,
                });
                let sorted: Vec<(Decimal, bool)> = order.into_iter().filter_map(|at| values.get(at)).map(|(_, number)| *number).collect();
                Some(self.of_sorted(&sorted, argument, fail))
            }
            AggregateFunction::Sum
            | AggregateFunction::Count
            | AggregateFunction::CountUnique
            | AggregateFunction::Any
            | AggregateFunction::Every => None,
        }
    }

    /// The result from the values in rising order, LARGE's in falling order; of equal ones the first comes first.
    fn of_sorted(&self, values: &[(Decimal, bool)], argument: Option<Scalar>, fail: impl Fn(ErrorCode) -> Scalar) -> Scalar {
        let back = |value: Option<&(Decimal, bool)>| match value {
            None => fail(ErrorCode::Number),
            Some((number, inexact)) if self.ty.is_numeric() => Scalar::Number(*number, *inexact),
            Some((number, _)) => Scalar::signed(number.to_i64().and_then(|number| i32::try_from(number).ok()).unwrap_or(0)),
        };
        let argument = match argument {
            Some(Scalar::Number(number, inexact)) => Some((number, inexact)),
            Some(Scalar::Error(failure)) => return Scalar::Error(failure),
            Some(Scalar::Blank) => return fail(ErrorCode::Blank),
            Some(Scalar::Bool(_) | Scalar::Word(_)) | None => None,
        };
        match self.function {
            AggregateFunction::Median => median(values, &fail),
            AggregateFunction::Percentile => {
                let Some((share, marked)) = argument else { return fail(ErrorCode::Number) };
                percentile(values, share.cut(), marked).unwrap_or_else(|| fail(ErrorCode::Number))
            }
            AggregateFunction::Sum
            | AggregateFunction::Count
            | AggregateFunction::Average
            | AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::CountUnique
            | AggregateFunction::Large
            | AggregateFunction::Small
            | AggregateFunction::First
            | AggregateFunction::Last
            | AggregateFunction::One
            | AggregateFunction::Any
            | AggregateFunction::Every => {
                let Some(place) = argument.and_then(|(number, _)| whole_part(number)).filter(|place| *place >= 1) else {
                    return fail(ErrorCode::Number);
                };
                let place = usize::try_from(place).unwrap_or(usize::MAX);
                back(values.get(place - 1))
            }
        }
    }
}

/// The whole number of a cut number, away from zero if it has a part (Excel's LARGE and SMALL round their place up).
fn whole_part(number: Decimal) -> Option<i64> {
    tiercel_value::round_to_places(number, 0, tiercel_value::Rounding::Up).ok()?.to_i64()
}

/// The median of sorted values.
pub(crate) fn median(values: &[(Decimal, bool)], fail: &impl Fn(ErrorCode) -> Scalar) -> Scalar {
    let half = values.len() / 2;
    let Some((upper, upper_marked)) = values.get(half) else { return fail(ErrorCode::NotAvailable) };
    if values.len() % 2 == 1 {
        return Scalar::Number(*upper, *upper_marked);
    }
    let Some((lower, lower_marked)) = half.checked_sub(1).and_then(|index| values.get(index)) else { return fail(ErrorCode::NotAvailable) };
    let mut sum = ExactSum::default();
    sum.add(*lower);
    sum.add(*upper);
    match sum.average(2) {
        Ok(rounded) => Scalar::Number(rounded.value, rounded.inexact || *upper_marked || *lower_marked),
        Err(_) => fail(ErrorCode::Number),
    }
}

/// Excel's PERCENTILE (inclusive) of sorted values; nothing for a share outside 0 to 1.
fn percentile(values: &[(Decimal, bool)], share: Decimal, marked: bool) -> Option<Scalar> {
    if share.sign() < 0 || share > Decimal::ONE {
        return None;
    }
    let last = i64::try_from(values.len()).ok()? - 1;
    let position = Fraction::of(share).times(&Fraction::whole(last));
    let floor = position.floor_i64()?;
    let (low, low_marked) = *values.get(usize::try_from(floor).ok()?)?;
    let part = position.minus(&Fraction::whole(floor));
    if part.is_zero() {
        return Some(Scalar::Number(low, low_marked || marked));
    }
    let (high, high_marked) = *values.get(usize::try_from(floor + 1).ok()?)?;
    let low = Fraction::of(low);
    let value = low.plus(&Fraction::of(high).minus(&low).times(&part)).nearest().ok()?;
    Some(Scalar::Number(value.value, value.inexact || low_marked || high_marked || marked))
}
