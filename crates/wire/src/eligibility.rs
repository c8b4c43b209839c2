//! What a figure makes of a row, as JSON.

use crate::explanation::{ExplanationNode, explanation_node};
use serde::Serialize;
use tiercel::{Days, Eligibility, RowObstacle};

/// What one place of a formula makes of a row.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EligibilityEntry {
    /// The line whose formula it is.
    pub line: String,
    /// The period of that line's cell.
    pub period: String,
    /// The aggregate; the line's condition where that one does not hold.
    pub formula: String,
    /// The table that is ranged over: the row's own, or one that is derived from it.
    pub table: String,
    /// The key of the row of that table; none where the row makes none there.
    pub key: Option<String>,
    /// Whether it is taken.
    pub taken: bool,
    /// What it gives, where it is taken; none where rows are only counted.
    pub gives: Option<ExplanationNode>,
    /// What keeps it out, all of it.
    pub obstacles: Vec<ObstacleMessage>,
}

/// What keeps a row out of an aggregate.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum ObstacleMessage {
    /// The line has a condition that does not hold.
    When {
        /// The condition with its values.
        condition: ExplanationNode,
    },
    /// The row is of somebody who is not asked.
    Owner {
        /// Their key; none where it is nobody's.
        owner: Option<String>,
    },
    /// The row counts on other days.
    Days {
        /// The days of the row; none where it has no day.
        row: Option<DaySpan>,
        /// The days that count; none where no day does.
        wanted: Option<DaySpan>,
    },
    /// The `where` of the aggregate is not true for the row.
    Condition {
        /// The condition with its values.
        condition: ExplanationNode,
    },
    /// The condition on persons is not true for the row's owner.
    Person {
        /// As it is written.
        text: String,
    },
    /// A `from` clause makes no row of it.
    Clause {
        /// As it is written.
        text: String,
        /// Its `where`, where that decides.
        condition: Option<ExplanationNode>,
    },
}

/// A first and a last day; none where that end is open.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DaySpan {
    /// The first day.
    pub first: Option<String>,
    /// The last day.
    pub last: Option<String>,
}

/// What a figure makes of a row.
pub fn eligibility_entries(from: &[Eligibility]) -> Vec<EligibilityEntry> {
    from.iter().map(entry).collect()
}

fn entry(from: &Eligibility) -> EligibilityEntry {
    EligibilityEntry {
        line: from.line.clone(),
        period: from.period.clone(),
        formula: from.formula.clone(),
        table: from.table.clone(),
        key: from.key.clone(),
        taken: from.taken,
        gives: from.gives.as_ref().map(explanation_node),
        obstacles: from.obstacles.iter().map(obstacle).collect(),
    }
}

fn obstacle(from: &RowObstacle) -> ObstacleMessage {
    match from {
        RowObstacle::When(condition) => ObstacleMessage::When { condition: explanation_node(condition) },
        RowObstacle::Owner(owner) => ObstacleMessage::Owner { owner: owner.clone() },
        RowObstacle::Days { of_row, wanted } => ObstacleMessage::Days { row: of_row.map(days), wanted: wanted.map(days) },
        RowObstacle::Condition(condition) => ObstacleMessage::Condition { condition: explanation_node(condition) },
        RowObstacle::Person(text) => ObstacleMessage::Person { text: text.clone() },
        RowObstacle::Clause(text, condition) => {
            ObstacleMessage::Clause { text: text.clone(), condition: condition.as_ref().map(explanation_node) }
        }
    }
}

fn days(from: Days) -> DaySpan {
    DaySpan { first: from.first.map(|day| day.to_string()), last: from.last.map(|day| day.to_string()) }
}
