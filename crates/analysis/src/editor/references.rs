//! Where a name is declared and used, and another name for it everywhere.

use super::marks::{Mark, Role, marks};
use super::project::{Exact, Project};
use super::sketch::DeclarationKind;
use crate::Source;
use tiercel_syntax::{Diagnostic, LexemeKind, built_in, is_name, nfc};

/// A stretch of one of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which file.
    pub file: usize,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

/// A change of one of the files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub place: Place,
    /// By what.
    pub text: String,
}

/// Where the name at an offset is declared; several places for what is amended from a day on.
pub fn definition(sources: &[Source], file: usize, offset: usize) -> Vec<Place> {
    let Some(found) = Found::at(sources, file, offset) else { return Vec::new() };
    found.places().into_iter().filter(|(_, declares)| *declares).map(|(place, _)| place).collect()
}

/// Every place in the files where the name at an offset stands, with whether it is declared there.
pub fn references(sources: &[Source], file: usize, offset: usize) -> Vec<(Place, bool)> {
    Found::at(sources, file, offset).map_or_else(Vec::new, |found| found.places())
}

/// The name at an offset that [`rename`] would change.
///
/// # Errors
/// Why it can't be renamed, as a diagnostic at the place.
pub fn renamed(sources: &[Source], file: usize, offset: usize) -> Result<Place, Diagnostic> {
    let found = Found::at(sources, file, offset).ok_or_else(|| refusal("rename-nothing", file, offset))?;
    found.can_be_renamed()?;
    Ok(found.place)
}

/// The changes that give what stands at an offset another name, in all files.
///
/// # Errors
/// Why it can't have that name, as a diagnostic at the place.
pub fn rename(sources: &[Source], file: usize, offset: usize, name: &str) -> Result<Vec<Edit>, Diagnostic> {
    let found = Found::at(sources, file, offset).ok_or_else(|| refusal("rename-nothing", file, offset))?;
    found.can_be_renamed()?;
    let name = nfc(name.trim());
    found.takes(&name)?;
    let places = found.places();
    let edits = places.into_iter().filter_map(|(place, _)| found.edit(place, &name));
    Ok(edits.collect())
}

fn refusal(code: &'static str, file: usize, offset: usize) -> Diagnostic {
    let at = u32::try_from(offset).unwrap_or(u32::MAX);
    let file = u16::try_from(file).unwrap_or(u16::MAX);
    Diagnostic::error(code, tiercel_plan::Span { file, start: at, end: at })
}

/// A name under a caret.
pub(crate) struct Found<'a> {
    pub(crate) project: Project<'a>,
    pub(crate) exact: Exact,
    pub(crate) plan: tiercel_plan::Plan,
    pub(crate) place: Place,
    pub(crate) role: Role,
}

impl<'a> Found<'a> {
    /// The mark at an offset, its end included.
    pub(crate) fn at(sources: &'a [Source], file: usize, offset: usize) -> Option<Found<'a>> {
        let mut found = Found::whole(sources, file);
        let mark = at(&marks(&found.project, file, &found.exact), offset)?;
        found.place = Place { file, start: mark.start, end: mark.end };
        found.role = mark.role;
        Some(found)
    }

    /// A file, with no name in view.
    pub(crate) fn whole(sources: &'a [Source], file: usize) -> Found<'a> {
        let project = Project::new(sources);
        let plan = crate::analyse(sources, &project.plans(file)).plan;
        let exact = Exact::of(&project, &plan);
        Found { project, exact, plan, place: Place { file, start: 0, end: 0 }, role: Role::UnknownName }
    }

    /// Where else it stands: in order, with whether it is declared there.
    fn places(&self) -> Vec<(Place, bool)> {
        let files: Vec<usize> = match &self.role {
            Role::Local(_) => vec![self.place.file],
            Role::Name(_) | Role::Column(..) | Role::Output(..) => (0..self.project.sketches.len()).collect(),
            Role::Keyword | Role::Type | Role::Unit | Role::Function(_) | Role::UnknownName | Role::UnknownColumn => Vec::new(),
        };
        let of = |file| {
            let all = marks(&self.project, file, &self.exact);
            all.into_iter()
                .filter(|mark| mark.role == self.role)
                .map(move |mark| (Place { file, start: mark.start, end: mark.end }, mark.declares))
        };
        files.into_iter().flat_map(of).collect()
    }

    fn refuse(&self, code: &'static str) -> Diagnostic {
        refusal(code, self.place.file, self.place.start)
    }

    fn text(&self) -> &'a str {
        self.slice(self.place)
    }

    fn slice(&self, place: Place) -> &'a str {
        self.project.sketches.get(place.file).map_or("", |sketch| sketch.slice(place.start, place.end))
    }

    fn can_be_renamed(&self) -> Result<(), Diagnostic> {
        let special = |table: &usize| self.project.names.get(*table).map_or("", |declared| declared.text.as_str());
        let refused = match &self.role {
            Role::Keyword | Role::Type | Role::Unit | Role::Function(_) => "rename-built-in",
            Role::UnknownName | Role::UnknownColumn => "rename-undeclared",
            Role::Name(no) if matches!(special(no), "payees" | "calendar" | "fx") => "rename-special",
            Role::Column(table, name) if is_special(special(table), name) => "rename-special",
            Role::Name(_) | Role::Column(..) | Role::Output(..) | Role::Local(_) => return Ok(()),
        };
        Err(self.refuse(refused).arg("name", self.text()))
    }

