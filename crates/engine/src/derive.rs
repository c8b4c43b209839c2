//! Derived tables: which rows their clauses make, and the columns of their blocks.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::aggregate::caches::{KeyPart, NO_DAY};
use crate::aggregate::tally::Order;
use crate::column::{Column, Made};
use crate::copied::Copied;
use crate::engine::Engine;
use crate::place::{BLOCK, Lane, NOBODY, Places, SourcePart};
use crate::request::Limit;
use crate::vector::{Kind, Scalar, Vector};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use tiercel_data::Note;
use tiercel_plan::{
    ColumnKind, ExprId, ExprKind, FromClause, Grouping, Join, OwnerSource, Table, TableId, TableKind, TimeSource, Type, Uses,
};
use tiercel_value::Grain;
use tiercel_value::order;

/// The most rows that a derived table may have.
const MOST_ROWS: usize = 100_000_000;
/// The most rows of a table that is joined without `on`.
const MOST_PAIRED: u32 = 1_000;

/// The rows of a derived table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Derived {
    /// What each clause made, in the order of rows.
    pub(crate) clauses: Vec<ClauseRows>,
}

/// The rows that a clause made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClauseRows {
    /// The number of its first row in the table.
    pub(crate) start: usize,
    pub(crate) tuples: Tuples,
    /// The groups, of which the tuples are the first members.
    pub(crate) groups: Option<Rc<Groups>>,
}

/// Combinations of source rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tuples {
    pub(crate) tables: Rc<Vec<TableId>>,
    /// A row of each source per tuple; [`NOBODY`] where it has no partner.
    pub(crate) rows: Vec<TupleRows>,
    /// The ordinal of `each`, as its bits; empty without.
    pub(crate) each: Rc<Vec<u32>>,
}

/// The rows of a source, tuple by tuple.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TupleRows {
    /// All rows of the table, as they stand.
    All(u32),
    Listed(Rc<Vec<u32>>),
}

impl TupleRows {
    pub(crate) fn listed(rows: Vec<u32>) -> TupleRows {
        TupleRows::Listed(Rc::new(rows))
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            TupleRows::All(count) => *count as usize,
            TupleRows::Listed(rows) => rows.len(),
        }
    }

    #[inline]
    pub(crate) fn get(&self, index: u32) -> u32 {
        match self {
            TupleRows::All(_) => index,
            TupleRows::Listed(rows) => rows[index as usize],
        }
    }

    /// Those of tuples beside each other.
    pub(crate) fn run(&self, range: &Range<u32>) -> Lane {
        match self {
            TupleRows::All(_) => Lane::From(range.start),
            TupleRows::Listed(rows) => Lane::each(rows[range.start as usize..range.end as usize].to_vec()),
        }
    }

    fn gather(&self, indexes: &[u32]) -> Vec<u32> {
        match self {
            TupleRows::All(_) => indexes.to_vec(),
            TupleRows::Listed(rows) => indexes.iter().map(|index| rows[*index as usize]).collect(),
        }
    }
}

/// The columns of a derived table's blocks: their indexes and an expression per clause. What a group is grouped by comes
/// first: the other columns of its block may name it.
pub(crate) fn block_columns(table: &Table) -> Vec<(usize, &[ExprId])> {
    let TableKind::Derived(clauses) = &table.kind else { return Vec::new() };
    let grouped = |column: usize| {
        clauses.iter().any(|clause| match &clause.grouping {
            Grouping::By(keys) => keys.iter().any(|(key, _)| usize::from(*key) == column),
            Grouping::None | Grouping::Each { .. } => false,
        })
    };
    let columns = table.columns.iter().enumerate().filter_map(|(index, column)| match &column.kind {
        ColumnKind::FromClauses(exprs) => Some((index, exprs.as_slice())),
        ColumnKind::Input(_) | ColumnKind::Calculated(_) => None,
    });
    let (first, later): (Vec<_>, Vec<_>) = columns.partition(|(index, _)| grouped(*index));
    first.into_iter().chain(later).collect()
}

/// The blocks of so many places beside each other.
fn blocks(count: usize) -> impl Iterator<Item = Range<u32>> {
    let end = u32::try_from(count).unwrap_or(u32::MAX);
    (0..end).step_by(BLOCK).map(move |from| from..end.min(from.saturating_add(u32::try_from(BLOCK).unwrap_or(u32::MAX))))
}

impl Tuples {
    pub(crate) fn len(&self) -> usize {
        self.rows.first().map_or(0, |rows| rows.len())
    }

