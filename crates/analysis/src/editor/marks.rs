//! What every word of a file means: the one walk that colours, references, hover and completion share.

use super::project::{Exact, NameNo, Project};
use super::sketch::{Declaration, DeclarationKind, Sketch};
use tiercel_syntax::{LexemeKind, built_in, column_name, is_currency, is_reserved, nfc};
use tiercel_value::order;

/// What a word means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// A word of the language.
    Keyword,
    /// A type.
    Type,
    /// A currency.
    Unit,
    /// A built-in function.
    Function(&'static str),
    /// A declared name.
    Name(NameNo),
    /// A column of a table.
    Column(NameNo, String),
    /// An output of tiers or rates.
    Output(NameNo, String),
    /// A name given by LET or an argument of a define: where it is given.
    Local(usize),
    /// A name that nothing declares.
    UnknownName,
    /// A column that no table has, or of which it is not clear whose it is.
    UnknownColumn,
}

/// A word and what it means.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) role: Role,
    /// Whether it declares what it means.
    pub(crate) declares: bool,
}

/// The marks of a file, in order.
pub(crate) fn marks(project: &Project<'_>, file: usize, exact: &Exact) -> Vec<Mark> {
    let Some(sketch) = project.sketches.get(file) else { return Vec::new() };
    let mut marks = Vec::new();
    for (number, declaration) in sketch.declarations.iter().enumerate() {
        let own = project.declares.get(&(file, number)).copied();
        let mut walk = Walk::begin(project, exact, file, sketch, declaration, own);
        declaration.words.clone().for_each(|at| walk.step(at));
        marks.append(&mut walk.marks);
    }
    marks
}

/// A bracket that is open.
pub(crate) struct Open {
    /// The word before it: the function called, the table of an example.
    pub(crate) word: Option<usize>,
    /// `{`.
    pub(crate) block: bool,
    /// Commas so far.
    pub(crate) commas: usize,
    /// The first word of the argument.
    pub(crate) argument: usize,
    /// Names that LET gives.
    pub(crate) locals: Vec<(String, usize)>,
    /// Rows so far.
    rows: usize,
    /// Which cell of a row of history names a line.
    line_cell: Option<usize>,
}

/// A walk through one declaration.
pub(crate) struct Walk<'p, 'a> {
    pub(crate) project: &'p Project<'a>,
    pub(crate) exact: &'p Exact,
    pub(crate) file: usize,
    pub(crate) sketch: &'p Sketch<'a>,
    pub(crate) declaration: &'p Declaration,
    /// The name that it declares.
    pub(crate) own: Option<NameNo>,
    pub(crate) open: Vec<Open>,
    /// The word before the bracket that closed last.
    callee: Option<usize>,
    /// In the list of `same`.
    same: bool,
    pub(crate) marks: Vec<Mark>,
}

impl<'p, 'a> Walk<'p, 'a> {
    fn begin(
        project: &'p Project<'a>,
        exact: &'p Exact,
        file: usize,
        sketch: &'p Sketch<'a>,
        declaration: &'p Declaration,
        own: Option<NameNo>,
    ) -> Walk<'p, 'a> {
        Walk { project, exact, file, sketch, declaration, own, open: Vec::new(), callee: None, same: false, marks: Vec::new() }
    }

    /// A walk that has taken the words of a declaration that begin before a byte.
    pub(crate) fn new(project: &'p Project<'a>, exact: &'p Exact, file: usize, number: usize, end: usize) -> Option<Walk<'p, 'a>> {
        let sketch = project.sketches.get(file)?;
        let declaration = sketch.declarations.get(number)?;
        let own = project.declares.get(&(file, number)).copied();
        let mut walk = Walk::begin(project, exact, file, sketch, declaration, own);
        let before = |at: &usize| sketch.word(*at).is_some_and(|word| word.start < end);
        declaration.words.clone().take_while(before).for_each(|at| walk.step(at));
        Some(walk)
    }

