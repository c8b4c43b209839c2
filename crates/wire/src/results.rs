//! Results, statements, examples and manifests.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tiercel::{
    Datum, Decimal, ExampleOutcome, LineId, LineKind, OriginPlace, Period, Plan, Results, ShownCells, Source, Statement, Tables,
};

/// The results of a run.
#[derive(Clone, Debug, Serialize)]
pub struct RunResults {
    /// Values of lines, in canonical order.
    pub cells: Vec<CellResult>,
    /// Values of calculated columns, in canonical order.
    pub rows: Vec<RowResult>,
    /// Cells in error, with where the error began.
    pub errors: Vec<ErrorResult>,
    /// SHA-256 of the canonical form.
    pub digest: String,
}

/// A line's value.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CellResult {
    /// The payee's key.
    pub payee: String,
    /// The period.
    pub period: String,
    /// The line.
    pub line: String,
    /// The currency's code; empty for what is no amount.
    pub currency: String,
    /// Canonical text.
    pub value: String,
}

/// A calculated column's value.
#[derive(Clone, Debug, Serialize)]
pub struct RowResult {
    /// The table.
    pub table: String,
    /// The row's key.
    pub key: String,
    /// The column.
    pub column: String,
    /// Canonical text.
    pub value: String,
}

/// A cell in error.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ErrorResult {
    /// The payee's key.
    pub payee: String,
    /// The period.
    pub period: String,
    /// The line.
    pub line: String,
    /// The error.
    pub error: String,
    /// Where it began: `ana 2026-03` or `Deals(D1)`.
    pub began: String,
    /// The part of the formula.
    pub formula: String,
}

/// The results of a run in the JSON shape. The canonical text gives cells and rows, so that both are the same by making.
pub fn run_results(plan: &Plan, tables: &Tables, results: &Results<'_>) -> RunResults {
    let mut text = String::new();
    // Writing to a string can't fail.
    let _ = results.write_canonical(&mut text);
    let (mut cells, mut rows) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let mut fields = line.split('\t').map(str::to_owned);
        let mut next = || fields.next().unwrap_or_default();
        let (a, b, c, d) = (next(), next(), next(), next());
        match fields.next() {
            Some(value) => cells.push(CellResult { payee: a, period: b, line: c, currency: d, value }),
            None => rows.push(RowResult { table: a, key: b, column: c, value: d }),
        }
    }
    RunResults { cells, rows, errors: run_errors(plan, tables, results), digest: results.digest() }
}

/// Where a cell stands: payee, period, line.
pub type CellPlace = (u32, Period, LineId);

/// What is told of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The values of all; where they stand is to be asked for.
    All,
    /// The values of all, which stand where those before stood.
    Values,
    /// What is not as it was before: of each cell its number, a tab and the value.
    Changes,
}

/// The cells of a run alone, without the calculated columns, which may be many times as much, and without the digest over all:
/// canonical texts, each behind a line feed; of those alone that are not as they were `before`, where that can be told.
pub fn run_cells(results: &Results<'_>, before: Option<&ShownCells>) -> (ShownCells, String, Told) {
    let mut text = String::new();
    if let Some((shown, changed)) = before.and_then(|before| results.shown_again(before)) {
        for number in changed {
            let Some((payee, period, line)) = shown.cells().get(number) else { continue };
            text.push('\n');
            Decimal::from_i64(i64::try_from(number).unwrap_or(i64::MAX)).write(&mut text);
            text.push('\t');
            results.write_cell(*line, *payee, *period, &mut text);
        }
        return (shown, text, Told::Changes);
    }
    let shown = results.shown();
    for (payee, period, line) in shown.cells() {
        text.push('\n');
        results.write_cell(*line, *payee, *period, &mut text);
    }
    let told = if before.is_some_and(|before| before.cells() == shown.cells()) { Told::Values } else { Told::All };
    (shown, text, told)
}

