//! Rows by whose they are, when they count, and what they are equal in.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::caches::{IndexKey, KeyPart, Layer, NO_DAY, OfRows, RowDays};
use crate::column::Column;
use crate::engine::Engine;
use crate::place::{BLOCK, CellPart, Lane, NO_PERIOD, NOBODY, Places};
use crate::vector::{Kind, Scalar, Vector};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use tiercel_plan::{ExprId, OwnerSource, TableId, TableKind, TableTime, TimeSource, Uses};
use tiercel_value::{Grain, Map, order};

/// The rows of a table by group, in each group by first day.
#[derive(Debug)]
pub(crate) struct RowIndex {
    groups: Groups,
    offsets: Vec<u32>,
    rows: Vec<u32>,
    /// The first day of each of the rows, in the same order.
    first: Vec<i32>,
    /// Whether some row has more than one day.
    spans: bool,
    /// Rows of which it is not known to which group they belong, because an expression is in error.
    pub(crate) unknown: Vec<u32>,
}

#[derive(Debug)]
enum Groups {
    One,
    ByOwner,
    Keyed(HashMap<(u32, Vec<KeyPart>), u32>),
}

impl RowIndex {
    /// The group of an owner (if rows are grouped by owner) and keys.
    pub(crate) fn group(&self, owner: u32, keys: &[KeyPart]) -> Option<u32> {
        match &self.groups {
            Groups::One => Some(0),
            Groups::ByOwner => {
                let last = u32::try_from(self.offsets.len()).unwrap_or(u32::MAX).saturating_sub(2);
                Some(if owner == NOBODY { last } else { owner.min(last) })
            }
            Groups::Keyed(ids) => ids.get(&(owner, keys.to_vec())).copied(),
        }
    }

    /// The rows of a group that touch the days, with their first days; all rows without a window.
    pub(crate) fn rows(&self, group: u32, days: Option<(i32, i32)>, of: &RowDays, mut each: impl FnMut(u32, i32)) {
        let (Some(from), Some(to)) = (self.offsets.get(group as usize), self.offsets.get(group as usize + 1)) else { return };
        let (from, to) = (*from as usize, *to as usize);
        let (first, rows) = (&self.first[from..to], &self.rows[from..to]);
        let Some((start, end)) = days else {
            rows.iter().zip(first).for_each(|(row, first)| each(*row, *first));
            return;
        };
        if self.spans {
            let end = first.partition_point(|day| *day <= end && *day != NO_DAY);
            for (row, first) in rows[..end].iter().zip(first) {
                if of.of(*row).is_some_and(|(_, last)| last >= start) {
                    each(*row, *first);
                }
            }
            return;
        }
        let within = within(first, (start, end));
        rows[within.clone()].iter().zip(&first[within]).for_each(|(row, first)| each(*row, *first));
    }

    /// The rows of a group in the days; nothing where a row may have more than one day.
    pub(crate) fn within(&self, group: u32, days: (i32, i32)) -> Option<&[u32]> {
        let (from, to) = (*self.offsets.get(group as usize)? as usize, *self.offsets.get(group as usize + 1)? as usize);
        if self.spans { None } else { self.rows[from..to].get(within(&self.first[from..to], days)) }
    }
}

/// Which of some first days, which rise, lie within others.
fn within(first: &[i32], (start, end): (i32, i32)) -> Range<usize> {
    let end = first.partition_point(|day| *day <= end && *day != NO_DAY);
    first[..end].partition_point(|day| *day < start)..end
}

