//! How numbers are written where the owner of a file has said so, and the signs of currencies.

/// How the numbers of a file are written, where its owner has said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale {
    /// Between the whole and the decimals.
    pub decimal: char,
    /// Between thousands. A blank stands for all blanks, an apostrophe for both kinds.
    pub group: char,
}

impl Locale {
    /// The locale of a language (`en`, `de`, `fr`, `zh` …), with or without its country (`de-CH`).
    pub fn named(name: &str) -> Option<Locale> {
        let of = |decimal, group| Some(Locale { decimal, group });
        let name = name.trim().replace('_', "-").to_ascii_lowercase();
        let language = name.split('-').next().unwrap_or("");
        match (name.as_str(), language) {
            ("de-ch" | "it-ch", _) => of('.', '\''),
            ("es-mx" | "es-us" | "es-pr" | "es-gt" | "es-hn" | "es-ni" | "es-pa" | "es-pe" | "es-sv" | "es-do", _) => of('.', ','),
            ("de-at" | "pt-pt", _)
            | (_, "fr" | "ru" | "uk" | "pl" | "cs" | "sk" | "hu" | "bg" | "sv" | "nb" | "nn" | "no" | "fi" | "et" | "lv" | "lt") => {
                of(',', ' ')
            }
            (_, "de" | "es" | "it" | "nl" | "pt" | "id" | "tr" | "da" | "el" | "ro" | "hr" | "sl" | "sr" | "vi" | "is" | "ca") => {
                of(',', '.')
            }
            (_, "en" | "zh" | "ja" | "ko" | "th" | "he" | "ms") => of('.', ','),
            (_, _) => None,
        }
    }

    /// The locale of an example that has a sign between thousands and a decimal sign: `1,234.50`.
    pub fn of_example(example: &str) -> Option<Locale> {
        let mut signs = example.chars().filter(|c| !c.is_ascii_digit());
        match (signs.next(), signs.next(), signs.next()) {
            (Some(group), Some(decimal), None) if group != decimal => Some(Locale { decimal, group }),
            _ => None,
        }
    }

    pub(crate) fn is_group(self, c: char) -> bool {
        match self.group {
            ' ' => matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'),
            '\'' => matches!(c, '\'' | '’'),
            group => c == group,
        }
    }

    /// Plain digits with a point, if the text is a number of this locale: groups stand every three digits before the decimals.
    pub(crate) fn plain(self, text: &str) -> Option<String> {
        let (whole, decimals) = text.split_once(self.decimal).map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
        let (sign, whole) = match whole.strip_prefix(['-', '+']) {
            Some(rest) => (if whole.starts_with('-') { "-" } else { "" }, rest),
            None => ("", whole),
        };
        let mut groups = whole.split(|c| self.is_group(c));
        let first = groups.next()?;
        let rest: Vec<&str> = groups.collect();
        if rest.iter().any(|group| group.len() != 3) || (!rest.is_empty() && (first.is_empty() || first.len() > 3)) {
            return None;
        }
        let mut plain = format!("{sign}{first}{}", rest.concat());
        if let Some(decimals) = decimals {
            plain.push('.');
            plain.push_str(decimals);
        }
        Some(plain)
    }
}

/// Signs and the currencies that they stand for; nothing else may stand beside an amount.
#[rustfmt::skip]
const SIGNS: &[(&str, &[&str])] = &[
    ("$", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "BSD", "BBD", "BMD", "BND", "BZD", "DOP", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD"]),
    ("US$", &["USD"]), ("C$", &["CAD"]), ("CA$", &["CAD"]), ("A$", &["AUD"]), ("AU$", &["AUD"]), ("NZ$", &["NZD"]), ("S$", &["SGD"]),
    ("HK$", &["HKD"]), ("NT$", &["TWD"]), ("MX$", &["MXN"]), ("R$", &["BRL"]),
    ("€", &["EUR"]), ("£", &["GBP", "EGP", "LBP"]), ("¥", &["CNY", "JPY"]), ("￥", &["CNY", "JPY"]), ("元", &["CNY", "TWD", "HKD"]), ("RMB", &["CNY"]), ("円", &["JPY"]),
    ("₩", &["KRW"]), ("원", &["KRW"]), ("₹", &["INR"]), ("Rs", &["INR", "PKR", "LKR", "NPR", "MUR"]), ("₽", &["RUB"]), ("₺", &["TRY"]), ("₫", &["VND"]), ("฿", &["THB"]),
    ("₪", &["ILS"]), ("₱", &["PHP"]), ("₴", &["UAH"]), ("₦", &["NGN"]), ("₸", &["KZT"]), ("zł", &["PLN"]), ("Kč", &["CZK"]), ("Ft", &["HUF"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]), ("Fr", &["CHF"]), ("Fr.", &["CHF"]), ("RM", &["MYR"]), ("R", &["ZAR"]), ("lei", &["RON"]), ("Rp", &["IDR"]),
];

/// Whether what stands beside an amount is the sign or the code of its currency.
pub(crate) fn sign_fits(sign: &str, currency: &str) -> bool {
    sign.eq_ignore_ascii_case(currency) || SIGNS.iter().any(|(known, currencies)| *known == sign && currencies.contains(&currency))
}

/// Whether a text has a sign of money in it.
pub(crate) fn has_sign(text: &str) -> bool {
    text.contains(['$', '€', '£', '¥', '￥', '元', '円', '₩', '₹', '₽', '₺', '₫', '฿', '₪', '₱', '₴', '₦', '₸'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_locales() {
        let cases = [
            ("en", "1,234,567.50", Some("1234567.50")),
            ("en", "1,23", None),
            ("en", "-1,234", Some("-1234")),
            ("en", "1.234.567", Some("1.234.567")),
            ("de", "1.234,5", Some("1234.5")),
            ("de", "1.5", None),
            ("de", "0,5", Some("0.5")),
            ("fr", "12\u{202f}345,6", Some("12345.6")),
            ("fr-FR", "12\u{a0}345", Some("12345")),
            ("de_CH", "1’234.5", Some("1234.5")),
            ("zh-CN", "12,345", Some("12345")),
            ("zh-CN", "1,2345", None),
            ("en", ",234", None),
        ];
        for (name, text, expected) in cases {
            assert_eq!(Locale::named(name).unwrap().plain(text).as_deref(), expected, "{name} {text}");
        }
        assert_eq!(Locale::named("xx"), None);
    }
}
