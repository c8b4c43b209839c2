//! The call around a caret and the argument it stands in.

use super::marks::Walk;
use super::project::{Exact, Project};
use super::sketch::DeclarationKind;
use crate::Source;
use tiercel_syntax::{FunctionHelp, function_help, nfc};

/// A call, and where in it the caret stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// `ROUND(x, places)`.
    pub text: String,
    /// Its parameters in that text, first byte and the byte after the last.
    pub parameters: Vec<(usize, usize)>,
    /// Which of them the caret stands in.
    pub active: Option<usize>,
    /// The comment above the declaration of what is called.
    pub doc: String,
    /// The help on a built-in function.
    pub function: Option<FunctionHelp>,
}

/// The innermost call around an offset.
pub fn signature(sources: &[Source], file: usize, offset: usize) -> Option<Signature> {
    let project = Project::new(sources);
    let exact = Exact::default();
    let declarations = &project.sketches.get(file)?.declarations;
    let number = declarations.iter().rposition(|declaration| declaration.start < offset)?;
    let walk = Walk::new(&project, &exact, file, number, offset)?;
    let open = walk.open.iter().rev().find(|open| !open.block && open.word.is_some())?;
    let name = walk.sketch.str(open.word?);
    let (text, doc, function) = match function_help(name) {
        Some(function) => (function.signature.to_owned(), String::new(), Some(function)),
        None => {
            let no = project.find(file, &nfc(name))?;
            let (of, declaration) = project.declaration(no)?;
            let arguments = match declaration.kind {
                DeclarationKind::Define => declaration.arguments.iter().map(|argument| argument.text.clone()).collect(),
                DeclarationKind::Rates => conditions(&project, of, declaration),
                DeclarationKind::Plan | DeclarationKind::Header | DeclarationKind::Use | DeclarationKind::Import => return None,
                DeclarationKind::Table | DeclarationKind::Tiers | DeclarationKind::Matrix | DeclarationKind::Param => return None,
                DeclarationKind::Pay | DeclarationKind::Earn | DeclarationKind::Line | DeclarationKind::Example => return None,
            };
            (format!("{}({})", nfc(name), arguments.join(", ")), declaration.doc.clone(), None)
        }
    };
    let parameters = parameters(&text);
    let last = parameters.len().checked_sub(1);
    let goes_on = text.contains('…');
    let active = last.and_then(|last| if open.commas <= last { Some(open.commas) } else { goes_on.then_some(last) });
    Some(Signature { text, parameters, active, doc, function })
}

/// The headings of the conditions of a decision table.
fn conditions(project: &Project<'_>, file: usize, declaration: &super::sketch::Declaration) -> Vec<String> {
    let Some(sketch) = project.sketches.get(file) else { return Vec::new() };
    let heading = declaration.words.clone().map(|at| sketch.row(at)).find(|row| !row.is_empty()).unwrap_or_default();
    heading.into_iter().map(|cell| cell.text).filter(|text| !text.starts_with("->")).collect()
}

/// What stands between the brackets and commas of a signature.
fn parameters(text: &str) -> Vec<(usize, usize)> {
    let Some(start) = text.find('(').map(|at| at + 1) else { return Vec::new() };
    let end = text.len().saturating_sub(1);
    let mut found = Vec::new();
    let mut at = start;
    for part in text.get(start..end).unwrap_or("").split(',') {
        let trimmed = at + part.len() - part.trim_start().len();
        found.push((trimmed, at + part.len()));
        at += part.len() + 1;
    }
    found.retain(|(start, end)| start < end);
    found
}
