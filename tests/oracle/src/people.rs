//! Who there is, who reports to whom, and whom `for` means.

use crate::place::{Cell, Place};
use crate::value::{ErrorCode, Outcome, Value, equal};
use crate::world::World;
use tiercel_plan::{ColumnRef, People, TableTime};
use tiercel_value::{Date, Period};

impl World<'_> {
    pub(crate) fn everyone(&self) -> impl Iterator<Item = u32> + use<> {
        0..u32::try_from(self.tables.payees.keys.len()).unwrap_or(u32::MAX)
    }

    /// The row of a person that holds on a day: the last that has begun.
    pub(crate) fn person_row(&self, payee: u32, day: Option<Date>) -> Option<u32> {
        let rows = &self.tables.payees.rows[payee as usize];
        if matches!(self.plan.table(self.plan.payees).time, TableTime::None) {
            return rows.first().copied();
        }
        let day = day?;
        rows.iter().rev().find(|row| self.tables.payees.spans[**row as usize].0 <= day.0).copied()
    }

    /// Whether a person's first row has begun by the end of a period.
    pub(crate) fn has_begun(&self, payee: u32, period: Period) -> bool {
        self.person_row(payee, Some(self.calendar.end(period))).is_some()
    }

    /// Whether a row of a person touches a period.
    pub(crate) fn is_active(&self, payee: u32, period: Period) -> bool {
        let (start, end) = (self.calendar.start(period).0, self.calendar.end(period).0);
        let touches = |row: &u32| {
            let (first, last) = self.tables.payees.spans[*row as usize];
            first <= end && last >= start
        };
        self.tables.payees.rows[payee as usize].iter().any(touches)
    }

    /// A column of a person on a day.
    pub(crate) fn person_column(&self, payee: u32, column: ColumnRef, day: Option<Date>) -> Outcome {
        let row = self.person_row(payee, day).ok_or(ErrorCode::NotAvailable)?;
        self.column(column, row)
    }

    pub(crate) fn manager(&self, payee: u32, day: Date) -> Option<u32> {
        let column = ColumnRef { table: self.plan.payees, column: self.plan.manager? };
        match self.person_column(payee, column, Some(day)) {
            Ok(Value::Payee(manager)) => Some(manager),
            Ok(_) | Err(_) => None,
        }
    }

    /// All above a person, nearest first.
    pub(crate) fn chain(&self, payee: u32, day: Date) -> Vec<u32> {
        let mut chain = Vec::new();
        let mut at = payee;
        while let Some(manager) = self.manager(at, day) {
            if manager == payee || chain.contains(&manager) {
                break;
            }
            chain.push(manager);
            at = manager;
        }
        chain
    }

    /// Whether `for …`, said at a cell of some period, means a person.
    pub(crate) fn is_meant(&self, people: &People, person: u32, place: &Place) -> Result<bool, ErrorCode> {
        let root = || -> Result<(u32, Date), ErrorCode> {
            let day = self.day(place)?.ok_or(ErrorCode::NotAvailable)?;
            Ok((self.payee(place)?.ok_or(ErrorCode::NotAvailable)?, day))
        };
        let steps = |root: u32, day: Date| self.chain(person, day).iter().position(|above| *above == root).map(|steps| steps + 1);
        Ok(match people {
            People::Own => self.payee(place)? == Some(person),
            People::Everyone => true,
            People::Reports => {
                let (root, day) = root()?;
                self.manager(person, day) == Some(root)
            }
            People::Team => {
                let (root, day) = root()?;
                steps(root, day).is_some()
            }
            People::Levels(from, to) => {
                let (root, day) = root()?;
                let within = |steps: usize| steps >= *from as usize && to.is_none_or(|to| steps <= to as usize);
                steps(root, day).is_some_and(within)
            }
            People::Manager => {
                let (root, day) = root()?;
                self.manager(root, day) == Some(person)
            }
            People::Managers => {
                let (root, day) = root()?;
                self.chain(root, day).contains(&person)
            }
            People::Between => {
                let (below, day) = root()?;
                let my = self.payee(&place.moved(place.my))?;
                let chain = self.chain(below, day);
                let end = chain.iter().position(|above| Some(*above) == my);
                end.is_some_and(|end| chain[..end].contains(&person))
            }
            People::Same(columns) => {
                let day = self.day(place)?;
                let root = self.payee(place)?.ok_or(ErrorCode::NotAvailable)?;
                for column in columns {
                    let column = ColumnRef { table: self.plan.payees, column: *column };
                    let mine = self.person_column(root, column, day)?;
                    if self.person_row(person, day).is_none() || !equal(&mine, &self.person_column(person, column, day)?) {
                        return Ok(false);
                    }
                }
                true
            }
            People::Person(id) => match self.eval(*id, place)? {
                Value::Payee(payee) => payee == person,
                Value::Blank | Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_) | Value::Row(..) => {
                    false
                }
            },
        })
    }

    /// The place of a formula moved to a period of its grain, with the same payee: where each period's tree is looked up.
    pub(crate) fn in_period(&self, place: &Place, period: Period) -> Result<Place, ErrorCode> {
        Ok(place.moved(match self.payee(place)? {
            Some(payee) => Cell::At(payee, period),
            None => Cell::Period(period),
        }))
    }
}
