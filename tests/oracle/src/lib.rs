//! A slow, plain evaluator of checked plans: what the engine is compared with.
//!
//! It shares no evaluation code with the engine. Numbers are fractions that are rounded after each operation; a cell or a
//! row's column is computed when somebody asks for it, by recursion, and remembered; windows, people and joins are found by
//! looking at every row, every person, every pair.
//!
//! Where the language's page leaves something open, the oracle reads it so:
//!
//! - **Inexact.** A number keeps the mark through every function of numbers, ROUND and the rounding of pay lines too. MIN, MAX,
//!   TIER, SIGN, RANK and decision tables give what they chose, with its own mark only.
//! - **One operation, one rounding**: each aggregate, AVERAGE, MEDIAN, PERCENTILE, each tier function, PRORATED, CONVERT, `^`.
//! - **LARGE and SMALL** beyond the last value are `#NUM!`, as in Excel; `else` is for nothing at all. `COUNTUNIQUE` of nothing
//!   is `#N/A`.
//! - **Blanks.** What needs a value and finds a blank is `#BLANK!`; aggregates skip it. `join` and `group by` compare like `=`: a
//!   blank is equal to a blank. Rows with a blank date come last in order; they count in no window.
//! - **Nobody.** In a row without a payee `payee` is `#N/A`, and `reports`, `team`, `same` … of nobody are nobody.
//! - **`for payee[Mentor]`** is found once, where the formula stands. `managers` go from the nearest up in FIRST and LAST.
//! - **Trees over rows.** A row is somebody's report's if it is so in one of the window's periods that the row touches; without a
//!   time the cell's period decides.
//! - **`each quarter`.** The cell stands in the last period of the quarter that the plan has: who is there, and on the plan, then
//!   has it. What is dated goes by the quarter's last day.
//! - **History.** In a closed period of the plan, a line that history has anywhere is 0 for those with a cell whom it does not
//!   name. A line that it has nowhere stands for the `else` of the aggregate over it, cell by cell, otherwise `#N/A`, but only
//!   where it is needed. PAYABLE and EARNED of a closed period add up what is given of their lines.
//! - **Without a day** what is dated holds in its first version. A window relative to an unknown "now" takes nothing, `TO DATE`
//!   everything.
//! - **`period calendar`.** Its periods belong to the month, quarter and year that their labels name (`2026-02`, or `M2` beside
//!   `2026`), else to those of their first day. MONTH_OF, `each month`, EVEN, PRORATED and the windows of a month's row go by
//!   that; a month that no period belongs to keeps those of its days that lie in none.
//! - **PRORATED** goes by days: a month's row has all days of its month, also where the plan's weeks do not fit into it, and a
//!   span that is not closed has no share `per SPAN`. What a cell divides by is the days of the plan's periods that belong to it.
//! - **INTERPOLATE** over a first row `any` has that row's point at 0.
//! - **A row's own date** in a month of a weekly plan is the first day of the month's first week. Before the first of the plan's
//!   own periods a row stands in no cell, and its day decides `payee[Active]`.
//! - **A row of which no part falls into the window** does not count for EVEN and PRORATED: with no other their `else`
//!   stands.
//! - **Canonical order**: by payee, the period in which the cell stands, the finer grain first, line. PAYABLE and EARNED are not
//!   shown, nor are input columns.

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
