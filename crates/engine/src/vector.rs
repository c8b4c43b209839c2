//! Blocks of values: typed lanes beside a status lane.
//!
//! A constant is a vector whose lanes hold one value for all its places. Numbers are narrow (64-bit mantissas at one
//! scale) as long as all of them fit, else wide; both stand for the same values.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::datum::Failure;
use tiercel_plan::Type;
use tiercel_value::{Decimal, times};

/// Status of a value: none of the others.
pub(crate) const PRESENT: u8 = 0;
/// No value.
pub(crate) const BLANK: u8 = 1;
/// An error; which one stands in the side list.
pub(crate) const ERROR: u8 = 2;
/// A cell that is not there (yet): in stored lines only.
pub(crate) const ABSENT: u8 = 3;
/// A number that came through an operation that had to round.
pub(crate) const INEXACT: u8 = 4;

/// What kind of lanes a type is held in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Number, percent, money.
    Number,
    /// `true` or `false`.
    Bool,
    /// Text ids, day numbers, ordinals of periods, payees, row numbers.
    Word,
}

impl Kind {
    pub(crate) fn of(ty: Type) -> Kind {
        match ty {
            Type::Number | Type::Percent | Type::Money(_) => Kind::Number,
            Type::Bool => Kind::Bool,
            Type::Text | Type::Date | Type::Period(_) | Type::Payee | Type::Ref(_) => Kind::Word,
        }
    }
}

/// One value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    Blank,
    /// A number and whether it is inexact.
    Number(Decimal, bool),
    Bool(bool),
    /// A text id, day number, ordinal, payee or row number; the type says which.
    Word(u32),
    Error(Failure),
}

impl Scalar {
    /// A day number or ordinal.
    pub(crate) fn signed(value: i32) -> Scalar {
        Scalar::Word(value.cast_unsigned())
    }
}

/// The values, without blanks and errors.
#[derive(Clone, Debug)]
pub(crate) enum Lanes {
    Narrow(Vec<i64>, u8),
    Wide(Vec<Decimal>),
    Bools(Vec<bool>),
    Words(Vec<u32>),
}

impl Lanes {
    pub(crate) fn empty(kind: Kind) -> Lanes {
        match kind {
            Kind::Number => Lanes::Narrow(Vec::new(), 0),
            Kind::Bool => Lanes::Bools(Vec::new()),
            Kind::Word => Lanes::Words(Vec::new()),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Lanes::Narrow(values, _) => values.len(),
            Lanes::Wide(values) => values.len(),
            Lanes::Bools(values) => values.len(),
            Lanes::Words(values) => values.len(),
        }
    }

    pub(crate) fn reserve(&mut self, more: usize) {
        match self {
            Lanes::Narrow(values, _) => values.reserve(more),
            Lanes::Wide(values) => values.reserve(more),
            Lanes::Bools(values) => values.reserve(more),
            Lanes::Words(values) => values.reserve(more),
        }
    }

    /// The value at an index, as if it were present.
    #[inline]
    pub(crate) fn get(&self, index: usize, inexact: bool) -> Scalar {
        match self {
            Lanes::Narrow(values, scale) => Scalar::Number(narrow(values[index], *scale), inexact),
            Lanes::Wide(values) => Scalar::Number(values[index], inexact),
            Lanes::Bools(values) => Scalar::Bool(values[index]),
            Lanes::Words(values) => Scalar::Word(values[index]),
        }
    }

    /// Adds a value; whatever is no value of the kind adds a filler.
    #[inline]
    pub(crate) fn push(&mut self, value: Scalar) {
        if let Scalar::Number(number, _) = value {
            self.make_room(number);
        }
        match (self, value) {
            (Lanes::Narrow(values, scale), Scalar::Number(number, _)) => values.push(at_scale(number, *scale).unwrap_or(0)),
            (Lanes::Narrow(values, _), _) => values.push(0),
            (Lanes::Wide(values), Scalar::Number(number, _)) => values.push(number),
            (Lanes::Wide(values), _) => values.push(Decimal::ZERO),
            (Lanes::Bools(values), value) => values.push(value == Scalar::Bool(true)),
            (Lanes::Words(values), Scalar::Word(word)) => values.push(word),
            (Lanes::Words(values), _) => values.push(0),
        }
    }

