//! What can be typed at a caret, the likeliest first.

use super::context::{Caret, Wanted};
use super::hover::shortened;
use super::outline::one_line;
use super::project::NameNo;
use super::references::Found;
use super::sketch::DeclarationKind;
use super::tokens::{TokenKind, of_declaration};
use crate::Source;
use crate::types::{WORDS, words};
use tiercel_syntax::{FunctionHelp, Language, Lexeme, LexemeKind, function_help, functions, word};
use tiercel_value::{Calendar, Grain, Map, order};

/// Something that can be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it is.
    pub kind: TokenKind,
    /// What a person sees.
    pub label: String,
    /// What is put in.
    pub insert: String,
    /// A type, a signature, a value.
    pub detail: String,
    /// What it is for: the comment above its declaration, the help on a function.
    pub doc: String,
    /// The help on a function, for its example.
    pub function: Option<FunctionHelp>,
    /// What is replaced, first byte and the byte after the last.
    pub replaced: (usize, usize),
}

/// More than these nobody reads.
const MOST: usize = 200;

/// What can be typed at an offset. Functions are found by their help, too, in the language asked for.
pub fn complete(sources: &[Source], file: usize, offset: usize, language: Language) -> Vec<Completion> {
    let found = Found::whole(sources, file);
    let Some(text) = found.project.sketches.get(file).map(|sketch| sketch.text) else { return Vec::new() };
    let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let mut list = List { found: &found, file, text, language, items: Vec::new(), replaced: (offset, offset) };
    list.at(offset);
    let typed = text.get(list.replaced.0..offset).unwrap_or("").trim_start_matches('[').to_lowercase();
    ranked(list.items, &typed)
}

/// Those that fit what is typed: beginnings first, then parts, then letters in their order, then words of the help.
fn ranked(items: Vec<Completion>, typed: &str) -> Vec<Completion> {
    let mut fitting: Vec<(u8, usize, Completion)> = Vec::new();
    for (order, item) in items.into_iter().enumerate() {
        if let Some(rank) = rank(&item, typed) {
            fitting.push((rank, order, item));
        }
    }
    order::sort_by_key(&mut fitting, |(rank, order, _)| (*rank, *order));
    let mut list: Vec<Completion> = Vec::new();
    for (_, _, item) in fitting {
        if !list.iter().any(|known| known.label == item.label && known.kind == item.kind) && list.len() < MOST {
            list.push(item);
        }
    }
    list
}

fn rank(item: &Completion, typed: &str) -> Option<u8> {
    // A column is found by its own name as well as by its table's.
    let label = item.label.to_lowercase();
    let column = label.split_once('[').map_or(label.as_str(), |(_, column)| column);
    let mut rest = label.chars();
    if typed.is_empty() {
        Some(0)
    } else if label.starts_with(typed) || column.starts_with(typed) {
        Some(1)
    } else if label.contains(typed) {
        Some(2)
    } else if typed.chars().all(|wanted| rest.any(|c| c == wanted)) {
        Some(3)
    } else if !typed.is_ascii() && item.doc.contains(typed) {
        Some(4)
    } else {
        None
    }
}

/// The list as it grows, the likeliest kinds first.
struct List<'f, 'a> {
    found: &'f Found<'a>,
    file: usize,
    text: &'a str,
    language: Language,
    items: Vec<Completion>,
    replaced: (usize, usize),
}

