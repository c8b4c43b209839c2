//! When rows count, and what a window is.

use crate::place::{At, Place};
use crate::value::{ErrorCode, Value};
use crate::world::World;
use tiercel_plan::{ExprId, TableTime, Window};
use tiercel_value::{Date, Grain, Period};

/// When a row counts: its days and, if it is a period's, the periods of the plan that belong to that.
#[derive(Clone, Debug)]
pub(crate) struct RowTime {
    pub(crate) first: i32,
    pub(crate) last: i32,
    pub(crate) periods: Option<(i32, i32)>,
    /// The row's own period, of an `in` column.
    pub(crate) own: Option<Period>,
}

/// A stretch of time: periods of the plan's grain by their ordinals, or days; both ends included.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stretch {
    Periods(i32, i32),
    Days(i32, i32),
    /// All there is.
    Ever,
    /// Nothing: "now" is not known.
    Never,
}

pub(crate) const FAR_BACK: i32 = -3_000_000;

impl World<'_> {
    /// When a row counts by its table's role; nothing for a blank date or a table without a time.
    pub(crate) fn row_time(&self, at: At) -> Result<Option<RowTime>, ErrorCode> {
        self.time_by(self.plan.table(at.0).time, &self.row_place(at))
    }

    pub(crate) fn time_by(&self, time: TableTime, place: &Place) -> Result<Option<RowTime>, ErrorCode> {
        let day = |id: ExprId| -> Result<Option<Date>, ErrorCode> {
            let value = self.eval(id, place)?;
            if value.is_blank() { Ok(None) } else { value.date().map(Some) }
        };
        Ok(match time {
            TableTime::None => None,
            TableTime::On(id) => day(id)?.map(|day| RowTime { first: day.0, last: day.0, periods: None, own: None }),
            TableTime::Span(from, to) => {
                let last = match to {
                    Some(to) => day(to)?.map_or(i32::MAX, |day| day.0),
                    None => i32::MAX,
                };
                day(from)?.map(|first| RowTime { first: first.0, last, periods: None, own: None })
            }
            TableTime::In(id, _) => match self.eval(id, place)? {
                Value::Period(period) => {
                    let periods = Some(self.plan_range(period)).filter(|(first, last)| first <= last);
                    let days = if periods.is_some() { Some(self.extent(period)) } else { self.left_days(period) };
                    days.map(|(first, last)| RowTime { first, last, periods, own: Some(period) })
                }
                Value::Blank | Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Payee(_) | Value::Row(..) => {
                    None
                }
            },
        })
    }

    /// A row's own date: the first day on which it counts. Of a month that is the first of the plan's periods that belong to it.
    pub(crate) fn own_day(&self, time: &RowTime) -> Date {
        match (time.own, time.periods) {
            (Some(own), Some((first, _))) if own.grain > self.plan.time.grain => self.calendar.start(self.plan_period(first)),
            (_, _) => Date(time.first),
        }
    }

    /// Of a month of which the plan's own calendar has no period, the days that lie in none of its periods.
    fn left_days(&self, period: Period) -> Option<(i32, i32)> {
        let (first, last) = (self.calendar.start(period).0, self.calendar.end(period).0);
        let mut left = (first..=last).filter(|day| self.calendar.period_of(Date(*day), Grain::Custom).is_none());
        let first = left.next()?;
        Some((first, left.last().unwrap_or(first)))
    }

    /// The periods of the plan's grain that belong to a period of any grain: one that is finer belongs to one itself.
    pub(crate) fn plan_range(&self, period: Period) -> (i32, i32) {
        let grain = self.plan.time.grain;
        if period.grain == grain {
            return (period.ordinal, period.ordinal);
        }
        let is_finer = period.grain < grain && grain != Grain::Custom;
        if is_finer {
            let ordinal = self.calendar.containing(period, grain).map_or(0, |period| period.ordinal);
            return (ordinal, ordinal);
        }
        if grain == Grain::Custom {
            let belongs: Vec<i32> =
                self.own_ordinals().filter(|ordinal| self.outer(self.plan_period(*ordinal), period.grain) == Some(period)).collect();
            return (belongs.first().copied().unwrap_or(0), belongs.last().copied().unwrap_or(-1));
        }
        self.calendar.parts(period, grain)
    }

    /// The plan's own periods.
    fn own_ordinals(&self) -> impl Iterator<Item = i32> + use<> {
        0..i32::try_from(self.calendar.custom.len()).unwrap_or(i32::MAX)
    }

    /// The coarser period that a period belongs to: one of the plan's own as its labels say, else that of its first day.
    pub(crate) fn outer(&self, period: Period, grain: Grain) -> Option<Period> {
        if period.grain == Grain::Custom && grain != Grain::Custom {
            let own = usize::try_from(period.ordinal).ok().and_then(|at| self.calendar.custom.get(at))?;
            if let Some(labelled) = self.labelled(&own.labels, grain) {
                return Some(labelled);
            }
        }
        self.calendar.containing(period, grain)
    }

    /// The same, or the period itself if it has the grain.
    pub(crate) fn outer_or_own(&self, period: Period, grain: Grain) -> Option<Period> {
        if period.grain == grain { Some(period) } else { self.outer(period, grain) }
    }

    /// The period that the labels of month, quarter and year name: `2026-02`, or `M2` beside `2026`.
    fn labelled(&self, [month, quarter, year]: &[String; 3], grain: Grain) -> Option<Period> {
        let number = |label: &str| label.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<i32>().ok();
        let year = number(year);
        let within = |label: &str, count: i32| -> Option<i32> {
            let number = number(label).filter(|number| (1..=count).contains(number))?;
            Some(year? * count + number - 1)
        };
        let ordinal = match grain {
            Grain::Month => self.calendar.parse(month, grain).map(|period| period.ordinal).or_else(|| within(month, 12)),
            Grain::Quarter => self.calendar.parse(quarter, grain).map(|period| period.ordinal).or_else(|| within(quarter, 4)),
            Grain::Half => self
                .labelled(&[month.clone(), quarter.clone(), year.map_or_else(String::new, |year| year.to_string())], Grain::Quarter)
                .map(|quarter| quarter.ordinal.div_euclid(2)),
            Grain::Year => year,
            Grain::Day | Grain::Week | Grain::Custom => None,
        };
        ordinal.map(|ordinal| Period { grain, ordinal })
    }

    /// The period of a grain that a day belongs to; where the plan has its own, by the one that has the day.
    pub(crate) fn period_of_day(&self, day: Date, grain: Grain) -> Option<Period> {
        let by_own = self.plan.time.grain == Grain::Custom && matches!(grain, Grain::Month | Grain::Quarter | Grain::Half | Grain::Year);
        let own = if by_own { self.calendar.period_of(day, Grain::Custom) } else { None };
        match own {
            Some(own) => self.outer(own, grain),
            None => self.calendar.period_of(day, grain),
        }
    }

    /// First and last day of a period: where the plan has its own, those of the ones that belong to it.
    pub(crate) fn extent(&self, period: Period) -> (i32, i32) {
        let (first, last) = self.plan_range(period);
        if self.plan.time.grain == Grain::Custom && period.grain > Grain::Custom && first <= last {
            return (self.calendar.start(self.plan_period(first)).0, self.calendar.end(self.plan_period(last)).0);
        }
        (self.calendar.start(period).0, self.calendar.end(period).0)
    }

    /// First and last day of the plan's periods that belong to a cell's period.
    pub(crate) fn cell_extent(&self, period: Period) -> (i32, i32) {
        let (first, last) = self.plan_range(period);
        (self.calendar.start(self.plan_period(first)).0, self.calendar.end(self.plan_period(last)).0)
    }

    pub(crate) fn plan_period(&self, ordinal: i32) -> Period {
        Period { grain: self.plan.time.grain, ordinal }
    }

    /// The periods of the plan's grain that days touch.
    pub(crate) fn touched(&self, from: Date, to: Date) -> (i32, i32) {
        let grain = self.plan.time.grain;
        if grain == Grain::Custom {
            let touches = |period: &&tiercel_value::CustomPeriod| period.start <= to && period.end >= from;
            let ordinals: Vec<i32> =
                (0..).zip(&self.calendar.custom).filter(|(_, period)| touches(period)).map(|(ordinal, _)| ordinal).collect();
            return (ordinals.first().copied().unwrap_or(0), ordinals.last().copied().unwrap_or(-1));
        }
        let of = |day| self.calendar.period_of(day, grain).map_or(0, |period| period.ordinal);
        (of(from), of(to))
    }

    /// The period in which a row stands for order and for "now": that of its first day.
    pub(crate) fn now(&self, time: &RowTime) -> Option<Period> {
        match time.periods {
            Some((first, last)) => (first <= last).then(|| self.plan_period(first)),
            None => self.calendar.period_of(Date(time.first), self.plan.time.grain),
        }
    }

    /// The window of an aggregate at a place.
    pub(crate) fn stretch(&self, window: Window, place: &Place) -> Result<Stretch, ErrorCode> {
        if let Window::Between(from, to) = window {
            return self.between(from, to, place);
        }
        let Some(period) = self.period(place)? else {
            return Ok(if matches!(window, Window::ToDate) { Stretch::Ever } else { Stretch::Never });
        };
        let (first, last) = self.plan_range(period);
        let back = |n: u32| Period { ordinal: period.ordinal.saturating_sub(i32::try_from(n).unwrap_or(i32::MAX)), ..period };
        let start_of = |grain: Grain| self.around(period, grain).0.min(first);
        Ok(match window {
            Window::Period => Stretch::Periods(first, last),
            Window::Prior(n) => {
                let (first, last) = self.plan_range(back(n));
                Stretch::Periods(first, last)
            }
            Window::Last(n) => Stretch::Periods(self.plan_range(back(n.saturating_sub(1))).0, last),
            Window::ToDateIn(grain) => Stretch::Periods(start_of(grain), last),
            Window::Earlier(None) => Stretch::Periods(FAR_BACK, first - 1),
            Window::Earlier(Some(grain)) => Stretch::Periods(start_of(grain), first - 1),
            Window::ToDate => Stretch::Periods(FAR_BACK, last),
            Window::Full(grain) => {
                let (start, end) = self.around(period, grain);
                Stretch::Periods(start.min(first), end.max(last))
            }
            Window::LastYear => {
                let start = start_of(Grain::Year);
                let (first, last) = self.around(self.plan_period(start - 1), Grain::Year);
                Stretch::Periods(first, last)
            }
            Window::Between(..) => Stretch::Never,
        })
    }

    /// The plan's periods of the month, quarter, half or year that a period belongs to.
    fn around(&self, period: Period, grain: Grain) -> (i32, i32) {
        match self.outer(period, grain) {
            Some(outer) => self.plan_range(outer),
            None => self.plan_range(period),
        }
    }

    fn between(&self, from: ExprId, to: ExprId, place: &Place) -> Result<Stretch, ErrorCode> {
        let from = self.eval(from, place)?.present()?;
        let to = self.eval(to, place)?.present()?;
        Ok(match (&from, &to) {
            (Value::Period(a), Value::Period(b)) if self.plan.time.grain != Grain::Custom => {
                Stretch::Periods(self.plan_range(*a).0, self.plan_range(*b).1)
            }
            (Value::Period(a), Value::Period(b)) => {
                // A month of which the calendar has no period: its days that lie in none.
                let days = |period: Period| {
                    let (first, last) = self.plan_range(period);
                    let left = if first <= last { None } else { self.left_days(period) };
                    left.unwrap_or_else(|| self.extent(period))
                };
                Stretch::Days(days(*a).0, days(*b).1)
            }
            (a, b) => Stretch::Days(self.first_day(a), self.last_day(b)),
        })
    }

    fn first_day(&self, value: &Value) -> i32 {
        match value {
            Value::Date(date) => date.0,
            Value::Period(period) => self.calendar.start(*period).0,
            Value::Blank | Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Payee(_) | Value::Row(..) => i32::MAX,
        }
    }

    fn last_day(&self, value: &Value) -> i32 {
        match value {
            Value::Date(date) => date.0,
            Value::Period(period) => self.calendar.end(*period).0,
            Value::Blank | Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Payee(_) | Value::Row(..) => i32::MIN,
        }
    }

    /// A stretch as days.
    pub(crate) fn days(&self, stretch: Stretch) -> (i32, i32) {
        match stretch {
            Stretch::Periods(first, last) if first > last => (i32::MAX, i32::MIN),
            Stretch::Periods(first, last) => {
                let last = self.clamped(last);
                let is_own = self.plan.time.grain == Grain::Custom;
                let begin = if is_own { first.max(0) } else { first };
                let start = if first <= FAR_BACK { i32::MIN } else { self.calendar.start(self.plan_period(begin)).0 };
                // Before the first of the plan's own periods there are days all the same.
                let before = || self.calendar.start(self.plan_period(0)).0.saturating_sub(1);
                (start, last.map_or_else(before, |last| self.calendar.end(self.plan_period(last)).0))
            }
            Stretch::Days(first, last) => (first, last),
            Stretch::Ever => (i32::MIN, i32::MAX),
            Stretch::Never => (i32::MAX, i32::MIN),
        }
    }

    /// The plan's own periods end somewhere.
    fn clamped(&self, ordinal: i32) -> Option<i32> {
        if self.plan.time.grain != Grain::Custom {
            return Some(ordinal);
        }
        let count = i32::try_from(self.calendar.custom.len()).unwrap_or(i32::MAX);
        (ordinal >= 0 && count > 0).then(|| ordinal.min(count - 1))
    }

    /// A stretch as ordinals of the plan's periods; days take the periods that they touch.
    pub(crate) fn ordinals(&self, stretch: Stretch) -> (i32, i32) {
        match stretch {
            Stretch::Periods(first, last) => (first, last),
            Stretch::Days(first, last) if first > last => (0, -1),
            Stretch::Days(first, last) => self.touched(Date(first), Date(last)),
            Stretch::Ever => (FAR_BACK, -FAR_BACK),
            Stretch::Never => (0, -1),
        }
    }

    /// Whether a stretch has neither a period nor a day.
    pub(crate) fn is_empty(&self, stretch: Stretch) -> bool {
        match stretch {
            Stretch::Periods(first, last) => first > last || (self.plan.time.grain == Grain::Custom && last < 0 && first > FAR_BACK),
            Stretch::Days(first, last) => first > last,
            Stretch::Never => true,
            Stretch::Ever => false,
        }
    }

    /// Whether a row counts in a stretch.
    pub(crate) fn counts(&self, time: &RowTime, stretch: Stretch) -> bool {
        if let (Some((a, b)), Stretch::Periods(first, last)) = (time.periods, stretch) {
            return a <= last && b >= first;
        }
        let (first, last) = self.days(stretch);
        time.first <= last && time.last >= first
    }
}
