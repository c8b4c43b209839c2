//! Every diagnostic has a page under `errors/`, and every page says the truth: see `errors/README.md`.

use conformance::error_page::{Page, pages};
use conformance::places::tests;
use std::collections::BTreeSet;
use tiercel_syntax::{Language, codes, wording_of};

/// Codes without a page, and why.
const NO_PAGE: [(&str, &str); 3] = [
    ("source-too-long", "nobody would read a page of that length"),
    ("too-many-columns", "nobody would read a page of that length"),
    ("line-in-a-shared-table", "it is mended in a file that several plans use, where a page has one of each"),
];

#[test]
fn every_page_says_the_truth() {
    let bless = std::env::var_os("TIERCEL_BLESS").is_some();
    let mut failures = Vec::new();
    for (path, text) in pages(&tests().join("errors")).unwrap() {
        match Page::read(&path, &text).and_then(|page| page.check(bless)) {
            Ok(Some(blessed)) => std::fs::write(&path, blessed).unwrap(),
            Ok(None) => {}
            Err(error) => failures.push(format!("{}: {error:#}", path.display())),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_diagnostic_of_a_plan_has_a_page() {
    let pages: BTreeSet<String> = pages(&tests().join("errors"))
        .unwrap()
        .iter()
        .filter_map(|(path, _)| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    // Data problems, notes and limits of a run are no diagnostics of a plan's text; labels have no help.
    let elsewhere = |code: &str| ["data-", "note-", "run-"].iter().any(|prefix| code.starts_with(prefix));
    let has_help = |code: &&str| wording_of(code, Language::English).is_some_and(|(_, help)| !help.is_empty());
    let missing: Vec<&str> = codes()
        .filter(has_help)
        .filter(|code| !elsewhere(code) && !pages.contains(*code) && !NO_PAGE.iter().any(|(known, _)| known == code))
        .collect();
    assert!(missing.is_empty(), "no page: {}", missing.join(" "));
}
