//! What an editor asks, as JSON. Places are offsets of UTF-16 code units in the text of the file named.

use crate::Utf16;
use crate::messages::{DiagnosticMessage, FixMessage, LabelMessage, diagnostic};
use serde::Serialize;
use tiercel::{Language, Source, editor, word};

/// A stretch of text and its colour. Blanks are left out.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Token {
    /// `comment keyword type function line table column param define rates local name number unit text date operator error`.
    pub kind: &'static str,
    /// Its first unit.
    pub start: usize,
    /// The unit after its last.
    pub end: usize,
}

/// A declaration, or a column or output in one.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OutlineItem {
    /// `plan table tiers matrix rates param define pay earn line example column output`.
    pub kind: &'static str,
    /// Its name; the title of an example.
    pub name: String,
    /// A label, a day from which it holds, a type as written.
    pub detail: String,
    /// All of it.
    pub start: usize,
    /// The unit after its last.
    pub end: usize,
    /// Its name.
    pub name_start: usize,
    /// The unit after its name.
    pub name_end: usize,
    /// Columns and outputs.
    pub children: Vec<OutlineItem>,
}

/// A stretch of a file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Place {
    /// The file.
    pub file: String,
    /// Its first unit.
    pub start: usize,
    /// The unit after its last.
    pub end: usize,
}

/// A place where a name stands.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Reference {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// Whether it is declared there.
    pub declares: bool,
}

/// A change of a file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Edit {
    /// What is replaced.
    #[serde(flatten)]
    pub place: Place,
    /// By what.
    pub text: String,
}

/// What there is to say about a place.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Hover {
    /// Its first unit.
    pub start: usize,
    /// The unit after its last.
    pub end: usize,
    /// A declaration on one line, a function's signature, or the expression.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Option<String>,
    /// The comment above its declaration; what a function gives.
    pub doc: String,
    /// A formula with the function.
    pub example: Option<&'static str>,
    /// What its value depends on, in words.
    pub depends: Option<String>,
}

/// Something that can be typed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Completion {
    /// As of a token; `text` is a file or a plan.
    pub kind: &'static str,
    /// What a person sees.
    pub label: String,
    /// What is put in.
    pub insert: String,
    /// A type, a signature, a value.
    pub detail: String,
    /// What it is for.
    pub doc: String,
    /// A formula with the function.
    pub example: Option<&'static str>,
    /// The first unit of what is replaced.
    pub start: usize,
    /// The unit after its last.
    pub end: usize,
}

/// A call around a caret.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Signature {
    /// `ROUND(x, places)`.
    pub text: String,
    /// Its parameters, in units of that text.
    pub parameters: Vec<Range>,
    /// Which of them the caret stands in.
    pub active: Option<usize>,
    /// What it is for.
    pub doc: String,
    /// A formula with the function.
    pub example: Option<&'static str>,
}

/// A diagnostic that a change of the text mends.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Mending {
    /// What is wrong.
    pub diagnostic: DiagnosticMessage,
    /// The changes, all together.
    pub edits: Vec<Edit>,
}

/// A stretch of the text asked about.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Range {
    /// Its first unit.
    pub start: usize,
    /// The unit after its last.
    pub end: usize,
}

/// Files as an editor sees them: places in UTF-16 code units, each text read once.
#[derive(Debug)]
pub struct Files<'a> {
    sources: &'a [Source],
    maps: Vec<Utf16>,
    language: Language,
}

impl<'a> Files<'a> {
    /// Some files, and the language in which to answer.
    pub fn new(sources: &'a [Source], language: Language) -> Files<'a> {
        Files { sources, maps: sources.iter().map(|source| Utf16::new(&source.text)).collect(), language }
    }

    /// The unit of a byte.
    pub fn units(&self, file: usize, byte: usize) -> usize {
        self.maps.get(file).map_or(0, |map| map.units(byte))
    }

    /// The byte of a unit.
    pub fn byte(&self, file: usize, unit: usize) -> usize {
        self.maps.get(file).map_or(0, |map| map.byte(unit))
    }

    fn range(&self, file: usize, (start, end): (usize, usize)) -> Range {
        Range { start: self.units(file, start), end: self.units(file, end) }
    }

    fn place(&self, place: editor::Place) -> Place {
        self.place_of(place.file, place.start, place.end)
    }

    /// The place of bytes of a file.
    pub(crate) fn place_of(&self, file: usize, start: usize, end: usize) -> Place {
        let Range { start, end } = self.range(file, (start, end));
        Place { file: self.sources.get(file).map_or_else(String::new, |source| source.name.clone()), start, end }
    }

    fn text(&self, file: usize) -> &'a str {
        self.sources.get(file).map_or("", |source| source.text.as_str())
    }

    /// Colours.
    pub fn tokens(&self, file: usize) -> Vec<Token> {
        let all = editor::tokens(self.sources, file);
        let shown = all.into_iter().filter(|token| token.kind != editor::TokenKind::Blank);
        shown
            .map(|token| Token { kind: token.kind.word(), start: self.units(file, token.start), end: self.units(file, token.end) })
            .collect()
    }

    /// Declarations.
    pub fn outline(&self, file: usize) -> Vec<OutlineItem> {
        editor::outline(self.text(file)).iter().map(|item| self.outline_item(file, item)).collect()
    }

