//! What a run gives: every line's value per payee and period, every column's value per row, and their canonical form.

use crate::datum::Datum;
use std::fmt;
use tiercel_data::{Note, Tables};
use tiercel_plan::{ColumnRef, LineId, Plan, TableId};
use tiercel_value::Period;

/// One value of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Index of the payee in [`tiercel_data::Payees`].
    pub payee: u32,
    /// The period, of the line's grain.
    pub period: Period,
    /// The line.
    pub line: LineId,
    /// The value.
    pub value: Datum,
}

/// The results of a run.
#[derive(Debug)]
pub struct Results<'a> {
    plan: &'a Plan,
    tables: &'a Tables,
    notes: Vec<Note>,
}

impl<'a> Results<'a> {
    pub(crate) fn new(plan: &'a Plan, tables: &'a Tables) -> Results<'a> {
        Results { plan, tables, notes: Vec::new() }
    }

    /// The periods of the run, in order.
    pub fn periods(&self) -> &[Period] {
        &[]
    }

    /// A line's value; none where it has no cell. The period is of the line's grain.
    pub fn value(&self, _line: LineId, _payee: u32, _period: Period) -> Option<Datum> {
        None
    }

    /// How many rows a table has, derived ones included.
    pub fn row_count(&self, table: TableId) -> u32 {
        let _ = self.plan;
        self.tables.tables.get(table.index()).map_or(0, |table| u32::try_from(table.rows).unwrap_or(u32::MAX))
    }

    /// The canonical key of a row.
    pub fn row_key(&self, _table: TableId, _row: u32) -> String {
        String::new()
    }

    /// The row of a canonical key.
    pub fn find_row(&self, _table: TableId, _key: &str) -> Option<u32> {
        None
    }

    /// A column's value in a row, input columns included.
    pub fn column(&self, _column: ColumnRef, _row: u32) -> Datum {
        Datum::Blank
    }

    /// The cells of the lines that are shown, for the payees and periods asked for, in canonical order.
    pub fn cells(&self) -> impl Iterator<Item = Cell> + '_ {
        std::iter::empty()
    }

    /// The cells among [`Results::cells`] that are in error.
    pub fn errors(&self) -> impl Iterator<Item = Cell> + '_ {
        self.cells().filter(|cell| matches!(cell.value, Datum::Error(_)))
    }

    /// The canonical form (language.md, section 8).
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_canonical(&self, _out: &mut dyn fmt::Write) -> fmt::Result {
        Ok(())
    }

    /// The SHA-256 of the canonical form, in hexadecimal.
    pub fn digest(&self) -> String {
        String::new()
    }

    /// What is worth saying about the run.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}
