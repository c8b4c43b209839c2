//! Published worked examples: each figure must come out to the digits that its source prints.

use crate::{folder, places};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use tiercel::{Datum, Decimal, Request, Results, run};

/// A published example, of which only the figures are read.
#[derive(Debug, Deserialize)]
struct Case {
    #[serde(default)]
    expect: Vec<Figure>,
}

#[derive(Debug, Deserialize)]
struct Figure {
    component: String,
    amount: String,
}

/// Where the figures are found.
#[derive(Debug, Deserialize)]
struct Cells {
    #[serde(default)]
    cell: Vec<CellOf>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum CellOf {
    Line { payee: String, period: String, line: String },
    Column { table: String, key: String, column: String },
}

/// Figures that differ for a reason that stands beside them.
#[derive(Debug, Default, Deserialize)]
struct Accepted {
    #[serde(default)]
    difference: Vec<Difference>,
}

/// One of them.
#[derive(Debug, Deserialize)]
struct Difference {
    case: String,
    /// From 0.
    row: usize,
    /// Our figure.
    got: String,
    reason: String,
}

/// A figure that does not agree.
#[derive(Debug)]
pub struct Mismatch {
    /// The row, from 0.
    pub row: usize,
    /// What and where it is.
    pub what: String,
    /// The published figure.
    pub expected: String,
    /// Ours.
    pub got: String,
}

/// What came of a case.
#[derive(Debug)]
pub struct Outcome {
    /// How many figures agree.
    pub agree: usize,
    /// Those that do not.
    pub mismatches: Vec<Mismatch>,
    /// The results' canonical form.
    pub canonical: String,
}

/// The folders of all cases, sorted.
///
/// # Errors
/// A folder that can't be read.
pub fn cases() -> Result<Vec<PathBuf>> {
    let mut cases = Vec::new();
    for family in std::fs::read_dir(places::tests().join("corpus"))? {
        let family = family?.path();
        if family.is_dir() {
            for case in std::fs::read_dir(family)? {
                cases.push(case?.path());
            }
        }
    }
    cases.sort();
    Ok(cases)
}

/// Runs a case and compares every figure.
///
/// # Errors
/// A plan or data that is refused, or a `cells.toml` that does not fit.
pub fn run_case(folder: &Path) -> Result<Outcome> {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).with_context(|| name.to_owned());
    let case: Case = toml::from_str(&text("case.toml")?).context("case.toml")?;
    let cells: Cells = toml::from_str(&text("cells.toml")?).context("cells.toml")?;
    if case.expect.len() != cells.cell.len() {
        bail!("cells.toml has {} cells for {} figures", cells.cell.len(), case.expect.len());
    }
    let loaded = folder::read(&folder::plans_of(folder)?, folder)?;
    let request = Request::of_all(&loaded.history, &loaded.params);
    let results = run(&loaded.plan, &loaded.tables, &request).map_err(|limit| anyhow::anyhow!("{limit:?}"))?;
    let accepted = accepted()?;
    let id = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (mut agree, mut mismatches) = (0, Vec::new());
    for (row, (figure, cell)) in case.expect.iter().zip(&cells.cell).enumerate() {
        let got = value(&loaded, &results, cell)?;
        let difference = accepted.difference.iter().find(|difference| difference.case == id && difference.row == row);
        let fits = agrees(&got, figure);
        match difference {
            Some(difference) if !fits && text_of(&got) == difference.got && !difference.reason.is_empty() => agree += 1,
            None if fits => agree += 1,
            _ => {
                let listed = if difference.is_some() { " (listed as accepted)" } else { "" };
                let what = format!("{cell:?} {}{listed}", figure.component);
                mismatches.push(Mismatch { row, what, expected: figure.amount.clone(), got: text_of(&got) });
            }
        }
    }
    let mut canonical = String::new();
    results.write_canonical(&mut canonical)?;
    Ok(Outcome { agree, mismatches, canonical })
}

fn accepted() -> Result<Accepted> {
    match std::fs::read_to_string(places::tests().join("corpus/accepted.toml")) {
        Ok(text) => toml::from_str(&text).context("accepted.toml"),
        Err(_) => Ok(Accepted::default()),
    }
}

fn value(loaded: &folder::Loaded, results: &Results<'_>, cell: &CellOf) -> Result<Datum> {
    match cell {
        CellOf::Column { table, key, column } => {
            let id = tiercel::table_of(&loaded.plan, table).with_context(|| format!("no table {table}"))?;
            let columns = &loaded.plan.table(id).columns;
            let index = columns.iter().position(|known| known.name == *column).with_context(|| format!("no column {table}[{column}]"))?;
            let row = results.find_row(id, key).with_context(|| {
                let keys: Vec<String> = (0..results.row_count(id)).take(20).map(|row| results.row_key(id, row)).collect();
                format!("no row {key} in {table}; its keys: {}", keys.join("  "))
            })?;
            Ok(results.column(tiercel::ColumnRef { table: id, column: u16::try_from(index)? }, row))
        }
        CellOf::Line { payee, period, line } => {
            let calendar = loaded.tables.calendar(&loaded.plan);
            let found = results.cells().find(|cell| {
                let key = loaded.tables.payees.keys.get(cell.payee as usize).map_or("", |key| loaded.tables.texts.get(*key));
                key == payee && loaded.plan.line(cell.line).name == *line && calendar.name(cell.period) == *period
            });
            found.map(|cell| cell.value).with_context(|| format!("no cell {payee} {period} {line}"))
        }
    }
}

fn text_of(got: &Datum) -> String {
    match got {
        Datum::Blank => String::new(),
        Datum::Number { value, .. } => value.to_string(),
        Datum::Text(text) | Datum::Key(text) => text.clone(),
        Datum::Bool(value) => value.to_string(),
        Datum::Date(date) => date.to_string(),
        Datum::Period(period) => format!("{period:?}"),
        Datum::Error(failure) => failure.code.to_string(),
    }
}

/// A figure agrees if ours, rounded half up to the digits that the source prints, is the same. A component that ends in
/// `percent` counts in percent.
fn agrees(got: &Datum, figure: &Figure) -> bool {
    let Ok(expected) = Decimal::parse_exact(&figure.amount) else { return text_of(got) == figure.amount };
    let Datum::Number { value, .. } = got else { return false };
    let hundred = Decimal::from_i64(100);
    let in_percent = figure.component.trim_end().ends_with("percent");
    let Ok(ours) = (if in_percent { value.mul(hundred).map(|rounded| rounded.value) } else { Ok(*value) }) else { return false };
    let digits = figure.amount.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let places = i32::try_from(digits).unwrap_or(0);
    tiercel::round_to_places(ours, places, tiercel::Rounding::HalfUp).is_ok_and(|ours| ours == expected)
}
