//! Fractions of any size, rounded once: for what is one operation but has several steps.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use tiercel_value::{Decimal, NumError, Rounded};

/// An exact fraction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fraction(BigRational);

impl Fraction {
    pub(crate) fn zero() -> Fraction {
        Fraction(BigRational::zero())
    }

    pub(crate) fn of(number: Decimal) -> Fraction {
        Fraction(BigRational::new(BigInt::from(number.mantissa()), BigInt::from(10u8).pow(number.scale())))
    }

    pub(crate) fn whole(number: i64) -> Fraction {
        Fraction(BigRational::from_integer(BigInt::from(number)))
    }

    pub(crate) fn plus(&self, other: &Fraction) -> Fraction {
        Fraction(&self.0 + &other.0)
    }

    pub(crate) fn minus(&self, other: &Fraction) -> Fraction {
        Fraction(&self.0 - &other.0)
    }

    pub(crate) fn times(&self, other: &Fraction) -> Fraction {
        Fraction(&self.0 * &other.0)
    }

    /// The quotient by what is not 0; 0 otherwise.
    pub(crate) fn over(&self, other: &Fraction) -> Fraction {
        if other.0.is_zero() { Fraction::zero() } else { Fraction(&self.0 / &other.0) }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    pub(crate) fn floor(&self) -> Fraction {
        Fraction(self.0.floor())
    }

    pub(crate) fn floor_i64(&self) -> Option<i64> {
        self.0.floor().to_integer().to_i64()
    }

    /// The nearest number with as many decimals as fit, ties to even.
    pub(crate) fn nearest(&self) -> Result<Rounded, NumError> {
        let limit = (BigInt::from(1u8) << 96u32) - 1u8;
        let (numerator, denominator) = (self.0.numer().abs(), self.0.denom());
        for scale in (0u32..=28).rev() {
            let scaled = &numerator * BigInt::from(10u8).pow(scale);
            let mut quotient = &scaled / denominator;
            let rest = &scaled - &quotient * denominator;
            let twice: BigInt = &rest * 2u8;
            let odd = (&quotient % 2u8) != BigInt::from(0u8);
            if twice > *denominator || (twice == *denominator && odd) {
                quotient += 1u8;
            }
            if quotient <= limit {
                let mantissa = quotient.to_i128().unwrap_or(0);
                let mantissa = if self.is_negative() { -mantissa } else { mantissa };
                let value = Decimal::from_parts(mantissa, scale).map_err(|_| NumError::Overflow)?;
                return Ok(Rounded { value: shortest(value), inexact: !rest.is_zero() });
            }
        }
        Err(NumError::Overflow)
    }
}

/// The same number without trailing zeros.
fn shortest(value: Decimal) -> Decimal {
    let (mut mantissa, mut scale) = (value.mantissa(), value.scale());
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    Decimal::from_parts(mantissa, scale).unwrap_or(value)
}
