//! Tables, their roles and columns (language.md, section 4).

use crate::ids::{ExprId, TableId, UnitNo};
use crate::plan::Span;
use crate::types::{Type, Value};
use tiercel_value::Grain;

/// `payees`, `table`, `calendar` (kept in [`Plan`](crate::Plan) too) or `fx`.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name; `payees` and `fx` are tables of that name. The data file has the same name.
    pub name: String,
    /// The comment above it.
    pub doc: String,
    /// The plan that declares it; the first one for shared declarations.
    pub unit: UnitNo,
    /// Whether its rows come from data or from other tables.
    pub kind: TableKind,
    /// The columns, in the order of the text.
    pub columns: Vec<Column>,
    /// Indexes of the key columns. Derived tables have implicit keys: clause number and source keys.
    pub key: Vec<u16>,
    /// `by`: whose a row is; an expression of the row, of type payee. For `payees` itself: none.
    pub payee: Option<ExprId>,
    /// When a row counts.
    pub time: TableTime,
    /// Rows that stand in the plan: one text per input column, read as a CSV cell; missing ones are blank.
    pub rows: Vec<Vec<Option<String>>>,
    /// Where it is declared.
    pub span: Span,
}

/// Where rows come from.
#[derive(Clone, Debug)]
pub enum TableKind {
    /// From data and from the plan's own rows.
    Input,
    /// From other tables.
    Derived(Vec<FromClause>),
}

/// When a row counts: expressions of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableTime {
    /// Always: reference data.
    None,
    /// `on [Col]`, a date; blank counts in no window.
    On(ExprId),
    /// `in [Col]`, a period of this grain.
    In(ExprId, Grain),
    /// `from [Col] to [Col]`, both days included; a blank or missing end is open.
    Span(ExprId, Option<ExprId>),
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name, without brackets.
    pub name: String,
    /// The comment above it or behind it.
    pub doc: String,
    /// Its type.
    pub ty: Type,
    /// Whether it may be blank.
    pub blank: bool,
    /// Where its values come from.
    pub kind: ColumnKind,
    /// Where it is declared.
    pub span: Span,
}

/// Where a column's values come from.
#[derive(Clone, Debug)]
pub enum ColumnKind {
    /// From data.
    Input(Option<Bounds>),
    /// `[Col] = formula`: evaluated at the row.
    Calculated(ExprId),
    /// From the blocks of the `from` clauses: one expression per clause, of its source rows.
    FromClauses(Vec<ExprId>),
}

/// Bounds of an input column; a row outside is refused on loading.
#[derive(Clone, Debug)]
pub enum Bounds {
    /// `in a .. b`, `> a`, `>= a` …: lower and upper bound, each with whether it is included.
    Range(Option<(Value, bool)>, Option<(Value, bool)>),
    /// `in ("won", "lost")`.
    OneOf(Vec<Value>),
}

/// One `from` clause of a derived table.
#[derive(Clone, Debug)]
pub struct FromClause {
    /// The table after `from`: source 0.
    pub source: TableId,
    /// Joins, in order: sources 1, 2, ….
    pub joins: Vec<Join>,
    /// `where`, over the source rows.
    pub condition: Option<ExprId>,
    /// `group by` or `each`.
    pub grouping: Grouping,
    /// Where it stands.
    pub span: Span,
}

/// `join T on left = right …`.
#[derive(Clone, Debug)]
pub struct Join {
    /// The table joined.
    pub table: TableId,
    /// Equalities: an expression of the sources before it, an expression of the joined row (as a source column). Empty: each with each.
    pub on: Vec<(ExprId, ExprId)>,
    /// `else`: rows without a partner are kept, with blanks.
    pub keep_unmatched: bool,
}

/// How source rows become rows.
#[derive(Clone, Debug)]
pub enum Grouping {
    /// One row per combination of source rows.
    None,
    /// `group by [Col] = expr, …`: one row per group; the expressions of sources, by column index.
    By(Vec<(u16, ExprId)>),
    /// `each month from a to b`: one row per period of the grain touched.
    Each {
        /// The grain.
        grain: Grain,
        /// The first day or period.
        from: ExprId,
        /// The last day or period.
        to: ExprId,
    },
}
