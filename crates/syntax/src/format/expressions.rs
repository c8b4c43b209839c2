//! Formulas: blanks around operators, clauses in their order, breaks at arguments and at the loosest operators.

use super::layout::{Doc, separated};
use crate::parse::Rule;
use crate::words::built_in;
use pest::iterators::Pair;
use tiercel_value::order;

/// A formula.
pub(super) fn expr(pair: Pair<'_, Rule>) -> Doc {
    let mut operands: Vec<Operand> = Vec::new();
    let mut operator = None;
    let mut parts = Vec::new();
    for part in pair.into_inner() {
        match tightness(part.as_rule()) {
            Some(tightness) => {
                operands.push(Operand { operator, doc: Doc::All(std::mem::take(&mut parts)) });
                operator = Some((tightness, part.as_str().trim().to_owned()));
            }
            None => parts.push(operand_part(part)),
        }
    }
    operands.push(Operand { operator, doc: Doc::All(parts) });
    chain(&operands)
}

/// Whether a formula is one call, whose bracket may stay open at the line's end.
pub(super) fn is_call(pair: &Pair<'_, Rule>) -> bool {
    let mut parts = pair.clone().into_inner();
    parts.next().is_some_and(|part| part.as_rule() == Rule::call) && parts.next().is_none()
}

