//! One table's rows: headings matched, blocks of cells read into columns, and what is wrong with them listed.

use crate::block::Block;
use crate::bounds;
use crate::builder::{self, Bad, ColumnBuilder};
use crate::bytes::Delimited;
use crate::cell::{Reading, Refusal, clean};
use crate::columns::{Note, SourcePart, SourceRows, TextPool};
use crate::cut::Cutter;
use crate::load::{Content, Input, LoadOptions, note};
use crate::problem::{Problem, Problems};
use tiercel_plan::{Bounds, Column, ColumnKind, Plan, Table, TableId, Type, Value, nearest};
use tiercel_value::Calendar;
use tiercel_value::order;

/// How much of the plan's demands the rows must meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// Files: required cells and columns must be there.
    Files,
    /// A slice: the same, but people and keys that the plan names need not be there.
    Slice,
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
    /// Whether any file came for it.
    pub(crate) given: bool,
}

impl Raw {
    pub(crate) fn new(plan: &Plan, id: TableId) -> Raw {
        let builder = |column: &Column| matches!(column.kind, ColumnKind::Input(_)).then(|| ColumnBuilder::new(column.ty));
        let builders = plan.table(id).columns.iter().map(builder).collect();
        Raw { id, builders, rows: 0, source: SourceRows::default(), given: false }
    }

    /// The builder of a column.
    pub(crate) fn column(&self, column: usize) -> Option<&ColumnBuilder> {
        self.builders.get(column)?.as_ref()
    }

    /// Begins the rows of another place.
    fn begin(&mut self, file: &str) {
        let first = u32::try_from(self.rows).unwrap_or(u32::MAX);
        // Without gaps, row 2 of a later file has the number after the last.
        let shift = self.rows.checked_sub(1).map_or(0, |last| self.source.number(last).saturating_sub(1));
        if self.source.file.is_empty() {
            file.clone_into(&mut self.source.file);
        }
        self.source.parts.push(SourcePart { first, file: file.to_owned(), shift });
    }

    /// Takes note of the number of the row that comes next; numbers are kept from the first that is not the usual one.
    pub(crate) fn numbered(&mut self, row: usize, number: u32) {
        let usual = u32::try_from(row + 2).unwrap_or(u32::MAX);
        if self.source.numbers.is_empty() {
            if number == usual {
                return;
            }
            self.source.numbers = (2..usual).collect();
        }
        self.source.numbers.push(number);
    }

    /// The file of a row, or the table's name where the row stands in the plan, and the row's number there.
    pub(crate) fn place<'a>(&'a self, plan: &'a Plan, row: usize) -> (&'a str, u32) {
        place(plan, self.id, &self.source, row)
    }
}

pub(crate) fn place<'a>(plan: &'a Plan, table: TableId, source: &'a SourceRows, row: usize) -> (&'a str, u32) {
    let (file, number) = source.place(row);
    (if file.is_empty() { &plan.table(table).name } else { file }, number)
}

/// What the cells of a column hold: a person or a reference is named by the key of its table; a key of several columns by a text.
pub(crate) fn held_type(plan: &Plan, ty: Type) -> Type {
    let mut ty = ty;
    // A key may itself be a reference; a circle of such keys ends as text.
    for _ in 0..DEEPEST_KEY {
        let table = match ty {
            Type::Payee => plan.payees,
            Type::Ref(table) => table,
            Type::Number | Type::Percent | Type::Money(_) | Type::Text | Type::Bool | Type::Date | Type::Period(_) => return ty,
        };
        let table = plan.table(table);
        let [key] = table.key.as_slice() else { return Type::Text };
        ty = table.columns.get(usize::from(*key)).map_or(Type::Text, |column| column.ty);
    }
    Type::Text
}

/// How deep a key may hold a key that holds a key.
pub(crate) const DEEPEST_KEY: usize = 8;

/// The columns that come from data, with their indexes.
pub(crate) fn input_columns(table: &Table) -> impl Iterator<Item = (usize, &Column)> {
    table.columns.iter().enumerate().filter(|(_, column)| matches!(column.kind, ColumnKind::Input(_)))
}

pub(crate) fn bounds_of(column: &Column) -> Option<&Bounds> {
    match &column.kind {
        ColumnKind::Input(bounds) => bounds.as_ref(),
        ColumnKind::Calculated(_) | ColumnKind::FromClauses(_) => None,
    }
}

/// What one column of the table is read with, and where it stands in the rows that come.
struct Place<'a> {
    index: usize,
    name: &'a str,
    how: builder::Column<'a>,
    at: Option<usize>,
}

