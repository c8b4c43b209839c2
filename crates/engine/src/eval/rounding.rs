//! Rounding of narrow numbers.

use crate::vector::{Lanes, Vector};
use tiercel_value::Rounding;

/// Narrow numbers rounded to so many decimals; nothing if they are not narrow, or some are blank, in error or inexact. With
/// at most 18 decimals nothing is to be cut first.
pub(crate) fn rounded(x: &Vector, to: u8, rounding: Rounding) -> Option<Vector> {
    let (Lanes::Narrow(mantissas, scale), None) = (&x.lanes, &x.status) else { return None };
    if *scale > 18 {
        return None;
    }
    if to >= *scale {
        return Some(x.clone());
    }
    // Dividing by a constant is several times faster than by a variable.
    let mantissas = match scale - to {
        1 => each::<10>(mantissas, rounding),
        2 => each::<100>(mantissas, rounding),
        3 => each::<1000>(mantissas, rounding),
        4 => each::<10_000>(mantissas, rounding),
        5 => each::<100_000>(mantissas, rounding),
        6 => each::<1_000_000>(mantissas, rounding),
        more => {
            let factor = 10i64.checked_pow(u32::from(more))?;
            mantissas.iter().map(|mantissa| quotient(*mantissa, factor, rounding)).collect()
        }
    };
    Some(Vector { len: x.len, lanes: Lanes::Narrow(mantissas, to), status: None, failures: Vec::new() })
}

fn each<const FACTOR: i64>(mantissas: &[i64], rounding: Rounding) -> Vec<i64> {
    match rounding {
        Rounding::HalfUp => mantissas.iter().map(|mantissa| quotient(*mantissa, FACTOR, Rounding::HalfUp)).collect(),
        Rounding::HalfEven | Rounding::Down | Rounding::Up => {
            mantissas.iter().map(|mantissa| quotient(*mantissa, FACTOR, rounding)).collect()
        }
    }
}

#[inline(always)]
fn quotient(mantissa: i64, factor: i64, rounding: Rounding) -> i64 {
    let (quotient, rest) = (mantissa / factor, mantissa % factor);
    let (size, half) = (rest.abs(), factor / 2);
    let away = match rounding {
        Rounding::HalfUp => size >= half,
        Rounding::HalfEven => size > half || (size == half && quotient % 2 != 0),
        Rounding::Up => size != 0,
        Rounding::Down => false,
    };
    // Away from 0, which a quotient of 0 does not show.
    if away { quotient + mantissa.signum() } else { quotient }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiercel_value::{Decimal, round_to_places};

    #[test]
    fn narrow_numbers_round_as_decimals_do() {
        let mantissas: Vec<i64> =
            (-1060..1060).chain([i64::MAX, i64::MIN, i64::MAX - 5, 999_999_999_999_995, -124_999_999_500, 500_000]).collect();
        for scale in 0..=9u8 {
            let x = Vector { len: mantissas.len(), lanes: Lanes::Narrow(mantissas.clone(), scale), status: None, failures: Vec::new() };
            for (to, rounding) in
                (0..=4).flat_map(|to| [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up].map(|rounding| (to, rounding)))
            {
                let Some(Vector { lanes: Lanes::Narrow(values, places), .. }) = rounded(&x, to, rounding) else { panic!("narrow") };
                for (mantissa, value) in mantissas.iter().zip(values) {
                    let number = Decimal::from_parts(i128::from(*mantissa), u32::from(scale)).unwrap();
                    let expected = round_to_places(number, i32::from(to), rounding).unwrap();
                    assert_eq!(
                        Decimal::from_parts(i128::from(value), u32::from(places)).unwrap(),
                        expected,
                        "{number} to {to} {rounding:?}"
                    );
                }
            }
        }
    }
}
