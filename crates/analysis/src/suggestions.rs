//! What a person probably meant: the nearest name, and formulas of Excel rewritten.

use crate::cx::{Cx, ScopeId};
use crate::diagnostics as say;
use crate::names::Declared;
use tiercel_plan::{ColumnRef, Span, TableId};
use tiercel_syntax::Diagnostic;
use tiercel_syntax::ast::{Call, Expr, ExprKind};

/// After so many messages nobody waits for more suggestions, which cost a look at every name.
pub(crate) const MANY: usize = 100;

/// The name that differs least, if it differs little.
pub(crate) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    tiercel_plan::nearest(name, names).map(str::to_owned)
}

/// Functions of Excel that the language does without: the formula rewritten, or why there is none.
pub(crate) fn foreign_function(cx: &Cx<'_>, scope: ScopeId, call: &Call, span: Span) -> Option<Diagnostic> {
    let name = call.name.text.to_uppercase();
    let rewritten = match name.as_str() {
        "SUMIFS" | "AVERAGEIFS" | "MAXIFS" | "MINIFS" => conditional(cx, call, name.trim_end_matches("IFS"), true),
        "COUNTIFS" | "COUNTIF" => conditional(cx, call, "COUNT", false),
        "SUMIF" | "AVERAGEIF" => sum_if(cx, call, name.trim_end_matches("IF")),
        "VLOOKUP" | "HLOOKUP" => looked_up(cx, scope, call, 1),
        "XLOOKUP" => xlookup(cx, call),
        "INDEX" => index_match(cx, call),
        "IFERROR" => match call.args.as_slice() {
            [x, _] => if_error(cx, x, call),
            _ => None,
        },
        "SUMPRODUCT" => match call.args.as_slice() {
            [a, b] => Some(format!("SUM({} * {})", cx.text(a.span), cx.text(b.span))),
            _ => None,
        },
        "TODAY" | "NOW" | "RAND" | "RANDBETWEEN" | "OFFSET" | "INDIRECT" | "CELL" | "ROW" | "COLUMN" => {
            return Some(say::function_of_no_place(&call.name, &name, why(&name)));
        }
        "MATCH" | "HOUR" | "MINUTE" | "SECOND" | "TIME" | "RANK.EQ" | "FIND" | "SEARCH" | "VALUE" | "ROUNDHALFUP" | "POWER" | "PRODUCT"
        | "ISERROR" | "ISNA" | "NA" | "CHOOSE" | "TRUNC" | "SUBTOTAL" | "AGGREGATE" | "FILTER" | "UNIQUE" | "SORT" => {
            let instead = instead(&name);
            return (!instead.is_empty()).then(|| say::function_of_excel(&call.name, &name, instead));
        }
        _ => return None,
    };
    Some(say::function_rewritten(&call.name, span, &name, rewritten))
}

/// Why a function can't be: its result would not depend on the plan's inputs alone. A code of the catalogue's words.
fn why(name: &str) -> &'static str {
    match name {
        "TODAY" | "NOW" => "period",
        "RAND" | "RANDBETWEEN" => "chance",
        _ => "place",
    }
}

fn instead(name: &str) -> &'static str {
    match name {
        "MATCH" => "LOOKUP(key, Table[Column])",
        "FIND" | "SEARCH" => "CONTAINS(text, part)",
        "POWER" => "x ^ n",
        "CHOOSE" => "SWITCH(n, 1, a, 2, b)",
        "TRUNC" => "ROUNDDOWN(x, 0)",
        "ISERROR" | "ISNA" => "IFNA(x, otherwise)",
        "RANK.EQ" => "RANK(Bookings for everyone)",
        "SUBTOTAL" | "AGGREGATE" => "SUM(Table[Column] where …)",
        "UNIQUE" => "COUNTUNIQUE(Table[Column])",
        "FILTER" => "SUM(Table[Column] where …)",
        _ => "",
    }
}

