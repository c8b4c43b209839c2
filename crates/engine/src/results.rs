//! What a run gives: every line's value per payee and period, every column's value per row, and their canonical form.

use crate::datum::Datum;
use crate::engine::Engine;
use crate::eval::texts::escape;
use crate::request::Request;
use crate::vector::{Scalar, narrow};
use sha2::{Digest, Sha256};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::fmt::{self, Write};
use std::rc::Rc;
use tiercel_data::Note;
use tiercel_plan::{ColumnKind, ColumnRef, LineId, LineKind, Plan, TableId, Type};
use tiercel_value::order;
use tiercel_value::{Calendar, Date, ExactSum, Period};

/// How many bytes are hashed at once.
const AT_ONCE: usize = 16 << 10;

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

/// What a line comes to.
#[derive(Clone, Debug, Default)]
pub struct LineTotal {
    /// The sum of its numbers.
    pub sum: ExactSum,
    /// How many payees have something else than 0.
    pub payees: usize,
    /// How many cells are in error.
    pub errors: usize,
}

/// The results of a run.
pub struct Results<'a> {
    pub(crate) engine: Engine<'a>,
    periods: Vec<Period>,
    payees: Option<Vec<u32>>,
    /// Lines that are shown, by name, then plan. The same list in runs that went on from each other: they have the same cells.
    pub(crate) lines: Rc<Vec<LineId>>,
    /// Rows by key, table by table, made when first asked for.
    keys: RefCell<HashMap<TableId, HashMap<String, u32>>>,
    /// Made when first asked for.
    notes: OnceCell<Vec<Note>>,
}

impl fmt::Debug for Results<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Results").field("periods", &self.periods).finish_non_exhaustive()
    }
}

