//! `example` blocks: names to ids, cells to texts, expected values by the type of what they are compared with.

use crate::names::Scope;
use tiercel_plan::{Example, Plan, UnitNo};
use tiercel_syntax::{Diagnostic, ast};

/// What an example may name.
pub(crate) struct ExampleContext<'a> {
    /// The plan, complete but for its schedule: tables with types of columns, lines with types and grains, params.
    pub(crate) plan: &'a Plan,
    /// The plan of the run that the example belongs to; its PAYABLE and EARNED may be expected.
    pub(crate) unit: UnitNo,
    /// The names in sight. [`Scope::find`] gives tables (payees, calendar and fx by those names), lines and params.
    pub(crate) scope: &'a Scope,
}

/// Reads one example. Headings name columns that exist and are inputs, rows have as many cells as the heading, expected
/// values fit the type of the line or column (percent and number mix; a bare number stands for money), the key of an
/// expected row has one text per key column, `over` is a period of the line's grain, `history` has the columns Payee,
/// Period, Line, Value. Payee and period must be given where a line is expected. What is wrong is left out.
pub(crate) fn example(cx: &ExampleContext<'_>, example: &ast::Example, diagnostics: &mut Vec<Diagnostic>) -> Option<Example> {
    let _ = (cx, example, diagnostics);
    None
}
