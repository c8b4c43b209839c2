//! Which nodes of a plan come out the same from one payee's rows, which do with totals of others, and which do not.
//!
//! A node is held unless all it reads is known to be in the slice. So what is not understood here is held, never wrong.

use super::Seals;
use super::rows::Shares;
use crate::engine::Engine;
use crate::reads::{deciding, ladder};
use crate::walk::operands;
use tiercel_plan::{
    Aggregate, AggregateFunction, AggregateId, AggregateOver, AllocateGroup, ColumnKind, ColumnRef, ExprId, ExprKind, FromClause, Grouping,
    LineId, Node, NodeFacts, OwnerSource, Partition, People, Selection, TableId, TableKind, TimeSource, Uses, Window,
};
use tiercel_value::{Map, Set};

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Stand {
    /// At the cell of a line, not inside an aggregate.
    at_cell: bool,
    /// In a column of this table.
    table: Option<TableId>,
}

pub(super) struct Judge<'e, 'a> {
    pub(super) engine: &'e Engine<'a>,
    pub(super) shares: Shares,
    /// What does not come out the same.
    pub(super) held: Set<Node>,
    /// The aggregates over others that lines not held have.
    pub(super) sealing: Seals,
    facts: Map<Node, &'a NodeFacts>,
}

impl<'e, 'a> Judge<'e, 'a> {
    /// Some lines and derived tables are held whatever they read.
    pub(super) fn new(engine: &'e Engine<'a>, shares: Shares, lines: &Set<LineId>, tables: &Set<TableId>) -> Judge<'e, 'a> {
        let facts = engine.plan.facts.iter().map(|facts| (facts.node, facts)).collect();
        let held = lines.iter().map(|line| Node::Line(*line)).chain(tables.iter().map(|table| Node::Derive(*table))).collect();
        Judge { engine, shares, held, sealing: Seals::new(), facts }
    }

    /// Holds what has to be held, until nothing more has to be.
    pub(super) fn judge(&mut self) {
        let nodes: Vec<Node> = self.facts.keys().copied().collect();
        loop {
            let before = self.held.len();
            for node in &nodes {
                if !self.held.contains(node) && self.is_lacking(*node) {
                    self.held.insert(*node);
                }
            }
            if self.held.len() == before {
                break;
            }
        }
        let held = &self.held;
        let sealing = std::mem::take(&mut self.sealing).into_iter();
        self.sealing = sealing.filter(|(line, seals)| !seals.is_empty() && !held.contains(&Node::Line(*line))).collect();
    }

    pub(super) fn held_tables(&self) -> Set<TableId> {
        self.held.iter().filter_map(|node| if let Node::Derive(table) = node { Some(*table) } else { None }).collect()
    }

    /// Whether something that a node reads is not in the slice.
    fn is_lacking(&mut self, node: Node) -> bool {
        let mut seals = Vec::new();
        let plan = self.engine.plan;
        let lacking = match node {
            Node::Line(line) => {
                let declared = plan.line(line);
                let here = Stand { at_cell: true, table: None };
                let formulas = declared.versions.iter().flat_map(|version| version.value.when.into_iter().chain([version.value.formula]));
                let members = plan.unit(declared.unit).members;
                members.into_iter().chain(formulas).any(|expr| self.lacks(expr, here, &mut seals))
            }
            Node::Column(column) => {
                let table = plan.table(column.table);
                let here = Stand { at_cell: false, table: Some(column.table) };
                self.held.contains(&Node::Derive(column.table))
                    || match table.columns.get(usize::from(column.column)).map(|column| &column.kind) {
                        Some(ColumnKind::Calculated(formula)) => self.lacks(*formula, here, &mut seals),
                        Some(ColumnKind::Input(_) | ColumnKind::FromClauses(_)) | None => false,
                    }
            }
            Node::Derive(table) => self.derive_lacks(table),
        };
        if let Node::Line(line) = node {
            self.sealing.insert(line, seals);
        }
        lacking
    }

    fn derive_lacks(&self, table: TableId) -> bool {
        let declared = self.engine.plan.table(table);
        let TableKind::Derived(clauses) = &declared.kind else { return false };
        let here = Stand { at_cell: false, table: None };
        clauses.iter().enumerate().any(|(number, clause)| {
            let is_personal = |table: TableId| self.shares.is_personal(table);
            let sources = std::iter::once(clause.source).chain(clause.joins.iter().map(|join| join.table));
            let mut unused = Vec::new();
            sources.clone().any(|source| self.held.contains(&Node::Derive(source)))
                // A partner that is another's may be missing.
                || clause.joins.iter().any(|join| is_personal(join.table))
                // A group may have rows of others.
                || (is_personal(clause.source) && matches!(clause.grouping, Grouping::By(_)) && !self.keeps_owner(table, number, clause))
                || clause_exprs(self.engine, table, number, clause).into_iter().any(|expr| self.lacks(expr, here, &mut unused))
        })
    }

