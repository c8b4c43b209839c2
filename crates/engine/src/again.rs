//! A run over data that differs a little from that of a run before: what the change does not reach stays as it is.
//!
//! Node by node, in the order of the schedule, it is looked at what a node reads. Where nothing of that changed, its values
//! are those of the run before. Else the cells or rows that can have changed are computed again (`touch`), all of them where
//! that can't be told, and those that come out the same end the matter. What is computed goes the way of any run.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::aggregate::caches::{OfPlan, OfRows};
use crate::column::{Column, Made};
use crate::derive::{Derived, block_columns};
use crate::engine::{Engine, LineCells};
use crate::place::{Lane, NOBODY};
use crate::reads::{Leaf, Leaves, Reads, nodes, roles};
use crate::request::{Limit, Request};
use crate::results::Results;
use crate::touch;
use crate::vector::{ABSENT, Scalar};
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use tiercel_data::{History, Tables};
use tiercel_plan::{ColumnRef, ExprId, LineId, Node, ParamId, Plan, Step, TableId, TableKind, Value};
use tiercel_value::order;

/// What a run found, for another over data that differs a little.
pub struct Kept {
    tables: Rc<Tables>,
    history: Rc<History>,
    params: Rc<HashMap<ParamId, Value>>,
    lines: Vec<LineCells>,
    made: Vec<Vec<Option<Rc<Column>>>>,
    pub(crate) derived: Vec<Option<Rc<Derived>>>,
    texts: Vec<Arc<str>>,
    members: Option<Rc<Vec<Vec<bool>>>>,
    pub(crate) caches: Vec<Vec<Rc<OfRows>>>,
    of_plan: Rc<OfPlan>,
    pub(crate) reads: Rc<Reads>,
    /// Those that are shown.
    shown: Rc<Vec<LineId>>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

impl Kept {
    /// What the nodes of its plan read.
    pub fn reads(&self) -> Rc<Reads> {
        Rc::clone(&self.reads)
    }
}

impl Results<'_> {
    /// What another run may go on from: of the data and history that these results are of; with what the nodes of the plan read,
    /// where that is known. Nothing where a run over changed data has to begin anew.
    pub fn keep(&self, tables: &Rc<Tables>, history: &Rc<History>, reads: Option<Rc<Reads>>) -> Option<Kept> {
        let engine = &self.engine;
        if tables.slice.is_some() || engine.shares_error.get() || !engine.notes.borrow().is_empty() {
            return None;
        }
        let column = |made: &Option<Made<'_>>| if let Some(Made::Column(column)) = made { Some(Rc::clone(column)) } else { None };
        let made = engine.made.iter().map(|columns| columns.iter().map(column).collect()).collect();
        let texts = engine.texts.borrow().made().to_vec();
        Some(Kept {
            tables: Rc::clone(tables),
            history: Rc::clone(history),
            params: Rc::clone(&engine.params),
            lines: engine.lines.clone(),
            made,
            derived: engine.derived.clone(),
            texts,
            members: engine.members.get().cloned(),
            caches: engine.caches.tables.iter().map(|layers| layers.iter().filter(|rows| rows.filled.get()).cloned().collect()).collect(),
            of_plan: Rc::clone(&engine.caches.of_plan),
            reads: reads.unwrap_or_else(|| Rc::new(Reads::of(engine.plan))),
            shown: Rc::clone(&self.lines),
        })
    }
}

/// Where something may not be as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Touched {
    #[default]
    Nowhere,
    /// At these cells or rows, by their index.
    At(Vec<u32>),
    Everywhere,
}

impl Touched {
    pub(crate) fn at(mut indexes: Vec<u32>) -> Touched {
        rises(&mut indexes);
        if indexes.is_empty() { Touched::Nowhere } else { Touched::At(indexes) }
    }
}

/// Puts indexes in order, each once; most come so.
pub(crate) fn rises(indexes: &mut Vec<u32>) {
    if !indexes.is_sorted() {
        order::sort(indexes);
    }
    indexes.dedup();
}

