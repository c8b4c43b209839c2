//! Curves and searches: what a page sends and what it gets.

use crate::ProblemMessage;
use crate::session::refused;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tiercel::{Aim, Curve, Language, Moving, Reached, Session, Solution, Sweep};

/// What an input is put into. Values are texts as a data file has them.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum MovingMessage {
    /// One more row, whose column is the input.
    AddRow {
        /// The table.
        table: String,
        /// The key of a row whose values the new one has where `values` says nothing.
        #[serde(default)]
        like: Option<String>,
        /// Values by column.
        values: BTreeMap<String, String>,
        /// The column that is the input.
        column: String,
    },
    /// A row whose column is the input.
    EditRow {
        /// The table.
        table: String,
        /// The row's key.
        key: String,
        /// The column that is the input.
        column: String,
    },
    /// Rows whose column is what it was times the input.
    ScaleRows {
        /// The table.
        table: String,
        /// The rows' keys.
        keys: Vec<String>,
        /// The column that is scaled.
        column: String,
    },
    /// A param that is the input.
    SetParam {
        /// Its name.
        name: String,
    },
}

/// The amount that follows the input.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AimMessage {
    /// The payee's key.
    pub payee: String,
    /// The period; the cells of a line in a longer one are added up.
    pub period: String,
    /// The line; none: all that is payable.
    #[serde(default)]
    pub line: Option<String>,
}

/// One input that moves, and the amount that is looked at.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SweepMessage {
    /// What the input is put into; all of it at once.
    pub change: Vec<MovingMessage>,
    /// The amount.
    pub target: AimMessage,
    /// The first input.
    #[serde(default)]
    pub from: Option<String>,
    /// The last input.
    #[serde(default)]
    pub to: Option<String>,
    /// How far two inputs stand apart.
    #[serde(default)]
    pub step: Option<String>,
    /// How often the plan may be evaluated.
    #[serde(default)]
    pub evaluations: Option<u32>,
    /// For a search: the value that is to be reached.
    #[serde(default)]
    pub value: Option<String>,
}

/// How an amount follows an input.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CurveResult {
    /// The first input, every one where slope or value changes, and the last.
    pub points: Vec<CurvePointResult>,
    /// The currency's code; empty for what is no amount.
    pub currency: String,
    /// How far two inputs stand apart.
    pub step: String,
    /// Changes of the value below this count as none: `0` unless the formulas round themselves.
    pub within: String,
    /// Whether the plan was evaluated at every input, so that nothing is missed.
    pub certain: bool,
    /// Whether inputs behind the last point were not looked at, because the plan may not be evaluated more often.
    pub more: bool,
    /// How often the plan was evaluated.
    pub evaluations: usize,
}

/// A point of a curve.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CurvePointResult {
    /// The input.
    pub input: String,
    /// Canonical text of the value there; an error's code; empty where there is no cell.
    pub value: String,
    /// The value one step before, if it jumps here.
    pub below: Option<String>,
    /// What one more of the input gives from here on; none at the last point, in an error, and on a single input between jumps.
    pub slope: Option<String>,
}

/// An input, and the amount there.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InputResult {
    /// The input.
    pub input: String,
    /// Canonical text of the amount.
    pub value: String,
}

/// What a search came to.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SolutionResult {
    /// The least input that reaches the value; none: no input that was looked at does.
    pub reached: Option<ReachedResult>,
    /// Where the amount is highest among the inputs that were looked at.
    pub highest: Option<InputResult>,
    /// The first input.
    pub from: String,
    /// The last input of the range that was looked at.
    pub to: String,
    /// The currency's code; empty for what is no amount.
    pub currency: String,
    /// How far two inputs stand apart.
    pub step: String,
    /// Whether the amount falls somewhere: a larger input then does not always give more.
    pub falls: bool,
    /// Whether the plan was evaluated at every input, so that the answer is the least one for certain.
    pub certain: bool,
    /// Whether a part of the range was not looked at, because the plan may not be evaluated more often.
    pub more: bool,
    /// How often the plan was evaluated.
    pub evaluations: usize,
}

/// An input that reaches a value.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ReachedResult {
    /// The input.
    pub input: String,
    /// Canonical text of the amount there.
    pub value: String,
    /// Whether it is the very value that was asked for.
    pub exact: bool,
    /// The input one step before, and the amount there; none at the first input.
    pub below: Option<InputResult>,
    /// Whether the amount jumps over the value here.
    pub jumps: bool,
}

impl From<MovingMessage> for Moving {
    fn from(message: MovingMessage) -> Moving {
        match message {
            MovingMessage::AddRow { table, like, values, column } => {
                Moving::AddRow { table, like, values: values.into_iter().collect(), column }
            }
            MovingMessage::EditRow { table, key, column } => Moving::EditRow { table, key, column },
            MovingMessage::ScaleRows { table, keys, column } => Moving::ScaleRows { table, keys, column },
            MovingMessage::SetParam { name } => Moving::SetParam { name },
        }
    }
}

impl From<SweepMessage> for Sweep {
    fn from(message: SweepMessage) -> Sweep {
        let AimMessage { payee, period, line } = message.target;
        Sweep {
            moving: message.change.into_iter().map(Moving::from).collect(),
            aim: Aim { payee, period, line },
            from: message.from,
            to: message.to,
            step: message.step,
            evaluations: message.evaluations.map(|count| count as usize),
        }
    }
}

/// How an amount follows an input.
///
/// # Errors
/// What was refused, in a language.
pub fn curve_result(session: &Session, message: SweepMessage, language: Language) -> Result<CurveResult, Vec<ProblemMessage>> {
    let Curve { points, currency, step, within, certain, more, evaluations } =
        session.curve(&message.into()).map_err(|found| refused(&found, language))?;
    let point =
        |point: tiercel::CurvePoint| CurvePointResult { input: point.input, value: point.value, below: point.below, slope: point.slope };
    Ok(CurveResult { points: points.into_iter().map(point).collect(), currency, step, within, certain, more, evaluations })
}

/// The least input at which an amount is a value or more.
///
/// # Errors
/// What was refused, in a language.
pub fn solution_result(session: &Session, message: SweepMessage, language: Language) -> Result<SolutionResult, Vec<ProblemMessage>> {
    let value = message.value.clone().unwrap_or_default();
    let Solution { reached, highest, range: (from, to), currency, step, falls, certain, more, evaluations } =
        session.solve(&message.into(), &value).map_err(|found| refused(&found, language))?;
    let place = |(input, value)| InputResult { input, value };
    let reached =
        reached.map(|Reached { input, value, exact, below, jumps }| ReachedResult { input, value, exact, below: below.map(place), jumps });
    Ok(SolutionResult { reached, highest: highest.map(place), from, to, currency, step, falls, certain, more, evaluations })
}
