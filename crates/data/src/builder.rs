//! Columns under construction: the cells of a block are read by the column's type, plain ones in a tight loop here, all
//! others by [`cell::read`].

use crate::block::{Block, word_of};
use crate::bounds;
use crate::cell::{self, Cell, Reading, Refusal};
use crate::columns::{ColumnData, Numbers, TextId, TextPool, Values};
use crate::mantissas::Mantissas;
use crate::memo::{Found, Memo};
use crate::plain::{Years, plain_date, plain_number, text_of, trimmed, trimmed_word};
use tiercel_plan::{Bounds, Type};
use tiercel_value::{Date, Decimal, times};

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
    /// Its blanks reach to the last blank row only, until it is finished.
    data: ColumnData,
    memo: Memo,
}

impl ColumnBuilder {
    /// An empty column of a type.
    pub(crate) fn new(ty: Type) -> ColumnBuilder {
        let values = match ty {
            Type::Number | Type::Percent | Type::Money(_) => Values::Number(Numbers::Narrow { mantissas: Mantissas::default(), scale: 0 }),
            Type::Text | Type::Payee | Type::Ref(_) => Values::Text(Vec::new()),
            Type::Bool => Values::Bool(Vec::new()),
            Type::Date => Values::Date(Vec::new()),
            Type::Period(_) => Values::Period(Vec::new()),
        };
        ColumnBuilder { data: ColumnData { values, blanks: None }, memo: Memo::default() }
    }

    /// The column so far.
    pub(crate) fn data(&self) -> &ColumnData {
        &self.data
    }

    /// The texts of a text or key column.
    pub(crate) fn texts(&self) -> &[TextId] {
        if let Values::Text(values) = &self.data.values { values } else { &[] }
    }

    /// The whole column.
    pub(crate) fn finish(mut self) -> ColumnData {
        let rows = self.len();
        if let Some(blanks) = &mut self.data.blanks {
            blanks.resize(rows, false);
        }
        self.data
    }

    fn len(&self) -> usize {
        self.data.values.len()
    }

    /// Makes room for so many rows more, if there is as much: it is an estimate.
    pub(crate) fn reserve(&mut self, rows: usize) {
        // Without room the column grows as it goes.
        let _ = match &mut self.data.values {
            Values::Number(Numbers::Narrow { mantissas, .. }) => mantissas.try_reserve(rows),
            Values::Number(Numbers::Wide(values)) => values.try_reserve(rows),
            Values::Text(values) => values.try_reserve(rows),
            Values::Bool(values) => values.try_reserve(rows),
            Values::Date(values) | Values::Period(values) => values.try_reserve(rows),
            Values::Payee(values) | Values::Row(values) => values.try_reserve(rows),
        };
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
        let mut limits = Limits::default();
        for (row, written) in block.words(place).enumerate() {
            let (cell, word) = trimmed_word(written);
            if cell.is_empty() {
                self.push_blank(row, column, bad);
                continue;
            }
            if let Some((mantissa, decimals)) = plain_number(cell, word)
                && self.push_plain(mantissa, decimals, column, &mut limits)
            {
                continue;
            }
            self.read_slowly(written.0, row, column, bad);
        }
    }

    fn read_percents(&mut self, block: &Block<'_>, place: usize, column: &Column<'_>, bad: &mut Vec<Bad>) {
        let mut limits = Limits::default();
        for (row, cell) in block.cells(place).enumerate() {
            let (digits, points) = match trimmed(cell) {
                [digits @ .., b'%'] => (digits, true),
                digits => (digits, column.reading.percent_points),
            };
            if let Some((mantissa, decimals)) = plain_number(digits, word_of(digits)) {
                // A bare number beyond 1 is looked at again where nothing bounds it.
                let usual = points || TEN.get(usize::from(decimals)).is_some_and(|one| mantissa.unsigned_abs() <= one.unsigned_abs());
                let decimals = if points { decimals + 2 } else { decimals };
                if usual && self.push_plain(mantissa, decimals, column, &mut limits) {
                    continue;
                }
            }
            self.read_slowly(cell, row, column, bad);
        }
    }

    fn read_dates(&mut self, block: &Block<'_>, place: usize, column: &Column<'_>, bad: &mut Vec<Bad>) {
        let mut years = Years::default();
        for (row, cell) in block.cells(place).enumerate() {
            match (plain_date(trimmed(cell), &mut years), &mut self.data.values) {
                (Some(day), Values::Date(days)) => {
                    days.push(day);
                }
                (_, _) => self.read_slowly(cell, row, column, bad),
            }
        }
    }

