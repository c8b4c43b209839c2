//! Checked products. WebAssembly has no wide product: every `checked_mul` of 64 bits calls one of 128. Most factors are small.

/// The product, if it fits.
#[inline]
pub fn times(a: i64, b: i64) -> Option<i64> {
    match (i32::try_from(a), i32::try_from(b)) {
        (Ok(a), Ok(b)) => Some(i64::from(a) * i64::from(b)),
        (_, _) => a.checked_mul(b),
    }
}

/// The product, if it fits.
#[inline]
pub fn times_wide(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => Some(times(a, b).map_or_else(|| i128::from(a) * i128::from(b), i128::from)),
        (_, _) => a.checked_mul(b),
    }
}

#[cfg(test)]
mod tests {
    use super::{times, times_wide};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn products_are_those_of_the_standard_library(a: i128, b: i128, cut_a in 0u32..127, cut_b in 0u32..127) {
            let (a, b) = (a >> cut_a, b >> cut_b);
            prop_assert_eq!(times_wide(a, b), a.checked_mul(b));
            if let (Ok(a), Ok(b)) = (i64::try_from(a), i64::try_from(b)) {
                prop_assert_eq!(times(a, b), a.checked_mul(b));
            }
        }
    }
}
