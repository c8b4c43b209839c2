//! Tables: types and bounds of their input columns, keys, roles, rows that stand in the plan.

use crate::cx::{Cx, State};
use crate::diagnostics as say;
use crate::expr::{Lower, Stand};
use crate::units::Ty;
use tiercel_plan::{Bounds, ColumnKind, ColumnRef, ExprId, MoneyUnit, Operator, Span, TableId, TableTime, Type, Value};
use tiercel_syntax::ast::{self, TableSort, Time};
use tiercel_value::Grain;

/// All tables.
pub(crate) fn ids(cx: &Cx<'_>) -> Vec<TableId> {
    (0u32..).zip(&cx.plan.tables).map(|(id, _)| TableId(id)).collect()
}

/// Types of input columns and pinned types; keys; what `payees`, `calendar` and `fx` need.
pub(crate) fn inputs(cx: &mut Cx<'_>) {
    for table in ids(cx) {
        columns(cx, table);
    }
    for table in ids(cx) {
        keys(cx, table);
        references(cx, table);
        rows(cx, table);
    }
    payees(cx);
    calendar(cx);
    fx(cx);
}

/// The types that are written.
fn columns(cx: &mut Cx<'_>, table: TableId) {
    let info = cx.table(table);
    let (scope, sort) = (info.scope, info.ast.sort);
    let columns: Vec<Option<&ast::Column>> = info.columns.iter().map(|column| column.ast).collect();
    for (number, column) in (0u16..).zip(columns) {
        let Some(column) = column else { continue };
        let at = ColumnRef { table, column: number };
        let from_block =
            matches!(cx.plan.table(table).columns.get(usize::from(number)).map(|column| &column.kind), Some(ColumnKind::FromClauses(_)));
        let Some(written) = &column.ty else {
            if from_block && column.formula.is_none() {
                cx.say(say::block_column_without_formula(&column.name));
            }
            continue;
        };
        if from_block && column.formula.is_none() {
            cx.say(say::block_column_without_formula(&column.name));
        }
        let ty = cx.type_of(written, scope, Some(table));
        if column.formula.is_some() {
            if let (Some(ty), Some(known)) = (ty, cx.column_known_mut(at)) {
                known.ty = Some(Ty::Known(ty));
                known.blank = written.optional;
            }
            continue;
        }
        if !cx.table(table).ast.clauses.is_empty() && !from_block {
            cx.say(say::input_in_a_derived_table(&column.name));
        }
        if sort == TableSort::Calendar && matches!(ty, Some(Type::Payee | Type::Ref(_))) {
            cx.say(say::calendar_column(&column.name));
        }
        let bounds = ty.and_then(|ty| written.bounds.as_ref().and_then(|bounds| bounds_of(cx, bounds, ty)));
        if let Some(known) = cx.column_known_mut(at) {
            known.state = if ty.is_some() { State::Done } else { State::Poisoned };
            known.ty = ty.map(Ty::Known);
            known.blank = written.optional;
        }
        let target = cx.plan.tables.get_mut(table.index()).and_then(|table| table.columns.get_mut(usize::from(number)));
        if let (Some(target), Some(ty)) = (target, ty) {
            target.ty = ty;
            target.blank = written.optional;
            target.kind = ColumnKind::Input(bounds);
        }
    }
    // A currency column must be text.
    for number in 0..cx.plan.table(table).columns.len() {
        let Some(column) = cx.plan.table(table).columns.get(number) else { continue };
        if let Type::Money(MoneyUnit::In(currency)) = column.ty
            && matches!(column.kind, ColumnKind::Input(_))
            && cx.table(table).columns.get(number).is_some_and(|info| info.ast.is_some_and(|ast| ast.formula.is_none()))
        {
            let span = column.span;
            let text = cx.plan.table(currency.table).columns.get(usize::from(currency.column));
            if text.is_some_and(|text| text.ty != Type::Text || text.blank) {
                cx.say(say::currency_column_text(span));
            }
        }
    }
}