/// What the numbers of cells stand for, each name once.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CellNames {
    /// The payees' keys.
    pub payees: Vec<String>,
    /// The periods.
    pub periods: Vec<String>,
    /// The lines.
    pub lines: Vec<String>,
    /// The currency's code of each line; empty for what is no amount.
    pub currencies: Vec<String>,
}

/// Cells in words, without their values: names, and for each cell the numbers of its payee, its period and its line among them.
pub fn cells_at(plan: &Plan, tables: &Tables, places: &[CellPlace]) -> (CellNames, Vec<u32>) {
    let calendar = tables.calendar(plan);
    let mut names = CellNames::default();
    for line in &plan.lines {
        names.lines.push(line.name.clone());
        names.currencies.push(line.ty.currency().map_or_else(String::new, |unit| plan.currencies.code(unit).to_owned()));
    }
    let (mut last, mut periods) = (None, BTreeMap::new());
    let mut numbers = Vec::with_capacity(places.len() * 3);
    for (payee, period, line) in places {
        // The cells of a payee stand together.
        if last != Some(*payee) {
            last = Some(*payee);
            names.payees.push(tables.payees.keys.get(*payee as usize).map_or_else(String::new, |key| tables.texts.get(*key).to_owned()));
        }
        let next = number(periods.len());
        let at = *periods.entry((period.grain, period.ordinal)).or_insert_with(|| {
            names.periods.push(calendar.name(*period));
            next
        });
        numbers.extend([number(names.payees.len()) - 1, at, line.0]);
    }
    (names, numbers)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The cells of a run that are in error.
pub fn run_errors(plan: &Plan, tables: &Tables, results: &Results<'_>) -> Vec<ErrorResult> {
    let calendar = tables.calendar(plan);
    let name = |payee: u32| tables.payees.keys.get(payee as usize).map_or_else(String::new, |key| tables.texts.get(*key).to_owned());
    let errors = results.errors().filter_map(|cell| {
        let Datum::Error(failure) = cell.value else { return None };
        let began = match failure.origin.place {
            OriginPlace::Cell(payee, period) => format!("{} {}", name(payee), calendar.name(period)),
            OriginPlace::Row(table, row) => format!("{}({})", plan.table(table).name, results.row_key(table, row)),
            OriginPlace::Nowhere => String::new(),
        };
        Some(ErrorResult {
            payee: name(cell.payee),
            period: calendar.name(cell.period),
            line: plan.line(cell.line).name.clone(),
            error: failure.code.to_string(),
            began,
            formula: plan.text(failure.origin.span).split_whitespace().collect::<Vec<_>>().join(" "),
        })
    });
    errors.collect()
}

/// A statement.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StatementDocument {
    /// The payee's key.
    pub payee: String,
    /// The payee's name.
    pub name: String,
    /// The period.
    pub period: String,
    /// Its first day.
    pub from: String,
    /// Its last day.
    pub to: String,
    /// One part per plan.
    pub plans: Vec<PlanPart>,
}

/// One plan's part of a statement.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PlanPart {
    /// The plan's name.
    pub plan: String,
    /// Its currency.
    pub currency: String,
    /// Its lines.
    pub lines: Vec<LineStatement>,
    /// What is paid.
    pub payable: String,
    /// What is earned, where the plan says so.
    pub earned: Option<String>,
}

/// A line of a statement.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LineStatement {
    /// The line's name in the plan.
    pub line: String,
    /// What it is called.
    pub label: String,
    /// `pay`, `earn` or `plain`.
    #[cfg_attr(test, ts(type = "'pay' | 'earn' | 'plain'"))]
    pub kind: &'static str,
    /// Its value as a person reads it.
    pub value: String,
    /// The same with every digit.
    pub exact: String,
    /// The currency of an amount.
    pub currency: Option<String>,
    /// Whether the value is an error.
    pub failed: bool,
    /// Whether the value stands as the full run had it: the data is a slice, and the line needs others' figures.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub held: bool,
    /// The comment above the line.
    pub note: String,
}

