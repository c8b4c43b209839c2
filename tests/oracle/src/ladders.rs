//! Tiers, ladders that come as data, matrices and decision tables.

use crate::number::{Number, compare, cut, exact, integer, nearest};
use crate::place::Place;
use crate::value::{ErrorCode, Outcome, Value, equal, order};
use crate::world::World;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::cmp::Ordering;
use tiercel_plan::{
    Bound, ExprId, Ladder, LadderRows, MatrixRows, OwnerSource, RateCell, RateRow, RatesId, Selection, TableId, TierUse, TimeSource, Type,
};

/// Where a row of a ladder begins.
#[derive(Clone, Debug)]
struct Start {
    /// None: open downward, counted from 0.
    bound: Option<BigRational>,
    exclusive: bool,
}

/// A row: where it begins, and its output.
struct Rung {
    start: Start,
    output: Outcome,
    /// Whether the bound came through an inexact operation.
    inexact: bool,
}

impl Start {
    fn of(bound: Bound) -> Start {
        match bound {
            Bound::Any => Start { bound: None, exclusive: false },
            Bound::At(bound) => Start { bound: Some(exact(bound)), exclusive: false },
            Bound::Above(bound) => Start { bound: Some(exact(bound)), exclusive: true },
        }
    }

    /// Whether a value has come as far as this row.
    fn reached(&self, x: &BigRational) -> bool {
        match &self.bound {
            None => true,
            Some(bound) if self.exclusive => x > bound,
            Some(bound) => x >= bound,
        }
    }
}

