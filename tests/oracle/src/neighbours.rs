//! What looks at neighbours: RUNNING, PRIOR over rows, RANK, ALLOCATE.

use crate::aggregate::is_higher;
use crate::derive::compare_keys;
use crate::functions::sum;
use crate::number::{Mode, Number, cut, exact, integer, nearest, to_multiple, whole};
use crate::place::{At, Cell, Place};
use crate::value::{ErrorCode, Outcome, Value, equal, order};
use crate::world::World;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::cmp::Ordering;
use tiercel_plan::{Allocate, AllocateGroup, ExprId, People, Remainder, TableTime, Window};

impl World<'_> {
    /// The rows of a row's table with the same payee and equal `by` values, in its window, in the order of time and key, up to
    /// and with the row itself.
    fn up_to(&self, window: Window, by: &[ExprId], place: &Place) -> Result<Vec<At>, ErrorCode> {
        let Some(own) = place.row else { return Err(ErrorCode::NotAvailable) };
        let stretch = self.stretch(window, place)?;
        let owner = self.owner(own)?;
        let mine: Vec<Value> = by.iter().map(|id| self.eval(*id, place)).collect::<Result<_, _>>()?;
        let timed = !matches!(self.plan.table(own.0).time, TableTime::None);
        let mut rows = Vec::new();
        for at in self.rows(own.0) {
            let time = self.row_time(at)?;
            let counts = match (&time, stretch) {
                (Some(time), stretch) => self.counts(time, stretch),
                (None, _) => !timed,
            };
            if !counts || self.owner(at)? != owner || self.order_rows(at, own)?.is_gt() {
                continue;
            }
            let mut fits = true;
            for (id, mine) in by.iter().zip(&mine) {
                fits = fits && equal(&self.eval(*id, &place.taking(at))?, mine);
            }
            if fits {
                rows.push(at);
            }
        }
        let mut failure = None;
        rows.sort_by(|a, b| {
            self.order_rows(*a, *b).unwrap_or_else(|error| {
                failure = Some(error);
                Ordering::Equal
            })
        });
        failure.map_or(Ok(rows), Err)
    }

    /// Rows of a table by time, then key.
    fn order_rows(&self, a: At, b: At) -> Result<Ordering, ErrorCode> {
        // A blank date comes last.
        let first = |at: At| -> Result<i32, ErrorCode> { Ok(self.row_time(at)?.map_or(i32::MAX, |time| time.first)) };
        Ok(first(a)?.cmp(&first(b)?).then_with(|| compare_keys(&self.key(a), &self.key(b))))
    }

    pub(crate) fn running(&self, body: ExprId, window: Window, by: &[ExprId], place: &Place) -> Outcome {
        let mut numbers = Vec::new();
        for at in self.up_to(window, by, place)? {
            match self.eval(body, &place.taking(at))? {
                Value::Number(number) => numbers.push(number),
                Value::Blank => {}
                Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_) | Value::Payee(_) | Value::Row(..) => {
                    return Err(ErrorCode::Number);
                }
            }
        }
        sum(&numbers)
    }

    pub(crate) fn prior_row(
        &self,
        body: ExprId,
        back: u32,
        default: Option<ExprId>,
        window: Window,
        by: &[ExprId],
        place: &Place,
    ) -> Outcome {
        let mut before = self.up_to(window, by, place)?;
        before.retain(|at| Some(*at) != place.row);
        let found = before.len().checked_sub(back as usize).and_then(|at| before.get(at));
        match found {
            Some(at) => self.eval(body, &place.taking(*at)),
            None => default.map_or(Err(ErrorCode::NotAvailable), |default| self.eval(default, place)),
        }
    }

    /// The people of a RANK or an ALLOCATE in the period of the place.
    fn group(
        &self,
        people: &People,
        person_where: Option<ExprId>,
        parts: &[ExprId],
        place: &Place,
    ) -> Result<Vec<(u32, Place)>, ErrorCode> {
        let period = self.period(place)?.ok_or(ErrorCode::NotAvailable)?;
        let mut lines = Vec::new();
        for part in parts.iter().chain(&person_where) {
            self.lines_named(*part, &mut lines);
        }
        let mut group = Vec::new();
        for person in self.ranged_people(people, &lines, period, place)? {
            let there = Place { ranged: None, ..place.moved(Cell::At(person, period)) };
            let holds = match person_where {
                Some(condition) => self.eval(condition, &there)?.truth()?,
                None => true,
            };
            if holds {
                group.push((person, there));
            }
        }
        Ok(group)
    }

    pub(crate) fn rank(&self, body: ExprId, people: &People, person_where: Option<ExprId>, place: &Place) -> Outcome {
        let mine = match (self.payee(place)?, self.period(place)?) {
            (Some(payee), Some(period)) => self.eval(body, &place.moved(Cell::At(payee, period)))?.present()?,
            (None, _) | (_, None) => return Err(ErrorCode::NotAvailable),
        };
        let mut higher = 0;
        for (_, there) in self.group(people, person_where, &[body], place)? {
            let other = self.eval(body, &there)?;
            if !other.is_blank() && is_higher(&other, &mine) {
                higher += 1;
            }
        }
        Ok(Value::Number(Number::integer(higher + 1)))
    }

    pub(crate) fn allocate(&self, allocate: &Allocate, place: &Place) -> Outcome {
        // The members in order, and which of them stands here.
        let mut members: Vec<Place> = Vec::new();
        let mut own = None;
        match &allocate.group {
            AllocateGroup::Rows(by) => {
                let Some(here) = place.row else { return Err(ErrorCode::NotAvailable) };
                let mine: Vec<Value> = by.iter().map(|id| self.eval(*id, place)).collect::<Result<_, _>>()?;
                let mut rows: Vec<(Option<Value>, At)> = Vec::new();
                for at in self.rows(here.0) {
                    let there = place.taking(at);
                    let mut fits = true;
                    for (id, mine) in by.iter().zip(&mine) {
                        fits = fits && equal(&self.eval(*id, &there)?, mine);
                    }
                    if fits {
                        let first = match allocate.order {
                            Some(order) => Some(self.eval(order, &there)?),
                            None => None,
                        };
                        rows.push((first, at));
                    }
                }
                let mut failure = None;
                rows.sort_by(|(a_first, a), (b_first, b)| {
                    let first = match (a_first, b_first) {
                        (Some(a), Some(b)) => order(a, b),
                        (None, _) | (_, None) => Ordering::Equal,
                    };
                    first.then_with(|| {
                        self.order_rows(*a, *b).unwrap_or_else(|error| {
                            failure = Some(error);
                            Ordering::Equal
                        })
                    })
                });
                if let Some(error) = failure {
                    return Err(error);
                }
                own = rows.iter().position(|(_, at)| *at == here);
                members.extend(rows.iter().map(|(_, at)| place.taking(*at)));
            }
            AllocateGroup::People(people, person_where) => {
                let me = self.payee(place)?;
                for (person, there) in self.group(people, *person_where, &[allocate.total, allocate.weight], place)? {
                    if Some(person) == me {
                        own = Some(members.len());
                    }
                    members.push(there);
                }
            }
        }
        let Some(own) = own else { return Ok(Value::Number(Number::zero())) };
        let mut total: Option<Number> = None;
        let mut weights: Vec<BigRational> = Vec::new();
        let mut inexact = false;
        for member in &members {
            let amount = self.eval(allocate.total, member)?.number()?;
            let weight = self.eval(allocate.weight, member)?.number()?;
            inexact = inexact || amount.inexact || weight.inexact;
            if total.as_ref().is_some_and(|total| cut(&total.value) != cut(&amount.value)) {
                return Err(ErrorCode::Many);
            }
            total.get_or_insert(amount);
            weights.push(cut(&weight.value));
        }
        let total = total.ok_or(ErrorCode::NotAvailable)?;
        if weights.iter().any(Signed::is_negative) {
            return Err(ErrorCode::Number);
        }
        let unit = exact(allocate.unit);
        let all = to_multiple(&total.value, &unit, Mode::of(self.plan.unit(place.unit).rounding));
        let count = (&all / &unit).to_integer();
        let sum: BigRational = weights.iter().cloned().sum();
        if count.is_zero() {
            return nearest(&integer(0), inexact).map(Value::Number);
        }
        if sum.is_zero() {
            return Err(ErrorCode::DivideByZero);
        }
        let units = shares(&count.abs(), &weights, &sum, allocate.remainder);
        let share = BigRational::from_integer(units[own].clone()) * unit;
        nearest(&if count.is_negative() { -share } else { share }, inexact).map(Value::Number)
    }
}

/// So many whole units by weights, in order.
fn shares(count: &BigInt, weights: &[BigRational], sum: &BigRational, remainder: Remainder) -> Vec<BigInt> {
    let count_of_all = BigRational::from_integer(count.clone());
    let exact: Vec<BigRational> = weights.iter().map(|weight| &count_of_all * weight / sum).collect();
    let mut units: Vec<BigInt> = exact.iter().map(|share| whole(share, Mode::Floor)).collect();
    let given: BigInt = units.iter().sum();
    let left = usize::try_from(count - given).unwrap_or(0);
    let mut order: Vec<usize> = (0..weights.len()).collect();
    match remainder {
        Remainder::None => return units,
        Remainder::First => {}
        Remainder::Last => order.reverse(),
        Remainder::Largest => {
            let cut_off = |at: usize| &exact[at] - exact[at].floor();
            order.sort_by(|a, b| cut_off(*b).cmp(&cut_off(*a)).then(a.cmp(b)));
        }
    }
    for at in order.into_iter().take(left) {
        units[at] += 1;
    }
    units
}
