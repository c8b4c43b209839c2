//! LET and the plan's own functions: names for values, and bodies put in where they are called.

use super::Lower;
use crate::cx::Val;
use crate::diagnostics as say;
use crate::names::DefineNo;
use tiercel_plan::{ExprKind, SlotId, Span, Uses};
use tiercel_syntax::ast;

/// How many calls of defines all formulas together may put in.
const MAX_INLINED: u32 = 20_000;
/// Calls of defines within calls of defines.
const MAX_CALLS: usize = 16;

/// A name for a value.
#[derive(Clone, Debug)]
pub(super) struct Local {
    /// The name.
    pub(super) name: String,
    /// The value, or the slot that holds it.
    pub(super) val: Option<Val>,
    /// Its slot; none where the value itself is put in.
    pub(super) slot: Option<SlotId>,
    /// The aggregates around where it was named: inside a deeper one it is a constant.
    pub(super) nested: u32,
}

impl Lower<'_, '_> {
    /// The value of a local name.
    pub(super) fn local(&mut self, at: usize, span: Span) -> Option<Val> {
        let local = self.locals.get(at)?.clone();
        let val = local.val?;
        let Some(slot) = local.slot else { return Some(val) };
        // Inside a deeper aggregate only the slot itself is used: its value was made outside.
        let uses = if local.nested == self.nested { self.cx.expr(val).uses.with(Uses::SLOT) } else { Uses::SLOT };
        let read = self.cx.push_using(ExprKind::Slot(slot), val.ty, val.blank, span, uses);
        Some(Val { literal: false, constant: val.constant, ..read })
    }

    /// `LET(name, value, …, body)`.
    pub(super) fn let_call(&mut self, call: &ast::Call, span: Span) -> Option<Val> {
        let Some((body, pairs)) = call.args.split_last().filter(|(_, pairs)| !pairs.is_empty() && pairs.len() % 2 == 0) else {
            return self.refuse(say::argument_count(span, "LET", "LET(name, value, result)"));
        };
        let before = (self.locals.len(), self.slots, self.facts.len());
        let mut bound = Vec::new();
        for pair in pairs.chunks(2) {
            let [name, value] = pair else { continue };
            let ast::ExprKind::Name { name: Some(name), path } = &name.kind else {
                self.cx.say(say::let_name(name.span));
                continue;
            };
            if !path.is_empty() {
                self.cx.say(say::let_name(name.span));
            }
            self.local_name(name);
            let val = self.expr(value);
            let slot = SlotId(self.slots);
            self.slots = self.slots.saturating_add(1);
            bound.push((slot, val));
            self.locals.push(Local { name: name.text.clone(), val, slot: Some(slot), nested: self.nested });
        }
        let result = self.expr(body);
        self.locals.truncate(before.0);
        self.facts.truncate(before.2);
        let all: Option<Vec<(SlotId, Val)>> = bound.into_iter().map(|(slot, val)| Some((slot, val?))).collect();
        let (all, result) = (all?, result?);
        self.slots = before.1;
        Some(self.bind_slots(&all, result, span))
    }

    /// Wraps a body into the LETs of its slots.
    fn bind_slots(&mut self, bound: &[(SlotId, Val)], body: Val, span: Span) -> Val {
        let mut whole = body;
        for (slot, value) in bound.iter().rev() {
            let kind = ExprKind::Let { slot: *slot, value: value.id, body: whole.id };
            let outer = self.locals.iter().any(|local| local.slot.is_some());
            let uses = crate::uses::of(self.cx, &kind);
            let uses = if outer { uses } else { uses.without(Uses::SLOT) };
            let wrapped = self.cx.push_using(kind, whole.ty, whole.blank, span, uses);
            whole = Val { literal: whole.literal, constant: whole.constant, ..wrapped };
        }
        whole
    }

    /// A name that LET or a define gives may not be one of a declaration.
    fn local_name(&mut self, name: &ast::Name) {
        if let Some((_, at)) = self.cx.find(self.scope, &name.text) {
            self.cx.say(say::local_name_declared(name, at));
        }
    }