    /// Whether a clause's rows are those of the owners of its source's rows.
    fn keeps_owner(&self, table: TableId, number: usize, clause: &FromClause) -> bool {
        let plan = self.engine.plan;
        let role = |table: TableId| match plan.table(table).payee.map(|owner| &plan.expr(owner).kind) {
            Some(ExprKind::RowColumn(column)) if column.table == table => Some(*column),
            _ => None,
        };
        let (Some(own), Some(source)) = (role(table), role(clause.source)) else { return false };
        let made = match &clause.grouping {
            Grouping::By(keys) => keys.iter().find(|(key, _)| *key == own.column).map(|(_, expr)| *expr),
            Grouping::None | Grouping::Each { .. } => {
                match plan.table(table).columns.get(usize::from(own.column)).map(|column| &column.kind) {
                    Some(ColumnKind::FromClauses(exprs)) => exprs.get(number).copied(),
                    Some(ColumnKind::Input(_) | ColumnKind::Calculated(_)) | None => None,
                }
            }
        };
        made.is_some_and(|expr| matches!(plan.expr(expr).kind, ExprKind::SourceColumn { source: first, column } if first.index() == 0 && column == source))
    }

    fn column_lacks(&self, column: ColumnRef) -> bool {
        self.held.contains(&Node::Column(column)) || self.held.contains(&Node::Derive(column.table))
    }

    /// Whether some part of an expression is not in the slice. Aggregates over others that totals can stand for go to `seals`.
    fn lacks(&self, id: ExprId, here: Stand, seals: &mut Vec<(AggregateId, ExprId)>) -> bool {
        let plan = self.engine.plan;
        let lent = here.table.is_some_and(|table| self.shares.is_lent(table));
        let itself = match &plan.expr(id).kind {
            ExprKind::RowColumn(column) | ExprKind::RangedColumn(column) | ExprKind::SourceColumn { column, .. } => {
                self.column_lacks(*column)
            }
            ExprKind::Follow { column, .. } => {
                self.column_lacks(*column) || (self.shares.is_personal(column.table) && !self.shares.is_closed(column.table))
            }
            ExprKind::FollowPayee { base, column } => self.column_lacks(*column) || lent || !self.is_oneself(*base),
            ExprKind::Active(base) => lent || !self.is_oneself(*base),
            ExprKind::Line(line) | ExprKind::Prior { line, .. } => {
                lent || (self.held.contains(&Node::Line(*line)) && !super::is_told(self.engine, *line))
            }
            ExprKind::PriorRow { .. } | ExprKind::Running { .. } => lent,
            ExprKind::Allocate(allocate) => match allocate.group {
                AllocateGroup::Rows(_) => here.table.is_none_or(|table| self.shares.is_personal(table)),
                AllocateGroup::People(..) => true,
            },
            ExprKind::Rank { .. } => true,
            ExprKind::Aggregate(aggregate) => return self.aggregate_lacks(*aggregate, id, here, seals),
            ExprKind::Prorated(_, aggregate) => {
                let aggregate = plan.aggregate(*aggregate);
                lent || matches!(self.reach(aggregate), Ranges::Others)
            }
            ExprKind::Tier(tier) => ladder(&tier.ladder).is_some_and(|(table, selection)| self.rows_lack(table, selection)),
            ExprKind::Lookup { table, .. } => self.shares.is_personal(*table) || self.held.contains(&Node::Derive(*table)),
            // What stands for itself, or for its operands.
            ExprKind::Const(_)
            | ExprKind::Param(_)
            | ExprKind::Slot(_)
            | ExprKind::Each
            | ExprKind::Payee
            | ExprKind::Period
            | ExprKind::NotAvailable
            | ExprKind::Let { .. }
            | ExprKind::My(_)
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
            | ExprKind::Rates { .. }
            | ExprKind::ConvertByDate { .. }
            | ExprKind::ConvertByRate { .. }
            | ExprKind::Retype(_)
            | ExprKind::Containing(..) => false,
        };
        itself || self.parts_lack(id, here, seals)
    }

    fn parts_lack(&self, id: ExprId, here: Stand, seals: &mut Vec<(AggregateId, ExprId)>) -> bool {
        operands(self.engine.plan, id).into_iter().any(|part| self.lacks(part, here, seals))
    }

    fn rows_lack(&self, table: TableId, selection: &Selection) -> bool {
        let own = matches!(selection.people, Some(People::Own));
        self.held.contains(&Node::Derive(table)) || (self.shares.is_personal(table) && !own)
    }

