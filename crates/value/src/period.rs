//! Periods and the calendar that names them.

use crate::date::{Date, day_number};

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A period of the plan's own calendar.
    Custom,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A half year.
    Half,
    /// A (fiscal) year.
    Year,
}

/// A period: its grain and its number on an endless line of periods of that grain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The grain.
    pub grain: Grain,
    /// Its number; the next period has the next number.
    pub ordinal: i32,
}

/// A period of the plan's own calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomPeriod {
    /// Its name.
    pub name: String,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// The month, quarter and year it belongs to, as written; empty where the calendar does not say.
    pub labels: [String; 3],
}

/// Fiscal year, week start, and the plan's own periods.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    /// The first month of the fiscal year, 1 to 12; 0 counts as 1.
    pub year_from: u8,
    /// Weeks begin on Sunday.
    pub week_from_sunday: bool,
    /// The plan's own periods in order of time, without gaps of order (days between them may belong to none).
    pub custom: Vec<CustomPeriod>,
}

/// Months from year 0 to a year that no date reaches.
const FAR_MONTH: i32 = 12_000_000;

impl Calendar {
    fn shift(&self) -> i32 {
        // Months by which the fiscal year starts before the calendar year whose number it has.
        if self.year_from <= 1 { 0 } else { 13 - i32::from(self.year_from) }
    }

    /// The first day of a period of months, counted from fiscal year 0.
    fn month_start(&self, fiscal_month: i32) -> Date {
        // Numbers of periods may be computed (PRIOR of a far period); years beyond a million have no day to name.
        let calendar_month = fiscal_month.clamp(-FAR_MONTH, FAR_MONTH) - self.shift();
        let month = u32::try_from(calendar_month.rem_euclid(12) + 1).unwrap_or(1);
        Date(day_number(calendar_month.div_euclid(12), month, 1))
    }

    fn fiscal_month(&self, date: Date) -> i32 {
        let (year, month, _) = date.parts();
        year * 12 + month.cast_signed() - 1 + self.shift()
    }

    /// The week's number counts weeks from 1970; it is named by its Monday's ISO week.
    fn week(&self, date: Date) -> i32 {
        date.0.saturating_add(3 + i32::from(self.week_from_sunday)).div_euclid(7)
    }

    fn months(grain: Grain) -> Option<i32> {
        match grain {
            Grain::Month => Some(1),
            Grain::Quarter => Some(3),
            Grain::Half => Some(6),
            Grain::Year => Some(12),
            Grain::Day | Grain::Week | Grain::Custom => None,
        }
    }

    /// First and last fiscal month of a period that is made of months, and not far off.
    fn months_in(period: Period) -> Option<(i32, i32)> {
        let months = Self::months(period.grain)?;
        let first = period.ordinal.checked_mul(months)?;
        (-FAR_MONTH + 12..FAR_MONTH - 12).contains(&first).then(|| (first, first + months - 1))
    }

    /// The period of a grain that a day belongs to; nothing if it belongs to none of the plan's own periods.
    pub fn period_of(&self, date: Date, grain: Grain) -> Option<Period> {
        let ordinal = match grain {
            Grain::Day => date.0,
            Grain::Week => self.week(date),
            Grain::Custom => {
                let after = self.custom.partition_point(|period| period.start <= date);
                let index = after.checked_sub(1)?;
                (self.custom.get(index)?.end >= date).then_some(i32::try_from(index).ok()?)?
            }
            Grain::Month | Grain::Quarter | Grain::Half | Grain::Year => self.fiscal_month(date).div_euclid(Self::months(grain)?),
        };
        Some(Period { grain, ordinal })
    }

    /// The first day.
    pub fn start(&self, period: Period) -> Date {
        match period.grain {
            Grain::Day => Date(period.ordinal),
            Grain::Week => Date(period.ordinal.saturating_mul(7).saturating_sub(3 + i32::from(self.week_from_sunday))),
            Grain::Custom => self.custom_at(period).map_or(Date::LAST, |custom| custom.start),
            Grain::Month | Grain::Quarter | Grain::Half | Grain::Year => {
                self.month_start(period.ordinal.saturating_mul(Self::months(period.grain).unwrap_or(1)))
            }
        }
    }

