//! Text of a plan to its tree: the pest grammar, diagnostics as data and their wording.
//!
//! A file is cut into declarations by its first columns, and each is parsed alone, so that a mistake stays in its own.
//! Parsing never fails as a whole: it gives what could be parsed and a list of [`Diagnostic`]s.

pub mod ast;
mod cut;
mod diagnostic;
mod format;
mod functions;
mod lex;
mod messages;
mod parse;
mod slips;
mod words;

pub use cut::{Piece, pieces};
pub use diagnostic::{Code, Diagnostic, Fix, Label, Severity};
pub use format::format;
pub use functions::{FunctionHelp, function_help};
pub use lex::{Lexeme, LexemeKind, cells, column_name, is_currency, is_name, is_reserved, lexemes};
pub use messages::{Language, Wording, codes, word, wording_of};
pub use parse::{GridCell, nfc, parse, parse_cell};
pub use words::{built_in, functions};
