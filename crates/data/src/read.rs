//! One table's rows: cells read by the types of their columns.

use crate::builder::ColumnBuilder;
use crate::bytes::Delimited;
use crate::cell::{self, Cell, Reading, clean};
use crate::columns::{Note, SourceRows, TextPool};
use crate::load::{Content, Input, note, problem};
use crate::problem::{Problem, Problems};
use tiercel_plan::{Bounds, Column, ColumnKind, Plan, Table, TableId, Type, Value, nearest};
use tiercel_value::Decimal;

/// How much of the plan's demands the rows must meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// Files: required cells and columns must be there.
    Files,
    /// An example: what is left out is blank, and people who are named exist.
    Example,
}

/// A table being read: a builder for each input column.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(crate) id: TableId,
    pub(crate) builders: Vec<Option<ColumnBuilder>>,
    pub(crate) rows: usize,
    pub(crate) source: SourceRows,
}

impl Raw {
    pub(crate) fn new(plan: &Plan, id: TableId) -> Raw {
        let builder = |column: &Column| matches!(column.kind, ColumnKind::Input(_)).then(|| ColumnBuilder::new(column.ty));
        let builders = plan.table(id).columns.iter().map(builder).collect();
        Raw { id, builders, rows: 0, source: SourceRows::default() }
    }

    /// The number of a row as a person counts.
    pub(crate) fn number(&self, row: usize) -> u32 {
        self.source.number(row)
    }

    /// Takes note of the number of the row that comes next; numbers are kept from the first that is not the usual one.
    pub(crate) fn numbered(&mut self, number: u32) {
        let usual = u32::try_from(self.rows + 2).unwrap_or(u32::MAX);
        if self.source.numbers.is_empty() && number == usual {
            return;
        }
        if self.source.numbers.is_empty() {
            self.source.numbers = (2..usual).collect();
        }
        self.source.numbers.push(number);
    }

    /// The file, or the table's name where its rows stand in the plan.
    pub(crate) fn file<'a>(&'a self, plan: &'a Plan) -> &'a str {
        if self.source.file.is_empty() { &plan.table(self.id).name } else { &self.source.file }
    }
}

impl SourceRows {
    /// The number of a row as a person counts.
    pub fn number(&self, row: usize) -> u32 {
        self.numbers.get(row).copied().unwrap_or_else(|| u32::try_from(row + 2).unwrap_or(u32::MAX))
    }
}

pub(crate) struct Reader<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) strictness: Strictness,
    pub(crate) reading: Reading<'a>,
    pub(crate) texts: &'a mut TextPool,
    pub(crate) notes: &'a mut Vec<Note>,
    pub(crate) problems: &'a mut Problems,
}

