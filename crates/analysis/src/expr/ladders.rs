//! TIER, MARGINAL, INTERPOLATE, SLICE, REACHED, and calls of decision tables.

use super::Lower;
use crate::cx::Val;
use crate::diagnostics as say;
use crate::names::Declared;
use crate::units::Ty;
use tiercel_plan::{
    ExprKind, Ladder, LadderRows, MatrixId, MatrixRows, RateCell, RatesId, Selection, Span, TableId, TierUse, TiersId, Type, Value,
};
use tiercel_syntax::ast::{Call, Expr, ExprKind as Ast, Name};

/// The rows of a ladder and the types of its columns.
struct Rows {
    rows: LadderRows,
    /// What stands for the thresholds in messages and comparisons.
    bound: Ty,
    /// The output; none where only the part is wanted.
    output: Option<Ty>,
    /// Bare numbers of a declared column: the place may say the unit.
    constant: bool,
    name: String,
}

impl Lower<'_, '_> {
    /// A call of a tier function.
    pub(super) fn tier(&mut self, name: &str, call: &Call, span: Span) -> Option<Val> {
        self.no_path(call, span);
        let args = call.args.as_slice();
        if name == "TIER"
            && let [x, y, target] = args
            && let Some(matrix) = self.matrix_named(target)
        {
            return self.matrix(matrix, x, y, call, span);
        }
        if name == "TIER" && args.len() == 5 {
            return self.matrix_from_data(args, call, span);
        }
        let Some((x, rest)) = args.split_first() else { return self.refuse(say::argument_count(span, name, shape_of(name))) };
        let Some(second) = rest.first() else { return self.refuse(say::argument_count(span, name, shape_of(name))) };
        let declared = self.tiers_named(second);
        let x = self.expr(x).and_then(|val| self.numeric(val));
        let default = call.clauses.otherwise.as_ref().map(|otherwise| self.expr(otherwise));
        let (rows, rest) = match declared {
            Some((tiers, column)) => {
                self.only_clauses(call, &["else"]);
                (self.declared(tiers, column, name == "SLICE", second.span), rest.get(1..).unwrap_or(&[]))
            }
            None => {
                if !self.is_table_column(second) {
                    return self.not_a_ladder(second);
                }
                self.only_clauses(call, &["where", "for", "over", "else"]);
                let second_output = rest.get(1).filter(|arg| self.is_table_column(arg));
                if second_output.is_none() && name != "SLICE" {
                    return self.refuse(say::argument_count(span, name, &format!("{name}(x, Ladders[From], Ladders[Rate])")));
                }
                let used = if second_output.is_some() { 2 } else { 1 };
                (self.data_rows(second, second_output, call, span), rest.get(used..).unwrap_or(&[]))
            }
        };
        let (slice, rest) = match (name, rest.split_first()) {
            ("SLICE", Some((n, rest))) => (self.count(n), rest),
            ("SLICE", None) => return self.refuse(say::argument_count(span, name, shape_of(name))),
            _ => (None, rest),
        };
        let base = match rest {
            [] => None,
            [base] if matches!(name, "MARGINAL" | "SLICE") => Some(self.expr(base).and_then(|val| self.numeric(val))?),
            _ => return self.refuse(say::argument_count(span, name, shape_of(name))),
        };
        let (x, rows) = (x?, rows?);
        let default = match default {
            Some(default) => Some(default?),
            None => None,
        };
        self.against_bounds(x, base, &rows, span)?;
        let (ladder, ty, constant) = match name {
            "TIER" | "INTERPOLATE" | "REACHED" => {
                let output = rows.output?;
                if name != "TIER" && !self.cx.units.is_numeric(output) {
                    let words = self.ty_words(output);
                    return self.refuse(say::output_not_a_number(span, name, &words));
                }
                let ladder = match name {
                    "TIER" => Ladder::Tier(rows.rows),
                    "INTERPOLATE" => Ladder::Interpolate(rows.rows),
                    _ => Ladder::Reached(rows.rows),
                };
                (ladder, output, rows.constant)
            }
            "SLICE" => match rows.output {
                Some(output) => {
                    let ty = self.yielded(x, output, span)?;
                    (Ladder::SliceYield(rows.rows, slice?), ty, false)
                }
                None => (Ladder::SlicePart(rows.rows, slice?), self.cx.ty(x), false),
            },
            _ => {
                let output = rows.output?;
                let ty = self.yielded(x, output, span)?;
                (Ladder::Marginal(rows.rows), ty, false)
            }
        };
        let mut ty = ty;
        if let Some(default) = default {
            if base.is_none() && matches!(&ladder_rows(&ladder), Some(LadderRows::Declared(..))) {
                self.cx.say(say::tier_else(span, name));
            }
            let lead = Val { ty, ..x };
            ty = self.fit(default, ty, lead, span)?;
        }
        let kind = ExprKind::Tier(Box::new(TierUse {
            ladder,
            x: x.id,
            base: base.map(|base| base.id),
            default: default.map(|default| default.id),
        }));
        let val = self.cx.push(kind, ty, default.is_some_and(|default| default.blank), span);
        Some(Val { constant, ..val })
    }

