//! A run over a slice: totals of others are added, held cells stand as they are.

use crate::aggregate::tally::Tally;
use crate::datum::{ErrorCode, Failure, Origin, OriginPlace};
use crate::engine::Engine;
use crate::place::Places;
use crate::vector::Scalar;
use tiercel_data::{HeldCell, HeldValue, SealedTotal, SliceFacts};
use tiercel_plan::{AggregateId, LineId, Span};
use tiercel_value::{Decimal, ExactSum, Map, Set};

/// The totals of others by aggregate and period, the cells that are held, and whose slice it is.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    payee: u32,
    aggregates: Set<AggregateId>,
    totals: Map<(AggregateId, i32), (Decimal, i64)>,
    held: Set<(LineId, i32)>,
}

impl Applied {
    fn of(engine: &Engine<'_>, facts: &SliceFacts) -> Option<Applied> {
        let keys = &engine.tables.payees.keys;
        let payee = keys.iter().position(|key| engine.tables.texts.get(*key) == facts.payee)?;
        let total = |sealed: &SealedTotal| ((sealed.aggregate, sealed.ordinal), (sealed.sum, sealed.count));
        Some(Applied {
            payee: u32::try_from(payee).ok()?,
            aggregates: facts.sealed.iter().map(|sealed| sealed.aggregate).collect(),
            totals: facts.sealed.iter().map(total).collect(),
            held: Set::new(),
        })
    }
}

impl Engine<'_> {
    /// Takes over what a slice says, before anything is evaluated.
    pub(crate) fn apply_slice(&mut self) {
        let Some(facts) = self.tables.slice.clone() else { return };
        let Some(mut applied) = Applied::of(self, &facts) else { return };
        self.hold(&mut applied, &facts.held);
        let same = facts.params.len() == self.params.len() && facts.params.iter().all(|(id, value)| self.params.get(id) == Some(value));
        if !same {
            self.hold(&mut applied, &facts.on_params);
        }
        self.applied = Some(applied);
    }

    fn hold(&mut self, applied: &mut Applied, cells: &[HeldCell]) {
        for cell in cells {
            let value = match &cell.value {
                HeldValue::Blank => Scalar::Blank,
                HeldValue::Number(value, inexact) => Scalar::Number(*value, *inexact),
                HeldValue::Bool(value) => Scalar::Bool(*value),
                HeldValue::Word(word) => Scalar::Word(word.cast_unsigned()),
                HeldValue::Error(code) => {
                    let origin = Origin { place: OriginPlace::Nowhere, span: Span::default() };
                    Scalar::Error(Failure { code: ErrorCode::of(code), origin })
                }
            };
            if let Some(line) = self.lines.get_mut(cell.line.index())
                && let Some(index) = line.index(applied.payee, cell.ordinal)
            {
                std::rc::Rc::make_mut(&mut line.column).set(index, value);
                applied.held.insert((cell.line, cell.ordinal));
            }
        }
    }

    /// What needs others' rows says nothing, instead of something wrong.
    pub(crate) fn forget_held(&mut self) {
        let Some(facts) = self.tables.slice.clone() else { return };
        for table in &facts.derived {
            if let (Some(derived), Some(made)) = (self.derived.get_mut(table.index()), self.made.get_mut(table.index())) {
                *derived = Some(std::rc::Rc::default());
                made.iter_mut().for_each(|column| *column = None);
            }
        }
        for column in &facts.columns {
            if let Some(made) = self.made.get_mut(column.table.index()).and_then(|columns| columns.get_mut(usize::from(column.column))) {
                *made = None;
            }
        }
    }

    /// Whether a cell keeps the value of the full run.
    pub(crate) fn is_held(&self, line: LineId, payee: u32, ordinal: i32) -> bool {
        self.applied.as_ref().is_some_and(|applied| applied.payee == payee && applied.held.contains(&(line, ordinal)))
    }

    /// What an aggregate has of others at a place: their sum, and how many rows or cells it is of.
    pub(crate) fn sealed_at(&self, id: AggregateId, places: &Places) -> Option<(Decimal, i64)> {
        let applied = self.applied.as_ref().filter(|applied| places.cell.payee.get(0) == applied.payee)?;
        applied.totals.get(&(id, places.cell.period.int(0))).copied()
    }

    /// Whether totals of others are added to an aggregate.
    pub(crate) fn is_sealed(&self, id: AggregateId) -> bool {
        self.applied.as_ref().is_some_and(|applied| applied.aggregates.contains(&id))
    }

    /// Adds totals of others.
    pub(crate) fn add_sealed(&self, id: AggregateId, places: &Places, tallies: &mut [Tally]) {
        let Some(applied) = self.applied.as_ref().filter(|applied| applied.aggregates.contains(&id)) else { return };
        for (index, tally) in tallies.iter_mut().enumerate() {
            let total = applied.totals.get(&(id, places.cell.period.int(index)));
            if let Some((sum, count)) = total.filter(|_| places.cell.payee.get(index) == applied.payee) {
                let mut others = ExactSum::default();
                others.add(*sum);
                tally.take_sum(&others, *count, false);
            }
        }
    }
}

impl ErrorCode {
    fn of(code: &str) -> ErrorCode {
        let known = [ErrorCode::DivideByZero, ErrorCode::NotAvailable, ErrorCode::Many, ErrorCode::Number, ErrorCode::Blank];
        known.into_iter().find(|known| known.to_string() == code).unwrap_or(ErrorCode::NotAvailable)
    }
}
