//! Tiers, matrices, and ladders that come as data.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::aggregate::rows::Scope;
use crate::datum::{ErrorCode, Failure};
use crate::engine::Engine;
use crate::exact::Fraction;
use crate::place::Places;
use crate::vector::{Scalar, Vector};
use std::rc::Rc;
use tiercel_plan::{Bound, ExprId, Ladder as Use, LadderRows, MatrixRows, Selection, TableId, TierUse, TiersId, Type};
use tiercel_value::order;
use tiercel_value::{Decimal, ExactSum, NumError, Rounded, times_wide};

/// The rows of a ladder: lower bounds, rising, and what each row gives.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ladder {
    pub(crate) bounds: Vec<Bound>,
    pub(crate) outputs: Vec<Scalar>,
}

/// A slice of what is sliced: the number of its row (from 0) and its size.
#[derive(Clone, Debug)]
pub(crate) struct Slice {
    pub(crate) row: usize,
    pub(crate) from: Fraction,
    pub(crate) part: Fraction,
}

/// What a tier function makes of one place.
enum Shape {
    Tier,
    Marginal,
    Interpolate,
    Part(u32),
    Yield(u32),
    Reached,
}

impl Ladder {
    /// The row in which x falls, if any.
    pub(crate) fn row_of(&self, x: Decimal, base: Option<Decimal>) -> Option<usize> {
        let reached = |bound: &Bound| match (bound, base) {
            (Bound::Any, _) => true,
            (Bound::At(at), None) => x.compare_cut(*at).is_ge(),
            (Bound::Above(at), None) => x.compare_cut(*at).is_gt(),
            (Bound::At(at), Some(base)) => !Fraction::of(x).minus(&Fraction::of(*at).times(&Fraction::of(base))).is_negative(),
            (Bound::Above(at), Some(base)) => Fraction::of(*at).times(&Fraction::of(base)).minus(&Fraction::of(x)).is_negative(),
        };
        self.bounds.iter().rposition(reached)
    }

    /// The lower bound of a row as a number: `any` counts from 0.
    fn start(&self, row: usize, base: Option<Decimal>) -> Option<Fraction> {
        let at = match self.bounds.get(row)? {
            Bound::Any => return Some(Fraction::zero()),
            Bound::At(at) | Bound::Above(at) => Fraction::of(*at),
        };
        Some(base.map_or(at.clone(), |base| at.times(&Fraction::of(base))))
    }

    /// The slices of x, each in its row.
    pub(crate) fn slices(&self, x: Decimal, base: Option<Decimal>) -> Vec<Slice> {
        let x = Fraction::of(x);
        let mut slices = Vec::new();
        for (row, bound) in self.bounds.iter().enumerate() {
            let Some(start) = self.start(row, base) else { continue };
            let end = self.start(row + 1, base);
            let top = end.filter(|end| *end < x).unwrap_or_else(|| x.clone());
            let part = top.minus(&start);
            if matches!(bound, Bound::Any) || (!part.is_negative() && !part.is_zero()) {
                slices.push(Slice { row, from: start, part });
            }
        }
        slices
    }

    /// MARGINAL in 128 bits, if everything fits: mantissas at common scales.
    fn marginal_narrow(&self, x: Decimal, base: Option<Decimal>) -> Option<Rounded> {
        let rate_scale = self.outputs.iter().map(|output| if let Scalar::Number(rate, _) = output { rate.scale() } else { 0 }).max()?;
        let bound_scale =
            self.bounds.iter().map(|bound| if let Bound::At(at) | Bound::Above(at) = bound { at.scale() } else { 0 }).max()?;
        let scale = x.scale().max(bound_scale + base.map_or(0, Decimal::scale));
        let up = |number: Decimal, scale: u32| times_wide(number.mantissa(), 10i128.checked_pow(scale.checked_sub(number.scale())?)?);
        let position = |bound: &Bound| match bound {
            Bound::Any => Some(0),
            Bound::At(at) | Bound::Above(at) => match base {
                None => up(*at, scale),
                Some(base) => {
                    let spare = 10i128.checked_pow(scale.checked_sub(at.scale() + base.scale())?)?;
                    times_wide(times_wide(at.mantissa(), base.mantissa())?, spare)
                }
            },
        };
        let x = up(x, scale)?;
        let mut total = 0i128;
        for (row, bound) in self.bounds.iter().enumerate() {
            let start = position(bound)?;
            let top = match self.bounds.get(row + 1) {
                Some(next) => position(next)?.min(x),
                None => x,
            };
            let part = top.checked_sub(start)?;
            if part > 0 || matches!(bound, Bound::Any) {
                let Some(Scalar::Number(rate, _)) = self.outputs.get(row) else { return None };
                total = total.checked_add(times_wide(part, up(*rate, rate_scale)?)?)?;
            }
        }
        let value = Decimal::from_parts(total, scale + rate_scale).ok()?;
        Some(Rounded { value, inexact: false })
    }