/// A statement in the JSON shape.
pub fn statement_document(statement: &Statement) -> StatementDocument {
    let line = |line: &tiercel::StatementLine| LineStatement {
        line: line.name.clone(),
        label: line.label.clone(),
        kind: match line.kind {
            LineKind::Pay => "pay",
            LineKind::Earn => "earn",
            LineKind::Plain | LineKind::Total => "plain",
        },
        value: line.value.text.clone(),
        exact: line.exact.text.clone(),
        currency: line.value.currency.clone(),
        failed: line.failed,
        held: line.held,
        note: line.doc.clone(),
    };
    let part = |part: &tiercel::PlanStatement| PlanPart {
        plan: part.plan.clone(),
        currency: part.currency.clone(),
        lines: part.lines.iter().map(line).collect(),
        payable: part.payable.text.clone(),
        earned: part.earned.as_ref().map(|earned| earned.text.clone()),
    };
    StatementDocument {
        payee: statement.payee.clone(),
        name: statement.name.clone(),
        period: statement.period.clone(),
        from: statement.days.0.clone(),
        to: statement.days.1.clone(),
        plans: statement.plans.iter().map(part).collect(),
    }
}

/// What came of an example block.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExampleReport {
    /// Its title.
    pub name: String,
    /// The file.
    pub file: String,
    /// The line of its title, from 1.
    pub line: usize,
    /// Whether all came out as expected.
    pub passed: bool,
    /// Each `expect`.
    pub expectations: Vec<ExpectationReport>,
    /// What is wrong with its rows.
    pub problems: Vec<String>,
}

/// What came of an `expect`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExpectationReport {
    /// The line, from 1.
    pub line: usize,
    /// As it is written.
    pub text: String,
    /// Whether it came out.
    pub passed: bool,
    /// What was expected.
    pub expected: String,
    /// What came out.
    pub got: String,
}

/// A row of tiers or of a decision table, or a branch, that no example touches.
#[derive(Clone, Debug, Serialize)]
pub struct UntouchedReport {
    /// `tier-row`, `rate-row` or `branch`.
    pub kind: &'static str,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// As it is written.
    pub text: String,
}

/// What `tiercel test` says.
#[derive(Clone, Debug, Serialize)]
pub struct TestReport {
    /// The examples that were run.
    pub examples: Vec<ExampleReport>,
    /// What no example touches; nothing if only some were run.
    pub untouched: Vec<UntouchedReport>,
}

/// What no example touches, in the JSON shape.
pub fn untouched_report(sources: &[Source], untouched: &[tiercel::Untouched]) -> Vec<UntouchedReport> {
    let report = |one: &tiercel::Untouched| {
        let source = sources.get(usize::from(one.span.file));
        let text = source.map_or("", |source| source.text.as_str());
        UntouchedReport {
            kind: crate::coverage::kind_of(one.kind),
            file: source.map_or_else(String::new, |source| source.name.clone()),
            line: text.get(..one.span.start as usize).unwrap_or("").matches('\n').count() + 1,
            text: text.get(one.span.start as usize..one.span.end as usize).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" "),
        }
    };
    untouched.iter().map(report).collect()
}

/// An example's outcome in the JSON shape.
pub fn example_report(sources: &[Source], outcome: &ExampleOutcome, language: tiercel::Language) -> ExampleReport {
    let text_of = |file: u16| sources.get(usize::from(file)).map_or("", |source| source.text.as_str());
    let line = |span: tiercel::Span| text_of(span.file).get(..span.start as usize).unwrap_or("").matches('\n').count() + 1;
    let problems = outcome.problems.iter().flat_map(|problems| problems.shown());
    let mut said: Vec<String> = problems
        .map(|problem| {
            let message = crate::problem(problem, language);
            format!("{} {}: {}", message.file, message.column.unwrap_or_default(), message.message)
        })
        .collect();
    said.extend(outcome.limit.iter().map(|limit| tiercel::word(limit.code, &limit.args, language).message));
    ExampleReport {
        name: outcome.name.clone(),
        file: sources.get(usize::from(outcome.span.file)).map_or_else(String::new, |source| source.name.clone()),
        line: line(outcome.span),
        passed: outcome.passed(),
        expectations: outcome
            .expectations
            .iter()
            .map(|expectation| ExpectationReport {
                line: line(expectation.span),
                text: text_of(expectation.span.file)
                    .get(expectation.span.start as usize..expectation.span.end as usize)
                    .unwrap_or("")
                    .trim()
                    .to_owned(),
                passed: expectation.passed,
                expected: expectation.expected.clone(),
                got: expectation.got.clone(),
            })
            .collect(),
        problems: said,
    }
}

