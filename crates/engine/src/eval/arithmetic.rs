//! Operators: arithmetic, comparisons, and chains of them.
//!
//! Narrow numbers without blanks, errors and marks are computed in 64 bits; whatever does not fit there is computed one by
//! one as decimals, which gives the same values.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::each_place;
use super::functions::LONGEST_TEXT;
use crate::datum::ErrorCode;
use crate::engine::Engine;
use crate::place::Places;
use crate::vector::{ABSENT, BLANK, Builder, INEXACT, Kind, Lanes, PRESENT, Scalar, Vector, merge};
use std::borrow::Cow;
use std::cmp::Ordering;
use tiercel_plan::{ExprId, ExprKind, Operator, Type};
use tiercel_value::{Date, Decimal, NumError, Rounded, Rounding, round_to_places, times};

/// The most decimals of numbers that are compared or computed in 64 bits: cutting does not change these.
const NARROW_SCALE: u8 = 18;

impl Engine<'_> {
    /// A chain of binary operators, from its innermost left operand on: a chain may be a thousand operands long.
    pub(crate) fn chain(&self, id: ExprId, places: &Places) -> Vector {
        let mut spine = Vec::new();
        let mut at = id;
        while let ExprKind::Binary(operator, left, right) = self.plan.expr(at).kind {
            spine.push((at, operator, left, right));
            at = left;
        }
        let mut value = self.eval(at, places);
        while let Some((id, operator, left, right)) = spine.pop() {
            value = match operator {
                Operator::And | Operator::Or => self.lazily(id, operator == Operator::And, &value, right, places),
                Operator::Add
                | Operator::Subtract
                | Operator::Multiply
                | Operator::Divide
                | Operator::Power
                | Operator::Concat
                | Operator::Equal
                | Operator::NotEqual
                | Operator::Less
                | Operator::LessOrEqual
                | Operator::Greater
                | Operator::GreaterOrEqual => {
                    let right_value = self.eval(right, places);
                    self.binary(operator, id, (left, right), &value, &right_value, places)
                }
            };
        }
        value
    }

    /// `and`, `or`: the right side where the left does not decide.
    fn lazily(&self, id: ExprId, and: bool, left: &Vector, right: ExprId, places: &Places) -> Vector {
        if let Some(bools) = left.plain_bools() {
            let open: Vec<u32> = (0u32..).zip(bools).filter(|(_, value)| **value == and).map(|(index, _)| index).collect();
            if open.is_empty() {
                return left.clone();
            }
            let at = if open.len() == places.len { None } else { Some(places.gather(&open)) };
            let values = self.eval(right, at.as_ref().unwrap_or(places));
            if at.is_none() {
                return if values.plain_bools().is_some() { values } else { self.map(id, &values, places, Ok) };
            }
            if let Some(rest) = values.plain_bools() {
                let mut all = vec![!and; places.len];
                open.iter().zip(rest).for_each(|(index, value)| all[*index as usize] = *value);
                return Vector { len: places.len, lanes: Lanes::Bools(all), status: None, failures: Vec::new() };
            }
        }
        let decided: Vec<Scalar> = (0..places.len)
            .map(|index| match left.get(index) {
                Scalar::Blank => self.fail(ErrorCode::Blank, id, places, index),
                value @ (Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_)) => value,
            })
            .collect();
        let open: Vec<u32> = (0u32..).zip(&decided).filter(|(_, value)| **value == Scalar::Bool(and)).map(|(index, _)| index).collect();
        if open.is_empty() {
            let mut builder = Builder::new(Kind::Bool, places.len);
            decided.into_iter().for_each(|value| builder.push(value));
            return builder.finish();
        }
        let at = if open.len() == places.len { None } else { Some(places.gather(&open)) };
        let at = at.as_ref().unwrap_or(places);
        let values = self.eval(right, at);
        let values = self.map(id, &values, at, Ok);
        if open.len() == places.len {
            return values;
        }
        let mut builder = Builder::new(Kind::Bool, decided.len() - open.len());
        let closed: Vec<u32> = (0u32..).zip(&decided).filter(|(_, value)| **value != Scalar::Bool(and)).map(|(index, _)| index).collect();
        closed.iter().for_each(|index| builder.push(decided[*index as usize]));
        merge(Kind::Bool, places.len, &[(open, values), (closed, builder.finish())])
    }

    /// A binary operator other than `and` and `or`.
    pub(crate) fn binary(
        &self,
        operator: Operator,
        id: ExprId,
        (left, right): (ExprId, ExprId),
        a: &Vector,
        b: &Vector,
        places: &Places,
    ) -> Vector {
        if let Some(vector) = narrow_binary(operator, a, b) {
            return vector;
        }
        let types = (self.plan.expr(left).ty, self.plan.expr(right).ty);
        if let Some(vector) = days_binary(operator, types, a, b).or_else(|| blank_binary(operator, a, b)) {
            return vector;
        }
        let kind = match operator {
            Operator::Equal
            | Operator::NotEqual
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual
            | Operator::And
            | Operator::Or => Kind::Bool,
            Operator::Concat => Kind::Word,
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Power => Kind::of(self.plan.expr(id).ty),
        };
        each_place(kind, places.len, a.is_constant() && b.is_constant(), |index| {
            self.operate(operator, id, types, (a.get(index), b.get(index)), places, index)
        })
    }

    fn operate(
        &self,
        operator: Operator,
        id: ExprId,
        types: (Type, Type),
        values: (Scalar, Scalar),
        places: &Places,
        index: usize,
    ) -> Scalar {
        let fail = |code| self.fail(code, id, places, index);
        let (a, b) = values;
        match operator {
            Operator::Concat => {
                if let Scalar::Error(_) = a {
                    return a;
                }
                if let Scalar::Error(_) = b {
                    return b;
                }
                let text = self.text(types.0, a) + &self.text(types.1, b);
                if text.len() > LONGEST_TEXT {
                    return fail(ErrorCode::Number);
                }
                return Scalar::Word(self.texts.borrow_mut().intern(&text));
            }
            Operator::Equal | Operator::NotEqual => {
                if let Scalar::Error(_) = a {
                    return a;
                }
                if let Scalar::Error(_) = b {
                    return b;
                }
                let equal = match (a, b) {
                    (Scalar::Blank, other) | (other, Scalar::Blank) => other == Scalar::Blank,
                    (a, b) => self.equal(a, b),
                };
                return Scalar::Bool(equal == (operator == Operator::Equal));
            }
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Power
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual
            | Operator::And
            | Operator::Or => {}
        }
        for value in [a, b] {
            match value {
                Scalar::Blank => return fail(ErrorCode::Blank),
                Scalar::Error(_) => return value,
                Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => {}
            }
        }
        match operator {
            Operator::Less => Scalar::Bool(self.compare(types.0, a, b).is_lt()),
            Operator::LessOrEqual => Scalar::Bool(self.compare(types.0, a, b).is_le()),
            Operator::Greater => Scalar::Bool(self.compare(types.0, a, b).is_gt()),
            Operator::GreaterOrEqual => Scalar::Bool(self.compare(types.0, a, b).is_ge()),
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Power
            | Operator::Concat
            | Operator::Equal
            | Operator::NotEqual
            | Operator::And
            | Operator::Or => match (a, b) {
                (Scalar::Number(x, marked), Scalar::Number(y, too)) => {
                    let result = match operator {
                        Operator::Add => x.add(y),
                        Operator::Subtract => x.sub(y),
                        Operator::Multiply => x.mul(y),
                        Operator::Divide => x.div(y),
                        Operator::Power
                        | Operator::Concat
                        | Operator::Equal
                        | Operator::NotEqual
                        | Operator::Less
                        | Operator::LessOrEqual
                        | Operator::Greater
                        | Operator::GreaterOrEqual
                        | Operator::And
                        | Operator::Or => match y.cut().to_i64() {
                            Some(exponent) => x.pow(exponent),
                            None => Err(NumError::Overflow),
                        },
                    };
                    self.rounded(result, marked || too, id, places, index)
                }
                (a, b) => dated(operator, types, a, b).unwrap_or_else(|| fail(ErrorCode::Number)),
            },
        }
    }

    /// The value of a numeric result.
    pub(crate) fn rounded(&self, result: Result<Rounded, NumError>, marked: bool, id: ExprId, places: &Places, index: usize) -> Scalar {
        match result {
            Ok(rounded) => Scalar::Number(rounded.value, rounded.inexact || marked),
            Err(NumError::Overflow) => self.fail(ErrorCode::Number, id, places, index),
            Err(NumError::DivisionByZero) => self.fail(ErrorCode::DivideByZero, id, places, index),
        }
    }

    /// Whether two present values are equal.
    pub(crate) fn equal(&self, a: Scalar, b: Scalar) -> bool {
        match (a, b) {
            (Scalar::Number(a, _), Scalar::Number(b, _)) => a.compare_cut(b).is_eq(),
            (a, b) => a == b,
        }
    }

    /// The order of two present values of a type.
    pub(crate) fn compare(&self, ty: Type, a: Scalar, b: Scalar) -> Ordering {
        match (a, b) {
            (Scalar::Number(a, _), Scalar::Number(b, _)) => a.compare_cut(b),
            (Scalar::Bool(a), Scalar::Bool(b)) => a.cmp(&b),
            (Scalar::Word(a), Scalar::Word(b)) => match ty {
                Type::Text => {
                    let texts = self.texts.borrow();
                    texts.get(a).cmp(texts.get(b))
                }
                Type::Date | Type::Period(_) => a.cast_signed().cmp(&b.cast_signed()),
                Type::Payee => a.cmp(&b),
                Type::Ref(table) if a != b => {
                    let ranks = self.ranks(table);
                    ranks.get(a as usize).cmp(&ranks.get(b as usize))
                }
                Type::Ref(_) | Type::Number | Type::Percent | Type::Money(_) | Type::Bool => a.cmp(&b),
            },
            (_, _) => Ordering::Equal,
        }
    }

    /// The order of keys: blanks first, errors last.
    pub(crate) fn compare_keys(&self, ty: Type, a: Scalar, b: Scalar) -> Ordering {
        let rank = |value: Scalar| match value {
            Scalar::Blank => 0,
            Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => 1,
            Scalar::Error(_) => 2,
        };
        rank(a).cmp(&rank(b)).then_with(|| self.compare(ty, a, b))
    }
}

