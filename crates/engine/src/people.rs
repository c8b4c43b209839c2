//! Who there is: rows of `payees` in force, and the tree of managers as it stands at a day.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::place::NOBODY;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use tiercel_data::{ColumnData, Payees, Tables, Values};
use tiercel_plan::Plan;
use tiercel_value::order;

/// The people of a run.
#[derive(Debug)]
pub(crate) struct Everybody {
    payees: Arc<Payees>,
    /// The manager of each row of `payees`.
    managers: Option<Arc<ColumnData>>,
    /// The first days of rows of `payees`, each once, rising: between two of them nothing changes.
    changes: Vec<i32>,
    /// The payee of each row of `payees`.
    person: Vec<u32>,
    /// The row of each payee who has one row only, without a first day; else [`NOBODY`].
    only: Vec<u32>,
    /// Trees by version, made when they are first needed.
    trees: RefCell<Vec<Option<Rc<Tree>>>>,
}

impl Everybody {
    pub(crate) fn new(plan: &Plan, tables: &Tables) -> Everybody {
        let payees = Arc::clone(&tables.payees);
        let managers = plan.manager.and_then(|column| tables.tables.get(plan.payees.index())?.columns.get(usize::from(column))?.clone());
        let mut changes: Vec<i32> = payees.spans.iter().map(|span| span.0).filter(|start| *start != i32::MIN).collect();
        order::sort(&mut changes);
        changes.dedup();
        let mut person = vec![NOBODY; payees.spans.len()];
        for (payee, rows) in (0u32..).zip(&payees.rows) {
            rows.iter().for_each(|row| person[*row as usize] = payee);
        }
        let only = payees.rows.iter().map(|rows| match rows.as_slice() {
            [row] if payees.spans.get(*row as usize).is_none_or(|span| span.0 == i32::MIN) => *row,
            _ => NOBODY,
        });
        let only = only.collect();
        let trees = RefCell::new(vec![None; changes.len() + 1]);
        Everybody { payees, managers, changes, person, only, trees }
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.payees.keys.len()
    }

    /// The payee of a row of `payees`.
    pub(crate) fn of_row(&self, row: u32) -> u32 {
        self.person.get(row as usize).copied().unwrap_or(NOBODY)
    }

    fn span(&self, row: u32) -> (i32, i32) {
        self.payees.spans.get(row as usize).copied().unwrap_or((i32::MIN, i32::MAX))
    }

    /// The row of `payees` in force at a day, else the nearest earlier one.
    #[inline]
    pub(crate) fn in_force(&self, payee: u32, day: i32) -> Option<u32> {
        match self.only.get(payee as usize) {
            Some(&NOBODY) | None => self.in_force_of_several(payee, day),
            Some(row) => Some(*row),
        }
    }

    fn in_force_of_several(&self, payee: u32, day: i32) -> Option<u32> {
        let rows = self.payees.rows.get(payee as usize)?;
        let after = rows.partition_point(|row| self.span(*row).0 <= day);
        rows.get(after.checked_sub(1)?).copied()
    }

    /// Whether a row touches these days.
    pub(crate) fn is_active(&self, payee: u32, (from, to): (i32, i32)) -> bool {
        self.payees.rows.get(payee as usize).is_some_and(|rows| {
            rows.iter().any(|row| {
                let (start, end) = self.span(*row);
                start <= to && end >= from
            })
        })
    }

    /// The first day of the first row.
    pub(crate) fn first_day(&self, payee: u32) -> i32 {
        self.payees.rows.get(payee as usize).and_then(|rows| rows.first()).map_or(i32::MAX, |row| self.span(*row).0)
    }

    /// Days with the same version have the same rows in force.
    pub(crate) fn version(&self, day: i32) -> usize {
        self.changes.partition_point(|change| *change <= day)
    }

    fn day_of_version(&self, version: usize) -> i32 {
        version.checked_sub(1).and_then(|index| self.changes.get(index)).copied().unwrap_or(i32::MIN)
    }

    /// The row of `payees` in force in a version.
    pub(crate) fn row_in(&self, payee: u32, version: usize) -> Option<u32> {
        self.in_force(payee, self.day_of_version(version))
    }

