//! MONEY, CONVERT, LOOKUP.

use super::Lower;
use super::narrowing::Of;
use crate::cx::Val;
use crate::diagnostics as say;
use crate::units::Ty;
use tiercel_plan::{ColumnRef, ExprId, ExprKind, MoneyUnit, Span, TableId, Type};
use tiercel_syntax::ast::{Call, Expr, ExprKind as Ast};
use tiercel_value::UnitId;

impl Lower<'_, '_> {
    /// A currency as an argument.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn currency(&mut self, expr: &Expr) -> Option<UnitId> {
        let name = match &expr.kind {
            Ast::Currency(name) => Some(name),
            Ast::Name { name: Some(name), path } if path.is_empty() => Some(name),
            _ => None,
        };
        match name.and_then(|name| self.cx.plan.currencies.find(&name.text)) {
            Some(unit) => Some(unit),
            None => self.refuse(say::currency_wanted(expr.span)),
        }
    }

    /// `MONEY(x, USD)`.
    pub(super) fn money_call(&mut self, call: &Call, span: Span) -> Option<Val> {
        let [x, unit] = call.args.as_slice() else { return self.refuse(say::argument_count(span, "MONEY", "MONEY(x, USD)")) };
        let (x, unit) = (self.expr(x), self.currency(unit));
        let (x, unit) = (x?, unit?);
        let x = self.plain(x)?;
        Some(self.cx.push(ExprKind::Retype(x.id), Ty::Known(Type::Money(MoneyUnit::Fixed(unit))), false, span))
    }

    /// `CONVERT(x, EUR, date)`, `CONVERT(x, EUR, rate r)`.
    pub(super) fn convert(&mut self, call: &Call, span: Span) -> Option<Val> {
        let [amount, to, how] = call.args.as_slice() else {
            return self.refuse(say::argument_count(span, "CONVERT", "CONVERT(amount, EUR, date)"));
        };
        let (amount, to) = (self.expr(amount), self.currency(to));
        if let Ast::Rate(rate) = &how.kind {
            let rate = self.expr(rate);
            let (amount, to, rate) = (self.money(amount?)?, to?, rate?);
            let rate = self.plain(rate)?;
            let kind = ExprKind::ConvertByRate { amount: amount.id, to, rate: rate.id };
            return Some(self.cx.push(kind, Ty::Known(Type::Money(MoneyUnit::Fixed(to))), false, span));
        }
        let date = self.expr(how);
        let (amount, to, date) = (self.money(amount?)?, to?, date?);
        let date = self.of_type(date, Type::Date)?;
        if self.cx.plan.fx.is_none() {
            return self.refuse(say::fx_missing(span));
        }
        let from = match self.cx.ty(amount) {
            Ty::Known(Type::Money(MoneyUnit::In(column))) => Some(self.currency_beside(amount, column, span)?),
            Ty::Known(_) | Ty::Open(_) | Ty::Blank => None,
        };
        let kind = ExprKind::ConvertByDate { amount: amount.id, from, to, date: date.id };
        Some(self.cx.push(kind, Ty::Known(Type::Money(MoneyUnit::Fixed(to))), false, span))
    }

    fn money(&mut self, val: Val) -> Option<Val> {
        let val = self.numeric(val)?;
        match self.cx.ty(val) {
            Ty::Known(Type::Money(_)) => Some(val),
            ty @ (Ty::Known(_) | Ty::Open(_) | Ty::Blank) => {
                let span = self.cx.expr(val).span;
                let found = self.ty_words(ty);
                self.refuse(say::money_wanted(span, &found))
            }
        }
    }

    /// The currency column beside the amount: where the amount's own column is read, that column is.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn currency_beside(&mut self, amount: Val, currency: ColumnRef, span: Span) -> Option<ExprId> {
        let mut open = vec![amount.id];
        while let Some(at) = open.pop() {
            let expr = self.cx.plan.expr(at).clone();
            let of_it = self.cx.units.now(self.cx.types.get(at.index()).copied()?) == Ty::Known(Type::Money(MoneyUnit::In(currency)));
            let beside = match expr.kind {
                ExprKind::RowColumn(_) if of_it => Some(ExprKind::RowColumn(currency)),
                ExprKind::RangedColumn(_) if of_it => Some(ExprKind::RangedColumn(currency)),
                ExprKind::SourceColumn { source, .. } if of_it => Some(ExprKind::SourceColumn { source, column: currency }),
                ExprKind::Follow { base, .. } if of_it => Some(ExprKind::Follow { base, column: currency }),
                ExprKind::FollowPayee { base, .. } if of_it => Some(ExprKind::FollowPayee { base, column: currency }),
                ExprKind::Binary(_, left, right) | ExprKind::IfBlank(left, right) => {
                    open.extend([right, left]);
                    None
                }
                ExprKind::If { then, otherwise, .. } => {
                    open.extend([otherwise, then]);
                    None
                }
                ExprKind::Call(_, args) => {
                    open.extend(args.into_iter().rev());
                    None
                }
                ExprKind::Negate(inner) => {
                    open.push(inner);
                    None
                }
                _ => None,
            };
            if let Some(kind) = beside {
                return Some(self.cx.push(kind, Ty::Known(Type::Text), false, expr.span).id);
            }
        }
        self.refuse(say::currency_column_lost(span))
    }

    /// `LOOKUP(key, T[Col] else x)`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    pub(super) fn lookup(&mut self, call: &Call, span: Span) -> Option<Val> {
        self.no_path(call, span);
        self.only_clauses(call, &["else"]);
        let shape = "LOOKUP(key, Products[Rate])";
        let Some((value, keys)) = call.args.split_last().filter(|(_, keys)| !keys.is_empty()) else {
            return self.refuse(say::argument_count(span, "LOOKUP", shape));
        };
        let table = match &value.kind {
            Ast::Name { name: Some(name), path } if !path.is_empty() => self.cx.table_named(self.scope, &name.text),
            _ => None,
        };
        let Some(table) = table else { return self.refuse(say::lookup_column(value.span)) };
        let key_vals: Vec<Option<Val>> = keys.iter().map(|key| self.expr(key)).collect();
        let default = match &call.clauses.otherwise {
            Some(otherwise) => Some(self.expr(otherwise)?),
            None => None,
        };
        let key_vals = key_vals.into_iter().collect::<Option<Vec<Val>>>()?;
        let key = self.lookup_key(table, &key_vals, span)?;
        let saved = self.save();
        self.forget(Of::Table);
        self.ranged = Some(table);
        self.of_ranged = false;
        self.person = false;
        let val = self.expr(value);
        self.restore(saved);
        let val = val?;
        let ty = match default {
            Some(default) => self.fit(default, val.ty, val, span)?,
            None => val.ty,
        };
        let blank = val.blank || default.is_some_and(|default| default.blank);
        let kind = ExprKind::Lookup { table, key, value: val.id, default: default.map(|default| default.id) };
        Some(self.cx.push(kind, ty, blank, span))
    }

    /// One value per key column, of its type.
    fn lookup_key(&mut self, table: TableId, vals: &[Val], span: Span) -> Option<Vec<ExprId>> {
        let name = self.cx.plan.table(table).name.clone();
        let columns = self.cx.key_columns(table);
        if columns.is_empty() {
            return self.refuse(say::key_needed(span, "LOOKUP", &name, self.cx.plan.table(table).span));
        }
        if columns.len() != vals.len() {
            let names = self.cx.key_names(table).join("], [");
            return self.refuse(say::lookup_keys(span, &name, &format!("[{names}]")));
        }
        // A reference to the table is its key.
        if let ([val], Ty::Known(Type::Ref(target))) = (vals, vals.first().map_or(Ty::Blank, |val| self.cx.units.now(val.ty)))
            && target == table
        {
            let val = self.present(*val)?;
            return Some(vec![val.id]);
        }
        let mut ids = Vec::new();
        for (column, val) in columns.into_iter().zip(vals) {
            let val = self.present(*val)?;
            let at = self.cx.expr(val).span;
            let (ty, _) = self.cx.column_ty(ColumnRef { table, column }, at)?;
            let lead = self.cx.push(ExprKind::RangedColumn(ColumnRef { table, column }), ty, false, at);
            let (_, val) = self.comparable(lead, val, at)?;
            ids.push(val.id);
        }
        Some(ids)
    }
}
