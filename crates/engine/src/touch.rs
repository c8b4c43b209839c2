//! Which cells and rows a change reaches: those whose formula reads, at its own place or through an aggregate, what changed.
//!
//! What is not understood here is touched everywhere, never left out.

#![expect(clippy::indexing_slicing, reason = "ids are made for the arenas they index")]

use crate::again::{Again, Moved, Touched, rises};
use crate::aggregate::caches::RowDays;
use crate::derive::{ClauseRows, TupleRows};
use crate::engine::Engine;
use crate::place::NOBODY;
use crate::reads::{Leaf, Leaves, OF_ROLES, ladder, roles};
use crate::walk::time_operands;
use std::rc::Rc;
use tiercel_plan::{
    AggregateId, AggregateOver, AllocateGroup, ColumnRef, ExprId, ExprKind, FromClause, Grouping, LineId, OwnerSource, People, TableId,
    TableTime, TimeSource, Uses, Window,
};

/// The cells of a line.
pub(crate) fn cells(engine: &Engine<'_>, again: &Again, line: LineId) -> Touched {
    let mut touching = Touching { engine, again, stand: Stand::Cell(line), all: false, found: Vec::new(), ranged: None };
    for version in &engine.plan.line(line).versions {
        version.value.when.into_iter().chain([version.value.formula]).for_each(|expr| touching.walk(expr, HERE));
    }
    touching.finish()
}

/// The rows of a calculated column, of a table whose rows stand where they stood.
pub(crate) fn rows(engine: &Engine<'_>, again: &Again, column: ColumnRef, formula: ExprId) -> Touched {
    let table = column.table;
    let mut touching = Touching { engine, again, stand: Stand::Row(table), all: false, found: Vec::new(), ranged: None };
    if let Moved::Behind(added) = again.rows[table.index()] {
        let count = engine.rows(table);
        touching.found.extend(count.saturating_sub(added)..count);
    }
    if engine.plan.expr(formula).uses.any(OF_ROLES) {
        roles(engine.plan, table).into_iter().for_each(|role| touching.walk(role, HERE));
    }
    touching.walk(formula, HERE);
    touching.finish()
}

/// The rows of a column of blocks, of a derived table whose rows are made of the same.
pub(crate) fn blocks(engine: &Engine<'_>, again: &Again, column: ColumnRef, exprs: &[ExprId], clauses: &[FromClause]) -> Touched {
    let Some(derived) = &engine.derived[column.table.index()] else { return Touched::Everywhere };
    let stand = |number| Stand::Block(column.table, number);
    let mut touching = Touching { engine, again, stand: stand(0), all: false, found: Vec::new(), ranged: None };
    for (number, clause) in clauses.iter().enumerate().take(derived.clauses.len()) {
        touching.stand = stand(number);
        let key = match &clause.grouping {
            Grouping::By(keys) => keys.iter().find(|(key, _)| *key == column.column).map(|(_, expr)| *expr),
            Grouping::None | Grouping::Each { .. } => None,
        };
        let Some(expr) = key.or_else(|| exprs.get(number).copied()) else { continue };
        let grouped = matches!(clause.grouping, Grouping::By(_));
        if (grouped || engine.plan.expr(expr).uses.any(Uses::DAY))
            && again.reads.roles[clause.source.index()].iter().any(|leaf| again.is_touched(leaf))
        {
            return Touched::Everywhere;
        }
        touching.walk(expr, HERE);
    }
    touching.finish()
}

/// Where the formula stands whose places are looked for.
#[derive(Clone, Copy)]
enum Stand {
    Cell(LineId),
    Row(TableId),
    /// In a clause of a derived table.
    Block(TableId, usize),
}

/// In which periods a part of a formula is evaluated, seen from its cell.
#[derive(Clone, Copy)]
enum Periods {
    Own,
    Within(Window),
    Any,
}

/// Where a part of a formula is evaluated, seen from the formula's own place.
#[derive(Clone, Copy)]
struct Seen {
    /// Whether the payee is one's own.
    own: bool,
    periods: Periods,
    is_here: bool,
}

