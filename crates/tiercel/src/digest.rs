//! SHA-256 digests of what went into a run and what came out.

use sha2::{Digest, Sha256};
use std::fmt::Write;
use tiercel_data::{History, Params, Tables};
use tiercel_engine::Results;
use tiercel_plan::{Plan, Value};
use tiercel_value::order;

/// The digests of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digests {
    /// Of the plans' texts.
    pub plan: String,
    /// Of the params set for the run.
    pub params: String,
    /// Of the given results of closed periods.
    pub history: String,
    /// Of the results.
    pub results: String,
}

/// SHA-256 in hexadecimal.
///
/// ```
/// assert!(tiercel::sha256(b"").starts_with("e3b0c442"));
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The digest of the plans' texts with their names.
pub fn plan_digest(plan: &Plan) -> String {
    let mut sources: Vec<String> = plan.sources.iter().map(|(name, text)| format!("{name}\n{}\n", sha256(text.as_bytes()))).collect();
    order::sort(&mut sources);
    sha256(sources.concat().as_bytes())
}

/// The digest of the plans' texts alone, in their order: the same wherever the files lie.
pub(crate) fn texts_digest(plan: &Plan) -> String {
    let texts: Vec<String> = plan.sources.iter().map(|(_, text)| sha256(text.as_bytes())).collect();
    sha256(texts.concat().as_bytes())
}

/// The digests of a run; those of data files are of their bytes and made where the files are read.
pub fn digests(plan: &Plan, tables: &Tables, params: &Params, history: &History, results: &Results<'_>) -> Digests {
    let mut set: Vec<String> =
        params.values.iter().map(|(id, value)| format!("{}\t{}\n", plan.param(*id).name, value_text(value))).collect();
    order::sort(&mut set);
    let calendar = tables.calendar(plan);
    let mut given: Vec<String> = history
        .entries
        .iter()
        .map(|entry| {
            let payee = tables.payees.keys.get(entry.payee as usize).map_or("", |key| tables.texts.get(*key));
            format!("{payee}\t{}\t{}\t{}\n", calendar.name(entry.period), plan.line(entry.line).name, entry.value)
        })
        .collect();
    order::sort(&mut given);
    Digests {
        plan: plan_digest(plan),
        params: sha256(set.concat().as_bytes()),
        history: sha256(given.concat().as_bytes()),
        results: results.digest(),
    }
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bool(value) => value.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Period(period) => tiercel_value::Calendar::default().name(*period),
        Value::Blank => String::new(),
    }
}
