//! The parts of a formula at one place.

use super::{Explainer, Reason, ReasonKind};
use crate::datum::{Datum, ErrorCode};
use crate::place::{Lane, Places};
use crate::vector::Scalar;
use crate::walk;
use std::rc::Rc;
use tiercel_plan::{ColumnRef, ExprId, ExprKind, Ladder, LadderRows, LineId, MatrixRows, Operator, TierUse, Type};
use tiercel_value::Period;

impl Explainer<'_, '_> {
    /// An expression at a place of its own.
    pub(super) fn expr(&self, id: ExprId, places: &Places, depth: u32) -> Reason {
        let expr = self.engine.plan.expr(id);
        let value = self.value(id, places);
        let mut node = self.node(ReasonKind::Operation, expr.ty, value, expr.span, Vec::new());
        if !self.takes() {
            node.more = 1;
            return node;
        }
        match &expr.kind {
            ExprKind::Const(_) | ExprKind::NotAvailable | ExprKind::Payee | ExprKind::Period | ExprKind::Each => {
                node.kind = ReasonKind::Constant
            }
            ExprKind::Param(param) => node.kind = ReasonKind::Param(*param),
            ExprKind::Let { slot, value, body } => {
                let bound = Rc::new(self.engine.eval(*value, places));
                let mut inner = places.clone();
                inner.slots.push((*slot, bound));
                node.children = vec![self.expr(*value, places, depth), self.expr(*body, &inner, depth)];
            }
            ExprKind::Line(line) => return self.line_read(*line, places, depth, node),
            ExprKind::Prior { line, back, default } => {
                let (own, here) = (self.engine.plan.line(*line).grain, places.cell.grain);
                let ordinal = places.cell.period.int(0);
                let time = &self.engine.time;
                let at = if own < here { time.parts(here, ordinal, own).1 } else { time.containing(here, ordinal, own) };
                let at = Period { grain: own, ordinal: at.saturating_sub_unsigned(*back) };
                let payee = places.cell.payee.get(0);
                node.children.push(self.line(*line, payee, at, depth));
                match default {
                    Some(default) if self.engine.cell_value(*line, payee, at.ordinal).is_none() => {
                        node.children.push(self.expr(*default, places, depth))
                    }
                    Some(default) => node.children.push(self.not_taken(*default)),
                    None => {}
                }
            }
            ExprKind::RowColumn(column) => return self.column_read(*column, places.row.as_ref().map(|(_, rows)| rows), depth, node),
            ExprKind::RangedColumn(column) => return self.column_read(*column, places.ranged.as_ref().map(|(_, rows)| rows), depth, node),
            ExprKind::SourceColumn { source, column } => {
                let lane = places.sources.as_ref().and_then(|sources| sources.rows.get(source.index()));
                return self.column_read(*column, lane, depth, node);
            }
            ExprKind::Follow { base, column } => {
                if let Scalar::Word(row) = self.value(*base, places) {
                    return self.column_read(*column, Some(&Lane::Same(row)), depth, node);
                }
                node.children.push(self.expr(*base, places, depth));
            }
            ExprKind::FollowPayee { base, column } => {
                if let Scalar::Word(payee) = self.value(*base, places)
                    && let Some(row) = self.engine.everybody.in_force(payee, places.cell.day.int(0))
                {
                    return self.column_read(*column, Some(&Lane::Same(row)), depth, node);
                }
                node.children.push(self.expr(*base, places, depth));
            }
            ExprKind::My(inner) => {
                let at = Places { cell: places.my.clone(), distinct: false, ..places.clone() };
                node.children.push(self.expr(*inner, &at, depth));
            }
            ExprKind::Aggregate(aggregate) | ExprKind::Prorated(_, aggregate) => self.aggregate(*aggregate, id, places, depth, &mut node),
            ExprKind::Binary(..) => node.children = self.chain(id, places, depth),
            ExprKind::If { .. } => node.children = self.branches(id, places, depth),
            ExprKind::Switch { subject, cases, default } => {
                let wanted = self.value(*subject, places);
                node.children.push(self.expr(*subject, places, depth));
                let mut done = matches!(wanted, Scalar::Error(_));
                for (case, result) in cases {
                    let hit = !done && self.engine.equal(wanted, self.value(*case, places));
                    node.children.push(if hit { self.expr(*result, places, depth) } else { self.not_taken(*result) });
                    done |= hit;
                }
                node.children.extend(default.map(|default| if done { self.not_taken(default) } else { self.expr(default, places, depth) }));
            }
            ExprKind::IfBlank(first, second) => {
                let needed = self.value(*first, places) == Scalar::Blank;
                node.children = vec![self.expr(*first, places, depth), self.needed(*second, needed, places, depth)];
            }
            ExprKind::IfNa(first, second) => {
                let needed = matches!(self.value(*first, places), Scalar::Error(failure) if failure.code == ErrorCode::NotAvailable);
                node.children = vec![self.expr(*first, places, depth), self.needed(*second, needed, places, depth)];
            }
            ExprKind::Divide { numerator, denominator, when_zero } => {
                let zero = matches!(self.value(*denominator, places), Scalar::Number(number, _) if number.is_zero());
                node.children = vec![
                    self.expr(*numerator, places, depth),
                    self.expr(*denominator, places, depth),
                    self.needed(*when_zero, zero, places, depth),
                ];
            }
            ExprKind::Tier(tier) => self.tier(tier, places, depth, &mut node),
            ExprKind::Rates { rates, args, .. } => {
                let declared = self.engine.plan.rates_of(*rates);
                let types: Vec<Type> = args.iter().map(|arg| self.engine.plan.expr(*arg).ty).collect();
                let values: Vec<Scalar> = args.iter().map(|arg| self.value(*arg, places)).collect();
                let rows = self.engine.dated(&declared.versions, places.cell.day.int(0)).map_or(&[][..], |(_, rows)| rows.as_slice());
                node.children = args.iter().map(|arg| self.expr(*arg, places, depth)).collect();
                if let Some(matched) = self.engine.matching_rate(rows, &types, &values) {
                    let span = rows.get(matched).map_or(declared.span, |row| row.span);
                    node.children
                        .push(Reason { span, ..self.node(ReasonKind::RateRow(*rates, matched), expr.ty, value, span, Vec::new()) });
                }
            }
            ExprKind::Lookup { table, key, value, default } => {
                node.children = key.iter().map(|part| self.expr(*part, places, depth)).collect();
                match self.engine.row_of_key(*table, key, places) {
                    Some(row) => {
                        let at = Places { ranged: Some((*table, Lane::Same(row))), distinct: false, ..places.clone() };
                        node.children.push(self.expr(*value, &at, depth));
                        node.children.extend(default.map(|default| self.not_taken(default)));
                    }
                    None => node.children.extend(default.map(|default| self.expr(default, places, depth))),
                }
            }
            ExprKind::PriorRow { .. } | ExprKind::Running { .. } => self.rows_before(id, places, depth, &mut node),
            ExprKind::Allocate(allocate) => {
                node.children = vec![self.expr(allocate.total, places, depth), self.expr(allocate.weight, places, depth)];
            }
            ExprKind::Rank { body, .. } => node.children.push(self.expr(*body, places, depth)),
            // `x <> blank` is written as one thing.
            ExprKind::Not(inner) if self.engine.plan.expr(*inner).span == expr.span => {
                let operands = walk::operands(self.engine.plan, *inner);
                node.children = operands.into_iter().map(|operand| self.expr(operand, places, depth)).collect();
            }
            ExprKind::Slot(_)
            | ExprKind::Active(_)
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::In { .. }
            | ExprKind::IsBlank(_)
            | ExprKind::Call(..)
            | ExprKind::ConvertByDate { .. }
            | ExprKind::ConvertByRate { .. }
            | ExprKind::Retype(_)
            | ExprKind::Containing(..) => {
                node.children = walk::operands(self.engine.plan, id).into_iter().map(|operand| self.expr(operand, places, depth)).collect();
            }
        }
        node
    }

