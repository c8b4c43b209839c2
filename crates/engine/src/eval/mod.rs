//! Expressions at the places of a block.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

pub(crate) mod arithmetic;
pub(crate) mod convert;
mod dates;
mod functions;
mod lines;
mod logic;
mod rates;
pub(crate) mod rounding;
pub(crate) mod texts;
pub(crate) mod tiers;

use crate::datum::ErrorCode;
use crate::engine::Engine;
use crate::place::{Lane, NO_PERIOD, NOBODY, Places};
use crate::vector::{ABSENT, BLANK, Builder, INEXACT, Kind, Lanes, Scalar, Vector};
use std::rc::Rc;
use tiercel_plan::{ColumnRef, ExprId, ExprKind, TableId, Type, Uses, Value};

impl Engine<'_> {
    /// The values of an expression at places.
    pub(crate) fn eval(&self, id: ExprId, places: &Places) -> Vector {
        let expr = self.plan.expr(id);
        if places.len == 0 {
            return Builder::new(Kind::of(expr.ty), 0).finish();
        }
        if expr.uses == Uses::NONE && places.len > 1 && !matches!(expr.kind, ExprKind::Const(_)) {
            // A constant of the run.
            let unit = places.unit;
            return Vector { len: places.len, ..self.eval(id, &Places { unit, ..Places::nowhere(self.time.base) }) };
        }
        match &expr.kind {
            ExprKind::Const(value) => self.constant(id, value, places),
            ExprKind::Param(param) => self.param(*param, id, places),
            ExprKind::Let { slot, value, body } => {
                let value = Rc::new(self.eval(*value, places));
                let mut places = places.clone();
                places.slots.push((*slot, value));
                self.eval(*body, &places)
            }
            ExprKind::Slot(slot) => {
                let bound = places.slots.iter().rev().find(|(bound, _)| bound == slot);
                bound.map_or_else(|| self.nothing(id, places), |(_, vector)| Vector::clone(vector))
            }
            ExprKind::RowColumn(column) => self.column_at(id, *column, places.row.as_ref().map(|(_, rows)| rows), places),
            ExprKind::RangedColumn(column) => self.column_at(id, *column, places.ranged.as_ref().map(|(_, rows)| rows), places),
            ExprKind::SourceColumn { source, column } => {
                let found = places.sources.as_ref().and_then(|sources| self.source_column(sources, source.index(), *column, places.len));
                found.unwrap_or_else(|| self.nothing(id, places))
            }
            ExprKind::Each => match places.sources.as_ref().map(|sources| &sources.each) {
                Some(lane) => lane_vector(lane, places.len),
                None => self.nothing(id, places),
            },
            ExprKind::Follow { base, column } => self.follow(id, *base, *column, places),
            ExprKind::FollowPayee { base, column } => self.follow_payee(id, *base, *column, places),
            ExprKind::Active(base) => self.active(id, *base, places),
            ExprKind::Payee => self.present(id, &places.cell.payee, NOBODY, places),
            ExprKind::Period => self.period(id, places),
            ExprKind::My(inner) => {
                let at = Places { cell: places.my.clone(), distinct: false, ..places.clone() };
                self.eval(*inner, &at)
            }
            ExprKind::Line(line) => self.line(*line, id, places),
            ExprKind::Prior { line, back, default } => self.prior(*line, *back, *default, id, places),
            ExprKind::PriorRow { body, back, default, window, by } => self.prior_row(id, *body, *back, *default, *window, by, places),
            ExprKind::Running { body, window, by } => self.running(id, *body, *window, by, places),
            ExprKind::Allocate(allocate) => self.allocate(id, allocate, places),
            ExprKind::Rank { body, people, person_where } => self.rank(id, *body, people, *person_where, places),
            ExprKind::Aggregate(aggregate) | ExprKind::Prorated(_, aggregate) => self.aggregate(*aggregate, id, places),
            ExprKind::Negate(x) => self.negate(id, &self.eval(*x, places), places),
            ExprKind::Not(x) => {
                let values = self.eval(*x, places);
                if let Some(bools) = values.plain_bools() {
                    let lanes = Lanes::Bools(bools.iter().map(|value| !value).collect());
                    return Vector { len: places.len, lanes, status: None, failures: Vec::new() };
                }
                self.map(id, &values, places, |value| {
                    if let Scalar::Bool(value) = value { Ok(Scalar::Bool(!value)) } else { Err(ErrorCode::Number) }
                })
            }
            ExprKind::Binary(..) => self.chain(id, places),
            ExprKind::In { subject, list, negated } => self.is_in(id, *subject, list, *negated, places),
            ExprKind::If { .. } => self.branches(id, places),
            ExprKind::Switch { subject, cases, default } => self.switch(id, *subject, cases, *default, places),
            ExprKind::IfBlank(x, y) => self.if_blank(id, *x, *y, places),
            ExprKind::IsBlank(x) => {
                let values = self.eval(*x, places);
                if values.failures.is_empty() && !values.is_constant() {
                    let blank = |status: &u8| matches!(*status & !INEXACT, BLANK | ABSENT);
                    let bools = values.status.as_ref().map_or_else(|| vec![false; places.len], |status| status.iter().map(blank).collect());
                    return Vector { len: places.len, lanes: Lanes::Bools(bools), status: None, failures: Vec::new() };
                }
                self.map_all(id, &values, |value| match value {
                    Scalar::Error(_) => value,
                    Scalar::Blank => Scalar::Bool(true),
                    Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => Scalar::Bool(false),
                })
            }
            ExprKind::IfNa(x, y) => self.if_na(id, *x, *y, places),
            ExprKind::Divide { numerator, denominator, when_zero } => self.divide(id, *numerator, *denominator, *when_zero, places),
            ExprKind::NotAvailable => {
                let mut builder = Builder::new(Kind::of(expr.ty), places.len);
                (0..places.len).for_each(|index| builder.push(self.fail(ErrorCode::NotAvailable, id, places, index)));
                builder.finish()
            }
            ExprKind::Call(function, args) => self.call(id, *function, args, places),
            ExprKind::Tier(tier) => self.tier(id, tier, places),
            ExprKind::Rates { rates, output, args } => self.rates(id, *rates, *output, args, places),
            ExprKind::Lookup { table, key, value, default } => self.lookup(id, *table, key, *value, *default, places),
            ExprKind::ConvertByDate { amount, from, to, date } => self.convert_by_date(id, *amount, *from, *to, *date, places),
            ExprKind::ConvertByRate { amount, rate, .. } => {
                let (amount, rate) = (self.eval(*amount, places), self.eval(*rate, places));
                self.binary(tiercel_plan::Operator::Multiply, id, (id, id), &amount, &rate, places)
            }
            ExprKind::Retype(x) => self.eval(*x, places),
            ExprKind::Containing(x, grain) => self.containing(id, *x, *grain, places),
        }
    }

    /// Blank everywhere: what stands for a part that a place does not have.
    pub(crate) fn nothing(&self, id: ExprId, places: &Places) -> Vector {
        Vector::constant(Kind::of(self.plan.expr(id).ty), Scalar::Blank, places.len)
    }

    /// A literal.
    fn constant(&self, id: ExprId, value: &Value, places: &Places) -> Vector {
        let ty = self.plan.expr(id).ty;
        if matches!(ty, Type::Number | Type::Percent | Type::Money(_) | Type::Bool) {
            return Vector::constant(Kind::of(ty), self.literal(ty, value), places.len);
        }
        if let Some(known) = self.caches.constants.borrow().get(&id) {
            return Vector { len: places.len, ..known.clone() };
        }
        let vector = Vector::constant(Kind::of(ty), self.literal(ty, value), 1);
        self.caches.constants.borrow_mut().insert(id, vector.clone());
        Vector { len: places.len, ..vector }
    }

    /// The value of a literal of a type.
    pub(crate) fn literal(&self, ty: Type, value: &Value) -> Scalar {
        match (ty, value) {
            (_, Value::Blank) => Scalar::Blank,
            (Type::Payee, Value::Text(text)) => Scalar::Word(self.payee_of(text).unwrap_or(NOBODY)),
            (Type::Ref(table), value) => Scalar::Word(self.row_of_literal(table, value).unwrap_or(NOBODY)),
            (Type::Payee, Value::Number(number)) => Scalar::Word(self.payee_of(&number.to_string()).unwrap_or(NOBODY)),
            (Type::Period(grain), Value::Text(text)) => {
                self.time.calendar.parse(text, grain).map_or(Scalar::Blank, |period| Scalar::signed(period.ordinal))
            }
            (Type::Period(grain), Value::Period(period)) if grain != period.grain => {
                Scalar::signed(self.time.containing(period.grain, period.ordinal, grain))
            }
            (Type::Date, Value::Period(period)) => Scalar::signed(self.time.start(period.grain, period.ordinal)),
            (_, Value::Number(number)) => Scalar::Number(*number, false),
            (_, Value::Text(text)) => Scalar::Word(self.texts.borrow_mut().intern(text)),
            (_, Value::Bool(value)) => Scalar::Bool(*value),
            (_, Value::Date(date)) => Scalar::signed(date.0),
            (_, Value::Period(period)) => Scalar::signed(period.ordinal),
        }
    }

    pub(crate) fn payee_of(&self, key: &str) -> Option<u32> {
        let id = self.tables.texts.find(key)?;
        let text = self.tables.texts.get(id);
        let keys = &self.tables.payees.keys;
        let index = keys.binary_search_by(|key| self.tables.texts.get(*key).cmp(text)).ok()?;
        u32::try_from(index).ok()
    }

    fn row_of_literal(&self, table: TableId, value: &Value) -> Option<u32> {
        let keys = &self.plan.table(table).key;
        let column = *keys.first()?;
        let ty = self.plan.table(table).columns.get(usize::from(column))?.ty;
        let part = crate::aggregate::caches::KeyPart::of(self.literal(ty, value))?;
        self.key_index(table, keys).get(&vec![part]).copied()
    }

    fn param(&self, param: tiercel_plan::ParamId, id: ExprId, places: &Places) -> Vector {
        let ty = self.plan.param(param).ty;
        if let Some(value) = self.params.get(&param) {
            return Vector::constant(Kind::of(ty), self.literal(ty, value), places.len);
        }
        let versions = &self.plan.param(param).versions;
        if let [only] = versions.as_slice() {
            return Vector::constant(Kind::of(ty), self.literal(ty, &only.value), places.len);
        }
        let mut builder = Builder::new(Kind::of(ty), places.len);
        for index in 0..places.len {
            let value = self.dated(versions, places.cell.day.int(index));
            builder.push(value.map_or_else(|| self.fail(ErrorCode::NotAvailable, id, places, index), |(_, value)| self.literal(ty, value)));
        }
        builder.finish()
    }

    /// What holds at a day, and its number.
    pub(crate) fn dated<'v, T>(&self, versions: &'v [tiercel_plan::Dated<T>], day: i32) -> Option<(usize, &'v T)> {
        let holds = |version: &tiercel_plan::Dated<T>| version.from.is_none_or(|from| from.0 <= day);
        versions
            .iter()
            .enumerate()
            .filter(|(_, version)| holds(version))
            .max_by_key(|(index, version)| (version.from, *index))
            .map(|(index, version)| (index, &version.value))
    }

    fn column_at(&self, id: ExprId, column: ColumnRef, rows: Option<&Lane>, places: &Places) -> Vector {
        match (self.view(column), rows) {
            (Some(view), Some(rows)) => view.gather(rows, places.len),
            (_, _) => self.nothing(id, places),
        }
    }

    /// A part of the place, `#N/A` where it has none.
    fn present(&self, id: ExprId, lane: &Lane, none: u32, places: &Places) -> Vector {
        if (0..places.len).all(|index| lane.get(index) != none) {
            return lane_vector(lane, places.len);
        }
        let mut builder = Builder::new(Kind::Word, places.len);
        for index in 0..places.len {
            let value = lane.get(index);
            builder.push(if value == none { self.fail(ErrorCode::NotAvailable, id, places, index) } else { Scalar::Word(value) });
        }
        builder.finish()
    }

    /// The period of the cell. In a line `each quarter` people over rows are asked in the row's own period: there it is the quarter
    /// which has that.
    fn period(&self, id: ExprId, places: &Places) -> Vector {
        let none = NO_PERIOD.cast_unsigned();
        let cell = &places.cell;
        if let Type::Period(grain) = self.plan.expr(id).ty
            && grain != cell.grain
        {
            let outer = (0..places.len).map(|index| self.time.containing(cell.grain, cell.period.int(index), grain));
            return self.present(id, &Lane::signed(outer), none, places);
        }
        self.present(id, &cell.period, none, places)
    }

    fn follow(&self, id: ExprId, base: ExprId, column: ColumnRef, places: &Places) -> Vector {
        let base = self.eval(base, places);
        let Some(view) = self.view(column) else { return self.nothing(id, places) };
        if let (None, Lanes::Words(rows)) = (&base.status, &base.lanes)
            && !rows.contains(&NOBODY)
        {
            let lane = if base.is_constant() { Lane::Same(rows[0]) } else { Lane::Each(Rc::new(rows.clone())) };
            return view.gather(&lane, places.len);
        }
        let mut builder = Builder::new(Kind::of(self.plan.expr(id).ty), places.len);
        for index in 0..places.len {
            builder.push(match base.get(index) {
                Scalar::Word(NOBODY) => self.fail(ErrorCode::NotAvailable, id, places, index),
                Scalar::Word(row) => view.get(row as usize),
                other @ (Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Error(_)) => other,
            });
        }
        builder.finish()
    }

    fn follow_payee(&self, id: ExprId, base: ExprId, column: ColumnRef, places: &Places) -> Vector {
        let base = self.eval(base, places);
        let Some(view) = self.view(column) else { return self.nothing(id, places) };
        let row = |index: usize, payee: u32| self.everybody.in_force(payee, places.cell.day.int(index));
        if base.status.is_none() {
            let word = |index: usize| if let Lanes::Words(words) = &base.lanes { words[base.at(index)] } else { NOBODY };
            let rows: Option<Vec<u32>> = (0..places.len).map(|index| row(index, word(index))).collect();
            if let Some(rows) = rows {
                return view.gather(&Lane::each(rows), places.len);
            }
        }
        let mut builder = Builder::new(Kind::of(self.plan.expr(id).ty), places.len);
        for index in 0..places.len {
            builder.push(match base.get(index) {
                Scalar::Word(payee) => match row(index, payee) {
                    Some(row) => view.get(row as usize),
                    None => self.fail(ErrorCode::NotAvailable, id, places, index),
                },
                other @ (Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Error(_)) => other,
            });
        }
        builder.finish()
    }

    fn active(&self, id: ExprId, base: ExprId, places: &Places) -> Vector {
        let base = self.eval(base, places);
        let mut builder = Builder::new(Kind::Bool, places.len);
        for index in 0..places.len {
            let (grain, ordinal) = (places.cell.grain, places.cell.period.int(index));
            let days = match (ordinal, places.cell.day.int(index)) {
                // A row without a date, or of a table without a time.
                (NO_PERIOD, i32::MIN | i32::MAX) => None,
                // Before the first of the plan's own periods the day alone decides.
                (NO_PERIOD, day) => Some((day, day)),
                (_, _) => Some((self.time.start(grain, ordinal), self.time.end(grain, ordinal))),
            };
            builder.push(match base.get(index) {
                Scalar::Word(payee) => match days {
                    Some(days) => Scalar::Bool(self.everybody.is_active(payee, days)),
                    None => self.fail(ErrorCode::NotAvailable, id, places, index),
                },
                other @ (Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Error(_)) => other,
            });
        }
        builder.finish()
    }

    /// A function of present values; blanks are `#BLANK!`, errors stay.
    pub(crate) fn map(
        &self,
        id: ExprId,
        values: &Vector,
        places: &Places,
        function: impl Fn(Scalar) -> Result<Scalar, ErrorCode>,
    ) -> Vector {
        each_place(Kind::of(self.plan.expr(id).ty), values.len, values.is_constant(), |index| match values.get(index) {
            Scalar::Blank => self.fail(ErrorCode::Blank, id, places, index),
            error @ Scalar::Error(_) => error,
            value @ (Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_)) => {
                function(value).unwrap_or_else(|code| self.fail(code, id, places, index))
            }
        })
    }

    /// A function of all values.
    pub(crate) fn map_all(&self, id: ExprId, values: &Vector, function: impl Fn(Scalar) -> Scalar) -> Vector {
        let count = if values.is_constant() { 1 } else { values.len };
        let mut builder = Builder::new(Kind::of(self.plan.expr(id).ty), count);
        (0..count).for_each(|index| builder.push(function(values.get(index))));
        Vector { len: values.len, ..builder.finish() }
    }

    fn negate(&self, id: ExprId, values: &Vector, places: &Places) -> Vector {
        if let (Lanes::Narrow(mantissas, scale), None) = (&values.lanes, &values.status)
            && mantissas.iter().all(|mantissa| *mantissa != i64::MIN)
        {
            let lanes = Lanes::Narrow(mantissas.iter().map(|mantissa| -mantissa).collect(), *scale);
            return Vector { len: values.len, lanes, status: None, failures: Vec::new() };
        }
        self.map(id, values, places, |value| match value {
            Scalar::Number(number, inexact) => Ok(Scalar::Number(number.neg(), inexact)),
            other @ (Scalar::Blank | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_)) => Ok(other),
        })
    }
}

/// The value at each place: made once where it is the same everywhere, but an error begins at each place itself.
pub(crate) fn each_place(kind: Kind, len: usize, same: bool, mut make: impl FnMut(usize) -> Scalar) -> Vector {
    let first = if same { Some(make(0)).filter(|value| !matches!(value, Scalar::Error(_))) } else { None };
    let Some(first) = first else {
        let mut builder = Builder::new(kind, len);
        (0..len).for_each(|index| builder.push(make(index)));
        return builder.finish();
    };
    Vector::constant(kind, first, len)
}

/// A part of the places as values.
pub(crate) fn lane_vector(lane: &Lane, len: usize) -> Vector {
    match lane {
        Lane::Same(value) => Vector { len, ..Vector::words(vec![*value]) },
        Lane::From(first) => Vector::words((*first..).take(len).collect()),
        Lane::Each(values) => Vector::words(values.to_vec()),
    }
}
