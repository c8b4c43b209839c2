//! Powers with a whole exponent, rounded once.
//!
//! Up to 252 bits a power is computed exactly. Beyond, 75 digits are carried, which is as good: such a power is neither a
//! number nor halfway between two, because a mantissa that does not end in 0 gives powers that do not either, and only one
//! below 2^100 could be either. (The same holds for one divided by it.) What is left to chance is that all of the more
//! than twenty digits after the rounded place are those of a half.

use crate::decimal::{Decimal, NumError, Rounded};
use crate::nearest::{nearest, quotient};
use ethnum::U256;

impl Decimal {
    /// `self ^ exponent`, rounded once. As in Excel, 0 to the power 0 is no number.
    ///
    /// # Errors
    /// [`NumError::DivisionByZero`] for 0 to a negative power, [`NumError::Overflow`].
    pub fn pow(self, exponent: i64) -> Result<Rounded, NumError> {
        if self.is_zero() {
            return match exponent {
                ..0 => Err(NumError::DivisionByZero),
                0 => Err(NumError::Overflow),
                1.. => Ok(Rounded { value: Decimal::ZERO, inexact: false }),
            };
        }
        let negative = self.sign() < 0 && exponent % 2 != 0;
        let (mantissa, scale) = self.shortest();
        let times = exponent.unsigned_abs();
        if let Some(power) = exact_power(mantissa, times) {
            let scale = i64::from(scale).saturating_mul(i64::try_from(times).unwrap_or(i64::MAX));
            if exponent < 0 {
                return quotient(negative, U256::ONE, 0, power, scale);
            }
            return nearest(negative, power, u32::try_from(scale).unwrap_or(u32::MAX), false);
        }
        let power = match Digits::new(mantissa, scale).power(times) {
            Size::Fits(power) => power,
            Size::Huge if exponent > 0 => return Err(NumError::Overflow),
            Size::Tiny if exponent < 0 => return Err(NumError::Overflow),
            Size::Huge | Size::Tiny => return Ok(Rounded { value: Decimal::ZERO, inexact: true }),
        };
        if exponent < 0 {
            return quotient(negative, U256::ONE, power.exponent, power.digits, 0);
        }
        match u32::try_from(-power.exponent) {
            Ok(scale) => nearest(negative, power.digits, scale, true),
            Err(_) => Err(NumError::Overflow),
        }
    }
}

/// `base ^ exponent`, if it is below 2^252.
fn exact_power(base: u128, exponent: u64) -> Option<U256> {
    if base == 1 {
        return Some(U256::ONE);
    }
    let power = U256::from(base).checked_pow(u32::try_from(exponent).ok()?)?;
    (power >> 252u32 == U256::ZERO).then_some(power)
}

/// `digits * 10^exponent` with 76 digits, of which the last may be a mere 0: never above what it stands for.
#[derive(Clone, Copy)]
struct Digits {
    digits: U256,
    exponent: i64,
}

enum Size {
    Fits(Digits),
    /// At least 10^30.
    Huge,
    /// At most 10^-30.
    Tiny,
}

/// Half of the digits of a [`Digits`].
const HALF: u128 = 10u128.pow(38);

impl Digits {
    fn new(mantissa: u128, scale: u32) -> Digits {
        Digits { digits: U256::from(mantissa), exponent: -i64::from(scale) }.filled()
    }

    /// With as many digits as there is room for.
    fn filled(mut self) -> Digits {
        let enough = U256::from(HALF) * U256::from(HALF / 10);
        while self.digits < enough {
            self.digits *= U256::from(10u8);
            self.exponent -= 1;
        }
        self
    }

    /// The product, cut to 76 digits: the halves multiplied crosswise, from which whole units of 10^76 are taken.
    fn times(self, other: Digits) -> Digits {
        let half = U256::from(HALF);
        let ((high, low), (other_high, other_low)) = ((self.digits / half, self.digits % half), (other.digits / half, other.digits % half));
        let crosswise = high * other_low + low * other_high + low * other_low / half;
        let digits = high * other_high + crosswise / half;
        Digits { digits, exponent: self.exponent + other.exponent + 76 }.filled()
    }

    /// Squares and products from the lowest bit of the exponent on; every square still needed is a factor of the result.
    fn power(self, exponent: u64) -> Size {
        let (mut result, mut square, mut left) = (None, self, exponent);
        loop {
            if left % 2 == 1 {
                result = Some(result.map_or(square, |result: Digits| result.times(square)));
            }
            left /= 2;
            if left == 0 {
                return result.map_or(Size::Tiny, Size::Fits);
            }
            square = square.times(square);
            // 10^(exponent + 75) to 10^(exponent + 76).
            if square.exponent >= -45 {
                return Size::Huge;
            }
            if square.exponent <= -106 {
                return Size::Tiny;
            }
        }
    }
}
