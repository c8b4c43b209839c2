//! Why a value is what it is: a walk over the plan's expressions at one place, over the columns that are there.
//!
//! An explanation is data: kinds, values, spans of the plan's text. How it is worded is for those who show it; the formula
//! with its values put in is the text of a node's span with the spans of the nodes below it replaced by their values.

mod eligible;
mod ranged;
mod steps;

pub use eligible::{Days, Eligibility, Fate, Obstacle, eligibility};

use crate::datum::{Datum, OriginPlace};
use crate::engine::Engine;
use crate::place::Places;
use crate::results::Results;
use crate::vector::Scalar;
use std::cell::Cell;
use tiercel_plan::{AggregateFunction, ColumnRef, ExprId, LineId, LineKind, MatrixId, ParamId, RatesId, Span, TableId, TiersId, Type};
use tiercel_value::{Decimal, Period};

/// What is to be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A line's cell; the period is of the line's grain.
    Cell(LineId, u32, Period),
    /// A column in a row.
    Row(ColumnRef, u32),
}

/// How far an explanation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Through how many lines and calculated columns.
    pub depth: u32,
    /// How many rows or cells of an aggregate are shown.
    pub items: usize,
    /// How many nodes there are at most.
    pub nodes: usize,
}

impl Default for Extent {
    fn default() -> Extent {
        Extent { depth: 3, items: 200, nodes: 5_000 }
    }
}

/// A part of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What it is.
    pub kind: ReasonKind,
    /// Its value; none for what was not evaluated.
    pub value: Option<Datum>,
    /// The type of the value.
    pub ty: Type,
    /// The part of the plan's text.
    pub span: Span,
    /// What it comes from.
    pub children: Vec<Reason>,
    /// How many children are left out, because there are too many or they lie too deep.
    pub more: usize,
}

/// What a part of an explanation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReasonKind {
    /// A line's cell: its condition, its formula, its rounding.
    Line(LineId, u32, Period),
    /// A line's cell that history gives.
    Given(LineId, u32, Period),
    /// A line's cell that keeps the value of the full run, as it needs others' figures.
    Held(LineId, u32, Period),
    /// A cell that neither the plan nor history has.
    NoCell(LineId, u32, Period),
    /// The `when` of a line.
    When,
    /// The rounding of a pay or earn line.
    Rounding {
        /// The value of the formula.
        before: Decimal,
        /// The amount.
        after: Decimal,
    },
    /// A calculated column in a row, of a table with the row's key.
    Column(ColumnRef, u32, String),
    /// An input cell.
    Input {
        /// The column.
        column: ColumnRef,
        /// The row of the table.
        row: u32,
        /// The row's key.
        key: String,
        /// The file it came from.
        file: String,
        /// The row of the file, as a person counts.
        file_row: u32,
    },
    /// A param.
    Param(ParamId),
    /// A literal.
    Constant,
    /// An operation or function; its children are its operands.
    Operation,
    /// A branch that was not taken, or an operand that was not needed.
    NotTaken,
    /// An aggregate; its children are the rows or cells ranged over.
    Aggregate {
        /// Its function.
        function: AggregateFunction,
        /// How many rows or cells it took.
        taken: usize,
        /// How many of them are blank.
        blanks: usize,
    },
    /// A row ranged over, and what it gives.
    RowPart(TableId, u32, String),
    /// A cell ranged over, and what it gives.
    CellPart(u32, Period),
    /// What others add, as a total over so many rows or cells.
    Sealed(i64),
    /// The row of tiers in which a value falls, from 0; none below the first.
    TierRow(Option<TiersId>, Option<usize>),
    /// A slice: `from 5000 to 10000 at 6% = 300`.
    Slice {
        /// The tiers, if they are declared.
        tiers: Option<TiersId>,
        /// The row, from 0.
        row: usize,
        /// Where the slice begins.
        from: Datum,
        /// Where it ends.
        to: Datum,
        /// What its row gives.
        rate: Datum,
    },
    /// The cell of a matrix: row and column, from 0.
    MatrixCell(MatrixId, usize, usize),
    /// The row of a decision table that matched, from 0.
    RateRow(RatesId, usize),
}

/// Explains a value of a run.
pub fn explain(results: &Results<'_>, target: Target, extent: Extent) -> Reason {
    let explainer = Explainer { results, engine: &results.engine, extent, left: Cell::new(extent.nodes) };
    match target {
        Target::Cell(line, payee, period) => explainer.line(line, payee, period, extent.depth),
        Target::Row(column, row) => explainer.column(column, row, extent.depth),
    }
}

struct Explainer<'r, 'a> {
    results: &'r Results<'a>,
    engine: &'r Engine<'a>,
    extent: Extent,
    /// How many nodes may still be made.
    left: Cell<usize>,
}

impl Explainer<'_, '_> {
    fn datum(&self, ty: Type, value: Scalar) -> Datum {
        self.results.datum(ty, value)
    }