    fn manager_in(&self, payee: u32, version: usize) -> u32 {
        let Some(ColumnData { values: Values::Payee(managers), blanks }) = self.managers.as_deref() else { return NOBODY };
        let Some(row) = self.row_in(payee, version) else { return NOBODY };
        let row = row as usize;
        if blanks.as_ref().is_some_and(|blanks| blanks[row]) { NOBODY } else { managers[row] }
    }

    /// The tree of a version.
    pub(crate) fn tree(&self, version: usize) -> Rc<Tree> {
        Rc::clone(self.trees.borrow_mut()[version].get_or_insert_with(|| Rc::new(self.make_tree(version))))
    }

    fn make_tree(&self, version: usize) -> Tree {
        let count = self.len();
        let manager: Vec<u32> = (0u32..).take(count).map(|payee| self.manager_in(payee, version)).collect();
        let mut offsets = vec![0u32; count + 2];
        for boss in manager.iter().filter(|boss| **boss != NOBODY) {
            offsets[*boss as usize + 2] += 1;
        }
        for index in 1..offsets.len() {
            offsets[index] += offsets[index - 1];
        }
        let mut reports = vec![0u32; offsets[count + 1] as usize];
        for (payee, boss) in (0u32..).zip(&manager) {
            if *boss != NOBODY {
                let slot = &mut offsets[*boss as usize + 1];
                reports[*slot as usize] = payee;
                *slot += 1;
            }
        }
        Tree { manager, offsets, reports }
    }
}

/// Who reports to whom.
#[derive(Debug)]
pub(crate) struct Tree {
    manager: Vec<u32>,
    /// Where the reports of each begin in the list.
    offsets: Vec<u32>,
    reports: Vec<u32>,
}

impl Tree {
    /// The manager, or nobody.
    pub(crate) fn manager(&self, payee: u32) -> u32 {
        self.manager.get(payee as usize).copied().unwrap_or(NOBODY)
    }

    /// Direct reports, in the order of payees.
    pub(crate) fn reports(&self, payee: u32) -> &[u32] {
        let payee = payee as usize;
        match (self.offsets.get(payee), self.offsets.get(payee + 1)) {
            (Some(from), Some(to)) if payee < self.manager.len() => self.reports.get(*from as usize..*to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// All above, nearest first.
    pub(crate) fn managers(&self, payee: u32) -> Vec<u32> {
        let mut above = Vec::new();
        let mut at = self.manager(payee);
        // Circles are refused on loading; the count is a second fence.
        while at != NOBODY && above.len() <= self.manager.len() {
            above.push(at);
            at = self.manager(at);
        }
        above
    }

    /// Those from so many steps down to so many, in the order of payees.
    pub(crate) fn below(&self, payee: u32, from: u32, to: Option<u32>) -> Vec<u32> {
        let mut found = Vec::new();
        let mut level = self.reports(payee).to_vec();
        let mut depth = 1;
        while !level.is_empty() && to.is_none_or(|to| depth <= to) && depth as usize <= self.manager.len() {
            if depth >= from {
                found.extend_from_slice(&level);
            }
            level = level.iter().flat_map(|report| self.reports(*report)).copied().collect();
            depth += 1;
        }
        order::sort(&mut found);
        found
    }

    /// Everybody by how far they stand from the leaves (`up`) or from the root.
    pub(crate) fn levels(&self, up: bool) -> Vec<Vec<u32>> {
        let count = self.manager.len();
        let mut level = vec![0u32; count];
        // From the root down; those in a circle (refused on loading) keep level 0.
        let mut front: Vec<u32> = (0u32..).take(count).filter(|payee| self.manager(*payee) == NOBODY).collect();
        let mut order = Vec::with_capacity(count);
        let mut depth = 0;
        while !front.is_empty() {
            front.iter().for_each(|payee| level[*payee as usize] = depth);
            order.extend_from_slice(&front);
            front = front.iter().flat_map(|payee| self.reports(*payee)).copied().collect();
            depth += 1;
        }
        if up {
            for payee in order.iter().rev() {
                level[*payee as usize] = self.reports(*payee).iter().map(|report| level[*report as usize] + 1).max().unwrap_or(0);
            }
        }
        let mut levels = vec![Vec::new(); level.iter().max().map_or(0, |most| *most as usize + 1)];
        for (payee, level) in (0u32..).zip(level) {
            levels[level as usize].push(payee);
        }
        levels
    }
}
