//! Every plan of the corpus and of the examples comes through the analysis without an error.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test may fail where it stands")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use tiercel_analysis::{Analysis, Source, analyse, used_files};
use tiercel_plan::Span;
use tiercel_syntax::{Language, Severity, word};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All `*.plan` below a folder.
fn plans(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            plans(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "plan") {
            found.push(path);
        }
    }
}

/// A plan and the files beside it that it uses.
fn sources(path: &Path) -> Vec<Source> {
    let read = |path: &Path| Source { name: path.to_string_lossy().into_owned(), text: fs::read_to_string(path).unwrap() };
    let mut all = vec![read(path)];
    let mut next = 0;
    while let Some(source) = all.get(next) {
        let folder = Path::new(&source.name).parent().unwrap().to_owned();
        for used in used_files(&source.text.clone()) {
            let used = folder.join(used);
            if used.exists() && !all.iter().any(|known| Path::new(&known.name) == used) {
                all.push(read(&used));
            }
        }
        next += 1;
    }
    all
}

fn line_of(analysis: &Analysis, span: Span) -> usize {
    let text = &analysis.plan.sources[usize::from(span.file)].1;
    text[..span.start as usize].lines().count().max(1)
}

fn report(path: &Path, analysis: &Analysis, all: &mut String) {
    for said in analysis.diagnostics.iter().filter(|said| said.severity == Severity::Error) {
        let wording = word(said.code, &said.args, Language::English);
        let text = analysis.plan.text(said.span);
        writeln!(all, "{}:{}: {}: {} [{text}]", path.display(), line_of(analysis, said.span), said.code, wording.message).unwrap();
    }
}

#[test]
fn every_plan_of_the_corpus_is_checked_without_an_error() {
    let mut found = Vec::new();
    plans(&root().join("tests/corpus"), &mut found);
    plans(&root().join("examples"), &mut found);
    plans(&root().join("benches"), &mut found);
    plans(&root().join("crates/cli/template"), &mut found);
    assert!(found.len() > 80);
    let mut said = String::new();
    for path in &found {
        let sources = sources(path);
        if !sources[0].text.lines().any(|line| line.starts_with("plan ")) || sources[0].text.contains("\nimport ") {
            continue;
        }
        report(path, &analyse(&sources, &[0]), &mut said);
    }
    assert!(said.is_empty(), "\n{said}");
}

#[test]
fn the_plans_of_the_company_are_checked_together() {
    let folder = root().join("examples/company");
    let mut found = Vec::new();
    plans(&folder, &mut found);
    let sources: Vec<Source> =
        found.iter().map(|path| Source { name: path.to_string_lossy().into_owned(), text: fs::read_to_string(path).unwrap() }).collect();
    let is_plan = |source: &Source| source.text.lines().any(|line| line.starts_with("plan "));
    let plans: Vec<usize> = sources.iter().enumerate().filter(|(_, source)| is_plan(source)).map(|(number, _)| number).collect();
    let analysis = analyse(&sources, &plans);
    let mut said = String::new();
    report(&folder, &analysis, &mut said);
    assert!(said.is_empty(), "\n{said}");
}
