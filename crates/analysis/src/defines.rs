//! Bodies of defines, before any call: they name their arguments, params, tiers, decision tables and functions only.

use crate::cx::Cx;
use crate::diagnostics as say;
use crate::expr::children;
use crate::names::Declared;
use tiercel_syntax::ast::{Expr, ExprKind};
use tiercel_value::Set;

/// Checks the names in all defines.
pub(crate) fn check(cx: &mut Cx<'_>) {
    for number in 0..cx.defines.len() {
        let Some(define) = cx.defines.get(number) else { continue };
        let (arguments, body, scope) = (define.arguments, define.body, define.scope);
        let mut names: Set<&str> = Set::new();
        for argument in arguments {
            if let Some((_, at)) = cx.find(scope, &argument.text) {
                cx.say(say::local_name_declared(argument, at));
            }
            if !names.insert(&argument.text) {
                cx.say(say::argument_twice(argument));
            }
        }
        let mut open: Vec<&Expr> = vec![body];
        let mut parts = Vec::new();
        while let Some(at) = open.pop() {
            match &at.kind {
                ExprKind::Name { name: Some(name), .. } if names.contains(name.text.as_str()) => {}
                ExprKind::Name { name: Some(name), .. } => match cx.find(scope, &name.text) {
                    Some((Declared::Param(_) | Declared::Tiers(_) | Declared::Matrix(_), _)) => {}
                    // Tables may stand as ladders and in LOOKUP; a call tells.
                    Some((Declared::Table(_) | Declared::Rates(_) | Declared::Define(_), _)) => {}
                    Some((Declared::Line(_), _)) => cx.say(say::line_in_a_define(name.span, &name.text)),
                    None if matches!(name.text.as_str(), "PAYABLE" | "EARNED") => cx.say(say::line_in_a_define(name.span, &name.text)),
                    None => {
                        let near = crate::suggestions::nearest(&name.text, names.iter().copied());
                        cx.say(say::name_unknown(name, near));
                    }
                },
                ExprKind::Name { name: None, .. } | ExprKind::Payee { .. } | ExprKind::PeriodHere | ExprKind::Payees | ExprKind::Each => {
                    let text = cx.text(at.span);
                    cx.say(say::place_in_a_define(at.span, &text));
                }
                ExprKind::Call(call) if call.name.text.eq_ignore_ascii_case("LET") => {
                    for name in call.args.iter().step_by(2).take(call.args.len() / 2) {
                        if let ExprKind::Name { name: Some(name), .. } = &name.kind {
                            names.insert(&name.text);
                        }
                    }
                    children(at, &mut parts);
                }
                ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Money(..) | ExprKind::Currency(_) | ExprKind::Date(_) => {}
                ExprKind::Period(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Blank => {}
                ExprKind::Call(_) | ExprKind::Group(_) | ExprKind::Negate(_) | ExprKind::Not(_) | ExprKind::Hundredth(_) => {
                    children(at, &mut parts);
                }
                ExprKind::Binary(..) | ExprKind::In { .. } | ExprKind::Above(_) | ExprKind::Rate(_) => children(at, &mut parts),
            }
            open.append(&mut parts);
        }
    }
}
