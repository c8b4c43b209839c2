//! Restatement: what late data changes in closed periods, and what of it the open period still has to book.
//!
//! Two runs are compared: one with the closed periods as history gives them, one in which they are computed once more. What
//! the open formulas pay by themselves is in both totals, so only the rest is left as an adjustment.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::datum::Failure;
use crate::engine::Engine;
use crate::request::{Limit, Request};
use crate::vector::Scalar;
use tiercel_data::{History, Tables};
use tiercel_plan::{LineId, LineKind, Plan};
use tiercel_value::{Decimal, ExactSum, Map, Period, order};

/// What a restatement finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restatement {
    /// The closed cells that come out differently, by payee, line and period.
    pub cells: Vec<RestatedCell>,
    /// What the open period books, by payee and line; those of 0 are left out unless a cell changed.
    pub adjustments: Vec<Adjustment>,
}

/// A closed cell that comes out differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestatedCell {
    /// Index of the payee.
    pub payee: u32,
    /// The pay or earn line.
    pub line: LineId,
    /// The period, of the line's grain.
    pub period: Period,
    /// What history gives.
    pub booked: Decimal,
    /// The same with the other sign.
    pub reversed: Decimal,
    /// What it is now; none if it is in error.
    pub rebooked: Option<Decimal>,
    /// What of the adjustment belongs to this cell: from now on history is `booked` plus this.
    pub correction: Decimal,
}

/// What the open period books for a payee and line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Index of the payee.
    pub payee: u32,
    /// The pay or earn line.
    pub line: LineId,
    /// The total of closed and open periods as history and the open formulas have it.
    pub without: Decimal,
    /// The same with the closed periods computed once more.
    pub with: Decimal,
    /// The difference, which is booked.
    pub amount: Decimal,
    /// A cell in error, for which nothing can be booked.
    pub failure: Option<Failure>,
}

/// Computes closed periods once more and says what the open period has to book.
///
/// # Errors
/// Those of [`run`](crate::run).
pub fn restate(plan: &Plan, tables: &Tables, request: &Request<'_>, open: Period) -> Result<Restatement, Limit> {
    let closed_to = Some(Period { ordinal: open.ordinal.saturating_sub(1), ..open });
    let known = History { closed_to, entries: request.history.entries.clone() };
    let before = totals(plan, tables, &Request { history: &known, ..*request }, open)?;
    let Some(first) = before.first else { return Ok(Restatement::default()) };
    // What lies before the first period that history pays, opening balances among it, stays as it is.
    let entries = request
        .history
        .entries
        .iter()
        .filter(|entry| before.standing(entry.period) < first || before.standing(entry.period) > open.ordinal);
    let again = History { closed_to: Some(Period { ordinal: first.saturating_sub(1), ..open }), entries: entries.cloned().collect() };
    let after = totals(plan, tables, &Request { history: &again, ..*request }, open)?;
    Ok(compare(&before, &after, request.payees))
}

/// A payee's cells of a line by ordinal, with whether each is closed.
type OfLine = Map<i32, (Period, bool, Scalar)>;

/// The pay and earn lines of a run up to the open period.
struct Totals {
    /// By payee and line.
    cells: Map<(u32, LineId), OfLine>,
    /// The first closed period of the plan in which history pays something.
    first: Option<i32>,
    standing: Map<Period, i32>,
}

impl Totals {
    fn standing(&self, period: Period) -> i32 {
        self.standing.get(&period).copied().unwrap_or(period.ordinal)
    }
}

