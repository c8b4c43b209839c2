//! Sorting, for everything that is not rows by the thousand.
//!
//! The standard library writes its sorts out for each type and each order, several kilobytes of WebAssembly every time.
//! These are written once for all. The order is the same, equals stay as they were.

use std::cmp::Ordering;

/// Sorts as `compare` says.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let places = places(items.len(), &mut |a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    settle(places, &mut |a, b| items.swap(a, b));
}

/// Sorts by what `key` gives for each.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, Ord::cmp);
}

/// So many in their order.
pub fn ordered(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// The place of each of so many in their order.
pub fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places = vec![0; count];
    for (place, from) in ordered(count, compare).into_iter().enumerate() {
        if let Some(to) = places.get_mut(from) {
            *to = place;
        }
    }
    places
}

/// Takes each to its place: every swap brings one there.
pub(crate) fn settle(mut places: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for at in 0..places.len() {
        while let Some(&to) = places.get(at)
            && to != at
        {
            swap(at, to);
            places.swap(at, to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_stay_as_they_were(items in prop::collection::vec((0..8u8, any::<u16>()), 0..60)) {
            let mut ours = items.clone();
            sort_by_key(&mut ours, |(key, _)| *key);
            let mut expected = items;
            expected.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(ours, expected);
        }
    }
}
