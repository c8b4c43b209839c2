//! RUNNING and PRIOR over rows: rows of a table in the order of time and key, among those of one payee.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::caches::{KeyPart, NO_DAY};
use crate::datum::ErrorCode;
use crate::engine::Engine;
use crate::place::{BLOCK, Lane, NOBODY, Places};
use crate::vector::{Builder, Kind, Scalar, Vector};
use std::collections::HashMap;
use std::rc::Rc;
use tiercel_plan::{ExprId, OwnerSource, TableId, TimeSource, Uses, Window};
use tiercel_value::{ExactSum, Map};

/// The rows of a table in groups, each in order.
#[derive(Debug)]
pub(crate) struct RowOrder {
    /// All rows, group by group.
    rows: Vec<u32>,
    /// Where each row stands.
    position: Vec<u32>,
    /// Where the group of each row begins; [`NOBODY`] for a row whose group is not known.
    start: Vec<u32>,
}

impl Engine<'_> {
    /// The rows of a table by payee (where rows have one) and equal expressions, each group by time and key.
    pub(crate) fn row_order(&self, table: TableId, by: &[ExprId], per_payee: bool) -> Rc<RowOrder> {
        let key = (by.to_vec(), per_payee);
        if let Some(known) = self.known(table, |rows| rows.orders.borrow().get(&key).cloned()) {
            return known;
        }
        let count = self.rows(table);
        let days = self.row_days(table, TimeSource::Role);
        let ranks = self.ranks(table);
        let owners = self.owners(table, OwnerSource::Role);
        let columns: Vec<_> = by.iter().map(|expr| self.row_column(table, *expr)).collect();
        let mut ids: HashMap<(u32, Vec<KeyPart>), u32> = HashMap::new();
        let mut groups: Vec<Vec<u32>> = Vec::new();
        let mut unknown = Vec::new();
        for row in 0..count {
            let parts: Option<Vec<KeyPart>> =
                columns.iter().map(|column| KeyPart::of(column.get(row as usize).unwrap_or(Scalar::Blank))).collect();
            let Some(parts) = parts else {
                unknown.push(row);
                continue;
            };
            let owner = if per_payee { owners[row as usize] } else { NOBODY };
            let group = *ids.entry((owner, parts)).or_insert_with(|| {
                groups.push(Vec::new());
                u32::try_from(groups.len() - 1).unwrap_or(u32::MAX)
            });
            groups[group as usize].push(row);
        }
        let mut order =
            RowOrder { rows: Vec::with_capacity(count as usize), position: vec![0; count as usize], start: vec![NOBODY; count as usize] };
        let mut room = Vec::new();
        for mut group in groups {
            days.sort(&mut group, Some(&ranks), &mut room);
            let start = u32::try_from(order.rows.len()).unwrap_or(u32::MAX);
            for row in group {
                order.position[row as usize] = u32::try_from(order.rows.len()).unwrap_or(u32::MAX);
                order.start[row as usize] = start;
                order.rows.push(row);
            }
        }
        let order = Rc::new(order);
        if !by.iter().any(|expr| self.is_open(*expr)) {
            self.own_rows(table, by).orders.borrow_mut().insert(key, Rc::clone(&order));
        }
        order
    }

    /// The table of the rows that places stand at.
    fn own_table(places: &Places) -> Option<(TableId, Lane)> {
        places.row.clone()
    }

    /// Days of the window at each place, for rows of a table.
    fn row_windows(&self, window: Window, id: ExprId, places: &Places, table: TableId, rows: &Lane) -> super::rows::Windows {
        // The window is the row's own, whatever cell the place has been moved to.
        let uses = Uses::PERIOD;
        let at = Places { slots: places.slots.clone(), ..self.at_rows(table, rows.clone(), places.len, uses) };
        self.windows(window, id, &at)
    }

    /// RUNNING at every place.
    pub(crate) fn running(&self, id: ExprId, body: ExprId, window: Window, by: &[ExprId], places: &Places) -> Vector {
        let Some((table, rows)) = Self::own_table(places) else { return self.with_default(None, id, places, vec![None; places.len]) };
        let order = self.row_order(table, by, true);
        let days = self.row_days(table, TimeSource::Role);
        let windows = self.row_windows(window, id, places, table, &rows);
        let kept = !self.is_open(body) && !self.plan.expr(body).uses.any(Uses::SLOT.with(Uses::RANGED));
        let column = kept.then(|| self.row_column(table, body));
        let mut builder = Builder::new(Kind::Number, places.len);
        let mut state: Option<Sweep> = None;
        for index in 0..places.len {
            let row = rows.get(index);
            if let Some(failure) = windows.failures[index] {
                builder.push(Scalar::Error(failure));
                continue;
            }
            let start = order.start[row as usize];
            if start == NOBODY {
                builder.push(self.group_failure(table, by, id, places, index));
                continue;
            }
            let position = order.position[row as usize];
            let Some((from, to)) = windows.days[index] else {
                builder.push(Scalar::Number(tiercel_value::Decimal::ZERO, false));
                continue;
            };
            let within = |row: u32| days.of(row).is_some_and(|(first, last)| first <= to && last >= from);
            let Some(column) = &column else {
                let taken: Vec<u32> = order.rows[start as usize..=position as usize].iter().copied().filter(|row| within(*row)).collect();
                let values = self.eval_rows(body, table, &taken, places, index);
                builder.push(self.total(values, id, places, index));
                continue;
            };
            // Rows of one group usually follow each other: the sum goes on from the last one, if the window begins where it did.
            let goes_on = state
                .as_ref()
                .is_some_and(|sweep| sweep.start == start && sweep.next <= position + 1 && sweep.from == from && sweep.to <= to);
            let fresh = || Sweep { start, next: start, from, to, sum: ExactSum::default(), inexact: false, failure: None };
            let mut sweep = match state.take() {
                Some(sweep) if goes_on => Sweep { to, ..sweep },
                _ => fresh(),
            };
            for row in &order.rows[sweep.next as usize..=position as usize] {
                if !within(*row) {
                    continue;
                }
                match column.get(*row as usize) {
                    Some(Scalar::Number(number, inexact)) => {
                        sweep.sum.add(number);
                        sweep.inexact |= inexact;
                    }
                    Some(Scalar::Error(failure)) => sweep.failure = sweep.failure.or(Some(failure)),
                    _ => {}
                }
            }
            sweep.next = position + 1;
            builder.push(match sweep.failure {
                Some(failure) => Scalar::Error(failure),
                None => self.rounded(sweep.sum.total(), sweep.inexact, id, places, index),
            });
            state = Some(sweep);
        }
        builder.finish()
    }

    fn total(&self, values: Vec<Scalar>, id: ExprId, places: &Places, index: usize) -> Scalar {
        let (mut sum, mut marked) = (ExactSum::default(), false);
        for value in values {
            match value {
                Scalar::Number(number, inexact) => {
                    sum.add(number);
                    marked |= inexact;
                }
                Scalar::Error(_) => return value,
                Scalar::Blank | Scalar::Bool(_) | Scalar::Word(_) => {}
            }
        }
        self.rounded(sum.total(), marked, id, places, index)
    }

    /// An expression at other rows of the table, seen from one place.
    fn eval_rows(&self, body: ExprId, table: TableId, rows: &[u32], places: &Places, index: usize) -> Vec<Scalar> {
        let mut values = Vec::with_capacity(rows.len());
        let from = u32::try_from(index).unwrap_or(u32::MAX);
        for block in rows.chunks(BLOCK) {
            let at = self.at_other_rows(body, table, block, places, &vec![from; block.len()]);
            let vector = self.eval(body, &at);
            values.extend((0..block.len()).map(|index| vector.get(index)));
        }
        values
    }

    /// Places at other rows, with what else the places had.
    fn at_other_rows(&self, body: ExprId, table: TableId, rows: &[u32], places: &Places, from: &[u32]) -> Places {
        let moved = self.at_rows(table, Lane::each(rows.to_vec()), rows.len(), self.plan.expr(body).uses);
        let slots = places.slots.iter().map(|(slot, vector)| (*slot, Rc::new(vector.gather(from)))).collect();
        Places { slots, ranged: places.ranged.as_ref().map(|(table, lane)| (*table, lane.gather(from))), ..moved }
    }

    /// The error of a `by` expression that keeps a row out of every group.
    fn group_failure(&self, table: TableId, by: &[ExprId], id: ExprId, places: &Places, index: usize) -> Scalar {
        let row = places.row.as_ref().map_or(0, |(_, rows)| rows.get(index));
        by.iter()
            .filter_map(|expr| self.row_column(table, *expr).get(row as usize))
            .find(|value| matches!(value, Scalar::Error(_)))
            .unwrap_or_else(|| self.fail(ErrorCode::NotAvailable, id, places, index))
    }

    /// PRIOR over rows at every place.
    #[expect(clippy::too_many_arguments, reason = "they are the parts of one expression")]
    pub(crate) fn prior_row(
        &self,
        id: ExprId,
        body: ExprId,
        back: u32,
        default: Option<ExprId>,
        window: Window,
        by: &[ExprId],
        places: &Places,
    ) -> Vector {
        let mut results: Vec<Option<Scalar>> = vec![None; places.len];
        let Some((table, rows)) = Self::own_table(places) else { return self.with_default(default, id, places, results) };
        let order = self.row_order(table, by, true);
        let days = self.row_days(table, TimeSource::Role);
        let windows = self.row_windows(window, id, places, table, &rows);
        let (mut asked, mut targets) = (Vec::new(), Vec::new());
        for (index, result) in results.iter_mut().enumerate() {
            let row = rows.get(index);
            if let Some(failure) = windows.failures[index] {
                *result = Some(Scalar::Error(failure));
                continue;
            }
            let start = order.start[row as usize];
            if start == NOBODY {
                *result = Some(self.group_failure(table, by, id, places, index));
                continue;
            }
            let Some((from, to)) = windows.days[index] else { continue };
            let position = order.position[row as usize];
            let before = order.rows[start as usize..position as usize].iter().rev();
            let mut within =
                before.filter(|row| days.of(**row).is_some_and(|(first, last)| first <= to && last >= from && first != NO_DAY));
            if let Some(target) = within.nth(back.saturating_sub(1) as usize) {
                asked.push(u32::try_from(index).unwrap_or(u32::MAX));
                targets.push(*target);
            }
        }
        if !asked.is_empty() {
            let values = self.eval(body, &self.at_other_rows(body, table, &targets, places, &asked));
            for (position, index) in asked.iter().enumerate() {
                results[*index as usize] = Some(values.get(position));
            }
        }
        self.with_default(default, id, places, results)
    }

    /// The rows of a table in rounds: in each round one row per payee, in order.
    pub(crate) fn row_rounds(&self, table: TableId, rows: &[u32]) -> Vec<Vec<u32>> {
        let days = self.row_days(table, TimeSource::Role);
        let ranks = self.ranks(table);
        let owners = self.owners(table, OwnerSource::Role);
        let has_payee = self.plan.table(table).payee.is_some();
        let mut sorted = rows.to_vec();
        days.sort(&mut sorted, Some(&ranks), &mut Vec::new());
        let mut next: Map<u32, usize> = Map::new();
        let mut rounds: Vec<Vec<u32>> = Vec::new();
        for row in sorted {
            let owner = if has_payee { owners[row as usize] } else { NOBODY };
            let round = next.get_or_default(owner);
            if rounds.len() == *round {
                rounds.push(Vec::new());
            }
            rounds[*round].push(row);
            *round += 1;
        }
        rounds
    }

    /// The rows up to and with the one of a place of its own that RUNNING takes, in order.
    pub(crate) fn rows_running(&self, id: ExprId, window: Window, by: &[ExprId], places: &Places) -> Vec<(TableId, u32)> {
        let Some((table, rows)) = Self::own_table(places) else { return Vec::new() };
        let order = self.row_order(table, by, true);
        let days = self.row_days(table, TimeSource::Role);
        let windows = self.row_windows(window, id, places, table, &rows);
        let row = rows.get(0);
        let (start, position) = (order.start[row as usize], order.position[row as usize]);
        let Some((from, to)) = windows.days[0].filter(|_| start != NOBODY) else { return Vec::new() };
        let within = |row: &&u32| days.of(**row).is_some_and(|(first, last)| first <= to && last >= from);
        order.rows[start as usize..=position as usize].iter().filter(within).map(|row| (table, *row)).collect()
    }
}

/// A running sum on its way through a group.
struct Sweep {
    start: u32,
    next: u32,
    from: i32,
    to: i32,
    sum: ExactSum,
    inexact: bool,
    failure: Option<crate::datum::Failure>,
}
