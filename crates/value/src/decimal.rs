//! The one number: an integer below 2^96 with at most 28 decimals (language.md, section 3).
//!
//! Every operation gives the exact result if it is such a number, else the nearest one with as many decimals as fit, ties
//! to even, and says that it is inexact. `rust_decimal` holds the number; where it would round otherwise, the operation is
//! computed here in 256 bits.

use crate::nearest::{nearest, nearest_narrow, quotient, ten};
use ethnum::{I256, U256};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// The largest mantissa, 2^96 - 1.
pub(crate) const MAX_MANTISSA: u128 = (1 << 96) - 1;
/// The most decimals.
pub(crate) const MAX_SCALE: u32 = 28;

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
        let mut mantissa = 0i128;
        for byte in whole.bytes().chain(decimals.bytes()) {
            let digit = i128::from(byte - b'0');
            mantissa = mantissa.checked_mul(10).and_then(|m| m.checked_add(digit)).ok_or(NumberError::TooManyDigits)?;
        }
        let scale = u32::try_from(decimals.len()).map_err(|_| NumberError::TooManyDigits)?;
        Decimal::from_parts(if text.starts_with('-') { -mantissa } else { mantissa }, scale)
    }

    /// A number whose parts are known to fit.
    pub(crate) fn assemble(negative: bool, magnitude: u128, scale: u32) -> Decimal {
        debug_assert!(magnitude <= MAX_MANTISSA && scale <= MAX_SCALE, "{magnitude} at {scale} is no number");
        #[expect(clippy::cast_possible_truncation, reason = "three words of 32 bits are what is meant")]
        let words = (magnitude as u32, (magnitude >> 32) as u32, (magnitude >> 64) as u32);
        Decimal(rust_decimal::Decimal::from_parts(words.0, words.1, words.2, negative && magnitude != 0, scale))
    }

    /// The integer without its sign.
    fn magnitude(self) -> u128 {
        self.mantissa().unsigned_abs()
    }

    /// The integer.
    pub fn mantissa(self) -> i128 {
        self.0.mantissa()
    }

    /// How many decimals it has, 0 to 28; trailing zeros count.
    pub fn scale(self) -> u32 {
        self.0.scale()
    }

    /// Whether it is 0.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// -1, 0 or 1.
    pub fn sign(self) -> i32 {
        self.mantissa().signum().try_into().unwrap_or(0)
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
        let whole = self.0.normalize();
        if whole.scale() == 0 { i64::try_from(whole.mantissa()).ok() } else { None }
    }

    /// `self + other`.
    ///
    /// # Errors
    /// [`NumError::Overflow`].
    pub fn add(self, other: Decimal) -> Result<Rounded, NumError> {
        let scale = self.scale().max(other.scale());
        if let (Some(a), Some(b)) = (narrow_at(self, scale), narrow_at(other, scale))
            && let Some(sum) = a.checked_add(b)
        {
            return nearest_narrow(sum < 0, sum.unsigned_abs(), scale);
        }
        nearest_signed(at(self, scale) + at(other, scale), scale)
    }

    /// `self - other`.
    ///
    /// # Errors
    /// [`NumError::Overflow`].
    pub fn sub(self, other: Decimal) -> Result<Rounded, NumError> {
        self.add(other.neg())
    }

    /// `self * other`.
    ///
    /// # Errors
    /// [`NumError::Overflow`].
    pub fn mul(self, other: Decimal) -> Result<Rounded, NumError> {
        let scale = self.scale() + other.scale();
        let negative = self.0.is_sign_negative() != other.0.is_sign_negative();
        let (a, b) = (self.magnitude(), other.magnitude());
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return nearest_narrow(negative, u128::from(a) * u128::from(b), scale);
        }
        nearest(negative, U256::from(a) * U256::from(b), scale, false)
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
    pub fn cut(self) -> Decimal {
        const DIGITS_24: u128 = 10u128.pow(24);
        let (magnitude, scale) = (self.magnitude(), self.scale());
        if scale <= 20 && magnitude < DIGITS_24 {
            return self;
        }
        let digits = magnitude.checked_ilog10().map_or(1, |log| log + 1);
        let drop = scale.saturating_sub(20).max(digits.saturating_sub(24));
        let rounded = ten(drop).map_or(0, |factor| round_half_even(magnitude, factor));
        // A whole number keeps its places: zeros come back for digits before the point.
        let back = ten(drop.saturating_sub(scale)).unwrap_or(1);
        let magnitude = rounded.saturating_mul(back).min(MAX_MANTISSA);
        Decimal::assemble(self.0.is_sign_negative(), magnitude, scale.saturating_sub(drop))
    }

    /// Compares the cut numbers.
    pub fn compare_cut(self, other: Decimal) -> Ordering {
        self.cut().cmp(&other.cut())
    }
}

fn narrow_at(value: Decimal, scale: u32) -> Option<i128> {
    value.mantissa().checked_mul(10i128.checked_pow(scale - value.scale())?)
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
        let plain = self.0.normalize();
        if plain.is_zero() { f.write_str("0") } else { write!(f, "{plain}") }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.normalize().serialize().hash(state);
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Decimal::ZERO
    }
}