/// How the rows of a table differ from those before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Moved {
    #[default]
    Same,
    /// Others stand behind those that were there, so many.
    Behind(u32),
    Otherwise,
}

/// What a change reaches.
pub(crate) struct Again<'k> {
    pub(crate) kept: &'k Kept,
    /// The columns that the run before made, as long as this one has not taken them.
    made: Vec<Vec<Option<Rc<Column>>>>,
    pub(crate) columns: Vec<Vec<Touched>>,
    pub(crate) lines: Vec<Touched>,
    pub(crate) rows: Vec<Moved>,
    params: Vec<ParamId>,
    /// What may change at all, told from the plan alone.
    open: Open,
}

#[derive(Default)]
struct Open {
    columns: Vec<Vec<bool>>,
    lines: Vec<bool>,
    rows: Vec<bool>,
}

/// Runs again; nothing where that has to be a run anew. What nobody else holds of the run before goes over into this one and is
/// changed in its place: it is not to be gone on from once more.
///
/// # Errors
/// [`Limit`] where the rows that come out would be too many.
pub fn run_again<'a>(plan: &'a Plan, tables: &'a Tables, request: &Request<'_>, mut kept: Rc<Kept>) -> Result<Option<Results<'a>>, Limit> {
    let made = match Rc::get_mut(&mut kept) {
        Some(own) => std::mem::take(&mut own.made),
        None => kept.made.clone(),
    };
    let kept = &*kept;
    let history = request.history;
    let same = Arc::ptr_eq(&kept.tables.payees, &tables.payees)
        && tables.slice.is_none()
        && (std::ptr::eq(&*kept.history, history)
            || (kept.history.entries == history.entries && kept.history.closed_to == history.closed_to))
        && (kept.texts.is_empty() || kept.tables.texts.len() == tables.texts.len());
    if !same {
        return Ok(None);
    }
    let mut engine = Engine::without_cells(plan, tables, request);
    let again = Again::new(plan, tables, &engine.params, kept, made);
    if kept.reads.members.iter().any(|leaf| again.is_open(leaf)) {
        return Ok(None);
    }
    engine.lines.clone_from(&kept.lines);
    engine.texts.borrow_mut().take_over(&kept.texts);
    if let Some(members) = &kept.members {
        let _ = engine.members.set(Rc::clone(members));
    }
    engine.caches.of_plan = Rc::clone(&kept.of_plan);
    for (id, (layers, kept)) in (0u32..).map(TableId).zip(engine.caches.tables.iter_mut().zip(&kept.caches)) {
        layers.splice(0..0, kept.iter().filter(|rows| again.stays(plan, id, rows)).cloned());
    }
    engine.run_again(again)?;
    // Which place is asked first, a run anew alone knows.
    Ok(if engine.shares_error.get() { None } else { Some(Results::new(engine, request, Rc::clone(&kept.shown))) })
}