impl List<'_, '_> {
    fn at(&mut self, offset: usize) {
        let sketch = self.found.project.sketches.get(self.file);
        let lexeme = sketch.and_then(|sketch| sketch.all.iter().find(|lexeme| lexeme.start < offset && offset <= lexeme.end)).copied();
        let inside = lexeme.filter(|lexeme| offset < lexeme.end || lexeme.kind == LexemeKind::Row || lexeme.kind == LexemeKind::Comment);
        match inside.map(|lexeme| (lexeme.kind, lexeme)) {
            Some((LexemeKind::Comment, _)) => return,
            Some((LexemeKind::Row, row)) => return self.row(row, offset),
            Some((LexemeKind::Text, text)) => return self.quoted(text),
            Some(_) | None => {}
        }
        if let Some(start) = self.open_bracket(offset) {
            return self.columns_in_brackets(start, offset);
        }
        match lexeme {
            Some(lexeme) if matches!(lexeme.kind, LexemeKind::Number | LexemeKind::Date) => {
                self.replaced = (lexeme.start, lexeme.end);
                self.periods();
            }
            Some(lexeme) if lexeme.kind == LexemeKind::Word => {
                self.replaced = (lexeme.start, lexeme.end);
                self.words(lexeme.start);
            }
            Some(_) | None => self.words(offset),
        }
    }

    /// Where a column's bracket opens that is not closed before the caret.
    fn open_bracket(&self, offset: usize) -> Option<usize> {
        let before = self.text.get(..offset)?;
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let start = line + before.get(line..)?.rfind('[')?;
        let typed = before.get(start..)?;
        let quoted = before.get(line..start)?.matches('"').count() % 2 == 1;
        (!typed.contains(']') && !quoted).then_some(start)
    }

    fn add(&mut self, kind: TokenKind, label: &str, insert: &str, detail: String, doc: String) {
        let (label, insert) = (label.to_owned(), insert.to_owned());
        self.items.push(Completion { kind, label, insert, detail, doc, function: None, replaced: self.replaced });
    }

    fn plain(&mut self, kind: TokenKind, words: &[&str]) {
        words.iter().for_each(|word| self.add(kind, word, word, String::new(), String::new()));
    }

    fn words(&mut self, start: usize) {
        let line_start = self.text.get(..start).is_none_or(|before| before.is_empty() || before.ends_with('\n') || before == "\u{feff}");
        let found = self.found;
        let caret = Caret::new(&found.project, &found.exact, self.file, start).filter(|_| !line_start);
        let wanted = caret.as_ref().map_or(Wanted::Declaration, Caret::wanted);
        match wanted {
            Wanted::Nothing => {}
            Wanted::Declaration => self.declarations(),
            Wanted::Words(words) => self.plain(TokenKind::Keyword, words),
            Wanted::Type(words) => {
                self.plain(TokenKind::Type, &WORDS);
                self.plain(TokenKind::Keyword, words);
                self.units();
            }
            Wanted::Unit => self.units(),
            Wanted::Names(fits, words) => {
                self.names(fits);
                self.plain(TokenKind::Keyword, words);
            }
            Wanted::ForeignLine => self.foreign_lines(),
            Wanted::Operand(words) => {
                if let Some(caret) = &caret {
                    self.operands(caret);
                }
                self.plain(TokenKind::Keyword, words);
                self.units();
            }
        }
    }

    /// The words that begin declarations, each with what it is for.
    fn declarations(&mut self) {
        const WORDS: [&str; 23] = [
            "pay",
            "earn",
            "param",
            "tiers",
            "rates",
            "matrix",
            "table",
            "define",
            "example",
            "payees",
            "plan",
            "currency",
            "period",
            "effective",
            "rounding",
            "use",
            "import",
            "for",
            "year",
            "week",
            "language",
            "calendar",
            "fx",
        ];
        for name in WORDS {
            let doc = word(&format!("begin-{name}"), &[], self.language).message;
            let block = if matches!(name, "payees" | "calendar" | "fx") { " {" } else { " " };
            self.add(TokenKind::Keyword, name, &format!("{name}{block}"), String::new(), doc);
        }
    }

    fn units(&mut self) {
        let own: Vec<&str> = self.found.plan.units.iter().map(|unit| self.found.plan.currencies.code(unit.currency)).collect();
        let common = ["USD", "EUR", "GBP", "CNY", "JPY"];
        let all: Vec<&str> = own.into_iter().chain(common).chain(self.found.plan.currencies.codes()).collect();
        let typed = self.replaced.0 < self.replaced.1;
        all.into_iter().take(if typed { usize::MAX } else { 6 }).for_each(|code| self.plain(TokenKind::Unit, &[code]));
    }