/// Dates and periods with numbers of days and periods.
fn dated(operator: Operator, types: (Type, Type), a: Scalar, b: Scalar) -> Option<Scalar> {
    let whole = |number: Decimal| {
        let down = if number.sign() < 0 { Rounding::Up } else { Rounding::Down };
        round_to_places(number, 0, down).ok()?.to_i64()
    };
    match (operator, a, b) {
        (Operator::Subtract, Scalar::Word(a), Scalar::Word(b)) => {
            Some(Scalar::Number(Decimal::from_i64(i64::from(a.cast_signed()) - i64::from(b.cast_signed())), false))
        }
        (Operator::Add, Scalar::Number(days, _), Scalar::Word(at)) => moved(types.1, at, whole(days)?),
        (Operator::Add, Scalar::Word(at), Scalar::Number(days, _)) => moved(types.0, at, whole(days)?),
        (Operator::Subtract, Scalar::Word(at), Scalar::Number(days, _)) => {
            // What is taken away is rounded so that the day comes out rounded down.
            let days = whole(days.neg())?;
            moved(types.0, at, days)
        }
        (_, _, _) => None,
    }
}

fn moved(ty: Type, at: u32, by: i64) -> Option<Scalar> {
    match ty {
        Type::Date => Some(Scalar::signed(Date(at.cast_signed()).add_days(by)?.0)),
        Type::Period(_) => Some(Scalar::signed(i32::try_from(i64::from(at.cast_signed()).checked_add(by)?).ok()?)),
        Type::Number | Type::Percent | Type::Money(_) | Type::Text | Type::Bool | Type::Payee | Type::Ref(_) => None,
    }
}