    fn needed(&self, id: ExprId, needed: bool, places: &Places, depth: u32) -> Reason {
        if needed { self.expr(id, places, depth) } else { self.not_taken(id) }
    }

    fn line_read(&self, line: LineId, places: &Places, depth: u32, node: Reason) -> Reason {
        let own = self.engine.plan.line(line).grain;
        let (here, ordinal) = (places.cell.grain, places.cell.period.int(0));
        let at = if own < here { self.engine.time.parts(here, ordinal, own).1 } else { self.engine.time.containing(here, ordinal, own) };
        let read = self.line(line, places.cell.payee.get(0), Period { grain: own, ordinal: at }, depth);
        // A cell of `each quarter` read elsewhere is 0, whatever it will be.
        let value = node.value;
        Reason { span: node.span, value, ..read }
    }

    fn column_read(&self, column: ColumnRef, rows: Option<&Lane>, depth: u32, node: Reason) -> Reason {
        match rows.map(|rows| rows.get(0)) {
            Some(row) if row < self.engine.rows(column.table) => {
                Reason { span: node.span, value: node.value, ..self.column(column, row, depth) }
            }
            Some(_) | None => node,
        }
    }

    /// The operands of a chain, those that `and` and `or` did not need as such.
    fn chain(&self, id: ExprId, places: &Places, depth: u32) -> Vec<Reason> {
        let mut spine: Vec<(Operator, ExprId, ExprId)> = Vec::new();
        let mut at = id;
        while let ExprKind::Binary(operator, left, right) = self.engine.plan.expr(at).kind {
            // `a > 1 and b` has the two parts that one reads, not three.
            if spine.last().is_some_and(|(outer, ..)| matches!(outer, Operator::And | Operator::Or) && *outer != operator) {
                break;
            }
            spine.push((operator, left, right));
            at = left;
        }
        let mut operands = vec![self.expr(at, places, depth)];
        for (operator, left, right) in spine.into_iter().rev() {
            let needed = match operator {
                Operator::And => self.value(left, places) == Scalar::Bool(true),
                Operator::Or => self.value(left, places) == Scalar::Bool(false),
                Operator::Add
                | Operator::Subtract
                | Operator::Multiply
                | Operator::Divide
                | Operator::Power
                | Operator::Concat
                | Operator::Equal
                | Operator::NotEqual
                | Operator::Less
                | Operator::LessOrEqual
                | Operator::Greater
                | Operator::GreaterOrEqual => true,
            };
            operands.push(self.needed(right, needed, places, depth));
        }
        operands
    }

