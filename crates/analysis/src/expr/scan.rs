//! What can be seen of a formula before it is typed: how deep it is, its chains, and which tables its aggregates range over.

use super::functions::is_aggregate;
use super::{Lower, Stand};
use crate::names::Declared;
use tiercel_plan::{Operator, Span, TableId};
use tiercel_syntax::ast::{Call, Expr, ExprKind};

/// The first operand of a chain, and the others with their operators and the span up to each.
pub(super) fn spine(expr: &Expr, belongs: impl Fn(Operator) -> bool) -> (&Expr, Vec<(Operator, &Expr, Span)>) {
    let mut rest = Vec::new();
    let mut at = expr;
    while let ExprKind::Binary(operator, left, right) = &at.kind
        && belongs(*operator)
    {
        rest.push((*operator, right.as_ref(), at.span));
        at = left;
    }
    rest.reverse();
    (at, rest)
}

/// The parts of an expression that are expressions.
pub(crate) fn children<'e>(expr: &'e Expr, out: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Money(..) | ExprKind::Currency(_) | ExprKind::Date(_) => {}
        ExprKind::Period(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Blank | ExprKind::Name { .. } => {}
        ExprKind::Payee { .. } | ExprKind::Payees | ExprKind::PeriodHere | ExprKind::Each => {}
        ExprKind::Group(inner) | ExprKind::Negate(inner) | ExprKind::Not(inner) | ExprKind::Hundredth(inner) => out.push(inner),
        ExprKind::Above(inner) | ExprKind::Rate(inner) => out.push(inner),
        ExprKind::Binary(_, left, right) => out.extend([left.as_ref(), right.as_ref()]),
        ExprKind::In { subject, list, .. } => {
            out.push(subject);
            out.extend(list);
        }
        ExprKind::Call(call) => {
            out.extend(&call.args);
            let clauses = &call.clauses;
            out.extend(clauses.of.iter().chain(&clauses.on).chain(&clauses.condition).chain(&clauses.person_where));
            out.extend(clauses.by.iter().chain(&clauses.order).chain(&clauses.unit).chain(&clauses.otherwise));
            if let Some((tiercel_syntax::ast::People::Person(person), _)) = &clauses.people {
                out.push(person);
            }
            if let Some((tiercel_syntax::ast::Window::Between(from, to), _)) = &clauses.window {
                out.push(from);
                out.extend(to.as_deref());
            }
        }
    }
}

/// How deep an expression is: with chains counted by their operands and LETs by their names, and without.
#[expect(clippy::wildcard_enum_match_arm, reason = "looks for one kind among all of them")]
pub(super) fn depth(expr: &Expr) -> (u32, u32) {
    let mut deepest = (0, 0);
    let mut open = vec![(expr, 1u32, 1u32)];
    let mut parts = Vec::new();
    while let Some((at, long, deep)) = open.pop() {
        deepest = (deepest.0.max(long), deepest.1.max(deep));
        children(at, &mut parts);
        let chain = matches!(at.kind, ExprKind::Binary(..));
        let inner = |number: usize| if chain && number == 0 { deep } else { deep.saturating_add(1) };
        // Each name of a LET holds for all that comes behind it: it is one inside the other.
        let names = match &at.kind {
            ExprKind::Call(call) if call.name.text.eq_ignore_ascii_case("LET") => call.args.len() / 2,
            _ => 0,
        };
        let longer = long.saturating_add(1).saturating_add(u32::try_from(names).unwrap_or(u32::MAX));
        open.extend(parts.drain(..).enumerate().map(|(number, part)| (part, longer, inner(number))));
    }
    deepest
}

/// What an aggregate ranges over, by the names in its body and condition.
#[derive(Default)]
pub(super) struct Ranged {
    /// The tables named, each with the place where it is first.
    pub(super) tables: Vec<(TableId, Span)>,
}

impl Lower<'_, '_> {
    /// The tables that these name outside of inner aggregates, LOOKUP and the columns of ladders. The sources of a `from`
    /// clause do not count unless nothing else is named.
    pub(super) fn tables_in(&self, exprs: &[&Expr]) -> Ranged {
        let mut found = Ranged::default();
        let mut sources = Ranged::default();
        let mut open: Vec<&Expr> = exprs.iter().rev().copied().collect();
        let mut parts = Vec::new();
        while let Some(at) = open.pop() {
            if let ExprKind::Name { name: Some(name), .. } = &at.kind
                && !self.locals.iter().any(|local| local.name == name.text)
                && let Some(table) = self.cx.table_named(self.scope, &name.text)
            {
                let is_source = matches!(&self.stand, Stand::Sources(known) if known.tables.contains(&table));
                let into = if is_source { &mut sources } else { &mut found };
                if !into.tables.iter().any(|(known, _)| *known == table) {
                    into.tables.push((table, at.span));
                }
            }
            if let ExprKind::Call(call) = &at.kind {
                open.extend(self.counted(call).into_iter().rev());
                continue;
            }
            children(at, &mut parts);
            open.extend(parts.drain(..).rev());
        }
        if found.tables.is_empty() { sources } else { found }
    }

    /// The parts of a call whose names count for the aggregate around it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn counted<'e>(&self, call: &'e Call) -> Vec<&'e Expr> {
        let name = call.name.text.to_uppercase();
        if is_aggregate(&name, call) {
            return Vec::new();
        }
        match name.as_str() {
            "LOOKUP" => call.args.iter().rev().skip(1).rev().chain(&call.clauses.otherwise).collect(),
            "TIER" | "MARGINAL" | "INTERPOLATE" | "SLICE" | "REACHED" => {
                let of_table = |expr: &Expr| match &expr.kind {
                    ExprKind::Name { name: Some(name), path } if !path.is_empty() => self.cx.table_named(self.scope, &name.text).is_some(),
                    ExprKind::Above(_) => true,
                    _ => false,
                };
                let from = match call.args.as_slice() {
                    [_, bound, ..] if of_table(bound) && !self.is_ladder_end(call) => 1,
                    [_, _, bound, ..] if of_table(bound) && call.args.len() == 5 => 2,
                    _ => call.args.len(),
                };
                let ladder = if from == 2 {
                    3
                } else if name == "SLICE" && call.args.len() == 3 {
                    1
                } else {
                    2
                };
                let kept = call.args.iter().enumerate().filter(|(at, _)| *at < from || *at >= from + ladder).map(|(_, arg)| arg);
                kept.chain(&call.clauses.otherwise).collect()
            }
            _ => {
                let mut parts = Vec::new();
                parts.extend(&call.args);
                let clauses = &call.clauses;
                parts.extend(clauses.condition.iter().chain(&clauses.otherwise));
                parts
            }
        }
    }

    /// Whether the second argument is a threshold of a matrix (`TIER(x, Deals[y], M)`), not the bound of a ladder.
    fn is_ladder_end(&self, call: &Call) -> bool {
        let Some(ExprKind::Name { name: Some(name), .. }) = call.args.get(2).map(|arg| &arg.kind) else { return call.args.len() == 5 };
        call.args.len() == 5 || matches!(self.cx.find(self.scope, &name.text), Some((Declared::Matrix(_), _)))
    }
}
