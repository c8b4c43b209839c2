//! Keys: whether they are unique, the text of each, and the references that hold them.

use crate::builder::ColumnBuilder;
use crate::columns::{ColumnData, TableData, Tables, TextId, TextPool, Values};
use crate::load::{note, problem};
use crate::problem::{Problem, Problems};
use crate::read::Raw;
use std::collections::{BTreeMap, HashMap};
use tiercel_plan::{Plan, TableId, Type, nearest};
use tiercel_value::{Calendar, Date, Period};

/// The rows of a table by their keys.
#[derive(Debug)]
pub(crate) enum KeyIndex {
    /// No key.
    None,
    /// One key column of texts: rows by text id, and rows whose key an earlier row has.
    Text { rows: HashMap<TextId, u32>, twice: Vec<(u32, u32)> },
    /// Any other key, by its canonical text.
    Other { rows: HashMap<String, u32>, twice: Vec<(u32, u32)> },
}

impl KeyIndex {
    /// The index of a table. Keys of other tables and people are still texts here.
    pub(crate) fn of(plan: &Plan, id: TableId, raw: &Raw, texts: &TextPool, calendar: &Calendar) -> KeyIndex {
        let table = plan.table(id);
        if table.key.is_empty() {
            return KeyIndex::None;
        }
        let columns: Vec<&ColumnBuilder> = table.key.iter().filter_map(|column| raw.builders.get(usize::from(*column))?.as_ref()).collect();
        let mut twice = Vec::new();
        if let [column] = columns.as_slice()
            && let Some(ids) = column.texts()
        {
            let mut rows = HashMap::with_capacity(ids.len());
            for (row, id) in (0u32..).zip(ids) {
                if let Some(first) = rows.get(id) {
                    twice.push((row, *first));
                } else {
                    rows.insert(*id, row);
                }
            }
            return KeyIndex::Text { rows, twice };
        }
        let columns: Vec<(Type, ColumnData)> = table
            .key
            .iter()
            .zip(&columns)
            .map(|(column, builder)| (table.columns.get(usize::from(*column)).map_or(Type::Text, |column| column.ty), builder.peek()))
            .collect();
        let mut rows = HashMap::with_capacity(raw.rows);
        for row in 0..raw.rows {
            let parts = columns.iter().map(|(ty, column)| value_text(*ty, column, row, texts, calendar, &|_, _| String::new()));
            let key = join_key(parts.collect());
            let number = u32::try_from(row).unwrap_or(u32::MAX);
            if let Some(first) = rows.get(&key) {
                twice.push((number, *first));
            } else {
                rows.insert(key, number);
            }
        }
        KeyIndex::Other { rows, twice }
    }

    /// Refuses rows whose key an earlier row has.
    pub(crate) fn report_twice(&self, plan: &Plan, id: TableId, raw: &Raw, problems: &mut Problems) {
        let (KeyIndex::Text { twice, .. } | KeyIndex::Other { twice, .. }) = self else { return };
        let table = plan.table(id);
        let names: Vec<&str> =
            table.key.iter().filter_map(|column| table.columns.get(usize::from(*column))).map(|column| column.name.as_str()).collect();
        for (row, first) in twice {
            let (row, first) = (*row as usize, raw.number(*first as usize));
            problems.push(Problem {
                args: vec![("other", first.to_string())],
                ..problem("data-key-twice", raw.file(plan), raw.number(row), &names.join(", "), "")
            });
        }
    }

    /// The row of a key as it is written.
    fn find(&self, text: TextId, texts: &TextPool) -> Option<u32> {
        match self {
            KeyIndex::None => None,
            KeyIndex::Text { rows, .. } => rows.get(&text).copied(),
            KeyIndex::Other { rows, .. } => rows.get(texts.get(text)).copied(),
        }
    }
}

