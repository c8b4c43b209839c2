//! Lines: conditions, formulas and types, and the totals of each plan.

use crate::cx::{Cx, State, Val};
use crate::diagnostics as say;
use crate::expr::{Lower, Stand};
use crate::units::Ty;
use tiercel_plan::{Dated, ExprId, ExprKind, Function, LineId, LineKind, LineVersion, MoneyUnit, Span, Type, UnitNo};
use tiercel_syntax::ast;
use tiercel_value::order;

/// All lines that have a formula.
pub(crate) fn ids(cx: &Cx<'_>) -> Vec<LineId> {
    (0u32..).zip(&cx.plan.lines).filter(|(_, line)| line.kind != LineKind::Total).map(|(id, _)| LineId(id)).collect()
}

/// The types that are written, and those of pay lines.
pub(crate) fn pinned(cx: &mut Cx<'_>) {
    for line in ids(cx) {
        let info = cx.line(line);
        let scope = info.scope;
        let Some((first, _)) = info.versions.first().copied() else { continue };
        let written = first.ty.as_ref().map(|written| (cx.type_of(written, scope, None), written));
        if let Some((Some(ty), written)) = written {
            let known = &mut cx.line_mut(line).known;
            known.ty = Some(Ty::Known(ty));
            known.blank = written.optional;
        }
        if let Some((None, _)) = written {
            cx.line_mut(line).known.state = State::Poisoned;
        }
        let kind = cx.plan.line(line).kind;
        if matches!(kind, LineKind::Pay | LineKind::Earn) {
            let money = currency(cx, line);
            if let Some((Some(ty), written)) = written
                && ty != money
            {
                let (wanted, found) = (cx.words(money), cx.words(ty));
                cx.say(say::pay_line_type(written.span, &wanted, &found));
            }
            let known = &mut cx.line_mut(line).known;
            known.ty = Some(Ty::Known(money));
            known.blank = false;
        }
    }
}

fn currency(cx: &Cx<'_>, line: LineId) -> Type {
    let unit = cx.plan.line(line).unit;
    Type::Money(MoneyUnit::Fixed(cx.plan.unit(unit).currency))
}

/// Types the formulas of a line, once.
pub(crate) fn type_line(cx: &mut Cx<'_>, line: LineId) {
    if cx.line(line).known.state != State::Waiting {
        return;
    }
    cx.line_mut(line).known.state = State::Busy;
    let mut versions = cx.line(line).versions.clone();
    order::sort_by_key(&mut versions, |(version, _)| version.from);
    let pinned = cx.line(line).known.ty;
    let optional = cx.line(line).known.blank;
    let mut formulas: Vec<(Val, Dated<LineVersion>)> = Vec::new();
    let mut sound = true;
    let mut conditional: Option<Span> = None;
    for (version, scope) in versions {
        let grain = cx.plan.line(line).grain;
        let mut lower = Lower::new(cx, scope, Stand::Cell(Some(line)), grain);
        let when = version.when.as_ref().map(|when| {
            let val = lower.condition(when);
            lower.assume(when, true);
            val
        });
        conditional = conditional.or(version.when.as_ref().map(|when| when.span));
        let val = lower.formula(&version.formula);
        let when: Option<Option<ExprId>> = match when {
            Some(Some(when)) => Some(Some(when.id)),
            Some(None) => None,
            None => Some(None),
        };
        let val = val.and_then(|val| fit(cx, line, val, pinned, optional));
        match (when, val) {
            (Some(when), Some(val)) => {
                formulas.push((val, Dated { from: version.from, value: LineVersion { when, formula: val.id } }));
            }
            (None, _) | (_, None) => sound = false,
        }
    }
    conclude(cx, line, &formulas, sound, conditional);
    cx.plan_line_mut(line, |target| target.versions = formulas.into_iter().map(|(_, version)| version).collect());
}

/// A formula in the type of its line.
fn fit(cx: &mut Cx<'_>, line: LineId, val: Val, pinned: Option<Ty>, optional: bool) -> Option<Val> {
    let kind = cx.plan.line(line).kind;
    let Some(Ty::Known(ty)) = pinned else { return Some(val) };
    if matches!(kind, LineKind::Pay | LineKind::Earn) {
        let span = cx.plan.expr(val.id).span;
        match cx.ty(val) {
            Ty::Known(found) if found != ty => {
                let (wanted, found_words) = (cx.words(ty), cx.words(found));
                let plain = matches!(found, Type::Number | Type::Percent);
                return cx.refuse(if plain {
                    say::pay_of_a_number(span, &wanted)
                } else {
                    say::pay_line_type(span, &wanted, &found_words)
                });
            }
            Ty::Known(_) | Ty::Open(_) | Ty::Blank => {}
        }
    }
    cx.pin(val, ty, optional)
}

