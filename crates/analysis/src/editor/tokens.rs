//! Colours: what each stretch of a text is.

use super::marks::{Role, marks};
use super::project::{Exact, Project};
use super::sketch::DeclarationKind;
use crate::Source;
use tiercel_syntax::{LexemeKind, cells, is_currency, lexemes};

/// A stretch of text and its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $word:literal,)*) => {
        /// What a stretch of text is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum TokenKind {$(
            $(#[$doc])*
            $kind,
        )*}

        impl TokenKind {
            /// Its name where it crosses a boundary.
            pub fn word(self) -> &'static str {
                match self {$(TokenKind::$kind => $word,)*}
            }
        }
    };
}

kinds! {
    /// Blanks and line ends.
    Blank = "blank",
    /// A comment.
    Comment = "comment",
    /// A word of the language.
    Keyword = "keyword",
    /// A type.
    Type = "type",
    /// A built-in function.
    Function = "function",
    /// The name of a line.
    Line = "line",
    /// The name of a table.
    Table = "table",
    /// A column.
    Column = "column",
    /// The name of a param.
    Param = "param",
    /// The name of a define.
    Define = "define",
    /// The name of tiers, a matrix or rates.
    Rates = "rates",
    /// A name that holds in one formula.
    Local = "local",
    /// A name that nothing in the files declares.
    Name = "name",
    /// A number.
    Number = "number",
    /// A currency.
    Unit = "unit",
    /// A text, also in a cell of a row.
    Text = "text",
    /// A date or a period.
    Date = "date",
    /// An operator, a bracket or a bar.
    Operator = "operator",
    /// What stands nowhere in the language.
    Error = "error",
}

/// The tokens of a file: its whole text, in order.
pub fn tokens(sources: &[Source], file: usize) -> Vec<Token> {
    let project = Project::new(sources);
    let Some(sketch) = project.sketches.get(file) else { return Vec::new() };
    let marks = marks(&project, file, &Exact::default());
    let mut rest = marks.iter().peekable();
    let mut out = Tokens { tokens: Vec::new() };
    for lexeme in &sketch.all {
        while rest.next_if(|mark| mark.end <= lexeme.start).is_some() {}
        let text = sketch.slice(lexeme.start, lexeme.end);
        let marked =
            rest.peek().filter(|mark| mark.start == lexeme.start && mark.end == lexeme.end).map(|mark| of_role(&project, &mark.role));
        if lexeme.kind == LexemeKind::Row {
            let mut within = Vec::new();
            while let Some(mark) = rest.next_if(|mark| mark.end <= lexeme.end) {
                within.push((mark.start, mark.end, of_role(&project, &mark.role)));
            }
            out.row(text, lexeme.start, &within);
        } else {
            out.push(marked.unwrap_or_else(|| of_lexeme(lexeme.kind, text)), lexeme.end);
        }
    }
    out.tokens
}

fn of_lexeme(kind: LexemeKind, text: &str) -> TokenKind {
    match kind {
        LexemeKind::Blank => TokenKind::Blank,
        LexemeKind::Comment => TokenKind::Comment,
        LexemeKind::Text => TokenKind::Text,
        LexemeKind::Date => TokenKind::Date,
        LexemeKind::Number => TokenKind::Number,
        LexemeKind::Column => TokenKind::Column,
        LexemeKind::Word if is_currency(text) => TokenKind::Unit,
        LexemeKind::Word => TokenKind::Text,
        LexemeKind::Sign | LexemeKind::Row => TokenKind::Operator,
        LexemeKind::Stray => TokenKind::Error,
    }
}

fn of_role(project: &Project<'_>, role: &Role) -> TokenKind {
    match role {
        Role::Keyword => TokenKind::Keyword,
        Role::Type => TokenKind::Type,
        Role::Unit => TokenKind::Unit,
        Role::Function(_) => TokenKind::Function,
        Role::Name(no) => project.kind(*no).map_or(TokenKind::Name, of_declaration),
        Role::Column(..) | Role::Output(..) | Role::UnknownColumn => TokenKind::Column,
        Role::Local(_) => TokenKind::Local,
        Role::UnknownName => TokenKind::Name,
    }
}

