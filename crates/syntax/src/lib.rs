//! Text of a plan to its tree: the pest grammar, diagnostics as data and their wording.
//!
//! A file is cut into declarations by its first columns, and each is parsed alone, so that a mistake stays in its own.
//! Parsing never fails as a whole: it gives what could be parsed and a list of [`Diagnostic`]s.

pub mod ast;
mod cut;
mod diagnostic;
mod messages;
mod parse;
mod slips;

pub use diagnostic::{Code, Diagnostic, Fix, Label, Severity};
pub use messages::{Language, Wording, codes, word, wording_of};
pub use parse::{GridCell, parse, parse_cell};
