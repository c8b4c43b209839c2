//! Columns under construction: the cells of a block are read by the column's type, plain ones in a tight loop here, all
//! others by [`cell::read`].

use crate::block::Block;
use crate::bounds;
use crate::cell::{self, Cell, Reading, Refusal};
use crate::columns::{ColumnData, Numbers, TextId, TextPool, Values};
use crate::texts::{MIX, fold, short_word};
use tiercel_plan::{Bounds, Type};
use tiercel_value::{Date, Decimal};

/// How the cells of a column are read.
pub(crate) struct Column<'a> {
    /// The type of what its cells hold: of the key that a person or a reference is named by.
    pub(crate) held: Type,
    /// Whether a blank cell is refused.
    pub(crate) required: bool,
    pub(crate) reading: Reading<'a>,
    pub(crate) bounds: Option<&'a Bounds>,
    /// The ids of the texts that bounds allow.
    pub(crate) allowed: Option<Vec<TextId>>,
}

/// A cell that was refused: its row in the block and why.
pub(crate) type Bad = (usize, Refusal);

/// One column being read. Persons and keys of other tables are held as texts until all tables are read.
#[derive(Debug)]
pub(crate) struct ColumnBuilder {
    data: ColumnData,
    len: usize,
    memo: Memo,
}

impl ColumnBuilder {
    /// An empty column of a type.
    pub(crate) fn new(ty: Type) -> ColumnBuilder {
        let values = match ty {
            Type::Number | Type::Percent | Type::Money(_) => Values::Number(Numbers::Narrow { mantissas: Vec::new(), scale: 0 }),
            Type::Text | Type::Payee | Type::Ref(_) => Values::Text(Vec::new()),
            Type::Bool => Values::Bool(Vec::new()),
            Type::Date => Values::Date(Vec::new()),
            Type::Period(_) => Values::Period(Vec::new()),
        };
        ColumnBuilder { data: ColumnData { values, blanks: None }, len: 0, memo: Memo::default() }
    }

    /// The column so far.
    pub(crate) fn data(&self) -> &ColumnData {
        &self.data
    }

    /// The texts of a text or key column.
    pub(crate) fn texts(&self) -> &[TextId] {
        if let Values::Text(values) = &self.data.values { values } else { &[] }
    }

    pub(crate) fn finish(self) -> ColumnData {
        self.data
    }

    /// Makes room for so many rows more.
    pub(crate) fn reserve(&mut self, rows: usize) {
        match &mut self.data.values {
            Values::Number(Numbers::Narrow { mantissas, .. }) => mantissas.reserve(rows),
            Values::Number(Numbers::Wide(values)) => values.reserve(rows),
            Values::Text(values) => values.reserve(rows),
            Values::Bool(values) => values.reserve(rows),
            Values::Date(values) | Values::Period(values) => values.reserve(rows),
            Values::Payee(values) | Values::Row(values) => values.reserve(rows),
        }
    }

    /// Adds the cells of one place of a block.
    pub(crate) fn read(&mut self, block: &Block<'_>, place: usize, column: &Column<'_>, texts: &mut TextPool, bad: &mut Vec<Bad>) {
        let plain = column.reading.locale.is_none();
        // A person or a reference, which is held as a text whatever its key is.
        let keyed = matches!(self.data.values, Values::Text(_));
        match column.held {
            Type::Number | Type::Money(_) if plain && !keyed => self.read_numbers(block, place, column, bad),
            Type::Percent if plain && !keyed => self.read_percents(block, place, column, bad),
            Type::Date if column.bounds.is_none() && !keyed => self.read_dates(block, place, column, bad),
            Type::Text => self.read_texts(block, place, column, texts, bad),
            Type::Number | Type::Money(_) | Type::Percent | Type::Date | Type::Period(_) | Type::Bool | Type::Payee | Type::Ref(_) => {
                self.read_others(block, place, column, texts, bad);
            }
        }
    }

    fn read_numbers(&mut self, block: &Block<'_>, place: usize, column: &Column<'_>, bad: &mut Vec<Bad>) {
        let bytes = block.text().as_bytes();
        let mut limits = Limits::default();
        for row in 0..block.rows {
            let cell = trimmed(bytes.get(block.span(row, place)).unwrap_or_default());
            if let Some((mantissa, decimals)) = plain_number(cell)
                && self.push_plain(mantissa, decimals, column, &mut limits)
            {
                continue;
            }
            self.read_slowly(block, row, place, column, bad);
        }
    }

