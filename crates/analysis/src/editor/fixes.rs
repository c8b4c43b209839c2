//! The changes that mend what diagnostics say.

use super::project::Project;
use super::references::{Edit, Place};
use crate::{Source, analyse};
use tiercel_syntax::Diagnostic;

/// A diagnostic and the changes that mend it, all together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mending {
    /// What is wrong.
    pub diagnostic: Diagnostic,
    /// The changes.
    pub edits: Vec<Edit>,
}

/// The diagnostics of a file that can be mended by a change of the text, in order of their places.
pub fn fixes(sources: &[Source], file: usize) -> Vec<Mending> {
    let plans = Project::new(sources).plans(file);
    let here = analyse(sources, &plans).diagnostics.into_iter().filter(|diagnostic| usize::from(diagnostic.span.file) == file);
    let mending = |diagnostic: Diagnostic| {
        let edit = |fix: &tiercel_syntax::Fix| Edit {
            place: Place { file: usize::from(fix.span.file), start: fix.span.start as usize, end: fix.span.end as usize },
            text: fix.text.clone(),
        };
        Mending { edits: diagnostic.fixes.iter().map(edit).collect(), diagnostic }
    };
    here.filter(|diagnostic| !diagnostic.fixes.is_empty()).map(mending).collect()
}
