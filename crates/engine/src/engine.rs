//! What a run holds while it evaluates: the plan, the data, the columns made so far, and what was worked out once.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::aggregate::caches::Caches;
use crate::column::{Column, Made, View};
use crate::datum::{ErrorCode, Failure, Origin, OriginPlace};
use crate::derive::Derived;
use crate::given::Given;
use crate::people::{Everybody, Tree};
use crate::place::{Lane, NO_PERIOD, NOBODY, Places};
use crate::request::Request;
use crate::time::{Lately, Timeline};
use crate::vector::{Kind, Scalar};
use crate::walk;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use tiercel_data::{History, Note, Tables, TextPool};
use tiercel_plan::{AggregateId, ColumnRef, ExprId, LineId, LineKind, Node, Plan, TableId, Value};
use tiercel_value::Grain;

/// When, who and what is given: the same in every run of the plan over the same calendar, people and history.
#[derive(Clone)]
pub(crate) struct Ground {
    time: Rc<Timeline>,
    everybody: Rc<Everybody>,
    given: Rc<Given>,
}

impl Ground {
    fn new(plan: &Plan, tables: &Tables, history: &History) -> Ground {
        let time = Timeline::new(plan, tables);
        let mut given = Given::new(history, &time);
        if let Some(facts) = &tables.slice {
            given.apply(facts);
        }
        Ground { time: Rc::new(time), everybody: Rc::new(Everybody::new(plan, tables)), given: Rc::new(given) }
    }
}

/// A run.
pub(crate) struct Engine<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) tables: &'a Tables,
    pub(crate) time: Rc<Timeline>,
    pub(crate) everybody: Rc<Everybody>,
    pub(crate) params: Rc<HashMap<tiercel_plan::ParamId, Value>>,
    pub(crate) given: Rc<Given>,
    /// Calculated columns and columns of derived tables.
    pub(crate) made: Vec<Vec<Option<Made<'a>>>>,
    /// The rows of derived tables.
    pub(crate) derived: Vec<Option<Rc<Derived>>>,
    /// The cells of lines.
    pub(crate) lines: Vec<LineCells>,
    pub(crate) texts: RefCell<Texts<'a>>,
    pub(crate) caches: Caches,
    /// The nodes of the loop being stepped: what reads them may not be kept for later.
    pub(crate) in_progress: Vec<Node>,
    pub(crate) depends: RefCell<HashMap<ExprId, bool>>,
    pub(crate) members: OnceCell<Rc<Vec<Vec<bool>>>>,
    pub(crate) notes: RefCell<Vec<Note>>,
    /// How many cells of lines were computed.
    pub(crate) computed: usize,
    /// Whether places share an error, which may say that it began at the one that was asked first.
    pub(crate) shares_error: Cell<bool>,
    /// What stands for others' rows, where the tables are a slice.
    pub(crate) applied: Option<crate::slice::applied::Applied>,
}

/// The cells of a line, payee by payee.
#[derive(Clone, Debug)]
pub(crate) struct LineCells {
    pub(crate) column: Rc<Column>,
    pub(crate) first: i32,
    pub(crate) count: usize,
}

impl LineCells {
    /// The index of a cell in the column.
    #[inline]
    pub(crate) fn index(&self, payee: u32, ordinal: i32) -> Option<usize> {
        let period = usize::try_from(i64::from(ordinal) - i64::from(self.first)).ok()?;
        if period >= self.count || payee == NOBODY { None } else { Some(payee as usize * self.count + period) }
    }
}

/// The texts of the data and those that the run made.
#[derive(Debug)]
pub(crate) struct Texts<'a> {
    base: &'a TextPool,
    extra: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, u32>,
}

impl<'a> Texts<'a> {
    fn new(base: &'a TextPool) -> Texts<'a> {
        Texts { base, extra: Vec::new(), ids: HashMap::new() }
    }

    /// The texts that a run made, for another over data with as many texts.
    pub(crate) fn made(&self) -> &[Arc<str>] {
        &self.extra
    }

    /// Takes over the texts that another run made.
    pub(crate) fn take_over(&mut self, made: &[Arc<str>]) {
        for text in made {
            self.intern(text);
        }
    }

    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        if let Some(id) = self.base.find(text) {
            return id.0;
        }
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = u32::try_from(self.base.len() + self.extra.len()).unwrap_or(u32::MAX);
        let text: Arc<str> = Arc::from(text);
        self.extra.push(Arc::clone(&text));
        self.ids.insert(text, id);
        id
    }

    pub(crate) fn get(&self, id: u32) -> &str {
        match (id as usize).checked_sub(self.base.len()) {
            None => self.base.get(tiercel_data::TextId(id)),
            Some(extra) => self.extra.get(extra).map_or("", |text| text),
        }
    }
}

