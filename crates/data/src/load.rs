//! All tables of a plan from their files.

use crate::calendar;
use crate::cell::{Locale, Reading};
use crate::columns::{Note, TableData, Tables, TextId};
use crate::keys::{self, KeyIndex};
use crate::people;
use crate::problem::{Problem, Problems};
use crate::read::{self, Raw, Strictness};
use std::collections::BTreeMap;
use tiercel_plan::{Plan, TableId, TableKind, Type};
use tiercel_value::Calendar;

/// The data of one table.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// Which table.
    pub table: TableId,
    /// The file's name, for messages.
    pub name: &'a str,
    /// What it holds.
    pub content: Content<'a>,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub enum Content<'a> {
    /// Delimited text: commas, semicolons or tabs; UTF-8, UTF-16 or GB18030.
    Csv(&'a [u8]),
    /// Rows of texts, of a spreadsheet or of a program.
    Rows {
        /// The names of the columns.
        heading: Vec<String>,
        /// The rows, one text per column; an empty one is blank.
        rows: Vec<Vec<String>>,
    },
}

/// What the owner of the files says of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoadOptions {
    /// How numbers are written; none: plain digits with a point.
    pub locale: Option<Locale>,
    /// Bare numbers in percent columns are percent points: `25` is a quarter.
    pub percent_points: bool,
}

/// Reads and checks the data of a run. A table without input is empty, but for the rows that stand in the plan.
///
/// # Errors
/// Everything that is wrong with the files; nothing is loaded then.
pub fn load(plan: &Plan, inputs: &[Input<'_>], options: &LoadOptions) -> Result<Tables, Problems> {
    Loader::new(plan, *options, Strictness::Files).load(inputs)
}

pub(crate) struct Loader<'p> {
    plan: &'p Plan,
    options: LoadOptions,
    strictness: Strictness,
    problems: Problems,
    tables: Tables,
    raw: BTreeMap<TableId, Raw>,
    named: Vec<TextId>,
}

impl<'p> Loader<'p> {
    pub(crate) fn new(plan: &'p Plan, options: LoadOptions, strictness: Strictness) -> Loader<'p> {
        let (problems, tables) = (Problems::default(), Tables::default());
        Loader { plan, options, strictness, problems, tables, raw: BTreeMap::new(), named: Vec::new() }
    }

    /// Names a person who then exists even without a row.
    pub(crate) fn name_person(&mut self, name: &str) {
        self.named.push(self.tables.texts.intern(&crate::cell::clean(name)));
    }

    pub(crate) fn load(mut self, inputs: &[Input<'_>]) -> Result<Tables, Problems> {
        // The calendar names the periods that other tables hold, so it is read first.
        if let Some(table) = self.plan.time.calendar {
            self.read(table, inputs, &Calendar::default());
            let raw = self.raw.get(&table);
            self.tables.calendar =
                raw.map(|raw| calendar::rows(self.plan, table, raw, &self.tables.texts, &mut self.problems)).unwrap_or_default();
        }
        let calendar = self.tables.calendar(self.plan);
        for (id, table) in (0..).map(TableId).zip(&self.plan.tables) {
            if matches!(table.kind, TableKind::Input) && !self.raw.contains_key(&id) {
                self.read(id, inputs, &calendar);
            }
        }
        self.people();
        self.finish()
    }

    fn read(&mut self, id: TableId, inputs: &[Input<'_>], calendar: &Calendar) {
        let reading = Reading { calendar, locale: self.options.locale, percent_points: self.options.percent_points, bounded: false };
        let mut raw = Raw::new(self.plan, id);
        let mut reader = read::Reader {
            plan: self.plan,
            strictness: self.strictness,
            reading,
            texts: &mut self.tables.texts,
            notes: &mut self.tables.notes,
            problems: &mut self.problems,
        };
        reader.own_rows(&mut raw);
        for input in inputs.iter().filter(|input| input.table == id) {
            reader.input(&mut raw, input);
        }
        self.raw.insert(id, raw);
    }

    fn people(&mut self) {
        if self.strictness == Strictness::Example {
            self.add_named();
        }
        if let Some(raw) = self.raw.get(&self.plan.payees) {
            self.tables.payees = people::index(self.plan, raw, &self.tables.texts, &mut self.problems);
        }
    }

    /// In an example everybody who is named exists.
    fn add_named(&mut self) {
        let mut named = std::mem::take(&mut self.named);
        for (id, raw) in &self.raw {
            let table = self.plan.table(*id);
            for (column, builder) in table.columns.iter().zip(&raw.builders) {
                if let (Type::Payee, Some(builder)) = (column.ty, builder) {
                    let texts = builder.texts().unwrap_or_default().iter().zip(builder.blanks());
                    named.extend(texts.filter(|(_, blank)| !**blank).map(|(text, _)| *text));
                }
            }
        }
        if let Some(raw) = self.raw.get_mut(&self.plan.payees) {
            people::add(self.plan, raw, &named, &mut self.tables.texts);
        }
    }

    fn finish(mut self) -> Result<Tables, Problems> {
        let calendar = self.tables.calendar(self.plan);
        let mut indexes: BTreeMap<TableId, KeyIndex> = BTreeMap::new();
        for (id, raw) in &self.raw {
            let index = KeyIndex::of(self.plan, *id, raw, &self.tables.texts, &calendar);
            // People may have several rows; their spans are checked instead.
            if *id != self.plan.payees {
                index.report_twice(self.plan, *id, raw, &mut self.problems);
            }
            indexes.insert(*id, index);
        }
        let mut data: Vec<TableData> = self.plan.tables.iter().map(|_| TableData::default()).collect();
        for (id, raw) in std::mem::take(&mut self.raw) {
            let finished = keys::resolve(self.plan, id, raw, &indexes, &mut self.tables, &mut self.problems);
            if let Some(slot) = data.get_mut(id.index()) {
                *slot = finished;
            }
        }
        self.tables.tables = data;
        people::refuse_circles(self.plan, &self.tables, &mut self.problems);
        if self.problems.is_empty() { Ok(self.tables) } else { Err(self.problems) }
    }
}

/// A problem of a cell, with what was found.
pub(crate) fn problem(code: &'static str, file: &str, row: u32, column: &str, found: &str) -> Problem {
    Problem { code, file: file.to_owned(), row: Some(row), column: Some(column.to_owned()), found: found.to_owned(), args: Vec::new() }
}

/// A note with arguments.
pub(crate) fn note(code: &'static str, args: Vec<(&'static str, String)>) -> Note {
    Note { code, args }
}
