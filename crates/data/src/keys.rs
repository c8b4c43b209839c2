//! Keys: whether they are unique, the text of each, and the persons and references that name them.

use crate::columns::{ColumnData, Note, Numbers, SourceRows, TableData, Tables, TextId, TextPool, Values};
use crate::load::note;
use crate::problem::{Problem, Problems};
use crate::read::{DEEPEST_KEY, Raw, Strictness, place};
use crate::texts::{MIX, fold};
use std::borrow::Cow;
use std::sync::Arc;
use tiercel_plan::{Plan, TableId, Type, nearest};
use tiercel_value::{Calendar, Date, Map, Period, Set, order};

/// A set of rows by what they hold: open addressing over row numbers.
#[derive(Debug)]
struct RowSet {
    slots: Vec<u32>,
}

impl RowSet {
    fn with_room(rows: usize) -> RowSet {
        RowSet { slots: vec![u32::MAX; (rows * 3 / 2 + 1).next_power_of_two()] }
    }

    /// The row that is equal, or the slot where a new one belongs.
    fn search(&self, hash: u64, equal: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = usize::try_from(hash >> 32).unwrap_or(0) & mask;
        loop {
            match self.slots.get(slot) {
                None | Some(&u32::MAX) => return Err(slot),
                Some(row) if equal(*row) => return Ok(*row),
                Some(_) => slot = (slot + 1) & mask,
            }
        }
    }

    fn put(&mut self, slot: usize, row: u32) {
        if let Some(free) = self.slots.get_mut(slot) {
            *free = row;
        }
    }
}

/// The keys of a table as texts, by row; the empty text where a row has none.
pub(crate) fn key_ids<'r>(plan: &Plan, raw: &'r Raw, texts: &mut TextPool, calendar: &Calendar) -> Cow<'r, [TextId]> {
    let key = &plan.table(raw.id).key;
    if let [column] = key.as_slice()
        && let Some(builder) = raw.column(usize::from(*column))
        && let Values::Text(ids) = &builder.data().values
    {
        return Cow::Borrowed(ids);
    }
    let columns = key_columns(plan, raw);
    let ids = (0..raw.rows).map(|row| {
        let parts: Vec<String> = columns.iter().map(|(ty, column)| value_text(*ty, column, row, texts, calendar)).collect();
        if parts.iter().all(String::is_empty) { TextId(0) } else { texts.intern(&join_key(parts)) }
    });
    Cow::Owned(ids.collect())
}

fn key_columns<'r>(plan: &Plan, raw: &'r Raw) -> Vec<(Type, &'r ColumnData)> {
    let table = plan.table(raw.id);
    let column = |column: &u16| {
        let index = usize::from(*column);
        Some((table.columns.get(index)?.ty, raw.column(index)?.data()))
    };
    table.key.iter().filter_map(column).collect()
}

/// Refuses rows whose key an earlier row has.
pub(crate) fn refuse_twice(plan: &Plan, raw: &Raw, key: &[u16], strictness: Strictness, texts: &TextPool, problems: &mut Problems) {
    let table = plan.table(raw.id);
    let columns: Vec<&ColumnData> = key.iter().filter_map(|column| Some(raw.column(usize::from(*column))?.data())).collect();
    if columns.is_empty() {
        return;
    }
    let names = || key.iter().filter_map(|column| table.columns.get(usize::from(*column))).map(|column| column.name.as_str());
    let mut twice = |row: u32, first: u32| {
        let (file, number) = raw.place(plan, row as usize);
        let (other_file, other) = raw.place(plan, first as usize);
        let other = if file == other_file { other.to_string() } else { format!("{other} ({other_file})") };
        let calendar = Calendar::default();
        let types = key.iter().map(|column| table.columns.get(usize::from(*column)).map_or(Type::Text, |column| column.ty));
        let parts = types.zip(&columns).map(|(ty, column)| value_text(ty, column, row as usize, texts, &calendar));
        let found = parts.collect::<Vec<_>>().join(", ");
        let column = names().collect::<Vec<_>>().join(", ");
        problems.push(Problem { args: vec![("other", other)], ..Problem::of_cell("data-key-twice", file, number, &column, &found) });
    };
    // Rows without a key differ: in an example what is left out is blank, in a file it is refused anyway.
    let keyless = |row: usize| match strictness {
        Strictness::Example => columns.iter().any(|column| column.is_blank(row)),
        Strictness::Files | Strictness::Slice => columns.iter().all(|column| column.is_blank(row)),
    };
    if let [column] = columns.as_slice()
        && let Values::Text(ids) = &column.values
        && texts.len() <= raw.rows.saturating_mul(4).max(1024)
    {
        let mut firsts = vec![u32::MAX; texts.len()];
        for (row, id) in (0u32..).zip(ids) {
            match firsts.get_mut(id.0 as usize) {
                Some(first) if *first == u32::MAX => *first = row,
                Some(first) if !keyless(row as usize) => twice(row, *first),
                Some(_) | None => {}
            }
        }
        return;
    }
    let mut known = RowSet::with_room(raw.rows);
    for row in 0..u32::try_from(raw.rows).unwrap_or(u32::MAX) {
        let [seed, factor] = MIX;
        let hash = columns.iter().fold(seed, |hash, column| fold(hash ^ code(column, row as usize), factor));
        match known.search(hash, |other| columns.iter().all(|column| same(column, row as usize, other as usize))) {
            Ok(first) if !keyless(row as usize) => twice(row, first),
            Ok(_) => {}
            Err(slot) => known.put(slot, row),
        }
    }
}

