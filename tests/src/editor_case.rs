//! Cases of what an editor asks: files with carets, questions, and the answers as text.
//!
//! A case file is cut by lines: `== title` begins a case, `-- name.plan` a file, `?? question` a question; below a question
//! stands its answer. Files hold for all questions of their case; the caret `‸` in one of them is the place asked about.

use crate::places;
use anyhow::{Context, Result};
use std::path::PathBuf;
use tiercel::{Language, Source, editor, word};

/// A file of cases.
pub struct CaseFile {
    /// Its text.
    pub text: String,
}

/// All of them.
///
/// # Errors
/// A file that can't be read.
pub fn cases() -> Result<Vec<(PathBuf, CaseFile)>> {
    let folder = places::tests().join("editor");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            files.push((path.clone(), CaseFile { text: std::fs::read_to_string(path)? }));
        }
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(files)
}

#[derive(Default)]
struct Case {
    files: Vec<(String, String)>,
}

impl CaseFile {
    /// The text with the answers that are given now, and how many there are.
    pub fn answered(&self) -> (String, usize) {
        let mut out = String::new();
        let mut case = Case::default();
        let mut count = 0;
        // Whether lines are those of a file; otherwise they are an old answer.
        let mut in_file = true;
        for line in self.text.lines() {
            if line.starts_with("== ") {
                case = Case::default();
                in_file = true;
            } else if let Some(name) = line.strip_prefix("-- ") {
                case.files.push((name.to_owned(), String::new()));
                in_file = true;
            } else if let Some(question) = line.strip_prefix("?? ") {
                in_file = false;
                count += 1;
                out.push_str(&format!("{line}\n{}", case.answer(question)));
                continue;
            } else if in_file {
                if let Some((_, text)) = case.files.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            } else if line.is_empty() {
                out.push('\n');
                continue;
            } else {
                continue;
            }
            out.push_str(line);
            out.push('\n');
        }
        (out, count)
    }
}

impl Case {
    fn answer(&self, question: &str) -> String {
        let caret = self.files.iter().enumerate().find_map(|(number, (_, text))| Some((number, text.find('‸')?)));
        let (file, offset) = caret.unwrap_or((0, 0));
        let sources: Vec<Source> =
            self.files.iter().map(|(name, text)| Source { name: name.clone(), text: text.replace('‸', "") }).collect();
        let text = sources.get(file).map_or("", |source| source.text.as_str());
        let mut words = question.split(' ');
        let kind = words.next().unwrap_or("");
        let rest: Vec<&str> = words.collect();
        let language = if rest.first() == Some(&"zh") { Language::Chinese } else { Language::English };
        let lines = match kind {
            "tokens" => editor::tokens(&sources, file)
                .into_iter()
                .filter(|token| token.kind != editor::TokenKind::Blank)
                .map(|token| format!("{} `{}`", token.kind.word(), text.get(token.start..token.end).unwrap_or("")))
                .collect(),
            "outline" => outline(&editor::outline(text), 0),
            "folding" => {
                editor::folding(text).into_iter().map(|(start, end)| format!("{} .. {}", at(text, start), at(text, end))).collect()
            }
            "definition" => editor::definition(&sources, file, offset).into_iter().map(|place| placed(&sources, place)).collect(),
            "references" => editor::references(&sources, file, offset)
                .into_iter()
                .map(|(place, declares)| format!("{}{}", placed(&sources, place), if declares { " declared" } else { "" }))
                .collect(),
            "rename" => match editor::rename(&sources, file, offset, &rest.join(" ")) {
                Ok(edits) => changed(&sources, &edits),
                Err(refused) => vec![format!("refused: {}", word(refused.code, &refused.args, Language::English).message)],
            },
            "complete" => completions(&editor::complete(&sources, file, offset, language), text, rest.contains(&"all")),
            "hover" => hover(&sources, file, offset, language),
            "signature" => editor::signature(&sources, file, offset).map_or_else(Vec::new, |signature| {
                let active = signature.active.and_then(|active| signature.parameters.get(active));
                let active = active.and_then(|(start, end)| signature.text.get(*start..*end)).unwrap_or("-");
                vec![signature.text.clone(), format!("in: {active}")]
            }),
            "fixes" => editor::fixes(&sources, file)
                .into_iter()
                .flat_map(|mending| {
                    let mut lines = vec![format!("{} at {}", mending.diagnostic.code, at(text, mending.diagnostic.span.start as usize))];
                    lines.extend(changed(&sources, &mending.edits));
                    lines
                })
                .collect(),
            "diagnostics" => tiercel::check(&sources, &[file])
                .diagnostics
                .iter()
                .map(|said| format!("{} at {}", said.code, at(text, said.span.start as usize)))
                .collect(),
            _ => vec![format!("no such question: {kind}")],
        };
        let lines = if lines.is_empty() { vec!["nothing".to_owned()] } else { lines };
        lines.iter().map(|line| format!("   {line}\n")).collect()
    }
}

