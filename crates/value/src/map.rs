//! Maps and sets in the order of their keys, as those of the standard library; nothing is taken out of them.
//!
//! The standard library writes its trees out for each type of key and value, some three kilobytes of WebAssembly every time.
//! Here the order is kept beside the entries, by code that knows no types.

use crate::order::settle;
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt::{Debug, Formatter};
use std::ops::RangeInclusive;

/// A map in the order of its keys.
#[derive(Clone)]
pub struct Map<K, V> {
    /// As they came.
    entries: Vec<(K, V)>,
    places: Places,
}

impl<K, V> Map<K, V> {
    /// An empty map.
    pub const fn new() -> Map<K, V> {
        Map { entries: Vec::new(), places: Places { runs: Vec::new() } }
    }

    /// How many entries it has.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + Clone {
        self.places.iter().filter_map(|at| self.entries.get(*at)).map(|(key, value)| (key, value))
    }

    /// The keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// The values, in the order of their keys.
    pub fn into_values(self) -> impl Iterator<Item = V> {
        self.into_iter().map(|(_, value)| value)
    }
}

impl<K: Ord, V> Map<K, V> {
    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (_, at) = self.find(key).ok()?;
        self.entries.get(at).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let (_, at) = self.find(key).ok()?;
        self.entries.get_mut(at).map(|(_, value)| value)
    }

    /// Whether it has a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Gives a key a value; the one that it had comes back.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find_to_put(&key) {
            Ok((_, at)) => self.entries.get_mut(at).map(|(_, known)| std::mem::replace(known, value)),
            Err(place) => {
                self.places.insert(place, self.entries.len());
                self.entries.push((key, value));
                None
            }
        }
    }

    /// The value of a key, made if there is none.
    #[expect(clippy::indexing_slicing, reason = "the entry was found or is the last")]
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let at = match self.find_to_put(&key) {
            Ok((_, at)) => at,
            Err(place) => {
                self.places.insert(place, self.entries.len());
                self.entries.push((key, make()));
                self.entries.len() - 1
            }
        };
        &mut self.entries[at].1
    }

    /// The entries of the keys in a range.
    pub fn range(&self, keys: RangeInclusive<K>) -> impl Iterator<Item = (&K, &V)> {
        let from = self.find(keys.start()).map_or_else(|gap| gap, |(place, _)| place);
        let entries = self.places.from(from).filter_map(|at| self.entries.get(*at));
        entries.take_while(move |(key, _)| key <= keys.end()).map(|(key, value)| (key, value))
    }

    /// The entry of a key and its place, or where it would stand.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<(Place, usize), Place>
    where
        K: Borrow<Q>,
    {
        self.places.find(&mut self.compare(key))
    }

    /// The same, at once for a key that comes behind all others.
    fn find_to_put(&self, key: &K) -> Result<(Place, usize), Place> {
        let compare = &mut self.compare(key);
        self.places.end(compare).map_or_else(|| self.places.find(compare), Err)
    }

    /// How an entry stands to a key.
    fn compare<Q: Ord + ?Sized>(&self, key: &Q) -> impl FnMut(usize) -> Ordering
    where
        K: Borrow<Q>,
    {
        |at| self.entries.get(at).map_or(Ordering::Greater, |(known, _)| known.borrow().cmp(key))
    }
}

impl<K: Ord, V: Default> Map<K, V> {
    /// The value of a key, made if there is none.
    pub fn get_or_default(&mut self, key: K) -> &mut V {
        self.get_or_insert_with(key, V::default)
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Map<K, V> {
        Map::new()
    }
}

impl<K: Debug, V: Debug> Debug for Map<K, V> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Map<K, V>) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Map<K, V> {
        let mut map = Map::new();
        map.extend(entries);
        map
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(mut self) -> Self::IntoIter {
        settle(self.places.of_entries(self.entries.len()), &mut |a, b| self.entries.swap(a, b));
        self.entries.into_iter()
    }
}

/// A set in its order.
#[derive(Clone, PartialEq)]
pub struct Set<K>(Map<K, ()>);

impl<K> Set<K> {
    /// An empty set.
    pub const fn new() -> Set<K> {
        Set(Map::new())
    }

    /// How many it holds.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it holds nothing.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What it holds.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &K> + Clone {
        self.0.keys()
    }

    /// The least.
    pub fn first(&self) -> Option<&K> {
        self.iter().next()
    }
}

impl<K: Ord> Set<K> {
    /// Whether it holds something.
    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.0.contains_key(key)
    }

    /// Puts something in; whether it was not there.
    pub fn insert(&mut self, key: K) -> bool {
        self.0.insert(key, ()).is_none()
    }
}

impl<K> Default for Set<K> {
    fn default() -> Set<K> {
        Set::new()
    }
}

