//! Which parts of the place an expression uses, and whether an operation in it may be inexact: from its kind and what
//! stands below it.

use crate::cx::Cx;
use tiercel_plan::{
    Aggregate, AggregateFunction, AggregateOver, AllocateGroup, ExprId, ExprKind, Function, Ladder, LadderRows, MatrixRows, Operator,
    OwnerSource, People, Plan, Selection, TableTime, TimeSource, Uses, Window,
};
use tiercel_value::Grain;

fn all(plan: &Plan, exprs: &[ExprId]) -> Uses {
    exprs.iter().fold(Uses::NONE, |uses, expr| uses.with(plan.expr(*expr).uses))
}

fn cell() -> Uses {
    Uses::PAYEE.with(Uses::PERIOD)
}

fn dated<T>(versions: &[T]) -> Uses {
    if versions.len() > 1 { Uses::DAY } else { Uses::NONE }
}

/// The parts of the place that an expression of this kind uses.
pub(crate) fn of(cx: &Cx<'_>, kind: &ExprKind) -> Uses {
    let plan = &cx.plan;
    let one = |id: &ExprId| plan.expr(*id).uses;
    let maybe = |id: &Option<ExprId>| id.map_or(Uses::NONE, |id| plan.expr(id).uses);
    match kind {
        ExprKind::Const(_) | ExprKind::NotAvailable => Uses::NONE,
        ExprKind::Param(param) => dated(&plan.param(*param).versions),
        ExprKind::Let { value, body, .. } => all(plan, &[*value, *body]),
        ExprKind::Slot(_) => Uses::SLOT,
        ExprKind::RowColumn(_) => Uses::ROW,
        ExprKind::RangedColumn(_) => Uses::RANGED,
        ExprKind::SourceColumn { .. } | ExprKind::Each => Uses::SOURCES,
        ExprKind::Follow { base, .. } => one(base),
        // Where people have one row each, no day decides.
        ExprKind::FollowPayee { base, .. } => {
            let dated = cx.tables.get(plan.payees.index()).is_some_and(|payees| payees.ast.time.is_some());
            if dated { one(base).with(Uses::DAY) } else { one(base) }
        }
        ExprKind::Active(base) => one(base).with(Uses::PERIOD),
        ExprKind::Payee => Uses::PAYEE,
        ExprKind::Period => Uses::PERIOD,
        ExprKind::My(inner) => {
            let inner = one(inner);
            let moved = cell().with(Uses::DAY);
            if inner.any(moved) { inner.without(moved).with(Uses::MY) } else { inner }
        }
        ExprKind::Line(_) => cell(),
        ExprKind::Prior { default, .. } => cell().with(maybe(default)),
        ExprKind::PriorRow { body, default, window, by, .. } => {
            Uses::ROW.with(one(body)).with(maybe(default)).with(all(plan, by)).with(window_bounds(plan, Some(*window)))
        }
        ExprKind::Running { body, window, by } => Uses::ROW.with(one(body)).with(all(plan, by)).with(window_bounds(plan, Some(*window))),
        ExprKind::Allocate(allocate) => {
            let parts = one(&allocate.total).with(one(&allocate.weight)).with(maybe(&allocate.order));
            match &allocate.group {
                AllocateGroup::Rows(by) => parts.with(Uses::ROW).with(all(plan, by)),
                AllocateGroup::People(people, condition) => {
                    parts.with(maybe(condition)).without(cell().with(Uses::DAY)).with(cell()).with(people_uses(plan, people))
                }
            }
        }
        ExprKind::Rank { body, people, person_where } => {
            one(body).with(maybe(person_where)).without(cell().with(Uses::DAY)).with(cell()).with(people_uses(plan, people))
        }
        ExprKind::Aggregate(aggregate) | ExprKind::Prorated(_, aggregate) => plan.aggregate(*aggregate).uses,
        ExprKind::Negate(x) | ExprKind::Not(x) | ExprKind::IsBlank(x) | ExprKind::Retype(x) | ExprKind::Containing(x, _) => one(x),
        ExprKind::Binary(_, a, b) | ExprKind::IfBlank(a, b) | ExprKind::IfNa(a, b) => all(plan, &[*a, *b]),
        ExprKind::In { subject, list, .. } => one(subject).with(all(plan, list)),
        ExprKind::If { condition, then, otherwise } => all(plan, &[*condition, *then, *otherwise]),
        ExprKind::Switch { subject, cases, default } => {
            cases.iter().fold(one(subject).with(maybe(default)), |uses, (case, result)| uses.with(all(plan, &[*case, *result])))
        }
        ExprKind::Divide { numerator, denominator, when_zero } => all(plan, &[*numerator, *denominator, *when_zero]),
        ExprKind::Call(_, args) => all(plan, args),
        ExprKind::Tier(tier) => one(&tier.x).with(maybe(&tier.base)).with(maybe(&tier.default)).with(ladder(plan, &tier.ladder)),
        ExprKind::Rates { rates, args, .. } => dated(&plan.rates_of(*rates).versions).with(all(plan, args)),
        ExprKind::Lookup { key, value, default, .. } => all(plan, key).with(one(value).without(Uses::RANGED)).with(maybe(default)),
        ExprKind::ConvertByDate { amount, from, date, .. } => all(plan, &[*amount, *date]).with(maybe(from)),
        ExprKind::ConvertByRate { amount, rate, .. } => all(plan, &[*amount, *rate]),
    }
}

