//! What must hold of every plan and its data.

use crate::What;
use conformance::random::Case;
use conformance::random::File;
use conformance::random::Stream;
use std::collections::BTreeSet;
use tiercel::{Checked, Content, History, Input, LoadOptions, Params, Request, Source, Tables, check, load, run, table_of, word};

/// What came of a case.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) canonical: String,
    pub(crate) wrong: Vec<String>,
    /// How many formulas of explanations were evaluated again.
    pub(crate) explained: usize,
    /// What slices came to.
    pub(crate) slices: crate::slices::Counts,
    /// What changes of rows came to.
    pub(crate) changes: crate::changes::Counts,
    /// The given amounts, if engine and oracle differ.
    pub(crate) differs: Option<Vec<Vec<String>>>,
}

impl Outcome {
    fn of(wrong: String) -> Outcome {
        Outcome { wrong: vec![wrong], ..Outcome::default() }
    }
}

/// Computes a case in several ways that must agree; or only by engine and oracle.
pub(crate) fn judge(case: &Case, seed: u64, what: What) -> Outcome {
    let mut wrong = Vec::new();
    let mut stream = Stream::new(seed ^ 0xA11CE);
    let tables = match loaded(&case.checked, &case.files) {
        Ok(tables) => tables,
        Err(problem) => return Outcome::of(problem),
    };
    let rows = given(case, &tables, &mut stream);
    let params = Params::default();
    let given = match history(&case.checked, &tables, &rows) {
        Ok(given) => given,
        Err(problem) => return Outcome::of(problem),
    };
    let all = Request::of_all(&given, &params);
    let canonical = match computed(&case.checked, &tables, &all) {
        Ok(text) => text,
        Err(limit) => return Outcome::of(format!("refused: {limit}")),
    };
    let mut differs = None;
    match conformance::agreement::both(&case.checked.plan, &tables, &given, &params) {
        Ok((engine, oracle)) if engine == oracle => {}
        Ok((engine, oracle)) => {
            differs = Some(rows.clone());
            wrong.push(format!("oracle:\n{}", conformance::agreement::differences(&engine, &oracle)));
        }
        Err(error) => wrong.push(format!("oracle: {error}")),
    }
    if what == What::Oracle {
        return Outcome { canonical, wrong, differs, ..Outcome::default() };
    }
    let mut expect = |what: &str, other: Result<String, String>, expected: &str| match other {
        Ok(other) if other == expected => {}
        Ok(other) => wrong.push(format!("{what}: {}", difference(expected, &other))),
        Err(error) => wrong.push(format!("{what}: {error}")),
    };
    expect("four threads", computed(&case.checked, &tables, &Request { threads: 4, ..all }), &canonical);

    let formatted = check(&[Source { name: "random.plan".into(), text: tiercel::format(&case.text()) }], &[0]);
    let again = loaded(&formatted, &case.files).and_then(|tables| computed(&formatted, &tables, &all));
    expect("formatted", if formatted.is_fine() { again } else { Err("the formatted plan has errors".into()) }, &canonical);
    let once = tiercel::format(&case.text());
    expect("formatted twice", Ok(tiercel::format(&once)), &once);

    // Rows without a key are named by their place in the file, so only cells can be compared when rows are shuffled. The
    // history names payees by their order, so they stay.
    let mut shuffled = case.files.clone();
    shuffled.iter_mut().filter(|file| file.table != "payees" && file.table != "calendar").for_each(|file| stream.shuffle(&mut file.rows));
    let other = loaded(&case.checked, &shuffled).and_then(|tables| computed(&case.checked, &tables, &all));
    if ordered(case) {
        expect("shuffled rows", other.map(|text| cells(&text)), &cells(&canonical));
    }

    let mut declarations = case.declarations.clone();
    stream.shuffle(&mut declarations[1..]);
    let moved = check(&[Source { name: "random.plan".into(), text: declarations.concat() }], &[0]);
    let other = loaded(&moved, &case.files).and_then(|tables| {
        let given = history(&moved, &tables, &rows)?;
        computed(&moved, &tables, &Request::of_all(&given, &params))
    });
    expect("declarations in another order", other, &canonical);

    let one = u32::try_from(stream.below(tables.payees.keys.len())).unwrap();
    let key = tables.texts.get(tables.payees.keys[one as usize]).to_owned();
    let asked = [one];
    let other = computed(&case.checked, &tables, &Request { payees: Some(&asked), ..all });
    expect("one payee", other.map(|text| cells_of(&text, &key)), &cells_of(&canonical, &key));
    let explained = match run(&case.checked.plan, &tables, &all) {
        Ok(results) => {
            let (said, explained) = crate::explanations::judge(case, &results, &mut stream);
            wrong.extend(said.into_iter().map(|said| format!("explanation: {said}")));
            explained
        }
        Err(_) => 0,
    };
    wrong.extend(crate::sweeps::judge(case, &rows, &mut stream));
    let (said, slices) = crate::slices::judge(case, &rows, &mut stream);
    wrong.extend(said);
    let (said, changes) = crate::changes::judge(case, &rows, &mut stream);
    wrong.extend(said);
    Outcome { canonical, wrong, explained, slices, changes, differs }
}