/// An operand with the operator before it.
struct Operand {
    operator: Option<(u8, String)>,
    doc: Doc,
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn tightness(rule: Rule) -> Option<u8> {
    Some(match rule {
        Rule::or => 0,
        Rule::and => 1,
        Rule::compare => 2,
        Rule::concat => 3,
        Rule::add | Rule::subtract => 4,
        Rule::multiply | Rule::divide => 5,
        Rule::power => 6,
        _ => return None,
    })
}

/// Operands with their operators: cut at the loosest ones, each part likewise.
fn chain(operands: &[Operand]) -> Doc {
    let operators = || operands.iter().skip(1).filter_map(|operand| operand.operator.as_ref());
    let Some(loosest) = operators().map(|(tightness, _)| *tightness).min() else {
        return operands.first().map_or(Doc::Soft, |operand| operand.doc.clone());
    };
    let mut inner: Vec<Doc> = Vec::new();
    let mut first = Doc::Soft;
    let mut rest = operands;
    while let Some(head) = rest.first() {
        let is_cut = |operand: &Operand| operand.operator.as_ref().is_some_and(|(tightness, _)| *tightness == loosest);
        let length = rest.iter().skip(1).take_while(|operand| !is_cut(operand)).count() + 1;
        let (part, after) = rest.split_at(length.min(rest.len()));
        match &head.operator {
            Some((tightness, operator)) if *tightness == loosest && rest.len() < operands.len() => {
                inner.push(Doc::Line);
                inner.push(Doc::text(format!("{operator} ")));
                inner.push(chain(part));
            }
            _ => first = chain(part),
        }
        rest = after;
    }
    Doc::group(vec![first, Doc::indent(inner)])
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn operand_part(part: Pair<'_, Rule>) -> Doc {
    match part.as_rule() {
        Rule::minus => Doc::text("-"),
        Rule::plus => Doc::text("+"),
        Rule::percent => Doc::text("%"),
        Rule::kw_not => Doc::text("not "),
        Rule::in_list => {
            let (mut open, mut items) = (" in (", Vec::new());
            for inner in part.into_inner() {
                match inner.as_rule() {
                    Rule::kw_not => open = " not in (",
                    Rule::expr => items.push(expr(inner)),
                    _ => {}
                }
            }
            Doc::list(open, items, ")")
        }
        Rule::group => Doc::list("(", part.into_inner().map(expr).collect(), ")"),
        Rule::call => call(part),
        Rule::money => Doc::text(money(part)),
        Rule::payee_path | Rule::row_path | Rule::name_path => Doc::text(path(part)),
        _ => Doc::text(part.as_str().trim()),
    }
}

fn money(pair: Pair<'_, Rule>) -> String {
    pair.into_inner().map(|part| part.as_str()).collect::<Vec<_>>().join(" ")
}

/// A literal of a cell, param or example.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
pub(super) fn literal(pair: Pair<'_, Rule>) -> String {
    pair.into_inner()
        .map(|part| match part.as_rule() {
            Rule::money => money(part),
            _ => part.as_str().trim().to_owned(),
        })
        .collect()
}

/// A name with its columns.
pub(super) fn path(pair: Pair<'_, Rule>) -> String {
    let mut out = String::new();
    let mut after_column = false;
    for part in pair.into_inner() {
        let is_column = part.as_rule() == Rule::column;
        if is_column && after_column {
            out.push('.');
        }
        out.push_str(&if is_column { column(part) } else { part.as_str().to_owned() });
        after_column = is_column;
    }
    out
}

/// A column in its brackets, without Excel's `@`.
pub(super) fn column(pair: Pair<'_, Rule>) -> String {
    let raw = pair.as_str();
    let name = pair.clone().into_inner().next().map_or("", |inner| inner.as_str().trim());
    match name {
        "" => raw.to_owned(),
        // A name that begins with `@` needs the one that is skipped.
        name if name.starts_with('@') => format!("[@{name}]"),
        name => format!("[{name}]"),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn call(pair: Pair<'_, Rule>) -> Doc {
    let (mut name, mut args, mut clauses, mut tail) = (String::new(), Vec::new(), Vec::new(), String::new());
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::callee => name = built_in(part.as_str()).unwrap_or(part.as_str()).to_owned(),
            Rule::args => {
                for item in part.into_inner() {
                    if item.as_rule() == Rule::arg {
                        args.push(arg(item));
                    } else {
                        clauses.push(clause(item));
                    }
                }
            }
            _ => {
                if !tail.is_empty() {
                    tail.push('.');
                }
                tail.push_str(&column(part));
            }
        }
    }
    let mut inner = vec![Doc::Soft];
    inner.append(&mut separated(paired(&name, args)));
    order::sort_by_key(&mut clauses, |(place, _)| *place);
    for (_, doc) in clauses {
        if inner.len() > 1 {
            inner.push(Doc::Line);
        }
        inner.push(doc);
    }
    let open = Doc::text(format!("{name}("));
    if inner.len() == 1 {
        return Doc::All(vec![open, Doc::text(format!("){tail}"))]);
    }
    Doc::group(vec![open, Doc::indent(inner), Doc::Soft, Doc::text(format!("){tail}"))])
}

/// Conditions beside their outcomes, names beside their values.
fn paired(function: &str, args: Vec<Doc>) -> Vec<Doc> {
    let alone = match function {
        "IFS" | "LET" => 0,
        "SWITCH" => 1,
        _ => return args,
    };
    let mut args = args.into_iter();
    let mut out: Vec<Doc> = args.by_ref().take(alone).collect();
    while let Some(first) = args.next() {
        out.push(match args.next() {
            Some(second) => Doc::group(vec![first, Doc::text(","), Doc::indent(vec![Doc::Line, second])]),
            None => first,
        });
    }
    out
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn arg(pair: Pair<'_, Rule>) -> Doc {
    let mut parts = Vec::new();
    for inner in pair.into_inner() {
        match inner.as_rule() {
            Rule::above_arg => parts.push(Doc::text("> ")),
            Rule::rate_arg => parts.push(Doc::text("rate ")),
            _ => return expr(inner),
        }
        parts.extend(inner.into_inner().filter(|part| part.as_rule() == Rule::expr).map(expr));
    }
    Doc::All(parts)
}

/// A clause and its place among the clauses.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn clause(pair: Pair<'_, Rule>) -> (u8, Doc) {
    let (place, word) = match pair.as_rule() {
        Rule::of_clause => (0, "of "),
        Rule::on_clause => (1, "on "),
        // A row-condition stands before `for`: behind it, it would be the person-condition.
        Rule::where_clause => (2, "where "),
        Rule::for_clause => (3, "for "),
        Rule::over_clause => (4, "over "),
        Rule::by_clause => (5, "by "),
        Rule::order_clause => (6, "order "),
        Rule::unit_clause => (7, "unit "),
        Rule::remainder_clause => (8, "remainder "),
        Rule::per_clause => (9, "per "),
        _ => (10, "else "),
    };
    let mut parts = vec![Doc::text(word)];
    let mut items = Vec::new();
    for inner in pair.into_inner().skip(1) {
        match inner.as_rule() {
            Rule::expr if place == 3 => {
                parts.push(Doc::text(" where "));
                parts.push(expr(inner));
            }
            Rule::expr => items.push(expr(inner)),
            Rule::row_path | Rule::name_path => parts.push(Doc::text(path(inner))),
            Rule::people => parts.push(Doc::text(people(inner))),
            Rule::window => parts.push(window(inner)),
            Rule::literal => parts.push(Doc::text(literal(inner))),
            Rule::kw_where => {}
            _ => parts.push(Doc::text(inner.as_str().trim())),
        }
    }
    parts.append(&mut separated(items));
    (place, Doc::group(vec![Doc::indent(parts)]))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn people(pair: Pair<'_, Rule>) -> String {
    let Some(inner) = pair.into_inner().next() else { return String::new() };
    match inner.as_rule() {
        Rule::payee_path => path(inner),
        Rule::same => {
            let columns: Vec<String> = inner.into_inner().filter(|part| part.as_rule() == Rule::column).map(column).collect();
            format!("same {}", columns.join(", "))
        }
        Rule::level | Rule::levels => {
            let word = if inner.as_rule() == Rule::level { "level" } else { "levels" };
            let numbers: Vec<&str> = inner.into_inner().filter(|part| part.as_rule() == Rule::number).map(|part| part.as_str()).collect();
            match (word, numbers.as_slice()) {
                (_, [from, to]) => format!("{word} {from} .. {to}"),
                ("levels", [from]) => format!("levels {from} .."),
                _ => format!("{word} {}", numbers.join(" ")),
            }
        }
        _ => inner.as_str().trim().to_owned(),
    }
}

fn window(pair: Pair<'_, Rule>) -> Doc {
    let Some(inner) = pair.into_inner().next() else { return Doc::Soft };
    if inner.as_rule() != Rule::window_between {
        let words = inner.into_inner().flatten().filter(|part| part.clone().into_inner().next().is_none());
        return Doc::text(words.map(|word| word.as_str()).collect::<Vec<_>>().join(" "));
    }
    let mut parts = Vec::new();
    for bound in inner.into_inner() {
        if !parts.is_empty() {
            parts.push(Doc::text(" .. "));
        }
        parts.push(expr(bound));
    }
    Doc::All(parts)
}
