//! Runs cases of the corpus by id (or part of it), or all of them: `cargo run -p conformance --bin corpus -- yale`.

use conformance::corpus::{cases, run_case};

#[expect(clippy::print_stdout, reason = "this program's output is meant for a terminal")]
fn main() -> anyhow::Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let verbose = wanted.iter().any(|word| word == "--all-results");
    let (mut passed, mut failed) = (0, 0);
    for case in cases()? {
        let id = case.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let ids: Vec<&String> = wanted.iter().filter(|word| !word.starts_with("--")).collect();
        if !ids.is_empty() && !ids.iter().any(|word| id.contains(word.as_str())) {
            continue;
        }
        match run_case(&case) {
            Ok(outcome) => {
                if outcome.mismatches.is_empty() {
                    passed += 1;
                } else {
                    failed += 1;
                    println!("{id}: {} agree", outcome.agree);
                }
                for mismatch in &outcome.mismatches {
                    println!("  row {} {}: expected {}, got {}", mismatch.row, mismatch.what, mismatch.expected, mismatch.got);
                }
                if verbose {
                    println!("{}", outcome.canonical);
                }
            }
            Err(error) => {
                failed += 1;
                println!("{id}: {error:#}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(())
}