pub(crate) struct Reader<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) strictness: Strictness,
    pub(crate) options: LoadOptions,
    pub(crate) calendar: &'a Calendar,
    pub(crate) texts: &'a mut TextPool,
    pub(crate) notes: &'a mut Vec<Note>,
    pub(crate) problems: &'a mut Problems,
}

impl<'a> Reader<'a> {
    /// The rows that stand in the plan.
    pub(crate) fn own_rows(&mut self, raw: &mut Raw) {
        let table = self.plan.table(raw.id);
        if table.rows.is_empty() {
            return;
        }
        raw.begin("");
        // What a file's owner says of its numbers says nothing of the plan's.
        let options = std::mem::take(&mut self.options);
        let mut places = self.places(table);
        places.iter_mut().enumerate().for_each(|(at, place)| place.at = Some(at));
        let width = places.len();
        let mut block = Block::default();
        block.clear(width);
        for (number, row) in (1..).zip(&table.rows) {
            block.push_row(number, row.iter().map(|cell| cell.as_deref().unwrap_or("")));
        }
        self.block(raw, &places, &block, 0);
        self.options = options;
    }

    /// The rows of a file.
    pub(crate) fn input(&mut self, raw: &mut Raw, input: &Input<'_>) {
        raw.begin(input.name);
        raw.given = true;
        match &input.content {
            Content::Rows { heading, rows } => self.rows(raw, input.name, heading, (2..).zip(rows)),
            Content::Csv(bytes) => self.delimited(raw, input.name, bytes),
            #[cfg(feature = "parquet")]
            Content::Parquet(bytes) => {
                if let Err(reason) = self.parquet(raw, input.name, bytes) {
                    self.problems.push(Problem { args: vec![("reason", reason)], ..Problem::of_file("data-parquet", input.name) });
                }
            }
        }
    }

    #[cfg(feature = "parquet")]
    fn parquet(&mut self, raw: &mut Raw, file: &str, bytes: &[u8]) -> Result<(), String> {
        let parquet = crate::parquet::Parquet::open(bytes)?;
        let Some(places) = self.heading(raw, file, &parquet.heading) else { return Ok(()) };
        let shift = raw.source.parts.last().map_or(0, |part| part.shift);
        let wanted: Vec<usize> = places.iter().filter_map(|place| place.at).collect();
        parquet.read(&wanted, |block| self.block(raw, &places, block, shift))
    }

