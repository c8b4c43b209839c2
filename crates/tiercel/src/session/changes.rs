//! Changes of a session's data. They are made in the texts and loaded again, so that a changed row is checked as any other.

use super::{Held, HeldContent, HeldRows, Session, SessionData, one};
use std::collections::BTreeMap;
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

/// A session with all of some changes.
pub(super) fn apply(session: &Session, changes: &[Change]) -> Result<Session, Problems> {
    let mut data = session.data.clone();
    let mut tables: BTreeMap<TableId, Edits> = BTreeMap::new();
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
                let row = row_of(session, id, key)?;
                tables.entry(id).or_default().rows.push((row, Some(values)));
            }
            Change::RemoveRow { table, key } => {
                let id = session.table(table)?;
                let row = row_of(session, id, key)?;
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
        // From the last row to the first, so that a row that goes moves none that is still to be changed; changes of one
        // row stay in their order.
        self.rows.sort_by_key(|(row, _)| std::cmp::Reverse(*row));
        let mut parts = Vec::new();
        let mut first = 0;
        for held in data.inputs.iter_mut().filter(|held| held.table == table) {
            let count = unfold(held)?.rows.len();
            parts.push((first, held));
            first += count;
        }
        for (row, values) in self.rows {
            let Some((first, held)) = parts.iter_mut().rev().find(|(first, _)| *first <= row) else { continue };
            let rows = unfold(held)?;
            match values {
                Some(values) => set(rows, row - *first, values),
                None if row - *first < rows.rows.len() => drop(rows.rows.remove(row - *first)),
                None => {}
            }
        }
        if self.added.is_empty() {
            return Ok(());
        }
        if parts.is_empty() {
            let name = session.plan.table(table).name.clone();
            data.inputs.push(Held { table, name, content: HeldContent::Rows(Rc::default()) });
        }
        if let Some(held) = data.inputs.iter_mut().rev().find(|held| held.table == table) {
            let rows = unfold(held)?;
            for values in self.added {
                rows.rows.push(vec![String::new(); rows.heading.len()]);
                set(rows, rows.rows.len() - 1, values);
            }
        }
        Ok(())
    }
}

/// The rows of a part, as texts that can be changed.
fn unfold(held: &mut Held) -> Result<&mut HeldRows, Problems> {
    if let HeldContent::Csv(bytes) = &held.content {
        let (heading, rows) = rows_of(&tiercel_data::Content::Csv(bytes), &held.name)?;
        held.content = HeldContent::Rows(Rc::new(HeldRows { heading, rows }));
    }
    match &mut held.content {
        HeldContent::Rows(rows) => Ok(Rc::make_mut(rows)),
        HeldContent::Csv(_) => Err(Problems::default()),
    }
}

/// Puts values into a row.
fn set(rows: &mut HeldRows, row: usize, values: &[(String, String)]) {
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
fn row_of(session: &Session, table: TableId, key: &str) -> Result<usize, Problems> {
    let (plan, tables) = (&*session.plan, &*session.tables);
    let calendar = tables.calendar(plan);
    let rows = tables.tables.get(table.index()).map_or(0, |table| u32::try_from(table.rows).unwrap_or(u32::MAX));
    let args = || vec![("table", plan.table(table).name.clone())];
    let row = (0..rows).find(|row| tables.row_key_in(plan, table, *row, &calendar) == key);
    let row = row.ok_or_else(|| one("data-change-row", key, args()))?;
    (row as usize).checked_sub(plan.table(table).rows.len()).ok_or_else(|| one("data-change-row-of-plan", key, args()))
}

/// Puts a given result into the history, instead of the one that is there.
fn set_cell(data: &mut SessionData, cell: [&String; 4]) -> Result<(), Problems> {
    const COLUMNS: [&str; 4] = ["Payee", "Period", "Line", "Value"];
    let content = data.history.take().unwrap_or_else(|| {
        let heading = COLUMNS.map(str::to_owned).to_vec();
        HeldContent::Rows(Rc::new(HeldRows { heading, rows: Vec::new() }))
    });
    let mut held = Held { table: TableId(0), name: "history".to_owned(), content };
    let rows = unfold(&mut held)?;
    let at = |name: &str| rows.heading.iter().position(|heading| heading.trim() == name);
    let places = COLUMNS.map(at);
    rows.rows.retain(|row| {
        let same = |part: usize| {
            let text = places.get(part).copied().flatten().and_then(|place| row.get(place));
            text.is_some_and(|text| cell.get(part).is_some_and(|cell| text.trim() == cell.trim()))
        };
        !(same(0) && same(1) && same(2))
    });
    rows.rows.push(vec![String::new(); rows.heading.len()]);
    let values: Vec<(String, String)> = COLUMNS.iter().zip(cell).map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    set(rows, rows.rows.len() - 1, &values);
    data.history = Some(held.content);
    Ok(())
}
