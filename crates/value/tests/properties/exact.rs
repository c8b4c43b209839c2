//! The reference: what a number is, what is nearest to a fraction, and numbers worth trying.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};
use proptest::prelude::*;
use tiercel_value::{Decimal, NumError, Rounded, Rounding};

/// The largest mantissa.
pub(crate) const MAX: i128 = (1 << 96) - 1;

/// The fraction that a number is.
pub(crate) fn fraction(value: Decimal) -> BigRational {
    BigRational::new(value.mantissa().into(), ten(value.scale()))
}

/// A power of ten.
pub(crate) fn ten(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}

/// A fraction as a whole number, in one of the ways to round.
pub(crate) fn whole(value: &BigRational, rounding: Rounding) -> BigInt {
    whole_part(value.numer(), value.denom(), rounding)
}

fn whole_part(numerator: &BigInt, denominator: &BigInt, rounding: Rounding) -> BigInt {
    let (below, rest) = (numerator.abs() / denominator, numerator.abs() % denominator);
    let half = (&rest + &rest).cmp(denominator);
    let up = match rounding {
        Rounding::HalfUp => half.is_ge(),
        Rounding::HalfEven => half.is_gt() || (half.is_eq() && below.bit(0)),
        Rounding::Down => false,
        Rounding::Up => !rest.is_zero(),
    };
    let magnitude = if up { below + 1 } else { below };
    if numerator.is_negative() { -magnitude } else { magnitude }
}

/// What every operation has to give for its exact result: as many decimals as fit, ties to even.
pub(crate) fn nearest(exact: &BigRational) -> Result<(BigRational, bool), NumError> {
    (0..=28)
        .rev()
        .find_map(|decimals| {
            let mantissa = whole_part(&(exact.numer() * ten(decimals)), exact.denom(), Rounding::HalfEven);
            (mantissa.abs() <= BigInt::from(MAX)).then(|| BigRational::new(mantissa, ten(decimals)))
        })
        .map(|value| (value.clone(), value != *exact))
        .ok_or(NumError::Overflow)
}

/// What every cut and comparison looks at: 20 decimals or 24 digits, whichever is coarser. What no number can hold after
/// that counts as the largest one.
pub(crate) fn cut(exact: &BigRational) -> BigRational {
    if exact.is_zero() {
        return exact.clone();
    }
    let mut digits_before_point = -28;
    while exact.abs() >= power_of_ten(digits_before_point) {
        digits_before_point += 1;
    }
    let unit = power_of_ten(-(24 - digits_before_point).min(20));
    let cut = BigRational::from(whole(&(exact / &unit), Rounding::HalfEven)) * unit;
    let largest = BigRational::from(BigInt::from(MAX));
    if cut.abs() > largest { largest * exact.signum() } else { cut }
}

fn power_of_ten(exponent: i32) -> BigRational {
    let power = BigRational::from(ten(exponent.unsigned_abs()));
    if exponent < 0 { BigRational::one() / power } else { power }
}

/// A result in a shape that compares with [`nearest`].
pub(crate) fn outcome(result: Result<Rounded, NumError>) -> Result<(BigRational, bool), NumError> {
    result.map(|rounded| (fraction(rounded.value), rounded.inexact))
}

/// Numbers of every size and kind: amounts, rates, whole numbers, the edges of what fits, and anything.
pub(crate) fn number() -> impl Strategy<Value = Decimal> {
    let amounts = (-10_000_000_000i64..=10_000_000_000, 0u32..=4).prop_map(|(units, scale)| (i128::from(units), scale));
    let small = (-200i128..=200, 0u32..=28);
    let bits = (0u32..=96, any::<u128>(), any::<bool>(), 0u32..=28).prop_map(|(bits, random, negative, scale)| {
        let mantissa = i128::try_from(random & ((1 << bits) - 1)).unwrap_or(MAX);
        (if negative { -mantissa } else { mantissa }, scale)
    });
    let edges = (0i128..=40, any::<bool>(), 0u32..=28)
        .prop_map(|(below, negative, scale)| (if negative { below - MAX } else { MAX - below }, scale));
    let tens = (0u32..=28, -2i128..=2, 0u32..=28).prop_map(|(power, more, scale)| (10i128.pow(power) + more, scale));
    let halves = (0i128..=1_000_000, 1u32..=27, -1i128..=1)
        .prop_map(|(whole, scale, more)| ((whole * 10 + 5) * 10i128.pow(scale - 1) + more, scale));
    let fits = |(mantissa, scale): (i128, u32)| Decimal::from_parts(mantissa.clamp(-MAX, MAX), scale).ok();
    prop_oneof![4 => amounts, 2 => small, 4 => bits, 1 => edges, 1 => tens, 2 => halves].prop_filter_map("a number", fits)
}

/// How many cases a property is tried on, unless `PROPTEST_CASES` says otherwise.
pub(crate) fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}
