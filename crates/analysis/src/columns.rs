//! Types of columns and lines, found when they are first asked for.

use crate::cx::{Cx, Known, State, Val};
use crate::diagnostics as say;
use crate::expr::{Lower, Stand};
use crate::units::Ty;
use crate::walk;
use tiercel_plan::{ColumnKind, ColumnRef, ExprId, ExprKind, LineId, Span, TableId, TableTime, Type, Uses};
use tiercel_value::{Grain, Set};

/// How deep formulas may be typed for the sake of one that reads them; deeper ones are taken as not known yet. The order in
/// which analysis goes keeps this near 1.
const MAX_ON_DEMAND: u32 = 6;

impl Cx<'_> {
    /// The type of a column and whether it may be blank. Nothing if it is in error.
    pub(crate) fn column_ty(&mut self, column: ColumnRef, span: Span) -> Option<(Ty, bool)> {
        if self.column_known(column)?.state == State::Waiting && self.depth < MAX_ON_DEMAND {
            self.depth += 1;
            self.type_column(column);
            self.depth -= 1;
        }
        let name = self.column_name(column).to_owned();
        let known = self.column_known(column)?.clone();
        let (ty, provisional) = self.read(known, &format!("[{name}]"), span)?;
        if let (Some(var), Some(known)) = (provisional, self.column_known_mut(column)) {
            known.provisional = Some(var);
        }
        Some(ty)
    }

    /// The type of a line and whether it may be blank. Nothing if it is in error.
    pub(crate) fn line_ty(&mut self, line: LineId, name: &str, span: Span) -> Option<(Ty, bool)> {
        if self.line(line).known.state == State::Waiting && self.depth < MAX_ON_DEMAND {
            self.depth += 1;
            crate::lines::type_line(self, line);
            self.depth -= 1;
        }
        let known = self.line(line).known.clone();
        let (ty, provisional) = self.read(known, name, span)?;
        if let Some(var) = provisional {
            self.line_mut(line).known.provisional = Some(var);
        }
        Some(ty)
    }

    /// What a reader sees of something in whatever state it is.
    fn read(&mut self, known: Known, name: &str, span: Span) -> Option<((Ty, bool), Option<crate::units::Var>)> {
        match (known.state, known.ty) {
            (State::Done, Some(ty)) => Some(((self.units.taken(ty, name, span), known.blank), None)),
            // Pinned: its formula does not matter to readers.
            (State::Waiting | State::Busy | State::Poisoned, Some(ty)) => Some(((ty, known.blank), None)),
            (State::Poisoned | State::Done, None) => None,
            (State::Waiting | State::Busy, None) => {
                let var = known.provisional.unwrap_or_else(|| self.units.recursive(name, span));
                Some(((Ty::Open(var), false), Some(var)))
            }
        }
    }

    /// Types a calculated column, or the table that derives it.
    pub(crate) fn type_column(&mut self, column: ColumnRef) {
        let table = self.plan.table(column.table);
        match table.columns.get(usize::from(column.column)).map(|column| &column.kind) {
            Some(ColumnKind::FromClauses(_)) => crate::derive::derive(self, column.table),
            Some(ColumnKind::Input(_)) => self.type_calculated(column),
            Some(ColumnKind::Calculated(_)) | None => {}
        }
    }

    fn type_calculated(&mut self, column: ColumnRef) {
        let info = self.table(column.table);
        let scope = info.scope;
        let Some(ast) = info.columns.get(usize::from(column.column)).and_then(|column| column.ast) else { return };
        let Some(formula) = &ast.formula else { return };
        if let Some(known) = self.column_known_mut(column) {
            known.state = State::Busy;
        }
        let grain = self.plan.time.grain;
        let val = Lower::new(self, scope, Stand::Row(column.table), grain).formula(formula);
        let pinned = self.column_known(column).and_then(|known| known.ty);
        let val = val.and_then(|val| match (pinned, &ast.ty) {
            (Some(Ty::Known(ty)), Some(written)) => self.pin(val, ty, written.optional),
            (Some(_) | None, _) => Some(val),
        });
        self.conclude_column(column, val, pinned, ast.name.span);
    }

    /// Notes the formula and type of a column.
    fn conclude_column(&mut self, column: ColumnRef, val: Option<Val>, pinned: Option<Ty>, span: Span) {
        let Some(val) = val else {
            let provisional = self.column_known_mut(column).and_then(|known| {
                known.state = State::Poisoned;
                known.provisional
            });
            provisional.into_iter().for_each(|var| self.units.silence(var));
            return;
        };
        let ty = pinned.unwrap_or(val.ty);
        let provisional = self.column_known(column).and_then(|known| known.provisional);
        let sound = self.agree(provisional, ty, val.blank, span);
        if let Some(known) = self.column_known_mut(column) {
            known.state = if sound { State::Done } else { State::Poisoned };
            known.ty = sound.then_some(ty);
            known.blank = val.blank;
        }
        let table = self.plan.tables.get_mut(column.table.index());
        if let Some(target) = table.and_then(|table| table.columns.get_mut(usize::from(column.column))) {
            target.kind = ColumnKind::Calculated(val.id);
            target.blank = val.blank;
        }
    }

    /// What readers took something for, before it was known, is what it is.
    pub(crate) fn agree(&mut self, provisional: Option<crate::units::Var>, ty: Ty, blank: bool, span: Span) -> bool {
        let Some(var) = provisional else { return true };
        if blank {
            self.say(say::recursive_blank(span));
            return false;
        }
        let result = match self.units.now(ty) {
            Ty::Known(known) => self.units.bind(var, known, span),
            Ty::Open(other) => self.units.union(var, other, span),
            Ty::Blank => Ok(()),
        };
        match result {
            Ok(()) => true,
            Err(conflict) => {
                self.conflict(&conflict);
                false
            }
        }
    }

    /// Gives a value a pinned type.
    pub(crate) fn pin(&mut self, val: Val, ty: Type, optional: bool) -> Option<Val> {
        let span = self.plan.expr(val.id).span;
        if val.blank && !optional {
            let text = self.text(span);
            return self.refuse(say::blank_needed(span, &text));
        }
        match (self.ty(val), ty) {
            (Ty::Known(found), wanted) if found == wanted => Some(Val { ty: Ty::Known(wanted), ..val }),
            (Ty::Known(Type::Number | Type::Percent), Type::Number | Type::Percent) => {
                Some(self.push(ExprKind::Retype(val.id), Ty::Known(ty), val.blank, span))
            }
            (Ty::Open(var), wanted) if wanted.is_numeric() => match self.units.bind(var, wanted, span) {
                Ok(()) if wanted == Type::Percent => Some(self.push(ExprKind::Retype(val.id), Ty::Known(ty), val.blank, span)),
                Ok(()) => Some(val),
                Err(conflict) => {
                    self.conflict(&conflict);
                    None
                }
            },
            (Ty::Blank, wanted) => {
                self.retype(val, wanted, None);
                Some(Val { ty: Ty::Known(wanted), ..val })
            }
            (Ty::Known(Type::Text), Type::Payee | Type::Ref(_) | Type::Period(Grain::Custom))
                if matches!(self.plan.expr(val.id).kind, ExprKind::Const(_)) =>
            {
                self.retype(val, ty, None);
                Some(Val { ty: Ty::Known(ty), ..val })
            }
            (Ty::Known(found), Type::Money(_)) if matches!(found, Type::Number | Type::Percent) => {
                let (wanted, found) = (self.words(ty), self.words(found));
                self.refuse(say::pinned_money(span, &wanted, &found))
            }
            (Ty::Known(found), _) => {
                let (wanted, found) = (self.words(ty), self.words(found));
                self.refuse(say::type_wanted(span, &wanted, &found))
            }
            (Ty::Open(var), _) => {
                if let Err(_conflict) = self.units.bind(var, ty, span) {
                    let wanted = self.words(ty);
                    return self.refuse(say::type_wanted(span, &wanted, "number"));
                }
                Some(val)
            }
        }
    }

    /// The grain of a table `in` periods; finer than any for one with days.
    pub(crate) fn time_grain(&mut self, table: TableId) -> Option<Grain> {
        self.roles(table);
        match self.plan.table(table).time {
            TableTime::In(_, grain) => Some(grain),
            TableTime::On(_) | TableTime::Span(..) => Some(Grain::Day),
            TableTime::None => None,
        }
    }

    /// Whether an expression is made of columns of its row alone, paths and lookups included.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    pub(crate) fn is_row_only(&mut self, id: ExprId) -> bool {
        let mut open = vec![id];
        let mut columns: Set<ColumnRef> = Set::new();
        let mut below = Vec::new();
        while let Some(at) = open.pop() {
            let expr = self.plan.expr(at);
            if expr.uses.any(Uses::PAYEE.with(Uses::PERIOD).with(Uses::MY)) {
                return false;
            }
            match &expr.kind {
                ExprKind::Aggregate(_) | ExprKind::Prorated(..) | ExprKind::Line(_) | ExprKind::Prior { .. } => return false,
                ExprKind::PriorRow { .. } | ExprKind::Running { .. } | ExprKind::Allocate(_) | ExprKind::Rank { .. } => return false,
                ExprKind::RowColumn(column) | ExprKind::RangedColumn(column) | ExprKind::Follow { column, .. } => {
                    let column = *column;
                    if columns.insert(column) {
                        let table = self.plan.table(column.table);
                        if let Some(ColumnKind::Calculated(formula)) =
                            table.columns.get(usize::from(column.column)).map(|column| &column.kind)
                        {
                            open.push(*formula);
                        }
                    }
                }
                _ => {}
            }
            walk::below(&self.plan, &self.plan.expr(at).kind, &mut below);
            open.append(&mut below);
        }
        true
    }
}
