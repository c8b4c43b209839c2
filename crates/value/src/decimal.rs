//! The one number: an integer below 2^96 with at most 28 decimals (language.md, section 3).
//!
//! Every operation gives the exact result if it is such a number, else the nearest one with as many decimals as fit, ties
//! to even, and says that it is inexact. `rust_decimal` holds the number; where it would round otherwise, the operation is
//! computed here in 256 bits.

use crate::nearest::{nearest, nearest_narrow, quotient, short_ten, strip, ten};
use ethnum::{I256, U256};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// The largest mantissa, 2^96 - 1.
pub(crate) const MAX_MANTISSA: u128 = (1 << 96) - 1;
/// The most decimals.
pub(crate) const MAX_SCALE: u32 = 28;
/// The longest number as text: 29 digits, a point and a minus, or `-0.` and 28 digits.
const LONGEST: usize = 31;

/// A decimal number. Equality, order and hash are by value: `1.0` is `1.00`.
#[derive(Clone, Copy)]
pub struct Decimal(rust_decimal::Decimal);

/// The result of an operation and whether it had to be rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounded {
    /// The number.
    pub value: Decimal,
    /// Whether it is the nearest one and not the exact result.
    pub inexact: bool,
}

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumError {
    /// Too big, or not defined for these numbers.
    Overflow,
    /// A division by zero.
    DivisionByZero,
}

/// Why a text or a pair of integers is no decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberError {
    /// Not the shape of a number.
    Shape,
    /// More digits than a number can hold.
    TooManyDigits,
}

