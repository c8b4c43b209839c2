//! Everything that analysis has to say: one function per diagnostic, by what it is about. The wording stands in the message
//! catalogues of the syntax crate.

mod aggregates;
mod declarations;
mod functions;
mod header;
mod names;
mod tables;
mod types;

pub(crate) use aggregates::*;
pub(crate) use declarations::*;
pub(crate) use functions::*;
pub(crate) use header::*;
pub(crate) use names::*;
pub(crate) use tables::*;
pub(crate) use types::*;

use tiercel_plan::Span;
use tiercel_syntax::Diagnostic;

/// The nearest name as the end of a message.
fn did_you_mean(near: Option<String>) -> String {
    near.map(|near| format!("; `{near}`?")).unwrap_or_default()
}

/// A diagnostic with the nearest name as its fix.
fn with_nearest(diagnostic: Diagnostic, span: Span, near: Option<String>) -> Diagnostic {
    match near {
        Some(near) => diagnostic.arg("near", did_you_mean(Some(near.clone()))).fix(span, near),
        None => diagnostic.arg("near", ""),
    }
}

/// How a formula with a function of Excel is written here, where the one at hand can't be rewritten.
fn example_of(function: &str) -> &'static str {
    match function {
        "COUNTIFS" | "COUNTIF" => "COUNT(Deals where Deals[Product] = \"Cloud\")",
        "VLOOKUP" | "HLOOKUP" | "XLOOKUP" | "INDEX" => "LOOKUP(key, Products[Rate] else 0)",
        "IFERROR" => "DIVIDE(a, b, 0)",
        "SUMPRODUCT" => "SUM(Deals[Amount] * Deals[Rate])",
        _ => "SUM(Deals[Amount] where Deals[Product] = \"Cloud\")",
    }
}
