//! Formulas: trees to typed expressions, at the place where each stands.

mod aggregates;
mod allocate;
mod chains;
mod compare;
mod convert;
mod correlation;
mod functions;
mod ladders;
mod local;
mod names;
mod narrowing;
mod people;
mod scan;
mod unify;
mod windows;

pub(crate) use functions::is_builtin;
pub(crate) use scan::children;

use crate::cx::{Cx, ScopeId, Val};
use crate::diagnostics as say;
use crate::names::DefineNo;
use crate::units::Ty;
use local::Local;
use narrowing::Fact;
use tiercel_plan::{ExprKind, LineId, MoneyUnit, Operator, Span, TableId, Type, Value};
use tiercel_syntax::ast;
use tiercel_value::{Decimal, Grain};

/// Where a formula stands.
#[derive(Clone, Debug)]
pub(crate) enum Stand {
    /// A line, or the header's `for`.
    Cell(Option<LineId>),
    /// A calculated column.
    Row(TableId),
    /// A `from` clause: its `on`, `where`, `group by`, `each` and block.
    Sources(Sources),
}

/// The sources of a `from` clause.
#[derive(Clone, Debug)]
pub(crate) struct Sources {
    /// The tables: the one after `from`, then those joined.
    pub(crate) tables: Vec<TableId>,
    /// Which of them may have no row (`join … else`).
    pub(crate) may_lack: Vec<bool>,
    /// In the block of a `group by`: the group's columns.
    pub(crate) group: Option<Vec<(String, Val)>>,
    /// In the block of an `each`: the grain of its periods.
    pub(crate) each: Option<Grain>,
}

/// The typing of one formula. Parts of the place change while it walks and are put back.
pub(crate) struct Lower<'c, 'a> {
    pub(crate) cx: &'c mut Cx<'a>,
    /// Where names are looked up.
    scope: ScopeId,
    /// Where the formula stands.
    stand: Stand,
    /// The grain of the cell.
    grain: Grain,
    /// The grain of the formula's own cell.
    own_grain: Grain,
    /// The table of the innermost aggregate over rows.
    ranged: Option<TableId>,
    /// `[Col]` is of the row ranged over (in `of` and `on`).
    of_ranged: bool,
    /// Aggregates around.
    nested: u32,
    /// Inside an aggregate over cells: the cell is not the formula's own.
    cells: bool,
    /// Inside one that goes down the tree.
    down: bool,
    /// In a person-condition.
    person: bool,
    /// In an aggregate of a `group by` block.
    in_group: bool,
    /// What is known not to be blank.
    facts: Vec<Fact>,
    /// The same at the formula's own cell, while the cell is another.
    my_facts: Option<Vec<Fact>>,
    /// Names of LET and arguments of defines.
    locals: Vec<Local>,
    /// Slots taken.
    slots: u16,
    /// Defines being put in.
    inlining: Vec<DefineNo>,
    /// Defines have made too large a formula.
    too_large: bool,
}

/// The deepest formula: 1,000 operands in a chain, and some for what stands around it.
const MAX_LENGTH: u32 = 1_200;
/// The same with a chain counted once: 64 brackets, and some for what stands between.
const MAX_DEPTH: u32 = 200;

impl<'c, 'a> Lower<'c, 'a> {
    /// A formula at a place.
    pub(crate) fn new(cx: &'c mut Cx<'a>, scope: ScopeId, stand: Stand, grain: Grain) -> Lower<'c, 'a> {
        Lower {
            cx,
            scope,
            stand,
            grain,
            own_grain: grain,
            ranged: None,
            of_ranged: false,
            nested: 0,
            cells: false,
            down: false,
            person: false,
            in_group: false,
            facts: Vec::new(),
            my_facts: None,
            locals: Vec::new(),
            slots: 0,
            inlining: Vec::new(),
            too_large: false,
        }
    }

    /// A whole formula.
    pub(crate) fn formula(&mut self, expr: &ast::Expr) -> Option<Val> {
        let (long, deep) = scan::depth(expr);
        if long > MAX_LENGTH || deep > MAX_DEPTH {
            return self.refuse(say::too_deep(expr.span));
        }
        self.expr(expr)
    }

    /// A whole condition: true or false, never blank.
    pub(crate) fn condition(&mut self, expr: &ast::Expr) -> Option<Val> {
        let val = self.formula(expr)?;
        self.truth(val)
    }

