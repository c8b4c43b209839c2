//! Runs shell sessions that stand in Markdown pages: `tests/transcripts/*.md` and the guides under `docs/`.
//!
//! Each page gets a folder of its own. A block `plan file: a.plan` or `csv file: data/Deals.csv` is written there; in a
//! block `console` a line `$ tiercel …` is run there and what follows is what it prints, first its output, then its
//! messages, and `(exit code 1)` if it does not end with 0. A line `...` stands for any lines. `$ ls folder` and `$ cat file`
//! work without a shell. With `TIERCEL_UPDATE=1` the pages are rewritten to what was printed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn sessions_print_what_the_pages_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut pages = pages_of(&root.join("tests/transcripts"));
    pages.extend(pages_of(&root.join("docs")));
    let update = std::env::var_os("TIERCEL_UPDATE").is_some();
    let mut failures = String::new();
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        if !text.contains("```console") {
            continue;
        }
        let folder = Folder::new(&page.file_stem().unwrap().to_string_lossy());
        let printed = play(&text, &folder.0, &mut failures, &page.file_name().unwrap().to_string_lossy());
        if update && printed != text {
            std::fs::write(&page, printed).unwrap();
        }
    }
    assert!(update || failures.is_empty(), "{failures}");
}

fn pages_of(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).map(|entries| entries.map(|entry| entry.unwrap().path()).collect::<Vec<_>>()).unwrap_or_default();
    let mut pages: Vec<PathBuf> = entries.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    pages.sort();
    pages
}

/// A folder that is gone with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tiercel-transcript-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

/// The page as it should be; what differs goes to `failures`.
fn play(page: &str, folder: &Path, failures: &mut String, name: &str) -> String {
    let mut result = String::new();
    let mut lines = page.lines().enumerate().peekable();
    while let Some((_, line)) = lines.next() {
        let _ = writeln!(result, "{line}");
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else { continue };
        let mut block = Vec::new();
        for (number, line) in lines.by_ref() {
            if line == "```" {
                break;
            }
            block.push((number + 1, line));
        }
        if kind == "console" {
            session(&block, folder, failures, name, &mut result);
        } else {
            block.iter().for_each(|(_, line)| writeln!(result, "{line}").unwrap());
            if let Some((_, path)) = kind.split_once("file:") {
                let path = folder.join(path.trim());
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                let text = block.iter().fold(String::new(), |text, (_, line)| text + line + "\n");
                std::fs::write(path, text).unwrap();
            }
        }
        result.push_str("```\n");
    }
    result
}

fn session(block: &[(usize, &str)], folder: &Path, failures: &mut String, name: &str, result: &mut String) {
    let mut rest = block;
    while let Some(((number, line), after)) = rest.split_first() {
        let Some(command) = line.strip_prefix("$ ") else { panic!("{name}:{number}: a session begins with `$ `") };
        let end = after.iter().position(|(_, line)| line.starts_with("$ ")).unwrap_or(after.len());
        let (expected, next) = after.split_at(end);
        let expected: Vec<&str> = expected.iter().map(|(_, line)| line.trim_end()).collect();
        let got = run(command, folder);
        let got: Vec<&str> = got.lines().map(str::trim_end).collect();
        let _ = writeln!(result, "{line}");
        let agreed = matches(&expected, &got);
        for line in if agreed { &expected } else { &got } {
            let _ = writeln!(result, "{line}");
        }
        if !agreed {
            let _ = writeln!(failures, "\n{name}:{number}: $ {command}\nexpected:\n{}\ngot:\n{}", expected.join("\n"), got.join("\n"));
        }
        rest = next;
    }
}

/// Whether the lines agree; `...` stands for any lines.
fn matches(expected: &[&str], got: &[&str]) -> bool {
    match expected.split_first() {
        None => got.is_empty(),
        Some((&"...", rest)) => (0..=got.len()).any(|skipped| matches(rest, got.get(skipped..).unwrap_or_default())),
        Some((first, rest)) => got.split_first().is_some_and(|(line, others)| line == first && matches(rest, others)),
    }
}

fn run(command: &str, folder: &Path) -> String {
    let words = words(command);
    let (program, arguments) = words.split_first().unwrap();
    match program.as_str() {
        "cat" => std::fs::read_to_string(folder.join(arguments.first().unwrap())).unwrap(),
        "ls" => {
            let at = folder.join(arguments.first().map_or(".", String::as_str));
            let mut names: Vec<String> =
                std::fs::read_dir(at).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
            names.sort();
            names.join("\n")
        }
        "tiercel" => {
            let output = Command::new(env!("CARGO_BIN_EXE_tiercel"))
                .args(arguments)
                .current_dir(folder)
                .env_remove("LC_ALL")
                .env_remove("LC_MESSAGES")
                .env("LANG", "C.UTF-8")
                .output()
                .unwrap();
            let mut text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            match output.status.code() {
                Some(0) => {}
                Some(code) => {
                    let _ = writeln!(text, "(exit code {code})");
                }
                None => text.push_str("(killed)\n"),
            }
            text
        }
        other => panic!("a session has tiercel, ls and cat, not {other}"),
    }
}

/// The words of a command; quotes keep blanks together.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for character in command.chars() {
        match (quote, character) {
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, ' ') if !word.is_empty() => words.push(std::mem::take(&mut word)),
            (None, ' ') => {}
            _ => word.push(character),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
