//! The pages under `errors/`: a plan with a mistake, what is said of it, and the plan mended.

use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use tiercel::{Diagnostic, Language, Severity, Source, check, word};

/// A page, cut into its blocks.
pub struct Page {
    code: String,
    text: String,
    blocks: Vec<Block>,
    standard: String,
}

struct Block {
    /// What stands behind the three backquotes.
    info: String,
    body: String,
    /// Where the body stands in the page.
    start: usize,
}

/// The pages of a folder with their texts, by name.
///
/// # Errors
/// A file that can't be read.
pub fn pages(folder: &Path) -> Result<Vec<(PathBuf, String)>> {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_page = path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("README.md");
        if is_page {
            let text = std::fs::read_to_string(&path)?;
            pages.push((path, text));
        }
    }
    pages.sort();
    Ok(pages)
}

impl Page {
    /// Reads a page: its code is its file's name.
    ///
    /// # Errors
    /// A page without title, plan, message or mended plan.
    pub fn read(path: &Path, text: &str) -> Result<Page> {
        let code = path.file_stem().context("a page has a name")?.to_string_lossy().into_owned();
        let standard = std::fs::read_to_string(path.with_file_name("standard.plan"))?;
        ensure!(text.starts_with(&format!("# `{code}`: ")), "the title begins with the code");
        let page = Page { code, text: text.to_owned(), blocks: blocks(text), standard };
        page.plan(false)?;
        page.plan(true)?;
        page.message()?;
        Ok(page)
    }

    /// Checks what the page says. With `bless`, gives the page with the message as it is now, if it was another.
    ///
    /// # Errors
    /// What is not as the page says.
    pub fn check(&self, bless: bool) -> Result<Option<String>> {
        let (said, found) = self.said(self.plan(false)?);
        let errors: Vec<&Diagnostic> = found.iter().filter(|one| one.severity == Severity::Error).collect();
        ensure!(found.iter().any(|one| one.code == self.code), "the plan does not have it, but:\n{said}");
        ensure!(errors.iter().all(|one| one.code == self.code), "the plan has other errors:\n{said}");
        let (mended, left) = self.said(self.plan(true)?);
        let clean = left.iter().all(|one| one.severity == Severity::Warning && one.code != self.code);
        ensure!(clean, "the mended plan is not mended:\n{mended}");
        let message = self.message()?;
        if message.body == said {
            return Ok(None);
        }
        if !bless {
            bail!("the page says\n{}but it is\n{said}", message.body);
        }
        let mut text = self.text.clone();
        text.replace_range(message.start..message.start + message.body.len(), &said);
        Ok(Some(text))
    }

    fn plan(&self, mended: bool) -> Result<&Block> {
        let is_plan = |block: &&Block| block.is("plan") && !block.is("file") && !block.is("with") && block.is("mended") == mended;
        self.blocks.iter().find(is_plan).context(if mended { "there is no mended plan" } else { "there is no plan" })
    }

    fn message(&self) -> Result<&Block> {
        self.blocks.iter().find(|block| block.is("text")).context("there is no text block")
    }

    /// The sources of the plan and of the mended plan, and how many of them are plans of the run, which come first.
    ///
    /// # Errors
    /// A page without one of them.
    pub fn plans(&self) -> Result<[(Vec<Source>, usize); 2]> {
        Ok([self.sources(self.plan(false)?), self.sources(self.plan(true)?)])
    }

    fn sources(&self, block: &Block) -> (Vec<Source>, usize) {
        let text = if block.is("alone") { block.body.clone() } else { completed(&block.body, &self.standard) };
        let others = |kind: &'static str| {
            let named = |other: &Block| other.info.split_whitespace().last().unwrap_or("").to_owned();
            self.blocks.iter().filter(move |other| other.is(kind)).map(move |other| Source { name: named(other), text: other.body.clone() })
        };
        let mut sources = vec![Source { name: "page.plan".into(), text }];
        sources.extend(others("with"));
        let plans = sources.len();
        sources.extend(others("file"));
        (sources, plans)
    }

    /// What is said of a plan, as text and as it is.
    fn said(&self, block: &Block) -> (String, Vec<Diagnostic>) {
        let (sources, plans) = self.sources(block);
        let found = check(&sources, &(0..plans).collect::<Vec<_>>()).diagnostics;
        let mut said = String::new();
        for one in &found {
            said.push_str(&shown(&sources, one));
        }
        (said, found)
    }
}

impl Block {
    fn is(&self, word: &str) -> bool {
        self.info.split_whitespace().any(|found| found == word)
    }
}

/// Place, code and message; the help below.
fn shown(sources: &[Source], one: &Diagnostic) -> String {
    let source = sources.get(usize::from(one.span.file));
    let before = source.and_then(|source| source.text.get(..one.span.start as usize)).unwrap_or("");
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    let file = match (one.span.file, source) {
        (0, _) | (_, None) => String::new(),
        (_, Some(source)) => format!("{}:", source.name),
    };
    let kind = match one.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let wording = word(one.code, &one.args, Language::English);
    let help = if wording.help.is_empty() { String::new() } else { format!("  help: {}\n", wording.help) };
    format!("{file}{line}:{column} {kind}[{}]: {}\n{help}", one.code, wording.message)
}

/// The plan with those standard declarations that it does not make itself, below its own.
fn completed(text: &str, standard: &str) -> String {
    let mut text = text.to_owned();
    let own: Vec<String> = text.lines().map(declared).collect();
    for declaration in standard.split("\n\n") {
        let name = declared(declaration);
        if !own.contains(&name) {
            text.push_str(&format!("\n{}\n", declaration.trim_end()));
        }
    }
    text
}

/// What a declaration declares: a word of the header, or its name.
fn declared(line: &str) -> String {
    if line.starts_with([' ', '\t', '#', '|', '}', ')']) {
        return String::new();
    }
    let mut words = line.split([' ', '(', '=', '{', ':']).filter(|word| !word.is_empty());
    match words.next() {
        Some("table" | "tiers" | "matrix" | "rates" | "param" | "pay" | "earn" | "define") => words.next().unwrap_or("").to_owned(),
        Some(word) => word.to_owned(),
        None => String::new(),
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        offset += line.len();
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(Block { info: info.trim().to_owned(), body: String::new(), start: offset }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.body.push_str(line),
            (None, None) => {}
        }
    }
    blocks
}
