//! What the nodes of a plan read, down to columns, lines, rows of tables and params: what is looked at to know what a change
//! can reach.

#![expect(clippy::indexing_slicing, reason = "ids are made for the arenas they index")]

use crate::derive::block_columns;
use crate::walk::{operands, time_operands};
use tiercel_plan::{
    AggregateOver, AllocateGroup, ColumnKind, ColumnRef, ExprId, ExprKind, FromClause, Grouping, Ladder, LadderRows, LineId, MatrixRows,
    Node, ParamId, People, Plan, Selection, Step, TableId, TableKind, Uses,
};
use tiercel_value::order;

/// One thing that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Leaf {
    Column(ColumnRef),
    Line(LineId),
    /// Which rows a table has.
    Rows(TableId),
    Param(ParamId),
}

/// The parts of the place that a row's payee and time decide.
pub(crate) const OF_ROLES: Uses = Uses(Uses::PAYEE.0 | Uses::PERIOD.0 | Uses::MY.0 | Uses::DAY.0);

/// What each node of a plan reads.
#[derive(Debug)]
pub struct Reads {
    pub(crate) lines: Vec<Vec<Leaf>>,
    /// Calculated columns, and those of blocks.
    pub(crate) columns: Vec<Vec<Vec<Leaf>>>,
    /// What decides which rows a derived table has.
    pub(crate) derived: Vec<Vec<Leaf>>,
    /// Who is on the plans.
    pub(crate) members: Vec<Leaf>,
    /// Whose the rows of each table are and when they count.
    pub(crate) roles: Vec<Vec<Leaf>>,
    /// The nodes of each step of the schedule, and the numbers of the leaves that they read.
    pub(crate) steps: Vec<(Vec<Node>, Vec<usize>)>,
    /// Which steps read each leaf, by its number.
    pub(crate) readers: Vec<Vec<u32>>,
    /// The number of the first column of each table as a leaf; behind those of all columns come lines, tables and params.
    first: Vec<usize>,
    lines_from: usize,
    /// The operands of each expression.
    pub(crate) operands: Vec<Vec<ExprId>>,
}

impl Reads {
    pub(crate) fn of(plan: &Plan) -> Reads {
        let of_line = |line: &tiercel_plan::Line| {
            let formulas = line.versions.iter().flat_map(|version| version.value.when.into_iter().chain([version.value.formula]));
            Leaves::of(plan, formulas.collect(), None)
        };
        let columns = (0u32..).map(TableId).zip(&plan.tables).map(|(id, table)| {
            let of_column = |column: &tiercel_plan::Column| match (&column.kind, &table.kind) {
                (ColumnKind::Input(_), _) => Vec::new(),
                (ColumnKind::Calculated(formula), _) => Leaves::of(plan, vec![*formula], Some(id)),
                (ColumnKind::FromClauses(exprs), TableKind::Derived(clauses)) => {
                    let mut found = Leaves::of(plan, exprs.clone(), Some(id));
                    clauses.iter().for_each(|clause| found.extend(of_clause(plan, clause, exprs)));
                    found
                }
                (ColumnKind::FromClauses(_), TableKind::Input) => Vec::new(),
            };
            table.columns.iter().map(of_column).collect()
        });
        let derived = plan.tables.iter().map(|table| match &table.kind {
            TableKind::Input => Vec::new(),
            TableKind::Derived(clauses) => clauses.iter().flat_map(|clause| rows_of_clause(plan, clause)).collect(),
        });
        let members = plan.units.iter().filter_map(|unit| unit.members).collect();
        let mut lines_from = 0;
        let mut first = Vec::with_capacity(plan.tables.len());
        for table in &plan.tables {
            first.push(lines_from);
            lines_from += table.columns.len();
        }
        let mut reads = Reads {
            first,
            lines: plan.lines.iter().map(of_line).collect(),
            columns: columns.collect(),
            derived: derived.collect(),
            members: Leaves::of(plan, members, None),
            roles: (0u32..).take(plan.tables.len()).map(|table| of_roles(plan, TableId(table))).collect(),
            operands: (0u32..).map(ExprId).take(plan.exprs.len()).map(|id| operands(plan, id)).collect(),
            steps: Vec::new(),
            readers: Vec::new(),
            lines_from,
        };
        let mut readers = vec![Vec::new(); reads.number(Leaf::Param(ParamId(0))) + plan.params.len()];
        for (number, step) in (0u32..).zip(&plan.schedule) {
            let nodes = match step {
                Step::Node(node) => vec![*node],
                Step::Loop { parts, .. } => parts.iter().flat_map(|part| &part.nodes).copied().collect(),
            };
            let leaves: Vec<usize> = nodes.iter().flat_map(|node| reads.of_node(plan, *node)).map(|leaf| reads.number(leaf)).collect();
            leaves.iter().for_each(|leaf| readers[*leaf].push(number));
            reads.steps.push((nodes, leaves));
        }
        reads.readers = readers;
        reads
    }

