//! Sums and counts by owner and period, made in one pass over the rows: what most aggregates of lines need. A window is a
//! few buckets beside each other, so that no row is looked at twice.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::tally::{Order, Tally};
use crate::datum::Failure;
use crate::engine::Engine;
use crate::place::{BLOCK, Lane, NO_PERIOD, NOBODY, Places};
use crate::vector::{BLANK, ERROR, INEXACT, Lanes, PRESENT, Scalar, Vector};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tiercel_plan::{
    Aggregate, AggregateFunction, AggregateId, ExprId, OwnerSource, People, TableId, TableTime, TimeSource, Type, Uses, Window,
};
use tiercel_value::{Decimal, ExactSum, Grain};

/// The most buckets.
const MOST: usize = 64 << 20;

/// Sums and counts of a table's rows.
#[derive(Debug)]
pub(crate) struct Buckets {
    first: i32,
    count: usize,
    scale: u8,
    sums: Vec<i128>,
    counts: Vec<u32>,
    failures: BTreeMap<usize, (Order, Failure)>,
    inexact: BTreeSet<usize>,
}

impl Buckets {
    fn at(&self, owner: u32, ordinal: i32) -> Option<usize> {
        let period = usize::try_from(i64::from(ordinal) - i64::from(self.first)).ok()?;
        (period < self.count).then_some(owner as usize * self.count + period)
    }
}

