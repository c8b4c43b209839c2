//! The JSON shapes of command line, HTTP and package: what crosses a boundary, and nothing else.
//!
//! Numbers cross as canonical decimal strings. Field names are what other programs rely on; a change of theirs is a new
//! version of the API.

mod coverage;
pub mod describe;
pub mod editor;
mod eligibility;
mod explanation;
mod messages;
mod plan_types;
mod results;
mod session;
mod slice;
mod sweep;
#[cfg(test)]
mod typescript;
mod utf16;

pub use coverage::{CoverageReport, UntouchedPlace};
pub use describe::{Description, description};
pub use eligibility::{DaySpan, EligibilityEntry, ObstacleMessage, eligibility_entries};
pub use explanation::{ExplanationNode, explanation_node};
pub use messages::{DiagnosticMessage, FixMessage, LabelMessage, ProblemMessage, diagnostic, note, problem};
pub use plan_types::plan_types;
pub use results::{
    AdjustmentEntry, CellNames, CellPlace, CellResult, ErrorResult, ExampleReport, ExpectationReport, FileEntry, LineStatement, Manifest,
    PlanPart, RestatedEntry, RestatementReport, RowResult, RunResults, StatementDocument, TestReport, Told, UntouchedReport, cells_at,
    example_report, restatement_report, run_cells, run_errors, run_results, statement_document, untouched_report,
};
pub use session::{
    AskedMessage, DelimitedText, DifferenceEntry, LoadMessage, PayDifferenceEntry, TableMessage, changes_of, difference_entries, messages,
    pay_difference_entries, refused, session, sliced_session,
};
pub use slice::{HeldMessage, HeldValueMessage, SealedMessage, SliceMessage, SliceTableMessage, slice_message, slice_of};
pub use sweep::{
    AimMessage, CurvePointResult, CurveResult, InputResult, MovingMessage, ReachedResult, SolutionResult, SweepMessage, curve_result,
    solution_result,
};
pub use utf16::Utf16;
