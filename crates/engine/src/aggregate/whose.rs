//! Whose the rows of an aggregate are: a row is asked in each period of the window that it touches, by the tree of that period.
//! A row of a table without a time is asked in the period of the place.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::caches::{KeyPart, RowDays};
use super::index::RowIndex;
use super::persons::Who;
use super::rows::{Pairs, Scope, Windows};
use crate::datum::{ErrorCode, Failure};
use crate::engine::Engine;
use crate::place::{BLOCK, CellPart, Lane, NO_PERIOD, NOBODY, Places};
use crate::vector::{Scalar, Vector};
use std::collections::HashMap;
use std::rc::Rc;
use tiercel_plan::{ExprId, People, TableTime, TimeSource};
use tiercel_value::{Grain, Map};

/// What is selected, from where.
pub(crate) struct Selecting<'s> {
    pub(crate) scope: &'s Scope<'s>,
    pub(crate) places: &'s Places,
    pub(crate) windows: Option<Windows>,
    /// The value of [`People::Person`] at each place.
    pub(crate) person: Option<Vector>,
    pub(crate) days: Rc<RowDays>,
}

impl Selecting<'_> {
    fn within(&self, place: usize) -> Option<(i32, i32)> {
        self.windows.as_ref().and_then(|windows| windows.days[place])
    }

    fn person(&self, place: usize) -> Scalar {
        self.person.as_ref().map_or(Scalar::Blank, |person| person.get(place))
    }
}

/// The periods in which a row is asked, first and last; [`NO_PERIOD`] if it lies between the plan's own periods or has no day.
#[derive(Clone, Copy)]
struct Asked {
    grain: Grain,
    first: i32,
    last: i32,
    /// The day that decides where there is no period.
    day: i32,
}