/// A number for a value: equal values have equal ones.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any mix of the bits will do")]
fn code(column: &ColumnData, row: usize) -> u64 {
    let signed = |values: &[i32]| values.get(row).map_or(0, |value| u64::from(value.cast_unsigned()));
    match &column.values {
        Values::Number(Numbers::Narrow { mantissas, .. }) => mantissas.get(row).cast_unsigned(),
        Values::Number(numbers @ Numbers::Wide(_)) => numbers.get(row).mantissa() as u64,
        Values::Text(ids) => ids.get(row).map_or(0, |id| u64::from(id.0)),
        Values::Bool(values) => values.get(row).map_or(0, |value| u64::from(*value)),
        Values::Date(values) | Values::Period(values) => signed(values),
        Values::Payee(values) | Values::Row(values) => values.get(row).map_or(0, |value| u64::from(*value)),
    }
}

fn same(column: &ColumnData, a: usize, b: usize) -> bool {
    let equal = match &column.values {
        Values::Number(numbers @ Numbers::Wide(_)) => numbers.get(a) == numbers.get(b),
        Values::Number(Numbers::Narrow { .. })
        | Values::Text(_)
        | Values::Bool(_)
        | Values::Date(_)
        | Values::Period(_)
        | Values::Payee(_)
        | Values::Row(_) => code(column, a) == code(column, b),
    };
    equal && column.is_blank(a) == column.is_blank(b)
}

/// The rows of a table, or the payees, by the texts of their keys.
#[derive(Debug)]
pub(crate) enum KeyIndex {
    /// By the text's id; `u32::MAX` where no row has it.
    Dense(Vec<u32>),
    /// For few keys among many texts.
    Sparse(Vec<TextId>, RowIndex),
}

/// A set of rows, kept private.
#[derive(Debug)]
pub(crate) struct RowIndex(RowSet);

impl KeyIndex {
    /// Of keys by row; the first of equals.
    pub(crate) fn of(ids: &[TextId], texts: usize) -> KeyIndex {
        if texts <= ids.len().saturating_mul(4).max(1 << 16) {
            let mut rows = vec![u32::MAX; texts];
            for (row, id) in (0u32..).zip(ids) {
                if let Some(slot) = rows.get_mut(id.0 as usize)
                    && *slot == u32::MAX
                    && id.0 != 0
                {
                    *slot = row;
                }
            }
            return KeyIndex::Dense(rows);
        }
        let mut set = RowSet::with_room(ids.len());
        for (row, id) in (0u32..).zip(ids) {
            if id.0 != 0
                && let Err(slot) = set.search(hash(*id), |other| ids.get(other as usize) == Some(id))
            {
                set.put(slot, row);
            }
        }
        KeyIndex::Sparse(ids.to_vec(), RowIndex(set))
    }

    #[inline]
    pub(crate) fn find(&self, id: TextId) -> Option<u32> {
        match self {
            KeyIndex::Dense(rows) => rows.get(id.0 as usize).copied().filter(|row| *row != u32::MAX),
            KeyIndex::Sparse(ids, RowIndex(set)) => set.search(hash(id), |row| ids.get(row as usize) == Some(&id)).ok(),
        }
    }
}

fn hash(id: TextId) -> u64 {
    let [seed, factor] = MIX;
    fold(seed ^ u64::from(id.0), factor)
}

/// Which indexes there are: of tables that are referred to, and of the people.
#[derive(Debug, Default)]
pub(crate) struct Indexes {
    pub(crate) tables: Map<TableId, KeyIndex>,
    pub(crate) payees: Option<KeyIndex>,
    /// The keys to offer for one that is unknown: of tables that are not too long.
    pub(crate) keys: Map<TableId, Vec<TextId>>,
}

/// Among how many keys a nearest one is looked for.
const NEAR: usize = 10_000;

