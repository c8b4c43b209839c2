//! The plan as a whole.

use crate::ids::{AggregateId, ExprId, LineId, MatrixId, ParamId, RatesId, TableId, TiersId, UnitNo};
use crate::{Aggregate, Example, Expr, Line, Matrix, NodeFacts, Param, Rates, Step, Table, Tiers, Unit};
use tiercel_value::{Grain, UnitTable};

/// A stretch of source text: byte offsets into one of the files that were analysed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which file.
    pub file: u16,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// Periods and years of the run; all its plans agree on them.
#[derive(Clone, Debug)]
pub struct Time {
    /// `period month`; `Grain::Custom` for `period calendar`.
    pub grain: Grain,
    /// `year from April`: the first month of the fiscal year, 1 to 12.
    pub year_from: u8,
    /// `week from Sunday`.
    pub week_from_sunday: bool,
    /// The `calendar` table for `period calendar`; its rows give the periods when data is loaded.
    pub calendar: Option<TableId>,
}

/// A checked plan, or several checked together. It holds everything an evaluator needs.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The plans of the run, in the order given.
    pub units: Vec<Unit>,
    /// Periods.
    pub time: Time,
    /// Currencies and units of the plans' own.
    pub currencies: UnitTable,
    /// Tables: inputs and derived. `payees` is one of them.
    pub tables: Vec<Table>,
    /// The table `payees`.
    pub payees: TableId,
    /// The column of `payees` that holds the manager.
    pub manager: Option<u16>,
    /// The table `fx`, if CONVERT needs it: its columns From, To, Date, Rate by index.
    pub fx: Option<(TableId, [u16; 4])>,
    /// Tiers.
    pub tiers: Vec<Tiers>,
    /// Matrices.
    pub matrices: Vec<Matrix>,
    /// Decision tables.
    pub rates: Vec<Rates>,
    /// Params.
    pub params: Vec<Param>,
    /// Lines of all plans, in the order of the text; the implicit totals last.
    pub lines: Vec<Line>,
    /// All expressions.
    pub exprs: Vec<Expr>,
    /// All aggregates.
    pub aggregates: Vec<Aggregate>,
    /// The order of evaluation.
    pub schedule: Vec<Step>,
    /// What is known of each node.
    pub facts: Vec<NodeFacts>,
    /// The `example` blocks.
    pub examples: Vec<Example>,
    /// The files analysed, for explanations: name and text.
    pub sources: Vec<(String, String)>,
}

macro_rules! arenas {
    ($($(#[$doc:meta])* $method:ident($id:ty) -> $item:ty = $field:ident;)*) => {
        impl Plan {$(
            $(#[$doc])*
            #[expect(clippy::indexing_slicing, reason = "ids are made by analysis for this very arena")]
            pub fn $method(&self, id: $id) -> &$item {
                &self.$field[id.index()]
            }
        )*}
    };
}

arenas! {
    /// The expression of an id of this plan.
    expr(ExprId) -> Expr = exprs;
    /// The aggregate of an id of this plan.
    aggregate(AggregateId) -> Aggregate = aggregates;
    /// The table of an id of this plan.
    table(TableId) -> Table = tables;
    /// The line of an id of this plan.
    line(LineId) -> Line = lines;
    /// The param of an id of this plan.
    param(ParamId) -> Param = params;
    /// The tiers of an id of this plan.
    tiers_of(TiersId) -> Tiers = tiers;
    /// The matrix of an id of this plan.
    matrix(MatrixId) -> Matrix = matrices;
    /// The decision table of an id of this plan.
    rates_of(RatesId) -> Rates = rates;
    /// The plan of an id of this run.
    unit(UnitNo) -> Unit = units;
}

impl Plan {
    /// The source text of a span, empty if it lies outside.
    pub fn text(&self, span: Span) -> &str {
        self.sources.get(usize::from(span.file)).and_then(|(_, text)| text.get(span.start as usize..span.end as usize)).unwrap_or("")
    }
}
