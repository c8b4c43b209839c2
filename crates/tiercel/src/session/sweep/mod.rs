//! One input moves, one amount follows: its curve, and the least input that reaches a value.
//!
//! The plan is evaluated at single inputs, by the engine and exactly; what lies between them is found by halving. Inputs
//! stand on a grid: `from`, `from` and a step, and so on. See [`Session::curve`] and [`Session::solve`] for what is
//! promised.

mod aim;
mod curve;
mod moving;
mod probe;
mod refine;
mod solve;

pub use curve::{Curve, CurvePoint};
pub use moving::Moving;
pub use solve::{Reached, Solution};

use super::{Refused, Session};
use moving::Grid;
use probe::Probe;

/// Whose amount follows the input.
#[derive(Clone, Debug, Default)]
pub struct Aim {
    /// The payee's key.
    pub payee: String,
    /// The period. The cells of a line in a longer one are added up.
    pub period: String,
    /// The line; none: all that is payable.
    pub line: Option<String>,
}

/// One input that moves, and the amount that is looked at.
#[derive(Clone, Debug, Default)]
pub struct Sweep {
    /// What the input is put into; all of it at once.
    pub moving: Vec<Moving>,
    /// The amount.
    pub aim: Aim,
    /// The first input; none: the lower bound of what moves, else 0.
    pub from: Option<String>,
    /// The last input; none: the upper bound of what moves. A search without either goes on until it has reached what it
    /// looks for; a curve wants one.
    pub to: Option<String>,
    /// How far two inputs stand apart; none: the step of a param, the minor unit of an amount, a hundredth of a percent, a
    /// hundredth for a factor, and for a number as many decimals as `from`, `to` and the present value have.
    pub step: Option<String>,
    /// How often the plan may be evaluated; none: 2,000 times.
    pub evaluations: Option<usize>,
}

impl Sweep {
    /// How often a plan is evaluated unless it is said.
    pub const EVALUATIONS: usize = 2_000;
    /// How often it is evaluated at most.
    pub const MOST: usize = 1_000_000;

    fn budget(&self) -> usize {
        self.evaluations.unwrap_or(Sweep::EVALUATIONS).clamp(4, Sweep::MOST)
    }
}

impl Session {
    /// How an amount follows one input: the points where its slope or its value changes.
    ///
    /// Where the range has no more steps than there are evaluations, each is evaluated and nothing is missed
    /// ([`Curve::certain`]). In a longer one the plan is evaluated at 33 inputs, at those that are numbers of the plan, and
    /// between two that do not lie on one line with what is between them, by halving, down to the step. What rises and
    /// falls back between two of these inputs may be missed. The formula's value is taken before the amount is rounded, so
    /// that steps of a cent are none; if the formulas round themselves, changes below [`Curve::within`] count as none.
    ///
    /// # Errors
    /// What is wrong with the question, or with the data at the first or last input.
    pub fn curve(&self, sweep: &Sweep) -> Result<Curve, Refused> {
        let grid = Grid::of(self, sweep)?;
        let Some(steps) = grid.steps else { return Err(moving::refused("data-moving-range", "–").into()) };
        let mut probe = Probe::new(self, sweep, &grid, steps)?;
        curve::of(&mut probe, steps)
    }

    /// The least input at which an amount is a value or more.
    ///
    /// Where the range has no more steps than there are evaluations, each is evaluated and the answer is certain. In a
    /// longer one inputs are looked at as for [`Session::curve`]; the answer reaches the value, the input a step below does
    /// not, nor does any input below it that was evaluated. So it is the least one where the amount does not fall, and
    /// wherever it rises and falls back only over more than a thirty-second of the range.
    ///
    /// # Errors
    /// What is wrong with the question, or with the data at the first or last input.
    pub fn solve(&self, sweep: &Sweep, value: &str) -> Result<Solution, Refused> {
        let wanted = moving::number(value, "value")?;
        let grid = Grid::of(self, sweep)?;
        solve::of(self, sweep, &grid, wanted)
    }
}
