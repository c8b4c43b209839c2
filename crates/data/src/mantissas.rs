//! Whole numbers of a column, in as little room as they need: most amounts of money are below 21 million.

use std::ops::Range;
use tiercel_value::times;

/// Whole numbers in order, in 32 bits as long as all of them fit, else in 64.
#[derive(Clone, Debug)]
pub enum Mantissas {
    /// All of them fit 32 bits.
    Short(Vec<i32>),
    /// Some did not.
    Long(Vec<i64>),
}

impl Default for Mantissas {
    fn default() -> Mantissas {
        Mantissas::Short(Vec::new())
    }
}

impl Mantissas {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Mantissas::Short(values) => values.len(),
            Mantissas::Long(values) => values.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one at an index; 0 beyond the last.
    #[inline]
    pub fn get(&self, index: usize) -> i64 {
        match self {
            Mantissas::Short(values) => values.get(index).copied().map_or(0, i64::from),
            Mantissas::Long(values) => values.get(index).copied().unwrap_or(0),
        }
    }

    /// Those beside each other; fewer where there are no more.
    pub fn run(&self, range: Range<usize>) -> Vec<i64> {
        match self {
            Mantissas::Short(values) => values.get(range).unwrap_or_default().iter().map(|value| i64::from(*value)).collect(),
            Mantissas::Long(values) => values.get(range).unwrap_or_default().to_vec(),
        }
    }

    /// Those at indexes; 0 beyond the last.
    pub fn gather(&self, indexes: &[u32]) -> Vec<i64> {
        match self {
            Mantissas::Short(values) => indexes.iter().map(|index| values.get(*index as usize).copied().map_or(0, i64::from)).collect(),
            Mantissas::Long(values) => indexes.iter().map(|index| values.get(*index as usize).copied().unwrap_or(0)).collect(),
        }
    }

    /// All of them in 64 bits.
    pub fn into_long(self) -> Vec<i64> {
        match self {
            Mantissas::Short(values) => {
                let mut long = Vec::with_capacity(values.capacity());
                long.extend(values.into_iter().map(i64::from));
                long
            }
            Mantissas::Long(values) => values,
        }
    }

    /// Adds one.
    #[inline]
    pub fn push(&mut self, value: i64) {
        match self {
            Mantissas::Short(values) => match i32::try_from(value) {
                Ok(value) => values.push(value),
                Err(_) => self.as_long(|values| values.push(value)),
            },
            Mantissas::Long(values) => values.push(value),
        }
    }

    /// Adds those of a block.
    pub fn extend(&mut self, more: &[i64]) {
        match self {
            Mantissas::Short(values) if more.iter().all(|value| i32::try_from(*value).is_ok()) => {
                #[expect(clippy::cast_possible_truncation, reason = "all of them fit")]
                values.extend(more.iter().map(|value| *value as i32));
            }
            Mantissas::Short(_) => self.as_long(|values| values.extend_from_slice(more)),
            Mantissas::Long(values) => values.extend_from_slice(more),
        }
    }

    /// Puts one at an index, if there is such an index.
    pub fn set(&mut self, index: usize, value: i64) {
        match (&mut *self, i32::try_from(value)) {
            (Mantissas::Short(values), Ok(value)) => values.get_mut(index).into_iter().for_each(|slot| *slot = value),
            (Mantissas::Short(_) | Mantissas::Long(_), _) => {
                self.as_long(|values| values.get_mut(index).into_iter().for_each(|slot| *slot = value));
            }
        }
    }

    /// Takes one out; those behind it move up.
    pub(crate) fn remove(&mut self, index: usize) {
        match self {
            Mantissas::Short(values) if index < values.len() => drop(values.remove(index)),
            Mantissas::Long(values) if index < values.len() => drop(values.remove(index)),
            Mantissas::Short(_) | Mantissas::Long(_) => {}
        }
    }

    /// Multiplies all of them; false, and nothing changed, where one would not fit 64 bits.
    pub fn multiply(&mut self, factor: i64) -> bool {
        let short = |value: &i32| value.checked_mul(i32::try_from(factor).ok()?);
        if let Mantissas::Short(values) = self
            && values.iter().all(|value| short(value).is_some())
        {
            values.iter_mut().for_each(|value| *value = short(value).unwrap_or(0));
            return true;
        }
        let fits = (0..self.len()).all(|index| times(self.get(index), factor).is_some());
        if fits && factor != 1 {
            self.as_long(|values| values.iter_mut().for_each(|value| *value *= factor));
        }
        fits
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        match self {
            Mantissas::Short(values) => values.reserve(more),
            Mantissas::Long(values) => values.reserve(more),
        }
    }

    /// Makes room for so many more, if there is as much: it is an estimate.
    pub(crate) fn try_reserve(&mut self, more: usize) -> Result<(), std::collections::TryReserveError> {
        match self {
            Mantissas::Short(values) => values.try_reserve(more),
            Mantissas::Long(values) => values.try_reserve(more),
        }
    }

    /// Changes them as numbers of 64 bits.
    fn as_long<T>(&mut self, change: impl FnOnce(&mut Vec<i64>) -> T) -> T {
        let mut values = std::mem::take(self).into_long();
        let changed = change(&mut values);
        *self = Mantissas::Long(values);
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EDGES: [i64; 6] = [0, -1, i32::MAX as i64, i32::MIN as i64, i32::MAX as i64 + 1, i64::MIN];

    #[test]
    fn they_are_what_was_put_in_whatever_their_width() {
        for first in EDGES {
            for second in EDGES {
                let mut pushed = Mantissas::default();
                pushed.push(first);
                pushed.push(second);
                let mut extended = Mantissas::default();
                extended.extend(&[first]);
                extended.extend(&[second]);
                let mut set = Mantissas::Short(vec![7, 7]);
                set.set(0, first);
                set.set(1, second);
                set.set(2, 5);
                for made in [pushed, extended, set] {
                    assert_eq!((made.run(0..2), made.gather(&[1, 0])), (vec![first, second], vec![second, first]));
                    assert_eq!((made.get(1), made.get(2), made.len()), (second, 0, 2));
                    assert_eq!(made.into_long(), [first, second]);
                }
            }
        }
    }

    #[test]
    fn a_factor_that_does_not_fit_changes_nothing() {
        for value in EDGES {
            for factor in [1, 10, 1_000_000_000, 1_000_000_000_000_000_000] {
                let mut made = Mantissas::default();
                made.extend(&[1, value]);
                let fits = value.checked_mul(factor);
                assert_eq!(made.multiply(factor), fits.is_some(), "{value} by {factor}");
                assert_eq!(made.into_long(), fits.map_or([1, value], |value| [factor, value]));
            }
        }
    }
}
