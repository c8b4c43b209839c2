//! What may stand at a caret, from the words before it.

use super::marks::Walk;
use super::project::{Exact, NameNo, Project};
use super::sketch::DeclarationKind;
use tiercel_syntax::LexemeKind;

/// A caret in a file.
pub(crate) struct Caret<'p, 'a> {
    /// The walk up to the word under the caret.
    pub(crate) walk: Walk<'p, 'a>,
    /// That word, or the one after the caret.
    pub(crate) at: usize,
}

/// What may stand somewhere.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// Nothing that is known.
    Nothing,
    /// A declaration.
    Declaration,
    /// Some words of the language.
    Words(&'static [&'static str]),
    /// A type, and these words.
    Type(&'static [&'static str]),
    /// A currency.
    Unit,
    /// An operand of a formula, and these words.
    Operand(&'static [&'static str]),
    /// Names of some kinds, and these words.
    Names(fn(DeclarationKind) -> bool, &'static [&'static str]),
    /// A line of another plan.
    ForeignLine,
}

const GRAINS: [&str; 5] = ["month", "quarter", "half", "year", "week"];
const WINDOWS: [&str; 14] = [
    "PERIOD",
    "PRIOR",
    "LAST",
    "LAST YEAR",
    "MTD",
    "QTD",
    "HTD",
    "YTD",
    "EARLIER",
    "EARLIER IN YEAR",
    "TO DATE",
    "FULL QUARTER",
    "FULL YEAR",
    "FULL MONTH",
];
const PEOPLE: [&str; 10] = ["payee", "reports", "team", "manager", "managers", "everyone", "same", "level", "levels", "between"];
const CLAUSES: [&str; 15] =
    ["where", "for", "over", "of", "on", "by", "else", "order", "unit", "remainder", "per", "and", "or", "in", "not in"];
const OPERAND_WORDS: [&str; 7] = ["payee", "period", "true", "false", "blank", "not", "PAYABLE"];

impl<'p, 'a> Caret<'p, 'a> {
    /// The caret before the words that begin at a byte or later; none outside declarations.
    pub(crate) fn new(project: &'p Project<'a>, exact: &'p Exact, file: usize, start: usize) -> Option<Caret<'p, 'a>> {
        let sketch = project.sketches.get(file)?;
        let number = sketch.declarations.iter().rposition(|declaration| declaration.start < start)?;
        let declaration = sketch.declarations.get(number)?;
        let walk = Walk::new(project, exact, file, number, start)?;
        let before = declaration.words.clone().take_while(|at| sketch.word(*at).is_some_and(|word| word.start < start)).count();
        Some(Caret { walk, at: declaration.words.start + before })
    }