#[expect(clippy::should_implement_trait, reason = "operators could not say that a result is rounded or missing")]
impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal(rust_decimal::Decimal::ZERO);
    /// One.
    pub const ONE: Decimal = Decimal(rust_decimal::Decimal::ONE);

    /// A whole number.
    pub fn from_i64(value: i64) -> Decimal {
        Decimal(rust_decimal::Decimal::from(value))
    }

    /// `mantissa / 10^scale`; trailing zeros beyond 28 decimals are dropped.
    ///
    /// # Errors
    /// [`NumberError::TooManyDigits`] if it is no such number exactly.
    pub fn from_parts(mantissa: i128, scale: u32) -> Result<Decimal, NumberError> {
        let (mut mantissa, mut scale) = (mantissa, scale);
        while (scale > MAX_SCALE || mantissa.unsigned_abs() > MAX_MANTISSA) && scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        rust_decimal::Decimal::try_from_i128_with_scale(mantissa, scale).map(Decimal).map_err(|_| NumberError::TooManyDigits)
    }

    /// `mantissa / 10^scale`; nothing for more than 28 decimals.
    #[inline]
    pub fn from_narrow(mantissa: i64, scale: u8) -> Option<Decimal> {
        let scale = u32::from(scale);
        (scale <= MAX_SCALE).then(|| Decimal::assemble(mantissa < 0, u128::from(mantissa.unsigned_abs()), scale))
    }

    /// Reads plain digits with an optional minus and decimal point.
    ///
    /// # Errors
    /// [`NumberError`] if it has another shape or more digits than fit: nothing is rounded.
    pub fn parse_exact(text: &str) -> Result<Decimal, NumberError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let all = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && decimals.is_empty()) || !all(whole) || !all(decimals) || (decimals.is_empty() && digits.contains('.')) {
            return Err(NumberError::Shape);
        }
        let decimals = decimals.trim_end_matches('0');
        let scale = u32::try_from(decimals.len()).map_err(|_| NumberError::TooManyDigits)?;
        let digits = whole.bytes().chain(decimals.bytes()).map(|byte| byte - b'0');
        if whole.len() + decimals.len() <= 19 {
            let magnitude = digits.fold(0u64, |magnitude, digit| magnitude * 10 + u64::from(digit));
            return Ok(Decimal::assemble(text.starts_with('-'), u128::from(magnitude), scale));
        }
        let mut mantissa = 0i128;
        for digit in digits {
            mantissa = mantissa.checked_mul(10).and_then(|m| m.checked_add(i128::from(digit))).ok_or(NumberError::TooManyDigits)?;
        }
        Decimal::from_parts(if text.starts_with('-') { -mantissa } else { mantissa }, scale)
    }

    /// A number whose parts are known to fit.
    #[inline]
    pub(crate) fn assemble(negative: bool, magnitude: u128, scale: u32) -> Decimal {
        debug_assert!(magnitude <= MAX_MANTISSA && scale <= MAX_SCALE, "{magnitude} at {scale} is no number");
        #[expect(clippy::cast_possible_truncation, reason = "three words of 32 bits are what is meant")]
        let words = (magnitude as u32, (magnitude >> 32) as u32, (magnitude >> 64) as u32);
        Decimal(rust_decimal::Decimal::from_parts(words.0, words.1, words.2, negative && magnitude != 0, scale))
    }

    /// The integer without its sign.
    #[inline]
    pub(crate) fn magnitude(self) -> u128 {
        let parts = self.0.unpack();
        u128::from(parts.lo) | (u128::from(parts.mid) << 32) | (u128::from(parts.hi) << 64)
    }

    /// The integer without its sign, if it has 64 bits: nearly every amount and rate.
    #[inline]
    pub(crate) fn short(self) -> Option<u64> {
        u64::try_from(self.magnitude()).ok()
    }

    /// The integer without its sign and the decimals, both without trailing zeros after the point.
    pub(crate) fn shortest(self) -> (u128, u32) {
        let mut magnitude = self.magnitude();
        let scale = self.scale() - strip(&mut magnitude, self.scale());
        (magnitude, scale)
    }

    /// The number as an integer at a scale that is at least its own, if it is below 2^124 for certain.
    #[inline]
    pub(crate) fn narrow_at(self, scale: u32) -> Option<i128> {
        let magnitude = i128::from(self.short()?);
        let shift = scale - self.scale();
        let magnitude = if shift == 0 { magnitude } else { magnitude * i128::from(short_ten(shift)?) };
        Some(if self.0.is_sign_negative() { -magnitude } else { magnitude })
    }

    /// The integer.
    pub fn mantissa(self) -> i128 {
        self.0.mantissa()
    }

    /// How many decimals it has, 0 to 28; trailing zeros count.
    pub fn scale(self) -> u32 {
        self.0.scale()
    }

    /// Whether it is below 0.
    #[inline]
    pub(crate) fn is_negative(self) -> bool {
        self.0.is_sign_negative()
    }

    /// Whether it is 0.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// -1, 0 or 1.
    pub fn sign(self) -> i32 {
        if self.is_zero() {
            0
        } else if self.0.is_sign_negative() {
            -1
        } else {
            1
        }
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Decimal {
        Decimal(self.0.abs())
    }

    /// With the other sign.
    #[must_use]
    pub fn neg(self) -> Decimal {
        if self.is_zero() { Decimal::ZERO } else { Decimal(-self.0) }
    }

    /// The number as an integer, if it is a whole one that fits.
    pub fn to_i64(self) -> Option<i64> {
        let (magnitude, scale) = self.shortest();
        let whole = i128::try_from(magnitude).ok().filter(|_| scale == 0)?;
        i64::try_from(if self.sign() < 0 { -whole } else { whole }).ok()
    }

    /// `self + other`.
    ///
    /// # Errors
    /// [`NumError::Overflow`].
    #[inline]
    pub fn add(self, other: Decimal) -> Result<Rounded, NumError> {
        let scale = self.scale().max(other.scale());
        if let (Some(a), Some(b)) = (self.narrow_at(scale), other.narrow_at(scale)) {
            let sum = a + b;
            return nearest_narrow(sum < 0, sum.unsigned_abs(), scale);
        }
        nearest_signed(at(self, scale) + at(other, scale), scale)
    }

    /// `self - other`.
    ///
    /// # Errors
    /// [`NumError::Overflow`].
    #[inline]
    pub fn sub(self, other: Decimal) -> Result<Rounded, NumError> {
        self.add(other.neg())
    }

    /// `self * other`.
    ///
    /// # Errors
    /// [`NumError::Overflow`].
    #[inline]
    pub fn mul(self, other: Decimal) -> Result<Rounded, NumError> {
        let scale = self.scale() + other.scale();
        let negative = self.0.is_sign_negative() != other.0.is_sign_negative();
        if let (Some(a), Some(b)) = (self.short(), other.short()) {
            return nearest_narrow(negative, u128::from(a) * u128::from(b), scale);
        }
        nearest(negative, U256::from(self.magnitude()) * U256::from(other.magnitude()), scale, false)
    }

    /// `self / other`.
    ///
    /// # Errors
    /// [`NumError::DivisionByZero`], [`NumError::Overflow`].
    pub fn div(self, other: Decimal) -> Result<Rounded, NumError> {
        if other.is_zero() {
            return Err(NumError::DivisionByZero);
        }
        let negative = self.0.is_sign_negative() != other.0.is_sign_negative();
        let (numerator, divisor) = (U256::from(self.magnitude()), U256::from(other.magnitude()));
        quotient(negative, numerator, i64::from(self.scale()), divisor, i64::from(other.scale()))
    }

    /// Excel's MOD of the cut numbers: the result has the divisor's sign.
    ///
    /// # Errors
    /// [`NumError::DivisionByZero`], [`NumError::Overflow`].
    pub fn modulo(self, other: Decimal) -> Result<Rounded, NumError> {
        let (a, b) = (self.cut(), other.cut());
        if b.is_zero() {
            return Err(NumError::DivisionByZero);
        }
        let scale = a.scale().max(b.scale());
        let (a, b) = (at(a, scale), at(b, scale));
        let rest = a % b;
        let rest = if rest != I256::ZERO && (rest < I256::ZERO) != (b < I256::ZERO) { rest + b } else { rest };
        nearest_signed(rest, scale)
    }

    /// Rounded to 20 decimals or to 24 digits, whichever is coarser, ties to even: what every comparison and every cut
    /// does first.
    ///
    /// What is then too big by a few units in its 24th digit is the largest number.
    #[must_use]
    #[inline]
    pub fn cut(self) -> Decimal {
        if self.scale() <= 20 && self.magnitude() < 10u128.pow(24) { self } else { self.cut_long() }
    }

    fn cut_long(self) -> Decimal {
        let (magnitude, scale) = (self.magnitude(), self.scale());
        let digits = magnitude.checked_ilog10().map_or(1, |log| log + 1);
        let drop = scale.saturating_sub(20).max(digits.saturating_sub(24));
        let rounded = ten(drop).map_or(0, |factor| round_half_even(magnitude, factor));
        // A whole number keeps its places: zeros come back for digits before the point.
        let back = ten(drop.saturating_sub(scale)).unwrap_or(1);
        let magnitude = rounded.saturating_mul(back).min(MAX_MANTISSA);
        Decimal::assemble(self.0.is_sign_negative(), magnitude, scale.saturating_sub(drop))
    }

    /// Writes the number behind a text, as its `Display` does.
    pub fn write(self, out: &mut String) {
        out.push_str(self.digits(&mut [b'0'; LONGEST]));
    }

    #[expect(clippy::indexing_slicing, reason = "a number has at most so many bytes, and two digits are below 100")]
    fn digits(self, text: &mut [u8; LONGEST]) -> &str {
        let (mut magnitude, scale) = self.shortest();
        let mut at = LONGEST;
        while magnitude >= 10 {
            at -= 2;
            text[at..at + 2].copy_from_slice(&PAIRS[last_two(&mut magnitude)]);
        }
        if magnitude > 0 {
            at -= 1;
            text[at..=at].copy_from_slice(&PAIRS[last_two(&mut magnitude)][1..]);
        }
        // The rest is zeros: at least one stands before the point.
        let point = LONGEST - scale as usize;
        at = at.min(point - 1);
        if scale > 0 {
            text.copy_within(at..point, at - 1);
            text[point - 1] = b'.';
            at -= 1;
        }
        if self.is_negative() {
            at -= 1;
            text[at] = b'-';
        }
        std::str::from_utf8(&text[at..]).unwrap_or_default()
    }

    /// Compares the cut numbers.
    #[inline]
    pub fn compare_cut(self, other: Decimal) -> Ordering {
        self.cut().cmp(&other.cut())
    }
}

