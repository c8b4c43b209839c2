//! The expressions that stand directly below an expression.

use tiercel_plan::{
    AllocateGroup, ExprId, ExprKind, Ladder, LadderRows, MatrixRows, OwnerSource, People, Plan, Selection, TableTime, TimeSource, Window,
};

/// All expressions below one kind of expression, those of its aggregates too.
pub(crate) fn below(plan: &Plan, kind: &ExprKind, out: &mut Vec<ExprId>) {
    match kind {
        ExprKind::Const(_) | ExprKind::Param(_) | ExprKind::Slot(_) | ExprKind::RowColumn(_) | ExprKind::RangedColumn(_) => {}
        ExprKind::SourceColumn { .. }
        | ExprKind::Each
        | ExprKind::Payee
        | ExprKind::Period
        | ExprKind::Line(_)
        | ExprKind::NotAvailable => {}
        ExprKind::Let { value, body, .. } => out.extend([*value, *body]),
        ExprKind::Follow { base, .. } | ExprKind::FollowPayee { base, .. } | ExprKind::Active(base) | ExprKind::My(base) => out.push(*base),
        ExprKind::Negate(x) | ExprKind::Not(x) | ExprKind::IsBlank(x) | ExprKind::Retype(x) | ExprKind::Containing(x, _) => out.push(*x),
        ExprKind::Prior { default, .. } => out.extend(default),
        ExprKind::PriorRow { body, default, window, by, .. } => {
            out.push(*body);
            out.extend(default);
            out.extend(by);
            bounds(Some(*window), out);
        }
        ExprKind::Running { body, window, by } => {
            out.push(*body);
            out.extend(by);
            bounds(Some(*window), out);
        }
        ExprKind::Allocate(allocate) => {
            out.extend([allocate.total, allocate.weight]);
            out.extend(allocate.order);
            match &allocate.group {
                AllocateGroup::Rows(by) => out.extend(by),
                AllocateGroup::People(people, condition) => {
                    person(Some(people), out);
                    out.extend(condition);
                }
            }
        }
        ExprKind::Rank { body, people, person_where } => {
            out.push(*body);
            person(Some(people), out);
            out.extend(person_where);
        }
        ExprKind::Aggregate(id) | ExprKind::Prorated(_, id) => {
            let aggregate = plan.aggregate(*id);
            out.extend(aggregate.body.iter().chain(&aggregate.argument).chain(&aggregate.condition).chain(&aggregate.person_where));
            out.extend(aggregate.default);
            person(aggregate.people.as_ref(), out);
            bounds(aggregate.window, out);
            if let OwnerSource::Of(owner) = aggregate.owner {
                out.push(owner);
            }
            if let TimeSource::On(TableTime::On(day) | TableTime::In(day, _)) = aggregate.time {
                out.push(day);
            }
        }
        ExprKind::Binary(_, a, b) | ExprKind::IfBlank(a, b) | ExprKind::IfNa(a, b) => out.extend([*a, *b]),
        ExprKind::In { subject, list, .. } => {
            out.push(*subject);
            out.extend(list);
        }
        ExprKind::If { condition, then, otherwise } => out.extend([*condition, *then, *otherwise]),
        ExprKind::Switch { subject, cases, default } => {
            out.push(*subject);
            cases.iter().for_each(|(case, result)| out.extend([*case, *result]));
            out.extend(default);
        }
        ExprKind::Divide { numerator, denominator, when_zero } => out.extend([*numerator, *denominator, *when_zero]),
        ExprKind::Call(_, args) | ExprKind::Rates { args, .. } => out.extend(args),
        ExprKind::Tier(tier) => {
            out.push(tier.x);
            out.extend(tier.base.iter().chain(&tier.default));
            ladder(&tier.ladder, out);
        }
        ExprKind::Lookup { key, value, default, .. } => {
            out.extend(key);
            out.push(*value);
            out.extend(default);
        }
        ExprKind::ConvertByDate { amount, from, date, .. } => {
            out.extend([*amount, *date]);
            out.extend(from);
        }
        ExprKind::ConvertByRate { amount, rate, .. } => out.extend([*amount, *rate]),
    }
}

fn person(people: Option<&People>, out: &mut Vec<ExprId>) {
    if let Some(People::Person(person)) = people {
        out.push(*person);
    }
}

fn bounds(window: Option<Window>, out: &mut Vec<ExprId>) {
    if let Some(Window::Between(from, to)) = window {
        out.extend([from, to]);
    }
}

fn ladder(ladder: &Ladder, out: &mut Vec<ExprId>) {
    match ladder {
        Ladder::Tier(rows) | Ladder::Marginal(rows) | Ladder::Interpolate(rows) | Ladder::Reached(rows) => ladder_rows(rows, out),
        Ladder::SlicePart(rows, _) | Ladder::SliceYield(rows, _) => ladder_rows(rows, out),
        Ladder::Matrix(rows, y) => {
            out.push(*y);
            if let MatrixRows::Data { row, column, value, selection, .. } = rows {
                out.extend([*row, *column, *value]);
                selected(selection, out);
            }
        }
    }
}

fn ladder_rows(rows: &LadderRows, out: &mut Vec<ExprId>) {
    if let LadderRows::Data { bound, output, selection, .. } = rows {
        out.push(*bound);
        out.extend(output);
        selected(selection, out);
    }
}

fn selected(selection: &Selection, out: &mut Vec<ExprId>) {
    out.extend(selection.condition);
    person(selection.people.as_ref(), out);
    bounds(selection.window, out);
}
