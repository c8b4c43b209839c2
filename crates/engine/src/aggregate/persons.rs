//! The people that `for` means, seen from a cell.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::caches::KeyPart;
use crate::engine::Engine;
use crate::place::NOBODY;
use crate::vector::Scalar;
use std::collections::HashMap;
use std::rc::Rc;
use tiercel_plan::{ColumnRef, ExprId, People};
use tiercel_value::order;

/// People with equal columns.
#[derive(Debug)]
pub(crate) struct SameGroups {
    /// The group of each payee; [`NOBODY`] before their first row.
    group: Vec<u32>,
    members: Vec<Vec<u32>>,
}

/// Whose rows or cells are taken.
#[derive(Clone, Debug)]
pub(crate) enum Who {
    /// Everyone.
    All,
    /// These, in order.
    These(Rc<Vec<u32>>),
}

impl Engine<'_> {
    /// The group of a payee among people with equal columns.
    pub(crate) fn same(&self, version: usize, columns: &[u16]) -> Rc<SameGroups> {
        let key = (version, columns.to_vec());
        if let Some(known) = self.caches.same.borrow().get(&key) {
            return Rc::clone(known);
        }
        let mut ids: HashMap<Vec<KeyPart>, u32> = HashMap::new();
        let mut groups = SameGroups { group: Vec::new(), members: Vec::new() };
        for payee in (0u32..).take(self.everybody.len()) {
            let Some(row) = self.everybody.row_in(payee, version) else {
                groups.group.push(NOBODY);
                continue;
            };
            let values = columns.iter().map(|column| {
                let view = self.view(ColumnRef { table: self.plan.payees, column: *column });
                view.and_then(|view| KeyPart::of(view.get(row as usize))).unwrap_or(KeyPart::Blank)
            });
            let next = u32::try_from(groups.members.len()).unwrap_or(u32::MAX);
            let group = *ids.entry(values.collect()).or_insert(next);
            if group == next {
                groups.members.push(Vec::new());
            }
            groups.members[group as usize].push(payee);
            groups.group.push(group);
        }
        let groups = Rc::new(groups);
        self.caches.same.borrow_mut().insert(key, Rc::clone(&groups));
        groups
    }

    /// The group's number, for what is shared among the people of a cell: equal numbers have equal people.
    pub(crate) fn circle(&self, people: &People, version: usize, payee: u32) -> u32 {
        match people {
            People::Everyone => 0,
            People::Same(columns) => self.same(version, columns).group.get(payee as usize).copied().unwrap_or(NOBODY),
            People::Own
            | People::Reports
            | People::Team
            | People::Manager
            | People::Managers
            | People::Levels(..)
            | People::Between
            | People::Person(_) => payee,
        }
    }

    /// The people as seen from a payee, by the tree of a version. `person` is the value of [`People::Person`].
    pub(crate) fn who(&self, people: &People, version: usize, payee: u32, my_payee: u32, person: Scalar) -> Who {
        let one = |payee: u32| if payee == NOBODY { Vec::new() } else { vec![payee] };
        let these = match people {
            People::Everyone => return Who::All,
            People::Own => one(payee),
            _ if payee == NOBODY && !matches!(people, People::Person(_)) => Vec::new(),
            People::Reports => self.tree(version).reports(payee).to_vec(),
            People::Team => self.tree(version).below(payee, 1, None),
            People::Levels(from, to) => self.tree(version).below(payee, *from, *to),
            People::Manager => one(self.tree(version).manager(payee)),
            People::Managers => self.tree(version).managers(payee),
            People::Between => {
                let above = self.tree(version).managers(payee);
                match above.iter().position(|manager| *manager == my_payee) {
                    Some(steps) => above.into_iter().take(steps).collect(),
                    None => Vec::new(),
                }
            }
            People::Same(columns) => {
                let groups = self.same(version, columns);
                let group = groups.group.get(payee as usize).copied().unwrap_or(NOBODY);
                groups.members.get(group as usize).cloned().unwrap_or_default()
            }
            People::Person(_) => match person {
                Scalar::Word(payee) => one(payee),
                Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Error(_) => Vec::new(),
            },
        };
        Who::These(Rc::new(these))
    }

    /// The plans whose people a body ranges over: those of the lines it reads, else the formula's own.
    pub(crate) fn units_of(&self, body: Option<ExprId>, own: u16) -> Rc<Vec<u16>> {
        let Some(body) = body else { return Rc::new(vec![own]) };
        if let Some(known) = self.caches.of_plan.units.borrow().get(&body) {
            return Rc::clone(known);
        }
        let lines = crate::walk::lines_at_cell(self.plan, body);
        let mut units: Vec<u16> = lines.iter().map(|line| self.plan.line(*line).unit.0).collect();
        order::sort(&mut units);
        units.dedup();
        if units.is_empty() {
            units.push(own);
        }
        let units = Rc::new(units);
        self.caches.of_plan.units.borrow_mut().insert(body, Rc::clone(&units));
        units
    }

    /// Everyone who has a cell on all of these plans in a period of the base grain.
    pub(crate) fn everyone(&self, units: &[u16], ordinal: i32) -> Rc<Vec<u32>> {
        let key = (units.to_vec(), ordinal);
        if let Some(known) = self.caches.everyone.borrow().get(&key) {
            return Rc::clone(known);
        }
        let all = (0u32..).take(self.everybody.len());
        let here = Rc::new(all.filter(|payee| self.on_all(units, *payee, ordinal)).collect::<Vec<u32>>());
        self.caches.everyone.borrow_mut().insert(key, Rc::clone(&here));
        here
    }

    pub(crate) fn on_all(&self, units: &[u16], payee: u32, ordinal: i32) -> bool {
        units.iter().all(|unit| self.has_cell(usize::from(*unit), payee, ordinal))
    }
}
