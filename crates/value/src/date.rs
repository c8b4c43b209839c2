//! Calendar days from 1900 to 2199, by day number.

use std::fmt;

/// A day: the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub i32);

impl Date {
    /// 1900-01-01.
    pub const FIRST: Date = Date(-25_567);
    /// 2199-12-31.
    pub const LAST: Date = Date(84_005);

    /// The day of a year, month and day, if there is one from 1900 to 2199.
    pub fn of(year: i32, month: u32, day: u32) -> Option<Date> {
        if !(1900..=2199).contains(&year) || !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        Some(Date(day_number(year, month, day)))
    }

    /// Reads `2026-03-31`.
    ///
    /// # Errors
    /// `Err(())` has no more to say than that it is no such day.
    #[expect(clippy::result_unit_err, reason = "a text is a day or it is not; the caller words it")]
    pub fn parse(text: &str) -> Result<Date, ()> {
        let mut parts = text.split('-');
        let mut part = |length: usize| {
            let text = parts.next().filter(|text| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit()));
            text.and_then(|text| text.parse::<u32>().ok())
        };
        let (year, month, day) = (part(4), part(2), part(2));
        match (year, month, day, parts.next()) {
            (Some(year), Some(month), Some(day), None) => i32::try_from(year).ok().and_then(|year| Date::of(year, month, day)).ok_or(()),
            _ => Err(()),
        }
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn parts(self) -> (i32, u32, u32) {
        // Howard Hinnant's civil_from_days.
        let z = self.0.saturating_add(719_468);
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month.unsigned_abs(), day.unsigned_abs())
    }

    /// So many days later, if that is a day from 1900 to 2199.
    pub fn add_days(self, days: i64) -> Option<Date> {
        let number = i64::from(self.0).checked_add(days)?;
        let date = Date(i32::try_from(number).ok()?);
        (date >= Date::FIRST && date <= Date::LAST).then_some(date)
    }

    /// So many months later, at the month's end if it is shorter (Excel's EDATE).
    pub fn add_months(self, months: i64) -> Option<Date> {
        let (year, month, day) = self.parts();
        let index = (i64::from(year) * 12 + i64::from(month) - 1).checked_add(months)?;
        let year = i32::try_from(index.div_euclid(12)).ok()?;
        let month = u32::try_from(index.rem_euclid(12) + 1).ok()?;
        Date::of(year, month, day.min(days_in_month(year, month)))
    }

    /// The last day of the month so many months later (Excel's EOMONTH).
    pub fn end_of_month(self, months: i64) -> Option<Date> {
        let (year, month, _) = self.parts();
        let (year, month, _) = Date::of(year, month, 1)?.add_months(months)?.parts();
        Date::of(year, month, days_in_month(year, month))
    }

    /// Monday is 0, Sunday 6.
    pub fn weekday(self) -> i32 {
        (self.0 + 3).rem_euclid(7)
    }

    /// Excel's DATEDIF for the units `Y M D YM MD YD`; nothing for another unit or an end before the start.
    pub fn difference(self, end: Date, unit: &str) -> Option<i64> {
        if end < self {
            return None;
        }
        let ((y1, m1, d1), (y2, m2, d2)) = (self.parts(), end.parts());
        let months = i64::from(y2 - y1) * 12 + i64::from(m2) - i64::from(m1) - i64::from(d2 < d1);
        match unit {
            "D" => Some(i64::from(end.0 - self.0)),
            "M" => Some(months),
            "Y" => Some(months / 12),
            "YM" => Some(months % 12),
            "MD" => {
                let anchor = self.add_months(months)?;
                Some(i64::from(end.0 - anchor.0))
            }
            "YD" => {
                let anchor = self.add_months(months / 12 * 12)?;
                Some(i64::from(end.0 - anchor.0))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// 28 to 31.
pub(crate) fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Howard Hinnant's days_from_civil.
pub(crate) fn day_number(year: i32, month: u32, day: u32) -> i32 {
    let (month, day) = (month.cast_signed(), day.cast_signed());
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era.saturating_mul(146_097).saturating_add(day_of_era).saturating_sub(719_468)
}
