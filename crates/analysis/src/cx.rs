//! What an analysis holds while it runs: the plan under construction, and beside each of its arenas what is known so far.

use crate::diagnostics as say;
use crate::names::{Declared, Scope};
use crate::units::{Conflict, Ty, Units, Var};
use crate::uses;
use tiercel_plan::{ColumnRef, Expr, ExprId, ExprKind, LineId, ParamId, Plan, RatesId, Span, TableId, Time, Type, UnitNo, Uses, Value};
use tiercel_syntax::{Diagnostic, ast};
use tiercel_value::{Decimal, Grain, Map, Set, UnitId, UnitTable};

/// A scope, by its place in [`Cx::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ScopeId(pub(crate) u32);

/// How far something has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Not begun.
    Waiting,
    /// Under way: who asks now reaches itself.
    Busy,
    /// Its type is known.
    Done,
    /// In error; what depends on it says nothing more.
    Poisoned,
}

/// The type of a line or column as it becomes known.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// How far its formula has come.
    pub(crate) state: State,
    /// The type; before [`State::Done`] only if it is pinned.
    pub(crate) ty: Option<Ty>,
    /// Whether it may be blank.
    pub(crate) blank: bool,
    /// What readers took it for before it was known.
    pub(crate) provisional: Option<Var>,
}

impl Known {
    /// Nothing known yet.
    pub(crate) fn waiting() -> Known {
        Known { state: State::Waiting, ty: None, blank: false, provisional: None }
    }
}

/// A line beside its entry in the plan.
pub(crate) struct LineInfo<'a> {
    /// Where its names are looked up.
    pub(crate) scope: ScopeId,
    /// Its declarations: the first and what amends it.
    pub(crate) versions: Vec<(&'a ast::Line, ScopeId)>,
    /// Its type.
    pub(crate) known: Known,
}

/// A table beside its entry in the plan.
pub(crate) struct TableInfo<'a> {
    /// Its text.
    pub(crate) ast: &'a ast::Table,
    /// Where its names are looked up.
    pub(crate) scope: ScopeId,
    /// Its columns, as in the plan.
    pub(crate) columns: Vec<ColumnInfo<'a>>,
    /// Used by several plans, so that no line is one.
    pub(crate) shared: bool,
    /// How far its roles have come.
    pub(crate) roles: State,
    /// How far its `from` clauses have come.
    pub(crate) derived: State,
    /// Its columns by name.
    pub(crate) by_name: Map<&'a str, u16>,
}

/// A column beside its entry in the plan.
pub(crate) struct ColumnInfo<'a> {
    /// The declaration, of the first clause for those of `from` blocks; none for a column of `group by`.
    pub(crate) ast: Option<&'a ast::Column>,
    /// Its type.
    pub(crate) known: Known,
}

/// A function of the plan's own.
pub(crate) struct Define<'a> {
    /// Its name.
    pub(crate) name: &'a ast::Name,
    /// Its arguments.
    pub(crate) arguments: &'a [ast::Name],
    /// Its body.
    pub(crate) body: &'a ast::Expr,
    /// Where the names of its body are looked up.
    pub(crate) scope: ScopeId,
}

/// A declared thing that may be dated.
#[derive(Clone, Debug)]
pub(crate) struct ParamInfo {
    /// Its type.
    pub(crate) ty: Ty,
    /// Whether its value could be read.
    pub(crate) sound: bool,
}

/// Types of the columns of tiers or of a matrix (thresholds are its axes).
#[derive(Clone, Debug)]
pub(crate) struct GridInfo {
    /// The thresholds, one or two; of a decision table the conditions.
    pub(crate) inputs: Vec<Option<Ty>>,
    /// The outputs.
    pub(crate) outputs: Vec<Ty>,
    /// Whether it could be read.
    pub(crate) sound: bool,
    /// The arguments of all calls, one list per call (decision tables only).
    pub(crate) calls: Vec<Vec<ExprId>>,
}

/// The analysis.
pub(crate) struct Cx<'a> {
    /// The plan under construction.
    pub(crate) plan: Plan,
    /// What there is to say.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Open units.
    pub(crate) units: Units,
    /// The type of each expression, perhaps open.
    pub(crate) types: Vec<Ty>,
    /// Names in sight, per plan and file.
    pub(crate) scopes: Vec<Scope>,
    /// The plan and file of each scope.
    pub(crate) scope_units: Vec<UnitNo>,
    /// Beside the plan's tables.
    pub(crate) tables: Vec<TableInfo<'a>>,
    /// Beside the plan's lines.
    pub(crate) lines: Vec<LineInfo<'a>>,
    /// Beside the plan's params.
    pub(crate) params: Vec<ParamInfo>,
    /// Beside the plan's tiers.
    pub(crate) tiers: Vec<GridInfo>,
    /// Beside the plan's matrices.
    pub(crate) matrices: Vec<GridInfo>,
    /// Beside the plan's decision tables.
    pub(crate) rates: Vec<GridInfo>,
    /// Functions.
    pub(crate) defines: Vec<Define<'a>>,
    /// Currencies that a heading may pin.
    pub(crate) in_use: Set<UnitId>,
    /// How deep formulas are being typed for the sake of others.
    pub(crate) depth: u32,
    /// ALLOCATEs whose total has an open unit.
    pub(crate) open_shares: Vec<(ExprId, ScopeId)>,
    /// Nodes that defines have put in, all together.
    pub(crate) inlined: u32,
    /// It has been said that defines make too large a formula.
    pub(crate) too_large: bool,
    /// Names that an import does not bring, though it says so.
    pub(crate) not_imported: Set<String>,
    /// Places of formulas that mean something dated, for the warning of a change inside a period.
    pub(crate) dated_reads: Vec<(tiercel_value::Date, Span, Grain)>,
}