    /// The number of a leaf.
    pub(crate) fn number(&self, leaf: Leaf) -> usize {
        match leaf {
            Leaf::Column(column) => self.first[column.table.index()] + usize::from(column.column),
            Leaf::Line(line) => self.lines_from + line.index(),
            Leaf::Rows(table) => self.lines_from + self.lines.len() + table.index(),
            Leaf::Param(param) => self.lines_from + self.lines.len() + self.first.len() + param.index(),
        }
    }

    fn of_node(&self, plan: &Plan, node: Node) -> Vec<Leaf> {
        match node {
            Node::Line(line) => self.lines[line.index()].clone(),
            Node::Column(column) => {
                let mut found = self.columns[column.table.index()][usize::from(column.column)].clone();
                // It has as many values as its table has rows.
                found.push(Leaf::Rows(column.table));
                found
            }
            Node::Derive(table) => {
                let mut found = self.derived[table.index()].clone();
                for (index, _) in block_columns(plan.table(table)) {
                    found.extend(&self.columns[table.index()][index]);
                }
                found
            }
        }
    }
}

/// What the columns of a block read beside what stands in them: a group's keys, and where its rows stand.
fn of_clause(plan: &Plan, clause: &FromClause, exprs: &[ExprId]) -> Vec<Leaf> {
    let keys: Vec<ExprId> = match &clause.grouping {
        Grouping::By(keys) => keys.iter().map(|(_, key)| *key).collect(),
        Grouping::None | Grouping::Each { .. } => Vec::new(),
    };
    let dated = exprs.iter().chain(&keys).any(|expr| plan.expr(*expr).uses.any(Uses::DAY)) || !keys.is_empty();
    let mut found = Leaves::of(plan, keys, None);
    if dated {
        found.extend(of_roles(plan, clause.source));
    }
    found
}

/// What is read to decide which rows a clause makes.
fn rows_of_clause(plan: &Plan, clause: &FromClause) -> Vec<Leaf> {
    let exprs = deciding(clause);
    let dated = exprs.iter().any(|expr| plan.expr(*expr).uses.any(Uses::DAY));
    let mut found = Leaves::of(plan, exprs, None);
    found.push(Leaf::Rows(clause.source));
    found.extend(clause.joins.iter().map(|join| Leaf::Rows(join.table)));
    if dated {
        found.extend(of_roles(plan, clause.source));
    }
    found
}

/// The expressions that decide which rows a clause makes.
pub(crate) fn deciding(clause: &FromClause) -> Vec<ExprId> {
    let mut exprs: Vec<ExprId> = clause.joins.iter().flat_map(|join| &join.on).flat_map(|(left, right)| [*left, *right]).collect();
    exprs.extend(clause.condition);
    match &clause.grouping {
        Grouping::None => {}
        Grouping::By(keys) => exprs.extend(keys.iter().map(|(_, key)| *key)),
        Grouping::Each { from, to, .. } => exprs.extend([*from, *to]),
    }
    exprs
}

/// The expressions that say whose a row is and when it counts.
pub(crate) fn roles(plan: &Plan, table: TableId) -> Vec<ExprId> {
    let table = plan.table(table);
    let mut exprs: Vec<ExprId> = table.payee.into_iter().collect();
    time_operands(table.time, &mut exprs);
    exprs
}

/// What whose a row is and when it counts are read from.
pub(crate) fn of_roles(plan: &Plan, table: TableId) -> Vec<Leaf> {
    let mut found = Leaves::of(plan, roles(plan, table), None);
    found.push(Leaf::Rows(table));
    found
}