impl Reader<'_> {
    /// The rows that stand in the plan.
    pub(crate) fn own_rows(&mut self, raw: &mut Raw) {
        let table = self.plan.table(raw.id);
        let inputs: Vec<usize> = input_columns(table).map(|(index, _)| index).collect();
        for (number, row) in (1..).zip(&table.rows) {
            raw.numbered(number);
            for (index, text) in inputs.iter().zip(row) {
                self.cell(raw, table, *index, text.as_deref().unwrap_or(""), number);
            }
            raw.rows += 1;
        }
    }

    /// The rows of a file.
    pub(crate) fn input(&mut self, raw: &mut Raw, input: &Input<'_>) {
        raw.source.file = input.name.to_owned();
        match &input.content {
            Content::Rows { heading, rows } => {
                let Some(places) = self.heading(raw, &heading.iter().map(String::as_str).collect::<Vec<_>>()) else { return };
                for (number, row) in (2..).zip(rows) {
                    let cell = |place: usize| row.get(place).map(String::as_str);
                    self.row(raw, &places, number, row.len(), heading.len(), &cell);
                }
            }
            Content::Csv(bytes) => self.delimited(raw, bytes),
        }
    }

    fn delimited(&mut self, raw: &mut Raw, bytes: &[u8]) {
        let file = |problem: Problem| Problem { row: None, column: None, ..problem };
        let Ok(delimited) = Delimited::new(bytes) else {
            self.problems.push(file(problem("data-encoding", raw.file(self.plan), 1, "", "")));
            return;
        };
        let mut reader = delimited.reader();
        let mut record = csv::StringRecord::new();
        if !matches!(reader.read_record(&mut record), Ok(true)) {
            self.problems.push(file(problem("data-no-heading", raw.file(self.plan), 1, "", "")));
            return;
        }
        let width = record.len();
        let Some(places) = self.heading(raw, &record.iter().collect::<Vec<_>>()) else { return };
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {
                    let number = record.position().map_or(0, |position| u32::try_from(position.line()).unwrap_or(u32::MAX));
                    self.row(raw, &places, number, record.len(), width, &|place| record.get(place));
                }
                Ok(false) => break,
                // The text is valid UTF-8 and rows may have any length, so a record is always read.
                Err(_) => {
                    self.problems.push(file(problem("data-encoding", raw.file(self.plan), 1, "", "")));
                    break;
                }
            }
        }
    }

    /// Where each input column stands in the file; nothing if the heading is refused.
    fn heading(&mut self, raw: &mut Raw, heading: &[&str]) -> Option<Vec<(usize, Option<usize>)>> {
        let table = self.plan.table(raw.id);
        let names: Vec<String> = heading.iter().map(|name| clean(name)).collect();
        let file = raw.file(self.plan).to_owned();
        let refuse = |code: &'static str, column: &str, found: &str| Problem { row: Some(1), ..problem(code, &file, 1, column, found) };
        let mut fine = true;
        let mut places = Vec::new();
        for (index, column) in input_columns(table) {
            let mut at = names.iter().enumerate().filter(|(_, name)| **name == column.name).map(|(place, _)| place);
            let (first, second) = (at.next(), at.next());
            if second.is_some() {
                fine = false;
                self.problems.push(refuse("data-column-twice", &column.name, &column.name));
            }
            if first.is_none() && !column.blank && self.strictness == Strictness::Files {
                fine = false;
                let free = names.iter().map(String::as_str).filter(|name| table.columns.iter().all(|known| known.name != *name));
                let near = nearest(&column.name, free).unwrap_or("").to_owned();
                let code = if near.is_empty() { "data-column-missing" } else { "data-column-missing-near" };
                self.problems.push(Problem {
                    args: vec![("table", table.name.clone()), ("nearest", near)],
                    ..refuse(code, &column.name, &names.join(", "))
                });
            }
            places.push((index, first));
        }
        let unknown: Vec<&str> = names
            .iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty() && input_columns(table).all(|(_, column)| column.name != *name))
            .collect();
        if !unknown.is_empty() {
            self.notes.push(note("note-columns-unknown", vec![("file", file), ("columns", unknown.join(", "))]));
        }
        fine.then_some(places)
    }

    fn row<'c>(
        &mut self,
        raw: &mut Raw,
        places: &[(usize, Option<usize>)],
        number: u32,
        width: usize,
        expected: usize,
        cell: &dyn Fn(usize) -> Option<&'c str>,
    ) {
        if width > expected {
            let found = cell(expected).unwrap_or("");
            let surplus = problem("data-row-too-long", raw.file(self.plan), number, "", found);
            if (expected..width).any(|place| cell(place).is_some_and(|text| !clean(text).is_empty())) {
                self.problems.push(Problem { column: None, ..surplus });
            }
        }
        // Spreadsheets leave rows of nothing but separators at the end.
        if (0..width).all(|place| cell(place).is_none_or(|text| text.trim().is_empty())) {
            return;
        }
        raw.numbered(number);
        let table = self.plan.table(raw.id);
        for (index, place) in places {
            let text = place.and_then(cell).unwrap_or("");
            self.cell(raw, table, *index, text, number);
        }
        raw.rows += 1;
    }

    fn cell(&mut self, raw: &mut Raw, table: &Table, index: usize, text: &str, number: u32) {
        let Some(column) = table.columns.get(index) else { return };
        let bounds = match &column.kind {
            ColumnKind::Input(bounds) => bounds.as_ref(),
            ColumnKind::Calculated(_) | ColumnKind::FromClauses(_) => None,
        };
        let reading = Reading { bounded: bounds.is_some(), ..self.reading };
        let file = raw.file(self.plan).to_owned();
        let refuse = |code, args| Problem { args, ..problem(code, &file, number, &column.name, text.trim()) };
        let cell = match cell::read(text, column.ty, reading) {
            Ok(cell) => cell,
            Err((code, args)) => {
                self.problems.push(refuse(code, args));
                Cell::Blank
            }
        };
        if cell == Cell::Blank {
            if !column.blank && text.trim().is_empty() && self.strictness == Strictness::Files {
                self.problems.push(refuse("data-blank", Vec::new()));
            }
        } else if let Some(bounds) = bounds
            && !within(&cell, bounds)
        {
            self.problems.push(outside(column, bounds, text, &cell, refuse));
        }
        if let Some(Some(builder)) = raw.builders.get_mut(index) {
            builder.push(cell, self.texts);
        }
    }
}