impl Indexes {
    /// Adds the index of a table.
    pub(crate) fn add(&mut self, table: TableId, ids: &[TextId], texts: usize) {
        self.tables.insert(table, KeyIndex::of(ids, texts));
        self.keys.insert(table, if ids.len() > NEAR { Vec::new() } else { ids.to_vec() });
    }

    /// The index that values of a type name rows of.
    pub(crate) fn of(&self, target: Type) -> Option<&KeyIndex> {
        match target {
            Type::Payee => self.payees.as_ref(),
            Type::Ref(table) => self.tables.get(&table),
            Type::Number | Type::Percent | Type::Money(_) | Type::Text | Type::Bool | Type::Date | Type::Period(_) => None,
        }
    }

    /// The key nearest to a text that is none.
    pub(crate) fn near(&self, plan: &Plan, target: Type, text: &str, texts: &TextPool) -> Option<String> {
        let table = if let Type::Ref(table) = target { table } else { plan.payees };
        let mut keys: Vec<&str> = self.keys.get(&table)?.iter().map(|id| texts.get(*id)).filter(|key| !key.is_empty()).collect();
        order::sort(&mut keys);
        keys.dedup();
        nearest(text, keys).map(str::to_owned)
    }
}

/// The columns of a table with people and references looked up.
pub(crate) fn resolve(
    plan: &Plan,
    raw: Raw,
    indexes: &Indexes,
    texts: &TextPool,
    notes: &mut Vec<Note>,
    problems: &mut Problems,
) -> TableData {
    let (id, rows, source) = (raw.id, raw.rows, raw.source);
    let mut columns = Vec::with_capacity(raw.builders.len());
    for (column, builder) in plan.table(id).columns.iter().zip(raw.builders) {
        let Some(builder) = builder else {
            columns.push(None);
            continue;
        };
        let mut data = builder.finish();
        match (column.ty, data.values) {
            (Type::Text, Values::Text(ids)) => {
                case_notes(&source, &column.name, &ids, texts, notes);
                data.values = Values::Text(ids);
            }
            (target @ (Type::Payee | Type::Ref(_)), Values::Text(ids)) => {
                let mut missing = |row: usize, id: TextId| {
                    refuse_unknown(plan, id, target, indexes, texts, problems, |code, args| {
                        let (file, number) = place(plan, raw.id, &source, row);
                        Problem { args, ..Problem::of_cell(code, file, number, &column.name, texts.get(id)) }
                    });
                };
                // The row numbers take the place of the ids, which have the same size.
                let index = indexes.of(target);
                let values = ids.into_iter().enumerate().map(|(row, id)| {
                    // The empty text is a blank.
                    if id.0 == 0 {
                        return 0;
                    }
                    index.and_then(|index| index.find(id)).unwrap_or_else(|| {
                        missing(row, id);
                        0
                    })
                });
                let values = values.collect();
                data.values = if target == Type::Payee { Values::Payee(values) } else { Values::Row(values) };
            }
            (_, values) => data.values = values,
        }
        columns.push(Some(Arc::new(data)));
    }
    TableData { rows, columns, source }
}

/// Refuses a key that its table lacks, with the nearest one.
pub(crate) fn refuse_unknown(
    plan: &Plan,
    id: TextId,
    target: Type,
    indexes: &Indexes,
    texts: &TextPool,
    problems: &mut Problems,
    problem: impl FnOnce(&'static str, Vec<(&'static str, String)>) -> Problem,
) {
    let (code, near_code, table) = match target {
        Type::Ref(table) => ("data-reference-unknown", "data-reference-unknown-near", plan.table(table).name.clone()),
        Type::Payee | Type::Number | Type::Percent | Type::Money(_) | Type::Text | Type::Bool | Type::Date | Type::Period(_) => {
            ("data-payee-unknown", "data-payee-unknown-near", "payees".to_owned())
        }
    };
    // What would only be counted is not worth a search.
    let near =
        (problems.has_room(code) && problems.has_room(near_code)).then(|| indexes.near(plan, target, texts.get(id), texts)).flatten();
    problems.push(match near {
        Some(near) => problem(near_code, vec![("table", table), ("nearest", near)]),
        None => problem(code, vec![("table", table)]),
    });
}

/// Columns of more different texts are names and keys, where a like one is no slip.
const MOST_LIKE: usize = 2_000;
/// How many notes one column may give.
const MOST_NOTES: usize = 20;

