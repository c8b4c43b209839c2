//! Aggregates over the rows of a table.
//!
//! The rows of each place come from an index by owner and by what the condition wants equal; the rest of the condition is
//! evaluated on pairs of place and row, a block at a time. A row of which some part of the condition is in error gets the
//! whole condition, so that an error counts exactly where reading from the left would meet it.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::caches::KeyPart;
use super::index::keys_at;
use super::tally::{Order, Tally};
use super::whose::Selecting;
use crate::column::View;
use crate::datum::{ErrorCode, Failure};
use crate::engine::Engine;
use crate::place::{BLOCK, Lane, NOBODY, Places};
use crate::vector::{BLANK, Builder, ERROR, INEXACT, Kind, Lanes, PRESENT, Scalar, Vector, narrow};
use std::rc::Rc;
use tiercel_plan::{
    Aggregate, AggregateFunction, AggregateId, Correlation, ExprId, ExprKind, OwnerSource, People, Selection, TableId, TimeSource, Type,
    Uses, Window,
};
use tiercel_value::order;

/// Which rows of a table.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'p> {
    pub(crate) table: TableId,
    pub(crate) owner: OwnerSource,
    pub(crate) time: TimeSource,
    pub(crate) condition: Option<ExprId>,
    pub(crate) correlation: &'p Correlation,
    pub(crate) people: Option<&'p People>,
    pub(crate) person_where: Option<ExprId>,
    pub(crate) window: Option<Window>,
    /// Whether a row of an `in` table counts on all days of its period, also where the plan's weeks do not fit into it.
    pub(crate) whole: bool,
}

impl<'p> Scope<'p> {
    pub(crate) fn of(table: TableId, aggregate: &'p Aggregate) -> Scope<'p> {
        Scope {
            table,
            owner: aggregate.owner,
            time: aggregate.time,
            condition: aggregate.condition,
            correlation: &aggregate.correlation,
            people: aggregate.people.as_ref(),
            person_where: aggregate.person_where,
            window: aggregate.window,
            whole: false,
        }
    }

    pub(crate) fn selected(table: TableId, selection: &'p Selection) -> Scope<'p> {
        Scope {
            table,
            owner: OwnerSource::Role,
            time: TimeSource::Role,
            condition: selection.condition,
            correlation: &selection.correlation,
            people: selection.people.as_ref(),
            person_where: None,
            window: selection.window,
            whole: false,
        }
    }
}

/// Pairs of place and row.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// The place of each.
    pub(crate) places: Vec<u32>,
    pub(crate) rows: Vec<u32>,
    /// The first day of the row.
    pub(crate) days: Vec<i32>,
    /// Whether the whole condition is to be evaluated.
    whole: Vec<bool>,
}

impl Pairs {
    fn push(&mut self, place: u32, row: u32, day: i32, whole: bool) {
        self.places.push(place);
        self.rows.push(row);
        self.days.push(day);
        self.whole.push(whole);
    }