    fn marginal(&self, x: Decimal, base: Option<Decimal>) -> Result<Rounded, NumError> {
        if let Some(rounded) = self.marginal_narrow(x, base) {
            return Ok(rounded);
        }
        let yields = self.slices(x, base).into_iter().map(|slice| slice.part.times(&self.output(slice.row)));
        yields.fold(Fraction::zero(), |sum, part| sum.plus(&part)).nearest()
    }

    fn output(&self, row: usize) -> Fraction {
        match self.outputs.get(row) {
            Some(Scalar::Number(rate, _)) => Fraction::of(*rate),
            _ => Fraction::zero(),
        }
    }

    fn interpolate(&self, x: Decimal, base: Option<Decimal>) -> Result<Rounded, NumError> {
        let at = Fraction::of(x);
        let points: Vec<(Fraction, Fraction)> =
            (0..self.bounds.len()).filter_map(|row| Some((self.start(row, base)?, self.output(row)))).collect();
        let after = points.partition_point(|(bound, _)| *bound <= at);
        let value = match (after.checked_sub(1).and_then(|index| points.get(index)), points.get(after)) {
            (Some((low, from)), Some((high, to))) => from.plus(&to.minus(from).times(&at.minus(low)).over(&high.minus(low))),
            (Some((_, only)), None) | (None, Some((_, only))) => only.clone(),
            (None, None) => Fraction::zero(),
        };
        value.nearest()
    }
}

