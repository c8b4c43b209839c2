//! Rounding to places and to units. Every function cuts its input first.

use crate::decimal::{Decimal, NumError, NumberError};

/// What happens to the part that is cut off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest, away from zero at the half.
    #[default]
    HalfUp,
    /// To the nearest, to the even one at the half.
    HalfEven,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

/// A number rounded to so many decimals; negative places round before the point.
///
/// # Errors
/// [`NumError::Overflow`] if the result is too big.
pub fn round_to_places(value: Decimal, places: i32, rounding: Rounding) -> Result<Decimal, NumError> {
    let value = value.cut();
    let scale = i32::try_from(value.scale()).map_err(|_| NumError::Overflow)?;
    if places >= scale {
        return Ok(value);
    }
    let drop = u32::try_from(scale - places).map_err(|_| NumError::Overflow)?;
    let Some(factor) = 10u128.checked_pow(drop) else { return Ok(Decimal::ZERO) };
    let quotient = quotient(value.mantissa().unsigned_abs(), factor, rounding);
    let mut mantissa = i128::try_from(quotient).map_err(|_| NumError::Overflow)? * i128::from(value.sign());
    let places = if places < 0 {
        let back = 10i128.checked_pow(places.unsigned_abs()).ok_or(NumError::Overflow)?;
        mantissa = mantissa.checked_mul(back).ok_or(NumError::Overflow)?;
        0
    } else {
        places.unsigned_abs()
    };
    Decimal::from_parts(mantissa, places).map_err(overflow)
}

/// A number rounded to a whole multiple of a positive unit, such as 0.05.
///
/// # Errors
/// [`NumError::DivisionByZero`] for a unit of 0, [`NumError::Overflow`].
pub fn round_to_unit(value: Decimal, unit: Decimal, rounding: Rounding) -> Result<Decimal, NumError> {
    let (value, unit) = (value.cut(), unit.cut());
    if unit.is_zero() {
        return Err(NumError::DivisionByZero);
    }
    let scale = value.scale().max(unit.scale());
    let at = |number: Decimal| number.mantissa().checked_mul(10i128.checked_pow(scale - number.scale())?);
    let (amount, step) = (at(value).ok_or(NumError::Overflow)?, at(unit).ok_or(NumError::Overflow)?);
    let count = quotient(amount.unsigned_abs(), step.unsigned_abs(), rounding);
    let magnitude = count.checked_mul(step.unsigned_abs()).ok_or(NumError::Overflow)?;
    let mantissa = i128::try_from(magnitude).map_err(|_| NumError::Overflow)? * amount.signum();
    Decimal::from_parts(mantissa, scale).map_err(overflow)
}

/// Excel's MROUND: to the nearest multiple, away from zero at the half; the signs must agree.
///
/// # Errors
/// [`NumError::Overflow`] also where the signs differ.
pub fn mround(value: Decimal, unit: Decimal) -> Result<Decimal, NumError> {
    match (value.sign(), unit.sign()) {
        (0, _) | (_, 0) => Ok(Decimal::ZERO),
        (a, b) if a != b => Err(NumError::Overflow),
        _ => round_to_unit(value, unit.abs(), Rounding::HalfUp),
    }
}

/// Excel's CEILING: away from zero if both have one sign, up if only the number is negative.
///
/// # Errors
/// [`NumError::Overflow`] for a positive number and a negative unit.
pub fn ceiling(value: Decimal, unit: Decimal) -> Result<Decimal, NumError> {
    match (value.sign(), unit.sign()) {
        (0, _) | (_, 0) => Ok(Decimal::ZERO),
        (1, -1) => Err(NumError::Overflow),
        (-1, 1) => round_to_unit(value, unit, Rounding::Down),
        _ => round_to_unit(value, unit.abs(), Rounding::Up),
    }
}

/// Excel's FLOOR: towards zero if both have one sign, down if only the number is negative.
///
/// # Errors
/// [`NumError::DivisionByZero`] for a unit of 0, [`NumError::Overflow`] for a positive number and a negative unit.
pub fn floor(value: Decimal, unit: Decimal) -> Result<Decimal, NumError> {
    match (value.sign(), unit.sign()) {
        (0, _) => Ok(Decimal::ZERO),
        (_, 0) => Err(NumError::DivisionByZero),
        (1, -1) => Err(NumError::Overflow),
        (-1, 1) => round_to_unit(value, unit, Rounding::Up),
        _ => round_to_unit(value, unit.abs(), Rounding::Down),
    }
}

/// `value / factor` as a whole number.
fn quotient(value: u128, factor: u128, rounding: Rounding) -> u128 {
    let (quotient, rest) = (value / factor, value % factor);
    let twice = rest.saturating_mul(2);
    let up = match rounding {
        Rounding::HalfUp => twice >= factor,
        Rounding::HalfEven => twice > factor || (twice == factor && quotient % 2 == 1),
        Rounding::Down => false,
        Rounding::Up => rest > 0,
    };
    if up { quotient + 1 } else { quotient }
}

fn overflow(_: NumberError) -> NumError {
    NumError::Overflow
}
