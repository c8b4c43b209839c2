//! CONVERT by the table `fx`, and LOOKUP.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::aggregate::caches::KeyPart;
use crate::datum::ErrorCode;
use crate::engine::Engine;
use crate::place::{Lane, Places};
use crate::vector::{Builder, Kind, Scalar, Vector};
use std::rc::Rc;
use tiercel_plan::{ColumnRef, ExprId, TableId, Type};
use tiercel_value::{Decimal, Map, UnitId, order};

/// Rates by currencies: days, rising, with the row of each.
pub(crate) type RateIndex = Map<(String, String), Vec<(i32, u32)>>;

impl Engine<'_> {
    pub(crate) fn lookup(
        &self,
        id: ExprId,
        table: TableId,
        key: &[ExprId],
        value: ExprId,
        default: Option<ExprId>,
        places: &Places,
    ) -> Vector {
        let keys: Vec<Vector> = key.iter().map(|part| self.eval(*part, places)).collect();
        // A reference beside the only key is its row.
        let by_row = matches!(key, [only] if self.plan.expr(*only).ty == Type::Ref(table));
        let index = self.key_index(table, &self.plan.table(table).key);
        let mut results: Vec<Option<Scalar>> = vec![None; places.len];
        let (mut found, mut rows) = (Vec::new(), Vec::new());
        for (at, result) in results.iter_mut().enumerate() {
            let error = keys.iter().map(|key| key.get(at)).find(|value| matches!(value, Scalar::Error(_)));
            if error.is_some() {
                *result = error;
                continue;
            }
            let parts: Vec<KeyPart> = keys.iter().filter_map(|key| KeyPart::of(key.get(at))).collect();
            let row = match parts.as_slice() {
                [KeyPart::Word(row)] if by_row => Some(*row).filter(|row| *row < self.rows(table)),
                _ => index.get(&parts).copied(),
            };
            if let Some(row) = row {
                found.push(u32::try_from(at).unwrap_or(u32::MAX));
                rows.push(row);
            }
        }
        if !found.is_empty() {
            let at = Places { ranged: Some((table, Lane::each(rows))), distinct: false, ..places.gather(&found) };
            let values = self.eval(value, &at);
            for (position, index) in found.iter().enumerate() {
                results[*index as usize] = Some(values.get(position));
            }
        }
        self.with_default(default, id, places, results)
    }

    /// The row that LOOKUP finds at a place of its own.
    pub(crate) fn row_of_key(&self, table: TableId, key: &[ExprId], places: &Places) -> Option<u32> {
        let values: Vec<Scalar> = key.iter().map(|part| self.eval(*part, places).get(0)).collect();
        if let ([only], [Scalar::Word(row)]) = (key, values.as_slice())
            && self.plan.expr(*only).ty == Type::Ref(table)
        {
            return Some(*row).filter(|row| *row < self.rows(table));
        }
        let parts: Option<Vec<KeyPart>> = values.into_iter().map(KeyPart::of).collect();
        self.key_index(table, &self.plan.table(table).key).get(&parts?).copied()
    }

    fn rate_index(&self, table: TableId, columns: [u16; 4]) -> Rc<RateIndex> {
        if let Some(known) = self.caches.rates.borrow().as_ref() {
            return Rc::clone(known);
        }
        let mut index = RateIndex::new();
        let [from, to, date, _] = columns;
        let value = |column: u16, row: u32| self.view(ColumnRef { table, column }).map_or(Scalar::Blank, |view| view.get(row as usize));
        let ty = |column: u16| self.plan.table(table).columns[usize::from(column)].ty;
        for row in 0..self.rows(table) {
            if let Scalar::Word(day) = value(date, row) {
                let pair = (self.text(ty(from), value(from, row)), self.text(ty(to), value(to, row)));
                index.get_or_default(pair).push((day.cast_signed(), row));
            }
        }
        let sorted = |(pair, mut rates): ((String, String), Vec<(i32, u32)>)| {
            order::sort(&mut rates);
            (pair, rates)
        };
        let index: Rc<RateIndex> = Rc::new(index.into_iter().map(sorted).collect());
        self.caches.rates.replace(Some(Rc::clone(&index)));
        index
    }

    pub(crate) fn convert_by_date(
        &self,
        id: ExprId,
        amount: ExprId,
        from: Option<ExprId>,
        to: UnitId,
        date: ExprId,
        places: &Places,
    ) -> Vector {
        let amounts = self.eval(amount, places);
        let days = self.eval(date, places);
        let (date_ty, amount_ty) = (self.plan.expr(date).ty, self.plan.expr(amount).ty);
        let codes = from.map(|from| (self.plan.expr(from).ty, self.eval(from, places)));
        let fixed = amount_ty.currency().map(|unit| self.plan.currencies.code(unit).to_owned());
        let into = self.plan.currencies.code(to).to_owned();
        let index = self.plan.fx.map(|(table, columns)| (table, columns, self.rate_index(table, columns)));
        let mut known: Map<String, Option<&Vec<(i32, u32)>>> = Map::new();
        let mut builder = Builder::new(Kind::Number, places.len);
        for at in 0..places.len {
            let fail = |code| self.fail(code, id, places, at);
            let code = match &codes {
                Some((ty, codes)) => match codes.get(at) {
                    Scalar::Blank => Err(fail(ErrorCode::Blank)),
                    error @ Scalar::Error(_) => Err(error),
                    value @ (Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_)) => Ok(self.text(*ty, value)),
                },
                None => fixed.clone().ok_or_else(|| fail(ErrorCode::NotAvailable)),
            };
            let (value, marked) = match amounts.get(at) {
                Scalar::Number(value, marked) => (value, marked),
                error @ Scalar::Error(_) => {
                    builder.push(error);
                    continue;
                }
                Scalar::Blank | Scalar::Bool(_) | Scalar::Word(_) => {
                    builder.push(fail(ErrorCode::Blank));
                    continue;
                }
            };
            let code = match code {
                Ok(code) => code,
                Err(error) => {
                    builder.push(error);
                    continue;
                }
            };
            if code == into {
                builder.push(Scalar::Number(value, marked));
                continue;
            }
            let day = match (date_ty, days.get(at)) {
                (Type::Period(grain), Scalar::Word(ordinal)) => self.time.end(grain, ordinal.cast_signed()),
                (_, Scalar::Word(day)) => day.cast_signed(),
                (_, error @ Scalar::Error(_)) => {
                    builder.push(error);
                    continue;
                }
                (_, _) => {
                    builder.push(fail(ErrorCode::Blank));
                    continue;
                }
            };
            let Some((table, columns, index)) = &index else {
                builder.push(fail(ErrorCode::NotAvailable));
                continue;
            };
            let rates = *known.get_or_insert_with(code.clone(), || index.get(&(code, into.clone())));
            let row = rates.and_then(|rates| rates.get(rates.partition_point(|(from, _)| *from <= day).checked_sub(1)?));
            let rate =
                row.and_then(|(_, row)| self.view(ColumnRef { table: *table, column: columns[3] }).map(|view| view.get(*row as usize)));
            builder.push(match rate {
                Some(Scalar::Number(rate, too)) => self.rounded(Decimal::mul(value, rate), marked || too, id, places, at),
                Some(error @ Scalar::Error(_)) => error,
                Some(Scalar::Blank) => fail(ErrorCode::Blank),
                Some(Scalar::Bool(_) | Scalar::Word(_)) | None => fail(ErrorCode::NotAvailable),
            });
        }
        builder.finish()
    }
}
