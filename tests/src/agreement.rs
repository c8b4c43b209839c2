//! The engine and the oracle give the same bytes.

use crate::places::root;
use crate::{corpus, folder};
use anyhow::{Result, anyhow};
use std::path::{Path, PathBuf};
use tiercel::{History, Language, Params, Plan, Request, Source, Tables, check, run, word};
use tiercel_data::load_example;

/// Runs both; how many lines they agree on.
///
/// # Errors
/// What differs, a run that is refused, or an oracle that fails.
pub fn compare(plan: &Plan, tables: &Tables, history: &History, params: &Params) -> Result<usize> {
    let (engine, oracle) = both(plan, tables, history, params)?;
    if engine == oracle { Ok(engine.lines().count()) } else { Err(anyhow!("{}", differences(&engine, &oracle))) }
}

/// The canonical texts of the engine and of the oracle.
///
/// # Errors
/// A run that is refused, or an oracle that fails.
pub fn both(plan: &Plan, tables: &Tables, history: &History, params: &Params) -> Result<(String, String)> {
    let results = run(plan, tables, &Request::of_all(history, params))
        .map_err(|limit| anyhow!("refused: {}", word(limit.code, &limit.args, Language::English).message))?;
    let mut engine = String::new();
    results.write_canonical(&mut engine)?;
    let request = oracle::Request { periods: None, payees: None, history, params };
    let oracle = oracle::run(plan, tables, &request).map_err(|said| anyhow!("{said}"))?;
    Ok((engine, oracle))
}

/// Lines that only one of them has, the first few.
pub fn differences(engine: &str, oracle: &str) -> String {
    const SHOWN: usize = 6;
    let side = |name: &str, has: &str, other: &str| -> Vec<String> {
        let other: std::collections::BTreeSet<&str> = other.lines().collect();
        has.lines().filter(|line| !other.contains(line)).take(SHOWN).map(|line| format!("  {name} {line}")).collect()
    };
    let mut lines = side("engine", engine, oracle);
    lines.extend(side("oracle", oracle, engine));
    if lines.is_empty() {
        lines.push("  the same lines in another order".to_owned());
    }
    lines.join("\n")
}

/// Compares every example of some plans.
///
/// # Errors
/// Plans that do not check; what differs, with the example's name.
pub fn compare_examples(sources: &[Source], plans: &[usize]) -> Result<usize> {
    let checked = check(sources, plans);
    if !checked.is_fine() {
        return Err(anyhow!("{}", folder::said(sources, &checked).join("\n")));
    }
    let mut lines = 0;
    let mut wrong = Vec::new();
    for example in &checked.plan.examples {
        match load_example(&checked.plan, example) {
            Err(problems) => wrong.push(format!("example {}: {}", example.name, folder::problem_lines(&problems).join("; "))),
            Ok((tables, history, params)) => match compare(&checked.plan, &tables, &history, &params) {
                Ok(count) => lines += count,
                Err(error) => wrong.push(format!("example {}:\n{error:#}", example.name)),
            },
        }
    }
    if wrong.is_empty() { Ok(lines) } else { Err(anyhow!("{}", wrong.join("\n"))) }
}

/// Compares a case of the corpus.
///
/// # Errors
/// What differs, or what is refused.
pub fn compare_case(case: &Path) -> Result<usize> {
    let loaded = folder::read(&folder::plans_of(case)?, case)?;
    compare(&loaded.plan, &loaded.tables, &loaded.history, &loaded.params)
}

/// Cases of the corpus and pages with plans, by a part of their name.
///
/// # Errors
/// A folder that can't be read.
pub fn everything(wanted: &[String]) -> Result<Vec<(String, Result<usize>)>> {
    let is_wanted = |path: &Path| wanted.is_empty() || wanted.iter().any(|part| path.display().to_string().contains(part.as_str()));
    let mut outcomes = Vec::new();
    for case in corpus::cases()?.iter().filter(|path| is_wanted(path)) {
        outcomes.push((case.display().to_string(), compare_case(case)));
    }
    let mut pages = Vec::new();
    for folder in ["docs", "tests/lang"] {
        collect(&root().join(folder), &mut pages)?;
    }
    for page in pages.iter().filter(|path| is_wanted(path)) {
        compare_page(page, &mut outcomes)?;
    }
    Ok(outcomes)
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect(&entry, pages)?;
        } else if entry.extension().is_some_and(|extension| extension == "md") {
            pages.push(entry);
        }
    }
    Ok(())
}

/// The blocks of a page that are plans, as the reference's own test reads them.
fn compare_page(page: &Path, outcomes: &mut Vec<(String, Result<usize>)>) -> Result<()> {
    let text = std::fs::read_to_string(page)?;
    let mut setting = String::new();
    let mut files: Vec<Source> = Vec::new();
    let mut before = String::new();
    for (number, block) in text.split("\n```").skip(1).step_by(2).enumerate() {
        let (info, body) = block.split_once('\n').unwrap_or((block, ""));
        let body = format!("{body}\n");
        let whole = if body.lines().any(|line| line.starts_with("plan \"")) { body.clone() } else { format!("{setting}\n{body}") };
        let mut sources = Vec::new();
        match info.trim() {
            "plan setting" => setting.clone_from(&body),
            "plan" => sources.push(whole),
            "values" => sources.push(format!("{setting}\n{}", values(&body))),
            "plan together" => sources.extend([before.clone(), body.clone()]),
            info if info.starts_with("plan file:") => {
                let name = info.trim_start_matches("plan file:").trim().to_owned();
                files.push(Source { name, text: body.clone() });
            }
            _ => {}
        }
        before.clone_from(&body);
        if sources.is_empty() {
            continue;
        }
        let plans: Vec<usize> = (0..sources.len()).collect();
        let named = |(number, text)| Source { name: format!("page-{number}.plan"), text };
        let mut sources: Vec<Source> = sources.into_iter().enumerate().map(named).collect();
        sources.extend(files.iter().cloned());
        outcomes.push((format!("{} block {}", page.display(), number + 1), compare_examples(&sources, &plans)));
    }
    Ok(())
}

/// A line for each formula.
fn values(block: &str) -> String {
    let mut lines = String::from("example \"values\" {\n  payee \"ana\"  period 2026-03\n}\n");
    for (number, line) in block.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        if let Some((formula, _)) = line.split("  #").next().unwrap_or(line).rsplit_once("=>") {
            lines.push_str(&format!("Value_{number} = {}\n", formula.trim()));
        }
    }
    lines
}