impl<'k> Again<'k> {
    fn new(
        plan: &Plan,
        tables: &Tables,
        params: &HashMap<ParamId, Value>,
        kept: &'k Kept,
        made: Vec<Vec<Option<Rc<Column>>>>,
    ) -> Again<'k> {
        let mut again = Again {
            kept,
            made,
            columns: plan.tables.iter().map(|table| vec![Touched::Nowhere; table.columns.len()]).collect(),
            lines: vec![Touched::Nowhere; plan.lines.len()],
            rows: vec![Moved::Same; plan.tables.len()],
            params: (0u32..).map(ParamId).take(plan.params.len()).filter(|id| params.get(id) != kept.params.get(id)).collect(),
            open: Open::default(),
        };
        for (id, (before, after)) in (0u32..).map(TableId).zip(kept.tables.tables.iter().zip(&tables.tables)) {
            if Arc::ptr_eq(before, after) {
                continue;
            }
            let rows = before.rows.min(after.rows);
            let added = u32::try_from(rows).unwrap_or(u32::MAX)..u32::try_from(after.rows).unwrap_or(u32::MAX);
            let mut moved = match before.rows.cmp(&after.rows) {
                std::cmp::Ordering::Less => Moved::Behind(added.end - added.start),
                std::cmp::Ordering::Equal => Moved::Same,
                std::cmp::Ordering::Greater => Moved::Otherwise,
            };
            for (number, columns) in before.columns.iter().zip(&after.columns).enumerate() {
                let (Some(was), Some(is)) = columns else { continue };
                let mut found = if Arc::ptr_eq(was, is) { Vec::new() } else { was.differing(is, rows) };
                if !found.is_empty() && plan.table(id).key.iter().any(|key| usize::from(*key) == number) {
                    moved = Moved::Otherwise;
                }
                found.extend(added.clone());
                again.columns[id.index()][number] = Touched::at(found);
            }
            again.rows[id.index()] = moved;
        }
        for table in 0..plan.tables.len() {
            if again.rows[table] == Moved::Otherwise {
                again.columns[table].fill(Touched::Everywhere);
            }
        }
        again.open(plan);
        again
    }

    /// Marks what may change at all, in the order of the schedule.
    fn open(&mut self, plan: &Plan) {
        let touched = |columns: &Vec<Touched>| columns.iter().map(|column| *column != Touched::Nowhere).collect();
        self.open = Open {
            columns: self.columns.iter().map(touched).collect(),
            lines: vec![false; plan.lines.len()],
            rows: self.rows.iter().map(|moved| *moved != Moved::Same).collect(),
        };
        if self.params.is_empty() && !self.open.rows.iter().chain(self.open.columns.iter().flatten()).any(|open| *open) {
            return;
        }
        for step in &plan.schedule {
            let nodes = nodes(step);
            let own_rows = |node: &Node| matches!(node, Node::Column(column) if self.open.rows[column.table.index()]);
            if nodes.iter().any(|node| own_rows(node) || self.reads_any(plan, *node, &|leaf| self.is_open(leaf))) {
                nodes.iter().for_each(|node| self.open_node(plan, *node));
            }
        }
    }

    fn open_node(&mut self, plan: &Plan, node: Node) {
        match node {
            Node::Line(line) => self.open.lines[line.index()] = true,
            Node::Column(column) => self.open.columns[column.table.index()][usize::from(column.column)] = true,
            Node::Derive(table) => {
                let reads = &self.kept.reads;
                self.open.rows[table.index()] = reads.derived[table.index()].iter().any(|leaf| self.is_open(leaf));
                for (index, _) in block_columns(plan.table(table)) {
                    self.open.columns[table.index()][index] =
                        self.open.rows[table.index()] || reads.columns[table.index()][index].iter().any(|leaf| self.is_open(leaf));
                }
            }
        }
    }

    /// Whether something that a node reads is so.
    fn reads_any(&self, plan: &Plan, node: Node, is_so: &dyn Fn(&Leaf) -> bool) -> bool {
        let reads = &self.kept.reads;
        match node {
            Node::Line(line) => reads.lines[line.index()].iter().any(is_so),
            Node::Column(column) => reads.columns[column.table.index()][usize::from(column.column)].iter().any(is_so),
            Node::Derive(table) => {
                let of_block = |index: usize| reads.columns[table.index()][index].iter().any(is_so);
                reads.derived[table.index()].iter().any(is_so) || block_columns(plan.table(table)).iter().any(|(index, _)| of_block(*index))
            }
        }
    }

    fn is_open(&self, leaf: &Leaf) -> bool {
        match leaf {
            Leaf::Column(column) => self.open.columns[column.table.index()][usize::from(column.column)],
            Leaf::Line(line) => self.open.lines[line.index()],
            Leaf::Rows(table) => self.open.rows[table.index()],
            Leaf::Param(param) => self.params.contains(param),
        }
    }

    /// Whether whose the rows of a table are, when they count, or expressions of them may change.
    pub(crate) fn is_open_at(&self, plan: &Plan, table: TableId, exprs: Vec<ExprId>) -> bool {
        let mut exprs = exprs;
        exprs.extend(roles(plan, table));
        self.open.rows[table.index()] || Leaves::of(plan, exprs, Some(table)).iter().any(|leaf| self.is_open(leaf))
    }

    /// Whether what is kept of a table's rows holds.
    fn stays(&self, plan: &Plan, table: TableId, kept: &OfRows) -> bool {
        let is_open = |column: &u16| self.open.columns[table.index()][usize::from(*column)];
        !self.is_open_at(plan, table, kept.exprs.borrow().clone()) && !kept.columns.borrow().iter().any(is_open)
    }

    pub(crate) fn is_touched(&self, leaf: &Leaf) -> bool {
        match leaf {
            Leaf::Column(column) => *self.column(*column) != Touched::Nowhere,
            Leaf::Line(line) => self.lines[line.index()] != Touched::Nowhere,
            Leaf::Rows(table) => self.rows[table.index()] != Moved::Same,
            Leaf::Param(param) => self.params.contains(param),
        }
    }

    pub(crate) fn column(&self, column: ColumnRef) -> &Touched {
        &self.columns[column.table.index()][usize::from(column.column)]
    }

    fn kept_column(&self, column: ColumnRef) -> Option<&Rc<Column>> {
        self.made[column.table.index()][usize::from(column.column)].as_ref()
    }

    fn take_column(&mut self, column: ColumnRef) -> Option<Rc<Column>> {
        self.made[column.table.index()][usize::from(column.column)].take()
    }
}

