//! The operations of numbers, each against the exact fraction and the one rule of rounding.

use crate::exact::{MAX, cases, cut, fraction, nearest, number, outcome, ten};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Zero};
use proptest::prelude::*;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use tiercel_value::{Decimal, NumError};

proptest! {
    #![proptest_config(cases(4_096))]

    #[test]
    fn a_sum_is_the_nearest_number(a in number(), b in number()) {
        prop_assert_eq!(outcome(a.add(b)), nearest(&(fraction(a) + fraction(b))));
    }

    #[test]
    fn a_difference_is_the_nearest_number(a in number(), b in number()) {
        prop_assert_eq!(outcome(a.sub(b)), nearest(&(fraction(a) - fraction(b))));
    }

    #[test]
    fn a_product_is_the_nearest_number(a in number(), b in number()) {
        prop_assert_eq!(outcome(a.mul(b)), nearest(&(fraction(a) * fraction(b))));
    }

    #[test]
    fn a_quotient_is_the_nearest_number(a in number(), b in number()) {
        let expected = if b.is_zero() { Err(NumError::DivisionByZero) } else { nearest(&(fraction(a) / fraction(b))) };
        prop_assert_eq!(outcome(a.div(b)), expected);
    }

    #[test]
    fn a_quotient_of_a_product_is_the_factor(a in number(), b in number()) {
        if let Ok(product) = a.mul(b) && !product.inexact && !b.is_zero() {
            let quotient = product.value.div(b).map(|quotient| (quotient.value, quotient.inexact));
            prop_assert_eq!(quotient, Ok((a, false)));
        }
    }

    #[test]
    fn a_rest_has_the_sign_of_the_divisor(a in number(), b in number()) {
        let (x, y) = (cut(&fraction(a)), cut(&fraction(b)));
        let expected = if y.is_zero() { Err(NumError::DivisionByZero) } else { nearest(&(&x - &y * (&x / &y).floor())) };
        prop_assert_eq!(outcome(a.modulo(b)), expected);
    }

    #[test]
    fn a_cut_keeps_20_decimals_and_24_digits(a in number()) {
        prop_assert_eq!(fraction(a.cut()), cut(&fraction(a)));
        prop_assert_eq!(a.cut().cut(), a.cut());
    }

    #[test]
    fn a_comparison_looks_at_what_is_left_after_the_cut(a in number(), b in number()) {
        prop_assert_eq!(a.compare_cut(b), cut(&fraction(a)).cmp(&cut(&fraction(b))));
    }

    #[test]
    fn order_equality_and_hash_go_by_value(a in number(), b in number()) {
        prop_assert_eq!(a.cmp(&b), fraction(a).cmp(&fraction(b)));
        prop_assert_eq!(a == b, fraction(a) == fraction(b));
        let longer = Decimal::from_parts(a.mantissa() * 10, a.scale() + 1).unwrap_or(a);
        prop_assert_eq!(longer, a);
        prop_assert_eq!(hash(longer), hash(a));
    }

    #[test]
    fn signs_are_those_of_the_fraction(a in number()) {
        prop_assert_eq!(fraction(a.neg()), -fraction(a));
        prop_assert_eq!(fraction(a.abs()), fraction(a).max(-fraction(a)));
        prop_assert_eq!(a.is_zero(), fraction(a).is_zero());
        prop_assert_eq!(a.sign(), a.mantissa().signum() as i32);
    }

    #[test]
    fn only_whole_numbers_are_integers(a in number()) {
        let whole = fraction(a).is_integer().then(|| i64::try_from(fraction(a).to_integer()).ok()).flatten();
        prop_assert_eq!(a.to_i64(), whole);
    }

    #[test]
    fn parts_make_a_number_only_if_it_is_one_exactly(mantissa in any::<i128>(), zeros in 0u32..=12, scale in 0u32..=40) {
        let mantissa = (mantissa >> 44).saturating_mul(10i128.pow(zeros));
        let exact = BigRational::new(mantissa.into(), ten(scale));
        let made = Decimal::from_parts(mantissa, scale).ok().map(fraction);
        let expected = nearest(&exact).ok().filter(|(_, inexact)| !inexact).map(|(value, _)| value);
        prop_assert_eq!(made, expected);
    }
}

