//! Tiers, matrices, decision tables, and ladders that come as data (language.md, section 4).

use crate::declaration::Dated;
use crate::ids::{ExprId, MatrixId, TableId, TiersId, UnitNo};
use crate::plan::Span;
use crate::types::{Type, Value};
use crate::{Correlation, People, Window};
use tiercel_value::Decimal;

/// `tiers Name { … }`.
#[derive(Clone, Debug)]
pub struct Tiers {
    /// Its name.
    pub name: String,
    /// The comment above it.
    pub doc: String,
    /// The plan that declares it.
    pub unit: UnitNo,
    /// The wording of the first heading.
    pub threshold: String,
    /// The unit of the thresholds.
    pub threshold_type: Type,
    /// The outputs.
    pub outputs: Vec<OutputColumn>,
    /// The bodies by the day from which they hold.
    pub versions: Vec<Dated<TierBody>>,
    /// Where it is declared.
    pub span: Span,
}

/// A named output and its type.
#[derive(Clone, Debug)]
pub struct OutputColumn {
    /// The name in the heading, without a pinned unit.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

/// The rows of one version, bounds strictly rising.
#[derive(Clone, Debug)]
pub struct TierBody {
    /// The rows.
    pub rows: Vec<TierRow>,
}

/// One row of tiers.
#[derive(Clone, Debug)]
pub struct TierRow {
    /// The lower bound.
    pub bound: Bound,
    /// One value per output.
    pub outputs: Vec<Value>,
    /// Where it stands.
    pub span: Span,
}

/// A lower bound. A row reaches up to the next row's bound, which belongs to that row (`At`) or to this one (`Above`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// `any`: open downward, counted from 0.
    Any,
    /// From the bound on.
    At(Decimal),
    /// Above the bound.
    Above(Decimal),
}

/// `matrix Name (row, column) { … }`.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// Its name.
    pub name: String,
    /// The comment above it.
    pub doc: String,
    /// The plan that declares it.
    pub unit: UnitNo,
    /// What the two thresholds are called, and their types: row, column.
    pub axes: [(String, Type); 2],
    /// The type of the grid.
    pub output: Type,
    /// The bodies by the day from which they hold.
    pub versions: Vec<Dated<MatrixBody>>,
    /// Where it is declared.
    pub span: Span,
}

/// The grid of one version.
#[derive(Clone, Debug)]
pub struct MatrixBody {
    /// The rows' bounds, rising.
    pub rows: Vec<Bound>,
    /// The columns' bounds, rising.
    pub columns: Vec<Bound>,
    /// Row by row.
    pub cells: Vec<Vec<Value>>,
}

/// `rates Name { … }`: a decision table.
#[derive(Clone, Debug)]
pub struct Rates {
    /// Its name.
    pub name: String,
    /// The comment above it.
    pub doc: String,
    /// The plan that declares it.
    pub unit: UnitNo,
    /// The headings and types of the conditions.
    pub conditions: Vec<OutputColumn>,
    /// The outputs.
    pub outputs: Vec<OutputColumn>,
    /// `first`: the first match wins. Otherwise rows are proven not to overlap.
    pub first: bool,
    /// The rows by the day from which they hold.
    pub versions: Vec<Dated<Vec<RateRow>>>,
    /// Where it is declared.
    pub span: Span,
}

/// One row of a decision table.
#[derive(Clone, Debug)]
pub struct RateRow {
    /// One per condition.
    pub cells: Vec<RateCell>,
    /// One per output.
    pub outputs: Vec<Value>,
    /// Where it stands.
    pub span: Span,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RateCell {
    /// Matches everything, blank included.
    Any,
    /// Matches what no other row of this column names as a value.
    Other,
    /// Matches one of these values.
    Values(Vec<Value>),
    /// Lower and upper bound, each with whether it is included.
    Range(Option<(Value, bool)>, Option<(Value, bool)>),
}

/// A use of tiers, of a matrix, or of a ladder that comes as data.
#[derive(Clone, Debug)]
pub struct TierUse {
    /// What is done.
    pub ladder: Ladder,
    /// What is looked up or sliced.
    pub x: ExprId,
    /// `MARGINAL(x, T, base)`: the bounds are shares of it.
    pub base: Option<ExprId>,
    /// `else`: instead of the error of a base that is 0 or negative; for a ladder from data also of no row.
    pub default: Option<ExprId>,
}

/// Which tier function over which ladder.
#[derive(Clone, Debug)]
pub enum Ladder {
    /// `TIER(x, T[Output])`.
    Tier(LadderRows),
    /// `MARGINAL`.
    Marginal(LadderRows),
    /// `INTERPOLATE`.
    Interpolate(LadderRows),
    /// `SLICE(x, T, n)`: the part of x in the n-th row (from 1).
    SlicePart(LadderRows, u32),
    /// `SLICE(x, T[Rate], n)`: what that part yields.
    SliceYield(LadderRows, u32),
    /// `REACHED`.
    Reached(LadderRows),
    /// `TIER(x, y, M)`; y is the second threshold.
    Matrix(MatrixRows, ExprId),
}

/// Where the rows of a ladder come from.
#[derive(Clone, Debug)]
pub enum LadderRows {
    /// Declared tiers and the index of the output.
    Declared(TiersId, u16),
    /// Rows of a table, sorted by bound.
    Data {
        /// The table.
        table: TableId,
        /// The bound, of the ranged row.
        bound: ExprId,
        /// `> T[Above]`: bounds are exclusive.
        exclusive: bool,
        /// The output, of the ranged row; none for the part of a SLICE.
        output: Option<ExprId>,
        /// Which rows: condition, people and window as of an aggregate.
        selection: Box<Selection>,
    },
}

/// Which rows of a table.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The condition, whole.
    pub condition: Option<ExprId>,
    /// The condition cut into parts.
    pub correlation: Correlation,
    /// For whom.
    pub people: Option<People>,
    /// When.
    pub window: Option<Window>,
}

/// Where a matrix comes from.
#[derive(Clone, Debug)]
pub enum MatrixRows {
    /// A declared one.
    Declared(MatrixId),
    /// Rows of a table: bounds and value of the ranged row.
    Data {
        /// The table.
        table: TableId,
        /// The row bound.
        row: ExprId,
        /// The column bound.
        column: ExprId,
        /// The value.
        value: ExprId,
        /// `> G[Row]`, `> G[Column]`: the row's, the column's bounds are exclusive.
        exclusive: [bool; 2],
        /// Which rows.
        selection: Box<Selection>,
    },
}
