//! Rows changed in tables that are loaded. What is not changed is shared with the tables as they were.
//!
//! Only changes that loading would take, and whose rows need no other look at the data than at themselves; of all others
//! nothing is said here: they are made in the texts and loaded.

use crate::bounds;
use crate::builder::canonical;
use crate::cell::{self, Cell, Reading};
use crate::columns::{ColumnData, Numbers, TableData, Tables, TextId, Values};
use crate::keys::case_notes;
use crate::load::LoadOptions;
use crate::read::{bounds_of, held_type};
use std::sync::Arc;
use tiercel_plan::{Column, ColumnKind, MoneyUnit, Plan, Table, TableId, Type};
use tiercel_value::{Calendar, Decimal};

/// A change of a table's rows. Values are texts by the index of their column.
#[derive(Clone, Debug)]
pub enum RowChange<'a> {
    /// Other values in a row.
    Set(u32, Vec<(u16, &'a str)>),
    /// Another row at the end.
    Add(Vec<(u16, &'a str)>),
    /// A row less.
    Remove(u32),
}

impl Tables {
    /// The tables with the rows of one table changed one after the other; none where the changes have to be loaded.
    pub fn changed(&self, plan: &Plan, options: &LoadOptions, table: TableId, changes: &[RowChange<'_>]) -> Option<Tables> {
        if plan.time.calendar == Some(table) || self.slice.is_some() {
            return None;
        }
        let mut tables = self.clone();
        let calendar = self.calendar(plan);
        let changing = Changing { plan, options, calendar: &calendar, table, declared: plan.table(table) };
        let data = tables.tables.get(table.index())?;
        if !counts_on(data) {
            return None;
        }
        for change in changes {
            match change {
                RowChange::Set(row, values) => {
                    if values.iter().any(|(column, _)| changing.is_read_elsewhere(*column)) {
                        return None;
                    }
                    changing.set(&mut tables, *row as usize, values)?;
                }
                RowChange::Add(values) => {
                    changing.may_move()?;
                    changing.add(&mut tables, values)?;
                }
                RowChange::Remove(row) => {
                    changing.may_move()?;
                    changing.remove(&mut tables, *row as usize)?;
                }
            }
        }
        changing.says_the_same(self, &tables).then_some(tables)
    }
}

struct Changing<'a> {
    plan: &'a Plan,
    options: &'a LoadOptions,
    calendar: &'a Calendar,
    table: TableId,
    declared: &'a Table,
}

impl Changing<'_> {
    fn column(&self, column: u16) -> Option<&Column> {
        self.declared.columns.get(usize::from(column))
    }

    /// Whether rows are found, ordered or read by what a column holds, so that one cell says something of others.
    fn is_read_elsewhere(&self, column: u16) -> bool {
        let is_rate_key =
            self.plan.fx.is_some_and(|(table, [from, to, date, _])| table == self.table && [from, to, date].contains(&column));
        let of_people = self.table == self.plan.payees
            && (self.plan.manager == Some(column) || self.column(column).is_none_or(|column| column.ty == Type::Date));
        self.declared.key.contains(&column) || is_rate_key || of_people || self.is_currency(column)
    }

    /// Whether a column gives the currency of amounts.
    fn is_currency(&self, column: u16) -> bool {
        let types = self.plan.tables.iter().flat_map(|table| &table.columns).map(|column| column.ty);
        let mut units = types.filter_map(|ty| if let Type::Money(MoneyUnit::In(of)) = ty { Some(of) } else { None });
        units.any(|of| of.table == self.table && of.column == column)
    }

    /// Whether rows of the table may come and go without a look at other tables.
    fn may_move(&self) -> Option<()> {
        let is_named = |ty: Type| ty == Type::Ref(self.table);
        let columns = self.plan.tables.iter().flat_map(|table| &table.columns);
        let named = columns.map(|column| column.ty).chain(self.plan.exprs.iter().map(|expr| expr.ty)).any(is_named);
        let is_of_rates = self.plan.fx.is_some_and(|(table, _)| table == self.table);
        let has_currency = (0u16..).take(self.declared.columns.len()).any(|column| self.is_currency(column));
        (self.table != self.plan.payees && !named && !is_of_rates && !has_currency).then_some(())
    }

    fn set(&self, tables: &mut Tables, row: usize, values: &[(u16, &str)]) -> Option<()> {
        for (column, text) in values {
            let cell = self.read(tables, *column, text)?;
            let data = self.data(tables, *column)?;
            put(&mut data.values, row, cell)?;
            set_blank(data, row, cell == Slot::Blank);
        }
        let data = tables.tables.get(self.table.index())?;
        // A row of blanks is refused.
        data.columns.iter().flatten().any(|column| !column.is_blank(row)).then_some(())
    }

    fn add(&self, tables: &mut Tables, values: &[(u16, &str)]) -> Option<()> {
        let rows = tables.tables.get(self.table.index())?.rows;
        // The first row may be one that the plan names.
        if rows == 0 || u32::try_from(rows + 1).is_err() {
            return None;
        }
        let mut any = false;
        for (column, declared) in (0u16..).zip(&self.declared.columns) {
            if !matches!(declared.kind, ColumnKind::Input(_)) {
                continue;
            }
            let text = values.iter().rev().find(|(of, _)| *of == column).map_or("", |(_, text)| *text);
            let cell = self.read(tables, column, text)?;
            if self.declared.key.contains(&column) {
                self.is_free(tables, column, cell)?;
            }
            any |= cell != Slot::Blank;
            let data = self.data(tables, column)?;
            push(&mut data.values, cell);
            if data.blanks.is_some() || cell == Slot::Blank {
                data.blanks.get_or_insert_default().resize(rows, false);
                data.blanks.as_mut()?.push(cell == Slot::Blank);
            }
        }
        let table = Arc::make_mut(tables.tables.get_mut(self.table.index())?);
        if let Some(last) = table.source.numbers.last().copied() {
            table.source.numbers.push(last.checked_add(1)?);
        }
        table.rows = rows + 1;
        any.then_some(())
    }

    fn remove(&self, tables: &mut Tables, row: usize) -> Option<()> {
        let table = Arc::make_mut(tables.tables.get_mut(self.table.index())?);
        if row >= table.rows {
            return None;
        }
        for column in table.columns.iter_mut().flatten() {
            let data = Arc::make_mut(column);
            match &mut data.values {
                Values::Number(Numbers::Narrow { mantissas, .. }) => mantissas.remove(row),
                Values::Number(Numbers::Wide(values)) => drop(values.remove(row)),
                Values::Text(values) => drop(values.remove(row)),
                Values::Bool(values) => drop(values.remove(row)),
                Values::Date(values) | Values::Period(values) => drop(values.remove(row)),
                Values::Payee(values) | Values::Row(values) => drop(values.remove(row)),
            }
            if let Some(blanks) = &mut data.blanks {
                blanks.remove(row);
            }
        }
        table.rows -= 1;
        table.source.numbers.pop();
        for part in table.source.parts.iter_mut().filter(|part| part.first as usize > row) {
            part.first -= 1;
            part.shift = part.shift.saturating_sub(1);
        }
        Some(())
    }

    /// Whether no row has a key yet. A key of several columns is not looked for.
    fn is_free(&self, tables: &Tables, column: u16, cell: Slot) -> Option<()> {
        let ([_], Slot::Text(id)) = (self.declared.key.as_slice(), cell) else { return None };
        match &tables.tables.get(self.table.index())?.columns.get(usize::from(column))?.as_ref()?.values {
            Values::Text(ids) => (!ids.contains(&id)).then_some(()),
            Values::Number(_) | Values::Bool(_) | Values::Date(_) | Values::Period(_) | Values::Payee(_) | Values::Row(_) => None,
        }
    }

    fn data<'t>(&self, tables: &'t mut Tables, column: u16) -> Option<&'t mut ColumnData> {
        let table = Arc::make_mut(tables.tables.get_mut(self.table.index())?);
        table.columns.get_mut(usize::from(column))?.as_mut().map(Arc::make_mut)
    }

    /// What a text puts into a column; none where loading refuses it.
    fn read(&self, tables: &mut Tables, column: u16, text: &str) -> Option<Slot> {
        let declared = self.column(column)?;
        let (held, bounds) = (held_type(self.plan, declared.ty), bounds_of(declared));
        let reading = Reading {
            calendar: self.calendar,
            locale: self.options.locale,
            percent_points: self.options.percent_points,
            open: bounds::open(bounds),
            currency: held.currency().map(|unit| self.plan.currencies.code(unit)),
        };
        let cell = cell::read(text, held, reading).ok()?;
        if cell == Cell::Blank {
            return declared.blank.then_some(Slot::Blank);
        }
        if bounds.is_some_and(|bounds| !bounds::within(&cell, bounds)) {
            return None;
        }
        match (declared.ty, &cell) {
            (Type::Payee, _) => {
                let key = canonical(&cell, held, self.calendar);
                let keys = &tables.payees.keys;
                let at = keys.binary_search_by(|id| tables.texts.get(*id).cmp(&key)).ok()?;
                Some(Slot::Index(u32::try_from(at).ok()?))
            }
            (Type::Ref(target), Cell::Text(text)) => {
                let [key] = self.plan.table(target).key.as_slice() else { return None };
                let id = tables.texts.find(text)?;
                let column = tables.tables.get(target.index())?.columns.get(usize::from(*key))?.as_ref()?;
                let Values::Text(ids) = &column.values else { return None };
                Some(Slot::Index(u32::try_from(ids.iter().position(|known| *known == id)?).ok()?))
            }
            (Type::Ref(_), _) => None,
            (_, Cell::Number(value)) => Some(Slot::Number(*value)),
            (_, Cell::Text(text)) => {
                let known = tables.texts.find(text);
                let id = known.unwrap_or_else(|| Arc::make_mut(&mut tables.texts).intern(text));
                (!tables.texts.is_full()).then_some(Slot::Text(id))
            }
            (_, Cell::Bool(value)) => Some(Slot::Bool(*value)),
            (_, Cell::Date(value) | Cell::Period(value)) => Some(Slot::Ordinal(*value)),
            (_, Cell::Blank) => None,
        }
    }

    /// Whether loading notes nothing else of the texts of the columns that are changed.
    fn says_the_same(&self, before: &Tables, after: &Tables) -> bool {
        let (Some(old), Some(new)) = (before.tables.get(self.table.index()), after.tables.get(self.table.index())) else { return false };
        let columns = self.declared.columns.iter().zip(old.columns.iter().zip(&new.columns));
        columns.filter(|(declared, _)| declared.ty == Type::Text).all(|(declared, columns)| {
            let (Some(was), Some(is)) = columns else { return true };
            let notes = |tables: &Tables, data: &ColumnData| {
                let mut notes = Vec::new();
                if let Values::Text(ids) = &data.values {
                    case_notes(&old.source, &declared.name, ids, &tables.texts, &mut notes);
                }
                notes
            };
            Arc::ptr_eq(was, is) || notes(before, was) == notes(after, is)
        })
    }
}

