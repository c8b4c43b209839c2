//! The JSON shapes of command line, HTTP and package: what crosses a boundary, and nothing else.
//!
//! Numbers cross as canonical decimal strings. Field names are what other programs rely on; a change of theirs is a new
//! version of the API.

mod describe;
mod messages;
mod results;

pub use describe::{Description, description};
pub use messages::{DiagnosticMessage, FixMessage, LabelMessage, ProblemMessage, diagnostic, note, problem};
pub use results::{
    CellResult, ErrorResult, ExampleReport, ExpectationReport, FileEntry, LineStatement, Manifest, PlanPart, RowResult, RunResults,
    StatementDocument, example_report, run_results, statement_document,
};
