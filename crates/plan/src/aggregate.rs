//! Aggregates and their clauses (language.md, section 5).

use crate::ids::{ExprId, TableId};
use crate::table::TableTime;
use crate::{Operator, Uses};
use tiercel_value::Grain;

/// `SUM(body of … on … where … for … where … over … else …)`.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// Which function.
    pub function: AggregateFunction,
    /// What it ranges over.
    pub over: AggregateOver,
    /// What is aggregated; none for `COUNT(Deals where …)` and `COUNT(payees for …)`.
    pub body: Option<ExprId>,
    /// The n of LARGE and SMALL, the share of PERCENTILE; evaluated where the formula stands.
    pub argument: Option<ExprId>,
    /// Whose a row is, over rows.
    pub owner: OwnerSource,
    /// When a row counts, over rows.
    pub time: TimeSource,
    /// The row-condition (over cells: the cell-condition), whole. Evaluated with the row (cell) ranged over.
    pub condition: Option<ExprId>,
    /// The same condition cut into parts; `and` of all of them is the condition.
    pub correlation: Correlation,
    /// For whom; none where rows are not narrowed by payee (no payee role).
    pub people: Option<People>,
    /// The person-condition: the cell is (person ranged over, period of the row or cell ranged over).
    pub person_where: Option<ExprId>,
    /// When; none where rows are not narrowed by time.
    pub window: Option<Window>,
    /// The value for nothing.
    pub default: Option<ExprId>,
    /// What the aggregate as a whole depends on where it stands.
    pub uses: Uses,
}

/// Aggregate functions. Blanks of the body are skipped. Of nothing: SUM and COUNT 0, ANY false, EVERY true, the rest
/// `#N/A` or the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is the function of its name")]
pub enum AggregateFunction {
    Sum,
    Count,
    Average,
    Min,
    Max,
    CountUnique,
    Median,
    Large,
    Small,
    Percentile,
    First,
    Last,
    One,
    Any,
    Every,
}

/// What an aggregate ranges over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AggregateOver {
    /// The rows of a table.
    Rows(TableId),
    /// Cells at this grain: the finest of the lines that the body names, else the grain of the place.
    Cells(Grain),
    /// People who have a cell in the period (`COUNT(payees for reports)`).
    People,
    /// The rows of the group, in a `group by` block: the body names source columns.
    Group,
}

/// Whose a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerSource {
    /// The table has no payee role, or the aggregate ranges over cells.
    None,
    /// The table's `by`.
    Role,
    /// `of [Col]`: an expression of the ranged row.
    Of(ExprId),
}

/// When a row counts.
#[derive(Clone, Copy, Debug)]
pub enum TimeSource {
    /// The table has no time role, or the aggregate ranges over cells.
    None,
    /// The table's `on`, `in` or `from … to`.
    Role,
    /// `on [Col]`: a date or period expression of the ranged row.
    On(TableTime),
}

/// A row-condition cut into parts.
#[derive(Clone, Debug, Default)]
pub struct Correlation {
    /// Parts that depend on the ranged row and constants only.
    pub ranged: Vec<ExprId>,
    /// `ranged = here`: the left side depends on the ranged row only, the right side not on it.
    pub equalities: Vec<(ExprId, ExprId)>,
    /// `ranged op here`, with `<`, `<=`, `>` or `>=`, the ranged side first.
    pub range: Option<(ExprId, Operator, ExprId)>,
    /// Parts that depend on where the formula stands only.
    pub here: Vec<ExprId>,
    /// What is left (in a line only; in a column it is a compile error).
    pub rest: Vec<ExprId>,
}

/// For whom, relative to the payee of the cell.
#[derive(Clone, Debug)]
pub enum People {
    /// Oneself.
    Own,
    /// Direct reports.
    Reports,
    /// Everybody below.
    Team,
    /// The manager.
    Manager,
    /// All above, nearest first.
    Managers,
    /// From so many steps down to so many (none: to the leaves); reports are level 1.
    Levels(u32, Option<u32>),
    /// Those strictly between the person ranged over and the formula's payee (my payee).
    Between,
    /// Everyone, oneself included. Over rows: every row, whoever owns it, unless a person-condition follows.
    Everyone,
    /// Everyone with equal values of these columns of `payees`, oneself included.
    Same(Vec<u16>),
    /// One person, by an expression of type payee (`payee[Mentor]`); nobody if blank.
    Person(ExprId),
}

/// When, relative to the period of the cell (for a row: the period of its first day). "Periods" are of the grain of the
/// line where the formula stands.
#[derive(Clone, Copy, Debug)]
pub enum Window {
    /// This period.
    Period,
    /// The one period n back.
    Prior(u32),
    /// n periods, ending with this one.
    Last(u32),
    /// `MTD QTD HTD YTD`: from the start of the month … year up to this period's end.
    ToDateIn(Grain),
    /// All periods before this one; with a grain, those of this month … year.
    Earlier(Option<Grain>),
    /// Up to this period's end; for a row without a time every row.
    ToDate,
    /// `FULL MONTH|QUARTER|HALF|YEAR`: the whole of it (tables only).
    Full(Grain),
    /// `LAST YEAR`: the whole year before this one (tables only).
    LastYear,
    /// `a .. b` or one period twice: expressions of type date or period, both ends included.
    Between(ExprId, ExprId),
}
