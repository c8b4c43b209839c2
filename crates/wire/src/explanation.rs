//! Explanations as JSON, format 1.

use serde::Serialize;
use tiercel::Explanation;

/// A part of an explanation.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ExplanationNode {
    /// What it is: `line`, `column`, `input`, `slice` ….
    pub kind: &'static str,
    /// Its name, or the part of the plan's text.
    pub label: String,
    /// The formula with values put in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub with_values: Option<String>,
    /// Its value as a person reads it; none for what was not evaluated.
    pub value: Option<String>,
    /// The currency of an amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub currency: Option<String>,
    /// The file of an input cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub file: Option<String>,
    /// The row of an input cell in its file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub row: Option<u32>,
    /// What it comes from.
    pub children: Vec<ExplanationNode>,
    /// How many parts are left out.
    pub more: usize,
}

/// An explanation in the JSON shape.
pub fn explanation_node(from: &Explanation) -> ExplanationNode {
    let (file, row) = from.source.clone().unzip();
    ExplanationNode {
        kind: from.kind,
        label: from.label.clone(),
        with_values: from.with_values.clone(),
        value: from.value.as_ref().map(|value| value.text.clone()),
        currency: from.value.as_ref().and_then(|value| value.currency.clone()),
        file,
        row,
        children: from.children.iter().map(explanation_node).collect(),
        more: from.more,
    }
}