impl World<'_> {
    pub(crate) fn tier(&self, tier: &TierUse, ty: Type, place: &Place) -> Outcome {
        let x = self.eval(tier.x, place)?.number()?;
        if let Ladder::Matrix(rows, y) = &tier.ladder {
            let y = self.eval(*y, place)?.number()?;
            return self.matrix(rows, &x, &y, ty, tier.default, place);
        }
        let base = match tier.base {
            Some(base) => Some(self.eval(base, place)?.number()?),
            None => None,
        };
        if let Some(base) = &base {
            let sign = cut(&base.value);
            let failure = if sign.is_zero() { Some(ErrorCode::DivideByZero) } else { sign.is_negative().then_some(ErrorCode::Number) };
            if let Some(failure) = failure {
                return tier.default.map_or(Err(failure), |default| self.eval(default, place));
            }
        }
        let (Ladder::Tier(rows)
        | Ladder::Marginal(rows)
        | Ladder::Interpolate(rows)
        | Ladder::SlicePart(rows, _)
        | Ladder::SliceYield(rows, _)
        | Ladder::Reached(rows)) = &tier.ladder
        else {
            return Err(ErrorCode::NotAvailable);
        };
        let mut rungs = self.rungs(rows, place)?;
        if rungs.is_empty() {
            return tier.default.map_or(Err(ErrorCode::NotAvailable), |default| self.eval(default, place));
        }
        let mut inexact = x.inexact;
        if let Some(base) = &base {
            inexact = inexact || base.inexact;
            let base = cut(&base.value);
            for rung in &mut rungs {
                rung.start.bound = rung.start.bound.as_ref().map(|bound| bound * &base);
            }
        }
        let x = cut(&x.value);
        match &tier.ladder {
            Ladder::Tier(_) => match rungs.iter().rev().find(|rung| rung.start.reached(&x)) {
                Some(rung) => rung.output.clone(),
                None => below(ty),
            },
            Ladder::Reached(_) => {
                let reached: Vec<Outcome> = rungs.iter().filter(|rung| rung.start.reached(&x)).map(|rung| rung.output.clone()).collect();
                let reached: Vec<Number> = reached.into_iter().map(|output| output?.number()).collect::<Result<_, _>>()?;
                crate::functions::sum(&reached)
            }
            Ladder::Interpolate(_) => interpolate(&rungs, &x, inexact),
            Ladder::SlicePart(_, n) => {
                // Of a row that is not there, no part.
                let part = part(&rungs, (*n as usize).wrapping_sub(1), &x).unwrap_or_else(|| integer(0));
                let inexact = inexact || rungs.iter().any(|rung| rung.inexact);
                nearest(&part, inexact).map(Value::Number)
            }
            Ladder::SliceYield(_, n) => {
                let at = (*n as usize).wrapping_sub(1);
                let part = part(&rungs, at, &x).unwrap_or_else(|| integer(0));
                if part.is_zero() {
                    return nearest(&part, inexact).map(Value::Number);
                }
                let rate = rungs[at].output.clone()?.number()?;
                nearest(&(part * rate.value), inexact || rate.inexact || rungs.iter().any(|rung| rung.inexact)).map(Value::Number)
            }
            Ladder::Marginal(_) => {
                let mut total = integer(0);
                for at in 0..rungs.len() {
                    let part = part(&rungs, at, &x).unwrap_or_else(|| integer(0));
                    if !part.is_zero() {
                        let rate = rungs[at].output.clone()?.number()?;
                        inexact = inexact || rate.inexact || rungs[at].inexact;
                        total += part * rate.value;
                    }
                }
                nearest(&total, inexact).map(Value::Number)
            }
            Ladder::Matrix(..) => Err(ErrorCode::NotAvailable),
        }
    }

    fn rungs(&self, rows: &LadderRows, place: &Place) -> Result<Vec<Rung>, ErrorCode> {
        match rows {
            LadderRows::Declared(tiers, output) => {
                let tiers = self.plan.tiers_of(*tiers);
                let body = self.version(&tiers.versions, place)?;
                let rung = |row: &tiercel_plan::TierRow| {
                    let ty = tiers.outputs[usize::from(*output)].ty;
                    let output = self.literal(&row.outputs[usize::from(*output)], ty);
                    Rung { start: Start::of(row.bound), output, inexact: false }
                };
                Ok(body.rows.iter().map(rung).collect())
            }
            LadderRows::Data { table, bound, exclusive, output, selection } => {
                let mut rungs = Vec::new();
                for place in self.selected(*table, selection, place)? {
                    let bound = self.eval(*bound, &place)?.number()?;
                    let output = output.map_or(Ok(Value::Number(Number::zero())), |output| self.eval(output, &place));
                    let start = Start { bound: Some(cut(&bound.value)), exclusive: *exclusive };
                    rungs.push(Rung { start, output, inexact: bound.inexact });
                }
                // Stable: rows of one bound stay in the order of their keys.
                rungs.sort_by(|a, b| a.start.bound.cmp(&b.start.bound));
                Ok(rungs)
            }
        }
    }

    /// The places of the rows of a ladder or matrix that comes as data, in order.
    fn selected(&self, table: TableId, selection: &Selection, place: &Place) -> Result<Vec<Place>, ErrorCode> {
        let time = if matches!(self.plan.table(table).time, tiercel_plan::TableTime::None) { TimeSource::None } else { TimeSource::Role };
        let owner = if self.plan.table(table).payee.is_some() { OwnerSource::Role } else { OwnerSource::None };
        let rows =
            self.ranged_rows(false, table, owner, time, selection.people.as_ref(), None, selection.window, selection.condition, place)?;
        let mut places = Vec::new();
        for row in rows {
            row.holds?;
            places.push(row.place);
        }
        Ok(places)
    }

    fn matrix(&self, rows: &MatrixRows, x: &Number, y: &Number, ty: Type, default: Option<ExprId>, place: &Place) -> Outcome {
        let (x, y) = (cut(&x.value), cut(&y.value));
        match rows {
            MatrixRows::Declared(matrix) => {
                let matrix = self.plan.matrix(*matrix);
                let body = self.version(&matrix.versions, place)?;
                let last = |bounds: &[Bound], x: &BigRational| bounds.iter().rposition(|bound| Start::of(*bound).reached(x));
                match (last(&body.rows, &x), last(&body.columns, &y)) {
                    (Some(row), Some(column)) => self.literal(&body.cells[row][column], matrix.output),
                    (None, _) | (_, None) => below(ty),
                }
            }
            MatrixRows::Data { table, row, column, value, exclusive, selection } => {
                let places = self.selected(*table, selection, place)?;
                if places.is_empty() {
                    return default.map_or(Err(ErrorCode::NotAvailable), |default| self.eval(default, place));
                }
                let mut cells = Vec::new();
                for place in &places {
                    let row = cut(&self.eval(*row, place)?.number()?.value);
                    let column = cut(&self.eval(*column, place)?.number()?.value);
                    cells.push((row, column, place));
                }
                let reached = |bound: &BigRational, exclusive: bool, x: &BigRational| if exclusive { x > bound } else { x >= bound };
                let best_row = cells.iter().map(|(row, ..)| row).filter(|row| reached(row, exclusive[0], &x)).max();
                let best_column = cells.iter().map(|(_, column, _)| column).filter(|column| reached(column, exclusive[1], &y)).max();
                let (Some(best_row), Some(best_column)) = (best_row, best_column) else { return below(ty) };
                let found: Vec<_> = cells.iter().filter(|(row, column, _)| row == best_row && column == best_column).collect();
                match found.as_slice() {
                    [(_, _, place)] => self.eval(*value, place),
                    [] => default.map_or(Err(ErrorCode::NotAvailable), |default| self.eval(default, place)),
                    _ => Err(ErrorCode::Many),
                }
            }
        }
    }

    pub(crate) fn rates(&self, rates: RatesId, output: u16, args: &[ExprId], place: &Place) -> Outcome {
        let declared = self.plan.rates_of(rates);
        let mut values = Vec::new();
        for arg in args {
            values.push(self.eval(*arg, place)?);
        }
        let rows = self.version(&declared.versions, place)?;
        for row in rows {
            let mut fits = true;
            for (at, value) in values.iter().enumerate() {
                fits = fits && self.fits(rows, row, at, declared.conditions[at].ty, value);
            }
            if fits {
                let at = usize::from(output);
                return self.literal(&row.outputs[at], declared.outputs[at].ty);
            }
        }
        Err(ErrorCode::NotAvailable)
    }

    /// Whether a value meets a condition of a row.
    fn fits(&self, rows: &[RateRow], row: &RateRow, at: usize, ty: Type, value: &Value) -> bool {
        let is_one = |values: &[tiercel_plan::Value]| values.iter().any(|one| self.literal(one, ty).is_ok_and(|one| equal(&one, value)));
        match &row.cells[at] {
            RateCell::Any => true,
            RateCell::Values(values) => is_one(values),
            RateCell::Other => !rows.iter().any(|row| matches!(&row.cells[at], RateCell::Values(values) if is_one(values))),
            RateCell::Range(low, high) => {
                let side = |bound: &Option<(tiercel_plan::Value, bool)>, wanted: Ordering| match bound {
                    None => true,
                    Some((bound, included)) => match self.literal(bound, ty) {
                        Ok(bound) => {
                            let found = order(value, &bound);
                            found == wanted || (found.is_eq() && *included)
                        }
                        Err(_) => false,
                    },
                };
                !value.is_blank() && side(low, Ordering::Greater) && side(high, Ordering::Less)
            }
        }
    }
}