    fn read_percents(&mut self, block: &Block<'_>, place: usize, column: &Column<'_>, bad: &mut Vec<Bad>) {
        let bytes = block.text().as_bytes();
        let mut limits = Limits::default();
        for row in 0..block.rows {
            let cell = trimmed(bytes.get(block.span(row, place)).unwrap_or_default());
            let (digits, points) = match cell.strip_suffix(b"%") {
                Some(digits) => (digits, true),
                None => (cell, column.reading.percent_points),
            };
            if let Some((mantissa, decimals)) = plain_number(digits) {
                // A bare number beyond 1 is looked at again where nothing bounds it.
                let usual = points || TEN.get(usize::from(decimals)).is_some_and(|one| mantissa.unsigned_abs() <= one.unsigned_abs());
                let decimals = if points { decimals + 2 } else { decimals };
                if usual && self.push_plain(mantissa, decimals, column, &mut limits) {
                    continue;
                }
            }
            self.read_slowly(block, row, place, column, bad);
        }
    }

    fn read_dates(&mut self, block: &Block<'_>, place: usize, column: &Column<'_>, bad: &mut Vec<Bad>) {
        let bytes = block.text().as_bytes();
        for row in 0..block.rows {
            let cell = trimmed(bytes.get(block.span(row, place)).unwrap_or_default());
            match (plain_date(cell), &mut self.data.values) {
                (Some(day), Values::Date(days)) => {
                    days.push(day);
                    self.pushed();
                }
                (_, _) => self.read_slowly(block, row, place, column, bad),
            }
        }
    }

    fn read_texts(&mut self, block: &Block<'_>, place: usize, column: &Column<'_>, texts: &mut TextPool, bad: &mut Vec<Bad>) {
        let text = block.text();
        for row in 0..block.rows {
            let span = block.span(row, place);
            let cell = trimmed(text.as_bytes().get(span.clone()).unwrap_or_default());
            if cell.is_empty() || !cell.is_ascii() {
                match cell::clean(text.get(span).unwrap_or("")) {
                    blank if blank.is_empty() => self.push_blank(row, column, bad),
                    cleaned => self.push_text(row, texts.intern(&cleaned), column, texts, bad),
                }
                continue;
            }
            let known = self.memo.find(cell);
            let id = match known {
                Ok(id) => TextId(id.cast_unsigned()),
                Err(slot) => {
                    // Trimming ASCII bytes leaves a text.
                    let id = texts.intern(std::str::from_utf8(cell).unwrap_or(""));
                    self.memo.keep(slot, cell, id.0.cast_signed());
                    id
                }
            };
            self.push_text(row, id, column, texts, bad);
        }
        self.memo.adapt();
    }

    /// Periods, bools and whatever has bounds or a locale: many cells are the same, and those are read once.
    fn read_others(&mut self, block: &Block<'_>, place: usize, column: &Column<'_>, texts: &mut TextPool, bad: &mut Vec<Bad>) {
        for row in 0..block.rows {
            let cell = trimmed(block.text().as_bytes().get(block.span(row, place)).unwrap_or_default());
            if !matches!(self.data.values, Values::Period(_) | Values::Text(_)) {
                self.read_slowly(block, row, place, column, bad);
                continue;
            }
            match (self.memo.find(cell), &mut self.data.values) {
                (Ok(ordinal), Values::Period(ordinals)) => {
                    ordinals.push(ordinal);
                    self.pushed();
                }
                (Ok(id), Values::Text(_)) => self.push_text(row, TextId(id.cast_unsigned()), column, texts, bad),
                (Err(slot), Values::Period(_)) => {
                    let before = bad.len();
                    self.read_slowly(block, row, place, column, bad);
                    if let (true, Values::Period(ordinals), false) = (bad.len() == before, &self.data.values, cell.is_empty()) {
                        self.memo.keep(slot, cell, ordinals.last().copied().unwrap_or(0));
                    }
                }
                (Err(slot), _) => {
                    // A key that is no text is held as the text that stands for its value.
                    match cell::read(block.cell(row, place), column.held, column.reading) {
                        Ok(Cell::Blank) => self.push_blank(row, column, bad),
                        Ok(value) => {
                            let id = texts.intern(&canonical(&value, column.held, column.reading.calendar));
                            self.memo.keep(slot, cell, id.0.cast_signed());
                            self.push_text(row, id, column, texts, bad);
                        }
                        Err(refusal) => {
                            bad.push((row, refusal));
                            self.push(&Cell::Blank);
                        }
                    }
                }
                (Ok(_), _) => self.read_slowly(block, row, place, column, bad),
            }
        }
        self.memo.adapt();
    }

