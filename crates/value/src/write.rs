//! Numbers of 64 bits as text.

/// Writes `mantissa / 10^scale` as [`Decimal`](crate::Decimal) does: plain digits, no trailing zeros, no `-0`.
pub fn write_scaled(mantissa: i64, scale: u8, out: &mut String) {
    let (mut magnitude, mut scale) = (mantissa.unsigned_abs(), usize::from(scale));
    while scale > 0 && magnitude.is_multiple_of(10) {
        magnitude /= 10;
        scale -= 1;
    }
    if mantissa < 0 {
        out.push('-');
    }
    // 20 digits of 64 bits, or a zero, a point and as many decimals as a byte counts.
    let mut text = [b'0'; 260];
    let mut at = text.len();
    let mut places = 0;
    while magnitude > 0 || places <= scale {
        if places == scale && scale > 0 {
            at -= 1;
            if let Some(slot) = text.get_mut(at) {
                *slot = b'.';
            }
        }
        let digit = u8::try_from(magnitude % 10).unwrap_or(0);
        magnitude /= 10;
        at -= 1;
        if let Some(slot) = text.get_mut(at) {
            *slot = b'0' + digit;
        }
        places += 1;
    }
    out.push_str(text.get(at..).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decimal;

    #[test]
    fn what_is_written_is_what_a_decimal_writes() {
        for mantissa in [0, 1, -1, 10, -10, 12_345, -120, 100_000, i64::MAX, i64::MIN, 1_000_000_000_000_000_000] {
            for scale in 0..=28u8 {
                let mut text = String::new();
                write_scaled(mantissa, scale, &mut text);
                let decimal = Decimal::from_parts(i128::from(mantissa), u32::from(scale)).unwrap();
                assert_eq!(text, decimal.to_string(), "{mantissa} at {scale}");
            }
        }
        let mut text = String::new();
        write_scaled(1, u8::MAX, &mut text);
        assert_eq!(text.len(), 257);
    }
}
