//! A file cut into declarations by the first columns of its lines.

/// One declaration: its text, where it begins, and the comment right above it.
#[derive(Debug)]
pub struct Piece<'a> {
    /// From its first character to its last.
    pub text: &'a str,
    /// The byte at which it begins.
    pub start: usize,
    /// The comment lines right above it, without `#`.
    pub doc: String,
}

/// A declaration begins at the start of a line; its other lines begin with a blank, `}`, `)` or `|`. Empty lines and
/// lines that begin with `#` neither begin nor end one.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut open: Option<(usize, usize, String)> = None;
    let mut doc = String::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let content = line.trim_end();
        if let Some(comment) = content.strip_prefix('#') {
            doc.push_str(comment.strip_prefix(' ').unwrap_or(comment));
            doc.push('\n');
            continue;
        }
        if content.is_empty() {
            doc.clear();
            continue;
        }
        let continues = content.starts_with([' ', '\t', '}', ')', '|', '\u{3000}']);
        if continues && let Some((_, end, _)) = &mut open {
            *end = start + content.len();
        } else {
            close(text, open.take(), &mut pieces);
            open = Some((start, start + content.len(), doc.trim_end().to_owned()));
        }
        doc.clear();
    }
    close(text, open, &mut pieces);
    pieces
}

fn close<'a>(text: &'a str, open: Option<(usize, usize, String)>, pieces: &mut Vec<Piece<'a>>) {
    if let Some((start, end, doc)) = open
        && let Some(text) = text.get(start..end)
    {
        pieces.push(Piece { text, start, doc });
    }
}
