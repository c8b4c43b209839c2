//! Sums and counts by owner and period, made in one pass over the rows: what most aggregates of lines need. A window is a
//! few buckets beside each other, so that no row is looked at twice.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::tally::{Order, Tally};
use crate::datum::Failure;
use crate::engine::Engine;
use crate::place::{BLOCK, Lane, NO_PERIOD, NOBODY, Places};
use crate::time::Lately;
use crate::vector::{BLANK, ERROR, INEXACT, Lanes, Scalar, Vector};
use std::rc::Rc;
use tiercel_plan::{
    Aggregate, AggregateFunction, AggregateId, AggregateOver, ExprId, ExprKind, OwnerSource, People, TableId, TableTime, TimeSource, Type,
    Uses, Window,
};
use tiercel_value::{Decimal, ExactSum, Grain, Map, Set, times};

/// The most buckets.
const MOST: usize = 64 << 20;
/// The most days whose periods are looked up beforehand.
const LONGEST: i64 = 20_000;
/// Of tables with no more rows, the bucket of each is kept for the next aggregate.
const SHORT: u32 = 1 << 16;

/// Sums and counts of a table's rows.
#[derive(Debug)]
pub(crate) struct Buckets {
    first: i32,
    count: usize,
    scale: u8,
    sums: Sums,
    /// How many rows each has; a plain sum needs none.
    counts: Vec<u32>,
    failures: Map<usize, (Order, Failure)>,
    inexact: Set<usize>,
}

/// Totals as mantissas: in 64 bits as long as all of them fit.
#[derive(Debug)]
enum Sums {
    None,
    Narrow(Vec<i64>),
    Wide(Vec<i128>),
}

impl Sums {
    #[inline]
    fn get(&self, at: usize) -> i128 {
        match self {
            Sums::None => 0,
            Sums::Narrow(sums) => sums.get(at).copied().map_or(0, i128::from),
            Sums::Wide(sums) => sums.get(at).copied().unwrap_or(0),
        }
    }

    /// Adds to each slot its mantissa; nothing if a total is beyond 128 bits.
    fn add_all(&mut self, slots: &[u32], mantissas: impl Iterator<Item = i64>, factor: i64) -> Option<()> {
        for (slot, mantissa) in slots.iter().zip(mantissas) {
            if *slot != NO_SLOT {
                self.add(*slot as usize, mantissa, factor)?;
            }
        }
        Some(())
    }

    #[inline]
    fn add(&mut self, at: usize, mantissa: i64, factor: i64) -> Option<()> {
        if let Sums::Narrow(sums) = self {
            let sum =
                if factor == 1 { Some(mantissa) } else { times(mantissa, factor) }.and_then(|mantissa| sums[at].checked_add(mantissa));
            if let Some(sum) = sum {
                sums[at] = sum;
                return Some(());
            }
        }
        self.add_wide(at, i128::from(mantissa).checked_mul(i128::from(factor))?)
    }

    #[cold]
    fn add_wide(&mut self, at: usize, mantissa: i128) -> Option<()> {
        if let Sums::Narrow(sums) = self {
            *self = Sums::Wide(sums.iter().map(|sum| i128::from(*sum)).collect());
        }
        if let Sums::Wide(sums) = self {
            sums[at] = sums[at].checked_add(mantissa)?;
        }
        Some(())
    }

    /// Multiplies all totals.
    fn scale_up(&mut self, factor: i64) -> Option<()> {
        if let Sums::Narrow(sums) = self {
            if sums.iter().all(|sum| sum.checked_mul(factor).is_some()) {
                sums.iter_mut().for_each(|sum| *sum = sum.saturating_mul(factor));
                return Some(());
            }
            *self = Sums::Wide(sums.iter().map(|sum| i128::from(*sum)).collect());
        }
        if let Sums::Wide(sums) = self {
            for sum in sums {
                *sum = sum.checked_mul(i128::from(factor))?;
            }
        }
        Some(())
    }
}

/// A row that no bucket counts.
const NO_SLOT: u32 = u32::MAX;

