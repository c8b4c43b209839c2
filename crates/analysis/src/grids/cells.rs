//! Cells: literals and the one type of a column of them.

use super::{GridColumn, GridContext, GridType};
use crate::types::fiscal;
use tiercel_plan::{MoneyUnit, Span, Type, Value};
use tiercel_syntax::{Diagnostic, GridCell, ast, parse_cell};
use tiercel_value::{Decimal, Grain, UnitTable};

/// What a literal is before its place gives it a unit.
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    /// The value.
    pub(crate) value: Value,
    /// Its type; a bare number has none of its own.
    pub(crate) ty: GridType,
    /// Its place.
    pub(crate) span: Span,
}

/// Reads an expression that should be a literal, perhaps with a minus. `None`: it is something else.
pub(crate) fn literal(expr: &ast::Expr, currencies: &UnitTable, year_from: u8) -> Option<Literal> {
    let known = |value, ty| Some(Literal { value, ty: GridType::Known(ty), span: expr.span });
    match &expr.kind {
        ast::ExprKind::Number(number) => Some(Literal { value: Value::Number(*number), ty: GridType::Open, span: expr.span }),
        ast::ExprKind::Percent(number) => known(Value::Number(*number), Type::Percent),
        ast::ExprKind::Money(number, code) => {
            let unit = currencies.find(&code.text)?;
            known(Value::Number(*number), Type::Money(MoneyUnit::Fixed(unit)))
        }
        ast::ExprKind::Date(date) => known(Value::Date(*date), Type::Date),
        ast::ExprKind::Period(period) => known(Value::Period(fiscal(*period, year_from)), Type::Period(period.grain)),
        ast::ExprKind::Text(text) => known(Value::Text(text.clone()), Type::Text),
        ast::ExprKind::Bool(value) => known(Value::Bool(*value), Type::Bool),
        ast::ExprKind::Blank => Some(Literal { value: Value::Blank, ty: GridType::Any, span: expr.span }),
        ast::ExprKind::Negate(inner) => {
            let inner = literal(inner, currencies, year_from)?;
            let Value::Number(number) = inner.value else { return None };
            Some(Literal { value: Value::Number(number.neg()), span: expr.span, ..inner })
        }
        ast::ExprKind::Group(inner) => literal(inner, currencies, year_from),
        ast::ExprKind::Currency(_)
        | ast::ExprKind::Name { .. }
        | ast::ExprKind::Payee { .. }
        | ast::ExprKind::Payees
        | ast::ExprKind::PeriodHere
        | ast::ExprKind::Each
        | ast::ExprKind::Call(_)
        | ast::ExprKind::Not(_)
        | ast::ExprKind::Hundredth(_)
        | ast::ExprKind::Binary(..)
        | ast::ExprKind::In { .. }
        | ast::ExprKind::Above(_)
        | ast::ExprKind::Rate(_) => None,
    }
}

/// The cells of one column as they are read, to find its one type.
pub(crate) struct Column {
    name: String,
    span: Span,
    ty: GridType,
    /// Where the type came from.
    told: Span,
    pinned: bool,
}

impl Column {
    /// A column that takes what its cells are.
    pub(crate) fn new(heading: &ast::Name) -> Column {
        Column { name: heading.text.clone(), span: heading.span, ty: GridType::Any, told: heading.span, pinned: false }
    }

    /// A column of outputs: a last word that is a currency in use, `number` or `percent` pins the unit.
    pub(crate) fn output(cx: &GridContext<'_>, heading: &ast::Name) -> Column {
        let mut column = Column::new(heading);
        let Some((name, word)) = heading.text.rsplit_once(char::is_whitespace) else { return column };
        let pinned = match word {
            "number" => Some(Type::Number),
            "percent" => Some(Type::Percent),
            code => cx.currencies.find(code).filter(|unit| cx.in_use.contains(unit)).map(|unit| Type::Money(MoneyUnit::Fixed(unit))),
        };
        if let Some(ty) = pinned {
            name.trim_end().clone_into(&mut column.name);
            (column.ty, column.pinned) = (GridType::Known(ty), true);
        }
        column
    }

