//! All tables of a plan from their files.

use crate::builder::canonical;
use crate::calendar;
use crate::cell::Cell;
use crate::columns::{Note, TableData, Tables, TextId, Values};
use crate::keys::{self, Indexes, KeyIndex};
use crate::locale::Locale;
use crate::people;
use crate::problem::{Problem, Problems};
use crate::read::{self, Raw, Strictness, held_type};
use std::sync::Arc;
use tiercel_plan::{ExprKind, MoneyUnit, Plan, Span, TableId, TableKind, Type, Value};
use tiercel_value::{Calendar, Map, Set};

/// The data of one table, or a part of it: several inputs of a table are its rows one after the other.
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
    /// A Parquet file.
    #[cfg(feature = "parquet")]
    Parquet(&'a [u8]),
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
    raw: Map<TableId, Raw>,
    named: Vec<TextId>,
}

impl<'p> Loader<'p> {
    pub(crate) fn new(plan: &'p Plan, options: LoadOptions, strictness: Strictness) -> Loader<'p> {
        let (problems, tables) = (Problems::default(), Tables::default());
        Loader { plan, options, strictness, problems, tables, raw: Map::new(), named: Vec::new() }
    }

    /// Names a person who then exists even without a row.
    pub(crate) fn name_person(&mut self, name: &str) {
        self.named.push(Arc::make_mut(&mut self.tables.texts).intern(&crate::cell::clean(name)));
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
        if self.tables.texts.is_full() {
            self.problems.push(Problem::of_file("data-too-much-text", inputs.first().map_or("", |input| input.name)));
        }
        let indexes = self.index(&calendar);
        self.check_literals(&indexes, &calendar);
        self.check_currencies();
        let mut data: Vec<Arc<TableData>> = self.plan.tables.iter().map(|_| Arc::default()).collect();
        for (id, raw) in std::mem::take(&mut self.raw) {
            let (texts, notes) = (&self.tables.texts, &mut self.tables.notes);
            let finished = keys::resolve(self.plan, raw, &indexes, texts, notes, &mut self.problems);
            if let Some(slot) = data.get_mut(id.index()) {
                *slot = Arc::new(finished);
            }
        }
        self.tables.tables = data;
        people::refuse_circles(self.plan, &self.tables, &mut self.problems);
        let files: Vec<&str> = inputs.iter().map(|input| input.name).collect();
        self.problems.sort(&files);
        if self.problems.is_empty() { Ok(self.tables) } else { Err(self.problems) }
    }

    fn read(&mut self, id: TableId, inputs: &[Input<'_>], calendar: &Calendar) {
        let mut raw = Raw::new(self.plan, id);
        let mut reader = read::Reader {
            plan: self.plan,
            strictness: self.strictness,
            options: self.options,
            calendar,
            texts: Arc::make_mut(&mut self.tables.texts),
            notes: &mut self.tables.notes,
            problems: &mut self.problems,
        };
        reader.own_rows(&mut raw);
        for input in inputs.iter().filter(|input| input.table == id) {
            // Of rows that stand in for others' nothing but the key is there.
            let stands_in = input.name == crate::slice::STAND_INS;
            reader.strictness = if stands_in { Strictness::Example } else { self.strictness };
            reader.input(&mut raw, input);
        }
        self.raw.insert(id, raw);
    }

    /// Checks that keys are unique; the people, and the rows of tables that are referred to, by their keys.
    fn index(&mut self, calendar: &Calendar) -> Indexes {
        if self.strictness == Strictness::Example {
            self.add_named(calendar);
        }
        let mut indexes = Indexes::default();
        let referred: Set<TableId> = self.referred().collect();
        let texts = Arc::make_mut(&mut self.tables.texts);
        for (id, raw) in self.raw.iter() {
            if *id == self.plan.payees {
                // People may have several rows; their spans are checked instead.
                let mut payees = people::index(self.plan, raw, texts, calendar, &mut self.problems);
                if self.strictness == Strictness::Slice {
                    let named = literals(self.plan, calendar).filter(|(_, ty, _)| *ty == Type::Payee);
                    self.named.extend(named.map(|(text, ..)| texts.intern(&text)));
                    people::add_strangers(&mut payees, &self.named, texts);
                }
                indexes.payees = Some(KeyIndex::of(&payees.keys, texts.len()));
                self.tables.payees = Arc::new(payees);
            } else {
                keys::refuse_twice(self.plan, raw, &self.plan.table(*id).key, self.strictness, texts, &mut self.problems);
            }
            if referred.contains(id) {
                let ids = keys::key_ids(self.plan, raw, texts, calendar);
                indexes.add(*id, &ids, texts.len());
            }
        }
        if let Some((id, [from, to, date, _])) = self.plan.fx
            && let Some(raw) = self.raw.get(&id)
        {
            // The last rate on or before a day: two of one day would leave open which.
            keys::refuse_twice(self.plan, raw, &[from, to, date], self.strictness, texts, &mut self.problems);
        }
        indexes
    }

    /// The tables whose keys some column or literal names.
    fn referred(&self) -> impl Iterator<Item = TableId> {
        let columns = self.plan.tables.iter().flat_map(|table| &table.columns).map(|column| column.ty);
        let types = columns.chain(self.plan.exprs.iter().map(|expr| expr.ty));
        types.filter_map(|ty| if let Type::Ref(table) = ty { Some(table) } else { None }).chain([self.plan.payees])
    }

    /// In an example everybody who is named exists.
    fn add_named(&mut self, calendar: &Calendar) {
        let mut named = std::mem::take(&mut self.named);
        for (id, raw) in self.raw.iter() {
            for (column, builder) in self.plan.table(*id).columns.iter().zip(&raw.builders) {
                if let (Type::Payee, Some(builder)) = (column.ty, builder) {
                    named.extend(builder.texts());
                }
            }
        }
        for (text, ty, _) in literals(self.plan, calendar) {
            if ty == Type::Payee {
                named.push(Arc::make_mut(&mut self.tables.texts).intern(&text));
            }
        }
        named.retain(|name| name.0 != 0);
        if let Some(raw) = self.raw.get_mut(&self.plan.payees) {
            people::add(self.plan, raw, &named, Arc::make_mut(&mut self.tables.texts), calendar);
        }
    }

    /// Refuses keys that stand in the plan and that no row has: a formula would pass over them in silence.
    fn check_literals(&mut self, indexes: &Indexes, calendar: &Calendar) {
        if self.strictness != Strictness::Files {
            return;
        }
        let mut checked = Set::new();
        for (text, ty, span) in literals(self.plan, calendar) {
            let target = if let Type::Ref(table) = ty { table } else { self.plan.payees };
            // Without rows there is nothing to check against.
            if self.raw.get(&target).is_none_or(|raw| raw.rows == 0) || !checked.insert((target, text.clone())) {
                continue;
            }
            let id = Arc::make_mut(&mut self.tables.texts).intern(&text);
            if indexes.of(ty).and_then(|index| index.find(id)).is_none() {
                let (file, source) = self.plan.sources.get(usize::from(span.file)).map_or(("", ""), |(file, text)| (file, text));
                let before = source.get(..span.start as usize).unwrap_or("");
                let line = u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX);
                let found = text.clone();
                keys::refuse_unknown(self.plan, id, ty, indexes, &self.tables.texts, &mut self.problems, |_, mut args| {
                    args.push(("key", found.clone()));
                    let near = args.iter().any(|(name, _)| *name == "nearest");
                    let code = if near { "data-literal-unknown-near" } else { "data-literal-unknown" };
                    Problem { row: Some(line), found, args, ..Problem::of_file(code, file) }
                });
            }
        }
    }

    /// Refuses currencies that nobody knows, in columns that give the currency of amounts.
    fn check_currencies(&mut self) {
        let mut columns = Set::new();
        for column in self.plan.tables.iter().flat_map(|table| &table.columns) {
            if let Type::Money(MoneyUnit::In(currency)) = column.ty {
                columns.insert(currency);
            }
        }
        for column in columns {
            let Some(raw) = self.raw.get(&column.table) else { continue };
            let Some(Values::Text(ids)) = raw.column(usize::from(column.column)).map(|builder| &builder.data().values) else { continue };
            let name = self.plan.table(column.table).columns.get(usize::from(column.column)).map_or("", |column| column.name.as_str());
            let mut known = Map::new();
            for (row, id) in ids.iter().enumerate().filter(|(_, id)| id.0 != 0) {
                let text = self.tables.texts.get(*id);
                if !*known.get_or_insert_with(id.0, || self.plan.currencies.find(text).is_some()) {
                    let (file, number) = raw.place(self.plan, row);
                    self.problems.push(Problem::of_cell("data-currency-unknown", file, number, name, text));
                }
            }
        }
    }
}

/// The keys that stand in formulas, as the texts that columns hold, with what they name.
fn literals<'p>(plan: &'p Plan, calendar: &'p Calendar) -> impl Iterator<Item = (String, Type, Span)> + 'p {
    plan.exprs.iter().filter_map(move |expr| {
        let (ExprKind::Const(value), Type::Payee | Type::Ref(_)) = (&expr.kind, expr.ty) else { return None };
        let held = held_type(plan, expr.ty);
        let cell = match value {
            Value::Blank => return None,
            Value::Number(number) => Cell::Number(*number),
            Value::Text(text) => Cell::Text(text.clone()),
            Value::Bool(value) => Cell::Bool(*value),
            Value::Date(date) => Cell::Date(date.0),
            Value::Period(period) => Cell::Period(period.ordinal),
        };
        Some((canonical(&cell, held, calendar), expr.ty, expr.span))
    })
}

/// A note with arguments.
pub(crate) fn note(code: &'static str, args: Vec<(&'static str, String)>) -> Note {
    Note { code, args }
}
