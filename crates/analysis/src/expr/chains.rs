//! Sums, chains of `*` and `/`, powers.

use super::{Lower, scan};
use crate::cx::Val;
use crate::diagnostics as say;
use crate::units::{Factor, Ty};
use tiercel_plan::{ExprKind, MoneyUnit, Operator, Span, Type};
use tiercel_syntax::ast::{Expr, ExprKind as Ast};

impl Lower<'_, '_> {
    /// A chain of `+` and `-`.
    pub(super) fn sum(&mut self, expr: &Expr) -> Option<Val> {
        let (first, rest) = scan::spine(expr, |operator| matches!(operator, Operator::Add | Operator::Subtract));
        let mut left = self.expr(first);
        for (operator, operand, span) in rest {
            let right = self.expr(operand);
            left = match (left, right) {
                (Some(left), Some(right)) => self.add(operator, left, right, span),
                (None, _) | (_, None) => None,
            };
        }
        left
    }

    fn add(&mut self, operator: Operator, left: Val, right: Val, span: Span) -> Option<Val> {
        let (left, right) = (self.present(left), self.present(right));
        let (left, right) = (left?, right?);
        let kind = ExprKind::Binary(operator, left.id, right.id);
        let (a, b) = (self.cx.ty(left), self.cx.ty(right));
        if a == Ty::Known(Type::Date) {
            if b == Ty::Known(Type::Date) && operator == Operator::Subtract {
                return Some(self.cx.push(kind, Ty::Known(Type::Number), false, span));
            }
            self.plain(right)?;
            return Some(self.cx.push(kind, Ty::Known(Type::Date), false, span));
        }
        if b == Ty::Known(Type::Date) && operator == Operator::Add {
            self.plain(left)?;
            return Some(self.cx.push(kind, Ty::Known(Type::Date), false, span));
        }
        let (left, right) = (self.numeric(left), self.numeric(right));
        let (left, right) = (left?, right?);
        if let (Ty::Known(Type::Money(unit)), Ty::Known(Type::Percent)) = (a, b) {
            let money = self.cx.words(Type::Money(unit));
            let texts = (self.cx.text(self.cx.expr(left).span), self.cx.text(self.cx.expr(right).span));
            let sign = if operator == Operator::Add { "+" } else { "-" };
            return self.refuse(say::percent_added_to_money(span, &money, &texts.0, sign, &texts.1));
        }
        let ty = match (a, b) {
            (Ty::Known(Type::Percent), Ty::Known(Type::Percent)) => Ty::Known(Type::Percent),
            // A bare number beside a percent: a number.
            (Ty::Known(Type::Percent), Ty::Open(var)) | (Ty::Open(var), Ty::Known(Type::Percent)) => {
                let at = self.cx.expr(right).span;
                if let Err(conflict) = self.cx.units.bind(var, Type::Number, at) {
                    self.cx.conflict(&conflict);
                    return None;
                }
                Ty::Known(Type::Number)
            }
            (Ty::Known(_) | Ty::Open(_) | Ty::Blank, _) => self.one_type(&[left, right], span)?,
        };
        let val = self.cx.push(kind, ty, false, span);
        Some(Val { literal: left.literal && right.literal, constant: left.constant && right.constant, ..val })
    }

    /// A chain of `*` and `/`: only the whole must have a unit.
    pub(super) fn chain(&mut self, expr: &Expr) -> Option<Val> {
        let mut factors = Vec::new();
        let whole = self.factors(expr, 1, &mut factors)?;
        let constant = factors.iter().all(|(val, _)| val.constant);
        let literal = factors.iter().all(|(val, _)| val.literal);
        let mut types: Vec<Factor> = Vec::new();
        for (val, sign) in &factors {
            // As a factor a bare number is a number; where all are, the place says the unit.
            let ty = if val.literal && !literal { self.as_number(*val) } else { self.cx.ty(*val) };
            types.push((ty, *sign));
        }
        let ty = if literal { self.literal_chain(&factors) } else { self.cx.units.chain(types.clone(), constant, expr.span) };
        let Ok(ty) = ty else {
            let diagnostic = self.odd_chain(expr, &types);
            return self.refuse(diagnostic);
        };
        self.settle_chain(whole, ty);
        Some(Val { id: whole.id, ty, blank: false, literal, constant })
    }

    fn as_number(&mut self, val: Val) -> Ty {
        if let Ty::Open(var) = self.cx.ty(val) {
            let span = self.cx.expr(val).span;
            // A fresh literal: nothing can disagree.
            let _ = self.cx.units.bind(var, Type::Number, span);
            return Ty::Known(Type::Number);
        }
        self.cx.ty(val)
    }

