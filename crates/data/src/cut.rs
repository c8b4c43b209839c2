//! Delimited text cut into blocks of rows, per RFC 4180.
//!
//! Stretches of the file without quotes, whose rows all have the heading's width, are taken as they stand: only the
//! places of their separators are noted, 64 bytes at a time. All other rows are read cell by cell and copied.

use crate::block::{Block, is_blank};
use crate::bytes::Delimited;
use memchr::{memchr, memrchr};
use wide::u8x16;

/// How many bytes a stretch has: its cells and the columns made of them stay in the cache.
const STRETCH: usize = 96 << 10;

/// Where cutting has come to.
#[derive(Debug)]
pub(crate) struct Cutter<'t> {
    text: &'t str,
    delimiter: u8,
    newline: u8,
    at: usize,
    /// The number of the row that comes next, as a person counts.
    number: u32,
    /// Up to where rows are read one by one.
    careful_to: usize,
    /// The row in which a quote opens that nothing closes.
    pub(crate) open_quote: Option<u32>,
}

impl<'t> Cutter<'t> {
    pub(crate) fn new(delimited: &'t Delimited<'_>) -> Cutter<'t> {
        let (delimiter, newline) = (delimited.delimiter, delimited.newline);
        Cutter { text: delimited.text(), delimiter, newline, at: 0, number: 1, careful_to: 0, open_quote: None }
    }

    /// The cells of the first row that is not empty.
    pub(crate) fn heading(&mut self) -> Option<Vec<String>> {
        while self.at < self.text.len() {
            let mut cells = Vec::new();
            self.record(&mut cells);
            if cells.iter().any(|cell| !is_blank(cell)) {
                return Some(cells);
            }
        }
        None
    }

    /// About how many rows are left, going by one block.
    pub(crate) fn rows_left(&self, block: &Block<'_>) -> usize {
        let bytes = block.text().len().max(1);
        let left = self.text.len().saturating_sub(self.at) / bytes;
        left.saturating_add(1).saturating_mul(block.rows)
    }

    /// The next rows; false at the end of the file.
    pub(crate) fn next(&mut self, block: &mut Block<'t>, width: usize) -> bool {
        block.clear(width);
        if self.at >= self.text.len() {
            return false;
        }
        if self.at >= self.careful_to {
            let (end, calm) = self.stretch();
            if calm && self.take(block, end) {
                return true;
            }
            block.clear(width);
            self.careful_to = end;
        }
        block.first = self.number;
        let mut cells: Vec<String> = Vec::with_capacity(width);
        while self.at < self.careful_to && !block.is_full() {
            let number = self.number;
            cells.clear();
            self.record(&mut cells);
            block.push_row(number, cells.iter().map(String::as_str));
        }
        true
    }

    /// The end of the next stretch, which is behind a line end, and whether no quote stands in it: where rows come before
    /// the first quote, the stretch ends there.
    fn stretch(&self) -> (usize, bool) {
        let bytes = self.text.as_bytes();
        let limit = (self.at + STRETCH).min(bytes.len());
        let window = bytes.get(self.at..limit).unwrap_or_default();
        let calm = memchr(b'"', window).unwrap_or(window.len());
        if calm == window.len() && limit == bytes.len() {
            return (limit, true);
        }
        if let Some(line_end) = memrchr(self.newline, window.get(..calm).unwrap_or_default()) {
            return (self.at + line_end + 1, true);
        }
        // A quote in the first row, or a row longer than a stretch.
        let rest = bytes.get(limit..).unwrap_or_default();
        (memchr(self.newline, rest).map_or(bytes.len(), |line_end| limit + line_end + 1), false)
    }

    /// Takes a stretch as it stands, if its rows allow it.
    fn take(&mut self, block: &mut Block<'t>, end: usize) -> bool {
        let Some(text) = self.text.get(self.at..end) else { return false };
        let Some(rows) = separators(text.as_bytes(), self.delimiter, self.newline, block.width, &mut block.ends) else { return false };
        block.borrowed = Some(text);
        block.rows = rows;
        block.first = self.number;
        self.at = end;
        self.number = self.number.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
        true
    }

    /// One row, cell by cell.
    fn record(&mut self, cells: &mut Vec<String>) {
        let bytes = self.text.as_bytes();
        let number = self.number;
        self.number = self.number.saturating_add(1);
        loop {
            let mut cell = String::new();
            if bytes.get(self.at) == Some(&b'"') {
                self.at += 1;
                if !self.quoted(&mut cell) {
                    self.open_quote.get_or_insert(number);
                }
            }
            let rest = bytes.get(self.at..).unwrap_or_default();
            let length = memchr::memchr2(self.delimiter, self.newline, rest).unwrap_or(rest.len());
            cell.push_str(self.text.get(self.at..self.at + length).unwrap_or(""));
            self.at += length + 1;
            cells.push(cell);
            if rest.get(length) != Some(&self.delimiter) {
                self.at = self.at.min(bytes.len());
                return;
            }
        }
    }

    /// What stands between quotes, from behind the first; false if nothing closes them.
    fn quoted(&mut self, cell: &mut String) -> bool {
        let bytes = self.text.as_bytes();
        loop {
            let rest = bytes.get(self.at..).unwrap_or_default();
            let Some(length) = memchr(b'"', rest) else {
                cell.push_str(self.text.get(self.at..).unwrap_or(""));
                self.at = bytes.len();
                return false;
            };
            cell.push_str(self.text.get(self.at..self.at + length).unwrap_or(""));
            self.at += length + 1;
            if bytes.get(self.at) != Some(&b'"') {
                return true;
            }
            cell.push('"');
            self.at += 1;
        }
    }
}

