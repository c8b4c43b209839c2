//! `tiercel run`: a company's periods from its files.

use crate::args::{Format, RunArgs};
use crate::data::{self, Loaded, payee, progress};
use crate::outcome::Outcome;
use crate::output::{Output, write_file, write_file_with};
use crate::page;
use crate::results_parquet;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::io::Write as _;
use std::path::Path;
use tiercel::{Datum, LineKind, LineTotal, Plan, Request, Results, run as compute, shown, statement, word, write_sheet};
use tiercel_wire::{FileEntry, Manifest, RunResults, run_errors, run_results, statement_document};

pub(crate) fn run(args: &RunArgs, output: &Output) -> Result<Outcome> {
    let loaded = match data::read(&args.data, output)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let payees = args.payee.iter().map(|name| payee(&loaded.tables, name)).collect::<Result<Vec<u32>>>()?;
    let request = Request {
        periods: loaded.periods,
        payees: if payees.is_empty() { None } else { Some(&payees) },
        history: &loaded.history,
        params: &loaded.params,
        threads: args.data.threads,
    };
    let plan = &loaded.plans.checked.plan;
    let bar = progress(output.say("computing", "计算中"));
    let computed = compute(plan, &loaded.tables, &request);
    bar.finish_and_clear();
    let results = match computed {
        Ok(results) => results,
        Err(limit) => {
            output.complain(&word(limit.code, &limit.args, output.language).message);
            return Ok(Outcome::DataRefused);
        }
    };
    for note in loaded.tables.notes.iter().chain(results.notes()) {
        output.note(&tiercel_wire::note(note, output.language));
    }
    if let Some(folder) = &args.out {
        write(folder, args, &loaded, &results, output)?;
    }
    if let Some(path) = &args.sheet {
        write_file_with(path, |file| write_sheet(plan, &loaded.tables, &results, |text| file.write_all(text.as_bytes())))?;
    }
    if output.json {
        output.json(&run_results(plan, &loaded.tables, &results))?;
    } else {
        let digest = (args.sheet.is_none() || args.out.is_some()).then(|| results.digest());
        output.print(&summary(plan, &loaded, &results, digest.as_deref(), output));
        for error in &run_errors(plan, &loaded.tables, &results) {
            output.note(&format!(
                "{} {} {}: {} ({} {}: {})",
                error.payee,
                error.period,
                error.line,
                error.error,
                output.say("began at", "起于"),
                error.began,
                error.formula
            ));
        }
    }
    let failed = results.errors().any(|cell| matches!(plan.line(cell.line).kind, LineKind::Pay | LineKind::Earn));
    // The process ends here; giving back gigabytes piece by piece would only keep the user waiting.
    std::mem::forget(results);
    std::mem::forget(loaded);
    Ok(if failed { Outcome::ErrorValue } else { Outcome::Fine })
}

/// The sum of each pay and earn line, the number of payees it is not 0 for, and the digest if it was made.
fn summary(plan: &Plan, loaded: &Loaded, results: &Results<'_>, digest: Option<&str>, output: &Output) -> String {
    let calendar = loaded.tables.calendar(plan);
    let mut rows: Vec<[String; 5]> = Vec::new();
    for (id, line) in (0..).map(tiercel::LineId).zip(&plan.lines) {
        if !matches!(line.kind, LineKind::Pay | LineKind::Earn) {
            continue;
        }
        let LineTotal { sum, payees, errors } = results.total(id);
        let total = sum.total().map_or_else(
            |_| "#NUM!".to_owned(),
            |total| shown(plan, &calendar, line.ty, &Datum::Number { value: total.value, inexact: false }).text,
        );
        let errors = if errors == 0 { String::new() } else { format!("{errors} {}", output.say("in error", "个错误")) };
        let label = line.label.clone().unwrap_or_else(|| line.name.clone());
        rows.push([plan.unit(line.unit).name.clone(), label, total, payees.to_string(), errors]);
    }
    let heading = [("plan", "方案"), ("line", "项目"), ("total", "合计"), ("payees", "人数"), ("", "")];
    rows.insert(0, heading.map(|(english, chinese)| output.say(english, chinese).to_owned()));
    let mut text = page::table(&rows, &[false, false, true, true, false]);
    let periods = results.periods();
    if let (Some(first), Some(last)) = (periods.first(), periods.last()) {
        let range = if first == last { calendar.name(*first) } else { format!("{} .. {}", calendar.name(*first), calendar.name(*last)) };
        // Writing to a string can't fail.
        let _ = writeln!(text, "\n{} {range}", output.say("periods", "期间"));
    }
    if let Some(digest) = digest {
        let _ = writeln!(text, "{} {digest}", output.say("digest", "摘要"));
    }
    text
}

