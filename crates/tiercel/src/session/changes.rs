//! Changes of a session's data. Most are made in the columns that are loaded; all others in the texts, which are loaded again.
//! Both check a changed row as any other, and the texts follow when they are needed.

use super::{Held, HeldContent, HeldRows, Session, SessionData, one};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tiercel_data::{Problems, RowChange, Tables, clean, rows_of};
use tiercel_plan::{ColumnKind, TableId};
use tiercel_value::order;

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
    let mut tables: BTreeMap<TableId, Edits> = BTreeMap::new();
    let mut gone: BTreeSet<(TableId, usize)> = BTreeSet::new();
    let mut beside: Vec<&Change> = Vec::new();
    for change in changes {
        match change {
            Change::AddRow { table, values } => {
                let id = session.table(table)?;
                check_columns(session, id, values)?;
                tables.entry(id).or_default().added.push(values.clone());
            }
            Change::EditRow { table, key, values } => {
                let id = session.table(table)?;
                check_columns(session, id, values)?;
                let row = row_of(session, id, key, &gone)?;
                tables.entry(id).or_default().rows.push((row, Some(values.clone())));
            }
            Change::RemoveRow { table, key } => {
                let id = session.table(table)?;
                let row = row_of(session, id, key, &gone)?;
                gone.insert((id, row));
                tables.entry(id).or_default().rows.push((row, None));
            }
            Change::SetParam { .. } | Change::SetCell { .. } => beside.push(change),
        }
    }
    // From the last row to the first, so that a row that goes moves none that is still to be changed; changes of one row
    // stay in their order.
    tables.values_mut().for_each(|edits| order::sort_by_key(&mut edits.rows, |(row, _)| std::cmp::Reverse(*row)));
    let mut data = Rc::clone(&session.data);
    for change in &beside {
        set_beside(Rc::make_mut(&mut data), change)?;
    }
    let Some(columns) = in_columns(session, &tables) else {
        let mut data = session.written(data)?;
        for (table, edits) in &tables {
            write(session, *table, &[edits], Rc::make_mut(&mut data))?;
        }
        return Session::new(Rc::clone(&session.plan), data);
    };
    let later = if beside.is_empty() {
        Session { tables: columns, ..session.clone() }
    } else {
        Session { kept: session.kept.clone(), ..Session::over(Rc::clone(&session.plan), data, columns)? }
    };
    let before = session.made.clone();
    if tables.is_empty() {
        return Ok(Session { made: before, ..later });
    }
    let steps = steps(session) + 1;
    Ok(Session { made: Some(Rc::new(Made { tables, steps, before })), ..later })
}

fn set_beside(data: &mut SessionData, change: &Change) -> Result<(), Problems> {
    match change {
        Change::SetParam { name, value } => {
            data.params.retain(|(known, _)| known != name);
            data.params.push((name.clone(), value.clone()));
            Ok(())
        }
        Change::SetCell { payee, period, line, value } => set_cell(data, [payee, period, line, value]),
        Change::AddRow { .. } | Change::EditRow { .. } | Change::RemoveRow { .. } => Ok(()),
    }
}

/// How many changes are made in columns before they are written into the texts.
const MOST_STEPS: usize = 1_000;

/// The tables with changes made in their columns; none where they have to be loaded.
fn in_columns(session: &Session, changes: &BTreeMap<TableId, Edits>) -> Option<Rc<Tables>> {
    if changes.is_empty() {
        return Some(Rc::clone(&session.tables));
    }
    if steps(session) >= MOST_STEPS {
        return None;
    }
    let mut tables: Option<Tables> = None;
    for (table, edits) in changes {
        if session.data.inputs.iter().all(|held| held.table != *table) {
            return None;
        }
        let before = tables.as_ref().unwrap_or(&session.tables);
        tables = Some(before.changed(&session.plan, &session.data.options, *table, &edits.in_columns(session, *table)?)?);
    }
    tables.map(Rc::new)
}

/// Changes that stand in a session's tables and not yet in its texts.
#[derive(Debug)]
pub(super) struct Made {
    tables: BTreeMap<TableId, Edits>,
    steps: usize,
    before: Option<Rc<Made>>,
}

/// How many changes stand in a session's columns only.
pub(super) fn steps(session: &Session) -> usize {
    session.made.as_ref().map_or(0, |made| made.steps)
}

impl Session {
    /// The data with the changes in its texts that are made in columns only.
    pub(super) fn written(&self, data: Rc<SessionData>) -> Result<Rc<SessionData>, Problems> {
        let mut made = Vec::new();
        let mut next = self.made.as_ref();
        while let Some(step) = next {
            made.push(step);
            next = step.before.as_ref();
        }
        let mut data = data;
        for table in (0u32..).take(self.plan.tables.len()).map(TableId) {
            let edits: Vec<&Edits> = made.iter().rev().filter_map(|step| step.tables.get(&table)).collect();
            if !edits.is_empty() {
                write(self, table, &edits, Rc::make_mut(&mut data))?;
            }
        }
        Ok(data)
    }
}

/// Columns and their values.
type Values = Vec<(String, String)>;

/// The changes of one table.
#[derive(Debug, Default)]
struct Edits {
    added: Vec<Values>,
    /// Rows of the data, without those of the plan, with their new values or none for those that go: the last row first.
    rows: Vec<(usize, Option<Values>)>,
}

