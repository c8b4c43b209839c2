//! One cell: its text read by the type of its column.

use tiercel_plan::Type;
use tiercel_value::{Calendar, Date, Decimal, Grain};
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

/// How the numbers of a file are written, where its owner has said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale {
    /// Between the whole and the decimals.
    pub decimal: char,
    /// Between thousands.
    pub group: char,
}

/// A cell that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Empty.
    Blank,
    /// Number, percent, money.
    Number(Decimal),
    /// Text, and keys of other tables before they are looked up.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A day number.
    Date(i32),
    /// The ordinal of a period.
    Period(i32),
}

/// Why a cell was refused: the code of the wording and what it says beside the text found.
pub(crate) type Refusal = (&'static str, Vec<(&'static str, String)>);

/// What reading a cell depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading<'a> {
    /// The calendar that names periods.
    pub(crate) calendar: &'a Calendar,
    /// How numbers are written, if stated.
    pub(crate) locale: Option<Locale>,
    /// Whether bare numbers in percent columns are percent points.
    pub(crate) percent_points: bool,
    /// Whether the column has bounds (a bare number in a percent column is then judged by them).
    pub(crate) bounded: bool,
}

/// Trims and normalises a text, as loading does with all texts.
pub(crate) fn clean(text: &str) -> String {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match is_nfc_quick(text.chars()) {
        unicode_normalization::IsNormalized::Yes => text.to_owned(),
        unicode_normalization::IsNormalized::No | unicode_normalization::IsNormalized::Maybe => text.nfc().collect(),
    }
}

/// Reads a text by a type.
pub(crate) fn read(text: &str, ty: Type, reading: Reading<'_>) -> Result<Cell, Refusal> {
    let text = clean(text);
    if text.is_empty() {
        return Ok(Cell::Blank);
    }
    match ty {
        Type::Number => number(&text, reading.locale).map(Cell::Number),
        Type::Money(_) => money(&text, reading.locale).map(Cell::Number),
        Type::Percent => percent(&text, reading).map(Cell::Number),
        Type::Text | Type::Payee | Type::Ref(_) => Ok(Cell::Text(text)),
        Type::Bool => match text.as_str() {
            "true" | "TRUE" | "True" => Ok(Cell::Bool(true)),
            "false" | "FALSE" | "False" => Ok(Cell::Bool(false)),
            _ => Err(("data-bool", Vec::new())),
        },
        Type::Date => date(&text).map(|date| Cell::Date(date.0)),
        Type::Period(grain) => period(&text, grain, reading.calendar).map(Cell::Period),
    }
}

fn number(text: &str, locale: Option<Locale>) -> Result<Decimal, Refusal> {
    let plain = match locale {
        Some(locale) => match without_groups(text, locale) {
            Some(plain) => plain,
            None => return Err(("data-number", Vec::new())),
        },
        None => text.to_owned(),
    };
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let mut parts = digits.split('.');
    let (whole, decimals) = (parts.next().unwrap_or(""), parts.next());
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let shape = (all_digits(whole) || (whole.is_empty() && decimals.is_some_and(all_digits)))
        && decimals.is_none_or(all_digits)
        && parts.next().is_none();
    if !shape {
        let code = if text.contains([',', '’', ' ', '\u{a0}']) || text.chars().any(|c| "$€£¥￥元".contains(c)) {
            "data-number-format"
        } else {
            "data-number"
        };
        return Err((code, Vec::new()));
    }
    Decimal::parse_exact(plain.strip_prefix('+').unwrap_or(&plain)).map_err(|_| ("data-digits", Vec::new()))
}

/// Thousands separators stand every three digits before the decimals; anything else is not a number of this locale.
fn without_groups(text: &str, locale: Locale) -> Option<String> {
    let (whole, decimals) = match text.split_once(locale.decimal) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    let sign = if whole.starts_with('-') { "-" } else { "" };
    let mut groups = whole.trim_start_matches('-').split(locale.group);
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

/// Money is a plain number; a currency sign or code around it is read only where the locale is stated.
fn money(text: &str, locale: Option<Locale>) -> Result<Decimal, Refusal> {
    let Some(locale) = locale else { return number(text, None) };
    let is_sign = |c: char| c.is_alphabetic() || "$€£¥￥".contains(c) || c.is_whitespace();
    let (minus, text) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let text = text.trim_start_matches(is_sign).trim_end_matches(is_sign);
    number(&format!("{minus}{text}"), Some(locale))
}

fn percent(text: &str, reading: Reading<'_>) -> Result<Decimal, Refusal> {
    if let Some(digits) = text.strip_suffix(['%', '％']) {
        return hundredth(number(digits.trim_end(), reading.locale)?);
    }
    let value = number(text, reading.locale)?;
    if reading.percent_points {
        return hundredth(value);
    }
    let one = Decimal::from_i64(1);
    if !reading.bounded && value.abs() > one {
        let points = hundredth(value)?;
        return Err(("data-percent", vec![("points", format!("{value}%")), ("share", format!("{points}"))]));
    }
    Ok(value)
}

fn hundredth(value: Decimal) -> Result<Decimal, Refusal> {
    Decimal::from_parts(value.mantissa(), value.scale() + 2).map_err(|_| ("data-digits", Vec::new()))
}

fn date(text: &str) -> Result<Date, Refusal> {
    if let Ok(date) = Date::parse(text) {
        return Ok(date);
    }
    let serial = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    Err((if serial { "data-date-serial" } else { "data-date" }, Vec::new()))
}

fn period(text: &str, grain: Grain, calendar: &Calendar) -> Result<i32, Refusal> {
    calendar
        .parse(text, grain)
        .map(|period| period.ordinal)
        .ok_or_else(|| ("data-period", vec![("expected", example_of(grain).to_owned())]))
}

/// How a period of a grain is written.
fn example_of(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "2026-03-31",
        Grain::Week => "2026-W07",
        Grain::Month => "2026-03",
        Grain::Quarter => "2026-Q1",
        Grain::Half => "2026-H1",
        Grain::Year => "2026",
        Grain::Custom => "P03",
    }
}
