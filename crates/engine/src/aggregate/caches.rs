//! What is worked out once in a run and read many times.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::index::RowIndex;
use super::persons::SameGroups;
use crate::column::Column;
use crate::reads::{Leaf, Leaves, roles};
use crate::vector::{Scalar, Vector};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use tiercel_plan::{AggregateId, ColumnRef, ExprId, Plan, TableId};
use tiercel_value::{Decimal, Map};

/// A value as a key: equal if `=` says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum KeyPart {
    Blank,
    Bool(bool),
    Word(u32),
    Number(Decimal),
}

impl KeyPart {
    /// The key of a value; nothing for an error.
    pub(crate) fn of(value: Scalar) -> Option<KeyPart> {
        match value {
            Scalar::Blank => Some(KeyPart::Blank),
            Scalar::Number(number, _) => Some(KeyPart::Number(number.cut())),
            Scalar::Bool(value) => Some(KeyPart::Bool(value)),
            Scalar::Word(word) => Some(KeyPart::Word(word)),
            Scalar::Error(_) => None,
        }
    }
}

/// First and last day of each row of a table; no last days where every row has one day. A row whose date is blank has a
/// first day after its last.
#[derive(Debug)]
pub(crate) struct RowDays {
    pub(crate) first: Vec<i32>,
    pub(crate) last: Option<Vec<i32>>,
}

/// The first day of a row that has no day.
pub(crate) const NO_DAY: i32 = i32::MAX;

impl RowDays {
    /// First and last day; nothing for a row without a day.
    pub(crate) fn of(&self, row: u32) -> Option<(i32, i32)> {
        let first = self.first[row as usize];
        let last = self.last.as_ref().map_or(first, |last| last[row as usize]);
        (first != NO_DAY).then_some((first, last))
    }

    /// Sorts rows by their first days, those of a day by rank if there are ranks, else by number. `room` is used again.
    pub(crate) fn sort(&self, rows: &mut [u32], ranks: Option<&[u32]>, room: &mut Vec<(i32, u32, u32)>) {
        let key = |row: u32| (self.first[row as usize], ranks.map_or(row, |ranks| ranks[row as usize]), row);
        if rows.is_sorted_by_key(|row| key(*row)) {
            return;
        }
        room.clear();
        room.extend(rows.iter().map(|row| key(*row)));
        room.sort_unstable();
        rows.iter_mut().zip(room).for_each(|(row, (_, _, sorted))| *row = *sorted);
    }
}

/// By what an index of rows is made: whose a row is, when it counts, equal expressions; whether it is by owner, and by whole
/// periods.
pub(crate) type IndexKey = (Option<ExprId>, Option<ExprId>, Vec<ExprId>, bool, bool);

/// Values of an aggregate by the parts of the place that it uses.
pub(crate) type Memo = HashMap<[u32; 6], Scalar>;

/// What is kept, by what it is kept for.
pub(crate) type Kept<K, V> = RefCell<Map<K, Rc<V>>>;

/// Rows by the values of key columns.
pub(crate) type KeyIndex = HashMap<Vec<KeyPart>, u32>;

/// What is kept of the rows of a table. It holds for another run as long as the table has the same rows, and whose they are,
/// when they count, and the expressions and columns stay as they are.
#[derive(Default)]
pub(crate) struct OfRows {
    pub(crate) owners: Kept<Option<ExprId>, Vec<u32>>,
    pub(crate) days: Kept<(Option<ExprId>, bool), RowDays>,
    pub(crate) ranks: RefCell<Option<Rc<Vec<u32>>>>,
    pub(crate) indexes: Kept<IndexKey, RowIndex>,
    pub(crate) orders: Kept<(Vec<ExprId>, bool), super::running::RowOrder>,
    pub(crate) keys: Kept<Vec<u16>, KeyIndex>,
    /// What indexes, orders, owners and days are made of.
    pub(crate) exprs: RefCell<Vec<ExprId>>,
    /// The columns of keys.
    pub(crate) columns: RefCell<Vec<u16>>,
    /// What all of it is read from, once that was asked.
    reads: OnceCell<Vec<Leaf>>,
}

/// Some of what is kept of the rows of a table.
#[derive(Clone)]
pub(crate) struct Layer {
    pub(crate) table: TableId,
    pub(crate) rows: Rc<OfRows>,
    /// Whether more may be added: no other run has it.
    pub(crate) is_own: bool,
}

impl OfRows {
    /// What all of it is read from.
    pub(crate) fn reads(&self, plan: &Plan, table: TableId) -> &[Leaf] {
        self.reads.get_or_init(|| {
            let mut exprs = self.exprs.borrow().clone();
            exprs.extend(roles(plan, table));
            let mut found = Leaves::of(plan, exprs, Some(table));
            found.push(Leaf::Rows(table));
            found.extend(self.columns.borrow().iter().map(|column| Leaf::Column(ColumnRef { table, column: *column })));
            found
        })
    }
}

/// What is kept of the plan alone.
#[derive(Default)]
pub(crate) struct OfPlan {
    pub(crate) ladders: Kept<(tiercel_plan::TiersId, u16, usize), super::super::eval::tiers::Ladder>,
    pub(crate) units: Kept<ExprId, Vec<u16>>,
}

/// Caches.
#[derive(Default)]
pub(crate) struct Caches {
    pub(crate) memo: RefCell<Map<(AggregateId, ExprId), Memo>>,
    pub(crate) tables: RefCell<Vec<Layer>>,
    pub(crate) of_plan: Rc<OfPlan>,
    /// Expressions of the ranged row, for every row.
    pub(crate) ranged: Kept<ExprId, Column>,
    /// Expressions of the row, for every row.
    pub(crate) of_rows: Kept<ExprId, Column>,
    pub(crate) same: Kept<(usize, Vec<u16>), SameGroups>,
    pub(crate) everyone: Kept<(Vec<u16>, i32), Vec<u32>>,
    pub(crate) circles: Kept<(ExprId, i32, u32), super::allocate::Circle>,
    pub(crate) shares: Kept<ExprId, Vec<Scalar>>,
    pub(crate) constants: RefCell<Map<ExprId, Vector>>,
    pub(crate) rates: RefCell<Option<Rc<super::super::eval::convert::RateIndex>>>,
    pub(crate) buckets: RefCell<Map<AggregateId, Option<Rc<super::buckets::Buckets>>>>,
    pub(crate) grids: RefCell<Vec<(super::buckets::Counted, Option<Rc<super::buckets::Grid>>)>>,
    /// The groups of the clause being derived.
    pub(crate) groups: RefCell<Option<Rc<crate::derive::Groups>>>,
    pub(crate) masks: Kept<ExprId, super::rows::Mask>,
}
