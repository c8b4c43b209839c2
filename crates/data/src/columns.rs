//! Typed columns: the data of a run as evaluators read it.

use crate::mantissas::Mantissas;
use crate::slice::SliceFacts;
pub use crate::texts::{TextId, TextPool};
use std::sync::Arc;
use tiercel_plan::{LineId, ParamId, Value};
use tiercel_value::{Decimal, Period};

/// The values of one column, without its blanks (a blank row holds any value of the kind).
#[derive(Clone, Debug)]
pub enum Values {
    /// Number, percent, money.
    Number(Numbers),
    /// Text.
    Text(Vec<TextId>),
    /// `true` or `false`.
    Bool(Vec<bool>),
    /// Day numbers, as `tiercel_value::Date`.
    Date(Vec<i32>),
    /// Ordinals of periods; the column's type has the grain.
    Period(Vec<i32>),
    /// Payees: indexes into [`Payees`].
    Payee(Vec<u32>),
    /// References: row numbers of the table that the column's type names. ([`Payees`] has no such columns.)
    Row(Vec<u32>),
}

impl Values {
    /// How many rows.
    pub(crate) fn len(&self) -> usize {
        match self {
            Values::Number(Numbers::Narrow { mantissas, .. }) => mantissas.len(),
            Values::Number(Numbers::Wide(values)) => values.len(),
            Values::Text(values) => values.len(),
            Values::Bool(values) => values.len(),
            Values::Date(values) | Values::Period(values) => values.len(),
            Values::Payee(values) | Values::Row(values) => values.len(),
        }
    }
}

/// Decimals: narrow if every value fits a 64-bit mantissa at one scale, else wide. Both stand for the same values.
#[derive(Clone, Debug)]
pub enum Numbers {
    /// `mantissa / 10^scale`.
    Narrow {
        /// The mantissas.
        mantissas: Mantissas,
        /// The scale of all of them.
        scale: u8,
    },
    /// One decimal each.
    Wide(Vec<Decimal>),
}

impl Numbers {
    /// The number of a row; 0 beyond the last.
    pub fn get(&self, row: usize) -> Decimal {
        match self {
            Numbers::Narrow { mantissas, scale } => Decimal::from_narrow(mantissas.get(row), *scale).unwrap_or(Decimal::ZERO),
            Numbers::Wide(values) => values.get(row).copied().unwrap_or(Decimal::ZERO),
        }
    }
}

impl ColumnData {
    /// The rows, of the first so many, that may not have the same value in another column of the same type.
    pub fn differing(&self, other: &ColumnData, rows: usize) -> Vec<u32> {
        let mut found = match (&self.values, &other.values) {
            (Values::Number(a), Values::Number(b)) => match (a, b) {
                (Numbers::Narrow { mantissas: a, scale }, Numbers::Narrow { mantissas: b, scale: other }) if scale == other => {
                    match (a, b) {
                        (Mantissas::Short(a), Mantissas::Short(b)) => unlike(a, b, rows),
                        (Mantissas::Short(_) | Mantissas::Long(_), _) => unlike_at(rows, &|row| a.get(row) != b.get(row)),
                    }
                }
                (Numbers::Narrow { .. } | Numbers::Wide(_), _) => unlike_at(rows, &|row| a.get(row) != b.get(row)),
            },
            (Values::Text(a), Values::Text(b)) => unlike_at(rows, &|row| a.get(row) != b.get(row)),
            (Values::Bool(a), Values::Bool(b)) => unlike_at(rows, &|row| a.get(row) != b.get(row)),
            (Values::Date(a), Values::Date(b)) | (Values::Period(a), Values::Period(b)) => unlike(a, b, rows),
            (Values::Payee(a), Values::Payee(b)) | (Values::Row(a), Values::Row(b)) => unlike_at(rows, &|row| a.get(row) != b.get(row)),
            (_, _) => unlike_at(rows, &|_| true),
        };
        if self.blanks.is_some() || other.blanks.is_some() {
            found.extend(unlike_at(rows, &|row| self.is_blank(row) != other.is_blank(row)));
        }
        found
    }

    /// Whether a row is blank.
    pub fn is_blank(&self, row: usize) -> bool {
        self.blanks.as_ref().is_some_and(|blanks| blanks.get(row).copied().unwrap_or(false))
    }
}

/// Where two columns of integers differ: most of them is passed over in stretches.
fn unlike(a: &[i32], b: &[i32], rows: usize) -> Vec<u32> {
    const STRETCH: usize = 256;
    let stretches = (0..rows).step_by(STRETCH).map(|from| from..rows.min(from + STRETCH));
    // Without a stop on the way several are compared at once.
    let differ = stretches.filter(|stretch| {
        let (a, b) = (a.get(stretch.clone()).unwrap_or_default(), b.get(stretch.clone()).unwrap_or_default());
        a.len() != b.len() || a.iter().zip(b).fold(0, |found, (a, b)| found | (a ^ b)) != 0
    });
    differ.flatten().filter(|row| a.get(*row) != b.get(*row)).filter_map(|row| u32::try_from(row).ok()).collect()
}

