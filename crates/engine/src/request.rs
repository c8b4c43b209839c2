//! What is asked of a run, and why it may refuse.

use tiercel_data::{History, Params};
use tiercel_value::Period;

/// What is asked of a run.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// First and last period, of the plan's grain; none: all of the plans' periods.
    pub periods: Option<(Period, Period)>,
    /// Whose cells are given out; none: everybody's.
    pub payees: Option<&'a [u32]>,
    /// Given results of closed periods.
    pub history: &'a History,
    /// Params set for this run.
    pub params: &'a Params,
    /// How many threads may be used; 0 counts as 1. The results do not depend on it.
    pub threads: usize,
}

impl<'a> Request<'a> {
    /// Everybody and all periods of the plans, on one thread.
    pub fn of_all(history: &'a History, params: &'a Params) -> Request<'a> {
        Request { periods: None, payees: None, history, params, threads: 1 }
    }
}

/// Why a run was refused: the code of a diagnostic and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The code of the wording in the catalogues.
    pub code: &'static str,
    /// Names and texts of the arguments.
    pub args: Vec<(&'static str, String)>,
}