fn totals(plan: &Plan, tables: &Tables, request: &Request<'_>, open: Period) -> Result<Totals, Limit> {
    let mut engine = Engine::new(plan, tables, request);
    engine.run_schedule()?;
    let time = &engine.time;
    let paying = |line: LineId| matches!(plan.line(line).kind, LineKind::Pay | LineKind::Earn);
    let mut totals = Totals { cells: Map::new(), first: None, standing: Map::new() };
    for entry in &request.history.entries {
        let unit = usize::from(plan.line(entry.line).unit.0);
        let standing = time.standing(unit, entry.period.grain, entry.period.ordinal);
        totals.standing.insert(entry.period, standing);
        if paying(entry.line) && (time.first..=open.ordinal).contains(&standing) {
            totals.first = Some(totals.first.map_or(standing, |first| first.min(standing)));
        }
    }
    for line in (0u32..).take(plan.lines.len()).map(LineId).filter(|line| paying(*line)) {
        let cells = &engine.lines[line.index()];
        let grain = plan.line(line).grain;
        for payee in (0u32..).take(engine.everybody.len()) {
            for ordinal in (cells.first..).take(cells.count) {
                let standing = time.standing(usize::from(plan.line(line).unit.0), grain, ordinal);
                if standing > open.ordinal {
                    break;
                }
                if let Some(value) = engine.cell_value(line, payee, ordinal) {
                    let cell = (Period { grain, ordinal }, standing < open.ordinal, value);
                    totals.cells.get_or_default((payee, line)).insert(ordinal, cell);
                }
            }
        }
    }
    Ok(totals)
}

fn compare(before: &Totals, after: &Totals, payees: Option<&[u32]>) -> Restatement {
    let mut restatement = Restatement::default();
    let mut keys: Vec<(u32, LineId)> = before.cells.keys().chain(after.cells.keys()).copied().collect();
    order::sort(&mut keys);
    keys.dedup();
    for (payee, line) in keys {
        if payees.is_some_and(|payees| !payees.contains(&payee)) {
            continue;
        }
        let none = Map::new();
        let (old, new) = (before.cells.get(&(payee, line)).unwrap_or(&none), after.cells.get(&(payee, line)).unwrap_or(&none));
        let failure = old
            .values()
            .chain(new.values())
            .find_map(|(_, _, value)| if let Scalar::Error(failure) = value { Some(*failure) } else { None });
        let (without, with) = (total(old), total(new));
        let amount = with.sub(without).map_or(Decimal::ZERO, |difference| difference.value);
        let mut changed: Vec<RestatedCell> = Vec::new();
        let mut ordinals: Vec<i32> = old.keys().chain(new.keys()).copied().collect();
        order::sort(&mut ordinals);
        ordinals.dedup();
        for ordinal in ordinals {
            let Some((period, closed, _)) = old.get(&ordinal).or_else(|| new.get(&ordinal)) else { continue };
            let booked = old.get(&ordinal).and_then(|(_, _, value)| number(*value)).unwrap_or(Decimal::ZERO);
            let rebooked = new.get(&ordinal).map_or(Some(Decimal::ZERO), |(_, _, value)| number(*value));
            if *closed && rebooked != Some(booked) {
                let correction = rebooked.and_then(|now| now.sub(booked).ok()).map_or(Decimal::ZERO, |difference| difference.value);
                changed.push(RestatedCell { payee, line, period: *period, booked, reversed: booked.neg(), rebooked, correction });
            }
        }
        if changed.is_empty() && amount.is_zero() {
            continue;
        }
        // What the open formulas pay already is taken off the last cells: the corrections add up to what is booked.
        let mut left = amount;
        let last = changed.len().saturating_sub(1);
        for (index, cell) in changed.iter_mut().enumerate() {
            if index == last {
                cell.correction = left;
            }
            left = left.sub(cell.correction).map_or(Decimal::ZERO, |rest| rest.value);
        }
        let amount = if failure.is_some() { Decimal::ZERO } else { amount };
        restatement.cells.extend(changed);
        restatement.adjustments.push(Adjustment { payee, line, without, with, amount, failure });
    }
    restatement
}

fn number(value: Scalar) -> Option<Decimal> {
    match value {
        Scalar::Number(number, _) => Some(number),
        Scalar::Blank | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_) => None,
    }
}

fn total(cells: &OfLine) -> Decimal {
    let mut sum = ExactSum::default();
    cells.values().filter_map(|(_, _, value)| number(*value)).for_each(|value| sum.add(value));
    sum.total().map_or(Decimal::ZERO, |total| total.value)
}
