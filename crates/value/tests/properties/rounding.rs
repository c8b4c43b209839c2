//! Rounding to places and to units, and Excel's kin of it, against whole fractions.

use crate::exact::{MAX, cases, cut, fraction, nearest, number, ten, whole};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use tiercel_value::{Decimal, NumError, Rounding, ceiling, floor, mround, round_to_places, round_to_unit};

fn mode() -> impl Strategy<Value = Rounding> {
    prop_oneof![Just(Rounding::HalfUp), Just(Rounding::HalfEven), Just(Rounding::Down), Just(Rounding::Up)]
}

/// Units that plans round to, and any other.
fn unit() -> impl Strategy<Value = Decimal> {
    let usual = ["0.01", "0.05", "0.001", "0.25", "1", "5", "10", "1000", "0.3", "7"];
    let usual = proptest::sample::select(usual.to_vec()).prop_map(|text| Decimal::parse_exact(text).unwrap_or(Decimal::ONE));
    prop_oneof![3 => usual, 1 => number().prop_map(Decimal::abs)]
}

/// The multiple of a unit that a fraction is rounded to.
fn multiple(value: &BigRational, unit: &BigRational, rounding: Rounding) -> Result<BigRational, NumError> {
    let exact = BigRational::from(whole(&(value / unit), rounding)) * unit;
    nearest(&exact).map(|(value, _)| value)
}

fn given(result: Result<Decimal, NumError>) -> Result<BigRational, NumError> {
    result.map(fraction)
}

proptest! {
    #![proptest_config(cases(4_096))]

    #[test]
    fn places_are_counted_from_the_point(value in number(), places in -45i32..=45, mode in mode()) {
        let unit = BigRational::from(ten(places.unsigned_abs()));
        let unit = if places < 0 { unit } else { BigRational::one() / unit };
        prop_assert_eq!(given(round_to_places(value, places, mode)), multiple(&cut(&fraction(value)), &unit, mode));
    }

    #[test]
    fn a_unit_gives_its_multiples(value in number(), unit in unit(), mode in mode()) {
        let exact = cut(&fraction(unit));
        let expected = if exact.is_zero() { Err(NumError::DivisionByZero) } else { multiple(&cut(&fraction(value)), &exact, mode) };
        prop_assert_eq!(given(round_to_unit(value, unit, mode)), expected);
    }

    #[test]
    fn multiples_of_excel_follow_the_signs(value in number(), unit in unit(), negative in any::<bool>()) {
        let unit = if negative { unit.neg() } else { unit };
        let (x, y) = (cut(&fraction(value)), cut(&fraction(unit)));
        let zero = BigRational::zero();
        let differ = (x.is_positive() && y.is_negative()) || (x.is_negative() && y.is_positive());
        let expected = if x.is_zero() || y.is_zero() { Ok(zero.clone()) } else if differ { Err(NumError::Overflow) } else {
            multiple(&x, &y.abs(), Rounding::HalfUp)
        };
        prop_assert_eq!(given(mround(value, unit)), expected);

        let refused = x.is_positive() && y.is_negative();
        // With a negative unit Excel mirrors both: away from zero for CEILING, towards it for FLOOR.
        let steps = |up: bool| {
            let quotient = &x / &y;
            nearest(&(if up { quotient.ceil() } else { quotient.floor() } * &y)).map(|(value, _)| value)
        };
        let expected = if x.is_zero() || y.is_zero() { Ok(zero.clone()) } else if refused { Err(NumError::Overflow) } else { steps(true) };
        prop_assert_eq!(given(ceiling(value, unit)), expected);
        let expected = if x.is_zero() { Ok(zero) } else if y.is_zero() { Err(NumError::DivisionByZero) } else if refused {
            Err(NumError::Overflow)
        } else {
            steps(false)
        };
        prop_assert_eq!(given(floor(value, unit)), expected);
    }

    #[test]
    fn the_floor_by_one_is_the_whole_number_below(value in number()) {
        let below = cut(&fraction(value)).floor();
        prop_assert_eq!(given(floor(value, Decimal::ONE)), nearest(&below).map(|(value, _)| value));
    }
}

#[test]
fn excels_own_examples() {
    let number = |text: &str| Decimal::parse_exact(text).unwrap();
    let show = |result: Result<Decimal, NumError>| result.map_or_else(|error| format!("{error:?}"), |value| value.to_string());
    let places =
        |rounding| move |value: &str, places: &str| show(round_to_places(number(value), number(places).to_i64().unwrap() as i32, rounding));
    let round = places(Rounding::HalfUp);
    for (value, digits, expected) in [
        ("2.15", "1", "2.2"),
        ("2.149", "1", "2.1"),
        ("-1.475", "2", "-1.48"),
        ("21.5", "-1", "20"),
        ("626.3", "-3", "1000"),
        ("1.98", "-1", "0"),
        ("-50.55", "-2", "-100"),
    ] {
        assert_eq!(round(value, digits), expected, "ROUND({value}, {digits})");
    }
    let up = places(Rounding::Up);
    for (value, digits, expected) in
        [("3.2", "0", "4"), ("76.9", "0", "77"), ("3.14159", "3", "3.142"), ("-3.14159", "1", "-3.2"), ("31415.92654", "-2", "31500")]
    {
        assert_eq!(up(value, digits), expected, "ROUNDUP({value}, {digits})");
    }
    let down = places(Rounding::Down);
    for (value, digits, expected) in
        [("3.2", "0", "3"), ("76.9", "0", "76"), ("3.14159", "3", "3.141"), ("-3.14159", "1", "-3.1"), ("31415.92654", "-2", "31400")]
    {
        assert_eq!(down(value, digits), expected, "ROUNDDOWN({value}, {digits})");
    }
    for (value, unit, expected) in [
        ("10", "3", "9"),
        ("-10", "-3", "-9"),
        ("1.3", "0.2", "1.4"),
        ("5", "-2", "Overflow"),
        ("6.05", "0.1", "6.1"),
        ("7.05", "0.1", "7.1"),
    ] {
        assert_eq!(show(mround(number(value), number(unit))), expected, "MROUND({value}, {unit})");
    }
    for (value, unit, expected) in
        [("2.5", "1", "3"), ("-2.5", "-2", "-4"), ("-2.5", "2", "-2"), ("1.5", "0.1", "1.5"), ("0.234", "0.01", "0.24")]
    {
        assert_eq!(show(ceiling(number(value), number(unit))), expected, "CEILING({value}, {unit})");
    }
    for (value, unit, expected) in [
        ("3.7", "2", "2"),
        ("-2.5", "-2", "-2"),
        ("2.5", "-2", "Overflow"),
        ("1.58", "0.1", "1.5"),
        ("0.234", "0.01", "0.23"),
        ("-8.1", "2", "-10"),
    ] {
        assert_eq!(show(floor(number(value), number(unit))), expected, "FLOOR({value}, {unit})");
    }
}

#[test]
fn places_out_of_reach_are_harmless() {
    for mode in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down] {
        assert_eq!(round_to_places(Decimal::ONE, i32::MIN, mode), Ok(Decimal::ZERO));
        assert_eq!(round_to_places(Decimal::ONE, i32::MAX, mode), Ok(Decimal::ONE));
    }
    assert_eq!(round_to_places(Decimal::ZERO, i32::MIN, Rounding::Up), Ok(Decimal::ZERO));
    assert_eq!(round_to_places(Decimal::ONE, i32::MIN, Rounding::Up), Err(NumError::Overflow));
    assert_eq!(BigInt::from(MAX).bits(), 96);
}