    /// Names in sight of some kinds: lines first, then what they are made of.
    fn names(&mut self, fits: impl Fn(DeclarationKind) -> bool) {
        let project = &self.found.project;
        let order = |kind: DeclarationKind| match kind {
            DeclarationKind::Line | DeclarationKind::Pay | DeclarationKind::Earn => 0,
            DeclarationKind::Param => 1,
            DeclarationKind::Table => 2,
            DeclarationKind::Tiers | DeclarationKind::Rates | DeclarationKind::Matrix | DeclarationKind::Define => 3,
            DeclarationKind::Plan | DeclarationKind::Header | DeclarationKind::Use | DeclarationKind::Import | DeclarationKind::Example => {
                4
            }
        };
        let all = project.scopes.get(self.file).into_iter().flat_map(Map::values).copied();
        let mut names: Vec<(u8, NameNo)> = all.filter_map(|no| Some((order(project.kind(no).filter(|kind| fits(*kind))?), no))).collect();
        order::sort(&mut names);
        for (_, no) in names {
            self.name(no);
        }
    }

    fn name(&mut self, no: NameNo) {
        let project = &self.found.project;
        let Some((file, declaration)) = project.declaration(no) else { return };
        let Some((name, sketch)) = declaration.name.as_ref().zip(project.sketches.get(file)) else { return };
        // What is being typed declares nothing yet.
        if file == self.file && name.start == self.replaced.0 {
            return;
        }
        let plan = &self.found.plan;
        let is_it = |span| project.declared_at(span) == Some(no);
        let line = plan.lines.iter().find(|line| is_it(line.span)).map(|line| words(plan, line.ty));
        let param = || plan.params.iter().find(|param| is_it(param.span)).map(|param| words(plan, param.ty));
        let is_block =
            matches!(declaration.kind, DeclarationKind::Table | DeclarationKind::Tiers | DeclarationKind::Matrix | DeclarationKind::Rates);
        let of_kind = || {
            if is_block { declaration.kind.word().to_owned() } else { shortened(&one_line(sketch.slice(name.end, declaration.end))) }
        };
        let detail = line.or_else(param).unwrap_or_else(of_kind);
        let called = matches!(declaration.kind, DeclarationKind::Rates | DeclarationKind::Define);
        let insert = if called { self.called(&name.text) } else { name.text.clone() };
        self.add(of_declaration(declaration.kind), &name.text, &insert, detail, declaration.doc.clone());
    }

    /// A name with the bracket of its call, unless one stands there.
    fn called(&self, name: &str) -> String {
        let open = self.text.get(self.replaced.1..).is_some_and(|rest| rest.starts_with('('));
        if open { name.to_owned() } else { format!("{name}(") }
    }

    fn operands(&mut self, caret: &Caret<'_, '_>) {
        let locals: Vec<String> = caret.walk.open.iter().flat_map(|open| open.locals.iter().map(|(name, _)| name.clone())).collect();
        let arguments = caret.walk.declaration.arguments.iter().map(|argument| argument.text.clone());
        for name in locals.into_iter().chain(arguments) {
            self.add(TokenKind::Local, &name, &name, String::new(), String::new());
        }
        if caret.walk.declaration.kind == DeclarationKind::Table {
            caret.walk.own.into_iter().for_each(|own| self.columns(own, ""));
        }
        if let Some(ranged) = caret.walk.ranged().first() {
            let name = self.found.project.names.get(*ranged).map_or_else(String::new, |declared| declared.text.clone());
            self.columns(*ranged, &name);
        }
        // A formula seldom means its own line.
        let own = caret.walk.own;
        let before = self.items.len();
        self.names(|_| true);
        let own_name = own.and_then(|no| self.found.project.names.get(no)).map_or("", |declared| declared.text.as_str());
        if let Some(at) = self.items.iter().skip(before).position(|item| item.label == own_name) {
            let item = self.items.remove(before + at);
            self.items.push(item);
        }
        for name in functions() {
            let Some(help) = function_help(name) else { continue };
            let insert = self.called(name);
            self.add(TokenKind::Function, name, &insert, help.signature.to_owned(), help.summary(self.language).to_owned());
            if let Some(last) = self.items.last_mut() {
                last.function = Some(help);
            }
        }
    }

