//! Values that must be of one kind: branches, arguments, both sides of a comparison. Bare numbers take the unit, texts
//! become keys.

use super::Lower;
use crate::cx::Val;
use crate::diagnostics as say;
use crate::units::{Conflict, Ty};
use tiercel_plan::{ExprKind, Function, MoneyUnit, Span, TableId, Type, Value};
use tiercel_value::Grain;

impl Lower<'_, '_> {
    /// Brings values to one type, which it gives. Blanks are let through; the caller minds them.
    pub(crate) fn one_type(&mut self, vals: &[Val], span: Span) -> Option<Ty> {
        let lead = self.lead(vals)?;
        let mut ty = self.cx.ty(lead);
        let mut sound = true;
        for val in vals.iter().filter(|val| val.id != lead.id) {
            match self.fit(*val, ty, lead, span) {
                Some(wider) => ty = wider,
                None => sound = false,
            }
        }
        sound.then_some(ty)
    }

    /// The value whose type the others take: not a literal if there is another, never a blank if there is another.
    fn lead(&mut self, vals: &[Val]) -> Option<Val> {
        let mut best: Option<(u8, Val)> = None;
        for val in vals {
            let rank = match self.cx.ty(*val) {
                Ty::Blank => 3,
                Ty::Open(_) => 2,
                Ty::Known(_) if matches!(self.cx.expr(*val).kind, ExprKind::Const(_)) => 1,
                Ty::Known(_) => 0,
            };
            if best.is_none_or(|(known, _)| rank < known) {
                best = Some((rank, *val));
            }
        }
        best.map(|(_, val)| val)
    }