impl Engine<'_> {
    pub(crate) fn tier(&self, id: ExprId, tier: &TierUse, places: &Places) -> Vector {
        let xs = self.eval(tier.x, places);
        let (rows, shape) = match &tier.ladder {
            Use::Tier(rows) => (rows, Shape::Tier),
            Use::Marginal(rows) => (rows, Shape::Marginal),
            Use::Interpolate(rows) => (rows, Shape::Interpolate),
            Use::SlicePart(rows, n) => (rows, Shape::Part(*n)),
            Use::SliceYield(rows, n) => (rows, Shape::Yield(*n)),
            Use::Reached(rows) => (rows, Shape::Reached),
            Use::Matrix(matrix, y) => return self.matrix(id, tier, matrix, &xs, *y, places),
        };
        let bases = tier.base.map(|base| self.eval(base, places));
        let mut results: Vec<Option<Scalar>> = vec![None; places.len];
        let mut asked: Vec<u32> = Vec::new();
        for (index, result) in results.iter_mut().enumerate() {
            let base = bases.as_ref().map(|bases| bases.get(index));
            let bad = [Some(xs.get(index)), base].into_iter().flatten().find_map(|value| match value {
                Scalar::Error(_) => Some(value),
                Scalar::Blank => Some(self.fail(ErrorCode::Blank, id, places, index)),
                Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => None,
            });
            let sign = match base {
                Some(Scalar::Number(base, _)) => base.cut().sign(),
                _ => 1,
            };
            let fenced = |code| if tier.default.is_some() { None } else { Some(self.fail(code, id, places, index)) };
            *result = match (bad, sign) {
                (Some(bad), _) => Some(bad),
                (None, 0) => fenced(ErrorCode::DivideByZero),
                (None, ..0) => fenced(ErrorCode::Number),
                (None, _) => {
                    asked.push(u32::try_from(index).unwrap_or(u32::MAX));
                    continue;
                }
            };
        }
        let here = places.gather(&asked);
        let ladders = self.ladders(id, rows, &here);
        let ty = self.plan.expr(id).ty;
        for (position, index) in asked.iter().enumerate() {
            let at = *index as usize;
            let Scalar::Number(x, marked) = xs.get(at) else { continue };
            let base = bases
                .as_ref()
                .and_then(|bases| if let Scalar::Number(base, marked) = bases.get(at) { Some((base.cut(), marked)) } else { None });
            results[at] = match &ladders[position] {
                Ok(ladder) if ladder.bounds.is_empty() => None,
                Ok(ladder) => {
                    let marked = marked || base.is_some_and(|(_, marked)| marked);
                    Some(self.on_ladder(&shape, ladder, (x.cut(), base.map(|(base, _)| base), marked), ty, id, (places, at)))
                }
                Err(failure) => Some(Scalar::Error(*failure)),
            };
        }
        self.with_default(tier.default, id, places, results)
    }

    fn on_ladder(
        &self,
        shape: &Shape,
        ladder: &Ladder,
        (x, base, marked): (Decimal, Option<Decimal>, bool),
        ty: Type,
        id: ExprId,
        (places, index): (&Places, usize),
    ) -> Scalar {
        let zero = Scalar::Number(Decimal::ZERO, false);
        // An output that is in error or blank counts where it is used.
        let output = |row: usize| match ladder.outputs.get(row) {
            Some(Scalar::Blank) => self.fail(ErrorCode::Blank, id, places, index),
            Some(value) => *value,
            None => zero,
        };
        let used = |rows: &mut dyn Iterator<Item = usize>| rows.map(output).find(|value| matches!(value, Scalar::Error(_)));
        let outputs_marked = ladder.outputs.iter().any(|output| matches!(output, Scalar::Number(_, true)));
        let nth = |n: u32| n.checked_sub(1).map(|row| row as usize);
        match shape {
            Shape::Tier => match ladder.row_of(x, base) {
                Some(row) => output(row),
                None if ty.is_numeric() => zero,
                None => self.fail(ErrorCode::NotAvailable, id, places, index),
            },
            Shape::Marginal => {
                if ladder.outputs.iter().any(|output| !matches!(output, Scalar::Number(..)))
                    && let Some(error) = used(&mut ladder.slices(x, base).into_iter().map(|slice| slice.row))
                {
                    return error;
                }
                self.rounded(ladder.marginal(x, base), marked || outputs_marked, id, places, index)
            }
            Shape::Interpolate => {
                if let Some(error) = used(&mut (0..ladder.bounds.len())) {
                    return error;
                }
                self.rounded(ladder.interpolate(x, base), marked || outputs_marked, id, places, index)
            }
            Shape::Part(n) | Shape::Yield(n) => {
                let slice = ladder.slices(x, base).into_iter().find(|slice| Some(slice.row) == nth(*n));
                let Some(slice) = slice else { return Scalar::Number(Decimal::ZERO, marked) };
                if matches!(shape, Shape::Part(_)) {
                    return self.rounded(slice.part.nearest(), marked, id, places, index);
                }
                match output(slice.row) {
                    error @ Scalar::Error(_) => error,
                    Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => {
                        self.rounded(slice.part.times(&ladder.output(slice.row)).nearest(), marked || outputs_marked, id, places, index)
                    }
                }
            }
            Shape::Reached => {
                let Some(last) = ladder.row_of(x, base) else { return zero };
                if let Some(error) = used(&mut (0..=last)) {
                    return error;
                }
                let mut sum = ExactSum::default();
                for row in 0..=last {
                    if let Scalar::Number(value, _) = output(row) {
                        sum.add(value);
                    }
                }
                self.rounded(sum.total(), outputs_marked, id, places, index)
            }
        }
    }

    /// The ladder at each place.
    pub(crate) fn ladders(&self, id: ExprId, rows: &LadderRows, places: &Places) -> Vec<Result<Rc<Ladder>, Failure>> {
        match rows {
            LadderRows::Declared(tiers, output) => {
                (0..places.len).map(|index| Ok(self.declared_ladder(*tiers, *output, places.cell.day.int(index)))).collect()
            }
            LadderRows::Data { table, bound, exclusive, output, selection } => {
                self.data_ladders(id, *table, (*bound, *exclusive, *output), selection, places)
            }
        }
    }

    fn declared_ladder(&self, tiers: TiersId, output: u16, day: i32) -> Rc<Ladder> {
        let declared = self.plan.tiers_of(tiers);
        let Some((version, body)) = self.dated(&declared.versions, day) else { return Rc::new(Ladder::default()) };
        if let Some(known) = self.caches.of_plan.ladders.borrow().get(&(tiers, output, version)) {
            return Rc::clone(known);
        }
        let ty = declared.outputs.get(usize::from(output)).map_or(Type::Number, |output| output.ty);
        let value =
            |row: &tiercel_plan::TierRow| row.outputs.get(usize::from(output)).map_or(Scalar::Blank, |value| self.literal(ty, value));
        let ladder =
            Rc::new(Ladder { bounds: body.rows.iter().map(|row| row.bound).collect(), outputs: body.rows.iter().map(value).collect() });
        self.caches.of_plan.ladders.borrow_mut().insert((tiers, output, version), Rc::clone(&ladder));
        ladder
    }

    fn data_ladders(
        &self,
        id: ExprId,
        table: TableId,
        (bound, exclusive, output): (ExprId, bool, Option<ExprId>),
        selection: &Selection,
        places: &Places,
    ) -> Vec<Result<Rc<Ladder>, Failure>> {
        let exprs: Vec<ExprId> = std::iter::once(bound).chain(output).collect();
        let found = self.selected(id, table, &exprs, selection, places);
        let ladder = |index: usize, rows: Vec<Vec<Scalar>>| {
            let mut steps = Vec::new();
            for row in rows {
                match row.first() {
                    Some(Scalar::Number(bound, _)) => {
                        steps.push((bound.cut(), row.get(1).copied().unwrap_or(Scalar::Number(Decimal::ONE, false))))
                    }
                    Some(Scalar::Error(failure)) => return Err(*failure),
                    _ => return Err(self.failure(ErrorCode::Blank, id, places, index)),
                }
            }
            order::sort_by_key(&mut steps, |step| step.0);
            if steps.windows(2).any(|pair| pair[0].0 == pair[1].0) {
                return Err(self.failure(ErrorCode::Many, id, places, index));
            }
            let bounds = steps.iter().map(|step| if exclusive { Bound::Above(step.0) } else { Bound::At(step.0) });
            Ok(Rc::new(Ladder { bounds: bounds.collect(), outputs: steps.iter().map(|step| step.1).collect() }))
        };
        found.into_iter().enumerate().map(|(index, rows)| rows.and_then(|rows| ladder(index, rows))).collect()
    }

    /// An error value as such.
    pub(crate) fn failure(&self, code: ErrorCode, id: ExprId, places: &Places, index: usize) -> Failure {
        match self.fail(code, id, places, index) {
            Scalar::Error(failure) => failure,
            Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => {
                Failure { code, origin: crate::datum::Origin { place: crate::datum::OriginPlace::Nowhere, span: self.plan.expr(id).span } }
            }
        }
    }

    /// Expressions of the rows that a selection takes, at each place. Places that select alike are evaluated once.
    fn selected(
        &self,
        id: ExprId,
        table: TableId,
        exprs: &[ExprId],
        selection: &Selection,
        places: &Places,
    ) -> Vec<Result<Vec<Vec<Scalar>>, Failure>> {
        let scope = Scope::selected(table, selection);
        let mut failures: Vec<Option<Failure>> = vec![None; places.len];
        let mut found: Vec<Vec<Vec<Scalar>>> = vec![Vec::new(); places.len];
        let mut broken: Vec<(u32, Failure)> = Vec::new();
        self.select(
            &scope,
            id,
            places,
            &mut failures,
            &mut |pairs| {
                let uses = exprs.iter().fold(tiercel_plan::Uses::NONE, |uses, expr| uses.with(self.plan.expr(*expr).uses));
                let at = self.at_pairs(uses, table, places, &pairs);
                let values: Vec<Vector> = exprs.iter().map(|expr| self.eval(*expr, &at)).collect();
                for (index, place) in pairs.places.iter().enumerate() {
                    found[*place as usize].push(values.iter().map(|value| value.get(index)).collect());
                }
            },
            &mut |place, _, _, failure| broken.push((place, failure)),
        );
        for (place, failure) in broken {
            failures[place as usize] = failures[place as usize].or(Some(failure));
        }
        found.into_iter().zip(failures).map(|(rows, failure)| failure.map_or(Ok(rows), Err)).collect()
    }

    fn matrix(&self, id: ExprId, tier: &TierUse, matrix: &MatrixRows, xs: &Vector, y: ExprId, places: &Places) -> Vector {
        let ys = self.eval(y, places);
        let ty = self.plan.expr(id).ty;
        let data = match matrix {
            MatrixRows::Declared(_) => None,
            MatrixRows::Data { table, row, column, value, selection, .. } => {
                Some(self.selected(id, *table, &[*row, *column, *value], selection, places))
            }
        };
        let below = |index: usize| {
            if ty.is_numeric() { Scalar::Number(Decimal::ZERO, false) } else { self.fail(ErrorCode::NotAvailable, id, places, index) }
        };
        let results = (0..places.len).map(|index| {
            let bad = [xs.get(index), ys.get(index)].into_iter().find_map(|value| match value {
                Scalar::Error(_) => Some(value),
                Scalar::Blank => Some(self.fail(ErrorCode::Blank, id, places, index)),
                Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => None,
            });
            if bad.is_some() {
                return bad;
            }
            let (Scalar::Number(x, _), Scalar::Number(y, _)) = (xs.get(index), ys.get(index)) else {
                return Some(self.fail(ErrorCode::Number, id, places, index));
            };
            match (matrix, &data) {
                (MatrixRows::Declared(matrix), _) => {
                    let declared = self.plan.matrix(*matrix);
                    let (_, body) = self.dated(&declared.versions, places.cell.day.int(index))?;
                    let at = |bounds: &[Bound], x: Decimal| Ladder { bounds: bounds.to_vec(), outputs: Vec::new() }.row_of(x.cut(), None);
                    let (Some(row), Some(column)) = (at(&body.rows, x), at(&body.columns, y)) else { return Some(below(index)) };
                    body.cells.get(row).and_then(|cells| cells.get(column)).map(|value| self.literal(declared.output, value))
                }
                (MatrixRows::Data { exclusive, .. }, Some(data)) => match &data[index] {
                    Err(failure) => Some(Scalar::Error(*failure)),
                    Ok(rows) if rows.is_empty() => None,
                    Ok(rows) => {
                        Some(self.in_grid(rows, (x.cut(), y.cut()), *exclusive, id, (places, index)).unwrap_or_else(|| below(index)))
                    }
                },
                (MatrixRows::Data { .. }, None) => None,
            }
        });
        let results = results.collect();
        self.with_default(tier.default, id, places, results)
    }

    /// Row and column of a declared matrix, and where its declaration stands.
    pub(crate) fn matrix_cell(
        &self,
        matrix: tiercel_plan::MatrixId,
        (x, y): (Decimal, Decimal),
        day: i32,
    ) -> Option<(usize, usize, tiercel_plan::Span)> {
        let declared = self.plan.matrix(matrix);
        let (_, body) = self.dated(&declared.versions, day)?;
        let at = |bounds: &[Bound], x: Decimal| Ladder { bounds: bounds.to_vec(), outputs: Vec::new() }.row_of(x, None);
        Some((at(&body.rows, x)?, at(&body.columns, y)?, declared.span))
    }

    /// The value of a grid that comes as rows; nothing below its first bounds.
    fn in_grid(
        &self,
        rows: &[Vec<Scalar>],
        (x, y): (Decimal, Decimal),
        exclusive: [bool; 2],
        id: ExprId,
        (places, index): (&Places, usize),
    ) -> Option<Scalar> {
        let mut cells = Vec::new();
        for row in rows {
            match row.as_slice() {
                [Scalar::Number(row, _), Scalar::Number(column, _), value] => cells.push((row.cut(), column.cut(), *value)),
                [error @ Scalar::Error(_), ..] | [_, error @ Scalar::Error(_), ..] => return Some(*error),
                _ => return Some(self.fail(ErrorCode::Blank, id, places, index)),
            }
        }
        let reached = |bound: Decimal, value: Decimal, exclusive: bool| bound < value || (bound == value && !exclusive);
        let row = cells.iter().map(|cell| cell.0).filter(|bound| reached(*bound, x, exclusive[0])).max()?;
        let column = cells.iter().map(|cell| cell.1).filter(|bound| reached(*bound, y, exclusive[1])).max()?;
        let mut matching = cells.iter().filter(|cell| cell.0 == row && cell.1 == column);
        let value = match (matching.next(), matching.next()) {
            (Some(cell), None) => cell.2,
            (None, _) => self.fail(ErrorCode::NotAvailable, id, places, index),
            (Some(_), Some(_)) => self.fail(ErrorCode::Many, id, places, index),
        };
        Some(if value == Scalar::Blank { self.fail(ErrorCode::Blank, id, places, index) } else { value })
    }
}
