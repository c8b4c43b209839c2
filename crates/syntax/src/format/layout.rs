//! Text that may break: pieces with places for line ends, laid out within a width.

/// Lines are kept within so many cells where the text can be broken at all.
pub(super) const WIDTH: usize = 100;
/// What a level of indentation adds.
pub(super) const STEP: usize = 2;

/// A text with places where it may break.
#[derive(Clone, Debug)]
pub(super) enum Doc {
    /// As it is, on one line.
    Text(String),
    /// A blank, or a line end.
    Line,
    /// Nothing, or a line end.
    Soft,
    /// One after the other.
    All(Vec<Doc>),
    /// Its own line ends break only if it does not fit on the line.
    Group(Box<Doc>),
    /// Lines that begin within it stand further in.
    Indent(Box<Doc>),
}

impl Doc {
    pub(super) fn text(text: impl Into<String>) -> Doc {
        Doc::Text(text.into())
    }

    pub(super) fn group(parts: Vec<Doc>) -> Doc {
        Doc::Group(Box::new(Doc::All(parts)))
    }

    pub(super) fn indent(parts: Vec<Doc>) -> Doc {
        Doc::Indent(Box::new(Doc::All(parts)))
    }

    /// `open`, the items with a comma after each but the last, `close`; one per line if they do not fit on one.
    pub(super) fn list(open: &str, items: Vec<Doc>, close: &str) -> Doc {
        let mut inner = vec![Doc::Soft];
        inner.append(&mut separated(items));
        Doc::group(vec![Doc::text(open), Doc::indent(inner), Doc::Soft, Doc::text(close)])
    }

    /// The whole of a formula: where it breaks at operators, they begin the lines and stand no further in.
    pub(super) fn outermost(self) -> Doc {
        let Doc::Group(inner) = self else { return self };
        let Doc::All(parts) = *inner else { return Doc::Group(inner) };
        match <[Doc; 2]>::try_from(parts) {
            Ok([first, Doc::Indent(rest)]) => Doc::group(vec![first, *rest]),
            Ok([first, rest]) => Doc::group(vec![first, rest]),
            Err(parts) => Doc::group(parts),
        }
    }

    /// On one line.
    pub(super) fn flat(&self) -> String {
        let mut out = String::new();
        let mut open = vec![self];
        while let Some(doc) = open.pop() {
            match doc {
                Doc::Text(text) => out.push_str(text),
                Doc::Line => out.push(' '),
                Doc::Soft => {}
                Doc::All(parts) => open.extend(parts.iter().rev()),
                Doc::Group(inner) | Doc::Indent(inner) => open.push(inner),
            }
        }
        out
    }

    /// Laid out from `column` on; broken lines begin at `indent` or further in.
    pub(super) fn layout(&self, mut column: usize, indent: usize) -> String {
        let mut out = String::new();
        // What is still to come, each with its indentation and whether it breaks.
        let mut open: Vec<(usize, bool, &Doc)> = vec![(indent, true, self)];
        while let Some((indent, breaks, doc)) = open.pop() {
            match doc {
                Doc::Text(text) => {
                    out.push_str(text);
                    column += cells(text);
                }
                Doc::Line | Doc::Soft if breaks => {
                    out.truncate(out.trim_end_matches(' ').len());
                    out.push('\n');
                    out.push_str(&" ".repeat(indent));
                    column = indent;
                }
                Doc::Line => {
                    out.push(' ');
                    column += 1;
                }
                Doc::Soft => {}
                Doc::All(parts) => open.extend(parts.iter().rev().map(|part| (indent, breaks, part))),
                Doc::Indent(inner) => open.push((indent + STEP, breaks, inner)),
                Doc::Group(inner) => {
                    let breaks = !fits(inner, &open, WIDTH.saturating_sub(column));
                    open.push((indent, breaks, inner));
                }
            }
        }
        out
    }
}

/// The items with a comma and a place to break after each but the last.
pub(super) fn separated(items: Vec<Doc>) -> Vec<Doc> {
    let mut parts = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            parts.push(Doc::text(","));
            parts.push(Doc::Line);
        }
        parts.push(item);
    }
    parts
}

/// Whether `doc` on one line, and what follows it up to the next line end, fits into `room`.
fn fits(doc: &Doc, rest: &[(usize, bool, &Doc)], room: usize) -> bool {
    let mut used = 0;
    let mut rest = rest.iter().rev();
    let mut open: Vec<(bool, &Doc)> = vec![(false, doc)];
    while used <= room {
        let Some((breaks, doc)) = open.pop().or_else(|| rest.next().map(|(_, breaks, doc)| (*breaks, *doc))) else {
            return true;
        };
        match doc {
            Doc::Text(text) => used += cells(text),
            Doc::Line | Doc::Soft if breaks => return true,
            Doc::Line => used += 1,
            Doc::Soft => {}
            Doc::All(parts) => open.extend(parts.iter().rev().map(|part| (breaks, part))),
            Doc::Indent(inner) => open.push((breaks, inner)),
            Doc::Group(inner) => open.push((false, inner)),
        }
    }
    false
}

/// How many cells of a terminal or a fixed font a text takes: wide characters take two, marks that combine none.
pub(super) fn cells(text: &str) -> usize {
    text.chars().map(cells_of).sum()
}

/// After Unicode Standard Annex 11, its classes W and F, with the blocks of emoji.
fn cells_of(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97c}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1f9ff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}