/// At the place itself.
const HERE: Seen = Seen { own: true, periods: Periods::Own, is_here: true };

struct Touching<'e, 'a> {
    engine: &'e Engine<'a>,
    again: &'e Again,
    stand: Stand,
    all: bool,
    found: Vec<u32>,
    /// Inside an aggregate over the rows of a table: which of them changed.
    ranged: Option<(TableId, Vec<u32>)>,
}

impl Touching<'_, '_> {
    fn finish(self) -> Touched {
        if self.all { Touched::Everywhere } else { Touched::at(self.found) }
    }

    fn table(&self) -> Option<TableId> {
        match self.stand {
            Stand::Cell(_) => None,
            Stand::Row(table) | Stand::Block(table, _) => Some(table),
        }
    }

    /// Everything, if some part of an expression reads what changed.
    fn as_a_whole(&mut self, id: ExprId) {
        self.all |= Leaves::of(self.engine.plan, vec![id], self.table()).iter().any(|leaf| self.again.is_touched(leaf));
    }

    fn whole_column(&mut self, column: ColumnRef) {
        self.all |= *self.again.column(column) != Touched::Nowhere;
    }

    fn parts(&mut self, id: ExprId, seen: Seen) {
        let again = self.again;
        again.reads.operands[id.index()].iter().for_each(|part| self.walk(*part, seen));
    }

    fn walk(&mut self, id: ExprId, seen: Seen) {
        if self.all || self.is_of_ranged(id) {
            return;
        }
        let plan = self.engine.plan;
        match &plan.expr(id).kind {
            ExprKind::Param(param) => self.all |= self.again.is_touched(&crate::reads::Leaf::Param(*param)),
            ExprKind::RowColumn(column) => match (self.again.column(*column), self.table()) {
                (Touched::At(rows), Some(table)) if table == column.table => self.found.extend(rows),
                (Touched::Nowhere, _) => {}
                (Touched::At(_) | Touched::Everywhere, _) => self.all = true,
            },
            ExprKind::SourceColumn { source, column } => self.of_source(source.index(), *column),
            ExprKind::RangedColumn(column) => self.whole_column(*column),
            ExprKind::Follow { column, .. } | ExprKind::FollowPayee { column, .. } => {
                self.whole_column(*column);
                self.parts(id, seen);
            }
            ExprKind::Line(line) => self.of_line(*line, seen),
            ExprKind::Prior { line, back, default } => {
                let periods = if seen.is_here { Periods::Within(Window::Prior(*back)) } else { Periods::Any };
                self.of_line(*line, Seen { periods, ..seen });
                default.iter().for_each(|default| self.walk(*default, seen));
            }
            ExprKind::My(inner) => self.walk(*inner, HERE),
            ExprKind::Aggregate(aggregate) | ExprKind::Prorated(_, aggregate) => {
                let prorated = matches!(plan.expr(id).kind, ExprKind::Prorated(..));
                self.of_aggregate(id, *aggregate, prorated, seen);
            }
            ExprKind::Rank { people, .. } => self.of_circle(id, people, seen),
            ExprKind::Allocate(allocate) => match &allocate.group {
                AllocateGroup::People(people, _) => self.of_circle(id, people, seen),
                AllocateGroup::Rows(_) => self.as_a_whole(id),
            },
            ExprKind::PriorRow { .. } | ExprKind::Running { .. } | ExprKind::Lookup { .. } | ExprKind::ConvertByDate { .. } => {
                self.as_a_whole(id);
            }
            ExprKind::Tier(tier) if ladder(&tier.ladder).is_some() => self.as_a_whole(id),
            ExprKind::Const(_)
            | ExprKind::Slot(_)
            | ExprKind::Each
            | ExprKind::Payee
            | ExprKind::Period
            | ExprKind::NotAvailable
            | ExprKind::Active(_)
            | ExprKind::Let { .. }
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::Binary(..)
            | ExprKind::In { .. }
            | ExprKind::If { .. }
            | ExprKind::Switch { .. }
            | ExprKind::IfBlank(..)
            | ExprKind::IsBlank(_)
            | ExprKind::IfNa(..)
            | ExprKind::Divide { .. }
            | ExprKind::Call(..)
            | ExprKind::Tier(_)
            | ExprKind::Rates { .. }
            | ExprKind::ConvertByRate { .. }
            | ExprKind::Retype(_)
            | ExprKind::Containing(..) => self.parts(id, seen),
        }
    }

