//! What is worth saying about a run although it refuses nothing.

use crate::engine::Engine;
use crate::place::{BLOCK, Lane, NO_PERIOD};
use crate::vector::{Lanes, Scalar};
use tiercel_data::Note;
use tiercel_plan::{AggregateOver, TableId, TableTime, TimeSource};
use tiercel_value::order;

impl Engine<'_> {
    /// Counts the rows that no period of the run took, of the tables that aggregates range over.
    pub(crate) fn rows_outside_notes(&self, (first, last): (i32, i32)) -> Vec<Note> {
        let mut notes = Vec::new();
        let mut tables: Vec<TableId> = self
            .plan
            .aggregates
            .iter()
            .filter_map(|aggregate| if let AggregateOver::Rows(table) = aggregate.over { Some(table) } else { None })
            .collect();
        order::sort(&mut tables);
        tables.dedup();
        let days = (self.time.start(self.time.base, first), self.time.end(self.time.base, last));
        for table in tables {
            let count = self.rows_outside(table, days);
            if count > 0 {
                let args = vec![("table", self.plan.table(table).name.clone()), ("count", count.to_string())];
                notes.push(Note { code: "run-rows-outside", args });
            }
        }
        notes
    }

    fn rows_outside(&self, table: TableId, (from, to): (i32, i32)) -> usize {
        let outside = |days: Option<(i32, i32)>| days.is_none_or(|(first, last)| first > to || last < from);
        let (expr, grain) = match self.plan.table(table).time {
            TableTime::None => return 0,
            TableTime::On(day) => (day, None),
            TableTime::In(period, grain) => (period, Some(grain)),
            TableTime::Span(..) => {
                let days = self.row_days(table, TimeSource::Role);
                return (0..self.rows(table)).filter(|row| outside(days.of(*row))).count();
            }
        };
        let (count, mut found, mut start) = (self.rows(table), 0, 0);
        while start < count {
            let end = count.min(start.saturating_add(u32::try_from(BLOCK).unwrap_or(u32::MAX)));
            let places = self.at_rows(table, Lane::From(start), (end - start) as usize, tiercel_plan::Uses::NONE);
            let values = self.eval(expr, &places);
            start = end;
            if let (None, None, Lanes::Words(days)) = (grain, &values.status, &values.lanes)
                && days.len() == values.len
            {
                found += days.iter().filter(|day| !(from..=to).contains(&day.cast_signed())).count();
                continue;
            }
            found += (0..values.len)
                .filter(|index| match values.get(*index) {
                    Scalar::Word(word) if word.cast_signed() != NO_PERIOD => {
                        let day = word.cast_signed();
                        outside(Some(grain.map_or((day, day), |grain| self.time.days_of(grain, day))))
                    }
                    Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_) => true,
                })
                .count();
        }
        found
    }
}