    fn branches(&self, id: ExprId, places: &Places, depth: u32) -> Vec<Reason> {
        let mut children = Vec::new();
        let mut at = id;
        while let ExprKind::If { condition, then, otherwise } = self.engine.plan.expr(at).kind {
            let holds = self.value(condition, places);
            children.push(self.expr(condition, places, depth));
            if holds != Scalar::Bool(false) {
                children.push(self.needed(then, holds == Scalar::Bool(true), places, depth));
                children.push(self.not_taken(otherwise));
                return children;
            }
            children.push(self.not_taken(then));
            at = otherwise;
        }
        children.push(self.expr(at, places, depth));
        children
    }

    fn tier(&self, tier: &TierUse, places: &Places, depth: u32, node: &mut Reason) {
        node.children.push(self.expr(tier.x, places, depth));
        node.children.extend(tier.base.map(|base| self.expr(base, places, depth)));
        let Scalar::Number(x, _) = self.value(tier.x, places) else { return };
        let base = tier.base.map(|base| self.value(base, places));
        let base = match base {
            Some(Scalar::Number(base, _)) if base.cut().sign() > 0 => Some(base.cut()),
            Some(_) => {
                node.children.extend(tier.default.map(|default| self.expr(default, places, depth)));
                return;
            }
            None => None,
        };
        let (rows, whole) = match &tier.ladder {
            Ladder::Tier(rows) | Ladder::Reached(rows) => (rows, true),
            Ladder::Marginal(rows) | Ladder::Interpolate(rows) | Ladder::SlicePart(rows, _) | Ladder::SliceYield(rows, _) => (rows, false),
            Ladder::Matrix(matrix, y) => {
                node.children.push(self.expr(*y, places, depth));
                if let (MatrixRows::Declared(id), Scalar::Number(y, _)) = (matrix, self.value(*y, places))
                    && let Some((row, column, span)) = self.engine.matrix_cell(*id, (x.cut(), y.cut()), places.cell.day.int(0))
                {
                    let kind = ReasonKind::MatrixCell(*id, row, column);
                    node.children.push(Reason { kind, value: node.value.clone(), ty: node.ty, span, children: Vec::new(), more: 0 });
                }
                return;
            }
        };
        let tiers = match rows {
            LadderRows::Declared(tiers, _) => Some(*tiers),
            LadderRows::Data { .. } => None,
        };
        let Some(Ok(ladder)) = self.engine.ladders(tier.x, rows, places).into_iter().next() else { return };
        let span_of = |row: usize| {
            let declared = self.engine.plan.tiers_of(tiers?);
            let (_, body) = self.engine.dated(&declared.versions, places.cell.day.int(0))?;
            body.rows.get(row).map(|row| row.span)
        };
        if whole {
            let row = ladder.row_of(x.cut(), base);
            let span = row.and_then(span_of).unwrap_or(node.span);
            let kind = ReasonKind::TierRow(tiers, row);
            node.children.push(Reason { kind, value: node.value.clone(), ty: node.ty, span, children: Vec::new(), more: 0 });
            return;
        }
        let number = |value: &crate::exact::Fraction| match value.nearest() {
            Ok(rounded) => Datum::Number { value: rounded.value, inexact: rounded.inexact },
            Err(_) => Datum::Blank,
        };
        for slice in ladder.slices(x.cut(), base) {
            let rate = ladder.outputs.get(slice.row).copied().unwrap_or(Scalar::Blank);
            let gives = match rate {
                Scalar::Number(rate, _) => number(&slice.part.times(&crate::exact::Fraction::of(rate))),
                Scalar::Blank | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_) => Datum::Blank,
            };
            let kind = ReasonKind::Slice {
                tiers,
                row: slice.row,
                from: number(&slice.from),
                to: number(&slice.from.plus(&slice.part)),
                rate: self.datum(Type::Number, rate),
            };
            let span = span_of(slice.row).unwrap_or(node.span);
            node.children.push(Reason { kind, value: Some(gives), ty: node.ty, span, children: Vec::new(), more: 0 });
        }
    }
}
