//! Functions of dates and periods, and the formats of TEXT.

use super::functions::{Outcome, integer, whole_number};
use crate::datum::ErrorCode;
use crate::engine::Engine;
use crate::place::{NO_PERIOD, Places};
use crate::vector::{Scalar, Vector};
use tiercel_plan::{ExprId, Function, Type};
use tiercel_value::{Date, Decimal, Grain, Rounding, round_to_places};

/// The days that NETWORKDAYS looks at are at most those of three centuries.
const SATURDAY: i32 = 5;

impl Engine<'_> {
    pub(crate) fn of_dates(&self, id: ExprId, function: Function, types: &[Type], args: &[Scalar]) -> Outcome {
        let day = |index: usize, end: bool| -> Result<Date, ErrorCode> {
            match (types.get(index), args.get(index)) {
                (Some(Type::Period(grain)), Some(Scalar::Word(ordinal))) => {
                    let ordinal = ordinal.cast_signed();
                    Ok(Date(if end { self.time.end(*grain, ordinal) } else { self.time.start(*grain, ordinal) }))
                }
                (_, Some(Scalar::Word(day))) => Ok(Date(day.cast_signed())),
                _ => Err(ErrorCode::Number),
            }
        };
        let give = |date: Option<Date>| date.map(|date| Scalar::signed(date.0)).ok_or(ErrorCode::Number);
        let number = |index: usize| integer(args.get(index).copied().unwrap_or(Scalar::Blank));
        match function {
            Function::Date => {
                // Excel's DATE takes months and days beyond their range and counts on.
                let (year, month, day) = (number(0)?, number(1)?, number(2)?);
                let year = i32::try_from(year).map_err(|_| ErrorCode::Number)?;
                let first = Date::of(year, 1, 1).and_then(|first| first.add_months(month.checked_sub(1)?));
                give(first.and_then(|first| first.add_days(day.checked_sub(1)?)))
            }
            Function::Year => {
                if let (Some(Type::Period(Grain::Year)), Some(Scalar::Word(year))) = (types.first(), args.first()) {
                    return Ok(whole_number(i64::from(year.cast_signed())));
                }
                Ok(whole_number(i64::from(day(0, false)?.parts().0)))
            }
            Function::Month => Ok(whole_number(i64::from(day(0, false)?.parts().1))),
            Function::Day => Ok(whole_number(i64::from(day(0, false)?.parts().2))),
            Function::Weekday => {
                let kind = if args.len() > 1 { number(1)? } else { 1 };
                let monday = i64::from(day(0, false)?.weekday());
                match kind {
                    1 | 17 => Ok(whole_number((monday + 1) % 7 + 1)),
                    2 | 11 => Ok(whole_number(monday + 1)),
                    3 => Ok(whole_number(monday)),
                    12..=16 => Ok(whole_number((monday - (kind - 11)).rem_euclid(7) + 1)),
                    _ => Err(ErrorCode::Number),
                }
            }
            Function::EDate => give(day(0, false)?.add_months(number(1)?)),
            Function::EoMonth => give(day(0, false)?.end_of_month(number(1)?)),
            // Excel's DAYS takes the end first.
            Function::Days => Ok(whole_number(i64::from(day(0, false)?.0) - i64::from(day(1, false)?.0))),
            Function::NetworkDays => Ok(whole_number(network_days(day(0, false)?, day(1, false)?))),
            Function::DateDif => {
                let unit = match (types.get(2), args.get(2)) {
                    (Some(ty), Some(value)) => self.text(*ty, *value),
                    (_, _) => String::new(),
                };
                let difference = day(0, false)?.difference(day(1, false)?, &unit.to_uppercase());
                difference.map(whole_number).ok_or(ErrorCode::Number)
            }
            Function::Start => give(Some(day(0, false)?)),
            Function::End => give(Some(day(0, true)?)),
            Function::PeriodOf => {
                let Type::Period(grain) = self.plan.expr(id).ty else { return Err(ErrorCode::Number) };
                if let (Some(Type::Period(of)), Some(Scalar::Word(ordinal))) = (types.first(), args.first()) {
                    return self.period_in(*of, ordinal.cast_signed(), grain);
                }
                self.time.period_of(day(0, false)?.0, grain).map(Scalar::signed).ok_or(ErrorCode::NotAvailable)
            }
            Function::Abs
            | Function::Sign
            | Function::Int
            | Function::Mod
            | Function::Round
            | Function::RoundUp
            | Function::RoundDown
            | Function::RoundEven
            | Function::MRound
            | Function::Ceiling
            | Function::Floor
            | Function::Min
            | Function::Max
            | Function::Sum
            | Function::Average
            | Function::Count
            | Function::Median
            | Function::Left
            | Function::Right
            | Function::Mid
            | Function::Len
            | Function::Upper
            | Function::Lower
            | Function::Trim
            | Function::Substitute
            | Function::Concat
            | Function::Text
            | Function::Contains
            | Function::StartsWith
            | Function::Number => match (types.first(), args.first()) {
                (Some(Type::Period(grain)), Some(Scalar::Word(ordinal))) => {
                    Ok(whole_number(i64::from(self.number_of(*grain, ordinal.cast_signed()))))
                }
                (_, _) => Err(ErrorCode::Number),
            },
        }
    }

    /// The number of a period in its year.
    fn number_of(&self, grain: Grain, ordinal: i32) -> i32 {
        if grain == Grain::Year {
            return ordinal;
        }
        let year = self.time.containing(grain, ordinal, Grain::Year);
        ordinal.saturating_sub(self.time.parts(Grain::Year, year, grain).0).saturating_add(1)
    }

    fn period_in(&self, of: Grain, ordinal: i32, grain: Grain) -> Outcome {
        let found = if of <= grain { self.time.containing(of, ordinal, grain) } else { self.time.parts(of, ordinal, grain).0 };
        if found == NO_PERIOD { Err(ErrorCode::NotAvailable) } else { Ok(Scalar::signed(found)) }
    }

    /// A period (or the period of a day) at another grain.
    pub(crate) fn containing(&self, id: ExprId, x: ExprId, grain: Grain, places: &Places) -> Vector {
        let values = self.eval(x, places);
        let ty = self.plan.expr(x).ty;
        self.map(id, &values, places, |value| match (ty, value) {
            (Type::Period(of), Scalar::Word(ordinal)) => self.period_in(of, ordinal.cast_signed(), grain),
            (_, Scalar::Word(day)) => self.time.period_of(day.cast_signed(), grain).map(Scalar::signed).ok_or(ErrorCode::NotAvailable),
            (_, _) => Err(ErrorCode::Number),
        })
    }

    /// TEXT of a closed list of formats: `0`, `0.00`, `#,##0`, `#,##0.00` and such, with `%` behind; `yyyy-mm-dd`, `yyyy`,
    /// `mm`, `dd` and what is made of them.
    pub(crate) fn formatted(&self, types: &[Type], args: &[Scalar]) -> Result<String, ErrorCode> {
        let (Some(ty), Some(value)) = (types.first(), args.first()) else { return Err(ErrorCode::Number) };
        let format = match (types.get(1), args.get(1)) {
            (Some(ty), Some(format)) => self.text(*ty, *format),
            (_, _) => String::new(),
        };
        match (ty, value) {
            (_, Scalar::Number(number, _)) => format_number(*number, &format),
            (Type::Date, Scalar::Word(day)) => Ok(format_date(Date(day.cast_signed()), &format)),
            (Type::Period(grain), Scalar::Word(ordinal)) if format.to_lowercase().contains('y') || format.to_lowercase().contains('m') => {
                Ok(format_date(Date(self.time.start(*grain, ordinal.cast_signed())), &format))
            }
            (ty, value) => Ok(self.text(*ty, *value)),
        }
    }
}