fn ladder(plan: &Plan, ladder: &Ladder) -> Uses {
    match ladder {
        Ladder::Tier(rows) | Ladder::Marginal(rows) | Ladder::Interpolate(rows) | Ladder::Reached(rows) => ladder_rows(plan, rows),
        Ladder::SlicePart(rows, _) | Ladder::SliceYield(rows, _) => ladder_rows(plan, rows),
        Ladder::Matrix(MatrixRows::Declared(matrix), y) => dated(&plan.matrix(*matrix).versions).with(plan.expr(*y).uses),
        Ladder::Matrix(MatrixRows::Data { row, column, value, selection, .. }, y) => {
            selected(plan, &[*row, *column, *value], selection).with(plan.expr(*y).uses)
        }
    }
}

fn ladder_rows(plan: &Plan, rows: &LadderRows) -> Uses {
    match rows {
        LadderRows::Declared(tiers, _) => dated(&plan.tiers_of(*tiers).versions),
        LadderRows::Data { bound, output, selection, .. } => {
            let exprs: Vec<ExprId> = std::iter::once(*bound).chain(*output).collect();
            selected(plan, &exprs, selection)
        }
    }
}

fn selected(plan: &Plan, exprs: &[ExprId], selection: &Selection) -> Uses {
    let condition = selection.condition.map_or(Uses::NONE, |condition| plan.expr(condition).uses);
    let people = selection.people.as_ref().map_or(Uses::NONE, |people| people_uses(plan, people));
    all(plan, exprs).with(condition).without(Uses::RANGED).with(people).with(window_uses(plan, selection.window))
}

/// What an aggregate as a whole depends on where it stands.
pub(crate) fn of_aggregate(plan: &Plan, aggregate: &Aggregate) -> Uses {
    let maybe = |id: Option<ExprId>| id.map_or(Uses::NONE, |id| plan.expr(id).uses);
    let inner = maybe(aggregate.body).with(maybe(aggregate.condition));
    let moved = cell().with(Uses::DAY);
    let mut inner = match aggregate.over {
        AggregateOver::Rows(_) => inner.without(Uses::RANGED),
        AggregateOver::Cells(_) | AggregateOver::People => inner.without(moved),
        AggregateOver::Group => inner.with(Uses::SOURCES),
    };
    if let OwnerSource::Of(owner) = aggregate.owner {
        inner = inner.with(plan.expr(owner).uses.without(Uses::RANGED.with(Uses::DAY)));
    }
    if let TimeSource::On(TableTime::On(day) | TableTime::In(day, _)) = aggregate.time {
        inner = inner.with(plan.expr(day).uses.without(Uses::RANGED.with(Uses::DAY)));
    }
    let people = aggregate.people.as_ref().map_or(Uses::NONE, |people| people_uses(plan, people));
    // Rows without a time have no period: people are looked up in that of the cell, or where there is none at its day.
    let timeless = matches!(aggregate.over, AggregateOver::Rows(_)) && aggregate.window.is_none();
    let of_persons = if timeless { Uses::PAYEE } else { moved };
    let between = timeless && people.any(Uses::PERIOD) && plan.time.grain == Grain::Custom;
    inner
        .with(maybe(aggregate.person_where).without(of_persons))
        .with(if between { Uses::DAY } else { Uses::NONE })
        .with(people)
        .with(window_uses(plan, aggregate.window))
        .with(maybe(aggregate.argument))
        .with(maybe(aggregate.default))
}

fn people_uses(plan: &Plan, people: &People) -> Uses {
    match people {
        People::Own => Uses::PAYEE,
        People::Reports | People::Team | People::Manager | People::Managers | People::Levels(..) | People::Same(_) => cell(),
        People::Between => cell().with(Uses::MY),
        People::Everyone => Uses::NONE,
        People::Person(person) => plan.expr(*person).uses,
    }
}

fn window_bounds(plan: &Plan, window: Option<Window>) -> Uses {
    match window {
        Some(Window::Between(from, to)) => all(plan, &[from, to]),
        Some(
            Window::Period
            | Window::Prior(_)
            | Window::Last(_)
            | Window::ToDateIn(_)
            | Window::Earlier(_)
            | Window::ToDate
            | Window::Full(_)
            | Window::LastYear,
        )
        | None => Uses::NONE,
    }
}

