//! The one rule of rounding: the exact result if it is a number, else the nearest one with as many decimals as fit, ties
//! to even. In 128 bits where these suffice, which for amounts of money they do, else in 256.

use crate::decimal::{Decimal, MAX_MANTISSA, MAX_SCALE, NumError, Rounded};
use ethnum::U256;

/// The powers of ten that a `u128` holds.
const TENS: [u128; 39] = {
    let mut tens = [1; 39];
    let mut index = 1;
    #[expect(clippy::indexing_slicing, reason = "evaluated at compile time: out of bounds would not compile")]
    while index < tens.len() {
        tens[index] = tens[index - 1] * 10;
        index += 1;
    }
    tens
};

/// A power of ten, if a `u128` holds it.
pub(crate) fn ten(exponent: u32) -> Option<u128> {
    TENS.get(usize::try_from(exponent).ok()?).copied()
}

/// A power of ten, if a `u64` holds it twice over.
#[inline]
pub(crate) fn short_ten(exponent: u32) -> Option<u64> {
    ten(exponent).and_then(|ten| i64::try_from(ten).ok()).map(i64::unsigned_abs)
}

/// `magnitude / 10^scale`.
#[inline]
pub(crate) fn nearest_narrow(negative: bool, magnitude: u128, scale: u32) -> Result<Rounded, NumError> {
    if scale <= MAX_SCALE && magnitude <= MAX_MANTISSA {
        return Ok(Rounded { value: Decimal::assemble(negative, magnitude, scale), inexact: false });
    }
    shortened(negative, magnitude, scale)
}

fn shortened(negative: bool, magnitude: u128, scale: u32) -> Result<Rounded, NumError> {
    // No less may be dropped: 10^drop > 2^(bits - 97), and 1233 / 4096 is a little less than the logarithm of 2.
    let bits = 128 - magnitude.leading_zeros();
    let mut drop = scale.saturating_sub(MAX_SCALE).max(bits.saturating_sub(97) * 1233 / 4096);
    while drop <= scale {
        let Some(factor) = ten(drop) else { return Ok(Rounded { value: Decimal::ZERO, inexact: magnitude != 0 }) };
        let (quotient, rest) = (magnitude / factor, magnitude % factor);
        let half = factor / 2;
        let up = drop > 0 && (rest > half || (rest == half && quotient % 2 == 1));
        let quotient = quotient + u128::from(up);
        if quotient <= MAX_MANTISSA {
            return Ok(Rounded { value: Decimal::assemble(negative, quotient, scale - drop), inexact: rest != 0 });
        }
        drop += 1;
    }
    Err(NumError::Overflow)
}

/// `magnitude / 10^scale`, or a little above it if `more` follows the last digit: less than one, but not nothing. More may
/// only follow if a digit has to be dropped anyway.
pub(crate) fn nearest(negative: bool, magnitude: U256, scale: u32, more: bool) -> Result<Rounded, NumError> {
    if !more && let Ok(narrow) = u128::try_from(magnitude) {
        return nearest_narrow(negative, narrow, scale);
    }
    let limit = U256::from(MAX_MANTISSA);
    let bits = 256 - magnitude.leading_zeros();
    let mut drop = scale.saturating_sub(MAX_SCALE).max(bits.saturating_sub(97) * 1233 / 4096);
    while drop <= scale {
        // 10^78 is more than twice 2^256.
        let Some(factor) = U256::from(10u8).checked_pow(drop) else { return Ok(Rounded { value: Decimal::ZERO, inexact: true }) };
        let (quotient, rest) = (magnitude / factor, magnitude % factor);
        let half = factor >> 1u32;
        let odd = quotient & U256::ONE == U256::ONE;
        let up = drop > 0 && (rest > half || (rest == half && (more || odd)));
        let quotient = if up { quotient + U256::ONE } else { quotient };
        if quotient <= limit {
            let value = Decimal::assemble(negative, quotient.as_u128(), scale - drop);
            return Ok(Rounded { value, inexact: more || rest != U256::ZERO });
        }
        drop += 1;
    }
    Err(NumError::Overflow)
}

