//! Columns of derived tables that only name an input column: read where that one stands, not held twice.

use crate::column::View;
use crate::derive::TupleRows;
use crate::place::Lane;
use crate::vector::{Builder, Kind, Scalar, Vector};
use std::ops::Range;
use tiercel_data::ColumnData;

/// A column whose values stand in columns of the data.
#[derive(Debug, Default)]
pub(crate) struct Copied<'a> {
    parts: Vec<Part<'a>>,
}

/// The rows of one clause.
#[derive(Debug)]
struct Part<'a> {
    /// Their numbers in the derived table.
    range: Range<usize>,
    /// The source's row of each.
    rows: TupleRows,
    source: &'a ColumnData,
}

impl<'a> Copied<'a> {
    /// Adds the rows of a clause, which follow those before.
    pub(crate) fn push(&mut self, rows: TupleRows, source: &'a ColumnData) {
        let start = self.len();
        self.parts.push(Part { range: start..start + rows.len(), rows, source });
    }

    fn len(&self) -> usize {
        self.parts.last().map_or(0, |part| part.range.end)
    }

    fn part(&self, row: usize) -> Option<&Part<'a>> {
        self.parts.get(self.parts.partition_point(|part| part.range.end <= row))
    }

    pub(crate) fn kind(&self) -> Kind {
        self.parts.first().map_or(Kind::Word, |part| View::Input(part.source).kind())
    }

    /// The value of a row.
    pub(crate) fn get(&self, row: usize) -> Scalar {
        self.part(row).map_or(Scalar::Blank, |part| View::Input(part.source).get(part.rows.get(part.inside(row)) as usize))
    }

    /// The values of rows as they stand.
    pub(crate) fn run(&self, rows: Range<usize>) -> Vector {
        match self.part(rows.start).filter(|part| rows.end <= part.range.end) {
            Some(part) => View::Input(part.source).gather(&part.rows.run(&(part.inside(rows.start)..part.inside(rows.end))), rows.len()),
            None => self.each(rows),
        }
    }

    /// The values of rows.
    pub(crate) fn gather(&self, rows: &[u32]) -> Vector {
        let numbers = || rows.iter().map(|row| *row as usize);
        let part = rows.first().and_then(|row| self.part(*row as usize));
        match part.filter(|part| numbers().all(|row| part.range.contains(&row))) {
            Some(part) => {
                let sources = numbers().map(|row| part.rows.get(part.inside(row))).collect();
                View::Input(part.source).gather(&Lane::each(sources), rows.len())
            }
            None => self.each(numbers()),
        }
    }

    fn each(&self, rows: impl ExactSizeIterator<Item = usize>) -> Vector {
        let mut builder = Builder::new(self.kind(), rows.len());
        rows.for_each(|row| builder.push(self.get(row)));
        builder.finish()
    }
}

impl Part<'_> {
    fn inside(&self, row: usize) -> u32 {
        u32::try_from(row - self.range.start).unwrap_or(u32::MAX)
    }
}