/// A typed value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Val {
    /// The expression.
    pub(crate) id: ExprId,
    /// Its type.
    pub(crate) ty: Ty,
    /// Whether it may be blank.
    pub(crate) blank: bool,
    /// A number written down, or sums and products of such: as a factor it is a number.
    pub(crate) literal: bool,
    /// A literal, a param or a column of a grid: the place may say its unit.
    pub(crate) constant: bool,
}

impl<'a> Cx<'a> {
    /// An empty plan.
    pub(crate) fn new() -> Cx<'a> {
        let plan = Plan {
            units: Vec::new(),
            time: Time { grain: Grain::Month, year_from: 1, week_from_sunday: false, calendar: None },
            currencies: UnitTable::new(),
            tables: Vec::new(),
            payees: TableId(0),
            manager: None,
            fx: None,
            tiers: Vec::new(),
            matrices: Vec::new(),
            rates: Vec::new(),
            params: Vec::new(),
            lines: Vec::new(),
            exprs: Vec::new(),
            aggregates: Vec::new(),
            schedule: Vec::new(),
            facts: Vec::new(),
            examples: Vec::new(),
            sources: Vec::new(),
        };
        Cx {
            plan,
            diagnostics: Vec::new(),
            units: Units::default(),
            types: Vec::new(),
            scopes: Vec::new(),
            scope_units: Vec::new(),
            tables: Vec::new(),
            lines: Vec::new(),
            params: Vec::new(),
            tiers: Vec::new(),
            matrices: Vec::new(),
            rates: Vec::new(),
            defines: Vec::new(),
            in_use: Set::new(),
            depth: 0,
            open_shares: Vec::new(),
            inlined: 0,
            too_large: false,
            not_imported: Set::new(),
            dated_reads: Vec::new(),
        }
    }

    /// Says something.
    pub(crate) fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Says why there is no value.
    pub(crate) fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.diagnostics.push(diagnostic);
        None
    }

    /// Says that two uses of a unit disagree.
    pub(crate) fn conflict(&mut self, conflict: &Conflict) {
        let diagnostic = say::unit_conflict(self, conflict);
        self.say(diagnostic);
    }

    /// Adds an expression.
    pub(crate) fn push(&mut self, kind: ExprKind, ty: Ty, blank: bool, span: Span) -> Val {
        let uses = uses::of(self, &kind);
        self.push_using(kind, ty, blank, span, uses)
    }

    /// Adds an expression that uses other parts of the place than its kind tells.
    pub(crate) fn push_using(&mut self, kind: ExprKind, ty: Ty, blank: bool, span: Span, uses: Uses) -> Val {
        let inexact = uses::is_inexact(self, &kind);
        let id = ExprId(u32::try_from(self.plan.exprs.len()).unwrap_or(u32::MAX));
        let known = match ty {
            Ty::Known(known) => known,
            Ty::Open(_) | Ty::Blank => Type::Number,
        };
        self.plan.exprs.push(Expr { kind, ty: known, blank, inexact, uses, span });
        self.types.push(ty);
        Val { id, ty, blank, literal: false, constant: false }
    }

    /// Adds a literal.
    pub(crate) fn constant(&mut self, value: Value, ty: Type, span: Span) -> Val {
        let val = self.push(ExprKind::Const(value), Ty::Known(ty), false, span);
        Val { constant: true, ..val }
    }

    /// The type of a value as far as it is known now.
    pub(crate) fn ty(&mut self, val: Val) -> Ty {
        self.units.now(val.ty)
    }

    /// The expression of a value.
    pub(crate) fn expr(&self, val: Val) -> &Expr {
        self.plan.expr(val.id)
    }

    /// Gives a literal another type, and a value of it.
    pub(crate) fn retype(&mut self, val: Val, ty: Type, value: Option<Value>) {
        if let Some(expr) = self.plan.exprs.get_mut(val.id.index()) {
            expr.ty = ty;
            if let Some(value) = value {
                expr.kind = ExprKind::Const(value);
            }
        }
        if let Some(slot) = self.types.get_mut(val.id.index()) {
            *slot = Ty::Known(ty);
        }
    }

    /// What a name stands for.
    pub(crate) fn find(&self, scope: ScopeId, name: &str) -> Option<(Declared, Span)> {
        self.scopes.get(scope.0 as usize)?.find(name)
    }

    /// The table of a name.
    pub(crate) fn table_named(&self, scope: ScopeId, name: &str) -> Option<TableId> {
        match self.find(scope, name)?.0 {
            Declared::Table(table) => Some(table),
            Declared::Line(_)
            | Declared::Param(_)
            | Declared::Tiers(_)
            | Declared::Matrix(_)
            | Declared::Rates(_)
            | Declared::Define(_) => None,
        }
    }

    /// The column of a name.
    pub(crate) fn column_named(&self, table: TableId, name: &str) -> Option<ColumnRef> {
        let column = *self.tables.get(table.index())?.by_name.get(name)?;
        Some(ColumnRef { table, column })
    }

    /// The table's entry.
    #[expect(clippy::indexing_slicing, reason = "one entry per table of the plan")]
    pub(crate) fn table(&self, table: TableId) -> &TableInfo<'a> {
        &self.tables[table.index()]
    }

    /// The line's entry.
    #[expect(clippy::indexing_slicing, reason = "one entry per line of the plan")]
    pub(crate) fn line(&self, line: LineId) -> &LineInfo<'a> {
        &self.lines[line.index()]
    }

    /// The line's entry, to change.
    #[expect(clippy::indexing_slicing, reason = "one entry per line of the plan")]
    pub(crate) fn line_mut(&mut self, line: LineId) -> &mut LineInfo<'a> {
        &mut self.lines[line.index()]
    }

    /// What is known of a column.
    pub(crate) fn column_known(&self, column: ColumnRef) -> Option<&Known> {
        let info = self.tables.get(column.table.index())?.columns.get(usize::from(column.column))?;
        Some(&info.known)
    }

    /// The same, to change.
    pub(crate) fn column_known_mut(&mut self, column: ColumnRef) -> Option<&mut Known> {
        let info = self.tables.get_mut(column.table.index())?.columns.get_mut(usize::from(column.column))?;
        Some(&mut info.known)
    }

    /// The name of a column.
    pub(crate) fn column_name(&self, column: ColumnRef) -> &str {
        let table = self.plan.table(column.table);
        table.columns.get(usize::from(column.column)).map_or("", |column| column.name.as_str())
    }

    /// Whether a param changes on some day.
    pub(crate) fn is_dated_param(&self, param: ParamId) -> bool {
        self.plan.param(param).versions.len() > 1
    }

    /// Whether a decision table changes on some day.
    pub(crate) fn is_dated_rates(&self, rates: RatesId) -> bool {
        self.plan.rates_of(rates).versions.len() > 1
    }

    /// The currency of the plan that a scope belongs to.
    pub(crate) fn currency_of(&self, scope: ScopeId) -> Option<UnitId> {
        let unit = self.scope_units.get(scope.0 as usize)?;
        Some(self.plan.units.get(usize::from(unit.0))?.currency)
    }

    /// A type in the plan's words.
    pub(crate) fn words(&self, ty: Type) -> String {
        crate::types::words(&self.plan, ty)
    }
}

