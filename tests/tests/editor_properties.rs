//! What holds of the editor services on every plan there is, whole and half typed.

use conformance::{folder, places};
use std::path::{Path, PathBuf};
use tiercel::{Request, Source, check, editor, run, run_examples};

/// Every folder with plans: examples and corpus.
#[expect(clippy::unwrap_used, reason = "a test that can't read its files fails")]
fn folders() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![places::root().join("examples"), places::tests().join("corpus")];
    while let Some(folder) = open.pop() {
        let mut inner: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        inner.sort();
        if inner.iter().any(|path| path.extension().is_some_and(|ending| ending == "plan")) {
            found.push(folder);
        }
        open.extend(inner.into_iter().filter(|path| path.is_dir()));
    }
    assert!(found.len() > 100);
    found
}

#[expect(clippy::unwrap_used, reason = "a test that can't read its files fails")]
fn sources(folder: &Path) -> (Vec<Source>, Vec<usize>) {
    let plans = folder::plans_of(folder).unwrap();
    let roots = (0..plans.len()).collect();
    (folder::sources(&plans).unwrap(), roots)
}

#[test]
fn tokens_cover_every_text_whole_and_half_typed() {
    for folder in folders() {
        let (sources, _) = sources(&folder);
        for source in sources {
            let ends = (0..=source.text.len()).step_by(91).chain([source.text.len()]);
            for end in ends.filter(|end| source.text.is_char_boundary(*end)) {
                let text = source.text.get(..end).unwrap();
                let half = [Source { name: source.name.clone(), text: text.to_owned() }];
                let mut at = 0;
                for token in editor::tokens(&half, 0) {
                    assert!(token.start == at && token.end > at, "{}: {token:?} after {at}", source.name);
                    at = token.end;
                }
                assert_eq!(at, text.len(), "{}", source.name);
            }
        }
    }
}

#[test]
fn a_whole_plan_has_no_token_in_error_and_no_name_that_nothing_declares() {
    for folder in folders() {
        let (sources, _) = sources(&folder);
        for (file, source) in sources.iter().enumerate() {
            for token in editor::tokens(&sources, file) {
                let odd = matches!(token.kind, editor::TokenKind::Error | editor::TokenKind::Name);
                assert!(
                    !odd,
                    "{}: {:?} `{}` at {}",
                    source.name,
                    token.kind,
                    source.text.get(token.start..token.end).unwrap(),
                    token.start
                );
            }
        }
    }
}

#[test]
fn half_typed_plans_get_answers() {
    let folders = folders();
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let carets: usize = std::thread::scope(|scope| {
        let of = |worker| {
            let own = folders.iter().skip(worker).step_by(workers);
            scope.spawn(move || own.map(|folder| half_typed(folder)).sum::<usize>())
        };
        let running: Vec<_> = (0..workers).map(of).collect();
        running.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert!(carets > 10_000, "{carets}");
}

/// Asks everything at every seventh byte of the plans of a folder, with nothing behind it; how often that was.
#[expect(clippy::indexing_slicing, reason = "files are counted from the list itself")]
fn half_typed(folder: &Path) -> usize {
    let mut carets = 0;
    let (sources, _) = sources(folder);
    for (file, source) in sources.iter().enumerate() {
        for end in (0..source.text.len()).step_by(7).filter(|end| source.text.is_char_boundary(*end)) {
            let mut half = sources.clone();
            half[file].text.truncate(end);
            let text = half[file].text.clone();
            for item in editor::complete(&half, file, end, tiercel::Language::Chinese) {
                let (start, replaced) = item.replaced;
                assert!(start <= end && text.get(start..replaced).is_some(), "{item:?} at {end} of {}", source.name);
            }
            let _ = editor::hover(&half, file, end);
            let _ = editor::signature(&half, file, end);
            let _ = (editor::outline(&text), editor::folding(&text));
            if end % 5 == 0 {
                let _ = (editor::references(&half, file, end), editor::fixes(&half, file));
            }
            carets += 1;
        }
    }
    carets
}

/// Gives every name of some kinds another one, one after the other.
#[expect(clippy::indexing_slicing, reason = "files are counted from the list itself")]
fn renamed(sources: &[Source], kinds: &[&str]) -> (Vec<Source>, Vec<(String, String)>) {
    let mut sources = sources.to_vec();
    let mut names = Vec::new();
    for file in 0..sources.len() {
        let mut done = 0;
        loop {
            let items = editor::outline(&sources[file].text);
            let all: Vec<editor::OutlineItem> =
                items.into_iter().flat_map(|item| std::iter::once(item.clone()).chain(item.children.clone())).collect();
            let wanted = all.into_iter().filter(|item| kinds.contains(&item.kind.word()) && !item.name.starts_with("new_")).nth(done);
            let Some(item) = wanted else { break };
            let name = format!("new_{}", names.len());
            match editor::rename(&sources, file, item.name_range.0, &name) {
                Ok(mut edits) => {
                    assert!(!edits.is_empty(), "{}", item.name);
                    edits.sort();
                    for edit in edits.iter().rev() {
                        let text = &mut sources[edit.place.file].text;
                        text.replace_range(edit.place.start..edit.place.end, &edit.text);
                    }
                    names.push((name, item.name));
                }
                Err(refused) => {
                    assert_eq!(refused.code, "rename-special", "{}: {}", sources[file].name, item.name);
                    done += 1;
                }
            }
        }
    }
    (sources, names)
}

/// What the check says and what the examples give, without names.
fn said(sources: &[Source], roots: &[usize]) -> (Vec<&'static str>, Vec<(bool, Vec<String>)>) {
    let checked = check(sources, roots);
    let codes = checked.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let outcome = |outcome: tiercel::ExampleOutcome| {
        let got = outcome.expectations.iter().map(|expectation| expectation.got.clone()).collect();
        (outcome.passed(), got)
    };
    (codes, run_examples(&checked.plan, "").into_iter().map(outcome).collect())
}

#[test]
fn tables_and_columns_renamed_give_the_same_diagnostics_and_examples() {
    for folder in folders() {
        let (sources, roots) = sources(&folder);
        let (after, names) = renamed(&sources, &["table", "column"]);
        assert!(names.len() > 2, "{}", folder.display());
        assert_eq!(said(&sources, &roots), said(&after, &roots), "{}\n{}", folder.display(), after[0].text);
    }
}

#[test]
fn lines_and_rates_renamed_give_the_same_diagnostics_and_results() {
    let kinds = ["line", "pay", "earn", "param", "define", "tiers", "matrix", "rates", "output"];
    for folder in folders() {
        let (sources, roots) = sources(&folder);
        let (after, names) = renamed(&sources, &kinds);
        assert!(!names.is_empty(), "{}", folder.display());
        assert_eq!(said(&sources, &roots), said(&after, &roots), "{}\n{}", folder.display(), after[0].text);
        let results = |sources: &[Source]| {
            let data = folder::read(&folder::plans_of(&folder).unwrap(), &folder).ok()?;
            let plan = check(sources, &roots).plan;
            let results = run(&plan, &data.tables, &Request::of_all(&data.history, &data.params)).ok()?;
            let mut text = String::new();
            results.write_canonical(&mut text).unwrap();
            Some(text)
        };
        // History names lines outside the files.
        if folder.join("history.csv").exists() {
            continue;
        }
        let (Some(before), Some(mut text)) = (results(&sources), results(&after)) else { continue };
        for (new, old) in names.iter().rev() {
            text = text.replace(&format!("\t{new}\t"), &format!("\t{old}\t"));
        }
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&before), sorted(&text), "{}", folder.display());
    }
}
