//! The periods of a run: which there are, how grains lie in each other, and the days of windows.

use crate::place::NO_PERIOD;
use tiercel_data::Tables;
use tiercel_plan::{Plan, Window};
use tiercel_value::{Calendar, CustomPeriod, Date, Grain, Period};

/// What was found out for ordinals lately. Cells come payee by payee: the same few ordinals come again and again.
pub(crate) struct Lately<T> {
    slots: [Option<(i32, T)>; 32],
}

impl<T: Copy> Lately<T> {
    pub(crate) fn new() -> Lately<T> {
        Lately { slots: [None; 32] }
    }

    #[inline]
    pub(crate) fn get(&mut self, ordinal: i32, find: impl FnOnce() -> T) -> T {
        let slot = usize::try_from(ordinal.rem_euclid(32)).unwrap_or(0);
        match self.slots.get(slot) {
            Some(Some((at, known))) if *at == ordinal => *known,
            Some(_) | None => {
                let found = find();
                if let Some(slot) = self.slots.get_mut(slot) {
                    *slot = Some((ordinal, found));
                }
                found
            }
        }
    }
}

/// The periods of a run.
#[derive(Debug)]
pub(crate) struct Timeline {
    pub(crate) calendar: Calendar,
    /// The plans' grain.
    pub(crate) base: Grain,
    /// First and last period that any plan has.
    pub(crate) first: i32,
    pub(crate) last: i32,
    /// First and last period of each plan.
    pub(crate) units: Vec<(i32, i32)>,
    /// For a calendar of the plan's own: the month, quarter, half and year of each period.
    labels: [Vec<i32>; 4],
}

impl Timeline {
    pub(crate) fn new(plan: &Plan, tables: &Tables) -> Timeline {
        let calendar = tables.calendar(plan);
        let base = plan.time.grain;
        let labels = [Grain::Month, Grain::Quarter, Grain::Half, Grain::Year].map(|grain| labels(&calendar, grain));
        let mut timeline = Timeline { calendar, base, first: 0, last: -1, units: Vec::new(), labels };
        timeline.units = plan.units.iter().map(|unit| timeline.range(unit.effective)).collect();
        let ranges = || timeline.units.iter().filter(|(first, last)| first <= last);
        if let (Some(first), Some(last)) = (ranges().map(|range| range.0).min(), ranges().map(|range| range.1).max()) {
            (timeline.first, timeline.last) = (first, last);
        }
        timeline
    }

    /// The periods of the base grain that days touch.
    fn range(&self, (from, to): (Date, Date)) -> (i32, i32) {
        if self.base == Grain::Custom {
            let custom = &self.calendar.custom;
            let first = custom.partition_point(|period| period.end < from);
            let last = custom.partition_point(|period| period.start <= to);
            return (i32::try_from(first).unwrap_or(0), i32::try_from(last).unwrap_or(0) - 1);
        }
        (self.period_of(from.0, self.base).unwrap_or(0), self.period_of(to.0, self.base).unwrap_or(-1))
    }

    /// First and last period of the base grain that days touch; nothing if they lie between periods.
    pub(crate) fn touched(&self, from: i32, to: i32) -> Option<(i32, i32)> {
        let (first, last) = if self.base == Grain::Custom {
            self.range((Date(from), Date(to)))
        } else {
            (self.period_of(from, self.base)?, self.period_of(to, self.base)?)
        };
        (first <= last).then_some((first, last))
    }

    fn label_index(grain: Grain) -> Option<usize> {
        match grain {
            Grain::Month => Some(0),
            Grain::Quarter => Some(1),
            Grain::Half => Some(2),
            Grain::Year => Some(3),
            Grain::Day | Grain::Week | Grain::Custom => None,
        }
    }

    fn labels_of(&self, grain: Grain) -> Option<&[i32]> {
        if self.base != Grain::Custom {
            return None;
        }
        Self::label_index(grain).and_then(|index| self.labels.get(index)).map(Vec::as_slice)
    }

