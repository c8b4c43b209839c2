//! A block of rows cut into cells, whatever they came from.

use std::ops::Range;

/// Some thousand rows of one width. Columns are read from it one after the other, which keeps each loop small.
#[derive(Debug, Default)]
pub(crate) struct Block<'t> {
    /// A stretch of the file whose rows need no mending; without one the cells stand in `mended`.
    pub(crate) borrowed: Option<&'t str>,
    mended: String,
    /// Where each cell ends, row by row; the next one begins a byte later. Before them stands [`BEFORE`].
    pub(crate) ends: Vec<u32>,
    /// How many cells a row has.
    pub(crate) width: usize,
    pub(crate) rows: usize,
    /// The number of the first row in its file.
    pub(crate) first: u32,
    /// The numbers of the rows where they do not count on from the first.
    pub(crate) numbers: Vec<u32>,
    /// Cells beyond the heading's: row number and text.
    pub(crate) surplus: Vec<(u32, String)>,
}

/// The end of what comes before the first cell: a byte later begins the text.
const BEFORE: u32 = u32::MAX;

/// How many rows a block has at most when cells are copied; about as many as a stretch of a file has.
pub(crate) const ROWS: usize = 2048;

impl<'t> Block<'t> {
    /// Nothing in it, for rows of so many cells.
    pub(crate) fn clear(&mut self, width: usize) {
        self.borrowed = None;
        self.mended.clear();
        self.ends.clear();
        self.ends.push(BEFORE);
        self.numbers.clear();
        self.surplus.clear();
        (self.width, self.rows, self.first) = (width, 0, 0);
    }

    pub(crate) fn text(&self) -> &str {
        self.borrowed.unwrap_or(&self.mended)
    }

    /// The number of a row in its file.
    pub(crate) fn number(&self, row: usize) -> u32 {
        let counted = || self.first.saturating_add(u32::try_from(row).unwrap_or(u32::MAX));
        self.numbers.get(row).copied().unwrap_or_else(counted)
    }

    /// The cells of one place, row by row, as they are written.
    #[inline]
    pub(crate) fn cells(&self, place: usize) -> impl Iterator<Item = &[u8]> {
        let text = self.text().as_bytes();
        self.ranges(place).map(move |range| text.get(range).unwrap_or_default())
    }

    /// The same, each with its [`word_of`]. It is read from the text at once, whatever the cell's length.
    #[inline]
    pub(crate) fn words(&self, place: usize) -> impl Iterator<Item = (&[u8], u64)> {
        let text = self.text().as_bytes();
        self.ranges(place).map(move |range| {
            let last = text.get(range.end.wrapping_sub(8)..range.end).and_then(|bytes| bytes.first_chunk());
            let cell = text.get(range).unwrap_or_default();
            match last {
                Some(last) => (cell, last_bytes(u64::from_le_bytes(*last), cell.len())),
                None => (cell, word_of(cell)),
            }
        })
    }

    #[inline]
    fn ranges(&self, place: usize) -> impl Iterator<Item = Range<usize>> {
        let from = |place: usize| self.ends.get(place..).unwrap_or_default().chunks(self.width.max(1));
        let first = |chunk: &[u32]| chunk.first().copied().unwrap_or(0);
        from(place).zip(from(place + 1)).map(move |(starts, ends)| first(starts).wrapping_add(1) as usize..first(ends) as usize)
    }

    /// The cell of a row, as it is written.
    pub(crate) fn cell(&self, row: usize, place: usize) -> &str {
        let cell = row * self.width + place;
        match (self.ends.get(cell), self.ends.get(cell + 1)) {
            (Some(start), Some(end)) => self.text().get(start.wrapping_add(1) as usize..*end as usize).unwrap_or(""),
            (_, _) => "",
        }
    }

    /// Adds a row of copied cells. Rows of nothing but blanks, which spreadsheets leave behind, are left out.
    pub(crate) fn push_row<'c>(&mut self, number: u32, cells: impl IntoIterator<Item = &'c str>) {
        let (length, ends) = (self.mended.len(), self.ends.len());
        let mut blank = true;
        for (index, cell) in cells.into_iter().enumerate() {
            let blank_cell = is_blank(cell);
            blank &= blank_cell;
            if index < self.width {
                self.push_cell(cell);
            } else if !blank_cell {
                self.surplus.push((number, cell.trim().to_owned()));
            }
        }
        if blank && self.width > 0 {
            self.mended.truncate(length);
            self.ends.truncate(ends);
            return;
        }
        while self.ends.len() < ends + self.width {
            self.push_cell("");
        }
        self.numbers.push(number);
        self.rows += 1;
    }

    fn push_cell(&mut self, cell: &str) {
        self.mended.push_str(cell);
        self.ends.push(u32::try_from(self.mended.len()).unwrap_or(u32::MAX));
        // Between two cells stands a byte, as in a file.
        self.mended.push('\n');
    }

    /// Whether a copied block has enough.
    pub(crate) fn is_full(&self) -> bool {
        self.rows >= ROWS || self.mended.len() > 1 << 24
    }
}

/// The last eight bytes of a text as a number: the last one in the highest byte, zeros below the first.
pub(crate) fn word_of(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |word, byte| word >> 8 | u64::from(*byte) << 56)
}

/// A word of which only so many of the last bytes count.
#[inline]
pub(crate) fn last_bytes(word: u64, count: usize) -> u64 {
    match count {
        0 => 0,
        1..=7 => word & u64::MAX << (64 - 8 * count),
        _ => word,
    }
}

/// Blanks only.
pub(crate) fn is_blank(cell: &str) -> bool {
    cell.bytes().all(|byte| byte <= b' ')
}
