//! What a figure makes of a row: which aggregates behind a cell take it, and what keeps it out of the others.
//!
//! Only the cells that the figure reads for the same payee and period are looked at, and only the branches that were taken.

use super::{Explainer, Extent, Reason};
use crate::aggregate::rows::Scope;
use crate::aggregate::whose::Selecting;
use crate::place::{Lane, NOBODY, Places};
use crate::results::Results;
use crate::vector::Scalar;
use crate::walk;
use std::cell::Cell;
use std::rc::Rc;
use tiercel_plan::{Aggregate, AggregateId, AggregateOver, ExprId, ExprKind, FromClause, LineId, Span, TableId, TableKind};
use tiercel_value::{Date, Period, Set, order};

/// What one place of a formula makes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// The line whose formula it is.
    pub line: LineId,
    /// The period of the line's cell.
    pub period: Period,
    /// The aggregate; the line's condition where that one does not hold.
    pub span: Span,
    /// The table that is ranged over: the row's own, or one that is derived from it.
    pub table: TableId,
    /// The key of the row of that table; none where the row makes none there.
    pub key: Option<String>,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is taken: what it gives; none where rows are only counted.
    Taken(Option<Reason>),
    /// It is left out, for all of these.
    LeftOut(Vec<Obstacle>),
}

/// What keeps a row out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The line has a condition that does not hold.
    When(Reason),
    /// The row is of somebody who is not asked: their key; none where it is nobody's.
    Owner(Option<u32>),
    /// The row counts on other days.
    Days {
        /// The days of the row; none where it has no day.
        of_row: Option<Days>,
        /// The days that count; none where no day does.
        wanted: Option<Days>,
    },
    /// The `where` of the aggregate is not true for the row.
    Condition(Reason),
    /// The condition on persons is not true for the row's owner.
    Person(Span),
    /// A `from` clause makes no row of it: its `where` where that is what decides.
    Clause(Span, Option<Reason>),
}

/// A first and a last day; none where that end is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub first: Option<Date>,
    /// The last day.
    pub last: Option<Date>,
}

impl Days {
    fn of((first, last): (i32, i32)) -> Days {
        let day = |day: i32| (i32::MIN < day && day < i32::MAX).then_some(Date(day));
        Days { first: day(first), last: day(last) }
    }
}

/// Says what the aggregates behind a cell make of a row.
pub fn eligibility(results: &Results<'_>, cell: (LineId, u32, Period), row: (TableId, u32)) -> Vec<Eligibility> {
    let extent = Extent { depth: 1, items: 20, nodes: 2_000 };
    let explainer = Explainer { results, engine: &results.engine, extent, left: Cell::new(extent.nodes) };
    let mut search = Search { explainer, payee: cell.1, row, found: Vec::new(), cells: vec![(cell.0, cell.2)], seen: Set::new() };
    // Lines that are read wait behind those that read them.
    let mut at = 0;
    while let Some((line, period)) = search.cells.get(at).copied() {
        search.line(line, period);
        at += 1;
    }
    search.found
}

struct Search<'r, 'a> {
    explainer: Explainer<'r, 'a>,
    payee: u32,
    row: (TableId, u32),
    found: Vec<Eligibility>,
    cells: Vec<(LineId, Period)>,
    seen: Set<(LineId, Period)>,
}

impl Search<'_, '_> {
    fn line(&mut self, line: LineId, period: Period) {
        let engine = self.explainer.engine;
        let declared = engine.plan.line(line);
        let ordinal = engine.time.containing(period.grain, period.ordinal, declared.grain);
        let period = Period { grain: declared.grain, ordinal };
        let is_given = engine.is_closed(line, ordinal) || engine.given.cells.contains_key(&(line, self.payee, ordinal));
        let stands = is_given || engine.is_held(line, self.payee, ordinal);
        if !self.seen.insert((line, period)) || stands || engine.cell_value(line, self.payee, ordinal).is_none() {
            return;
        }
        let mut places = engine.cells(&[(self.payee, ordinal)], declared.grain);
        places.unit = declared.unit.0;
        let Some((_, version)) = engine.dated(&declared.versions, places.cell.day.int(0)) else { return };
        if let Some(when) = version.when
            && self.explainer.value(when, &places) != Scalar::Bool(true)
        {
            let reason = self.explainer.expr(when, &places, 1);
            let fate = Fate::LeftOut(vec![Obstacle::When(reason)]);
            let key = Some(engine.row_key(self.row.0, self.row.1));
            self.found.push(Eligibility { line, period, span: engine.plan.expr(when).span, table: self.row.0, key, fate });
            return;
        }
        self.formula(version.formula, &places, (line, period));
    }

