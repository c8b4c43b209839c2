//! A slow, plain evaluator of checked plans: what the engine is compared with.
//!
//! It shares no evaluation code with the engine. Numbers are fractions that are rounded after each operation; a cell or a
//! row's column is computed when somebody asks for it, by recursion, and remembered; windows, people and joins are found by
//! looking at every row, every person, every pair.

#![expect(
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a reference for tests: what does not fit together is to fail loudly"
)]

mod aggregate;
mod canonical;
mod derive;
mod eval;
mod functions;
mod ladders;
mod neighbours;
mod number;
mod people;
mod place;
mod time;
mod value;
mod world;

use tiercel_data::{History, Params, Tables};
use tiercel_plan::Plan;
use tiercel_value::Period;

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The first and last period of the plan's grain; none: all of the plans'.
    pub periods: Option<(Period, Period)>,
    /// Whose cells are shown; none: everyone's.
    pub payees: Option<&'a [u32]>,
    /// Given results of closed periods.
    pub history: &'a History,
    /// Params set for the run.
    pub params: &'a Params,
}

/// Deep enough for balances over many periods and rows.
const STACK: usize = 2 << 30;

/// The canonical text of a run: cells, then rows.
///
/// # Errors
/// A node that reaches itself in a way that the checks should have refused, or a plan that the oracle can't follow.
pub fn run(plan: &Plan, tables: &Tables, request: &Request<'_>) -> Result<String, String> {
    std::thread::scope(|scope| {
        let work = move || {
            let world = world::World::new(plan, tables, request);
            let text = world.canonical(request);
            match world.broken.into_inner() {
                Some(circle) => Err(circle),
                None => Ok(text),
            }
        };
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).map_err(|error| error.to_string())?;
        thread.join().map_err(|panic| {
            let said = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
            format!("the oracle stopped: {}", said.unwrap_or_default())
        })?
    })
}