proptest! {
    #![proptest_config(cases(1_024))]

    #[test]
    fn a_power_is_the_nearest_number(base in number(), exponent in -40i64..=40) {
        prop_assert_eq!(outcome(base.pow(exponent)), power(base, exponent));
    }

    #[test]
    fn a_long_power_of_a_rate_is_the_nearest_number(rate in 1i128..=30_000, scale in 4u32..=6, exponent in -400i64..=400) {
        let base = Decimal::from_parts(10i128.pow(scale) + rate, scale).unwrap();
        prop_assert_eq!(outcome(base.pow(exponent)), power(base, exponent));
    }

    #[test]
    fn a_power_of_a_number_with_many_digits_is_the_nearest_number(rate in 1i128..=1_000_000_000_000, exponent in -60i64..=60) {
        let base = Decimal::from_parts(10i128.pow(28) + rate * 99_991, 28).unwrap();
        prop_assert_eq!(outcome(base.pow(exponent)), power(base, exponent));
    }
}

fn power(base: Decimal, exponent: i64) -> Result<(BigRational, bool), NumError> {
    let base = fraction(base);
    if base.is_zero() && exponent <= 0 {
        return Err(if exponent == 0 { NumError::Overflow } else { NumError::DivisionByZero });
    }
    let power = Pow::pow(&base, exponent.unsigned_abs());
    nearest(&if exponent < 0 { BigRational::one() / power } else { power })
}

fn hash(value: Decimal) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn powers_far_out_end_at_once() {
    let huge = [i64::MAX, i64::MIN];
    let number = |text: &str| Decimal::parse_exact(text).unwrap();
    for exponent in huge {
        assert_eq!(number("1").pow(exponent).map(|power| (power.value, power.inexact)), Ok((Decimal::ONE, false)));
        let odd = exponent % 2 != 0;
        assert_eq!(number("-1").pow(exponent).map(|power| power.value), Ok(number(if odd { "-1" } else { "1" })));
    }
    for (base, exponent) in [("2", i64::MAX), ("-3.5", i64::MAX), ("0.5", i64::MIN), ("0.0000000001", i64::MIN)] {
        assert_eq!(number(base).pow(exponent), Err(NumError::Overflow), "{base} ^ {exponent}");
    }
    for (base, exponent) in [("2", i64::MIN), ("-3.5", i64::MIN), ("0.5", i64::MAX), ("0.0000000001", i64::MAX)] {
        let power = number(base).pow(exponent).unwrap();
        assert_eq!((power.value, power.inexact), (Decimal::ZERO, true), "{base} ^ {exponent}");
    }
    let grown = number("1.0000000000000000001").pow(5_000_000_000_000_000_000).unwrap();
    // e^0.5 less what a tenth power of 10^-19 takes away.
    assert_eq!(grown.value.to_string().get(..20), Some("1.648721270700128146"));
    assert!(grown.inexact);
}

#[test]
fn zero_to_the_zeroth_is_no_number_as_in_excel() {
    assert_eq!(Decimal::ZERO.pow(0), Err(NumError::Overflow));
    assert_eq!(Decimal::ZERO.pow(-1), Err(NumError::DivisionByZero));
    assert_eq!(Decimal::ZERO.pow(3).map(|power| power.value), Ok(Decimal::ZERO));
}

#[test]
fn a_third_times_three_counts_as_one() {
    let number = |value: i64| Decimal::from_i64(value);
    let third = number(1).div(number(3)).unwrap().value;
    let product = third.mul(number(3)).unwrap();
    assert_ne!(product.value, number(1));
    assert_eq!(product.value.compare_cut(number(1)), std::cmp::Ordering::Equal);
    let twelfth = number(1).div(number(12)).unwrap().value;
    assert_eq!(twelfth.mul(number(120_000)).unwrap().value.cut(), number(10_000));
}

#[test]
fn the_largest_numbers_are_whole_96_bit_numbers() {
    let largest = Decimal::from_parts(MAX, 0).unwrap();
    assert_eq!(largest.add(Decimal::ONE), Err(NumError::Overflow));
    assert_eq!(largest.add(Decimal::parse_exact("0.4").unwrap()).map(|sum| (sum.value, sum.inexact)), Ok((largest, true)));
    assert_eq!(largest.add(Decimal::parse_exact("0.5").unwrap()), Err(NumError::Overflow), "2^96 is the even one of the two");
    assert_eq!(fraction(largest), BigRational::from(BigInt::from(MAX)));
}
