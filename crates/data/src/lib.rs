//! Bytes to typed columns with row and column positions.
//!
//! [`columns`] is what every evaluator reads: typed columns, references resolved to row numbers, texts interned. The
//! readers make them from files and refuse what does not fit, every bad cell with file, row, column, what was found and
//! what was expected.

mod builder;
mod bytes;
mod calendar;
mod cell;
pub mod columns;
mod given;
mod keys;
mod load;
mod people;
mod problem;
mod read;

pub use cell::Locale;
pub use columns::{
    CalendarRow, ColumnData, History, HistoryEntry, Note, Numbers, Params, Payees, SourceRows, TableData, Tables, TextId, TextPool, Values,
};
pub use given::{load_example, load_history, parse_params};
pub use keys::join_key;
pub use load::{Content, Input, LoadOptions, load};
pub use problem::{Problem, Problems};