/// Two narrow lanes, element by element; nothing as soon as one does not fit.
fn zip(a: &[i64], b: &[i64], operation: impl Fn(i64, i64) -> Option<i64>) -> Option<Vec<i64>> {
    match (a, b) {
        ([a], [b]) => Some(vec![operation(*a, *b)?]),
        ([a], b) => b.iter().map(|b| operation(*a, *b)).collect(),
        (a, [b]) => a.iter().map(|a| operation(*a, *b)).collect(),
        (a, b) => a.iter().zip(b).map(|(a, b)| operation(*a, *b)).collect(),
    }
}

/// Two lanes, element by element; one that has a single element has it everywhere.
fn zip_bool<T: Copy>(a: &[T], b: &[T], operation: impl Fn(T, T) -> bool) -> Vec<bool> {
    match (a, b) {
        ([a], [b]) => vec![operation(*a, *b)],
        ([a], b) => b.iter().map(|b| operation(*a, *b)).collect(),
        (a, [b]) => a.iter().map(|a| operation(*a, *b)).collect(),
        (a, b) => a.iter().zip(b).map(|(a, b)| operation(*a, *b)).collect(),
    }
}

/// Narrow numbers, or words, that are all present; nothing if that does not suffice.
pub(super) fn narrow_binary(operator: Operator, a: &Vector, b: &Vector) -> Option<Vector> {
    // A comparison does not ask whether a number is exact.
    let compares = matches!(
        operator,
        Operator::Equal | Operator::NotEqual | Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual
    );
    let fine = |vector: &Vector| match &vector.status {
        None => true,
        Some(status) => compares && status.iter().all(|status| matches!(*status, PRESENT | INEXACT)),
    };
    let (Lanes::Narrow(x, left), Lanes::Narrow(y, right), true, true) = (&a.lanes, &b.lanes, fine(a), fine(b)) else {
        return word_binary(operator, a, b);
    };
    let scale = (*left).max(*right);
    if scale > NARROW_SCALE {
        return None;
    }
    let (up_left, up_right) = (10i64.checked_pow(u32::from(scale - left))?, 10i64.checked_pow(u32::from(scale - right))?);
    let lanes = match operator {
        Operator::Add if up_left == 1 && up_right == 1 => Lanes::Narrow(zip(x, y, i64::checked_add)?, scale),
        Operator::Add => Lanes::Narrow(zip(x, y, |a, b| times(a, up_left)?.checked_add(times(b, up_right)?))?, scale),
        Operator::Subtract => Lanes::Narrow(zip(x, y, |a, b| times(a, up_left)?.checked_sub(times(b, up_right)?))?, scale),
        Operator::Multiply if left + right <= NARROW_SCALE => Lanes::Narrow(zip(x, y, times)?, left + right),
        Operator::Divide => {
            // By a power of ten the point moves; anything else is divided one by one.
            let [divisor] = y.as_slice() else { return None };
            let places = (0u32..=18).find(|places| Some(*divisor) == 10i64.checked_pow(*places))?;
            let moved = (i64::from(*left) + i64::from(places)).checked_sub(i64::from(*right))?;
            let moved = u8::try_from(moved).ok().filter(|moved| *moved <= NARROW_SCALE)?;
            Lanes::Narrow(x.clone(), moved)
        }
        Operator::Multiply | Operator::Power | Operator::Concat | Operator::And | Operator::Or => return None,
        Operator::Equal | Operator::NotEqual | Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            Lanes::Bools(match (scaled(x, up_left), scaled(y, up_right)) {
                (Some(x), Some(y)) => compared(operator, &x, &y)?,
                (_, _) => {
                    let wide = |values: &[i64], up: i64| values.iter().map(|value| i128::from(*value) * i128::from(up)).collect::<Vec<_>>();
                    compared(operator, &wide(x, up_left), &wide(y, up_right))?
                }
            })
        }
    };
    Some(Vector { len: a.len, lanes, status: None, failures: Vec::new() })
}