    /// The period of a day.
    pub(crate) fn period_of(&self, day: i32, grain: Grain) -> Option<i32> {
        if let Some(labels) = self.labels_of(grain)
            && let Some(custom) = self.calendar.period_of(Date(day), Grain::Custom)
        {
            return usize::try_from(custom.ordinal).ok().and_then(|index| labels.get(index)).copied();
        }
        self.calendar.period_of(Date(day), grain).map(|period| period.ordinal)
    }

    /// The period of a coarser grain that a period belongs to.
    pub(crate) fn containing(&self, grain: Grain, ordinal: i32, coarser: Grain) -> i32 {
        if grain == coarser || ordinal == NO_PERIOD {
            return ordinal;
        }
        if grain == Grain::Custom
            && let Some(labels) = self.labels_of(coarser)
        {
            let index = usize::try_from(ordinal).ok().and_then(|index| labels.get(index));
            return index.copied().unwrap_or(NO_PERIOD);
        }
        self.calendar.containing(Period { grain, ordinal }, coarser).map_or(NO_PERIOD, |period| period.ordinal)
    }

    /// First and last period of a finer grain that belong to a period.
    pub(crate) fn parts(&self, grain: Grain, ordinal: i32, finer: Grain) -> (i32, i32) {
        if grain == finer || ordinal == NO_PERIOD {
            return (ordinal, ordinal);
        }
        if finer == Grain::Custom
            && let Some(labels) = self.labels_of(grain)
        {
            let first = labels.partition_point(|label| *label < ordinal);
            let last = labels.partition_point(|label| *label <= ordinal);
            return (i32::try_from(first).unwrap_or(0), i32::try_from(last).unwrap_or(0) - 1);
        }
        self.calendar.parts(Period { grain, ordinal }, finer)
    }

    /// The first day.
    pub(crate) fn start(&self, grain: Grain, ordinal: i32) -> i32 {
        if self.labels_of(grain).is_some() {
            let (first, last) = self.parts(grain, ordinal, Grain::Custom);
            if first <= last {
                return self.start(Grain::Custom, first);
            }
        }
        self.calendar.start(Period { grain, ordinal }).0
    }

    /// The last day.
    pub(crate) fn end(&self, grain: Grain, ordinal: i32) -> i32 {
        if self.labels_of(grain).is_some() {
            let (first, last) = self.parts(grain, ordinal, Grain::Custom);
            if first <= last {
                return self.end(Grain::Custom, last);
            }
        }
        self.calendar.end(Period { grain, ordinal }).0
    }

    /// The days of a row of an `in` table: those of the plan's periods that belong to its period. A row's week counts
    /// where its Thursday lies. A month of which the plan's own calendar has no period keeps those days that lie in none; the
    /// first is after the last if there are none.
    pub(crate) fn days_of(&self, grain: Grain, ordinal: i32) -> (i32, i32) {
        if grain == Grain::Week && self.base > Grain::Week {
            let thursday = self.start(grain, ordinal).saturating_add(3 + i32::from(self.calendar.week_from_sunday));
            return (thursday, thursday);
        }
        if grain > self.base {
            let (first, last) = self.parts(grain, ordinal, self.base);
            if first <= last {
                return (self.start(self.base, first), self.end(self.base, last));
            }
        }
        let (mut first, mut last) = (self.start(grain, ordinal), self.end(grain, ordinal));
        if grain > self.base && self.base == Grain::Custom {
            let own = |day: i32| self.calendar.period_of(Date(day), Grain::Custom).map(|period| period.ordinal);
            while let Some(period) = own(first).filter(|_| first <= last) {
                first = self.end(Grain::Custom, period).saturating_add(1);
            }
            while let Some(period) = own(last).filter(|_| first <= last) {
                last = self.start(Grain::Custom, period).saturating_sub(1);
            }
        }
        (first, last)
    }

    /// The period of the base grain in which a cell of a grain stands: the last one of it that a plan has.
    pub(crate) fn standing(&self, unit: usize, grain: Grain, ordinal: i32) -> i32 {
        let last = self.parts(grain, ordinal, self.base).1;
        self.units.get(unit).map_or(last, |(_, end)| last.min(*end))
    }

