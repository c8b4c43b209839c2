//! What a condition tells about blanks: `x <> blank`, `ISBLANK(x)`, a comparison that holds.

use super::Lower;
use tiercel_plan::Operator;
use tiercel_syntax::ast::{Expr, ExprKind};

/// Where a value stands that is known not to be blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The row where the formula stands, or a local name.
    Row,
    /// A row ranged over, or of a source.
    Table,
    /// The cell.
    Cell,
}

/// Something known not to be blank, by its text without blanks.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) of: Of,
    pub(super) key: String,
}

impl Lower<'_, '_> {
    /// Adds what is known where a condition is true, or where it is false.
    pub(crate) fn assume(&mut self, condition: &Expr, holds: bool) {
        // Both sides of a chain tell something; an own stack, since chains are long.
        let mut open = vec![(condition, holds)];
        while let Some((at, holds)) = open.pop() {
            match &at.kind {
                ExprKind::Group(inner) => open.push((inner, holds)),
                ExprKind::Not(inner) => open.push((inner, !holds)),
                ExprKind::Binary(Operator::And, left, right) if holds => open.extend([(left.as_ref(), true), (right.as_ref(), true)]),
                ExprKind::Binary(Operator::Or, left, right) if !holds => open.extend([(left.as_ref(), false), (right.as_ref(), false)]),
                ExprKind::Binary(operator @ (Operator::Equal | Operator::NotEqual), left, right) => {
                    let equal = (*operator == Operator::Equal) == holds;
                    for (side, other) in [(left, right), (right, left)] {
                        let blank = matches!(other.kind, ExprKind::Blank);
                        let literal = matches!(
                            other.kind,
                            ExprKind::Number(_)
                                | ExprKind::Percent(_)
                                | ExprKind::Money(..)
                                | ExprKind::Date(_)
                                | ExprKind::Period(_)
                                | ExprKind::Text(_)
                                | ExprKind::Bool(_)
                        );
                        if (blank && !equal) || (literal && equal) {
                            self.know(side);
                        }
                    }
                }
                ExprKind::In { subject, negated, .. } if *negated != holds => self.know(subject),
                ExprKind::Call(call) => match (call.name.text.to_uppercase().as_str(), call.args.as_slice()) {
                    ("ISBLANK", [arg]) if !holds => self.know(arg),
                    ("NOT", [arg]) => open.push((arg, !holds)),
                    ("AND", args) if holds => open.extend(args.iter().map(|arg| (arg, true))),
                    ("OR", args) if !holds => open.extend(args.iter().map(|arg| (arg, false))),
                    _ => {}
                },
                ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Money(..) | ExprKind::Currency(_) | ExprKind::Date(_) => {}
                ExprKind::Period(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Blank | ExprKind::Name { .. } => {}
                ExprKind::Payee { .. } | ExprKind::Payees | ExprKind::PeriodHere | ExprKind::Each | ExprKind::Negate(_) => {}
                ExprKind::Hundredth(_) | ExprKind::Binary(..) | ExprKind::In { .. } | ExprKind::Above(_) | ExprKind::Rate(_) => {}
            }
        }
    }

    fn know(&mut self, expr: &Expr) {
        let mut at = expr;
        while let ExprKind::Group(inner) = &at.kind {
            at = inner;
        }
        let (of, mut key, path) = match &at.kind {
            ExprKind::Payee { path } => (Of::Cell, "payee".to_owned(), path),
            ExprKind::Name { name: None, path } => (Of::Row, String::new(), path),
            ExprKind::Name { name: Some(name), path } => {
                let of = if self.locals.iter().any(|local| local.name == name.text) {
                    Of::Row
                } else if self.cx.table_named(self.scope, &name.text).is_some() {
                    Of::Table
                } else {
                    Of::Cell
                };
                (of, name.text.clone(), path)
            }
            ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Money(..) | ExprKind::Currency(_) | ExprKind::Date(_) => return,
            ExprKind::Period(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Blank | ExprKind::Payees => return,
            ExprKind::PeriodHere | ExprKind::Each | ExprKind::Call(_) | ExprKind::Group(_) | ExprKind::Negate(_) | ExprKind::Not(_) => {
                return;
            }
            ExprKind::Hundredth(_) | ExprKind::Binary(..) | ExprKind::In { .. } | ExprKind::Above(_) | ExprKind::Rate(_) => return,
        };
        // What follows a path that is there is there only as far as it says; what leads to it is.
        let lead = !matches!(&at.kind, ExprKind::Name { name: Some(_), .. }) || of == Of::Table;
        for (number, column) in path.iter().enumerate() {
            if (number > 0 || !lead) && !key.is_empty() {
                self.facts.push(Fact { of, key: key.clone() });
            }
            step(&mut key, &column.text, number);
        }
        self.facts.push(Fact { of, key });
    }

    /// Whether a value is known not to be blank.
    pub(super) fn is_known(&self, key: &str) -> bool {
        self.facts.iter().any(|fact| fact.key == key)
    }

    /// Forgets what is known of a kind of place, since the place is another now.
    pub(super) fn forget(&mut self, of: Of) -> Vec<Fact> {
        let kept = self.facts.iter().filter(|fact| fact.of != of).cloned().collect();
        std::mem::replace(&mut self.facts, kept)
    }
}

/// One more column of a path.
pub(super) fn step(key: &mut String, column: &str, number: usize) {
    if number > 0 {
        key.push('.');
    }
    key.push('[');
    key.push_str(column);
    key.push(']');
}
