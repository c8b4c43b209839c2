//! Plans from their texts.

use tiercel_plan::{Plan, TableId};
use tiercel_syntax::Diagnostic;

pub use tiercel_analysis::{Source, used_files};

/// A plan and what there is to say about it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The plan; partial and not to be run if there are errors.
    pub plan: Plan,
    /// Errors and warnings, by place.
    pub diagnostics: Vec<Diagnostic>,
    fine: bool,
}

impl Checked {
    /// Whether the plan can be run: there are no errors, at most warnings.
    pub fn is_fine(&self) -> bool {
        self.fine
    }
}

/// Checks one or several plans that are run together. `plans` says which sources are plans of the run; the others are
/// those that they `use`, under the paths that stand behind `use` (see [`used_files`]).
///
/// ```
/// # use tiercel::{Source, check};
/// let checked = check(&[Source { name: "a.plan".into(), text: "pay Commission = 5% * Sals\n".into() }], &[0]);
/// assert!(!checked.is_fine());
/// ```
pub fn check(sources: &[Source], plans: &[usize]) -> Checked {
    let analysis = tiercel_analysis::analyse(sources, plans);
    let fine = !analysis.has_errors();
    Checked { plan: analysis.plan, diagnostics: analysis.diagnostics, fine }
}

/// The table of a name: `payees`, `calendar`, `fx` or a table of the plan.
pub fn table_of(plan: &Plan, name: &str) -> Option<TableId> {
    (0..).map(TableId).zip(&plan.tables).find(|(_, table)| table.name == name).map(|(id, _)| id)
}
