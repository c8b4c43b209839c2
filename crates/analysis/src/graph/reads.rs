//! What each node reads: a walk over its expressions that carries how far the place has moved.

use super::reach::{Reach, RowReach, of_window};
use tiercel_plan::{
    Aggregate, AggregateFunction, AggregateOver, AllocateGroup, ColumnKind, ColumnRef, Expr, ExprId, ExprKind, Grouping, Ladder,
    LadderRows, LineId, MatrixRows, Node, OwnerSource, People, PeopleReach, PeriodReach, Plan, Selection, Span, TableId, TableKind,
    TableTime, TimeSource, Window,
};
use tiercel_value::{Map, Set};

/// One thing read, and where in the formula.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// A node, or a table's rows.
    pub(crate) what: What,
    /// How far.
    pub(crate) reach: Reach,
    /// Where it stands in the text.
    pub(crate) span: Span,
}

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// Something that is evaluated.
    Node(Node),
    /// The rows of an input table.
    Rows(TableId),
}

/// What every node reads, by node in the order of the text.
pub(crate) fn of_plan(plan: &Plan) -> Map<Node, Vec<Reading>> {
    nodes(plan).into_iter().map(|node| (node, of_node(plan, node))).collect()
}

fn nodes(plan: &Plan) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (table, id) in plan.tables.iter().zip(0u32..).map(|(table, id)| (table, TableId(id))) {
        if matches!(table.kind, TableKind::Derived(_)) {
            nodes.push(Node::Derive(id));
        }
        for (column, number) in table.columns.iter().zip(0u16..) {
            if matches!(column.kind, ColumnKind::Calculated(_)) {
                nodes.push(Node::Column(ColumnRef { table: id, column: number }));
            }
        }
    }
    nodes.extend((0u32..).zip(&plan.lines).map(|(id, _)| Node::Line(LineId(id))));
    nodes
}

fn of_node(plan: &Plan, node: Node) -> Vec<Reading> {
    let mut walk = Walk { plan, readings: Vec::new(), seen: Set::new() };
    match node {
        Node::Derive(table) => walk.derived(table),
        Node::Column(column) => walk.column(column),
        Node::Line(line) => walk.line(line),
    }
    walk.readings
}

struct Walk<'a> {
    plan: &'a Plan,
    readings: Vec<Reading>,
    /// What stands in the readings.
    seen: Set<(What, Reach)>,
}

