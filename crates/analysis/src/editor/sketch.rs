//! What a text declares, seen from its words alone: so a declaration that is half typed still has its name and columns.

use std::ops::Range;
use tiercel_syntax::{Lexeme, LexemeKind, cells, column_name, lexemes, nfc, pieces};

/// What a declaration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeclarationKind {
    /// `plan "Name"`.
    Plan,
    /// Another line of the header.
    Header,
    /// `use`.
    Use,
    /// `import`.
    Import,
    /// `payees`, `calendar`, `fx`, `table`.
    Table,
    /// `tiers`.
    Tiers,
    /// `matrix`.
    Matrix,
    /// `rates`.
    Rates,
    /// `param`.
    Param,
    /// `define`.
    Define,
    /// A line that is paid.
    Pay,
    /// A line that is earned.
    Earn,
    /// Another line.
    Line,
    /// `example`.
    Example,
}

/// A name and its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A column as declared.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: Name,
    /// The words behind it, up to the next column.
    pub(crate) rest: Range<usize>,
    /// The byte after its last.
    pub(crate) end: usize,
}

/// One declaration.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    pub(crate) kind: DeclarationKind,
    pub(crate) name: Option<Name>,
    /// `from DATE`: it amends what stands under the same name.
    pub(crate) dated: bool,
    /// The comment lines above it.
    pub(crate) doc: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Its words among those of the file.
    pub(crate) words: Range<usize>,
    /// Columns of a table.
    pub(crate) columns: Vec<Member>,
    /// Headings of the outputs of tiers and rates.
    pub(crate) outputs: Vec<Name>,
    /// Arguments of a define.
    pub(crate) arguments: Vec<Name>,
}

/// A file.
#[derive(Debug)]
pub(crate) struct Sketch<'a> {
    pub(crate) text: &'a str,
    /// Everything, without gaps.
    pub(crate) all: Vec<Lexeme>,
    /// Without blanks and comments.
    pub(crate) words: Vec<Lexeme>,
    pub(crate) declarations: Vec<Declaration>,
}

impl<'a> Sketch<'a> {
    /// Reads a text.
    pub(crate) fn new(text: &'a str) -> Sketch<'a> {
        let all = lexemes(text);
        let words: Vec<Lexeme> =
            all.iter().filter(|lexeme| !matches!(lexeme.kind, LexemeKind::Blank | LexemeKind::Comment)).copied().collect();
        let mut sketch = Sketch { text, all, words, declarations: Vec::new() };
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut next = 0;
        for piece in pieces(text.get(mark..).unwrap_or("")) {
            let (start, end) = (piece.start + mark, piece.start + mark + piece.text.len());
            let from = next + sketch.words.iter().skip(next).take_while(|word| word.start < start).count();
            next = from + sketch.words.iter().skip(from).take_while(|word| word.start < end).count();
            let declaration = sketch.declaration(from..next, start, end, piece.doc);
            sketch.declarations.push(declaration);
        }
        sketch
    }

    /// The word of a number, if there is one.
    pub(crate) fn word(&self, at: usize) -> Option<Lexeme> {
        self.words.get(at).copied()
    }

    /// Its text.
    pub(crate) fn str(&self, at: usize) -> &'a str {
        self.word(at).map_or("", |word| self.slice(word.start, word.end))
    }

    pub(crate) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    fn is(&self, at: usize, kind: LexemeKind) -> bool {
        self.word(at).is_some_and(|word| word.kind == kind)
    }

    /// Whether a word touches the one before it.
    pub(crate) fn touches(&self, at: usize) -> bool {
        at > 0 && matches!((self.word(at - 1), self.word(at)), (Some(before), Some(word)) if before.end == word.start)
    }

    fn name(&self, at: usize) -> Option<Name> {
        let word = self.word(at).filter(|word| matches!(word.kind, LexemeKind::Word | LexemeKind::Text))?;
        Some(Name { text: nfc(self.slice(word.start, word.end).trim_matches('"')), start: word.start, end: word.end })
    }

    fn declaration(&self, words: Range<usize>, start: usize, end: usize, doc: String) -> Declaration {
        let first = words.start;
        let second = (first + 1 < words.end).then_some(first + 1);
        let (kind, name) = match self.str(first) {
            "plan" => (DeclarationKind::Plan, second),
            "language" | "currency" | "period" | "year" | "week" | "rounding" | "effective" | "for" => (DeclarationKind::Header, None),
            "use" => (DeclarationKind::Use, None),
            "import" => (DeclarationKind::Import, None),
            "payees" | "calendar" => (DeclarationKind::Table, Some(first)),
            "fx" if self.str(first + 1) == "{" => (DeclarationKind::Table, Some(first)),
            "table" => (DeclarationKind::Table, second),
            "tiers" => (DeclarationKind::Tiers, second),
            "matrix" => (DeclarationKind::Matrix, second),
            "rates" => (DeclarationKind::Rates, second),
            "param" => (DeclarationKind::Param, second),
            "define" => (DeclarationKind::Define, second),
            "pay" => (DeclarationKind::Pay, second),
            "earn" => (DeclarationKind::Earn, second),
            "example" => (DeclarationKind::Example, second),
            _ => (DeclarationKind::Line, Some(first)),
        };
        let titled = matches!(kind, DeclarationKind::Plan | DeclarationKind::Example);
        let name = name.filter(|at| *at < words.end && self.is(*at, if titled { LexemeKind::Text } else { LexemeKind::Word }));
        let amendable = !matches!(kind, DeclarationKind::Table | DeclarationKind::Header | DeclarationKind::Example);
        let mut declaration = Declaration {
            kind,
            name: name.and_then(|at| self.name(at)),
            dated: amendable && self.is_dated(&words),
            doc,
            start,
            end,
            columns: Vec::new(),
            outputs: Vec::new(),
            arguments: Vec::new(),
            words,
        };
        match kind {
            DeclarationKind::Table => declaration.columns = self.columns(&declaration),
            DeclarationKind::Tiers | DeclarationKind::Rates => declaration.outputs = self.outputs(&declaration),
            DeclarationKind::Define => declaration.arguments = self.arguments(&declaration),
            DeclarationKind::Plan | DeclarationKind::Header | DeclarationKind::Use | DeclarationKind::Import => {}
            DeclarationKind::Matrix | DeclarationKind::Param | DeclarationKind::Pay | DeclarationKind::Earn => {}
            DeclarationKind::Line | DeclarationKind::Example => {}
        }
        declaration
    }

