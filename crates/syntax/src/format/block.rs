//! What stands between braces: items, one per line, with the comments between them.

use super::assignment::Assignment;
use super::comments::Source;
use super::declarations;
use super::expressions::{column, expr, literal};
use super::layout::{Doc, STEP, WIDTH, cells, separated};
use super::rows::aligned;
use crate::parse::Rule;
use pest::iterators::Pair;

/// Something in a block, from its first to its last character.
struct Item {
    start: usize,
    end: usize,
    text: String,
}

/// A declaration with a block: `head`, then what stands between the braces. Nothing if a comment stands before them.
pub(super) fn braced(source: &Source<'_>, head: &str, head_end: usize, pair: &Pair<'_, Rule>, indent: usize) -> Option<String> {
    let end = source.end_of(pair);
    let gap = source.slice(head_end, end);
    let open = head_end + gap.len() - gap.trim_start().len();
    source.slice(open, end).strip_prefix('{')?;
    let (open, close) = (open + 1, end - 1);
    let items = items(source, pair, indent + STEP);
    if items.is_empty() && source.between(open, close).next().is_none() {
        return Some(format!("{head} {{}}"));
    }
    let mut lines = vec![Line { text: format!("{head} {{"), comment: "" }];
    let mut at = open;
    for item in &items {
        comments(source, &mut lines, &mut at, item.start, indent + STEP, open);
        let text = format!("{}{}", new_line(source, at, item.start, indent + STEP, open), item.text);
        lines.push(Line { text, comment: "" });
        at = item.end;
    }
    comments(source, &mut lines, &mut at, close, indent + STEP, open);
    lines.push(Line { text: format!("\n{}}}", " ".repeat(indent)), comment: "" });
    Some(joined(&lines))
}

/// A line of the result, with the line end before it, and the comment behind it.
pub(super) struct Line<'a> {
    pub(super) text: String,
    pub(super) comment: &'a str,
}

/// The lines as one text; comments behind neighbouring lines are aligned.
pub(super) fn joined(lines: &[Line<'_>]) -> String {
    let width = |line: &Line<'_>| cells(line.text.rsplit('\n').next().unwrap_or(""));
    let mut out = String::new();
    for run in lines.chunk_by(|above, below| !above.comment.is_empty() && !below.comment.is_empty() && !below.text.starts_with("\n\n")) {
        let widest = run.iter().map(width).max().unwrap_or(0);
        for line in run {
            out.push_str(&line.text);
            if !line.comment.is_empty() {
                out.push_str(&" ".repeat(widest - width(line) + 2));
                out.push_str(line.comment);
            }
        }
    }
    out
}

/// The comments between two places: behind the last line if they stood on its line, else on lines of their own.
pub(super) fn comments<'a>(source: &Source<'a>, lines: &mut Vec<Line<'a>>, at: &mut usize, to: usize, indent: usize, open: usize) {
    for comment in source.between(*at, to) {
        let text = source.slice(comment.start, comment.end);
        match lines.last_mut() {
            Some(last) if source.line_ends(*at, comment.start) == 0 => last.comment = text,
            _ => lines.push(Line { text: format!("{}{text}", new_line(source, *at, comment.start, indent, open)), comment: "" }),
        }
        *at = comment.end;
    }
}

/// A line end, and a blank line if one stood there that is not the block's first.
fn new_line(source: &Source<'_>, from: usize, to: usize, indent: usize, open: usize) -> String {
    format!("{}{}", if is_apart(source, from, to, open) { "\n\n" } else { "\n" }, " ".repeat(indent))
}