impl Engine<'_> {
    /// The rows of a group at a place, by people and window.
    pub(crate) fn rows_at(
        &self,
        selecting: &Selecting<'_>,
        place: usize,
        index: &RowIndex,
        keys: &[KeyPart],
        mut each: impl FnMut(u32, i32),
    ) {
        let (within, days) = (selecting.within(place), &selecting.days);
        let payee = selecting.places.cell.payee.get(place);
        let group = |owner: u32| index.group(owner, keys);
        let people = match selecting.scope.people {
            None | Some(People::Everyone) => {
                if let Some(group) = group(NOBODY) {
                    index.rows(group, within, days, each);
                }
                return;
            }
            Some(people) => people,
        };
        if matches!(people, People::Own) {
            if payee != NOBODY
                && let Some(group) = group(payee)
            {
                index.rows(group, within, days, each);
            }
            return;
        }
        let (my_payee, person) = (selecting.places.my.payee.get(place), selecting.person(place));
        let (first, last) = self.versions(selecting, place);
        let mut meant: Map<u32, Vec<usize>> = Map::new();
        for version in first..=last {
            let Who::These(these) = self.who(people, version, payee, my_payee, person) else { continue };
            these.iter().for_each(|one| meant.get_or_default(*one).push(version));
        }
        for (one, versions) in meant {
            let Some(group) = group(one) else { continue };
            // Most people are meant in all versions there are, and then no row needs to be asked.
            let always = versions.len() > last - first;
            index.rows(group, within, days, |row, day| {
                if always || self.is_asked_in(self.asked(selecting, place, row), &versions) {
                    each(row, day);
                }
            });
        }
    }

    /// Whether a row is in people and window at a place: its first day.
    pub(crate) fn is_selected(&self, selecting: &Selecting<'_>, place: usize, row: u32, owner: u32) -> Option<i32> {
        let (places, within, span) = (selecting.places, selecting.within(place), selecting.days.of(row));
        let day = match (within, span) {
            (None, span) => span.map_or(super::caches::NO_DAY, |days| days.0),
            (Some((from, to)), Some((first, last))) if first <= to && last >= from => first,
            (Some(_), _) => return None,
        };
        let (payee, my_payee, person) = (places.cell.payee.get(place), places.my.payee.get(place), selecting.person(place));
        let mine = match selecting.scope.people {
            None | Some(People::Everyone) => true,
            Some(People::Own) => owner == payee && payee != NOBODY,
            Some(people) => {
                let asked = self.asked(selecting, place, row);
                let is_owners = |version: usize| match self.who(people, version, payee, my_payee, person) {
                    Who::All => true,
                    Who::These(these) => these.contains(&owner),
                };
                let (first, last) = self.versions_of(asked);
                (first..=last).any(|version| self.is_asked_in(asked, &[version]) && is_owners(version))
            }
        };
        mine.then_some(day)
    }

    /// Whether the rows of a scope have no time.
    fn is_timeless(&self, scope: &Scope<'_>) -> bool {
        let time = match scope.time {
            TimeSource::None => TableTime::None,
            TimeSource::Role => self.plan.table(scope.table).time,
            TimeSource::On(time) => time,
        };
        matches!(time, TableTime::None)
    }

    /// The first and last version of the tree among those in which rows may be asked at a place.
    fn versions(&self, selecting: &Selecting<'_>, place: usize) -> (usize, usize) {
        if matches!(selecting.scope.people, Some(People::Person(_))) {
            return (0, 0);
        }
        if self.is_timeless(selecting.scope) {
            return self.versions_of(self.asked_here(selecting.places, place));
        }
        let (from, to) = selecting.within(place).unwrap_or((i32::MIN, i32::MAX));
        let version = |day: i32| {
            let base = self.time.base;
            let end = self.time.period_of(day, base).map_or(day, |period| self.time.end(base, period));
            self.everybody.version(end)
        };
        (version(from), version(to))
    }

    /// The periods in which a row is asked at a place.
    fn asked(&self, selecting: &Selecting<'_>, place: usize, row: u32) -> Asked {
        if self.is_timeless(selecting.scope) {
            return self.asked_here(selecting.places, place);
        }
        let grain = self.time.base;
        let nowhen = |day: i32| Asked { grain, first: NO_PERIOD, last: NO_PERIOD, day };
        let Some((first, last)) = selecting.days.of(row) else { return nowhen(i32::MIN) };
        let (from, to) = selecting.within(place).unwrap_or((i32::MIN, i32::MAX));
        // What is open goes on to the plan's end.
        let end = if self.time.first <= self.time.last { self.time.end(grain, self.time.last) } else { i32::MIN };
        let first = first.max(from);
        let last = match last.min(to) {
            i32::MAX => end.max(first),
            last => last,
        };
        match self.time.touched(first, last) {
            Some((first, last)) => Asked { grain, first, last, day: i32::MIN },
            None => nowhen(first),
        }
    }

    /// The period of a place. Without one there is its day, without a day nothing that changes is in force.
    fn asked_here(&self, places: &Places, place: usize) -> Asked {
        let (grain, period, day) = (places.cell.grain, places.cell.period.int(place), places.cell.day.int(place));
        Asked { grain, first: period, last: period, day: if day == i32::MAX { i32::MIN } else { day } }
    }

    fn version_in(&self, asked: Asked, period: i32) -> usize {
        self.everybody.version(if period == NO_PERIOD { asked.day } else { self.time.end(asked.grain, period) })
    }

    fn versions_of(&self, asked: Asked) -> (usize, usize) {
        (self.version_in(asked, asked.first), self.version_in(asked, asked.last))
    }

    /// Whether one of the periods has one of these versions, which rise.
    fn is_asked_in(&self, asked: Asked, versions: &[usize]) -> bool {
        let (first, last) = self.versions_of(asked);
        versions.iter().any(|version| {
            *version == first
                || *version == last
                // A version between two that ends before its period does is nobody's.
                || (first < *version && *version < last && self.ends_a_period(asked, *version))
        })
    }

    fn ends_a_period(&self, asked: Asked, version: usize) -> bool {
        let (mut from, mut to) = (asked.first, asked.last);
        while from < to {
            let middle = from + (to - from) / 2;
            if self.version_in(asked, middle) < version { from = middle + 1 } else { to = middle }
        }
        self.version_in(asked, from) == version
    }

    /// The pairs whose person fulfils the person-condition, in one of the periods in which the row is asked.
    pub(crate) fn of_persons(
        &self,
        selecting: &Selecting<'_>,
        condition: ExprId,
        pairs: &Pairs,
        failed: &mut dyn FnMut(u32, u32, i32, Failure),
    ) -> Pairs {
        let owners = self.owners(selecting.scope.table, selecting.scope.owner);
        let mut decided: Vec<Option<Result<bool, Failure>>> = vec![None; pairs.rows.len()];
        let mut asking: Vec<(u32, i32)> = Vec::new();
        let mut known: HashMap<(u32, usize), Who> = HashMap::new();
        for (at, row) in pairs.rows.iter().enumerate() {
            let owner = owners[*row as usize];
            if owner == NOBODY {
                continue;
            }
            let place = pairs.places[at];
            let asked = self.asked(selecting, place as usize, *row);
            for period in asked.first..=asked.last {
                // A row that is asked once has been selected by that.
                let is_theirs =
                    asked.first == asked.last || self.is_meant(selecting, place, self.version_in(asked, period), owner, &mut known);
                if is_theirs {
                    asking.push((u32::try_from(at).unwrap_or(u32::MAX), period));
                }
            }
            if asking.len() >= BLOCK * 4 {
                self.ask_persons(selecting, condition, pairs, &owners, &std::mem::take(&mut asking), &mut decided);
            }
        }
        self.ask_persons(selecting, condition, pairs, &owners, &asking, &mut decided);
        let mut kept = Vec::with_capacity(pairs.rows.len());
        for (at, decided) in decided.into_iter().enumerate() {
            match decided {
                Some(Ok(true)) => kept.push(u32::try_from(at).unwrap_or(u32::MAX)),
                Some(Err(failure)) => failed(pairs.places[at], pairs.rows[at], pairs.days[at], failure),
                Some(Ok(false)) | None => {}
            }
        }
        pairs.keep(&kept)
    }

    fn is_meant(&self, selecting: &Selecting<'_>, place: u32, version: usize, owner: u32, known: &mut HashMap<(u32, usize), Who>) -> bool {
        let people = match selecting.scope.people {
            None | Some(People::Everyone | People::Own | People::Person(_)) => return true,
            Some(people) => people,
        };
        let at = place as usize;
        let (payee, my_payee) = (selecting.places.cell.payee.get(at), selecting.places.my.payee.get(at));
        let found = || self.who(people, version, payee, my_payee, selecting.person(at));
        match known.entry((place, version)).or_insert_with(found) {
            Who::All => true,
            Who::These(these) => these.contains(&owner),
        }
    }

    /// Evaluates a person-condition for pairs in periods: the first period in which it is true, or in error, decides.
    fn ask_persons(
        &self,
        selecting: &Selecting<'_>,
        condition: ExprId,
        pairs: &Pairs,
        owners: &[u32],
        asking: &[(u32, i32)],
        decided: &mut [Option<Result<bool, Failure>>],
    ) {
        if asking.is_empty() {
            return;
        }
        let places = selecting.places;
        let timeless = self.is_timeless(selecting.scope);
        let grain = if timeless { places.cell.grain } else { self.time.base };
        let day = |(at, period): &(u32, i32)| match *period {
            NO_PERIOD if timeless => places.cell.day.int(pairs.places[*at as usize] as usize),
            NO_PERIOD => pairs.days[*at as usize],
            period => self.time.end(grain, period),
        };
        let from: Vec<u32> = asking.iter().map(|(at, _)| pairs.places[*at as usize]).collect();
        let cell = CellPart {
            payee: Lane::each(asking.iter().map(|(at, _)| owners[pairs.rows[*at as usize] as usize]).collect()),
            day: Lane::signed(asking.iter().map(day)),
            period: Lane::signed(asking.iter().map(|(_, period)| *period)),
            grain,
        };
        let at_persons = Places { cell, distinct: false, ..places.gather(&from) };
        let values = self.eval(condition, &at_persons);
        for (index, (at, _)) in asking.iter().enumerate() {
            let decided = &mut decided[*at as usize];
            if matches!(decided, Some(Ok(true) | Err(_))) {
                continue;
            }
            let value = match values.get(index) {
                Scalar::Blank => self.fail(ErrorCode::Blank, condition, &at_persons, index),
                value @ (Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_)) => value,
            };
            *decided = Some(match value {
                Scalar::Bool(true) => Ok(true),
                Scalar::Error(failure) => Err(failure),
                Scalar::Bool(false) | Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) => Ok(false),
            });
        }
    }
}