/// Whether equal rows can't be told apart: where a table without key has FIRST, LAST or the error of a first row, the order of
/// the file may show.
fn ordered(case: &Case) -> bool {
    case.checked.plan.tables.iter().all(|table| !table.key.is_empty() || table.name == "payees" || table.name == "calendar")
}

pub(crate) fn loaded(checked: &Checked, files: &[File]) -> Result<Tables, String> {
    let texts: Vec<(String, String)> = files.iter().map(|file| (file.table.clone(), file.csv())).collect();
    let inputs: Vec<Input<'_>> = texts
        .iter()
        .filter_map(|(name, text)| Some(Input { table: table_of(&checked.plan, name)?, name, content: Content::Csv(text.as_bytes()) }))
        .collect();
    load(&checked.plan, &inputs, &LoadOptions::default()).map_err(|problems| {
        let shown =
            problems.shown().iter().map(|problem| format!("{} {:?} {:?} {}", problem.file, problem.row, problem.column, problem.code));
        format!("data refused: {}", shown.collect::<Vec<_>>().join("; "))
    })
}

fn computed(checked: &Checked, tables: &Tables, request: &Request<'_>) -> Result<String, String> {
    let results = run(&checked.plan, tables, request).map_err(|limit| word(limit.code, &limit.args, tiercel::Language::English).message)?;
    let mut text = String::new();
    results.write_canonical(&mut text).unwrap();
    Ok(text)
}

/// Given amounts of some lines in the first period.
fn given(case: &Case, tables: &Tables, stream: &mut Stream) -> Vec<Vec<String>> {
    let plan = &case.checked.plan;
    if !stream.chance(35) || case.lines.is_empty() {
        return Vec::new();
    }
    let calendar = tables.calendar(plan);
    let Some(period) = calendar.period_of(plan.units[0].effective.0, plan.time.grain) else { return Vec::new() };
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    for _ in 0..=stream.below(4) {
        let line = stream.pick(&case.lines).unwrap();
        let payee = stream.below(tables.payees.keys.len());
        if !line.each && seen.insert((line.name.clone(), payee)) {
            let payee = tables.texts.get(tables.payees.keys[payee]).to_owned();
            rows.push(vec![payee, calendar.name(period), line.name.clone(), stream.one(&["0", "12.34", "1", "-5", "100"]).to_owned()]);
        }
    }
    rows
}

pub(crate) fn history(checked: &Checked, tables: &Tables, rows: &[Vec<String>]) -> Result<History, String> {
    let heading = ["Payee", "Period", "Line", "Value"].map(str::to_owned).into();
    let content = Content::Rows { heading, rows: rows.to_vec() };
    tiercel::load_history(&checked.plan, tables, "history.csv", &content)
        .map_err(|problems| format!("history refused: {:?}", problems.shown().first().map(|problem| problem.code)))
}

fn is_cell(line: &str) -> bool {
    line.split('\t').count() == 5
}

fn cells(canonical: &str) -> String {
    canonical.lines().filter(|line| is_cell(line)).fold(String::new(), |text, line| text + line + "\n")
}

fn cells_of(canonical: &str, payee: &str) -> String {
    let mine = |line: &&str| is_cell(line) && line.split('\t').next() == Some(payee);
    canonical.lines().filter(mine).fold(String::new(), |text, line| text + line + "\n")
}

/// The first line that differs.
fn difference(expected: &str, got: &str) -> String {
    let (expected, got): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), got.lines().collect());
    let at = expected.iter().zip(&got).position(|(a, b)| a != b).unwrap_or(expected.len().min(got.len()));
    format!("line {}: `{}` became `{}`", at + 1, expected.get(at).unwrap_or(&""), got.get(at).unwrap_or(&""))
}