    fn outline_item(&self, file: usize, item: &editor::OutlineItem) -> OutlineItem {
        let (range, name) = (self.range(file, item.range), self.range(file, item.name_range));
        OutlineItem {
            kind: item.kind.word(),
            name: item.name.clone(),
            detail: item.detail.clone(),
            start: range.start,
            end: range.end,
            name_start: name.start,
            name_end: name.end,
            children: item.children.iter().map(|child| self.outline_item(file, child)).collect(),
        }
    }

    /// What can be folded away.
    pub fn folding(&self, file: usize) -> Vec<Range> {
        editor::folding(self.text(file)).into_iter().map(|range| self.range(file, range)).collect()
    }

    /// Where the name at a unit is declared.
    pub fn definition(&self, file: usize, unit: usize) -> Vec<Place> {
        editor::definition(self.sources, file, self.byte(file, unit)).into_iter().map(|place| self.place(place)).collect()
    }

    /// Where the name at a unit stands.
    pub fn references(&self, file: usize, unit: usize) -> Vec<Reference> {
        let found = editor::references(self.sources, file, self.byte(file, unit));
        found.into_iter().map(|(place, declares)| Reference { place: self.place(place), declares }).collect()
    }

    /// The name at a unit that can be renamed.
    ///
    /// # Errors
    /// Why it can't be, in words.
    pub fn renamed(&self, file: usize, unit: usize) -> Result<Place, String> {
        let place = editor::renamed(self.sources, file, self.byte(file, unit));
        place.map(|place| self.place(place)).map_err(|refused| self.reason(&refused))
    }

    /// The changes that rename what stands at a unit.
    ///
    /// # Errors
    /// Why it can't have that name, in words.
    pub fn rename(&self, file: usize, unit: usize, name: &str) -> Result<Vec<Edit>, String> {
        let edits = editor::rename(self.sources, file, self.byte(file, unit), name).map_err(|refused| self.reason(&refused))?;
        Ok(edits.into_iter().map(|edit| self.edit(edit)).collect())
    }

    /// What there is to say about a unit.
    pub fn hover(&self, file: usize, unit: usize) -> Option<Hover> {
        let hover = editor::hover(self.sources, file, self.byte(file, unit))?;
        let Range { start, end } = self.range(file, (hover.place.start, hover.place.end));
        Some(Hover {
            start,
            end,
            title: hover.title,
            ty: hover.ty,
            doc: hover.function.map_or(hover.doc, |function| function.summary(self.language).to_owned()),
            example: hover.function.map(|function| function.example),
            depends: hover.depends.map(|(code, args)| word(code, &args, self.language).message),
        })
    }

    /// What can be typed at a unit, the likeliest first.
    pub fn complete(&self, file: usize, unit: usize) -> Vec<Completion> {
        let all = editor::complete(self.sources, file, self.byte(file, unit), self.language);
        let completion = |item: editor::Completion| Completion {
            kind: item.kind.word(),
            label: item.label,
            insert: item.insert,
            detail: item.detail,
            doc: item.doc,
            example: item.function.map(|function| function.example),
            start: self.units(file, item.replaced.0),
            end: self.units(file, item.replaced.1),
        };
        all.into_iter().map(completion).collect()
    }

    /// The call around a unit.
    pub fn signature(&self, file: usize, unit: usize) -> Option<Signature> {
        let signature = editor::signature(self.sources, file, self.byte(file, unit))?;
        let map = Utf16::new(&signature.text);
        let parameters = signature.parameters.iter().map(|(start, end)| Range { start: map.units(*start), end: map.units(*end) });
        Some(Signature {
            parameters: parameters.collect(),
            text: signature.text,
            active: signature.active,
            doc: signature.function.map_or(signature.doc, |function| function.summary(self.language).to_owned()),
            example: signature.function.map(|function| function.example),
        })
    }

    /// The diagnostics of a file that a change of the text mends.
    pub fn fixes(&self, file: usize) -> Vec<Mending> {
        let mending = |mending: editor::Mending| Mending {
            diagnostic: self.diagnostic(&mending.diagnostic),
            edits: mending.edits.into_iter().map(|edit| self.edit(edit)).collect(),
        };
        editor::fixes(self.sources, file).into_iter().map(mending).collect()
    }

    /// A diagnostic whose places are units.
    pub fn diagnostic(&self, said: &tiercel::Diagnostic) -> DiagnosticMessage {
        let in_bytes = diagnostic(self.sources, said, self.language);
        let unit = |file: u16, byte: u32| u32::try_from(self.units(usize::from(file), byte as usize)).unwrap_or(u32::MAX);
        let label = |(message, label): (LabelMessage, &tiercel::Label)| LabelMessage {
            start: unit(label.span.file, label.span.start),
            end: unit(label.span.file, label.span.end),
            ..message
        };
        let fix = |(message, fix): (FixMessage, &tiercel::Fix)| FixMessage {
            start: unit(fix.span.file, fix.span.start),
            end: unit(fix.span.file, fix.span.end),
            ..message
        };
        DiagnosticMessage {
            start: unit(said.span.file, said.span.start),
            end: unit(said.span.file, said.span.end),
            labels: in_bytes.labels.into_iter().zip(&said.labels).map(label).collect(),
            fixes: in_bytes.fixes.into_iter().zip(&said.fixes).map(fix).collect(),
            ..in_bytes
        }
    }

    fn edit(&self, edit: editor::Edit) -> Edit {
        Edit { place: self.place(edit.place), text: edit.text }
    }

    fn reason(&self, refused: &tiercel::Diagnostic) -> String {
        word(refused.code, &refused.args, self.language).message
    }
}