    pub(crate) fn keep(&self, indexes: &[u32]) -> Pairs {
        Pairs {
            places: indexes.iter().map(|index| self.places[*index as usize]).collect(),
            rows: indexes.iter().map(|index| self.rows[*index as usize]).collect(),
            days: indexes.iter().map(|index| self.days[*index as usize]).collect(),
            whole: indexes.iter().map(|index| self.whole[*index as usize]).collect(),
        }
    }
}

/// The rows of a table by the parts of a condition that depend on nothing else.
#[derive(Debug)]
pub(crate) struct Mask {
    pass: Vec<bool>,
    suspicious: Vec<u32>,
}

/// First and last day (over cells: ordinal) of the window at each place, and what is in error already.
pub(crate) struct Windows {
    pub(crate) days: Vec<Option<(i32, i32)>>,
    pub(crate) failures: Vec<Option<Failure>>,
}

impl Engine<'_> {
    /// The days of a window at each place; none where it has no day.
    pub(crate) fn windows(&self, window: Window, id: ExprId, places: &Places) -> Windows {
        let mut failures = vec![None; places.len];
        if let Window::Between(from, to) = window {
            let (first, last) = (self.eval(from, places), self.eval(to, places));
            let day = |expr: ExprId, value: Scalar, end: bool| match (self.plan.expr(expr).ty, value) {
                (Type::Period(grain), Scalar::Word(word)) => {
                    let ordinal = word.cast_signed();
                    // Periods as the plan's parts of them: a month is the weeks that belong to it.
                    let (start, stop) = match self.time.days_of(grain, ordinal) {
                        (start, stop) if start <= stop => (start, stop),
                        (_, _) => (self.time.start(grain, ordinal), self.time.end(grain, ordinal)),
                    };
                    Ok(if end { stop } else { start })
                }
                (_, Scalar::Word(word)) => Ok(word.cast_signed()),
                (_, Scalar::Error(failure)) => Err(Scalar::Error(failure)),
                (_, _) => Err(Scalar::Blank),
            };
            let mut days = Vec::with_capacity(places.len);
            for (index, failed) in failures.iter_mut().enumerate() {
                let ends = day(from, first.get(index), false).and_then(|from| Ok((from, day(to, last.get(index), true)?)));
                days.push(match ends {
                    Ok((from, to)) => (from <= to).then_some((from, to)),
                    Err(value) => {
                        let value = if value == Scalar::Blank { self.fail(ErrorCode::Blank, id, places, index) } else { value };
                        if let Scalar::Error(failure) = value {
                            *failed = Some(failure);
                        }
                        None
                    }
                });
            }
            return Windows { days, failures };
        }
        let grain = places.cell.grain;
        let mut last: Option<(i32, Option<(i32, i32)>)> = None;
        let days = (0..places.len).map(|index| {
            let ordinal = places.cell.period.int(index);
            match last {
                Some((known, days)) if known == ordinal => days,
                _ => {
                    let days = self.time.window(window, grain, ordinal).map(|range| self.time.days(grain, range));
                    let days = days.filter(|(from, to)| from <= to);
                    last = Some((ordinal, days));
                    days
                }
            }
        });
        Windows { days: days.collect(), failures }
    }

    fn mask(&self, scope: &Scope<'_>, condition: ExprId) -> Rc<Mask> {
        if let Some(known) = self.caches.masks.borrow().get(&condition) {
            return Rc::clone(known);
        }
        let columns: Vec<_> = scope.correlation.ranged.iter().map(|part| self.ranged_column(scope.table, *part)).collect();
        let bounded = scope.correlation.range.map(|(ranged, ..)| self.ranged_column(scope.table, ranged));
        let mut mask = Mask { pass: Vec::new(), suspicious: Vec::new() };
        for row in 0..self.rows(scope.table) {
            let decided = columns.iter().map(|column| column.get(row as usize)).find(|value| *value != Some(Scalar::Bool(true)));
            let open = |value: Option<Scalar>| matches!(value, Some(Scalar::Error(_) | Scalar::Blank));
            let suspicious = decided.is_some_and(open) || bounded.as_ref().is_some_and(|column| open(column.get(row as usize)));
            mask.pass.push(decided.is_none() && !suspicious);
            if suspicious {
                mask.suspicious.push(row);
            }
        }
        let mask = Rc::new(mask);
        self.caches.masks.borrow_mut().insert(condition, Rc::clone(&mask));
        mask
    }

