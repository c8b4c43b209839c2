//! The cells that a run gave out, for a later run to give out only those that are not the same.

use crate::column::Column;
use crate::results::Results;
use std::fmt;
use std::rc::Rc;
use tiercel_plan::LineId;
use tiercel_value::Period;

/// Cells of a run that were given out.
#[derive(Clone)]
pub struct ShownCells {
    places: Rc<Places>,
    /// The values, line by line.
    columns: Vec<Rc<Column>>,
}

/// Where the cells stand.
struct Places {
    /// Those that are shown: the same list in runs that went on from each other.
    shown: Rc<Vec<LineId>>,
    periods: Vec<Period>,
    payees: Option<Vec<u32>>,
    cells: Vec<(u32, Period, LineId)>,
    /// Of each line the indexes in its column, and which of the cells stands there. Cells that no column has are given: they
    /// stay as they are.
    lines: Vec<Vec<(usize, usize)>>,
}

impl fmt::Debug for ShownCells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShownCells").finish_non_exhaustive()
    }
}

impl ShownCells {
    /// Payee, period and line of each cell, in the order of [`Results::cells`].
    pub fn cells(&self) -> &[(u32, Period, LineId)] {
        &self.places.cells
    }
}

impl Results<'_> {
    /// The cells, as they are given out now.
    pub fn shown(&self) -> ShownCells {
        let cells: Vec<(u32, Period, LineId)> = self.cells().map(|cell| (cell.payee, cell.period, cell.line)).collect();
        let mut lines = vec![Vec::new(); self.engine.lines.len()];
        for (number, (payee, period, line)) in cells.iter().enumerate() {
            let index = self.engine.lines.get(line.index()).and_then(|cells| cells.index(*payee, period.ordinal));
            if let (Some(index), Some(line)) = (index, lines.get_mut(line.index())) {
                line.push((index, number));
            }
        }
        let payees = self.asked_payees().map(<[u32]>::to_vec);
        let places = Places { shown: Rc::clone(&self.lines), periods: self.periods().to_vec(), payees, cells, lines };
        ShownCells { places: Rc::new(places), columns: self.columns() }
    }

    /// The same where some are given out already, and which of them, by their number, are not as they were. Nothing if it can't
    /// be told: the run did not go on from the one that gave them, or something else is asked for.
    pub fn shown_again(&self, before: &ShownCells) -> Option<(ShownCells, Vec<usize>)> {
        let places = &before.places;
        if !Rc::ptr_eq(&places.shown, &self.lines) || places.periods != self.periods() || places.payees.as_deref() != self.asked_payees() {
            return None;
        }
        let columns = self.columns();
        let mut changed = Vec::new();
        for ((was, is), cells) in before.columns.iter().zip(&columns).zip(&places.lines) {
            if !Rc::ptr_eq(was, is) {
                let differs = |index: usize| {
                    let (plain, other) = (was.plain(index), is.plain(index));
                    (plain.is_none() || plain != other) && was.get(index) != is.get(index)
                };
                changed.extend(cells.iter().filter(|(index, _)| differs(*index)).map(|(_, number)| *number));
            }
        }
        Some((ShownCells { places: Rc::clone(places), columns }, changed))
    }

    fn columns(&self) -> Vec<Rc<Column>> {
        self.engine.lines.iter().map(|cells| Rc::clone(&cells.column)).collect()
    }
}
