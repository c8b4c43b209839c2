//! The one number, as a fraction: what each operation gives is rounded to an integer below 2^96 with at most 28 decimals.

use crate::value::ErrorCode;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::cmp::Ordering;
use tiercel_value::{Decimal, Rounding};

/// A number and whether an operation on the way to it was rounded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: BigRational,
    pub(crate) inexact: bool,
}

/// How a fraction becomes an integer.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    HalfUp,
    HalfEven,
    Down,
    Up,
    Floor,
}

impl Mode {
    pub(crate) fn of(rounding: Rounding) -> Mode {
        match rounding {
            Rounding::HalfUp => Mode::HalfUp,
            Rounding::HalfEven => Mode::HalfEven,
            Rounding::Down => Mode::Down,
            Rounding::Up => Mode::Up,
        }
    }
}

pub(crate) fn integer(value: i64) -> BigRational {
    BigRational::from_integer(BigInt::from(value))
}

pub(crate) fn ten(power: i64) -> BigRational {
    let whole = BigRational::from_integer(BigInt::from(10).pow(u32::try_from(power.unsigned_abs()).unwrap_or(u32::MAX)));
    if power < 0 { whole.recip() } else { whole }
}

pub(crate) fn exact(value: Decimal) -> BigRational {
    BigRational::from_integer(BigInt::from(value.mantissa())) / ten(i64::from(value.scale()))
}

/// A fraction as an integer.
pub(crate) fn whole(value: &BigRational, mode: Mode) -> BigInt {
    let floor = value.floor().to_integer();
    let rest = value - BigRational::from_integer(floor.clone());
    if rest.is_zero() || mode == Mode::Floor {
        return floor;
    }
    let above = &floor + BigInt::one();
    let (towards, away) = if value.is_negative() { (above.clone(), floor.clone()) } else { (floor.clone(), above.clone()) };
    match mode {
        Mode::Down | Mode::Floor => towards,
        Mode::Up => away,
        Mode::HalfUp | Mode::HalfEven => match (rest * integer(2)).cmp(&integer(1)) {
            Ordering::Less => floor,
            Ordering::Greater => above,
            Ordering::Equal if mode == Mode::HalfUp => away,
            Ordering::Equal if (&floor % BigInt::from(2)).is_zero() => floor,
            Ordering::Equal => above,
        },
    }
}

fn limit() -> BigInt {
    BigInt::one() << 96
}

/// A fraction rounded to so many decimals, which may be negative.
pub(crate) fn at_places(value: &BigRational, places: i64, mode: Mode) -> BigRational {
    BigRational::from_integer(whole(&(value * ten(places)), mode)) / ten(places)
}

/// The nearest number to an exact result: as many decimals as fit, ties to even.
pub(crate) fn nearest(exact: &BigRational, inexact: bool) -> Result<Number, ErrorCode> {
    for places in (0..=28).rev() {
        let mantissa = whole(&(exact * ten(places)), Mode::HalfEven);
        if mantissa.abs() < limit() {
            let value = BigRational::from_integer(mantissa) / ten(places);
            let inexact = inexact || value != *exact;
            return Ok(Number { value, inexact });
        }
    }
    Err(ErrorCode::Number)
}

/// Rounded to 20 decimals or to 24 digits, whichever is coarser, ties to even.
pub(crate) fn cut(value: &BigRational) -> BigRational {
    let before_the_point = value.abs().to_integer();
    let digits = if before_the_point.is_zero() { 0 } else { i64::try_from(before_the_point.to_string().len()).unwrap_or(i64::MAX) };
    let rounded = at_places(value, 20.min(24 - digits), Mode::HalfEven);
    let most = BigRational::from_integer(limit() - BigInt::one());
    if rounded > most {
        most
    } else if rounded < -most.clone() {
        -most
    } else {
        rounded
    }
}

/// Compares cut numbers.
pub(crate) fn compare(a: &BigRational, b: &BigRational) -> Ordering {
    cut(a).cmp(&cut(b))
}

/// A cut number rounded to a multiple of a unit that is not 0; an unrounded result that is no number is rounded as any.
pub(crate) fn to_multiple(value: &BigRational, unit: &BigRational, mode: Mode) -> BigRational {
    BigRational::from_integer(whole(&(cut(value) / unit), mode)) * unit
}

impl Number {
    pub(crate) fn of(value: Decimal) -> Number {
        Number { value: exact(value), inexact: false }
    }

    pub(crate) fn integer(value: i64) -> Number {
        Number { value: integer(value), inexact: false }
    }

    pub(crate) fn zero() -> Number {
        Number::integer(0)
    }

    /// The number as an integer, if it is one after the cut.
    pub(crate) fn as_whole(&self) -> Option<i64> {
        let value = cut(&self.value);
        if value.is_integer() { i64::try_from(value.to_integer()).ok() } else { None }
    }

    /// The number without its decimals; saturating, for counts and places.
    pub(crate) fn truncated(&self) -> i64 {
        let value = whole(&cut(&self.value), Mode::Down);
        let negative = value.is_negative();
        i64::try_from(value).unwrap_or(if negative { i64::MIN } else { i64::MAX })
    }

    /// Plain digits without zeros at the end.
    pub(crate) fn text(&self) -> String {
        let places = (0..=28).find(|places| (&self.value * ten(*places)).is_integer()).unwrap_or(28);
        let mantissa = (&self.value * ten(places)).to_integer();
        let digits = mantissa.abs().to_string();
        let places = usize::try_from(places).unwrap_or(0);
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (before, after) = digits.split_at(digits.len() - places);
        let sign = if mantissa.is_negative() { "-" } else { "" };
        if after.is_empty() { format!("{sign}{before}") } else { format!("{sign}{before}.{after}") }
    }
}

/// `base ^ exponent`, exactly, then rounded once. As in Excel 0 to the power 0 is no number.
pub(crate) fn power(base: &Number, exponent: &Number) -> Result<Number, ErrorCode> {
    let inexact = base.inexact || exponent.inexact;
    let times = exponent.as_whole().ok_or(ErrorCode::Number)?;
    if base.value.is_zero() {
        return match times {
            ..0 => Err(ErrorCode::DivideByZero),
            0 => Err(ErrorCode::Number),
            1.. => Ok(Number { value: BigRational::zero(), inexact }),
        };
    }
    let magnitude = base.value.abs();
    let negative = base.value.is_negative() && times % 2 != 0;
    if magnitude.is_one() {
        let value = if negative { integer(-1) } else { integer(1) };
        return Ok(Number { value, inexact });
    }
    // Multiplied until it is decided: nothing comes back from far outside.
    let grows = (magnitude > integer(1)) == (times > 0);
    let (huge, tiny) = (BigRational::from_integer(BigInt::one() << 100), ten(-40));
    let mut power = BigRational::one();
    let step = if times < 0 { magnitude.recip() } else { magnitude };
    for _ in 0..times.unsigned_abs() {
        power *= &step;
        if grows && power > huge {
            return Err(ErrorCode::Number);
        }
        if !grows && power < tiny {
            return Ok(Number { value: BigRational::zero(), inexact: true });
        }
    }
    nearest(&if negative { -power } else { power }, inexact)
}
