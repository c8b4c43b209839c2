//! Runs every block of the language reference under `docs/` and of the language specs under `tests/lang/`. What kind a
//! block is stands behind its opening fence:
//!
//! - `plan setting`: declarations that the other blocks of the page stand among;
//! - `plan`: declarations that check without an error and whose examples all pass;
//! - `plan wrong: code …`: declarations that give errors of exactly these codes;
//! - `plan file: common.plan`: another file, which the blocks of the page may `use`;
//! - `plan together`: a second plan of the run: it and the `plan` block before it are checked and run together;
//! - `values`: a formula and what it gives on each line, `ROUND(2.345, 2) => 2.35` or `1 / 0 => N/A`.
//!
//! Blocks of other kinds (`text`, `csv`, `console`) are not for this test. A block with its own `plan "…"` line stands
//! alone.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use tiercel::{Checked, Language, Severity, Source, check, run_examples, word};

#[test]
fn every_block_of_the_reference_does_what_the_page_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut pages = vec![root.join("README.md")];
    collect(&root.join("docs"), &mut pages);
    collect(&root.join("tests/lang"), &mut pages);
    let mut ran = 0;
    let mut failures = String::new();
    for page in pages.iter().filter(|page| page.exists()) {
        let text = std::fs::read_to_string(page).unwrap();
        let name = page.strip_prefix(&root).unwrap_or(page).display().to_string();
        let (blocks, wrong) = run_page(&text, &name);
        ran += blocks;
        failures.push_str(&wrong);
    }
    assert!(ran > 0, "there is no block to run");
    println!("{ran} blocks ran");
    assert!(failures.is_empty(), "{failures}");
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).map(|entries| entries.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect(&entry, pages);
        } else if entry.extension().is_some_and(|extension| extension == "md") {
            pages.push(entry);
        }
    }
}

struct Block {
    line: usize,
    kind: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(kind)) => open = Some(Block { line: index + 2, kind: kind.trim().to_owned(), text: String::new() }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// How many blocks ran, and what went wrong.
fn run_page(page: &str, name: &str) -> (usize, String) {
    let (mut ran, mut failures) = (0, String::new());
    let mut setting = String::new();
    let mut files: Vec<Source> = Vec::new();
    let blocks = blocks(page);
    for (index, block) in blocks.iter().enumerate() {
        let place = format!("{name}:{}", block.line);
        let whole =
            |text: &str| if text.lines().any(|line| line.starts_with("plan \"")) { text.to_owned() } else { format!("{setting}\n{text}") };
        let outcome = match block.kind.split_once(' ').unwrap_or((&block.kind, "")) {
            ("plan", "setting") => {
                setting.clone_from(&block.text);
                good(&[&setting], &files)
            }
            ("plan", rest) if rest.starts_with("file:") => {
                let file = rest.trim_start_matches("file:").trim().to_owned();
                files.push(Source { name: file, text: block.text.clone() });
                continue;
            }
            ("plan", rest) if rest.starts_with("wrong:") => {
                refused(&whole(&block.text), &files, rest.trim_start_matches("wrong:").split_whitespace().collect())
            }
            // The block behind it brings the second plan.
            ("plan", "") if blocks.get(index + 1).is_some_and(|next| next.kind == "plan together") => continue,
            ("plan", "together") => match index.checked_sub(1).and_then(|before| blocks.get(before)) {
                Some(before) => good(&[&before.text, &block.text], &files),
                None => Err("no plan stands before it".to_owned()),
            },
            ("plan", "") => good(&[&whole(&block.text)], &files),
            ("values", "") => good(&[&format!("{setting}\n{}", values(&block.text))], &files),
            ("text" | "csv" | "console" | "json", _) => continue,
            _ => Err(format!("no such kind of block: {}", block.kind)),
        };
        ran += 1;
        if let Err(wrong) = outcome {
            let _ = write!(failures, "\n{place}\n{wrong}");
        }
    }
    (ran, failures)
}

fn checked(plans: &[&str], files: &[Source]) -> (Vec<Source>, Checked) {
    let named = |(no, text): (usize, &&str)| Source { name: format!("page-{no}.plan"), text: (*text).to_owned() };
    let mut sources: Vec<Source> = plans.iter().enumerate().map(named).collect();
    sources.extend(files.iter().cloned());
    let numbers: Vec<usize> = (0..plans.len()).collect();
    let checked = check(&sources, &numbers);
    (sources, checked)
}

/// Checks and runs the examples; what is wrong, if anything.
fn good(plans: &[&str], files: &[Source]) -> Result<(), String> {
    let (sources, checked) = checked(plans, files);
    if !checked.is_fine() {
        return Err(messages(&sources, &checked));
    }
    let mut wrong = String::new();
    for example in run_examples(&checked.plan, "") {
        if let Some(problems) = &example.problems {
            let _ = writeln!(wrong, "example \"{}\": {problems:?}", example.name);
        }
        if let Some(limit) = &example.limit {
            let _ = writeln!(wrong, "example \"{}\": {}", example.name, limit.code);
        }
        for expectation in example.expectations.iter().filter(|expectation| !expectation.passed) {
            let text = checked.plan.text(expectation.span);
            let _ = writeln!(wrong, "example \"{}\": `{text}` but got `{}`", example.name, expectation.got);
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Checks that the errors are of exactly these codes.
fn refused(plan: &str, files: &[Source], mut wanted: Vec<&str>) -> Result<(), String> {
    let (sources, checked) = checked(&[plan], files);
    let errors = checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let mut codes: Vec<String> = errors.map(|diagnostic| diagnostic.code.to_string()).collect();
    codes.sort();
    codes.dedup();
    wanted.sort_unstable();
    if codes == wanted { Ok(()) } else { Err(format!("wanted {wanted:?}, got {codes:?}\n{}", messages(&sources, &checked))) }
}

fn messages(sources: &[Source], checked: &Checked) -> String {
    let mut text = String::new();
    for diagnostic in &checked.diagnostics {
        let wording = word(diagnostic.code, &diagnostic.args, Language::English);
        let source = sources.get(usize::from(diagnostic.span.file)).map_or("", |source| source.text.as_str());
        let at = source.get(..diagnostic.span.start as usize).map_or(0, |before| before.lines().count());
        let line = source.lines().nth(at.saturating_sub(1)).unwrap_or("");
        let _ = writeln!(text, "{}: {}\n    {line}", diagnostic.code, wording.message);
    }
    text
}

/// A line for each formula and an example that expects their values.
fn values(block: &str) -> String {
    let (mut lines, mut expects) = (String::new(), String::new());
    for (no, line) in block.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        let line = line.split("  #").next().unwrap_or(line);
        let (formula, value) = line.rsplit_once("=>").unwrap_or_else(|| panic!("`{line}` has no `=>`"));
        let value = value.trim();
        let error = ["N/A", "DIV/0", "MANY", "NUM", "BLANK"].contains(&value);
        let _ = writeln!(lines, "Value_{no} = {}", formula.trim());
        let _ = writeln!(expects, "  expect Value_{no} {} {value}", if error { "is" } else { "=" });
    }
    format!("{lines}example \"values\" {{\n  payee \"ana\"  period 2026-03\n{expects}}}\n")
}