/// The number as an integer at a scale that is at least its own: below 2^96 × 10^28.
pub(crate) fn at(value: Decimal, scale: u32) -> I256 {
    I256::from(value.mantissa()) * I256::from(10i128.pow(scale - value.scale()))
}

/// The nearest number to an integer at a scale.
pub(crate) fn nearest_signed(mantissa: I256, scale: u32) -> Result<Rounded, NumError> {
    nearest(mantissa < I256::ZERO, mantissa.unsigned_abs(), scale, false)
}

fn round_half_even(value: u128, factor: u128) -> u128 {
    let (quotient, rest) = (value / factor, value % factor);
    let twice = rest.saturating_mul(2);
    if twice > factor || (twice == factor && quotient % 2 == 1) { quotient + 1 } else { quotient }
}

impl fmt::Display for Decimal {
    /// Plain digits: no exponent, no trailing zeros, no `-0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits(&mut [b'0'; LONGEST]))
    }
}

/// The texts of 00 to 99.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut pair = 0;
    #[expect(clippy::indexing_slicing, reason = "evaluated at compile time: out of bounds would not compile")]
    while pair < 100 {
        #[expect(clippy::cast_possible_truncation, reason = "both are digits")]
        {
            pairs[pair] = [b'0' + (pair / 10) as u8, b'0' + (pair % 10) as u8];
        }
        pair += 1;
    }
    pairs
};

/// Takes off the last two digits.
fn last_two(magnitude: &mut u128) -> usize {
    let pair = if let Ok(short) = u64::try_from(*magnitude) {
        *magnitude = u128::from(short / 100);
        short % 100
    } else {
        let pair = *magnitude % 100;
        *magnitude /= 100;
        u64::try_from(pair).unwrap_or(0)
    };
    usize::try_from(pair).unwrap_or(0)
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl PartialEq for Decimal {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale().max(other.scale());
        match (self.narrow_at(scale), other.narrow_at(scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.0.cmp(&other.0),
        }
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.sign(), self.shortest()).hash(state);
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Decimal::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_with_all_its_digits_and_no_more() {
        for mantissa in
            [0, 1, -1, 9, 10, -99, 100, 12_345, -120_000, i128::from(i64::MAX), i128::from(u64::MAX) + 1, (1 << 96) - 1, 1 - (1 << 96)]
        {
            for scale in 0..=28 {
                let number = Decimal::from_parts(mantissa, scale).unwrap();
                let (mut text, mut expected) = (String::from("= "), number.0.normalize().to_string());
                number.write(&mut text);
                if mantissa == 0 {
                    expected = String::from("0");
                }
                assert_eq!((text, number.to_string()), (format!("= {expected}"), expected));
                assert_eq!(Decimal::parse_exact(&number.to_string()), Ok(number));
            }
        }
    }
}
