//! Where an expression is evaluated.

use crate::value::Outcome;
use std::rc::Rc;
use tiercel_plan::{SlotId, TableId, UnitNo};
use tiercel_value::Period;

/// A row of a table.
pub(crate) type At = (TableId, u32);

/// The source rows of one combination of a `from` clause; none where a join has no partner.
pub(crate) type Sources = Vec<(TableId, Option<u32>)>;

/// The cell, and the day that decides what is dated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Nobody's, never.
    None,
    /// The row's own: its payee, the period of its first day, and that day.
    OfRow(At),
    /// No payee and no period, but the first day of a source's row.
    OfSource(At),
    /// A payee and a period, whose last day is the day.
    At(u32, Period),
    /// Nobody's cell of a period.
    Period(Period),
}

/// The parts of a place; an expression uses some of them.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) row: Option<At>,
    pub(crate) ranged: Option<At>,
    pub(crate) sources: Option<Rc<Sources>>,
    pub(crate) group: Option<Rc<Vec<Rc<Sources>>>>,
    pub(crate) each: Option<Period>,
    pub(crate) cell: Cell,
    /// The cell where the whole formula stands.
    pub(crate) my: Cell,
    pub(crate) slots: Vec<(SlotId, Outcome)>,
    /// The plan that the formula belongs to.
    pub(crate) unit: UnitNo,
}

impl Place {
    fn at(cell: Cell) -> Place {
        Place { row: None, ranged: None, sources: None, group: None, each: None, cell, my: cell, slots: Vec::new(), unit: UnitNo(0) }
    }

    pub(crate) fn nowhere() -> Place {
        Place::at(Cell::None)
    }

    pub(crate) fn of_cell(payee: u32, period: Period, unit: UnitNo) -> Place {
        Place { unit, ..Place::at(Cell::At(payee, period)) }
    }

    pub(crate) fn of_row(at: At, unit: UnitNo) -> Place {
        Place { row: Some(at), unit, ..Place::at(Cell::OfRow(at)) }
    }

    /// The same with another row ranged over.
    pub(crate) fn ranging(&self, at: At) -> Place {
        Place { ranged: Some(at), ..self.clone() }
    }

    /// The same with another row taken as the row where the formula stands; RUNNING, PRIOR and ALLOCATE.
    pub(crate) fn taking(&self, at: At) -> Place {
        Place { row: Some(at), ..self.clone() }
    }

    /// The same at another cell.
    pub(crate) fn moved(&self, cell: Cell) -> Place {
        Place { cell, ..self.clone() }
    }
}
