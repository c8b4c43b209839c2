//! What stands below an expression, for questions about a formula as a whole.

use tiercel_plan::{
    AllocateGroup, Correlation, ExprId, ExprKind, Ladder, LadderRows, MatrixRows, Node, OwnerSource, People, Plan, Selection, TableTime,
    TimeSource, Window,
};
use tiercel_value::order;

/// The operands of an expression; those of an aggregate are given as they stand in it.
pub(crate) fn operands(plan: &Plan, id: ExprId) -> Vec<ExprId> {
    let mut found = Vec::new();
    let out = &mut found;
    match &plan.expr(id).kind {
        ExprKind::Const(_)
        | ExprKind::Param(_)
        | ExprKind::Slot(_)
        | ExprKind::RowColumn(_)
        | ExprKind::RangedColumn(_)
        | ExprKind::SourceColumn { .. }
        | ExprKind::Each
        | ExprKind::Payee
        | ExprKind::Period
        | ExprKind::Line(_)
        | ExprKind::NotAvailable => {}
        ExprKind::Let { value, body, .. } => put(out, &[*value, *body]),
        ExprKind::Follow { base, .. } | ExprKind::FollowPayee { base, .. } | ExprKind::Active(base) => put(out, &[*base]),
        ExprKind::My(inner) => put(out, &[*inner]),
        ExprKind::Prior { default, .. } => put(out, default.as_slice()),
        ExprKind::PriorRow { body, default, window, by, .. } => {
            put(out, &[*body]);
            put(out, default.as_slice());
            put(out, by);
            window_operands(*window, out);
        }
        ExprKind::Running { body, window, by } => {
            put(out, &[*body]);
            put(out, by);
            window_operands(*window, out);
        }
        ExprKind::Allocate(allocate) => {
            put(out, &[allocate.total, allocate.weight]);
            put(out, allocate.order.as_slice());
            match &allocate.group {
                AllocateGroup::Rows(by) => put(out, by),
                AllocateGroup::People(people, condition) => {
                    people_operands(people, out);
                    put(out, condition.as_slice());
                }
            }
        }
        ExprKind::Rank { body, people, person_where } => {
            put(out, &[*body]);
            people_operands(people, out);
            put(out, person_where.as_slice());
        }
        ExprKind::Aggregate(aggregate) | ExprKind::Prorated(_, aggregate) => {
            let aggregate = plan.aggregate(*aggregate);
            put(out, aggregate.body.as_slice());
            put(out, aggregate.argument.as_slice());
            put(out, aggregate.condition.as_slice());
            correlation_operands(&aggregate.correlation, out);
            if let OwnerSource::Of(owner) = aggregate.owner {
                put(out, &[owner]);
            }
            if let TimeSource::On(time) = aggregate.time {
                time_operands(time, out);
            }
            aggregate.people.iter().for_each(|people| people_operands(people, out));
            put(out, aggregate.person_where.as_slice());
            aggregate.window.iter().for_each(|window| window_operands(*window, out));
            put(out, aggregate.default.as_slice());
        }
        ExprKind::Negate(x) | ExprKind::Not(x) | ExprKind::IsBlank(x) | ExprKind::Retype(x) | ExprKind::Containing(x, _) => put(out, &[*x]),
        ExprKind::Binary(_, a, b) | ExprKind::IfBlank(a, b) | ExprKind::IfNa(a, b) => put(out, &[*a, *b]),
        ExprKind::In { subject, list, .. } => {
            put(out, &[*subject]);
            put(out, list);
        }
        ExprKind::If { condition, then, otherwise } => put(out, &[*condition, *then, *otherwise]),
        ExprKind::Switch { subject, cases, default } => {
            put(out, &[*subject]);
            out.extend(cases.iter().flat_map(|(case, result)| [*case, *result]));
            put(out, default.as_slice());
        }
        ExprKind::Divide { numerator, denominator, when_zero } => put(out, &[*numerator, *denominator, *when_zero]),
        ExprKind::Call(_, args) | ExprKind::Rates { args, .. } => put(out, args),
        ExprKind::Tier(tier) => {
            put(out, &[tier.x]);
            put(out, tier.base.as_slice());
            put(out, tier.default.as_slice());
            ladder_operands(&tier.ladder, out);
        }
        ExprKind::Lookup { key, value, default, .. } => {
            put(out, key);
            put(out, &[*value]);
            put(out, default.as_slice());
        }
        ExprKind::ConvertByDate { amount, from, date, .. } => {
            put(out, &[*amount, *date]);
            put(out, from.as_slice());
        }
        ExprKind::ConvertByRate { amount, rate, .. } => put(out, &[*amount, *rate]),
    }
    found
}

