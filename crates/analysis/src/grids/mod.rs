//! Bodies of tiers, matrices and decision tables: what stands between the bars, and what can be proved of it.
//!
//! Analysis registers the names and calls these once the currencies in use are known. A part comes back whole or not at
//! all; what is wrong stands in the diagnostics. Units: a column of bare numbers is [`GridType::Open`], and its unit is
//! found from its uses in the whole plan; a column with one percent in it (`4%`) is `Known(Percent)`, one with money in it
//! `Known(Money)`, bare numbers beside them take that type. A heading may pin it (`Price USD`, `Rate percent`, `Factor number`).

mod cells;
mod matrix;
mod prove;
mod rates;
mod regions;
mod tiers;

pub(crate) use cells::literal;
pub(crate) use matrix::matrix;
pub(crate) use prove::prove_rates;
pub(crate) use rates::rates;
pub(crate) use tiers::tiers;

use tiercel_plan::{Bounds, MatrixBody, RateRow, Span, TierBody, Type};
use tiercel_value::{Set, UnitId, UnitTable};

/// What cells are read by.
pub(crate) struct GridContext<'a> {
    /// All currencies and the plans' own units.
    pub(crate) currencies: &'a UnitTable,
    /// Those that a heading may pin: in use in the plan.
    pub(crate) in_use: &'a Set<UnitId>,
    /// The month in which the plan's fiscal year begins.
    pub(crate) year_from: u8,
}

/// The type of a column of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GridType {
    /// Pinned, or told by its cells. Text may turn out to be keys of payees or of a table, by what it is compared with.
    Known(Type),
    /// Bare numbers: the unit comes from the uses.
    Open,
    /// Only `any` and `other`: it takes what it is compared with.
    Any,
}

/// A heading and the type of what stands below it.
#[derive(Clone, Debug)]
pub(crate) struct GridColumn {
    /// The name, without a pinned unit and without `->`.
    pub(crate) name: String,
    /// The type.
    pub(crate) ty: GridType,
    /// The heading's place.
    pub(crate) span: Span,
}

/// `tiers`.
pub(crate) struct TiersPart {
    /// The first column.
    pub(crate) threshold: GridColumn,
    /// The others.
    pub(crate) outputs: Vec<GridColumn>,
    /// The rows; bounds strictly rise.
    pub(crate) body: TierBody,
}

/// `matrix`.
pub(crate) struct MatrixPart {
    /// The types of the thresholds: row, column; named by the axes.
    pub(crate) axes: [GridColumn; 2],
    /// The type of the grid.
    pub(crate) output: GridColumn,
    /// The grid.
    pub(crate) body: MatrixBody,
}

/// `rates`.
pub(crate) struct RatesPart {
    /// The conditions.
    pub(crate) conditions: Vec<GridColumn>,
    /// The outputs.
    pub(crate) outputs: Vec<GridColumn>,
    /// The rows.
    pub(crate) rows: Vec<RateRow>,
}

/// Which values a condition column may meet, from all calls of the decision table.
#[derive(Clone, Debug)]
pub(crate) enum Domain {
    /// Any value of the type.
    All,
    /// Only these: every call's argument is a column with bounds, and this is their union.
    Within(Vec<Bounds>),
}
