//! A run over data that differs a little from that of a run before: what the change does not reach stays as it is.
//!
//! Node by node, in the order of the schedule, it is looked at what a node reads. Where nothing of that changed, its values
//! are those of the run before. Else the cells or rows that can have changed are computed again (`touch`), all of them where
//! that can't be told, and those that come out the same end the matter. What is computed goes the way of any run.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::aggregate::caches::{Layer, OfPlan};
use crate::column::{Column, Made};
use crate::derive::{Derived, block_columns};
use crate::engine::{Engine, Ground, LineCells};
use crate::place::{Lane, NOBODY};
use crate::reads::{Leaf, Reads};
use crate::request::{Limit, Request};
use crate::results::Results;
use crate::touch;
use crate::vector::{ABSENT, Scalar};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use tiercel_data::{History, Tables};
use tiercel_plan::{ColumnKind, ColumnRef, ExprId, LineId, Node, ParamId, Plan, Step, TableId, TableKind, Value};

/// What a run found, for another over data that differs a little.
#[derive(Clone)]
pub struct Kept {
    tables: Rc<Tables>,
    history: Rc<History>,
    ground: Ground,
    params: Rc<HashMap<ParamId, Value>>,
    lines: Vec<LineCells>,
    made: Vec<Vec<Option<Rc<Column>>>>,
    derived: Vec<Option<Rc<Derived>>>,
    texts: Vec<Arc<str>>,
    members: Option<Rc<Vec<Vec<bool>>>>,
    caches: Vec<Layer>,
    of_plan: Rc<OfPlan>,
    reads: Rc<Reads>,
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
        // From now on another run has them too.
        engine.caches.tables.borrow_mut().iter_mut().for_each(|layer| layer.is_own = false);
        Some(Kept {
            tables: Rc::clone(tables),
            history: Rc::clone(history),
            ground: engine.ground(),
            params: Rc::clone(&engine.params),
            lines: engine.lines.clone(),
            made,
            derived: engine.derived.clone(),
            texts: engine.texts.borrow().made().to_vec(),
            members: engine.members.get().cloned(),
            caches: engine.caches.tables.borrow().clone(),
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
        indexes.sort_unstable();
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
pub(crate) struct Again {
    pub(crate) reads: Rc<Reads>,
    /// What the run before kept of the rows of tables.
    pub(crate) caches: Vec<Layer>,
    /// What may change at all, told from the plan alone, by the number of the leaf.
    open: Vec<bool>,
    /// The steps that may change something.
    steps: Vec<usize>,
    /// Where columns, lines and params are not as they were, by the same number.
    touched: Vec<Touched>,
    pub(crate) rows: Vec<Moved>,
    /// The columns of open nodes as the run before made them, by the same number.
    before: Vec<Option<Rc<Column>>>,
}

/// Runs again; nothing where that has to be a run anew. What nobody else holds of the run before is changed in its place.
///
/// # Errors
/// [`Limit`] where the rows that come out would be too many.
pub fn run_again<'a>(plan: &'a Plan, tables: &'a Tables, request: &Request<'_>, kept: Rc<Kept>) -> Result<Option<Results<'a>>, Limit> {
    let kept = Rc::unwrap_or_clone(kept);
    let history = request.history;
    let same = Arc::ptr_eq(&kept.tables.payees, &tables.payees)
        && tables.slice.is_none()
        && (std::ptr::eq(&*kept.history, history)
            || (kept.history.entries == history.entries && kept.history.closed_to == history.closed_to))
        && (kept.texts.is_empty() || kept.tables.texts.len() == tables.texts.len());
    if !same {
        return Ok(None);
    }
    let mut engine = Engine::upon(kept.ground, plan, tables, request);
    let mut again = Again::new(kept.reads, kept.caches, plan);
    again.compare(plan, (&kept.tables, tables), (&kept.params, &engine.params));
    again.open(plan);
    if again.reads.members.iter().any(|leaf| again.is_open(leaf)) {
        return Ok(None);
    }
    engine.lines = kept.lines;
    engine.derived = kept.derived;
    engine.texts.borrow_mut().take_over(&kept.texts);
    if let Some(members) = kept.members {
        let _ = engine.members.set(members);
    }
    engine.caches.of_plan = kept.of_plan;
    let layers = again.caches.iter().filter(|layer| !layer.rows.reads(plan, layer.table).iter().any(|leaf| again.is_open(leaf)));
    engine.caches.tables = RefCell::new(layers.cloned().collect());
    engine.take_columns(kept.made, &mut again);
    engine.run_again(again)?;
    // Which place is asked first, a run anew alone knows.
    Ok(if engine.shares_error.get() { None } else { Some(Results::new(engine, request, kept.shown)) })
}

impl Again {
    fn new(reads: Rc<Reads>, caches: Vec<Layer>, plan: &Plan) -> Again {
        let count = reads.readers.len();
        Again {
            reads,
            caches,
            open: vec![false; count],
            steps: Vec::new(),
            touched: vec![Touched::Nowhere; count],
            rows: vec![Moved::Same; plan.tables.len()],
            before: vec![None; count],
        }
    }