    /// Fits a value to a type; gives the type, a number where percent and number meet.
    pub(crate) fn fit(&mut self, val: Val, wanted: Ty, lead: Val, span: Span) -> Option<Ty> {
        let at = self.cx.expr(val).span;
        match (self.cx.units.now(wanted), self.cx.ty(val)) {
            (wanted, Ty::Blank) => Some(wanted),
            (Ty::Blank, found) => Some(found),
            (Ty::Open(a), Ty::Open(b)) => match self.cx.units.union(a, b, at) {
                Ok(()) => Some(Ty::Open(a)),
                Err(conflict) => {
                    self.cx.conflict(&conflict);
                    None
                }
            },
            (Ty::Open(var), Ty::Known(ty)) | (Ty::Known(ty), Ty::Open(var)) => {
                // A bare year.
                if ty == Type::Period(Grain::Year)
                    && let ExprKind::Const(Value::Number(number)) = &self.cx.expr(val).kind
                    && let Some(year) = crate::params::year(*number)
                {
                    self.cx.retype(val, ty, Some(Value::Period(year)));
                    return Some(Ty::Known(ty));
                }
                if let (Type::Ref(table), ExprKind::Const(Value::Number(_))) = (ty, &self.cx.expr(val).kind)
                    && self.cx.only_key_type(table) == Some(Type::Number)
                {
                    self.cx.retype(val, ty, None);
                    return Some(Ty::Known(ty));
                }
                let place = if matches!(self.cx.ty(val), Ty::Open(_)) { at } else { self.cx.expr(lead).span };
                match self.cx.units.bind(var, ty, place) {
                    Ok(()) => Some(Ty::Known(ty)),
                    Err(_) if !ty.is_numeric() => self.differ(lead, val, span),
                    Err(conflict) => {
                        self.cx.conflict(&conflict);
                        None
                    }
                }
            }
            (Ty::Known(wanted), Ty::Known(found)) => self.fit_known(val, wanted, found, lead, span),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn fit_known(&mut self, val: Val, wanted: Type, found: Type, lead: Val, span: Span) -> Option<Ty> {
        if wanted == found {
            return Some(Ty::Known(wanted));
        }
        let literal = match &self.cx.expr(val).kind {
            ExprKind::Const(value) => Some(value.clone()),
            _ => None,
        };
        match (wanted, found) {
            (Type::Number | Type::Percent, Type::Number | Type::Percent) => Some(Ty::Known(Type::Number)),
            (Type::Payee | Type::Period(Grain::Custom), Type::Text) if literal.is_some() => {
                self.cx.retype(val, wanted, None);
                Some(Ty::Known(wanted))
            }
            (Type::Ref(table), Type::Text) if literal.is_some() && self.cx.only_key_type(table) == Some(Type::Text) => {
                self.cx.retype(val, wanted, None);
                Some(Ty::Known(wanted))
            }
            (_, _) => {
                // A param or column that was something else before: both uses are shown.
                for (of, other, at) in [(val, wanted, self.cx.expr(val).span), (lead, found, self.cx.expr(lead).span)] {
                    if let Some((name @ Some(_), bound, before)) = self.cx.units.binding(of.ty)
                        && other.is_numeric()
                        && before != at
                    {
                        self.cx.conflict(&Conflict { name, before: (bound, before), now: (other, at) });
                        return None;
                    }
                }
                self.differ(lead, val, span)
            }
        }
    }

    /// Says how two values differ in kind.
    fn differ<T>(&mut self, lead: Val, val: Val, span: Span) -> Option<T> {
        let (a, b) = (self.cx.ty(lead), self.cx.ty(val));
        let spans = (self.cx.expr(lead).span, self.cx.expr(val).span);
        let (Ty::Known(left), Ty::Known(right)) = (a, b) else {
            let (left, right) = (self.ty_words(a), self.ty_words(b));
            return self.refuse(say::types_differ(span, &left, &right, spans));
        };
        let (left_words, right_words) = (self.cx.words(left), self.cx.words(right));
        let plain = |ty| matches!(ty, Type::Number | Type::Percent);
        let diagnostic = match (left, right) {
            (Type::Money(_), Type::Money(_)) => say::two_currencies(span, &left_words, &right_words, spans),
            (Type::Money(unit), other) if plain(other) => self.money_and_number(span, unit, spans),
            (other, Type::Money(unit)) if plain(other) => self.money_and_number(span, unit, (spans.1, spans.0)),
            (Type::Payee, Type::Text) => self.text_for_key(lead, val, self.cx.plan.payees),
            (Type::Text, Type::Payee) => self.text_for_key(val, lead, self.cx.plan.payees),
            (Type::Ref(table), Type::Text | Type::Number) => self.text_for_key(lead, val, table),
            (Type::Text | Type::Number, Type::Ref(table)) => self.text_for_key(val, lead, table),
            (Type::Date, Type::Period(_)) => say::date_and_period(span, &self.cx.text(spans.1), spans),
            (Type::Period(_), Type::Date) => say::date_and_period(span, &self.cx.text(spans.0), (spans.1, spans.0)),
            (_, _) => say::types_differ(span, &left_words, &right_words, spans),
        };
        self.refuse(diagnostic)
    }

    fn money_and_number(&mut self, span: Span, unit: MoneyUnit, spans: (Span, Span)) -> tiercel_syntax::Diagnostic {
        let money = self.cx.words(Type::Money(unit));
        say::money_and_number(span, &money, spans)
    }

    fn text_for_key(&mut self, key: Val, text: Val, table: TableId) -> tiercel_syntax::Diagnostic {
        let (key_span, text_span) = (self.cx.expr(key).span, self.cx.expr(text).span);
        let only = match self.cx.key_names(table).as_slice() {
            [only] => Some(format!("{}.[{only}]", self.cx.text(key_span))),
            _ => None,
        };
        say::text_for_key(text_span, key_span, only)
    }

    /// Both sides of a comparison. Beside a reference the only key column of the table meant is compared by its text.
    pub(super) fn comparable(&mut self, left: Val, right: Val, span: Span) -> Option<(Val, Val)> {
        let (left, right) = (self.keyed(left, right), self.keyed(right, left));
        let (left, right) = (self.day(left, right), self.day(right, left));
        self.one_type(&[left, right], span)?;
        Some((left, right))
    }

    /// A reference beside the key column of its table becomes that key.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn keyed(&mut self, val: Val, other: Val) -> Val {
        let table = match self.cx.ty(val) {
            Ty::Known(Type::Ref(table)) => table,
            Ty::Known(Type::Payee) => self.cx.plan.payees,
            Ty::Known(_) | Ty::Open(_) | Ty::Blank => return val,
        };
        let other_expr = self.cx.expr(other);
        let column = match other_expr.kind {
            ExprKind::RowColumn(column) | ExprKind::RangedColumn(column) | ExprKind::SourceColumn { column, .. } => column,
            ExprKind::Follow { column, .. } | ExprKind::FollowPayee { column, .. } => column,
            _ => return val,
        };
        if column.table != table || self.cx.key_columns(table) != [column.column] {
            return val;
        }
        let span = self.cx.expr(val).span;
        let ty = other.ty;
        let kind = if table == self.cx.plan.payees {
            ExprKind::FollowPayee { base: val.id, column }
        } else {
            ExprKind::Follow { base: val.id, column }
        };
        self.cx.push(kind, ty, val.blank, span)
    }

    /// A date beside a day of a plan by days is that day.
    fn day(&mut self, val: Val, other: Val) -> Val {
        if self.cx.ty(val) == Ty::Known(Type::Date) && self.cx.ty(other) == Ty::Known(Type::Period(Grain::Day)) {
            let span = self.cx.expr(val).span;
            return self.cx.push(ExprKind::Call(Function::PeriodOf, vec![val.id]), Ty::Known(Type::Period(Grain::Day)), val.blank, span);
        }
        val
    }
}