    /// Takes a word.
    pub(crate) fn step(&mut self, at: usize) {
        let Some(word) = self.sketch.word(at) else { return };
        match word.kind {
            LexemeKind::Sign => self.sign(at),
            LexemeKind::Word => {
                self.same = self.sketch.str(at) == "same";
                if let Some((role, declares)) = self.role(at) {
                    if let (Role::Local(start), true, Some(open)) = (&role, declares, self.open.last_mut()) {
                        open.locals.push((nfc(self.sketch.str(at)), *start));
                    }
                    self.marks.push(Mark { start: word.start, end: word.end, role, declares });
                }
            }
            LexemeKind::Column => {
                let declares = self.declaration.columns.iter().any(|member| member.name.start == word.start);
                let role = self.column(at, declares);
                self.marks.push(Mark { start: word.start, end: word.end, role, declares });
            }
            LexemeKind::Row => self.row(at),
            LexemeKind::Blank | LexemeKind::Comment | LexemeKind::Text | LexemeKind::Date => {}
            LexemeKind::Number | LexemeKind::Stray => {}
        }
    }

    fn sign(&mut self, at: usize) {
        let text = self.sketch.str(at);
        self.same &= text == ",";
        match text {
            "(" | "{" => {
                let block = text == "{";
                let before = (at > self.declaration.words.start).then(|| at - 1);
                let word = before.filter(|before| {
                    self.sketch.word(*before).is_some_and(|word| word.kind == LexemeKind::Word) && (block || self.sketch.touches(at))
                });
                self.open.push(Open { word, block, commas: 0, argument: at + 1, locals: Vec::new(), rows: 0, line_cell: None });
            }
            ")" if self.in_brackets() => self.callee = self.open.pop().and_then(|open| open.word),
            "}" => while self.open.pop().is_some_and(|open| !open.block) {},
            "," => {
                if let Some(open) = self.open.last_mut() {
                    open.commas += 1;
                    open.argument = at + 1;
                }
            }
            _ => {}
        }
    }