impl<'a> Results<'a> {
    pub(crate) fn new(engine: Engine<'a>, request: &Request<'_>, lines: Rc<Vec<LineId>>) -> Results<'a> {
        let base = engine.time.base;
        let (mut first, mut last) = (engine.time.first, engine.time.last);
        if let Some((from, to)) = request.periods {
            (first, last) = (first.max(from.ordinal), last.min(to.ordinal));
        }
        let periods = (first..=last).map(|ordinal| Period { grain: base, ordinal }).collect();
        let payees = request.payees.map(|payees| {
            let mut payees = payees.to_vec();
            order::sort(&mut payees);
            payees.dedup();
            payees
        });
        Results { engine, periods, payees, lines, keys: RefCell::default(), notes: OnceCell::new() }
    }

    /// The lines that are shown.
    pub(crate) fn lines_shown(plan: &Plan) -> Vec<LineId> {
        let mut lines: Vec<LineId> =
            (0u32..).zip(&plan.lines).filter(|(_, line)| line.kind != LineKind::Total).map(|(id, _)| LineId(id)).collect();
        order::sort_by(&mut lines, |a, b| plan.line(*a).name.cmp(&plan.line(*b).name).then(a.cmp(b)));
        lines
    }

    /// Which payees were asked for; none: everybody.
    pub(crate) fn asked_payees(&self) -> Option<&[u32]> {
        self.payees.as_deref()
    }

    /// The periods of the run, in order.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// How many cells of lines the run computed; the others it took over from the run before it.
    pub fn cells_computed(&self) -> usize {
        self.engine.computed
    }

    /// The calendar that names periods.
    pub fn calendar(&self) -> &Calendar {
        &self.engine.time.calendar
    }

    /// A line's value; none where it has no cell. A period of another grain than the line's means the cell that stands in
    /// it.
    pub fn value(&self, line: LineId, payee: u32, period: Period) -> Option<Datum> {
        let ordinal = self.ordinal(line, period)?;
        Some(self.datum(self.engine.plan.line(line).ty, self.engine.cell_value(line, payee, ordinal)?))
    }

    /// Whether a line's cell keeps the value of the full run: the data is a slice, and the line needs others' figures.
    pub fn is_held(&self, line: LineId, payee: u32, period: Period) -> bool {
        self.ordinal(line, period).is_some_and(|ordinal| self.engine.is_held(line, payee, ordinal))
    }

    /// Writes a line's canonical value behind a text; false where the line has no cell. The same as [`Results::value`] and
    /// [`Results::write_value`], without a stop on the way.
    pub fn write_cell(&self, line: LineId, payee: u32, period: Period, out: &mut String) -> bool {
        let Some(ordinal) = self.ordinal(line, period) else { return false };
        if let Some(cells) = self.engine.lines.get(line.index())
            && let Some((mantissa, scale)) = cells.index(payee, ordinal).and_then(|index| cells.column.plain(index))
        {
            narrow(mantissa, scale).write(out);
            return true;
        }
        let Some(value) = self.engine.cell_value(line, payee, ordinal) else { return false };
        self.write_value(&self.datum(self.engine.plan.line(line).ty, value), out);
        true
    }

    /// What a line comes to over the payees and periods that are given out.
    pub fn total(&self, line: LineId) -> LineTotal {
        let ordinals: Vec<i32> = self.periods.iter().filter_map(|period| self.ordinal(line, *period)).collect();
        let mut total = LineTotal::default();
        for payee in self.payees() {
            let mut paid = false;
            for value in ordinals.iter().filter_map(|ordinal| self.engine.cell_value(line, payee, *ordinal)) {
                match value {
                    Scalar::Number(value, _) => {
                        total.sum.add(value);
                        paid |= !value.is_zero();
                    }
                    Scalar::Error(_) => total.errors += 1,
                    Scalar::Blank | Scalar::Bool(_) | Scalar::Word(_) => {}
                }
            }
            total.payees += usize::from(paid);
        }
        total
    }

    /// The ordinal of a line's cell that stands in a period.
    fn ordinal(&self, line: LineId, period: Period) -> Option<i32> {
        let (grain, time) = (self.engine.plan.line(line).grain, &self.engine.time);
        if grain == period.grain {
            return Some(period.ordinal);
        }
        let unit = usize::from(self.engine.plan.line(line).unit.0);
        let ordinal = time.containing(period.grain, period.ordinal, grain);
        (time.standing(unit, grain, ordinal) == period.ordinal).then_some(ordinal)
    }

    /// How many rows a table has, derived ones included.
    pub fn row_count(&self, table: TableId) -> u32 {
        self.engine.rows(table)
    }

    /// The canonical key of a row.
    pub fn row_key(&self, table: TableId, row: u32) -> String {
        self.engine.row_key(table, row)
    }

    /// The row of a canonical key.
    pub fn find_row(&self, table: TableId, key: &str) -> Option<u32> {
        let mut keys = self.keys.borrow_mut();
        let known = keys.entry(table).or_insert_with(|| {
            // Of equal keys (several joined partners of a row without key) the first counts.
            (0..self.row_count(table)).rev().map(|row| (self.row_key(table, row), row)).collect()
        });
        known.get(key).copied()
    }

    /// A column's value in a row, input columns included.
    pub fn column(&self, column: ColumnRef, row: u32) -> Datum {
        let Some(declared) = self.engine.plan.table(column.table).columns.get(usize::from(column.column)) else { return Datum::Blank };
        match self.engine.view(column) {
            Some(view) if row < self.row_count(column.table) => self.datum(declared.ty, view.get(row as usize)),
            Some(_) | None => Datum::Blank,
        }
    }

    /// Writes the canonical values of a column behind a text, input columns included: each behind a line feed, in the order of
    /// the rows.
    pub fn write_column(&self, column: ColumnRef, out: &mut String) {
        let ty = self.engine.plan.table(column.table).columns.get(usize::from(column.column)).map(|declared| declared.ty);
        let view = self.engine.view(column).zip(ty);
        for row in 0..self.row_count(column.table) {
            out.push('\n');
            match view.map(|(view, ty)| (ty, view.get(row as usize))) {
                Some((_, Scalar::Number(value, false))) => value.write(out),
                Some((ty, value)) => self.write_value(&self.datum(ty, value), out),
                None => {}
            }
        }
    }

    /// Writes the canonical keys of a table's rows behind a text, each behind a line feed.
    pub fn write_keys(&self, table: TableId, out: &mut String) {
        for row in 0..self.row_count(table) {
            out.push('\n');
            out.push_str(&self.row_key(table, row));
        }
    }

    /// The payees whose cells are given out.
    pub fn payees(&self) -> Vec<u32> {
        self.payees.clone().unwrap_or_else(|| (0u32..).take(self.engine.everybody.len()).collect())
    }

    /// The cells of the lines that are shown, for the payees and periods asked for: by payee, period, line. A cell of
    /// `each quarter` comes where it stands, behind that period's own cells.
    pub fn cells(&self) -> impl Iterator<Item = Cell> + '_ {
        let periods = &self.periods;
        self.payees().into_iter().flat_map(move |payee| periods.iter().flat_map(move |period| self.cells_at(payee, *period)))
    }

    /// The cells of a payee that stand in a period, finer grains first.
    fn cells_at(&self, payee: u32, period: Period) -> Vec<Cell> {
        let (plan, time) = (self.engine.plan, &self.engine.time);
        let mut cells: Vec<Cell> = Vec::new();
        for line in self.lines.iter() {
            let declared = plan.line(*line);
            let unit = usize::from(declared.unit.0);
            let ordinal = time.containing(period.grain, period.ordinal, declared.grain);
            if time.standing(unit, declared.grain, ordinal) != period.ordinal {
                continue;
            }
            if let Some(value) = self.engine.cell_value(*line, payee, ordinal) {
                let period = Period { grain: declared.grain, ordinal };
                cells.push(Cell { payee, period, line: *line, value: self.datum(declared.ty, value) });
            }
        }
        order::sort_by_key(&mut cells, |cell| cell.period.grain);
        cells
    }

    /// The cells among [`Results::cells`] that are in error.
    pub fn errors(&self) -> impl Iterator<Item = Cell> + '_ {
        // Most runs have none: no need to look at every cell then.
        let fails = self.lines.iter().any(|line| self.engine.lines.get(line.index()).is_some_and(|cells| cells.column.fails()));
        let cells = fails.then(|| self.cells());
        cells.into_iter().flatten().filter(|cell| matches!(cell.value, Datum::Error(_)))
    }

    /// What is worth saying about the run.
    pub fn notes(&self) -> &[Note] {
        self.notes.get_or_init(|| {
            let mut notes = self.engine.notes.borrow().clone();
            if let (Some(first), Some(last)) = (self.periods.first(), self.periods.last()) {
                notes.extend(self.engine.rows_outside_notes((first.ordinal, last.ordinal)));
            }
            notes
        })
    }

    /// A value as it leaves the engine.
    pub(crate) fn datum(&self, ty: Type, value: Scalar) -> Datum {
        match (ty, value) {
            (_, Scalar::Blank) => Datum::Blank,
            (_, Scalar::Error(failure)) => Datum::Error(failure),
            (_, Scalar::Number(value, inexact)) => Datum::Number { value, inexact },
            (_, Scalar::Bool(value)) => Datum::Bool(value),
            (Type::Date, Scalar::Word(day)) => Datum::Date(Date(day.cast_signed())),
            (Type::Period(grain), Scalar::Word(ordinal)) => Datum::Period(Period { grain, ordinal: ordinal.cast_signed() }),
            (Type::Payee | Type::Ref(_), value) => Datum::Key(self.engine.text(ty, value)),
            (Type::Text | Type::Number | Type::Percent | Type::Money(_) | Type::Bool, value) => Datum::Text(self.engine.text(ty, value)),
        }
    }

    /// The canonical text of a value: plain digits, `~` behind an inexact number, an error's code, nothing for a blank.
    pub fn canonical(&self, value: &Datum) -> String {
        let mut text = String::new();
        self.write_value(value, &mut text);
        text
    }

    /// The same, behind a text.
    pub fn write_value(&self, value: &Datum, out: &mut String) {
        // Writing to a string can't fail.
        let _ = match value {
            Datum::Blank => Ok(()),
            Datum::Number { value, inexact } => write!(out, "{value}{}", if *inexact { "~" } else { "" }),
            Datum::Text(text) => {
                escape(text, false, out);
                Ok(())
            }
            // A payee's key may have a line break in it, a row's is escaped already.
            Datum::Key(key) if key.contains(['\t', '\n', '\r']) => {
                escape(key, false, out);
                Ok(())
            }
            Datum::Key(key) => out.write_str(key),
            Datum::Bool(value) => write!(out, "{value}"),
            Datum::Date(date) => write!(out, "{date}"),
            Datum::Period(period) => out.write_str(&self.calendar().name(*period)),
            Datum::Error(failure) => write!(out, "{}", failure.code),
        };
    }

    /// The canonical form (language.md, section 8): payee, period, line, currency, value; then table, key, column, value.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_canonical(&self, out: &mut dyn Write) -> fmt::Result {
        let plan = self.engine.plan;
        for cell in self.cells() {
            let line = plan.line(cell.line);
            let currency = line.ty.currency().map_or("", |unit| plan.currencies.code(unit));
            let mut payee = String::new();
            escape(&self.engine.payee_key(cell.payee), false, &mut payee);
            writeln!(out, "{payee}\t{}\t{}\t{currency}\t{}", self.calendar().name(cell.period), line.name, self.canonical(&cell.value))?;
        }
        let mut tables: Vec<TableId> = (0u32..).take(plan.tables.len()).map(TableId).collect();
        order::sort_by(&mut tables, |a, b| plan.table(*a).name.cmp(&plan.table(*b).name));
        for table in tables {
            self.write_rows(table, out)?;
        }
        Ok(())
    }

    fn write_rows(&self, table: TableId, out: &mut dyn Write) -> fmt::Result {
        let declared = self.engine.plan.table(table);
        let mut columns: Vec<(ColumnRef, &str)> = (0u16..)
            .zip(&declared.columns)
            .filter(|(_, column)| !matches!(column.kind, ColumnKind::Input(_)))
            .map(|(number, column)| (ColumnRef { table, column: number }, column.name.as_str()))
            .collect();
        if columns.is_empty() {
            return Ok(());
        }
        order::sort_by(&mut columns, |a, b| a.1.cmp(b.1));
        // All keys in one text: a million texts are slow to make, and in the package each piece of memory has a price.
        let (mut keys, mut rows) = (String::new(), Vec::new());
        for row in 0..self.row_count(table) {
            let start = keys.len();
            keys.push_str(&self.row_key(table, row));
            rows.push((start, keys.len(), row));
        }
        let key = |(start, end, _): &(usize, usize, u32)| keys.get(*start..*end).unwrap_or("");
        rows.sort_unstable_by(|a, b| key(a).cmp(key(b)).then(a.2.cmp(&b.2)));
        let mut name = String::new();
        for place in &rows {
            let (key, row) = (key(place), place.2);
            for (column, heading) in &columns {
                name.clear();
                escape(heading, false, &mut name);
                writeln!(out, "{}\t{key}\t{name}\t{}", declared.name, self.canonical(&self.column(*column, row)))?;
            }
        }
        Ok(())
    }

    /// The SHA-256 of the canonical form, in hexadecimal.
    pub fn digest(&self) -> String {
        /// Hashes much text at once.
        struct Hasher(Sha256, String);
        impl Write for Hasher {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                self.1.push_str(text);
                if self.1.len() >= AT_ONCE {
                    self.0.update(self.1.as_bytes());
                    self.1.clear();
                }
                Ok(())
            }
        }
        let mut hasher = Hasher(Sha256::new(), String::new());
        // A hasher takes everything.
        let _ = self.write_canonical(&mut hasher);
        hasher.0.update(hasher.1.as_bytes());
        hasher.0.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}