    /// `from DATE` before the body begins.
    fn is_dated(&self, words: &Range<usize>) -> bool {
        let head = words.clone().take_while(|at| !matches!(self.str(*at), "=" | "{"));
        head.into_iter().any(|at| self.str(at) == "from" && self.is(at + 1, LexemeKind::Date))
    }

    /// A column in brackets begins a declaration where no operand can stand.
    fn columns(&self, declaration: &Declaration) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        let (mut depth, mut open, mut group) = (0usize, false, false);
        for at in declaration.words.clone() {
            let text = self.str(at);
            match text {
                "{" => (open, group) = (true, false),
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                "by" if at > 0 && self.str(at - 1) == "group" => group = true,
                _ => {}
            }
            if !self.is(at, LexemeKind::Column) || !open && !group || depth > 0 || at == declaration.words.start || self.touches(at) {
                continue;
            }
            let before = self.str(at - 1);
            let grouped = group && matches!(before, "by" | ",") && self.str(at + 1) == "=";
            if group && !grouped || !group && self.wants_operand(at - 1) {
                continue;
            }
            let Some(word) = self.word(at) else { continue };
            self.close(&mut members, at);
            let name = Name { text: column_name(text), start: word.start, end: word.end };
            members.push(Member { name, rest: at + 1..declaration.words.end, end: word.end });
        }
        self.close(&mut members, declaration.words.end);
        members
    }

    /// The last column ends before a word.
    fn close(&self, members: &mut [Member], at: usize) {
        if let Some(last) = members.last_mut() {
            last.rest.end = at.max(last.rest.start);
            let inside =
                last.rest.clone().take_while(|at| !matches!(self.str(*at), "}" | "from" | "join") && !self.is(*at, LexemeKind::Row));
            last.end = inside.last().and_then(|at| self.word(at)).map_or(last.name.end, |word| word.end);
        }
    }

    /// Whether what follows a word is an operand of it.
    pub(crate) fn wants_operand(&self, at: usize) -> bool {
        let Some(word) = self.word(at) else { return false };
        match word.kind {
            LexemeKind::Sign => !matches!(self.str(at), ")" | "%" | "}" | "{" | "?"),
            LexemeKind::Word => matches!(
                self.str(at),
                "and"
                    | "or"
                    | "not"
                    | "in"
                    | "where"
                    | "by"
                    | "on"
                    | "from"
                    | "to"
                    | "over"
                    | "of"
                    | "for"
                    | "same"
                    | "else"
                    | "rate"
                    | "when"
            ),
            LexemeKind::Blank | LexemeKind::Comment | LexemeKind::Row | LexemeKind::Text | LexemeKind::Date => false,
            LexemeKind::Number | LexemeKind::Column | LexemeKind::Stray => false,
        }
    }

    /// The cells of a row: their texts and places.
    pub(crate) fn row(&self, at: usize) -> Vec<Name> {
        let Some(word) = self.word(at).filter(|word| word.kind == LexemeKind::Row) else { return Vec::new() };
        let text = self.slice(word.start, word.end);
        let cell = |(start, end)| Name { text: nfc(text.get(start..end).unwrap_or("")), start: word.start + start, end: word.start + end };
        cells(text).0.into_iter().map(cell).collect()
    }

    /// Names of outputs in the heading: of tiers all but the first, of rates those behind an arrow. A unit may follow.
    fn outputs(&self, declaration: &Declaration) -> Vec<Name> {
        let Some(heading) = declaration.words.clone().find(|at| self.is(*at, LexemeKind::Row)) else { return Vec::new() };
        let tiers = declaration.kind == DeclarationKind::Tiers;
        let mut outputs = Vec::new();
        for (number, cell) in self.row(heading).into_iter().enumerate() {
            let text = self.slice(cell.start, cell.end);
            let bare = text.trim_start_matches("->").trim_start();
            if tiers && number == 0 || !tiers && bare.len() == text.len() {
                continue;
            }
            let start = cell.end - bare.len();
            let pinned = bare.rsplit_once(char::is_whitespace).filter(|(_, word)| is_unit(word)).map(|(name, _)| name.trim_end());
            let name = pinned.unwrap_or(bare);
            outputs.push(Name { text: nfc(name), start, end: start + name.len() });
        }
        outputs
    }

    fn arguments(&self, declaration: &Declaration) -> Vec<Name> {
        let body = declaration.words.clone().skip(2).take_while(|at| self.str(*at) != "=");
        body.filter(|at| self.is(*at, LexemeKind::Word)).filter_map(|at| self.name(at)).collect()
    }
}

/// Whether a word pins the unit of an output.
fn is_unit(word: &str) -> bool {
    matches!(word, "number" | "percent") || word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}
