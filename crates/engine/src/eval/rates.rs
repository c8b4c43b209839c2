//! Decision tables.

use crate::datum::ErrorCode;
use crate::engine::Engine;
use crate::place::Places;
use crate::vector::{Builder, Kind, Scalar, Vector};
use tiercel_plan::{ExprId, RateCell, RateRow, RatesId, Type, Value};

impl Engine<'_> {
    pub(crate) fn rates(&self, id: ExprId, rates: RatesId, output: u16, args: &[ExprId], places: &Places) -> Vector {
        let declared = self.plan.rates_of(rates);
        let values: Vec<Vector> = args.iter().map(|arg| self.eval(*arg, places)).collect();
        let ty = declared.outputs.get(usize::from(output)).map_or(Type::Number, |output| output.ty);
        let mut builder = Builder::new(Kind::of(self.plan.expr(id).ty), places.len);
        for index in 0..places.len {
            let row: Vec<Scalar> = values.iter().map(|value| value.get(index)).collect();
            if let Some(error) = row.iter().find(|value| matches!(value, Scalar::Error(_))) {
                builder.push(*error);
                continue;
            }
            let body = self.dated(&declared.versions, places.cell.day.int(index)).map(|(_, rows)| rows.as_slice()).unwrap_or(&[]);
            let types: Vec<Type> = args.iter().map(|arg| self.plan.expr(*arg).ty).collect();
            let matched = self.matching_rate(body, &types, &row);
            builder.push(match matched.and_then(|matched| body.get(matched)).and_then(|row| row.outputs.get(usize::from(output))) {
                Some(value) => self.literal(ty, value),
                None if row.contains(&Scalar::Blank) => self.fail(ErrorCode::Blank, id, places, index),
                None => self.fail(ErrorCode::NotAvailable, id, places, index),
            });
        }
        builder.finish()
    }

    /// The first row that matches.
    pub(crate) fn matching_rate(&self, rows: &[RateRow], types: &[Type], args: &[Scalar]) -> Option<usize> {
        rows.iter().position(|row| {
            row.cells.iter().enumerate().all(|(column, cell)| {
                let ty = types.get(column).copied().unwrap_or(Type::Text);
                let value = args.get(column).copied().unwrap_or(Scalar::Blank);
                self.matches(rows, column, cell, ty, value)
            })
        })
    }

    fn matches(&self, rows: &[RateRow], column: usize, cell: &RateCell, ty: Type, value: Scalar) -> bool {
        let is = |named: &Value| match (self.literal(ty, named), value) {
            (Scalar::Blank, other) | (other, Scalar::Blank) => other == Scalar::Blank,
            (named, value) => self.equal(named, value),
        };
        match cell {
            RateCell::Any => true,
            RateCell::Values(values) => values.iter().any(is),
            RateCell::Other => {
                let named = rows.iter().filter_map(|row| row.cells.get(column)).any(|cell| match cell {
                    RateCell::Values(values) => values.iter().any(is),
                    RateCell::Any | RateCell::Other | RateCell::Range(..) => false,
                });
                value != Scalar::Blank && !named
            }
            RateCell::Range(low, high) => {
                let order = |bound: &Value| self.compare(ty, value, self.literal(ty, bound));
                let above = low.as_ref().is_none_or(|(bound, included)| order(bound).is_gt() || (*included && order(bound).is_eq()));
                let below = high.as_ref().is_none_or(|(bound, included)| order(bound).is_lt() || (*included && order(bound).is_eq()));
                value != Scalar::Blank && above && below
            }
        }
    }
}