fn is_apart(source: &Source<'_>, from: usize, to: usize, open: usize) -> bool {
    from > open && source.line_ends(from, to) > 1
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn items(source: &Source<'_>, pair: &Pair<'_, Rule>, indent: usize) -> Vec<Item> {
    let pairs: Vec<Pair<'_, Rule>> = pair.clone().into_inner().collect();
    let mut widths = column_widths(source, &pairs).into_iter();
    let rows: Vec<&str> = pairs.iter().filter(|pair| pair.as_rule() == Rule::row).map(|pair| pair.as_str()).collect();
    let mut rows = aligned(&rows).into_iter();
    let mut items: Vec<Item> = Vec::new();
    for pair in &pairs {
        let (start, end) = (pair.as_span().start(), source.end_of(pair));
        let as_written = || source.slice(start, end).to_owned();
        let text = match pair.as_rule() {
            Rule::row => rows.next().unwrap_or_default(),
            Rule::column_decl => {
                let width = widths.next().unwrap_or(0);
                if source.interrupts(pair) { as_written() } else { column_assignment(pair).lay_out(width, indent) }
            }
            Rule::from_clause => from_clause(source, pair, indent).unwrap_or_else(as_written),
            Rule::example_table | Rule::example_history => {
                let name = pair.clone().into_inner().next();
                let formatted = name.and_then(|name| braced(source, name.as_str(), name.as_span().end(), pair, indent));
                formatted.unwrap_or_else(as_written)
            }
            Rule::example_payee | Rule::example_period | Rule::example_param | Rule::expect if source.interrupts(pair) => as_written(),
            Rule::example_payee | Rule::example_period => declarations::words(pair),
            Rule::example_param => param(pair),
            Rule::expect => expect(pair),
            _ => continue,
        };
        let person = |rule: Rule| matches!(rule, Rule::example_payee | Rule::example_period);
        // Payee and period of an example share a line.
        match items.last_mut() {
            Some(last) if person(pair.as_rule()) && is_person(&last.text) && source.between(last.end, start).next().is_none() => {
                last.text = format!("{}  {text}", last.text);
                last.end = end;
            }
            _ => items.push(Item { start, end, text }),
        }
    }
    items
}

/// The width of each column's name: that of the widest in its paragraph, which ends at a blank line or a comment.
fn column_widths(source: &Source<'_>, pairs: &[Pair<'_, Rule>]) -> Vec<usize> {
    let columns: Vec<&Pair<'_, Rule>> = pairs.iter().filter(|pair| pair.as_rule() == Rule::column_decl).collect();
    let mut widths = Vec::new();
    let together = |above: &&Pair<'_, Rule>, below: &&Pair<'_, Rule>| {
        let (end, start) = (source.end_of(above), below.as_span().start());
        let own_line = source.between(end, start).any(|comment| source.line_ends(end, comment.start) > 0);
        !own_line && source.line_ends(end, start) < 2
    };
    for paragraph in columns.chunk_by(together) {
        let width = |pair: &&Pair<'_, Rule>| if source.interrupts(pair) { 0 } else { column_assignment(pair).name_width() };
        let widest = paragraph.iter().map(width).max().unwrap_or(0);
        widths.extend(paragraph.iter().map(|_| widest));
    }
    widths
}

fn is_person(text: &str) -> bool {
    text.starts_with("payee ") || text.starts_with("period ")
}

/// `[Name] type key bounds`, `[Name] : type = formula`.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn column_assignment(pair: &Pair<'_, Rule>) -> Assignment {
    let mut assignment = Assignment::default();
    let (mut ty, mut key, mut bounds) = (String::new(), "", Doc::All(Vec::new()));
    for inner in pair.clone().into_inner() {
        match inner.as_rule() {
            Rule::column => assignment.name = column(inner),
            Rule::type_rule => ty = declarations::type_text(inner),
            Rule::kw_key => key = " key",
            Rule::bounds => bounds = bounds_doc(inner),
            Rule::expr => assignment.body(inner),
            _ => {}
        }
    }
    assignment.head = match (assignment.has_body(), ty.is_empty()) {
        (true, true) => Vec::new(),
        (true, false) => vec![Doc::text(format!(": {ty}"))],
        (false, _) => vec![Doc::text(format!("{ty}{key}")), bounds],
    };
    assignment.aligned = true;
    assignment
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn bounds_doc(pair: Pair<'_, Rule>) -> Doc {
    let (mut operator, mut items) = (None, Vec::new());
    for inner in pair.into_inner() {
        match inner.as_rule() {
            Rule::range_bounds => {
                let bounds: Vec<Doc> = inner.into_inner().filter(|part| part.as_rule() == Rule::expr).map(expr).collect();
                let texts: Vec<String> = bounds.iter().map(Doc::flat).collect();
                return Doc::text(format!(" in {}", texts.join(" .. ")));
            }
            Rule::compare => operator = Some(inner.as_str().to_owned()),
            Rule::expr => items.push(expr(inner)),
            _ => {}
        }
    }
    match operator {
        Some(operator) => Doc::All(std::iter::once(Doc::text(format!(" {operator} "))).chain(items).collect()),
        None => Doc::list(" in (", items, ")"),
    }
}

