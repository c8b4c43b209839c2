//! Data files, params and history of a run.

use crate::args::DataArgs;
use crate::files::{self, DataBytes, Folder};
use crate::outcome::Outcome;
use crate::output::Output;
use crate::render;
use crate::sources::{self, Plans};
use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;
use std::time::Duration;
use tiercel::{
    Content, History, Input, LoadOptions, Locale, Params, Period, Plan, Problems, STAND_INS, SliceRest, Tables, load, load_history,
    load_sliced, parse_params, table_of,
};
use tiercel_wire::{SliceMessage, slice_of};

/// Everything that a run needs.
pub(crate) struct Loaded {
    pub(crate) plans: Plans,
    pub(crate) tables: Tables,
    pub(crate) history: History,
    pub(crate) params: Params,
    /// Params as they were given.
    pub(crate) set: Vec<(String, String)>,
    pub(crate) periods: Option<(Period, Period)>,
    pub(crate) files: Vec<DataFile>,
    pub(crate) history_file: Option<DataFile>,
}

/// A data file that was read.
pub(crate) struct DataFile {
    pub(crate) bytes: DataBytes,
    pub(crate) rows: Option<u32>,
}

/// Reads plans and data. What is wrong is printed; the outcome is then the command's.
pub(crate) fn read(args: &DataArgs, output: &Output) -> Result<Result<Loaded, Outcome>> {
    let plans = sources::read(&args.plans)?;
    // With --json standard output is for the results; warnings would spoil it.
    let warnings_only = plans.checked.is_fine();
    if !(plans.checked.diagnostics.is_empty() || output.json && warnings_only) {
        render::diagnostics(&plans, output)?;
    }
    if !plans.checked.is_fine() {
        return Ok(Err(Outcome::Diagnostics));
    }
    let plan = &plans.checked.plan;
    let progress = progress(output.say("reading data", "读取数据"));
    let Folder { files, parts } = match files::folder(plan, &args.data)? {
        Ok(folder) => folder,
        Err(reason) => {
            progress.finish_and_clear();
            output.complain(&tiercel::word("data-xlsx", &[("reason", reason)], output.language).message);
            return Ok(Err(Outcome::DataRefused));
        }
    };
    let inputs: Vec<Input<'_>> = parts.iter().filter_map(|part| part.input(&files)).collect();
    let sliced = match slice(plan, &args.data)? {
        Ok(sliced) => sliced,
        Err(reason) => bail!("{}", tiercel::word("data-slice-plan", &[("found", reason)], output.language).message),
    };
    let options = LoadOptions { locale: locale(args.numbers.as_deref())?, percent_points: args.percent_points };
    let mut set = settings(&args.params)?;
    let loaded = match &sliced {
        Some(rest) => {
            let named: Vec<&String> = set.iter().map(|(name, _)| name).collect();
            let own: Vec<_> = rest.params.iter().filter(|(name, _)| !named.contains(&name)).cloned().collect();
            set.extend(own);
            load_slice(plan, inputs, rest)
        }
        None => load(plan, &inputs, &options),
    };
    progress.finish_and_clear();
    let refused = |problems: &Problems| -> Result<Result<Loaded, Outcome>> {
        render::problems(problems, output)?;
        Ok(Err(Outcome::DataRefused))
    };
    let tables = match loaded {
        Ok(tables) => tables,
        Err(problems) => return refused(&problems),
    };
    let params = match parse_params(plan, &set) {
        Ok(params) => params,
        Err(problems) => return refused(&problems),
    };
    let (mut history, mut history_file) = (History::default(), None);
    if let Some(rest) = sliced.as_ref().filter(|rest| !rest.history.is_empty()) {
        match load_history(plan, &tables, SLICE, &rows(&HISTORY, &rest.history)) {
            Ok(given) => history = given,
            Err(problems) => return refused(&problems),
        }
    }
    if let Some(path) = &args.history {
        let file = DataBytes::open(path.clone())?;
        match load_history(plan, &tables, &path.to_string_lossy(), &Content::Csv(file.bytes())) {
            Ok(given) => history = given,
            Err(problems) => return refused(&problems),
        }
        history_file = Some(DataFile { bytes: file, rows: None });
    }
    let periods = periods(plan, &tables, args)?;
    let counted = |no: usize| {
        let tables = parts.iter().filter(|part| part.file == no).filter_map(|part| tables.tables.get(part.table.index()));
        u32::try_from(tables.map(|table| table.rows).sum::<usize>()).ok()
    };
    let rows: Vec<Option<u32>> = (0..files.len()).map(counted).collect();
    let files: Vec<DataFile> = files.into_iter().zip(rows).map(|(bytes, rows)| DataFile { bytes, rows }).collect();
    files.iter().chain(&history_file).try_for_each(|file| file.bytes.unchanged())?;
    Ok(Ok(Loaded { plans, tables, history, params, set, periods, files, history_file }))
}

/// The file of a data folder that is a slice.
pub(crate) const SLICE: &str = "slice.json";
const HISTORY: [&str; 5] = ["Payee", "Period", "Line", "Value", "Plan"];