fn conclude(cx: &mut Cx<'_>, line: LineId, formulas: &[(Val, Dated<LineVersion>)], mut sound: bool, conditional: Option<Span>) {
    let pinned = cx.line(line).known.ty;
    let span = cx.plan.line(line).span;
    let vals: Vec<Val> = formulas.iter().map(|(val, _)| *val).collect();
    let scope = cx.line(line).scope;
    let grain = cx.plan.line(line).grain;
    let ty = match (pinned, vals.as_slice()) {
        (Some(pinned), _) => Some(pinned),
        (None, []) => None,
        (None, [only]) => Some(only.ty),
        (None, vals) => Lower::new(cx, scope, Stand::Cell(Some(line)), grain).one_type(vals, span),
    };
    if ty == Some(Ty::Blank) {
        cx.say(say::line_of_blank(span));
        sound = false;
    }
    let blank = if pinned.is_some() { cx.line(line).known.blank } else { vals.iter().any(|val| val.blank) };
    if let (Some(ty), Some(when)) = (ty, conditional)
        && let Ty::Known(known) = cx.units.now(ty)
        && !known.is_numeric()
    {
        let words = cx.words(known);
        cx.say(say::when_of_no_number(when, &words));
        sound = false;
    }
    let provisional = cx.line(line).known.provisional;
    if let (true, Some(ty)) = (sound, ty) {
        sound = cx.agree(provisional, ty, blank && pinned.is_none(), span);
    }
    if !sound {
        provisional.into_iter().for_each(|var| cx.units.silence(var));
    }
    let known = &mut cx.line_mut(line).known;
    known.state = if sound && ty.is_some() { State::Done } else { State::Poisoned };
    if pinned.is_none() {
        known.ty = ty.filter(|_| sound);
    }
    known.blank = blank;
    cx.plan_line_mut(line, |target| target.blank = blank);
}

/// The header's `for` of each plan.
pub(crate) fn members<'a>(cx: &mut Cx<'a>, members: &[(Option<&'a ast::Expr>, crate::cx::ScopeId)]) {
    let grain = cx.plan.time.grain;
    for (number, (members, scope)) in members.iter().enumerate() {
        let Some(members) = members else { continue };
        let val = Lower::new(cx, *scope, Stand::Cell(None), grain).condition(members);
        if let (Some(val), Some(unit)) = (val, cx.plan.units.get_mut(number)) {
            unit.members = Some(val.id);
        }
    }
}

/// The formulas of PAYABLE and EARNED: one exact sum each.
pub(crate) fn totals(cx: &mut Cx<'_>) {
    for number in 0..cx.plan.units.len() {
        let unit_no = UnitNo(u16::try_from(number).unwrap_or(u16::MAX));
        let unit = cx.plan.unit(unit_no);
        let (payable, earned) = (unit.payable, unit.earned);
        let money = Ty::Known(Type::Money(MoneyUnit::Fixed(unit.currency)));
        let of = |cx: &Cx<'_>, kind: LineKind| -> Vec<(LineId, Span)> {
            let all = (0u32..).zip(&cx.plan.lines);
            let mut of_kind: Vec<_> = all.filter(|(_, line)| line.unit == unit_no && line.kind == kind).collect();
            // Of two errors the first is kept, and which one that is must not depend on where the lines stand in the file.
            order::sort_by_key(&mut of_kind, |(_, line)| &line.name);
            of_kind.into_iter().map(|(id, line)| (LineId(id), line.span)).collect()
        };
        let earning = of(cx, LineKind::Earn);
        for (total, lines) in
            [(payable, of(cx, LineKind::Pay)), (earned, if earning.is_empty() { vec![(payable, Span::default())] } else { earning })]
        {
            let ids: Vec<ExprId> = lines.iter().map(|(line, span)| cx.push(ExprKind::Line(*line), money, false, *span).id).collect();
            let formula = if ids.is_empty() {
                let zero = tiercel_plan::Value::Number(tiercel_value::Decimal::from_i64(0));
                cx.push(ExprKind::Const(zero), money, false, Span::default())
            } else {
                cx.push(ExprKind::Call(Function::Sum, ids), money, false, Span::default())
            };
            let version = Dated { from: None, value: LineVersion { when: None, formula: formula.id } };
            cx.plan_line_mut(total, |target| target.versions = vec![version]);
        }
    }
}

impl Cx<'_> {
    /// Changes a line of the plan.
    pub(crate) fn plan_line_mut(&mut self, line: LineId, change: impl FnOnce(&mut tiercel_plan::Line)) {
        if let Some(target) = self.plan.lines.get_mut(line.index()) {
            change(target);
        }
    }
}