    /// An end of `each month from a to b`: a date or period, not blank.
    pub(crate) fn period_end(&mut self, expr: &ast::Expr) -> Option<tiercel_plan::ExprId> {
        let val = self.formula(expr)?;
        let val = self.present(val)?;
        match self.cx.ty(val) {
            Ty::Known(Type::Date | Type::Period(_)) => Some(val.id),
            ty @ (Ty::Known(_) | Ty::Open(_) | Ty::Blank) => self.wrong_type(val, "date", ty),
        }
    }

    /// Goes on at another place.
    pub(crate) fn stand_at(&mut self, stand: Stand) {
        self.stand = stand;
    }

    fn refuse<T>(&mut self, diagnostic: tiercel_syntax::Diagnostic) -> Option<T> {
        self.cx.refuse(diagnostic)
    }

    /// Any expression.
    fn expr(&mut self, expr: &ast::Expr) -> Option<Val> {
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Number(number) => Some(self.number(*number, span)),
            ast::ExprKind::Percent(number) => Some(self.cx.constant(Value::Number(*number), Type::Percent, span)),
            ast::ExprKind::Money(number, unit) => match self.cx.plan.currencies.find(&unit.text) {
                Some(unit) => Some(self.cx.constant(Value::Number(*number), Type::Money(MoneyUnit::Fixed(unit)), span)),
                None => self.refuse(say::currency_unknown(unit)),
            },
            ast::ExprKind::Currency(name) => self.refuse(say::currency_alone(name)),
            ast::ExprKind::Date(date) => Some(self.cx.constant(Value::Date(*date), Type::Date, span)),
            ast::ExprKind::Period(period) => {
                let period = crate::types::fiscal(*period, self.cx.plan.time.year_from);
                Some(self.cx.constant(Value::Period(period), Type::Period(period.grain), span))
            }
            ast::ExprKind::Text(text) => Some(self.cx.constant(Value::Text(text.clone()), Type::Text, span)),
            ast::ExprKind::Bool(value) => Some(self.cx.constant(Value::Bool(*value), Type::Bool, span)),
            ast::ExprKind::Blank => Some(self.cx.push(ExprKind::Const(Value::Blank), Ty::Blank, true, span)),
            ast::ExprKind::Name { name, path } => self.name(name.as_ref(), path, span),
            ast::ExprKind::Payee { path } => self.payee(path, span),
            ast::ExprKind::Payees => self.refuse(say::payees_alone(span)),
            ast::ExprKind::PeriodHere => self.period_here(span),
            ast::ExprKind::Each => self.each_here(span),
            ast::ExprKind::Call(call) => self.call(call, span),
            ast::ExprKind::Group(inner) => self.expr(inner),
            ast::ExprKind::Negate(inner) => {
                let val = self.expr(inner)?;
                let val = self.numeric(val)?;
                let negated = self.cx.push(ExprKind::Negate(val.id), val.ty, false, span);
                Some(Val { literal: val.literal, constant: val.constant, ..negated })
            }
            ast::ExprKind::Not(inner) => {
                let val = self.expr(inner)?;
                let val = self.truth(val)?;
                Some(self.cx.push(ExprKind::Not(val.id), Ty::Known(Type::Bool), false, span))
            }
            ast::ExprKind::Hundredth(inner) => {
                let val = self.expr(inner)?;
                let val = self.plain(val)?;
                let hundred = self.cx.constant(Value::Number(Decimal::from_i64(100)), Type::Number, span);
                let kind = ExprKind::Binary(Operator::Divide, val.id, hundred.id);
                Some(self.cx.push(kind, Ty::Known(Type::Percent), false, span))
            }
            ast::ExprKind::Binary(operator, left, right) => match operator {
                Operator::And | Operator::Or => self.logic(expr, *operator),
                Operator::Add | Operator::Subtract => self.sum(expr),
                Operator::Multiply | Operator::Divide => self.chain(expr),
                Operator::Concat => self.concat(expr),
                Operator::Power => self.power(left, right, span),
                Operator::Equal
                | Operator::NotEqual
                | Operator::Less
                | Operator::LessOrEqual
                | Operator::Greater
                | Operator::GreaterOrEqual => self.compare(*operator, left, right, span),
            },
            ast::ExprKind::In { subject, list, negated } => self.one_of(subject, list, *negated, span),
            ast::ExprKind::Above(_) => self.refuse(say::above_alone(span)),
            ast::ExprKind::Rate(_) => self.refuse(say::rate_alone(span)),
        }
    }

    /// A bare number: its unit is open.
    fn number(&mut self, number: Decimal, span: Span) -> Val {
        let unit = self.cx.units.fresh();
        let val = self.cx.push(ExprKind::Const(Value::Number(number)), Ty::Open(unit), false, span);
        Val { literal: true, constant: true, ..val }
    }

    /// An `and` or `or`: the right side knows what the left one tells.
    fn logic(&mut self, expr: &ast::Expr, operator: Operator) -> Option<Val> {
        let (first, rest) = scan::spine(expr, |other| other == operator);
        let before = self.facts.len();
        let mut left = self.expr(first).and_then(|val| self.truth(val));
        self.assume(first, operator == Operator::And);
        for (_, operand, span) in rest {
            let right = self.expr(operand).and_then(|val| self.truth(val));
            self.assume(operand, operator == Operator::And);
            left = match (left, right) {
                (Some(left), Some(right)) => {
                    let kind = ExprKind::Binary(operator, left.id, right.id);
                    Some(self.cx.push(kind, Ty::Known(Type::Bool), false, span))
                }
                (None, _) | (_, None) => None,
            };
        }
        self.facts.truncate(before);
        left
    }

    fn concat(&mut self, expr: &ast::Expr) -> Option<Val> {
        let (first, rest) = scan::spine(expr, |operator| operator == Operator::Concat);
        let mut left = self.expr(first);
        for (operator, operand, span) in rest {
            let right = self.expr(operand);
            left = match (left, right) {
                (Some(left), Some(right)) => {
                    Some(self.cx.push(ExprKind::Binary(operator, left.id, right.id), Ty::Known(Type::Text), false, span))
                }
                (None, _) | (_, None) => None,
            };
        }
        left
    }

    /// A value that is true or false and not blank.
    fn truth(&mut self, val: Val) -> Option<Val> {
        let val = self.present(val)?;
        match self.cx.ty(val) {
            Ty::Known(Type::Bool) => Some(val),
            Ty::Open(var) => {
                let span = self.cx.expr(val).span;
                match self.cx.units.bind(var, Type::Bool, span) {
                    Ok(()) => Some(val),
                    Err(_) => self.refuse(say::type_wanted(span, "bool", "number")),
                }
            }
            ty @ (Ty::Known(_) | Ty::Blank) => self.wrong_type(val, "bool", ty),
        }
    }

    /// A value that is not blank.
    fn present(&mut self, val: Val) -> Option<Val> {
        if !val.blank {
            return Some(val);
        }
        let span = self.cx.expr(val).span;
        let text = self.cx.text(span);
        self.refuse(say::blank_needed(span, &text))
    }

    /// A number, percent or money, not blank.
    fn numeric(&mut self, val: Val) -> Option<Val> {
        let val = self.present(val)?;
        if self.cx.units.is_numeric(val.ty) {
            return Some(val);
        }
        let ty = self.cx.ty(val);
        self.wrong_type(val, "number", ty)
    }

    /// A number or percent, not blank.
    fn plain(&mut self, val: Val) -> Option<Val> {
        self.of_type(val, Type::Number)
    }

    /// A value of a type, not blank.
    fn of_type(&mut self, val: Val, wanted: Type) -> Option<Val> {
        let val = self.present(val)?;
        let span = self.cx.expr(val).span;
        match self.cx.ty(val) {
            Ty::Known(found) if found == wanted => Some(val),
            Ty::Known(Type::Percent) if wanted == Type::Number => Some(val),
            Ty::Known(Type::Number) if wanted == Type::Percent => Some(val),
            Ty::Open(var) => match self.cx.units.bind(var, wanted, span) {
                Ok(()) => Some(val),
                Err(conflict) => {
                    self.cx.conflict(&conflict);
                    None
                }
            },
            ty @ (Ty::Known(_) | Ty::Blank) => {
                let wanted = self.cx.words(wanted);
                self.wrong_type(val, &wanted, ty)
            }
        }
    }

    fn wrong_type<T>(&mut self, val: Val, wanted: &str, found: Ty) -> Option<T> {
        let span = self.cx.expr(val).span;
        let found = self.ty_words(found);
        self.refuse(say::type_wanted(span, wanted, &found))
    }

    fn ty_words(&mut self, ty: Ty) -> String {
        match ty {
            Ty::Known(known) => self.cx.words(known),
            Ty::Open(_) => "number".into(),
            Ty::Blank => "blank".into(),
        }
    }
}