/// The colour of a declared name.
pub(crate) fn of_declaration(kind: DeclarationKind) -> TokenKind {
    match kind {
        DeclarationKind::Table => TokenKind::Table,
        DeclarationKind::Tiers | DeclarationKind::Matrix | DeclarationKind::Rates => TokenKind::Rates,
        DeclarationKind::Param => TokenKind::Param,
        DeclarationKind::Define => TokenKind::Define,
        DeclarationKind::Pay | DeclarationKind::Earn | DeclarationKind::Line => TokenKind::Line,
        DeclarationKind::Plan | DeclarationKind::Header | DeclarationKind::Use | DeclarationKind::Import | DeclarationKind::Example => {
            TokenKind::Name
        }
    }
}

struct Tokens {
    tokens: Vec<Token>,
}

impl Tokens {
    /// Adds a token from where the last one ended.
    fn push(&mut self, kind: TokenKind, end: usize) {
        let start = self.tokens.last().map_or(0, |token| token.end);
        match self.tokens.last_mut() {
            Some(last) if last.kind == kind && matches!(kind, TokenKind::Error | TokenKind::Blank) => last.end = end,
            _ if start < end => self.tokens.push(Token { kind, start, end }),
            Some(_) | None => {}
        }
    }

    /// Bars, and what stands between them. A cell of words is a text.
    fn row(&mut self, text: &str, base: usize, marked: &[(usize, usize, TokenKind)]) {
        let (cells, tail) = cells(text);
        for (start, end) in cells {
            self.gap(text, base, start);
            let cell = text.get(start..end).unwrap_or("");
            if let Some((from, to, kind)) = marked.iter().copied().find(|(from, to, _)| base + start <= *from && *to <= base + end) {
                self.gap(text, base, from - base);
                self.push(kind, to);
                self.gap(text, base, end);
                continue;
            }
            let parts = lexemes(cell);
            let plain = |kind: LexemeKind, text: &str| match kind {
                LexemeKind::Word => matches!(text, "any" | "other" | "blank" | "true" | "false" | "and") || is_currency(text),
                LexemeKind::Blank | LexemeKind::Date | LexemeKind::Number | LexemeKind::Sign | LexemeKind::Text => true,
                LexemeKind::Comment | LexemeKind::Row | LexemeKind::Column | LexemeKind::Stray => false,
            };
            if parts.iter().all(|part| plain(part.kind, cell.get(part.start..part.end).unwrap_or(""))) {
                for part in parts {
                    let word = cell.get(part.start..part.end).unwrap_or("");
                    let keyword = part.kind == LexemeKind::Word && !is_currency(word);
                    let kind = if keyword { TokenKind::Keyword } else { of_lexeme(part.kind, word) };
                    self.push(kind, base + start + part.end);
                }
            } else {
                self.push(TokenKind::Text, base + end);
            }
        }
        self.gap(text, base, tail);
        let rest = text.get(tail..).unwrap_or("");
        self.gap(text, base, tail + rest.len() - rest.trim_start().len());
        self.push(if rest.trim_start().starts_with('#') { TokenKind::Comment } else { TokenKind::Text }, base + text.len());
    }

    /// Bars, blanks and arrows up to a place.
    fn gap(&mut self, text: &str, base: usize, end: usize) {
        let start = self.tokens.last().map_or(0, |token| token.end).saturating_sub(base);
        let between = text.get(start..end).unwrap_or("");
        let kind = |c: char| if c.is_whitespace() { TokenKind::Blank } else { TokenKind::Operator };
        let mut chars = between.char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            let goes_on = chars.peek().is_some_and(|(_, next)| c != '|' && *next != '|' && kind(*next) == kind(c));
            if !goes_on {
                self.push(kind(c), base + start + offset + c.len_utf8());
            }
        }
    }
}
