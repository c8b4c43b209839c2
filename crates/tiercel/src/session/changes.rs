//! Changes of a session's data. They are made in the texts and loaded again, so that a changed row is checked as any other.

use super::{Held, HeldContent, HeldRows, Session, SessionData, one};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tiercel_data::{Problems, rows_of};
use tiercel_plan::{ColumnKind, TableId};

/// A change of a session's data. Values are texts as a data file has them; an empty one is blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another row at the end of a table.
    AddRow {
        /// The table.
        table: String,
        /// Columns and values; others are blank.
        values: Vec<(String, String)>,
    },
    /// Other values in a row.
    EditRow {
        /// The table.
        table: String,
        /// The row's key as results show it; `#` and the number of the row where the table has no key.
        key: String,
        /// Columns and values; others stay.
        values: Vec<(String, String)>,
    },
    /// A row less.
    RemoveRow {
        /// The table.
        table: String,
        /// The row's key, as for [`Change::EditRow`].
        key: String,
    },
    /// A param.
    SetParam {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A given result of a closed period.
    SetCell {
        /// The payee's key.
        payee: String,
        /// The period.
        period: String,
        /// The line.
        line: String,
        /// The amount.
        value: String,
    },
}

/// A session with all of some changes. Rows are those of the session: one that a change adds can't be named by another.
pub(super) fn apply(session: &Session, changes: &[Change]) -> Result<Session, Problems> {
    super::slice::check(session, changes)?;
    let mut data = session.data.clone();
    let mut tables: BTreeMap<TableId, Edits> = BTreeMap::new();
    let mut gone: BTreeSet<(TableId, usize)> = BTreeSet::new();
    for change in changes {
        match change {
            Change::AddRow { table, values } => {
                let id = session.table(table)?;
                check_columns(session, id, values)?;
                tables.entry(id).or_default().added.push(values);
            }
            Change::EditRow { table, key, values } => {
                let id = session.table(table)?;
                check_columns(session, id, values)?;
                let row = row_of(session, id, key, &gone)?;
                tables.entry(id).or_default().rows.push((row, Some(values)));
            }
            Change::RemoveRow { table, key } => {
                let id = session.table(table)?;
                let row = row_of(session, id, key, &gone)?;
                gone.insert((id, row));
                tables.entry(id).or_default().rows.push((row, None));
            }
            Change::SetParam { name, value } => {
                data.params.retain(|(known, _)| known != name);
                data.params.push((name.clone(), value.clone()));
            }
            Change::SetCell { payee, period, line, value } => set_cell(&mut data, [payee, period, line, value])?,
        }
    }
    if tables.is_empty() {
        return Session::over(Rc::clone(&session.plan), data, Rc::clone(&session.tables));
    }
    for (table, edits) in tables {
        edits.make(session, table, &mut data)?;
    }
    Session::new(Rc::clone(&session.plan), data)
}

/// Columns and their values.
type Values = [(String, String)];

/// The changes of one table.
#[derive(Default)]
struct Edits<'a> {
    added: Vec<&'a Values>,
    /// Rows of the data, without those of the plan, with their new values or none for those that go.
    rows: Vec<(usize, Option<&'a Values>)>,
}

impl Edits<'_> {
    fn make(mut self, session: &Session, table: TableId, data: &mut SessionData) -> Result<(), Problems> {
        let name = &session.plan.table(table).name;
        if !self.added.is_empty() && data.inputs.iter().all(|held| held.table != table) {
            data.inputs.push(Held { table, name: name.clone(), content: HeldContent::Rows(Rc::default()) });
        }
        let mut parts: Vec<(usize, &mut Held, HeldRows)> = Vec::new();
        let mut first = 0;
        for held in data.inputs.iter_mut().filter(|held| held.table == table) {
            let rows = texts(&held.content, &held.name)?;
            let count = rows.rows.len();
            parts.push((first, held, rows));
            first += count;
        }
        // From the last row to the first, so that a row that goes moves none that is still to be changed; changes of one
        // row stay in their order.
        self.rows.sort_by_key(|(row, _)| std::cmp::Reverse(*row));
        for (row, values) in self.rows {
            let Some((first, _, rows)) = parts.iter_mut().rev().find(|(first, ..)| *first <= row) else { continue };
            match values {
                Some(values) => set(rows, row - *first, values),
                None => drop(rows.rows.remove(row - *first)),
            }
        }
        if let Some((_, _, rows)) = parts.last_mut() {
            self.added.iter().for_each(|values| add(rows, values));
        }
        for (_, held, rows) in parts {
            // Such a row would not be loaded: it would be gone without a word.
            if rows.rows.iter().any(|row| is_blank(row)) {
                return Err(one("data-change-blank", "", vec![("table", name.clone())]));
            }
            held.content = HeldContent::Rows(Rc::new(rows));
        }
        Ok(())
    }
}

