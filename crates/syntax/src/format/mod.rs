//! The formatter: one way to write a plan.
//!
//! It changes blanks, line ends, the order of clauses and the case of built-in functions, never what is meant. Comments stay,
//! blank lines too, one at most; columns between bars and the `=` of neighbouring lines are aligned; what is longer than 100
//! cells is broken. A declaration that can't be parsed, or with a comment in the midst of a formula, stays as it was written.

mod assignment;
mod block;
mod comments;
mod declarations;
mod expressions;
mod layout;
mod rows;

use crate::cut;
use crate::parse::{MAX_SOURCE, pair_of};
use assignment::Assignment;
use block::Line;
use comments::Source;
use declarations::Made;

/// Formats a plan. Formatting its result again changes nothing.
///
/// ```
/// assert_eq!(tiercel_syntax::format("Quota=one( Quotas[Quota] )\n\n\n# Sum\nB = 1"), "Quota = ONE(Quotas[Quota])\n\n# Sum\nB = 1\n");
/// ```
pub fn format(text: &str) -> String {
    if text.len() > MAX_SOURCE {
        return text.to_owned();
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let mut pieces = Vec::new();
    let mut end = 0;
    for piece in cut::pieces(&text) {
        let before = gap(text.get(end..piece.start).unwrap_or(""), end);
        end = piece.start + piece.text.len();
        pieces.push(Piece { before, content: content(piece.text) });
    }
    let mut out = String::new();
    for run in pieces.chunk_by(|above, below| below.before.is_empty() && above.runs_into(below)) {
        let width = run.iter().filter_map(Piece::aligned).map(Assignment::name_width).max().unwrap_or(0);
        for piece in run {
            push(&mut out, &piece.before);
            match &piece.content {
                Content::Text(text) => out.push_str(text),
                Content::Assignment { made, tail } => {
                    out.push_str(&made.lay_out(width, 0));
                    out.push_str(tail);
                }
            }
            out.push('\n');
        }
    }
    push(&mut out, &gap(text.get(end..).unwrap_or(""), end));
    out.truncate(out.trim_end_matches('\n').len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// A declaration and the comments and blank lines before it.
struct Piece {
    before: Vec<String>,
    content: Content,
}

enum Content {
    Text(String),
    Assignment { made: Assignment, tail: String },
}

impl Piece {
    /// Its assignment, if what follows the name is aligned with that of its neighbours.
    fn aligned(&self) -> Option<&Assignment> {
        match &self.content {
            Content::Assignment { made, .. } if made.aligned => Some(made),
            Content::Assignment { .. } | Content::Text(_) => None,
        }
    }

    /// Whether the declaration below, if nothing stands between them, is of the same run: lines, or params,
    /// each on one line.
    fn runs_into(&self, below: &Piece) -> bool {
        match (&self.content, &below.content) {
            (Content::Assignment { made, tail }, Content::Assignment { made: other, .. }) => {
                !tail.contains('\n') && made.is_param() == other.is_param() && made.fits() && other.fits()
            }
            (Content::Text(_), _) | (_, Content::Text(_)) => false,
        }
    }
}

/// The lines before a declaration: comments, and empty lines, never two in a row. What stands before the first line end is
/// that of the declaration before.
fn gap(text: &str, start: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n').skip(usize::from(start > 0)) {
        let line = line.trim_end();
        if !line.is_empty() || lines.last().is_none_or(|last| !last.is_empty()) {
            lines.push(line.to_owned());
        }
    }
    lines
}

fn push(out: &mut String, lines: &[String]) {
    for line in lines {
        let doubled = line.is_empty() && (out.is_empty() || out.ends_with("\n\n"));
        if !doubled {
            out.push_str(line);
            out.push('\n');
        }
    }
}

fn content(text: &str) -> Content {
    let as_written = || Content::Text(text.to_owned());
    if text.contains('\r') {
        return as_written();
    }
    let Some(declaration) = pair_of(text) else { return as_written() };
    let source = Source::new(text, &declaration);
    let Some(inner) = declaration.into_inner().next() else { return as_written() };
    let made = declarations::declaration(&source, &inner);
    let end = source.end_of(&inner);
    let mut tail = vec![Line { text: String::new(), comment: "" }];
    block::comments(&source, &mut tail, &mut end.clone(), text.len(), layout::STEP, end);
    let tail = block::joined(&tail);
    match made {
        Some(Made::Text(text)) => Content::Text(format!("{text}{tail}")),
        Some(Made::Assignment(made)) => Content::Assignment { made, tail },
        None => as_written(),
    }
}
