//! ALLOCATE and RANK: what one row or person gets among all of a group.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::tally::Order;
use crate::datum::{ErrorCode, Failure};
use crate::engine::Engine;
use crate::exact::Fraction;
use crate::place::{BLOCK, NO_PERIOD, Places};
use crate::vector::{Builder, Kind, Scalar, Vector};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;
use tiercel_plan::{Allocate, AllocateGroup, ExprId, OwnerSource, People, Remainder, TableId, TimeSource, Uses};
use tiercel_value::{Map, Set, order, round_to_unit};

/// One of those among whom a total is shared.
struct Sharer {
    total: Scalar,
    weight: Scalar,
    /// What `order` says, before time and key.
    first: Option<Scalar>,
    order: Order,
}

/// What the people of a cell have, or get.
#[derive(Debug, Default)]
pub(crate) struct Circle {
    /// Their values, cut and sorted.
    sorted: Vec<tiercel_value::Decimal>,
    /// The value or share of each.
    values: Map<u32, Scalar>,
    /// The first error among them.
    failure: Option<Failure>,
}

/// What is done with the people of a place: the place, who they are, and their values by expression.
type Each<'e> = dyn FnMut(usize, &[u32], &[Vec<Scalar>]) + 'e;

impl Engine<'_> {
    pub(crate) fn allocate(&self, id: ExprId, allocate: &Allocate, places: &Places) -> Vector {
        match &allocate.group {
            AllocateGroup::Rows(by) => self.allocate_rows(id, allocate, by, places),
            AllocateGroup::People(people, condition) => self.allocate_people(id, allocate, people, *condition, places),
        }
    }

    fn allocate_rows(&self, id: ExprId, allocate: &Allocate, by: &[ExprId], places: &Places) -> Vector {
        let Some((table, rows)) = places.row.clone() else { return self.with_default(None, id, places, vec![None; places.len]) };
        let known = self.caches.shares.borrow().get(&id).cloned();
        let shares = match known {
            Some(shares) => shares,
            None => {
                let shares = Rc::new(self.share_rows(id, allocate, by, table, places));
                if !self.is_open(id) {
                    self.caches.shares.borrow_mut().insert(id, Rc::clone(&shares));
                }
                shares
            }
        };
        let mut builder = Builder::new(Kind::Number, places.len);
        for index in 0..places.len {
            builder.push(shares.get(rows.get(index) as usize).copied().unwrap_or(Scalar::Blank));
        }
        builder.finish()
    }

    fn share_rows(&self, id: ExprId, allocate: &Allocate, by: &[ExprId], table: TableId, places: &Places) -> Vec<Scalar> {
        let count = self.rows(table);
        let total = self.row_column(table, allocate.total);
        let weight = self.row_column(table, allocate.weight);
        let first = allocate.order.map(|order| self.row_column(table, order));
        let columns: Vec<_> = by.iter().map(|expr| self.row_column(table, *expr)).collect();
        let days = self.row_days(table, TimeSource::Role);
        let at = |column: &crate::column::Column, row: u32| column.get(row as usize).unwrap_or(Scalar::Blank);
        let mut groups: HashMap<Vec<super::caches::KeyPart>, Vec<u32>> = HashMap::new();
        let mut order: Vec<Vec<super::caches::KeyPart>> = Vec::new();
        let mut shares = vec![Scalar::Blank; count as usize];
        for row in 0..count {
            let key: Option<Vec<_>> = columns.iter().map(|column| super::caches::KeyPart::of(at(column, row))).collect();
            let Some(key) = key else {
                let error = columns.iter().map(|column| at(column, row)).find(|value| matches!(value, Scalar::Error(_)));
                shares[row as usize] = error.unwrap_or(Scalar::Blank);
                continue;
            };
            let members = groups.entry(key.clone()).or_default();
            if members.is_empty() {
                order.push(key);
            }
            members.push(row);
        }
        for key in order {
            let Some(members) = groups.get(&key) else { continue };
            let sharers = members.iter().map(|row| Sharer {
                total: at(&total, *row),
                weight: at(&weight, *row),
                first: first.as_ref().map(|first| at(first, *row)),
                order: self.order_of(table, OwnerSource::Role, *row, days.first[*row as usize]),
            });
            let place = |position: usize| {
                let row = members.get(position).copied().unwrap_or(0);
                self.at_rows(table, crate::place::Lane::Same(row), 1, Uses::NONE)
            };
            let fail = |code, position| self.fail(code, id, &place(position), 0);
            let parts = self.shares(allocate, sharers.collect(), places.unit, &fail);
            for (row, part) in members.iter().zip(parts) {
                shares[*row as usize] = part;
            }
        }
        shares
    }

    /// The values of people of each place's cell: for each place its group's values by person.
    fn of_people(&self, exprs: &[ExprId], people: &People, condition: Option<ExprId>, places: &Places, each: &mut Each<'_>) {
        let grain = places.cell.grain;
        let units = self.units_of(exprs.first().copied(), places.unit);
        let lines: Vec<_> = exprs.iter().chain(&condition).flat_map(|part| crate::walk::lines_at_cell(self.plan, *part)).collect();
        let person = match people {
            People::Person(person) => Some(self.eval(*person, places)),
            People::Own
            | People::Reports
            | People::Team
            | People::Manager
            | People::Managers
            | People::Levels(..)
            | People::Between
            | People::Everyone
            | People::Same(_) => None,
        };
        for index in 0..places.len {
            let ordinal = places.cell.period.int(index);
            let seen = (
                places.cell.payee.get(index),
                places.my.payee.get(index),
                person.as_ref().map_or(Scalar::Blank, |person| person.get(index)),
            );
            let mut members = Vec::new();
            self.people_at(Some(people), &units, (&lines, grain, ordinal), seen, |payee, _| members.push(payee));
            let from = u32::try_from(index).unwrap_or(u32::MAX);
            let mut values: Vec<Vec<Scalar>> = exprs.iter().map(|_| Vec::new()).collect();
            let mut kept = Vec::new();
            for block in members.chunks(BLOCK) {
                let mut at = self.moved(places, &vec![from; block.len()], block.to_vec(), vec![ordinal; block.len()], grain);
                let mut those = block.to_vec();
                // An error in the condition is the person's value.
                let mut wrong: Map<usize, Scalar> = Map::new();
                if let Some(condition) = condition {
                    let pass = self.eval(condition, &at);
                    let pass = self.map(condition, &pass, &at, Ok);
                    let mut chosen: Vec<u32> = Vec::new();
                    for index in (0u32..).take(block.len()) {
                        match pass.get(index as usize) {
                            Scalar::Bool(true) => chosen.push(index),
                            error @ Scalar::Error(_) => {
                                wrong.insert(chosen.len(), error);
                                chosen.push(index);
                            }
                            Scalar::Bool(false) | Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) => {}
                        }
                    }
                    at = at.gather(&chosen);
                    those = chosen.iter().map(|index| block[*index as usize]).collect();
                }
                for (expr, values) in exprs.iter().zip(&mut values) {
                    let vector = self.eval(*expr, &at);
                    values.extend((0..at.len).map(|index| wrong.get(&index).copied().unwrap_or_else(|| vector.get(index))));
                }
                kept.extend(those);
            }
            each(index, &kept, &values);
        }
    }

    /// The circle of people of each place. Those that depend on nothing but period and people are kept for the whole run.
    fn circles(
        &self,
        id: ExprId,
        people: &People,
        exprs: &[Option<ExprId>],
        places: &Places,
        make: impl FnOnce(&Places) -> Vec<Circle>,
    ) -> Vec<Rc<Circle>> {
        let bound = Uses::MY.with(Uses::SLOT).with(Uses::ROW).with(Uses::RANGED);
        let own = exprs.iter().flatten().any(|expr| self.plan.expr(*expr).uses.any(bound));
        let keeps = !own && !self.is_open(id);
        let keys: Vec<(ExprId, i32, u32)> = (0u32..)
            .take(places.len)
            .map(|index| {
                let (at, ordinal) = (index as usize, places.cell.period.int(index as usize));
                let end = if ordinal == NO_PERIOD { i32::MIN } else { self.time.end(places.cell.grain, ordinal) };
                let circle = if own { index } else { self.circle(people, self.everybody.version(end), places.cell.payee.get(at)) };
                (id, ordinal, circle)
            })
            .collect();
        let mut known: Map<(ExprId, i32, u32), Rc<Circle>> = Map::new();
        let mut asked: Vec<u32> = Vec::new();
        let mut asked_keys = Set::new();
        for (index, key) in (0u32..).zip(&keys) {
            let kept = if keeps { self.caches.circles.borrow().get(key).cloned() } else { None };
            match kept {
                Some(kept) => {
                    known.insert(*key, kept);
                }
                None if asked_keys.insert(*key) => asked.push(index),
                None => {}
            }
        }
        if !asked.is_empty() {
            for (index, made) in asked.iter().zip(make(&places.gather(&asked))) {
                let (key, made) = (keys[*index as usize], Rc::new(made));
                if keeps {
                    self.caches.circles.borrow_mut().insert(key, Rc::clone(&made));
                }
                known.insert(key, made);
            }
        }
        keys.iter().map(|key| known.get(key).cloned().unwrap_or_default()).collect()
    }

    fn allocate_people(&self, id: ExprId, allocate: &Allocate, people: &People, condition: Option<ExprId>, places: &Places) -> Vector {
        let mut exprs = vec![allocate.total, allocate.weight];
        exprs.extend(allocate.order);
        let read = [Some(allocate.total), Some(allocate.weight), condition, allocate.order];
        let circles = self.circles(id, people, &read, places, |representatives| {
            let mut circles = Vec::new();
            self.of_people(&exprs, people, condition, representatives, &mut |index, members, values| {
                let ordinal = representatives.cell.period.int(index);
                let sharers = members.iter().enumerate().map(|(position, payee)| Sharer {
                    total: values[0][position],
                    weight: values[1][position],
                    first: values.get(2).map(|values| values[position]),
                    order: (ordinal, *payee, 0),
                });
                let shares = self.shares(allocate, sharers.collect(), places.unit, &|code, position| {
                    let payee = members.get(position).copied().unwrap_or(0);
                    let at = self.cells(&[(payee, ordinal)], representatives.cell.grain);
                    self.fail(code, id, &at, 0)
                });
                circles.push(Circle { values: members.iter().copied().zip(shares).collect(), ..Circle::default() });
            });
            circles
        });
        let mut builder = Builder::new(Kind::Number, places.len);
        for (index, circle) in circles.into_iter().enumerate() {
            let share = circle.values.get(&places.cell.payee.get(index)).copied();
            builder.push(share.unwrap_or(Scalar::Number(tiercel_value::Decimal::ZERO, false)));
        }
        builder.finish()
    }

    /// The share of each.
    fn shares(&self, allocate: &Allocate, sharers: Vec<Sharer>, unit: u16, fail: &dyn Fn(ErrorCode, usize) -> Scalar) -> Vec<Scalar> {
        let all = |value: Scalar| vec![value; sharers.len()];
        // The first error in the order of time, payee, key counts; in one place total, weight, order.
        let mut failure: Option<(Order, Failure)> = None;
        for (position, sharer) in sharers.iter().enumerate() {
            for value in [Some(sharer.total), Some(sharer.weight), sharer.first].into_iter().flatten() {
                let value = if value == Scalar::Blank { fail(ErrorCode::Blank, position) } else { value };
                if let Scalar::Error(found) = value
                    && failure.is_none_or(|(first, _)| sharer.order < first)
                {
                    failure = Some((sharer.order, found));
                }
            }
        }
        if let Some((_, failure)) = failure {
            return all(Scalar::Error(failure));
        }
        let number = |value: Scalar| match value {
            Scalar::Number(number, _) => number,
            Scalar::Blank | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_) => tiercel_value::Decimal::ZERO,
        };
        let Some(total) = sharers.first().map(|sharer| number(sharer.total)) else { return Vec::new() };
        let inexact = |value: Scalar| matches!(value, Scalar::Number(_, true));
        let marked = sharers.iter().any(|sharer| inexact(sharer.total) || inexact(sharer.weight));
        if sharers.iter().any(|sharer| number(sharer.total).compare_cut(total).is_ne()) {
            return all(fail(ErrorCode::Many, 0));
        }
        let rounding = self.plan.units[usize::from(unit)].rounding;
        let Ok(total) = round_to_unit(total, allocate.unit, rounding) else { return all(fail(ErrorCode::Number, 0)) };
        let weights: Vec<Fraction> = sharers.iter().map(|sharer| Fraction::of(number(sharer.weight).cut())).collect();
        if let Some(position) = weights.iter().position(Fraction::is_negative) {
            return all(fail(ErrorCode::Number, position));
        }
        if total.is_zero() {
            return all(Scalar::Number(total, marked));
        }
        let whole = weights.iter().fold(Fraction::zero(), |sum, weight| sum.plus(weight));
        if whole.is_zero() {
            return all(fail(ErrorCode::DivideByZero, 0));
        }
        let step = Fraction::of(allocate.unit);
        let units = Fraction::of(total.abs()).over(&step);
        let exact: Vec<Fraction> = weights.iter().map(|weight| units.times(weight).over(&whole)).collect();
        let mut counts: Vec<Fraction> = exact.iter().map(Fraction::floor).collect();
        let given = counts.iter().fold(Fraction::zero(), |sum, count| sum.plus(count));
        let left = usize::try_from(units.minus(&given).floor_i64().unwrap_or(0)).unwrap_or(0);
        let mut order: Vec<usize> = (0..sharers.len()).collect();
        let ty = allocate.order.map(|order| self.plan.expr(order).ty);
        order::sort_by(&mut order, |a, b| {
            let (a, b) = (&sharers[*a], &sharers[*b]);
            let said = match (ty, a.first, b.first) {
                (Some(ty), Some(a), Some(b)) => self.compare(ty, a, b),
                _ => Ordering::Equal,
            };
            // Time, then key; among people the payee is the key.
            said.then((a.order.0, a.order.2, a.order.1).cmp(&(b.order.0, b.order.2, b.order.1)))
        });
        match allocate.remainder {
            Remainder::None => order.clear(),
            Remainder::First => {}
            Remainder::Last => order.reverse(),
            Remainder::Largest => order::sort_by(&mut order, |a, b| {
                let part = |index: usize| exact[index].minus(&exact[index].floor());
                part(*b).cmp(&part(*a))
            }),
        }
        for index in order.iter().cycle().take(if order.is_empty() { 0 } else { left }) {
            counts[*index] = counts[*index].plus(&Fraction::whole(1));
        }
        let negative = total.sign() < 0;
        counts
            .iter()
            .map(|count| match count.times(&step).nearest() {
                Ok(share) => Scalar::Number(if negative { share.value.neg() } else { share.value }, marked || share.inexact),
                Err(_) => fail(ErrorCode::Number, 0),
            })
            .collect()
    }

    /// RANK at every place.
    pub(crate) fn rank(&self, id: ExprId, body: ExprId, people: &People, condition: Option<ExprId>, places: &Places) -> Vector {
        let as_number = |value: Scalar| match value {
            Scalar::Number(number, _) => Some(number.cut()),
            Scalar::Word(word) => Some(tiercel_value::Decimal::from_i64(i64::from(word.cast_signed()))),
            Scalar::Bool(value) => Some(tiercel_value::Decimal::from_i64(i64::from(value))),
            Scalar::Blank | Scalar::Error(_) => None,
        };
        let circles = self.circles(id, people, &[Some(body), condition], places, |representatives| {
            let mut circles = Vec::new();
            self.of_people(&[body], people, condition, representatives, &mut |_, members, values| {
                let values = &values[0];
                let failure = values.iter().find_map(|value| if let Scalar::Error(failure) = value { Some(*failure) } else { None });
                let mut sorted: Vec<_> = values.iter().filter_map(|value| as_number(*value)).collect();
                order::sort(&mut sorted);
                circles.push(Circle { sorted, values: members.iter().copied().zip(values.iter().copied()).collect(), failure });
            });
            circles
        });
        let mut builder = Builder::new(Kind::Number, places.len);
        for (index, circle) in circles.into_iter().enumerate() {
            let Circle { sorted, values, failure } = &*circle;
            let own = values.get(&places.cell.payee.get(index)).copied();
            let own = own.unwrap_or_else(|| self.eval(body, &places.gather(&[u32::try_from(index).unwrap_or(u32::MAX)])).get(0));
            builder.push(match (own, as_number(own)) {
                // What one's own value says of itself says more than what is wrong with others'.
                (Scalar::Error(_), _) => own,
                (_, Some(number)) => match failure {
                    Some(failure) => Scalar::Error(*failure),
                    None => {
                        let higher = sorted.len() - sorted.partition_point(|other| *other <= number);
                        Scalar::Number(tiercel_value::Decimal::from_i64(i64::try_from(higher).unwrap_or(0) + 1), false)
                    }
                },
                (_, None) => self.fail(ErrorCode::Blank, id, places, index),
            });
        }
        builder.finish()
    }
}