impl<K: Debug> Debug for Set<K> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

impl<K: Ord> Extend<K> for Set<K> {
    fn extend<I: IntoIterator<Item = K>>(&mut self, keys: I) {
        for key in keys {
            self.insert(key);
        }
    }
}

impl<K: Ord> FromIterator<K> for Set<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Set<K> {
        let mut set = Set::new();
        set.extend(keys);
        set
    }
}

impl<K> IntoIterator for Set<K> {
    type Item = K;
    type IntoIter = std::iter::Map<std::vec::IntoIter<(K, ())>, fn((K, ())) -> K>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|(key, ())| key)
    }
}

/// How many entries a run has at most: few enough to be moved at once.
const RUN: usize = 256;

/// The numbers of the entries in the order of their keys, in runs, none of them empty.
#[derive(Clone, Debug)]
struct Places {
    runs: Vec<Vec<usize>>,
}

/// A run, and the place in it.
#[derive(Clone, Copy, Debug)]
struct Place(usize, usize);

impl Places {
    fn iter(&self) -> std::iter::Flatten<std::slice::Iter<'_, Vec<usize>>> {
        self.runs.iter().flatten()
    }

    /// The entries from a place on.
    fn from(&self, Place(run, within): Place) -> impl Iterator<Item = &usize> {
        self.runs.iter().skip(run).flatten().skip(within)
    }

    /// The place and the entry of what is looked for, or where it would stand. `compare` says how an entry stands to it.
    #[inline(never)]
    fn find(&self, compare: &mut dyn FnMut(usize) -> Ordering) -> Result<(Place, usize), Place> {
        let Some(last) = self.runs.len().checked_sub(1) else { return Err(Place(0, 0)) };
        let at = if last == 0 {
            0
        } else {
            self.runs.partition_point(|run| run.first().is_some_and(|first| compare(*first).is_le())).saturating_sub(1)
        };
        let Some(run) = self.runs.get(at) else { return Err(Place(0, 0)) };
        match run.binary_search_by(|entry| compare(*entry)) {
            Ok(within) => run.get(within).map(|entry| (Place(at, within), *entry)).ok_or(Place(at, within)),
            Err(within) => Err(Place(at, within)),
        }
    }

    /// The end, if what is looked for comes behind all entries.
    #[inline(never)]
    fn end(&self, compare: &mut dyn FnMut(usize) -> Ordering) -> Option<Place> {
        let run = self.runs.last()?;
        compare(*run.last()?).is_lt().then_some(Place(self.runs.len() - 1, run.len()))
    }

    #[inline(never)]
    fn insert(&mut self, Place(at, within): Place, entry: usize) {
        let is_last = at + 1 >= self.runs.len();
        let Some(run) = self.runs.get_mut(at) else {
            self.runs.push(vec![entry]);
            return;
        };
        run.insert(within, entry);
        if run.len() > RUN {
            // Runs stay full where entries come in order.
            let rest = run.split_off(if is_last && within == RUN { RUN } else { RUN / 2 });
            self.runs.insert(at + 1, rest);
        }
    }

    /// The place of each entry.
    fn of_entries(&self, count: usize) -> Vec<usize> {
        let mut places = vec![0; count];
        for (place, entry) in self.iter().enumerate() {
            if let Some(of) = places.get_mut(*entry) {
                *of = place;
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn maps_are_those_of_the_standard_library(entries in prop::collection::vec((0..2000u16, any::<u8>()), 0..3000), asked in 0..2000u16, until in 0..2000u16) {
            let (ours, expected): (Map<_, _>, BTreeMap<_, _>) = (entries.iter().copied().collect(), entries.iter().copied().collect());
            prop_assert!(ours.iter().eq(expected.iter()));
            prop_assert!(ours.iter().rev().eq(expected.iter().rev()));
            prop_assert_eq!(ours.get(&asked), expected.get(&asked));
            prop_assert_eq!(ours.len(), expected.len());
            prop_assert!(ours.range(asked..=until.max(asked)).eq(expected.range(asked..=until.max(asked))));
            prop_assert!(ours.into_iter().eq(expected));
        }

        #[test]
        fn sets_are_those_of_the_standard_library(keys in prop::collection::vec(".{0,2}", 0..600)) {
            let (mut ours, mut expected) = (Set::new(), BTreeSet::new());
            for key in keys {
                prop_assert_eq!(ours.insert(key.clone()), expected.insert(key));
            }
            prop_assert_eq!(ours.first(), expected.first());
            prop_assert!(ours.into_iter().eq(expected));
        }
    }

    #[test]
    fn what_comes_in_order_fills_its_runs() {
        let map: Map<usize, usize> = (0..RUN * 4).map(|key| (key, key)).collect();
        assert_eq!(map.places.runs.len(), 4);
    }
}
