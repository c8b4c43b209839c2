//! The least input at which an amount is a value or more.

use super::Sweep;
use super::moving::{Grid, refused};
use super::probe::{Probe, Sample};
use super::refine::refine;
use crate::session::{Refused, Session};
use tiercel_value::Decimal;

/// What a search came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// The least input that reaches the value; none: no input that was looked at does.
    pub reached: Option<Reached>,
    /// Where the amount is highest among the inputs that were looked at, and what it is; none where it never is a number.
    pub highest: Option<(String, String)>,
    /// The first input, and the last one of the range that was looked at.
    pub range: (String, String),
    /// The currency's code; empty for what is no amount.
    pub currency: String,
    /// How far two inputs stand apart.
    pub step: String,
    /// Whether the amount falls somewhere: a larger input then does not always give more.
    pub falls: bool,
    /// Whether the plan was evaluated at every input, so that the answer is the least one for certain.
    pub certain: bool,
    /// Whether a part of the range was not looked at, because the plan may not be evaluated more often.
    pub more: bool,
    /// How often the plan was evaluated.
    pub evaluations: usize,
}

/// An input that reaches a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The input.
    pub input: String,
    /// The amount there.
    pub value: String,
    /// Whether it is the very value that was asked for.
    pub exact: bool,
    /// The input one step before, and the amount there; none at the first input.
    pub below: Option<(String, String)>,
    /// Whether the amount jumps over the value here: a step brings more than the steps beside it.
    pub jumps: bool,
}

/// How often a range without an end is made sixteen times as long.
const LONGER: usize = 8;

pub(super) fn of(session: &Session, sweep: &Sweep, grid: &Grid, wanted: Decimal) -> Result<Solution, Refused> {
    let Some(steps) = grid.steps else {
        let mut steps = first_range(grid, wanted)?;
        for longer in 0..=LONGER {
            let mut probe = Probe::new(session, sweep, grid, steps)?;
            let solution = search(&mut probe, steps, wanted)?;
            let next = steps.checked_mul(16).filter(|next| *next <= Grid::MOST && longer < LONGER);
            match next {
                Some(next) if solution.reached.is_none() && !solution.more => steps = next,
                Some(_) | None => return Ok(solution),
            }
        }
        return Err(refused("data-moving-range", "–").into());
    };
    search(&mut Probe::new(session, sweep, grid, steps)?, steps, wanted)
}

/// A range that is long beside what moves now and beside what is wanted.
fn first_range(grid: &Grid, wanted: Decimal) -> Result<i64, Refused> {
    let far = grid.present.max(wanted.abs()).max(Decimal::ONE).mul(Decimal::from_i64(2));
    let end = far.ok().and_then(|far| grid.from.abs().add(far.value).ok());
    let steps = end.and_then(|end| grid.index_of(end.value)).map(|steps| steps.max(1_000));
    steps.ok_or_else(|| refused("data-moving-range", "–").into())
}

fn search(probe: &mut Probe, steps: i64, wanted: Decimal) -> Result<Solution, Refused> {
    let most = probe.budget;
    // What finds the very step afterwards, and looks at its neighbours, is kept back.
    let kept = 64.min(most / 4);
    if usize::try_from(steps).is_ok_and(|steps| steps >= most) {
        probe.budget = most - kept;
    }
    let refined = refine(probe, steps)?;
    probe.budget = most;
    let reaches = |sample: Sample| sample.shown().is_some_and(|shown| shown >= wanted);
    let first = probe.all().find(|(_, sample)| reaches(*sample)).map(|(index, _)| index);
    let least = match first {
        Some(first) => Some(least_between(probe, first, reaches)?),
        None => None,
    };
    let reached = match least {
        Some(least) => Some(reached(probe, least, steps, wanted)?),
        None => None,
    };
    let text = |(index, sample): (i64, Sample)| (probe.grid.input(index).to_string(), sample.text());
    // Of equal amounts the one at the least input.
    let highest = probe.all().filter(|(_, sample)| sample.shown().is_some()).rev().max_by_key(|(_, sample)| sample.shown());
    let shown: Vec<Decimal> = probe.all().filter_map(|(_, sample)| sample.shown()).collect();
    Ok(Solution {
        reached,
        highest: highest.map(text),
        range: (probe.grid.input(0).to_string(), probe.grid.input(steps).to_string()),
        currency: probe.target.currency.clone(),
        step: probe.grid.step.to_string(),
        falls: shown.iter().zip(shown.iter().skip(1)).any(|(before, after)| after < before),
        certain: usize::try_from(steps).is_ok_and(|steps| steps < probe.evaluations()),
        more: refined.until < steps,
        evaluations: probe.evaluations(),
    })
}

/// Halves between an input that reaches the value and the one before it that was looked at.
fn least_between(probe: &mut Probe, first: i64, reaches: impl Fn(Sample) -> bool) -> Result<i64, Refused> {
    let Some((mut below, _)) = probe.all().take_while(|(index, _)| *index < first).last() else { return Ok(first) };
    let mut above = first;
    while above - below > 1 {
        let middle = below + (above - below) / 2;
        match probe.at(middle)? {
            Some(sample) if reaches(sample) => above = middle,
            Some(_) => below = middle,
            None => break,
        }
    }
    Ok(above)
}

fn reached(probe: &mut Probe, least: i64, steps: i64, wanted: Decimal) -> Result<Reached, Refused> {
    let mut at = |index: i64| if (0..=steps).contains(&index) { probe.at(index) } else { Ok(None) };
    let (before, below, here, after) = (at(least - 2)?, at(least - 1)?, at(least)?, at(least + 1)?);
    let exact = |sample: Option<Sample>| sample.and_then(|sample| sample.exact());
    let rise = |from: Option<Sample>, to: Option<Sample>| exact(to)?.sub(exact(from)?).ok().map(|rise| rise.value.abs());
    let beside = [rise(before, below), rise(here, after)].into_iter().flatten().max();
    let allowed = beside.unwrap_or(Decimal::ZERO).add(probe.target.unit).map_or(Decimal::ZERO, |sum| sum.value);
    let here = here.unwrap_or(Sample::Gap(None));
    let is_exact = here.shown() == Some(wanted);
    Ok(Reached {
        input: probe.grid.input(least).to_string(),
        value: here.text(),
        exact: is_exact,
        jumps: !is_exact && rise(below, Some(here)).is_some_and(|rise| rise > allowed),
        below: below.map(|below| (probe.grid.input(least - 1).to_string(), below.text())),
    })
}
