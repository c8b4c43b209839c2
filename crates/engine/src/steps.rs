//! The schedule: node by node, and the loops of what reaches itself.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::column::{Column, Made};
use crate::datum::ErrorCode;
use crate::engine::Engine;
use crate::place::{BLOCK, Lane, NO_PERIOD, Places};
use crate::request::Limit;
use crate::vector::{ABSENT, Kind, Scalar, Vector, merge};
use std::rc::Rc;
use tiercel_plan::{ColumnKind, ColumnRef, ExprId, LineId, LineKind, LoopOrder, LoopPart, Node, PartOrder, Step, TableId, TimeSource};
use tiercel_value::{Decimal, Grain, Map, Rounding, order, round_to_places, round_to_unit};

impl Engine<'_> {
    /// Evaluates all nodes.
    pub(crate) fn run_schedule(&mut self) -> Result<(), Limit> {
        let plan = self.plan;
        for step in &plan.schedule {
            match step {
                Step::Node(Node::Derive(table)) => self.derive(*table)?,
                Step::Node(Node::Column(column)) => self.whole_column(*column),
                Step::Node(Node::Line(line)) => {
                    let cells = self.cells_of(*line);
                    self.write_cells(*line, &cells);
                }
                Step::Loop { order, parts } => self.step_loop(*order, parts),
            }
        }
        Ok(())
    }

    pub(crate) fn formula(&self, column: ColumnRef) -> Option<ExprId> {
        match self.plan.table(column.table).columns.get(usize::from(column.column))?.kind {
            ColumnKind::Calculated(formula) => Some(formula),
            ColumnKind::Input(_) | ColumnKind::FromClauses(_) => None,
        }
    }

    /// A calculated column at every row.
    pub(crate) fn whole_column(&mut self, column: ColumnRef) {
        let Some(formula) = self.formula(column) else { return };
        let expr = self.plan.expr(formula);
        let count = self.rows(column.table);
        let mut made = Column::new(Kind::of(expr.ty), count as usize);
        let mut from = 0;
        while from < count {
            let to = count.min(from.saturating_add(u32::try_from(BLOCK).unwrap_or(u32::MAX)));
            let places = self.at_rows(column.table, Lane::From(from), (to - from) as usize, expr.uses);
            made.append(self.eval(formula, &places));
            from = to;
        }
        self.made[column.table.index()][usize::from(column.column)] = Some(Made::Column(Rc::new(made)));
    }

    /// A calculated column at some rows.
    pub(crate) fn some_rows(&mut self, column: ColumnRef, rows: &[u32]) {
        let Some(formula) = self.formula(column) else { return };
        for block in rows.chunks(BLOCK) {
            let places = self.at_rows(column.table, Lane::each(block.to_vec()), block.len(), self.plan.expr(formula).uses);
            let values = self.eval(formula, &places);
            if let Some(Some(Made::Column(made))) = self.made[column.table.index()].get_mut(usize::from(column.column)) {
                let made = Rc::make_mut(made);
                for (position, row) in block.iter().enumerate() {
                    made.set(*row as usize, values.get(position));
                }
            }
        }
    }

    /// The cells of a line that are to be computed: those on its plan, neither closed nor given.
    fn cells_of(&self, line: LineId) -> Vec<(u32, i32)> {
        let (declared, cells) = (self.plan.line(line), &self.lines[line.index()]);
        let unit = usize::from(declared.unit.0);
        let (from, to) = self.time.units[unit];
        let ordinals: Vec<(i32, i32)> = (cells.first..)
            .take(cells.count)
            .map(|ordinal| (ordinal, self.time.standing(unit, declared.grain, ordinal)))
            .filter(|(_, standing)| (from..=to).contains(standing) && !self.given.is_closed(*standing, self.time.first))
            .collect();
        let mut found = Vec::with_capacity(ordinals.len() * self.everybody.len());
        for payee in (0u32..).take(self.everybody.len()) {
            let member = self.periods_on(unit, payee);
            for (ordinal, standing) in &ordinals {
                let free = cells.index(payee, *ordinal).is_some_and(|index| cells.column.status(index) == ABSENT);
                if free && self.offset(*standing).and_then(|period| member.get(period)) == Some(&true) {
                    found.push((payee, *ordinal));
                }
            }
        }
        found
    }

    /// Evaluates a line at cells and keeps the values.
    pub(crate) fn write_cells(&mut self, line: LineId, cells: &[(u32, i32)]) {
        self.computed += cells.len();
        for block in cells.chunks(BLOCK) {
            let values = self.line_at(line, block);
            let target = &mut self.lines[line.index()];
            let indexes: Vec<usize> = block.iter().filter_map(|(payee, ordinal)| target.index(*payee, *ordinal)).collect();
            if indexes.len() == block.len() {
                Rc::make_mut(&mut target.column).put(&indexes, &values);
            }
        }
    }

    /// A line's values at cells of its grain.
    fn line_at(&self, line: LineId, cells: &[(u32, i32)]) -> Vector {
        let declared = self.plan.line(line);
        let mut places = self.cells(cells, declared.grain);
        places.distinct = true;
        places.unit = declared.unit.0;
        let kind = Kind::of(declared.ty);
        if let [only] = declared.versions.as_slice()
            && only.from.is_none()
        {
            return self.version_at(line, only.value.when, only.value.formula, &places);
        }
        let mut by_version: Map<usize, Vec<u32>> = Map::new();
        for index in 0..places.len {
            let version = self.dated(&declared.versions, places.cell.day.int(index)).map_or(usize::MAX, |(version, _)| version);
            by_version.get_or_default(version).push(u32::try_from(index).unwrap_or(u32::MAX));
        }
        let mut parts = Vec::new();
        for (version, indexes) in by_version {
            let gathered = if indexes.len() == places.len { None } else { Some(places.gather(&indexes)) };
            let at = gathered.as_ref().unwrap_or(&places);
            let value = match declared.versions.get(version) {
                Some(version) => self.version_at(line, version.value.when, version.value.formula, at),
                None => Vector::constant(kind, Scalar::Blank, at.len),
            };
            parts.push((indexes, value));
        }
        merge(kind, places.len, &parts)
    }

    fn version_at(&self, line: LineId, when: Option<ExprId>, formula: ExprId, places: &Places) -> Vector {
        let Some(when) = when else { return self.paid(line, formula, self.eval(formula, places), places) };
        let conditions = self.eval(when, places);
        let kind = Kind::of(self.plan.line(line).ty);
        if let Some(conditions) = conditions.plain_bools() {
            let (yes, no): (Vec<u32>, Vec<u32>) = (0u32..).take(places.len).partition(|index| conditions[*index as usize]);
            if no.is_empty() {
                return self.paid(line, formula, self.eval(formula, places), places);
            }
            let zero = Vector::constant(kind, Scalar::Number(Decimal::ZERO, false), no.len());
            let mut parts = vec![(no, zero)];
            if !yes.is_empty() {
                let at = places.gather(&yes);
                parts.push((yes, self.paid(line, formula, self.eval(formula, &at), &at)));
            }
            return merge(kind, places.len, &parts);
        }
        let (mut yes, mut other, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for index in 0..places.len {
            let at = u32::try_from(index).unwrap_or(u32::MAX);
            let value = match conditions.get(index) {
                Scalar::Bool(true) => {
                    yes.push(at);
                    continue;
                }
                Scalar::Bool(false) => Scalar::Number(Decimal::ZERO, false),
                error @ Scalar::Error(_) => error,
                Scalar::Blank | Scalar::Number(..) | Scalar::Word(_) => self.fail(ErrorCode::Blank, when, places, index),
            };
            other.push(at);
            values.push(value);
        }
        let mut builder = crate::vector::Builder::new(kind, values.len());
        values.into_iter().for_each(|value| builder.push(value));
        let mut parts = vec![(other, builder.finish())];
        if !yes.is_empty() {
            let at = places.gather(&yes);
            parts.push((yes, self.paid(line, formula, self.eval(formula, &at), &at)));
        }
        merge(kind, places.len, &parts)
    }

    /// Rounds the values of a pay or earn line.
    fn paid(&self, line: LineId, formula: ExprId, values: Vector, places: &Places) -> Vector {
        if !matches!(self.plan.line(line).kind, LineKind::Pay | LineKind::Earn) {
            return values;
        }
        let (rounding, unit, decimals) = self.rounding_of(line);
        if let (None, Ok(decimals)) = (unit, u8::try_from(decimals))
            && let Some(values) = crate::eval::rounding::rounded(&values, decimals, rounding)
        {
            return values;
        }
        let rounded = |value: Decimal| self.round_payment(line, value);
        self.map(formula, &values.spread(), places, |value| match value {
            Scalar::Number(number, inexact) => rounded(number).map(|number| Scalar::Number(number, inexact)).ok_or(ErrorCode::Number),
            other @ (Scalar::Blank | Scalar::Bool(_) | Scalar::Word(_) | Scalar::Error(_)) => Ok(other),
        })
    }

    /// Rounding, unit, and decimals of the currency.
    fn rounding_of(&self, line: LineId) -> (Rounding, Option<Decimal>, u32) {
        let unit = self.plan.unit(self.plan.line(line).unit);
        (unit.rounding, unit.rounding_unit, u32::from(self.plan.currencies.decimals(unit.currency)))
    }

    /// An amount rounded as its plan says.
    pub(crate) fn round_payment(&self, line: LineId, value: Decimal) -> Option<Decimal> {
        match self.rounding_of(line) {
            (rounding, Some(unit), _) => round_to_unit(value, unit, rounding).ok(),
            (rounding, None, decimals) => round_to_places(value, i32::try_from(decimals).ok()?, rounding).ok(),
        }
    }

    /// What reaches itself.
    pub(crate) fn step_loop(&mut self, order: LoopOrder, parts: &[LoopPart]) {
        let nodes: Vec<Node> = parts.iter().flat_map(|part| &part.nodes).copied().collect();
        for node in &nodes {
            if let Node::Column(column) = node
                && let Some(formula) = self.formula(*column)
            {
                let made = Column::absent(Kind::of(self.plan.expr(formula).ty), self.rows(column.table) as usize);
                self.made[column.table.index()][usize::from(column.column)] = Some(Made::Column(Rc::new(made)));
            }
        }
        self.in_progress.clone_from(&nodes);
        self.depends.borrow_mut().clear();
        match order {
            LoopOrder::Rows => parts.iter().for_each(|part| self.columns_by_row(&part.nodes, None)),
            LoopOrder::Periods => self.by_period(&nodes, parts),
        }
        self.in_progress.clear();
        self.depends.borrow_mut().clear();
    }

    /// Columns row by row: in each round one row per payee; of all rows, or of some.
    fn columns_by_row(&mut self, nodes: &[Node], rows: Option<&Map<TableId, Vec<u32>>>) {
        let mut tables: Vec<TableId> =
            nodes.iter().filter_map(|node| if let Node::Column(column) = node { Some(column.table) } else { None }).collect();
        tables.dedup();
        // Columns of several tables can reach each other only through lines, which end a run.
        for table in tables {
            let taken: Vec<u32> = match rows {
                None => (0..self.rows(table)).collect(),
                Some(rows) => rows.get(&table).cloned().unwrap_or_default(),
            };
            for round in self.row_rounds(table, &taken) {
                for node in nodes {
                    if let Node::Column(column) = node
                        && column.table == table
                    {
                        self.some_rows(*column, &round);
                    }
                }
            }
        }
    }

    fn by_period(&mut self, nodes: &[Node], parts: &[LoopPart]) {
        let base = self.time.base;
        // The rows of each period; those of none come first.
        let mut rows: Map<i32, Map<TableId, Vec<u32>>> = Map::new();
        let mut tables: Vec<TableId> =
            nodes.iter().filter_map(|node| if let Node::Column(column) = node { Some(column.table) } else { None }).collect();
        order::sort(&mut tables);
        tables.dedup();
        for table in tables {
            let days = self.row_days(table, TimeSource::Role);
            for row in 0..self.rows(table) {
                let period = days.of(row).and_then(|(first, _)| self.time.period_of(first, base)).unwrap_or(NO_PERIOD);
                rows.get_or_default(period).get_or_default(table).push(row);
            }
        }
        // The cells of each line by the period they stand in.
        let mut cells: Map<i32, Map<LineId, Vec<(u32, i32)>>> = Map::new();
        for node in nodes {
            let Node::Line(line) = node else { continue };
            let (unit, grain) = (usize::from(self.plan.line(*line).unit.0), self.plan.line(*line).grain);
            for cell in self.cells_of(*line) {
                let standing = self.time.standing(unit, grain, cell.1);
                cells.get_or_default(standing).get_or_default(*line).push(cell);
            }
        }
        let mut periods: Vec<i32> = rows.keys().chain(cells.keys()).copied().collect();
        order::sort(&mut periods);
        periods.dedup();
        for period in periods {
            let (of_rows, of_lines) = (rows.get(&period), cells.get(&period));
            for part in parts {
                match part.order {
                    PartOrder::Once => part.nodes.iter().for_each(|node| self.of_period(*node, of_rows, of_lines, |_| true)),
                    PartOrder::Rows => {
                        if let Some(rows) = of_rows {
                            self.columns_by_row(&part.nodes, Some(rows));
                        }
                    }
                    PartOrder::Up | PartOrder::Down => {
                        // Of lines that stand here for a quarter, the quarter's tree.
                        let grain = self.common_grain(&part.nodes).unwrap_or(base);
                        let own = self.time.containing(base, period, grain);
                        let version = self.everybody.version(self.time.end(grain, own));
                        for level in self.tree(version).levels(part.order == PartOrder::Up) {
                            let is_on_level = |payee: u32| level.binary_search(&payee).is_ok();
                            part.nodes.iter().for_each(|node| self.of_period(*node, of_rows, of_lines, is_on_level));
                        }
                    }
                }
            }
        }
    }

    /// The grain of some lines, if they have the same.
    fn common_grain(&self, nodes: &[Node]) -> Option<Grain> {
        let mut grains = nodes.iter().map(|node| match node {
            Node::Line(line) => Some(self.plan.line(*line).grain),
            Node::Column(_) | Node::Derive(_) => None,
        });
        let first = grains.next()??;
        grains.all(|grain| grain == Some(first)).then_some(first)
    }

    /// A node's cells and rows of a period, of some people.
    fn of_period(
        &mut self,
        node: Node,
        rows: Option<&Map<TableId, Vec<u32>>>,
        lines: Option<&Map<LineId, Vec<(u32, i32)>>>,
        is_meant: impl Fn(u32) -> bool,
    ) {
        match node {
            Node::Line(line) => {
                let all = lines.and_then(|lines| lines.get(&line)).into_iter().flatten();
                let here: Vec<(u32, i32)> = all.copied().filter(|cell| is_meant(cell.0)).collect();
                self.write_cells(line, &here);
            }
            Node::Column(column) => {
                let owners = self.owners(column.table, tiercel_plan::OwnerSource::Role);
                let all = rows.and_then(|rows| rows.get(&column.table)).into_iter().flatten();
                let here: Vec<u32> = all.copied().filter(|row| is_meant(owners[*row as usize])).collect();
                self.some_rows(column, &here);
            }
            Node::Derive(_) => {}
        }
    }
}