    /// One cell with all that a person may write.
    #[cold]
    fn read_slowly(&mut self, block: &Block<'_>, row: usize, place: usize, column: &Column<'_>, bad: &mut Vec<Bad>) {
        let text = block.cell(row, place);
        match cell::read(text, column.held, column.reading) {
            Ok(Cell::Blank) => self.push_blank(row, column, bad),
            Ok(value) => {
                if let Some(bounds) = column.bounds.filter(|bounds| !bounds::within(&value, bounds)) {
                    let reading = column.reading;
                    let refusal = bounds::outside(column.held, bounds, text, &value, reading.percent_points, reading.calendar);
                    bad.push((row, refusal));
                }
                self.push(&value);
            }
            Err(refusal) => {
                bad.push((row, refusal));
                self.push(&Cell::Blank);
            }
        }
    }

    /// Adds blanks: the file lacks the column.
    pub(crate) fn push_blanks(&mut self, rows: usize) {
        (0..rows).for_each(|_| self.push(&Cell::Blank));
    }

    fn push_blank(&mut self, row: usize, column: &Column<'_>, bad: &mut Vec<Bad>) {
        if column.required {
            bad.push((row, ("data-blank", Vec::new())));
        }
        self.push(&Cell::Blank);
    }

    fn push_text(&mut self, row: usize, id: TextId, column: &Column<'_>, texts: &TextPool, bad: &mut Vec<Bad>) {
        if let Some(allowed) = &column.allowed
            && !allowed.contains(&id)
            && let Some(bounds) = column.bounds
        {
            let (text, reading) = (texts.get(id), column.reading);
            bad.push((row, bounds::outside(column.held, bounds, text, &Cell::Text(text.to_owned()), false, reading.calendar)));
        }
        if let Values::Text(values) = &mut self.data.values {
            values.push(id);
        }
        self.pushed();
    }

    /// Adds the id of a text.
    pub(crate) fn push_id(&mut self, id: TextId) {
        if let Values::Text(values) = &mut self.data.values {
            values.push(id);
            self.pushed();
        }
    }

    /// Adds a cell; one of another kind (which reading by the column's type never gives) counts as blank. Texts are
    /// interned by the caller.
    pub(crate) fn push(&mut self, cell: &Cell) {
        let blank = match (&mut self.data.values, cell) {
            (Values::Number(numbers), Cell::Number(value)) => {
                numbers.push(*value);
                false
            }
            (Values::Bool(values), Cell::Bool(value)) => {
                values.push(*value);
                false
            }
            (Values::Date(values), Cell::Date(value)) | (Values::Period(values), Cell::Period(value)) => {
                values.push(*value);
                false
            }
            (Values::Number(Numbers::Narrow { mantissas, .. }), _) => {
                mantissas.push(0);
                true
            }
            (Values::Number(Numbers::Wide(values)), _) => {
                values.push(Decimal::ZERO);
                true
            }
            (Values::Text(values), _) => {
                values.push(TextId(0));
                true
            }
            (Values::Bool(values), _) => {
                values.push(false);
                true
            }
            (Values::Date(values) | Values::Period(values), _) => {
                values.push(0);
                true
            }
            (Values::Payee(values) | Values::Row(values), _) => {
                values.push(0);
                true
            }
        };
        if blank {
            let len = self.len;
            self.data.blanks.get_or_insert_with(|| vec![false; len]).push(true);
            self.len += 1;
        } else {
            self.pushed();
        }
    }

    /// Counts a value that is not blank.
    #[inline]
    fn pushed(&mut self) {
        self.len += 1;
        if let Some(blanks) = &mut self.data.blanks {
            blanks.push(false);
        }
    }

    /// Adds a plain number if it fits the column as it is and lies within its bounds.
    #[inline]
    fn push_plain(&mut self, mantissa: i64, decimals: u8, column: &Column<'_>, limits: &mut Limits) -> bool {
        let Values::Number(Numbers::Narrow { mantissas, scale }) = &mut self.data.values else { return false };
        let (mut mantissa, mut decimals) = (mantissa, decimals);
        while decimals > *scale && mantissa % 10 == 0 {
            (mantissa, decimals) = (mantissa / 10, decimals - 1);
        }
        let mantissa = if decimals == *scale {
            mantissa
        } else if let Some(mantissa) = TEN.get(usize::from(scale.wrapping_sub(decimals))).and_then(|factor| mantissa.checked_mul(*factor)) {
            mantissa
        } else {
            return false;
        };
        if let Some(bounds) = column.bounds {
            let Some((low, high)) = limits.at(bounds, *scale) else { return false };
            if mantissa < low || mantissa > high {
                return false;
            }
        }
        mantissas.push(mantissa);
        self.pushed();
        true
    }
}