/// The table and selection of a ladder that comes as data.
pub(crate) fn ladder(ladder: &Ladder) -> Option<(TableId, &Selection)> {
    match ladder {
        Ladder::Tier(rows)
        | Ladder::Marginal(rows)
        | Ladder::Interpolate(rows)
        | Ladder::Reached(rows)
        | Ladder::SlicePart(rows, _)
        | Ladder::SliceYield(rows, _) => match rows {
            LadderRows::Declared(..) => None,
            LadderRows::Data { table, selection, .. } => Some((*table, selection)),
        },
        Ladder::Matrix(MatrixRows::Declared(_), _) => None,
        Ladder::Matrix(MatrixRows::Data { table, selection, .. }, _) => Some((*table, selection)),
    }
}

/// Leaves being collected.
pub(crate) struct Leaves<'p> {
    plan: &'p Plan,
    open: Vec<ExprId>,
    found: Vec<Leaf>,
}

impl Leaves<'_> {
    /// What expressions read, each once; `here` is the table of the row where they stand.
    pub(crate) fn of(plan: &Plan, exprs: Vec<ExprId>, here: Option<TableId>) -> Vec<Leaf> {
        let mut leaves = Leaves { plan, open: exprs, found: Vec::new() };
        if let Some(table) = here
            && leaves.open.iter().any(|expr| plan.expr(*expr).uses.any(OF_ROLES))
        {
            leaves.rows(table);
        }
        let mut seen = vec![false; plan.exprs.len()];
        while let Some(id) = leaves.open.pop() {
            if !std::mem::replace(&mut seen[id.index()], true) {
                leaves.take(id, here);
                leaves.open.extend(operands(plan, id));
            }
        }
        order::sort(&mut leaves.found);
        leaves.found.dedup();
        leaves.found
    }

    /// Rows that are ranged over, with whose they are and when they count.
    fn rows(&mut self, table: TableId) {
        self.found.push(Leaf::Rows(table));
        self.open.extend(roles(self.plan, table));
    }

    fn column(&mut self, table: TableId, column: u16) {
        self.found.push(Leaf::Column(ColumnRef { table, column }));
    }

    fn people(&mut self, people: Option<&People>) {
        if let Some(People::Same(columns)) = people {
            columns.iter().for_each(|column| self.column(self.plan.payees, *column));
        }
    }

    fn take(&mut self, id: ExprId, here: Option<TableId>) {
        let plan = self.plan;
        match &plan.expr(id).kind {
            ExprKind::Param(param) => self.found.push(Leaf::Param(*param)),
            ExprKind::RowColumn(column)
            | ExprKind::RangedColumn(column)
            | ExprKind::SourceColumn { column, .. }
            | ExprKind::Follow { column, .. }
            | ExprKind::FollowPayee { column, .. } => self.found.push(Leaf::Column(*column)),
            ExprKind::Line(line) | ExprKind::Prior { line, .. } => self.found.push(Leaf::Line(*line)),
            ExprKind::PriorRow { .. } | ExprKind::Running { .. } => here.into_iter().for_each(|table| self.rows(table)),
            ExprKind::Allocate(allocate) => match &allocate.group {
                AllocateGroup::Rows(_) => here.into_iter().for_each(|table| self.rows(table)),
                AllocateGroup::People(people, _) => self.people(Some(people)),
            },
            ExprKind::Rank { people, .. } => self.people(Some(people)),
            ExprKind::Aggregate(aggregate) | ExprKind::Prorated(_, aggregate) => {
                let aggregate = plan.aggregate(*aggregate);
                self.people(aggregate.people.as_ref());
                if let AggregateOver::Rows(table) = aggregate.over {
                    self.rows(table);
                }
            }
            ExprKind::Tier(tier) => {
                if let Some((table, selection)) = ladder(&tier.ladder) {
                    self.people(selection.people.as_ref());
                    self.rows(table);
                }
            }
            ExprKind::Lookup { table, .. } => {
                self.found.push(Leaf::Rows(*table));
                plan.tables[table.index()].key.iter().for_each(|column| self.column(*table, *column));
            }
            ExprKind::ConvertByDate { .. } => {
                if let Some((table, columns)) = plan.fx {
                    self.found.push(Leaf::Rows(table));
                    columns.into_iter().for_each(|column| self.column(table, column));
                }
            }
            // What stands for itself, or for its operands.
            ExprKind::Const(_)
            | ExprKind::Slot(_)
            | ExprKind::Each
            | ExprKind::Payee
            | ExprKind::Period
            | ExprKind::NotAvailable
            | ExprKind::Active(_)
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
            | ExprKind::ConvertByRate { .. }
            | ExprKind::Retype(_)
            | ExprKind::Containing(..) => {}
        }
    }
}