    /// Takes what stands apart inside an aggregate over rows: columns of the row ranged over, and what has a place of its own.
    fn is_of_ranged(&mut self, id: ExprId) -> bool {
        let Some((table, rows)) = &mut self.ranged else { return false };
        let kind = &self.engine.plan.expr(id).kind;
        if let ExprKind::RangedColumn(column) | ExprKind::RowColumn(column) = kind
            && column.table == *table
        {
            match self.again.column(*column) {
                Touched::Nowhere => {}
                Touched::At(touched) => rows.extend(touched),
                Touched::Everywhere => self.all = true,
            }
            return true;
        }
        let apart = matches!(
            kind,
            ExprKind::Aggregate(_)
                | ExprKind::Prorated(..)
                | ExprKind::Rank { .. }
                | ExprKind::Allocate(_)
                | ExprKind::Tier(_)
                | ExprKind::My(_)
        );
        if apart {
            self.as_a_whole(id);
        }
        apart
    }

    /// What reads a column of a source: the rows made of the rows that changed.
    fn of_source(&mut self, source: usize, column: ColumnRef) {
        let Touched::At(rows) = self.again.column(column) else {
            self.whole_column(column);
            return;
        };
        let engine = self.engine;
        let clause = match self.stand {
            Stand::Block(table, number) => engine.derived[table.index()].as_ref().and_then(|derived| derived.clauses.get(number)),
            Stand::Cell(_) | Stand::Row(_) => None,
        };
        match clause {
            Some(clause) => made_of(clause, source, rows, &mut self.found),
            None => self.all = true,
        }
    }

    /// What reads a line.
    fn of_line(&mut self, line: LineId, seen: Seen) {
        let (engine, Stand::Cell(own)) = (self.engine, self.stand) else {
            self.all |= *self.again.line(line) != Touched::Nowhere;
            return;
        };
        let (cells, same_grain) = (&engine.lines[line.index()], engine.plan.line(line).grain == engine.plan.line(own).grain);
        let indexes = match self.again.line(line) {
            Touched::Nowhere => return,
            Touched::Everywhere => {
                self.all = true;
                return;
            }
            Touched::At(indexes) => indexes,
        };
        let count = cells.count.max(1);
        let places = indexes.iter().map(|index| {
            let (payee, period) = (*index as usize / count, *index as usize % count);
            (u32::try_from(payee).unwrap_or(NOBODY), cells.first + i32::try_from(period).unwrap_or(0))
        });
        let grain = engine.plan.line(own).grain;
        if same_grain && seen.own && matches!(seen.periods, Periods::Own) {
            // Lines of a grain have the same cells.
            self.found.extend(indexes);
            return;
        }
        let windows: Vec<Option<(i32, i32)>> = match seen.periods {
            Periods::Own if same_grain => self.ordinals(own).map(|ordinal| Some((ordinal, ordinal))).collect(),
            Periods::Within(window) if same_grain => self.ordinals(own).map(|ordinal| engine.time.window(window, grain, ordinal)).collect(),
            Periods::Own | Periods::Within(_) | Periods::Any => vec![Some((i32::MIN, i32::MAX)); engine.lines[own.index()].count],
        };
        let has = |window: &Option<(i32, i32)>, ordinal: i32| window.is_some_and(|(from, to)| (from..=to).contains(&ordinal));
        if seen.own {
            for (payee, ordinal) in places {
                self.mark(own, Some(payee), windows.iter().map(|window| has(window, ordinal)));
            }
        } else {
            let ordinals: Vec<i32> = places.map(|(_, ordinal)| ordinal).collect();
            self.mark(own, None, windows.iter().map(|window| ordinals.iter().any(|ordinal| has(window, *ordinal))));
        }
    }

