//! The rows and cells that an aggregate took.

use super::{Explainer, Reason, ReasonKind};
use crate::aggregate::rows::Scope;
use crate::place::{Lane, Places};
use crate::vector::Scalar;
use tiercel_plan::{AggregateFunction, AggregateId, AggregateOver, ExprId, ExprKind, TableId};
use tiercel_value::Decimal;
use tiercel_value::order;

impl Explainer<'_, '_> {
    pub(super) fn aggregate(&self, id: AggregateId, expr: ExprId, places: &Places, depth: u32, node: &mut Reason) {
        let aggregate = self.engine.plan.aggregate(id);
        let (mut taken, mut blanks) = (0, 0);
        let mut parts: Vec<(ReasonKind, Places)> = Vec::new();
        match aggregate.over {
            AggregateOver::Rows(table) => {
                let mut rows = self.rows_taken(&Scope::of(table, aggregate), expr, places);
                order::sort_by_key(&mut rows, |(row, day)| self.engine.order_of(table, aggregate.owner, *row, *day));
                taken = rows.len();
                let at = |row: u32| Places { ranged: Some((table, Lane::each(vec![row]))), distinct: false, ..places.clone() };
                parts.extend(rows.iter().map(|(row, _)| (ReasonKind::RowPart(table, *row, self.engine.row_key(table, *row)), at(*row))));
            }
            AggregateOver::Cells(_) | AggregateOver::People => {
                let (at, cells) = self.engine.cells_ranged(id, expr, places);
                taken = cells.len();
                for (index, (payee, period)) in (0u32..).zip(cells) {
                    parts.push((ReasonKind::CellPart(payee, period), at.gather(&[index])));
                }
            }
            AggregateOver::Group => {
                if let Some((groups, group)) = self.engine.group_of(places) {
                    let members = groups.members(group).to_vec();
                    let all = groups.places(self.engine, places, &vec![0; members.len()], &members);
                    for (index, member) in (0u32..).zip(members) {
                        let at = all.gather(&[index]);
                        let pass = aggregate.condition.is_none_or(|condition| self.value(condition, &at) == Scalar::Bool(true));
                        if let (true, Some((table, row))) = (pass, groups.sources(member).next()) {
                            taken += 1;
                            parts.push((ReasonKind::RowPart(table, row, self.engine.row_key(table, row)), at));
                        }
                    }
                }
            }
        }
        let items = self.extent.items;
        if let Some(body) = aggregate.body {
            let declared = self.engine.plan.expr(body);
            for (index, (kind, at)) in parts.into_iter().enumerate() {
                let value = self.value(body, &at);
                blanks += usize::from(value == Scalar::Blank);
                if index < items && self.takes() {
                    let child = if depth > 0 { vec![self.expr(body, &at, depth - 1)] } else { Vec::new() };
                    node.children.push(self.node(kind, declared.ty, value, declared.span, child));
                }
            }
        } else {
            for (kind, _) in parts.into_iter().take(items) {
                node.children.push(self.node(kind, node.ty, Scalar::Blank, node.span, Vec::new()));
            }
        }
        node.more = taken.saturating_sub(node.children.len());
        if let Some((sum, count)) = self.engine.sealed_at(id, places) {
            let value = if aggregate.function == AggregateFunction::Count { Decimal::from_i64(count) } else { sum };
            node.children.push(self.node(ReasonKind::Sealed(count), node.ty, Scalar::Number(value, false), node.span, Vec::new()));
        }
        node.kind = ReasonKind::Aggregate { function: aggregate.function, taken, blanks };
    }

    /// The rows that a scope selects at a place of its own, with their first days.
    pub(super) fn rows_taken(&self, scope: &Scope<'_>, expr: ExprId, places: &Places) -> Vec<(u32, i32)> {
        let mut rows = Vec::new();
        let mut failures = vec![None];
        self.engine.select(
            scope,
            expr,
            places,
            &mut failures,
            &mut |pairs| rows.extend(pairs.rows.iter().copied().zip(pairs.days.iter().copied())),
            &mut |_, _, _, _| {},
        );
        rows
    }

    /// The rows that RUNNING adds up, or the one that PRIOR reaches.
    pub(super) fn rows_before(&self, id: ExprId, places: &Places, depth: u32, node: &mut Reason) {
        let kind = &self.engine.plan.expr(id).kind;
        let (body, rows): (ExprId, Vec<(TableId, u32)>) = if let ExprKind::Running { body, window, by } = kind {
            (*body, self.engine.rows_running(id, *window, by, places))
        } else if let ExprKind::PriorRow { body, back, window, by, .. } = kind {
            let mut rows = self.engine.rows_running(id, *window, by, places);
            // The row itself is the last one.
            rows.pop();
            let at = rows.len().checked_sub(*back as usize);
            (*body, at.and_then(|at| rows.get(at)).copied().into_iter().collect())
        } else {
            return;
        };
        let taken = rows.len();
        let declared = self.engine.plan.expr(body);
        for (table, row) in rows.into_iter().rev().take(self.extent.items).collect::<Vec<_>>().into_iter().rev() {
            let at = self.engine.at_rows(table, Lane::each(vec![row]), 1, declared.uses);
            let value = self.value(body, &at);
            let child = if depth > 0 && self.takes() { vec![self.expr(body, &at, depth - 1)] } else { Vec::new() };
            let kind = ReasonKind::RowPart(table, row, self.engine.row_key(table, row));
            node.children.push(self.node(kind, declared.ty, value, declared.span, child));
        }
        node.more = taken.saturating_sub(node.children.len());
    }
}