/// Adds operands. Apart, or it would stand in the code of [`operands`] for every kind of expression.
#[inline(never)]
fn put(out: &mut Vec<ExprId>, exprs: &[ExprId]) {
    out.extend_from_slice(exprs);
}

fn window_operands(window: Window, out: &mut Vec<ExprId>) {
    if let Window::Between(from, to) = window {
        put(out, &[from, to]);
    }
}

fn people_operands(people: &People, out: &mut Vec<ExprId>) {
    if let People::Person(person) = people {
        put(out, &[*person]);
    }
}

/// What says when the rows of a table count.
pub(crate) fn time_operands(time: TableTime, out: &mut Vec<ExprId>) {
    match time {
        TableTime::None => {}
        TableTime::On(day) | TableTime::In(day, _) => put(out, &[day]),
        TableTime::Span(from, to) => {
            put(out, &[from]);
            put(out, to.as_slice());
        }
    }
}

fn correlation_operands(correlation: &Correlation, out: &mut Vec<ExprId>) {
    put(out, &correlation.ranged);
    out.extend(correlation.equalities.iter().flat_map(|(ranged, here)| [*ranged, *here]));
    out.extend(correlation.range.iter().flat_map(|(ranged, _, here)| [*ranged, *here]));
    put(out, &correlation.here);
    put(out, &correlation.rest);
}

fn ladder_operands(ladder: &Ladder, out: &mut Vec<ExprId>) {
    let mut selected = |selection: &Selection, exprs: &[ExprId]| {
        put(out, exprs);
        put(out, selection.condition.as_slice());
        selection.people.iter().for_each(|people| people_operands(people, out));
        selection.window.iter().for_each(|window| window_operands(*window, out));
    };
    match ladder {
        Ladder::Tier(rows)
        | Ladder::Marginal(rows)
        | Ladder::Interpolate(rows)
        | Ladder::Reached(rows)
        | Ladder::SlicePart(rows, _)
        | Ladder::SliceYield(rows, _) => match rows {
            LadderRows::Declared(..) => {}
            LadderRows::Data { bound, output, selection, .. } => {
                let exprs: Vec<ExprId> = std::iter::once(*bound).chain(*output).collect();
                selected(selection, &exprs);
            }
        },
        Ladder::Matrix(MatrixRows::Declared(_), y) => put(out, &[*y]),
        Ladder::Matrix(MatrixRows::Data { row, column, value, selection, .. }, y) => selected(selection, &[*row, *column, *value, *y]),
    }
}

/// Whether a formula reads one of these nodes, directly or inside its aggregates.
pub(crate) fn reads_any(plan: &Plan, id: ExprId, nodes: &[Node]) -> bool {
    let mut seen = tiercel_value::Set::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let kind = &plan.expr(id).kind;
        let node = if let ExprKind::Line(line) | ExprKind::Prior { line, .. } = kind {
            Some(Node::Line(*line))
        } else if let ExprKind::RowColumn(column)
        | ExprKind::RangedColumn(column)
        | ExprKind::SourceColumn { column, .. }
        | ExprKind::Follow { column, .. }
        | ExprKind::FollowPayee { column, .. } = kind
        {
            Some(Node::Column(*column))
        } else {
            None
        };
        if node.is_some_and(|node| nodes.contains(&node)) {
            return true;
        }
        open.extend(operands(plan, id));
    }
    false
}

/// The lines that a body reads at its own cell: not those inside further aggregates.
pub(crate) fn lines_at_cell(plan: &Plan, id: ExprId) -> Vec<tiercel_plan::LineId> {
    let mut lines = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if let ExprKind::Line(line) | ExprKind::Prior { line, .. } = &plan.expr(id).kind {
            lines.push(*line);
        }
        if !matches!(plan.expr(id).kind, ExprKind::Aggregate(_) | ExprKind::Prorated(..) | ExprKind::My(_)) {
            open.extend(operands(plan, id));
        }
    }
    order::sort(&mut lines);
    lines.dedup();
    lines
}