/// When the rows of a bucketed table count.
#[derive(Clone, Copy)]
enum When {
    Day(ExprId, bool),
    Ordinal(ExprId, bool),
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
            let made = self.serves(aggregate, table).and_then(|when| self.fill(aggregate, table, when)).map(Rc::new);
            self.caches.buckets.borrow_mut().insert(id, made.clone());
            made
        })?;
        let base = self.time.base;
        let ty = aggregate.body.map_or(Type::Number, |body| self.plan.expr(body).ty);
        let mut tallies: Vec<Tally> = Vec::with_capacity(places.len);
        for index in 0..places.len {
            let mut tally = Tally::new(aggregate.function, ty);
            let payee = places.cell.payee.get(index);
            let (grain, ordinal) = (places.cell.grain, places.cell.period.int(index));
            if let (true, Some((from, to))) = (payee != NOBODY, self.time.window(window, grain, ordinal)) {
                let (from, to) = (self.base_end(grain, from, base, false), self.base_end(grain, to, base, true));
                let last = buckets.first.saturating_add(i32::try_from(buckets.count).unwrap_or(i32::MAX) - 1);
                let (mut sum, mut count, mut inexact) = (0i128, 0i64, false);
                for ordinal in from.max(buckets.first)..=to.min(last) {
                    let Some(at) = buckets.at(payee, ordinal) else { continue };
                    sum = sum.checked_add(buckets.sums.get(at).copied().unwrap_or(0))?;
                    count += i64::from(buckets.counts[at]);
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

    /// The blocks of a table's rows: owner and ordinal of each row.
    fn each_block(
        &self,
        aggregate: &Aggregate,
        table: TableId,
        when: When,
        mut each: impl FnMut(&[u32], &[u32], &[i32]) -> Option<()>,
    ) -> Option<()> {
        let count = self.rows(table);
        let (mut from, base) = (0, self.time.base);
        let mut owners = Vec::with_capacity(BLOCK);
        let mut ordinals = Vec::with_capacity(BLOCK);
        while from < count {
            let to = count.min(from.saturating_add(u32::try_from(BLOCK).unwrap_or(u32::MAX)));
            let rows: Vec<u32> = (from..to).collect();
            let len = rows.len();
            let lane = Lane::each(rows);
            let Lane::Each(rows) = &lane else { return None };
            let at_row = self.at_rows(table, lane.clone(), len, Uses::NONE);
            let ranging = Places::ranging(table, lane.clone(), len, base);
            let owner = match (aggregate.owner, self.plan.table(table).payee) {
                (OwnerSource::Of(owner), _) => self.eval(owner, &ranging),
                (_, Some(owner)) => self.eval(owner, &at_row),
                (_, None) => return None,
            };
            let (expr, ranged) = match when {
                When::Day(expr, ranged) | When::Ordinal(expr, ranged) => (expr, ranged),
            };
            let time = self.eval(expr, if ranged { &ranging } else { &at_row });
            owners.clear();
            ordinals.clear();
            match (&owner.lanes, &owner.status) {
                (Lanes::Words(words), None) if words.len() == len => owners.extend_from_slice(words),
                _ => owners.extend((0..len).map(|index| if let Scalar::Word(owner) = owner.get(index) { owner } else { NOBODY })),
            }
            for index in 0..len {
                ordinals.push(match (time.get(index), when) {
                    (Scalar::Word(day), When::Day(..)) => self.time.ordinal_of_day(day.cast_signed()),
                    (Scalar::Word(ordinal), When::Ordinal(..)) => ordinal.cast_signed(),
                    (_, _) => NO_PERIOD,
                });
            }
            each(rows, &owners, &ordinals)?;
            from = to;
        }
        Some(())
    }

    fn fill(&self, aggregate: &Aggregate, table: TableId, when: When) -> Option<Buckets> {
        let (mut first, mut last) = (i32::MAX, i32::MIN);
        self.each_block(aggregate, table, when, |_, _, ordinals| {
            for ordinal in ordinals.iter().filter(|ordinal| **ordinal != NO_PERIOD) {
                first = first.min(*ordinal);
                last = last.max(*ordinal);
            }
            Some(())
        })?;
        let count = if first > last { 0 } else { usize::try_from(i64::from(last) - i64::from(first) + 1).ok()? };
        let size = count.checked_mul(self.everybody.len()).filter(|size| *size <= MOST)?;
        let mut buckets = Buckets {
            first: if count == 0 { 0 } else { first },
            count,
            scale: 0,
            sums: if aggregate.function == AggregateFunction::Count { Vec::new() } else { vec![0; size] },
            counts: vec![0; size],
            failures: BTreeMap::new(),
            inexact: BTreeSet::new(),
        };
        let base = self.time.base;
        self.each_block(aggregate, table, when, |rows, owners, ordinals| {
            let ranging = Places::ranging(table, Lane::each(rows.to_vec()), rows.len(), base);
            let mut pass = vec![true; rows.len()];
            for part in &aggregate.correlation.ranged {
                let values = self.eval(*part, &ranging);
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
            let body = aggregate.body.map(|body| self.eval(body, &ranging));
            self.add(&mut buckets, aggregate, table, (rows, owners, ordinals), &pass, body.as_ref())
        })?;
        Some(buckets)
    }

    fn add(
        &self,
        buckets: &mut Buckets,
        aggregate: &Aggregate,
        table: TableId,
        (rows, owners, ordinals): (&[u32], &[u32], &[i32]),
        pass: &[bool],
        body: Option<&Vector>,
    ) -> Option<()> {
        let summing = !buckets.sums.is_empty();
        let mut factor = 1i128;
        if let (true, Some(body)) = (summing, body) {
            let Lanes::Narrow(_, scale) = &body.lanes else { return None };
            if *scale > buckets.scale {
                let up = 10i128.pow(u32::from(*scale - buckets.scale));
                for sum in &mut buckets.sums {
                    *sum = sum.checked_mul(up)?;
                }
                buckets.scale = *scale;
            }
            factor = 10i128.pow(u32::from(buckets.scale - *scale));
        }
        for (index, row) in rows.iter().enumerate() {
            if !pass[index] || owners[index] == NOBODY || ordinals[index] == NO_PERIOD {
                continue;
            }
            let at = buckets.at(owners[index], ordinals[index])?;
            let status = body.map_or(PRESENT, |body| body.status_at(index));
            match status & !INEXACT {
                BLANK => continue,
                ERROR => {
                    let failure = body.and_then(|body| body.failure_at(index))?;
                    let days = self.row_days(table, aggregate.time);
                    let order = self.order_of(table, aggregate.owner, *row, days.first[*row as usize]);
                    let known = buckets.failures.entry(at).or_insert((order, failure));
                    if order < known.0 {
                        *known = (order, failure);
                    }
                    continue;
                }
                _ => {}
            }
            buckets.counts[at] += 1;
            if status & INEXACT != 0 && summing {
                buckets.inexact.insert(at);
            }
            if let (true, Some(Vector { lanes: Lanes::Narrow(mantissas, _), .. })) = (summing, body) {
                let mantissa = if mantissas.len() == 1 { mantissas[0] } else { mantissas[index] };
                buckets.sums[at] = buckets.sums[at].checked_add(i128::from(mantissa).checked_mul(factor)?)?;
            }
        }
        Some(())
    }
}

/// The exact sum of an integer at a scale; nothing if it is too big for a number.
fn exact(total: i128, scale: u8) -> Option<ExactSum> {
    let mut sum = ExactSum::default();
    sum.add(Decimal::from_parts(total, u32::from(scale)).ok()?);
    Some(sum)
}
