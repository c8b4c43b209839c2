//! The trees of one or several plans to a checked, typed [`Plan`].
//!
//! All that is wrong is said in one go: a part in error is left out quietly, and what depends on it says nothing more. The
//! plan of an analysis with errors may be partial and is not to be run.

mod examples;
mod graph;
mod grids;
mod names;

use tiercel_plan::Plan;
use tiercel_syntax::{Diagnostic, Severity};

/// A file: its name as it stands behind `use`, with `/` between folders, and its text.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path.
    pub name: String,
    /// The text.
    pub text: String,
}

/// What came of an analysis.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The plan; not to be run if there are errors.
    pub plan: Plan,
    /// What there is to say, by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Analysis {
    /// Whether the plan can't be run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}