    fn read_texts(&mut self, block: &Block<'_>, place: usize, column: &Column<'_>, texts: &mut TextPool, bad: &mut Vec<Bad>) {
        if self.memo.useless {
            // Texts that mostly differ: what the table of texts has for them is fetched for all rows at once.
            texts.prepare(block.cells(place).map(trimmed));
        }
        self.memo.prepare(block.words(place).map(trimmed_word));
        let Values::Text(ids) = &mut self.data.values else { return };
        let before = ids.len();
        for (cell, word) in block.words(place).map(trimmed_word) {
            ids.push(match self.memo.find(cell, word) {
                Found::Value(id) => TextId(id.cast_unsigned()),
                _ if cell.is_empty() => TextId(0),
                Found::Nothing(word) => {
                    let id = match std::str::from_utf8(cell) {
                        Ok(text) if text.is_ascii() => texts.intern(text),
                        Ok(text) => texts.intern(&cell::clean(text)),
                        Err(_) => TextId(0),
                    };
                    self.memo.keep(word, cell, id.0.cast_signed());
                    id
                }
            });
        }
        self.memo.adapt();
        // Blanks of other scripts are the empty text too.
        let read = ids.get(before..).unwrap_or_default();
        if let Some(allowed) = &column.allowed {
            let beyond = |id: &TextId| id.0 != 0 && !allowed.contains(id);
            bad.extend(read.iter().enumerate().filter(|(_, id)| beyond(id)).filter_map(|(row, id)| outside(row, *id, column, texts)));
        }
        if read.iter().any(|id| id.0 == 0) {
            let blanks = self.data.blanks.get_or_insert_with(|| Vec::with_capacity(ids.capacity()));
            blanks.resize(before, false);
            blanks.extend(read.iter().map(|id| id.0 == 0));
            if column.required {
                bad.extend(read.iter().enumerate().filter(|(_, id)| id.0 == 0).map(|(row, _)| (row, ("data-blank", Vec::new()))));
            }
        }
    }

    /// Periods, bools and whatever has bounds or a locale; periods and keys that are no texts are read once each.
    fn read_others(&mut self, block: &Block<'_>, place: usize, column: &Column<'_>, texts: &mut TextPool, bad: &mut Vec<Bad>) {
        for (row, cell) in block.cells(place).enumerate() {
            if !matches!(self.data.values, Values::Period(_) | Values::Text(_)) {
                self.read_slowly(cell, row, column, bad);
                continue;
            }
            let trimmed = trimmed(cell);
            match (self.memo.find(trimmed, word_of(trimmed)), &mut self.data.values) {
                (Found::Value(ordinal), Values::Period(ordinals)) => {
                    ordinals.push(ordinal);
                }
                (Found::Value(id), _) => self.push_text(row, TextId(id.cast_unsigned()), column, texts, bad),
                (Found::Nothing(word), Values::Period(_)) => {
                    let before = bad.len();
                    self.read_slowly(cell, row, column, bad);
                    if let (true, Values::Period(ordinals), false) = (bad.len() == before, &self.data.values, trimmed.is_empty()) {
                        let ordinal = ordinals.last().copied().unwrap_or(0);
                        self.memo.keep(word, trimmed, ordinal);
                    }
                }
                (Found::Nothing(word), _) => {
                    // A key that is no text is held as the text that stands for its value.
                    match cell::read(text_of(cell), column.held, column.reading) {
                        Ok(Cell::Blank) => self.push_blank(row, column, bad),
                        Ok(value) => {
                            let id = texts.intern(&canonical(&value, column.held, column.reading.calendar));
                            self.memo.keep(word, trimmed, id.0.cast_signed());
                            self.push_text(row, id, column, texts, bad);
                        }
                        Err(refusal) => {
                            bad.push((row, refusal));
                            self.push_nothing();
                        }
                    }
                }
            }
        }
        self.memo.adapt();
    }