/// What a slice has besides the rows; the payee's key where it belongs to another plan.
fn slice(plan: &Plan, folder: &Path) -> Result<Result<Option<SliceRest>, String>> {
    let path = folder.join(SLICE);
    if !path.is_file() {
        return Ok(Ok(None));
    }
    let text = std::fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))?;
    let message: SliceMessage = serde_json::from_str(&text).with_context(|| format!("{} is no slice", path.display()))?;
    let payee = message.payee.clone();
    Ok(slice_of(plan, message).map(|slice| Some(slice.rest)).ok_or(payee))
}

fn rows<'t>(heading: &[&str], rows: &[Vec<String>]) -> Content<'t> {
    Content::Rows { heading: heading.iter().map(|name| (*name).to_owned()).collect(), rows: rows.to_vec() }
}

/// Loads a slice: the files of its folder and the stand-ins.
fn load_slice(plan: &Plan, mut inputs: Vec<Input<'_>>, rest: &SliceRest) -> Result<Tables, Problems> {
    for table in &rest.stand_ins {
        let heading: Vec<&str> = table.heading.iter().map(String::as_str).collect();
        let content = rows(&heading, &table.rows);
        inputs.extend(table_of(plan, &table.table).map(|table| Input { table, name: STAND_INS, content }));
    }
    load_sliced(plan, &inputs, rest)
}

/// How numbers are written, from an example that has both signs: `1,234.50`.
pub(crate) fn locale(example: Option<&str>) -> Result<Option<Locale>> {
    let Some(example) = example else { return Ok(None) };
    match Locale::of_example(example) {
        Some(locale) => Ok(Some(locale)),
        None => bail!("--numbers wants an example with a sign between thousands and a decimal sign, such as 1,234.50"),
    }
}

fn settings(params: &[String]) -> Result<Vec<(String, String)>> {
    let mut set = Vec::new();
    for param in params {
        let Some((name, value)) = param.split_once('=') else { bail!("--param wants NAME=VALUE, not {param}") };
        set.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    Ok(set)
}

/// First and last period asked for.
fn periods(plan: &Plan, tables: &Tables, args: &DataArgs) -> Result<Option<(Period, Period)>> {
    let calendar = tables.calendar(plan);
    let grain = plan.time.grain;
    let example = plan.units.first().and_then(|unit| calendar.period_of(unit.effective.0, grain)).map_or(0, |period| period.ordinal);
    let parse = |text: &String| {
        // A coarser period stands for all of the plan's periods in it.
        let whole = |period| {
            let (first, last) = calendar.parts(period, grain);
            (Period { grain, ordinal: first }, Period { grain, ordinal: last })
        };
        let own = calendar.parse(text, grain).map(|period| (period, period));
        own.or_else(|| calendar.parse_any(text).filter(|period| period.grain > grain).map(whole)).with_context(|| {
            format!("{text} is no period of this plan; periods are written as {}", calendar.name(Period { grain, ordinal: example }))
        })
    };
    let units = plan.units.iter();
    let whole = units.map(|unit| unit.effective).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let ends = whole.and_then(|(from, to)| Some((calendar.period_of(from, grain)?, calendar.period_of(to, grain)?)));
    let asked = match (&args.period, &args.from, &args.to) {
        (None, None, None) => return Ok(None),
        (Some(period), _, _) => parse(period)?,
        (None, from, to) => {
            let first = from.as_ref().map(parse).transpose()?.map(|(first, _)| first).or(ends.map(|(first, _)| first));
            let last = to.as_ref().map(parse).transpose()?.map(|(_, last)| last).or(ends.map(|(_, last)| last));
            let (Some(first), Some(last)) = (first, last) else { bail!("the plan has no such periods") };
            if first.ordinal > last.ordinal {
                bail!("--from is later than --to");
            }
            (first, last)
        }
    };
    if let Some((start, end)) = ends
        && (asked.1.ordinal < start.ordinal || asked.0.ordinal > end.ordinal)
    {
        let text = args.period.as_ref().or(args.from.as_ref()).or(args.to.as_ref()).map_or("", String::as_str);
        bail!("{text} lies outside the periods of the plans, {} .. {}", calendar.name(start), calendar.name(end));
    }
    Ok(Some(asked))
}

/// A sign of life that shows itself after a second, on a terminal only.
pub(crate) fn progress(message: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message(message.to_owned());
    bar.enable_steady_tick(Duration::from_secs(1));
    bar
}

/// The index of a payee by key.
pub(crate) fn payee(tables: &Tables, name: &str) -> Result<u32> {
    let at = tables.payees.keys.iter().position(|key| tables.texts.get(*key) == name);
    at.and_then(|at| u32::try_from(at).ok()).with_context(|| {
        let known = tables.payees.keys.iter().map(|key| tables.texts.get(*key));
        match tiercel::nearest(name, known) {
            Some(near) => format!("there is no payee {name}; did you mean {near}?"),
            None => format!("there is no payee {name}"),
        }
    })
}
