//! `example` blocks: names to ids, cells to texts, expected values by the type of what they are compared with.

use crate::diagnostics as say;
use crate::grids::literal;
use crate::names::{Declared, Scope};
use tiercel_plan::{
    Column, ColumnKind, ColumnRef, Example, Expect, ExpectTarget, Expectation, GivenTable, LineId, MoneyUnit, ParamId, Plan, TableId, Type,
    UnitNo, Value, nearest,
};
use tiercel_syntax::{Diagnostic, ast};
use tiercel_value::{Calendar, Decimal, Grain, Period};

/// What an example may name.
pub(crate) struct ExampleContext<'a> {
    /// The plan, complete but for its schedule: tables with types of columns, lines with types and grains, params.
    pub(crate) plan: &'a Plan,
    /// The plan of the run that the example belongs to; its PAYABLE and EARNED may be expected.
    pub(crate) unit: UnitNo,
    /// The names in sight. [`Scope::find`] gives tables (payees, calendar and fx by those names), lines and params.
    pub(crate) scope: &'a Scope,
}

/// Reads one example. Headings name columns that exist and are inputs, rows have as many cells as the heading, expected
/// values fit the type of the line or column (percent and number mix; a bare number stands for money), the key of an
/// expected row has one text per key column, `over` is a period of the line's grain, `history` has the columns Payee,
/// Period, Line, Value. Payee and period must be given where a line is expected. What is wrong is left out.
pub(crate) fn example(cx: &ExampleContext<'_>, example: &ast::Example, diagnostics: &mut Vec<Diagnostic>) -> Option<Example> {
    let before = diagnostics.len();
    let mut reader = Reader { cx, diagnostics };
    if let Some(period) = &example.period {
        reader.period(period, &[cx.plan.time.grain]);
    }
    let tables = example.tables.iter().filter_map(|(name, rows)| reader.given(name, rows)).collect();
    let params = example.params.iter().filter_map(|(name, value)| reader.param(name, value)).collect();
    let history = reader.history(&example.history);
    let expectations = example.expects.iter().filter_map(|expect| reader.expectation(example, expect)).collect();
    let text = |name: &Option<ast::Name>| name.as_ref().map(|name| name.text.clone());
    (diagnostics.len() == before).then(|| Example {
        name: example.title.text.clone(),
        unit: cx.unit,
        payee: text(&example.payee),
        period: text(&example.period),
        tables,
        params,
        history,
        expectations,
        span: example.title.span,
    })
}