/// The order of days or periods that are all present.
fn days_binary(operator: Operator, types: (Type, Type), a: &Vector, b: &Vector) -> Option<Vector> {
    let (Lanes::Words(x), Lanes::Words(y), None, None) = (&a.lanes, &b.lanes, &a.status, &b.status) else { return None };
    if !matches!(types, (Type::Date, Type::Date) | (Type::Period(_), Type::Period(_))) {
        return None;
    }
    let signed = |words: &[u32]| words.iter().map(|word| i64::from(word.cast_signed())).collect::<Vec<_>>();
    let bools = compared(operator, &signed(x), &signed(y))?;
    Some(Vector { len: a.len, lanes: Lanes::Bools(bools), status: None, failures: Vec::new() })
}

/// Mantissas times a power of ten, if all of them fit.
fn scaled(values: &[i64], factor: i64) -> Option<Cow<'_, [i64]>> {
    if factor == 1 {
        return Some(Cow::Borrowed(values));
    }
    values.iter().map(|value| times(*value, factor)).collect::<Option<Vec<i64>>>().map(Cow::Owned)
}

/// A comparison, element by element; nothing for another operator.
fn compared<T: Ord + Copy>(operator: Operator, x: &[T], y: &[T]) -> Option<Vec<bool>> {
    match operator {
        Operator::Equal => Some(zip_bool(x, y, |a, b| a == b)),
        Operator::NotEqual => Some(zip_bool(x, y, |a, b| a != b)),
        Operator::Less => Some(zip_bool(x, y, |a, b| a < b)),
        Operator::LessOrEqual => Some(zip_bool(x, y, |a, b| a <= b)),
        Operator::Greater => Some(zip_bool(x, y, |a, b| a > b)),
        Operator::GreaterOrEqual => Some(zip_bool(x, y, |a, b| a >= b)),
        Operator::Add
        | Operator::Subtract
        | Operator::Multiply
        | Operator::Divide
        | Operator::Power
        | Operator::Concat
        | Operator::And
        | Operator::Or => None,
    }
}

