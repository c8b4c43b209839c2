//! Interned texts: all of them in one string, found by a hash table of ids.

/// A text of a [`TextPool`]. Ids say nothing of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TextId(pub u32);

/// Interned texts: equal texts (after NFC, trimmed) have equal ids. Id 0 is the empty text.
#[derive(Clone, Debug)]
pub struct TextPool {
    /// The texts one after the other; at most 4 GiB.
    arena: String,
    /// Where each text ends.
    ends: Vec<u32>,
    /// Open addressing: the hash of a text above its id; [`FREE`] where none is. A power of two in size.
    slots: Vec<u64>,
    full: bool,
}

const FREE: u64 = u64::MAX;

impl Default for TextPool {
    fn default() -> Self {
        let mut pool = TextPool { arena: String::new(), ends: Vec::new(), slots: vec![FREE; 64], full: false };
        pool.intern("");
        pool
    }
}

impl TextPool {
    /// The id of a text, new or known.
    pub fn intern(&mut self, text: &str) -> TextId {
        let hash = hash(text.as_bytes());
        let mut slot = match self.search(text, hash) {
            Ok(id) => return id,
            Err(slot) => slot,
        };
        let (Ok(id), Some(end)) = (u32::try_from(self.ends.len()), u32::try_from(self.arena.len() + text.len()).ok()) else {
            self.full = true;
            return TextId(0);
        };
        // At most two thirds are taken.
        if (self.ends.len() + 1) * 3 > self.slots.len() * 2 {
            self.grow();
            slot = self.free(hash);
        }
        self.arena.push_str(text);
        self.ends.push(end);
        if let Some(entry) = self.slots.get_mut(slot) {
            *entry = u64::from(hash) << 32 | u64::from(id);
        }
        TextId(id)
    }

    /// Fetches what the table has for texts that come next. It is far larger than the cache, and these reads overlap.
    pub(crate) fn prepare<'t>(&self, texts: impl Iterator<Item = &'t [u8]>) {
        let mask = self.slots.len() - 1;
        let seen = texts.fold(0, |seen, text| seen ^ self.slots.get(hash(text) as usize & mask).copied().unwrap_or(0));
        std::hint::black_box(seen);
    }

    /// The id of a text if it is known.
    pub fn find(&self, text: &str) -> Option<TextId> {
        self.search(text, hash(text.as_bytes())).ok()
    }

    /// The text of an id; empty for an id of another pool.
    #[inline]
    pub fn get(&self, id: TextId) -> &str {
        let index = id.0 as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.ends.get(index).and_then(|end| self.arena.get(start..*end as usize)).unwrap_or("")
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never true: the empty text is always there.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether a text did not fit: there are more than 4 GiB of them.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    /// The id of a text, or the slot where it belongs.
    #[inline]
    fn search(&self, text: &str, hash: u32) -> Result<TextId, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let entry = self.slots.get(slot).copied().unwrap_or(FREE);
            if entry == FREE {
                return Err(slot);
            }
            #[expect(clippy::cast_possible_truncation, reason = "the two halves of an entry")]
            let (tag, id) = ((entry >> 32) as u32, TextId(entry as u32));
            if tag == hash && self.get(id) == text {
                return Ok(id);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The first free slot for a hash.
    fn free(&self, hash: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while self.slots.get(slot).is_some_and(|entry| *entry != FREE) {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Makes room in the table for so many texts more, if there is as much: it is an estimate.
    pub(crate) fn reserve(&mut self, texts: usize) {
        let wanted = (self.ends.len().saturating_add(texts).saturating_mul(3) / 2).checked_next_power_of_two();
        if let Some(wanted) = wanted.filter(|wanted| *wanted > self.slots.len()) {
            self.resize(wanted);
        }
    }

    fn grow(&mut self) {
        self.resize(self.slots.len() * 2);
    }

    fn resize(&mut self, length: usize) {
        let mut slots = Vec::new();
        if slots.try_reserve_exact(length).is_err() && length > self.slots.len() * 2 {
            return;
        }
        slots.resize(length, FREE);
        let old = std::mem::replace(&mut self.slots, slots);
        for entry in old.into_iter().filter(|entry| *entry != FREE) {
            let slot = self.free(u32::try_from(entry >> 32).unwrap_or(0));
            if let Some(free) = self.slots.get_mut(slot) {
                *free = entry;
            }
        }
    }
}

/// The first bytes of a slice as a number.
#[inline]
fn word(bytes: &[u8]) -> u64 {
    bytes.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

#[inline]
pub(crate) fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

/// Odd constants with bits all over: digits of pi.
pub(crate) const MIX: [u64; 2] = [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7345];

/// A fast hash. It is the same on every machine; nothing that is shown depends on it.
#[inline]
fn hash(bytes: &[u8]) -> u32 {
    let length = bytes.len() as u64;
    let [seed, factor] = MIX;
    let mut state = seed ^ length;
    let mut rest = bytes;
    while rest.len() > 8 {
        state = fold(state ^ word(rest), factor);
        rest = rest.get(8..).unwrap_or_default();
    }
    state = fold(state ^ short_word(rest), factor);
    u32::try_from(state >> 32).unwrap_or(0)
}

/// Up to 8 bytes as a number, different for different bytes of one length.
#[inline]
pub(crate) fn short_word(bytes: &[u8]) -> u64 {
    let four = |bytes: &[u8]| bytes.first_chunk::<4>().map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)));
    match bytes.len() {
        0 => 0,
        1..=3 => {
            let at = |index: usize| u64::from(bytes.get(index).copied().unwrap_or(0));
            at(0) | at(bytes.len() / 2) << 8 | at(bytes.len() - 1) << 16
        }
        4..=7 => four(bytes) | four(bytes.last_chunk::<4>().map_or(&[][..], |last| last)) << 32,
        _ => word(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_ids_while_the_pool_grows() {
        let mut pool = TextPool::default();
        let texts: Vec<String> = (0..5000).map(|n| format!("{}{}", "字".repeat(n % 5), n)).collect();
        let ids: Vec<TextId> = texts.iter().map(|text| pool.intern(text)).collect();
        for (text, id) in texts.iter().zip(&ids) {
            assert_eq!(pool.intern(text), *id);
            assert_eq!(pool.find(text), Some(*id));
            assert_eq!(pool.get(*id), text);
        }
        assert_eq!(pool.len(), 5001);
        assert_eq!(pool.find("nobody"), None);
        assert_eq!(pool.get(TextId(99_999)), "");
    }
}