/// A literal as a bound of a column of a type.
fn bound(cx: &mut Cx<'_>, expr: &ast::Expr, ty: Type) -> Option<Value> {
    let mut at = expr;
    while let ast::ExprKind::Group(inner) = &at.kind {
        at = inner;
    }
    let value = match (&at.kind, ty) {
        (ast::ExprKind::Number(number), Type::Number | Type::Percent | Type::Money(_)) => Value::Number(*number),
        (ast::ExprKind::Number(number), Type::Period(Grain::Year)) => return crate::params::year(*number).map(Value::Period),
        (ast::ExprKind::Percent(number), Type::Number | Type::Percent) => Value::Number(*number),
        (ast::ExprKind::Money(number, unit), Type::Money(MoneyUnit::Fixed(known)))
            if cx.plan.currencies.find(&unit.text) == Some(known) =>
        {
            Value::Number(*number)
        }
        (ast::ExprKind::Text(text), Type::Text | Type::Payee | Type::Ref(_)) => Value::Text(text.clone()),
        (ast::ExprKind::Date(date), Type::Date) => Value::Date(*date),
        (ast::ExprKind::Period(period), Type::Period(grain)) if period.grain == grain => {
            Value::Period(crate::types::fiscal(*period, cx.plan.time.year_from))
        }
        (ast::ExprKind::Bool(value), Type::Bool) => Value::Bool(*value),
        _ => {
            let words = cx.words(ty);
            return cx.refuse(say::bound_of_another_type(expr.span, &words));
        }
    };
    Some(value)
}

fn bounds_of(cx: &mut Cx<'_>, bounds: &ast::Bounds, ty: Type) -> Option<Bounds> {
    let ordered = matches!(ty, Type::Number | Type::Percent | Type::Money(_) | Type::Date | Type::Period(_));
    match bounds {
        ast::Bounds::OneOf(values) => {
            let values: Option<Vec<Value>> = values.iter().map(|value| bound(cx, value, ty)).collect();
            Some(Bounds::OneOf(values?))
        }
        ast::Bounds::Range(low, high) => {
            if !ordered {
                let words = cx.words(ty);
                return cx.refuse(say::bounds_need_order(low.span, &words));
            }
            let (low_value, high_value) = (bound(cx, low, ty)?, bound(cx, high, ty)?);
            if is_after(&low_value, &high_value) {
                return cx.refuse(say::bounds_order(low.span));
            }
            Some(Bounds::Range(Some((low_value, true)), Some((high_value, true))))
        }
        ast::Bounds::Compare(operator, value) => {
            if !ordered {
                let words = cx.words(ty);
                return cx.refuse(say::bounds_need_order(value.span, &words));
            }
            let limit = bound(cx, value, ty)?;
            match operator {
                Operator::Greater => Some(Bounds::Range(Some((limit, false)), None)),
                Operator::GreaterOrEqual => Some(Bounds::Range(Some((limit, true)), None)),
                Operator::Less => Some(Bounds::Range(None, Some((limit, false)))),
                Operator::LessOrEqual => Some(Bounds::Range(None, Some((limit, true)))),
                Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Power | Operator::Concat => None,
                Operator::Equal | Operator::NotEqual | Operator::And | Operator::Or => None,
            }
        }
    }
}

fn is_after(low: &Value, high: &Value) -> bool {
    match (low, high) {
        (Value::Number(low), Value::Number(high)) => low > high,
        (Value::Date(low), Value::Date(high)) => low > high,
        (Value::Period(low), Value::Period(high)) => low > high,
        (Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_) | Value::Blank, _) => false,
    }
}

/// What a reference points to has a key.
fn references(cx: &mut Cx<'_>, table: TableId) {
    let columns: Vec<(Type, Span)> = cx.plan.table(table).columns.iter().map(|column| (column.ty, column.span)).collect();
    for (ty, span) in columns {
        if let Type::Ref(target) = ty {
            let derived = !cx.table(target).ast.clauses.is_empty();
            let (name, at) = (cx.plan.table(target).name.clone(), cx.plan.table(target).span);
            if derived {
                cx.say(say::reference_to_derived(span, &name));
            } else if cx.key_columns(target).is_empty() {
                cx.say(say::key_needed(span, "a reference", &name, at));
            }
        }
    }
}