    /// Whether a further node may be made.
    fn takes(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    fn node(&self, kind: ReasonKind, ty: Type, value: Scalar, span: Span, children: Vec<Reason>) -> Reason {
        Reason { kind, value: Some(self.datum(ty, value)), ty, span, children, more: 0 }
    }

    /// A line's cell.
    fn line(&self, line: LineId, payee: u32, period: Period, depth: u32) -> Reason {
        let engine = self.engine;
        let declared = engine.plan.line(line);
        let ordinal = engine.time.containing(period.grain, period.ordinal, declared.grain);
        let period = Period { grain: declared.grain, ordinal };
        let Some(value) = engine.cell_value(line, payee, ordinal) else {
            return Reason {
                value: None,
                ..self.node(ReasonKind::NoCell(line, payee, period), declared.ty, Scalar::Blank, declared.span, Vec::new())
            };
        };
        if engine.is_closed(line, ordinal) || engine.given.cells.contains_key(&(line, payee, ordinal)) {
            return self.node(ReasonKind::Given(line, payee, period), declared.ty, value, declared.span, Vec::new());
        }
        if engine.is_held(line, payee, ordinal) {
            return self.node(ReasonKind::Held(line, payee, period), declared.ty, value, declared.span, Vec::new());
        }
        let mut node = self.node(ReasonKind::Line(line, payee, period), declared.ty, value, declared.span, Vec::new());
        if depth == 0 || !self.takes() {
            node.more = 1;
            return node;
        }
        let mut places = engine.cells(&[(payee, ordinal)], declared.grain);
        places.unit = declared.unit.0;
        let Some((_, version)) = engine.dated(&declared.versions, places.cell.day.int(0)) else { return node };
        if let Some(when) = version.when {
            let condition = self.expr(when, &places, depth - 1);
            let holds = condition.value == Some(Datum::Bool(true));
            let span = condition.span;
            node.children.push(Reason {
                kind: ReasonKind::When,
                value: condition.value.clone(),
                ty: Type::Bool,
                span,
                children: vec![condition],
                more: 0,
            });
            if !holds {
                node.children.push(self.not_taken(version.formula));
                return node;
            }
        }
        let formula = self.expr(version.formula, &places, depth - 1);
        let before = formula.value.clone();
        node.children.push(formula);
        if let (LineKind::Pay | LineKind::Earn, Some(Datum::Number { value: before, .. }), Some(Datum::Number { value: after, .. })) =
            (declared.kind, before, &node.value)
        {
            let kind = ReasonKind::Rounding { before, after: *after };
            node.children.push(Reason {
                kind,
                value: node.value.clone(),
                ty: declared.ty,
                span: declared.span,
                children: Vec::new(),
                more: 0,
            });
        }
        node
    }

    fn not_taken(&self, id: ExprId) -> Reason {
        let expr = self.engine.plan.expr(id);
        Reason { kind: ReasonKind::NotTaken, value: None, ty: expr.ty, span: expr.span, children: Vec::new(), more: 0 }
    }

    /// A column in a row: an input cell, or the formula of a calculated one.
    fn column(&self, column: ColumnRef, row: u32, depth: u32) -> Reason {
        let engine = self.engine;
        let table = engine.plan.table(column.table);
        let Some(declared) = table.columns.get(usize::from(column.column)).filter(|_| row < engine.rows(column.table)) else {
            let span = table.span;
            return Reason { kind: ReasonKind::Constant, value: None, ty: Type::Text, span, children: Vec::new(), more: 0 };
        };
        let value = engine.view(column).map_or(Scalar::Blank, |view| view.get(row as usize));
        let key = engine.row_key(column.table, row);
        let made = |key: String| self.node(ReasonKind::Column(column, row, key), declared.ty, value, declared.span, Vec::new());
        let (formula, places) = match &declared.kind {
            tiercel_plan::ColumnKind::Input(_) => {
                let source = engine.tables.tables.get(column.table.index()).map(|data| &data.source);
                let (file, file_row) = source.map_or(("", 0), |source| source.place(row as usize));
                let kind = ReasonKind::Input { column, row, key, file: file.to_owned(), file_row };
                return self.node(kind, declared.ty, value, declared.span, Vec::new());
            }
            tiercel_plan::ColumnKind::Calculated(formula) => {
                let uses = engine.plan.expr(*formula).uses;
                (*formula, engine.at_rows(column.table, crate::place::Lane::each(vec![row]), 1, uses))
            }
            tiercel_plan::ColumnKind::FromClauses(exprs) => match engine.at_derived(column, exprs, row) {
                Some(at) => at,
                None => return made(key),
            },
        };
        let mut node = made(key);
        if depth == 0 || !self.takes() {
            node.more = 1;
            return node;
        }
        node.children.push(self.expr(formula, &places, depth - 1));
        node
    }

    /// The value of an expression at one place.
    fn value(&self, id: ExprId, places: &Places) -> Scalar {
        self.engine.eval(id, places).get(0)
    }
}

/// The place of an origin, for those who show it.
impl OriginPlace {
    /// The payee and period of a cell.
    pub fn cell(self) -> Option<(u32, Period)> {
        match self {
            OriginPlace::Cell(payee, period) => Some((payee, period)),
            OriginPlace::Row(..) | OriginPlace::Nowhere => None,
        }
    }
}
