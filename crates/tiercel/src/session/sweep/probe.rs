//! The plan at single inputs.

use super::Sweep;
use super::aim::Target;
use super::moving::{Grid, Slot, numbers_of, placed};
use crate::session::{Refused, Session};
use tiercel_data::{Params, Tables, parse_params};
use tiercel_engine::{Datum, ErrorCode, Request, Results, run};
use tiercel_plan::{LineId, Node, Plan, Step};
use tiercel_value::{Decimal, Map, Period, Set};

/// The amount at one input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    /// An amount.
    Amount {
        /// As it is paid.
        shown: Decimal,
        /// Whether it came through an operation whose exact result no number can hold.
        inexact: bool,
        /// Before the lines that make it are rounded.
        exact: Decimal,
    },
    /// An error of a cell; none: no cell, or an input that may not be.
    Gap(Option<ErrorCode>),
}

impl Sample {
    /// The amount as it is paid.
    pub(super) fn shown(&self) -> Option<Decimal> {
        if let Sample::Amount { shown, .. } = self { Some(*shown) } else { None }
    }

    /// The amount before it is rounded.
    pub(super) fn exact(&self) -> Option<Decimal> {
        if let Sample::Amount { exact, .. } = self { Some(*exact) } else { None }
    }

    /// Canonical text.
    pub(super) fn text(&self) -> String {
        match self {
            Sample::Amount { shown, inexact, .. } => format!("{shown}{}", if *inexact { "~" } else { "" }),
            Sample::Gap(Some(code)) => code.to_string(),
            Sample::Gap(None) => String::new(),
        }
    }
}

/// A session that is evaluated again and again with another input. Each input is evaluated once.
#[derive(Debug)]
pub(super) struct Probe {
    session: Session,
    /// The plan with those steps alone that the amount needs.
    plan: Plan,
    tables: Tables,
    slots: Vec<Slot>,
    pub(super) target: Target,
    pub(super) grid: Grid,
    samples: Map<i64, Sample>,
    pub(super) budget: usize,
}

impl Probe {
    /// Prepares a session, and holds the data at both ends of the inputs to what loading says of it.
    pub(super) fn new(session: &Session, sweep: &Sweep, grid: &Grid, steps: i64) -> Result<Probe, Refused> {
        let target = Target::of(session, &sweep.aim)?;
        let (session, slots) = placed(session, sweep, grid.from)?;
        // One more row in `payees` moves the people after it.
        let payee = session.payee(&sweep.aim.payee)?;
        let target = Target { payee, ..target };
        let plan = needed(session.plan(), &target.lines);
        let tables = session.tables().clone();
        let probe = Probe { session, plan, tables, slots, target, grid: grid.clone(), samples: Map::new(), budget: sweep.budget() };
        probe.check(0)?;
        if grid.is_said {
            probe.check(steps)?;
        }
        Ok(probe)
    }

    fn check(&self, index: i64) -> Result<(), Refused> {
        let input = self.grid.input(index);
        let refusals = self.slots.iter().filter_map(|slot| slot.refusal(&self.session, slot.value(input)?));
        refusals.map(|problems| Err(problems.into())).next().unwrap_or(Ok(()))
    }

    /// How often the plan was evaluated.
    pub(super) fn evaluations(&self) -> usize {
        self.samples.len()
    }