impl Cx<'_> {
    /// The source text of a span.
    pub(crate) fn text(&self, span: Span) -> String {
        self.plan.text(span).to_owned()
    }

    /// The unit of a share of an amount: that of the plan's rounding, or the currency's minor unit.
    pub(crate) fn least_share(&self, scope: ScopeId, unit: UnitId) -> Option<Decimal> {
        let own = self.scope_units.get(scope.0 as usize).and_then(|number| self.plan.units.get(usize::from(number.0)));
        let said = own.filter(|own| own.currency == unit).and_then(|own| own.rounding_unit);
        said.or_else(|| Decimal::from_parts(1, u32::from(self.plan.currencies.decimals(unit))).ok())
    }

    /// The indexes of a table's key columns, by its text.
    pub(crate) fn key_columns(&self, table: TableId) -> Vec<u16> {
        let info = self.table(table);
        (0u16..).zip(&info.columns).filter(|(_, column)| column.ast.is_some_and(|ast| ast.key)).map(|(number, _)| number).collect()
    }

    /// The names of a table's key columns.
    pub(crate) fn key_names(&self, table: TableId) -> Vec<String> {
        self.key_columns(table).into_iter().map(|column| self.column_name(ColumnRef { table, column }).to_owned()).collect()
    }

    /// The type of a table's only key column.
    pub(crate) fn only_key_type(&mut self, table: TableId) -> Option<Type> {
        let keys = self.key_columns(table);
        let &[column] = keys.as_slice() else { return None };
        match self.column_known(ColumnRef { table, column })?.ty? {
            Ty::Known(ty) => Some(ty),
            Ty::Open(_) | Ty::Blank => None,
        }
    }
}