    fn before(&self, at: usize) -> &'a str {
        if at > self.declaration.words.start { self.sketch.str(at - 1) } else { "" }
    }

    fn in_brackets(&self) -> bool {
        self.open.last().is_some_and(|open| !open.block)
    }

    fn role(&self, at: usize) -> Option<(Role, bool)> {
        let text = self.sketch.str(at);
        let word = self.sketch.word(at)?;
        let is_name = self.declaration.name.as_ref().is_some_and(|name| name.start == word.start);
        let kind = self.declaration.kind;
        if is_name {
            return match self.own {
                Some(own) => Some((Role::Name(own), true)),
                None => Some((Role::UnknownName, true)),
            };
        }
        // What the axes of a matrix are called is text.
        if kind == DeclarationKind::Matrix && self.in_brackets() {
            return None;
        }
        let keyword = Some((Role::Keyword, false));
        if is_currency(text) || self.project.units.contains(text) {
            return Some((Role::Unit, false));
        }
        let called = self.sketch.str(at + 1) == "(" && self.sketch.touches(at + 1);
        if called
            && (!is_reserved(text) || text == "any" || !text.chars().all(char::is_lowercase))
            && let Some(function) = built_in(text)
        {
            return Some((Role::Function(function), false));
        }
        if self.is_type(at, text) {
            return Some((if text == "key" { Role::Keyword } else { Role::Type }, false));
        }
        if text == "payees"
            && let Some(no) = self.project.find(self.file, text)
        {
            return Some((Role::Name(no), false));
        }
        if is_reserved(text) || self.is_clause_word(at, text) {
            return keyword;
        }
        match kind {
            DeclarationKind::Header if self.sketch.str(self.declaration.words.start) != "for" => return keyword,
            DeclarationKind::Matrix | DeclarationKind::Plan | DeclarationKind::Header | DeclarationKind::Use | DeclarationKind::Import => {}
            DeclarationKind::Table | DeclarationKind::Tiers | DeclarationKind::Rates | DeclarationKind::Param => {}
            DeclarationKind::Define | DeclarationKind::Pay | DeclarationKind::Earn | DeclarationKind::Line => {}
            DeclarationKind::Example => {}
        }
        let name = nfc(text);
        if let Some(argument) = self.declaration.arguments.iter().find(|argument| argument.text == name) {
            return Some((Role::Local(argument.start), argument.start == word.start));
        }
        if self.gives_local(at) {
            return Some((Role::Local(word.start), true));
        }
        if let Some(start) = self.local(&name) {
            return Some((Role::Local(start), false));
        }
        let found = self.project.find(self.file, &name);
        Some((found.map_or(Role::UnknownName, Role::Name), false))
    }

    /// A type stands behind a declared column, a colon and the grain's word.
    fn is_type(&self, at: usize, text: &str) -> bool {
        let known = matches!(
            text,
            "number"
                | "percent"
                | "money"
                | "text"
                | "bool"
                | "date"
                | "week"
                | "month"
                | "quarter"
                | "half"
                | "year"
                | "period"
                | "payee"
                | "key"
        );
        let before = self.before(at);
        let behind_column = self.declaration.columns.iter().any(|member| member.rest.start == at);
        let free =
            self.declaration.kind == DeclarationKind::Table && !self.in_brackets() && !self.sketch.wants_operand(at.saturating_sub(1));
        known && (behind_column || before == ":" || before == "each" || text == "key" && free)
    }

    /// Words that mean something only in their place.
    fn is_clause_word(&self, at: usize, text: &str) -> bool {
        let before = self.before(at);
        let people = matches!(text, "reports" | "team" | "manager" | "managers" | "everyone" | "same" | "level" | "levels");
        let clause = matches!(text, "of" | "per" | "order" | "unit");
        let next = self.sketch.str(at + 1);
        let rate = text == "rate" && before == "," && !matches!(next, "," | ")" | "(" | "+" | "-" | "*" | "/");
        let error = self.declaration.kind == DeclarationKind::Example && (before == "is" || before == "/");
        self.in_brackets() && people && before == "for"
            || self.in_brackets() && clause && !self.sketch.wants_operand(at.saturating_sub(1))
            || self.in_brackets() && before == "remainder"
            || before == "per"
            || self.in_brackets() && rate
            || self.declaration.kind == DeclarationKind::Rates && text == "first"
            || error
    }

    fn is_let(&self, open: &Open) -> bool {
        open.word.is_some_and(|word| self.sketch.str(word).eq_ignore_ascii_case("LET"))
    }

    /// Whether a word is the name of a pair of LET.
    fn gives_local(&self, at: usize) -> bool {
        let Some(open) = self.open.last() else { return false };
        self.is_let(open) && open.commas % 2 == 0 && open.argument == at && self.sketch.str(at + 1) == ","
    }

    /// The place where a name is given by a LET around.
    pub(crate) fn local(&self, name: &str) -> Option<usize> {
        self.open.iter().rev().flat_map(|open| open.locals.iter().rev()).find(|(known, _)| known == name).map(|(_, start)| *start)
    }

    /// What a column in brackets means.
    fn column(&mut self, at: usize, declares: bool) -> Role {
        let name = column_name(self.sketch.str(at));
        let end = self.sketch.word(at).map_or(0, |word| word.end);
        if declares {
            return self.own.map_or(Role::UnknownColumn, |own| Role::Column(own, name));
        }
        if let Some((table, name)) = self.exact.columns.get(&(self.file, end)) {
            return Role::Column(*table, name.clone());
        }
        if let Some((no, DeclarationKind::Tiers | DeclarationKind::Rates)) = self.base(at).and_then(|no| Some((no, self.project.kind(no)?)))
        {
            return Role::Output(no, name);
        }
        let found = self.tables(at).into_iter().find(|table| self.project.column(*table, &name).is_some());
        found.map_or(Role::UnknownColumn, |table| Role::Column(table, name))
    }

    /// The name that a column in brackets belongs to, if one stands right before it.
    pub(crate) fn base(&self, at: usize) -> Option<NameNo> {
        if !self.sketch.touches(at) || at == self.declaration.words.start {
            return None;
        }
        let before = match self.before(at) {
            ")" => self.sketch.str(self.callee?),
            before => before,
        };
        let before = if before == "payee" { "payees" } else { before };
        self.project.find(self.file, &nfc(before))
    }

    /// The tables that a column standing at a word can belong to, the likeliest first.
    pub(crate) fn tables(&self, at: usize) -> Vec<NameNo> {
        let payees = self.project.find(self.file, "payees");
        let before = self.before(at);
        if before == "." {
            let followed = match self.marks.last().map(|mark| &mark.role) {
                Some(Role::Column(table, name)) => {
                    let known = self.exact.targets.get(&(*table, name.clone())).copied();
                    known.or_else(|| self.project.target(*table, name))
                }
                Some(_) | None => None,
            };
            return followed.into_iter().collect();
        }
        if self.sketch.touches(at) && at > self.declaration.words.start && (before == ")" || self.is_word(at - 1)) && before != "(" {
            return self.base(at).into_iter().collect();
        }
        if self.same || before == "same" {
            return payees.into_iter().collect();
        }
        let mut tables = Vec::new();
        if matches!(before, "of" | "on") && self.in_brackets() {
            tables.extend(self.ranged());
        }
        if self.declaration.kind == DeclarationKind::Table {
            tables.extend(self.own);
        }
        tables
    }

    fn is_word(&self, at: usize) -> bool {
        self.sketch.word(at).is_some_and(|word| word.kind == LexemeKind::Word)
    }

    /// The tables named in the innermost call, in its own arguments first.
    pub(crate) fn ranged(&self) -> Vec<NameNo> {
        let Some(start) = self.open.last().and_then(|open| open.word) else { return Vec::new() };
        let mut depth = 0usize;
        let mut found: Vec<(usize, NameNo)> = Vec::new();
        for at in start + 1..self.declaration.words.end {
            match self.sketch.str(at) {
                "(" => depth += 1,
                ")" if depth <= 1 => break,
                ")" => depth -= 1,
                _ if self.is_word(at) => {
                    let no = self.project.find(self.file, &nfc(self.sketch.str(at)));
                    found.extend(no.filter(|no| self.project.kind(*no) == Some(DeclarationKind::Table)).map(|no| (depth, no)));
                }
                _ => {}
            }
        }
        order::sort_by_key(&mut found, |(depth, _)| *depth);
        found.into_iter().map(|(_, no)| no).collect()
    }

    fn row(&mut self, at: usize) {
        let cells = self.sketch.row(at);
        let first = self.open.last().is_some_and(|open| open.rows == 0);
        let table = match self.declaration.kind {
            DeclarationKind::Table => self.own,
            DeclarationKind::Example => {
                self.open.last().and_then(|open| open.word).and_then(|word| self.project.find(self.file, &nfc(self.sketch.str(word))))
            }
            DeclarationKind::Tiers | DeclarationKind::Rates if first => {
                let own = self.own;
                let mark = |name: &super::sketch::Name| {
                    let role = Role::Output(own?, name.text.clone());
                    Some(Mark { start: name.start, end: name.end, role, declares: true })
                };
                self.marks.extend(self.declaration.outputs.iter().filter_map(mark));
                None
            }
            DeclarationKind::Tiers | DeclarationKind::Rates | DeclarationKind::Matrix | DeclarationKind::Param => None,
            DeclarationKind::Plan | DeclarationKind::Header | DeclarationKind::Use | DeclarationKind::Import => None,
            DeclarationKind::Define | DeclarationKind::Pay | DeclarationKind::Earn | DeclarationKind::Line => None,
        };
        let history = self.open.last().and_then(|open| open.word).is_some_and(|word| self.sketch.str(word) == "history");
        if let Some(open) = self.open.last_mut() {
            open.rows += 1;
            if history && first {
                open.line_cell = cells.iter().position(|cell| cell.text == "Line");
            }
        }
        if history && !first {
            let cell = self.open.last().and_then(|open| open.line_cell).and_then(|number| cells.get(number));
            if let Some(cell) = cell
                && let Some(no) = self.project.find(self.file, &cell.text)
            {
                self.marks.push(Mark { start: cell.start, end: cell.end, role: Role::Name(no), declares: false });
            }
        }
        let Some(table) = table.filter(|no| first && self.project.kind(*no) == Some(DeclarationKind::Table)) else { return };
        for cell in cells {
            let known = self.project.column(table, &cell.text).is_some();
            let role = if known { Role::Column(table, cell.text) } else { Role::UnknownColumn };
            self.marks.push(Mark { start: cell.start, end: cell.end, role, declares: false });
        }
    }
}