/// The columns of a table with people and references looked up.
pub(crate) fn resolve(
    plan: &Plan,
    id: TableId,
    raw: Raw,
    indexes: &BTreeMap<TableId, KeyIndex>,
    tables: &mut Tables,
    problems: &mut Problems,
) -> TableData {
    let table = plan.table(id);
    let file = raw.file(plan).to_owned();
    let (rows, source) = (raw.rows, raw.source);
    let mut columns = Vec::with_capacity(raw.builders.len());
    for (column, builder) in table.columns.iter().zip(raw.builders) {
        let Some(builder) = builder else {
            columns.push(None);
            continue;
        };
        let mut data = builder.finish();
        if let Values::Text(ids) = &data.values {
            case_notes(&file, &column.name, ids, tables);
            let mut missing = |row: usize, code: &'static str, near: String| {
                let found = ids.get(row).map_or("", |id| tables.texts.get(*id));
                let target = if let Type::Ref(target) = column.ty { plan.table(target).name.clone() } else { "payees".to_owned() };
                let code = match (code, near.is_empty()) {
                    ("data-payee-unknown", false) => "data-payee-unknown-near",
                    ("data-reference-unknown", false) => "data-reference-unknown-near",
                    (code, _) => code,
                };
                problems.push(Problem {
                    args: vec![("table", target), ("nearest", near)],
                    ..problem(code, &file, source.number(row), &column.name, found)
                });
            };
            match column.ty {
                Type::Payee => {
                    let index: HashMap<TextId, u32> = tables.payees.keys.iter().copied().zip(0..).collect();
                    let values = looked_up(
                        &data,
                        ids,
                        |id| index.get(&id).copied(),
                        |row, id| {
                            let known = tables.payees.keys.iter().take(NEAR).map(|key| tables.texts.get(*key));
                            missing(row, "data-payee-unknown", nearest(tables.texts.get(id), known).unwrap_or("").to_owned());
                        },
                    );
                    data.values = Values::Payee(values);
                }
                Type::Ref(target) => {
                    let index = indexes.get(&target).unwrap_or(&KeyIndex::None);
                    let values = looked_up(
                        &data,
                        ids,
                        |id| index.find(id, &tables.texts),
                        |row, id| {
                            let known: Vec<&str> = match index {
                                KeyIndex::Text { rows, .. } if rows.len() <= NEAR => {
                                    rows.keys().map(|key| tables.texts.get(*key)).collect()
                                }
                                KeyIndex::None | KeyIndex::Text { .. } | KeyIndex::Other { .. } => Vec::new(),
                            };
                            let known = known.into_iter().collect::<std::collections::BTreeSet<_>>();
                            missing(row, "data-reference-unknown", nearest(tables.texts.get(id), known).unwrap_or("").to_owned());
                        },
                    );
                    data.values = Values::Row(values);
                }
                Type::Number | Type::Percent | Type::Money(_) | Type::Text | Type::Bool | Type::Date | Type::Period(_) => {}
            }
        }
        columns.push(Some(data));
    }
    TableData { rows, columns, source }
}

/// Among how many keys a nearest one is looked for.
const NEAR: usize = 10_000;

fn looked_up(data: &ColumnData, ids: &[TextId], find: impl Fn(TextId) -> Option<u32>, mut missing: impl FnMut(usize, TextId)) -> Vec<u32> {
    let mut values = Vec::with_capacity(ids.len());
    // Neighbouring rows often name the same row.
    let mut last: Option<(TextId, u32)> = None;
    for (row, id) in ids.iter().enumerate() {
        if data.is_blank(row) {
            values.push(0);
            continue;
        }
        let found = last.filter(|(known, _)| known == id).map(|(_, row)| row).or_else(|| find(*id));
        if let Some(found) = found {
            last = Some((*id, found));
        } else {
            missing(row, *id);
        }
        values.push(found.unwrap_or(0));
    }
    values
}

