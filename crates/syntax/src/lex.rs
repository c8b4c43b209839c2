//! A text cut into words and signs, for what must work while a plan is half typed: colours, completion, names.
//!
//! The words are those of the grammar; what stands around them does not matter.

use crate::parse::{Plan, Rule, nfc, split_row};
use pest::Parser as _;

/// A stretch of text that reads as one word, sign or row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lexeme {
    /// What it is.
    pub kind: LexemeKind,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

/// What a lexeme is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LexemeKind {
    /// Blanks and line ends.
    Blank,
    /// From `#` to the end of the line.
    Comment,
    /// A row between bars, to the end of its line.
    Row,
    /// `"text"`.
    Text,
    /// A date or a period.
    Date,
    /// A number.
    Number,
    /// `[Column]`.
    Column,
    /// A word: a name, a keyword, a currency.
    Word,
    /// An operator or a bracket.
    Sign,
    /// What stands nowhere in the language.
    Stray,
}

/// The lexemes of a text, in order and without gaps.
pub fn lexemes(text: &str) -> Vec<Lexeme> {
    let Ok(mut pairs) = Plan::parse(Rule::lexemes, text) else { return Vec::new() };
    let Some(all) = pairs.next() else { return Vec::new() };
    all.into_inner()
        .map(|pair| Lexeme { kind: kind_of(pair.as_rule()), start: pair.as_span().start(), end: pair.as_span().end() })
        .collect()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; lexemes are ten of them")]
fn kind_of(rule: Rule) -> LexemeKind {
    match rule {
        Rule::spaces => LexemeKind::Blank,
        Rule::remark => LexemeKind::Comment,
        Rule::row => LexemeKind::Row,
        Rule::text => LexemeKind::Text,
        Rule::datelike => LexemeKind::Date,
        Rule::number => LexemeKind::Number,
        Rule::column => LexemeKind::Column,
        Rule::word => LexemeKind::Word,
        Rule::sign => LexemeKind::Sign,
        _ => LexemeKind::Stray,
    }
}

/// The cells of a row, from their first to their last character, and where what follows its last bar begins. Unlike in
/// the tree, what stands behind the last bar of a row that is not closed is not a cell.
pub fn cells(row: &str) -> (Vec<(usize, usize)>, usize) {
    split_row(row)
}

/// Whether a text can be a name: a word, not reserved, no currency.
pub fn is_name(text: &str) -> bool {
    is_whole(Rule::ident, text)
}

/// Whether a word is reserved.
pub fn is_reserved(word: &str) -> bool {
    is_whole(Rule::word, word) && !is_name(word) && !is_currency(word)
}

/// Whether a word is the code of a currency.
pub fn is_currency(word: &str) -> bool {
    is_whole(Rule::iso, word)
}

fn is_whole(rule: Rule, text: &str) -> bool {
    Plan::parse(rule, text).is_ok_and(|mut pairs| pairs.next().is_some_and(|pair| pair.as_span().end() == text.len()))
}

/// The name in a column's brackets.
pub fn column_name(column: &str) -> String {
    let inner = column.strip_prefix("[@[").and_then(|rest| rest.strip_suffix("]]"));
    let plain = || {
        let inner = column.strip_prefix('[').unwrap_or(column);
        inner.strip_suffix(']').unwrap_or(inner).trim_start_matches('@')
    };
    nfc(&inner.unwrap_or_else(plain).trim().replace("]]", "]").replace("[[", "["))
}
