//! Bytes to typed columns with row and column positions.
//!
//! [`columns`] is what every evaluator reads: typed columns, references resolved to row numbers, texts interned. The
//! readers make them from files and refuse what does not fit, every bad cell with file, row, column, what was found and
//! what was expected.

pub mod columns;

pub use columns::{CalendarRow, ColumnData, History, HistoryEntry, Note, Numbers, Params, Payees, SourceRows, TableData, Tables, TextId, TextPool, Values};