struct Reader<'a> {
    cx: &'a ExampleContext<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn refuse(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A name that is not in sight, or is something else than what is wanted.
    fn unknown(&mut self, code: &'static str, name: &ast::Name, wanted: impl Fn(Declared) -> bool) {
        let known = self.cx.scope.entries().filter(|(_, declared, _)| wanted(*declared)).map(|(name, ..)| name);
        let near = nearest(&name.text, known);
        let diagnostic = Diagnostic::error(code, name.span).arg("name", &name.text);
        self.refuse(offer(diagnostic, name, near));
    }

    fn period(&mut self, name: &ast::Name, grains: &[Grain]) {
        // The names of a calendar's periods are known only with its data.
        let calendar = Calendar::default();
        let fits = |grain: &Grain| *grain == Grain::Custom || calendar.parse(&name.text, *grain).is_some();
        if !grains.iter().any(fits) {
            self.refuse(Diagnostic::error("example-period", name.span).arg("found", &name.text));
        }
    }

    fn given(&mut self, name: &ast::Name, rows: &[ast::Row]) -> Option<GivenTable> {
        let Some((Declared::Table(table), _)) = self.cx.scope.find(&name.text) else {
            self.unknown("example-table", name, |declared| matches!(declared, Declared::Table(_)));
            return None;
        };
        let (heading, rows) = rows.split_first()?;
        let columns: Vec<u16> = heading.cells.iter().filter_map(|cell| self.input(table, cell)).collect();
        for (index, cell) in heading.cells.iter().enumerate() {
            if let Some(first) = heading.cells.iter().take(index).find(|other| other.text == cell.text) {
                self.refuse(say::heading_twice(cell, first));
            }
        }
        for row in rows.iter().filter(|row| row.cells.len() != heading.cells.len()) {
            self.refuse(
                Diagnostic::error("grid-row-width", row.span)
                    .arg("found", row.cells.len().to_string())
                    .arg("expected", heading.cells.len().to_string())
                    .label(heading.span, "label-heading"),
            );
        }
        let texts = |row: &ast::Row| row.cells.iter().map(|cell| unquoted(&cell.text)).collect();
        Some(GivenTable { table, columns, rows: rows.iter().map(texts).collect(), spans: rows.iter().map(|row| row.span).collect() })
    }

    /// The input column of a heading.
    fn input(&mut self, table: TableId, cell: &ast::Name) -> Option<u16> {
        let declared = self.cx.plan.table(table);
        let is_input = |column: &Column| matches!(column.kind, ColumnKind::Input(_));
        match declared.columns.iter().position(|column| column.name == cell.text) {
            Some(index) if declared.columns.get(index).is_some_and(is_input) => u16::try_from(index).ok(),
            Some(_) => {
                self.refuse(Diagnostic::error("example-calculated", cell.span).arg("column", &cell.text).arg("table", &declared.name));
                None
            }
            None => {
                self.refuse(say::column_unknown(self.cx.plan, table, cell));
                None
            }
        }
    }

    fn param(&mut self, name: &ast::Name, value: &ast::Expr) -> Option<(ParamId, Value)> {
        let Some((Declared::Param(param), _)) = self.cx.scope.find(&name.text) else {
            self.unknown("example-param", name, |declared| matches!(declared, Declared::Param(_)));
            return None;
        };
        let ty = self.cx.plan.param(param).ty;
        self.value(value, ty, false).map(|value| (param, value))
    }

    fn history(&mut self, rows: &[ast::Row]) -> Vec<(String, String, LineId, String)> {
        let Some((heading, rows)) = rows.split_first() else { return Vec::new() };
        let places = ["Payee", "Period", "Line", "Value"].map(|name| heading.cells.iter().position(|cell| cell.text == name));
        let [Some(payee), Some(period), Some(line), Some(value)] = places else {
            self.refuse(Diagnostic::error("example-history", heading.span));
            return Vec::new();
        };
        let mut entries = Vec::new();
        for row in rows {
            let (Some(payee), Some(period), Some(line), Some(value)) =
                (row.cells.get(payee), row.cells.get(period), row.cells.get(line), row.cells.get(value))
            else {
                self.refuse(Diagnostic::error("example-history", row.span));
                continue;
            };
            let Some(id) = self.line(line) else { continue };
            self.period(period, &[self.cx.plan.line(id).grain, self.cx.plan.time.grain]);
            if Decimal::parse_exact(&value.text).is_err() {
                self.refuse(Diagnostic::error("example-history-value", value.span).arg("found", &value.text));
            }
            entries.push((unquoted(&payee.text), unquoted(&period.text), id, value.text.clone()));
        }
        entries
    }

    fn line(&mut self, name: &ast::Name) -> Option<LineId> {
        match (name.text.as_str(), self.cx.scope.find(&name.text)) {
            ("PAYABLE", _) => Some(self.cx.plan.unit(self.cx.unit).payable),
            ("EARNED", _) => Some(self.cx.plan.unit(self.cx.unit).earned),
            (_, Some((Declared::Line(line), _))) => Some(line),
            _ => {
                self.unknown("example-line", name, |declared| matches!(declared, Declared::Line(_)));
                None
            }
        }
    }

    fn expectation(&mut self, example: &ast::Example, expect: &ast::Expect) -> Option<Expectation> {
        let (target, ty, blank) = match &expect.column {
            Some((key, column)) => self.column_target(expect, key, column)?,
            None => self.line_target(example, expect)?,
        };
        let expected = match &expect.expected {
            ast::Expected::Value(value) => Expect::Value(self.value(value, ty, blank)?),
            ast::Expected::Error(name) => {
                let known = ["N/A", "DIV/0", "MANY", "NUM", "BLANK"];
                if !known.contains(&name.text.as_str()) {
                    self.refuse(Diagnostic::error("example-error", name.span).arg("found", &name.text));
                    return None;
                }
                Expect::Error(name.text.clone())
            }
        };
        Some(Expectation { target, expected, span: expect.span })
    }

    fn line_target(&mut self, example: &ast::Example, expect: &ast::Expect) -> Option<(ExpectTarget, Type, bool)> {
        let line = self.line(&expect.name)?;
        let declared = self.cx.plan.line(line);
        if expect.payee.is_none() && example.payee.is_none() {
            self.refuse(Diagnostic::error("example-payee-wanted", expect.span).arg("line", &expect.name.text));
        }
        match &expect.period {
            Some(period) => self.period(period, &[declared.grain, self.cx.plan.time.grain]),
            None if example.period.is_none() => {
                self.refuse(Diagnostic::error("example-period-wanted", expect.span).arg("line", &expect.name.text));
            }
            None => {}
        }
        let text = |name: &Option<ast::Name>| name.as_ref().map(|name| name.text.clone());
        let target = ExpectTarget::Line { line, payee: text(&expect.payee), period: text(&expect.period) };
        Some((target, declared.ty, declared.blank))
    }

    fn column_target(&mut self, expect: &ast::Expect, key: &[ast::Expr], name: &ast::Name) -> Option<(ExpectTarget, Type, bool)> {
        let Some((Declared::Table(table), _)) = self.cx.scope.find(&expect.name.text) else {
            self.unknown("example-table", &expect.name, |declared| matches!(declared, Declared::Table(_)));
            return None;
        };
        let declared = self.cx.plan.table(table);
        let Some(index) = declared.columns.iter().position(|column| column.name == name.text) else {
            self.refuse(say::column_unknown(self.cx.plan, table, name));
            return None;
        };
        let column = declared.columns.get(index)?;
        // Rows of a derived table have the keys of what they came from, which a text or number may be part of.
        if !declared.key.is_empty() && key.len() != declared.key.len() {
            let wanted = declared.key.len().to_string();
            self.refuse(Diagnostic::error("example-key", expect.span).arg("table", &declared.name).arg("expected", wanted));
            return None;
        }
        let mut values = Vec::new();
        for (position, part) in key.iter().enumerate() {
            let key_column = declared.key.get(position).and_then(|key| declared.columns.get(usize::from(*key)));
            values.push(match key_column {
                Some(key_column) => self.value(part, key_column.ty, false)?,
                None => self.any_literal(part)?,
            });
        }
        let reference = ColumnRef { table, column: u16::try_from(index).ok()? };
        Some((ExpectTarget::Column { key: values, column: reference }, column.ty, column.blank))
    }

    fn any_literal(&mut self, expr: &ast::Expr) -> Option<Value> {
        let value = literal(expr, &self.cx.plan.currencies, self.cx.plan.time.year_from).map(|literal| literal.value);
        if value.is_none() {
            self.refuse(Diagnostic::error("example-literal", expr.span));
        }
        value
    }

    /// A literal as a value of a type. Percent and number mix, and a bare number stands for money.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for one kind among all of them")]
    fn value(&mut self, expr: &ast::Expr, ty: Type, blank: bool) -> Option<Value> {
        let literal_type = |expr: &ast::Expr| match &expr.kind {
            ast::ExprKind::Money(_, code) => self.cx.plan.currencies.find(&code.text),
            _ => None,
        };
        let currency = literal_type(expr);
        let value = self.any_literal(expr)?;
        let fits = match (&value, ty) {
            (Value::Blank, _) => return self.blank(expr, blank),
            (Value::Number(_), Type::Money(MoneyUnit::Fixed(unit))) => currency.is_none_or(|currency| currency == unit),
            (Value::Number(_), Type::Money(MoneyUnit::In(_))) => true,
            (Value::Number(_), Type::Number | Type::Percent) => currency.is_none(),
            (Value::Number(number), Type::Period(Grain::Year)) => {
                return number
                    .to_i64()
                    .and_then(|year| i32::try_from(year).ok())
                    .map(|ordinal| Value::Period(Period { grain: Grain::Year, ordinal }));
            }
            (Value::Text(_), Type::Text | Type::Payee | Type::Ref(_) | Type::Period(Grain::Custom)) => true,
            (Value::Bool(_), Type::Bool) | (Value::Date(_), Type::Date) => true,
            (Value::Period(period), Type::Period(grain)) => period.grain == grain,
            // A key of a table whose own key is no text.
            (Value::Number(_) | Value::Date(_) | Value::Period(_), Type::Ref(_)) => true,
            (Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_), _) => false,
        };
        if fits {
            return Some(value);
        }
        self.refuse(Diagnostic::error("example-type", expr.span));
        None
    }

    fn blank(&mut self, expr: &ast::Expr, may_be: bool) -> Option<Value> {
        if !may_be {
            self.refuse(Diagnostic::error("example-never-blank", expr.span));
        }
        may_be.then_some(Value::Blank)
    }
}

/// A diagnostic that offers the nearest name, with the fix.
fn offer(diagnostic: Diagnostic, name: &ast::Name, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => diagnostic.arg("nearest", near).fix(name.span, near),
        None => diagnostic,
    }
}

/// A cell as a file would hold it: quotes around it are taken off, doubled ones inside become one.
fn unquoted(text: &str) -> String {
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_owned(),
    }
}
