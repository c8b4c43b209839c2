//! The one number: an integer below 2^96 with at most 28 decimals (language.md, section 3).
//!
//! Every operation gives the exact result if it is such a number, else the nearest one with as many decimals as fit, ties
//! to even, and says that it is inexact. `rust_decimal` holds the number; where it would round otherwise, the operation is
//! computed here in 256 bits.

use ethnum::{I256, U256};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

const MAX_MANTISSA: i128 = (1 << 96) - 1;
const MAX_SCALE: u32 = 28;

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
        while (scale > MAX_SCALE || mantissa.unsigned_abs() > MAX_MANTISSA.unsigned_abs()) && scale > 0 && mantissa % 10 == 0 {
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
            return fit(I256::from(sum), scale, false);
        }
        fit(at(self, scale) + at(other, scale), scale, false)
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
        if let Some(product) = self.mantissa().checked_mul(other.mantissa()) {
            if scale <= MAX_SCALE && product.unsigned_abs() <= MAX_MANTISSA.unsigned_abs() {
                return exact(product, scale);
            }
        }
        fit(I256::from(self.mantissa()) * I256::from(other.mantissa()), scale, false)
    }

    /// `self / other`.
    ///
    /// # Errors
    /// [`NumError::DivisionByZero`], [`NumError::Overflow`].
    pub fn div(self, other: Decimal) -> Result<Rounded, NumError> {
        if other.is_zero() {
            return Err(NumError::DivisionByZero);
        }
        divide(I256::from(self.mantissa()), self.scale(), other)
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
        fit(rest, scale, false)
    }

    /// `self ^ exponent`, by repeated multiplication of which only the whole is rounded where it fits 256 bits.
    ///
    /// # Errors
    /// [`NumError::DivisionByZero`] for 0 to a negative power, [`NumError::Overflow`].
    pub fn pow(self, exponent: i64) -> Result<Rounded, NumError> {
        if exponent < 0 {
            let power = self.pow(exponent.checked_neg().ok_or(NumError::Overflow)?)?;
            let result = Decimal::ONE.div(power.value)?;
            return Ok(Rounded { value: result.value, inexact: result.inexact || power.inexact });
        }
        let mut result = Rounded { value: Decimal::ONE, inexact: false };
        let (mut base, mut left) = (Rounded { value: self, inexact: false }, exponent);
        while left > 0 {
            if left % 2 == 1 {
                let product = result.value.mul(base.value)?;
                result = Rounded { value: product.value, inexact: product.inexact || result.inexact || base.inexact };
            }
            left /= 2;
            if left > 0 {
                let square = base.value.mul(base.value)?;
                base = Rounded { value: square.value, inexact: square.inexact || base.inexact };
            }
        }
        Ok(result)
    }

    /// Rounded to 20 decimals or to 24 digits, whichever is coarser, ties to even: what every comparison and every cut
    /// does first.
    #[must_use]
    pub fn cut(self) -> Decimal {
        const DIGITS_24: u128 = 1_000_000_000_000_000_000_000_000;
        let mantissa = self.mantissa().unsigned_abs();
        if self.scale() <= 20 && mantissa < DIGITS_24 {
            return self;
        }
        let digits = decimal_digits(mantissa);
        let drop = self.scale().saturating_sub(20).max(digits.saturating_sub(24));
        // A number without decimals keeps its digits: the rule is about decimals and digits of a fraction.
        let factor = 10u128.pow(drop.min(38));
        let rounded = round_half_even(mantissa, factor);
        let signed = i128::try_from(rounded).unwrap_or(MAX_MANTISSA) * i128::from(self.sign());
        if drop <= self.scale() {
            Decimal::from_parts(signed, self.scale() - drop).unwrap_or(self)
        } else {
            let back = 10i128.checked_pow(drop - self.scale()).and_then(|factor| signed.checked_mul(factor));
            back.and_then(|mantissa| Decimal::from_parts(mantissa, 0).ok()).unwrap_or(self)
        }
    }

    /// Compares the cut numbers.
    pub fn compare_cut(self, other: Decimal) -> Ordering {
        self.cut().cmp(&other.cut())
    }
}