    /// Looks for aggregates in a formula at its place, from the left.
    fn formula(&mut self, formula: ExprId, places: &Places, cell: (LineId, Period)) {
        let engine = self.explainer.engine;
        let mut todo = vec![(formula, places.clone())];
        while let Some((id, at)) = todo.pop() {
            let kind = &engine.plan.expr(id).kind;
            if let ExprKind::Line(line) = kind {
                self.cells.push((*line, cell.1));
            } else if let ExprKind::Let { slot, value, body } = kind {
                let mut inner = at.clone();
                inner.slots.push((*slot, Rc::new(engine.eval(*value, &at))));
                todo.extend([(*body, inner), (*value, at)]);
            } else if let ExprKind::My(inner) = kind {
                todo.push((*inner, Places { cell: at.my.clone(), distinct: false, ..at }));
            } else if let ExprKind::If { condition, then, otherwise } = kind {
                let taken = match self.explainer.value(*condition, &at) {
                    Scalar::Bool(holds) => Some(if holds { *then } else { *otherwise }),
                    Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) | Scalar::Error(_) => None,
                };
                todo.extend(taken.map(|taken| (taken, at.clone())));
                todo.push((*condition, at));
            } else if let ExprKind::Aggregate(aggregate) | ExprKind::Prorated(_, aggregate) = kind {
                self.aggregate(*aggregate, id, &at, cell);
            } else {
                todo.extend(walk::operands(engine.plan, id).into_iter().rev().map(|operand| (operand, at.clone())));
            }
        }
    }

    fn aggregate(&mut self, id: AggregateId, expr: ExprId, places: &Places, cell: (LineId, Period)) {
        let engine = self.explainer.engine;
        let aggregate = engine.plan.aggregate(id);
        match aggregate.over {
            AggregateOver::Rows(table) => self.over_rows(table, aggregate, expr, places, cell),
            // The lines that cells are taken of, in this period.
            AggregateOver::Cells(_) => aggregate.body.into_iter().for_each(|body| self.lines_in(body, cell.1)),
            AggregateOver::People | AggregateOver::Group => {}
        }
    }

    fn lines_in(&mut self, id: ExprId, period: Period) {
        let plan = self.explainer.engine.plan;
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            if let ExprKind::Line(line) = plan.expr(id).kind {
                self.cells.push((line, period));
            }
            todo.extend(walk::operands(plan, id));
        }
    }

    fn over_rows(&mut self, table: TableId, aggregate: &Aggregate, expr: ExprId, places: &Places, (line, period): (LineId, Period)) {
        let span = self.explainer.engine.plan.expr(expr).span;
        let made = self.made(table);
        for row in made.rows {
            let fate = self.fate(table, aggregate, expr, places, row);
            let key = Some(self.explainer.engine.row_key(table, row));
            self.found.push(Eligibility { line, period, span, table, key, fate });
        }
        if !made.refused.is_empty() {
            self.found.push(Eligibility { line, period, span, table, key: None, fate: Fate::LeftOut(made.refused) });
        }
    }

    /// What an aggregate makes of a row of its table.
    fn fate(&self, table: TableId, aggregate: &Aggregate, expr: ExprId, places: &Places, row: u32) -> Fate {
        let scope = Scope::of(table, aggregate);
        let at = Places { ranged: Some((table, Lane::each(vec![row]))), distinct: false, ..places.clone() };
        if self.explainer.rows_taken(&scope, expr, places).iter().any(|(taken, _)| *taken == row) {
            return Fate::Taken(aggregate.body.map(|body| self.explainer.expr(body, &at, 1)));
        }
        let mut obstacles = self.outside(&scope, expr, places, row);
        if let Some(condition) = scope.condition
            && self.explainer.value(condition, &at) != Scalar::Bool(true)
        {
            obstacles.push(Obstacle::Condition(self.explainer.expr(condition, &at, 1)));
        }
        if let Some(condition) = scope.person_where.filter(|_| obstacles.is_empty()) {
            obstacles.push(Obstacle::Person(self.explainer.engine.plan.expr(condition).span));
        }
        Fate::LeftOut(obstacles)
    }

    /// Whether a row is somebody else's, and whether it lies in other days.
    fn outside(&self, scope: &Scope<'_>, expr: ExprId, places: &Places, row: u32) -> Vec<Obstacle> {
        let engine = self.explainer.engine;
        let owner = engine.owners(scope.table, scope.owner).get(row as usize).copied().unwrap_or(NOBODY);
        let person = match scope.people {
            Some(tiercel_plan::People::Person(person)) => Some(engine.eval(*person, places)),
            Some(_) | None => None,
        };
        let days = engine.row_days_of(scope.table, scope.time, false);
        let windows = || scope.window.map(|window| engine.windows(window, expr, places));
        let at_any_time = Scope { window: None, ..*scope };
        let of_anybody = Scope { people: None, ..*scope };
        let theirs = Selecting { scope: &at_any_time, places, windows: None, person, days: Rc::clone(&days) };
        let then = Selecting { scope: &of_anybody, places, windows: windows(), person: None, days: Rc::clone(&days) };
        let mut obstacles = Vec::new();
        if engine.is_selected(&theirs, 0, row, owner).is_none() {
            obstacles.push(Obstacle::Owner((owner != NOBODY).then_some(owner)));
        }
        let wanted = windows().and_then(|windows| windows.days.first().copied().flatten());
        if scope.window.is_some() && (wanted.is_none() || engine.is_selected(&then, 0, row, owner).is_none()) {
            obstacles.push(Obstacle::Days { of_row: days.of(row).map(Days::of), wanted: wanted.map(Days::of) });
        }
        obstacles
    }

    /// The rows that a table has of the row that is asked about, through all the tables between.
    fn made(&self, table: TableId) -> Made {
        if table == self.row.0 {
            return Made { rows: vec![self.row.1], refused: Vec::new() };
        }
        let engine = self.explainer.engine;
        let mut all = Made::default();
        let (TableKind::Derived(clauses), Some(Some(derived))) = (&engine.plan.table(table).kind, engine.derived.get(table.index())) else {
            return all;
        };
        for (clause, rows) in clauses.iter().zip(&derived.clauses) {
            let sources = std::iter::once(clause.source).chain(clause.joins.iter().map(|join| join.table));
            for (source, from) in sources.enumerate() {
                let above = self.made(from);
                all.refused.extend(above.refused);
                let made = rows.made_of(source, &above.rows);
                if made.is_empty() && !above.rows.is_empty() {
                    all.refused.push(self.refusal(table, clause, source, &above.rows));
                }
                all.rows.extend(made);
            }
        }
        // What one clause takes, another need not: only a row that makes nothing at all is refused.
        if !all.rows.is_empty() {
            all.refused.clear();
        }
        order::sort(&mut all.rows);
        all.rows.dedup();
        all
    }

    fn refusal(&self, table: TableId, clause: &FromClause, source: usize, rows: &[u32]) -> Obstacle {
        let condition = clause.condition.filter(|_| clause.joins.is_empty() && source == 0);
        let place = rows.first().map(|row| self.explainer.engine.at_source(table, clause.source, *row));
        let reason = condition.zip(place).map(|(condition, at)| self.explainer.expr(condition, &at, 1));
        Obstacle::Clause(clause.span, reason)
    }
}

/// The rows made of a row, and what made none.
#[derive(Default)]
struct Made {
    rows: Vec<u32>,
    refused: Vec<Obstacle>,
}
