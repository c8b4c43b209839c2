//! Rounding to places and to units. Every function cuts its input first.

use crate::decimal::{Decimal, NumError, at};
use crate::nearest::{nearest, nearest_narrow, short_ten, ten};
use ethnum::U256;
use std::cmp::Ordering;

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
#[inline]
pub fn round_to_places(value: Decimal, places: i32, rounding: Rounding) -> Result<Decimal, NumError> {
    // What amounts and rates need: 64 bits, so that nothing is to be cut first.
    if let (Some(magnitude), Ok(places)) = (value.short(), u32::try_from(places))
        && value.scale() <= 20
    {
        let Some(drop) = value.scale().checked_sub(places).filter(|drop| *drop > 0) else { return Ok(value) };
        // Dividing by a constant is several times faster than by a variable.
        let count = match drop {
            1 => short_quotient(magnitude, 10, rounding),
            2 => short_quotient(magnitude, 100, rounding),
            3 => short_quotient(magnitude, 1000, rounding),
            4 => short_quotient(magnitude, 10_000, rounding),
            5 => short_quotient(magnitude, 100_000, rounding),
            6 => short_quotient(magnitude, 1_000_000, rounding),
            more => match short_ten(more) {
                Some(factor) => short_quotient(magnitude, factor, rounding),
                None => return round_long(value, places.cast_signed(), rounding),
            },
        };
        return Ok(Decimal::assemble(value.is_negative(), u128::from(count), places));
    }
    round_long(value, places, rounding)
}

/// The same of any number, in 256 bits.
fn round_long(value: Decimal, places: i32, rounding: Rounding) -> Result<Decimal, NumError> {
    let value = value.cut();
    let scale = value.scale().cast_signed();
    if places >= scale {
        return Ok(value);
    }
    let factor = ten(scale.saturating_sub(places).unsigned_abs());
    let magnitude = U256::from(value.magnitude());
    // No number comes near half of 10^39.
    let count =
        factor.map_or(U256::from(rounding == Rounding::Up && !value.is_zero()), |factor| quotient(magnitude, U256::from(factor), rounding));
    let negative = value.sign() < 0;
    if places >= 0 {
        return nearest(negative, count, places.unsigned_abs(), false).map(|rounded| rounded.value);
    }
    if count == U256::ZERO {
        return Ok(Decimal::ZERO);
    }
    let zeros = ten(places.unsigned_abs()).ok_or(NumError::Overflow)?;
    let magnitude = count.checked_mul(U256::from(zeros)).ok_or(NumError::Overflow)?;
    nearest(negative, magnitude, 0, false).map(|rounded| rounded.value)
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
    if let (Some(amount), Some(step)) = (value.narrow_at(scale), unit.narrow_at(scale))
        && let (Ok(amount), Ok(step)) = (u64::try_from(amount.unsigned_abs()), u64::try_from(step.unsigned_abs()))
        && step <= u64::MAX / 2
    {
        let magnitude = u128::from(short_quotient(amount, step, rounding)) * u128::from(step);
        return nearest_narrow(value.sign() < 0, magnitude, scale).map(|rounded| rounded.value);
    }
    let step = at(unit, scale).unsigned_abs();
    let count = quotient(at(value, scale).unsigned_abs(), step, rounding);
    let magnitude = count.checked_mul(step).ok_or(NumError::Overflow)?;
    nearest(value.sign() < 0, magnitude, scale, false).map(|rounded| rounded.value)
}

/// Excel's MROUND: to the nearest multiple, away from zero at the half; the signs must agree.
///
/// # Errors
/// [`NumError::Overflow`] also where the signs differ.
pub fn mround(value: Decimal, unit: Decimal) -> Result<Decimal, NumError> {
    let (value, unit) = (value.cut(), unit.cut());
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
    let (value, unit) = (value.cut(), unit.cut());
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
    let (value, unit) = (value.cut(), unit.cut());
    match (value.sign(), unit.sign()) {
        (0, _) => Ok(Decimal::ZERO),
        (_, 0) => Err(NumError::DivisionByZero),
        (1, -1) => Err(NumError::Overflow),
        (-1, 1) => round_to_unit(value, unit, Rounding::Up),
        _ => round_to_unit(value, unit.abs(), Rounding::Down),
    }
}

/// `value / unit` as a whole number.
fn quotient(value: U256, unit: U256, rounding: Rounding) -> U256 {
    let (quotient, rest) = (value / unit, value % unit);
    let odd = quotient & U256::ONE == U256::ONE;
    let up = rounds_up(rounding, (rest << 1u32).cmp(&unit), rest != U256::ZERO, odd);
    if up { quotient + U256::ONE } else { quotient }
}

/// The same in 64 bits, of which the unit does not need the last.
#[inline(always)]
fn short_quotient(value: u64, unit: u64, rounding: Rounding) -> u64 {
    let (quotient, rest) = (value / unit, value % unit);
    let up = rounds_up(rounding, (rest * 2).cmp(&unit), rest != 0, quotient % 2 == 1);
    quotient + u64::from(up)
}

/// Whether what is cut off counts as one more, from how it compares with a half.
#[inline]
fn rounds_up(rounding: Rounding, to_half: Ordering, rest: bool, odd: bool) -> bool {
    match rounding {
        Rounding::HalfUp => to_half.is_ge(),
        Rounding::HalfEven => to_half.is_gt() || (to_half.is_eq() && odd),
        Rounding::Down => false,
        Rounding::Up => rest,
    }
}
