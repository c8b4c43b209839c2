//! Given results of closed periods.

use crate::time::Timeline;
use tiercel_data::{History, SliceFacts};
use tiercel_plan::LineId;
use tiercel_value::{Decimal, Map, Set};

/// Given cells, by line, payee and ordinal at the line's grain.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) cells: Map<(LineId, u32, i32), Decimal>,
    /// The last closed period of the base grain.
    pub(crate) closed_to: Option<i32>,
    /// The periods of the base grain in which a given cell stands.
    periods: Set<i32>,
    named: Set<LineId>,
}

impl Given {
    pub(crate) fn new(history: &History, time: &Timeline) -> Given {
        let mut given = Given { closed_to: history.closed_to.map(|period| period.ordinal), ..Given::default() };
        for entry in &history.entries {
            given.cells.insert((entry.line, entry.payee, entry.period.ordinal), entry.value);
            given.periods.insert(time.parts(entry.period.grain, entry.period.ordinal, time.base).1);
            given.named.insert(entry.line);
        }
        given
    }

    /// Takes over what a slice says of the history of all.
    pub(crate) fn apply(&mut self, facts: &SliceFacts) {
        self.closed_to = self.closed_to.max(facts.closed_to.map(|period| period.ordinal));
        self.periods.extend(facts.given_periods.iter().copied());
        self.named.extend(facts.given_lines.iter().copied());
    }

    /// The periods of the base grain that history gives.
    pub(crate) fn all_periods(&self) -> Vec<i32> {
        self.periods.iter().copied().collect()
    }

    /// The lines that history names.
    pub(crate) fn all_lines(&self) -> Vec<LineId> {
        self.named.iter().copied().collect()
    }

    /// Whether history names a line for anyone.
    pub(crate) fn names(&self, line: LineId) -> bool {
        self.named.contains(&line)
    }

    /// The first period of the base grain that history gives.
    pub(crate) fn first(&self) -> Option<i32> {
        self.periods.first().copied()
    }

    /// Whether history gives something of a period of the base grain.
    pub(crate) fn speaks_of(&self, ordinal: i32) -> bool {
        self.periods.contains(&ordinal)
    }

    /// Whether a period of the base grain is closed, for a plan that begins at `first`.
    pub(crate) fn is_closed(&self, ordinal: i32, first: i32) -> bool {
        self.closed_to.is_some_and(|closed| ordinal <= closed) && (ordinal >= first || self.periods.contains(&ordinal))
    }
}
