//! Numbers put into columns that are loaded, so that one changed figure does not mean reading every text again.

use crate::bounds;
use crate::cell::Cell;
use crate::columns::{ColumnData, Numbers, Tables, Values};
use crate::problem::Problem;
use std::sync::Arc;
use tiercel_plan::{ColumnKind, ColumnRef, Plan};
use tiercel_value::{Decimal, Rounding, round_to_places};

impl Tables {
    /// The number of an input cell; none for a blank, a column without numbers, and a row that is not there.
    pub fn number(&self, column: ColumnRef, row: u32) -> Option<Decimal> {
        let (data, row) = (self.input(column)?, row as usize);
        match &data.values {
            Values::Number(numbers) if row < self.tables.get(column.table.index())?.rows && !data.is_blank(row) => Some(numbers.get(row)),
            Values::Number(_)
            | Values::Text(_)
            | Values::Bool(_)
            | Values::Date(_)
            | Values::Period(_)
            | Values::Payee(_)
            | Values::Row(_) => None,
        }
    }

    /// Puts a number into an input cell. It must be one that the column may hold: see [`refusal`]. Columns of other
    /// types, and those of a key, stay as they are: rows are found by them.
    pub fn put_number(&mut self, column: ColumnRef, row: u32, value: Decimal) {
        let table = self.tables.get_mut(column.table.index()).map(Arc::make_mut);
        let data = table.and_then(|table| table.columns.get_mut(usize::from(column.column))?.as_mut()).map(Arc::make_mut);
        if let Some(ColumnData { values: Values::Number(numbers), blanks }) = data {
            numbers.put(row as usize, value);
            if let Some(blank) = blanks.as_mut().and_then(|blanks| blanks.get_mut(row as usize)) {
                *blank = false;
            }
        }
    }

    fn input(&self, column: ColumnRef) -> Option<&ColumnData> {
        self.tables.get(column.table.index())?.columns.get(usize::from(column.column))?.as_deref()
    }
}

/// Why a column may not hold a number: what loading would say of it.
pub fn refusal(plan: &Plan, tables: &Tables, column: ColumnRef, value: Decimal) -> Option<Problem> {
    let declared = plan.table(column.table).columns.get(usize::from(column.column))?;
    let ColumnKind::Input(Some(limits)) = &declared.kind else { return None };
    let cell = Cell::Number(value);
    if bounds::within(&cell, limits) {
        return None;
    }
    let text = value.to_string();
    // A number in points: whether a share or percent points were meant is no question here.
    let (code, args) = bounds::outside(declared.ty, limits, &text, &cell, true, &tables.calendar(plan));
    Some(Problem { code, file: String::new(), row: None, column: Some(declared.name.clone()), found: text, args })
}

impl Numbers {
    pub(crate) fn put(&mut self, row: usize, value: Decimal) {
        if let Numbers::Narrow { mantissas, scale } = self {
            let finer = shortest_scale(value).max(*scale);
            if finer > *scale && 10i64.checked_pow(u32::from(finer - *scale)).is_some_and(|factor| mantissas.multiply(factor)) {
                *scale = finer;
            }
            if let Some(mantissa) = mantissa_at(value, *scale) {
                mantissas.set(row, mantissa);
                return;
            }
            *self = Numbers::Wide((0..mantissas.len()).map(|row| self.get(row)).collect());
        }
        if let Numbers::Wide(values) = self
            && let Some(slot) = values.get_mut(row)
        {
            *slot = value;
        }
    }
}

/// How many decimals a number needs.
fn shortest_scale(value: Decimal) -> u8 {
    let (mut mantissa, mut scale) = (value.mantissa(), value.scale());
    while scale > 0 && mantissa % 10 == 0 {
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
    u8::try_from(scale).unwrap_or(u8::MAX)
}

fn mantissa_at(value: Decimal, scale: u8) -> Option<i64> {
    let value = round_to_places(value, i32::from(scale), Rounding::HalfEven).ok().filter(|rounded| *rounded == value)?;
    let up = u32::from(scale).checked_sub(value.scale())?;
    i64::try_from(value.mantissa().checked_mul(10i128.checked_pow(up)?)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mantissas;

    #[test]
    fn a_number_that_is_put_in_is_there_and_moves_no_other() {
        let number = |text: &str| Decimal::parse_exact(text).unwrap();
        let cases = ["5", "0.5", "-0.005", "92233720368547758.07", "9223372036854775807", "0.0000000000000000000000000001", "100"];
        for first in cases {
            for second in cases {
                let mut numbers = Numbers::Narrow { mantissas: Mantissas::Short(vec![125, 300]), scale: 2 };
                numbers.put(1, number(first));
                numbers.put(1, number(second));
                assert_eq!((numbers.get(0), numbers.get(1)), (number("1.25"), number(second)), "{first}, then {second}");
            }
        }
    }
}