impl Buckets {
    /// The buckets of some ordinals of a payee.
    #[inline]
    fn range(&self, payee: u32, (from, to): (i32, i32)) -> std::ops::Range<usize> {
        let offset = |ordinal: i64| usize::try_from((ordinal - i64::from(self.first)).max(0)).unwrap_or(0).min(self.count);
        let start = payee as usize * self.count;
        let (from, to) = (offset(i64::from(from)), offset(i64::from(to) + 1));
        start + from..start + to.max(from)
    }
}

/// When the rows of a bucketed table count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Day(ExprId, bool),
    Ordinal(ExprId, bool),
}

/// The rows that are counted: of which table, whose and when.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted {
    table: TableId,
    owner: OwnerSource,
    when: When,
}

/// Into which buckets rows fall: each owner has one for each ordinal from the first on.
#[derive(Debug)]
pub(crate) struct Grid {
    first: i32,
    count: usize,
    /// The lowest day or ordinal of a row.
    low: i32,
    /// The offset of each day from there, where that is less than asking at each row.
    days: Vec<u32>,
    /// The bucket of each row of a short table.
    slots: Option<Vec<u32>>,
}

impl Engine<'_> {
    /// The aggregate from buckets, if it is one that they serve.
    pub(crate) fn bucketed(&self, id: AggregateId, table: TableId, expr: ExprId, places: &Places) -> Option<Vector> {
        let aggregate = self.plan.aggregate(id);
        let window = aggregate.window?;
        if matches!(window, Window::Between(..))
            || self.is_open_aggregate(id)
            || places.len < 2 && self.caches.buckets.borrow().get(&id).is_none()
        {
            return None;
        }
        let known = self.caches.buckets.borrow().get(&id).cloned();
        let buckets = known.unwrap_or_else(|| {
            self.make_buckets(id, table);
            self.caches.buckets.borrow().get(&id).cloned().flatten()
        })?;
        let windows = self.base_windows(window, places);
        if let Some(vector) = plain(aggregate.function, &buckets, &windows, places) {
            return Some(vector);
        }
        let ty = aggregate.body.map_or(Type::Number, |body| self.plan.expr(body).ty);
        let mut tallies: Vec<Tally> = Vec::with_capacity(places.len);
        for (index, window) in windows.iter().enumerate() {
            let mut tally = Tally::new(aggregate.function, ty);
            if let Some(window) = window {
                let (mut sum, mut count, mut inexact) = (0i128, 0i64, false);
                for at in buckets.range(places.cell.payee.get(index), *window) {
                    sum = sum.checked_add(buckets.sums.get(at))?;
                    count += i64::from(buckets.counts.get(at).copied().unwrap_or(0));
                    inexact |= !buckets.inexact.is_empty() && buckets.inexact.contains(&at);
                    if let Some((order, failure)) = buckets.failures.get(&at) {
                        tally.fail(*failure, *order);
                    }
                }
                tally.take_sum(&exact(sum, buckets.scale)?, count, inexact);
            }
            tallies.push(tally);
        }
        Some(self.finish(aggregate, expr, places, tallies, vec![None; places.len]))
    }

    /// First and last ordinal of the base grain in the window at each place; none at a place of nobody.
    fn base_windows(&self, window: Window, places: &Places) -> Vec<Option<(i32, i32)>> {
        let (base, grain) = (self.time.base, places.cell.grain);
        let mut known = Lately::new();
        let windows = (0..places.len).map(|index| {
            let ordinal = places.cell.period.int(index);
            let range = known.get(ordinal, || {
                let range = self.time.window(window, grain, ordinal);
                range.map(|(from, to)| (self.base_end(grain, from, base, false), self.base_end(grain, to, base, true)))
            });
            range.filter(|_| places.cell.payee.get(index) != NOBODY)
        });
        windows.collect()
    }

    fn base_end(&self, grain: Grain, ordinal: i32, base: Grain, end: bool) -> i32 {
        if ordinal == i32::MIN || ordinal == i32::MAX || grain == base {
            return ordinal;
        }
        let (first, last) = self.time.parts(grain, ordinal, base);
        if end { last } else { first }
    }

    /// Whether buckets serve an aggregate, and when its rows count.
    fn serves(&self, aggregate: &Aggregate, table: TableId) -> Option<When> {
        let function = matches!(aggregate.function, AggregateFunction::Sum | AggregateFunction::Count | AggregateFunction::Average);
        let cut = &aggregate.correlation;
        let parts = cut.equalities.is_empty() && cut.range.is_none() && cut.here.is_empty() && cut.rest.is_empty();
        let condition = aggregate.condition.is_none() || !cut.ranged.is_empty();
        let body = aggregate.body.is_none_or(|body| self.plan.expr(body).uses.without(Uses::RANGED) == Uses::NONE);
        let own = matches!(aggregate.people, Some(People::Own)) && aggregate.person_where.is_none() && table != self.plan.payees;
        if !(function && parts && condition && body && own) {
            return None;
        }
        let (time, ranged) = match aggregate.time {
            TimeSource::Role => (self.plan.table(table).time, false),
            TimeSource::On(time) => (time, true),
            TimeSource::None => return None,
        };
        match time {
            // A day between periods of a calendar belongs to none of them, but windows without a start take it.
            TableTime::On(day) if self.time.base != Grain::Custom => Some(When::Day(day, ranged)),
            TableTime::In(period, grain) if grain == self.time.base => Some(When::Ordinal(period, ranged)),
            TableTime::On(_) | TableTime::In(..) | TableTime::Span(..) | TableTime::None => None,
        }
    }

    /// Makes the buckets of an aggregate, and in the same pass those of others over the same rows.
    fn make_buckets(&self, id: AggregateId, table: TableId) {
        let aggregate = self.plan.aggregate(id);
        let Some(when) = self.serves(aggregate, table) else {
            self.caches.buckets.borrow_mut().insert(id, None);
            return;
        };
        let counted = Counted { table, owner: aggregate.owner, when };
        let mut ids = vec![id];
        if aggregate.correlation.ranged.is_empty() && self.in_progress.is_empty() {
            let others = (0u32..).map(AggregateId).zip(&self.plan.aggregates);
            ids.extend(others.filter(|(other, _)| *other != id && self.goes_along(*other, counted)).map(|(other, _)| other));
        }
        let made = self.fill(&ids, counted);
        let mut buckets = self.caches.buckets.borrow_mut();
        match made {
            Some(made) => ids.into_iter().zip(made).for_each(|(id, made)| {
                buckets.insert(id, made.map(Rc::new));
            }),
            None => {
                buckets.insert(id, None);
            }
        }
    }

    /// Whether an aggregate's buckets can be made with those of another: it counts the same rows, and what it adds up is
    /// there already.
    fn goes_along(&self, id: AggregateId, counted: Counted) -> bool {
        let aggregate = self.plan.aggregate(id);
        let there = aggregate.body.is_none_or(|body| {
            if let ExprKind::RangedColumn(column) = self.plan.expr(body).kind { self.view(column).is_some() } else { false }
        });
        there
            && aggregate.over == AggregateOver::Rows(counted.table)
            && aggregate.owner == counted.owner
            && aggregate.window.is_some_and(|window| !matches!(window, Window::Between(..)))
            && aggregate.correlation.ranged.is_empty()
            && self.caches.buckets.borrow().get(&id).is_none()
            && self.serves(aggregate, counted.table) == Some(counted.when)
    }

    /// The blocks of a table's rows: first row, owners and times.
    fn each_block(&self, counted: Counted, mut each: impl FnMut(u32, &Vector, &Vector) -> Option<()>) -> Option<()> {
        let Counted { table, owner, when } = counted;
        let (count, base) = (self.rows(table), self.time.base);
        let mut from = 0;
        while from < count {
            let to = count.min(from.saturating_add(u32::try_from(BLOCK).unwrap_or(u32::MAX)));
            let len = (to - from) as usize;
            let at_row = self.at_rows(table, Lane::From(from), len, Uses::NONE);
            let ranging = Places::ranging(table, Lane::From(from), len, base);
            let owner = match (owner, self.plan.table(table).payee) {
                (OwnerSource::Of(owner), _) => self.eval(owner, &ranging),
                (_, Some(owner)) => self.eval(owner, &at_row),
                (_, None) => return None,
            };
            let (When::Day(expr, ranged) | When::Ordinal(expr, ranged)) = when;
            each(from, &owner, &self.eval(expr, if ranged { &ranging } else { &at_row }))?;
            from = to;
        }
        Some(())
    }

    /// First and last day or ordinal of the rows.
    fn span(&self, counted: Counted) -> Option<Option<(i32, i32)>> {
        let mut span: Option<(i32, i32)> = None;
        self.each_block(counted, |_, _, time| {
            let mut take = |word: i32| span = Some(span.map_or((word, word), |(first, last)| (first.min(word), last.max(word))));
            match (&time.lanes, &time.status) {
                (Lanes::Words(words), None) => {
                    let words = || words.iter().map(|word| word.cast_signed());
                    words().min().into_iter().chain(words().max()).for_each(take);
                }
                _ => (0..time.len).for_each(|index| {
                    if let Scalar::Word(word) = time.get(index) {
                        take(word.cast_signed());
                    }
                }),
            }
            Some(())
        })?;
        Some(span)
    }

    /// The grid of some rows; nothing if they can't have one.
    fn grid(&self, counted: Counted) -> Option<Rc<Grid>> {
        let known = self.caches.grids.borrow().iter().find(|(rows, _)| *rows == counted).map(|(_, grid)| grid.clone());
        known.unwrap_or_else(|| {
            let made = self.make_grid(counted).map(Rc::new);
            self.caches.grids.borrow_mut().push((counted, made.clone()));
            made
        })
    }

    fn make_grid(&self, counted: Counted) -> Option<Grid> {
        let span = self.span(counted)?;
        let ordinal = |word| self.ordinal(counted.when, word);
        // Periods follow each other as their days do.
        let (first, count) = match span.map(|(first, last)| (ordinal(first), ordinal(last))) {
            None => (0, 0),
            Some((NO_PERIOD, _) | (_, NO_PERIOD)) => return None,
            Some((first, last)) => (first, usize::try_from(i64::from(last) - i64::from(first) + 1).ok()?),
        };
        if count.checked_mul(self.everybody.len())? > MOST {
            return None;
        }
        let mut grid = Grid { first, count, low: span.map_or(0, |span| span.0), days: Vec::new(), slots: None };
        if let Some((low, high)) = span.filter(|(low, high)| i64::from(*high) - i64::from(*low) < LONGEST) {
            grid.days = (low..=high).map(|word| self.offset_in(&grid, counted, word)).collect();
        }
        if self.rows(counted.table) <= SHORT {
            let mut all = Vec::with_capacity(self.rows(counted.table) as usize);
            self.each_slots(counted, &grid, |_, slots| {
                all.extend_from_slice(slots);
                Some(())
            })?;
            grid.slots = Some(all);
        }
        Some(grid)
    }

    fn ordinal(&self, when: When, word: i32) -> i32 {
        match when {
            When::Day(..) => self.time.period_of(word, self.time.base).unwrap_or(NO_PERIOD),
            When::Ordinal(..) => word,
        }
    }

    /// The offset of a day or ordinal among the buckets of an owner.
    fn offset_in(&self, grid: &Grid, counted: Counted, word: i32) -> u32 {
        if grid.days.is_empty() {
            let offset = usize::try_from(i64::from(self.ordinal(counted.when, word)) - i64::from(grid.first)).ok();
            return offset.filter(|offset| *offset < grid.count).and_then(|offset| u32::try_from(offset).ok()).unwrap_or(NO_SLOT);
        }
        usize::try_from(i64::from(word) - i64::from(grid.low)).ok().and_then(|day| grid.days.get(day)).copied().unwrap_or(NO_SLOT)
    }

    /// The rows block by block: the first of them and the bucket of each.
    fn each_slots(&self, counted: Counted, grid: &Grid, mut each: impl FnMut(u32, &mut [u32]) -> Option<()>) -> Option<()> {
        let mut slots: Vec<u32> = Vec::with_capacity(BLOCK);
        if let Some(all) = &grid.slots {
            return (0u32..).step_by(BLOCK).zip(all.chunks(BLOCK)).try_for_each(|(from, block)| {
                slots.clear();
                slots.extend_from_slice(block);
                each(from, &mut slots)
            });
        }
        let width = u32::try_from(grid.count).ok()?;
        self.each_block(counted, |from, owners, times| {
            slots.clear();
            let slot = |owner: u32, word: u32| {
                let offset = self.offset_in(grid, counted, word.cast_signed());
                if owner == NOBODY || offset == NO_SLOT { NO_SLOT } else { owner * width + offset }
            };
            match (&owners.lanes, &owners.status, &times.lanes, &times.status) {
                (Lanes::Words(owners), None, Lanes::Words(words), None) if owners.len() == words.len() => {
                    slots.extend(owners.iter().zip(words).map(|(owner, word)| slot(*owner, *word)));
                }
                _ => slots.extend((0..times.len).map(|index| match (owners.get(index), times.get(index)) {
                    (Scalar::Word(owner), Scalar::Word(word)) => slot(owner, word),
                    (_, _) => NO_SLOT,
                })),
            }
            each(from, &mut slots)
        })
    }

    fn fill(&self, ids: &[AggregateId], counted: Counted) -> Option<Vec<Option<Buckets>>> {
        let grid = self.grid(counted)?;
        let size = grid.count.checked_mul(self.everybody.len())?;
        let empty = |id: &AggregateId| {
            let function = self.plan.aggregate(*id).function;
            let summing = function != AggregateFunction::Count;
            Some(Buckets {
                first: grid.first,
                count: grid.count,
                scale: 0,
                sums: if summing { Sums::Narrow(vec![0; size]) } else { Sums::None },
                counts: if function == AggregateFunction::Sum { Vec::new() } else { vec![0; size] },
                failures: Map::new(),
                inexact: Set::new(),
            })
        };
        let mut made: Vec<Option<Buckets>> = ids.iter().map(empty).collect();
        self.each_slots(counted, &grid, |from, slots| {
            for (id, buckets) in ids.iter().zip(&mut made) {
                let Some(filled) = buckets else { continue };
                if self.add(filled, *id, counted.table, from, slots).is_none() {
                    *buckets = None;
                }
            }
            Some(())
        })?;
        Some(made)
    }

    /// Adds a block of rows to the buckets of an aggregate.
    fn add(&self, buckets: &mut Buckets, id: AggregateId, table: TableId, from: u32, slots: &mut [u32]) -> Option<()> {
        let aggregate = self.plan.aggregate(id);
        let ranging = Places::ranging(table, Lane::From(from), slots.len(), self.time.base);
        let mut pass = vec![true; if aggregate.correlation.ranged.is_empty() { 0 } else { slots.len() }];
        for part in &aggregate.correlation.ranged {
            let values = self.eval(*part, &ranging);
            if let Some(bools) = values.plain_bools() {
                pass.iter_mut().zip(bools).for_each(|(pass, bool)| *pass &= *bool);
                continue;
            }
            for (index, pass) in pass.iter_mut().enumerate() {
                match values.get(index) {
                    Scalar::Bool(true) => {}
                    Scalar::Bool(false) => *pass = false,
                    // An error counts where the whole condition meets it: rows are ranged over one by one then.
                    _ if *pass => return None,
                    Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) | Scalar::Error(_) => {}
                }
            }
        }
        slots.iter_mut().zip(&pass).for_each(|(slot, pass)| *slot = if *pass { *slot } else { NO_SLOT });
        let count = |counts: &mut Vec<u32>, slot: u32| {
            if let (false, Some(count)) = (slot == NO_SLOT, counts.get_mut(slot as usize)) {
                *count += 1;
            }
        };
        let Some(body) = aggregate.body.map(|body| self.eval(body, &ranging)) else {
            slots.iter().for_each(|slot| count(&mut buckets.counts, *slot));
            return Some(());
        };
        let mut factor = 1;
        let summing = !matches!(buckets.sums, Sums::None);
        if summing {
            let Lanes::Narrow(_, scale) = &body.lanes else { return None };
            if *scale > buckets.scale {
                buckets.sums.scale_up(10i64.checked_pow(u32::from(*scale - buckets.scale))?)?;
                buckets.scale = *scale;
            }
            factor = 10i64.checked_pow(u32::from(buckets.scale - *scale))?;
        }
        if let (true, true, None, Lanes::Narrow(mantissas, _)) = (summing, buckets.counts.is_empty(), &body.status, &body.lanes) {
            return match mantissas.as_slice() {
                [mantissa] => buckets.sums.add_all(slots, std::iter::repeat(*mantissa), factor),
                mantissas => buckets.sums.add_all(slots, mantissas.iter().copied(), factor),
            };
        }
        for (index, slot) in slots.iter().enumerate().filter(|(_, slot)| **slot != NO_SLOT) {
            let (at, status) = (*slot as usize, body.status_at(index));
            match status & !INEXACT {
                BLANK => continue,
                ERROR => {
                    let (failure, row) = (body.failure_at(index)?, from + u32::try_from(index).ok()?);
                    let days = self.row_days(table, aggregate.time);
                    let order = self.order_of(table, aggregate.owner, row, days.first[row as usize]);
                    let known = buckets.failures.get_or_insert_with(at, || (order, failure));
                    if order < known.0 {
                        *known = (order, failure);
                    }
                    continue;
                }
                _ => {}
            }
            count(&mut buckets.counts, *slot);
            if status & INEXACT != 0 && summing {
                buckets.inexact.insert(at);
            }
            if let (true, Lanes::Narrow(mantissas, _)) = (summing, &body.lanes) {
                buckets.sums.add(at, mantissas[body.at(index)], factor)?;
            }
        }
        Some(())
    }
}