/// Notes where the separators stand and counts the rows. Nothing if a row has another width or begins blank: it may have
/// to be left out.
fn separators(bytes: &[u8], delimiter: u8, newline: u8, width: usize, ends: &mut Vec<u32>) -> Option<usize> {
    let before = ends.len();
    // Where among the separators the next line end has to stand.
    let mut row_end = before.checked_add(width)?.checked_sub(1)?;
    let begins = |at: usize| bytes.get(at).is_some_and(|byte| *byte > b' ' && *byte != delimiter);
    let mut fine = bytes.is_empty() || begins(0);
    let mut found = [0u32; 64];
    for (chunk, base) in bytes.chunks(64).zip((0usize..).step_by(64)) {
        let mut padded = [0u8; 64];
        let chunk: &[u8; 64] = match chunk.first_chunk() {
            Some(chunk) => chunk,
            None => {
                padded.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
                &padded
            }
        };
        let mut line_ends = mask(chunk, newline);
        let mut separators = mask(chunk, delimiter) | line_ends;
        while line_ends != 0 {
            let bit = line_ends.trailing_zeros();
            let earlier = separators & !(u64::MAX << bit);
            fine &= ends.len() + earlier.count_ones() as usize == row_end;
            row_end += width;
            let next = base + bit as usize + 1;
            fine &= next == bytes.len() || begins(next);
            line_ends &= line_ends.wrapping_sub(1);
        }
        let base = u32::try_from(base).ok()?;
        let mut count = 0;
        while let (true, Some(slot)) = (separators != 0, found.get_mut(count)) {
            *slot = base | separators.trailing_zeros();
            separators &= separators.wrapping_sub(1);
            count += 1;
        }
        ends.extend_from_slice(found.get(..count).unwrap_or_default());
    }
    // The last row may lack its line end.
    if bytes.last() != Some(&newline) {
        fine &= ends.len() == row_end;
        ends.push(u32::try_from(bytes.len()).ok()?);
        row_end += width;
    }
    // Nothing stands behind the last row's end.
    let count = (ends.len() - before) / width;
    (fine && row_end + 1 == ends.len() + width).then_some(count)
}

/// A bit for each of 64 bytes: whether it is the one wanted.
#[inline]
fn mask(chunk: &[u8; 64], wanted: u8) -> u64 {
    let wanted = u8x16::splat(wanted);
    let (parts, _) = chunk.as_chunks::<16>();
    parts.iter().rev().fold(0, |mask, part| mask << 16 | u64::from(u8x16::new(*part).simd_eq(wanted).to_bitmask()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_has_a_bit_for_each_byte_wanted() {
        let mut state = 1u64;
        for _ in 0..2000 {
            let chunk: [u8; 64] = std::array::from_fn(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                b",\nab\x00\xff\x2d\xac"[(state >> 60) as usize % 8]
            });
            let expected = chunk.iter().enumerate().filter(|(_, byte)| **byte == b',').fold(0, |mask, (at, _)| mask | 1u64 << at);
            assert_eq!(mask(&chunk, b','), expected);
        }
    }
}