    /// Notes where tables and params differ.
    fn compare(&mut self, plan: &Plan, tables: (&Tables, &Tables), params: (&HashMap<ParamId, Value>, &HashMap<ParamId, Value>)) {
        for param in (0u32..).take(plan.params.len()).map(ParamId).filter(|id| params.0.get(id) != params.1.get(id)) {
            self.touch(Leaf::Param(param), Touched::Everywhere);
        }
        for (table, (before, after)) in (0u32..).map(TableId).zip(tables.0.tables.iter().zip(&tables.1.tables)) {
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
            for (column, columns) in (0u16..).zip(before.columns.iter().zip(&after.columns)) {
                let (Some(was), Some(is)) = columns else { continue };
                let mut found = if Arc::ptr_eq(was, is) { Vec::new() } else { was.differing(is, rows) };
                if !found.is_empty() && plan.table(table).key.contains(&column) {
                    moved = Moved::Otherwise;
                }
                found.extend(added.clone());
                self.touch(Leaf::Column(ColumnRef { table, column }), Touched::at(found));
            }
            self.moved(plan, table, moved);
        }
    }

    fn touch(&mut self, leaf: Leaf, touched: Touched) {
        let number = self.reads.number(leaf);
        self.touched[number] = touched;
    }

    /// Notes how the rows of a table moved.
    fn moved(&mut self, plan: &Plan, table: TableId, moved: Moved) {
        self.rows[table.index()] = moved;
        if moved != Moved::Same {
            self.touch(Leaf::Rows(table), Touched::Everywhere);
        }
        if moved == Moved::Otherwise {
            for column in (0u16..).take(plan.table(table).columns.len()) {
                self.touch(Leaf::Column(ColumnRef { table, column }), Touched::Everywhere);
            }
        }
    }

    /// Finds what may change at all, in the order of the schedule.
    fn open(&mut self, plan: &Plan) {
        let mut reached = vec![false; plan.schedule.len()];
        for number in 0..self.touched.len() {
            if self.touched[number] != Touched::Nowhere {
                self.open_leaf(number, &mut reached);
            }
        }
        let reads = Rc::clone(&self.reads);
        for (number, (nodes, _)) in reads.steps.iter().enumerate() {
            if reached[number] {
                self.steps.push(number);
                nodes.iter().for_each(|node| self.open_node(plan, *node, &mut reached));
            }
        }
    }

    fn open_leaf(&mut self, number: usize, reached: &mut [bool]) {
        self.open[number] = true;
        self.reads.readers[number].iter().for_each(|step| reached[*step as usize] = true);
    }

