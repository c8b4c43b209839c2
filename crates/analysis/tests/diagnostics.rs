//! Small plans and what is said of them: `cases.txt`.

use std::fmt::Write as _;
use tiercel_analysis::{Source, analyse};
use tiercel_syntax::{Language, wording_of};

#[test]
fn each_small_plan_gets_the_diagnostics_of_its_heading_and_no_other() {
    let mut prelude = "";
    let mut wrong = String::new();
    for part in include_str!("cases.txt").split("\n## ").skip(1) {
        let (heading, body) = part.split_once('\n').unwrap();
        if heading == "prelude" {
            prelude = body;
            continue;
        }
        let text = if body.contains("plan \"") { body.to_owned() } else { format!("{prelude}\n{body}") };
        let analysis = analyse(&[Source { name: "case.plan".into(), text }], &[0]);
        let said: Vec<&str> = analysis.diagnostics.iter().map(|said| said.code).collect();
        let wanted: Vec<&str> = heading.split_whitespace().filter(|code| *code != "ok").collect();
        if said != wanted {
            writeln!(wrong, "wanted {wanted:?}, said {said:?}:\n{body}").unwrap();
        }
        for diagnostic in &analysis.diagnostics {
            let codes = diagnostic.labels.iter().map(|label| label.code).chain([diagnostic.code]);
            for code in codes {
                for language in [Language::English, Language::Chinese] {
                    assert!(wording_of(code, language).is_some(), "`{code}` has no wording");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
