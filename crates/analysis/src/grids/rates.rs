//! Decision tables: conditions and outputs.

use super::cells::{Column, literal, output, split};
use super::tiers::twice;
use super::{GridContext, RatesPart};
use tiercel_plan::{Operator, RateCell, RateRow, Value};
use tiercel_syntax::{Diagnostic, GridCell, ast, parse_cell};

/// Reads a decision table: headings, the outputs marked by `->`, and its rows.
pub(crate) fn rates(cx: &GridContext<'_>, grid: &ast::Grid, diagnostics: &mut Vec<Diagnostic>) -> Option<RatesPart> {
    let before = diagnostics.len();
    let (heading, lines) = split(grid, diagnostics)?;
    let is_output = |cell: &ast::Name| cell.text.starts_with("->");
    let count = heading.cells.iter().take_while(|cell| !is_output(cell)).count();
    let (conditions, outputs) = heading.cells.split_at_checked(count)?;
    if conditions.is_empty() {
        diagnostics.push(Diagnostic::error("rates-no-condition", heading.span));
    }
    if outputs.is_empty() {
        diagnostics.push(Diagnostic::error("rates-no-output", heading.span));
    }
    for late in outputs.iter().filter(|cell| !is_output(cell)) {
        diagnostics.push(Diagnostic::error("rates-output-last", late.span).arg("name", &late.text));
    }
    let outputs: Vec<ast::Name> = outputs.iter().map(without_arrow).collect();
    twice(&outputs, diagnostics);
    let mut condition_columns: Vec<Column> = conditions.iter().map(Column::new).collect();
    let mut output_columns: Vec<Column> = outputs.iter().map(|heading| Column::output(cx, heading)).collect();
    let mut rows = Vec::new();
    for line in lines {
        let Some((conditions, outputs)) = line.cells.split_at_checked(count) else { continue };
        let mut cells = Vec::new();
        for (cell, column) in conditions.iter().zip(&mut condition_columns) {
            cells.extend(condition(cx, cell, column, diagnostics));
        }
        let mut values = Vec::new();
        for (cell, column) in outputs.iter().zip(&mut output_columns) {
            if let Some(literal) = output(cx, cell, diagnostics) {
                column.see(&literal, diagnostics);
                values.push(literal.value);
            }
        }
        rows.push(RateRow { cells, outputs: values, span: line.span });
    }
    let finish = |columns: Vec<Column>| columns.into_iter().map(Column::finish).collect();
    (diagnostics.len() == before).then(|| RatesPart { conditions: finish(condition_columns), outputs: finish(output_columns), rows })
}

fn without_arrow(heading: &ast::Name) -> ast::Name {
    ast::Name { text: heading.text.trim_start_matches("->").trim().to_owned(), span: heading.span }
}

fn condition(cx: &GridContext<'_>, cell: &ast::Name, column: &mut Column, diagnostics: &mut Vec<Diagnostic>) -> Option<RateCell> {
    let parsed = match parse_cell(cell) {
        Ok(parsed) => parsed,
        Err(found) => {
            diagnostics.extend(found);
            return None;
        }
    };
    match parsed {
        GridCell::Any => Some(RateCell::Any),
        GridCell::Other => Some(RateCell::Other),
        GridCell::Values(values) => {
            let mut read = Vec::new();
            for value in &values {
                read.push(value_of(cx, value, column, diagnostics)?);
            }
            Some(RateCell::Values(read))
        }
        GridCell::Range(low, high) => {
            let low = bound(cx, &low, column, cell, diagnostics)?;
            let high = bound(cx, &high, column, cell, diagnostics)?;
            range(Some((low, true)), Some((high, true)), cell, diagnostics)
        }
        GridCell::Compare(parts) => compared(cx, &parts, column, cell, diagnostics),
    }
}

fn compared(
    cx: &GridContext<'_>,
    parts: &[(Operator, ast::Expr)],
    column: &mut Column,
    cell: &ast::Name,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<RateCell> {
    let (mut low, mut high) = (None, None);
    for (operator, expr) in parts {
        if let (Operator::Equal, [_]) = (operator, parts) {
            return value_of(cx, expr, column, diagnostics).map(|value| RateCell::Values(vec![value]));
        }
        let value = bound(cx, expr, column, cell, diagnostics)?;
        let (side, included) = match operator {
            Operator::Greater => (&mut low, false),
            Operator::GreaterOrEqual => (&mut low, true),
            Operator::Less => (&mut high, false),
            Operator::LessOrEqual => (&mut high, true),
            Operator::Equal
            | Operator::NotEqual
            | Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Power
            | Operator::Concat
            | Operator::And
            | Operator::Or => {
                diagnostics.push(Diagnostic::error("rates-comparison", cell.span).arg("found", &cell.text));
                return None;
            }
        };
        if side.is_some() {
            diagnostics.push(Diagnostic::error("rates-bound-twice", cell.span).arg("found", &cell.text));
            return None;
        }
        *side = Some((value, included));
    }
    range(low, high, cell, diagnostics)
}

type Side = Option<(Value, bool)>;

fn range(low: Side, high: Side, cell: &ast::Name, diagnostics: &mut Vec<Diagnostic>) -> Option<RateCell> {
    if let (Some((a, from)), Some((b, to))) = (&low, &high) {
        let order = super::regions::compare(a, b);
        let empty = order.is_none_or(|order| order.is_gt() || (order.is_eq() && !(*from && *to)));
        if empty {
            diagnostics.push(Diagnostic::error("rates-empty-range", cell.span).arg("found", &cell.text));
            return None;
        }
    }
    Some(RateCell::Range(low, high))
}

fn value_of(cx: &GridContext<'_>, expr: &ast::Expr, column: &mut Column, diagnostics: &mut Vec<Diagnostic>) -> Option<Value> {
    let Some(literal) = literal(expr, cx.currencies, cx.year_from).filter(|literal| literal.value != Value::Blank) else {
        diagnostics.push(Diagnostic::error("rates-value", expr.span));
        return None;
    };
    column.see(&literal, diagnostics);
    Some(literal.value)
}

/// A value with an order: a number, a date or a period.
fn bound(
    cx: &GridContext<'_>,
    expr: &ast::Expr,
    column: &mut Column,
    cell: &ast::Name,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Value> {
    let value = value_of(cx, expr, column, diagnostics)?;
    match value {
        Value::Number(_) | Value::Date(_) | Value::Period(_) => Some(value),
        Value::Text(_) | Value::Bool(_) | Value::Blank => {
            diagnostics.push(Diagnostic::error("rates-comparison", cell.span).arg("found", &cell.text));
            None
        }
    }
}
