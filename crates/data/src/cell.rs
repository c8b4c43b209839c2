//! One cell: its text read by the type of its column, with all that a person may write. Columns read the plain cases
//! themselves and come here for the rest.

use crate::locale::{Locale, has_sign, sign_fits};
use tiercel_plan::Type;
use tiercel_value::{Calendar, Date, Decimal, Grain, nfc};

/// A cell that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Empty.
    Blank,
    /// Number, percent, money.
    Number(Decimal),
    /// Text.
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
    /// Whether nothing bounds a percent column below and above: a bare number beyond 1 is then refused.
    pub(crate) open: (bool, bool),
    /// The code of the currency of a money column; none where another column gives it.
    pub(crate) currency: Option<&'a str>,
}

impl<'a> Reading<'a> {
    /// Plain numbers, no bounds.
    pub(crate) fn plain(calendar: &'a Calendar) -> Reading<'a> {
        Reading { calendar, locale: None, percent_points: false, open: (true, true), currency: None }
    }
}

/// Trims and normalises a text, as loading does with all texts.
pub fn clean(text: &str) -> String {
    nfc(trim(text)).into_owned()
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0')
}

/// Reads a text by a type.
pub(crate) fn read(text: &str, ty: Type, reading: Reading<'_>) -> Result<Cell, Refusal> {
    let text = trim(text);
    if text.is_empty() {
        return Ok(Cell::Blank);
    }
    match ty {
        Type::Number => number(text, reading.locale).map(Cell::Number),
        Type::Money(_) => money(text, reading).map(Cell::Number),
        Type::Percent => percent(text, reading).map(Cell::Number),
        Type::Text | Type::Payee | Type::Ref(_) => Ok(Cell::Text(clean(text))),
        Type::Bool => match text {
            "true" | "TRUE" | "True" => Ok(Cell::Bool(true)),
            "false" | "FALSE" | "False" => Ok(Cell::Bool(false)),
            _ => Err(("data-bool", Vec::new())),
        },
        Type::Date => date(text).map(|date| Cell::Date(date.0)),
        Type::Period(grain) => period(text, grain, reading.calendar).map(Cell::Period),
    }
}

fn number(text: &str, locale: Option<Locale>) -> Result<Decimal, Refusal> {
    let plain = locale.map_or_else(|| Some(text.to_owned()), |locale| locale.plain(text));
    let Some(plain) = plain.filter(|plain| is_plain(plain)) else {
        let code = if is_shortened(text) {
            "data-number-shortened"
        } else if locale.is_some() {
            "data-number-locale"
        } else if text.bytes().any(|byte| byte.is_ascii_digit())
            && (has_sign(text) || text.contains([',', '’', '\'', ' ', '\u{a0}', '\u{202f}', '(']))
        {
            "data-number-format"
        } else {
            "data-number"
        };
        return Err((code, Vec::new()));
    };
    Decimal::parse_exact(plain.strip_prefix('+').unwrap_or(&plain)).map_err(|_| ("data-digits", Vec::new()))
}

/// Digits with an optional sign and point, digits on at least one side of it.
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(whole, decimals)| (whole, Some(decimals)));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole)
        && decimals.is_none_or(|decimals| all_digits(decimals) && !decimals.is_empty())
        && !(whole.is_empty() && decimals.is_none())
}

/// `1.23E+11`: what Excel leaves of a long number.
pub(crate) fn is_shortened(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else { return false };
    let power = power.strip_prefix(['+', '-']).unwrap_or(power);
    !power.is_empty()
        && power.len() <= 3
        && power.bytes().all(|byte| byte.is_ascii_digit())
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-'))
}