impl Engine<'_> {
    /// Something that is kept of a table's rows.
    pub(crate) fn known<T>(&self, table: TableId, find: impl Fn(&OfRows) -> Option<T>) -> Option<T> {
        self.caches.tables.borrow().iter().filter(|layer| layer.table == table).find_map(|layer| find(&layer.rows))
    }

    /// Where more is kept of a table's rows, which is made of some expressions.
    pub(crate) fn own_rows(&self, table: TableId, exprs: &[ExprId]) -> Rc<OfRows> {
        let mut layers = self.caches.tables.borrow_mut();
        let known = layers.iter().find(|layer| layer.table == table && layer.is_own).map(|layer| Rc::clone(&layer.rows));
        let rows = known.unwrap_or_else(|| {
            let rows: Rc<OfRows> = Rc::default();
            layers.push(Layer { table, rows: Rc::clone(&rows), is_own: true });
            rows
        });
        rows.exprs.borrow_mut().extend_from_slice(exprs);
        rows
    }

    /// Places at rows of a table. Payee, period and day are worked out if they are used.
    pub(crate) fn at_rows(&self, table: TableId, rows: Lane, len: usize, uses: Uses) -> Places {
        let base = self.time.base;
        let mut places = Places { len, row: Some((table, rows.clone())), unit: self.plan.table(table).unit.0, ..Places::nowhere(base) };
        if uses.any(Uses::PAYEE.with(Uses::PERIOD).with(Uses::MY).with(Uses::DAY)) {
            let owners = self.owners(table, OwnerSource::Role);
            let days = self.row_days(table, TimeSource::Role);
            let timeless = matches!(self.plan.table(table).time, TableTime::None);
            let each = |row: u32| {
                let first = if timeless { None } else { days.of(row).map(|days| days.0) };
                let period = first.and_then(|day| self.time.period_of(day, base)).unwrap_or(NO_PERIOD);
                let day = if timeless { i32::MAX } else { first.unwrap_or(i32::MIN) };
                (owners.get(row as usize).copied().unwrap_or(NOBODY), period, day)
            };
            let cells: Vec<(u32, i32, i32)> = (0..len).map(|index| each(rows.get(index))).collect();
            places.cell = CellPart {
                payee: Lane::each(cells.iter().map(|cell| cell.0).collect()),
                period: Lane::signed(cells.iter().map(|cell| cell.1)),
                grain: base,
                day: Lane::signed(cells.iter().map(|cell| cell.2)),
            };
            places.my = places.cell.clone();
        }
        places
    }

    /// An expression of the row, for every row of a table.
    fn for_every_row(&self, table: TableId, id: ExprId, ranged: bool) -> Column {
        let count = self.rows(table);
        let mut column = Column::new(Kind::of(self.plan.expr(id).ty), count as usize);
        let mut from = 0;
        while from < count {
            let to = count.min(from.saturating_add(u32::try_from(BLOCK).unwrap_or(u32::MAX)));
            let rows = Lane::From(from);
            let len = (to - from) as usize;
            let places = if ranged {
                Places::ranging(table, rows, len, self.time.base)
            } else {
                self.at_rows(table, rows, len, self.plan.expr(id).uses)
            };
            column.append(self.eval(id, &places));
            from = to;
        }
        column
    }

    /// An expression that depends on the ranged row only, for every row; kept unless it is still being made.
    pub(crate) fn ranged_column(&self, table: TableId, id: ExprId) -> Rc<Column> {
        if let Some(known) = self.caches.ranged.borrow().get(&id) {
            return Rc::clone(known);
        }
        let column = Rc::new(self.for_every_row(table, id, true));
        if !self.is_open(id) {
            self.caches.ranged.borrow_mut().insert(id, Rc::clone(&column));
        }
        column
    }

    /// An expression of the row, for every row; kept unless it is still being made.
    pub(crate) fn row_column(&self, table: TableId, id: ExprId) -> Rc<Column> {
        if let Some(known) = self.caches.of_rows.borrow().get(&id) {
            return Rc::clone(known);
        }
        let column = Rc::new(self.for_every_row(table, id, false));
        if !self.is_open(id) {
            self.caches.of_rows.borrow_mut().insert(id, Rc::clone(&column));
        }
        column
    }

    /// Whose each row is; nobody's where it is blank or in error.
    pub(crate) fn owners(&self, table: TableId, source: OwnerSource) -> Rc<Vec<u32>> {
        let key = match source {
            OwnerSource::None | OwnerSource::Role => None,
            OwnerSource::Of(expr) => Some(expr),
        };
        if let Some(known) = self.known(table, |rows| rows.owners.borrow().get(&key).cloned()) {
            return known;
        }
        let count = self.rows(table) as usize;
        let owners = match (source, self.plan.table(table).payee) {
            _ if table == self.plan.payees => (0u32..).take(count).map(|row| self.everybody.of_row(row)).collect(),
            (OwnerSource::None, _) | (OwnerSource::Role, None) => vec![NOBODY; count],
            (OwnerSource::Role, Some(expr)) => words(&self.for_every_row(table, expr, false)),
            (OwnerSource::Of(expr), _) => words(&self.for_every_row(table, expr, true)),
        };
        let owners = Rc::new(owners);
        self.own_rows(table, key.as_slice()).owners.borrow_mut().insert(key, Rc::clone(&owners));
        owners
    }

    /// When each row counts.
    pub(crate) fn row_days(&self, table: TableId, source: TimeSource) -> Rc<RowDays> {
        self.row_days_of(table, source, false)
    }

    /// The same; or `whole`, where a row of an `in` table has all days of its period, also where the plan's weeks do not fit
    /// into it.
    pub(crate) fn row_days_of(&self, table: TableId, source: TimeSource, whole: bool) -> Rc<RowDays> {
        // The plan's own calendar says itself which days a month has.
        let whole = whole && self.time.base != Grain::Custom;
        let (time, ranged) = match source {
            TimeSource::None => (TableTime::None, false),
            TimeSource::Role => (self.plan.table(table).time, false),
            TimeSource::On(time) => (time, true),
        };
        let key = match time {
            TableTime::None => None,
            TableTime::On(expr) | TableTime::In(expr, _) | TableTime::Span(expr, _) => Some(expr),
        };
        if let Some(known) = self.known(table, |rows| rows.days.borrow().get(&(key, whole)).cloned()) {
            return known;
        }
        let count = self.rows(table) as usize;
        let days = match time {
            TableTime::None => RowDays { first: vec![0; count], last: None },
            TableTime::On(expr) => {
                let column = self.for_every_row(table, expr, ranged);
                RowDays { first: (0..count).map(|row| signed(&column, row).unwrap_or(NO_DAY)).collect(), last: None }
            }
            TableTime::In(expr, grain) => {
                let column = self.for_every_row(table, expr, ranged);
                let mut known: Map<i32, (i32, i32)> = Map::new();
                let mut of = |row: usize| {
                    let ordinal = signed(&column, row)?;
                    let days = || (self.time.start(grain, ordinal), self.time.end(grain, ordinal));
                    Some(*known.get_or_insert_with(ordinal, || if whole { days() } else { self.time.days_of(grain, ordinal) }))
                };
                let days: Vec<(i32, i32)> =
                    (0..count).map(|row| of(row).filter(|(first, last)| first <= last).unwrap_or((NO_DAY, i32::MIN))).collect();
                RowDays { first: days.iter().map(|days| days.0).collect(), last: Some(days.iter().map(|days| days.1).collect()) }
            }
            TableTime::Span(from, to) => {
                let from = self.for_every_row(table, from, ranged);
                let to = to.map(|to| self.for_every_row(table, to, ranged));
                let last = (0..count).map(|row| match to.as_ref().map(|to| signed(to, row)) {
                    Some(Some(day)) => day,
                    Some(None) | None => i32::MAX,
                });
                let last: Vec<i32> = last.collect();
                // An end before the start leaves no day.
                let first = (0..count).map(|row| signed(&from, row).filter(|day| *day <= last[row]).unwrap_or(NO_DAY));
                RowDays { first: first.collect(), last: Some(last) }
            }
        };
        let days = Rc::new(days);
        if let TableTime::Span(_, Some(to)) = time {
            self.own_rows(table, &[to]);
        }
        self.own_rows(table, key.as_slice()).days.borrow_mut().insert((key, whole), Rc::clone(&days));
        days
    }

    /// The place of each row in the order of keys.
    pub(crate) fn ranks(&self, table: TableId) -> Rc<Vec<u32>> {
        if let Some(known) = self.known(table, |rows| rows.ranks.borrow().clone()) {
            return known;
        }
        let count = self.rows(table);
        let ranks = match &self.plan.table(table).kind {
            TableKind::Input if self.plan.table(table).key.is_empty() => (0..count).collect(),
            TableKind::Input => {
                let key = &self.plan.table(table).key;
                ranked(count, &|a, b| self.compare_columns(table, key, a, b))
            }
            TableKind::Derived(_) => ranked(count, &|a, b| self.compare_derived(table, a, b)),
        };
        let ranks = Rc::new(ranks);
        self.own_rows(table, &[]).ranks.replace(Some(Rc::clone(&ranks)));
        ranks
    }

    /// Two rows by columns, the first that differs.
    pub(crate) fn compare_columns(&self, table: TableId, columns: &[u16], a: u32, b: u32) -> std::cmp::Ordering {
        for column in columns {
            let reference = tiercel_plan::ColumnRef { table, column: *column };
            let Some(view) = self.view(reference) else { continue };
            let ty = self.plan.table(table).columns[usize::from(*column)].ty;
            let order = self.compare_keys(ty, view.get(a as usize), view.get(b as usize));
            if order.is_ne() {
                return order;
            }
        }
        std::cmp::Ordering::Equal
    }

    /// The rows of a table by owner (or not) and by equal expressions of the ranged row; `whole` as in
    /// [`Engine::row_days_of`].
    pub(crate) fn index(
        &self,
        table: TableId,
        owner: Option<OwnerSource>,
        (time, whole): (TimeSource, bool),
        equal: &[ExprId],
    ) -> Rc<RowIndex> {
        let key: IndexKey = (
            match owner {
                Some(OwnerSource::Of(expr)) => Some(expr),
                Some(OwnerSource::None | OwnerSource::Role) | None => None,
            },
            match time {
                TimeSource::On(TableTime::On(expr) | TableTime::In(expr, _) | TableTime::Span(expr, _)) => Some(expr),
                TimeSource::On(TableTime::None) | TimeSource::None | TimeSource::Role => None,
            },
            equal.to_vec(),
            owner.is_some(),
            whole,
        );
        if let Some(known) = self.known(table, |rows| rows.indexes.borrow().get(&key).cloned()) {
            return known;
        }
        let index = Rc::new(self.make_index(table, owner, &self.row_days_of(table, time, whole), equal));
        self.own_rows(table, equal).indexes.borrow_mut().insert(key, Rc::clone(&index));
        index
    }

    fn make_index(&self, table: TableId, owner: Option<OwnerSource>, days: &RowDays, equal: &[ExprId]) -> RowIndex {
        let count = self.rows(table);
        let owners = owner.map(|owner| self.owners(table, owner));
        let owner_of = |row: u32| owners.as_ref().map_or(NOBODY, |owners| owners[row as usize]);
        let mut unknown = Vec::new();
        let (groups, group_of, group_count) = if equal.is_empty() {
            match &owners {
                None => (Groups::One, vec![0; count as usize], 1),
                Some(owners) => {
                    let people = u32::try_from(self.everybody.len()).unwrap_or(u32::MAX);
                    let ids = owners.iter().map(|owner| (*owner).min(people)).collect();
                    (Groups::ByOwner, ids, people + 1)
                }
            }
        } else {
            let columns: Vec<Rc<Column>> = equal.iter().map(|expr| self.ranged_column(table, *expr)).collect();
            let mut ids: HashMap<(u32, Vec<KeyPart>), u32> = HashMap::new();
            let mut of = Vec::with_capacity(count as usize);
            for row in 0..count {
                let key: Option<Vec<KeyPart>> =
                    columns.iter().map(|column| KeyPart::of(column.get(row as usize).unwrap_or(Scalar::Blank))).collect();
                let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
                match key {
                    Some(key) => of.push(*ids.entry((owner_of(row), key)).or_insert(next)),
                    None => {
                        unknown.push(row);
                        of.push(NOBODY);
                    }
                }
            }
            let group_count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            (Groups::Keyed(ids), of, group_count)
        };
        let mut offsets = vec![0u32; group_count as usize + 1];
        for group in group_of.iter().filter(|group| **group != NOBODY) {
            offsets[*group as usize + 1] += 1;
        }
        for group in 1..offsets.len() {
            offsets[group] += offsets[group - 1];
        }
        let mut rows = vec![0u32; offsets.last().map_or(0, |total| *total as usize)];
        let mut next = offsets.clone();
        for (row, group) in (0u32..).zip(&group_of) {
            if *group != NOBODY {
                let slot = &mut next[*group as usize];
                rows[*slot as usize] = row;
                *slot += 1;
            }
        }
        let mut room = Vec::new();
        for group in 0..group_count as usize {
            days.sort(&mut rows[offsets[group] as usize..offsets[group + 1] as usize], None, &mut room);
        }
        let first = rows.iter().map(|row| days.first[*row as usize]).collect();
        RowIndex { groups, offsets, rows, first, spans: days.last.is_some(), unknown }
    }

    /// Rows by key columns, for LOOKUP.
    pub(crate) fn key_index(&self, table: TableId, columns: &[u16]) -> Rc<HashMap<Vec<KeyPart>, u32>> {
        if let Some(known) = self.known(table, |rows| rows.keys.borrow().get(columns).cloned()) {
            return known;
        }
        let views: Vec<_> = columns.iter().map(|column| self.view(tiercel_plan::ColumnRef { table, column: *column })).collect();
        let mut index = HashMap::new();
        for row in 0..self.rows(table) {
            let parts: Option<Vec<KeyPart>> =
                views.iter().map(|view| KeyPart::of(view.map_or(Scalar::Blank, |view| view.get(row as usize)))).collect();
            if let Some(parts) = parts {
                index.entry(parts).or_insert(row);
            }
        }
        let index = Rc::new(index);
        self.own_rows(table, &[]).columns.borrow_mut().extend(columns);
        self.own_rows(table, &[]).keys.borrow_mut().insert(columns.to_vec(), Rc::clone(&index));
        index
    }
}

/// The place of each row in an order.
fn ranked(count: u32, compare: &dyn Fn(u32, u32) -> std::cmp::Ordering) -> Vec<u32> {
    let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    order::places(count as usize, &mut |a, b| compare(number(a), number(b))).into_iter().map(number).collect()
}

fn words(column: &Column) -> Vec<u32> {
    (0..column.len())
        .map(|row| match column.get(row) {
            Some(Scalar::Word(word)) => word,
            _ => NOBODY,
        })
        .collect()
}

fn signed(column: &Column, row: usize) -> Option<i32> {
    match column.get(row) {
        Some(Scalar::Word(word)) => Some(word.cast_signed()),
        _ => None,
    }
}

/// The keys of here-sides at a place; nothing if one is in error.
pub(crate) fn keys_at(vectors: &[Vector], index: usize) -> Option<Vec<KeyPart>> {
    vectors.iter().map(|vector| KeyPart::of(vector.get(index))).collect()
}