/// The columns that come from data, with their indexes.
pub(crate) fn input_columns(table: &Table) -> impl Iterator<Item = (usize, &Column)> {
    table.columns.iter().enumerate().filter(|(_, column)| matches!(column.kind, ColumnKind::Input(_)))
}

fn outside(
    column: &Column,
    bounds: &Bounds,
    text: &str,
    cell: &Cell,
    refuse: impl Fn(&'static str, Vec<(&'static str, String)>) -> Problem,
) -> Problem {
    let bare = column.ty == Type::Percent && !text.trim().ends_with(['%', '％']);
    if let (true, Cell::Number(value)) = (bare, cell)
        && let Ok(share) = Decimal::from_parts(value.mantissa(), value.scale() + 2)
    {
        return refuse("data-percent", vec![("points", format!("{value}%")), ("share", percent(share)), ("whole", percent(*value))]);
    }
    match bounds {
        Bounds::Range(..) => refuse("data-bounds", vec![("expected", bounds_text(column.ty, bounds))]),
        Bounds::OneOf(_) => {
            let Bounds::OneOf(values) = bounds else { return refuse("data-bounds", Vec::new()) };
            let known: Vec<String> = values.iter().map(|value| value_text(column.ty, value)).collect();
            let near = nearest(text.trim(), known.iter().map(String::as_str)).unwrap_or("").to_owned();
            refuse("data-one-of", vec![("expected", known.join(", ")), ("nearest", near)])
        }
    }
}

fn within(cell: &Cell, bounds: &Bounds) -> bool {
    match bounds {
        Bounds::OneOf(values) => values.iter().any(|value| compare(cell, value).is_some_and(std::cmp::Ordering::is_eq)),
        Bounds::Range(low, high) => {
            let above = low
                .as_ref()
                .is_none_or(|(bound, included)| compare(cell, bound).is_some_and(|order| order.is_gt() || (*included && order.is_eq())));
            let below = high
                .as_ref()
                .is_none_or(|(bound, included)| compare(cell, bound).is_some_and(|order| order.is_lt() || (*included && order.is_eq())));
            above && below
        }
    }
}

fn compare(cell: &Cell, value: &Value) -> Option<std::cmp::Ordering> {
    match (cell, value) {
        (Cell::Number(a), Value::Number(b)) => Some(a.compare_cut(*b)),
        (Cell::Text(a), Value::Text(b)) => Some(a.as_str().cmp(b)),
        (Cell::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Cell::Date(a), Value::Date(b)) => Some(a.cmp(&b.0)),
        (Cell::Period(a), Value::Period(b)) => Some(a.cmp(&b.ordinal)),
        (Cell::Blank | Cell::Number(_) | Cell::Text(_) | Cell::Bool(_) | Cell::Date(_) | Cell::Period(_), _) => None,
    }
}

fn bounds_text(ty: Type, bounds: &Bounds) -> String {
    let side = |value: &Value| value_text(ty, value);
    match bounds {
        Bounds::OneOf(values) => values.iter().map(side).collect::<Vec<_>>().join(", "),
        Bounds::Range(Some((low, true)), Some((high, true))) => format!("{} .. {}", side(low), side(high)),
        Bounds::Range(low, high) => {
            let low = low.as_ref().map(|(value, included)| format!("{} {}", if *included { ">=" } else { ">" }, side(value)));
            let high = high.as_ref().map(|(value, included)| format!("{} {}", if *included { "<=" } else { "<" }, side(value)));
            low.into_iter().chain(high).collect::<Vec<_>>().join(", ")
        }
    }
}

fn value_text(ty: Type, value: &Value) -> String {
    match value {
        Value::Number(number) if ty == Type::Percent => percent(*number),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bool(value) => value.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Period(period) => tiercel_value::Calendar::default().name(*period),
        Value::Blank => String::new(),
    }
}

/// A share as percent: 0.125 is `12.5%`.
pub(crate) fn percent(value: Decimal) -> String {
    let points = value.mul(Decimal::from_i64(100)).map_or(value, |rounded| rounded.value);
    format!("{points}%")
}
