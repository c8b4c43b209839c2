//! Totals of others, and whether they are of enough of them.

use super::judge::Judge;
use crate::aggregate::rows::Scope;
use crate::place::NOBODY;
use crate::vector::Scalar;
use tiercel_data::SealedTotal;
use tiercel_plan::{AggregateFunction, AggregateId, AggregateOver, ExprId, LineId, OwnerSource, People};
use tiercel_value::{ExactSum, Set};

/// What others have in an aggregate.
#[derive(Default)]
struct Others {
    sum: ExactSum,
    count: i64,
    people: Set<u32>,
    /// Whether it can't be told as a total: an error, or a number that is not exact.
    spoilt: bool,
}

impl Others {
    fn take(&mut self, function: AggregateFunction, owner: u32, value: Scalar) {
        let mut counts = true;
        match (function, value) {
            (_, Scalar::Blank) => return,
            (_, Scalar::Error(_)) | (AggregateFunction::Sum, Scalar::Number(_, true)) => self.spoilt = true,
            (AggregateFunction::Sum, Scalar::Number(number, false)) => {
                self.sum.add(number);
                counts = !number.is_zero();
            }
            (_, Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_)) => {}
        }
        self.count += 1;
        if counts && owner != NOBODY {
            self.people.insert(owner);
        }
    }
}

impl Judge<'_, '_> {
    /// The totals that the payee's cells need, and the cells for which there is none.
    pub(super) fn seals(&self, payee: u32, at_least: usize) -> (Vec<SealedTotal>, Set<(LineId, i32)>) {
        let (mut sealed, mut scarce) = (Vec::new(), Set::new());
        for (line, seals) in self.sealing.iter() {
            let Some(cells) = self.engine.lines.get(line.index()) else { continue };
            for ordinal in (cells.first..).take(cells.count) {
                let has = cells.index(payee, ordinal).is_some_and(|index| cells.column.get(index).is_some());
                if !has || self.engine.is_closed(*line, ordinal) {
                    continue;
                }
                let totals: Vec<Option<SealedTotal>> =
                    seals.iter().map(|(aggregate, expr)| self.total(*line, (*aggregate, *expr), (payee, ordinal), at_least)).collect();
                match totals.into_iter().collect::<Option<Vec<SealedTotal>>>() {
                    Some(totals) => sealed.extend(totals),
                    None => {
                        scarce.insert((*line, ordinal));
                    }
                }
            }
        }
        (sealed, scarce)
    }

    fn total(&self, line: LineId, (id, expr): (AggregateId, ExprId), (payee, ordinal): (u32, i32), at_least: usize) -> Option<SealedTotal> {
        let engine = self.engine;
        let declared = engine.plan.line(line);
        let mut places = engine.cells(&[(payee, ordinal)], declared.grain);
        places.unit = declared.unit.0;
        let aggregate = engine.plan.aggregate(id);
        let mut others = Others::default();
        match aggregate.over {
            AggregateOver::Rows(table) => {
                let owners = engine.owners(table, OwnerSource::Role);
                let everyone = matches!(aggregate.people, None | Some(People::Everyone));
                let is_own = |row: u32| {
                    let mine = owners.get(row as usize) == Some(&payee);
                    mine || (everyone && self.is_in_slice(table, row))
                };
                let (mut failures, mut broken) = (vec![None], false);
                engine.select(
                    &Scope::of(table, aggregate),
                    expr,
                    &places,
                    &mut failures,
                    &mut |pairs| {
                        let values = aggregate.body.map(|body| {
                            let uses = engine.plan.expr(body).uses;
                            engine.eval(body, &engine.at_pairs(uses, table, &places, &pairs))
                        });
                        for (index, row) in pairs.rows.iter().enumerate().filter(|(_, row)| !is_own(**row)) {
                            let value = values.as_ref().map_or(Scalar::Bool(true), |values| values.get(index));
                            others.take(aggregate.function, owners.get(*row as usize).copied().unwrap_or(NOBODY), value);
                        }
                    },
                    &mut |_, _, _, _| broken = true,
                );
                others.spoilt |= broken || failures.iter().any(Option::is_some);
            }
            AggregateOver::Cells(_) | AggregateOver::People => {
                let (at, cells) = engine.cells_ranged(id, expr, &places);
                let values = aggregate.body.map(|body| engine.eval(body, &at));
                for (index, (person, _)) in cells.iter().enumerate().filter(|(_, (person, _))| *person != payee) {
                    let value = values.as_ref().map_or(Scalar::Bool(true), |values| values.get(index));
                    others.take(aggregate.function, *person, value);
                }
            }
            AggregateOver::Group => return None,
        }
        let sum = others.sum.total().ok().filter(|sum| !sum.inexact && !others.spoilt)?;
        (others.people.len() >= at_least).then_some(SealedTotal { aggregate: id, ordinal, sum: sum.value, count: others.count })
    }

    /// Whether a row will be in the slice; a derived one, if it is the payee's or made of such rows.
    fn is_in_slice(&self, table: tiercel_plan::TableId, row: u32) -> bool {
        match self.engine.plan.table(table).kind {
            tiercel_plan::TableKind::Input => self.shares.has(table, row),
            tiercel_plan::TableKind::Derived(_) => self.shares.has_sources(self.engine, table, row),
        }
    }
}
