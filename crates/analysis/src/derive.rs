//! Derived tables: `from` clauses with their joins, groups and blocks.

use crate::cx::{Cx, ScopeId, State, Val};
use crate::diagnostics as say;
use crate::expr::{Lower, Sources, Stand};
use crate::units::Ty;
use crate::walk;
use tiercel_plan::{
    ColumnKind, ColumnRef, ExprId, ExprKind, FromClause, Grouping, Join, MoneyUnit, Operator, SourceId, TableId, TableKind, Type,
};
use tiercel_syntax::ast;

/// Types the `from` clauses of a table, once.
pub(crate) fn derive(cx: &mut Cx<'_>, table: TableId) {
    let info = cx.table(table);
    if info.derived != State::Waiting || info.ast.clauses.is_empty() {
        return;
    }
    let (ast, scope) = (info.ast, info.scope);
    set(cx, table, State::Busy);
    let count = cx.plan.table(table).columns.iter().filter(|column| matches!(column.kind, ColumnKind::FromClauses(_))).count();
    let mut by_column: Vec<Vec<Val>> = vec![Vec::new(); count];
    let mut clauses = Vec::new();
    let mut sound = vec![true; count];
    for (number, clause) in ast.clauses.iter().enumerate() {
        let typed = Clause { cx, table, scope, ast: clause, first: number == 0 }.typed(&mut by_column, &mut sound);
        clauses.extend(typed);
    }
    if let Some(target) = cx.plan.tables.get_mut(table.index()) {
        target.kind = TableKind::Derived(clauses);
    }
    let all = ast.clauses.len();
    let currencies = currency_columns(cx, &by_column);
    for (number, vals) in (0u16..).zip(by_column) {
        let at = ColumnRef { table, column: number };
        let whole = vals.len() == all && sound.get(usize::from(number)).copied().unwrap_or(false);
        conclude(cx, at, &vals, whole, &currencies);
    }
    set(cx, table, State::Done);
}

fn set(cx: &mut Cx<'_>, table: TableId, state: State) {
    if let Some(info) = cx.tables.get_mut(table.index()) {
        info.derived = state;
    }
}

/// Which column of the block holds the currency that a source's column gives.
#[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
fn currency_columns(cx: &Cx<'_>, by_column: &[Vec<Val>]) -> Vec<(ColumnRef, u16)> {
    let mut found = Vec::new();
    for (number, vals) in (0u16..).zip(by_column) {
        for val in vals {
            match cx.plan.expr(val.id).kind {
                ExprKind::SourceColumn { column, .. } | ExprKind::Follow { column, .. } => found.push((column, number)),
                _ => {}
            }
        }
    }
    found
}

/// The type of a column from the blocks of all clauses.
fn conclude(cx: &mut Cx<'_>, at: ColumnRef, vals: &[Val], whole: bool, currencies: &[(ColumnRef, u16)]) {
    let span = cx.plan.table(at.table).columns.get(usize::from(at.column)).map_or_else(Default::default, |column| column.span);
    let written = cx.table(at.table).columns.get(usize::from(at.column)).and_then(|column| column.ast).and_then(|ast| ast.ty.as_ref());
    let optional = written.is_some_and(|ty| ty.optional);
    let pinned = cx.column_known(at).and_then(|known| known.ty);
    let mut kept: Vec<Val> = Vec::new();
    let mut sound = whole;
    for val in vals {
        let val = match pinned {
            Some(Ty::Known(ty)) => cx.pin(*val, ty, optional),
            Some(_) | None => Some(*val),
        };
        match val {
            Some(val) => kept.push(val),
            None => sound = false,
        }
    }
    let scope = cx.table(at.table).scope;
    let grain = cx.plan.time.grain;
    let mut ty = None;
    if sound {
        ty = pinned.or_else(|| Lower::new(cx, scope, Stand::Row(at.table), grain).one_type(&kept, span));
        sound = ty.is_some();
    }
    if ty == Some(Ty::Blank) {
        cx.say(say::line_of_blank(span));
        sound = false;
    }
    if let Some(Ty::Known(Type::Money(MoneyUnit::In(source)))) = ty
        && source.table != at.table
    {
        match currencies.iter().find(|(known, _)| *known == source) {
            Some((_, column)) => ty = Some(Ty::Known(Type::Money(MoneyUnit::In(ColumnRef { table: at.table, column: *column })))),
            None => {
                cx.say(say::currency_column_left_out(span));
                sound = false;
            }
        }
    }
    let blank = kept.iter().any(|val| val.blank);
    let provisional = cx.column_known(at).and_then(|known| known.provisional);
    if let (true, Some(ty)) = (sound, ty) {
        sound = cx.agree(provisional, ty, blank, span);
    }
    if !sound {
        provisional.into_iter().for_each(|var| cx.units.silence(var));
    }
    if let Some(known) = cx.column_known_mut(at) {
        known.state = if sound { State::Done } else { State::Poisoned };
        known.ty = ty.filter(|_| sound);
        known.blank = blank;
    }
    let target = cx.plan.tables.get_mut(at.table.index()).and_then(|table| table.columns.get_mut(usize::from(at.column)));
    if let Some(target) = target {
        target.kind = ColumnKind::FromClauses(kept.iter().map(|val| val.id).collect());
        target.blank = blank;
    }
}