fn window_uses(plan: &Plan, window: Option<Window>) -> Uses {
    match window {
        Some(Window::Between(from, to)) => all(plan, &[from, to]),
        Some(
            Window::Period
            | Window::Prior(_)
            | Window::Last(_)
            | Window::ToDateIn(_)
            | Window::Earlier(_)
            | Window::ToDate
            | Window::Full(_)
            | Window::LastYear,
        ) => Uses::PERIOD,
        None => Uses::NONE,
    }
}

/// Whether an operation in it may have to round. Everything that adds, multiplies or divides may.
pub(crate) fn is_inexact(cx: &Cx<'_>, kind: &ExprKind) -> bool {
    let plan = &cx.plan;
    let one = |id: &ExprId| plan.expr(*id).inexact;
    let any = |ids: &[ExprId]| ids.iter().any(|id| plan.expr(*id).inexact);
    let maybe = |id: &Option<ExprId>| id.is_some_and(|id| plan.expr(id).inexact);
    match kind {
        ExprKind::Const(_) | ExprKind::NotAvailable | ExprKind::Param(_) | ExprKind::Payee | ExprKind::Period | ExprKind::Each => false,
        // An input is as it was read.
        ExprKind::RowColumn(column) | ExprKind::RangedColumn(column) | ExprKind::SourceColumn { column, .. } => {
            let info = cx.table(column.table).columns.get(usize::from(column.column));
            info.is_some_and(|column| column.ast.is_none_or(|ast| ast.formula.is_some()))
        }
        ExprKind::Slot(_) | ExprKind::Follow { .. } | ExprKind::FollowPayee { .. } | ExprKind::Line(_) | ExprKind::Prior { .. } => true,
        ExprKind::Let { value, body, .. } => any(&[*value, *body]),
        ExprKind::Active(x) | ExprKind::My(x) | ExprKind::Negate(x) | ExprKind::Not(x) | ExprKind::IsBlank(x) => one(x),
        ExprKind::Retype(x) | ExprKind::Containing(x, _) => one(x),
        ExprKind::PriorRow { body, default, .. } => one(body) || maybe(default),
        ExprKind::Running { .. } | ExprKind::Allocate(_) | ExprKind::Prorated(..) | ExprKind::Divide { .. } => true,
        ExprKind::ConvertByDate { .. } | ExprKind::ConvertByRate { .. } => true,
        ExprKind::Rank { body, .. } => one(body),
        ExprKind::Aggregate(aggregate) => {
            let aggregate = plan.aggregate(*aggregate);
            match aggregate.function {
                AggregateFunction::Sum | AggregateFunction::Average | AggregateFunction::Median | AggregateFunction::Percentile => true,
                AggregateFunction::Count
                | AggregateFunction::Min
                | AggregateFunction::Max
                | AggregateFunction::CountUnique
                | AggregateFunction::Large
                | AggregateFunction::Small
                | AggregateFunction::First
                | AggregateFunction::Last
                | AggregateFunction::One
                | AggregateFunction::Any
                | AggregateFunction::Every => {
                    maybe(&aggregate.body) || maybe(&aggregate.condition) || maybe(&aggregate.default) || maybe(&aggregate.argument)
                }
            }
        }
        ExprKind::Binary(operator, a, b) => {
            let arithmetic = match operator {
                Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Power => true,
                Operator::Concat | Operator::Equal | Operator::NotEqual | Operator::Less | Operator::LessOrEqual | Operator::Greater => {
                    false
                }
                Operator::GreaterOrEqual | Operator::And | Operator::Or => false,
            };
            arithmetic || any(&[*a, *b])
        }
        ExprKind::IfBlank(a, b) | ExprKind::IfNa(a, b) => any(&[*a, *b]),
        ExprKind::In { subject, list, .. } => one(subject) || any(list),
        ExprKind::If { condition, then, otherwise } => any(&[*condition, *then, *otherwise]),
        ExprKind::Switch { subject, cases, default } => {
            one(subject) || maybe(default) || cases.iter().any(|(case, result)| any(&[*case, *result]))
        }
        ExprKind::Call(function, args) => {
            matches!(function, Function::Sum | Function::Average | Function::Median | Function::Mod) || any(args)
        }
        ExprKind::Tier(tier) => match &tier.ladder {
            Ladder::Marginal(_) | Ladder::Interpolate(_) | Ladder::SlicePart(..) | Ladder::SliceYield(..) | Ladder::Reached(_) => true,
            Ladder::Tier(_) | Ladder::Matrix(..) => one(&tier.x) || maybe(&tier.default),
        },
        ExprKind::Rates { args, .. } => any(args),
        ExprKind::Lookup { key, value, default, .. } => any(key) || one(value) || maybe(default),
    }
}
