//! A checked plan and typed tables become results and explanations. Pure and columnar.
//!
//! [`run`] evaluates every node of the plan as a whole column, in blocks, in the order of
//! [`Plan::schedule`](tiercel_plan::Plan::schedule). It does no I/O, reads no clock, and gives the same results for the
//! same plan, data, history and params, whatever the order of the rows.

mod datum;
mod request;
mod results;
mod shown;

mod again;
mod aggregate;
mod column;
mod copied;
mod derive;
mod engine;
mod eval;
mod exact;
mod explain;
mod given;
mod notes;
mod people;
mod place;
mod reads;
mod restate;
mod slice;
mod steps;
mod time;
mod touch;
mod unrounded;
mod vector;
mod walk;

pub use again::{Kept, run_again};
pub use datum::{Datum, ErrorCode, Failure, Origin, OriginPlace};
pub use explain::{Days, Eligibility, Extent, Fate, Obstacle, Reason, ReasonKind, Target, eligibility, explain};
pub use reads::Reads;
pub use request::{Limit, Request};
pub use restate::{Adjustment, RestatedCell, Restatement, restate};
pub use results::{Cell, LineTotal, Results};
pub use shown::ShownCells;
pub use slice::{Cut, cut};

use tiercel_data::Tables;
use tiercel_plan::Plan;

/// Evaluates a plan over tables.
///
/// # Errors
/// [`Limit`] where the rows that come out would be too many.
pub fn run<'a>(plan: &'a Plan, tables: &'a Tables, request: &Request<'_>) -> Result<Results<'a>, Limit> {
    let mut engine = engine::Engine::new(plan, tables, request);
    engine.run_schedule()?;
    engine.forget_held();
    Ok(Results::new(engine, request, std::rc::Rc::new(Results::lines_shown(plan))))
}