    /// Puts a value at an index.
    pub(crate) fn set(&mut self, index: usize, value: Scalar) {
        if let Scalar::Number(number, _) = value {
            self.make_room(number);
        }
        match (self, value) {
            (Lanes::Narrow(values, scale), Scalar::Number(number, _)) => values[index] = at_scale(number, *scale).unwrap_or(0),
            (Lanes::Wide(values), Scalar::Number(number, _)) => values[index] = number,
            (Lanes::Bools(values), Scalar::Bool(value)) => values[index] = value,
            (Lanes::Words(values), Scalar::Word(word)) => values[index] = word,
            (Lanes::Narrow(..) | Lanes::Wide(_) | Lanes::Bools(_) | Lanes::Words(_), _) => {}
        }
    }

    /// Puts other lanes' values at indexes; false if they are of another width or do not fit as they are.
    pub(crate) fn put(&mut self, indexes: &[usize], other: &Lanes) -> bool {
        match (self, other) {
            (Lanes::Bools(values), Lanes::Bools(more)) => indexes.iter().zip(more).for_each(|(index, value)| values[*index] = *value),
            (Lanes::Words(values), Lanes::Words(more)) => indexes.iter().zip(more).for_each(|(index, value)| values[*index] = *value),
            (Lanes::Wide(values), Lanes::Wide(more)) => indexes.iter().zip(more).for_each(|(index, value)| values[*index] = *value),
            (Lanes::Narrow(values, scale), Lanes::Narrow(more, theirs)) => {
                if *scale < *theirs {
                    if *theirs > 18 || !rescale(values, *scale, *theirs) {
                        return false;
                    }
                    *scale = *theirs;
                }
                let Some(factor) = 10i64.checked_pow(u32::from(*scale - *theirs)) else { return false };
                return indexes.iter().zip(more).all(|(index, value)| times(*value, factor).map(|value| values[*index] = value).is_some());
            }
            (_, _) => return false,
        }
        true
    }

    /// Changes scale or width so that a number fits.
    fn make_room(&mut self, number: Decimal) {
        let Lanes::Narrow(values, scale) = self else { return };
        if at_scale(number, *scale).is_some() {
            return;
        }
        let wanted = u8::try_from(number.scale()).unwrap_or(u8::MAX);
        if wanted > *scale && wanted <= 18 && rescale(values, *scale, wanted) {
            *scale = wanted;
            if at_scale(number, wanted).is_some() {
                return;
            }
        }
        self.widen();
    }

    pub(crate) fn widen(&mut self) {
        if let Lanes::Narrow(values, scale) = self {
            *self = Lanes::Wide(values.iter().map(|value| narrow(*value, *scale)).collect());
        }
    }

    /// Adds other lanes behind these.
    pub(crate) fn append(&mut self, other: &Lanes) {
        match (&mut *self, other) {
            (Lanes::Bools(values), Lanes::Bools(more)) => values.extend_from_slice(more),
            (Lanes::Words(values), Lanes::Words(more)) => values.extend_from_slice(more),
            (Lanes::Wide(values), Lanes::Wide(more)) => values.extend_from_slice(more),
            (Lanes::Narrow(values, scale), Lanes::Narrow(more, theirs)) => {
                if values.is_empty() {
                    *scale = *theirs;
                }
                if *scale < *theirs && rescale(values, *scale, *theirs) {
                    *scale = *theirs;
                }
                let before = values.len();
                let fits = *scale >= *theirs && {
                    let factor = 10i64.pow(u32::from(*scale - *theirs));
                    values.reserve(more.len());
                    more.iter().all(|value| times(*value, factor).map(|value| values.push(value)).is_some())
                };
                if !fits {
                    values.truncate(before);
                    for index in 0..more.len() {
                        self.push(other.get(index, false));
                    }
                }
            }
            (_, _) => {
                for index in 0..other.len() {
                    self.push(other.get(index, false));
                }
            }
        }
    }

    /// The values as they stand.
    pub(crate) fn run(&self, range: std::ops::Range<usize>) -> Lanes {
        match self {
            Lanes::Narrow(values, scale) => Lanes::Narrow(values[range].to_vec(), *scale),
            Lanes::Wide(values) => Lanes::Wide(values[range].to_vec()),
            Lanes::Bools(values) => Lanes::Bools(values[range].to_vec()),
            Lanes::Words(values) => Lanes::Words(values[range].to_vec()),
        }
    }