/// Whether an operator asks for equal values or for unequal ones; nothing, if it asks for neither.
fn equality(operator: Operator) -> Option<bool> {
    match operator {
        Operator::Equal => Some(true),
        Operator::NotEqual => Some(false),
        Operator::Add
        | Operator::Subtract
        | Operator::Multiply
        | Operator::Divide
        | Operator::Power
        | Operator::Concat
        | Operator::Less
        | Operator::LessOrEqual
        | Operator::Greater
        | Operator::GreaterOrEqual
        | Operator::And
        | Operator::Or => None,
    }
}

/// `= blank` and `<> blank`, of values without errors.
fn blank_binary(operator: Operator, a: &Vector, b: &Vector) -> Option<Vector> {
    let wanted = equality(operator)?;
    if !b.is_constant() || a.is_constant() || b.status_at(0) != BLANK || !a.failures.is_empty() {
        return None;
    }
    // What is still to be made counts as blank.
    let blank = |status: &u8| matches!(*status & !INEXACT, BLANK | ABSENT) == wanted;
    let bools = a.status.as_ref().map_or_else(|| vec![!wanted; a.len], |status| status.iter().map(blank).collect());
    Some(Vector { len: a.len, lanes: Lanes::Bools(bools), status: None, failures: Vec::new() })
}

/// Equality of words that are all present.
fn word_binary(operator: Operator, a: &Vector, b: &Vector) -> Option<Vector> {
    let (Lanes::Words(x), Lanes::Words(y), None, None) = (&a.lanes, &b.lanes, &a.status, &b.status) else { return None };
    let wanted = equality(operator)?;
    let bools = zip_bool(x, y, |x, y| (x == y) == wanted);
    Some(Vector { len: a.len, lanes: Lanes::Bools(bools), status: None, failures: Vec::new() })
}