/// The quotient of an integer at a scale by a decimal, rounded once.
pub(crate) fn divide(numerator: I256, scale: u32, divisor: Decimal) -> Result<Rounded, NumError> {
    let negative = (numerator < I256::ZERO) != (divisor.sign() < 0);
    let mut rest = numerator.unsigned_abs();
    let by = U256::from(divisor.mantissa().unsigned_abs());
    let mut quotient = rest / by;
    rest %= by;
    // The quotient so far has `scale - divisor.scale` decimals; go on digit by digit while it fits.
    let mut decimals = i64::from(scale) - i64::from(divisor.scale());
    while rest != U256::ZERO && decimals < i64::from(MAX_SCALE) {
        let next = quotient.checked_mul(U256::from(10u8)).ok_or(NumError::Overflow)?;
        if next > U256::from(MAX_MANTISSA.unsigned_abs()) && decimals >= 0 {
            break;
        }
        rest *= U256::from(10u8);
        quotient = next + rest / by;
        rest %= by;
        decimals += 1;
    }
    while decimals < 0 {
        quotient = quotient.checked_mul(U256::from(10u8)).ok_or(NumError::Overflow)?;
        decimals += 1;
    }
    // A digit may have carried the quotient past 96 bits: `fit` drops it again, knowing that more follows.
    let signed = I256::try_from(quotient).map_err(|_| NumError::Overflow)?;
    let scale = u32::try_from(decimals).map_err(|_| NumError::Overflow)?;
    if rest == U256::ZERO {
        return fit(if negative { -signed } else { signed }, scale, false);
    }
    let twice = rest * U256::from(2u8);
    if scale <= MAX_SCALE && quotient <= U256::from(MAX_MANTISSA.unsigned_abs()) {
        let up = twice > by || (twice == by && quotient % U256::from(2u8) == U256::ONE);
        let rounded = if up { signed + I256::ONE } else { signed };
        let fitted = fit(if negative { -rounded } else { rounded }, scale, false)?;
        return Ok(Rounded { value: fitted.value, inexact: true });
    }
    fit(if negative { -signed } else { signed }, scale, true)
}

fn exact(mantissa: i128, scale: u32) -> Result<Rounded, NumError> {
    let value = rust_decimal::Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| NumError::Overflow)?;
    Ok(Rounded { value: Decimal(value), inexact: false })
}

fn narrow_at(value: Decimal, scale: u32) -> Option<i128> {
    value.mantissa().checked_mul(10i128.checked_pow(scale - value.scale())?)
}

/// The number as an integer at a scale that is at least its own: below 2^96 × 10^28.
pub(crate) fn at(value: Decimal, scale: u32) -> I256 {
    I256::from(value.mantissa()) * I256::from(10i128.pow(scale - value.scale()))
}

/// The nearest number with as many decimals as fit, ties to even. `more`: a non-zero rest follows the last digit.
pub(crate) fn fit(mantissa: I256, scale: u32, more: bool) -> Result<Rounded, NumError> {
    let negative = mantissa < I256::ZERO;
    let magnitude = mantissa.unsigned_abs();
    let limit = U256::from(MAX_MANTISSA.unsigned_abs());
    let ten = U256::from(10u8);
    let mut drop = scale.saturating_sub(MAX_SCALE);
    let mut factor = ten.pow(drop);
    loop {
        let (mut quotient, rest) = (magnitude / factor, magnitude % factor);
        let half = factor / U256::from(2u8);
        let exact_half = factor > U256::ONE && rest == half && factor % U256::from(2u8) == U256::ZERO;
        let above = factor > U256::ONE && (rest > half || (exact_half && more));
        if above || (exact_half && !more && quotient % U256::from(2u8) == U256::ONE) {
            quotient += U256::ONE;
        }
        if quotient <= limit {
            let lost = rest != U256::ZERO || more;
            let whole = i128::try_from(quotient).map_err(|_| NumError::Overflow)?;
            let value = rust_decimal::Decimal::try_from_i128_with_scale(if negative { -whole } else { whole }, scale - drop)
                .map_err(|_| NumError::Overflow)?;
            return Ok(Rounded { value: Decimal(value), inexact: lost });
        }
        if drop >= scale {
            return Err(NumError::Overflow);
        }
        drop += 1;
        factor *= ten;
    }
}

pub(crate) fn round_half_even(value: u128, factor: u128) -> u128 {
    let (quotient, rest) = (value / factor, value % factor);
    let twice = rest.saturating_mul(2);
    if twice > factor || (twice == factor && quotient % 2 == 1) { quotient + 1 } else { quotient }
}

fn decimal_digits(value: u128) -> u32 {
    value.checked_ilog10().map_or(1, |log| log + 1)
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
