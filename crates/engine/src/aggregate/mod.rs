//! Aggregates: what they range over, and what is kept of them.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

mod allocate;
mod buckets;
pub(crate) mod caches;
mod cells;
pub(crate) mod index;
pub(crate) mod persons;
mod prorate;
pub(crate) mod rows;
mod running;
pub(crate) mod tally;
pub(crate) mod whose;

use crate::engine::Engine;
use crate::place::{Lane, Places};
use crate::vector::{Builder, Kind, Scalar, Vector};
use std::collections::HashMap;
use tiercel_plan::{AggregateId, AggregateOver, ExprId, ExprKind, Uses};

impl Engine<'_> {
    /// An aggregate at every place. Places that agree in all it depends on are evaluated once, for the whole run.
    pub(crate) fn aggregate(&self, id: AggregateId, expr: ExprId, places: &Places) -> Vector {
        let aggregate = self.plan.aggregate(id);
        let uses = aggregate.uses;
        let bound = Uses::ROW.with(Uses::RANGED).with(Uses::SOURCES).with(Uses::SLOT);
        let every_cell = places.distinct && uses.any(Uses::PAYEE) && uses.any(Uses::PERIOD);
        if uses.any(bound) || every_cell || matches!(aggregate.over, AggregateOver::Group) {
            return self.aggregate_now(id, expr, places);
        }
        let keys: Vec<[u32; 6]> = (0..places.len).map(|index| memo_key(uses, places, index)).collect();
        let mut found: Vec<Option<Scalar>> = {
            let memo = self.caches.memo.borrow();
            let known = memo.get(&(id, expr));
            keys.iter().map(|key| known.and_then(|known| known.get(key)).copied()).collect()
        };
        let mut fresh: HashMap<[u32; 6], u32> = HashMap::new();
        let mut asked = Vec::new();
        for (index, key) in (0u32..).zip(&keys) {
            if found[index as usize].is_none() {
                fresh.entry(*key).or_insert_with(|| {
                    asked.push(index);
                    u32::try_from(asked.len() - 1).unwrap_or(u32::MAX)
                });
            }
        }
        if !asked.is_empty() {
            let values = self.aggregate_now(id, expr, &places.gather(&asked));
            if !values.failures.is_empty() {
                self.shares_error.set(true);
            }
            for (index, key) in keys.iter().enumerate() {
                if let (None, Some(at)) = (found[index], fresh.get(key)) {
                    found[index] = Some(values.get(*at as usize));
                }
            }
            if !self.is_open_aggregate(id) {
                let mut memo = self.caches.memo.borrow_mut();
                let known = memo.get_or_default((id, expr));
                for index in &asked {
                    if let Some(value) = found[*index as usize] {
                        known.insert(keys[*index as usize], value);
                    }
                }
            }
        }
        let mut builder = Builder::new(Kind::of(self.plan.expr(expr).ty), places.len);
        found.into_iter().for_each(|value| builder.push(value.unwrap_or(Scalar::Blank)));
        builder.finish()
    }

    fn aggregate_now(&self, id: AggregateId, expr: ExprId, places: &Places) -> Vector {
        if let ExprKind::Prorated(proration, _) = self.plan.expr(expr).kind {
            return self.prorated(proration, id, expr, places);
        }
        match self.plan.aggregate(id).over {
            AggregateOver::Rows(table) => self.over_rows(id, table, expr, places),
            AggregateOver::Cells(_) | AggregateOver::People => self.over_cells(id, expr, places),
            AggregateOver::Group => self.over_group(id, expr, places),
        }
    }
}

/// The parts of a place that an aggregate uses.
fn memo_key(uses: Uses, places: &Places, index: usize) -> [u32; 6] {
    let part = |used: Uses, lane: &Lane| if uses.any(used) { lane.get(index) } else { 0 };
    [
        part(Uses::PAYEE, &places.cell.payee),
        part(Uses::PERIOD, &places.cell.period),
        part(Uses::DAY, &places.cell.day),
        part(Uses::MY, &places.my.payee),
        part(Uses::MY, &places.my.period),
        // Plans and grains differ in what a window and `everyone` mean.
        u32::from(places.unit) * 16 + places.cell.grain as u32,
    ]
}
