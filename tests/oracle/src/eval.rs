//! Expressions.

use crate::number::{self, Number, nearest};
use crate::place::{Cell, Place};
use crate::value::{ErrorCode, Outcome, Value, equal, order};
use crate::world::{Known, World};
use std::cmp::Ordering;
use tiercel_plan::{ColumnRef, ExprId, ExprKind, LineId, Operator, Type};
use tiercel_value::{Date, Grain, Period};

impl World<'_> {
    /// What an expression gives at a place.
    pub(crate) fn eval(&self, id: ExprId, place: &Place) -> Outcome {
        let expr = self.plan.expr(id);
        match &expr.kind {
            ExprKind::Const(value) => self.literal(value, expr.ty),
            ExprKind::Param(param) => self.param(*param, place),
            ExprKind::Let { slot, value, body } => {
                let value = self.eval(*value, place);
                let mut inner = place.clone();
                inner.slots.push((*slot, value));
                self.eval(*body, &inner)
            }
            ExprKind::Slot(slot) => {
                place.slots.iter().rev().find(|(known, _)| known == slot).map_or(Err(ErrorCode::NotAvailable), |(_, value)| value.clone())
            }
            ExprKind::RowColumn(column) => self.of_row(*column, place.row.map(|(_, row)| row)),
            ExprKind::RangedColumn(column) => self.of_row(*column, place.ranged.map(|(_, row)| row)),
            ExprKind::SourceColumn { source, column } => {
                let row = place.sources.as_ref().and_then(|sources| sources.get(source.index()).copied());
                match row {
                    Some((_, Some(row))) => self.column(*column, row),
                    Some((_, None)) => Ok(Value::Blank),
                    None => Err(ErrorCode::NotAvailable),
                }
            }
            ExprKind::Each => place.each.map(Value::Period).ok_or(ErrorCode::NotAvailable),
            ExprKind::Follow { base, column } => match self.eval(*base, place)? {
                Value::Row(_, row) => self.column(*column, row),
                Value::Blank | Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_) | Value::Payee(_) => {
                    Ok(Value::Blank)
                }
            },
            ExprKind::FollowPayee { base, column } => match self.eval(*base, place)? {
                Value::Payee(payee) => self.person_column(payee, *column, self.day(place)?),
                Value::Blank | Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_) | Value::Row(..) => {
                    Ok(Value::Blank)
                }
            },
            ExprKind::Active(base) => {
                let base = self.eval(*base, place)?.present()?;
                // Before the first of the plan's own periods the day alone decides.
                let of_day = |day: Date| Period { grain: Grain::Day, ordinal: day.0 };
                let period = match self.period(place)? {
                    Some(period) => period,
                    None => self.day(place)?.map(of_day).ok_or(ErrorCode::NotAvailable)?,
                };
                match base {
                    Value::Payee(payee) => Ok(Value::Bool(self.is_active(payee, period))),
                    Value::Blank
                    | Value::Number(_)
                    | Value::Text(_)
                    | Value::Bool(_)
                    | Value::Date(_)
                    | Value::Period(_)
                    | Value::Row(..) => Err(ErrorCode::NotAvailable),
                }
            }
            ExprKind::Payee => self.payee(place)?.map(Value::Payee).ok_or(ErrorCode::NotAvailable),
            ExprKind::Period => {
                let period = self.period(place)?;
                match (period, expr.ty) {
                    (Some(period), Type::Period(grain)) if period.grain != grain => {
                        self.outer(period, grain).map(Value::Period).ok_or(ErrorCode::NotAvailable)
                    }
                    (period, _) => period.map(Value::Period).ok_or(ErrorCode::NotAvailable),
                }
            }
            ExprKind::My(inner) => self.apart(|| self.eval(*inner, &Place { ranged: None, ..place.moved(place.my) })),
            ExprKind::Line(line) => match self.line_here(*line, place) {
                Known::Value(outcome) => outcome,
                Known::Unknown => {
                    self.met_unknown.set(true);
                    Err(ErrorCode::NotAvailable)
                }
                Known::Nothing => Err(ErrorCode::NotAvailable),
            },
            ExprKind::Prior { line, back, default } => self.prior(*line, *back, *default, place),
            ExprKind::PriorRow { body, back, default, window, by } => self.prior_row(*body, *back, *default, *window, by, place),
            ExprKind::Running { body, window, by } => self.running(*body, *window, by, place),
            ExprKind::Allocate(allocate) => self.allocate(allocate, place),
            ExprKind::Rank { body, people, person_where } => self.rank(*body, people, *person_where, place),
            ExprKind::Aggregate(aggregate) => self.apart(|| self.aggregate(self.plan.aggregate(*aggregate), place)),
            ExprKind::Negate(inner) => {
                let number = self.eval(*inner, place)?.number()?;
                Ok(Value::Number(Number { value: -number.value, inexact: number.inexact }))
            }
            ExprKind::Not(inner) => Ok(Value::Bool(!self.eval(*inner, place)?.truth()?)),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, *left, *right, place),
            ExprKind::In { subject, list, negated } => {
                let subject = self.eval(*subject, place)?;
                for item in list {
                    if equal(&subject, &self.eval(*item, place)?) {
                        return Ok(Value::Bool(!negated));
                    }
                }
                Ok(Value::Bool(*negated))
            }
            ExprKind::If { condition, then, otherwise } => {
                let branch = if self.eval(*condition, place)?.truth()? { then } else { otherwise };
                self.eval(*branch, place)
            }
            ExprKind::Switch { subject, cases, default } => {
                let subject = self.eval(*subject, place)?;
                for (case, result) in cases {
                    if equal(&subject, &self.eval(*case, place)?) {
                        return self.eval(*result, place);
                    }
                }
                default.map_or(Err(ErrorCode::NotAvailable), |default| self.eval(default, place))
            }
            ExprKind::IfBlank(value, otherwise) => {
                let value = self.eval(*value, place)?;
                if value.is_blank() { self.eval(*otherwise, place) } else { Ok(value) }
            }
            ExprKind::IsBlank(inner) => Ok(Value::Bool(self.eval(*inner, place)?.is_blank())),
            ExprKind::IfNa(value, otherwise) => match self.eval(*value, place) {
                Err(ErrorCode::NotAvailable) => self.eval(*otherwise, place),
                other => other,
            },
            ExprKind::Divide { numerator, denominator, when_zero } => {
                let numerator = self.eval(*numerator, place);
                let a = numerator?.number()?;
                let b = self.eval(*denominator, place)?.number()?;
                if b.value == number::integer(0) {
                    return self.eval(*when_zero, place);
                }
                nearest(&(a.value / b.value), a.inexact || b.inexact).map(Value::Number)
            }
            ExprKind::NotAvailable => Err(ErrorCode::NotAvailable),
            ExprKind::Call(function, args) => self.call(*function, args, expr.ty, place),
            ExprKind::Tier(tier) => self.tier(tier, expr.ty, place),
            ExprKind::Rates { rates, output, args } => self.rates(*rates, *output, args, place),
            ExprKind::Lookup { table, key, value, default } => self.lookup(*table, key, *value, *default, place),
            ExprKind::Prorated(proration, aggregate) => self.apart(|| self.prorated(*proration, self.plan.aggregate(*aggregate), place)),
            ExprKind::ConvertByDate { amount, from, to, date } => self.convert(*amount, *from, *to, *date, place),
            ExprKind::ConvertByRate { amount, rate, .. } => {
                let amount = self.eval(*amount, place)?.number()?;
                let rate = self.eval(*rate, place)?.number()?;
                nearest(&(amount.value * rate.value), amount.inexact || rate.inexact).map(Value::Number)
            }
            ExprKind::Retype(inner) => self.eval(*inner, place),
            ExprKind::Containing(inner, grain) => {
                let period = self.eval(*inner, place)?.period()?;
                self.outer(period, *grain).map(Value::Period).ok_or(ErrorCode::NotAvailable)
            }
        }
    }

    /// What is met inside an aggregate is not what the formula around it names at its cell.
    fn apart(&self, eval: impl FnOnce() -> Outcome) -> Outcome {
        let outer = self.met_unknown.get();
        let outcome = eval();
        self.met_unknown.set(outer);
        outcome
    }

    fn of_row(&self, column: ColumnRef, row: Option<u32>) -> Outcome {
        row.map_or(Err(ErrorCode::NotAvailable), |row| self.column(column, row))
    }

    fn prior(&self, line: LineId, back: u32, default: Option<ExprId>, place: &Place) -> Outcome {
        let otherwise = || default.map_or(Err(ErrorCode::NotAvailable), |default| self.eval(default, place));
        let (payee, period) = (self.payee(place)?, self.period(place)?);
        let (Some(payee), Some(period)) = (payee, period) else { return otherwise() };
        let grain = self.plan.line(line).grain;
        let own = if period.grain == grain { Some(period) } else { self.outer(period, grain) };
        let Some(own) = own else { return otherwise() };
        let ordinal = own.ordinal.saturating_sub(i32::try_from(back).unwrap_or(i32::MAX));
        match self.cell(line, payee, Period { grain, ordinal }) {
            Known::Value(outcome) => outcome,
            Known::Unknown | Known::Nothing => otherwise(),
        }
    }

    fn binary(&self, operator: Operator, left: ExprId, right: ExprId, place: &Place) -> Outcome {
        let left = self.eval(left, place)?;
        match operator {
            Operator::And | Operator::Or => {
                let decided = operator == Operator::Or;
                if left.truth()? == decided {
                    return Ok(Value::Bool(decided));
                }
                return Ok(Value::Bool(self.eval(right, place)?.truth()?));
            }
            Operator::Equal | Operator::NotEqual => {
                let right = self.eval(right, place)?;
                return Ok(Value::Bool(equal(&left, &right) == (operator == Operator::Equal)));
            }
            Operator::Concat => {
                let right = self.eval(right, place)?;
                return Ok(Value::Text(self.text(&left) + &self.text(&right)));
            }
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Power
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => {}
        }
        let left = left.present()?;
        let right = self.eval(right, place)?.present()?;
        let holds = |test: fn(Ordering) -> bool| Ok(Value::Bool(test(order(&left, &right))));
        match operator {
            Operator::Less => holds(Ordering::is_lt),
            Operator::LessOrEqual => holds(Ordering::is_le),
            Operator::Greater => holds(Ordering::is_gt),
            Operator::GreaterOrEqual => holds(Ordering::is_ge),
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Power
            | Operator::Equal
            | Operator::NotEqual
            | Operator::Concat
            | Operator::And
            | Operator::Or => self.arithmetic(operator, left, right),
        }
    }

    fn arithmetic(&self, operator: Operator, left: Value, right: Value) -> Outcome {
        match (operator, &left, &right) {
            (Operator::Subtract, Value::Date(a), Value::Date(b)) => {
                return Ok(Value::Number(Number::integer(i64::from(a.0) - i64::from(b.0))));
            }
            (Operator::Add | Operator::Subtract, Value::Date(date), Value::Number(days))
            | (Operator::Add, Value::Number(days), Value::Date(date)) => {
                let days = days.as_whole().ok_or(ErrorCode::Number)?;
                let days = if operator == Operator::Subtract { -days } else { days };
                return date.add_days(days).map(Value::Date).ok_or(ErrorCode::Number);
            }
            _ => {}
        }
        let (a, b) = (left.number()?, right.number()?);
        let inexact = a.inexact || b.inexact;
        let exact = match operator {
            Operator::Add => a.value + b.value,
            Operator::Subtract => a.value - b.value,
            Operator::Multiply => a.value * b.value,
            Operator::Divide => {
                if b.value == number::integer(0) {
                    return Err(ErrorCode::DivideByZero);
                }
                a.value / b.value
            }
            Operator::Power => return number::power(&a, &b).map(Value::Number),
            Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual
            | Operator::Equal
            | Operator::NotEqual
            | Operator::Concat
            | Operator::And
            | Operator::Or => return Err(ErrorCode::Number),
        };
        nearest(&exact, inexact).map(Value::Number)
    }

    /// A value as text: what `&` joins, and the canonical form.
    pub(crate) fn text(&self, value: &Value) -> String {
        match value {
            Value::Blank => String::new(),
            Value::Number(number) => number.text(),
            Value::Text(text) => text.clone(),
            Value::Bool(value) => value.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Period(period) => self.calendar.name(*period),
            Value::Payee(payee) => self.tables.texts.get(self.tables.payees.keys[*payee as usize]).to_owned(),
            Value::Row(table, row) => self.key_text((*table, *row)),
        }
    }

    fn lookup(&self, table: tiercel_plan::TableId, key: &[ExprId], value: ExprId, default: Option<ExprId>, place: &Place) -> Outcome {
        let wanted: Vec<Value> = key.iter().map(|part| self.eval(*part, place)?.present()).collect::<Result<_, _>>()?;
        let columns = &self.plan.table(table).key;
        let fits = |at: &(tiercel_plan::TableId, u32)| match wanted.as_slice() {
            [Value::Row(of, row)] if *of == table => *row == at.1,
            _ => columns
                .iter()
                .zip(&wanted)
                .all(|(column, wanted)| self.column(ColumnRef { table, column: *column }, at.1).is_ok_and(|found| equal(&found, wanted))),
        };
        match self.rows(table).find(fits) {
            Some(at) => self.eval(value, &place.ranging(at)),
            None => default.map_or(Err(ErrorCode::NotAvailable), |default| self.eval(default, place)),
        }
    }

    fn convert(&self, amount: ExprId, from: Option<ExprId>, to: tiercel_value::UnitId, date: ExprId, place: &Place) -> Outcome {
        use tiercel_plan::MoneyUnit;
        let ty = self.plan.expr(amount).ty;
        let amount = self.eval(amount, place)?.number()?;
        let from = match (from, ty) {
            (Some(from), _) => self.eval(from, place)?.string()?,
            (None, Type::Money(MoneyUnit::Fixed(unit))) => self.plan.currencies.code(unit).to_owned(),
            (None, _) => return Err(ErrorCode::NotAvailable),
        };
        let date = self.eval(date, place)?.date()?;
        let to = self.plan.currencies.code(to).to_owned();
        if from == to {
            return Ok(Value::Number(amount));
        }
        let Some((table, [from_column, to_column, date_column, rate_column])) = self.plan.fx else { return Err(ErrorCode::NotAvailable) };
        let mut best: Option<(i32, Number)> = None;
        for (_, row) in self.rows(table) {
            let column = |column| self.column(ColumnRef { table, column }, row);
            let fits =
                column(from_column)?.string().is_ok_and(|code| code == from) && column(to_column)?.string().is_ok_and(|code| code == to);
            let day = column(date_column)?.date()?;
            if fits && day <= date && best.as_ref().is_none_or(|(known, _)| *known < day.0) {
                best = Some((day.0, column(rate_column)?.number()?));
            }
        }
        let (_, rate) = best.ok_or(ErrorCode::NotAvailable)?;
        nearest(&(amount.value * rate.value), amount.inexact || rate.inexact).map(Value::Number)
    }

    /// An amount rounded as the line's plan says.
    pub(crate) fn rounded(&self, line: LineId, amount: Number) -> Outcome {
        let unit = self.plan.unit(self.plan.line(line).unit);
        let mode = number::Mode::of(unit.rounding);
        let step = match unit.rounding_unit {
            Some(step) => number::exact(step),
            None => number::ten(-i64::from(self.plan.currencies.decimals(unit.currency))),
        };
        nearest(&number::to_multiple(&amount.value, &step, mode), amount.inexact).map(Value::Number)
    }

    /// The cell of a place, given a payee; without a period that of none.
    pub(crate) fn cell_of(payee: u32, period: Option<Period>) -> Cell {
        period.map_or(Cell::None, |period| Cell::At(payee, period))
    }
}
