//! Comments of one declaration: the grammar skips them, so they are found in the gaps between its words.

use crate::parse::Rule;
use pest::iterators::Pair;

/// A comment, from its `#` to the end of its line without blanks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The text of a declaration and its comments.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    comments: Vec<Comment>,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str, declaration: &Pair<'_, Rule>) -> Source<'a> {
        let mut comments = Vec::new();
        let mut cursor = 0;
        let leaves = declaration.clone().into_inner().flatten().filter(|pair| pair.clone().into_inner().next().is_none());
        for leaf in leaves {
            let span = leaf.as_span();
            in_gap(text, cursor, span.start(), &mut comments);
            cursor = cursor.max(span.end());
        }
        in_gap(text, cursor, text.len(), &mut comments);
        Source { text, comments }
    }

    /// The text between two offsets.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    /// The comments that begin between two offsets.
    pub(super) fn between(&self, start: usize, end: usize) -> impl Iterator<Item = Comment> + '_ {
        let first = self.comments.partition_point(|comment| comment.start < start);
        self.comments.iter().copied().skip(first).take_while(move |comment| comment.start < end)
    }

    /// The end of a pair without the blanks and comments that pest may have taken before an optional part was not there.
    pub(super) fn end_of(&self, pair: &Pair<'_, Rule>) -> usize {
        let span = pair.as_span();
        let mut end = span.end();
        loop {
            let trimmed = self.slice(span.start(), end).trim_end();
            end = span.start() + trimmed.len();
            let before = self.comments.partition_point(|comment| comment.start < end).checked_sub(1);
            match before.and_then(|index| self.comments.get(index)) {
                Some(comment) if comment.end == end && comment.start >= span.start() => end = comment.start,
                Some(_) | None => return end,
            }
        }
    }

    /// Whether a comment stands inside a pair, so that only the text as it was written keeps it in its place.
    pub(super) fn interrupts(&self, pair: &Pair<'_, Rule>) -> bool {
        self.between(pair.as_span().start(), self.end_of(pair)).next().is_some()
    }

    /// How many lines end between two offsets.
    pub(super) fn line_ends(&self, start: usize, end: usize) -> usize {
        self.slice(start, end).matches('\n').count()
    }
}

fn in_gap(text: &str, start: usize, end: usize, comments: &mut Vec<Comment>) {
    let mut at = start;
    while let Some(offset) = text.get(at..end).and_then(|gap| gap.find('#')) {
        let from = at + offset;
        let line = text.get(from..).and_then(|rest| rest.split('\n').next()).unwrap_or("");
        comments.push(Comment { start: from, end: from + line.trim_end().len() });
        at = from + line.len();
    }
}
