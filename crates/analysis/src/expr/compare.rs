//! Comparisons and `in`.

use super::Lower;
use crate::cx::Val;
use crate::diagnostics as say;
use crate::units::Ty;
use tiercel_plan::{ExprKind, Operator, Span, Type};
use tiercel_syntax::ast::Expr;

impl Lower<'_, '_> {
    /// `left op right`.
    pub(super) fn compare(&mut self, operator: Operator, left: &Expr, right: &Expr, span: Span) -> Option<Val> {
        let (left, right) = (self.expr(left), self.expr(right));
        let (left, right) = (left?, right?);
        let equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        if equality {
            let blank = match (left.ty, right.ty) {
                (Ty::Blank, _) => Some(right),
                (_, Ty::Blank) => Some(left),
                (Ty::Known(_) | Ty::Open(_), _) => None,
            };
            if let Some(subject) = blank {
                return Some(self.is_blank(subject, operator == Operator::NotEqual, span));
            }
        }
        let (left, right) = self.comparable(left, right, span)?;
        if !equality {
            let (left, right) = (self.present(left), self.present(right));
            let (left, _) = (left?, right?);
            self.ordered(left)?;
        }
        Some(self.cx.push(ExprKind::Binary(operator, left.id, right.id), Ty::Known(Type::Bool), false, span))
    }

    /// `x = blank`, `x <> blank`.
    pub(super) fn is_blank(&mut self, subject: Val, negated: bool, span: Span) -> Val {
        let test = self.cx.push(ExprKind::IsBlank(subject.id), Ty::Known(Type::Bool), false, span);
        if negated { self.cx.push(ExprKind::Not(test.id), Ty::Known(Type::Bool), false, span) } else { test }
    }

    /// A value that has an order: numbers, dates, periods, texts.
    pub(super) fn ordered(&mut self, val: Val) -> Option<()> {
        let span = self.cx.expr(val).span;
        match self.cx.ty(val) {
            Ty::Open(_) | Ty::Blank => Some(()),
            Ty::Known(Type::Number | Type::Percent | Type::Money(_) | Type::Text | Type::Date | Type::Period(_)) => Some(()),
            Ty::Known(ty @ (Type::Bool | Type::Payee | Type::Ref(_))) => {
                let words = self.cx.words(ty);
                self.refuse(say::no_order(span, &words))
            }
        }
    }

    /// `subject in (…)`.
    pub(super) fn one_of(&mut self, subject: &Expr, list: &[Expr], negated: bool, span: Span) -> Option<Val> {
        let subject = self.expr(subject);
        let list: Vec<Option<Val>> = list.iter().map(|item| self.expr(item)).collect();
        let (mut subject, list) = (subject?, list.into_iter().collect::<Option<Vec<Val>>>()?);
        let mut items = Vec::new();
        for item in list {
            if item.ty == Ty::Blank {
                items.push(item.id);
                continue;
            }
            let (left, right) = self.comparable(subject, item, span)?;
            // A reference compared by its key stays so for the whole list.
            subject = left;
            items.push(right.id);
        }
        Some(self.cx.push(ExprKind::In { subject: subject.id, list: items, negated }, Ty::Known(Type::Bool), false, span))
    }
}