/// Whether the rows are numbered as loading numbers rows without gaps.
fn counts_on(data: &TableData) -> bool {
    let own = data.source.parts.first().is_some_and(|part| part.file.is_empty());
    let first = if own { 1u32 } else { 2 };
    data.source.numbers.iter().zip(first..).all(|(number, usual)| *number == usual)
}

/// A value on its way into a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Blank,
    Number(Decimal),
    Text(TextId),
    Bool(bool),
    /// A day number or the ordinal of a period.
    Ordinal(i32),
    /// A payee or a row.
    Index(u32),
}

fn put(values: &mut Values, row: usize, slot: Slot) -> Option<()> {
    match (values, slot) {
        (Values::Number(numbers), Slot::Number(value)) => numbers.put(row, value),
        (Values::Text(values), Slot::Text(value)) => *values.get_mut(row)? = value,
        // What stands for a blank text is the empty one.
        (Values::Text(values), Slot::Blank) => *values.get_mut(row)? = TextId(0),
        (Values::Bool(values), Slot::Bool(value)) => *values.get_mut(row)? = value,
        (Values::Date(values) | Values::Period(values), Slot::Ordinal(value)) => *values.get_mut(row)? = value,
        (Values::Payee(values) | Values::Row(values), Slot::Index(value)) => *values.get_mut(row)? = value,
        (_, Slot::Blank) => {}
        (_, _) => return None,
    }
    Some(())
}

fn push(values: &mut Values, slot: Slot) {
    match values {
        Values::Number(numbers) => numbers.push(if let Slot::Number(value) = slot { value } else { Decimal::ZERO }),
        Values::Text(values) => values.push(if let Slot::Text(value) = slot { value } else { TextId(0) }),
        Values::Bool(values) => values.push(slot == Slot::Bool(true)),
        Values::Date(values) | Values::Period(values) => values.push(if let Slot::Ordinal(value) = slot { value } else { 0 }),
        Values::Payee(values) | Values::Row(values) => values.push(if let Slot::Index(value) = slot { value } else { 0 }),
    }
}

fn set_blank(data: &mut ColumnData, row: usize, blank: bool) {
    if blank && data.blanks.is_none() {
        data.blanks = Some(vec![false; data.values.len()]);
    }
    if let Some(slot) = data.blanks.as_mut().and_then(|blanks| blanks.get_mut(row)) {
        *slot = blank;
    }
}