    /// The periods of a line's cells.
    fn ordinals(&self, line: LineId) -> impl Iterator<Item = i32> + use<> {
        let cells = &self.engine.lines[line.index()];
        (cells.first..).take(cells.count)
    }

    /// Marks the cells of a payee, or of all, in the periods that are meant: it is said of each in turn.
    fn mark(&mut self, own: LineId, payee: Option<u32>, meant: impl Iterator<Item = bool>) {
        let everybody = u32::try_from(self.engine.everybody.len()).unwrap_or(u32::MAX);
        let count = u32::try_from(self.engine.lines[own.index()].count).unwrap_or(u32::MAX);
        let periods = (0..count).zip(meant).filter(|(_, meant)| *meant).map(|(period, _)| period);
        match payee {
            Some(payee) if payee < everybody => self.found.extend(periods.map(|period| payee * count + period)),
            Some(_) => {}
            None => {
                let periods: Vec<u32> = periods.collect();
                self.found.extend((0..everybody).flat_map(|payee| periods.iter().map(move |period| payee * count + period)));
            }
        }
    }

    /// What looks at others' cells of the same period.
    fn of_circle(&mut self, id: ExprId, people: &People, seen: Seen) {
        if !seen.is_here || matches!(people, People::Same(_) | People::Person(_)) || matches!(self.stand, Stand::Row(_) | Stand::Block(..))
        {
            self.as_a_whole(id);
            return;
        }
        self.parts(id, Seen { own: false, is_here: false, ..seen });
    }

    fn of_aggregate(&mut self, id: ExprId, of: AggregateId, prorated: bool, seen: Seen) {
        let aggregate = self.engine.plan.aggregate(of);
        let (line, grain) = match (self.stand, aggregate.over) {
            (Stand::Cell(line), AggregateOver::Rows(_) | AggregateOver::Cells(_) | AggregateOver::People) if seen.is_here => {
                (line, self.engine.plan.line(line).grain)
            }
            (Stand::Block(..), AggregateOver::Group) => {
                self.parts(id, seen);
                return;
            }
            (_, _) => {
                self.as_a_whole(id);
                return;
            }
        };
        if matches!(aggregate.people, Some(People::Same(_) | People::Person(_))) {
            self.as_a_whole(id);
            return;
        }
        aggregate.default.into_iter().chain(aggregate.argument).for_each(|part| self.walk(part, seen));
        let window = match aggregate.window {
            Some(Window::Between(from, to)) => {
                [from, to].into_iter().for_each(|end| self.walk(end, seen));
                None
            }
            window => window,
        };
        let (body, condition, persons) = (aggregate.body, aggregate.condition, aggregate.person_where);
        if let AggregateOver::Rows(table) = aggregate.over {
            persons.into_iter().for_each(|persons| self.as_a_whole(persons));
            let window = window.filter(|_| !prorated);
            self.of_rows(line, table, of, window, body.into_iter().chain(condition).collect());
            return;
        }
        let same_grain = !matches!(aggregate.over, AggregateOver::Cells(of) if of != grain);
        let periods = match (aggregate.window, window) {
            (None, _) if same_grain => Periods::Own,
            (Some(_), Some(window)) if same_grain => Periods::Within(window),
            (_, _) => Periods::Any,
        };
        let own = matches!(aggregate.people, None | Some(People::Own));
        let inside = Seen { own, periods, is_here: false };
        body.into_iter().chain(condition).chain(persons).for_each(|part| self.walk(part, inside));
    }