/// Line and character, from 1.
fn at(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or("");
    format!("{}:{}", before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or("").chars().count() + 1)
}

fn placed(sources: &[Source], place: editor::Place) -> String {
    let Some(source) = sources.get(place.file) else { return String::new() };
    format!("{}:{} `{}`", source.name, at(&source.text, place.start), source.text.get(place.start..place.end).unwrap_or("?"))
}

/// The lines that changes change, as they are then.
fn changed(sources: &[Source], edits: &[editor::Edit]) -> Vec<String> {
    let mut lines = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let mut text = source.text.clone();
        let mut own: Vec<&editor::Edit> = edits.iter().filter(|edit| edit.place.file == number).collect();
        own.sort();
        for edit in own.iter().rev() {
            text.replace_range(edit.place.start..edit.place.end, &edit.text);
        }
        let differ = text.lines().zip(source.text.lines()).enumerate().filter(|(_, (after, before))| after != before);
        lines.extend(differ.map(|(line, (after, _))| format!("{}:{}: {}", source.name, line + 1, after.trim())));
    }
    lines
}

fn outline(items: &[editor::OutlineItem], depth: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for item in items {
        let detail = if item.detail.is_empty() { String::new() } else { format!(" ({})", item.detail) };
        lines.push(format!("{}{} {}{detail}", "  ".repeat(depth), item.kind.word(), item.name));
        lines.extend(outline(&item.children, depth + 1));
    }
    lines
}

/// The first of a list with what each is; how many there are.
fn completions(items: &[editor::Completion], text: &str, all: bool) -> Vec<String> {
    let shown = if all { items.len() } else { 6 };
    let line = |item: &editor::Completion| {
        let replaced = text.get(item.replaced.0..item.replaced.1).unwrap_or("?");
        let insert = if item.insert == item.label { String::new() } else { format!(" inserts `{}`", item.insert) };
        let doc = if item.doc.is_empty() { String::new() } else { format!(" — {}", item.doc.replace('\n', " ")) };
        let detail = if item.detail.is_empty() { String::new() } else { format!(": {}", item.detail) };
        format!("{} {}{detail}{doc}{insert} for `{replaced}`", item.kind.word(), item.label)
    };
    let mut lines: Vec<String> = items.iter().take(shown).map(line).collect();
    if items.len() > shown {
        lines.push(format!("and {} more", items.len() - shown));
    }
    lines
}

fn hover(sources: &[Source], file: usize, offset: usize, language: Language) -> Vec<String> {
    let Some(hover) = editor::hover(sources, file, offset) else { return Vec::new() };
    let mut lines = vec![placed(sources, hover.place), format!("title: {}", hover.title)];
    lines.extend(hover.ty.map(|ty| format!("type: {ty}")));
    lines.extend(hover.doc.lines().map(|line| format!("doc: {line}")));
    lines.extend(hover.function.map(|function| format!("help: {}, as in {}", function.summary(language), function.example)));
    lines.extend(hover.depends.map(|(code, args)| format!("depends: {}", word(code, &args, language).message)));
    lines
}