    /// Nothing; and once per plan, at the call that a person wrote in a line or column, that defines make too large a formula.
    fn one_complaint<T>(&mut self, span: Span) -> Option<T> {
        if self.too_large && self.inlining.is_empty() && !self.cx.too_large {
            self.cx.too_large = true;
            return self.refuse(say::define_too_large(span));
        }
        None
    }

    /// A call of a define: its body with the arguments put in.
    pub(super) fn define_call(&mut self, number: DefineNo, call: &ast::Call, span: Span) -> Option<Val> {
        let define = self.cx.defines.get(number.0 as usize)?;
        let (name, arguments, body, scope) = (define.name, define.arguments, define.body, define.scope);
        self.no_clauses(call);
        if !call.path.is_empty() {
            self.cx.say(say::path_after_call(span));
        }
        if self.inlining.contains(&number) {
            return self.refuse(say::define_recursive(name));
        }
        let values: Vec<Option<Val>> = call.args.iter().map(|arg| self.expr(arg)).collect();
        if values.len() != arguments.len() {
            let names: Vec<&str> = arguments.iter().map(|argument| argument.text.as_str()).collect();
            return self.refuse(say::argument_count(span, &name.text, &format!("{}({})", name.text, names.join(", "))));
        }
        let values: Vec<Val> = values.into_iter().collect::<Option<_>>()?;
        self.cx.inlined = self.cx.inlined.saturating_add(1);
        if self.cx.inlined > MAX_INLINED || self.inlining.len() > MAX_CALLS {
            self.too_large = true;
            return self.one_complaint(span);
        }
        let outer_slots = self.slots;
        let outer_locals = std::mem::take(&mut self.locals);
        let outer_scope = std::mem::replace(&mut self.scope, scope);
        let outer_facts = std::mem::take(&mut self.facts);
        let mut bound = Vec::new();
        for (argument, val) in arguments.iter().zip(&values) {
            let simple = self.is_simple(*val);
            let slot = (!simple).then_some(SlotId(self.slots));
            if let Some(slot) = slot {
                self.slots = self.slots.saturating_add(1);
                bound.push((slot, *val));
            }
            self.locals.push(Local { name: argument.text.clone(), val: Some(*val), slot, nested: self.nested });
        }
        self.inlining.push(number);
        let result = self.expr(body);
        self.inlining.pop();
        self.facts = outer_facts;
        self.scope = outer_scope;
        self.locals = outer_locals;
        self.slots = outer_slots;
        match result {
            Some(result) => Some(self.bind_slots(&bound, result, span)),
            None => self.one_complaint(span),
        }
    }

    /// Whether a value may stand several times without being computed several times.
    fn is_simple(&self, val: Val) -> bool {
        match &self.cx.expr(val).kind {
            ExprKind::Const(_) | ExprKind::Param(_) | ExprKind::RowColumn(_) | ExprKind::RangedColumn(_) | ExprKind::Slot(_) => true,
            ExprKind::SourceColumn { .. } | ExprKind::Payee | ExprKind::Period | ExprKind::Line(_) | ExprKind::Each => true,
            ExprKind::Let { .. } | ExprKind::Follow { .. } | ExprKind::FollowPayee { .. } | ExprKind::Active(_) | ExprKind::My(_) => false,
            ExprKind::Prior { .. } | ExprKind::PriorRow { .. } | ExprKind::Running { .. } | ExprKind::Allocate(_) => false,
            ExprKind::Rank { .. } | ExprKind::Aggregate(_) | ExprKind::Negate(_) | ExprKind::Not(_) | ExprKind::Binary(..) => false,
            ExprKind::In { .. } | ExprKind::If { .. } | ExprKind::Switch { .. } | ExprKind::IfBlank(..) | ExprKind::IsBlank(_) => false,
            ExprKind::IfNa(..) | ExprKind::Divide { .. } | ExprKind::NotAvailable | ExprKind::Call(..) | ExprKind::Tier(_) => false,
            ExprKind::Rates { .. } | ExprKind::Lookup { .. } | ExprKind::Prorated(..) | ExprKind::ConvertByDate { .. } => false,
            ExprKind::ConvertByRate { .. } | ExprKind::Retype(_) | ExprKind::Containing(..) => false,
        }
    }
}
