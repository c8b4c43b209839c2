//! `over …`: when rows or cells count.

use super::{Lower, Stand};
use crate::diagnostics as say;
use crate::units::Ty;
use tiercel_plan::{ExprId, Span, Type, Window};
use tiercel_syntax::ast;

impl Lower<'_, '_> {
    /// `over …`, evaluated where the formula stands. `cells`: over cells.
    pub(super) fn window(&mut self, window: &ast::Window, span: Span, cells: bool) -> Option<Window> {
        let relative = match window {
            ast::Window::Period => Window::Period,
            ast::Window::Prior(n) => Window::Prior(*n),
            ast::Window::Last(n) => Window::Last(*n),
            ast::Window::ToDateIn(grain) => Window::ToDateIn(*grain),
            ast::Window::Earlier(grain) => Window::Earlier(*grain),
            ast::Window::Full(_) | ast::Window::LastYear if cells => return self.refuse(say::window_of_tables(span)),
            ast::Window::Full(grain) => Window::Full(*grain),
            ast::Window::LastYear => Window::LastYear,
            // A row without a time takes every row.
            ast::Window::ToDate => return Some(Window::ToDate),
            ast::Window::Between(from, to) => {
                let from_id = self.bound(from)?;
                let to_id = match to {
                    Some(to) => self.bound(to)?,
                    None => from_id,
                };
                return Some(Window::Between(from_id, to_id));
            }
        };
        if let (Stand::Row(table), false) = (&self.stand, self.cells)
            && self.cx.table(*table).ast.time.is_none()
        {
            let name = self.cx.plan.table(*table).name.clone();
            return self.refuse(say::window_without_time(span, &name));
        }
        if matches!(self.stand, Stand::Sources(_)) && !self.cells {
            return self.refuse(say::window_in_a_block(span));
        }
        Some(relative)
    }

    /// One end of `a .. b`: a date or a period.
    fn bound(&mut self, expr: &ast::Expr) -> Option<ExprId> {
        let val = self.expr(expr)?;
        let val = self.present(val)?;
        match self.cx.ty(val) {
            Ty::Known(Type::Date | Type::Period(_)) => Some(val.id),
            Ty::Known(Type::Text) if self.cx.plan.time.grain == tiercel_value::Grain::Custom => {
                self.cx.retype(val, Type::Period(tiercel_value::Grain::Custom), None);
                Some(val.id)
            }
            Ty::Open(_) => {
                let tiercel_plan::ExprKind::Const(tiercel_plan::Value::Number(number)) = &self.cx.expr(val).kind else {
                    return self.refuse(say::type_wanted(expr.span, "period", "number"));
                };
                match crate::params::year(*number) {
                    Some(year) => {
                        self.cx.retype(val, Type::Period(year.grain), Some(tiercel_plan::Value::Period(year)));
                        Some(val.id)
                    }
                    None => self.refuse(say::type_wanted(expr.span, "period", "number")),
                }
            }
            ty @ (Ty::Known(_) | Ty::Blank) => self.wrong_type(val, "period", ty),
        }
    }
}