impl<'a> Engine<'a> {
    fn run_again(&mut self, mut again: Again<'_>) -> Result<(), Limit> {
        let plan = self.plan;
        for step in &plan.schedule {
            let nodes = nodes(step);
            let own_rows = |node: &Node| matches!(node, Node::Column(column) if again.rows[column.table.index()] != Moved::Same);
            let reached = nodes.iter().any(|node| own_rows(node) || again.reads_any(plan, *node, &|leaf| again.is_touched(leaf)));
            match step {
                _ if !reached => nodes.iter().for_each(|node| self.take(*node, &again)),
                Step::Node(Node::Line(line)) => self.line_again(*line, &mut again),
                Step::Node(Node::Column(column)) => self.column_again(*column, &mut again),
                Step::Node(Node::Derive(table)) => self.derive_again(*table, &mut again)?,
                Step::Loop { order, parts } => {
                    for node in &nodes {
                        if let Node::Line(line) = node {
                            self.clear_line(*line);
                        }
                    }
                    self.step_loop(*order, parts);
                    nodes.iter().for_each(|node| self.note_change(*node, &mut again));
                }
            }
        }
        Ok(())
    }

    /// Takes a node's values over as they are.
    fn take(&mut self, node: Node, again: &Again<'_>) {
        match node {
            Node::Line(_) => {}
            Node::Column(column) => self.set_made(column, again.kept_column(column).cloned()),
            Node::Derive(table) => {
                self.derived[table.index()].clone_from(&again.kept.derived[table.index()]);
                for (index, exprs) in block_columns(self.plan.table(table)) {
                    self.take_block(table, index, exprs, again);
                }
            }
        }
    }

    fn take_block(&mut self, table: TableId, index: usize, exprs: &[ExprId], again: &Again<'_>) {
        let made = match &again.made[table.index()][index] {
            Some(column) => Some(Made::Column(Rc::clone(column))),
            None => self.copied_column(table, exprs).map(Made::Copied),
        };
        self.made[table.index()][index] = made;
    }

    fn set_made(&mut self, column: ColumnRef, made: Option<Rc<Column>>) {
        self.made[column.table.index()][usize::from(column.column)] = made.map(Made::Column);
    }