    /// The last day.
    pub fn end(&self, period: Period) -> Date {
        match period.grain {
            Grain::Custom => self.custom_at(period).map_or(Date::FIRST, |custom| custom.end),
            Grain::Day | Grain::Week | Grain::Month | Grain::Quarter | Grain::Half | Grain::Year => {
                Date(self.start(Period { ordinal: period.ordinal.saturating_add(1), ..period }).0.saturating_sub(1))
            }
        }
    }

    fn custom_at(&self, period: Period) -> Option<&CustomPeriod> {
        self.custom.get(usize::try_from(period.ordinal).ok()?)
    }

    /// The period of a coarser grain that a period belongs to: a week to that of its Thursday, one of the plan's own by
    /// its labels. Given as first and last ordinal of the finer grain, for windows.
    pub fn within(&self, period: Period, coarser: Grain) -> (i32, i32) {
        if period.grain == Grain::Custom {
            return self.custom_within(period, coarser);
        }
        let Some(outer) = self.containing(period, coarser) else { return (period.ordinal, period.ordinal) };
        self.parts(outer, period.grain)
    }

    fn custom_within(&self, period: Period, coarser: Grain) -> (i32, i32) {
        let label = |custom: &CustomPeriod| match coarser {
            Grain::Month => [custom.labels[2].clone(), String::new(), custom.labels[0].clone()],
            Grain::Quarter => [custom.labels[2].clone(), custom.labels[1].clone(), String::new()],
            Grain::Half | Grain::Year => [custom.labels[2].clone(), String::new(), String::new()],
            Grain::Day | Grain::Week | Grain::Custom => [custom.name.clone(), String::new(), String::new()],
        };
        let Some(mine) = self.custom_at(period).map(label) else { return (period.ordinal, period.ordinal) };
        let same = |ordinal: i32| self.custom_at(Period { ordinal, ..period }).is_some_and(|custom| label(custom) == mine);
        let (mut first, mut last) = (period.ordinal, period.ordinal);
        while same(first - 1) {
            first -= 1;
        }
        while same(last + 1) {
            last += 1;
        }
        (first, last)
    }

    /// First and last ordinal of the periods of a finer grain that belong to a period.
    pub fn parts(&self, period: Period, finer: Grain) -> (i32, i32) {
        if let (Some((first, last)), Some(months)) = (Self::months_in(period), Self::months(finer)) {
            return (first.div_euclid(months), last.div_euclid(months));
        }
        let (start, end) = (self.start(period), self.end(period));
        match finer {
            Grain::Week => {
                // A week belongs where its Thursday lies.
                let thursday = 3 + i32::from(self.week_from_sunday);
                let first = self.week(Date(start.0.saturating_sub(thursday - 6)));
                let last = self.week(Date(end.0.saturating_sub(thursday)));
                (first, last)
            }
            Grain::Custom => {
                let first = self.custom.partition_point(|custom| custom.start < start);
                let last = self.custom.partition_point(|custom| custom.end <= end);
                (i32::try_from(first).unwrap_or(0), i32::try_from(last).unwrap_or(0) - 1)
            }
            Grain::Day | Grain::Month | Grain::Quarter | Grain::Half | Grain::Year => {
                let ordinal = |date| self.period_of(date, finer).map_or(0, |period| period.ordinal);
                (ordinal(start), ordinal(end))
            }
        }
    }

    /// The period of a coarser grain that a period belongs to. For periods of the plan's own there is none to name.
    pub fn containing(&self, period: Period, coarser: Grain) -> Option<Period> {
        if let (Some((first, _)), Some(months)) = (Self::months_in(period), Self::months(coarser)) {
            return Some(Period { grain: coarser, ordinal: first.div_euclid(months) });
        }
        let day = match period.grain {
            Grain::Week => Date(self.start(period).0.saturating_add(3 + i32::from(self.week_from_sunday))),
            Grain::Day | Grain::Custom | Grain::Month | Grain::Quarter | Grain::Half | Grain::Year => self.start(period),
        };
        self.period_of(day, coarser)
    }

