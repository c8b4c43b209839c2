//! IF, SWITCH, `in`, and the functions that take only what they need: each branch is evaluated at the places that need it.

use crate::datum::ErrorCode;
use crate::engine::Engine;
use crate::place::Places;
use crate::vector::{BLANK, Builder, Kind, Lanes, PRESENT, Scalar, Vector, at_scale, merge};
use tiercel_plan::{ExprId, ExprKind, Operator};

/// The parts of a result: places and what was evaluated there.
struct Parts<'p> {
    kind: Kind,
    places: &'p Places,
    parts: Vec<(Vec<u32>, Vector)>,
}

impl<'p> Parts<'p> {
    fn new(kind: Kind, places: &'p Places) -> Parts<'p> {
        Parts { kind, places, parts: Vec::new() }
    }

    /// Adds what an expression gives at some of the places.
    fn eval(&mut self, engine: &Engine<'_>, expr: ExprId, indexes: Vec<u32>) {
        if indexes.is_empty() {
            return;
        }
        let value = if indexes.len() == self.places.len {
            engine.eval(expr, self.places)
        } else {
            engine.eval(expr, &self.places.gather(&indexes))
        };
        self.parts.push((indexes, value));
    }

    /// Adds values that are known.
    fn values(&mut self, values: Vec<(u32, Scalar)>) {
        if values.is_empty() {
            return;
        }
        let mut builder = Builder::new(self.kind, values.len());
        values.iter().for_each(|(_, value)| builder.push(*value));
        self.parts.push((values.into_iter().map(|(index, _)| index).collect(), builder.finish()));
    }

    fn merge(self) -> Vector {
        merge(self.kind, self.places.len, &self.parts)
    }
}

impl Engine<'_> {
    fn parts<'p>(&self, id: ExprId, places: &'p Places) -> Parts<'p> {
        Parts::new(Kind::of(self.plan.expr(id).ty), places)
    }

    /// IF and the IFs in its else-branch.
    pub(crate) fn branches(&self, id: ExprId, places: &Places) -> Vector {
        let mut parts = self.parts(id, places);
        let mut open: Vec<u32> = (0u32..).take(places.len).collect();
        let mut at = id;
        while let ExprKind::If { condition, then, otherwise } = self.plan.expr(at).kind {
            if open.is_empty() {
                break;
            }
            let gathered = if open.len() == places.len { None } else { Some(places.gather(&open)) };
            let here = gathered.as_ref().unwrap_or(places);
            let conditions = self.eval(condition, here);
            let (mut yes, mut no, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
            if let Some(conditions) = conditions.plain_bools() {
                for (index, yes_here) in open.iter().zip(conditions) {
                    if *yes_here { yes.push(*index) } else { no.push(*index) }
                }
            } else {
                for (position, index) in open.iter().enumerate() {
                    match conditions.get(position) {
                        Scalar::Bool(true) => yes.push(*index),
                        Scalar::Bool(false) => no.push(*index),
                        error @ Scalar::Error(_) => wrong.push((*index, error)),
                        Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) => {
                            wrong.push((*index, self.fail(ErrorCode::Blank, condition, here, position)));
                        }
                    }
                }
            }
            parts.values(wrong);
            parts.eval(self, then, yes);
            open = no;
            at = otherwise;
        }
        parts.eval(self, at, open);
        parts.merge()
    }

    pub(crate) fn switch(
        &self,
        id: ExprId,
        subject: ExprId,
        cases: &[(ExprId, ExprId)],
        default: Option<ExprId>,
        places: &Places,
    ) -> Vector {
        let mut parts = self.parts(id, places);
        let subjects = self.eval(subject, places);
        let mut open: Vec<u32> = Vec::new();
        let mut wrong = Vec::new();
        for index in (0u32..).take(places.len) {
            match subjects.get(index as usize) {
                error @ Scalar::Error(_) => wrong.push((index, error)),
                Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => open.push(index),
            }
        }
        parts.values(wrong);
        for (case, result) in cases {
            if open.is_empty() {
                break;
            }
            let here = places.gather(&open);
            let equal = self.binary(Operator::Equal, id, (subject, *case), &subjects.gather(&open), &self.eval(*case, &here), &here);
            let (mut yes, mut no, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
            for (position, index) in open.iter().enumerate() {
                match equal.get(position) {
                    Scalar::Bool(true) => yes.push(*index),
                    error @ Scalar::Error(_) => wrong.push((*index, error)),
                    Scalar::Bool(false) | Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) => no.push(*index),
                }
            }
            parts.values(wrong);
            parts.eval(self, *result, yes);
            open = no;
        }
        match default {
            Some(default) => parts.eval(self, default, open),
            None => {
                let missing = open.iter().map(|index| (*index, self.fail(ErrorCode::NotAvailable, id, places, *index as usize)));
                parts.values(missing.collect());
            }
        }
        parts.merge()
    }

    pub(crate) fn is_in(&self, id: ExprId, subject: ExprId, list: &[ExprId], negated: bool, places: &Places) -> Vector {
        let mut parts = self.parts(id, places);
        let subjects = self.eval(subject, places);
        let mut open: Vec<u32> = Vec::new();
        let mut done = Vec::new();
        for index in (0u32..).take(places.len) {
            match subjects.get(index as usize) {
                error @ Scalar::Error(_) => done.push((index, error)),
                Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => open.push(index),
            }
        }
        for item in list {
            if open.is_empty() {
                break;
            }
            let here = places.gather(&open);
            let equal = self.binary(Operator::Equal, id, (subject, *item), &subjects.gather(&open), &self.eval(*item, &here), &here);
            let mut left = Vec::new();
            for (position, index) in open.iter().enumerate() {
                match equal.get(position) {
                    Scalar::Bool(true) => done.push((*index, Scalar::Bool(!negated))),
                    error @ Scalar::Error(_) => done.push((*index, error)),
                    Scalar::Bool(false) | Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) => left.push(*index),
                }
            }
            open = left;
        }
        done.extend(open.into_iter().map(|index| (index, Scalar::Bool(negated))));
        parts.values(done);
        parts.merge()
    }

    /// The second where the first gives what `wants` says.
    fn instead(&self, id: ExprId, first: ExprId, second: ExprId, places: &Places, wants: impl Fn(Scalar) -> bool) -> Vector {
        let values = self.eval(first, places);
        let open: Vec<u32> = (0u32..).take(places.len).filter(|index| wants(values.get(*index as usize))).collect();
        if open.is_empty() {
            return values;
        }
        let mut parts = self.parts(id, places);
        let kept = (0u32..).take(places.len).map(|index| (index, values.get(index as usize))).filter(|(_, value)| !wants(*value));
        parts.values(kept.collect());
        parts.eval(self, second, open);
        parts.merge()
    }

    pub(crate) fn if_blank(&self, id: ExprId, first: ExprId, second: ExprId, places: &Places) -> Vector {
        if let ExprKind::Const(_) = self.plan.expr(second).kind {
            let values = self.eval(first, places);
            let filler = self.eval(second, places).get(0);
            return filled(values, filler);
        }
        self.instead(id, first, second, places, |value| value == Scalar::Blank)
    }

    pub(crate) fn if_na(&self, id: ExprId, first: ExprId, second: ExprId, places: &Places) -> Vector {
        self.instead(id, first, second, places, |value| matches!(value, Scalar::Error(failure) if failure.code == ErrorCode::NotAvailable))
    }

    pub(crate) fn divide(&self, id: ExprId, numerator: ExprId, denominator: ExprId, when_zero: ExprId, places: &Places) -> Vector {
        let divisors = self.eval(denominator, places);
        let is_zero = |value: Scalar| matches!(value, Scalar::Number(number, _) if number.is_zero());
        let (zero, other): (Vec<u32>, Vec<u32>) = (0u32..).take(places.len).partition(|index| is_zero(divisors.get(*index as usize)));
        if zero.is_empty() {
            return self.binary(Operator::Divide, id, (numerator, denominator), &self.eval(numerator, places), &divisors, places);
        }
        let mut parts = self.parts(id, places);
        if !other.is_empty() {
            let here = places.gather(&other);
            let divided =
                self.binary(Operator::Divide, id, (numerator, denominator), &self.eval(numerator, &here), &divisors.gather(&other), &here);
            parts.parts.push((other, divided));
        }
        // The numerator is needed in any case: its error is the left one.
        if !zero.is_empty() {
            let here = places.gather(&zero);
            let numerators = self.eval(numerator, &here);
            let (mut free, mut wrong) = (Vec::new(), Vec::new());
            for (position, index) in zero.iter().enumerate() {
                match numerators.get(position) {
                    error @ Scalar::Error(_) => wrong.push((*index, error)),
                    Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_) => free.push(*index),
                }
            }
            parts.values(wrong);
            parts.eval(self, when_zero, free);
        }
        parts.merge()
    }
}

/// A constant in the place of blanks.
fn filled(values: Vector, filler: Scalar) -> Vector {
    let Some(status) = &values.status else { return values };
    if let (Lanes::Narrow(mantissas, scale), Scalar::Number(number, false)) = (&values.lanes, filler)
        && status.iter().all(|status| matches!(*status, PRESENT | BLANK))
        && let Some(filler) = at_scale(number, *scale)
    {
        let mantissas = mantissas.iter().zip(status).map(|(mantissa, status)| if *status == BLANK { filler } else { *mantissa });
        return Vector { len: values.len, lanes: Lanes::Narrow(mantissas.collect(), *scale), status: None, failures: Vec::new() };
    }
    let count = if values.is_constant() { 1 } else { values.len };
    let mut builder = Builder::like(&values.lanes, count);
    for index in 0..count {
        let value = values.get(index);
        builder.push(if value == Scalar::Blank { filler } else { value });
    }
    Vector { len: values.len, ..builder.finish() }
}