    /// The word some places before the caret.
    fn back(&self, places: usize) -> &'a str {
        let at = self.at.checked_sub(places).filter(|at| *at >= self.walk.declaration.words.start);
        at.map_or("", |at| self.walk.sketch.str(at))
    }

    fn in_brackets(&self) -> bool {
        self.walk.open.last().is_some_and(|open| !open.block)
    }

    /// Whether a block is open.
    fn in_block(&self) -> bool {
        self.walk.open.iter().any(|open| open.block)
    }

    /// What may stand here.
    pub(crate) fn wanted(&self) -> Wanted {
        let (before, kind) = (self.back(1), self.walk.declaration.kind);
        match before {
            "->" => return Wanted::Names(|kind| kind == DeclarationKind::Table, &[]),
            "per" => return Wanted::Words(&["MONTH", "QUARTER", "HALF", "YEAR", "SPAN"]),
            "remainder" => return Wanted::Words(&["first", "last", "none"]),
            "FULL" => return Wanted::Words(&["MONTH", "QUARTER", "HALF", "YEAR"]),
            "IN" => return Wanted::Words(&["MONTH", "QUARTER", "HALF", "YEAR"]),
            "TO" => return Wanted::Words(&["DATE"]),
            "each" => return Wanted::Words(&GRAINS),
            "from" | "join" if kind == DeclarationKind::Table && self.in_block() => {
                return Wanted::Names(|kind| kind == DeclarationKind::Table, &[]);
            }
            "group" => return Wanted::Words(&["by"]),
            "for" if self.in_brackets() => return Wanted::Words(&PEOPLE),
            "over" if self.in_brackets() => return Wanted::Words(&WINDOWS),
            ":" => return Wanted::Type(&[]),
            _ => {}
        }
        if self.in_brackets() {
            return self.in_formula();
        }
        match kind {
            DeclarationKind::Plan | DeclarationKind::Use => Wanted::Nothing,
            DeclarationKind::Header => self.header(),
            DeclarationKind::Import => Wanted::ForeignLine,
            DeclarationKind::Table => self.table(),
            DeclarationKind::Tiers | DeclarationKind::Matrix | DeclarationKind::Rates => {
                if before == "rates" || self.in_block() {
                    Wanted::Nothing
                } else {
                    Wanted::Words(&["from", "first"])
                }
            }
            DeclarationKind::Param | DeclarationKind::Define | DeclarationKind::Pay | DeclarationKind::Earn | DeclarationKind::Line => {
                self.line()
            }
            DeclarationKind::Example => self.example(),
        }
    }

    fn in_formula(&self) -> Wanted {
        if self.at > self.walk.declaration.words.start && self.walk.sketch.wants_operand(self.at - 1) {
            Wanted::Operand(&OPERAND_WORDS)
        } else if self.in_brackets() {
            Wanted::Words(&CLAUSES)
        } else {
            Wanted::Words(&["and", "or", "in", "not in"])
        }
    }

    fn header(&self) -> Wanted {
        match (self.back(1), self.back(2)) {
            ("period", _) => Wanted::Words(&["month", "quarter", "half", "year", "week", "calendar"]),
            ("currency", _) => Wanted::Unit,
            ("year" | "week", _) => Wanted::Words(&["from"]),
            ("from", "week") => Wanted::Words(&["Monday", "Sunday"]),
            ("from", _) => Wanted::Words(&[
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ]),
            ("rounding", _) => Wanted::Words(&["half up", "half even", "down", "up"]),
            ("effective", _) => Wanted::Nothing,
            _ if self.walk.sketch.str(self.walk.declaration.words.start) == "for" => self.in_formula(),
            _ => Wanted::Words(&["to"]),
        }
    }

    fn table(&self) -> Wanted {
        if !self.in_block() {
            let named = self
                .walk
                .declaration
                .name
                .as_ref()
                .is_some_and(|name| self.walk.sketch.word(self.at.saturating_sub(1)).is_some_and(|word| name.start <= word.start));
            return if named { Wanted::Words(&["by", "on", "in", "from", "to"]) } else { Wanted::Nothing };
        }
        let members = &self.walk.declaration.columns;
        let Some(member) = members.iter().rev().find(|member| member.rest.start <= self.at) else {
            return Wanted::Words(&["from", "where", "group by", "join", "on", "each", "else"]);
        };
        let formula = (member.rest.start..self.at).any(|at| self.walk.sketch.str(at) == "=");
        if formula || self.walk.sketch.wants_operand(self.at.saturating_sub(1)) {
            self.in_formula()
        } else if member.rest.start == self.at {
            Wanted::Type(&["->"])
        } else {
            Wanted::Words(&["key", "in", "from"])
        }
    }

    fn line(&self) -> Wanted {
        let words = self.walk.declaration.words.start..self.at;
        let kind = self.walk.declaration.kind;
        if words.clone().any(|at| self.walk.sketch.str(at) == "=") {
            if kind == DeclarationKind::Param {
                return if self.back(1) == "=" { Wanted::Unit } else { Wanted::Words(&["between", "and", "step"]) };
            }
            return self.in_formula();
        }
        let named = self.walk.declaration.name.as_ref().is_some_and(|name| name.end <= self.before_end());
        if !named {
            Wanted::Nothing
        } else if kind == DeclarationKind::Param {
            Wanted::Words(&["from"])
        } else {
            Wanted::Words(&["when", "each", "from"])
        }
    }

    /// Where the word before the caret ends.
    fn before_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.walk.sketch.word(at)).map_or(0, |word| word.end)
    }

    fn example(&self) -> Wanted {
        let is_line = |kind| matches!(kind, DeclarationKind::Line | DeclarationKind::Pay | DeclarationKind::Earn);
        let depth = self.walk.open.iter().filter(|open| open.block).count();
        if depth != 1 {
            return Wanted::Nothing;
        }
        match self.back(1) {
            "expect" => Wanted::Names(
                |kind| matches!(kind, DeclarationKind::Line | DeclarationKind::Pay | DeclarationKind::Earn | DeclarationKind::Table),
                &["PAYABLE", "EARNED"],
            ),
            "param" => Wanted::Names(|kind| kind == DeclarationKind::Param, &[]),
            "is" => Wanted::Words(&["N/A", "DIV/0", "MANY", "NUM", "BLANK"]),
            "=" | "payee" | "period" | "for" | "over" => Wanted::Nothing,
            before => {
                let expected = self.back(2) == "expect"
                    && self.walk.project.find(self.walk.file, before).and_then(|no| self.walk.project.kind(no)).is_some_and(is_line);
                if expected {
                    Wanted::Words(&["for", "over", "is"])
                } else {
                    Wanted::Names(|kind| kind == DeclarationKind::Table, &["payee", "period", "expect", "param", "history"])
                }
            }
        }
    }

    /// The tables that a column in brackets opening here can belong to; none if it would begin a column of its own.
    pub(crate) fn tables(&self) -> Vec<NameNo> {
        let declares = self.walk.declaration.kind == DeclarationKind::Table
            && self.in_block()
            && !self.in_brackets()
            && !self.walk.sketch.touches(self.at)
            && !self.walk.sketch.wants_operand(self.at.saturating_sub(1));
        if declares { Vec::new() } else { self.walk.tables(self.at) }
    }

    /// The tiers or rates that a column in brackets opening here can belong to.
    pub(crate) fn ladder(&self) -> Option<NameNo> {
        let no = self.walk.base(self.at)?;
        matches!(self.walk.project.kind(no)?, DeclarationKind::Tiers | DeclarationKind::Rates).then_some(no)
    }

    /// Whether the word before the caret's is a row of a block.
    pub(crate) fn first_row(&self) -> bool {
        self.at.checked_sub(1).and_then(|at| self.walk.sketch.word(at)).is_none_or(|word| word.kind != LexemeKind::Row)
    }
}
