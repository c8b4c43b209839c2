//! Bytes to typed columns with row and column positions.
//!
//! [`columns`] is what every evaluator reads: typed columns, references resolved to row numbers, texts interned. The
//! readers make them from files and refuse what does not fit, every bad cell with file, row, column, what was found and
//! what was expected.

pub mod columns;
mod mantissas;
mod texts;

mod load;
mod read;

mod block;
mod bytes;
mod cut;

#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "xlsx")]
mod xlsx;

mod bounds;
mod builder;
mod cell;
mod locale;
mod memo;
mod plain;

mod calendar;
mod keys;
mod people;

mod change;
mod edit;
mod slice;

mod given;

mod problem;

pub use cell::clean;
pub use change::RowChange;
pub use columns::{
    CalendarRow, ColumnData, History, HistoryEntry, Note, Numbers, Params, Payees, SourcePart, SourceRows, TableData, Tables, Values,
};
pub use edit::refusal;
pub use given::{load_example, load_history, parse_params, rows_of};
pub use keys::join_key;
pub use load::{Content, Input, LoadOptions, load};
pub use locale::Locale;
pub use mantissas::Mantissas;
pub use problem::{Problem, Problems};
pub use slice::{HeldCell, HeldValue, STAND_INS, SealedTotal, SliceFacts, load_slice};
pub use texts::{TextId, TextPool};
#[cfg(feature = "xlsx")]
pub use xlsx::{Sheet, xlsx_sheets};
