//! pest's pairs become the tree.

mod declarations;
mod examples;
mod expressions;
mod grammar;
mod grids;

use crate::ast::{Declaration, File, Name};
use crate::cut;
use crate::diagnostic::Diagnostic;
use crate::slips;
use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;
use tiercel_plan::Span;
use tiercel_value::{Calendar, Date, Decimal, Period};

pub(crate) use grids::split_row;
pub use grids::{GridCell, parse_cell};

pub(crate) use grammar::{Plan, Rule};

/// Longer texts are not read.
pub(crate) const MAX_SOURCE: usize = 1 << 20;
const MAX_DEPTH: usize = 64;
/// As many as a sheet of Excel has.
const MAX_COLUMNS: usize = 16_384;
pub(crate) const MAX_OPERANDS: usize = 1000;

/// Parses a file. What could not be parsed is left out of the tree and stands in the diagnostics, one per declaration.
pub fn parse(text: &str, file: u16) -> (File, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut tree = File::default();
    if text.len() > MAX_SOURCE {
        let span = Span { file, start: 0, end: 0 };
        diagnostics.push(Diagnostic::error("source-too-long", span).arg("limit", "1 MiB"));
        return (tree, diagnostics);
    }
    for piece in cut::pieces(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        let base = piece.start + if text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut cx = Cx { file, base, diagnostics: Vec::new() };
        let declaration = cx.declaration(piece.text, piece.doc);
        diagnostics.append(&mut cx.diagnostics);
        tree.declarations.extend(declaration);
    }
    (tree, diagnostics)
}

/// The pairs of one declaration, if it can be parsed without a mistake.
pub(crate) fn pair_of(text: &str) -> Option<Pair<'_, Rule>> {
    let mut cx = Cx { file: 0, base: 0, diagnostics: Vec::new() };
    let pair = cx.declaration_pair(text)?;
    cx.declaration_kind(pair.clone().into_inner().next()?).ok()?;
    Some(pair)
}

/// What parsing of one declaration needs: where it stands, and what it has to say.
pub(crate) struct Cx {
    file: u16,
    base: usize,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Parsing of a part stopped; why stands in the diagnostics.
#[derive(Debug)]
pub(crate) struct Stop;

pub(crate) type Parsed<T> = Result<T, Stop>;

impl Cx {
    fn declaration(&mut self, text: &str, doc: String) -> Option<Declaration> {
        let pair = self.declaration_pair(text)?;
        let span = self.span(&pair);
        let kind = self.declaration_kind(pair.into_inner().next()?).ok()?;
        Some(Declaration { doc, span, kind })
    }

    fn declaration_pair<'a>(&mut self, text: &'a str) -> Option<Pair<'a, Rule>> {
        let slips = slips::find(text, &|start, end| self.span_at(start, end));
        if !slips.is_empty() {
            self.diagnostics.extend(slips);
            return None;
        }
        if let Some(offset) = too_deep(text) {
            let span = self.span_at(offset, offset + 1);
            self.diagnostics.push(Diagnostic::error("nesting", span).arg("limit", MAX_DEPTH.to_string()));
            return None;
        }
        match Plan::parse(Rule::declaration, text) {
            Ok(mut pairs) => pairs.next(),
            Err(error) => {
                self.syntax_error(text, &error);
                None
            }
        }
    }

    pub(crate) fn span_at(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(self.base + at).unwrap_or(u32::MAX);
        Span { file: self.file, start: offset(start), end: offset(end) }
    }

    pub(crate) fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        self.span_at(span.start(), span.end())
    }

    pub(crate) fn refuse(&mut self, diagnostic: Diagnostic) -> Stop {
        self.diagnostics.push(diagnostic);
        Stop
    }

    /// What the grammar guarantees is not there: a defect of grammar or tree, said instead of a panic.
    pub(crate) fn odd(&mut self) -> Stop {
        let span = self.span_at(0, 1);
        self.refuse(Diagnostic::error("syntax", span).arg("expected", ""))
    }

    fn syntax_error(&mut self, text: &str, error: &pest::error::Error<Rule>) {
        let (start, end) = match error.location {
            InputLocation::Pos(at) => (at, at),
            InputLocation::Span(span) => span,
        };
        let end = text.get(end..).and_then(|rest| rest.chars().next()).map_or(end, |c| end + c.len_utf8());
        let span = self.span_at(start, end);
        let expected = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => expected_words(positives),
            ErrorVariant::CustomError { message } => message.clone(),
        };
        let rest = text.get(start..).unwrap_or("");
        let found: String = rest.chars().take_while(|c| !c.is_whitespace()).take(20).collect();
        let code = match (rest.is_empty(), expected.is_empty()) {
            (true, _) => "syntax-end",
            (false, true) => "syntax-here",
            (false, false) => "syntax",
        };
        self.diagnostics.push(
            special_error(text, start, span).unwrap_or_else(|| Diagnostic::error(code, span).arg("found", found).arg("expected", expected)),
        );
    }

    pub(crate) fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Name { text: nfc(pair.as_str()), span: self.span(pair) }
    }

    /// The name in a column's brackets, `[[` and `]]` undoubled.
    pub(crate) fn column(&mut self, pair: Pair<'_, Rule>) -> Parsed<Name> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next().ok_or_else(|| self.odd())?;
        let text = inner.as_str().trim().replace("]]", "]").replace("[[", "[");
        Ok(Name { text: nfc(&text), span })
    }

    /// The text between quotes, `""` undoubled.
    pub(crate) fn text(&self, pair: &Pair<'_, Rule>) -> Name {
        let inner = pair.as_str();
        let inner = inner.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(inner);
        Name { text: nfc(&inner.replace("\"\"", "\"")), span: self.span(pair) }
    }

    pub(crate) fn number(&mut self, pair: &Pair<'_, Rule>) -> Parsed<Decimal> {
        let text = pair.as_str().replace('_', "");
        let span = self.span(pair);
        let whole = text.split('.').next().unwrap_or("");
        if whole.len() > 1 && whole.starts_with('0') {
            let plain = text.trim_start_matches('0');
            return Err(self.refuse(Diagnostic::error("leading-zero", span).arg("found", text.clone()).fix(span, plain)));
        }
        Decimal::parse_exact(&text).map_err(|_| self.refuse(Diagnostic::error("number-digits", span).arg("found", text)))
    }

    /// A date or a period.
    pub(crate) fn datelike(&mut self, pair: &Pair<'_, Rule>) -> Parsed<Datelike> {
        let text = pair.as_str();
        if let Ok(date) = Date::parse(text) {
            return Ok(Datelike::Date(date));
        }
        if let Some(period) = Calendar::default().parse_any(text) {
            return Ok(Datelike::Period(period));
        }
        let span = self.span(pair);
        let spaced = text.replacen('-', " - ", 1);
        Err(self.refuse(Diagnostic::error("no-such-date", span).arg("found", text).arg("spaced", spaced.clone()).fix(span, spaced)))
    }

    pub(crate) fn day(&mut self, pair: Pair<'_, Rule>) -> Parsed<Date> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next().ok_or_else(|| self.odd())?;
        match self.datelike(&inner)? {
            Datelike::Date(date) => Ok(date),
            Datelike::Period(_) => Err(self.refuse(Diagnostic::error("day-wanted", span).arg("found", inner.as_str()))),
        }
    }
}