    /// What ranges over the rows of a table: the cells that take a row which changed, as it was or as it is.
    fn of_rows(&mut self, line: LineId, table: TableId, of: AggregateId, window: Option<Window>, parts: Vec<ExprId>) {
        let (engine, again) = (self.engine, self.again);
        let (plan, aggregate) = (engine.plan, engine.plan.aggregate(of));
        let count = engine.rows(table);
        let added: Vec<u32> = match again.rows[table.index()] {
            Moved::Same => Vec::new(),
            Moved::Behind(added) => (count.saturating_sub(added)..count).collect(),
            Moved::Otherwise => {
                self.all = true;
                return;
            }
        };
        let mut own: Vec<ExprId> = roles(plan, table);
        let roles_of_table = own.len();
        if let OwnerSource::Of(owner) = aggregate.owner {
            own.push(owner);
        }
        if let TimeSource::On(time) = aggregate.time {
            time_operands(time, &mut own);
        }
        self.ranged = Some((table, added));
        parts.iter().chain(&own).for_each(|part| self.walk(*part, HERE));
        let mut rows = self.ranged.take().map_or_else(Vec::new, |(_, rows)| rows);
        rises(&mut rows);
        if self.all || rows.is_empty() {
            return;
        }
        let now = (engine.owners(table, aggregate.owner), engine.row_days(table, aggregate.time));
        let is_open = |leaf: &Leaf| again.is_open(leaf);
        let extra = own.len() > roles_of_table;
        let is_open =
            again.reads.roles[table.index()].iter().any(is_open) || extra && Leaves::of(plan, own, Some(table)).iter().any(is_open);
        let before = if is_open { self.kept_roles(table, of) } else { Some(now.clone()) };
        let Some(before) = before else {
            self.all = true;
            return;
        };
        let is_own = matches!(aggregate.people, Some(People::Own));
        let grain = plan.line(line).grain;
        let days_of =
            |ordinal: i32| window.and_then(|window| engine.time.window(window, grain, ordinal)).map(|range| engine.time.days(grain, range));
        let days: Vec<Option<(i32, i32)>> = self.ordinals(line).map(days_of).collect();
        let is_same = Rc::ptr_eq(&before.0, &now.0) && Rc::ptr_eq(&before.1, &now.1);
        for row in rows {
            for (owners, spans) in [&before, &now].into_iter().skip(usize::from(is_same)) {
                let Some(owner) = owners.get(row as usize) else { continue };
                let span = spans.of(row);
                let meets = |days: &Option<(i32, i32)>| {
                    window.is_none() || days.zip(span).is_some_and(|((from, to), (first, last))| first <= to && last >= from)
                };
                self.mark(line, Some(*owner).filter(|_| is_own), days.iter().map(meets));
            }
        }
    }

    /// Whose the rows were and when they counted, if the run before knew.
    fn kept_roles(&self, table: TableId, of: AggregateId) -> Option<(Rc<Vec<u32>>, Rc<RowDays>)> {
        let aggregate = self.engine.plan.aggregate(of);
        let mut kept = self.again.caches.iter().filter(|layer| layer.table == table).map(|layer| &layer.rows);
        let owner = if let OwnerSource::Of(owner) = aggregate.owner { Some(owner) } else { None };
        let time = match aggregate.time {
            TimeSource::None => TableTime::None,
            TimeSource::Role => self.engine.plan.table(table).time,
            TimeSource::On(time) => time,
        };
        let time = match time {
            TableTime::None => None,
            TableTime::On(time) | TableTime::In(time, _) | TableTime::Span(time, _) => Some(time),
        };
        let owners = kept.clone().find_map(|rows| rows.owners.borrow().get(&owner).cloned())?;
        let days = kept.find_map(|rows| rows.days.borrow().get(&(time, false)).cloned())?;
        Some((owners, days))
    }
}

/// The rows of a clause that are made of some rows of a source, which rise.
fn made_of(clause: &ClauseRows, source: usize, rows: &[u32], found: &mut Vec<u32>) {
    let start = u32::try_from(clause.start).unwrap_or(u32::MAX);
    match (clause.tuples.rows.first(), &clause.groups) {
        (Some(TupleRows::All(_)), None) if source == 0 => found.extend(rows.iter().map(|row| start + row)),
        // Those of the first source rise.
        (Some(TupleRows::Listed(listed)), None) if source == 0 => {
            for row in rows {
                let from = listed.partition_point(|listed| listed < row);
                let to = listed.partition_point(|listed| listed <= row);
                found.extend((from..to).filter_map(|inside| u32::try_from(inside).ok()).map(|inside| start + inside));
            }
        }
        (_, _) => found.extend(clause.made_of(source, rows)),
    }
}
