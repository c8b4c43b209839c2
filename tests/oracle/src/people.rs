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

    /// The person of `for payee[Mentor]`, found once where the formula stands; nothing is found for other people.
    pub(crate) fn person(&self, people: &People, place: &Place) -> Result<Option<u32>, ErrorCode> {
        let People::Person(id) = people else { return Ok(None) };
        match self.eval(*id, place)? {
            Value::Payee(payee) => Ok(Some(payee)),
            Value::Blank | Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_) | Value::Row(..) => {
                Ok(None)
            }
        }
    }

    /// Whether `for …`, said at a cell of some period, means a person; `found` is what [`World::person`] gave.
    pub(crate) fn is_meant(&self, people: &People, found: Option<u32>, person: u32, place: &Place) -> Result<bool, ErrorCode> {
        let (root, mut day) = (self.payee(place)?, self.day(place)?);
        if matches!(self.plan.table(self.plan.payees).time, TableTime::None) {
            // The only tree there is.
            day.get_or_insert(Date::FIRST);
        }
        let steps = |root: u32, day: Date| self.chain(person, day).iter().position(|above| *above == root).map(|steps| steps + 1);
        // Nobody has nobody above, below or beside; and without a day there is no tree.
        let (root, day) = match (people, root, day) {
            (People::Own, root, _) => return Ok(root == Some(person)),
            (People::Everyone, _, _) => return Ok(true),
            (People::Person(_), _, _) => return Ok(found == Some(person)),
            (People::Same(columns), Some(root), day) => return self.is_same(columns, root, person, day),
            (_, Some(root), Some(day)) => (root, day),
            (_, _, _) => return Ok(false),
        };
        Ok(match people {
            People::Reports => self.manager(person, day) == Some(root),
            People::Team => steps(root, day).is_some(),
            People::Levels(from, to) => {
                let within = |steps: usize| steps >= *from as usize && to.is_none_or(|to| steps <= to as usize);
                steps(root, day).is_some_and(within)
            }
            People::Manager => self.manager(root, day) == Some(person),
            People::Managers => self.chain(root, day).contains(&person),
            People::Between => {
                // Here the root is the person ranged over.
                let my = self.payee(&place.moved(place.my))?;
                let chain = self.chain(root, day);
                let end = chain.iter().position(|above| Some(*above) == my);
                end.is_some_and(|end| chain[..end].contains(&person))
            }
            People::Own | People::Everyone | People::Same(_) | People::Person(_) => false,
        })
    }

    /// Whether two people have equal values in some columns.
    fn is_same(&self, columns: &[u16], root: u32, person: u32, day: Option<Date>) -> Result<bool, ErrorCode> {
        if self.person_row(root, day).is_none() || self.person_row(person, day).is_none() {
            return Ok(false);
        }
        for column in columns {
            let column = ColumnRef { table: self.plan.payees, column: *column };
            let mine = self.person_column(root, column, day)?;
            if !equal(&mine, &self.person_column(person, column, day)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The place of a formula moved to a period of its grain, with the same payee: where each period's tree is looked up.
    pub(crate) fn in_period(&self, place: &Place, period: Period) -> Result<Place, ErrorCode> {
        Ok(place.moved(match self.payee(place)? {
            Some(payee) => Cell::At(payee, period),
            None => Cell::Period(period),
        }))
    }
}