    fn part(&self, indexes: &[u32]) -> SourcePart {
        let each = || Lane::each(indexes.iter().map(|index| self.each[*index as usize]).collect());
        SourcePart {
            tables: Rc::clone(&self.tables),
            rows: self.rows.iter().map(|rows| Lane::each(rows.gather(indexes))).collect(),
            each: if self.each.is_empty() { Lane::Same(0) } else { each() },
        }
    }

    /// The same of tuples beside each other.
    fn run(&self, range: &Range<u32>) -> SourcePart {
        let each = || Lane::each(self.each[range.start as usize..range.end as usize].to_vec());
        SourcePart {
            tables: Rc::clone(&self.tables),
            rows: self.rows.iter().map(|rows| rows.run(range)).collect(),
            each: if self.each.is_empty() { Lane::Same(0) } else { each() },
        }
    }

    fn keep(&self, indexes: &[u32]) -> Tuples {
        let rows = self.rows.iter().map(|rows| TupleRows::listed(rows.gather(indexes))).collect();
        Tuples { tables: Rc::clone(&self.tables), rows, each: Rc::clone(&self.each) }
    }
}

/// The groups of a `group by` clause.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Groups {
    tuples: Tuples,
    offsets: Vec<u32>,
    members: Vec<u32>,
}