    /// The columns of a table, each in its brackets behind a name.
    fn columns(&mut self, table: NameNo, owner: &str) {
        let project = &self.found.project;
        let Some((file, declaration)) = project.declaration(table) else { return };
        let Some(sketch) = project.sketches.get(file) else { return };
        for member in &declaration.columns {
            if file == self.file && member.name.start == self.replaced.0 {
                continue;
            }
            let label = format!("{owner}[{}]", member.name.text.replace('[', "[[").replace(']', "]]"));
            let detail = shortened(&one_line(sketch.slice(member.name.end, member.end)));
            let doc = project.comment_above(file, member.name.start);
            self.add(TokenKind::Column, &label, &label, detail, doc);
        }
    }

    fn columns_in_brackets(&mut self, start: usize, offset: usize) {
        let found = self.found;
        let Some(caret) = Caret::new(&found.project, &found.exact, self.file, start) else { return };
        let rest = self.text.get(offset..).unwrap_or("");
        let closed = caret.walk.sketch.word(caret.at).filter(|word| word.kind == LexemeKind::Column && word.start == start);
        let name = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let end = match closed {
            Some(column) => column.end,
            None if rest.get(name..).is_some_and(|rest| rest.starts_with(']')) => offset + name + 1,
            None => offset + name,
        };
        self.replaced = (start, end);
        if let Some(no) = caret.ladder() {
            let outputs = found.project.declaration(no).map_or_else(Vec::new, |(_, declaration)| declaration.outputs.clone());
            for output in outputs {
                let label = format!("[{}]", output.text);
                self.add(TokenKind::Column, &label, &label, String::new(), String::new());
            }
            return;
        }
        let tables = caret.tables();
        let payees = tables.iter().any(|table| found.project.names.get(*table).is_some_and(|declared| declared.text == "payees"));
        tables.into_iter().for_each(|table| self.columns(table, ""));
        if payees {
            self.add(TokenKind::Column, "[Active]", "[Active]", "bool".to_owned(), String::new());
        }
    }

    /// Headings of the table of an example, lines of history.
    fn row(&mut self, row: Lexeme, offset: usize) {
        let found = self.found;
        let Some(caret) = Caret::new(&found.project, &found.exact, self.file, row.start) else { return };
        let Some(text) = self.text.get(row.start..row.end) else { return };
        let at = offset - row.start;
        let before = text.get(..at).unwrap_or("");
        let start = before.rfind('|').map_or(0, |bar| bar + 1);
        let end = text.get(at..).and_then(|rest| rest.find('|')).map_or(text.len(), |bar| at + bar);
        let cell = text.get(start..end).unwrap_or("");
        let from = row.start + start + (cell.len() - cell.trim_start().len()).min(at - start);
        self.replaced = (from, (from + cell.trim().len()).max(offset));
        let owner = caret.walk.open.last().and_then(|open| open.word).map_or("", |word| caret.walk.sketch.str(word));
        let kind = caret.walk.declaration.kind;
        let used = caret.walk.sketch.row(caret.at);
        let table =
            if kind == DeclarationKind::Table { caret.walk.own } else { found.project.find(self.file, &tiercel_syntax::nfc(owner)) };
        let is_grid = matches!(kind, DeclarationKind::Rates | DeclarationKind::Tiers);
        if is_grid && !caret.first_row() {
            self.plain(TokenKind::Keyword, &["any", "other"]);
        } else if owner == "history" && caret.first_row() {
            self.plain(TokenKind::Column, &["Payee", "Period", "Line", "Value"]);
        } else if owner == "history" {
            self.names(|kind| matches!(kind, DeclarationKind::Line | DeclarationKind::Pay | DeclarationKind::Earn));
        } else if let Some(table) = table.filter(|_| caret.first_row() && !is_grid) {
            self.headings(table, &used, from);
        }
    }

