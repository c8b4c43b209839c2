//! Aggregates over cells and over people.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::persons::Who;
use super::rows::Windows;
use super::tally::{Order, Tally};
use crate::datum::{ErrorCode, Failure, OriginPlace};
use crate::engine::Engine;
use crate::place::{BLOCK, CellPart, Lane, NO_PERIOD, NOBODY, Places};
use crate::time::Lately;
use crate::vector::{ABSENT, Lanes, PRESENT, Scalar, Vector};
use std::rc::Rc;
use tiercel_plan::{Aggregate, AggregateFunction, AggregateId, AggregateOver, ExprId, ExprKind, LineId, People, Type, Window};
use tiercel_value::{Grain, Period};

/// Pairs of place and cell.
#[derive(Debug, Default)]
struct CellPairs {
    places: Vec<u32>,
    payees: Vec<u32>,
    ordinals: Vec<i32>,
    /// The place in the order of people.
    order: Vec<u32>,
}

impl CellPairs {
    /// Where an error stands among others: by time and payee, also of people who have an order of their own.
    fn error_order(&self, index: usize) -> Order {
        (self.ordinals[index], self.payees[index], 0)
    }

    fn keep(&self, indexes: &[u32]) -> CellPairs {
        CellPairs {
            places: indexes.iter().map(|index| self.places[*index as usize]).collect(),
            payees: indexes.iter().map(|index| self.payees[*index as usize]).collect(),
            ordinals: indexes.iter().map(|index| self.ordinals[*index as usize]).collect(),
            order: indexes.iter().map(|index| self.order[*index as usize]).collect(),
        }
    }
}

