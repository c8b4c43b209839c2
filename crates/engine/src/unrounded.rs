//! What a pay or earn line's formula gives, before the amount is rounded: where the slope of a payout changes shows there
//! to the last digit.

use crate::datum::Datum;
use crate::results::Results;
use crate::vector::Scalar;
use tiercel_plan::{LineId, LineKind};
use tiercel_value::Period;

impl Results<'_> {
    /// A line's value before it is rounded, else as [`Results::value`] has it: of lines that are not rounded, and of cells
    /// that history gives.
    pub fn unrounded(&self, line: LineId, payee: u32, period: Period) -> Option<Datum> {
        let value = self.value(line, payee, period)?;
        let (engine, declared) = (&self.engine, self.engine.plan.line(line));
        let ordinal = engine.time.containing(period.grain, period.ordinal, declared.grain);
        let given = engine.is_closed(line, ordinal) || engine.given.cells.contains_key(&(line, payee, ordinal));
        if given || !matches!(declared.kind, LineKind::Pay | LineKind::Earn) || !matches!(value, Datum::Number { .. }) {
            return Some(value);
        }
        let mut places = engine.cells(&[(payee, ordinal)], declared.grain);
        places.unit = declared.unit.0;
        let Some((_, version)) = engine.dated(&declared.versions, places.cell.day.int(0)) else { return Some(value) };
        let holds = version.when.is_none_or(|when| engine.eval(when, &places).get(0) == Scalar::Bool(true));
        Some(if holds { self.datum(declared.ty, engine.eval(version.formula, &places).get(0)) } else { value })
    }
}