    fn rows<'r>(&mut self, raw: &mut Raw, file: &str, heading: &[String], rows: impl Iterator<Item = (u32, &'r Vec<String>)>) {
        let Some(places) = self.heading(raw, file, heading) else { return };
        let shift = raw.source.parts.last().map_or(0, |part| part.shift);
        let mut block = Block::default();
        block.clear(heading.len());
        for (number, row) in rows {
            block.push_row(number, row.iter().map(String::as_str));
            if block.is_full() {
                self.block(raw, &places, &block, shift);
                block.clear(heading.len());
            }
        }
        self.block(raw, &places, &block, shift);
    }

    fn delimited(&mut self, raw: &mut Raw, file: &str, bytes: &[u8]) {
        let Ok(delimited) = Delimited::new(bytes) else {
            let workbook = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0");
            self.problems.push(Problem::of_file(if workbook { "data-workbook" } else { "data-encoding" }, file));
            return;
        };
        let mut cutter = Cutter::new(&delimited);
        let Some(heading) = cutter.heading() else {
            self.problems.push(Problem::of_file("data-no-heading", file));
            return;
        };
        let Some(places) = self.heading(raw, file, &heading) else { return };
        let shift = raw.source.parts.last().map_or(0, |part| part.shift);
        let mut block = Block::default();
        let mut first = true;
        while cutter.next(&mut block, heading.len()) {
            if std::mem::take(&mut first) {
                let rows = cutter.rows_left(&block).min(delimited.text().len() / 2) + block.rows;
                raw.builders.iter_mut().flatten().for_each(|builder| builder.reserve(rows));
                // A key of one column has a text of its own in each row.
                if let [key] = self.plan.table(raw.id).key.as_slice()
                    && places.iter().any(|place| place.index == usize::from(*key) && place.how.held == Type::Text)
                {
                    self.texts.reserve(rows);
                }
            }
            self.block(raw, &places, &block, shift);
        }
        if let Some(row) = cutter.open_quote {
            self.problems.push(Problem { row: Some(row), ..Problem::of_file("data-quote-open", file) });
        }
    }

    /// How each input column is read; where it stands is not known yet.
    fn places(&mut self, table: &'a Table) -> Vec<Place<'a>> {
        let mut places = Vec::new();
        for (index, column) in input_columns(table) {
            let (held, bounds) = (held_type(self.plan, column.ty), bounds_of(column));
            let currency = held.currency().map(|unit| self.plan.currencies.code(unit));
            let reading = Reading {
                calendar: self.calendar,
                locale: self.options.locale,
                percent_points: self.options.percent_points,
                open: bounds::open(bounds),
                currency,
            };
            let allowed = match bounds {
                Some(Bounds::OneOf(values)) if held == Type::Text => {
                    let text = |value: &Value| if let Value::Text(text) = value { Some(self.texts.intern(text)) } else { None };
                    Some(values.iter().filter_map(text).collect())
                }
                Some(_) | None => None,
            };
            let required = !column.blank && self.strictness != Strictness::Example;
            let how = builder::Column { held, required, reading, bounds, allowed };
            places.push(Place { index, name: &column.name, how, at: None });
        }
        places
    }

    /// Where each input column stands in the file; nothing if the heading is refused.
    fn heading(&mut self, raw: &mut Raw, file: &str, heading: &[String]) -> Option<Vec<Place<'a>>> {
        let table = self.plan.table(raw.id);
        let names: Vec<String> = heading.iter().map(|name| clean(name)).collect();
        let refuse = |code: &'static str, column: &str| {
            let found = names.iter().filter(|name| !name.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ");
            Problem { row: Some(1), column: Some(column.to_owned()), found, ..Problem::of_file(code, file) }
        };
        let mut fine = true;
        let mut places = self.places(table);
        for place in &mut places {
            let mut at = names.iter().enumerate().filter(|(_, name)| *name == place.name).map(|(at, _)| at);
            place.at = at.next();
            if at.next().is_some() {
                fine = false;
                self.problems.push(refuse("data-column-twice", place.name));
            }
            if place.at.is_none() && place.how.required {
                fine = false;
                let free = names.iter().map(String::as_str).filter(|name| table.columns.iter().all(|known| known.name != *name));
                self.problems.push(match nearest(place.name, free) {
                    Some(near) => Problem {
                        args: vec![("table", table.name.clone()), ("nearest", near.to_owned())],
                        ..refuse("data-column-missing-near", place.name)
                    },
                    None => Problem { args: vec![("table", table.name.clone())], ..refuse("data-column-missing", place.name) },
                });
            }
        }
        let of_kind = |calculated: bool| {
            let names = names.iter().filter(|name| !name.is_empty() && places.iter().all(|place| place.name != *name));
            let names = names.filter(|name| table.columns.iter().any(|column| column.name == **name) == calculated);
            names.map(String::as_str).collect::<Vec<_>>().join(", ")
        };
        for (code, names) in [("note-columns-unknown", of_kind(false)), ("note-columns-calculated", of_kind(true))] {
            if !names.is_empty() {
                self.notes.push(note(code, vec![("file", file.to_owned()), ("columns", names)]));
            }
        }
        fine.then_some(places)
    }

    /// Adds the rows of a block to the columns.
    fn block(&mut self, raw: &mut Raw, places: &[Place<'_>], block: &Block<'_>, shift: u32) {
        let before = raw.rows;
        if u32::try_from(before + block.rows).is_err() {
            self.problems.push(Problem::of_file("data-too-many-rows", raw.place(self.plan, 0).0));
            return;
        }
        // Rows that count on as they usually do need no numbers.
        if !raw.source.numbers.is_empty() || !block.numbers.is_empty() || block.number(0).saturating_add(shift) as usize != before + 2 {
            (0..block.rows).for_each(|row| raw.numbered(before + row, block.number(row).saturating_add(shift)));
        }
        let mut refused: Vec<(usize, &Place<'_>, Refusal)> = Vec::new();
        let mut bad: Vec<Bad> = Vec::new();
        for place in places {
            let Some(Some(builder)) = raw.builders.get_mut(place.index) else { continue };
            match place.at {
                Some(at) => builder.read(block, at, &place.how, self.texts, &mut bad),
                None => builder.push_blanks(block.rows),
            }
            refused.extend(bad.drain(..).map(|(row, refusal)| (row, place, refusal)));
        }
        raw.rows += block.rows;
        order::sort_by_key(&mut refused, |(row, ..)| *row);
        for (row, place, (code, args)) in refused {
            let found = place.at.map_or("", |at| block.cell(row, at).trim());
            let (file, number) = raw.place(self.plan, before + row);
            self.problems.push(Problem { args, ..Problem::of_cell(code, file, number, place.name, found) });
        }
        for (row, found) in &block.surplus {
            let file = raw.source.parts.last().map_or("", |part| part.file.as_str());
            self.problems.push(Problem { row: Some(*row), found: found.clone(), ..Problem::of_file("data-row-too-long", file) });
        }
    }
}
