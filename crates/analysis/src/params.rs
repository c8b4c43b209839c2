//! Values and limits of params.

use crate::cx::Cx;
use crate::diagnostics as say;
use crate::units::Ty;
use tiercel_plan::{MoneyUnit, Type, Value};
use tiercel_syntax::ast;
use tiercel_value::{Decimal, Grain, Period};

/// A literal and the type that it has by itself; none for a bare number, whose unit comes from its uses.
fn literal(cx: &mut Cx<'_>, expr: &ast::Expr) -> Option<(Value, Option<Type>)> {
    match &expr.kind {
        ast::ExprKind::Number(number) => Some((Value::Number(*number), None)),
        ast::ExprKind::Percent(number) => Some((Value::Number(*number), Some(Type::Percent))),
        ast::ExprKind::Money(number, unit) => match cx.plan.currencies.find(&unit.text) {
            Some(unit) => Some((Value::Number(*number), Some(Type::Money(MoneyUnit::Fixed(unit))))),
            None => cx.refuse(say::currency_unknown(unit)),
        },
        ast::ExprKind::Text(text) => Some((Value::Text(text.clone()), Some(Type::Text))),
        ast::ExprKind::Bool(value) => Some((Value::Bool(*value), Some(Type::Bool))),
        ast::ExprKind::Date(date) => Some((Value::Date(*date), Some(Type::Date))),
        ast::ExprKind::Period(period) => {
            let period = crate::types::fiscal(*period, cx.plan.time.year_from);
            Some((Value::Period(period), Some(Type::Period(period.grain))))
        }
        ast::ExprKind::Blank
        | ast::ExprKind::Currency(_)
        | ast::ExprKind::Name { .. }
        | ast::ExprKind::Payee { .. }
        | ast::ExprKind::Payees
        | ast::ExprKind::PeriodHere
        | ast::ExprKind::Each
        | ast::ExprKind::Call(_)
        | ast::ExprKind::Group(_)
        | ast::ExprKind::Negate(_)
        | ast::ExprKind::Not(_)
        | ast::ExprKind::Hundredth(_)
        | ast::ExprKind::Binary(..)
        | ast::ExprKind::In { .. }
        | ast::ExprKind::Above(_)
        | ast::ExprKind::Rate(_) => cx.refuse(say::literal_wanted(expr.span)),
    }
}

/// The value of a param, and its type unless that is open.
pub(crate) fn value(cx: &mut Cx<'_>, expr: &ast::Expr, pinned: Option<Type>) -> Option<(Value, Option<Type>)> {
    let (value, natural) = literal(cx, expr)?;
    let Some(pinned) = pinned else { return Some((value, natural)) };
    match (pinned, natural, &value) {
        (pinned, Some(natural), _) if pinned == natural => Some((value, Some(pinned))),
        (Type::Number | Type::Percent, None | Some(Type::Number | Type::Percent), _) | (Type::Money(MoneyUnit::Fixed(_)), None, _) => {
            Some((value, Some(pinned)))
        }
        (Type::Period(Grain::Year), None, Value::Number(number)) => match year(*number) {
            Some(year) => Some((Value::Period(year), Some(pinned))),
            None => cx.refuse(say::year_wanted(expr.span)),
        },
        (Type::Payee | Type::Ref(_) | Type::Period(Grain::Custom), Some(Type::Text), _) => Some((value, Some(pinned))),
        (_, natural, _) => {
            let (wanted, found) = (cx.words(pinned), cx.words(natural.unwrap_or(Type::Number)));
            cx.refuse(say::type_wanted(expr.span, &wanted, &found))
        }
    }
}

/// A bare number as a year.
pub(crate) fn year(number: Decimal) -> Option<Period> {
    let year = number.to_i64().and_then(|year| i32::try_from(year).ok()).filter(|year| (1900..=2199).contains(year))?;
    Some(Period { grain: Grain::Year, ordinal: year })
}

/// `between` and `step`: of numbers only, and the value fits.
pub(crate) fn limits(
    cx: &mut Cx<'_>,
    name: &ast::Name,
    value: &Value,
    between: Option<&(ast::Expr, ast::Expr)>,
    step: Option<&ast::Expr>,
    ty: Option<Type>,
) -> (Option<(Decimal, Decimal)>, Option<Decimal>) {
    if between.is_none() && step.is_none() {
        return (None, None);
    }
    let Value::Number(number) = value else {
        cx.say(say::limits_of_a_number(name));
        return (None, None);
    };
    let limit = |cx: &mut Cx<'_>, expr: &ast::Expr| {
        let (limit, natural) = literal(cx, expr)?;
        let fits = match (natural, ty) {
            (None, _) => true,
            (Some(natural), Some(ty)) => natural == ty || !matches!((natural, ty), (Type::Money(_), _) | (_, Type::Money(_))),
            (Some(natural), None) => natural == Type::Percent,
        };
        match limit {
            Value::Number(limit) if fits => Some(limit),
            Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_) | Value::Blank => {
                cx.refuse(say::limit_of_another_type(expr.span))
            }
        }
    };
    let bounds = between.and_then(|(low, high)| Some((limit(cx, low)?, limit(cx, high)?)));
    let step_value = step.and_then(|step| limit(cx, step));
    if let (Some((low, high)), Some(span)) = (bounds, between.map(|(low, _)| low.span)) {
        if high < low {
            cx.say(say::limits_order(span));
        } else if *number < low || *number > high {
            cx.say(say::param_outside(name, &number.to_string()));
        }
    }
    if step_value.is_some_and(|step| step.sign() <= 0)
        && let Some(step) = step
    {
        cx.say(say::step_positive(step.span));
    }
    (bounds, step_value)
}

/// What amends a param has its type.
pub(crate) fn same_type(cx: &mut Cx<'_>, known: Ty, natural: Option<Type>, name: &ast::Name) {
    match (cx.units.now(known), natural) {
        (_, None) | (Ty::Blank, _) => {}
        (Ty::Open(var), Some(ty)) => {
            if let Err(conflict) = cx.units.bind(var, ty, name.span) {
                cx.conflict(&conflict);
            }
        }
        (Ty::Known(before), Some(ty)) => {
            let plain = |ty| matches!(ty, Type::Number | Type::Percent);
            if before != ty && !(plain(before) && plain(ty)) {
                let (before, now) = (cx.words(before), cx.words(ty));
                cx.say(say::amends_another_type(name.span, &before, &now));
            }
        }
    }
}
