//! Names and paths: lines, columns, params, `payee`, `period`, `EACH`.

use super::narrowing::step;
use super::{Lower, Stand};
use crate::cx::Val;
use crate::diagnostics as say;
use crate::names::Declared;
use crate::units::Ty;
use tiercel_plan::{ColumnRef, ExprKind, LineId, ParamId, SourceId, Span, TableId, Type};
use tiercel_syntax::ast::Name;
use tiercel_value::Grain;

impl Lower<'_, '_> {
    /// A name with a path, or a path alone.
    pub(super) fn name(&mut self, name: Option<&Name>, path: &[Name], span: Span) -> Option<Val> {
        let Some(name) = name else { return self.row_path(path, span) };
        if let Some(at) = self.locals.iter().rposition(|local| local.name == name.text) {
            let mut val = self.local(at, span)?;
            if self.is_known(&name.text) {
                val.blank = false;
            }
            return self.follow(val, name.text.clone(), path, 0, span);
        }
        if let Some(earned) = match name.text.as_str() {
            "PAYABLE" => Some(false),
            "EARNED" => Some(true),
            _ => None,
        } {
            let unit = self.cx.scope_units.get(self.scope.0 as usize)?;
            let unit = self.cx.plan.units.get(usize::from(unit.0))?;
            let line = if earned { unit.earned } else { unit.payable };
            return self.line(line, &name.text, span);
        }
        match self.cx.find(self.scope, &name.text) {
            Some((Declared::Table(table), _)) => match path.split_first() {
                Some((column, rest)) => self.table_column(table, name, column, rest, span),
                None => self.refuse(say::table_as_value(name)),
            },
            Some((Declared::Line(line), _)) => {
                let mut val = self.line(line, &name.text, name.span)?;
                if self.is_known(&name.text) {
                    val = self.unblank(val);
                }
                self.follow(val, name.text.clone(), path, 0, span)
            }
            Some((Declared::Param(param), _)) => {
                let val = self.param(param, name.span)?;
                self.follow(val, name.text.clone(), path, 0, span)
            }
            Some((Declared::Tiers(_) | Declared::Matrix(_), _)) => self.refuse(say::tiers_as_value(name)),
            Some((Declared::Rates(_) | Declared::Define(_), _)) => self.refuse(say::function_as_value(name)),
            None => {
                let diagnostic = self.unknown_name(name);
                self.refuse(diagnostic)
            }
        }
    }

    fn unknown_name(&mut self, name: &Name) -> tiercel_syntax::Diagnostic {
        let locals = self.locals.iter().map(|local| local.name.as_str());
        let declared = self.cx.scopes.get(self.scope.0 as usize).into_iter().flat_map(|scope| scope.entries().map(|(name, ..)| name));
        let few = self.cx.diagnostics.len() < crate::suggestions::MANY;
        let near = if few { crate::suggestions::nearest(&name.text, declared.chain(locals)) } else { None };
        // In a column `Amount` is often meant as `[Amount]`.
        let column = match &self.stand {
            Stand::Row(table) => self.cx.column_named(*table, &name.text).map(|_| format!("[{}]", name.text)),
            Stand::Cell(_) | Stand::Sources(_) => None,
        };
        say::name_unknown(name, column.or(near))
    }

    /// A value without its blank, since a condition tells so.
    fn unblank(&mut self, val: Val) -> Val {
        if let Some(expr) = self.cx.plan.exprs.get_mut(val.id.index()) {
            expr.blank = false;
        }
        Val { blank: false, ..val }
    }

    /// `[Col].[Path]`: of the row where the formula stands.
    fn row_path(&mut self, path: &[Name], span: Span) -> Option<Val> {
        let (first, rest) = path.split_first()?;
        if let (true, Some(table)) = (self.of_ranged, self.ranged) {
            return self.column(table, first, rest, String::new(), span, ExprKind::RangedColumn);
        }
        match &self.stand {
            Stand::Row(table) => self.column(*table, first, rest, String::new(), span, ExprKind::RowColumn),
            Stand::Cell(_) => {
                let table = self.ranged.map(|table| self.cx.plan.table(table).name.clone());
                self.refuse(say::column_in_a_line(first, table.as_deref()))
            }
            Stand::Sources(sources) => {
                let of_group = sources.group.as_ref().and_then(|group| group.iter().find(|(name, _)| *name == first.text));
                let mut val = match of_group {
                    Some((_, val)) => *val,
                    None => {
                        let table = sources.tables.iter().copied().find(|table| self.cx.column_named(*table, &first.text).is_some());
                        let table = table.map(|table| self.cx.plan.table(table).name.clone());
                        return self.refuse(say::column_in_a_block(first, table.as_deref()));
                    }
                };
                let mut key = String::new();
                step(&mut key, &first.text, 0);
                if self.is_known(&key) {
                    val.blank = false;
                }
                self.follow(val, key, rest, 1, span)
            }
        }
    }

