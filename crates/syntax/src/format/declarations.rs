//! Declarations: how each kind is laid out.

use super::assignment::Assignment;
use super::block::braced;
use super::comments::Source;
use super::expressions::{column, expr, literal, path};
use super::layout::Doc;
use crate::parse::Rule;
use pest::iterators::Pair;
use tiercel_value::order;

/// A declaration whose text is made.
pub(super) enum Made {
    /// One whose neighbours decide how wide its name is.
    Assignment(Assignment),
    /// Any other.
    Text(String),
}

/// Lays a declaration out. Nothing if a comment stands where only the text as it was written keeps it in its place.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
pub(super) fn declaration(source: &Source<'_>, pair: &Pair<'_, Rule>) -> Option<Made> {
    let rule = pair.as_rule();
    match rule {
        Rule::payees | Rule::calendar | Rule::table | Rule::tiers | Rule::matrix | Rule::rates | Rule::example => {
            block(source, pair).map(Made::Text)
        }
        _ if source.interrupts(pair) => None,
        Rule::param => Some(Made::Assignment(param(pair))),
        Rule::line => Some(Made::Assignment(line(pair))),
        Rule::define => {
            let made = define(pair);
            Some(Made::Text(made.lay_out(0, 0)))
        }
        Rule::members => {
            let condition = pair.clone().into_inner().filter(|part| part.as_rule() == Rule::expr).map(expr);
            let doc = Doc::group(std::iter::once(Doc::text("for ")).chain(condition).collect());
            Some(Made::Text(doc.layout(0, 0)))
        }
        Rule::import => {
            let mut parts: Vec<&str> = pair.clone().into_inner().map(|part| part.as_str()).collect();
            let plan = parts.pop().unwrap_or("");
            let lines = parts.get(1..parts.len().saturating_sub(1)).unwrap_or_default();
            Some(Made::Text(format!("import {} from {plan}", lines.join(", "))))
        }
        _ => Some(Made::Text(words(pair))),
    }
}

/// Words one after the other, a blank between them.
pub(super) fn words(pair: &Pair<'_, Rule>) -> String {
    let leaves = pair.clone().into_inner().flatten().filter(|part| part.clone().into_inner().next().is_none());
    let words: Vec<&str> = leaves
        .flat_map(|leaf| if leaf.as_rule() == Rule::text { vec![leaf.as_str()] } else { leaf.as_str().split_whitespace().collect() })
        .collect();
    words.join(" ")
}

/// A type with its `?`.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
pub(super) fn type_text(pair: Pair<'_, Rule>) -> String {
    let mut out = String::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::optional => out.push('?'),
            Rule::ref_type => out.push_str(&format!("-> {}", part.into_inner().next().map_or("", |table| table.as_str()))),
            Rule::money_in => {
                let currency = part.into_inner().find(|inner| inner.as_rule() == Rule::column).map(column);
                out.push_str(&format!("money in {}", currency.unwrap_or_default()));
            }
            _ => out.push_str(part.as_str().trim()),
        }
    }
    out
}

/// Tables, grids and examples: what stands before the brace, then the block.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn block(source: &Source<'_>, pair: &Pair<'_, Rule>) -> Option<String> {
    let mut head = String::new();
    let mut head_end = pair.as_span().start();
    let mut axes = 0;
    for part in pair.clone().into_inner() {
        let text = match part.as_rule() {
            Rule::role => role(&part),
            Rule::from_day => words(&part),
            Rule::axis => {
                axes += 1;
                let axis = part.as_str().trim();
                if axes == 1 { format!("({axis},") } else { format!("{axis})") }
            }
            Rule::column_decl | Rule::from_clause | Rule::row => break,
            Rule::example_payee
            | Rule::example_period
            | Rule::example_param
            | Rule::example_history
            | Rule::example_table
            | Rule::expect => break,
            _ => part.as_str().trim().to_owned(),
        };
        if !head.is_empty() {
            head.push(' ');
        }
        head.push_str(&text);
        head_end = source.end_of(&part);
        if axes == 2 {
            // The bracket behind the axes belongs to no part.
            let gap = source.slice(head_end, part.as_span().end() + 1);
            head_end += gap.find(')').map_or(0, |at| at + 1);
            axes = 0;
        }
    }
    if source.between(pair.as_span().start(), head_end).next().is_some() {
        return None;
    }
    braced(source, &head, head_end, pair, 0)
}

fn role(pair: &Pair<'_, Rule>) -> String {
    let parts = pair.clone().into_inner().flat_map(|role| role.into_inner());
    let words = parts.map(|part| if part.as_rule() == Rule::row_path { path(part) } else { part.as_str().to_owned() });
    words.collect::<Vec<_>>().join(" ")
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn param(pair: &Pair<'_, Rule>) -> Assignment {
    let mut made = Assignment::default();
    let (mut head, mut value) = (Vec::new(), Vec::new());
    for part in pair.clone().into_inner() {
        match part.as_rule() {
            Rule::ident => made.name = format!("param {}", part.as_str()),
            Rule::type_rule => head.push(format!(": {}", type_text(part))),
            Rule::from_day => head.push(words(&part)),
            Rule::literal => value.push(literal(part)),
            Rule::between | Rule::step => {
                for inner in part.into_inner() {
                    value.push(if inner.as_rule() == Rule::literal { literal(inner) } else { inner.as_str().to_owned() });
                }
            }
            _ => {}
        }
    }
    made.aligned = head.first().is_none_or(|first| first.starts_with(':'));
    if !head.is_empty() {
        made.head = vec![Doc::text(head.join(" "))];
    }
    made.body_text(value.join(" "));
    made
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn define(pair: &Pair<'_, Rule>) -> Assignment {
    let mut made = Assignment::default();
    let mut names = Vec::new();
    for part in pair.clone().into_inner() {
        match part.as_rule() {
            Rule::ident => names.push(part.as_str()),
            Rule::expr => made.body(part),
            _ => {}
        }
    }
    let arguments = names.get(1..).unwrap_or_default().join(", ");
    made.name = format!("define {}({arguments})", names.first().copied().unwrap_or(""));
    made
}

/// `[pay|earn] Name ["Label"] [: type] [each quarter] [when (condition)] [from DATE] = formula`.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn line(pair: &Pair<'_, Rule>) -> Assignment {
    let mut made = Assignment::default();
    let mut clauses: Vec<(u8, Doc)> = Vec::new();
    for part in pair.clone().into_inner() {
        match part.as_rule() {
            Rule::line_kind => made.name = format!("{} ", part.as_str().trim()),
            Rule::ident => made.name.push_str(part.as_str()),
            Rule::text => clauses.push((0, Doc::text(part.as_str()))),
            Rule::pinned => {
                let ty = part.into_inner().next().map(type_text).unwrap_or_default();
                clauses.push((1, Doc::text(format!(": {ty}"))));
            }
            Rule::each_grain => clauses.push((2, Doc::text(words(&part)))),
            Rule::when => {
                let condition = part.into_inner().filter(|inner| inner.as_rule() == Rule::expr).map(expr).collect();
                clauses.push((3, Doc::list("when (", condition, ")")));
            }
            Rule::from_day => clauses.push((4, Doc::text(words(&part)))),
            Rule::expr => made.body(part),
            _ => {}
        }
    }
    order::sort_by_key(&mut clauses, |(place, _)| *place);
    made.aligned = clauses.first().is_none_or(|(place, _)| *place == 1);
    for (_, doc) in clauses {
        if !made.head.is_empty() {
            made.head.push(Doc::text(" "));
        }
        made.head.push(doc);
    }
    made
}
