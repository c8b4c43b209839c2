//! The last pass: open units are settled, types go into the plan, decision tables are proven, circles reported.

use crate::cx::{Cx, State};
use crate::declare::Declarations;
use crate::diagnostics as say;
use crate::examples::ExampleContext;
use crate::graph;
use crate::grids::{self, Domain};
use crate::units::{Ty, Unsettled};
use tiercel_plan::{Bounds, ColumnKind, ColumnRef, ExprId, ExprKind, MoneyUnit, Node, Rates, Type, Value};
use tiercel_value::{Calendar, Grain, Set};

/// Settles units and writes all types into the plan.
pub(crate) fn types(cx: &mut Cx<'_>) {
    let mut said: Set<tiercel_plan::Span> = Set::new();
    for problem in cx.units.settle() {
        match problem {
            Unsettled::Conflict(conflict) => {
                if said.insert(conflict.now.1) {
                    cx.conflict(&conflict);
                }
            }
            Unsettled::ChainWanted(conflict) => {
                if said.insert(conflict.now.1) {
                    let (wanted, found) = (cx.words(conflict.before.0), cx.words(conflict.now.0));
                    cx.say(say::chain_of_another_unit(conflict.now.1, &wanted, &found));
                }
            }
            Unsettled::Chain(span) => {
                if said.insert(span) {
                    cx.say(say::money_times_money(span, "money * money"));
                }
            }
            Unsettled::TypeWanted(span) => {
                if said.insert(span) {
                    let text = cx.text(span);
                    cx.say(say::recursive_type(span, &text));
                }
            }
        }
    }
    let types = std::mem::take(&mut cx.types);
    for (expr, ty) in cx.plan.exprs.iter_mut().zip(&types) {
        match ty {
            Ty::Known(known) => expr.ty = *known,
            Ty::Open(_) => expr.ty = cx.units.settled(*ty),
            Ty::Blank => {}
        }
    }
    cx.types = types;
    for (id, scope) in std::mem::take(&mut cx.open_shares) {
        let (ty, span) = (cx.plan.expr(id).ty, cx.plan.expr(id).span);
        let unit = if let Type::Money(MoneyUnit::Fixed(unit)) = ty { cx.least_share(scope, unit) } else { None };
        match (unit, cx.plan.exprs.get_mut(id.index()).map(|expr| &mut expr.kind)) {
            (Some(unit), Some(ExprKind::Allocate(allocate))) => allocate.unit = unit,
            (_, _) => cx.say(say::allocate_unit(span)),
        }
    }
    for (param, info) in cx.plan.params.iter_mut().zip(&cx.params) {
        param.ty = cx.units.settled(info.ty);
    }
    for (tiers, info) in cx.plan.tiers.iter_mut().zip(&cx.tiers) {
        if let Some(Some(ty)) = info.inputs.first() {
            tiers.threshold_type = cx.units.settled(*ty);
        }
        for (output, ty) in tiers.outputs.iter_mut().zip(&info.outputs) {
            output.ty = cx.units.settled(*ty);
        }
    }
    for (matrix, info) in cx.plan.matrices.iter_mut().zip(&cx.matrices) {
        for (axis, ty) in matrix.axes.iter_mut().zip(&info.inputs) {
            axis.1 = ty.map_or(Type::Number, |ty| cx.units.settled(ty));
        }
        if let Some(ty) = info.outputs.first() {
            matrix.output = cx.units.settled(*ty);
        }
    }
    for (rates, info) in cx.plan.rates.iter_mut().zip(&cx.rates) {
        for (condition, ty) in rates.conditions.iter_mut().zip(&info.inputs) {
            condition.ty = ty.map_or(Type::Text, |ty| cx.units.settled(ty));
        }
        for (output, ty) in rates.outputs.iter_mut().zip(&info.outputs) {
            output.ty = cx.units.settled(*ty);
        }
    }
    for (line, info) in cx.plan.lines.iter_mut().zip(&cx.lines) {
        if let Some(ty) = info.known.ty {
            line.ty = cx.units.settled(ty);
        }
    }
    for (table, info) in cx.plan.tables.iter_mut().zip(&cx.tables) {
        for (column, info) in table.columns.iter_mut().zip(&info.columns) {
            if let Some(ty) = info.known.ty {
                column.ty = cx.units.settled(ty);
            }
        }
    }
}

/// Proves decision tables over the values that their calls may bring.
pub(crate) fn proofs(cx: &mut Cx<'_>) {
    let all: Vec<(Rates, Vec<Vec<ExprId>>)> = cx
        .plan
        .rates
        .iter()
        .zip(&cx.rates)
        .filter(|(_, info)| info.sound)
        .map(|(rates, info)| (rates.clone(), info.calls.clone()))
        .collect();
    for (rates, calls) in all {
        let domains: Vec<Domain> = (0..rates.conditions.len())
            .map(|number| {
                let mut within = Vec::new();
                if calls.is_empty() {
                    return Domain::All;
                }
                for call in &calls {
                    let Some(found) = call.get(number).and_then(|arg| domain(cx, *arg, 0)) else { return Domain::All };
                    within.extend(found);
                }
                Domain::Within(within)
            })
            .collect();
        grids::prove_rates(&rates, &domains, &mut cx.diagnostics);
    }
}

