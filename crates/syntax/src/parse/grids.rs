//! Rows between bars, and what stands in a cell of tiers, matrix and rates.

use super::{Cx, Parsed, Plan, Rule, nfc};
use crate::ast::{Expr, Name, Operator, Row};
use crate::diagnostic::Diagnostic;
use pest::Parser as _;
use pest::iterators::Pair;

/// A condition in a cell.
#[derive(Clone, Debug)]
pub enum GridCell {
    /// `any`.
    Any,
    /// `other`.
    Other,
    /// `a .. b`.
    Range(Expr, Expr),
    /// `>= a and < b`.
    Compare(Vec<(Operator, Expr)>),
    /// `a, b`, or one value.
    Values(Vec<Expr>),
}

/// Parses the text of a cell.
///
/// # Errors
/// A diagnostic at the cell.
pub fn parse_cell(cell: &Name) -> Result<GridCell, Vec<Diagnostic>> {
    let mut cx = Cx { file: cell.span.file, base: cell.span.start as usize, diagnostics: Vec::new() };
    let parsed = match Plan::parse(Rule::cell, &cell.text) {
        Ok(mut pairs) => pairs.next().and_then(|pair| cx.grid_cell(pair).ok()),
        Err(_) => {
            cx.diagnostics.push(Diagnostic::error("cell-shape", cell.span).arg("found", cell.text.clone()));
            None
        }
    };
    parsed.ok_or(cx.diagnostics)
}

/// The cells of a row, from their first to their last character, and where what follows the last bar begins: a comment, if
/// it is one.
pub(crate) fn split_row(text: &str) -> (Vec<(usize, usize)>, usize) {
    let mut cells = Vec::new();
    let (mut start, mut quoted) = (None, false);
    for (offset, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '|' if !quoted => {
                if let Some(start) = start {
                    let inner = text.get(start..offset).unwrap_or("");
                    let from = start + inner.len() - inner.trim_start().len();
                    cells.push((from, from + inner.trim().len()));
                }
                start = Some(offset + 1);
                let rest = text.get(offset + 1..).unwrap_or("").trim_start();
                if rest.starts_with('#') && !rest.contains('|') {
                    break;
                }
            }
            _ => {}
        }
    }
    (cells, start.unwrap_or(0))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
impl Cx {
    /// A row between bars.
    pub(crate) fn row(&mut self, pair: &Pair<'_, Rule>) -> Parsed<Row> {
        let (text, base, span) = (pair.as_str(), pair.as_span().start(), self.span(pair));
        let (cells, tail) = split_row(text);
        let tail = text.get(tail..).unwrap_or("").trim();
        if !tail.is_empty() && !tail.starts_with('#') {
            return Err(self.refuse(Diagnostic::error("row-open", span).arg("found", tail)));
        }
        let cell = |(start, end)| Name { text: nfc(text.get(start..end).unwrap_or("")), span: self.span_at(base + start, base + end) };
        Ok(Row { cells: cells.into_iter().map(cell).collect(), span })
    }

    fn grid_cell(&mut self, pair: Pair<'_, Rule>) -> Parsed<GridCell> {
        let inner = pair.into_inner().next().ok_or_else(|| self.odd())?;
        let rule = inner.as_rule();
        let mut literals = Vec::new();
        let mut operators = Vec::new();
        for part in inner.into_inner() {
            match part.as_rule() {
                Rule::literal => literals.push(self.literal(part)?),
                Rule::compare => operators.push(super::expressions::operator_of(&part)),
                _ => {}
            }
        }
        Ok(match rule {
            Rule::any_cell => GridCell::Any,
            Rule::other_cell => GridCell::Other,
            Rule::range_cell => {
                let mut bounds = literals.into_iter();
                match (bounds.next(), bounds.next()) {
                    (Some(low), Some(high)) => GridCell::Range(low, high),
                    _ => return Err(self.odd()),
                }
            }
            Rule::compare_cell => GridCell::Compare(operators.into_iter().zip(literals).collect()),
            _ => GridCell::Values(literals),
        })
    }
}