/// `(numerator / 10^scale) / (divisor / 10^divisor_scale)`; the divisor is not 0 and below 10^76.
pub(crate) fn quotient(negative: bool, numerator: U256, scale: i64, divisor: U256, divisor_scale: i64) -> Result<Rounded, NumError> {
    let decimals = scale - divisor_scale;
    if let (Ok(numerator), Ok(divisor)) = (u128::try_from(numerator), u64::try_from(divisor)) {
        return quotient_narrow(negative, numerator, u128::from(divisor), decimals);
    }
    let (whole, mut rest) = (numerator / divisor, numerator % divisor);
    let Ok(mut quotient) = u128::try_from(whole) else {
        let scale = u32::try_from(decimals).map_err(|_| NumError::Overflow)?;
        return nearest(negative, whole, scale, rest != U256::ZERO);
    };
    let mut left = decimals;
    // 18 digits at a time, as long as the rest has room for them.
    let most = if divisor >> 190u32 == U256::ZERO { 18 } else { 1 };
    while (rest != U256::ZERO && left < i64::from(MAX_SCALE)) || left < 0 {
        let Some(digits) = next_digits(quotient, left)? else { break };
        let digits = digits.min(most);
        let factor = ten(digits).ok_or(NumError::Overflow)?;
        rest *= U256::from(factor);
        quotient = quotient * factor + (rest / divisor).as_u128();
        rest %= divisor;
        left += i64::from(digits);
    }
    if rest == U256::ZERO {
        left -= i64::from(strip(&mut quotient, added_digits(left, decimals)));
    }
    let twice = rest << 1u32;
    let up = twice > divisor || (twice == divisor && quotient % 2 == 1);
    settle(negative, quotient, left, rest != U256::ZERO, up)
}

/// The same by a divisor of 64 bits, up to 18 digits at a time.
fn quotient_narrow(negative: bool, numerator: u128, divisor: u128, decimals: i64) -> Result<Rounded, NumError> {
    let mut left = decimals;
    let (mut quotient, mut rest) = (numerator / divisor, numerator % divisor);
    while (rest != 0 && left < i64::from(MAX_SCALE)) || left < 0 {
        let Some(digits) = next_digits(quotient, left)? else { break };
        let factor = ten(digits).ok_or(NumError::Overflow)?;
        rest *= factor;
        quotient = quotient * factor + rest / divisor;
        rest %= divisor;
        left += i64::from(digits);
    }
    if rest == 0 {
        left -= i64::from(strip(&mut quotient, added_digits(left, decimals)));
    }
    let twice = rest * 2;
    let up = twice > divisor || (twice == divisor && quotient % 2 == 1);
    settle(negative, quotient, left, rest != 0, up)
}

/// How many digits (at most 18) a quotient that stands at so many decimals surely has room for; none: it is as long as it
/// can be. Before the point a digit that has no room is an overflow.
fn next_digits(quotient: u128, decimals: i64) -> Result<Option<u32>, NumError> {
    let wanted = if decimals < 0 { decimals.unsigned_abs() } else { i64::from(MAX_SCALE).abs_diff(decimals) };
    let room = MAX_SCALE.saturating_sub(quotient.checked_ilog10().map_or(0, |log| log + 1));
    let room = room.max(u32::from(quotient <= MAX_MANTISSA / 10)).min(18);
    match u32::try_from(wanted).unwrap_or(u32::MAX).min(room) {
        0 if decimals < 0 => Err(NumError::Overflow),
        0 => Ok(None),
        digits => Ok(Some(digits)),
    }
}

/// The decimals that a division added to those of its operands: an exact quotient keeps no more of them than it needs.
fn added_digits(decimals: i64, at_first: i64) -> u32 {
    u32::try_from(decimals - at_first.max(0)).unwrap_or(0)
}

fn settle(negative: bool, quotient: u128, decimals: i64, more: bool, up: bool) -> Result<Rounded, NumError> {
    let scale = u32::try_from(decimals).map_err(|_| NumError::Overflow)?;
    if !more || scale > MAX_SCALE || quotient > MAX_MANTISSA {
        return nearest(negative, U256::from(quotient), scale, more);
    }
    let rounded = nearest_narrow(negative, quotient + u128::from(up), scale)?;
    Ok(Rounded { value: rounded.value, inexact: true })
}

/// Takes off trailing zeros, at most so many, and says how many.
pub(crate) fn strip(magnitude: &mut u128, most: u32) -> u32 {
    if *magnitude == 0 {
        return most;
    }
    let mut stripped = 0;
    for (step, power) in [(16, 10_000_000_000_000_000), (8, 100_000_000), (4, 10_000), (2, 100), (1, 10)] {
        while stripped + step <= most {
            let rest = if let Ok(short) = u64::try_from(*magnitude) { u128::from(short % power) } else { *magnitude % u128::from(power) };
            if rest != 0 {
                break;
            }
            *magnitude /= u128::from(power);
            stripped += step;
        }
    }
    stripped
}
