//! The declarations of a text, and what can be folded.

use super::sketch::{Declaration, DeclarationKind, Sketch};
use tiercel_syntax::LexemeKind;
use tiercel_value::order;

/// A declaration, or a column or output in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineItem {
    /// What it is.
    pub kind: OutlineKind,
    /// Its name; the title of an example.
    pub name: String,
    /// What tells it from others of its name: a label, `from 2026-07-01`, a type as written.
    pub detail: String,
    /// All of it, first byte and the byte after the last.
    pub range: (usize, usize),
    /// Its name.
    pub name_range: (usize, usize),
    /// Columns and outputs.
    pub children: Vec<OutlineItem>,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutlineKind {
    /// A declaration.
    Declaration(DeclarationKind),
    /// A column.
    Column,
    /// An output of tiers or rates.
    Output,
}

impl OutlineKind {
    /// Its name where it crosses a boundary.
    pub fn word(self) -> &'static str {
        match self {
            OutlineKind::Declaration(kind) => kind.word(),
            OutlineKind::Column => "column",
            OutlineKind::Output => "output",
        }
    }
}

impl DeclarationKind {
    /// Its name where it crosses a boundary: the word that begins it.
    pub fn word(self) -> &'static str {
        match self {
            DeclarationKind::Plan => "plan",
            DeclarationKind::Header => "header",
            DeclarationKind::Use => "use",
            DeclarationKind::Import => "import",
            DeclarationKind::Table => "table",
            DeclarationKind::Tiers => "tiers",
            DeclarationKind::Matrix => "matrix",
            DeclarationKind::Rates => "rates",
            DeclarationKind::Param => "param",
            DeclarationKind::Define => "define",
            DeclarationKind::Pay => "pay",
            DeclarationKind::Earn => "earn",
            DeclarationKind::Line => "line",
            DeclarationKind::Example => "example",
        }
    }
}

/// The declarations of a text that have a name, in order.
pub fn outline(text: &str) -> Vec<OutlineItem> {
    let sketch = Sketch::new(text);
    sketch.declarations.iter().filter_map(|declaration| item(&sketch, declaration)).collect()
}

fn item(sketch: &Sketch<'_>, declaration: &Declaration) -> Option<OutlineItem> {
    let name = declaration.name.as_ref()?;
    let from = declaration.words.clone().find(|at| declaration.dated && sketch.str(*at) == "from");
    let after = sketch.declarations_word_after(name.end, declaration);
    let detail = match (from, after) {
        (Some(from), _) => format!("from {}", sketch.str(from + 1)),
        (None, Some(label)) => label.to_owned(),
        (None, None) => String::new(),
    };
    let columns = declaration.columns.iter().map(|member| OutlineItem {
        kind: OutlineKind::Column,
        name: member.name.text.clone(),
        detail: one_line(sketch.slice(member.name.end, member.end)),
        range: (member.name.start, member.end),
        name_range: (member.name.start, member.name.end),
        children: Vec::new(),
    });
    let outputs = declaration.outputs.iter().map(|output| OutlineItem {
        kind: OutlineKind::Output,
        name: output.text.clone(),
        detail: String::new(),
        range: (output.start, output.end),
        name_range: (output.start, output.end),
        children: Vec::new(),
    });
    Some(OutlineItem {
        kind: OutlineKind::Declaration(declaration.kind),
        name: name.text.clone(),
        detail,
        range: (declaration.start, declaration.end),
        name_range: (name.start, name.end),
        children: columns.chain(outputs).collect(),
    })
}

/// Text on one line, blanks single.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl<'a> Sketch<'a> {
    /// The label of a line, right behind its name.
    fn declarations_word_after(&self, end: usize, declaration: &Declaration) -> Option<&'a str> {
        let next = declaration.words.clone().find(|at| self.word(*at).is_some_and(|word| word.start >= end))?;
        let word = self.word(next).filter(|word| word.kind == LexemeKind::Text)?;
        Some(self.slice(word.start, word.end).trim_matches('"'))
    }
}

/// What can be folded away: first and last byte of declarations, blocks and comments of more than one line. What is
/// folded begins at the end of the first line.
pub fn folding(text: &str) -> Vec<(usize, usize)> {
    let sketch = Sketch::new(text);
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for declaration in &sketch.declarations {
        ranges.push((declaration.start, declaration.end));
        let mut open = Vec::new();
        for at in declaration.words.clone() {
            let Some(word) = sketch.word(at) else { continue };
            match sketch.str(at) {
                "{" => open.push(word.start),
                "}" => {
                    // The outermost block ends where its declaration does.
                    if let Some(start) = open.pop().filter(|_| !open.is_empty()) {
                        ranges.push((start, word.end));
                    }
                }
                _ => {}
            }
        }
    }
    ranges.extend(comments(&sketch));
    let folded = |(start, end): (usize, usize)| {
        let line = text.get(start..end)?.find('\n')?;
        Some((start + line, end))
    };
    let mut folds: Vec<(usize, usize)> = ranges.into_iter().filter_map(folded).collect();
    order::sort(&mut folds);
    folds.dedup();
    folds
}

/// Comment lines one below the other.
fn comments(sketch: &Sketch<'_>) -> Vec<(usize, usize)> {
    let mut blocks: Vec<(usize, usize)> = Vec::new();
    for lexeme in sketch.all.iter().filter(|lexeme| lexeme.kind == LexemeKind::Comment) {
        match blocks.last_mut() {
            Some((_, end)) if matches!(sketch.slice(*end, lexeme.start), "\n" | "\r\n") => *end = lexeme.end,
            Some(_) | None => blocks.push((lexeme.start, lexeme.end)),
        }
    }
    blocks
}