impl Groups {
    pub(crate) fn members(&self, group: u32) -> &[u32] {
        match (self.offsets.get(group as usize), self.offsets.get(group as usize + 1)) {
            (Some(from), Some(to)) => self.members.get(*from as usize..*to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// Places at members of groups.
    pub(crate) fn places(&self, engine: &Engine<'_>, places: &Places, of: &[u32], members: &[u32]) -> Places {
        let day = engine.source_days(&self.tuples, members.iter().copied());
        let mut at = Places { sources: Some(self.tuples.part(members)), ..places.gather(of) };
        at.cell.day = day;
        at
    }

    /// The rows of the sources of a member, in order.
    pub(crate) fn sources(&self, member: u32) -> impl Iterator<Item = (TableId, u32)> + '_ {
        self.tuples.tables.iter().zip(&self.tuples.rows).map(move |(table, rows)| (*table, rows.get(member)))
    }

    pub(crate) fn order(&self, engine: &Engine<'_>, member: u32) -> Order {
        let row = |source: usize| self.tuples.rows.get(source).map_or(NOBODY, |rows| rows.get(member));
        let Some(first) = self.tuples.tables.first() else { return (0, 0, 0) };
        let days = engine.row_days(*first, TimeSource::Role);
        let (_, payee, rank) = engine.order_of(*first, OwnerSource::Role, row(0), 0);
        // Several partners of one row keep the order in which they were found.
        let day = days.first.get(row(0) as usize).copied().unwrap_or(NO_DAY);
        if self.tuples.rows.len() > 1 { (day, payee, member) } else { (day, payee, rank) }
    }
}

impl ClauseRows {
    /// The rows of the table that come from some rows of a source.
    pub(crate) fn made_of(&self, source: usize, rows: &[u32]) -> Vec<u32> {
        let number = |inside: u32| u32::try_from(self.start + inside as usize).unwrap_or(u32::MAX);
        let holds = |tuples: &Tuples, at: u32| tuples.rows.get(source).is_some_and(|lane| rows.contains(&lane.get(at)));
        let inside = (0u32..).take(self.tuples.len());
        match &self.groups {
            None => inside.filter(|at| holds(&self.tuples, *at)).map(number).collect(),
            Some(groups) => {
                inside.filter(|group| groups.members(*group).iter().any(|member| holds(&groups.tuples, *member))).map(number).collect()
            }
        }
    }
}

impl Derived {
    pub(crate) fn len(&self) -> usize {
        self.clauses.last().map_or(0, |clause| clause.start + clause.tuples.len())
    }

    /// The clause of a row and the row's number in it.
    pub(crate) fn at(&self, row: u32) -> Option<(usize, &ClauseRows, u32)> {
        let after = self.clauses.partition_point(|clause| clause.start <= row as usize);
        let index = after.checked_sub(1)?;
        let clause = self.clauses.get(index)?;
        let inside = u32::try_from(row as usize - clause.start).ok()?;
        ((inside as usize) < clause.tuples.len()).then_some((index, clause, inside))
    }
}

impl<'a> Engine<'a> {
    /// The days that decide what is dated in a clause: those of the first source's rows.
    fn source_days(&self, tuples: &Tuples, indexes: impl Iterator<Item = u32>) -> Lane {
        let (Some(table), Some(rows)) = (tuples.tables.first(), tuples.rows.first()) else { return Lane::Same(i32::MAX.cast_unsigned()) };
        if matches!(self.plan.table(*table).time, tiercel_plan::TableTime::None) {
            return Lane::Same(i32::MAX.cast_unsigned());
        }
        let days = self.row_days(*table, TimeSource::Role);
        Lane::signed(indexes.map(|index| {
            let day = days.first.get(rows.get(index) as usize).copied().unwrap_or(NO_DAY);
            if day == NO_DAY { i32::MIN } else { day }
        }))
    }

    fn at_tuples(&self, table: TableId, tuples: &Tuples, range: Range<u32>, uses: Uses) -> Places {
        let mut places = Places { len: range.len(), sources: Some(tuples.run(&range)), ..Places::nowhere(self.time.base) };
        places.unit = self.plan.table(table).unit.0;
        if uses.any(Uses::DAY) {
            places.cell.day = self.source_days(tuples, range);
        }
        places
    }

    /// The place of a clause's condition at one row of its source.
    pub(crate) fn at_source(&self, table: TableId, source: TableId, row: u32) -> Places {
        let tuples = Tuples { tables: Rc::new(vec![source]), rows: vec![TupleRows::listed(vec![row])], each: Rc::new(Vec::new()) };
        self.at_tuples(table, &tuples, 0..1, Uses::DAY)
    }

    /// An expression at every tuple.
    fn at_every_tuple(&self, table: TableId, tuples: &Tuples, id: ExprId) -> Vec<Scalar> {
        let mut values = Vec::with_capacity(tuples.len());
        for block in blocks(tuples.len()) {
            let len = block.len();
            let vector = self.eval(id, &self.at_tuples(table, tuples, block, self.plan.expr(id).uses));
            values.extend((0..len).map(|index| vector.get(index)));
        }
        values
    }

    /// Makes the rows of a derived table and the columns of its blocks.
    pub(crate) fn derive(&mut self, table: TableId) -> Result<(), Limit> {
        let plan = self.plan;
        let TableKind::Derived(clauses) = &plan.table(table).kind else { return Ok(()) };
        let mut derived = Derived::default();
        for clause in clauses {
            let rows = self.clause(table, clause, derived.len())?;
            derived.clauses.push(rows);
            if derived.len() > MOST_ROWS {
                return Err(self.too_many_rows(table));
            }
        }
        self.derived[table.index()] = Some(Rc::new(derived));
        for (index, exprs) in block_columns(plan.table(table)) {
            let made = match self.copied_column(table, exprs) {
                Some(copied) => Made::Copied(copied),
                None => Made::Column(Rc::new(self.clause_column(table, index, exprs))),
            };
            self.made[table.index()][index] = Some(made);
        }
        Ok(())
    }

    /// A column that in each clause is an input column of the first source (others may have no partner).
    pub(crate) fn copied_column(&self, table: TableId, exprs: &[ExprId]) -> Option<Copied<'a>> {
        let TableKind::Derived(clauses) = &self.plan.table(table).kind else { return None };
        let derived = self.derived[table.index()].as_ref()?;
        let mut copied = Copied::default();
        for ((rows, clause), expr) in derived.clauses.iter().zip(clauses).zip(exprs) {
            let ExprKind::SourceColumn { source, column } = self.plan.expr(*expr).kind else { return None };
            if source.index() != 0 || matches!(clause.grouping, Grouping::By(_)) {
                return None;
            }
            let source = self.tables.tables.get(column.table.index())?.columns.get(usize::from(column.column))?.as_ref()?;
            copied.push(rows.tuples.rows.first()?.clone(), source);
        }
        Some(copied)
    }

    /// A column of blocks at every row.
    pub(crate) fn clause_column(&self, table: TableId, index: usize, exprs: &[ExprId]) -> Column {
        let declared = self.plan.table(table);
        let kind = Kind::of(declared.columns[index].ty);
        let (Some(derived), TableKind::Derived(clauses)) = (&self.derived[table.index()], &declared.kind) else {
            return Column::new(kind, 0);
        };
        let mut column = Column::new(kind, derived.len());
        for (number, rows) in derived.clauses.iter().enumerate() {
            let key = match clauses.get(number).map(|clause| &clause.grouping) {
                Some(Grouping::By(keys)) => keys.iter().find(|(key, _)| usize::from(*key) == index).map(|(_, expr)| *expr),
                Some(Grouping::None | Grouping::Each { .. }) | None => None,
            };
            let Some(expr) = key.or_else(|| exprs.get(number).copied()) else { continue };
            self.caches.groups.replace(rows.groups.clone());
            let start = u32::try_from(rows.start).unwrap_or(u32::MAX);
            for block in blocks(rows.tuples.len()) {
                let mut places = self.at_tuples(table, &rows.tuples, block.clone(), self.plan.expr(expr).uses);
                places.row = Some((table, Lane::From(start + block.start)));
                places.group = rows.groups.as_ref().map(|_| Lane::From(block.start));
                column.append(self.eval(expr, &places));
            }
            self.caches.groups.replace(None);
        }
        column
    }

    fn too_many_rows(&self, table: TableId) -> Limit {
        Limit { code: "run-too-many-rows", args: vec![("table", self.plan.table(table).name.clone()), ("most", MOST_ROWS.to_string())] }
    }

    fn clause(&self, table: TableId, clause: &FromClause, start: usize) -> Result<ClauseRows, Limit> {
        let count = self.rows(clause.source);
        let mut tuples = Tuples { tables: Rc::new(vec![clause.source]), rows: vec![TupleRows::All(count)], each: Rc::new(Vec::new()) };
        for join in &clause.joins {
            tuples = self.join(table, &tuples, join)?;
        }
        if let Some(condition) = clause.condition {
            tuples = self.chosen(table, &tuples, condition);
        }
        match &clause.grouping {
            Grouping::None => Ok(ClauseRows { start, tuples, groups: None }),
            Grouping::By(keys) => Ok(self.grouped(table, tuples, keys, start)),
            Grouping::Each { grain, from, to } => {
                let tuples = self.each(table, &tuples, *grain, (*from, *to))?;
                Ok(ClauseRows { start, tuples, groups: None })
            }
        }
    }

    /// The tuples for which a condition is true.
    fn chosen(&self, table: TableId, tuples: &Tuples, condition: ExprId) -> Tuples {
        let (mut kept, mut failed) = (Vec::new(), 0usize);
        for block in blocks(tuples.len()) {
            let values = self.eval(condition, &self.at_tuples(table, tuples, block.clone(), self.plan.expr(condition).uses));
            if let Some(pass) = values.plain_bools() {
                // Without branches: where a row does not pass, the next one comes in its place.
                let (before, mut count) = (kept.len(), 0);
                kept.resize(before + pass.len(), 0);
                for (index, pass) in block.zip(pass) {
                    kept[before + count] = index;
                    count += usize::from(*pass);
                }
                kept.truncate(before + count);
                continue;
            }
            for (position, index) in block.enumerate() {
                match values.get(position) {
                    Scalar::Bool(true) => kept.push(index),
                    Scalar::Blank | Scalar::Error(_) => failed += 1,
                    Scalar::Bool(false) | Scalar::Number(..) | Scalar::Word(_) => {}
                }
            }
        }
        self.note_dropped(table, failed);
        match tuples.rows.as_slice() {
            _ if kept.len() == tuples.len() => tuples.clone(),
            [TupleRows::All(_)] => Tuples { rows: vec![TupleRows::listed(kept)], ..tuples.clone() },
            _ => tuples.keep(&kept),
        }
    }

    fn note_dropped(&self, table: TableId, count: usize) {
        if count > 0 {
            let args = vec![("table", self.plan.table(table).name.clone()), ("count", count.to_string())];
            self.notes.borrow_mut().push(Note { code: "run-rows-in-error", args });
        }
    }

    fn join(&self, table: TableId, tuples: &Tuples, join: &Join) -> Result<Tuples, Limit> {
        let count = self.rows(join.table);
        if join.on.is_empty() && count > MOST_PAIRED {
            let name = |table: TableId| self.plan.table(table).name.clone();
            let args =
                vec![("table", name(table)), ("join", name(join.table)), ("count", count.to_string()), ("most", MOST_PAIRED.to_string())];
            return Err(Limit { code: "run-join-too-big", args });
        }
        let sources = tuples.rows.len();
        let mut tables = tuples.tables.to_vec();
        tables.push(join.table);
        let tables = Rc::new(tables);
        // Which rows of the joined table have which key.
        let alone = Tuples {
            tables: Rc::clone(&tables),
            rows: (0..sources).map(|_| TupleRows::listed(vec![NOBODY; count as usize])).chain([TupleRows::All(count)]).collect(),
            each: Rc::new(Vec::new()),
        };
        let right: Vec<Vec<Scalar>> = join.on.iter().map(|(_, right)| self.at_every_tuple(table, &alone, *right)).collect();
        let mut partners: HashMap<Vec<KeyPart>, Vec<u32>> = HashMap::new();
        for row in 0..count {
            let key: Option<Vec<KeyPart>> = right.iter().map(|values| KeyPart::of(values[row as usize])).collect();
            if let Some(key) = key {
                partners.entry(key).or_default().push(row);
            }
        }
        let left: Vec<Vec<Scalar>> = join.on.iter().map(|(left, _)| self.at_every_tuple(table, tuples, *left)).collect();
        let (mut of, mut found) = (Vec::new(), Vec::new());
        let mut alone = Vec::new();
        for index in (0u32..).take(tuples.len()) {
            let key: Option<Vec<KeyPart>> = left.iter().map(|values| KeyPart::of(values[index as usize])).collect();
            match key.and_then(|key| partners.get(&key)) {
                Some(rows) => {
                    of.extend(std::iter::repeat_n(index, rows.len()));
                    found.extend_from_slice(rows);
                }
                None if join.keep_unmatched => {
                    of.push(index);
                    found.push(NOBODY);
                }
                None => alone.push(index),
            }
            if of.len() > MOST_ROWS {
                return Err(self.too_many_rows(table));
            }
        }
        if !alone.is_empty() {
            let source = tuples.tables.first().copied().unwrap_or(table);
            let keys: Vec<String> =
                alone.iter().take(10).filter_map(|index| tuples.rows.first().map(|rows| self.row_key(source, rows.get(*index)))).collect();
            let name = |table: TableId| self.plan.table(table).name.clone();
            let args =
                vec![("table", name(source)), ("join", name(join.table)), ("count", alone.len().to_string()), ("rows", keys.join(", "))];
            self.notes.borrow_mut().push(Note { code: "run-rows-without-partner", args });
        }
        let mut joined = tuples.keep(&of);
        joined.tables = tables;
        joined.rows.push(TupleRows::listed(found));
        Ok(joined)
    }

    fn grouped(&self, table: TableId, tuples: Tuples, keys: &[(u16, ExprId)], start: usize) -> ClauseRows {
        let values: Vec<Vec<Scalar>> = keys.iter().map(|(_, expr)| self.at_every_tuple(table, &tuples, *expr)).collect();
        let types: Vec<Type> = keys.iter().map(|(_, expr)| self.plan.expr(*expr).ty).collect();
        let mut ids: HashMap<Vec<KeyPart>, usize> = HashMap::new();
        let mut groups: Vec<Vec<u32>> = Vec::new();
        let mut failed = 0;
        for index in (0u32..).take(tuples.len()) {
            let key: Option<Vec<KeyPart>> = values.iter().map(|values| KeyPart::of(values[index as usize])).collect();
            let Some(key) = key else {
                failed += 1;
                continue;
            };
            let group = *ids.entry(key).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[group].push(index);
        }
        self.note_dropped(table, failed);
        order::sort_by(&mut groups, |a, b| {
            let (a, b) = (a[0] as usize, b[0] as usize);
            let differ = types.iter().zip(&values).map(|(ty, values)| self.compare_keys(*ty, values[a], values[b]));
            differ.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        let firsts: Vec<u32> = groups.iter().map(|group| group[0]).collect();
        let mut offsets = vec![0u32];
        for group in &groups {
            offsets.push(offsets.last().copied().unwrap_or(0) + u32::try_from(group.len()).unwrap_or(u32::MAX));
        }
        let first_members = tuples.keep(&firsts);
        let groups = Groups { tuples, offsets, members: groups.concat() };
        ClauseRows { start, tuples: first_members, groups: Some(Rc::new(groups)) }
    }

    fn each(&self, table: TableId, tuples: &Tuples, grain: Grain, (from, to): (ExprId, ExprId)) -> Result<Tuples, Limit> {
        let (first, last) = (self.at_every_tuple(table, tuples, from), self.at_every_tuple(table, tuples, to));
        let ordinal = |expr: ExprId, value: Scalar, end: bool| match (self.plan.expr(expr).ty, value) {
            (Type::Period(of), Scalar::Word(word)) if of < grain => Some(self.time.containing(of, word.cast_signed(), grain)),
            (Type::Period(of), Scalar::Word(word)) => {
                let (first, last) = self.time.parts(of, word.cast_signed(), grain);
                Some(if end { last } else { first })
            }
            (_, Scalar::Word(word)) => self.time.period_of(word.cast_signed(), grain),
            (_, _) => None,
        };
        let (mut of, mut each) = (Vec::new(), Vec::new());
        let mut failed = 0;
        for index in (0u32..).take(tuples.len()) {
            let ends = ordinal(from, first[index as usize], false).zip(ordinal(to, last[index as usize], true));
            let Some((from, to)) = ends else {
                failed += 1;
                continue;
            };
            for ordinal in from..=to {
                of.push(index);
                each.push(ordinal.cast_unsigned());
            }
            if of.len() > MOST_ROWS {
                return Err(self.too_many_rows(table));
            }
        }
        self.note_dropped(table, failed);
        Ok(Tuples { each: Rc::new(each), ..tuples.keep(&of) })
    }

    /// Two derived rows by clause, then sources (groups by their columns), then period.
    pub(crate) fn compare_derived(&self, table: TableId, a: u32, b: u32) -> Ordering {
        let Some(derived) = &self.derived[table.index()] else { return Ordering::Equal };
        let (Some((first, rows, a)), Some((second, _, b))) = (derived.at(a), derived.at(b)) else { return Ordering::Equal };
        if first != second {
            return first.cmp(&second);
        }
        if rows.groups.is_some() {
            // Groups are made in the order of their columns.
            return a.cmp(&b);
        }
        for (source, lane) in rows.tuples.tables.iter().zip(&rows.tuples.rows) {
            let (a, b) = (lane.get(a), lane.get(b));
            if a != b {
                if a == NOBODY || b == NOBODY {
                    return if a == NOBODY { Ordering::Less } else { Ordering::Greater };
                }
                let ranks = self.ranks(*source);
                return ranks[a as usize].cmp(&ranks[b as usize]);
            }
        }
        let each = |row: u32| rows.tuples.each.get(row as usize).map_or(0, |ordinal| ordinal.cast_signed());
        each(a).cmp(&each(b))
    }

    /// The expression of a derived table's column in a row's clause, and the place of the row.
    pub(crate) fn at_derived(&self, column: tiercel_plan::ColumnRef, exprs: &[ExprId], row: u32) -> Option<(ExprId, Places)> {
        let (number, rows, inside) = self.derived[column.table.index()].as_ref()?.at(row)?;
        let TableKind::Derived(clauses) = &self.plan.table(column.table).kind else { return None };
        let key = match clauses.get(number).map(|clause| &clause.grouping) {
            Some(Grouping::By(keys)) => keys.iter().find(|(key, _)| *key == column.column).map(|(_, expr)| *expr),
            Some(Grouping::None | Grouping::Each { .. }) | None => None,
        };
        let expr = key.or_else(|| exprs.get(number).copied())?;
        self.caches.groups.replace(rows.groups.clone());
        let mut places = self.at_tuples(column.table, &rows.tuples, inside..inside + 1, self.plan.expr(expr).uses);
        places.row = Some((column.table, Lane::each(vec![row])));
        places.group = rows.groups.as_ref().map(|_| Lane::each(vec![inside]));
        Some((expr, places))
    }

    /// The group at which a place of its own stands.
    pub(crate) fn group_of(&self, places: &Places) -> Option<(Rc<Groups>, u32)> {
        Some((self.caches.groups.borrow().clone()?, places.group.as_ref()?.get(0)))
    }

    /// A column of a source; blank where the source has no partner.
    pub(crate) fn source_column(&self, sources: &SourcePart, source: usize, column: tiercel_plan::ColumnRef, len: usize) -> Option<Vector> {
        let lane = sources.rows.get(source)?;
        let view = self.view(column)?;
        let partnerless = match lane {
            Lane::Same(row) => *row == NOBODY,
            Lane::From(_) => false,
            Lane::Each(rows) => rows.contains(&NOBODY),
        };
        if !partnerless {
            return Some(view.gather(lane, len));
        }
        let mut builder = crate::vector::Builder::new(Kind::of(self.plan.table(column.table).columns[usize::from(column.column)].ty), len);
        for index in 0..len {
            let row = lane.get(index);
            builder.push(if row == NOBODY { Scalar::Blank } else { view.get(row as usize) });
        }
        Some(builder.finish())
    }
}