    /// `T[Col].[Path]`.
    fn table_column(&mut self, table: TableId, name: &Name, column: &Name, rest: &[Name], span: Span) -> Option<Val> {
        if self.person {
            return self.refuse(say::column_in_a_person_condition(name));
        }
        if self.ranged == Some(table) {
            return self.column(table, column, rest, name.text.clone(), span, ExprKind::RangedColumn);
        }
        if let Stand::Sources(sources) = &self.stand
            && let Some(at) = sources.tables.iter().position(|known| *known == table)
        {
            if sources.group.is_some() && !self.in_group {
                return self.refuse(say::only_the_groups_columns(span, &column.text));
            }
            let lacks = sources.may_lack.get(at).copied().unwrap_or(false);
            let source = SourceId(u16::try_from(at).unwrap_or(u16::MAX));
            let make = |column| ExprKind::SourceColumn { source, column };
            return self.column_of(table, column, rest, name.text.clone(), span, make, lacks);
        }
        if let Some(other) = self.ranged {
            let other = self.cx.plan.table(other).name.clone();
            return self.refuse(say::two_tables(span, &other, &name.text));
        }
        let text = self.cx.text(span);
        self.refuse(say::column_outside_aggregate(span, &text, matches!(self.stand, Stand::Row(_))))
    }