    /// Calls back with the pairs of place and row that the scope selects, a block at a time; what is in error is given to
    /// `failed` with its place, row and day.
    pub(crate) fn select(
        &self,
        scope: &Scope<'_>,
        id: ExprId,
        places: &Places,
        failures: &mut [Option<Failure>],
        each: &mut dyn FnMut(Pairs),
        failed: &mut dyn FnMut(u32, u32, i32, Failure),
    ) {
        let windows = scope.window.map(|window| self.windows(window, id, places));
        let person = match scope.people {
            Some(People::Person(person)) => Some(self.eval(*person, places)),
            _ => None,
        };
        let correlation = scope.correlation;
        let equal: Vec<ExprId> = correlation.equalities.iter().map(|(ranged, _)| *ranged).collect();
        let whole = scope.condition.is_some_and(|condition| {
            let bounded = correlation.range.map(|(ranged, ..)| ranged);
            let parts = equal.iter().chain(&correlation.ranged).chain(&bounded).any(|part| self.is_open(*part));
            !correlation.rest.is_empty() || parts || (self.is_open(condition) && correlation_is_empty(correlation))
        }) || (scope.condition.is_some() && correlation_is_empty(correlation));
        let here: Vec<Vector> = if whole { Vec::new() } else { correlation.here.iter().map(|part| self.eval(*part, places)).collect() };
        let right: Vec<Vector> =
            if whole { Vec::new() } else { correlation.equalities.iter().map(|(_, here)| self.eval(*here, places)).collect() };
        let bound: Option<Vector> = correlation.range.filter(|_| !whole).map(|(_, _, here)| self.eval(here, places));
        let mask = match scope.condition {
            Some(condition) if !whole && (!correlation.ranged.is_empty() || correlation.range.is_some()) => {
                Some(self.mask(scope, condition))
            }
            _ => None,
        };
        let by_owner = match scope.people {
            None | Some(People::Everyone) => None,
            Some(_) => Some(scope.owner),
        };
        let selecting = Selecting { scope, places, windows, person, days: self.row_days_of(scope.table, scope.time, scope.whole) };
        let time = (scope.time, scope.whole);
        let plain = self.index(scope.table, by_owner, time, &[]);
        let keyed = if equal.is_empty() || whole { Rc::clone(&plain) } else { self.index(scope.table, by_owner, time, &equal) };
        let mut suspicious: Vec<u32> = keyed.unknown.clone();
        suspicious.extend(mask.iter().flat_map(|mask| &mask.suspicious));
        order::sort(&mut suspicious);
        suspicious.dedup();
        let owners = by_owner.map(|owner| self.owners(scope.table, owner));

        let mut pairs = Pairs::default();
        for (index, failed_here) in failures.iter_mut().enumerate() {
            let place = u32::try_from(index).unwrap_or(u32::MAX);
            if let Some(windows) = &selecting.windows {
                if let Some(failure) = windows.failures[index] {
                    *failed_here = Some(failure);
                    continue;
                }
                if windows.days[index].is_none() {
                    continue;
                }
            }
            if let Some(Scalar::Error(failure)) = selecting.person.as_ref().map(|person| person.get(index)) {
                *failed_here = Some(failure);
                continue;
            }
            // What is in error here is in error for each row that the parts before it let through: only the whole says for which.
            let is_bound_unknown = bound.as_ref().is_some_and(|bound| matches!(bound.get(index), Scalar::Error(_) | Scalar::Blank));
            let keys = if whole || is_bound_unknown { None } else { keys_at(&right, index) };
            let (mut state, parts_here) = if keys.is_some() { (State::Parts, here.as_slice()) } else { (State::Whole, &[][..]) };
            for part in parts_here {
                match part.get(index) {
                    Scalar::Bool(true) => {}
                    Scalar::Bool(false) => {
                        state = State::Suspicious;
                        break;
                    }
                    Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) | Scalar::Error(_) => {
                        state = State::Whole;
                        break;
                    }
                }
            }
            let keys = keys.unwrap_or_default();
            let (source, whole_here) = match state {
                State::Parts => (Some((&keyed, keys.as_slice())), false),
                State::Whole => (Some((&plain, &[] as &[KeyPart])), true),
                State::Suspicious => (None, false),
            };
            if let Some((source, keys)) = source {
                self.rows_at(&selecting, index, source, keys, |row, day| {
                    let pass = whole_here || mask.as_ref().is_none_or(|mask| mask.pass[row as usize]);
                    if pass {
                        pairs.push(place, row, day, whole_here);
                        if pairs.rows.len() >= BLOCK * 4 {
                            self.flush(&selecting, std::mem::take(&mut pairs), each, failed);
                        }
                    }
                });
            }
            if !whole_here && !suspicious.is_empty() {
                for row in &suspicious {
                    let owner = owners.as_ref().map_or(NOBODY, |owners| owners[*row as usize]);
                    if let Some(day) = self.is_selected(&selecting, index, *row, owner) {
                        pairs.push(place, *row, day, true);
                    }
                }
            }
            if pairs.rows.len() >= BLOCK {
                self.flush(&selecting, std::mem::take(&mut pairs), each, failed);
            }
        }
        self.flush(&selecting, pairs, each, failed);
    }

    fn flush(&self, selecting: &Selecting<'_>, pairs: Pairs, each: &mut dyn FnMut(Pairs), failed: &mut dyn FnMut(u32, u32, i32, Failure)) {
        let (scope, places) = (selecting.scope, selecting.places);
        // The row-condition comes first: of rows that it leaves out nobody is asked.
        let of_persons = |pairs: Pairs, failed: &mut dyn FnMut(u32, u32, i32, Failure)| match scope.person_where {
            Some(condition) => self.of_persons(selecting, condition, &pairs, failed),
            None => pairs,
        };
        let mut pairs = pairs;
        if let Some(condition) = scope.condition {
            let (whole, parts): (Vec<u32>, Vec<u32>) =
                (0u32..).take(pairs.rows.len()).partition(|index| pairs.whole.get(*index as usize) == Some(&true));
            let mut kept = Pairs::default();
            if !parts.is_empty() {
                let of_parts = if whole.is_empty() { std::mem::take(&mut pairs) } else { pairs.keep(&parts) };
                let of_parts = match scope.correlation.range {
                    Some((ranged, operator, here)) => self.in_range(scope, places, (ranged, operator, here), of_parts, failed),
                    None => of_parts,
                };
                if whole.is_empty() {
                    each(of_persons(of_parts, failed));
                    return;
                }
                kept = of_parts;
            }
            let of_whole = pairs.keep(&whole);
            let at = self.at_pairs(self.plan.expr(condition).uses, scope.table, places, &of_whole);
            let of_whole = self.filter(condition, &at, of_whole, failed);
            kept.places.extend(of_whole.places);
            kept.rows.extend(of_whole.rows);
            kept.days.extend(of_whole.days);
            kept.whole.extend(of_whole.whole);
            pairs = kept;
        }
        each(of_persons(pairs, failed));
    }

    /// The pairs for which a condition is true.
    fn filter(&self, condition: ExprId, at: &Places, pairs: Pairs, failed: &mut dyn FnMut(u32, u32, i32, Failure)) -> Pairs {
        let values = self.eval(condition, at);
        let mut kept = Vec::with_capacity(pairs.rows.len());
        for (index, row) in pairs.rows.iter().enumerate() {
            let value = match values.get(index) {
                Scalar::Blank => self.fail(ErrorCode::Blank, condition, at, index),
                value @ (Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_)) => value,
            };
            match value {
                Scalar::Bool(true) => kept.push(u32::try_from(index).unwrap_or(u32::MAX)),
                Scalar::Error(failure) => failed(pairs.places[index], *row, pairs.days[index], failure),
                Scalar::Bool(false) | Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) => {}
            }
        }
        if kept.len() == pairs.rows.len() { pairs } else { pairs.keep(&kept) }
    }

    fn in_range(
        &self,
        scope: &Scope<'_>,
        places: &Places,
        (ranged, operator, here): (ExprId, tiercel_plan::Operator, ExprId),
        pairs: Pairs,
        failed: &mut dyn FnMut(u32, u32, i32, Failure),
    ) -> Pairs {
        let uses = self.plan.expr(ranged).uses.with(self.plan.expr(here).uses);
        let at = self.at_pairs(uses, scope.table, places, &pairs);
        let values = self.binary(operator, ranged, (ranged, here), &self.eval(ranged, &at), &self.eval(here, &at), &at);
        let mut kept = Vec::with_capacity(pairs.rows.len());
        for (index, row) in pairs.rows.iter().enumerate() {
            match values.get(index) {
                Scalar::Bool(true) => kept.push(u32::try_from(index).unwrap_or(u32::MAX)),
                Scalar::Error(failure) => failed(pairs.places[index], *row, pairs.days[index], failure),
                Scalar::Bool(false) | Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) => {}
            }
        }
        pairs.keep(&kept)
    }

    /// Places at pairs: where the formula stands, with the row ranged over.
    pub(crate) fn at_pairs(&self, uses: Uses, table: TableId, places: &Places, pairs: &Pairs) -> Places {
        let rows = Lane::each(pairs.rows.clone());
        if uses.without(Uses::RANGED) == Uses::NONE {
            return Places::ranging(table, rows, pairs.rows.len(), self.time.base);
        }
        Places { ranged: Some((table, rows)), distinct: false, ..places.gather(&pairs.places) }
    }

    /// The order of a row: day, payee, key.
    pub(crate) fn order_of(&self, table: TableId, owner: OwnerSource, row: u32, day: i32) -> Order {
        let payee = self.owners(table, owner).get(row as usize).copied().unwrap_or(NOBODY);
        (day, payee, self.ranks(table).get(row as usize).copied().unwrap_or(row))
    }

    /// An aggregate over rows, at every place.
    pub(crate) fn over_rows(&self, id: AggregateId, table: TableId, expr: ExprId, places: &Places) -> Vector {
        let aggregate = self.plan.aggregate(id);
        if !self.is_sealed(id)
            && let Some(vector) = self.bucketed(id, table, expr, places).or_else(|| self.own_rows_summed(aggregate, table, expr, places))
        {
            return vector;
        }
        let scope = Scope::of(table, aggregate);
        let ty = aggregate.body.map_or(Type::Number, |body| self.plan.expr(body).ty);
        let mut tallies: Vec<Tally> = (0..places.len).map(|_| Tally::new(aggregate.function, ty)).collect();
        let mut failures = vec![None; places.len];
        let mut broken: Vec<(u32, Failure, Order)> = Vec::new();
        let order = |row: u32, day: i32| self.order_of(table, aggregate.owner, row, day);
        let kept = aggregate.body.filter(|body| {
            let expr = self.plan.expr(*body);
            let overlapping =
                !matches!(aggregate.window, Some(Window::Period | Window::Prior(_))) || !matches!(aggregate.people, Some(People::Own));
            expr.uses == Uses::RANGED && !matches!(expr.kind, ExprKind::RangedColumn(_)) && overlapping && !self.is_open(*body)
        });
        let kept = kept.map(|body| self.ranged_column(table, body));
        let summing = matches!(aggregate.function, AggregateFunction::Sum | AggregateFunction::Average);
        self.select(
            &scope,
            expr,
            places,
            &mut failures,
            &mut |pairs| {
                let Some(body) = aggregate.body else {
                    for place in &pairs.places {
                        tallies[*place as usize].push(self, Scalar::Bool(true), || (0, 0, 0));
                    }
                    return;
                };
                let values = match &kept {
                    Some(column) => View::Made(column).gather(&Lane::each(pairs.rows.clone()), pairs.rows.len()),
                    None => self.eval(body, &self.at_pairs(self.plan.expr(body).uses, table, places, &pairs)),
                };
                if summing && sum_narrow(&values, &pairs, &mut tallies) {
                    return;
                }
                for (index, place) in pairs.places.iter().enumerate() {
                    let (row, day) = (pairs.rows[index], pairs.days[index]);
                    tallies[*place as usize].push(self, values.get(index), || order(row, day));
                }
            },
            &mut |place, row, day, failure| broken.push((place, failure, order(row, day))),
        );
        for (place, failure, order) in broken {
            tallies[place as usize].fail(failure, order);
        }
        self.add_sealed(id, places, &mut tallies);
        self.finish(aggregate, expr, places, tallies, failures)
    }

    /// The sum of a column over one's own rows in a window, where all its values are plain narrow numbers: no pair of place and
    /// row is made.
    fn own_rows_summed(&self, aggregate: &Aggregate, table: TableId, expr: ExprId, places: &Places) -> Option<Vector> {
        let (AggregateFunction::Sum, Some(People::Own), None, None) =
            (aggregate.function, &aggregate.people, aggregate.condition, aggregate.person_where)
        else {
            return None;
        };
        let ExprKind::RangedColumn(column) = self.plan.expr(aggregate.body?).kind else { return None };
        let window = aggregate.window.filter(|window| !matches!(window, Window::Between(..)))?;
        let (view, days) = (self.view(column)?, self.windows(window, expr, places).days);
        let index = self.index(table, Some(aggregate.owner), (aggregate.time, false), &[]);
        let mut known = None;
        let mut sum_at = |place: usize, days: &Option<(i32, i32)>| {
            let (payee, Some(days)) = (places.cell.payee.get(place), *days) else { return Some(0) };
            let rows = if payee == NOBODY { &[] } else { index.within(index.group(payee, &[])?, days)? };
            if rows.is_empty() {
                return Some(0);
            }
            let Vector { lanes: Lanes::Narrow(mantissas, scale), status: None, .. } = view.gather_each(rows) else { return None };
            if *known.get_or_insert(scale) != scale {
                return None;
            }
            mantissas.iter().try_fold(0i64, |sum, mantissa| sum.checked_add(*mantissa))
        };
        let sums: Option<Vec<i64>> = days.iter().enumerate().map(|(place, days)| sum_at(place, days)).collect();
        let lanes = Lanes::Narrow(sums?, known.unwrap_or(0));
        Some(Vector { len: places.len, lanes, status: None, failures: Vec::new() })
    }

    /// The results of tallies, with the defaults of those that have none.
    pub(crate) fn finish(
        &self,
        aggregate: &Aggregate,
        expr: ExprId,
        places: &Places,
        tallies: Vec<Tally>,
        failures: Vec<Option<Failure>>,
    ) -> Vector {
        let argument = aggregate.argument.map(|argument| self.eval(argument, places));
        let results: Vec<Option<Scalar>> = tallies
            .into_iter()
            .zip(failures)
            .enumerate()
            .map(|(index, (tally, failure))| match failure {
                Some(failure) => Some(Scalar::Error(failure)),
                None => tally.finish(argument.as_ref().map(|argument| argument.get(index)), |code| self.fail(code, expr, places, index)),
            })
            .collect();
        self.with_default(aggregate.default, expr, places, results)
    }

    /// Values, and where there is none the default or `#N/A`.
    pub(crate) fn with_default(&self, default: Option<ExprId>, expr: ExprId, places: &Places, results: Vec<Option<Scalar>>) -> Vector {
        let missing: Vec<u32> = (0u32..).zip(&results).filter(|(_, result)| result.is_none()).map(|(index, _)| index).collect();
        let defaults = match default {
            Some(default) if !missing.is_empty() => Some(self.eval(default, &places.gather(&missing))),
            _ => None,
        };
        let mut next = 0;
        let mut builder = Builder::new(Kind::of(self.plan.expr(expr).ty), places.len);
        for (index, result) in results.into_iter().enumerate() {
            builder.push(match (result, &defaults) {
                (Some(value), _) => value,
                (None, Some(defaults)) => {
                    next += 1;
                    defaults.get(next - 1)
                }
                (None, None) => self.fail(ErrorCode::NotAvailable, expr, places, index),
            });
        }
        builder.finish()
    }
}