    /// `2 * 50`: the unit of the first, if it is bare; the others are numbers.
    fn literal_chain(&mut self, factors: &[(Val, i8)]) -> Result<Ty, ()> {
        let mut types = Vec::new();
        let mut open = None;
        for (val, sign) in factors {
            match self.cx.ty(*val) {
                ty @ Ty::Open(_) if open.is_none() && *sign > 0 => open = Some(ty),
                Ty::Open(_) => types.push((self.as_number(*val), *sign)),
                ty @ (Ty::Known(_) | Ty::Blank) => types.push((ty, *sign)),
            }
        }
        match open {
            Some(open) if types.iter().all(|(ty, _)| *ty == Ty::Known(Type::Number)) => Ok(open),
            Some(open) => {
                let as_number = (Ty::Known(Type::Number), 1);
                if let Ty::Open(var) = open {
                    let _ = self.cx.units.bind(var, Type::Number, Span::default());
                }
                types.push(as_number);
                self.cx.units.chain(types, false, Span::default())
            }
            None => self.cx.units.chain(types, false, Span::default()),
        }
    }

    fn settle_chain(&mut self, whole: Val, ty: Ty) {
        if let Some(slot) = self.cx.types.get_mut(whole.id.index()) {
            *slot = ty;
        }
        if let (Ty::Known(known), Some(expr)) = (ty, self.cx.plan.exprs.get_mut(whole.id.index())) {
            expr.ty = known;
        }
    }

    /// Types the factors of a chain and of the chains in brackets that stand in it, and builds its tree.
    fn factors(&mut self, expr: &Expr, sign: i8, out: &mut Vec<(Val, i8)>) -> Option<Val> {
        let (first, rest) = scan::spine(expr, |operator| matches!(operator, Operator::Multiply | Operator::Divide));
        let mut left = self.factor(first, sign, out);
        for (operator, operand, span) in rest {
            let inner = if operator == Operator::Divide { -sign } else { sign };
            let right = self.factor(operand, inner, out);
            left = match (left, right) {
                (Some(left), Some(right)) => {
                    Some(self.cx.push(ExprKind::Binary(operator, left.id, right.id), Ty::Known(Type::Number), false, span))
                }
                (None, _) | (_, None) => None,
            };
        }
        left
    }

    fn factor(&mut self, expr: &Expr, sign: i8, out: &mut Vec<(Val, i8)>) -> Option<Val> {
        let mut inner = expr;
        while let Ast::Group(group) = &inner.kind {
            inner = group;
        }
        if matches!(&inner.kind, Ast::Binary(Operator::Multiply | Operator::Divide, ..)) {
            return self.factors(inner, sign, out);
        }
        let val = self.expr(expr)?;
        let val = self.numeric(val)?;
        out.push((val, sign));
        Some(val)
    }

    fn odd_chain(&mut self, expr: &Expr, factors: &[Factor]) -> tiercel_syntax::Diagnostic {
        let mut above: Vec<MoneyUnit> = Vec::new();
        let mut below: Vec<MoneyUnit> = Vec::new();
        for (ty, sign) in factors {
            if let Ty::Known(Type::Money(unit)) = ty {
                if *sign > 0 { above.push(*unit) } else { below.push(*unit) }
            }
        }
        let words = |cx: &crate::cx::Cx<'_>, units: &[MoneyUnit]| units.iter().map(|unit| cx.words(Type::Money(*unit))).collect::<Vec<_>>();
        let (above, below) = (words(self.cx, &above), words(self.cx, &below));
        match (above.as_slice(), below.as_slice()) {
            ([], [money, ..]) => say::divided_by_money(expr.span, money),
            ([left, ..], [right, ..]) => say::two_currencies(expr.span, left, right, (expr.span, expr.span)),
            (above, _) => say::money_times_money(expr.span, &above.join(" * ")),
        }
    }

    /// `left ^ right`.
    pub(super) fn power(&mut self, left: &Expr, right: &Expr, span: Span) -> Option<Val> {
        let (left, right) = (self.expr(left), self.expr(right));
        let (left, right) = (left?, right?);
        let (left, right) = (self.plain(left), self.plain(right));
        let (left, right) = (left?, right?);
        if let ExprKind::Const(tiercel_plan::Value::Number(number)) = &self.cx.expr(right).kind
            && number.to_i64().is_none()
        {
            let at = self.cx.expr(right).span;
            return self.refuse(say::whole_exponent(at));
        }
        Some(self.cx.push(ExprKind::Binary(Operator::Power, left.id, right.id), Ty::Known(Type::Number), false, span))
    }
}