    /// The values at indexes.
    pub(crate) fn gather(&self, indexes: &[u32]) -> Lanes {
        match self {
            Lanes::Narrow(values, scale) => Lanes::Narrow(indexes.iter().map(|index| values[*index as usize]).collect(), *scale),
            Lanes::Wide(values) => Lanes::Wide(indexes.iter().map(|index| values[*index as usize]).collect()),
            Lanes::Bools(values) => Lanes::Bools(indexes.iter().map(|index| values[*index as usize]).collect()),
            Lanes::Words(values) => Lanes::Words(indexes.iter().map(|index| values[*index as usize]).collect()),
        }
    }
}

/// The number of a mantissa.
#[inline]
pub(crate) fn narrow(mantissa: i64, scale: u8) -> Decimal {
    Decimal::from_narrow(mantissa, scale).unwrap_or(Decimal::ZERO)
}

/// The mantissa of a number at a scale, if it has one of 64 bits.
#[inline]
pub(crate) fn at_scale(number: Decimal, scale: u8) -> Option<i64> {
    let up = u32::from(scale).checked_sub(number.scale())?;
    let mantissa = i64::try_from(number.mantissa()).ok()?;
    if up == 0 { Some(mantissa) } else { times(mantissa, 10i64.checked_pow(up)?) }
}

fn rescale(values: &mut [i64], from: u8, to: u8) -> bool {
    let Some(factor) = 10i64.checked_pow(u32::from(to - from)) else { return false };
    let most = i64::MAX / factor;
    if values.iter().any(|value| value.unsigned_abs() > most.unsigned_abs()) {
        return false;
    }
    values.iter_mut().for_each(|value| *value *= factor);
    true
}

/// The values of an expression at the places of a block.
#[derive(Clone, Debug)]
pub(crate) struct Vector {
    /// How many places.
    pub(crate) len: usize,
    /// One value per place, or one for all.
    pub(crate) lanes: Lanes,
    /// As long as the lanes; none: all present and exact.
    pub(crate) status: Option<Vec<u8>>,
    /// The errors by index into the lanes, rising.
    pub(crate) failures: Vec<(u32, Failure)>,
}

impl Vector {
    /// The same value at every place.
    pub(crate) fn constant(kind: Kind, value: Scalar, len: usize) -> Vector {
        let mut builder = Builder::new(kind, 1);
        builder.push(value);
        Vector { len, ..builder.finish() }
    }

    /// Words that are all present.
    pub(crate) fn words(values: Vec<u32>) -> Vector {
        Vector { len: values.len(), lanes: Lanes::Words(values), status: None, failures: Vec::new() }
    }

    /// Whether one value stands for all.
    #[inline]
    pub(crate) fn is_constant(&self) -> bool {
        self.lanes.len() == 1
    }

    #[inline]
    pub(crate) fn at(&self, index: usize) -> usize {
        if self.lanes.len() == 1 { 0 } else { index }
    }

    #[inline]
    pub(crate) fn status_at(&self, index: usize) -> u8 {
        match &self.status {
            None => PRESENT,
            Some(status) => status[self.at(index)],
        }
    }

    pub(crate) fn failure_at(&self, index: usize) -> Option<Failure> {
        let at = u32::try_from(self.at(index)).ok()?;
        let found = self.failures.binary_search_by_key(&at, |(index, _)| *index).ok()?;
        self.failures.get(found).map(|(_, failure)| *failure)
    }

    /// The value at a place.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Scalar {
        let status = self.status_at(index);
        match status & !INEXACT {
            PRESENT => self.lanes.get(self.at(index), status & INEXACT != 0),
            ERROR => self.failure_at(index).map_or(Scalar::Blank, Scalar::Error),
            _ => Scalar::Blank,
        }
    }

    /// Bools that are all present, one per place.
    pub(crate) fn plain_bools(&self) -> Option<&[bool]> {
        match (&self.lanes, &self.status) {
            (Lanes::Bools(values), None) if values.len() == self.len => Some(values),
            (Lanes::Bools(_) | Lanes::Narrow(..) | Lanes::Wide(_) | Lanes::Words(_), _) => None,
        }
    }

    /// The values at some of the places.
    pub(crate) fn gather(&self, indexes: &[u32]) -> Vector {
        if self.is_constant() {
            return Vector { len: indexes.len(), ..self.clone() };
        }
        if self.failures.is_empty() {
            let status = self.status.as_ref().map(|status| indexes.iter().map(|index| status[*index as usize]).collect());
            return Vector { len: indexes.len(), lanes: self.lanes.gather(indexes), status, failures: Vec::new() };
        }
        let mut builder = Builder::like(&self.lanes, indexes.len());
        for index in indexes {
            builder.push(self.get(*index as usize));
        }
        builder.finish()
    }

    /// One value per place.
    pub(crate) fn spread(self) -> Vector {
        if self.len == 1 || !self.is_constant() {
            return self;
        }
        let mut builder = Builder::like(&self.lanes, self.len);
        let value = self.get(0);
        for _ in 0..self.len {
            builder.push(value);
        }
        builder.finish()
    }
}

