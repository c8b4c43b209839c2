//! What short cells of a column were read as, so that equal cells are read once.

use crate::texts::{MIX, fold};

/// What short cells of a column were read as: open addressing, exact.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    entries: Vec<Entry>,
    taken: usize,
    found: u32,
    missed: u32,
    /// Nearly all cells differ: not worth looking.
    pub(crate) useless: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    word: u64,
    /// 0: free.
    length: u32,
    value: i32,
}

/// What a [`Memo`] has for a cell.
pub(crate) enum Found {
    Value(i32),
    /// Nothing, for a cell that is this word.
    Nothing(Option<u64>),
}

impl Memo {
    const FIRST: usize = 64;
    const LARGEST: usize = 1 << 18;
    /// What fits into a processor's second cache needs no fetching beforehand.
    const NEAR: usize = 1 << 14;

    /// Where the search for a word begins.
    #[inline]
    fn slot(&self, word: u64) -> usize {
        let [_, factor] = MIX;
        usize::try_from(fold(word, factor) >> 32).unwrap_or(0) & self.entries.len().wrapping_sub(1)
    }

    /// Fetches what there is for cells that come next: reads that depend on nothing overlap.
    pub(crate) fn prepare<'c>(&self, cells: impl Iterator<Item = (&'c [u8], u64)>) {
        if self.entries.len() > Self::NEAR {
            let entry = |word| self.entries.get(self.slot(word)).map_or(0, |entry| entry.word);
            let short = cells.filter(|(cell, _)| (1..=8).contains(&cell.len()));
            std::hint::black_box(short.fold(0, |seen, (_, word)| seen ^ entry(word)));
        }
    }

    /// What it has for a cell with its word.
    #[inline]
    pub(crate) fn find(&mut self, cell: &[u8], word: u64) -> Found {
        let (Ok(length @ 1..=8), false) = (u32::try_from(cell.len()), self.useless) else { return Found::Nothing(None) };
        let mut slot = self.slot(word);
        while let Some(entry) = self.entries.get(slot) {
            if entry.word == word && entry.length == length {
                self.found = self.found.wrapping_add(1);
                return Found::Value(entry.value);
            }
            if entry.length == 0 {
                break;
            }
            slot = (slot + 1) & (self.entries.len() - 1);
        }
        self.missed = self.missed.wrapping_add(1);
        Found::Nothing(Some(word))
    }

    pub(crate) fn keep(&mut self, word: Option<u64>, cell: &[u8], value: i32) {
        let (Some(word), Ok(length)) = (word, u32::try_from(cell.len())) else { return };
        // At most two fifths are taken: nearly every search ends where it begins, which processors guess right.
        if self.taken * 5 >= self.entries.len() * 2 {
            if self.entries.len() >= Self::LARGEST {
                return;
            }
            let old = std::mem::take(&mut self.entries);
            self.entries = vec![Entry::default(); (old.len() * 2).max(Self::FIRST)];
            old.into_iter().filter(|entry| entry.length > 0).for_each(|entry| self.put(entry));
        }
        self.taken += 1;
        self.put(Entry { word, length, value });
    }

    fn put(&mut self, entry: Entry) {
        let mut slot = self.slot(entry.word);
        while self.entries.get(slot).is_some_and(|entry| entry.length > 0) {
            slot = (slot + 1) & (self.entries.len() - 1);
        }
        if let Some(free) = self.entries.get_mut(slot) {
            *free = entry;
        }
    }

    /// Gives up where most cells are new even when much is known.
    pub(crate) fn adapt(&mut self) {
        let (found, missed) = (std::mem::take(&mut self.found), std::mem::take(&mut self.missed));
        if self.taken * 5 >= self.entries.len() * 2 && self.entries.len() >= Self::FIRST * 64 && missed > found {
            *self = Memo { useless: true, ..Memo::default() };
        }
    }
}