    /// The columns that data gives and that a heading lacks.
    fn headings(&mut self, table: NameNo, used: &[super::sketch::Name], from: usize) {
        let found = self.found;
        let Some((file, declaration)) = found.project.declaration(table) else { return };
        let Some(sketch) = found.project.sketches.get(file) else { return };
        for member in &declaration.columns {
            let given = used.iter().any(|cell| cell.text == member.name.text && cell.start != from);
            let calculated = sketch.str(member.rest.start) == "=";
            if !given && !calculated {
                let detail = shortened(&one_line(sketch.slice(member.name.end, member.end)));
                self.add(TokenKind::Column, &member.name.text, &member.name.text, detail, String::new());
            }
        }
    }

    /// Files behind `use`, plans behind `from`.
    fn quoted(&mut self, text: Lexeme) {
        let found = self.found;
        let Some(caret) = Caret::new(&found.project, &found.exact, self.file, text.start) else { return };
        self.replaced = (text.start + 1, text.end - 1);
        let own = self.file;
        let sources = found.project.sources.iter().zip(&found.project.sketches).enumerate().filter(|(number, _)| *number != own);
        let kind = caret.walk.declaration.kind;
        if kind == DeclarationKind::Use {
            let folder = found.project.sources.get(self.file).and_then(|own| own.name.rsplit_once('/')).map_or("", |(folder, _)| folder);
            for (_, (source, _)) in sources {
                let name = source.name.strip_prefix(folder).map_or(source.name.as_str(), |rest| rest.trim_start_matches('/'));
                self.add(TokenKind::Text, name, name, String::new(), String::new());
            }
        } else if kind == DeclarationKind::Import {
            let plans = sources.flat_map(|(_, (_, sketch))| &sketch.declarations).filter(|plan| plan.kind == DeclarationKind::Plan);
            plans.filter_map(|plan| plan.name.as_ref()).for_each(|name| self.plain(TokenKind::Text, &[&name.text]));
        }
    }

    /// Lines of other plans.
    fn foreign_lines(&mut self) {
        let found = self.found;
        let foreign = |no: &NameNo| {
            let kind = found.project.kind(*no);
            let is_line = matches!(kind, Some(DeclarationKind::Line | DeclarationKind::Pay | DeclarationKind::Earn));
            is_line && found.project.declaration(*no).is_some_and(|(file, _)| file != self.file)
        };
        let lines: Vec<NameNo> = (0..found.project.names.len()).filter(foreign).collect();
        lines.into_iter().for_each(|no| self.name(no));
        self.plain(TokenKind::Keyword, &["from"]);
    }

    /// The periods of the years that the plan is in force.
    fn periods(&mut self) {
        let plan = &self.found.plan;
        let grains = [Grain::Year, Grain::Half, Grain::Quarter, Grain::Month];
        let mut names: Vec<String> = Vec::new();
        for unit in &plan.units {
            for grain in grains {
                let calendar = Calendar::default();
                let (Some(first), Some(last)) = (calendar.period_of(unit.effective.0, grain), calendar.period_of(unit.effective.1, grain))
                else {
                    continue;
                };
                let count = usize::try_from(last.ordinal.saturating_sub(first.ordinal)).unwrap_or(0).min(60);
                let ordinals = (first.ordinal..).take(count + 1);
                names.extend(ordinals.map(|ordinal| calendar.name(tiercel_value::Period { ordinal, ..first })));
            }
        }
        names.iter().for_each(|name| self.plain(TokenKind::Date, &[name]));
    }
}
