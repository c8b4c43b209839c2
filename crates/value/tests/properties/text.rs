//! Numbers in and out as text, digit for digit.

use crate::exact::{cases, fraction, nearest, number, ten};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use tiercel_value::{Decimal, NumberError};

proptest! {
    #![proptest_config(cases(4_096))]

    #[test]
    fn digits_are_read_as_they_stand_or_refused(minus in any::<bool>(), whole in "[0-9]{0,34}", decimals in "[0-9]{0,34}") {
        let sign = if minus { "-" } else { "" };
        let text = if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") };
        let expected = match format!("{whole}{decimals}").parse::<BigInt>() {
            Err(_) => Err(NumberError::Shape),
            Ok(mantissa) => {
                let mantissa = if minus { -mantissa } else { mantissa };
                let exact = BigRational::new(mantissa, ten(u32::try_from(decimals.len()).unwrap_or(0)));
                nearest(&exact).ok().filter(|(_, inexact)| !inexact).map(|(value, _)| value).ok_or(NumberError::TooManyDigits)
            }
        };
        prop_assert_eq!(Decimal::parse_exact(&text).map(fraction), expected, "{}", text);
    }

    #[test]
    fn what_is_written_reads_back(value in number()) {
        let text = value.to_string();
        prop_assert_eq!(Decimal::parse_exact(&text), Ok(value));
    }

    #[test]
    fn there_is_one_way_to_write_a_number(value in number()) {
        let text = value.to_string();
        let digits = text.strip_prefix('-').unwrap_or(&text);
        prop_assert!(text != "-0" && !text.contains(['e', 'E', '+']), "{}", text);
        prop_assert!(!digits.contains('.') || !digits.ends_with(['0', '.']), "{}", text);
        prop_assert!(digits == "0" || digits.starts_with("0.") || !digits.starts_with(['0', '.']), "{}", text);
    }
}

#[test]
fn other_shapes_are_no_numbers() {
    for text in ["", "-", ".", "-.", "1.", "+1", "1e3", "1 000", "1,5", " 1", "1 ", "--1", "1.2.3", "١", "0x1", "1_000", "-1-", "NaN"] {
        assert_eq!(Decimal::parse_exact(text), Err(NumberError::Shape), "{text:?}");
    }
    for (text, canonical) in [("-0", "0"), ("-0.000", "0"), ("007", "7"), (".5", "0.5"), ("-.50", "-0.5"), ("1.000", "1"), ("100", "100")] {
        assert_eq!(Decimal::parse_exact(text).map(|value| value.to_string()).as_deref(), Ok(canonical), "{text:?}");
    }
}
