//! Parquet files as blocks of cells.
//!
//! Columns are read through the typed column readers; their values become the texts that a person would type, so that one
//! place judges what a cell may hold. Only columns that are wanted are read.

use crate::block::{Block, ROWS};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::fmt::Write as _;
use tiercel_value::{Date, Decimal};

/// An open file.
pub(crate) struct Parquet {
    reader: SerializedFileReader<bytes::Bytes>,
    /// The names of the columns; nested ones are named by their path.
    pub(crate) heading: Vec<String>,
}

impl Parquet {
    pub(crate) fn open(bytes: &[u8]) -> Result<Parquet, String> {
        let reader = SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).map_err(|error| error.to_string())?;
        let columns = reader.metadata().file_metadata().schema_descr().columns();
        let heading = columns.iter().map(|column| column.path().string()).collect();
        Ok(Parquet { reader, heading })
    }

    /// Reads the columns at some places, block by block; the others stay blank.
    pub(crate) fn read(&self, wanted: &[usize], mut each: impl FnMut(&Block<'_>)) -> Result<(), String> {
        let descriptors = self.reader.metadata().file_metadata().schema_descr().columns();
        let formats: Vec<(usize, Format)> = wanted
            .iter()
            .filter_map(|place| Some((*place, descriptors.get(*place)?)))
            .map(|(place, column)| format_of(column).map(|format| (place, format)))
            .collect::<Result<_, String>>()?;
        let mut block = Block::default();
        let mut number = 1u32;
        for group in 0..self.reader.num_row_groups() {
            let group = self.reader.get_row_group(group).map_err(|error| error.to_string())?;
            let mut left = usize::try_from(group.metadata().num_rows()).map_err(|error| error.to_string())?;
            let mut columns = Vec::with_capacity(formats.len());
            for (place, format) in &formats {
                columns.push((*place, *format, group.get_column_reader(*place).map_err(|error| error.to_string())?));
            }
            while left > 0 {
                let rows = left.min(ROWS);
                let mut cells: Vec<(usize, Cells)> = Vec::with_capacity(columns.len());
                for (place, format, reader) in &mut columns {
                    cells.push((*place, Cells::read(reader, *format, rows)?));
                }
                block.clear(self.heading.len());
                for row in 0..rows {
                    let cell = |place: usize| cells.iter().find(|(known, _)| *known == place).map_or("", |(_, cells)| cells.get(row));
                    block.push_row(number, (0..self.heading.len()).map(cell));
                    number = number.saturating_add(1);
                }
                each(&block);
                left -= rows;
            }
        }
        Ok(())
    }
}

/// Heading and rows of a whole file, for small ones.
pub(crate) fn rows(bytes: &[u8]) -> Result<(Vec<String>, Vec<Vec<String>>), String> {
    let file = Parquet::open(bytes)?;
    let wanted: Vec<usize> = (0..file.heading.len()).collect();
    let mut rows = Vec::new();
    file.read(&wanted, |block| {
        rows.extend((0..block.rows).map(|row| (0..block.width).map(|place| block.cell(row, place).to_owned()).collect()));
    })?;
    Ok((file.heading, rows))
}

/// What the values of a column stand for.
#[derive(Clone, Copy, Debug)]
enum Format {
    Plain,
    /// An integer over this power of ten.
    Decimal(u32),
    /// Days since 1970.
    Date,
    /// Units of time since 1970: how many a second has, and whether they are of UTC.
    Moment(i64, bool),
    Text,
}

fn format_of(column: &ColumnDescriptor) -> Result<Format, String> {
    use parquet::basic::Type;
    let name = column.path().string();
    if column.max_rep_level() > 0 {
        return Err(format!("the column {name} holds lists"));
    }
    let scale = |scale: i32| u32::try_from(scale).map_err(|_| format!("the column {name} has a negative number of decimals"));
    match (column.logical_type_ref(), column.converted_type(), column.physical_type()) {
        (Some(LogicalType::Decimal(decimal)), _, _) => scale(decimal.scale).map(Format::Decimal),
        (None, ConvertedType::DECIMAL, _) => scale(column.type_scale()).map(Format::Decimal),
        (Some(LogicalType::Date), _, _) | (None, ConvertedType::DATE, _) => Ok(Format::Date),
        (Some(LogicalType::Timestamp(moment)), _, _) => {
            let second = match moment.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            };
            Ok(Format::Moment(second, moment.is_adjusted_to_u_t_c))
        }
        (None, ConvertedType::TIMESTAMP_MILLIS, _) => Ok(Format::Moment(1_000, true)),
        (None, ConvertedType::TIMESTAMP_MICROS, _) => Ok(Format::Moment(1_000_000, true)),
        (_, _, Type::FLOAT | Type::DOUBLE) => {
            Err(format!("the column {name} holds binary floating-point numbers, which are not exact; write it as DECIMAL or as an integer"))
        }
        (_, _, Type::INT96) => Err(format!("the column {name} holds times of an outdated kind; write it as DATE")),
        (_, _, Type::BYTE_ARRAY) => Ok(Format::Text),
        (_, _, Type::FIXED_LEN_BYTE_ARRAY) => Err(format!("the column {name} holds bytes that are neither text nor a number")),
        (_, _, Type::BOOLEAN | Type::INT32 | Type::INT64) => Ok(Format::Plain),
    }
}