/// Notes the texts of a column that differ in case only.
pub(crate) fn case_notes(source: &SourceRows, column: &str, ids: &[TextId], texts: &TextPool, notes: &mut Vec<Note>) {
    let mut seen = vec![false; texts.len()];
    let mut distinct: Vec<TextId> = Vec::new();
    for id in ids {
        if let Some(seen) = seen.get_mut(id.0 as usize)
            && !std::mem::replace(seen, true)
        {
            distinct.push(*id);
            if distinct.len() > MOST_LIKE {
                return;
            }
        }
    }
    // By code point, so that the order of rows does not show.
    let distinct: Set<&str> = distinct.into_iter().map(|id| texts.get(id)).collect();
    let mut lower: Map<String, &str> = Map::new();
    let mut count = 0;
    for text in distinct {
        let first = *lower.get_or_insert_with(text.to_lowercase(), || text);
        if first != text && count < MOST_NOTES {
            count += 1;
            let args = vec![
                ("file", source.file.clone()),
                ("column", column.to_owned()),
                ("first", first.to_owned()),
                ("second", text.to_owned()),
            ];
            notes.push(note("note-case-only", args));
        }
    }
}

/// A value as it stands in a key; of persons and references only while they are texts.
pub(crate) fn value_text(ty: Type, column: &ColumnData, row: usize, texts: &TextPool, calendar: &Calendar) -> String {
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
        Values::Payee(_) | Values::Row(_) => String::new(),
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

impl Tables {
    /// The key of a row of an input table as results show it; a row without key is `#` and its number in the file.
    pub fn row_key(&self, plan: &Plan, table: TableId, row: u32) -> String {
        let calendar = self.calendar(plan);
        self.row_key_in(plan, table, row, &calendar)
    }

    /// [`Tables::row_key`] for many rows: the calendar is made once.
    pub fn row_key_in(&self, plan: &Plan, table: TableId, row: u32, calendar: &Calendar) -> String {
        let mut parts = Vec::new();
        self.key_parts(plan, table, row, calendar, DEEPEST_KEY, &mut parts);
        join_key(parts)
    }

    /// The first and the second row of a key.
    pub fn rows_of_key(&self, plan: &Plan, table: TableId, key: &str) -> (Option<u32>, Option<u32>) {
        let Some(data) = self.tables.get(table.index()) else { return (None, None) };
        let rows = 0..u32::try_from(data.rows).unwrap_or(u32::MAX);
        let declared = plan.table(table);
        let escaped = key.contains(['\\', '\t', '\n', '\r', '|']);
        let found = |mut rows: Box<dyn Iterator<Item = u32> + '_>| (rows.next(), rows.next());
        if let [only] = declared.key.as_slice()
            && let Some(Some(column)) = data.columns.get(usize::from(*only))
            && let Values::Text(ids) = &column.values
            && !escaped
        {
            let Some(id) = self.texts.find(key) else { return (None, None) };
            return found(Box::new(rows.zip(ids).filter(move |(_, known)| **known == id).map(|(row, _)| row)));
        }
        if declared.key.is_empty() {
            let number = key.strip_prefix('#').and_then(|number| number.parse::<u32>().ok());
            let Some(number) = number.filter(|number| format!("#{number}") == key) else { return (None, None) };
            // Numbers rise as a rule, and each names one row.
            let near = match data.source.numbers.as_slice() {
                [] => number.checked_sub(2).map(|row| row as usize),
                numbers => numbers.binary_search(&number).ok(),
            };
            if let Some(row) = near.filter(|row| *row < data.rows && data.source.number(*row) == number) {
                return (u32::try_from(row).ok(), None);
            }
            return found(Box::new(rows.filter(move |row| data.source.number(*row as usize) == number)));
        }
        let calendar = self.calendar(plan);
        found(Box::new(rows.filter(move |row| self.row_key_in(plan, table, *row, &calendar) == key)))
    }

    /// The parts of a key; those of a row that it refers to stand in its place.
    fn key_parts(&self, plan: &Plan, table: TableId, row: u32, calendar: &Calendar, depth: usize, parts: &mut Vec<String>) {
        let Some(data) = self.tables.get(table.index()) else { return };
        let declared = plan.table(table);
        if declared.key.is_empty() || depth == 0 {
            parts.push(format!("#{}", data.source.number(row as usize)));
            return;
        }
        for index in declared.key.iter().map(|column| usize::from(*column)) {
            let (Some(declared), Some(Some(column))) = (declared.columns.get(index), data.columns.get(index)) else { continue };
            let blank = column.is_blank(row as usize);
            match (&column.values, declared.ty) {
                (Values::Payee(rows), _) if !blank => {
                    let key = rows.get(row as usize).and_then(|payee| self.payees.keys.get(*payee as usize));
                    parts.push(key.map_or_else(String::new, |key| self.texts.get(*key).to_owned()));
                }
                (Values::Row(rows), Type::Ref(target)) if !blank => {
                    self.key_parts(plan, target, rows.get(row as usize).copied().unwrap_or(0), calendar, depth - 1, parts);
                }
                (_, ty) => parts.push(value_text(ty, column, row as usize, &self.texts, calendar)),
            }
        }
    }
}
