//! Lines at a cell: this period's, and PRIOR.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::datum::ErrorCode;
use crate::engine::Engine;
use crate::place::{NO_PERIOD, NOBODY, Places};
use crate::vector::{ABSENT, Builder, Kind, Scalar, Vector};
use tiercel_plan::{ExprId, LineId};
use tiercel_value::{Decimal, Grain};

impl Engine<'_> {
    /// A line at the cells of the places.
    pub(crate) fn line(&self, line: LineId, id: ExprId, places: &Places) -> Vector {
        let (own, here) = (self.plan.line(line).grain, places.cell.grain);
        if own == here {
            let cells = &self.lines[line.index()];
            let index_of = |index: usize| {
                let found = cells.index(places.cell.payee.get(index), places.cell.period.int(index))?;
                u32::try_from(found).ok().filter(|_| cells.column.status(found) != ABSENT)
            };
            if let Some(indexes) = (0..places.len).map(index_of).collect::<Option<Vec<u32>>>() {
                return crate::column::View::Made(&cells.column).gather_each(&indexes);
            }
            let payees: Vec<u32> = (0..places.len).map(|index| places.cell.payee.get(index)).collect();
            let ordinals: Vec<i32> = (0..places.len).map(|index| places.cell.period.int(index)).collect();
            let values = self.line_values(line, id, &payees, &ordinals, here);
            return values;
        }
        let ty = self.plan.line(line).ty;
        let unit = usize::from(self.plan.line(line).unit.0);
        let mut builder = Builder::new(Kind::of(ty), places.len);
        for index in 0..places.len {
            let (payee, ordinal) = (places.cell.payee.get(index), places.cell.period.int(index));
            let missing = || self.fail(ErrorCode::NotAvailable, id, places, index);
            if ordinal == NO_PERIOD || payee == NOBODY {
                builder.push(missing());
                continue;
            }
            if own < here {
                // Finer lines are read bare only in a checked plan's aggregates; the last one stands for the period.
                let last = self.time.parts(here, ordinal, own).1;
                builder.push(self.cell_value(line, payee, last).unwrap_or_else(missing));
                continue;
            }
            let coarse = self.time.containing(here, ordinal, own);
            let standing = self.time.standing(unit, own, coarse);
            let stands_here = self.time.containing(self.time.base, standing, here) == ordinal;
            builder.push(if stands_here {
                self.cell_value(line, payee, coarse).unwrap_or_else(missing)
            } else if ty.is_numeric() && self.is_on(unit, payee, self.time.standing(unit, here, ordinal)) {
                Scalar::Number(Decimal::ZERO, false)
            } else {
                missing()
            });
        }
        builder.finish()
    }

    /// A line at cells of its own grain.
    pub(crate) fn line_values(&self, line: LineId, id: ExprId, payees: &[u32], ordinals: &[i32], grain: Grain) -> Vector {
        let cells = &self.lines[line.index()];
        let indexes: Vec<u32> = payees
            .iter()
            .zip(ordinals)
            .map(|(payee, ordinal)| cells.index(*payee, *ordinal).and_then(|index| u32::try_from(index).ok()).unwrap_or(NOBODY))
            .collect();
        let inside = indexes.iter().all(|index| *index != NOBODY && cells.column.status(*index as usize) != ABSENT);
        if inside {
            return crate::column::View::Made(&cells.column).gather(&crate::place::Lane::each(indexes), payees.len());
        }
        let mut builder = Builder::new(Kind::of(self.plan.line(line).ty), payees.len());
        for (position, index) in indexes.iter().enumerate() {
            let (payee, ordinal) = (payees[position], ordinals[position]);
            let found = if *index == NOBODY { None } else { cells.column.get(*index as usize) };
            builder.push(match found.or_else(|| self.uncomputed(line, payee, ordinal)) {
                Some(value) => value,
                None => {
                    let at = self.cells(&[(payee, ordinal)], grain);
                    self.fail(ErrorCode::NotAvailable, id, &at, 0)
                }
            });
        }
        builder.finish()
    }

    /// A line's cell; nothing if neither the plan nor history has it.
    pub(crate) fn cell_value(&self, line: LineId, payee: u32, ordinal: i32) -> Option<Scalar> {
        let cells = &self.lines[line.index()];
        let found = cells.index(payee, ordinal).and_then(|index| cells.column.get(index));
        found.or_else(|| self.uncomputed(line, payee, ordinal))
    }

    pub(crate) fn prior(&self, line: LineId, back: u32, default: Option<ExprId>, id: ExprId, places: &Places) -> Vector {
        let (own, here) = (self.plan.line(line).grain, places.cell.grain);
        let results = (0..places.len).map(|index| {
            let ordinal = places.cell.period.int(index);
            if ordinal == NO_PERIOD {
                return None;
            }
            let at = if own < here { self.time.parts(here, ordinal, own).1 } else { self.time.containing(here, ordinal, own) };
            self.cell_value(line, places.cell.payee.get(index), at.saturating_sub_unsigned(back))
        });
        let results = results.collect();
        self.with_default(default, id, places, results)
    }
}