/// One `from` clause.
struct Clause<'c, 'a> {
    cx: &'c mut Cx<'a>,
    table: TableId,
    scope: ScopeId,
    ast: &'a ast::FromClause,
    first: bool,
}

impl Clause<'_, '_> {
    fn typed(&mut self, by_column: &mut [Vec<Val>], sound: &mut [bool]) -> Option<FromClause> {
        let source = self.source(&self.ast.source)?;
        let mut sources = Sources { tables: vec![source], may_lack: vec![false], group: None, each: None };
        let mut joins = Vec::new();
        for join in &self.ast.joins {
            let joined = self.source(&join.table)?;
            if sources.tables.contains(&joined) {
                return self.cx.refuse(say::joined_twice(&join.table));
            }
            sources.tables.push(joined);
            sources.may_lack.push(join.keep);
            let on = match &join.on {
                Some(on) => self.on(on, &sources)?,
                None => Vec::new(),
            };
            joins.push(Join { table: joined, on, keep_unmatched: join.keep });
        }
        let grain = self.cx.plan.time.grain;
        let mut lower = Lower::new(self.cx, self.scope, Stand::Sources(sources.clone()), grain);
        let condition = match &self.ast.condition {
            Some(condition) => {
                let val = lower.condition(condition);
                lower.assume(condition, true);
                Some(val)
            }
            None => None,
        };
        let mut grouping = Some(Grouping::None);
        let mut groups: Vec<(String, Val)> = Vec::new();
        if !self.ast.group.is_empty() {
            let mut by = Vec::new();
            for (name, expr) in &self.ast.group {
                let val = lower.formula(expr);
                let column = lower.cx.column_named(self.table, &name.text).filter(|column| usize::from(column.column) < by_column.len());
                match (val, column) {
                    (Some(val), Some(column)) => {
                        by.push((column.column, val.id));
                        groups.push((name.text.clone(), val));
                        if let Some(vals) = by_column.get_mut(usize::from(column.column)) {
                            vals.push(val);
                        }
                    }
                    (None, Some(column)) => {
                        if let Some(sound) = sound.get_mut(usize::from(column.column)) {
                            *sound = false;
                        }
                        grouping = None;
                    }
                    (_, None) => {
                        lower.cx.say(say::clauses_differ(name.span, &name.text));
                        grouping = None;
                    }
                }
            }
            grouping = grouping.map(|_| Grouping::By(by));
            sources.group = Some(groups);
        }
        if let Some((grain, from, to)) = &self.ast.each {
            let ends = [from, to].map(|end| lower.period_end(end));
            grouping = match ends {
                [Some(from), Some(to)] => Some(Grouping::Each { grain: *grain, from, to }),
                [_, _] => None,
            };
            sources.each = Some(*grain);
        }
        lower.stand_at(Stand::Sources(sources));
        let mut given: Vec<u16> = Vec::new();
        for column in &self.ast.columns {
            let found = lower.cx.column_named(self.table, &column.name.text).filter(|column| usize::from(column.column) < by_column.len());
            let Some(found) = found else {
                // Without a formula it is no column of the clause, which has been said.
                if column.formula.is_some() {
                    lower.cx.say(say::clauses_differ(column.name.span, &column.name.text));
                }
                continue;
            };
            if given.contains(&found.column) || self.ast.group.iter().any(|(name, _)| name.text == column.name.text) {
                if !self.first {
                    lower.cx.say(say::column_twice(&column.name));
                }
                continue;
            }
            given.push(found.column);
            let val = column.formula.as_ref().and_then(|formula| lower.formula(formula));
            match val {
                Some(val) => {
                    if let Some(vals) = by_column.get_mut(usize::from(found.column)) {
                        vals.push(val);
                    }
                }
                None => {
                    if let Some(sound) = sound.get_mut(usize::from(found.column)) {
                        *sound = false;
                    }
                }
            }
        }
        if !self.first {
            self.complete(&given, by_column.len(), sound);
        }
        let condition = match condition {
            Some(condition) => Some(condition?.id),
            None => None,
        };
        Some(FromClause { source, joins, condition, grouping: grouping?, span: self.ast.span })
    }