impl Edits {
    /// The changes by rows and columns as they are loaded.
    fn in_columns(&self, session: &Session, table: TableId) -> Option<Vec<RowChange<'_>>> {
        let declared = session.plan.table(table);
        let at = |name: &str| (0u16..).zip(&declared.columns).find(|(_, column)| column.name == name).map(|(at, _)| at);
        fn indexed<'v>(values: &'v Values, at: &dyn Fn(&str) -> Option<u16>) -> Option<Vec<(u16, &'v str)>> {
            values.iter().map(|(name, value)| Some((at(name)?, value.as_str()))).collect()
        }
        let rows = self.rows.iter().map(|(row, values)| {
            let row = u32::try_from(row + declared.rows.len()).ok()?;
            Some(match values {
                Some(values) => RowChange::Set(row, indexed(values, &at)?),
                None => RowChange::Remove(row),
            })
        });
        let added = self.added.iter().map(|values| Some(RowChange::Add(indexed(values, &at)?)));
        rows.chain(added).collect()
    }
}

/// Makes changes of a table, one after the other, in its texts. All rows are looked at once, however many changes there are.
fn write(session: &Session, table: TableId, changes: &[&Edits], data: &mut SessionData) -> Result<(), Problems> {
    let name = &session.plan.table(table).name;
    if changes.iter().any(|edits| !edits.added.is_empty()) && data.inputs.iter().all(|held| held.table != table) {
        data.inputs.push(Held { table, name: name.clone(), content: HeldContent::Rows(Rc::default()) });
    }
    let mut parts: Vec<(usize, &mut Held, Rc<HeldRows>)> = Vec::new();
    for held in data.inputs.iter_mut().filter(|held| held.table == table) {
        let mut rows = match &mut held.content {
            HeldContent::Rows(rows) => std::mem::take(rows),
            HeldContent::Csv(_) => Rc::new(texts(&held.content, &held.name)?),
        };
        // Those alone that are loaded.
        Rc::make_mut(&mut rows).rows.retain(|row| !is_blank(row));
        parts.push((0, held, rows));
    }
    for edits in changes {
        let mut next = 0;
        for (first, _, rows) in &mut parts {
            *first = next;
            next += rows.rows.len();
        }
        for (row, values) in &edits.rows {
            let Some((first, _, rows)) = parts.iter_mut().rev().find(|(first, ..)| *first <= *row) else { continue };
            let rows = Rc::make_mut(rows);
            match values {
                Some(values) => set(rows, row - *first, values),
                None => drop(rows.rows.remove(row - *first)),
            }
        }
        if let Some((_, _, rows)) = parts.last_mut() {
            edits.added.iter().for_each(|values| add(Rc::make_mut(rows), values));
        }
    }
    for (_, held, rows) in parts {
        // Such a row would not be loaded: it would be gone without a word.
        if rows.rows.iter().any(|row| is_blank(row)) {
            return Err(one("data-change-blank", "", vec![("table", name.clone())]));
        }
        held.content = HeldContent::Rows(rows);
    }
    Ok(())
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
    row.iter().all(|cell| cell.chars().all(char::is_whitespace))
}

/// Adds a row of values.
fn add(rows: &mut HeldRows, values: &[(String, String)]) {
    rows.rows.push(vec![String::new(); rows.heading.len()]);
    set(rows, rows.rows.len() - 1, values);
}

/// Puts values into a row.
fn set(rows: &mut HeldRows, row: usize, values: &[(String, String)]) {
    for (column, value) in values {
        let at = rows.heading.iter().position(|heading| clean(heading) == *column).unwrap_or_else(|| {
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

fn check_columns(session: &Session, table: TableId, values: &[(String, String)]) -> Result<(), Problems> {
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
    let refused = |code| one(code, key, vec![("table", plan.table(table).name.clone())]);
    match tables.rows_of_key(plan, table, key) {
        (None, _) => Err(refused("data-change-row")),
        // A person has a row for each time in which something else holds.
        (Some(_), Some(_)) => Err(refused("data-change-row-several")),
        (Some(row), None) => Ok(row),
    }
}

/// The texts of a row's input columns.
pub(super) fn row_texts(session: &Session, table: TableId, key: &str) -> Result<Vec<(String, String)>, Problems> {
    let mut row = row_of(session, table, key, &BTreeSet::new())?;
    for held in session.written(Rc::clone(&session.data))?.inputs.iter().filter(|held| held.table == table) {
        let rows = texts(&held.content, &held.name)?;
        if let Some(found) = rows.rows.get(row) {
            let is_input = |name: &str| check_columns(session, table, &[(name.to_owned(), String::new())]).is_ok();
            let cells = rows.heading.iter().map(|name| clean(name)).zip(found.iter().cloned());
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
    let at = |name: &str| rows.heading.iter().position(|heading| clean(heading) == name);
    let places = COLUMNS.map(at);
    rows.rows.retain(|row| {
        let same = |part: usize| {
            let text = places.get(part).copied().flatten().and_then(|place| row.get(place));
            text.is_some_and(|text| cell.get(part).is_some_and(|cell| clean(text) == clean(cell)))
        };
        !(same(0) && same(1) && same(2))
    });
    let values: Vec<(String, String)> = COLUMNS.iter().zip(cell).map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    add(&mut rows, &values);
    data.history = Some(HeldContent::Rows(Rc::new(rows)));
    Ok(())
}