/// Notes the texts of a column that differ in case only.
fn case_notes(file: &str, column: &str, ids: &[TextId], tables: &mut Tables) {
    let mut seen: std::collections::HashSet<TextId> = std::collections::HashSet::new();
    let mut lower: BTreeMap<String, TextId> = BTreeMap::new();
    for id in ids {
        if !seen.insert(*id) {
            continue;
        }
        // Columns of many different texts are names and keys, where a like one is no slip.
        if seen.len() > 2_000 {
            return;
        }
        let text = tables.texts.get(*id);
        let first = *lower.entry(text.to_lowercase()).or_insert(*id);
        if first != *id {
            let args = vec![
                ("file", file.to_owned()),
                ("column", column.to_owned()),
                ("first", tables.texts.get(first).to_owned()),
                ("second", text.to_owned()),
            ];
            tables.notes.push(note("note-case-only", args));
        }
    }
}

/// A value as it stands in a key.
fn value_text(
    ty: Type,
    column: &ColumnData,
    row: usize,
    texts: &TextPool,
    calendar: &Calendar,
    reference: &dyn Fn(Type, u32) -> String,
) -> String {
    if column.is_blank(row) {
        return String::new();
    }
    match &column.values {
        Values::Number(numbers) => numbers.get(row).to_string(),
        Values::Text(ids) => ids.get(row).map_or_else(String::new, |id| texts.get(*id).to_owned()),
        Values::Bool(values) => values.get(row).copied().unwrap_or(false).to_string(),
        Values::Date(days) => Date(days.get(row).copied().unwrap_or(0)).to_string(),
        Values::Period(ordinals) => match ty {
            Type::Period(grain) => calendar.name(Period { grain, ordinal: ordinals.get(row).copied().unwrap_or(0) }),
            Type::Number | Type::Percent | Type::Money(_) | Type::Text | Type::Bool | Type::Date | Type::Payee | Type::Ref(_) => {
                String::new()
            }
        },
        Values::Payee(rows) | Values::Row(rows) => reference(ty, rows.get(row).copied().unwrap_or(0)),
    }
}

/// The key of its parts: a single one as it is, several joined by `|`; `\`, tab and line end are escaped, in compound keys `|` too.
pub fn join_key(parts: Vec<String>) -> String {
    let compound = parts.len() > 1;
    let escaped = |part: String| {
        if !part.contains(['\\', '\t', '\n', '\r', '|']) {
            return part;
        }
        let part = part.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
        if compound { part.replace('|', "\\|") } else { part }
    };
    parts.into_iter().map(escaped).collect::<Vec<_>>().join("|")
}

/// How deep a key may hold a key that holds a key.
const DEEPEST: usize = 8;

impl Tables {
    /// The key of a row of an input table as results show it; a row without key is `#` and its number in the file.
    pub fn row_key(&self, plan: &Plan, table: TableId, row: u32) -> String {
        let calendar = self.calendar(plan);
        self.row_key_in(plan, table, row, &calendar)
    }

    /// [`Tables::row_key`] for many rows: the calendar is made once.
    pub fn row_key_in(&self, plan: &Plan, table: TableId, row: u32, calendar: &Calendar) -> String {
        join_key(self.key_parts(plan, table, row, calendar, DEEPEST))
    }

    fn key_parts(&self, plan: &Plan, table: TableId, row: u32, calendar: &Calendar, depth: usize) -> Vec<String> {
        let Some(data) = self.tables.get(table.index()) else { return Vec::new() };
        let declared = plan.table(table);
        if declared.key.is_empty() || depth == 0 {
            return vec![format!("#{}", data.source.number(row as usize))];
        }
        let part = |column: &u16| {
            let index = usize::from(*column);
            let ty = declared.columns.get(index).map_or(Type::Text, |column| column.ty);
            let column = data.columns.get(index)?.as_ref()?;
            let reference = |ty: Type, row: u32| match ty {
                Type::Ref(target) => self.key_parts(plan, target, row, calendar, depth - 1).join("|"),
                Type::Number | Type::Percent | Type::Money(_) | Type::Text | Type::Bool | Type::Date | Type::Period(_) | Type::Payee => {
                    self.payees.keys.get(row as usize).map_or_else(String::new, |key| self.texts.get(*key).to_owned())
                }
            };
            Some(value_text(ty, column, row as usize, &self.texts, calendar, &reference))
        };
        declared.key.iter().filter_map(part).collect()
    }
}