/// Monday to Friday from one day to another, both included; negative if the end comes first.
fn network_days(from: Date, to: Date) -> i64 {
    let (first, last, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
    let days = i64::from(last.0) - i64::from(first.0) + 1;
    let (weeks, rest) = (days / 7, days % 7);
    let extra = (0i32..).take(usize::try_from(rest).unwrap_or(0)).filter(|offset| (first.weekday() + offset) % 7 < SATURDAY).count();
    sign * (weeks * 5 + i64::try_from(extra).unwrap_or(0))
}

fn format_number(number: Decimal, format: &str) -> Result<String, ErrorCode> {
    let percent = format.ends_with('%');
    let digits = format.trim_end_matches('%');
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let number = if percent { number.mul(Decimal::from_i64(100)).map_err(|_| ErrorCode::Number)?.value } else { number };
    let most = i32::try_from(decimals.len()).map_err(|_| ErrorCode::Number)?;
    let rounded = round_to_places(number, most, Rounding::HalfUp).map_err(|_| ErrorCode::Number)?;
    let plain = rounded.abs().to_string();
    let (before, after) = plain.split_once('.').unwrap_or((&plain, ""));
    let least = whole.chars().filter(|character| *character == '0').count();
    let mut before = if before == "0" && least == 0 { String::new() } else { before.to_owned() };
    while before.len() < least {
        before.insert(0, '0');
    }
    if whole.contains(',') {
        let count = before.len();
        before = before.chars().enumerate().fold(String::new(), |mut text, (index, digit)| {
            if index > 0 && (count - index) % 3 == 0 {
                text.push(',');
            }
            text.push(digit);
            text
        });
    }
    // `0` keeps a decimal, `#` drops it where it and all behind it are zeros.
    let mut after = after.to_owned();
    let kept = decimals.rfind('0').map_or(0, |at| at + 1);
    while after.len() < kept {
        after.push('0');
    }
    let sign = if rounded.sign() < 0 { "-" } else { "" };
    let point = if after.is_empty() { "" } else { "." };
    Ok(format!("{sign}{before}{point}{after}{}", if percent { "%" } else { "" }))
}

fn format_date(date: Date, format: &str) -> String {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let (year, month, day) = date.parts();
    let month_name = MONTHS.get(month as usize - 1).copied().unwrap_or("");
    let day_name = usize::try_from(date.weekday()).ok().and_then(|index| DAYS.get(index)).copied().unwrap_or("");
    let mut text = String::new();
    let characters: Vec<char> = format.chars().collect();
    let mut rest = characters.as_slice();
    while let Some(first) = rest.first() {
        let letter = first.to_ascii_lowercase();
        let run = rest.iter().take_while(|character| character.to_ascii_lowercase() == letter).count();
        match (letter, run) {
            ('y', 1 | 2) => text.push_str(&format!("{:02}", year % 100)),
            ('y', _) => text.push_str(&format!("{year:04}")),
            ('m', 1) => text.push_str(&month.to_string()),
            ('m', 2) => text.push_str(&format!("{month:02}")),
            ('m', 3) => text.extend(month_name.chars().take(3)),
            ('m', _) => text.push_str(month_name),
            ('d', 1) => text.push_str(&day.to_string()),
            ('d', 2) => text.push_str(&format!("{day:02}")),
            ('d', 3) => text.extend(day_name.chars().take(3)),
            ('d', _) => text.push_str(day_name),
            (_, _) => text.extend(rest.iter().take(run)),
        }
        rest = rest.get(run..).unwrap_or(&[]);
    }
    text
}