/// What four digits, a minus and more can be.
pub(crate) enum Datelike {
    Date(Date),
    Period(Period),
}

/// A name as names are compared.
pub fn nfc(text: &str) -> String {
    tiercel_value::nfc(text).into_owned()
}

/// Brackets are counted before pest runs: its own guard differs by platform.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0usize, false);
    for (offset, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '\n' => quoted = false,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(offset);
        }
    }
    None
}

/// Slips that show only where parsing stopped.
fn special_error(text: &str, at: usize, span: Span) -> Option<Diagnostic> {
    let (before, rest) = (text.get(..at)?, text.get(at..)?);
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    let trimmed = before.trim_end_matches([' ', '\t']);
    if rest.starts_with(['[', '(']) && trimmed.len() < before.len() {
        let start = trimmed.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
        let owner = trimmed.get(start..).unwrap_or("");
        if owner.starts_with(|c: char| c.is_alphabetic()) {
            let back = u32::try_from(before.len() - start).unwrap_or(0);
            let whole = Span { start: span.start.saturating_sub(back), end: span.start + 1, ..span };
            let bracket = rest.get(..1).unwrap_or("");
            return Some(Diagnostic::error("bracket-apart", span).arg("name", owner).fix(whole, format!("{owner}{bracket}")));
        }
    }
    if rest.starts_with('=') && before.trim_end().ends_with(['=', ',', '(']) {
        return Some(Diagnostic::error("leading-equals", span).fix(span, ""));
    }
    let lower = word.to_lowercase();
    let clauses =
        ["of", "on", "where", "for", "over", "by", "else", "order", "unit", "remainder", "when", "from", "to", "and", "or", "not", "in"];
    if word != lower && clauses.contains(&lower.as_str()) {
        return Some(Diagnostic::error("clause-case", span).arg("found", word.clone()).arg("wanted", lower.clone()));
    }
    None
}

/// At most three things that could stand here, in words: kinds of things first, then words of the language.
fn expected_words(rules: &[Rule]) -> String {
    let kinds = rules.iter().map(|rule| word_of(*rule).to_owned());
    let mut words: Vec<String> = Vec::new();
    for word in kinds.chain(rules.iter().filter_map(|rule| keyword_of(*rule))) {
        if !word.is_empty() && !words.contains(&word) && words.len() < 3 {
            words.push(word);
        }
    }
    // Where a formula can stand, so can a column and a text: they are the beginnings of one.
    if words.iter().any(|word| word == "a formula") {
        words.retain(|word| word == "a formula" || word.starts_with('`'));
    }
    words.join(", ")
}

/// The keyword that a rule stands for, by its name: `kw_for`, `kw_u_ytd`.
fn keyword_of(rule: Rule) -> Option<String> {
    let name = format!("{rule:?}");
    let word = name.strip_prefix("kw_")?;
    Some(word.strip_prefix("u_").map_or_else(|| format!("`{word}`"), |word| format!("`{}`", word.to_uppercase())))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "over two hundred rules; those without a word of their own are not shown")]
fn word_of(rule: Rule) -> &'static str {
    match rule {
        Rule::expr | Rule::primary | Rule::row_path | Rule::name_path => "a formula",
        Rule::number => "a number",
        Rule::text => "a text in quotes",
        Rule::ident | Rule::word => "a name",
        Rule::column => "a column in brackets",
        Rule::row => "a row between bars",
        Rule::datelike | Rule::day => "a date",
        Rule::infix | Rule::compare | Rule::add => "an operator",
        Rule::declaration => "a declaration",
        Rule::EOI => "the end of the declaration",
        _ => "",
    }
}