    /// Whether an expression is the payee whose cell or row it is.
    fn is_oneself(&self, base: ExprId) -> bool {
        let plan = self.engine.plan;
        let kind = &plan.expr(base).kind;
        if let ExprKind::RowColumn(column) | ExprKind::RangedColumn(column) = kind {
            let role = plan.table(column.table).payee.map(|owner| &plan.expr(owner).kind);
            return matches!(role, Some(ExprKind::RowColumn(own)) if own == column) && !self.shares.is_lent(column.table);
        }
        matches!(kind, ExprKind::Payee)
    }

    fn aggregate_lacks(&self, id: AggregateId, expr: ExprId, here: Stand, seals: &mut Vec<(AggregateId, ExprId)>) -> bool {
        let aggregate = self.engine.plan.aggregate(id);
        let lent = here.table.is_some_and(|table| self.shares.is_lent(table));
        if let AggregateOver::Rows(table) = aggregate.over
            && self.held.contains(&Node::Derive(table))
        {
            return true;
        }
        match self.reach(aggregate) {
            Ranges::Data => self.parts_lack(expr, Stand { at_cell: false, ..here }, seals),
            Ranges::Own => lent || self.parts_lack(expr, Stand { at_cell: false, ..here }, seals),
            Ranges::Others if here.at_cell && self.is_sealable(aggregate) => {
                seals.push((id, expr));
                false
            }
            Ranges::Others => true,
        }
    }

    fn reach(&self, aggregate: &Aggregate) -> Ranges {
        let own = matches!(aggregate.people, Some(People::Own));
        match aggregate.over {
            AggregateOver::Rows(table) if !self.shares.is_personal(table) => Ranges::Data,
            AggregateOver::Rows(table) => {
                // Rows that name the payee are there, whosever they are.
                let owned = match aggregate.owner {
                    OwnerSource::Role => true,
                    OwnerSource::None => false,
                    OwnerSource::Of(owner) => self.is_input(table, owner),
                };
                if own && owned { Ranges::Own } else { Ranges::Others }
            }
            AggregateOver::Cells(_) | AggregateOver::People => {
                if own || aggregate.people.is_none() {
                    Ranges::Own
                } else {
                    Ranges::Others
                }
            }
            AggregateOver::Group => Ranges::Data,
        }
    }

    /// Whether an expression is an input column of the row ranged over.
    fn is_input(&self, table: TableId, expr: ExprId) -> bool {
        let plan = self.engine.plan;
        let ExprKind::RangedColumn(column) = plan.expr(expr).kind else { return false };
        let declared = plan.table(table).columns.get(usize::from(column.column));
        column.table == table && declared.is_some_and(|column| matches!(column.kind, ColumnKind::Input(_)))
    }

    /// Whether a total of others can be added: a sum or count, of rows or cells that are the same whatever the payee changes.
    fn is_sealable(&self, aggregate: &Aggregate) -> bool {
        let bound = Uses::ROW.with(Uses::RANGED).with(Uses::SOURCES).with(Uses::SLOT);
        let cut = &aggregate.correlation;
        let plain_condition = aggregate.condition.is_none()
            || (cut.equalities.is_empty() && cut.range.is_none() && cut.here.is_empty() && cut.rest.is_empty())
            || !matches!(aggregate.over, AggregateOver::Rows(_));
        let people = match &aggregate.people {
            Some(People::Everyone | People::Same(_) | People::Reports | People::Team | People::Levels(..)) => true,
            None => matches!(aggregate.over, AggregateOver::Rows(_)),
            Some(People::Own | People::Manager | People::Managers | People::Between | People::Person(_)) => false,
        };
        let parts: Vec<ExprId> = aggregate.body.into_iter().chain(aggregate.condition).chain(aggregate.person_where).collect();
        let of_rows = |expr: ExprId| match aggregate.over {
            AggregateOver::Rows(_) => !self.engine.plan.expr(expr).uses.any(Uses::PAYEE.with(Uses::PERIOD).with(Uses::DAY)),
            AggregateOver::Cells(_) | AggregateOver::People | AggregateOver::Group => true,
        };
        let body_stays = aggregate.body.into_iter().chain(aggregate.condition).all(of_rows);
        matches!(aggregate.function, AggregateFunction::Sum | AggregateFunction::Count)
            && !aggregate.uses.any(bound)
            && matches!(aggregate.owner, OwnerSource::Role | OwnerSource::None)
            && matches!(aggregate.time, TimeSource::Role | TimeSource::None)
            && !matches!(aggregate.window, Some(Window::Between(..)))
            && aggregate.argument.is_none()
            && plain_condition
            && people
            && body_stays
            && parts.into_iter().all(|expr| self.stays(expr))
            && match aggregate.over {
                AggregateOver::Rows(table) => {
                    let everyone = matches!(aggregate.people, None | Some(People::Everyone));
                    self.table_stays(table) && self.role_stays(table) && (everyone || !self.is_lent_below(table))
                }
                AggregateOver::Cells(_) | AggregateOver::People => true,
                AggregateOver::Group => false,
            }
    }