    /// Takes a literal's type into account.
    pub(crate) fn see(&mut self, literal: &Literal, diagnostics: &mut Vec<Diagnostic>) {
        let mixed = |code| Diagnostic::error(code, literal.span).arg("column", &self.name).label(self.told, "label-first-type");
        match (self.ty, literal.ty) {
            (_, GridType::Any) => {}
            (GridType::Any, ty) => (self.ty, self.told) = (ty, literal.span),
            (GridType::Open, GridType::Known(ty)) if ty.is_numeric() => (self.ty, self.told) = (GridType::Known(ty), literal.span),
            (GridType::Open, GridType::Open) => {}
            (GridType::Known(ty), GridType::Open) if ty.is_numeric() => {}
            (GridType::Known(a), GridType::Known(b)) if a == b => {}
            // A percent under a heading pinned to number is that number.
            (GridType::Known(Type::Number), GridType::Known(Type::Percent)) if self.pinned => {}
            (GridType::Known(Type::Money(_)), GridType::Known(Type::Money(_))) => diagnostics.push(mixed("grid-currencies")),
            (GridType::Open | GridType::Known(_), GridType::Open | GridType::Known(_)) => diagnostics.push(mixed("grid-mixed")),
        }
    }

    /// The heading and its type.
    pub(crate) fn finish(self) -> GridColumn {
        GridColumn { name: self.name, ty: self.ty, span: self.span }
    }
}

/// The heading and the rows that have as many cells as it; others are reported.
pub(crate) fn split<'g>(grid: &'g ast::Grid, diagnostics: &mut Vec<Diagnostic>) -> Option<(&'g ast::Row, Vec<&'g ast::Row>)> {
    let (heading, rows) = grid.rows.split_first()?;
    let mut fitting = Vec::new();
    for row in rows {
        if row.cells.len() == heading.cells.len() {
            fitting.push(row);
        } else {
            diagnostics.push(
                Diagnostic::error("grid-row-width", row.span)
                    .arg("found", row.cells.len().to_string())
                    .arg("expected", heading.cells.len().to_string())
                    .label(heading.span, "label-heading"),
            );
        }
    }
    if rows.is_empty() {
        diagnostics.push(Diagnostic::error("grid-no-rows", grid.name.span).arg("name", &grid.name.text));
        return None;
    }
    Some((heading, fitting))
}

/// The one value of an output cell.
pub(crate) fn output(cx: &GridContext<'_>, cell: &ast::Name, diagnostics: &mut Vec<Diagnostic>) -> Option<Literal> {
    match parse_cell(cell) {
        Err(found) => diagnostics.extend(found),
        Ok(GridCell::Values(values)) => {
            if let [value] = values.as_slice()
                && let Some(literal) = literal(value, cx.currencies, cx.year_from).filter(|literal| literal.value != Value::Blank)
            {
                return Some(literal);
            }
            diagnostics.push(Diagnostic::error("grid-output", cell.span).arg("found", &cell.text));
        }
        Ok(GridCell::Any | GridCell::Other | GridCell::Range(..) | GridCell::Compare(_)) => {
            diagnostics.push(Diagnostic::error("grid-output", cell.span).arg("found", &cell.text));
        }
    }
    None
}

/// A number as a person reads it in a type.
pub(crate) fn shown(value: &Value, ty: Type) -> String {
    match value {
        Value::Number(number) if ty == Type::Percent => {
            let points = number.mul(Decimal::from_i64(100)).map_or(*number, |rounded| rounded.value);
            format!("{points}%")
        }
        Value::Number(number) => number.to_string(),
        Value::Text(text) => format!("\"{text}\""),
        Value::Bool(value) => value.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Period(period) if period.grain == Grain::Custom => String::new(),
        Value::Period(period) => tiercel_value::Calendar::default().name(*period),
        Value::Blank => "blank".to_owned(),
    }
}
