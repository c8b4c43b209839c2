//! Tiers: rising lower bounds and outputs.

use super::cells::{Column, literal, output, split};
use super::{GridContext, TiersPart};
use crate::diagnostics as say;
use tiercel_plan::{Bound, Operator, Span, TierBody, TierRow, Value};
use tiercel_syntax::{Diagnostic, GridCell, ast, parse_cell};
use tiercel_value::Decimal;

/// Reads tiers: heading and rows, bounds strictly rising, an `any` first, outputs of one type per column.
pub(crate) fn tiers(cx: &GridContext<'_>, grid: &ast::Grid, diagnostics: &mut Vec<Diagnostic>) -> Option<TiersPart> {
    let before = diagnostics.len();
    let (heading, rows) = split(grid, diagnostics)?;
    let Some((first, rest)) = heading.cells.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        diagnostics.push(Diagnostic::error("tiers-no-output", heading.span));
        return None;
    };
    let mut threshold = Column::new(first);
    let mut outputs: Vec<Column> = rest.iter().map(|heading| Column::output(cx, heading)).collect();
    twice(rest, diagnostics);
    let mut bounds = Bounds::default();
    let mut body = Vec::new();
    for row in rows {
        let Some((cell, cells)) = row.cells.split_first() else { continue };
        let bound = bounds.next(cx, cell, &mut threshold, diagnostics);
        if let Some(bound) = bound {
            bounds.after_any(bound, cell, diagnostics);
        }
        let mut values = Vec::new();
        for (cell, column) in cells.iter().zip(&mut outputs) {
            if let Some(literal) = output(cx, cell, diagnostics) {
                column.see(&literal, diagnostics);
                values.push(literal.value);
            }
        }
        if let Some(bound) = bound {
            body.push(TierRow { bound, outputs: values, span: row.span });
        }
    }
    (diagnostics.len() == before).then(|| TiersPart {
        threshold: threshold.finish(),
        outputs: outputs.into_iter().map(Column::finish).collect(),
        body: TierBody { rows: body },
    })
}

/// Two outputs of one name.
pub(super) fn twice(headings: &[ast::Name], diagnostics: &mut Vec<Diagnostic>) {
    for (index, heading) in headings.iter().enumerate() {
        if let Some(first) = headings.iter().take(index).find(|other| other.text == heading.text) {
            diagnostics.push(say::heading_twice(heading, first));
        }
    }
}

/// Bounds as they come, each above the one before.
#[derive(Default)]
pub(super) struct Bounds {
    last: Option<(Bound, Span)>,
    /// The first row is `any`, and the one after it has not come yet.
    open: bool,
}

impl Bounds {
    /// Reads a bound: `any` (first only), a number, `> number` or `>= number`.
    pub(super) fn next(
        &mut self,
        cx: &GridContext<'_>,
        cell: &ast::Name,
        column: &mut Column,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Bound> {
        let bound = match parse_cell(cell) {
            Err(found) => {
                diagnostics.extend(found);
                return None;
            }
            Ok(GridCell::Any) => Some(Bound::Any),
            Ok(GridCell::Values(values)) => match values.as_slice() {
                [value] => number(cx, value, column, diagnostics).map(Bound::At),
                _ => None,
            },
            Ok(GridCell::Compare(parts)) => match parts.as_slice() {
                [(Operator::Greater, value)] => number(cx, value, column, diagnostics).map(Bound::Above),
                [(Operator::GreaterOrEqual, value)] => number(cx, value, column, diagnostics).map(Bound::At),
                _ => None,
            },
            Ok(GridCell::Other | GridCell::Range(..)) => None,
        };
        let Some(bound) = bound else {
            diagnostics.push(Diagnostic::error("tier-bound", cell.span).arg("found", &cell.text));
            return None;
        };
        if let Some((before, at)) = self.last {
            if bound == Bound::Any {
                diagnostics.push(Diagnostic::error("tier-any-first", cell.span));
                return None;
            }
            if order(bound) <= order(before) {
                let label = if order(bound) == order(before) { "label-same-bound" } else { "label-row-before" };
                diagnostics.push(Diagnostic::error("tier-order", cell.span).arg("bound", &cell.text).label(at, label));
                return None;
            }
        }
        self.last = Some((bound, cell.span));
        Some(bound)
    }

    /// Tiers are counted from 0, so what follows an `any` starts above it.
    fn after_any(&mut self, bound: Bound, cell: &ast::Name, diagnostics: &mut Vec<Diagnostic>) {
        match bound {
            Bound::Any => self.open = true,
            Bound::At(low) | Bound::Above(low) => {
                if std::mem::take(&mut self.open) && low <= Decimal::ZERO {
                    diagnostics.push(Diagnostic::error("tier-after-any", cell.span).arg("bound", &cell.text));
                }
            }
        }
    }
}

/// Bounds in their order: what belongs to a row from a value on comes before what is above it.
fn order(bound: Bound) -> Option<(Decimal, bool)> {
    match bound {
        Bound::Any => None,
        Bound::At(value) => Some((value.cut(), false)),
        Bound::Above(value) => Some((value.cut(), true)),
    }
}

fn number(cx: &GridContext<'_>, expr: &ast::Expr, column: &mut Column, diagnostics: &mut Vec<Diagnostic>) -> Option<Decimal> {
    let literal = literal(expr, cx.currencies, cx.year_from)?;
    let Value::Number(number) = literal.value else { return None };
    column.see(&literal, diagnostics);
    Some(number)
}