/// What a value of a key is held as where it is no text.
pub(crate) fn canonical(cell: &Cell, ty: Type, calendar: &tiercel_value::Calendar) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Bool(value) => value.to_string(),
        Cell::Date(day) => Date(*day).to_string(),
        Cell::Period(ordinal) => {
            let Type::Period(grain) = ty else { return String::new() };
            calendar.name(tiercel_value::Period { grain, ordinal: *ordinal })
        }
    }
}

/// Powers of ten that fit.
const TEN: [i64; 19] = {
    let mut powers = [1i64; 19];
    let mut index = 1;
    while index < 19 {
        #[expect(clippy::indexing_slicing, reason = "a constant: a wrong index would not compile")]
        {
            powers[index] = powers[index - 1] * 10;
        }
        index += 1;
    }
    powers
};

/// The bounds of a column as mantissas, for the scale it has now.
#[derive(Default)]
struct Limits {
    at: Option<(u8, Option<(i64, i64)>)>,
}

impl Limits {
    #[inline]
    fn at(&mut self, bounds: &Bounds, scale: u8) -> Option<(i64, i64)> {
        match self.at {
            Some((known, limits)) if known == scale => limits,
            Some(_) | None => {
                let limits = bounds::limits(bounds, u32::from(scale));
                self.at = Some((scale, limits));
                limits
            }
        }
    }
}

impl Numbers {
    /// Adds a number; the scale grows as it needs, as long as all mantissas fit.
    pub(crate) fn push(&mut self, value: Decimal) {
        // Zeros at the end don't count: the scale is the least that holds all values, however they are written.
        let value = shortest(value);
        if let Numbers::Narrow { mantissas, scale } = self {
            let fits = value.scale() <= u32::from(*scale) || widen(mantissas, scale, value.scale());
            if let (true, Some(mantissa)) = (fits, at_scale(value, u32::from(*scale))) {
                mantissas.push(mantissa);
                return;
            }
            let kept = u32::from(*scale);
            let wide = |mantissa: &i64| Decimal::from_parts(i128::from(*mantissa), kept).unwrap_or(Decimal::ZERO);
            *self = Numbers::Wide(mantissas.iter().map(wide).collect());
        }
        if let Numbers::Wide(values) = self {
            values.push(value);
        }
    }
}

fn shortest(value: Decimal) -> Decimal {
    let (mut mantissa, mut scale) = (value.mantissa(), value.scale());
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    Decimal::from_parts(mantissa, scale).unwrap_or(value)
}

fn at_scale(value: Decimal, scale: u32) -> Option<i64> {
    let factor = 10i128.checked_pow(scale.checked_sub(value.scale())?)?;
    i64::try_from(value.mantissa().checked_mul(factor)?).ok()
}

/// Rescales all mantissas; leaves them as they were where one does not fit.
fn widen(mantissas: &mut [i64], scale: &mut u8, to: u32) -> bool {
    let Ok(wanted) = u8::try_from(to) else { return false };
    // Zeros have every scale.
    let all_zero = || mantissas.iter().all(|mantissa| *mantissa == 0);
    let factor = to.checked_sub(u32::from(*scale)).and_then(|by| 10i64.checked_pow(by));
    match factor {
        Some(factor) if mantissas.iter().all(|mantissa| mantissa.checked_mul(factor).is_some()) => {
            mantissas.iter_mut().for_each(|mantissa| *mantissa = mantissa.saturating_mul(factor));
        }
        Some(_) => return false,
        None if all_zero() => {}
        None => return false,
    }
    *scale = wanted;
    true
}

#[inline]
fn trimmed(cell: &[u8]) -> &[u8] {
    match cell {
        [first, .., last] if *first > b' ' && *last > b' ' => cell,
        _ => cell.trim_ascii(),
    }
}

/// Digits with an optional minus and point, at most 18 digits: mantissa and decimals.
#[inline]
fn plain_number(cell: &[u8]) -> Option<(i64, u8)> {
    let (negative, digits) = match cell.split_first() {
        Some((b'-', digits)) => (true, digits),
        _ => (false, cell),
    };
    if digits.len() > 18 || digits.is_empty() {
        return None;
    }
    let mut value = 0i64;
    let mut decimals = 0u8;
    let mut after = 0u8;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
            decimals += after;
        } else if *byte == b'.' && after == 0 {
            after = 1;
        } else {
            return None;
        }
    }
    // `1.` and `.` are no numbers.
    if after == 1 && decimals == 0 {
        return None;
    }
    Some((if negative { -value } else { value }, decimals))
}

