//! Which rows a payee's slice has.

use crate::engine::Engine;
use crate::place::NOBODY;
use tiercel_data::Values;
use tiercel_plan::{ColumnKind, OwnerSource, Plan, TableId, TableKind, Type};
use tiercel_value::Set;

/// The rows of each table that a slice has.
#[derive(Debug)]
pub(super) struct Shares {
    /// Whether the rows of a table are people's: it says whose a row is, names payees, or refers to such rows.
    pub(super) personal: Vec<bool>,
    /// Of input tables: which rows are taken.
    taken: Vec<Vec<bool>>,
    stand_ins: Vec<Set<u32>>,
    /// Whether some row taken is another's.
    pub(super) lent: Vec<bool>,
}

impl Shares {
    /// The payee's rows: those of the payee, those that name the payee, and those that the payee's derived rows are made of.
    /// Derived tables that are held count for nothing.
    pub(super) fn of(engine: &Engine<'_>, payee: u32, held: &Set<TableId>) -> Shares {
        let plan = engine.plan;
        let tables = plan.tables.len();
        let personal = personal(plan);
        let taken = (0u32..).map(TableId).take(tables).map(|table| vec![false; engine.rows(table) as usize]).collect();
        let mut shares = Shares { personal, taken, stand_ins: vec![Set::new(); tables], lent: vec![false; tables] };
        for table in (0u32..).map(TableId).take(tables) {
            if matches!(plan.table(table).kind, TableKind::Input) {
                shares.take_own(engine, table, payee);
            }
        }
        for table in (0u32..).map(TableId).take(tables) {
            let is_derived = matches!(plan.table(table).kind, TableKind::Derived(_));
            if is_derived && plan.table(table).payee.is_some() && !held.contains(&table) {
                let owners = engine.owners(table, OwnerSource::Role);
                let own = (0u32..).zip(owners.iter()).filter(|(_, owner)| **owner == payee).map(|(row, _)| row);
                own.collect::<Vec<u32>>().into_iter().for_each(|row| shares.take_sources(engine, table, row, 0));
            }
        }
        shares.follow(engine);
        for table in (0u32..).map(TableId).take(tables) {
            if shares.is_personal(table) && matches!(plan.table(table).kind, TableKind::Input) {
                let owners = engine.owners(table, OwnerSource::Role);
                let lent = shares.rows(table).any(|row| owners.get(row as usize) != Some(&payee));
                if let Some(slot) = shares.lent.get_mut(table.index()) {
                    *slot = lent && plan.table(table).payee.is_some();
                }
            }
        }
        shares
    }

    pub(super) fn is_personal(&self, table: TableId) -> bool {
        self.personal.get(table.index()).copied().unwrap_or(false)
    }

    pub(super) fn is_lent(&self, table: TableId) -> bool {
        self.lent.get(table.index()).copied().unwrap_or(false)
    }

    /// Whether all rows of a table that others name are there.
    pub(super) fn is_closed(&self, table: TableId) -> bool {
        self.stand_ins.get(table.index()).is_none_or(Set::is_empty)
    }

    /// Whether a row is in the slice.
    pub(super) fn has(&self, table: TableId, row: u32) -> bool {
        self.taken.get(table.index()).and_then(|rows| rows.get(row as usize)) == Some(&true)
    }

    /// The rows of a table that are in the slice.
    fn rows(&self, table: TableId) -> impl Iterator<Item = u32> {
        (0u32..).zip(self.taken.get(table.index()).into_iter().flatten()).filter(|(_, taken)| **taken).map(|(row, _)| row)
    }

    fn take(&mut self, table: TableId, row: u32) {
        if let Some(taken) = self.taken.get_mut(table.index()).and_then(|rows| rows.get_mut(row as usize)) {
            *taken = true;
        }
    }

    fn take_own(&mut self, engine: &Engine<'_>, table: TableId, payee: u32) {
        let count = engine.rows(table);
        if !self.is_personal(table) {
            (0..count).for_each(|row| self.take(table, row));
            return;
        }
        let owners = engine.owners(table, OwnerSource::Role);
        let names = |row: u32| engine.named_in(table, row).contains(&payee);
        let is_mine = |row: u32| owners.get(row as usize) == Some(&payee) || (table != engine.plan.payees && names(row));
        (0..count).filter(|row| is_mine(*row)).collect::<Vec<u32>>().into_iter().for_each(|row| self.take(table, row));
    }

    /// Whether all rows that a derived row is made of are in the slice.
    pub(super) fn has_sources(&self, engine: &Engine<'_>, table: TableId, row: u32) -> bool {
        engine.sources_of(table, row).into_iter().all(|(source, row)| match engine.plan.table(source).kind {
            TableKind::Input => self.has(source, row),
            TableKind::Derived(_) => self.has_sources(engine, source, row),
        })
    }

    fn take_sources(&mut self, engine: &Engine<'_>, table: TableId, row: u32, depth: usize) {
        for (source, row) in engine.sources_of(table, row) {
            match engine.plan.table(source).kind {
                TableKind::Input => self.take(source, row),
                // Tables are derived from those before them; the depth is a second fence.
                TableKind::Derived(_) if depth < engine.plan.tables.len() => self.take_sources(engine, source, row, depth + 1),
                TableKind::Derived(_) => {}
            }
        }
    }

