//! Known slips, found before parsing: full-width punctuation, `==`, `;` between arguments, `$A$1`, `50,000`.

use crate::diagnostic::Diagnostic;
use tiercel_plan::Span;

const FULL_WIDTH: [(char, &str); 15] = [
    ('（', "("),
    ('）', ")"),
    ('，', ","),
    ('：', ":"),
    ('；', ","),
    ('％', "%"),
    ('＝', "="),
    ('＋', "+"),
    ('－', "-"),
    ('＊', "*"),
    ('／', "/"),
    ('＜', "<"),
    ('＞', ">"),
    ('【', "["),
    ('】', "]"),
];

/// The slips of one declaration, with their fixes. `at` makes a span of byte offsets in `text`.
pub(crate) fn find(text: &str, at: &dyn Fn(usize, usize) -> Span) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut state = State::Code;
    let mut chars = text.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next = chars.peek().map_or('\0', |(_, c)| *c);
        match (state, c) {
            (State::Code, '"') => state = State::Text,
            (State::Code, '[') => state = State::Column,
            (State::Code, '#') => state = State::Comment,
            (State::Text, '"') | (State::Column, ']') | (State::Comment | State::Text | State::Column, '\n') => state = State::Code,
            (State::Text | State::Column | State::Comment, _) => {}
            (State::Code, _) => {
                let pair = |found: &mut Vec<Diagnostic>, code, text: &str| {
                    let span = at(offset, offset + c.len_utf8() + next.len_utf8());
                    found.push(Diagnostic::error(code, span).arg("found", format!("{c}{next}")).arg("wanted", text).fix(span, text));
                };
                let here = at(offset, offset + c.len_utf8());
                if let Some((_, plain)) = FULL_WIDTH.iter().find(|(wide, _)| *wide == c) {
                    found.push(Diagnostic::error("full-width", here).arg("found", c).arg("wanted", *plain).fix(here, *plain));
                } else if matches!(c, '“' | '”' | '„') {
                    found.push(Diagnostic::error("curly-quotes", here).arg("found", c).arg("wanted", "\"").fix(here, "\""));
                } else if c == '\u{3000}' {
                    found.push(Diagnostic::error("full-width", here).arg("found", "U+3000").arg("wanted", " ").fix(here, " "));
                } else if c == ';' {
                    found.push(Diagnostic::error("semicolon", here).fix(here, ","));
                } else if c == '$' {
                    found.push(Diagnostic::error("cell-reference", here).arg("found", "$"));
                } else {
                    match (c, next) {
                        ('=', '=') => pair(&mut found, "double-operator", "="),
                        ('!', '=') => pair(&mut found, "double-operator", "<>"),
                        ('&', '&') => pair(&mut found, "double-operator", " and "),
                        ('|', '|') if !text.get(..offset).is_some_and(|before| before.ends_with('\n')) => {
                            // `||` in a row is an empty cell; only outside rows is it an operator.
                            let line = text.get(..offset).and_then(|before| before.rsplit('\n').next()).unwrap_or("");
                            if !line.trim_start().starts_with('|') {
                                pair(&mut found, "double-operator", " or ");
                            }
                        }
                        (',', _) => thousands(text, offset, at).into_iter().for_each(|slip| found.push(slip)),
                        _ => {}
                    }
                    if matches!((c, next), ('=', '=') | ('!', '=') | ('&', '&')) {
                        chars.next();
                    }
                }
            }
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Code,
    Text,
    Column,
    Comment,
}

/// `50,000`: a comma without blanks between one to three digits and exactly three.
fn thousands(text: &str, comma: usize, at: &dyn Fn(usize, usize) -> Span) -> Option<Diagnostic> {
    let (before, after) = (text.get(..comma)?, text.get(comma + 1..)?);
    let left = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let right = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let glued = before.get(..before.len() - left)?.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | ','));
    if !(1..=3).contains(&left) || right != 3 || glued {
        return None;
    }
    let span = at(comma - left, comma + 4);
    let (whole, rest) = (before.get(before.len() - left..)?, after.get(..3)?);
    Some(
        Diagnostic::error("thousands", span)
            .arg("number", format!("{whole}{rest}"))
            .arg("list", format!("{whole}, {rest}"))
            .fix(span, format!("{whole}{rest}")),
    )
}