/// The cells of one column of some rows.
#[derive(Default)]
struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(row).and_then(|end| self.text.get(start..*end)).unwrap_or("")
    }

    fn read(reader: &mut ColumnReader, format: Format, rows: usize) -> Result<Cells, String> {
        let mut cells = Cells::default();
        match reader {
            ColumnReader::BoolColumnReader(reader) => cells.fill(reader, rows, put),
            ColumnReader::Int32ColumnReader(reader) => cells.fill(reader, rows, |text, value| put_whole(text, i64::from(*value), format)),
            ColumnReader::Int64ColumnReader(reader) => cells.fill(reader, rows, |text, value| put_whole(text, *value, format)),
            ColumnReader::ByteArrayColumnReader(reader) => cells.fill(reader, rows, |text, value| put_bytes(text, value.data(), format)),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                cells.fill(reader, rows, |text, value| put_bytes(text, value.data(), format))
            }
            ColumnReader::FloatColumnReader(_) | ColumnReader::DoubleColumnReader(_) | ColumnReader::Int96ColumnReader(_) => {
                Err("floating-point numbers and outdated times are not read".to_owned())
            }
        }?;
        Ok(cells)
    }

    fn fill<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        rows: usize,
        put: impl Fn(&mut String, &T::T) -> Result<(), String>,
    ) -> Result<(), String> {
        let (mut levels, mut values): (Vec<i16>, Vec<T::T>) = (Vec::new(), Vec::new());
        while self.ends.len() < rows {
            levels.clear();
            values.clear();
            let wanted = rows - self.ends.len();
            let (records, _, _) = reader.read_records(wanted, Some(&mut levels), None, &mut values).map_err(|error| error.to_string())?;
            if records == 0 {
                return Err("a column ends before the others".to_owned());
            }
            // Levels come only where a value may be missing.
            let most = levels.iter().copied().max().unwrap_or(0);
            let all_there = levels.is_empty() || values.len() == records;
            let mut values = values.iter();
            for row in 0..records {
                let there = all_there || levels.get(row).is_some_and(|level| *level == most && most > 0);
                if there && let Some(value) = values.next() {
                    put(&mut self.text, value)?;
                }
                self.ends.push(self.text.len());
            }
        }
        Ok(())
    }
}

fn put(text: &mut String, value: &impl std::fmt::Display) -> Result<(), String> {
    write!(text, "{value}").map_err(|error| error.to_string())
}

fn put_whole(text: &mut String, value: i64, format: Format) -> Result<(), String> {
    match format {
        Format::Plain | Format::Text => put(text, &value),
        Format::Decimal(scale) => put_decimal(text, i128::from(value), scale),
        Format::Date => match i32::try_from(value).ok().map(Date).filter(|date| (Date::FIRST..=Date::LAST).contains(date)) {
            Some(date) => put(text, &date),
            None => put(text, &format_args!("day {value}")),
        },
        Format::Moment(second, utc) => {
            let (days, rest) = (value.div_euclid(second * 86_400), value.rem_euclid(second * 86_400));
            put_whole(text, days, Format::Date)?;
            if rest != 0 || utc {
                let seconds = rest / second;
                let zone = if utc { "Z" } else { "" };
                put(text, &format_args!("T{:02}:{:02}:{:02}{zone}", seconds / 3600, seconds / 60 % 60, seconds % 60))?;
            }
            Ok(())
        }
    }
}

fn put_bytes(text: &mut String, bytes: &[u8], format: Format) -> Result<(), String> {
    let Format::Decimal(scale) = format else {
        text.push_str(std::str::from_utf8(bytes).map_err(|_| "a text is not UTF-8".to_owned())?);
        return Ok(());
    };
    // Two's complement, the highest byte first.
    let negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
    let start: i128 = if negative { -1 } else { 0 };
    let value = bytes.iter().try_fold(start, |value, byte| value.checked_mul(256)?.checked_add(i128::from(*byte)));
    put_decimal(text, value.ok_or_else(|| "a number is too big".to_owned())?, scale)
}

fn put_decimal(text: &mut String, mantissa: i128, scale: u32) -> Result<(), String> {
    match Decimal::from_parts(mantissa, scale) {
        Ok(value) => put(text, &value),
        // More digits than a number holds: the cell is refused with them.
        Err(_) => put(text, &format_args!("{mantissa}.{}", "0".repeat(scale as usize))),
    }
}
