//! What looks at neighbours: PRIOR, RUNNING, RANK, ALLOCATE, and `MY`.

use super::narrowing::Of;
use super::people::goes_down;
use super::{Lower, Stand};
use crate::cx::Val;
use crate::diagnostics as say;
use crate::names::Declared;
use crate::units::Ty;
use tiercel_plan::{Allocate, AllocateGroup, ExprId, ExprKind, MoneyUnit, People, Remainder, Span, TableId, Type, Uses, Value, Window};
use tiercel_syntax::ast::{self, Call, Expr, ExprKind as Ast};
use tiercel_value::Decimal;

impl Lower<'_, '_> {
    /// `PRIOR(Line, n, default)`, or `PRIOR([Col], n, default over … by …)` in a column.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    pub(super) fn prior(&mut self, call: &Call, span: Span) -> Option<Val> {
        self.no_path(call, span);
        let shape = "PRIOR(Line, 1, default)";
        let (body, back, default) = match call.args.as_slice() {
            [body] => (body, None, None),
            [body, back] => (body, Some(back), None),
            [body, back, default] => (body, Some(back), Some(default)),
            _ => return self.refuse(say::argument_count(span, "PRIOR", shape)),
        };
        let back = match back {
            Some(back) => self.count(back),
            None => Some(1),
        };
        let default = match default {
            Some(default) => Some(self.expr(default)?),
            None => None,
        };
        let line = match &body.kind {
            Ast::Name { name: Some(name), path } if path.is_empty() => match name.text.as_str() {
                word @ ("PAYABLE" | "EARNED") => {
                    let unit = self.cx.scope_units.get(self.scope.0 as usize)?;
                    let unit = self.cx.plan.units.get(usize::from(unit.0))?;
                    Some((if word == "EARNED" { unit.earned } else { unit.payable }, name))
                }
                _ => match self.cx.find(self.scope, &name.text) {
                    Some((Declared::Line(line), _)) => Some((line, name)),
                    Some((
                        Declared::Table(_)
                        | Declared::Param(_)
                        | Declared::Tiers(_)
                        | Declared::Matrix(_)
                        | Declared::Rates(_)
                        | Declared::Define(_),
                        _,
                    ))
                    | None => None,
                },
            },
            _ => None,
        };
        if let Some((line, name)) = line {
            self.only_clauses(call, &[]);
            self.line_in_sight(line, &name.text, name.span)?;
            let (ty, blank) = self.cx.line_ty(line, &name.text, name.span)?;
            let ty = self.with_default(ty, default, span)?;
            let kind = ExprKind::Prior { line, back: back?, default: default.map(|default| default.id) };
            return Some(self.cx.push(kind, ty, blank || default.is_some_and(|default| default.blank), span));
        }
        let Some(table) = self.own_table() else {
            let text = self.cx.text(body.span);
            return self.refuse(say::prior_of_a_line(body.span, &text));
        };
        self.only_clauses(call, &["over", "by"]);
        self.needs_key(table, span, "PRIOR")?;
        let (body, window, by) = self.over_own_rows(call, body, Some(Window::ToDate), span)?;
        let ty = self.cx.ty(body);
        let ty = self.with_default(ty, default, span)?;
        let blank = body.blank || default.is_some_and(|default| default.blank);
        let kind = ExprKind::PriorRow { body: body.id, back: back?, default: default.map(|default| default.id), window, by };
        Some(self.cx.push(kind, ty, blank, span))
    }

    /// What stands for something that is not there takes its type.
    fn with_default(&mut self, ty: Ty, default: Option<Val>, span: Span) -> Option<Ty> {
        match default {
            Some(default) => {
                let lead = Val { ty, ..default };
                self.fit(default, ty, lead, span)?;
                Some(self.cx.units.now(ty))
            }
            None => Some(ty),
        }
    }

    /// The table of the column where the formula stands, unless an aggregate moved away from it.
    fn own_table(&self) -> Option<TableId> {
        match &self.stand {
            Stand::Row(table) if !self.cells && !self.person => Some(*table),
            Stand::Row(_) | Stand::Cell(_) | Stand::Sources(_) => None,
        }
    }

    /// The body of RUNNING and PRIOR over rows, with window and `by`.
    fn over_own_rows(&mut self, call: &Call, body: &Expr, window: Option<Window>, span: Span) -> Option<(Val, Window, Vec<ExprId>)> {
        let said = call.clauses.window.as_ref().map(|(window, at)| self.window(window, *at, false));
        let by: Option<Vec<ExprId>> = call.clauses.by.iter().map(|by| self.expr(by).map(|val| val.id)).collect();
        let body = self.expr(body)?;
        if !self.cx.expr(body).uses.any(Uses::ROW) {
            let (name, text) = (call.name.text.to_uppercase(), self.cx.text(self.cx.expr(body).span));
            return self.refuse(say::no_row_in_it(span, &name, &text));
        }
        let window = match said {
            Some(window) => window?,
            None => match window {
                Some(window) => window,
                None => return self.refuse(say::running_window(span)),
            },
        };
        Some((body, window, by?))
    }

    /// `RUNNING(x over … by …)`.
    pub(super) fn running(&mut self, call: &Call, span: Span) -> Option<Val> {
        self.no_path(call, span);
        self.only_clauses(call, &["over", "by"]);
        let [body] = call.args.as_slice() else {
            return self.refuse(say::argument_count(span, "RUNNING", "RUNNING([Amount] over YTD)"));
        };
        let Some(table) = self.own_table() else { return self.refuse(say::in_a_column_only(span, "RUNNING")) };
        self.needs_key(table, span, "RUNNING")?;
        let (body, window, by) = self.over_own_rows(call, body, None, span)?;
        self.numeric(Val { blank: false, ..body })?;
        let ty = self.cx.ty(body);
        if let Ty::Known(Type::Money(MoneyUnit::In(_))) = ty {
            let text = self.cx.text(self.cx.expr(body).span);
            return self.refuse(say::several_currencies(span, &text));
        }
        Some(self.cx.push(ExprKind::Running { body: body.id, window, by }, ty, false, span))
    }

    /// `RANK(x for …)`.
    pub(super) fn rank(&mut self, call: &Call, span: Span) -> Option<Val> {
        self.no_path(call, span);
        self.only_clauses(call, &["for"]);
        let [body] = call.args.as_slice() else {
            return self.refuse(say::argument_count(span, "RANK", "RANK(Bookings for everyone)"));
        };
        let Some((people, at)) = &call.clauses.people else { return self.refuse(say::people_wanted(span, "RANK")) };
        if matches!(self.stand, Stand::Sources(_)) && !self.cells {
            return self.refuse(say::cells_in_a_block(span));
        }
        let (people, body, person_where) = self.among(people, *at, &call.clauses, &[body], span)?;
        let [body] = body.as_slice() else { return None };
        let body = self.numeric(*body)?;
        let kind = ExprKind::Rank { body: body.id, people, person_where };
        Some(self.cx.push(kind, Ty::Known(Type::Number), false, span))
    }

    /// People, and expressions at each one's cell.
    fn among(
        &mut self,
        people: &ast::People,
        at: Span,
        clauses: &ast::Clauses,
        exprs: &[&Expr],
        span: Span,
    ) -> Option<(People, Vec<Val>, Option<ExprId>)> {
        let people = self.people(people, at);
        self.needs_time(span)?;
        let person_where = self.person_condition(clauses.person_where.as_ref());
        let saved = self.save();
        let grain = self.grain;
        self.enter_cells(grain, people.as_ref().is_some_and(goes_down));
        if let Some(condition) = &clauses.person_where {
            self.assume(condition, true);
        }
        let vals: Vec<Option<Val>> = exprs.iter().map(|expr| self.expr(expr)).collect();
        self.restore(saved);
        let vals = vals.into_iter().collect::<Option<Vec<Val>>>()?;
        Some((people?, vals, person_where?.map(|condition| condition.id)))
    }

    /// `ALLOCATE(total, weight …)`.
    pub(super) fn allocate(&mut self, call: &Call, span: Span) -> Option<Val> {
        self.no_path(call, span);
        self.only_clauses(call, &["by", "for", "order", "unit", "remainder"]);
        let [total, weight] = call.args.as_slice() else {
            return self.refuse(say::argument_count(span, "ALLOCATE", "ALLOCATE(total, weight by [Deal])"));
        };
        let remainder = match call.clauses.remainder.as_ref().map(|name| name.text.as_str()) {
            None => Remainder::Largest,
            Some("first") => Remainder::First,
            Some("last") => Remainder::Last,
            Some(_) => Remainder::None,
        };
        let (total, weight, group, order) = match (&call.clauses.people, self.own_table()) {
            (None, Some(table)) => {
                if call.clauses.by.is_empty() {
                    return self.refuse(say::allocate_by(span));
                }
                self.needs_key(table, span, "ALLOCATE")?;
                let by: Option<Vec<ExprId>> = call.clauses.by.iter().map(|by| self.expr(by).map(|val| val.id)).collect();
                let order = match &call.clauses.order {
                    Some(order) => {
                        let val = self.expr(order)?;
                        self.ordered(val)?;
                        Some(val.id)
                    }
                    None => None,
                };
                let (total, weight) = (self.expr(total), self.expr(weight));
                (total?, weight?, AllocateGroup::Rows(by?), order)
            }
            (Some((people @ (ast::People::Everyone | ast::People::Same(_)), at)), None) => {
                if !call.clauses.by.is_empty() || call.clauses.order.is_some() {
                    self.cx.say(say::allocate_clauses(span));
                }
                let (people, vals, person_where) = self.among(people, *at, &call.clauses, &[total, weight], span)?;
                let [total, weight] = vals.as_slice() else { return None };
                (*total, *weight, AllocateGroup::People(people, person_where), None)
            }
            (Some((_, at)), None) => return self.refuse(say::allocate_people(*at)),
            (None, None) => return self.refuse(say::people_wanted(span, "ALLOCATE")),
            (Some((_, at)), Some(_)) => return self.refuse(say::allocate_for_in_a_column(*at)),
        };
        let (total, weight) = (self.numeric(total), self.numeric(weight));
        let (total, weight) = (total?, weight?);
        let ty = self.cx.ty(total);
        let unit = match ty {
            // A param whose unit its uses will tell: the unit of a share comes then.
            Ty::Open(_) if call.clauses.unit.is_none() => None,
            Ty::Open(_) | Ty::Known(_) | Ty::Blank => Some(self.unit_of_share(call, total, ty, span)?),
        };
        let one = Decimal::from_i64(1);
        let allocate = Allocate { total: total.id, weight: weight.id, group, unit: unit.unwrap_or(one), remainder, order };
        let val = self.cx.push(ExprKind::Allocate(Box::new(allocate)), ty, false, span);
        if unit.is_none() {
            self.cx.open_shares.push((val.id, self.scope));
        }
        Some(val)
    }

    /// The unit of a share: as said, that of the plan's rounding, or the minor unit.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn unit_of_share(&mut self, call: &Call, total: Val, ty: Ty, span: Span) -> Option<Decimal> {
        if let Some(unit) = &call.clauses.unit {
            let val = self.expr(unit)?;
            self.fit(val, ty, total, unit.span)?;
            return match &self.cx.expr(val).kind {
                ExprKind::Const(Value::Number(number)) if number.sign() > 0 => Some(*number),
                _ => self.refuse(say::unit_positive(unit.span)),
            };
        }
        match ty {
            Ty::Known(Type::Money(MoneyUnit::Fixed(unit))) => self.cx.least_share(self.scope, unit),
            Ty::Known(Type::Money(MoneyUnit::In(_))) => {
                let text = self.cx.text(self.cx.expr(total).span);
                self.refuse(say::several_currencies(span, &text))
            }
            Ty::Known(_) | Ty::Open(_) | Ty::Blank => self.refuse(say::allocate_unit(span)),
        }
    }

    /// `MY(x)`: x at the formula's own cell.
    pub(super) fn my(&mut self, call: &Call, span: Span) -> Option<Val> {
        let [inner] = call.args.as_slice() else { return self.refuse(say::argument_count(span, "MY", "MY(Line)")) };
        if self.nested == 0 && !self.person && !self.cells {
            return self.refuse(say::my_outside(span));
        }
        let saved = self.save();
        let facts = self.my_facts.take();
        if let Some(facts) = facts {
            self.facts = facts;
        }
        self.forget(Of::Table);
        self.ranged = None;
        self.cells = false;
        self.person = false;
        self.grain = self.own_grain;
        let val = self.expr(inner);
        self.restore(saved);
        let val = val?;
        Some(self.cx.push(ExprKind::My(val.id), val.ty, val.blank, span))
    }
}
