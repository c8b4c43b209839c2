//! Statements as PDF: what a reader takes out of the file is what the text statement says, whatever its letters, and the same
//! statement gives the same bytes.

#![cfg(feature = "pdf")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "a test")]

mod reader;

use reader::Pdf;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Examples with a few pages, two currencies, notes, Chinese names.
const EXAMPLES: [(&str, &str); 4] =
    [("chinese-cash-receipts", "A01"), ("recoverable-draw", "noa"), ("two-currencies", "liv"), ("release-on-cash", "gus")];

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

fn statement(folder: &Path, payee: &str, more: &[&str]) -> Output {
    let args = ["statement", "plan.plan", "--data", "data", "--payee", payee, "--lang", "en"];
    Command::new(env!("CARGO_BIN_EXE_tiercel")).args(args).args(more).current_dir(folder).output().unwrap()
}

fn pdf(folder: &Path, payee: &str, more: &[&str]) -> Vec<u8> {
    // A font of the test's own, so that the machine's fonts change nothing.
    let font = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts/NotoSansSC-few.otf");
    let output = statement(folder, payee, &[&["--format", "pdf", "--font", font.to_str().unwrap()], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn a_pdf_statement_says_what_the_text_statement_says() {
    for (name, payee) in EXAMPLES {
        let text = String::from_utf8(statement(&example(name), payee, &[]).stdout).unwrap();
        let pages = Pdf::read(&pdf(&example(name), payee, &[])).pages();
        let statements: Vec<&str> = text.split("Statement  ").skip(1).collect();
        assert_eq!(pages.len(), statements.len(), "{name}: a page for each period");
        for (no, (drawn, statement)) in pages.iter().zip(statements).enumerate() {
            for word in statement.split_whitespace() {
                assert!(drawn.contains(word), "{name} page {} lacks {word}: {drawn}", no + 1);
            }
            assert!(drawn.ends_with(&format!("{}/{}", no + 1, pages.len())), "{name} page {} has no number: {drawn}", no + 1);
        }
    }
}

#[test]
fn the_same_statement_gives_the_same_bytes() {
    for (name, payee) in EXAMPLES {
        assert_eq!(pdf(&example(name), payee, &[]), pdf(&example(name), payee, &[]), "{name}");
    }
}

#[test]
fn latin_letters_need_no_font_of_the_machine() {
    let output = statement(&example("recoverable-draw"), "noa", &["--format", "pdf"]);
    let pdf = Pdf::read(&output.stdout);
    let fonts = pdf.fonts();
    assert!(!fonts.is_empty() && fonts.iter().all(|font| font.contains("NotoSans")), "{fonts:?}");
}

#[test]
fn a_letter_that_no_font_has_is_named() {
    let folder = std::env::temp_dir().join(format!("tiercel-pdf-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("data")).unwrap();
    for file in ["plan.plan", "data/Deals.csv", "data/Quotas.csv", "data/payees.csv"] {
        std::fs::copy(example("recoverable-draw").join(file), folder.join(file)).unwrap();
    }
    // U+FDD0 is no character and never will be one.
    let payees = std::fs::read_to_string(folder.join("data/payees.csv")).unwrap();
    std::fs::write(folder.join("data/payees.csv"), payees.replace("Noa", "No\u{FDD0}a")).unwrap();
    let output = statement(&folder, "noa", &["--format", "pdf"]);
    std::fs::remove_dir_all(&folder).unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("U+FDD0") && said.contains("--font FILE"), "{said}");
}

#[test]
fn a_file_that_is_no_font_is_refused() {
    let output = statement(&example("recoverable-draw"), "noa", &["--format", "pdf", "--font", "plan.plan"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("plan.plan"), "{said}");
}
