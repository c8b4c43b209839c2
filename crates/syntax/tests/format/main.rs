//! The formatter: stable on every plan of the repository, and never changing what is meant.

mod mangle;
mod meaning;

use meaning::meaning;
use std::path::{Path, PathBuf};
use tiercel_syntax::format;

/// All plans of the repository.
#[expect(clippy::unwrap_used, reason = "a test that can't read its plans fails")]
fn plans() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut open = vec![root.join("tests"), root.join("examples"), root.join("benches")];
    let mut plans = Vec::new();
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "plan") {
                let text = std::fs::read_to_string(&path).unwrap();
                plans.push((path, text));
            }
        }
    }
    plans.sort();
    assert!(plans.len() > 50, "the plans have been moved");
    plans
}

#[expect(clippy::panic, reason = "a test fails by a panic")]
fn check(name: &Path, text: &str) {
    let formatted = format(text);
    let again = format(&formatted);
    assert!(again == formatted, "{}: formatting twice changes the text\n{text}\n=====\n{formatted}\n=====\n{again}", name.display());
    let (before, after) = (meaning(text), meaning(&formatted));
    let changed = before.lines().zip(after.lines()).position(|(before, after)| before != after);
    if let Some(line) = changed.or((before.len() != after.len()).then_some(before.lines().count() - 1)) {
        let part = |text: &str| text.lines().skip(line.saturating_sub(30)).take(34).collect::<Vec<_>>().join(" ");
        panic!("{}: formatting changes what is meant\n{}\n{}\n{text}\n=====\n{formatted}", name.display(), part(&before), part(&after));
    }
}

#[test]
fn every_plan_keeps_its_meaning_and_is_stable() {
    for (name, text) in plans() {
        check(&name, &text);
    }
}

#[test]
fn mangled_plans_keep_their_meaning_and_are_stable() {
    for (index, (name, text)) in plans().iter().enumerate() {
        for round in 0..3 {
            check(name, &mangle::mangle(text, (index * 31 + round) as u64));
        }
    }
}

#[test]
fn plans_are_laid_out_as_the_pages_show() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format/pages");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let page = std::fs::read_to_string(&path).unwrap();
        let (before, after) = page.split_once("\n---\n").unwrap();
        assert_eq!(format(before), after, "{}", path.display());
        check(&path, before);
        count += 1;
    }
    assert!(count > 3);
}