fn unlike_at(rows: usize, differs: &dyn Fn(usize) -> bool) -> Vec<u32> {
    (0..rows).filter(|row| differs(*row)).filter_map(|row| u32::try_from(row).ok()).collect()
}

/// One column.
#[derive(Clone, Debug)]
pub struct ColumnData {
    /// The values.
    pub values: Values,
    /// Which rows are blank; none if no row is.
    pub blanks: Option<Vec<bool>>,
}

/// Where rows came from, for messages and explanations.
#[derive(Clone, Debug, Default)]
pub struct SourceRows {
    /// The file, or the plan itself; of several files the first.
    pub file: String,
    /// The number of each row as a person counts (the heading is row 1); empty: row i is number i + 2. Where rows come
    /// from several places, the numbers of the later ones go on from those before, so that each names one row.
    pub numbers: Vec<u32>,
    /// The places, in order of their rows: the plan's own rows (without a file name), then files.
    pub parts: Vec<SourcePart>,
}

/// One of the places that the rows of a table come from.
#[derive(Clone, Debug)]
pub struct SourcePart {
    /// The first row of it.
    pub first: u32,
    /// The file's name; empty for rows that stand in the plan.
    pub file: String,
    /// By how much the numbers of its rows are above those in the file.
    pub shift: u32,
}

impl SourceRows {
    /// The number of a row: what names it where the table has no key.
    pub fn number(&self, row: usize) -> u32 {
        self.numbers.get(row).copied().unwrap_or_else(|| u32::try_from(row + 2).unwrap_or(u32::MAX))
    }

    /// The file of a row (empty for rows that stand in the plan) and its number there as a person counts.
    pub fn place(&self, row: usize) -> (&str, u32) {
        let after = self.parts.partition_point(|part| part.first as usize <= row);
        let part = after.checked_sub(1).and_then(|index| self.parts.get(index));
        part.map_or((self.file.as_str(), self.number(row)), |part| (&part.file, self.number(row).saturating_sub(part.shift)))
    }
}

/// The rows of an input table. Derived tables and calculated columns are made by the engine.
#[derive(Clone, Debug, Default)]
pub struct TableData {
    /// How many rows.
    pub rows: usize,
    /// By the index of [`tiercel_plan::Table::columns`]; none for calculated columns, and for all columns of derived tables.
    /// Shared with tables that differ in other columns.
    pub columns: Vec<Option<Arc<ColumnData>>>,
    /// Where the rows came from; rows of the plan itself come first, with their own numbers.
    pub source: SourceRows,
}

/// The people: distinct keys of the table `payees`, sorted by code point, so that an index is also the order.
#[derive(Clone, Debug, Default)]
pub struct Payees {
    /// The key of each payee.
    pub keys: Vec<TextId>,
    /// The rows of each payee in the table `payees`, sorted by start day (a table without `from`: one row).
    pub rows: Vec<Vec<u32>>,
    /// Start and end day of each row of `payees` (`i32::MIN` and `i32::MAX` where there is none).
    pub spans: Vec<(i32, i32)>,
}

/// All input data of a run, checked: keys are unique, references and payees are known, bounds hold.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// The texts of all columns and keys.
    pub texts: Arc<TextPool>,
    /// By table id; empty for derived tables.
    pub tables: Vec<Arc<TableData>>,
    /// The people.
    pub payees: Arc<Payees>,
    /// The periods of `period calendar`, in order of time: name, first day, last day, and the labels of month, quarter and year.
    pub calendar: Vec<CalendarRow>,
    /// Notes of loading (values that differ in case only, unknown columns), as code and arguments.
    pub notes: Vec<Note>,
    /// Where the rows are one payee's slice: what stands for those of others.
    pub slice: Option<Arc<SliceFacts>>,
}

/// One row of `calendar`.
#[derive(Clone, Debug)]
pub struct CalendarRow {
    /// The period's name.
    pub name: String,
    /// First day.
    pub start: i32,
    /// Last day.
    pub end: i32,
    /// Month, quarter and year that it belongs to, as written; empty where the calendar has no such column.
    pub labels: [String; 3],
}

/// Something worth saying that refuses nothing: the code of its wording and the arguments in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The code of the wording in the catalogues.
    pub code: &'static str,
    /// Names and texts of the arguments.
    pub args: Vec<(&'static str, String)>,
}

/// Given results of closed periods.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// One entry per given cell.
    pub entries: Vec<HistoryEntry>,
    /// The last closed period of the plan's grain; periods up to it are never computed. None: only entries' own cells are given.
    pub closed_to: Option<Period>,
}

/// One given cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Index of the payee in [`Payees`].
    pub payee: u32,
    /// The period, of the line's grain.
    pub period: Period,
    /// The line.
    pub line: LineId,
    /// The amount.
    pub value: Decimal,
}

/// Params set for a run, instead of the plan's values.
#[derive(Clone, Debug, Default)]
pub struct Params {
    /// The param and its value, within its bounds.
    pub values: Vec<(ParamId, Value)>,
}
