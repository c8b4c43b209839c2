//! Slices: one payee's rows, with which that payee's cells come out as in the full run.
//!
//! [`cut`] says after a full run which rows are needed, which totals of others are added to aggregates, and which cells
//! have to stand as they are. `applied` is the other side: a run over a slice. The design is in `docs/slices.md`.

pub(crate) mod applied;
mod judge;
mod rows;
mod seal;

use crate::datum::Datum;
use crate::engine::Engine;
use crate::results::Results;
use judge::Judge;
use rows::Shares;
use tiercel_data::{HeldCell, HeldValue, History, SealedTotal, SliceFacts};
use tiercel_plan::{AggregateId, ExprId, LineId, LineKind, Node, Type};
use tiercel_value::{Map, Set, order};

/// What is in a slice, by the numbers of the full run's rows and people.
#[derive(Clone, Debug, Default)]
pub struct Cut {
    /// The rows of each input table.
    pub rows: Vec<Vec<u32>>,
    /// Rows of others that those name, of each input table: their keys are replaced and nothing else is told.
    pub stand_ins: Vec<Vec<u32>>,
    /// Others whom the rows name.
    pub strangers: Vec<u32>,
    /// What stands for the rest.
    pub facts: SliceFacts,
    /// Lines of which some cell is held.
    pub held: Vec<LineId>,
    /// Lines that need others' texts or keys: their cells are blank.
    pub withheld: Vec<LineId>,
}

/// Cuts one payee's slice out of a full run. Totals are over `at_least` others who have something in them; `forced` lines
/// are held whatever they read.
pub fn cut(results: &Results<'_>, history: &History, payee: u32, at_least: usize, forced: &Set<LineId>) -> Cut {
    let engine = &results.engine;
    let (mut forced, mut derived) = (forced.clone(), Set::new());
    loop {
        let mut judge = Judge::new(engine, Shares::of(engine, payee, &derived), &forced, &derived);
        judge.judge();
        // Rows that only a held table is made of need not be there; what is held once stays so, else this might never end.
        let now = judge.held_tables();
        if now != derived {
            derived = now;
            continue;
        }
        let (sealed, scarce) = judge.seals(payee, at_least);
        // A cell that can't be told as a number is none: then the whole line is held, and so are those that read it.
        let untold: Vec<LineId> = scarce.iter().map(|(line, _)| *line).filter(|line| !is_told(engine, *line)).collect();
        if !untold.is_empty() {
            forced.extend(untold);
            continue;
        }
        return judge.cut(results, history, payee, (sealed, scarce));
    }
}

/// Whether a line's values name nobody.
fn is_told(engine: &Engine<'_>, line: LineId) -> bool {
    !matches!(engine.plan.line(line).ty, Type::Text | Type::Payee | Type::Ref(_))
}

type Seals = Map<LineId, Vec<(AggregateId, ExprId)>>;

impl Judge<'_, '_> {
    fn cut(self, results: &Results<'_>, history: &History, payee: u32, (sealed, scarce): (Vec<SealedTotal>, Set<(LineId, i32)>)) -> Cut {
        let (engine, plan) = (self.engine, self.engine.plan);
        let (mut held, mut on_params) = (Vec::new(), Vec::new());
        let mut lines = Set::new();
        for cell in results.cells().filter(|cell| cell.payee == payee) {
            let given = engine.given.cells.contains_key(&(cell.line, payee, cell.period.ordinal));
            if given || engine.is_closed(cell.line, cell.period.ordinal) {
                continue;
            }
            let value = if is_told(engine, cell.line) { told(&cell.value) } else { HeldValue::Blank };
            let is_held = self.held.contains(&Node::Line(cell.line)) || scarce.contains(&(cell.line, cell.period.ordinal));
            let entry = HeldCell { line: cell.line, ordinal: cell.period.ordinal, value };
            if is_held {
                lines.insert(cell.line);
                held.push(entry);
            } else if self.sealing.contains_key(&cell.line) {
                on_params.push(entry);
            }
        }
        let held_lines = (0u32..).map(LineId).take(plan.lines.len()).filter(|line| self.held.contains(&Node::Line(*line)));
        let withheld = held_lines.filter(|line| plan.line(*line).kind != LineKind::Total && !is_told(engine, *line)).collect();
        let columns = self.held.iter().filter_map(|node| if let Node::Column(column) = node { Some(*column) } else { None });
        let derived = self.held_tables().into_iter();
        let mut params: Vec<_> = engine.params.iter().map(|(id, value)| (*id, value.clone())).collect();
        order::sort_by_key(&mut params, |(id, _)| *id);
        let facts = SliceFacts {
            payee: engine.payee_key(payee),
            sealed,
            held,
            on_params,
            params,
            columns: columns.collect(),
            derived: derived.collect(),
            closed_to: history.closed_to,
            given_periods: engine.given.all_periods(),
            given_lines: engine.given.all_lines(),
        };
        let shares = self.shares;
        let strangers = shares.strangers(engine, payee);
        Cut { rows: shares.taken(), stand_ins: shares.stand_ins(), strangers, facts, held: lines.into_iter().collect(), withheld }
    }
}

fn told(value: &Datum) -> HeldValue {
    match value {
        Datum::Number { value, inexact } => HeldValue::Number(*value, *inexact),
        Datum::Bool(value) => HeldValue::Bool(*value),
        Datum::Date(date) => HeldValue::Word(date.0),
        Datum::Period(period) => HeldValue::Word(period.ordinal),
        Datum::Error(failure) => HeldValue::Error(failure.code.to_string()),
        Datum::Blank | Datum::Text(_) | Datum::Key(_) => HeldValue::Blank,
    }
}
