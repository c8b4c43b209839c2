//! Sums are one operation: exact until they are read, in whatever order the numbers come.

use crate::exact::{cases, fraction, nearest, number, outcome};
use num_rational::BigRational;
use num_traits::Zero;
use proptest::collection::vec;
use proptest::prelude::*;
use tiercel_value::{Decimal, ExactSum, NumError};

fn sum(values: &[Decimal]) -> ExactSum {
    let mut sum = ExactSum::default();
    values.iter().for_each(|value| sum.add(*value));
    sum
}

fn exact(values: &[Decimal]) -> BigRational {
    values.iter().map(|value| fraction(*value)).fold(BigRational::zero(), |sum, value| sum + value)
}

proptest! {
    #![proptest_config(cases(2_048))]

    #[test]
    fn a_total_is_the_nearest_number_to_the_exact_sum(values in vec(number(), 0..24)) {
        prop_assert_eq!(outcome(sum(&values).total()), nearest(&exact(&values)));
    }

    #[test]
    fn an_average_is_rounded_once(values in vec(number(), 0..24)) {
        let count = i64::try_from(values.len()).unwrap_or(0);
        let expected = if count == 0 { Err(NumError::DivisionByZero) } else { nearest(&(exact(&values) / BigRational::from(num_bigint::BigInt::from(count)))) };
        prop_assert_eq!(outcome(sum(&values).average(count)), expected);
    }

    #[test]
    fn order_does_not_show(values in vec(number(), 0..24).prop_shuffle()) {
        let forth = sum(&values);
        let back = sum(&values.iter().rev().copied().collect::<Vec<_>>());
        prop_assert_eq!(forth, back);
        prop_assert_eq!(outcome(forth.total()), outcome(back.total()));
    }

    #[test]
    fn what_is_merged_and_taken_away_leaves_no_trace(left in vec(number(), 0..12), right in vec(number(), 0..12)) {
        let (one, other) = (sum(&left), sum(&right));
        let mut both = one;
        both.merge(&other);
        let all: Vec<Decimal> = left.iter().chain(&right).copied().collect();
        prop_assert_eq!(both, sum(&all));
        prop_assert_eq!(both.without(&one), other);
        right.iter().for_each(|value| both.subtract(*value));
        prop_assert_eq!(both, one);
        prop_assert_eq!(outcome(both.total()), nearest(&exact(&left)));
    }
}

#[test]
fn a_sum_may_pass_the_largest_number_on_its_way() {
    let largest = Decimal::from_parts(crate::exact::MAX, 0).unwrap();
    let mut sum = sum(&[largest, largest, Decimal::ONE]);
    assert_eq!(sum.total(), Err(NumError::Overflow));
    assert_eq!(sum.average(2).map(|average| (average.value, average.inexact)), Err(NumError::Overflow));
    sum.subtract(largest);
    sum.subtract(largest);
    assert_eq!(sum.total().map(|total| (total.value, total.inexact)), Ok((Decimal::ONE, false)));
}