    /// Rows that the rows refer to and that are others': they get a stand-in.
    fn follow(&mut self, engine: &Engine<'_>) {
        for table in (0u32..).map(TableId).take(engine.plan.tables.len()) {
            let rows: Vec<u32> = self.rows(table).collect();
            for (target, row) in rows.into_iter().flat_map(|row| engine.referred(table, row)) {
                if self.is_personal(target)
                    && !self.has(target, row)
                    && let Some(rows) = self.stand_ins.get_mut(target.index())
                {
                    rows.insert(row);
                }
            }
        }
    }

    /// Others whom the rows name.
    pub(super) fn strangers(&self, engine: &Engine<'_>, payee: u32) -> Vec<u32> {
        let mut found = Set::new();
        for table in (0u32..).map(TableId).take(self.taken.len()) {
            let rows = self.rows(table).chain(self.stand_ins.get(table.index()).into_iter().flat_map(Set::iter).copied());
            found.extend(rows.flat_map(|row| engine.named_in(table, row)).filter(|named| *named != payee));
        }
        found.into_iter().collect()
    }

    pub(super) fn taken(&self) -> Vec<Vec<u32>> {
        (0u32..).map(TableId).take(self.taken.len()).map(|table| self.rows(table).collect()).collect()
    }

    pub(super) fn stand_ins(&self) -> Vec<Vec<u32>> {
        self.stand_ins.iter().map(|rows| rows.iter().copied().collect()).collect()
    }
}

/// Whose rows are people's, table by table.
fn personal(plan: &Plan) -> Vec<bool> {
    let mut personal: Vec<bool> = plan.tables.iter().map(|table| table.payee.is_some()).collect();
    if let Some(payees) = personal.get_mut(plan.payees.index()) {
        *payees = true;
    }
    // What refers to people's rows, or is made of them, is people's as well: until nothing is added.
    for _ in 0..plan.tables.len() {
        for (index, table) in plan.tables.iter().enumerate() {
            let is = |table: TableId| personal.get(table.index()).copied().unwrap_or(false);
            let names = table.columns.iter().any(|column| match (&column.kind, column.ty) {
                (ColumnKind::Input(_), Type::Payee) => true,
                (ColumnKind::Input(_), Type::Ref(target)) => is(target),
                _ => false,
            });
            let made = match &table.kind {
                TableKind::Input => false,
                TableKind::Derived(clauses) => {
                    clauses.iter().any(|clause| is(clause.source) || clause.joins.iter().any(|join| is(join.table)))
                }
            };
            if (names || made)
                && let Some(slot) = personal.get_mut(index)
            {
                *slot = true;
            }
        }
    }
    personal
}

impl Engine<'_> {
    /// The rows that a derived row is made of.
    fn sources_of(&self, table: TableId, row: u32) -> Vec<(TableId, u32)> {
        let Some(derived) = self.derived.get(table.index()).and_then(Option::as_ref) else { return Vec::new() };
        let Some((_, clause, inside)) = derived.at(row) else { return Vec::new() };
        let sources: Vec<(TableId, u32)> = match &clause.groups {
            Some(groups) => groups.members(inside).iter().flat_map(|member| groups.sources(*member)).collect(),
            None => {
                let rows = clause.tuples.rows.iter().map(|rows| rows.get(inside));
                clause.tuples.tables.iter().copied().zip(rows).collect()
            }
        };
        sources.into_iter().filter(|(_, row)| *row != NOBODY).collect()
    }

    /// The payees in the input columns of a row, but for the key of `payees`.
    fn named_in(&self, table: TableId, row: u32) -> Vec<u32> {
        self.words_in(table, row, |values| if let Values::Payee(values) = values { Some(values) } else { None })
            .into_iter()
            .map(|(_, word)| word)
            .collect()
    }

    /// The rows to which a row refers.
    fn referred(&self, table: TableId, row: u32) -> Vec<(TableId, u32)> {
        let found = self.words_in(table, row, |values| if let Values::Row(values) = values { Some(values) } else { None });
        found.into_iter().filter_map(|(ty, row)| if let Type::Ref(target) = ty { Some((target, row)) } else { None }).collect()
    }

    fn words_in(&self, table: TableId, row: u32, of: impl Fn(&Values) -> Option<&Vec<u32>>) -> Vec<(Type, u32)> {
        let Some(data) = self.tables.tables.get(table.index()) else { return Vec::new() };
        let columns = self.plan.table(table).columns.iter().zip(&data.columns);
        let word = |(declared, data): (&tiercel_plan::Column, &Option<std::sync::Arc<tiercel_data::ColumnData>>)| {
            let data = data.as_ref().filter(|data| !data.is_blank(row as usize))?;
            Some((declared.ty, *of(&data.values)?.get(row as usize)?))
        };
        columns.filter_map(word).collect()
    }
}
