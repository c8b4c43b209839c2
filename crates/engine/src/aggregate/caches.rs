//! What is worked out once in a run and read many times.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::index::RowIndex;
use super::persons::SameGroups;
use crate::column::Column;
use crate::vector::{Scalar, Vector};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use tiercel_plan::{AggregateId, ExprId, TableId};
use tiercel_value::Decimal;

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
}

/// By what an index of rows is made: table, whose a row is, when it counts, equal expressions.
pub(crate) type IndexKey = (TableId, Option<ExprId>, Option<ExprId>, Vec<ExprId>, bool);

/// Values of an aggregate by the parts of the place that it uses.
pub(crate) type Memo = HashMap<[u32; 6], Scalar>;

/// Caches.
#[derive(Default)]
pub(crate) struct Caches {
    pub(crate) memo: RefCell<HashMap<(AggregateId, ExprId), Memo>>,
    pub(crate) owners: RefCell<HashMap<(TableId, Option<ExprId>), Rc<Vec<u32>>>>,
    pub(crate) days: RefCell<HashMap<(TableId, Option<ExprId>), Rc<RowDays>>>,
    pub(crate) ranks: RefCell<HashMap<TableId, Rc<Vec<u32>>>>,
    pub(crate) indexes: RefCell<HashMap<IndexKey, Rc<RowIndex>>>,
    /// Expressions of the ranged row, for every row.
    pub(crate) ranged: RefCell<HashMap<ExprId, Rc<Column>>>,
    /// Expressions of the row, for every row.
    pub(crate) of_rows: RefCell<HashMap<ExprId, Rc<Column>>>,
    pub(crate) same: RefCell<HashMap<(usize, Vec<u16>), Rc<SameGroups>>>,
    pub(crate) everyone: RefCell<HashMap<(Vec<u16>, i32), Rc<Vec<u32>>>>,
    pub(crate) orders: RefCell<HashMap<(TableId, Vec<ExprId>, bool), Rc<super::running::RowOrder>>>,
    pub(crate) shares: RefCell<HashMap<ExprId, Rc<Vec<Scalar>>>>,
    pub(crate) keys: RefCell<HashMap<(TableId, Vec<u16>), Rc<HashMap<Vec<KeyPart>, u32>>>>,
    pub(crate) constants: RefCell<HashMap<ExprId, Vector>>,
    pub(crate) rates: RefCell<Option<Rc<super::super::eval::convert::RateIndex>>>,
    pub(crate) ladders: RefCell<HashMap<(tiercel_plan::TiersId, u16, usize), Rc<super::super::eval::tiers::Ladder>>>,
    pub(crate) units: RefCell<HashMap<ExprId, Rc<Vec<u16>>>>,
    pub(crate) buckets: RefCell<HashMap<AggregateId, Option<Rc<super::buckets::Buckets>>>>,
    /// The groups of the clause being derived.
    pub(crate) groups: RefCell<Option<Rc<crate::derive::Groups>>>,
    pub(crate) masks: RefCell<HashMap<ExprId, Rc<super::rows::Mask>>>,
}
