//! Results as Parquet: the same tables as the CSV files, every column a text. A value may be an error, a date or a number of up to 28
//! digits of which up to 28 are decimals, which no DECIMAL of Parquet holds; as canonical text it keeps every digit, and a reader casts
//! what it wants (`CAST(Value AS DECIMAL(38, 20))`).

use anyhow::{Context, Result};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fmt::Write;
use std::sync::Arc;

/// Rows that are written together.
const GROUP: usize = 1 << 20;

/// A table of texts as a file. The same rows give the same bytes.
///
/// # Errors
/// None but those of the library.
pub(crate) fn file<const N: usize>(heading: [&str; N], rows: &[[&String; N]]) -> Result<Vec<u8>> {
    let mut schema = String::from("message results {");
    for name in heading {
        // Writing to a string can't fail.
        let _ = write!(schema, " REQUIRED BYTE_ARRAY {name} (STRING);");
    }
    schema.push_str(" }");
    let properties = WriterProperties::builder()
        .set_created_by(concat!("tiercel version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(parse_message_type(&schema)?), Arc::new(properties))?;
    for group in rows.chunks(GROUP) {
        let mut columns = writer.next_row_group()?;
        for place in 0..N {
            let mut column = columns.next_column()?.context("a column too few")?;
            let values: Vec<ByteArray> = group.iter().filter_map(|row| Some(ByteArray::from(row.get(place)?.as_str()))).collect();
            column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
            column.close()?;
        }
        columns.close()?;
    }
    Ok(writer.into_inner()?)
}
