//! Row-conditions cut into what can be grouped, what can be sorted, and the rest.

use super::{Lower, Stand};
use crate::cx::Val;
use crate::diagnostics as say;
use tiercel_plan::{Correlation, ExprId, ExprKind, Operator, Uses};

impl Lower<'_, '_> {
    /// Cuts the condition of an aggregate over rows. Where the formula stands at a row, what is neither an equality nor one
    /// range is an error: it would cost rows × rows.
    pub(super) fn cut(&mut self, condition: Option<Val>) -> Option<Correlation> {
        let mut cut = Correlation::default();
        let Some(condition) = condition else { return Some(cut) };
        for part in self.conjuncts(condition.id) {
            let uses = self.cx.plan.expr(part).uses;
            if !uses.any(Uses::RANGED) {
                cut.here.push(part);
            } else if uses.without(Uses::RANGED) == Uses::NONE {
                cut.ranged.push(part);
            } else {
                self.sides(part, &mut cut);
            }
        }
        let at_a_row = matches!(self.stand, Stand::Row(_) | Stand::Sources(_)) && !self.cells;
        match cut.rest.first() {
            Some(rest) if at_a_row => {
                let span = self.cx.plan.expr(*rest).span;
                let text = self.cx.text(span);
                self.refuse(say::condition_too_costly(span, &text))
            }
            Some(_) | None => Some(cut),
        }
    }

    /// A part that names the ranged row and the place where the formula stands.
    fn sides(&mut self, part: ExprId, cut: &mut Correlation) {
        if let ExprKind::Binary(operator, left, right) = self.cx.plan.expr(part).kind {
            let only = |id: ExprId| self.cx.plan.expr(id).uses.without(Uses::RANGED) == Uses::NONE;
            let here = |id: ExprId| !self.cx.plan.expr(id).uses.any(Uses::RANGED);
            let sides = if only(left) && here(right) {
                Some((left, operator, right))
            } else if only(right) && here(left) {
                mirrored(operator).map(|operator| (right, operator, left))
            } else {
                None
            };
            match sides {
                Some((ranged, Operator::Equal, here)) => return cut.equalities.push((ranged, here)),
                Some((
                    ranged,
                    operator @ (Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual),
                    here,
                )) if cut.range.is_none() => {
                    cut.range = Some((ranged, operator, here));
                    return;
                }
                Some(_) | None => {}
            }
        }
        cut.rest.push(part);
    }

    /// The parts of a chain of `and`.
    fn conjuncts(&self, condition: ExprId) -> Vec<ExprId> {
        let mut parts = Vec::new();
        let mut open = vec![condition];
        while let Some(at) = open.pop() {
            if let ExprKind::Binary(Operator::And, left, right) = self.cx.plan.expr(at).kind {
                open.extend([right, left]);
            } else {
                parts.push(at);
            }
        }
        parts
    }
}

/// The operator with its sides exchanged, for comparisons.
fn mirrored(operator: Operator) -> Option<Operator> {
    match operator {
        Operator::Equal => Some(Operator::Equal),
        Operator::NotEqual => Some(Operator::NotEqual),
        Operator::Less => Some(Operator::Greater),
        Operator::LessOrEqual => Some(Operator::GreaterOrEqual),
        Operator::Greater => Some(Operator::Less),
        Operator::GreaterOrEqual => Some(Operator::LessOrEqual),
        Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Power | Operator::Concat => None,
        Operator::And | Operator::Or => None,
    }
}