fn keys(cx: &mut Cx<'_>, table: TableId) {
    let key = cx.key_columns(table);
    for column in &key {
        let known = cx.plan.table(table).columns.get(usize::from(*column));
        if let Some((name, span)) = known.filter(|known| known.blank).map(|known| (known.name.clone(), known.span)) {
            cx.say(say::key_may_be_blank(span, &name));
        }
    }
    if let Some(table) = cx.plan.tables.get_mut(table.index()) {
        table.key = key;
    }
}

/// Rows that stand in the plan: one text per input column.
fn rows(cx: &mut Cx<'_>, table: TableId) {
    let ast = cx.table(table).ast;
    let Some((heading, rows)) = ast.rows.split_first() else { return };
    if !ast.clauses.is_empty() {
        return cx.say(say::rows_in_a_derived_table(heading.span));
    }
    let inputs: Vec<u16> = (0u16..)
        .zip(&cx.table(table).columns)
        .filter(|(_, column)| column.ast.is_some_and(|ast| ast.formula.is_none()))
        .map(|(number, _)| number)
        .collect();
    let mut places: Vec<Option<usize>> = Vec::new();
    for cell in &heading.cells {
        let found = cx.column_named(table, &cell.text);
        let place = found.and_then(|found| inputs.iter().position(|input| *input == found.column));
        match (found, place) {
            (Some(_), Some(place)) => {
                let first = places.iter().position(|known| *known == Some(place)).and_then(|first| heading.cells.get(first));
                if let Some(first) = first {
                    cx.say(say::heading_twice(cell, first));
                }
            }
            (Some(_), None) => cx.say(say::heading_calculated(cell)),
            (None, _) => {
                let diagnostic = say::column_unknown(&cx.plan, table, cell);
                cx.say(diagnostic);
            }
        }
        places.push(place);
    }
    let mut all = Vec::new();
    for row in rows {
        if row.cells.len() != heading.cells.len() {
            cx.say(say::row_length(row.span, row.cells.len(), heading.cells.len()));
            continue;
        }
        let mut texts: Vec<Option<String>> = vec![None; inputs.len()];
        for (place, cell) in places.iter().zip(&row.cells) {
            if let (Some(slot), false) = (place.and_then(|place| texts.get_mut(place)), cell.text.is_empty()) {
                *slot = Some(unquoted(&cell.text));
            }
        }
        all.push(texts);
    }
    if let Some(table) = cx.plan.tables.get_mut(table.index()) {
        table.rows = all;
    }
}

/// The text of a cell without its quotes.
fn unquoted(text: &str) -> String {
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_owned(),
    }
}

fn payees(cx: &mut Cx<'_>) {
    let table = cx.plan.payees;
    let ast = cx.table(table).ast;
    if ast.sort != TableSort::Payees {
        return;
    }
    let key = cx.key_columns(table);
    let texts =
        key.iter().all(|column| cx.plan.table(table).columns.get(usize::from(*column)).is_some_and(|column| column.ty == Type::Text));
    if key.len() != 1 || !texts {
        cx.say(say::payees_key(ast.name.span));
    }
    if ast.by.is_some() || matches!(ast.time, Some(Time::On(_) | Time::In(_))) || !ast.clauses.is_empty() {
        cx.say(say::payees_roles(ast.name.span));
    }
    if let Some(manager) = cx.column_named(table, "Manager") {
        let is_payee = cx.plan.table(table).columns.get(usize::from(manager.column)).is_some_and(|column| column.ty == Type::Payee);
        if is_payee {
            cx.plan.manager = Some(manager.column);
        }
    }
}

fn calendar(cx: &mut Cx<'_>) {
    let Some(table) = cx.plan.time.calendar else { return };
    let wanted = [("Period", Type::Text), ("Start", Type::Date), ("End", Type::Date)];
    special_columns(cx, table, &wanted);
    for label in ["Month", "Quarter", "Year"] {
        if cx.column_named(table, label).is_some() {
            special_columns(cx, table, &[(label, Type::Text)]);
        }
    }
}