    /// Every clause gives the same columns.
    fn complete(&mut self, given: &[u16], count: usize, sound: &mut [bool]) {
        for number in (0u16..).take(count) {
            let name = self.cx.column_name(ColumnRef { table: self.table, column: number }).to_owned();
            if given.contains(&number) || self.ast.group.iter().any(|(known, _)| known.text == name) {
                continue;
            }
            self.cx.say(say::clause_lacks_column(self.ast.span, &name));
            if let Some(sound) = sound.get_mut(usize::from(number)) {
                *sound = false;
            }
        }
    }

    /// The table of a name, typed itself if it is derived.
    fn source(&mut self, name: &ast::Name) -> Option<TableId> {
        let Some(source) = self.cx.table_named(self.scope, &name.text) else {
            let diagnostic = say::table_unknown(self.cx, self.scope, name);
            return self.cx.refuse(diagnostic);
        };
        if self.cx.table(source).derived == State::Busy {
            return self.cx.refuse(say::derived_from_itself(name));
        }
        derive(self.cx, source);
        Some(source)
    }

    /// `on`: equalities between earlier sources and the one joined last.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn on(&mut self, on: &ast::Expr, sources: &Sources) -> Option<Vec<(ExprId, ExprId)>> {
        let last = SourceId(u16::try_from(sources.tables.len().saturating_sub(1)).unwrap_or(u16::MAX));
        let mut sources = sources.clone();
        // The rows compared are there.
        sources.may_lack.iter_mut().for_each(|lack| *lack = false);
        let grain = self.cx.plan.time.grain;
        let condition = Lower::new(self.cx, self.scope, Stand::Sources(sources), grain).condition(on)?;
        let mut pairs = Vec::new();
        let mut open = vec![condition.id];
        let mut sound = true;
        while let Some(at) = open.pop() {
            match self.cx.plan.expr(at).kind {
                ExprKind::Binary(Operator::And, left, right) => open.extend([right, left]),
                ExprKind::Binary(Operator::Equal, left, right) => {
                    let (of_left, of_right) = (self.sources_of(left), self.sources_of(right));
                    let only = |of: &[SourceId]| of == [last];
                    let without = |of: &[SourceId]| !of.is_empty() && !of.contains(&last);
                    if only(&of_right) && without(&of_left) {
                        pairs.push((left, right));
                    } else if only(&of_left) && without(&of_right) {
                        pairs.push((right, left));
                    } else {
                        let span = self.cx.plan.expr(at).span;
                        self.cx.say(say::join_of_equalities(span));
                        sound = false;
                    }
                }
                _ => {
                    let span = self.cx.plan.expr(at).span;
                    self.cx.say(say::join_of_equalities(span));
                    sound = false;
                }
            }
        }
        sound.then_some(pairs)
    }

    /// The sources that an expression reads.
    fn sources_of(&self, id: ExprId) -> Vec<SourceId> {
        let mut found = Vec::new();
        let mut open = vec![id];
        let mut below = Vec::new();
        while let Some(at) = open.pop() {
            let kind = &self.cx.plan.expr(at).kind;
            if let ExprKind::SourceColumn { source, .. } = kind
                && !found.contains(source)
            {
                found.push(*source);
            }
            walk::below(&self.cx.plan, kind, &mut below);
            open.append(&mut below);
        }
        found
    }
}