/// A `from` clause: on one line if it fits and has no comment, else a column per line.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn from_clause(source: &Source<'_>, pair: &Pair<'_, Rule>, indent: usize) -> Option<String> {
    let (mut head, mut head_end, mut columns) = (vec![Doc::text("from")], pair.as_span().start(), Vec::new());
    for part in pair.clone().into_inner() {
        match part.as_rule() {
            Rule::column_decl => {
                columns.push(column_assignment(&part).lay_out_flat());
                continue;
            }
            Rule::kw_from => {}
            Rule::ident => head.push(Doc::text(format!(" {}", part.as_str()))),
            Rule::kw_where => head.extend([Doc::Line, Doc::text("where ")]),
            Rule::expr => head.push(expr(part.clone())),
            Rule::join => {
                head.push(Doc::Line);
                for inner in part.clone().into_inner() {
                    match inner.as_rule() {
                        Rule::expr => head.push(expr(inner)),
                        Rule::kw_on => head.push(Doc::text(" on ")),
                        Rule::kw_else => head.push(Doc::text(" else")),
                        Rule::kw_join => head.push(Doc::text("join ")),
                        _ => head.push(Doc::text(inner.as_str())),
                    }
                }
            }
            Rule::group_by => {
                head.extend([Doc::Line, Doc::text("group by ")]);
                let items = part.clone().into_inner().filter(|item| item.as_rule() == Rule::group_item);
                head.push(Doc::group(vec![Doc::indent(separated(items.map(group_item).collect()))]));
            }
            Rule::each_clause => {
                head.push(Doc::Line);
                let words = part
                    .clone()
                    .into_inner()
                    .map(|word| if word.as_rule() == Rule::expr { expr(word).flat() } else { word.as_str().to_owned() });
                head.push(Doc::text(words.collect::<Vec<_>>().join(" ")));
            }
            _ => {}
        }
        head_end = source.end_of(&part);
    }
    if source.between(pair.as_span().start(), head_end).next().is_some() {
        return None;
    }
    let head = Doc::group(vec![Doc::indent(vec![Doc::indent(head)])]);
    let flat = format!("{} {{ {} }}", head.flat(), columns.join("  "));
    if !source.interrupts(pair) && !columns.is_empty() && indent + cells(&flat) <= WIDTH {
        return Some(flat);
    }
    braced(source, &head.layout(indent, indent), head_end, pair, indent)
}

fn group_item(pair: Pair<'_, Rule>) -> Doc {
    let mut parts = pair.into_inner();
    let name = parts.next().map(column).unwrap_or_default();
    Doc::All(vec![Doc::text(format!("{name} = ")), parts.next().map_or(Doc::Soft, expr)])
}

fn param(pair: &Pair<'_, Rule>) -> String {
    let mut parts = pair.clone().into_inner().skip(1);
    let name = parts.next().map_or("", |name| name.as_str());
    format!("param {name} = {}", parts.next().map(literal).unwrap_or_default())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
fn expect(pair: &Pair<'_, Rule>) -> String {
    let mut out = String::from("expect ");
    for part in pair.clone().into_inner() {
        match part.as_rule() {
            Rule::expect_line => {
                let words = part.into_inner().map(|word| match word.as_rule() {
                    Rule::expect_for | Rule::expect_over => declarations::words(&word),
                    _ => word.as_str().to_owned(),
                });
                out.push_str(&words.collect::<Vec<_>>().join(" "));
            }
            Rule::expect_row => {
                for inner in part.into_inner() {
                    match inner.as_rule() {
                        Rule::expect_key => {
                            let key: Vec<String> = inner.into_inner().map(literal).collect();
                            out.push_str(&format!("({})", key.join(", ")));
                        }
                        Rule::column => out.push_str(&column(inner)),
                        _ => out.push_str(inner.as_str()),
                    }
                }
            }
            Rule::literal => out.push_str(&format!(" = {}", literal(part))),
            Rule::error_name => out.push_str(&format!(" is {}", part.as_str())),
            _ => {}
        }
    }
    out
}