/// Money is a plain number; the sign or code of its currency around it, and brackets for a minus, are read only where the locale
/// is stated.
fn money(text: &str, reading: Reading<'_>) -> Result<Decimal, Refusal> {
    let Some(locale) = reading.locale else { return number(text, None) };
    let (bracketed, text) = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inner) => (true, inner.trim()),
        None => (false, text),
    };
    let of_number = |c: char| c.is_ascii_digit() || c == locale.decimal || c == '-' || c == '+';
    let start = text.find(of_number).unwrap_or(text.len());
    let end = text.rfind(|c: char| c.is_ascii_digit()).map_or(start, |at| at + 1).max(start);
    let (before, digits, after) =
        (text.get(..start).unwrap_or("").trim(), text.get(start..end).unwrap_or(""), text.get(end..).unwrap_or("").trim());
    // `-$5`: the minus stands before the sign.
    let (minus, before, digits) = match digits.strip_prefix('-') {
        Some(rest) if before.is_empty() && !rest.starts_with(of_number) => {
            let start = rest.find(of_number).unwrap_or(rest.len());
            (true, rest.get(..start).unwrap_or("").trim(), rest.get(start..).unwrap_or(""))
        }
        _ => (false, before, digits),
    };
    let sign = if before.is_empty() { after } else { before };
    if !sign.is_empty() {
        let Some(currency) = reading.currency else { return Err(("data-currency-elsewhere", vec![("sign", sign.to_owned())])) };
        if !sign_fits(sign, currency) || (!before.is_empty() && !after.is_empty() && !sign_fits(after, currency)) {
            // What is no sign at all makes the cell no number rather than one of another currency.
            let is_sign = has_sign(sign) || (sign.len() == 3 && sign.bytes().all(|byte| byte.is_ascii_uppercase()));
            let code = if is_sign { "data-currency-other" } else { "data-number-locale" };
            return Err((code, vec![("sign", sign.to_owned()), ("expected", currency.to_owned())]));
        }
    }
    if (minus || bracketed) && digits.starts_with(['-', '+']) {
        return Err(("data-number-locale", Vec::new()));
    }
    let value = number(digits, Some(locale))?;
    Ok(if minus || bracketed { value.neg() } else { value })
}

fn percent(text: &str, reading: Reading<'_>) -> Result<Decimal, Refusal> {
    if let Some(digits) = text.strip_suffix(['%', '％']) {
        return hundredth(number(digits.trim_end(), reading.locale)?);
    }
    let value = number(text, reading.locale)?;
    if reading.percent_points {
        return hundredth(value);
    }
    let beyond = value.abs() > Decimal::ONE && if value.sign() < 0 { reading.open.0 } else { reading.open.1 };
    if beyond { Err(two_readings(value)) } else { Ok(value) }
}

/// A bare number in a percent column that may be a share or percent points.
pub(crate) fn two_readings(value: Decimal) -> Refusal {
    ("data-percent", vec![("points", format!("{value}%")), ("share", as_percent(value))])
}

/// A share as percent: 0.125 is `12.5%`.
pub(crate) fn as_percent(value: Decimal) -> String {
    let points = value.mul(Decimal::from_i64(100)).map_or(value, |rounded| rounded.value);
    format!("{points}%")
}

fn hundredth(value: Decimal) -> Result<Decimal, Refusal> {
    Decimal::from_parts(value.mantissa(), value.scale() + 2).map_err(|_| ("data-digits", Vec::new()))
}

/// `2026-03-31`; also `2026/3/31`, and midnight behind it, as spreadsheets and databases write them: the year comes first, so
/// they have one reading.
fn date(text: &str) -> Result<Date, Refusal> {
    let day = text.strip_suffix('Z').unwrap_or(text);
    let day = match day.split_once(['T', ' ']) {
        Some((day, time)) if !time.is_empty() && time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')) && !text.ends_with('Z') => day,
        Some((day, _)) if parts(day).is_some() => return Err(("data-date-time", Vec::new())),
        Some(_) | None => text,
    };
    if let Some((year, month, date)) = parts(day) {
        return Date::of(year, month, date).ok_or(("data-date-none", Vec::new()));
    }
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if whole.len() == 5 && is_digits(whole) {
        return Err(("data-date-serial", Vec::new()));
    }
    let short: Vec<&str> = text.split(['/', '-', '.']).collect();
    if short.len() == 3 && short.iter().all(|part| is_digits(part)) {
        return Err(("data-date-order", Vec::new()));
    }
    Err(("data-date", Vec::new()))
}

/// Year, month and day, in this order.
fn parts(text: &str) -> Option<(i32, u32, u32)> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let mut part = |lengths: std::ops::RangeInclusive<usize>| {
        let part = parts.next().filter(|part| lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<u32>().ok()
    };
    let (year, month, day) = (part(4..=4)?, part(1..=2)?, part(1..=2)?);
    if parts.next().is_some() {
        return None;
    }
    Some((year.cast_signed(), month, day))
}

fn period(text: &str, grain: Grain, calendar: &Calendar) -> Result<i32, Refusal> {
    let found = calendar.parse(text, grain).or_else(|| calendar.parse(&clean(text), grain));
    found.map(|period| period.ordinal).ok_or_else(|| ("data-period", vec![("expected", example_of(grain, calendar))]))
}

/// How a period of a grain is written.
fn example_of(grain: Grain, calendar: &Calendar) -> String {
    match grain {
        Grain::Day => "2026-03-31",
        Grain::Week => "2026-W07",
        Grain::Month => "2026-03",
        Grain::Quarter => "2026-Q1",
        Grain::Half => "2026-H1",
        Grain::Year => "2026",
        Grain::Custom => calendar.custom.first().map_or("P03", |period| &period.name),
    }
    .to_owned()
}