impl Walk<'_> {
    fn line(&mut self, id: LineId) {
        let line = self.plan.line(id);
        if let Some(members) = self.plan.unit(line.unit).members {
            self.expr(members, Reach::HERE);
        }
        for version in &line.versions {
            if let Some(when) = version.value.when {
                self.expr(when, Reach::HERE);
            }
            self.expr(version.value.formula, Reach::HERE);
        }
    }

    fn column(&mut self, column: ColumnRef) {
        let table = self.plan.table(column.table);
        let Some(ColumnKind::Calculated(formula)) = table.columns.get(usize::from(column.column)).map(|column| &column.kind) else {
            return;
        };
        if matches!(table.kind, TableKind::Derived(_)) {
            self.read(What::Node(Node::Derive(column.table)), Reach::HERE, table.span);
        }
        let expr = self.plan.expr(*formula);
        if expr.uses.any(tiercel_plan::Uses::PAYEE.with(tiercel_plan::Uses::PERIOD).with(tiercel_plan::Uses::DAY)) {
            self.roles(column.table, Reach::HERE);
        }
        self.expr(*formula, Reach::HERE);
    }

    fn derived(&mut self, id: TableId) {
        let table = self.plan.table(id);
        let TableKind::Derived(clauses) = &table.kind else { return };
        let timeless = Reach { periods: PeriodReach::Timeless, people: PeopleReach::Nobody, rows: RowReach::Elsewhere, ..Reach::HERE };
        for (number, clause) in clauses.iter().enumerate() {
            self.rows(clause.source, timeless, clause.span);
            self.roles(clause.source, timeless);
            for join in &clause.joins {
                self.rows(join.table, timeless, clause.span);
                for (left, right) in &join.on {
                    self.expr(*left, timeless);
                    self.expr(*right, timeless);
                }
            }
            if let Some(condition) = clause.condition {
                self.expr(condition, timeless);
            }
            match &clause.grouping {
                Grouping::None => {}
                Grouping::By(groups) => groups.iter().for_each(|(_, expr)| self.expr(*expr, timeless)),
                Grouping::Each { from, to, .. } => {
                    self.expr(*from, timeless);
                    self.expr(*to, timeless);
                }
            }
            for column in &table.columns {
                if let ColumnKind::FromClauses(exprs) = &column.kind
                    && let Some(expr) = exprs.get(number)
                {
                    self.expr(*expr, timeless);
                }
            }
        }
    }

    /// The columns that say whose a row is and when it counts.
    fn roles(&mut self, table: TableId, reach: Reach) {
        let table = self.plan.table(table);
        if let Some(payee) = table.payee {
            self.expr(payee, reach);
        }
        match table.time {
            TableTime::None => {}
            TableTime::On(day) => self.expr(day, reach),
            TableTime::In(period, _) => self.expr(period, reach),
            TableTime::Span(from, to) => {
                self.expr(from, reach);
                to.into_iter().for_each(|to| self.expr(to, reach));
            }
        }
    }

    fn rows(&mut self, table: TableId, reach: Reach, span: Span) {
        let what = match self.plan.table(table).kind {
            TableKind::Input => What::Rows(table),
            TableKind::Derived(_) => What::Node(Node::Derive(table)),
        };
        self.read(what, reach, span);
    }

    fn value(&mut self, column: ColumnRef, reach: Reach, span: Span) {
        let table = self.plan.table(column.table);
        match table.columns.get(usize::from(column.column)).map(|column| &column.kind) {
            Some(ColumnKind::Calculated(_)) => self.read(What::Node(Node::Column(column)), reach, span),
            Some(ColumnKind::Input(_) | ColumnKind::FromClauses(_)) => self.rows(column.table, reach, span),
            None => {}
        }
    }

    fn read(&mut self, what: What, reach: Reach, span: Span) {
        if self.seen.insert((what, reach)) {
            self.readings.push(Reading { what, reach, span });
        }
    }

    fn all(&mut self, exprs: &[ExprId], reach: Reach) {
        exprs.iter().for_each(|expr| self.expr(*expr, reach));
    }

    fn expr(&mut self, id: ExprId, reach: Reach) {
        let Expr { kind, span, .. } = self.plan.expr(id);
        match kind {
            ExprKind::Const(_) | ExprKind::Param(_) | ExprKind::Slot(_) | ExprKind::Each | ExprKind::Payee | ExprKind::Period => {}
            ExprKind::NotAvailable => {}
            ExprKind::Let { value, body, .. } => self.all(&[*value, *body], reach),
            ExprKind::RowColumn(column) => self.value(*column, reach, *span),
            ExprKind::RangedColumn(column) | ExprKind::SourceColumn { column, .. } => {
                self.value(*column, Reach { rows: RowReach::Elsewhere, ..reach }, *span);
            }
            ExprKind::Follow { base, column } => {
                self.expr(*base, reach);
                self.value(*column, self.by_reference(column.table, reach), *span);
            }
            ExprKind::FollowPayee { base, column } => {
                self.expr(*base, reach);
                let own = matches!(self.plan.expr(*base).kind, ExprKind::Payee);
                let people = if own { PeopleReach::Own } else { PeopleReach::Reference };
                self.value(*column, Reach { rows: RowReach::Elsewhere, ..reach.moved(people, own, PeriodReach::Timeless) }, *span);
            }
            ExprKind::Active(base) | ExprKind::Negate(base) | ExprKind::Not(base) | ExprKind::IsBlank(base) => self.expr(*base, reach),
            ExprKind::Retype(base) | ExprKind::Containing(base, _) => self.expr(*base, reach),
            ExprKind::My(inner) => self.expr(*inner, Reach { rows: reach.rows, ..Reach::HERE }),
            ExprKind::Line(line) => self.read(What::Node(Node::Line(*line)), reach, *span),
            ExprKind::Prior { line, back, default } => {
                let earlier = reach.moved(PeopleReach::Own, true, PeriodReach::Back(*back));
                self.read(What::Node(Node::Line(*line)), earlier, *span);
                default.iter().for_each(|default| self.expr(*default, reach));
            }
            ExprKind::PriorRow { body, default, by, .. } => {
                self.expr(*body, Reach { rows: RowReach::Before, ..reach });
                default.iter().for_each(|default| self.expr(*default, reach));
                self.all(by, reach);
            }
            ExprKind::Running { body, by, .. } => {
                self.expr(*body, reach);
                self.all(by, reach);
            }
            ExprKind::Allocate(allocate) => {
                let moved = match &allocate.group {
                    AllocateGroup::Rows(by) => {
                        self.all(by, Reach { rows: RowReach::Elsewhere, ..reach });
                        Reach { rows: RowReach::Elsewhere, sealable: false, ..reach.moved(PeopleReach::Everyone, true, PeriodReach::Full) }
                    }
                    AllocateGroup::People(people, person_where) => {
                        let moved = Reach { sealable: false, ..self.among(people, reach) };
                        person_where.iter().for_each(|condition| self.expr(*condition, moved));
                        moved
                    }
                };
                self.all(&[allocate.total, allocate.weight], moved);
                allocate.order.iter().for_each(|order| self.expr(*order, moved));
            }
            ExprKind::Rank { body, people, person_where } => {
                let moved = Reach { sealable: false, ..self.among(people, reach) };
                self.expr(*body, moved);
                person_where.iter().for_each(|condition| self.expr(*condition, moved));
            }
            ExprKind::Aggregate(aggregate) | ExprKind::Prorated(_, aggregate) => {
                self.aggregate(self.plan.aggregate(*aggregate), reach, *span);
            }
            ExprKind::Binary(_, left, right) | ExprKind::IfBlank(left, right) | ExprKind::IfNa(left, right) => {
                self.all(&[*left, *right], reach);
            }
            ExprKind::In { subject, list, .. } => {
                self.expr(*subject, reach);
                self.all(list, reach);
            }
            ExprKind::If { condition, then, otherwise } => self.all(&[*condition, *then, *otherwise], reach),
            ExprKind::Switch { subject, cases, default } => {
                self.expr(*subject, reach);
                cases.iter().for_each(|(case, result)| self.all(&[*case, *result], reach));
                default.iter().for_each(|default| self.expr(*default, reach));
            }
            ExprKind::Divide { numerator, denominator, when_zero } => self.all(&[*numerator, *denominator, *when_zero], reach),
            ExprKind::Call(_, args) | ExprKind::Rates { args, .. } => self.all(args, reach),
            ExprKind::Tier(tier) => {
                self.expr(tier.x, reach);
                tier.base.iter().chain(&tier.default).for_each(|expr| self.expr(*expr, reach));
                self.ladder(&tier.ladder, reach, *span);
            }
            ExprKind::Lookup { table, key, value, default } => {
                self.all(key, reach);
                let found = self.by_reference(*table, reach);
                self.rows(*table, found, *span);
                self.expr(*value, found);
                default.iter().for_each(|default| self.expr(*default, reach));
            }
            ExprKind::ConvertByDate { amount, from, date, .. } => {
                self.all(&[*amount, *date], reach);
                from.iter().for_each(|from| self.expr(*from, reach));
                if let Some((fx, _)) = self.plan.fx {
                    self.rows(fx, self.by_reference(fx, reach), *span);
                }
            }
            ExprKind::ConvertByRate { amount, rate, .. } => self.all(&[*amount, *rate], reach),
        }
    }

    /// A row found by its key: nobody's if the table has no payee.
    fn by_reference(&self, table: TableId, reach: Reach) -> Reach {
        let people = if self.plan.table(table).payee.is_some() { PeopleReach::Reference } else { PeopleReach::Nobody };
        Reach { rows: RowReach::Elsewhere, sealable: false, ..reach.moved(people, false, PeriodReach::Timeless) }
    }

    fn among(&mut self, people: &People, reach: Reach) -> Reach {
        if let People::Person(person) = people {
            self.expr(*person, reach);
        }
        let (people, self_included) = reach_of(people);
        reach.moved(people, self_included, PeriodReach::This)
    }

    fn window(&mut self, window: Option<Window>, reach: Reach) {
        if let Some(Window::Between(from, to)) = window {
            self.all(&[from, to], reach);
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate, reach: Reach, span: Span) {
        let sealable = matches!(aggregate.function, AggregateFunction::Sum | AggregateFunction::Count);
        let base = Reach { sealable: reach.sealable && sealable, ..reach };
        aggregate.argument.iter().chain(&aggregate.default).for_each(|expr| self.expr(*expr, reach));
        self.window(aggregate.window, reach);
        let (people, self_included) = aggregate.people.as_ref().map_or((PeopleReach::Nobody, false), |people| {
            if let People::Person(person) = people {
                self.expr(*person, reach);
            }
            reach_of(people)
        });
        let periods = of_window(aggregate.window);
        match aggregate.over {
            AggregateOver::Rows(table) => {
                let other_day = matches!(aggregate.time, TimeSource::On(_));
                let other_payee = matches!(aggregate.owner, OwnerSource::Of(_));
                let people = if other_payee || (aggregate.people.is_none() && self.plan.table(table).payee.is_some()) {
                    PeopleReach::Everyone
                } else {
                    people
                };
                let periods = if other_day { PeriodReach::Full } else { periods };
                let ranged = Reach { rows: RowReach::Elsewhere, ..base.moved(people, self_included, periods) };
                self.rows(table, ranged, span);
                self.roles(table, ranged);
                if let OwnerSource::Of(owner) = aggregate.owner {
                    self.expr(owner, ranged);
                }
                if let TimeSource::On(time) = aggregate.time {
                    self.day(time, ranged);
                }
                // Columns are those of rows ranged over; lines and the like stay where the formula stands.
                for expr in aggregate.body.iter().chain(&aggregate.condition) {
                    self.over_rows(*expr, ranged, reach);
                }
                aggregate.person_where.iter().for_each(|condition| self.expr(*condition, ranged));
            }
            AggregateOver::Cells(_) | AggregateOver::People => {
                let moved = base.moved(people, self_included, periods);
                aggregate.body.iter().chain(&aggregate.condition).chain(&aggregate.person_where).for_each(|expr| self.expr(*expr, moved));
            }
            AggregateOver::Group => aggregate.body.iter().chain(&aggregate.condition).for_each(|expr| self.expr(*expr, reach)),
        }
    }

    fn day(&mut self, time: TableTime, reach: Reach) {
        match time {
            TableTime::None => {}
            TableTime::On(day) | TableTime::In(day, _) => self.expr(day, reach),
            TableTime::Span(from, to) => {
                self.expr(from, reach);
                to.into_iter().for_each(|to| self.expr(to, reach));
            }
        }
    }

    /// The body of an aggregate over rows: what depends on the ranged row is read there, the rest where the formula stands.
    fn over_rows(&mut self, id: ExprId, ranged: Reach, here: Reach) {
        let mut inner = Walk { plan: self.plan, readings: Vec::new(), seen: Set::new() };
        inner.expr(id, here);
        for reading in inner.readings {
            let of_row =
                reading.reach.rows == RowReach::Elsewhere && reading.reach.people == here.people && reading.reach.periods == here.periods;
            self.read(reading.what, if of_row { ranged } else { reading.reach }, reading.span);
        }
    }

    fn ladder(&mut self, ladder: &Ladder, reach: Reach, span: Span) {
        match ladder {
            Ladder::Tier(rows) | Ladder::Marginal(rows) | Ladder::Interpolate(rows) | Ladder::Reached(rows) => {
                self.ladder_rows(rows, reach, span);
            }
            Ladder::SlicePart(rows, _) | Ladder::SliceYield(rows, _) => self.ladder_rows(rows, reach, span),
            Ladder::Matrix(MatrixRows::Declared(_), y) => self.expr(*y, reach),
            Ladder::Matrix(MatrixRows::Data { table, row, column, value, selection, .. }, y) => {
                self.expr(*y, reach);
                self.selection(*table, &[*row, *column, *value], selection, reach, span);
            }
        }
    }

    fn ladder_rows(&mut self, rows: &LadderRows, reach: Reach, span: Span) {
        if let LadderRows::Data { table, bound, output, selection, .. } = rows {
            let exprs: Vec<ExprId> = std::iter::once(*bound).chain(*output).collect();
            self.selection(*table, &exprs, selection, reach, span);
        }
    }

    fn selection(&mut self, table: TableId, exprs: &[ExprId], selection: &Selection, reach: Reach, span: Span) {
        self.window(selection.window, reach);
        let (people, self_included) = selection.people.as_ref().map_or((PeopleReach::Nobody, false), reach_of);
        let periods = of_window(selection.window);
        let ranged = Reach { rows: RowReach::Elsewhere, sealable: false, ..reach.moved(people, self_included, periods) };
        self.rows(table, ranged, span);
        self.roles(table, ranged);
        for expr in exprs.iter().chain(&selection.condition) {
            self.over_rows(*expr, ranged, reach);
        }
    }
}

/// How far a `for` reaches, and whether oneself is in it.
pub(crate) fn reach_of(people: &People) -> (PeopleReach, bool) {
    match people {
        People::Own => (PeopleReach::Own, true),
        People::Reports | People::Team | People::Levels(..) | People::Between => (PeopleReach::Down, false),
        People::Manager | People::Managers => (PeopleReach::Up, false),
        People::Everyone => (PeopleReach::Everyone, true),
        People::Same(_) => (PeopleReach::Same, true),
        People::Person(_) => (PeopleReach::Reference, false),
    }
}