    fn line_again(&mut self, line: LineId, again: &mut Again<'_>) {
        let before = again.kept.lines[line.index()].clone();
        let place = |index: u32| {
            let (payee, period) = (index as usize / before.count.max(1), index as usize % before.count.max(1));
            (u32::try_from(payee).unwrap_or(NOBODY), before.first + i32::try_from(period).unwrap_or(0))
        };
        let is_computed = |index: &u32| {
            let (payee, ordinal) = place(*index);
            before.column.status(*index as usize) != ABSENT && !self.given.cells.contains_key(&(line, payee, ordinal))
        };
        let indexes: Vec<u32> = match touch::cells(self, again, line) {
            Touched::Nowhere => Vec::new(),
            Touched::At(indexes) => indexes.into_iter().filter(is_computed).collect(),
            Touched::Everywhere => (0u32..).take(before.column.len()).filter(is_computed).collect(),
        };
        let cells: Vec<(u32, i32)> = indexes.iter().map(|index| place(*index)).collect();
        self.write_cells(line, &cells);
        again.lines[line.index()] = differing(&before.column, &self.lines[line.index()].column, &mut indexes.into_iter());
    }

    fn column_again(&mut self, column: ColumnRef, again: &mut Again<'_>) {
        let (table, count) = (column.table, self.rows(column.table));
        let touched = match (self.formula(column), again.rows[table.index()]) {
            (Some(formula), Moved::Same | Moved::Behind(_)) => touch::rows(self, again, column, formula),
            (_, _) => Touched::Everywhere,
        };
        match (touched, again.kept_column(column).cloned()) {
            (Touched::Nowhere, before) => self.set_made(column, before),
            (Touched::At(rows), Some(before)) => {
                let old = u32::try_from(before.len()).unwrap_or(u32::MAX);
                let (there, behind): (Vec<u32>, Vec<u32>) = rows.into_iter().partition(|row| *row < old);
                let values = values_at(&before, &there);
                // Whoever holds it last changes it in its place.
                again.take_column(column);
                self.set_made(column, Some(before));
                self.some_rows(column, &there);
                self.rows_behind(column, old);
                let changed = self.changed(column, there, values).chain(behind);
                again.columns[column.table.index()][usize::from(column.column)] = Touched::at(changed.collect());
            }
            (Touched::At(_) | Touched::Everywhere, _) => {
                self.whole_column(column);
                self.note_change_at(column, again, &mut (0..count));
            }
        }
    }

    /// A calculated column at the rows that it has not got yet.
    fn rows_behind(&mut self, column: ColumnRef, from: u32) {
        let (Some(formula), count) = (self.formula(column), self.rows(column.table)) else { return };
        if from < count {
            let places = self.at_rows(column.table, Lane::From(from), (count - from) as usize, self.plan.expr(formula).uses);
            let values = self.eval(formula, &places);
            if let Some(Made::Column(made)) = &mut self.made[column.table.index()][usize::from(column.column)] {
                Rc::make_mut(made).append(values);
            }
        }
    }

    fn derive_again(&mut self, table: TableId, again: &mut Again<'_>) -> Result<(), Limit> {
        let kept = again.kept;
        let plan = self.plan;
        let TableKind::Derived(clauses) = &plan.table(table).kind else { return Ok(()) };
        let anew = kept.reads.derived[table.index()].iter().any(|leaf| again.is_touched(leaf));
        if anew {
            self.derive(table)?;
            if self.derived[table.index()] != kept.derived[table.index()] {
                again.rows[table.index()] = Moved::Otherwise;
                again.columns[table.index()].fill(Touched::Everywhere);
                return Ok(());
            }
        }
        self.derived[table.index()].clone_from(&kept.derived[table.index()]);
        for (index, exprs) in block_columns(plan.table(table)) {
            let column = ColumnRef { table, column: u16::try_from(index).unwrap_or(u16::MAX) };
            let mut touched = touch::blocks(self, again, column, exprs, clauses);
            match &touched {
                _ if anew => {}
                Touched::Everywhere if again.kept_column(column).is_some() => {
                    let made = self.clause_column(table, index, exprs);
                    self.set_made(column, Some(Rc::new(made)));
                }
                Touched::At(rows) => match again.take_column(column) {
                    Some(before) => {
                        let values = values_at(&before, rows);
                        self.set_made(column, Some(before));
                        self.some_of_block(column, exprs, rows);
                        touched = Touched::at(self.changed(column, rows.clone(), values).collect());
                    }
                    None => self.take_block(table, index, exprs, again),
                },
                Touched::Nowhere | Touched::Everywhere => self.take_block(table, index, exprs, again),
            }
            again.columns[table.index()][index] = touched;
            if again.kept_column(column).is_some() {
                self.note_change(Node::Column(column), again);
            }
        }
        Ok(())
    }

