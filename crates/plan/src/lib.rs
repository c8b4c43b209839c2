//! The typed plan: what analysis makes of a plan's text and what every evaluator runs.
//!
//! Arenas and ids, no text and no parser: an engine that holds a [`Plan`] needs nothing else of the language. Every
//! expression stands in one arena ([`Plan::exprs`]) with its type, whether it may be blank, and the span it came from.
//! What an expression means depends on the *place* it is evaluated at; see [`expr`].

pub mod aggregate;
pub mod declaration;
pub mod example;
pub mod expr;
pub mod facts;
pub mod ids;
pub mod ladder;
mod nearest;
pub mod plan;
pub mod schedule;
pub mod table;
pub mod types;

pub use aggregate::{Aggregate, AggregateFunction, AggregateOver, Correlation, OwnerSource, People, TimeSource, Window};
pub use declaration::{Dated, Line, LineKind, LineVersion, Param, Unit};
pub use example::{Example, Expect, ExpectTarget, Expectation, GivenTable};
pub use expr::{Allocate, AllocateGroup, Expr, ExprKind, Function, Operator, Proration, Remainder, Uses};
pub use facts::{NodeFacts, Partition, PeopleReach, PeriodReach, Read};
pub use ids::{AggregateId, ColumnRef, ExprId, LineId, MatrixId, ParamId, RatesId, SlotId, SourceId, TableId, TiersId, UnitNo};
pub use ladder::{
    Bound, Ladder, LadderRows, Matrix, MatrixBody, MatrixRows, OutputColumn, RateCell, RateRow, Rates, Selection, TierBody, TierRow,
    TierUse, Tiers,
};
pub use nearest::nearest;
pub use plan::{Plan, Span, Time};
pub use schedule::{LoopOrder, LoopPart, Node, PartOrder, Step};
pub use table::{Bounds, Column, ColumnKind, FromClause, Grouping, Join, Table, TableKind, TableTime};
pub use types::{MoneyUnit, Type, Value};