    /// One cell with all that a person may write.
    fn read_slowly(&mut self, cell: &[u8], row: usize, column: &Column<'_>, bad: &mut Vec<Bad>) {
        if cell.is_empty() {
            return self.push_blank(row, column, bad);
        }
        let text = text_of(cell);
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
                self.push_nothing();
            }
        }
    }

    /// Adds blanks: the file lacks the column.
    pub(crate) fn push_blanks(&mut self, rows: usize) {
        (0..rows).for_each(|_| self.push_nothing());
    }

    fn push_blank(&mut self, row: usize, column: &Column<'_>, bad: &mut Vec<Bad>) {
        if column.required {
            bad.push((row, ("data-blank", Vec::new())));
        }
        self.push_nothing();
    }

    /// Adds a blank.
    fn push_nothing(&mut self) {
        match &mut self.data.values {
            Values::Number(Numbers::Narrow { mantissas, .. }) => mantissas.push(0),
            Values::Number(Numbers::Wide(values)) => values.push(Decimal::ZERO),
            Values::Text(values) => values.push(TextId(0)),
            Values::Bool(values) => values.push(false),
            Values::Date(values) | Values::Period(values) => values.push(0),
            Values::Payee(values) | Values::Row(values) => values.push(0),
        }
        let rows = self.len();
        let blanks = self.data.blanks.get_or_insert_default();
        blanks.resize(rows - 1, false);
        blanks.push(true);
    }

    #[inline(always)]
    fn push_text(&mut self, row: usize, id: TextId, column: &Column<'_>, texts: &TextPool, bad: &mut Vec<Bad>) {
        if let Some(allowed) = &column.allowed
            && !allowed.contains(&id)
        {
            bad.extend(outside(row, id, column, texts));
        }
        if let Values::Text(values) = &mut self.data.values {
            values.push(id);
        }
    }

    /// Adds the id of a text.
    pub(crate) fn push_id(&mut self, id: TextId) {
        if let Values::Text(values) = &mut self.data.values {
            values.push(id);
        }
    }

    /// Adds a cell; one of another kind (which reading by the column's type never gives) counts as blank. Texts are
    /// interned by the caller.
    pub(crate) fn push(&mut self, cell: &Cell) {
        match (&mut self.data.values, cell) {
            (Values::Number(numbers), Cell::Number(value)) => numbers.push(*value),
            (Values::Bool(values), Cell::Bool(value)) => values.push(*value),
            (Values::Date(values), Cell::Date(value)) | (Values::Period(values), Cell::Period(value)) => values.push(*value),
            (_, _) => self.push_nothing(),
        }
    }

    /// Adds a plain number if it fits the column as it is and lies within its bounds.
    #[inline(always)]
    fn push_plain(&mut self, mantissa: i64, decimals: u8, column: &Column<'_>, limits: &mut Limits) -> bool {
        let Values::Number(Numbers::Narrow { mantissas, scale }) = &mut self.data.values else { return false };
        let (mut mantissa, mut decimals) = (mantissa, decimals);
        while decimals > *scale && mantissa % 10 == 0 {
            (mantissa, decimals) = (mantissa / 10, decimals - 1);
        }
        let mantissa = if decimals == *scale {
            mantissa
        } else if let Some(mantissa) = TEN.get(usize::from(scale.wrapping_sub(decimals))).and_then(|factor| times(mantissa, *factor)) {
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
        true
    }
}

/// The refusal of a text that the bounds do not allow.
fn outside(row: usize, id: TextId, column: &Column<'_>, texts: &TextPool) -> Option<Bad> {
    let text = texts.get(id);
    let cell = Cell::Text(text.to_owned());
    Some((row, bounds::outside(column.held, column.bounds?, text, &cell, false, column.reading.calendar)))
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
            *self = Numbers::Wide((0..mantissas.len()).map(|row| self.get(row)).collect());
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
fn widen(mantissas: &mut Mantissas, scale: &mut u8, to: u32) -> bool {
    let Ok(wanted) = u8::try_from(to) else { return false };
    // Zeros have every scale.
    let all_zero = || (0..mantissas.len()).all(|row| mantissas.get(row) == 0);
    let factor = to.checked_sub(u32::from(*scale)).and_then(|by| 10i64.checked_pow(by));
    let fits = match factor {
        Some(factor) => mantissas.multiply(factor),
        None => all_zero(),
    };
    if fits {
        *scale = wanted;
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_the_least_that_holds_all_values() {
        let read = |texts: &[&str]| {
            let mut numbers = Numbers::Narrow { mantissas: Mantissas::default(), scale: 0 };
            texts.iter().for_each(|text| numbers.push(Decimal::parse_exact(text).unwrap()));
            numbers
        };
        assert!(matches!(read(&["1.50", "2.00", "-3"]), Numbers::Narrow { mantissas, scale: 1 } if mantissas.run(0..3) == [15, 20, -30]));
        assert!(matches!(read(&["9000000000000000000", "0.1"]), Numbers::Wide(_)));
        assert!(matches!(read(&["0.1", "9000000000000000000"]), Numbers::Wide(_)));
        assert!(matches!(read(&["0", "0.0000000000000000000001"]), Numbers::Narrow { scale: 22, .. }));
        assert!(matches!(read(&["0.0000000000000000000001", "0"]), Numbers::Narrow { scale: 22, .. }));
    }
}