impl Engine<'_> {
    /// First and last ordinal of cells of a grain in a window, at each place; what is in error.
    fn cell_windows(&self, window: Option<Window>, grain: Grain, unit: usize, id: ExprId, places: &Places) -> Windows {
        let mut failures = vec![None; places.len];
        let lower = self.given.first().map_or(self.time.first, |given| given.min(self.time.first));
        let clip = |(first, last): (i32, i32)| {
            let from = self.time.containing(self.time.base, lower, grain);
            let to = self.time.containing(self.time.base, self.time.last, grain);
            let range = (first.max(from), last.min(to));
            (range.0 <= range.1).then_some(range)
        };
        if let Some(Window::Between(from, to)) = window {
            let (first, last) = (self.eval(from, places), self.eval(to, places));
            let end = |expr: ExprId, value: Scalar, end: bool| match (self.plan.expr(expr).ty, value) {
                (Type::Period(of), Scalar::Word(word)) => {
                    Ok(self.regrained((word.cast_signed(), word.cast_signed()), of, grain, unit, end))
                }
                (_, Scalar::Word(word)) => {
                    Ok(self.time.period_of(word.cast_signed(), grain).unwrap_or(if end { NO_PERIOD } else { i32::MAX }))
                }
                (_, Scalar::Error(failure)) => Err(Some(failure)),
                (_, _) => Err(None),
            };
            let ranges = (0..places.len)
                .map(|index| {
                    let ends = end(from, first.get(index), false).and_then(|from| Ok((from, end(to, last.get(index), true)?)));
                    match ends {
                        Ok(range) => clip(range),
                        Err(failure) => {
                            let blank = || match self.fail(ErrorCode::Blank, id, places, index) {
                                Scalar::Error(failure) => Some(failure),
                                Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => None,
                            };
                            failures[index] = failure.or_else(blank);
                            None
                        }
                    }
                })
                .collect();
            return Windows { days: ranges, failures };
        }
        let here = places.cell.grain;
        let mut known = Lately::new();
        let ranges = (0..places.len).map(|index| {
            let ordinal = places.cell.period.int(index);
            known.get(ordinal, || {
                let (first, last) = self.time.window(window.unwrap_or(Window::Period), here, ordinal)?;
                let from = if first == i32::MIN { i32::MIN } else { self.regrained((first, first), here, grain, unit, false) };
                let to = if last == i32::MAX { i32::MAX } else { self.regrained((last, last), here, grain, unit, true) };
                clip((from, to))
            })
        });
        Windows { days: ranges.collect(), failures }
    }

    /// The first (or last) cell of a grain among periods of another: finer ones that belong to it, coarser ones that stand
    /// in it.
    fn regrained(&self, (first, last): (i32, i32), from: Grain, to: Grain, unit: usize, end: bool) -> i32 {
        if from == to {
            return if end { last } else { first };
        }
        if from > to {
            return if end { self.time.parts(from, last, to).1 } else { self.time.parts(from, first, to).0 };
        }
        let base = self.time.base;
        if end {
            let stop = self.time.parts(from, last, base).1;
            let coarse = self.time.containing(base, stop, to);
            if self.time.standing(unit, to, coarse) <= stop { coarse } else { coarse.saturating_sub(1) }
        } else {
            let start = self.time.parts(from, first, base).0;
            let coarse = self.time.containing(base, start, to);
            if self.time.standing(unit, to, coarse) >= start { coarse } else { coarse.saturating_add(1) }
        }
    }

    /// The people of a period as seen from a place, with their order: who has a cell of the lines there, of the plan or given.
    pub(crate) fn people_at(
        &self,
        people: Option<&People>,
        units: &[u16],
        (lines, grain, ordinal): (&[LineId], Grain, i32),
        (payee, my_payee, person): (u32, u32, Scalar),
        mut each: impl FnMut(u32, u32),
    ) {
        let unit = usize::from(units.first().copied().unwrap_or(0));
        let standing = if ordinal == NO_PERIOD { NO_PERIOD } else { self.time.standing(unit, grain, ordinal) };
        let outside = standing < self.time.first || standing > self.time.last;
        let closed = !lines.is_empty() && self.given.is_closed(standing, self.time.first);
        let has = |payee: u32| match (outside, closed) {
            (false, false) => self.on_all(units, payee, standing),
            (false, true) => self.on_all(units, payee, standing) || lines.iter().all(|line| self.has_line(*line, payee, grain, ordinal)),
            (true, _) => lines.iter().any(|line| self.is_given(*line, payee, grain, ordinal)),
        };
        match people {
            None | Some(People::Own) => {
                if payee != NOBODY && has(payee) {
                    each(payee, payee);
                }
            }
            Some(People::Everyone) if !outside && !closed => self.everyone(units, standing).iter().for_each(|payee| each(*payee, *payee)),
            Some(people) => {
                // The tree of the quarter's own last day, as `payee[Manager]` has it there.
                let end = if ordinal == NO_PERIOD { i32::MIN } else { self.time.end(grain, ordinal) };
                let version = self.everybody.version(end);
                let nearest = matches!(people, People::Managers | People::Between);
                match self.who(people, version, payee, my_payee, person) {
                    Who::All => (0u32..).take(self.everybody.len()).filter(|payee| has(*payee)).for_each(|payee| each(payee, payee)),
                    Who::These(these) => {
                        for (order, payee) in (0u32..).zip(these.iter()).filter(|(_, payee)| has(**payee)) {
                            each(*payee, if nearest { order } else { *payee });
                        }
                    }
                }
            }
        }
    }

    /// An aggregate over cells or people, at every place.
    pub(crate) fn over_cells(&self, id: AggregateId, expr: ExprId, places: &Places) -> Vector {
        let aggregate = self.plan.aggregate(id);
        let grain = Self::grain_of(aggregate, places);
        if let Some(vector) = self.own_cells(aggregate, expr, places) {
            return vector;
        }
        let ty = aggregate.body.map_or(Type::Number, |body| self.plan.expr(body).ty);
        let mut tallies: Vec<Tally> = (0..places.len).map(|_| Tally::new(aggregate.function, ty)).collect();
        let failures =
            self.each_cells(aggregate, expr, places, &mut |pairs| self.take_cells(aggregate, grain, places, pairs, &mut tallies));
        self.add_sealed(id, places, &mut tallies);
        self.finish(aggregate, expr, places, tallies, failures)
    }

    /// The sum of a line of one's own over a window, where all its cells are plain narrow numbers.
    fn own_cells(&self, aggregate: &Aggregate, expr: ExprId, places: &Places) -> Option<Vector> {
        let (AggregateFunction::Sum, None | Some(People::Own), None, None) =
            (aggregate.function, &aggregate.people, aggregate.condition, aggregate.person_where)
        else {
            return None;
        };
        let ExprKind::Line(line) = self.plan.expr(aggregate.body?).kind else { return None };
        let (unit, grain) = (usize::from(self.plan.line(line).unit.0), self.plan.line(line).grain);
        // What history gives is looked for cell by cell.
        if grain != places.cell.grain
            || Self::grain_of(aggregate, places) != grain
            || self.given.first().is_some()
            || self.given.closed_to.is_some()
        {
            return None;
        }
        let cells = &self.lines[line.index()];
        let (mantissas, scale) = cells.column.narrow()?;
        let Windows { days: windows, failures } = self.cell_windows(aggregate.window, grain, unit, expr, places);
        let mut sums = Vec::with_capacity(places.len);
        for (index, window) in windows.iter().enumerate() {
            if failures[index].is_some() {
                return None;
            }
            let payee = places.cell.payee.get(index);
            let mut sum = 0i64;
            if let (Some((from, to)), true) = (window, payee != NOBODY) {
                for ordinal in *from..=*to {
                    let at = cells.index(payee, ordinal)?;
                    match cells.column.status(at) {
                        PRESENT => sum = sum.checked_add(mantissas[at])?,
                        // No cell there; or one that is still to be made.
                        ABSENT if !self.has_cell(unit, payee, self.time.standing(unit, grain, ordinal)) => {}
                        _ => return None,
                    }
                }
            }
            sums.push(sum);
        }
        Some(Vector { len: places.len, lanes: Lanes::Narrow(sums, scale), status: None, failures: Vec::new() })
    }

    /// The grain of the cells that an aggregate ranges over.
    fn grain_of(aggregate: &Aggregate, places: &Places) -> Grain {
        match aggregate.over {
            AggregateOver::Cells(grain) => grain,
            AggregateOver::People | AggregateOver::Rows(_) | AggregateOver::Group => places.cell.grain,
        }
    }

    /// The cells that an aggregate ranges over, as payee and period, seen from a place of its own: those for which its
    /// conditions are true. For explanations.
    pub(crate) fn cells_ranged(&self, id: AggregateId, expr: ExprId, places: &Places) -> (Places, Vec<(u32, Period)>) {
        let aggregate = self.plan.aggregate(id);
        let grain = Self::grain_of(aggregate, places);
        let mut found = CellPairs::default();
        let mut unused = vec![Tally::new(aggregate.function, Type::Number)];
        let _ = self.each_cells(aggregate, expr, places, &mut |pairs| {
            let pairs = self.filtered(aggregate, grain, places, pairs, &mut unused);
            found.places.extend(pairs.places);
            found.payees.extend(pairs.payees);
            found.ordinals.extend(pairs.ordinals);
            found.order.extend(pairs.order);
        });
        let cells =
            found.payees.iter().zip(&found.ordinals).map(|(payee, ordinal)| (*payee, Period { grain, ordinal: *ordinal })).collect();
        (self.at_cells(places, &found, grain), cells)
    }

    /// Calls back with the cells in people and window of each place; gives what is in error already.
    fn each_cells(&self, aggregate: &Aggregate, expr: ExprId, places: &Places, each: &mut dyn FnMut(CellPairs)) -> Vec<Option<Failure>> {
        let grain = Self::grain_of(aggregate, places);
        let units = self.units_of(aggregate.body.or(aggregate.condition), places.unit);
        let unit = usize::from(units.first().copied().unwrap_or(0));
        let named = [aggregate.body, aggregate.condition, aggregate.person_where].into_iter().flatten();
        let lines: Vec<LineId> = named.flat_map(|part| crate::walk::lines_at_cell(self.plan, part)).collect();
        let Windows { days: windows, mut failures } = self.cell_windows(aggregate.window, grain, unit, expr, places);
        let person = match &aggregate.people {
            Some(People::Person(person)) => Some(self.eval(*person, places)),
            _ => None,
        };
        let mut pairs = CellPairs::default();
        for index in 0..places.len {
            let person = person.as_ref().map_or(Scalar::Blank, |person| person.get(index));
            let (None, Some((from, to))) = (failures[index], windows[index]) else { continue };
            if let Scalar::Error(failure) = person {
                failures[index] = Some(failure);
                continue;
            }
            let place = u32::try_from(index).unwrap_or(u32::MAX);
            let payee = places.cell.payee.get(index);
            let my_payee = places.my.payee.get(index);
            for ordinal in from..=to {
                let seen = (payee, my_payee, person);
                self.people_at(aggregate.people.as_ref(), &units, (&lines, grain, ordinal), seen, |payee, order| {
                    pairs.places.push(place);
                    pairs.payees.push(payee);
                    pairs.ordinals.push(ordinal);
                    pairs.order.push(order);
                });
                if pairs.places.len() >= BLOCK {
                    each(std::mem::take(&mut pairs));
                }
            }
        }
        each(pairs);
        failures
    }

    /// Evaluates body and conditions at cells and takes in what they give.
    fn take_cells(&self, aggregate: &Aggregate, grain: Grain, places: &Places, pairs: CellPairs, tallies: &mut [Tally]) {
        if pairs.places.is_empty() {
            return;
        }
        let pairs = self.filtered(aggregate, grain, places, pairs, tallies);
        let Some(body) = aggregate.body else {
            for place in &pairs.places {
                tallies[*place as usize].push(self, Scalar::Bool(true), || (0, 0, 0));
            }
            return;
        };
        let values = self.eval_at_cells(body, grain, places, &pairs);
        for (index, place) in pairs.places.iter().enumerate() {
            let mut value = values.get(index);
            if let (Scalar::Error(failure), Some(default)) = (value, aggregate.default)
                && self.is_unnamed(&failure, body, grain, pairs.payees[index], pairs.ordinals[index])
            {
                value = self.eval(default, &places.gather(&[*place])).get(0);
            }
            let tally = &mut tallies[*place as usize];
            match value {
                Scalar::Error(failure) => tally.fail(failure, pairs.error_order(index)),
                value @ (Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_)) => {
                    tally.push(self, value, || (pairs.ordinals[index], pairs.order[index], 0));
                }
            }
        }
    }

    /// The cells for which the conditions are true; errors are taken in.
    fn filtered(&self, aggregate: &Aggregate, grain: Grain, places: &Places, pairs: CellPairs, tallies: &mut [Tally]) -> CellPairs {
        let mut pairs = pairs;
        for condition in [aggregate.person_where, aggregate.condition].into_iter().flatten() {
            let at = self.at_cells(places, &pairs, grain);
            let values = self.eval(condition, &at);
            let mut kept = Vec::with_capacity(pairs.places.len());
            for (index, place) in pairs.places.iter().enumerate() {
                let value = match values.get(index) {
                    Scalar::Blank => self.fail(ErrorCode::Blank, condition, &at, index),
                    value @ (Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_)) => value,
                };
                match value {
                    Scalar::Bool(true) => kept.push(u32::try_from(index).unwrap_or(u32::MAX)),
                    Scalar::Error(failure) => tallies[*place as usize].fail(failure, pairs.error_order(index)),
                    Scalar::Bool(false) | Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) => {}
                }
            }
            if kept.len() < pairs.places.len() {
                pairs = pairs.keep(&kept);
            }
        }
        pairs
    }

    /// Whether an error is that of a line which history does not name in a closed cell.
    fn is_unnamed(&self, failure: &Failure, body: ExprId, grain: Grain, payee: u32, ordinal: i32) -> bool {
        failure.code == ErrorCode::NotAvailable
            && failure.origin.place == OriginPlace::Cell(payee, Period { grain, ordinal })
            && crate::walk::lines_at_cell(self.plan, body).iter().any(|line| {
                let ordinal = self.time.containing(grain, ordinal, self.plan.line(*line).grain);
                self.is_closed(*line, ordinal) && !self.given.names(*line)
            })
    }

    fn eval_at_cells(&self, body: ExprId, grain: Grain, places: &Places, pairs: &CellPairs) -> Vector {
        // The most common body, a line by itself, needs no places.
        if let ExprKind::Line(line) = self.plan.expr(body).kind
            && self.plan.line(line).grain == grain
        {
            return self.line_values(line, body, &pairs.payees, &pairs.ordinals, grain);
        }
        self.eval(body, &self.at_cells(places, pairs, grain))
    }

    fn at_cells(&self, places: &Places, pairs: &CellPairs, grain: Grain) -> Places {
        let mut last = (NO_PERIOD, i32::MIN);
        let days = pairs.ordinals.iter().map(|ordinal| {
            if last.0 != *ordinal {
                last = (*ordinal, self.time.end(grain, *ordinal));
            }
            last.1
        });
        let cell = CellPart {
            payee: Lane::each(pairs.payees.clone()),
            day: Lane::signed(days),
            period: Lane::signed(pairs.ordinals.iter().copied()),
            grain,
        };
        Places { cell, distinct: false, ..places.gather(&pairs.places) }
    }

    /// Places at cells, seen from one place each.
    pub(crate) fn moved(&self, places: &Places, from: &[u32], payees: Vec<u32>, ordinals: Vec<i32>, grain: Grain) -> Places {
        let order = vec![0; payees.len()];
        self.at_cells(places, &CellPairs { places: from.to_vec(), payees, ordinals, order }, grain)
    }

    /// An aggregate over the rows of a group.
    pub(crate) fn over_group(&self, id: AggregateId, expr: ExprId, places: &Places) -> Vector {
        let aggregate = self.plan.aggregate(id);
        let ty = aggregate.body.map_or(Type::Number, |body| self.plan.expr(body).ty);
        let mut tallies: Vec<Tally> = (0..places.len).map(|_| Tally::new(aggregate.function, ty)).collect();
        if let Some(groups) = self.caches.groups.borrow().clone() {
            let mut of = Vec::new();
            let mut members = Vec::new();
            for index in (0u32..).take(places.len) {
                let group = places.group.as_ref().map_or(0, |group| group.get(index as usize));
                let rows = groups.members(group);
                of.extend(std::iter::repeat_n(index, rows.len()));
                members.extend(rows);
                if members.len() >= BLOCK {
                    self.take_group(aggregate, &groups, places, std::mem::take(&mut of), std::mem::take(&mut members), &mut tallies);
                }
            }
            self.take_group(aggregate, &groups, places, of, members, &mut tallies);
        }
        let failures = vec![None; places.len];
        self.finish(aggregate, expr, places, tallies, failures)
    }

    fn take_group(
        &self,
        aggregate: &Aggregate,
        groups: &Rc<crate::derive::Groups>,
        places: &Places,
        of: Vec<u32>,
        members: Vec<u32>,
        tallies: &mut [Tally],
    ) {
        let at = groups.places(self, places, &of, &members);
        let condition = aggregate.condition.map(|condition| (condition, self.eval(condition, &at)));
        let mut kept: Vec<u32> = Vec::with_capacity(of.len());
        for index in 0..of.len() {
            let value = condition.as_ref().map_or(Scalar::Bool(true), |(condition, values)| match values.get(index) {
                Scalar::Blank => self.fail(ErrorCode::Blank, *condition, &at, index),
                value @ (Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_)) => value,
            });
            match value {
                Scalar::Bool(true) => kept.push(u32::try_from(index).unwrap_or(u32::MAX)),
                Scalar::Error(failure) => tallies[of[index] as usize].fail(failure, groups.order(self, members[index])),
                Scalar::Bool(false) | Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) => {}
            }
        }
        let Some(body) = aggregate.body else {
            kept.iter().for_each(|index| tallies[of[*index as usize] as usize].push(self, Scalar::Bool(true), || (0, 0, 0)));
            return;
        };
        let values = self.eval(body, &at.gather(&kept));
        for (position, index) in kept.iter().enumerate() {
            let index = *index as usize;
            tallies[of[index] as usize].push(self, values.get(position), || groups.order(self, members[index]));
        }
    }
}