impl<'a> Engine<'a> {
    pub(crate) fn new(plan: &'a Plan, tables: &'a Tables, request: &Request<'_>) -> Engine<'a> {
        let ground = Ground::new(plan, tables, request.history);
        let time = &ground.time;
        let none = Rc::new(Column::absent(Kind::Number, 0));
        let lines = plan.lines.iter().map(|line| {
            let (first, last) = if time.first > time.last {
                (0, -1)
            } else {
                (time.containing(time.base, time.first, line.grain), time.containing(time.base, time.last, line.grain))
            };
            let count = usize::try_from(i64::from(last) - i64::from(first) + 1).unwrap_or(0);
            LineCells { column: Rc::clone(&none), first, count }
        });
        let mut engine = Engine { lines: lines.collect(), ..Engine::upon(ground, plan, tables, request) };
        engine.made = plan.tables.iter().map(|table| table.columns.iter().map(|_| None).collect()).collect();
        engine.derived = plan.tables.iter().map(|_| None).collect();
        (0u32..).take(plan.lines.len()).for_each(|line| engine.clear_line(LineId(line)));
        engine.apply_slice();
        engine
    }

    /// A run that has neither lines nor columns yet.
    pub(crate) fn upon(ground: Ground, plan: &'a Plan, tables: &'a Tables, request: &Request<'_>) -> Engine<'a> {
        let Ground { time, everybody, given } = ground;
        Engine {
            plan,
            tables,
            time,
            everybody,
            params: Rc::new(request.params.values.iter().cloned().collect()),
            given,
            made: Vec::new(),
            derived: Vec::new(),
            lines: Vec::new(),
            texts: RefCell::new(Texts::new(&tables.texts)),
            caches: Caches::default(),
            in_progress: Vec::new(),
            depends: RefCell::new(HashMap::new()),
            members: OnceCell::new(),
            notes: RefCell::default(),
            computed: 0,
            shares_error: Cell::new(false),
            applied: None,
        }
    }

    /// What this run stands on.
    pub(crate) fn ground(&self) -> Ground {
        Ground { time: Rc::clone(&self.time), everybody: Rc::clone(&self.everybody), given: Rc::clone(&self.given) }
    }

    /// Makes a line's column anew and puts given cells in.
    pub(crate) fn clear_line(&mut self, line: LineId) {
        let cells = &mut self.lines[line.index()];
        let mut column = Column::absent(Kind::of(self.plan.line(line).ty), self.everybody.len() * cells.count);
        for ((_, payee, ordinal), value) in self.given.cells.range((line, 0, i32::MIN)..=(line, u32::MAX, i32::MAX)) {
            if let Some(index) = cells.index(*payee, *ordinal) {
                column.set(index, Scalar::Number(*value, false));
            }
        }
        cells.column = Rc::new(column);
    }

    /// How many rows a table has now.
    pub(crate) fn rows(&self, table: TableId) -> u32 {
        let made = self.derived[table.index()].as_ref().map(|derived| derived.len());
        let count = made.unwrap_or_else(|| self.tables.tables.get(table.index()).map_or(0, |table| table.rows));
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// A column to read; nothing if it has no values at all.
    pub(crate) fn view(&self, column: ColumnRef) -> Option<View<'_>> {
        let index = usize::from(column.column);
        if let Some(made) = self.made[column.table.index()].get(index).and_then(Option::as_ref) {
            return Some(made.view());
        }
        self.tables.tables.get(column.table.index())?.columns.get(index)?.as_deref().map(View::Input)
    }

    pub(crate) fn tree(&self, version: usize) -> Rc<Tree> {
        self.everybody.tree(version)
    }

    /// Whether a formula reads what the loop being stepped is still making.
    pub(crate) fn is_open(&self, id: ExprId) -> bool {
        if self.in_progress.is_empty() {
            return false;
        }
        if let Some(known) = self.depends.borrow().get(&id) {
            return *known;
        }
        let open = walk::reads_any(self.plan, id, &self.in_progress);
        self.depends.borrow_mut().insert(id, open);
        open
    }

    /// The same for an aggregate.
    pub(crate) fn is_open_aggregate(&self, id: AggregateId) -> bool {
        if self.in_progress.is_empty() {
            return false;
        }
        let aggregate = self.plan.aggregate(id);
        [aggregate.body, aggregate.condition, aggregate.person_where, aggregate.argument, aggregate.default]
            .into_iter()
            .flatten()
            .any(|expr| self.is_open(expr))
    }

    /// Who is on each plan, payee by payee and period by period of the base grain.
    fn members(&self) -> &Vec<Vec<bool>> {
        self.members.get_or_init(|| Rc::new((0..self.plan.units.len()).map(|unit| self.members_of(unit)).collect()))
    }

    fn members_of(&self, unit: usize) -> Vec<bool> {
        let count = self.periods();
        let (from, to) = self.time.units[unit];
        let mut members = vec![false; count * self.everybody.len()];
        let mut asked: Vec<(u32, i32)> = Vec::new();
        for (payee, cells) in (0u32..).zip(members.chunks_mut(count.max(1))) {
            let first = self.everybody.first_day(payee);
            for (ordinal, cell) in (self.time.first..).zip(cells) {
                *cell = (from..=to).contains(&ordinal) && self.time.end(self.time.base, ordinal) >= first;
                if *cell && self.plan.units[unit].members.is_some() {
                    asked.push((payee, ordinal));
                }
            }
        }
        if let Some(condition) = self.plan.units[unit].members {
            for block in asked.chunks(crate::place::BLOCK) {
                let places = self.cells(block, self.time.base);
                let on = self.eval(condition, &places);
                for (index, (payee, ordinal)) in block.iter().enumerate() {
                    let at = *payee as usize * count + usize::try_from(ordinal - self.time.first).unwrap_or(0);
                    members[at] = on.get(index) == Scalar::Bool(true);
                }
            }
        }
        members
    }

    /// Whether a payee has a cell on a plan in a period of the base grain.
    pub(crate) fn has_cell(&self, unit: usize, payee: u32, ordinal: i32) -> bool {
        self.offset(ordinal).and_then(|period| self.periods_on(unit, payee).get(period)) == Some(&true)
    }

    /// Whether a payee is on a plan, for each period of the base grain; empty for nobody.
    pub(crate) fn periods_on(&self, unit: usize, payee: u32) -> &[bool] {
        if payee == NOBODY {
            return &[];
        }
        let start = payee as usize * self.periods();
        self.members().get(unit).and_then(|members| members.get(start..start + self.periods())).unwrap_or_default()
    }

    /// How many periods of the base grain there are.
    fn periods(&self) -> usize {
        usize::try_from(i64::from(self.time.last) - i64::from(self.time.first) + 1).unwrap_or(0)
    }

    /// The place of a period of the base grain among those there are.
    pub(crate) fn offset(&self, ordinal: i32) -> Option<usize> {
        let offset = usize::try_from(i64::from(ordinal) - i64::from(self.time.first)).ok()?;
        (ordinal <= self.time.last).then_some(offset)
    }

    /// Places at cells of a grain, of each its payee and its period.
    pub(crate) fn cells(&self, cells: &[(u32, i32)], grain: Grain) -> Places {
        let mut ends = Lately::new();
        let day = Lane::signed(cells.iter().map(|(_, ordinal)| ends.get(*ordinal, || self.time.end(grain, *ordinal))));
        let payee = Lane::each(cells.iter().map(|(payee, _)| *payee).collect());
        let period = Lane::signed(cells.iter().map(|(_, ordinal)| *ordinal));
        let cell = crate::place::CellPart { payee, period, grain, day };
        Places { len: cells.len(), my: cell.clone(), cell, ..Places::nowhere(grain) }
    }

    /// The error value of a part of a formula at a place.
    pub(crate) fn fail(&self, code: ErrorCode, id: ExprId, places: &Places, index: usize) -> Scalar {
        let expr = self.plan.expr(id);
        let row = |part: &Option<(TableId, Lane)>| part.as_ref().map(|(table, lane)| OriginPlace::Row(*table, lane.get(index)));
        let ranged = if expr.uses.any(tiercel_plan::Uses::RANGED) { row(&places.ranged) } else { None };
        let source = || {
            let sources = places.sources.as_ref()?;
            let lane = sources.rows.first()?;
            Some(OriginPlace::Row(*sources.tables.first()?, lane.get(index)))
        };
        let cell = || {
            let payee = places.cell.payee.get(index);
            let ordinal = places.cell.period.int(index);
            let period = tiercel_value::Period { grain: places.cell.grain, ordinal };
            (payee != NOBODY || ordinal != NO_PERIOD).then_some(OriginPlace::Cell(payee, period))
        };
        // What needs no place began at none, even where it is asked at one.
        let place =
            if expr.uses == tiercel_plan::Uses::NONE { None } else { ranged.or_else(|| row(&places.row)).or_else(source).or_else(cell) };
        let place = place.unwrap_or(OriginPlace::Nowhere);
        Scalar::Error(Failure { code, origin: Origin { place, span: expr.span } })
    }

    /// Whether a payee has a cell of a line in a period: its plan has it, or history gives it.
    pub(crate) fn has_line(&self, line: LineId, payee: u32, grain: Grain, ordinal: i32) -> bool {
        let declared = self.plan.line(line);
        let unit = usize::from(declared.unit.0);
        let own = self.time.containing(grain, ordinal, declared.grain);
        let planned = own != NO_PERIOD && self.has_cell(unit, payee, self.time.standing(unit, declared.grain, own));
        planned || self.is_given(line, payee, grain, ordinal)
    }

    /// Whether history gives a payee's cell of a line in a period; of a total: of a line that it adds up.
    pub(crate) fn is_given(&self, line: LineId, payee: u32, grain: Grain, ordinal: i32) -> bool {
        if self.plan.line(line).kind == LineKind::Total {
            return self.given_parts(line, ordinal).any(|(part, own)| self.given.cells.contains_key(&(part, payee, own)));
        }
        let own = self.time.containing(grain, ordinal, self.plan.line(line).grain);
        self.given.cells.contains_key(&(line, payee, own))
    }

    /// Whether a line's cell is closed: given by history, never computed.
    pub(crate) fn is_closed(&self, line: LineId, ordinal: i32) -> bool {
        let line = self.plan.line(line);
        let standing = self.time.standing(usize::from(line.unit.0), line.grain, ordinal);
        self.given.is_closed(standing, self.time.first)
    }

    /// What stands for a cell that was not computed: nothing if neither the plan nor history has it.
    pub(crate) fn uncomputed(&self, line: LineId, payee: u32, ordinal: i32) -> Option<Scalar> {
        if payee == NOBODY || ordinal == NO_PERIOD {
            return None;
        }
        if let Some(value) = self.given.cells.get(&(line, payee, ordinal)) {
            return Some(Scalar::Number(*value, false));
        }
        if !self.is_closed(line, ordinal) {
            return None;
        }
        let grain = self.plan.line(line).grain;
        if self.plan.line(line).kind == LineKind::Total {
            let there = self.is_there(line, payee, ordinal) || self.is_given(line, payee, grain, ordinal);
            return if there { self.given_total(line, payee, ordinal) } else { None };
        }
        (self.given.names(line) && self.is_there(line, payee, ordinal)).then_some(Scalar::Number(tiercel_value::Decimal::ZERO, false))
    }

    /// Whether the plan has a payee's cell of a line in a closed period. In one before the plan's first it has those of all who
    /// have begun.
    fn is_there(&self, line: LineId, payee: u32, ordinal: i32) -> bool {
        let declared = self.plan.line(line);
        let unit = usize::from(declared.unit.0);
        self.is_on(unit, payee, self.time.standing(unit, declared.grain, ordinal))
    }

    /// Whether a payee is on a plan in a period of the base grain; before the plan's first one, whether history speaks of it
    /// and the payee has begun.
    pub(crate) fn is_on(&self, unit: usize, payee: u32, ordinal: i32) -> bool {
        if self.time.units.get(unit).is_none_or(|(first, _)| ordinal >= *first) {
            return self.has_cell(unit, payee, ordinal);
        }
        self.given.speaks_of(ordinal) && self.time.end(self.time.base, ordinal) >= self.everybody.first_day(payee)
    }

    /// The lines that a total adds up and that history names, each with the period of its cell that stands in a period.
    fn given_parts(&self, total: LineId, ordinal: i32) -> impl Iterator<Item = (LineId, i32)> {
        let own = self.plan.line(total).unit;
        let earning = self.plan.lines.iter().any(|line| line.unit == own && line.kind == LineKind::Earn);
        let wanted = if total == self.plan.unit(own).earned && earning { LineKind::Earn } else { LineKind::Pay };
        let lines = (0u32..).map(LineId).zip(&self.plan.lines);
        lines.filter(move |(id, line)| line.unit == own && line.kind == wanted && self.given.names(*id)).map(move |(id, line)| {
            let at = self.time.containing(self.time.base, ordinal, line.grain);
            let stands = self.time.standing(usize::from(line.unit.0), line.grain, at) == ordinal;
            (id, if stands { at } else { NO_PERIOD })
        })
    }

    /// The total of a closed cell: what history gives of the lines it adds up.
    fn given_total(&self, total: LineId, payee: u32, ordinal: i32) -> Option<Scalar> {
        let mut sum = tiercel_value::ExactSum::default();
        let mut named = false;
        for (part, own) in self.given_parts(total, ordinal) {
            named = true;
            if let Some(value) = self.given.cells.get(&(part, payee, own)) {
                sum.add(*value);
            }
        }
        let total = sum.total().ok().filter(|_| named)?;
        Some(Scalar::Number(total.value, total.inexact))
    }
}
