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
        ExprKind::Let { value, body, .. } => out.extend([*value, *body]),
        ExprKind::Follow { base, .. } | ExprKind::FollowPayee { base, .. } | ExprKind::Active(base) => out.push(*base),
        ExprKind::My(inner) => out.push(*inner),
        ExprKind::Prior { default, .. } => out.extend(*default),
        ExprKind::PriorRow { body, default, window, by, .. } => {
            out.push(*body);
            out.extend(*default);
            out.extend(by);
            window_operands(*window, out);
        }
        ExprKind::Running { body, window, by } => {
            out.push(*body);
            out.extend(by);
            window_operands(*window, out);
        }
        ExprKind::Allocate(allocate) => {
            out.extend([allocate.total, allocate.weight]);
            out.extend(allocate.order);
            match &allocate.group {
                AllocateGroup::Rows(by) => out.extend(by),
                AllocateGroup::People(people, condition) => {
                    people_operands(people, out);
                    out.extend(*condition);
                }
            }
        }
        ExprKind::Rank { body, people, person_where } => {
            out.push(*body);
            people_operands(people, out);
            out.extend(*person_where);
        }
        ExprKind::Aggregate(aggregate) | ExprKind::Prorated(_, aggregate) => {
            let aggregate = plan.aggregate(*aggregate);
            out.extend(aggregate.body);
            out.extend(aggregate.argument);
            out.extend(aggregate.condition);
            correlation_operands(&aggregate.correlation, out);
            if let OwnerSource::Of(owner) = aggregate.owner {
                out.push(owner);
            }
            if let TimeSource::On(time) = aggregate.time {
                time_operands(time, out);
            }
            aggregate.people.iter().for_each(|people| people_operands(people, out));
            out.extend(aggregate.person_where);
            aggregate.window.iter().for_each(|window| window_operands(*window, out));
            out.extend(aggregate.default);
        }
        ExprKind::Negate(x) | ExprKind::Not(x) | ExprKind::IsBlank(x) | ExprKind::Retype(x) | ExprKind::Containing(x, _) => out.push(*x),
        ExprKind::Binary(_, a, b) | ExprKind::IfBlank(a, b) | ExprKind::IfNa(a, b) => out.extend([*a, *b]),
        ExprKind::In { subject, list, .. } => {
            out.push(*subject);
            out.extend(list);
        }
        ExprKind::If { condition, then, otherwise } => out.extend([*condition, *then, *otherwise]),
        ExprKind::Switch { subject, cases, default } => {
            out.push(*subject);
            out.extend(cases.iter().flat_map(|(case, result)| [*case, *result]));
            out.extend(*default);
        }
        ExprKind::Divide { numerator, denominator, when_zero } => out.extend([*numerator, *denominator, *when_zero]),
        ExprKind::Call(_, args) | ExprKind::Rates { args, .. } => out.extend(args),
        ExprKind::Tier(tier) => {
            out.push(tier.x);
            out.extend(tier.base);
            out.extend(tier.default);
            ladder_operands(&tier.ladder, out);
        }
        ExprKind::Lookup { key, value, default, .. } => {
            out.extend(key);
            out.push(*value);
            out.extend(*default);
        }
        ExprKind::ConvertByDate { amount, from, date, .. } => {
            out.extend([*amount, *date]);
            out.extend(*from);
        }
        ExprKind::ConvertByRate { amount, rate, .. } => out.extend([*amount, *rate]),
    }
    found
}

fn window_operands(window: Window, out: &mut Vec<ExprId>) {
    if let Window::Between(from, to) = window {
        out.extend([from, to]);
    }
}

fn people_operands(people: &People, out: &mut Vec<ExprId>) {
    if let People::Person(person) = people {
        out.push(*person);
    }
}

/// What says when the rows of a table count.
pub(crate) fn time_operands(time: TableTime, out: &mut Vec<ExprId>) {
    match time {
        TableTime::None => {}
        TableTime::On(day) | TableTime::In(day, _) => out.push(day),
        TableTime::Span(from, to) => {
            out.push(from);
            out.extend(to);
        }
    }
}

fn correlation_operands(correlation: &Correlation, out: &mut Vec<ExprId>) {
    out.extend(&correlation.ranged);
    out.extend(correlation.equalities.iter().flat_map(|(ranged, here)| [*ranged, *here]));
    out.extend(correlation.range.iter().flat_map(|(ranged, _, here)| [*ranged, *here]));
    out.extend(&correlation.here);
    out.extend(&correlation.rest);
}

fn ladder_operands(ladder: &Ladder, out: &mut Vec<ExprId>) {
    let mut selected = |selection: &Selection, exprs: &[ExprId]| {
        out.extend(exprs);
        out.extend(selection.condition);
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
        Ladder::Matrix(MatrixRows::Declared(_), y) => out.push(*y),
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