    fn column(
        &mut self,
        table: TableId,
        column: &Name,
        rest: &[Name],
        key: String,
        span: Span,
        make: fn(ColumnRef) -> ExprKind,
    ) -> Option<Val> {
        self.column_of(table, column, rest, key, span, make, false)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one path")]
    fn column_of(
        &mut self,
        table: TableId,
        column: &Name,
        rest: &[Name],
        mut key: String,
        span: Span,
        make: impl Fn(ColumnRef) -> ExprKind,
        lacks: bool,
    ) -> Option<Val> {
        let Some(found) = self.cx.column_named(table, &column.text) else {
            let diagnostic = say::column_unknown(&self.cx.plan, table, column);
            return self.refuse(diagnostic);
        };
        let (ty, blank) = self.cx.column_ty(found, column.span)?;
        step(&mut key, &column.text, 0);
        let blank = (blank || lacks) && !self.is_known(&key);
        let end = Span { start: span.start, ..column.span };
        let val = self.cx.push(make(found), ty, blank, end);
        self.follow(val, key, rest, 1, span)
    }

    /// The rest of a path: columns of what the value before is a key of.
    fn follow(&mut self, mut val: Val, mut key: String, path: &[Name], done: usize, span: Span) -> Option<Val> {
        for (number, column) in path.iter().enumerate() {
            let end = Span { start: span.start, ..column.span };
            let table = match self.cx.ty(val) {
                Ty::Known(Type::Payee) => self.cx.plan.payees,
                Ty::Known(Type::Ref(table)) => table,
                ty @ (Ty::Known(_) | Ty::Open(_) | Ty::Blank) => {
                    let (text, words) = (self.cx.text(self.cx.expr(val).span), self.ty_words(ty));
                    return self.refuse(say::path_through_no_key(column, &text, &words));
                }
            };
            step(&mut key, &column.text, done + number);
            val = self.through(val, table, column, &key, end)?;
        }
        Some(val)
    }

    /// One step of a path.
    fn through(&mut self, base: Val, table: TableId, column: &Name, key: &str, span: Span) -> Option<Val> {
        let person = table == self.cx.plan.payees;
        let Some(found) = self.cx.column_named(table, &column.text) else {
            if person && column.text == "Active" {
                let base = self.present(base)?;
                self.needs_time(span)?;
                return Some(self.cx.push(ExprKind::Active(base.id), Ty::Known(Type::Bool), false, span));
            }
            let diagnostic = say::column_unknown(&self.cx.plan, table, column);
            return self.refuse(diagnostic);
        };
        let (ty, blank) = self.cx.column_ty(found, column.span)?;
        let blank = (blank || base.blank) && !self.is_known(key);
        let kind = if person {
            if self.cx.table(table).ast.time.is_some() {
                self.needs_day(span)?;
            }
            ExprKind::FollowPayee { base: base.id, column: found }
        } else {
            ExprKind::Follow { base: base.id, column: found }
        };
        Some(self.cx.push(kind, ty, blank, span))
    }

    /// `payee`, `payee[Col]`.
    pub(super) fn payee(&mut self, path: &[Name], span: Span) -> Option<Val> {
        match &self.stand {
            Stand::Row(table) if !self.cells && !self.person && self.cx.table(*table).ast.by.is_none() => {
                let name = self.cx.plan.table(*table).name.clone();
                return self.refuse(say::payee_without_by(span, &name));
            }
            Stand::Sources(_) if !self.cells && !self.person => return self.refuse(say::payee_in_a_block(span)),
            Stand::Row(_) | Stand::Cell(_) | Stand::Sources(_) => {}
        }
        let val = self.cx.push(ExprKind::Payee, Ty::Known(Type::Payee), false, span);
        self.follow(val, "payee".to_owned(), path, 0, span)
    }

    /// `period`.
    pub(super) fn period_here(&mut self, span: Span) -> Option<Val> {
        self.needs_time(span)?;
        if matches!(self.stand, Stand::Sources(_)) && !self.cells && !self.person {
            return self.refuse(say::period_in_a_block(span));
        }
        Some(self.cx.push(ExprKind::Period, Ty::Known(Type::Period(self.grain)), false, span))
    }

    /// `EACH`.
    pub(super) fn each_here(&mut self, span: Span) -> Option<Val> {
        match &self.stand {
            Stand::Sources(sources) => match sources.each {
                Some(grain) => Some(self.cx.push(ExprKind::Each, Ty::Known(Type::Period(grain)), false, span)),
                None => self.refuse(say::each_without_clause(span)),
            },
            Stand::Row(_) | Stand::Cell(_) => self.refuse(say::each_without_clause(span)),
        }
    }

    /// A row without a time has no period.
    pub(super) fn needs_time(&mut self, span: Span) -> Option<()> {
        if self.cells || self.person {
            return Some(());
        }
        match &self.stand {
            Stand::Row(table) if self.cx.table(*table).ast.time.is_none() => {
                let name = self.cx.plan.table(*table).name.clone();
                self.refuse(say::period_without_time(span, &name))
            }
            Stand::Row(_) | Stand::Cell(_) | Stand::Sources(_) => Some(()),
        }
    }

    /// What changes on some day needs a day to go by.
    pub(super) fn needs_day(&mut self, span: Span) -> Option<()> {
        if self.cells || self.person {
            return Some(());
        }
        let table = match &self.stand {
            Stand::Cell(_) => return Some(()),
            Stand::Row(table) => *table,
            Stand::Sources(sources) => match sources.tables.first() {
                Some(first) => *first,
                None => return Some(()),
            },
        };
        // The rows of `payees` themselves stand at their own first day.
        if self.cx.table(table).ast.time.is_some() {
            return Some(());
        }
        let name = self.cx.plan.table(table).name.clone();
        self.refuse(say::dated_without_time(span, &name))
    }

    /// A line at the cell.
    fn line(&mut self, line: LineId, name: &str, span: Span) -> Option<Val> {
        self.line_in_sight(line, name, span)?;
        let (ty, blank) = self.cx.line_ty(line, name, span)?;
        let own = self.cx.plan.line(line).grain;
        if own < self.grain && !matches!(self.stand, Stand::Row(_)) {
            return self.refuse(say::finer_line(span, name));
        }
        Some(self.cx.push(ExprKind::Line(line), ty, blank, span))
    }

    /// Lines may be named in lines, and in columns whose rows have a cell.
    pub(super) fn line_in_sight(&mut self, line: LineId, name: &str, span: Span) -> Option<()> {
        if !self.inlining.is_empty() {
            return self.refuse(say::line_in_a_define(span, name));
        }
        match &self.stand {
            Stand::Cell(Some(_)) => Some(()),
            Stand::Cell(None) => self.refuse(say::line_in_members(span, name)),
            Stand::Sources(_) => self.refuse(say::line_in_a_block(span, name)),
            Stand::Row(table) => {
                let table = *table;
                let info = self.cx.table(table);
                let (shared, by, time) = (info.shared, info.ast.by.is_some(), info.ast.time.is_some());
                let table_name = self.cx.plan.table(table).name.clone();
                if shared && self.cx.plan.units.len() > 1 {
                    return self.refuse(say::line_in_a_shared_table(span, name, &table_name));
                }
                // An aggregate over cells stands at cells that are not the row's own.
                if self.cells {
                    return Some(());
                }
                if !by || !time {
                    return self.refuse(say::line_in_a_table_without_roles(span, name, &table_name));
                }
                if self.cx.time_grain(table).is_some_and(|grain| grain > self.cx.plan.time.grain) {
                    return self.refuse(say::line_in_a_coarser_table(span, name, &table_name));
                }
                let _ = line;
                Some(())
            }
        }
    }

    /// A param.
    fn param(&mut self, param: ParamId, span: Span) -> Option<Val> {
        if self.cx.is_dated_param(param) {
            self.needs_day(span)?;
            let days: Vec<_> = self.cx.plan.param(param).versions.iter().filter_map(|version| version.from).collect();
            self.dated(&days, span);
        }
        let info = self.cx.params.get(param.index())?;
        let ty = Some(info.ty).filter(|_| info.sound)?;
        let val = self.cx.push(ExprKind::Param(param), ty, false, span);
        Some(Val { constant: matches!(ty, Ty::Open(_)), ..val })
    }

    /// Notes that a line reads what changes on some days: inside a period that is worth a warning.
    pub(super) fn dated(&mut self, days: &[tiercel_value::Date], span: Span) {
        if !matches!(self.stand, Stand::Cell(_)) {
            return;
        }
        let grain: Grain = self.grain;
        self.cx.dated_reads.extend(days.iter().map(|day| (*day, span, grain)));
    }
}
