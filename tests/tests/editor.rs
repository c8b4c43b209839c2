//! What an editor is told, case by case: see `editor/README.md`.

use conformance::editor_case::cases;

#[test]
fn an_editor_is_told_what_the_cases_say() {
    let bless = std::env::var_os("TIERCEL_BLESS").is_some();
    let mut failures = Vec::new();
    let mut count = 0;
    for (path, file) in cases().unwrap() {
        let (answered, asked) = file.answered();
        count += asked;
        if bless {
            std::fs::write(&path, answered).unwrap();
        } else if answered != file.text {
            let differ = answered.lines().zip(file.text.lines()).find(|(answered, stands)| answered != stands);
            failures.push(format!("{}: answers differ: {differ:?}", path.display()));
        }
    }
    assert!(count > 60, "{count} questions");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
