//! Sums that are exact however many numbers go in, and rounded once.

use crate::decimal::{Decimal, NumError, Rounded, at};
use crate::nearest::{nearest, quotient, strip};
use ethnum::{I256, U256};

/// The exact sum of up to 2^60 decimals. The order in which they came does not show.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExactSum {
    /// What amounts of money add up to, at [`NARROW_SCALE`].
    narrow: i128,
    /// The rest of the sum, at [`SCALE`].
    wide: I256,
}

const SCALE: u32 = 28;
const NARROW_SCALE: u32 = 10;

impl ExactSum {
    /// Adds a number.
    pub fn add(&mut self, value: Decimal) {
        match narrow(value).and_then(|units| self.narrow.checked_add(units)) {
            Some(sum) => self.narrow = sum,
            None => self.wide += at(value, SCALE),
        }
    }

    /// Takes a number away.
    pub fn subtract(&mut self, value: Decimal) {
        self.add(value.neg());
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &ExactSum) {
        self.wide += other.wide;
        match self.narrow.checked_add(other.narrow) {
            Some(sum) => self.narrow = sum,
            None => self.wide += widened(other.narrow),
        }
    }

    /// This sum without another.
    #[must_use]
    pub fn without(self, other: &ExactSum) -> ExactSum {
        ExactSum { narrow: 0, wide: self.exact() - other.exact() }
    }

    /// The sum, rounded once.
    ///
    /// # Errors
    /// [`NumError::Overflow`].
    pub fn total(&self) -> Result<Rounded, NumError> {
        let (negative, magnitude, scale) = self.stripped();
        nearest(negative, magnitude, scale, false)
    }

    /// The sum divided by a count, rounded once.
    ///
    /// # Errors
    /// [`NumError::DivisionByZero`], [`NumError::Overflow`].
    pub fn average(&self, count: i64) -> Result<Rounded, NumError> {
        if count == 0 {
            return Err(NumError::DivisionByZero);
        }
        let (negative, magnitude, scale) = self.stripped();
        quotient(negative != (count < 0), magnitude, i64::from(scale), U256::from(count.unsigned_abs()), 0)
    }

    /// The sum at [`SCALE`].
    fn exact(&self) -> I256 {
        self.wide + widened(self.narrow)
    }

    /// The sum without its trailing zeros, so that a total of amounts is as short as they are: sign, integer, decimals.
    fn stripped(&self) -> (bool, U256, u32) {
        if self.wide == I256::ZERO {
            let mut magnitude = self.narrow.unsigned_abs();
            let scale = NARROW_SCALE - strip(&mut magnitude, NARROW_SCALE);
            return (self.narrow < 0, U256::from(magnitude), scale);
        }
        let exact = self.exact();
        let (mut magnitude, mut scale) = (exact.unsigned_abs(), SCALE);
        let ten = U256::from(10u8);
        while scale > 0 && magnitude % ten == U256::ZERO {
            magnitude /= ten;
            scale -= 1;
        }
        (exact < I256::ZERO, magnitude, scale)
    }
}

impl PartialEq for ExactSum {
    fn eq(&self, other: &Self) -> bool {
        self.exact() == other.exact()
    }
}

impl Eq for ExactSum {}

/// The number at [`NARROW_SCALE`], if it has no more decimals and its integer has 64 bits: below 2^98 then.
#[inline]
fn narrow(value: Decimal) -> Option<i128> {
    if value.scale() <= NARROW_SCALE { value.narrow_at(NARROW_SCALE) } else { None }
}

fn widened(narrow: i128) -> I256 {
    I256::from(narrow) * I256::from(10i128.pow(SCALE - NARROW_SCALE))
}
