//! What the native build says of every case, as lines of JSON: other builds must say the same, byte for byte.

use crate::random::{Case, File, case};
use crate::{corpus, error_page, folder, places};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use tiercel::{Asked, Language, Session, Source, check, explain, write_sheet};
use tiercel_wire as wire;

/// How many cells of a case are explained.
const EXPLAINED: usize = 4;
/// Through how many lines and columns.
const DEPTH: u32 = 4;

/// How many lines there are, and how many of them are random plans.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written {
    /// All lines.
    pub cases: usize,
    /// Those of random plans.
    pub random: u64,
}

/// Writes the lines of the corpus, the examples, the error pages, and of so many random plans.
///
/// # Errors
/// A file that can't be read, or a writer that fails.
pub fn write(to: &mut impl std::io::Write, plans: u64) -> Result<Written> {
    let mut count = 0;
    let mut line = |value: Value| -> Result<()> {
        count += 1;
        writeln!(to, "{value}").context("the lines can't be written")
    };
    for folder in corpus::cases()?.into_iter().chain(examples()?) {
        line(of_folder(&folder)?)?;
    }
    for (path, text) in error_page::pages(&places::tests().join("errors"))? {
        let page = error_page::Page::read(&path, &text)?;
        for (sources, plans) in page.plans()? {
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            line(of_sources(&format!("errors/{name}"), sources, plans, None, Language::Chinese)?)?;
        }
    }
    let (mut random, mut seed) = (0, 0);
    while random < plans {
        if let Some(case) = case(seed, &mut BTreeMap::new()) {
            line(of_case(&case, seed)?)?;
            random += 1;
        }
        seed += 1;
    }
    Ok(Written { cases: count, random })
}

/// The line of a random plan; every other one speaks Chinese.
fn of_case(case: &Case, seed: u64) -> Result<Value> {
    let table = |file: &File| json!({ "table": file.table, "name": file.table, "csv": file.csv() });
    let load = json!({ "tables": case.files.iter().map(table).collect::<Vec<_>>(), "history": null });
    let sources = vec![Source { name: "random.plan".into(), text: case.text() }];
    let language = if seed.is_multiple_of(2) { Language::English } else { Language::Chinese };
    of_sources(&format!("random {seed}"), sources, 1, Some(load), language)
}

fn examples() -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(places::tests().join("../examples"))? {
        let path = entry?.path();
        if path.join("data").is_dir() {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}

/// The line of a folder with plans and data.
fn of_folder(folder: &Path) -> Result<Value> {
    let plans = folder::plans_of(folder)?;
    let mut sources = folder::sources(&plans)?;
    for source in &mut sources {
        source.name = source.name.rsplit('/').next().unwrap_or("").to_owned();
    }
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder.join("data"))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    let mut tables = Vec::new();
    for path in paths {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        tables.push(json!({ "table": name, "name": name, "csv": text }));
    }
    let load = json!({ "tables": tables, "history": std::fs::read_to_string(folder.join("history.csv")).ok() });
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    of_sources(&name, sources, plans.len(), Some(load), Language::English)
}

/// The line of some sources and data.
fn of_sources(name: &str, sources: Vec<Source>, plans: usize, load: Option<Value>, language: Language) -> Result<Value> {
    let files: Vec<Value> = sources.iter().map(|source| json!({ "name": source.name, "text": source.text })).collect();
    let checked = check(&sources, &(0..plans).collect::<Vec<_>>());
    let places = wire::editor::Files::new(&sources, language);
    let diagnostics: Vec<_> = checked.diagnostics.iter().map(|one| places.diagnostic(one)).collect();
    let answer = match &load {
        None => Value::Null,
        Some(load) => {
            anyhow::ensure!(checked.is_fine(), "{name} has errors");
            let message: wire::LoadMessage = serde_json::from_value(load.clone())?;
            match wire::session(Rc::new(checked.plan), message, language) {
                Ok(session) => answer(&session)?,
                Err(problems) => json!({ "problems": serde_json::to_string(&problems)? }),
            }
        }
    };
    Ok(json!({
        "name": name,
        "language": if language == Language::English { "en" } else { "zh" },
        "files": files,
        "plans": plans,
        "diagnostics": serde_json::to_string(&diagnostics)?,
        "load": load,
        "answer": answer,
    }))
}

/// Results, the sheet, and why some values are what they are. Each is a text, so that its bytes are compared.
fn answer(session: &Session) -> Result<Value> {
    let results = session.run(&Asked::default()).map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
    let said = wire::run_results(session.plan(), session.tables(), &results);
    let step = said.cells.len().div_ceil(EXPLAINED).max(1);
    let mut explained = Vec::new();
    for cell in said.cells.iter().step_by(step) {
        let target = session.cell(&results, &cell.payee, &cell.period, &cell.line).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
        let node = wire::explanation_node(&explain(session.plan(), session.tables(), &results, target, DEPTH));
        let asked = json!({ "payee": cell.payee, "period": cell.period, "line": cell.line });
        explained.push(json!({ "target": asked, "tree": serde_json::to_string(&node)? }));
    }
    let mut sheet = String::new();
    write_sheet(session.plan(), session.tables(), &results, |piece| {
        sheet.push_str(piece);
        anyhow::Ok(())
    })?;
    Ok(json!({ "results": serde_json::to_string(&said)?, "sheet": sheet, "depth": DEPTH, "explained": explained }))
}
