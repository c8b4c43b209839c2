//! Sums that are exact however many numbers go in, and rounded once.

use crate::decimal::{Decimal, NumError, Rounded, at, divide, fit};
use ethnum::I256;

/// The exact sum of up to 2^60 decimals: an integer at 28 decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExactSum {
    total: I256,
}

const SCALE: u32 = 28;

impl ExactSum {
    /// Adds a number.
    pub fn add(&mut self, value: Decimal) {
        self.total += at(value, SCALE);
    }

    /// Takes a number away.
    pub fn subtract(&mut self, value: Decimal) {
        self.total -= at(value, SCALE);
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &ExactSum) {
        self.total += other.total;
    }

    /// This sum without another.
    #[must_use]
    pub fn without(self, other: &ExactSum) -> ExactSum {
        ExactSum { total: self.total - other.total }
    }

    /// The sum, rounded once.
    ///
    /// # Errors
    /// [`NumError::Overflow`].
    pub fn total(&self) -> Result<Rounded, NumError> {
        fit_exact(self.total)
    }

    /// The sum divided by a count, rounded once.
    ///
    /// # Errors
    /// [`NumError::DivisionByZero`], [`NumError::Overflow`].
    pub fn average(&self, count: i64) -> Result<Rounded, NumError> {
        if count == 0 {
            return Err(NumError::DivisionByZero);
        }
        divide(self.total, SCALE, Decimal::from_i64(count))
    }
}

/// Trailing zeros first, so that a sum of whole amounts is not rounded for its 28 decimals.
fn fit_exact(mut total: I256) -> Result<Rounded, NumError> {
    let ten = I256::from(10);
    let mut scale = SCALE;
    while scale > 0 && total % ten == I256::ZERO {
        total /= ten;
        scale -= 1;
    }
    fit(total, scale, false)
}
