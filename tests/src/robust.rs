//! What holds of any text and any files, however broken: nothing panics, what is refused is refused in words, every place that a
//! message names lies in the text. A claim that does not hold is a panic, for fuzzers to see.

use crate::error_page::pages;
use crate::{folder, places};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::path::PathBuf;
use tiercel::{
    Content, History, Input, Language, LoadOptions, Params, Plan, Request, Source, Target, check, editor, explain, format, load, run,
    run_examples, table_of, word,
};

/// Files longer than this are left out of what fuzzers start from, in bytes.
const LONG: usize = 20_000;

/// A plan to start from, and its files: name of the table and bytes.
pub struct Start {
    /// Its folder.
    pub name: String,
    /// The plan.
    pub text: String,
    /// The files.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Plans with data: corpus and examples, those of one file.
///
/// # Errors
/// A file that can't be read.
pub fn starts() -> Result<Vec<Start>> {
    let mut starts = Vec::new();
    let mut open = vec![places::root().join("examples"), places::tests().join("corpus")];
    while let Some(at) = open.pop() {
        let mut inner: Vec<PathBuf> = std::fs::read_dir(&at)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
        inner.sort();
        let plans: Vec<&PathBuf> = inner.iter().filter(|path| path.extension().is_some_and(|ending| ending == "plan")).collect();
        if let [plan] = plans.as_slice() {
            let sources = folder::sources(&[(*plan).clone()])?;
            let data = at.join("data");
            if let ([source], true) = (sources.as_slice(), data.is_dir()) {
                starts.push(Start { name: at.display().to_string(), text: source.text.clone(), files: files_of(&data)? });
            }
        }
        open.extend(inner.into_iter().filter(|path| path.is_dir() && !path.ends_with("company")));
    }
    Ok(starts)
}

fn files_of(data: &std::path::Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(data)? {
        let path = entry?.path();
        let bytes = std::fs::read(&path)?;
        if bytes.len() < LONG {
            files.push((path.file_stem().context("a file without a name")?.to_string_lossy().into_owned(), bytes));
        }
    }
    files.sort();
    Ok(files)
}

/// The line before each file of a plan with its files in one text; the table's name follows.
const FILE: &[u8] = b"\n--- ";

/// A plan and its files as one text, which fuzzers can change.
#[must_use]
pub fn folded(start: &Start) -> Vec<u8> {
    let file = |(name, bytes): &(String, Vec<u8>)| [FILE, name.as_bytes(), b"\n", bytes].concat();
    [start.text.as_bytes()].into_iter().map(<[u8]>::to_vec).chain(start.files.iter().map(file)).collect::<Vec<_>>().concat()
}

/// The plan and the files of such a text; of any text.
#[must_use]
pub fn unfolded(bytes: &[u8]) -> (String, Vec<(String, Vec<u8>)>) {
    let mut starts: Vec<usize> = bytes.windows(FILE.len()).enumerate().filter(|(_, window)| *window == FILE).map(|(at, _)| at).collect();
    starts.push(bytes.len());
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let plan = lossy(starts.first().and_then(|end| bytes.get(..*end)).unwrap_or_default());
    let file = |pair: &[usize]| {
        let part = bytes.get(pair.first()? + FILE.len()..*pair.last()?)?;
        let end = part.iter().position(|byte| *byte == b'\n')?;
        Some((lossy(part.get(..end)?), part.get(end + 1..)?.to_vec()))
    };
    (plan, starts.windows(2).filter_map(file).collect())
}

/// The language's words and marks as a dictionary of libFuzzer: the functions, and what stands in quotes in the grammar.
///
/// # Errors
/// A grammar that can't be read.
pub fn dictionary() -> Result<String> {
    let grammar = std::fs::read_to_string(places::root().join("grammar/plan.pest"))?;
    let quoted = grammar.lines().filter(|line| !line.starts_with("//")).flat_map(|line| line.split('"').skip(1).step_by(2));
    let mut words: BTreeSet<&str> = quoted.filter(|word| !word.is_empty() && !word.contains('\\')).collect();
    for function in tiercel_syntax::functions() {
        words.insert(function);
    }
    Ok(words.iter().map(|word| format!("\"{word}\"\n")).collect())
}

/// The plans of the error pages: what is odd already is a good start for more.
///
/// # Errors
/// A page that can't be read.
pub fn odd_texts() -> Result<Vec<String>> {
    let standard = std::fs::read_to_string(places::tests().join("errors/standard.plan"))?;
    let plan = |text: &str| {
        let (_, rest) = text.split_once("```plan")?;
        let (_, rest) = rest.split_once('\n')?;
        rest.split_once("```").map(|(plan, _)| format!("{standard}\n{plan}"))
    };
    let pages = pages(&places::tests().join("errors"))?;
    Ok(pages.iter().filter_map(|(_, text)| plan(text)).filter(|text| text.len() < LONG).collect())
}

/// A text is parsed, checked, formatted, and looked at as an editor does with the cursor at `offset`. Whether it is sound.
///
/// # Panics
/// If something does not hold.
pub fn look_at(text: String, offset: usize) -> bool {
    let sources = [Source { name: "fuzz.plan".into(), text }];
    let text = sources.iter().map(|source| source.text.as_str()).next().unwrap_or_default();
    let checked = check(&sources, &[0]);
    for diagnostic in &checked.diagnostics {
        for language in [Language::English, Language::Chinese] {
            let wording = word(diagnostic.code, &diagnostic.args, language);
            assert!(!wording.message.is_empty(), "{} has no words", diagnostic.code);
        }
        let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
        assert!(text.get(start..end).is_some(), "{} at {start}..{end} is no place of the text", diagnostic.code);
    }
    let formatted = format(text);
    let again = format(&formatted);
    let differs = again.lines().zip(formatted.lines()).find(|(again, before)| again != before);
    assert!(again == formatted, "the formatter is not stable: {differs:?}");
    let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    editor::tokens(&sources, 0);
    editor::fixes(&sources, 0);
    editor::outline(text);
    editor::complete(&sources, 0, offset, Language::English);
    editor::hover(&sources, 0, offset);
    editor::signature(&sources, 0, offset);
    editor::references(&sources, 0, offset);
    checked.is_fine()
}

/// The plan of a text, if it is sound.
#[must_use]
pub fn sound(text: &str) -> Option<Plan> {
    let checked = check(&[Source { name: "fuzz.plan".into(), text: text.to_owned() }], &[0]);
    checked.is_fine().then_some(checked.plan)
}

/// A plan's examples and the plan over files; three of the cells are explained, which `pick` says out of how many. Whether it ran to
/// its end.
///
/// # Panics
/// If something does not hold.
pub fn compute(plan: &Plan, files: &[(String, Vec<u8>)], options: &LoadOptions, pick: &mut dyn FnMut(usize) -> usize) -> bool {
    run_examples(plan, "");
    let input = |(name, bytes)| Some(Input { table: table_of(plan, name)?, name, content: Content::Csv(bytes) });
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).filter_map(input).collect();
    let tables = match load(plan, &inputs, options) {
        Ok(tables) => tables,
        Err(problems) => {
            for problem in problems.shown() {
                assert!(!word(problem.code, &problem.args, Language::English).message.is_empty(), "{} has no words", problem.code);
            }
            return false;
        }
    };
    let (history, params) = (History::default(), Params::default());
    let Ok(results) = run(plan, &tables, &Request::of_all(&history, &params)) else { return false };
    let mut canonical = String::new();
    assert!(results.write_canonical(&mut canonical).is_ok());
    let cells: Vec<tiercel::Cell> = results.cells().collect();
    for _ in 0..3.min(cells.len()) {
        if let Some(cell) = cells.get(pick(cells.len())) {
            explain(plan, &tables, &results, Target::Cell(cell.line, cell.payee, cell.period), 4);
        }
    }
    true
}
