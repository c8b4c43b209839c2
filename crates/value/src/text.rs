//! Texts as they are compared.

use icu_normalizer::ComposingNormalizerBorrowed;
use std::borrow::Cow;

/// A text in normal form C of Unicode (UAX #15).
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { ComposingNormalizerBorrowed::new_nfc().normalize(text) }
}

#[cfg(test)]
mod tests {
    use super::nfc;

    #[test]
    fn what_looks_alike_is_alike() {
        let pairs = [
            ("plain", "plain"),
            ("e\u{301}", "é"),
            // A sign that stands for a letter, and one that stays apart.
            ("\u{212b}", "Å"),
            ("\u{958}", "\u{915}\u{93c}"),
            // Marks in another order; Hangul from its letters.
            ("q\u{307}\u{323}", "q\u{323}\u{307}"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
            // Compatible, but not the same.
            ("ﬁ１", "ﬁ１"),
        ];
        for (written, form) in pairs {
            assert_eq!(nfc(written), form);
            assert_eq!(nfc(form), form);
        }
    }
}