    /// A column of blocks at some rows.
    fn some_of_block(&mut self, column: ColumnRef, exprs: &[ExprId], rows: &[u32]) {
        if !matches!(self.made[column.table.index()][usize::from(column.column)], Some(Made::Column(_))) {
            return;
        }
        for row in rows {
            let value = self.at_derived(column, exprs, *row).map_or(Scalar::Blank, |(expr, places)| self.eval(expr, &places).get(0));
            if let Some(Made::Column(made)) = &mut self.made[column.table.index()][usize::from(column.column)] {
                Rc::make_mut(made).set(*row as usize, value);
            }
        }
        self.caches.groups.replace(None);
    }

    /// Of some rows of a column those whose values are not what they were.
    fn changed(&self, column: ColumnRef, rows: Vec<u32>, values: Vec<Option<Scalar>>) -> impl Iterator<Item = u32> {
        let made = &self.made[column.table.index()][usize::from(column.column)];
        let after = move |row: u32| made.as_ref().map(|made| made.view().get(row as usize));
        rows.into_iter().zip(values).filter(move |(row, value)| after(*row) != *value).map(|(row, _)| row)
    }

    /// Notes where a node is not as it was.
    fn note_change(&mut self, node: Node, again: &mut Again<'_>) {
        match node {
            Node::Line(line) => {
                let (before, after) = (&again.kept.lines[line.index()].column, &self.lines[line.index()].column);
                again.lines[line.index()] = differing(before, after, &mut (0u32..).take(after.len()));
            }
            Node::Column(column) => {
                let rows = match again.column(column) {
                    Touched::At(rows) => rows.clone(),
                    Touched::Nowhere | Touched::Everywhere => (0..self.rows(column.table)).collect(),
                };
                self.note_change_at(column, again, &mut rows.into_iter());
            }
            Node::Derive(_) => {}
        }
    }

    fn note_change_at(&self, column: ColumnRef, again: &mut Again<'_>, rows: &mut dyn Iterator<Item = u32>) {
        let made = &self.made[column.table.index()][usize::from(column.column)];
        let touched = match (again.kept_column(column), made, again.rows[column.table.index()]) {
            (Some(before), Some(Made::Column(after)), Moved::Same | Moved::Behind(_)) => differing(before, after, rows),
            (_, _, _) => Touched::Everywhere,
        };
        again.columns[column.table.index()][usize::from(column.column)] = touched;
    }
}

/// The values of some rows.
fn values_at(column: &Column, rows: &[u32]) -> Vec<Option<Scalar>> {
    rows.iter().map(|row| column.get(*row as usize)).collect()
}

/// Where two columns differ, of some rows; what is there in the later one only differs.
fn differing(before: &Rc<Column>, after: &Rc<Column>, rows: &mut dyn Iterator<Item = u32>) -> Touched {
    if Rc::ptr_eq(before, after) {
        return Touched::Nowhere;
    }
    let differs = |row: &u32| *row as usize >= before.len() || before.get(*row as usize) != after.get(*row as usize);
    Touched::at(rows.filter(differs).collect())
}