/// Below the first row.
fn below(ty: Type) -> Outcome {
    if ty.is_numeric() { Ok(Value::Number(Number::zero())) } else { Err(ErrorCode::NotAvailable) }
}

/// The part of x in a row: from its bound to the next; a row that is open downward is counted from 0.
fn part(rungs: &[Rung], at: usize, x: &BigRational) -> Option<BigRational> {
    let rung = rungs.get(at)?;
    let next = rungs.get(at + 1).and_then(|next| next.start.bound.clone());
    let upper = match next {
        Some(next) if next < *x => next,
        Some(_) | None => x.clone(),
    };
    Some(match &rung.start.bound {
        None => upper,
        Some(bound) if upper > *bound => upper - bound,
        Some(_) => integer(0),
    })
}

/// Straight lines between the points of the rows, flat outside; a row that is open downward has its point at 0.
fn interpolate(rungs: &[Rung], x: &BigRational, inexact: bool) -> Outcome {
    let point = |rung: &Rung| rung.start.bound.clone().unwrap_or_else(|| integer(0));
    let at = rungs.iter().rposition(|rung| *x >= point(rung));
    let flat = |rung: &Rung| {
        let output = rung.output.clone()?.number()?;
        Ok(Value::Number(Number { inexact: output.inexact || inexact, ..output }))
    };
    let Some(at) = at else { return flat(&rungs[0]) };
    let low = rungs[at].output.clone()?.number()?;
    let Some(next) = rungs.get(at + 1) else { return flat(&rungs[at]) };
    let (from, to) = (point(&rungs[at]), point(next));
    if compare(x, &from).is_eq() {
        return flat(&rungs[at]);
    }
    let high = next.output.clone()?.number()?;
    let exact = &low.value + (&high.value - &low.value) * (x - &from) / (to - &from);
    nearest(&exact, inexact || low.inexact || high.inexact || rungs[at].inexact || next.inexact).map(Value::Number)
}