    /// Its number in its fiscal year, from 1.
    pub fn number(&self, period: Period) -> i32 {
        match period.grain {
            Grain::Year => period.ordinal,
            Grain::Day | Grain::Week | Grain::Custom | Grain::Month | Grain::Quarter | Grain::Half => {
                period.ordinal.saturating_sub(self.within(period, Grain::Year).0).saturating_add(1)
            }
        }
    }

    /// How a person writes it.
    pub fn name(&self, period: Period) -> String {
        match period.grain {
            Grain::Day => Date(period.ordinal).to_string(),
            Grain::Week => {
                let monday = self.start(period).0.saturating_add(i32::from(self.week_from_sunday));
                let (year, _, _) = Date(monday.saturating_add(3)).parts();
                let first = Date(day_number(year, 1, 4));
                let week_one = first.0.saturating_sub(first.weekday());
                format!("{year:04}-W{:02}", monday.saturating_sub(week_one) / 7 + 1)
            }
            Grain::Custom => self.custom_at(period).map(|custom| custom.name.clone()).unwrap_or_default(),
            Grain::Month => {
                let (year, month, _) = self.start(period).parts();
                format!("{year:04}-{month:02}")
            }
            Grain::Quarter => format!("{:04}-Q{}", period.ordinal.div_euclid(4), period.ordinal.rem_euclid(4) + 1),
            Grain::Half => format!("{:04}-H{}", period.ordinal.div_euclid(2), period.ordinal.rem_euclid(2) + 1),
            Grain::Year => format!("{:04}", period.ordinal),
        }
    }

    /// Reads a period of a grain, from 1900 to 2199.
    pub fn parse(&self, text: &str, grain: Grain) -> Option<Period> {
        if grain == Grain::Custom {
            let index = self.custom.iter().position(|custom| custom.name == text)?;
            return Some(Period { grain, ordinal: i32::try_from(index).ok()? });
        }
        let period = parse_named(text, self)?;
        (period.grain == grain).then_some(period)
    }

    /// Reads `2026-03-31`, `2026-03`, `2026-Q1`, `2026-H1`, `2026-W07` or `2026`.
    pub fn parse_any(&self, text: &str) -> Option<Period> {
        parse_named(text, self)
    }
}

fn parse_named(text: &str, calendar: &Calendar) -> Option<Period> {
    if let Ok(date) = Date::parse(text) {
        return Some(Period { grain: Grain::Day, ordinal: date.0 });
    }
    let digits = |text: &str, length: usize| {
        (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse::<i32>().ok()).flatten()
    };
    let (year, rest) = match text.split_once('-') {
        Some((year, rest)) => (digits(year, 4)?, Some(rest)),
        None => (digits(text, 4)?, None),
    };
    if !(1900..=2199).contains(&year) {
        return None;
    }
    let of = |grain, ordinal| Some(Period { grain, ordinal });
    let numbered = |rest: &str, most: i32| digits(rest, 1).filter(|number| (1..=most).contains(number)).map(|number| number - 1);
    let Some(rest) = rest else { return of(Grain::Year, year) };
    if let Some(rest) = rest.strip_prefix('Q') {
        return of(Grain::Quarter, year * 4 + numbered(rest, 4)?);
    }
    if let Some(rest) = rest.strip_prefix('H') {
        return of(Grain::Half, year * 2 + numbered(rest, 2)?);
    }
    if let Some(rest) = rest.strip_prefix('W') {
        let week = digits(rest, 2).filter(|week| *week >= 1)?;
        let first = Date(day_number(year, 1, 4));
        let monday = first.0 - first.weekday() + (week - 1) * 7;
        let period = calendar.period_of(Date(monday), Grain::Week)?;
        return (calendar.name(period) == text).then_some(period);
    }
    let month = digits(rest, 2).filter(|month| (1..=12).contains(month))?;
    calendar.period_of(Date(day_number(year, month.unsigned_abs(), 1)), Grain::Month)
}