/// Pairs of a column and a criterion as a condition.
#[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
fn criteria(cx: &Cx<'_>, pairs: &[Expr]) -> Option<String> {
    let mut parts = Vec::new();
    for pair in pairs.chunks(2) {
        let [column, criterion] = pair else { return None };
        let column = cx.text(column.span);
        let part = match &criterion.kind {
            ExprKind::Text(text) => {
                let operator = ["<>", "<=", ">=", "<", ">", "="].into_iter().find(|operator| text.starts_with(operator));
                match operator {
                    Some(operator) => {
                        let rest = text.strip_prefix(operator).unwrap_or("").trim();
                        let number = rest.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-' || c == '%') && !rest.is_empty();
                        if number { format!("{column} {operator} {rest}") } else { format!("{column} {operator} \"{rest}\"") }
                    }
                    None => format!("{column} = \"{text}\""),
                }
            }
            _ => format!("{column} = {}", cx.text(criterion.span)),
        };
        parts.push(part);
    }
    Some(parts.join(" and "))
}

/// `SUMIFS(sum, column, criterion, …)` and `COUNTIFS(column, criterion, …)`.
fn conditional(cx: &Cx<'_>, call: &Call, aggregate: &str, has_body: bool) -> Option<String> {
    let (body, pairs) = if has_body {
        let (first, rest) = call.args.split_first()?;
        (cx.text(first.span), rest)
    } else {
        let first = call.args.first()?;
        let ExprKind::Name { name: Some(table), .. } = &first.kind else { return None };
        (table.text.clone(), call.args.as_slice())
    };
    if pairs.is_empty() {
        return None;
    }
    Some(format!("{aggregate}({body} where {})", criteria(cx, pairs)?))
}

/// `SUMIF(column, criterion, sum)`.
fn sum_if(cx: &Cx<'_>, call: &Call, aggregate: &str) -> Option<String> {
    let (column, criterion, body) = match call.args.as_slice() {
        [column, criterion, body] => (column, criterion, body),
        [column, criterion] => (column, criterion, column),
        _ => return None,
    };
    let pair = [column.clone(), criterion.clone()];
    Some(format!("{aggregate}({} where {})", cx.text(body.span), criteria(cx, &pair)?))
}

/// `VLOOKUP(key, Table, n, …)`: the n-th column of a table of the plan.
fn looked_up(cx: &Cx<'_>, scope: ScopeId, call: &Call, table_at: usize) -> Option<String> {
    let key = cx.text(call.args.first()?.span);
    let ExprKind::Name { name: Some(name), .. } = &call.args.get(table_at)?.kind else { return None };
    let (declared, _) = cx.find(scope, &name.text)?;
    let Declared::Table(table) = declared else { return None };
    let number = match call.args.get(table_at + 1).map(|arg| &arg.kind) {
        Some(ExprKind::Number(number)) => number.to_i64().and_then(|number| u16::try_from(number - 1).ok())?,
        _ => return None,
    };
    let column = column_name(cx, table, number)?;
    Some(format!("LOOKUP({key}, {}[{column}])", name.text))
}

fn column_name(cx: &Cx<'_>, table: TableId, column: u16) -> Option<String> {
    let name = cx.column_name(ColumnRef { table, column });
    (!name.is_empty()).then(|| name.to_owned())
}

/// `XLOOKUP(key, keys, values, otherwise)`.
fn xlookup(cx: &Cx<'_>, call: &Call) -> Option<String> {
    let text = |expr: &Expr| cx.text(expr.span);
    match call.args.as_slice() {
        [key, _, values] => Some(format!("LOOKUP({}, {})", text(key), text(values))),
        [key, _, values, otherwise, ..] => Some(format!("LOOKUP({}, {} else {})", text(key), text(values), text(otherwise))),
        _ => None,
    }
}

/// `INDEX(values, MATCH(key, keys, 0))`.
fn index_match(cx: &Cx<'_>, call: &Call) -> Option<String> {
    let [values, position, ..] = call.args.as_slice() else { return None };
    let ExprKind::Call(inner) = &position.kind else { return None };
    if !inner.name.text.eq_ignore_ascii_case("MATCH") {
        return None;
    }
    Some(format!("LOOKUP({}, {})", cx.text(inner.args.first()?.span), cx.text(values.span)))
}

/// `IFERROR(a / b, x)` is DIVIDE; otherwise IFNA, for there is no catch-all.
#[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
fn if_error(cx: &Cx<'_>, x: &Expr, call: &Call) -> Option<String> {
    let otherwise = cx.text(call.args.get(1)?.span);
    Some(match &x.kind {
        ExprKind::Binary(tiercel_plan::Operator::Divide, a, b) => {
            format!("DIVIDE({}, {}, {otherwise})", cx.text(a.span), cx.text(b.span))
        }
        _ => format!("IFNA({}, {otherwise})", cx.text(x.span)),
    })
}