/// Columns of the files of results.
const CELLS: [&str; 5] = ["Payee", "Period", "Line", "Currency", "Value"];
const ROWS: [&str; 4] = ["Table", "Key", "Column", "Value"];

fn cells(results: &RunResults) -> impl Iterator<Item = [&String; 5]> {
    results.cells.iter().map(|cell| [&cell.payee, &cell.period, &cell.line, &cell.currency, &cell.value])
}

fn rows(results: &RunResults) -> impl Iterator<Item = [&String; 4]> {
    results.rows.iter().map(|row| [&row.table, &row.key, &row.column, &row.value])
}

/// Results, statements and the manifest. The manifest comes last: a folder with one is complete.
fn write(folder: &Path, args: &RunArgs, loaded: &Loaded, results: &Results<'_>, output: &Output) -> Result<()> {
    let plan = &loaded.plans.checked.plan;
    let statements = folder.join("statements");
    std::fs::create_dir_all(&statements).with_context(|| format!("{} can't be made", statements.display()))?;
    let json = run_results(plan, &loaded.tables, results);
    match args.format {
        Format::Json => write_file(&folder.join("results.json"), serde_json::to_string_pretty(&json)?.as_bytes())?,
        Format::Csv => {
            write_file(&folder.join("cells.csv"), page::csv(CELLS, cells(&json)).as_bytes())?;
            write_file(&folder.join("rows.csv"), page::csv(ROWS, rows(&json)).as_bytes())?;
        }
        Format::Parquet => {
            write_file(&folder.join("cells.parquet"), &results_parquet::file(CELLS, &cells(&json).collect::<Vec<_>>())?)?;
            write_file(&folder.join("rows.parquet"), &results_parquet::file(ROWS, &rows(&json).collect::<Vec<_>>())?)?;
        }
    }
    for payee in 0..u32::try_from(loaded.tables.payees.keys.len()).unwrap_or(u32::MAX) {
        if !args.payee.is_empty() && !args.payee.iter().any(|name| data::payee(&loaded.tables, name).is_ok_and(|index| index == payee)) {
            continue;
        }
        for period in results.periods() {
            let one = statement(plan, &loaded.tables, results, payee, *period);
            if one.plans.is_empty() {
                continue;
            }
            let document = statement_document(&one);
            let name = format!("{}-{}", page::file_name(&document.payee), page::file_name(&document.period));
            write_file(&statements.join(format!("{name}.txt")), page::statement_text(&document, output).as_bytes())?;
        }
    }
    let manifest = manifest(folder, loaded, results, args)?;
    write_file(&folder.join("manifest.json"), serde_json::to_string_pretty(&manifest)?.as_bytes())
}

fn manifest(folder: &Path, loaded: &Loaded, results: &Results<'_>, args: &RunArgs) -> Result<Manifest> {
    let plan = &loaded.plans.checked.plan;
    let calendar = loaded.tables.calendar(plan);
    let digests = tiercel::digests(plan, &loaded.tables, &loaded.params, &loaded.history, results);
    let seen = |path: &Path| page::seen_from(folder, path);
    let entry = |file: &data::DataFile| -> Result<FileEntry> {
        Ok(FileEntry { path: seen(&file.bytes.path), sha256: file.bytes.sha256()?, rows: file.rows })
    };
    let plan_entry = |path: &std::path::PathBuf| -> Result<FileEntry> {
        let text = crate::sources::text_of(path)?;
        Ok(FileEntry { path: seen(path), sha256: tiercel::sha256(text.as_bytes()), rows: None })
    };
    Ok(Manifest {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        plans: args.data.plans.iter().map(plan_entry).collect::<Result<_>>()?,
        data: loaded.files.iter().map(entry).collect::<Result<_>>()?,
        history: loaded.history_file.as_ref().map(entry).transpose()?,
        periods: loaded.periods.map(|(first, last)| (calendar.name(first), calendar.name(last))),
        payees: args.payee.clone(),
        params: loaded.set.clone(),
        numbers: args.data.numbers.clone(),
        percent_points: args.data.percent_points,
        plan_digest: digests.plan,
        results_digest: digests.results,
    })
}
