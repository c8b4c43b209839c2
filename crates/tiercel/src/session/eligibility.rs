//! Why a row is not in a figure, or what it gives to it.

use super::{Refused, Session, one};
use crate::explanation::{Explanation, Namer};
use tiercel_engine::{Days, Fate, Obstacle, Results, Target, eligibility};
use tiercel_value::Period;

/// What one place of a formula makes of a row.
#[derive(Clone, Debug)]
pub struct Eligibility {
    /// The line whose formula it is.
    pub line: String,
    /// The period of that line's cell, as written.
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
    pub gives: Option<Explanation>,
    /// What keeps it out, all of it.
    pub obstacles: Vec<RowObstacle>,
}

/// What keeps a row out of an aggregate.
#[derive(Clone, Debug)]
pub enum RowObstacle {
    /// The line has a condition that does not hold.
    When(Explanation),
    /// The row is of somebody who is not asked: their key; none where it is nobody's.
    Owner(Option<String>),
    /// The row counts on other days.
    Days {
        /// The days of the row; none where it has no day.
        of_row: Option<Days>,
        /// The days that count; none where no day does.
        wanted: Option<Days>,
    },
    /// The `where` of the aggregate is not true for the row.
    Condition(Explanation),
    /// The condition on persons, as written, is not true for the row's owner.
    Person(String),
    /// A `from` clause, as written, makes no row of it: its `where` where that decides.
    Clause(String, Option<Explanation>),
}

impl Session {
    /// What the aggregates behind a cell make of a row: those of the line and of the lines that it reads for the same payee
    /// and period.
    ///
    /// # Errors
    /// Names that are not there; a target that is no cell.
    pub fn eligibility(&self, results: &Results<'_>, cell: Target, table: &str, key: &str) -> Result<Vec<Eligibility>, Refused> {
        let id = self.table(table)?;
        let row = results.find_row(id, key).ok_or_else(|| one("data-change-row", key, vec![("table", table.to_owned())]))?;
        let Target::Cell(line, payee, period) = cell else { return Ok(Vec::new()) };
        let found = eligibility(results, (line, payee, period), (id, row));
        Ok(found.iter().map(|one| self.worded(one)).collect())
    }

    fn worded(&self, from: &tiercel_engine::Eligibility) -> Eligibility {
        let namer = Namer::new(&self.plan, &self.tables);
        let name = |period: Period| self.tables.calendar(&self.plan).name(period);
        let (gives, obstacles) = match &from.fate {
            Fate::Taken(gives) => (gives.as_ref().map(|reason| namer.part(reason)), Vec::new()),
            Fate::LeftOut(obstacles) => (None, obstacles.iter().map(|obstacle| obstacle_of(obstacle, &namer)).collect()),
        };
        Eligibility {
            line: self.plan.line(from.line).name.clone(),
            period: name(from.period),
            formula: namer.text(from.span),
            table: self.plan.table(from.table).name.clone(),
            key: from.key.clone(),
            taken: matches!(from.fate, Fate::Taken(_)),
            gives,
            obstacles,
        }
    }
}

fn obstacle_of(from: &Obstacle, namer: &Namer<'_>) -> RowObstacle {
    match from {
        Obstacle::When(reason) => RowObstacle::When(namer.part(reason)),
        Obstacle::Owner(owner) => RowObstacle::Owner(owner.map(|owner| namer.payee(owner).to_owned())),
        Obstacle::Days { of_row, wanted } => RowObstacle::Days { of_row: *of_row, wanted: *wanted },
        Obstacle::Condition(reason) => RowObstacle::Condition(namer.part(reason)),
        Obstacle::Person(span) => RowObstacle::Person(namer.text(*span)),
        Obstacle::Clause(span, reason) => RowObstacle::Clause(namer.text(*span), reason.as_ref().map(|reason| namer.part(reason))),
    }
}