    /// Whether what is renamed may be called so.
    fn takes(&self, name: &str) -> Result<(), Diagnostic> {
        let clash = |taken: bool| if taken { Err(self.refuse("rename-taken").arg("name", name)) } else { Ok(()) };
        match &self.role {
            Role::Column(table, own) => {
                self.is_heading(name)?;
                let table_name = self.project.names.get(*table).map_or("", |declared| declared.text.as_str());
                if is_special(table_name, name) {
                    return Err(self.refuse("rename-special").arg("name", name));
                }
                clash(name != own && self.project.column(*table, name).is_some())
            }
            Role::Output(no, own) => {
                self.is_heading(name)?;
                let taken = self.project.declaration(*no).is_some_and(|(file, declaration)| {
                    let row = self.project.sketches.get(file).map(|sketch| {
                        let heading =
                            declaration.words.clone().find(|at| sketch.word(*at).is_some_and(|word| word.kind == LexemeKind::Row));
                        heading.map_or_else(Vec::new, |at| sketch.row(at))
                    });
                    let outputs = declaration.outputs.iter().any(|output| output.text == name);
                    outputs || row.into_iter().flatten().any(|cell| cell.text == name)
                });
                clash(name != own && taken)
            }
            Role::Name(no) => {
                self.is_word(name)?;
                let same = self.project.names.get(*no).is_some_and(|declared| declared.text == name);
                let used = self.project.scopes.iter().filter(|scope| scope.values().any(|known| known == no));
                let taken = used.into_iter().any(|scope| scope.contains_key(name)) || self.given_somewhere(name);
                let called = matches!(self.project.kind(*no), Some(DeclarationKind::Rates | DeclarationKind::Define));
                if called && built_in(name).is_some() {
                    return Err(self.refuse("rename-to-built-in").arg("name", name));
                }
                clash(!same && taken)
            }
            Role::Local(_) => {
                self.is_word(name)?;
                let same = nfc(self.text()) == name;
                clash(!same && (self.project.find(self.place.file, name).is_some() || self.given_somewhere(name)))
            }
            Role::Keyword | Role::Type | Role::Unit | Role::Function(_) | Role::UnknownName | Role::UnknownColumn => {
                Err(self.refuse("rename-nothing"))
            }
        }
    }

    /// Whether LET or a define gives a name anywhere.
    fn given_somewhere(&self, name: &str) -> bool {
        (0..self.project.sketches.len()).any(|file| {
            let all = marks(&self.project, file, &self.exact);
            let given = |mark: &Mark| matches!(mark.role, Role::Local(start) if start == mark.start);
            all.iter().filter(|mark| given(mark)).any(|mark| nfc(self.slice(Place { file, start: mark.start, end: mark.end })) == name)
        })
    }

    fn is_word(&self, name: &str) -> Result<(), Diagnostic> {
        if !is_name(name) {
            let code = if tiercel_syntax::is_reserved(name) || tiercel_syntax::is_currency(name) {
                "rename-to-reserved"
            } else {
                "rename-no-name"
            };
            return Err(self.refuse(code).arg("name", name));
        }
        if self.project.units.contains(name) || is_clause_word(name) {
            return Err(self.refuse("rename-to-reserved").arg("name", name));
        }
        if built_in(name).is_some() {
            return Err(self.refuse("rename-to-built-in").arg("name", name));
        }
        Ok(())
    }

    /// What may stand in a heading and in brackets.
    fn is_heading(&self, name: &str) -> Result<(), Diagnostic> {
        let odd = name.is_empty() || name.starts_with(['@', '#']) || name.starts_with("->") || name.contains(['|', '"', '\n', '\r']);
        if odd { Err(self.refuse("rename-no-heading").arg("name", name)) } else { Ok(()) }
    }

    /// The change of one place: brackets stay, and brackets in the name are doubled in them.
    fn edit(&self, place: Place, name: &str) -> Option<Edit> {
        let old = self.slice(place);
        let text = match &self.role {
            Role::Column(..) | Role::Output(..) if old.starts_with('[') => format!("[{}]", name.replace('[', "[[").replace(']', "]]")),
            Role::Column(..) | Role::Output(..) | Role::Name(_) | Role::Local(_) => name.to_owned(),
            Role::Keyword | Role::Type | Role::Unit | Role::Function(_) | Role::UnknownName | Role::UnknownColumn => return None,
        };
        Some(Edit { place, text })
    }
}

/// The mark around an offset, or ending there.
pub(crate) fn at(marks: &[Mark], offset: usize) -> Option<Mark> {
    let inside = marks.iter().find(|mark| mark.start <= offset && offset < mark.end);
    inside.or_else(|| marks.iter().find(|mark| mark.end == offset)).cloned()
}

/// Columns that mean something by their name.
fn is_special(table: &str, column: &str) -> bool {
    match table {
        "payees" => matches!(column, "Manager" | "Active"),
        "calendar" => matches!(column, "Period" | "Start" | "End" | "Month" | "Quarter" | "Year"),
        "fx" => matches!(column, "From" | "To" | "Date" | "Rate"),
        _ => false,
    }
}

/// Words that mean something in a clause: a name like that would be read otherwise in some places.
fn is_clause_word(name: &str) -> bool {
    matches!(
        name,
        "of" | "per"
            | "order"
            | "unit"
            | "first"
            | "last"
            | "none"
            | "level"
            | "levels"
            | "reports"
            | "team"
            | "manager"
            | "managers"
            | "everyone"
            | "same"
            | "rate"
            | "fx"
            | "payees"
            | "calendar"
            | "key"
    )
}