/// What went into a run and what came out, so that it can be run again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The program's version.
    pub engine: String,
    /// The plans of the run, as paths seen from the manifest's folder.
    pub plans: Vec<FileEntry>,
    /// The data files.
    pub data: Vec<FileEntry>,
    /// The history file.
    pub history: Option<FileEntry>,
    /// First and last period asked for.
    pub periods: Option<(String, String)>,
    /// The payees whose results were asked for; all if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub payees: Vec<String>,
    /// Params set for the run: name and value.
    pub params: Vec<(String, String)>,
    /// The example of how numbers are written, where one was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub numbers: Option<String>,
    /// Bare numbers in percent columns were percent points.
    #[serde(default)]
    pub percent_points: bool,
    /// SHA-256 of all the plans' texts.
    pub plan_digest: String,
    /// SHA-256 of the results' canonical form.
    pub results_digest: String,
}

/// A file of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// The path, seen from the manifest's folder where it can be.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Rows of a data file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rows: Option<u32>,
}

/// What a restatement finds.
#[derive(Clone, Debug, Serialize)]
pub struct RestatementReport {
    /// Closed cells that come out differently.
    pub cells: Vec<RestatedEntry>,
    /// What the open period books.
    pub adjustments: Vec<AdjustmentEntry>,
}

/// A closed cell that comes out differently.
#[derive(Clone, Debug, Serialize)]
pub struct RestatedEntry {
    /// The payee's key.
    pub payee: String,
    /// The period.
    pub period: String,
    /// The line.
    pub line: String,
    /// What history gives.
    pub booked: String,
    /// The same with the other sign.
    pub reversed: String,
    /// What it is now; none if it is in error.
    pub rebooked: Option<String>,
    /// What of the adjustment belongs to this cell.
    pub correction: String,
}

/// What the open period books for a payee and line.
#[derive(Clone, Debug, Serialize)]
pub struct AdjustmentEntry {
    /// The payee's key.
    pub payee: String,
    /// The line.
    pub line: String,
    /// The total of closed and open periods without the restatement.
    pub without: String,
    /// The total with it.
    pub with: String,
    /// The difference, which is booked.
    pub amount: String,
    /// The error, where a cell is in error and nothing can be booked.
    pub error: Option<String>,
}

/// A restatement in the JSON shape.
pub fn restatement_report(plan: &Plan, tables: &Tables, restatement: &tiercel::Restatement) -> RestatementReport {
    let calendar = tables.calendar(plan);
    let name = |payee: u32| tables.payees.keys.get(payee as usize).map_or_else(String::new, |key| tables.texts.get(*key).to_owned());
    let cell = |cell: &tiercel::RestatedCell| RestatedEntry {
        payee: name(cell.payee),
        period: calendar.name(cell.period),
        line: plan.line(cell.line).name.clone(),
        booked: cell.booked.to_string(),
        reversed: cell.reversed.to_string(),
        rebooked: cell.rebooked.map(|value| value.to_string()),
        correction: cell.correction.to_string(),
    };
    let adjustment = |adjustment: &tiercel::Adjustment| AdjustmentEntry {
        payee: name(adjustment.payee),
        line: plan.line(adjustment.line).name.clone(),
        without: adjustment.without.to_string(),
        with: adjustment.with.to_string(),
        amount: adjustment.amount.to_string(),
        error: adjustment.failure.map(|failure| failure.code.to_string()),
    };
    RestatementReport {
        cells: restatement.cells.iter().map(cell).collect(),
        adjustments: restatement.adjustments.iter().map(adjustment).collect(),
    }
}