/// The rows of a part as texts, those alone that are loaded: rows of nothing but blanks are not.
pub(super) fn texts(content: &HeldContent, name: &str) -> Result<HeldRows, Problems> {
    let mut rows = match content {
        HeldContent::Csv(bytes) => {
            let (heading, rows) = rows_of(&tiercel_data::Content::Csv(bytes), name)?;
            HeldRows { heading, rows }
        }
        HeldContent::Rows(rows) => HeldRows::clone(rows),
    };
    rows.rows.retain(|row| !is_blank(row));
    Ok(rows)
}

fn is_blank(row: &[String]) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

/// Adds a row of values.
fn add(rows: &mut HeldRows, values: &Values) {
    rows.rows.push(vec![String::new(); rows.heading.len()]);
    set(rows, rows.rows.len() - 1, values);
}

/// Puts values into a row.
fn set(rows: &mut HeldRows, row: usize, values: &Values) {
    for (column, value) in values {
        let at = rows.heading.iter().position(|heading| heading.trim() == column).unwrap_or_else(|| {
            rows.heading.push(column.clone());
            rows.rows.iter_mut().for_each(|row| row.push(String::new()));
            rows.heading.len() - 1
        });
        if let Some(row) = rows.rows.get_mut(row) {
            row.resize(rows.heading.len().max(row.len()), String::new());
            if let Some(cell) = row.get_mut(at) {
                cell.clone_from(value);
            }
        }
    }
}

fn check_columns(session: &Session, table: TableId, values: &Values) -> Result<(), Problems> {
    for (name, _) in values {
        let column = session.column(table, name)?;
        let declared = session.plan.table(table);
        let input = declared.columns.get(usize::from(column.column)).is_some_and(|column| matches!(column.kind, ColumnKind::Input(_)));
        if !input {
            return Err(one("data-change-calculated", name, vec![("table", declared.name.clone())]));
        }
    }
    Ok(())
}

/// The row of a key, counted in the data without the rows of the plan.
fn row_of(session: &Session, table: TableId, key: &str, gone: &BTreeSet<(TableId, usize)>) -> Result<usize, Problems> {
    let declared = session.plan.table(table);
    let refused = |code| one(code, key, vec![("table", declared.name.clone())]);
    let row = loaded_row(session, table, key)?;
    let row = (row as usize).checked_sub(declared.rows.len()).ok_or_else(|| refused("data-change-row-of-plan"))?;
    if gone.contains(&(table, row)) { Err(refused("data-change-row")) } else { Ok(row) }
}

/// The row of a key as it was loaded.
pub(super) fn loaded_row(session: &Session, table: TableId, key: &str) -> Result<u32, Problems> {
    let (plan, tables) = (&*session.plan, &*session.tables);
    let calendar = tables.calendar(plan);
    let rows = tables.tables.get(table.index()).map_or(0, |table| u32::try_from(table.rows).unwrap_or(u32::MAX));
    let refused = |code| one(code, key, vec![("table", plan.table(table).name.clone())]);
    let mut found = (0..rows).filter(|row| tables.row_key_in(plan, table, *row, &calendar) == key);
    let row = found.next().ok_or_else(|| refused("data-change-row"))?;
    // A person has a row for each time in which something else holds.
    if found.next().is_some() { Err(refused("data-change-row-several")) } else { Ok(row) }
}

/// The texts of a row's input columns.
pub(super) fn row_texts(session: &Session, table: TableId, key: &str) -> Result<Vec<(String, String)>, Problems> {
    let mut row = row_of(session, table, key, &BTreeSet::new())?;
    for held in session.data.inputs.iter().filter(|held| held.table == table) {
        let rows = texts(&held.content, &held.name)?;
        if let Some(found) = rows.rows.get(row) {
            let is_input = |name: &str| check_columns(session, table, &[(name.to_owned(), String::new())]).is_ok();
            let cells = rows.heading.iter().map(|name| name.trim().to_owned()).zip(found.iter().cloned());
            return Ok(cells.filter(|(name, _)| is_input(name)).collect());
        }
        row -= rows.rows.len();
    }
    Ok(Vec::new())
}

/// Puts a given result into the history, instead of the one that is there.
fn set_cell(data: &mut SessionData, cell: [&String; 4]) -> Result<(), Problems> {
    const COLUMNS: [&str; 4] = ["Payee", "Period", "Line", "Value"];
    let content = data.history.take().unwrap_or_else(|| {
        let heading = COLUMNS.map(str::to_owned).to_vec();
        HeldContent::Rows(Rc::new(HeldRows { heading, rows: Vec::new() }))
    });
    let mut rows = texts(&content, "history")?;
    let at = |name: &str| rows.heading.iter().position(|heading| heading.trim() == name);
    let places = COLUMNS.map(at);
    rows.rows.retain(|row| {
        let same = |part: usize| {
            let text = places.get(part).copied().flatten().and_then(|place| row.get(place));
            text.is_some_and(|text| cell.get(part).is_some_and(|cell| text.trim() == cell.trim()))
        };
        !(same(0) && same(1) && same(2))
    });
    let values: Vec<(String, String)> = COLUMNS.iter().zip(cell).map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    add(&mut rows, &values);
    data.history = Some(HeldContent::Rows(Rc::new(rows)));
    Ok(())
}