/// `2026-03-31`.
#[inline]
fn plain_date(cell: &[u8]) -> Option<i32> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = cell else { return None };
    let mut wrong = 0;
    let mut number = |digits: &[u8]| {
        digits.iter().fold(0u32, |number, byte| {
            let digit = byte.wrapping_sub(b'0');
            wrong |= u8::from(digit > 9);
            number * 10 + u32::from(digit)
        })
    };
    let (year, month, day) = (number(&[*a, *b, *c, *d]), number(&[*e, *f]), number(&[*g, *h]));
    if wrong != 0 {
        return None;
    }
    Date::of(year.cast_signed(), month, day).map(|date| date.0)
}

/// What short cells of a column were read as: one entry for each hash, the latest wins.
#[derive(Debug, Default)]
struct Memo {
    entries: Vec<Entry>,
    found: u32,
    missed: u32,
    /// Nearly all cells differ: not worth looking.
    useless: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Entry {
    word: u64,
    /// 0: free.
    length: u32,
    value: i32,
}

impl Memo {
    const FIRST: usize = 64;
    const LARGEST: usize = 1 << 16;

    /// What a cell was read as, or where to keep it.
    #[inline]
    fn find(&mut self, cell: &[u8]) -> Result<i32, usize> {
        let (Ok(length @ 1..=8), false) = (u32::try_from(cell.len()), self.useless) else { return Err(usize::MAX) };
        if self.entries.is_empty() {
            self.entries = vec![Entry::default(); Self::FIRST];
        }
        let word = short_word(cell);
        let [_, factor] = MIX;
        let slot = usize::try_from(fold(word, factor) >> 32).unwrap_or(0) & (self.entries.len() - 1);
        match self.entries.get(slot) {
            Some(entry) if entry.word == word && entry.length == length => {
                self.found += 1;
                Ok(entry.value)
            }
            Some(_) | None => {
                self.missed += 1;
                Err(slot)
            }
        }
    }

    fn keep(&mut self, slot: usize, cell: &[u8], value: i32) {
        if let Some(entry) = self.entries.get_mut(slot) {
            *entry = Entry { word: short_word(cell), length: u32::try_from(cell.len()).unwrap_or(0), value };
        }
    }

    /// Grows where too little is found; gives up where that does not help.
    fn adapt(&mut self) {
        let (found, missed) = (self.found, self.missed);
        if found + missed < 1024 {
            return;
        }
        (self.found, self.missed) = (0, 0);
        if missed > found / 4 {
            if self.entries.len() >= Self::LARGEST {
                self.useless = missed > found * 4;
            } else {
                self.entries = vec![Entry::default(); self.entries.len() * 4];
            }
            if self.useless {
                self.entries = Vec::new();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_the_least_that_holds_all_values() {
        let read = |texts: &[&str]| {
            let mut numbers = Numbers::Narrow { mantissas: Vec::new(), scale: 0 };
            texts.iter().for_each(|text| numbers.push(Decimal::parse_exact(text).unwrap()));
            numbers
        };
        assert!(matches!(read(&["1.50", "2.00", "-3"]), Numbers::Narrow { mantissas, scale: 1 } if mantissas == [15, 20, -30]));
        assert!(matches!(read(&["9000000000000000000", "0.1"]), Numbers::Wide(_)));
        assert!(matches!(read(&["0.1", "9000000000000000000"]), Numbers::Wide(_)));
        assert!(matches!(read(&["0", "0.0000000000000000000001"]), Numbers::Narrow { scale: 22, .. }));
        assert!(matches!(read(&["0.0000000000000000000001", "0"]), Numbers::Narrow { scale: 22, .. }));
    }

    #[test]
    fn plain_numbers_and_dates() {
        let cases: [(&str, Option<(i64, u8)>); 12] = [
            ("12", Some((12, 0))),
            ("-12.50", Some((-1250, 2))),
            (".5", Some((5, 1))),
            ("1.", None),
            (".", None),
            ("-", None),
            ("1.2.3", None),
            ("+1", None),
            ("", None),
            ("1e3", None),
            ("999999999999999999", Some((999_999_999_999_999_999, 0))),
            ("9999999999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(plain_number(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(plain_date(b"1970-01-02"), Some(1));
        assert_eq!(plain_date(b"1970-02-30"), None);
        assert_eq!(plain_date(b"1970-1-02 "), None);
    }
}