    /// Whether what an expression gives for others does not depend on the payee's data.
    fn stays(&self, id: ExprId) -> bool {
        let plan = self.engine.plan;
        let itself = match &plan.expr(id).kind {
            ExprKind::RowColumn(column) | ExprKind::RangedColumn(column) => {
                self.node_stays(Node::Column(*column)) && self.table_stays(column.table)
            }
            ExprKind::Line(line) | ExprKind::Prior { line, .. } => self.node_stays(Node::Line(*line)),
            ExprKind::Follow { column, .. } => !self.shares.is_personal(column.table),
            ExprKind::FollowPayee { base, .. } | ExprKind::Active(base) => matches!(plan.expr(*base).kind, ExprKind::Payee),
            ExprKind::Aggregate(aggregate) => !matches!(self.reach(plan.aggregate(*aggregate)), Ranges::Others),
            ExprKind::Tier(tier) => ladder(&tier.ladder).is_none_or(|(table, _)| !self.shares.is_personal(table)),
            ExprKind::My(_)
            | ExprKind::Rank { .. }
            | ExprKind::Allocate(_)
            | ExprKind::Prorated(..)
            | ExprKind::Lookup { .. }
            | ExprKind::PriorRow { .. }
            | ExprKind::Running { .. }
            | ExprKind::SourceColumn { .. } => false,
            // What stands for itself, or for its operands.
            ExprKind::Const(_)
            | ExprKind::Param(_)
            | ExprKind::Slot(_)
            | ExprKind::Each
            | ExprKind::Payee
            | ExprKind::Period
            | ExprKind::NotAvailable
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
            | ExprKind::Rates { .. }
            | ExprKind::ConvertByDate { .. }
            | ExprKind::ConvertByRate { .. }
            | ExprKind::Retype(_)
            | ExprKind::Containing(..) => true,
        };
        itself && operands(plan, id).into_iter().all(|part| self.stays(part))
    }

    /// The same for all that a node reads.
    fn node_stays(&self, node: Node) -> bool {
        let (mut open, mut seen) = (vec![node], Set::new());
        while let Some(node) = open.pop() {
            // Input columns are no nodes.
            let Some(facts) = self.facts.get(&node).filter(|_| seen.insert(node)) else { continue };
            // What is made of rows that the payee may change does not stay.
            if facts.partition == Partition::Others
                || facts.reads.iter().filter_map(|read| read.table).any(|table| self.shares.is_lent(table))
            {
                return false;
            }
            if let Node::Derive(table) = node
                && !self.table_stays(table)
            {
                return false;
            }
            open.extend(facts.reads.iter().filter_map(|read| read.node));
        }
        true
    }

    /// Whether nobody's derived rows are made of another's.
    fn table_stays(&self, table: TableId) -> bool {
        let TableKind::Derived(clauses) = &self.engine.plan.table(table).kind else { return true };
        !self.shares.is_personal(table)
            || clauses.iter().enumerate().all(|(number, clause)| {
                clause.joins.iter().all(|join| !self.shares.is_personal(join.table))
                    && (!self.shares.is_personal(clause.source) || self.keeps_owner(table, number, clause))
                    && self.table_stays(clause.source)
            })
    }

    /// Whether rows of others are in the slice, of a table or of those that it is made of.
    fn is_lent_below(&self, table: TableId) -> bool {
        let below = match &self.engine.plan.table(table).kind {
            TableKind::Input => false,
            TableKind::Derived(clauses) => clauses.iter().any(|clause| self.is_lent_below(clause.source)),
        };
        below || self.shares.is_lent(table)
    }

    /// Whether a column of its own says whose a row is, not a row of another table.
    fn role_stays(&self, table: TableId) -> bool {
        let plan = self.engine.plan;
        plan.table(table).payee.is_none_or(|owner| matches!(plan.expr(owner).kind, ExprKind::RowColumn(column) if column.table == table))
    }
}

/// What an aggregate ranges over.
enum Ranges {
    /// What everybody may see.
    Data,
    /// The payee's own.
    Own,
    /// Others' too.
    Others,
}

/// All formulas of a clause.
fn clause_exprs(engine: &Engine<'_>, table: TableId, number: usize, clause: &FromClause) -> Vec<ExprId> {
    let mut exprs = deciding(clause);
    for column in &engine.plan.table(table).columns {
        if let ColumnKind::FromClauses(of_clauses) = &column.kind {
            exprs.extend(of_clauses.get(number));
        }
    }
    exprs
}
