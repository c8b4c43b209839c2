//! A folder with plans and data, as cases and examples are kept.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use tiercel::{
    Checked, Content, History, Input, Language, LoadOptions, Params, Plan, Problems, Source, Tables, check, load, load_history, word,
};

/// Plans that are checked, and the data for them.
pub struct Loaded {
    /// The plan.
    pub plan: Plan,
    /// Its data.
    pub tables: Tables,
    /// Given results of closed periods: `history.csv`, if it is there.
    pub history: History,
    /// Params: none are set.
    pub params: Params,
}

/// The sources of some plans, with all that they `use`.
///
/// # Errors
/// A file that can't be read.
pub fn sources(plans: &[PathBuf]) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for plan in plans {
        let text = std::fs::read_to_string(plan).with_context(|| plan.display().to_string())?;
        sources.push(Source { name: plan.display().to_string(), text });
    }
    let mut next = 0;
    while let Some(source) = sources.get(next) {
        let folder = Path::new(&source.name).parent().map(Path::to_path_buf).unwrap_or_default();
        for used in tiercel::used_files(&source.text) {
            let path = folder.join(used);
            let name = path.display().to_string();
            if !sources.iter().any(|source| source.name == name)
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                sources.push(Source { name, text });
            }
        }
        next += 1;
    }
    Ok(sources)
}

/// Checks plans; what is wrong comes as an error with line and column.
///
/// # Errors
/// Diagnostics, if there are errors among them.
pub fn checked(plans: &[PathBuf]) -> Result<Plan> {
    let sources = sources(plans)?;
    let roots: Vec<usize> = (0..plans.len()).collect();
    let checked = check(&sources, &roots);
    if !checked.is_fine() {
        bail!("{}", said(&sources, &checked).join("\n"));
    }
    Ok(checked.plan)
}

/// Diagnostics as lines: file, line, column, code and message.
pub fn said(sources: &[Source], checked: &Checked) -> Vec<String> {
    let line = |diagnostic: &tiercel::Diagnostic| {
        let source = sources.get(usize::from(diagnostic.span.file));
        let text = source.map_or("", |source| source.text.as_str());
        let before = text.get(..diagnostic.span.start as usize).unwrap_or("");
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let found = text.get(diagnostic.span.start as usize..diagnostic.span.end as usize).unwrap_or("");
        format!(
            "{}:{}:{column}: {}: {} [{}]",
            source.map_or("", |source| source.name.rsplit('/').next().unwrap_or("")),
            before.matches('\n').count() + 1,
            diagnostic.code,
            word(diagnostic.code, &diagnostic.args, Language::English).message,
            found.lines().next().unwrap_or("")
        )
    };
    checked.diagnostics.iter().map(line).collect()
}

/// Problems of data as lines.
pub fn problem_lines(problems: &Problems) -> Vec<String> {
    let line = |problem: &tiercel::Problem| {
        let column = problem.column.as_deref().unwrap_or("");
        format!("{} row {:?} [{column}]: {} found `{}` {:?}", problem.file, problem.row, problem.code, problem.found, problem.args)
    };
    problems.shown().iter().map(line).collect()
}

/// Plans of a folder and its data: `data/<Table>.csv`, `history.csv`.
///
/// # Errors
/// Diagnostics, or problems of the data.
pub fn read(plans: &[PathBuf], folder: &Path) -> Result<Loaded> {
    let plan = checked(plans)?;
    let mut files = Vec::new();
    for table in &plan.tables {
        let path = folder.join("data").join(format!("{}.csv", table.name));
        if let (Ok(bytes), Some(id)) = (std::fs::read(&path), tiercel::table_of(&plan, &table.name)) {
            files.push((id, format!("{}.csv", table.name), bytes));
        }
    }
    let inputs: Vec<Input<'_>> =
        files.iter().map(|(table, name, bytes)| Input { table: *table, name, content: Content::Csv(bytes) }).collect();
    let tables = load(&plan, &inputs, &LoadOptions::default()).map_err(|problems| anyhow::anyhow!(problem_lines(&problems).join("\n")))?;
    let history = match std::fs::read(folder.join("history.csv")) {
        Ok(bytes) => load_history(&plan, &tables, "history.csv", &Content::Csv(&bytes))
            .map_err(|problems| anyhow::anyhow!(problem_lines(&problems).join("\n")))?,
        Err(_) => History::default(),
    };
    Ok(Loaded { plan, tables, history, params: Params::default() })
}

/// The plans of a folder, in order of their names: its files that begin a plan; the others are used by them.
///
/// # Errors
/// A file that can't be read.
pub fn plans_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut plans = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let is_plan = path.extension().is_some_and(|ending| ending == "plan");
        if is_plan && std::fs::read_to_string(&path)?.lines().any(|line| line.starts_with("plan ")) {
            plans.push(path);
        }
    }
    plans.sort();
    Ok(plans)
}