/// How the condition is checked at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// By its parts.
    Parts,
    /// As a whole, on every row.
    Whole,
    /// It is false; only rows with a part in error are looked at.
    Suspicious,
}

fn correlation_is_empty(correlation: &Correlation) -> bool {
    correlation.ranged.is_empty()
        && correlation.equalities.is_empty()
        && correlation.range.is_none()
        && correlation.here.is_empty()
        && correlation.rest.is_empty()
}

/// Adds narrow numbers; false if these are not.
fn sum_narrow(values: &Vector, pairs: &Pairs, tallies: &mut [Tally]) -> bool {
    let Lanes::Narrow(mantissas, scale) = &values.lanes else { return false };
    if values.is_constant() || values.status.as_ref().is_some_and(|status| status.iter().any(|status| *status & !INEXACT == ERROR)) {
        return false;
    }
    // Pairs of one place follow each other; their sum is one addition.
    let mut index = 0;
    while index < mantissas.len() {
        let place = pairs.places[index];
        let (mut total, mut count, mut inexact) = (0i128, 0i64, false);
        while index < mantissas.len() && pairs.places[index] == place {
            let status = values.status.as_ref().map_or(PRESENT, |status| status[index]);
            if status != BLANK {
                total += i128::from(mantissas[index]);
                count += 1;
                inexact |= status & INEXACT != 0;
            }
            index += 1;
        }
        let mut sum = tiercel_value::ExactSum::default();
        match i64::try_from(total) {
            Ok(total) => sum.add(narrow(total, *scale)),
            Err(_) => {
                // Beyond 64 bits: in two parts, both of which are numbers.
                let (high, low) = (total >> 32u32, total & 0xffff_ffff);
                let part = |mantissa: i128| tiercel_value::Decimal::from_parts(mantissa, u32::from(*scale)).unwrap_or_default();
                sum.add(part(high << 32u32));
                sum.add(part(low));
            }
        }
        tallies[place as usize].take_sum(&sum, count, inexact);
    }
    true
}