fn fx(cx: &mut Cx<'_>) {
    let Some(number) = cx.plan.tables.iter().position(|table| table.name == "fx").and_then(|number| u32::try_from(number).ok()) else {
        return;
    };
    let table = TableId(number);
    let wanted = [("From", Type::Text), ("To", Type::Text), ("Date", Type::Date), ("Rate", Type::Number)];
    if let Some(columns) = special_columns(cx, table, &wanted)
        && let Ok(columns) = <[u16; 4]>::try_from(columns)
    {
        cx.plan.fx = Some((table, columns));
    }
}

/// The columns that a table with a meaning of its own must have.
fn special_columns(cx: &mut Cx<'_>, table: TableId, wanted: &[(&str, Type)]) -> Option<Vec<u16>> {
    let span = cx.plan.table(table).span;
    let name = cx.plan.table(table).name.clone();
    let mut columns = Vec::new();
    for (column, ty) in wanted {
        let found = cx.column_named(table, column);
        let known = found.and_then(|found| cx.plan.table(table).columns.get(usize::from(found.column)));
        match (found, known) {
            (Some(found), Some(known)) if known.ty == *ty && !known.blank => columns.push(found.column),
            _ => {
                let words = cx.words(*ty);
                cx.say(say::special_column(span, &name, column, &words));
            }
        }
    }
    (columns.len() == wanted.len()).then_some(columns)
}

impl Cx<'_> {
    /// Types the roles of a table, once.
    pub(crate) fn roles(&mut self, table: TableId) {
        let info = self.table(table);
        if info.roles != State::Waiting {
            return;
        }
        let (ast, scope) = (info.ast, info.scope);
        let set = |cx: &mut Self, state| {
            if let Some(info) = cx.tables.get_mut(table.index()) {
                info.roles = state;
            }
        };
        set(self, State::Busy);
        let payee = ast.by.as_ref().and_then(|by| self.role(table, scope, by, "payee", |ty| ty == Type::Payee));
        let is_date = |ty| ty == Type::Date;
        let time = match &ast.time {
            None => TableTime::None,
            Some(Time::On(day)) => self.role(table, scope, day, "date", is_date).map_or(TableTime::None, |(id, _)| TableTime::On(id)),
            Some(Time::In(period)) => self
                .role(table, scope, period, "period", |ty| matches!(ty, Type::Period(_)))
                .map_or(TableTime::None, |(id, ty)| TableTime::In(id, if let Type::Period(grain) = ty { grain } else { Grain::Month })),
            Some(Time::Span(from, to)) => {
                let from = self.role(table, scope, from, "date", is_date);
                let to = to.as_ref().and_then(|to| self.role(table, scope, to, "date", is_date));
                from.map_or(TableTime::None, |(from, _)| TableTime::Span(from, to.map(|(to, _)| to)))
            }
        };
        if let Some(target) = self.plan.tables.get_mut(table.index()) {
            target.payee = payee.map(|(id, _)| id);
            target.time = time;
        }
        set(self, State::Done);
    }

    fn role(
        &mut self,
        table: TableId,
        scope: crate::cx::ScopeId,
        path: &ast::Expr,
        wanted: &str,
        fits: impl Fn(Type) -> bool,
    ) -> Option<(ExprId, Type)> {
        let grain = self.plan.time.grain;
        let val = Lower::new(self, scope, Stand::Row(table), grain).formula(path)?;
        match self.ty(val) {
            Ty::Known(ty) if fits(ty) => {
                if !self.is_row_only(val.id) {
                    return self.refuse(say::row_only_wanted(path.span));
                }
                Some((val.id, ty))
            }
            Ty::Known(ty) => {
                let found = self.words(ty);
                self.refuse(say::role_type(path.span, wanted, &found))
            }
            Ty::Open(_) | Ty::Blank => self.refuse(say::role_type(path.span, wanted, "number")),
        }
    }
}