/// Sums or counts of windows in 64 bits, if there is nothing but numbers in the buckets.
fn plain(function: AggregateFunction, buckets: &Buckets, windows: &[Option<(i32, i32)>], places: &Places) -> Option<Vector> {
    if !buckets.failures.is_empty() || !buckets.inexact.is_empty() {
        return None;
    }
    let ranges = windows.iter().enumerate().map(|(index, window)| window.map(|window| buckets.range(places.cell.payee.get(index), window)));
    let (values, scale): (Option<Vec<i64>>, u8) = match (function, &buckets.sums) {
        (AggregateFunction::Count, _) => {
            let count = |range: std::ops::Range<usize>| -> i64 {
                buckets.counts.get(range).unwrap_or_default().iter().map(|count| i64::from(*count)).sum()
            };
            (Some(ranges.map(|range| range.map_or(0, count)).collect()), 0)
        }
        (AggregateFunction::Sum, Sums::Narrow(sums)) => {
            let sum = |range: std::ops::Range<usize>| {
                sums.get(range).unwrap_or_default().iter().try_fold(0i64, |sum, part| sum.checked_add(*part))
            };
            (ranges.map(|range| range.map_or(Some(0), sum)).collect(), buckets.scale)
        }
        (_, _) => return None,
    };
    Some(Vector { len: places.len, lanes: Lanes::Narrow(values?, scale), status: None, failures: Vec::new() })
}

/// The exact sum of an integer at a scale; nothing if it is too big for a number.
fn exact(total: i128, scale: u8) -> Option<ExactSum> {
    let mut sum = ExactSum::default();
    sum.add(Decimal::from_parts(total, u32::from(scale)).ok()?);
    Some(sum)
}
