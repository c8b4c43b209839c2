//! Cells that are written plainly, read where they stand: what nearly all cells of large files are.

use crate::block::{last_bytes, word_of};
use tiercel_value::Date;

#[inline]
pub(crate) fn trimmed(cell: &[u8]) -> &[u8] {
    match cell {
        [first, .., last] if *first > b' ' && *last > b' ' => cell,
        _ => cell.trim_ascii(),
    }
}

/// The cell and its word without blanks around it.
#[inline]
pub(crate) fn trimmed_word((cell, word): (&[u8], u64)) -> (&[u8], u64) {
    match cell {
        [] => (cell, 0),
        [first, ..] if *first > b' ' && word >> 56 > u64::from(b' ') => (cell, word),
        _ => {
            let cell = cell.trim_ascii();
            (cell, word_of(cell))
        }
    }
}

/// The text of a cell, which is a stretch of a text.
pub(crate) fn text_of(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).unwrap_or("")
}

/// Digits with an optional minus and point, at most 18 digits: mantissa and decimals. With the cell comes its word.
#[inline(always)]
pub(crate) fn plain_number(cell: &[u8], word: u64) -> Option<(i64, u8)> {
    let (negative, digits) = match cell {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let few = digits.len() <= 8;
    let (value, decimals) = if few { few_digits(last_bytes(word, digits.len()), digits.len())? } else { many_digits(digits)? };
    Some((if negative { -value } else { value }, decimals))
}

fn many_digits(digits: &[u8]) -> Option<(i64, u8)> {
    if digits.len() > 18 {
        return None;
    }
    let (mut value, mut decimals, mut after) = (0i64, 0u8, 0u8);
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
            decimals = decimals.wrapping_add(after);
        } else if *byte == b'.' && after == 0 {
            after = 1;
        } else {
            return None;
        }
    }
    // `1.` is no number.
    (after == 0 || decimals > 0).then_some((value, decimals))
}

const EACH: u64 = 0x0101_0101_0101_0101;

/// At most 8 digits and a point among them, all at once in the word of so many bytes.
#[inline(always)]
fn few_digits(word: u64, length: usize) -> Option<(i64, u8)> {
    let length = u32::try_from(length).ok().filter(|length| *length >= 1)?;
    let differ = word ^ (u64::from(b'.') * EACH);
    let point = !(((differ & (0x7f * EACH)) + 0x7f * EACH) | differ) & (0x80 * EACH);
    let (word, count, decimals) = if point == 0 {
        (word, length, 0)
    } else {
        // The digits before the point move into its place; a second point stays and is no digit.
        let at = point.trailing_zeros() / 8;
        let before = !(u64::MAX << (at * 8));
        let behind = !before & !(0xff << (at * 8));
        ((word & before) << 8 | word & behind, length - 1, 7 - at)
    };
    if count == 0 || (point != 0 && decimals == 0) {
        return None;
    }
    let digits = word.wrapping_sub((u64::from(b'0') * EACH) & u64::MAX << ((8 - count) * 8));
    let too_high = (digits & (0x7f * EACH)).wrapping_add(0x76 * EACH);
    if (digits | too_high) & (0x80 * EACH) != 0 {
        return None;
    }
    // Pairs, fours, eights.
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    let eights = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    Some((eights.cast_signed(), u8::try_from(decimals).ok()?))
}

/// The months of the years that were read last.
#[derive(Default)]
pub(crate) struct Years {
    /// By the last digit.
    known: [Year; 10],
}

#[derive(Clone, Copy, Default)]
struct Year {
    digits: [u8; 4],
    /// The day before each month begins, and how many days it has.
    months: [(i32, u32); 12],
}

/// `2026-03-31`.
#[inline]
pub(crate) fn plain_date(cell: &[u8], years: &mut Years) -> Option<i32> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = cell else { return None };
    let two = |tens: u8, ones: u8| {
        let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
        if tens > 9 || ones > 9 { 0 } else { u32::from(tens) * 10 + u32::from(ones) }
    };
    let year = years.known.get_mut(usize::from(d.wrapping_sub(b'0')))?;
    if [*a, *b, *c, *d] != year.digits {
        let number =
            i32::try_from(two(*a, *b) * 100 + two(*c, *d)).ok().filter(|_| [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()))?;
        let mut months = [(0, 0); 12];
        for (month, slot) in (1..).zip(&mut months) {
            let (first, last) = (Date::of(number, month, 1)?, Date::of(number, month, 1)?.end_of_month(0)?);
            *slot = (first.0 - 1, u32::try_from(last.0 - first.0 + 1).ok()?);
        }
        *year = Year { digits: [*a, *b, *c, *d], months };
    }
    let (month, day) = (two(*e, *f), two(*g, *h));
    let (before, length) = year.months.get(month.wrapping_sub(1) as usize)?;
    (day >= 1 && day <= *length).then_some(before.wrapping_add(day.cast_signed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers_and_dates() {
        let cases: [(&str, Option<(i64, u8)>); 12] = [
            ("12", Some((12, 0))),
            ("-12.50", Some((-1250, 2))),
            (".5", Some((5, 1))),
            ("1.", None),
            (".", None),
            ("-", None),
            ("1.2.3", None),
            ("+1", None),
            ("", None),
            ("1e3", None),
            ("999999999999999999", Some((999_999_999_999_999_999, 0))),
            ("9999999999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(plain_number(text.as_bytes(), word_of(text.as_bytes())), expected, "{text}");
        }
        let mut year = Years::default();
        assert_eq!(plain_date(b"1970-01-02", &mut year), Some(1));
        assert_eq!(plain_date(b"1970-02-30", &mut year), None);
        assert_eq!(plain_date(b"1972-02-29", &mut year), Some(789));
        assert_eq!(plain_date(b"1972-1-02 ", &mut year), None);
        assert_eq!(plain_date(b"1/72-01-02", &mut year), None);
        assert_eq!(plain_date(b"1972-00-02", &mut year), None);
        assert_eq!(plain_date(b"1972-13-02", &mut year), None);
    }

    #[test]
    fn digits_at_once_are_digits_one_by_one() {
        let mut state = 7u64;
        for _ in 0..200_000 {
            let mut random = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                state >> 33
            };
            let text: Vec<u8> =
                (0..random() % 9).map(|_| b"0123456789012345678901234567890123456789....-/:\xb0,"[random() as usize % 49]).collect();
            let expected = many_digits(&text).filter(|_| !text.is_empty());
            assert_eq!(few_digits(word_of(&text), text.len()), expected, "{:?}", String::from_utf8_lossy(&text));
        }
    }
}