/// The values that an expression may have, if it is a bounded column or made of such.
#[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
fn domain(cx: &Cx<'_>, id: ExprId, depth: u32) -> Option<Vec<Bounds>> {
    if depth > 8 {
        return None;
    }
    match &cx.plan.expr(id).kind {
        ExprKind::Const(Value::Blank) => Some(Vec::new()),
        ExprKind::Const(value) => Some(vec![Bounds::OneOf(vec![value.clone()])]),
        ExprKind::RowColumn(column) | ExprKind::RangedColumn(column) => of_column(cx, *column, depth),
        ExprKind::SourceColumn { column, .. } | ExprKind::Follow { column, .. } | ExprKind::FollowPayee { column, .. } => {
            of_column(cx, *column, depth)
        }
        ExprKind::If { then, otherwise, .. } => {
            let mut all = domain(cx, *then, depth + 1)?;
            all.extend(domain(cx, *otherwise, depth + 1)?);
            Some(all)
        }
        ExprKind::IfBlank(x, y) => {
            let mut all = domain(cx, *x, depth + 1)?;
            all.extend(domain(cx, *y, depth + 1)?);
            Some(all)
        }
        ExprKind::Retype(x) => domain(cx, *x, depth + 1),
        ExprKind::Line(line) => {
            let mut all = Vec::new();
            for version in &cx.plan.line(*line).versions {
                // A line with `when` is 0 elsewhere.
                if version.value.when.is_some() {
                    return None;
                }
                all.extend(domain(cx, version.value.formula, depth + 1)?);
            }
            Some(all)
        }
        ExprKind::Aggregate(aggregate) => {
            use tiercel_plan::AggregateFunction::{First, Last, Max, Min, One};
            let aggregate = cx.plan.aggregate(*aggregate);
            if !matches!(aggregate.function, One | First | Last | Max | Min) {
                return None;
            }
            let mut all = domain(cx, aggregate.body?, depth + 1)?;
            if let Some(default) = aggregate.default {
                all.extend(domain(cx, default, depth + 1)?);
            }
            Some(all)
        }
        _ => None,
    }
}

fn of_column(cx: &Cx<'_>, column: ColumnRef, depth: u32) -> Option<Vec<Bounds>> {
    match &cx.plan.table(column.table).columns.get(usize::from(column.column))?.kind {
        ColumnKind::Input(bounds) => bounds.clone().map(|bounds| vec![bounds]),
        ColumnKind::Calculated(formula) => domain(cx, *formula, depth + 1),
        ColumnKind::FromClauses(exprs) => {
            let mut all = Vec::new();
            for expr in exprs {
                all.extend(domain(cx, *expr, depth + 1)?);
            }
            Some(all)
        }
    }
}

/// A change inside a period that a line reads: part of the period would have gone by what stood before.
pub(crate) fn dated(cx: &mut Cx<'_>) {
    if cx.plan.time.grain == Grain::Custom {
        return;
    }
    let calendar = Calendar { year_from: cx.plan.time.year_from, week_from_sunday: cx.plan.time.week_from_sunday, custom: Vec::new() };
    let mut said: Set<(tiercel_value::Date, tiercel_plan::Span)> = Set::new();
    for (day, span, grain) in std::mem::take(&mut cx.dated_reads) {
        let inside = calendar.period_of(day, grain).is_some_and(|period| calendar.start(period) != day);
        if inside && said.insert((day, span)) {
            cx.say(say::change_inside_a_period(span, &day.to_string(), crate::types::grain_word(grain)));
        }
    }
    for line in crate::lines::ids(cx) {
        let grain = cx.plan.line(line).grain;
        let versions = cx.line(line).versions.clone();
        for (version, _) in versions {
            let Some(day) = version.from else { continue };
            let inside = calendar.period_of(day, grain).is_some_and(|period| calendar.start(period) != day);
            if inside {
                cx.say(say::change_inside_a_period(version.name.span, &day.to_string(), crate::types::grain_word(grain)));
            }
        }
    }
}

/// The order of evaluation; circles are errors. Only of a plan without errors: what is left out would mislead.
pub(crate) fn order(cx: &mut Cx<'_>) {
    let sound = cx.lines.iter().all(|line| line.known.state == State::Done)
        && cx.tables.iter().all(|table| table.columns.iter().all(|column| column.known.state == State::Done));
    if !sound {
        return;
    }
    for circle in graph::order(&mut cx.plan) {
        let names: Vec<String> = circle.nodes.iter().map(|node| graph::name(&cx.plan, *node)).collect();
        let span = circle.spans.first().copied().or_else(|| circle.nodes.first().map(|node| place(cx, *node))).unwrap_or_default();
        cx.say(say::circle(span, &names, circle.spans.get(1..).unwrap_or(&[])));
    }
}

fn place(cx: &Cx<'_>, node: Node) -> tiercel_plan::Span {
    match node {
        Node::Derive(table) => cx.plan.table(table).span,
        Node::Line(line) => cx.plan.line(line).span,
        Node::Column(column) => {
            cx.plan.table(column.table).columns.get(usize::from(column.column)).map_or_else(Default::default, |column| column.span)
        }
    }
}

/// The examples, once everything has its type.
pub(crate) fn examples(cx: &mut Cx<'_>, declarations: &Declarations<'_>) {
    let mut read = Vec::new();
    let mut said = Vec::new();
    for (example, unit, scope) in &declarations.examples {
        let Some(scope) = cx.scopes.get(scope.0 as usize) else { continue };
        let context = ExampleContext { plan: &cx.plan, unit: *unit, scope };
        read.extend(crate::examples::example(&context, example, &mut said));
    }
    cx.plan.examples = read;
    cx.diagnostics.append(&mut said);
}