    fn open_node(&mut self, plan: &Plan, node: Node, reached: &mut [bool]) {
        match node {
            Node::Line(line) => self.open_leaf(self.reads.number(Leaf::Line(line)), reached),
            Node::Column(column) => self.open_leaf(self.reads.number(Leaf::Column(column)), reached),
            Node::Derive(table) => {
                let rows = self.reads.derived[table.index()].iter().any(|leaf| self.is_open(leaf));
                if rows {
                    self.open_leaf(self.reads.number(Leaf::Rows(table)), reached);
                }
                for (index, _) in block_columns(plan.table(table)) {
                    let column = column_of(table, index);
                    if rows || self.reads.columns[table.index()][index].iter().any(|leaf| self.is_open(leaf)) {
                        self.open_leaf(self.reads.number(Leaf::Column(column)), reached);
                    }
                }
            }
        }
    }

    pub(crate) fn is_open(&self, leaf: &Leaf) -> bool {
        self.open[self.reads.number(*leaf)]
    }

    pub(crate) fn is_touched(&self, leaf: &Leaf) -> bool {
        self.touched[self.reads.number(*leaf)] != Touched::Nowhere
    }

    pub(crate) fn column(&self, column: ColumnRef) -> &Touched {
        &self.touched[self.reads.number(Leaf::Column(column))]
    }

    pub(crate) fn line(&self, line: LineId) -> &Touched {
        &self.touched[self.reads.number(Leaf::Line(line))]
    }

    /// A column as the run before made it.
    fn before(&mut self, column: ColumnRef) -> &mut Option<Rc<Column>> {
        &mut self.before[self.reads.number(Leaf::Column(column))]
    }
}

fn column_of(table: TableId, index: usize) -> ColumnRef {
    ColumnRef { table, column: u16::try_from(index).unwrap_or(u16::MAX) }
}

impl<'a> Engine<'a> {
    /// Takes over the columns of the run before; those that may change are put aside.
    fn take_columns(&mut self, made: Vec<Vec<Option<Rc<Column>>>>, again: &mut Again) {
        let mut places = again.open.iter().zip(&mut again.before);
        for columns in made {
            let taken = columns.into_iter().zip(&mut places).map(|(column, (open, before))| match column {
                Some(column) if *open => {
                    *before = Some(column);
                    None
                }
                column => column.map(Made::Column),
            });
            self.made.push(taken.collect());
        }
        for (table, declared) in (0u32..).map(TableId).zip(&self.plan.tables) {
            for (index, column) in declared.columns.iter().enumerate() {
                if let ColumnKind::FromClauses(exprs) = &column.kind
                    && !again.is_open(&Leaf::Column(column_of(table, index)))
                {
                    self.take_block(table, index, exprs, again);
                }
            }
        }
    }

