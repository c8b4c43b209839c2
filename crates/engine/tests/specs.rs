//! Every `plan` block of the language specs under `tests/lang`: what its examples expect comes out.

use std::fmt::Write;
use std::path::Path;
use tiercel::{Source, check, run_examples};

#[test]
fn the_examples_of_the_specs_come_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/lang");
    let mut pages: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let (mut ran, mut failures) = (0, String::new());
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for block in text.split("```plan\n").skip(1) {
            let block = block.split("```").next().unwrap_or("");
            let checked = check(&[Source { name: "spec.plan".to_owned(), text: block.to_owned() }], &[0]);
            if !checked.is_fine() {
                let _ = writeln!(failures, "{}: {:?}", page.display(), checked.diagnostics);
                continue;
            }
            for example in run_examples(&checked.plan, "") {
                ran += 1;
                let wrong: Vec<_> = example.expectations.iter().filter(|expectation| !expectation.passed).collect();
                if !example.passed() {
                    let _ = writeln!(failures, "{}: {}: {:?} {wrong:?}", page.display(), example.name, example.problems);
                }
            }
        }
    }
    assert!(ran > 0, "there is no example");
    assert!(failures.is_empty(), "{failures}");
}