    /// What x at a rate gives.
    fn yielded(&mut self, x: Val, output: Ty, span: Span) -> Option<Ty> {
        let x_ty = if x.literal { self.plain(x).map(|_| Ty::Known(Type::Number))? } else { self.cx.ty(x) };
        if !self.cx.units.is_numeric(output) {
            let words = self.ty_words(output);
            return self.refuse(say::output_not_a_number(span, "MARGINAL", &words));
        }
        match self.cx.units.chain(vec![(x_ty, 1), (output, 1)], false, span) {
            Ok(ty) => Some(ty),
            Err(()) => {
                let (x, output) = (self.ty_words(x_ty), self.ty_words(output));
                self.refuse(say::money_times_money(span, &format!("{x} * {output}")))
            }
        }
    }

    /// x is compared with the bounds, or x and base are of one unit and the bounds are shares.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn against_bounds(&mut self, x: Val, base: Option<Val>, rows: &Rows, span: Span) -> Option<()> {
        match base {
            Some(base) => {
                self.one_type(&[x, base], span)?;
                match self.cx.units.now(rows.bound) {
                    Ty::Known(Type::Percent | Type::Number) | Ty::Blank => Some(()),
                    Ty::Open(var) => match self.cx.units.bind(var, Type::Number, span) {
                        Ok(()) => Some(()),
                        Err(conflict) => {
                            self.cx.conflict(&conflict);
                            None
                        }
                    },
                    Ty::Known(other) => {
                        let words = self.cx.words(other);
                        self.refuse(say::bounds_are_shares(span, &rows.name, &words))
                    }
                }
            }
            None => {
                let x_ty = self.cx.ty(x);
                let bound = self.cx.units.now(rows.bound);
                if let (Ty::Known(Type::Money(_)), Ty::Known(Type::Percent)) = (x_ty, bound) {
                    let text = self.cx.text(self.cx.expr(x).span);
                    return self.refuse(say::money_in_percent_bounds(span, &text, &rows.name));
                }
                let lead = Val { ty: rows.bound, ..x };
                match self.cx.units.now(bound) {
                    Ty::Blank => Some(()),
                    bound => self.fit(x, bound, lead, span).map(|_| ()),
                }
            }
        }
    }

    fn tiers_named(&self, expr: &Expr) -> Option<(TiersId, Option<Name>)> {
        let Ast::Name { name: Some(name), path } = &expr.kind else { return None };
        match self.cx.find(self.scope, &name.text)?.0 {
            Declared::Tiers(tiers) => Some((tiers, path.first().cloned())),
            Declared::Table(_)
            | Declared::Line(_)
            | Declared::Param(_)
            | Declared::Matrix(_)
            | Declared::Rates(_)
            | Declared::Define(_) => None,
        }
    }

    fn matrix_named(&self, expr: &Expr) -> Option<MatrixId> {
        let Ast::Name { name: Some(name), .. } = &expr.kind else { return None };
        match self.cx.find(self.scope, &name.text)?.0 {
            Declared::Matrix(matrix) => Some(matrix),
            Declared::Table(_) | Declared::Line(_) | Declared::Param(_) | Declared::Tiers(_) | Declared::Rates(_) | Declared::Define(_) => {
                None
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn is_table_column(&self, expr: &Expr) -> bool {
        match &expr.kind {
            Ast::Above(inner) => self.is_table_column(inner),
            Ast::Name { name: Some(name), path } => !path.is_empty() && self.cx.table_named(self.scope, &name.text).is_some(),
            _ => false,
        }
    }

    fn not_a_ladder<T>(&mut self, expr: &Expr) -> Option<T> {
        if let Ast::Name { name: Some(name), .. } = &expr.kind {
            return match self.cx.find(self.scope, &name.text) {
                None => {
                    let scope = self.cx.scopes.get(self.scope.0 as usize).into_iter().flat_map(|scope| scope.entries());
                    let tiers = scope.filter(|(_, declared, _)| matches!(declared, Declared::Tiers(_) | Declared::Matrix(_)));
                    let near = crate::suggestions::nearest(&name.text, tiers.map(|(name, ..)| name));
                    self.refuse(say::name_unknown(name, near))
                }
                Some((Declared::Matrix(_), _)) => self.refuse(say::matrix_wants_two(expr.span, &name.text)),
                Some((
                    Declared::Table(_)
                    | Declared::Line(_)
                    | Declared::Param(_)
                    | Declared::Tiers(_)
                    | Declared::Rates(_)
                    | Declared::Define(_),
                    _,
                )) => self.refuse(say::tiers_wanted(expr.span)),
            };
        }
        self.refuse(say::tiers_wanted(expr.span))
    }

    /// Declared tiers, with the output named.
    fn declared(&mut self, tiers: TiersId, column: Option<Name>, part: bool, span: Span) -> Option<Rows> {
        let info = self.cx.tiers.get(tiers.index())?;
        if !info.sound {
            return None;
        }
        let (bound, outputs) = (info.inputs.first().copied().flatten().unwrap_or(Ty::Blank), info.outputs.clone());
        let declared = self.cx.plan.tiers_of(tiers);
        let name = declared.name.clone();
        let names: Vec<String> = declared.outputs.iter().map(|output| output.name.clone()).collect();
        let days: Vec<_> = declared.versions.iter().filter_map(|version| version.from).collect();
        if !days.is_empty() {
            self.needs_day(span)?;
            self.dated(&days, span);
        }
        let at = match (&column, names.len()) {
            (Some(column), _) => match names.iter().position(|known| *known == column.text) {
                Some(at) => at,
                None => return self.refuse(say::output_unknown(column, &name, &names.join("], ["))),
            },
            (None, _) if part => {
                let rows = LadderRows::Declared(tiers, 0);
                return Some(Rows { rows, bound, output: None, constant: false, name });
            }
            (None, 1) => 0,
            (None, _) => return self.refuse(say::output_wanted(span, &name, &names.join("], ["))),
        };
        let output = outputs.get(at).copied()?;
        let rows = LadderRows::Declared(tiers, u16::try_from(at).unwrap_or(u16::MAX));
        Some(Rows { rows, bound, output: Some(output), constant: matches!(output, Ty::Open(_)), name })
    }

    /// A ladder whose rows are a table's.
    fn data_rows(&mut self, bound: &Expr, output: Option<&Expr>, call: &Call, span: Span) -> Option<Rows> {
        let (exclusive, bound) = (matches!(bound.kind, Ast::Above(_)), plain_bound(bound));
        let table = self.ladder_table(&std::iter::once(bound).chain(output).chain(&call.clauses.condition).collect::<Vec<_>>())?;
        let (selected, (bound, output)) = self.over_rows(table, &call.clauses, span, |lower| {
            let (bound, output) = (lower.expr(bound), output.map(|output| lower.expr(output)));
            let output = match output {
                Some(output) => Some(output?),
                None => None,
            };
            Some((bound?, output))
        })?;
        self.numeric(bound)?;
        let selection = Selection {
            condition: selected.condition.map(|condition| condition.id),
            correlation: selected.correlation,
            people: selected.people,
            window: selected.window,
        };
        let rows =
            LadderRows::Data { table, bound: bound.id, exclusive, output: output.map(|output| output.id), selection: Box::new(selection) };
        let output = output.map(|output| self.cx.ty(output));
        Some(Rows { rows, bound: self.cx.ty(bound), output, constant: false, name: self.cx.plan.table(table).name.clone() })
    }

    /// The one table that the columns of a ladder name.
    fn ladder_table(&mut self, exprs: &[&Expr]) -> Option<TableId> {
        let outer = self.ranged;
        let found: Vec<(TableId, Span)> = self.tables_in(exprs).tables.into_iter().filter(|(table, _)| Some(*table) != outer).collect();
        match found.as_slice() {
            [(table, _)] => Some(*table),
            [] => match (outer, exprs.first()) {
                (Some(table), _) => Some(table),
                (None, Some(first)) => self.refuse(say::tiers_wanted(first.span)),
                (None, None) => None,
            },
            [(first, _), (second, at), ..] => {
                let (first, second) = (self.cx.plan.table(*first).name.clone(), self.cx.plan.table(*second).name.clone());
                self.refuse(say::two_tables(*at, &first, &second))
            }
        }
    }

    fn matrix(&mut self, matrix: MatrixId, x: &Expr, y: &Expr, call: &Call, span: Span) -> Option<Val> {
        self.only_clauses(call, &[]);
        let (x, y) = (self.expr(x), self.expr(y));
        let (x, y) = (self.numeric(x?)?, self.numeric(y?)?);
        let info = self.cx.matrices.get(matrix.index())?;
        if !info.sound {
            return None;
        }
        let (inputs, output) = (info.inputs.clone(), info.outputs.first().copied()?);
        let days: Vec<_> = self.cx.plan.matrix(matrix).versions.iter().filter_map(|version| version.from).collect();
        if !days.is_empty() {
            self.needs_day(span)?;
            self.dated(&days, span);
        }
        for (val, bound) in [x, y].into_iter().zip(inputs) {
            let Some(bound) = bound else { continue };
            let name = self.cx.plan.matrix(matrix).name.clone();
            if let (Ty::Known(Type::Money(_)), Ty::Known(Type::Percent)) = (self.cx.ty(val), self.cx.units.now(bound)) {
                let text = self.cx.text(self.cx.expr(val).span);
                return self.refuse(say::money_in_percent_bounds(span, &text, &name));
            }
            self.fit(val, bound, Val { ty: bound, ..val }, span)?;
        }
        let ladder = Ladder::Matrix(MatrixRows::Declared(matrix), y.id);
        let kind = ExprKind::Tier(Box::new(TierUse { ladder, x: x.id, base: None, default: None }));
        let val = self.cx.push(kind, output, false, span);
        Some(Val { constant: matches!(output, Ty::Open(_)), ..val })
    }

    fn matrix_from_data(&mut self, args: &[Expr], call: &Call, span: Span) -> Option<Val> {
        let [x, y, row, column, value] = args else { return None };
        self.only_clauses(call, &["where", "for", "over", "else"]);
        let (x, y) = (self.expr(x), self.expr(y));
        let default = match &call.clauses.otherwise {
            Some(otherwise) => Some(self.expr(otherwise)?),
            None => None,
        };
        let (x, y) = (self.numeric(x?)?, self.numeric(y?)?);
        let above = |bound: &Expr| matches!(bound.kind, Ast::Above(_));
        let exclusive = [above(row), above(column)];
        let (row, column) = (plain_bound(row), plain_bound(column));
        let table = self.ladder_table(&[row, column, value])?;
        let (selected, vals) = self.over_rows(table, &call.clauses, span, |lower| {
            let vals = [lower.expr(row), lower.expr(column), lower.expr(value)];
            let [row, column, value] = vals;
            Some([row?, column?, value?])
        })?;
        let [row, column, value] = vals;
        for (val, bound) in [(x, row), (y, column)] {
            self.numeric(bound)?;
            self.one_type(&[val, bound], span)?;
        }
        let mut ty = self.cx.ty(value);
        if let Some(default) = default {
            ty = self.fit(default, ty, value, span)?;
        }
        let selection = Selection {
            condition: selected.condition.map(|condition| condition.id),
            correlation: selected.correlation,
            people: selected.people,
            window: selected.window,
        };
        let rows = MatrixRows::Data { table, row: row.id, column: column.id, value: value.id, exclusive, selection: Box::new(selection) };
        let kind = ExprKind::Tier(Box::new(TierUse {
            ladder: Ladder::Matrix(rows, y.id),
            x: x.id,
            base: None,
            default: default.map(|default| default.id),
        }));
        Some(self.cx.push(kind, ty, value.blank || default.is_some_and(|default| default.blank), span))
    }

    /// A decision table called as a function.
    pub(super) fn rates(&mut self, rates: RatesId, call: &Call, span: Span) -> Option<Val> {
        self.no_clauses(call);
        let args: Vec<Option<Val>> = call.args.iter().map(|arg| self.expr(arg)).collect();
        let info = self.cx.rates.get(rates.index())?;
        if !info.sound {
            return None;
        }
        let (inputs, outputs) = (info.inputs.clone(), info.outputs.clone());
        let declared = self.cx.plan.rates_of(rates);
        let name = declared.name.clone();
        let conditions: Vec<String> = declared.conditions.iter().map(|column| column.name.clone()).collect();
        let names: Vec<String> = declared.outputs.iter().map(|column| column.name.clone()).collect();
        if args.len() != conditions.len() {
            return self.refuse(say::argument_count(span, &name, &format!("{name}({})", conditions.join(", "))));
        }
        let days: Vec<_> = self.cx.plan.rates_of(rates).versions.iter().filter_map(|version| version.from).collect();
        if self.cx.is_dated_rates(rates) {
            self.needs_day(span)?;
            self.dated(&days, span);
        }
        let args = args.into_iter().collect::<Option<Vec<Val>>>()?;
        let output = match call.path.as_slice() {
            [] if names.len() == 1 => 0,
            [] => return self.refuse(say::output_wanted(span, &name, &names.join("], ["))),
            [column, ..] => match names.iter().position(|known| *known == column.text) {
                Some(at) => at,
                None => return self.refuse(say::output_unknown(column, &name, &names.join("], ["))),
            },
        };
        let mut ids = Vec::new();
        let mut sound = true;
        for (number, (val, input)) in args.iter().zip(inputs).enumerate() {
            if val.blank && !self.takes_blank(rates, number) {
                sound = self.present(*val).is_some() && sound;
            }
            sound = self.condition_type(rates, number, *val, input).is_some() && sound;
            ids.push(val.id);
        }
        if !sound {
            return None;
        }
        if let Some(info) = self.cx.rates.get_mut(rates.index()) {
            info.calls.push(ids.clone());
        }
        let ty = outputs.get(output).copied()?;
        let kind = ExprKind::Rates { rates, output: u16::try_from(output).unwrap_or(u16::MAX), args: ids };
        let val = self.cx.push(kind, ty, false, span);
        Some(Val { constant: matches!(ty, Ty::Open(_)), ..val })
    }

    /// The type of a condition and of the argument it meets.
    fn condition_type(&mut self, rates: RatesId, number: usize, val: Val, input: Option<Ty>) -> Option<()> {
        let found = self.cx.ty(val);
        let span = self.cx.expr(val).span;
        match (input, found) {
            (None, found) => {
                self.set_condition(rates, number, found);
                Some(())
            }
            // The texts of the table are keys then.
            (Some(Ty::Known(Type::Text)), Ty::Known(Type::Payee | Type::Ref(_) | Type::Period(tiercel_value::Grain::Custom))) => {
                self.set_condition(rates, number, found);
                Some(())
            }
            (Some(input), _) => {
                let lead = Val { ty: input, ..val };
                self.fit(val, input, lead, span).map(|_| ())
            }
        }
    }

    fn set_condition(&mut self, rates: RatesId, number: usize, ty: Ty) {
        if let Some(slot) = self.cx.rates.get_mut(rates.index()).and_then(|info| info.inputs.get_mut(number)) {
            *slot = Some(ty);
        }
    }

    /// Whether a condition says what happens to a blank: `any` and `other` do, and `blank` itself.
    fn takes_blank(&self, rates: RatesId, number: usize) -> bool {
        let rates = self.cx.plan.rates_of(rates);
        rates.versions.iter().all(|version| {
            let cells: Vec<&RateCell> = version.value.iter().filter_map(|row| row.cells.get(number)).collect();
            let takes = |cell: &&RateCell| match cell {
                RateCell::Any | RateCell::Other => true,
                RateCell::Values(values) => values.contains(&Value::Blank),
                RateCell::Range(..) => false,
            };
            cells.iter().any(takes)
        })
    }
}

/// A bound without its `>`.
#[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
fn plain_bound(bound: &Expr) -> &Expr {
    match &bound.kind {
        Ast::Above(inner) => inner,
        _ => bound,
    }
}

fn ladder_rows(ladder: &Ladder) -> Option<&LadderRows> {
    match ladder {
        Ladder::Tier(rows) | Ladder::Marginal(rows) | Ladder::Interpolate(rows) | Ladder::Reached(rows) => Some(rows),
        Ladder::SlicePart(rows, _) | Ladder::SliceYield(rows, _) => Some(rows),
        Ladder::Matrix(..) => None,
    }
}

fn shape_of(name: &str) -> &'static str {
    match name {
        "TIER" => "TIER(x, Tiers)",
        "MARGINAL" => "MARGINAL(x, Tiers, base)",
        "INTERPOLATE" => "INTERPOLATE(x, Tiers)",
        "SLICE" => "SLICE(x, Tiers, 1, base)",
        _ => "REACHED(x, Tiers)",
    }
}