    fn run_again(&mut self, mut again: Again) -> Result<(), Limit> {
        let reads = Rc::clone(&again.reads);
        for number in std::mem::take(&mut again.steps) {
            let (nodes, leaves) = &reads.steps[number];
            match &self.plan.schedule[number] {
                _ if leaves.iter().all(|leaf| again.touched[*leaf] == Touched::Nowhere) => {
                    nodes.iter().for_each(|node| self.take(*node, &mut again));
                }
                Step::Node(Node::Line(line)) => self.line_again(*line, &mut again),
                Step::Node(Node::Column(column)) => self.column_again(*column, &mut again),
                Step::Node(Node::Derive(table)) => self.derive_again(*table, &mut again)?,
                Step::Loop { order, parts } => {
                    for node in nodes {
                        if let Node::Line(line) = node {
                            again.before[reads.number(Leaf::Line(*line))] = Some(Rc::clone(&self.lines[line.index()].column));
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
    fn take(&mut self, node: Node, again: &mut Again) {
        match node {
            Node::Line(_) => {}
            Node::Column(column) => self.set_made(column, again.before(column).take()),
            Node::Derive(table) => {
                for (index, exprs) in block_columns(self.plan.table(table)) {
                    self.take_block(table, index, exprs, again);
                }
            }
        }
    }

    fn take_block(&mut self, table: TableId, index: usize, exprs: &[ExprId], again: &mut Again) {
        let column = column_of(table, index);
        if let Some(before) = again.before(column).take() {
            self.set_made(column, Some(before));
        } else if self.made[table.index()][index].is_none() {
            self.made[table.index()][index] = self.copied_column(table, exprs).map(Made::Copied);
        }
    }

    fn set_made(&mut self, column: ColumnRef, made: Option<Rc<Column>>) {
        self.made[column.table.index()][usize::from(column.column)] = made.map(Made::Column);
    }

    fn line_again(&mut self, line: LineId, again: &mut Again) {
        let before = self.lines[line.index()].clone();
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
        again.touch(Leaf::Line(line), differing(&before.column, &self.lines[line.index()].column, &mut indexes.into_iter()));
    }

    fn column_again(&mut self, column: ColumnRef, again: &mut Again) {
        let (table, count) = (column.table, self.rows(column.table));
        let touched = match (self.formula(column), again.rows[table.index()]) {
            (Some(formula), Moved::Same | Moved::Behind(_)) => touch::rows(self, again, column, formula),
            (_, _) => Touched::Everywhere,
        };
        match (touched, again.before(column).take()) {
            (Touched::Nowhere, before) => self.set_made(column, before),
            (Touched::At(rows), Some(before)) => {
                let old = u32::try_from(before.len()).unwrap_or(u32::MAX);
                let (there, behind): (Vec<u32>, Vec<u32>) = rows.into_iter().partition(|row| *row < old);
                let values = values_at(&before, &there);
                // Whoever holds it last changes it in its place.
                self.set_made(column, Some(before));
                self.some_rows(column, &there);
                self.rows_behind(column, old);
                let changed = self.changed(column, there, values).chain(behind);
                again.touch(Leaf::Column(column), Touched::at(changed.collect()));
            }
            (Touched::At(_) | Touched::Everywhere, before) => {
                self.whole_column(column);
                *again.before(column) = before;
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

    fn derive_again(&mut self, table: TableId, again: &mut Again) -> Result<(), Limit> {
        let plan = self.plan;
        let TableKind::Derived(clauses) = &plan.table(table).kind else { return Ok(()) };
        let anew = again.reads.derived[table.index()].iter().any(|leaf| again.is_touched(leaf));
        if anew {
            let before = self.derived[table.index()].take();
            self.derive(table)?;
            if self.derived[table.index()] != before {
                again.moved(plan, table, Moved::Otherwise);
                return Ok(());
            }
            self.derived[table.index()] = before;
        }
        for (index, exprs) in block_columns(plan.table(table)) {
            let column = column_of(table, index);
            let mut touched = touch::blocks(self, again, column, exprs, clauses);
            match &touched {
                _ if anew => {}
                Touched::Everywhere if again.before(column).is_some() => {
                    let made = self.clause_column(table, index, exprs);
                    self.set_made(column, Some(Rc::new(made)));
                }
                Touched::At(rows) => match again.before(column).take() {
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
            again.touch(Leaf::Column(column), touched);
            if again.before(column).is_some() {
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
    fn note_change(&mut self, node: Node, again: &mut Again) {
        match node {
            Node::Line(line) => {
                let (before, after) = (again.before[again.reads.number(Leaf::Line(line))].take(), &self.lines[line.index()].column);
                let differing = |before| differing(&before, after, &mut (0u32..).take(after.len()));
                again.touch(Leaf::Line(line), before.map_or(Touched::Everywhere, differing));
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

    fn note_change_at(&self, column: ColumnRef, again: &mut Again, rows: &mut dyn Iterator<Item = u32>) {
        let made = &self.made[column.table.index()][usize::from(column.column)];
        let touched = match (again.before(column).take(), made, again.rows[column.table.index()]) {
            (Some(before), Some(Made::Column(after)), Moved::Same | Moved::Behind(_)) => differing(&before, after, rows),
            (_, _, _) => Touched::Everywhere,
        };
        again.touch(Leaf::Column(column), touched);
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