    /// First and last ordinal of a window, at the grain of the place; `i32::MIN` is open. Nothing: no period at all.
    /// `a .. b` is not known here.
    pub(crate) fn window(&self, window: Window, grain: Grain, ordinal: i32) -> Option<(i32, i32)> {
        if ordinal == NO_PERIOD {
            return matches!(window, Window::ToDate).then_some((i32::MIN, i32::MAX));
        }
        let within = |coarser: Grain| {
            if coarser <= grain { (ordinal, ordinal) } else { self.parts(coarser, self.containing(grain, ordinal, coarser), grain) }
        };
        let range = match window {
            Window::Period => (ordinal, ordinal),
            Window::Prior(back) => {
                let at = ordinal.saturating_sub_unsigned(back);
                (at, at)
            }
            Window::Last(count) => (ordinal.saturating_sub_unsigned(count).saturating_add(1), ordinal),
            Window::ToDateIn(coarser) => (within(coarser).0, ordinal),
            Window::Earlier(None) => (i32::MIN, ordinal.saturating_sub(1)),
            Window::Earlier(Some(coarser)) => (within(coarser).0, ordinal.saturating_sub(1)),
            Window::ToDate => (i32::MIN, ordinal),
            Window::Full(coarser) => within(coarser),
            Window::LastYear => {
                let year = self.containing(grain, ordinal, Grain::Year).saturating_sub(1);
                self.parts(Grain::Year, year, grain)
            }
            Window::Between(..) => return None,
        };
        (range.0 <= range.1).then_some(range)
    }

    /// The days of cells of a grain: those of the plan's periods that belong to them. The last day is before the first if the
    /// plan's own calendar had not begun.
    pub(crate) fn days(&self, grain: Grain, (first, last): (i32, i32)) -> (i32, i32) {
        let start = match first {
            i32::MIN => i32::MIN,
            first if self.base == Grain::Custom => self.start(self.base, self.parts(grain, first, self.base).0.max(0)),
            first => self.start(self.base, self.parts(grain, first, self.base).0),
        };
        let end = match last {
            i32::MAX => i32::MAX,
            last if last < 0 && self.base == Grain::Custom => self.start(self.base, 0).saturating_sub(1),
            last => self.end(self.base, self.parts(grain, last, self.base).1),
        };
        (start, end)
    }

    /// The cell of a grain that a day belongs to.
    pub(crate) fn cell_of(&self, day: i32, grain: Grain) -> Option<i32> {
        let own = self.period_of(day, self.base)?;
        Some(self.containing(self.base, own, grain)).filter(|cell| *cell != NO_PERIOD)
    }
}

/// The number of the month, quarter, half or year that each period of the plan's own calendar says it belongs to.
fn labels(calendar: &Calendar, grain: Grain) -> Vec<i32> {
    let number = |text: &str| {
        let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|number| (0..100_000).contains(number))
    };
    let of = |period: &CustomPeriod| {
        let [month, quarter, year] = &period.labels;
        let own = match grain {
            Grain::Month => month,
            Grain::Quarter => quarter,
            Grain::Year => year,
            Grain::Day | Grain::Week | Grain::Custom | Grain::Half => "",
        };
        if let Some(named) = calendar.parse_any(own).filter(|named| named.grain == grain) {
            return Some(named.ordinal);
        }
        let year = number(year)?;
        let of_quarter = || match calendar.parse_any(quarter) {
            Some(named) if named.grain == Grain::Quarter => Some(named.ordinal),
            _ => Some(year * 4 + number(quarter)? - 1),
        };
        match grain {
            Grain::Month => Some(year * 12 + number(month)? - 1),
            Grain::Quarter => of_quarter(),
            Grain::Half => Some(of_quarter()?.div_euclid(2)),
            Grain::Year => Some(year),
            Grain::Day | Grain::Week | Grain::Custom => None,
        }
    };
    let fallback = |period: &CustomPeriod| calendar.period_of(period.start, grain).map_or(0, |period| period.ordinal);
    calendar.custom.iter().map(|period| of(period).unwrap_or_else(|| fallback(period))).collect()
}