    /// All inputs that were looked at, by their indexes.
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = (i64, Sample)> + '_ {
        self.samples.iter().map(|(index, sample)| (*index, *sample))
    }

    /// The amount at an index; none where the plan may not be evaluated more often.
    pub(super) fn at(&mut self, index: i64) -> Result<Option<Sample>, Refused> {
        if let Some(known) = self.samples.get(&index) {
            return Ok(Some(*known));
        }
        if self.samples.len() >= self.budget {
            return Ok(None);
        }
        let sample = self.evaluate(self.grid.input(index))?;
        self.samples.insert(index, sample);
        Ok(Some(sample))
    }

    fn evaluate(&mut self, input: Decimal) -> Result<Sample, Refused> {
        let mut params = self.session.params.clone();
        for slot in &self.slots {
            let Some(value) = slot.value(input).filter(|value| slot.refusal(&self.session, *value).is_none()) else {
                return Ok(Sample::Gap(None));
            };
            match slot {
                Slot::Cell(column, row) | Slot::Scaled(column, row, ..) => self.tables.put_number(*column, *row, value),
                Slot::Param(name, _) => set(&mut params, parse_params(self.session.plan(), &[(name.clone(), slot.text(value))])?),
            }
        }
        let payees = [self.target.payee];
        let request = Request { periods: None, payees: Some(&payees), history: &self.session.history, params: &params, threads: 1 };
        let results = run(&self.plan, &self.tables, &request).map_err(Refused::Limit)?;
        Ok(self.sample(&results))
    }

    fn sample(&self, results: &Results<'_>) -> Sample {
        let payee = self.target.payee;
        let shown = total(&self.target.cells, |line, period| results.value(line, payee, period));
        let exact = total(&self.target.parts, |line, period| results.unrounded(line, payee, period));
        match (shown, exact) {
            (Ok(Some((shown, inexact))), Ok(Some((exact, _)))) => Sample::Amount { shown, inexact, exact },
            // Amounts that can be shown are exact enough to be compared.
            (Ok(Some((shown, inexact))), Ok(None) | Err(_)) => Sample::Amount { shown, inexact, exact: shown },
            (Ok(None), _) => Sample::Gap(None),
            (Err(code), _) => Sample::Gap(Some(code)),
        }
    }

    /// Inputs between which amounts are looked at: evenly apart, and where the input is a number of the plan.
    pub(super) fn seeds(&self, steps: i64) -> Vec<i64> {
        const EVENLY: i64 = 32;
        const NUMBERS: usize = 64;
        let mut seeds: Set<i64> = (0..=EVENLY).map(|part| part_of(steps, part, EVENLY)).collect();
        let is_factor = self.slots.iter().all(|slot| matches!(slot, Slot::Scaled(..)));
        if !is_factor {
            let inside = numbers_of(self.session.plan()).into_iter().filter_map(|number| self.grid.index_of(number));
            let near = inside.filter(|index| *index <= steps).take(NUMBERS).flat_map(|index| [index - 1, index, index + 1]);
            seeds.extend(near.filter(|index| (0..=steps).contains(index)));
        }
        seeds.into_iter().collect()
    }
}

fn part_of(steps: i64, part: i64, parts: i64) -> i64 {
    i64::try_from(i128::from(steps) * i128::from(part) / i128::from(parts)).unwrap_or(steps)
}

fn set(params: &mut Params, values: Params) {
    for (id, value) in values.values {
        params.values.retain(|(known, _)| *known != id);
        params.values.push((id, value));
    }
}

type Total = Result<Option<(Decimal, bool)>, ErrorCode>;

/// The sum of cells; none where none of them is there.
fn total(cells: &[(LineId, Period)], value: impl Fn(LineId, Period) -> Option<Datum>) -> Total {
    let mut sum = None;
    for (line, period) in cells {
        let (amount, rough) = match value(*line, *period) {
            None => continue,
            Some(Datum::Number { value, inexact }) => (value, inexact),
            Some(Datum::Error(failure)) => return Err(failure.code),
            Some(Datum::Blank | Datum::Text(_) | Datum::Key(_) | Datum::Bool(_) | Datum::Date(_) | Datum::Period(_)) => {
                (Decimal::ZERO, false)
            }
        };
        let (before, inexact) = sum.unwrap_or((Decimal::ZERO, false));
        let added = before.add(amount).map_err(|_| ErrorCode::Number)?;
        sum = Some((added.value, inexact || rough || added.inexact));
    }
    Ok(sum)
}

/// The plan with what some lines need, and what says whose rows are and when they count.
fn needed(plan: &Plan, lines: &[LineId]) -> Plan {
    let reads: Map<Node, Vec<Node>> =
        plan.facts.iter().map(|facts| (facts.node, facts.reads.iter().filter_map(|read| read.node).collect())).collect();
    let mut open: Vec<Node> = lines.iter().map(|line| Node::Line(*line)).collect();
    let mut found: Set<Node> = Set::new();
    while let Some(node) = open.pop() {
        if found.insert(node) {
            open.extend(reads.get(&node).into_iter().flatten());
        }
    }
    let is_needed = |step: &Step| match step {
        Step::Node(node) => found.contains(node),
        Step::Loop { parts, .. } => parts.iter().flat_map(|part| &part.nodes).any(|node| found.contains(node)),
    };
    let schedule = plan.schedule.iter().filter(|step| is_needed(step)).cloned().collect();
    Plan { schedule, ..plan.clone() }
}