/// A vector under construction.
#[derive(Debug)]
pub(crate) struct Builder {
    lanes: Lanes,
    status: Option<Vec<u8>>,
    failures: Vec<(u32, Failure)>,
}

impl Builder {
    pub(crate) fn new(kind: Kind, capacity: usize) -> Builder {
        let mut lanes = Lanes::empty(kind);
        lanes.reserve(capacity);
        Builder { lanes, status: None, failures: Vec::new() }
    }

    pub(crate) fn like(lanes: &Lanes, capacity: usize) -> Builder {
        let mut lanes = match lanes {
            Lanes::Narrow(_, scale) => Lanes::Narrow(Vec::new(), *scale),
            Lanes::Wide(_) => Lanes::Wide(Vec::new()),
            Lanes::Bools(_) => Lanes::Bools(Vec::new()),
            Lanes::Words(_) => Lanes::Words(Vec::new()),
        };
        lanes.reserve(capacity);
        Builder { lanes, status: None, failures: Vec::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, value: Scalar) {
        let status = match value {
            Scalar::Blank => BLANK,
            Scalar::Error(failure) => {
                self.failures.push((u32::try_from(self.lanes.len()).unwrap_or(u32::MAX), failure));
                ERROR
            }
            Scalar::Number(_, true) => INEXACT,
            Scalar::Number(_, false) | Scalar::Bool(_) | Scalar::Word(_) => PRESENT,
        };
        if status != PRESENT && self.status.is_none() {
            self.status = Some(vec![PRESENT; self.lanes.len()]);
        }
        if let Some(lane) = &mut self.status {
            lane.push(status);
        }
        self.lanes.push(value);
    }

    pub(crate) fn finish(self) -> Vector {
        Vector { len: self.lanes.len(), lanes: self.lanes, status: self.status, failures: self.failures }
    }
}

/// Puts the parts of a block together: each part with the places it was evaluated at.
pub(crate) fn merge(kind: Kind, len: usize, parts: &[(Vec<u32>, Vector)]) -> Vector {
    if let [(indexes, vector)] = parts
        && indexes.len() == len
        && indexes.is_sorted()
    {
        return vector.clone();
    }
    if let Some(vector) = merge_narrow(len, parts) {
        return vector;
    }
    let mut which = vec![(u16::MAX, 0u32); len];
    for (part, (indexes, _)) in (0u16..).zip(parts) {
        for (position, index) in (0u32..).zip(indexes) {
            which[*index as usize] = (part, position);
        }
    }
    let mut builder = Builder::new(kind, len);
    for (part, position) in which {
        builder.push(parts.get(usize::from(part)).map_or(Scalar::Blank, |(_, vector)| vector.get(position as usize)));
    }
    builder.finish()
}

/// The same of narrow numbers that are all present, if the parts cover all places.
fn merge_narrow(len: usize, parts: &[(Vec<u32>, Vector)]) -> Option<Vector> {
    if parts.iter().map(|(indexes, _)| indexes.len()).sum::<usize>() != len {
        return None;
    }
    let mut widest = 0;
    for (_, vector) in parts {
        let (Lanes::Narrow(_, scale), None) = (&vector.lanes, &vector.status) else { return None };
        widest = widest.max(*scale);
    }
    let mut values = vec![0i64; len];
    for (indexes, vector) in parts {
        let Lanes::Narrow(mantissas, scale) = &vector.lanes else { return None };
        let factor = 10i64.checked_pow(u32::from(widest - scale))?;
        for (position, index) in indexes.iter().enumerate() {
            values[*index as usize] = times(mantissas[vector.at(position)], factor)?;
        }
    }
    Some(Vector { len, lanes: Lanes::Narrow(values, widest), status: None, failures: Vec::new() })
}
