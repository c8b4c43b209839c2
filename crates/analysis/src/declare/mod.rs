//! The first pass: every declaration gets its id and its name, file by file, the used ones before their users.

mod tiers;

use crate::cx::{ColumnInfo, Cx, Define, Known, LineInfo, ParamInfo, ScopeId, State, TableInfo};
use crate::diagnostics as say;
use crate::files::Files;
use crate::header;
use crate::names::{Declared, DefineNo, Scope};
use crate::units::Ty;
use std::sync::LazyLock;
use tiercel_plan::{
    Column, ColumnKind, Dated, Line, LineId, LineKind, LineVersion, Param, ParamId, Span, Table, TableId, TableKind, TableTime, Type,
    UnitNo, Value,
};
use tiercel_syntax::ast::{self, Declaration, DeclarationKind, TypeKind};
use tiercel_value::{Date, Grain, Map, Set};

/// Stands in where payees are missing, so that the rest can be checked.
static NO_PAYEES: LazyLock<ast::Table> = LazyLock::new(|| ast::Table {
    sort: ast::TableSort::Table,
    name: ast::Name { text: String::new(), span: Span::default() },
    by: None,
    time: None,
    clauses: Vec::new(),
    columns: Vec::new(),
    rows: Vec::new(),
});

/// What the first pass leaves to the others.
pub(crate) struct Declarations<'a> {
    /// Per plan: its `for`, and the scope of its file.
    pub(crate) members: Vec<(Option<&'a ast::Expr>, ScopeId)>,
    /// Per plan: its own lines, in the order of the text.
    pub(crate) lines: Vec<Vec<LineId>>,
    /// The examples, with their plan and scope.
    pub(crate) examples: Vec<(&'a ast::Example, UnitNo, ScopeId)>,
}

/// What a file shares with all plans that use it: everything but its lines.
#[derive(Default)]
struct Shared {
    names: Vec<(String, Declared, Span)>,
}

/// Registers the declarations of all plans.
pub(crate) fn declare<'a>(cx: &mut Cx<'a>, files: &'a Files, plans: &[usize]) -> Declarations<'a> {
    let mut out = Declarations { members: Vec::new(), lines: Vec::new(), examples: Vec::new() };
    let mut shared: Map<usize, Shared> = Map::new();
    let closures: Vec<Vec<usize>> = plans.iter().map(|plan| files.closure(*plan)).collect();
    let mut users: Map<usize, u32> = Map::new();
    closures.iter().flatten().for_each(|file| *users.get_or_default(*file) += 1);
    let mut headers = Vec::new();
    for plan in plans {
        if let Some(tree) = files.trees.get(plan) {
            headers.push(header::read(cx, tree, u16::try_from(*plan).unwrap_or(u16::MAX)));
        }
    }
    for tree in files.trees.values() {
        currencies_in_use(cx, tree);
    }
    let mut imports = Vec::new();
    for ((number, closure), header) in (0u16..).zip(&closures).zip(headers) {
        let unit = UnitNo(number);
        let plan_file = closure.last().copied().unwrap_or(0);
        let mut scopes: Map<usize, ScopeId> = Map::new();
        let mut lines = Vec::new();
        for file in closure {
            let Some(tree) = files.trees.get(file) else { continue };
            let mut scope = Scope::default();
            for used in files.uses.get(file).into_iter().flatten() {
                if let Some(known) = scopes.get(used).and_then(|id| cx.scopes.get(id.0 as usize)).cloned() {
                    merge(cx, &mut scope, &known);
                }
            }
            let id = ScopeId(u32::try_from(cx.scopes.len()).unwrap_or(u32::MAX));
            cx.scopes.push(scope);
            cx.scope_units.push(unit);
            scopes.insert(*file, id);
            let mut pass =
                Pass { cx, unit, scope: id, shared_file: users.get(file).copied().unwrap_or(0) > 1, declared: Vec::new(), own: Set::new() };
            match shared.get(file) {
                Some(known) => {
                    for (name, declared, span) in &known.names {
                        pass.name(name, *declared, *span);
                    }
                }
                None => {
                    pass.shared(tree);
                    let names = std::mem::take(&mut pass.declared);
                    shared.insert(*file, Shared { names });
                }
            }
            pass.lines(tree, &mut lines);
            for declaration in &tree.declarations {
                match &declaration.kind {
                    DeclarationKind::Import { lines, plan } => imports.push((id, unit, lines, plan)),
                    DeclarationKind::Header(_) if *file != plan_file => cx.say(say::header_in_used_file(declaration.span)),
                    DeclarationKind::Example(example) => {
                        if !out.examples.iter().any(|(known, ..)| std::ptr::eq(*known, example)) {
                            out.examples.push((example, unit, id));
                        }
                    }
                    DeclarationKind::Header(_) | DeclarationKind::Use(_) | DeclarationKind::Table(_) | DeclarationKind::Tiers(_) => {}
                    DeclarationKind::Matrix { .. } | DeclarationKind::Rates { .. } | DeclarationKind::Param { .. } => {}
                    DeclarationKind::Define { .. } | DeclarationKind::Line(_) => {}
                }
            }
        }
        out.members.push((header.members, scopes.get(&plan_file).copied().unwrap_or(ScopeId(0))));
        out.lines.push(lines);
    }
    for (scope, unit, lines, plan) in imports {
        import(cx, &out, scope, unit, lines, plan);
    }
    totals(cx);
    payees(cx);
    out
}

/// Adds the names of a used file.
fn merge(cx: &mut Cx<'_>, scope: &mut Scope, used: &Scope) {
    for (name, declared, span) in used.entries() {
        if let Some((before, at)) = scope.add(name, declared, span)
            && before != declared
        {
            cx.say(say::name_twice(span, name, at));
        }
    }
}

/// The currencies that types and headers name.
fn currencies_in_use(cx: &mut Cx<'_>, tree: &ast::File) {
    let mut words: Set<&str> = Set::new();
    for declaration in &tree.declarations {
        let mut of = |ty: &'_ Option<ast::Type>| {
            if let Some(ast::Type { kind: TypeKind::Word(word), .. }) = ty
                && let Some(unit) = cx.plan.currencies.find(&word.text)
            {
                cx.in_use.insert(unit);
            }
        };
        match &declaration.kind {
            DeclarationKind::Table(table) => {
                table.columns.iter().for_each(|column| of(&column.ty));
                table.clauses.iter().flat_map(|clause| &clause.columns).for_each(|column| of(&column.ty));
            }
            DeclarationKind::Param { ty, .. } => of(ty),
            DeclarationKind::Line(line) => of(&line.ty),
            DeclarationKind::Header(ast::Header::Currency(name, _)) => {
                words.insert(&name.text);
            }
            DeclarationKind::Header(_) | DeclarationKind::Use(_) | DeclarationKind::Import { .. } | DeclarationKind::Tiers(_) => {}
            DeclarationKind::Matrix { .. } | DeclarationKind::Rates { .. } | DeclarationKind::Define { .. } => {}
            DeclarationKind::Example(_) => {}
        }
    }
    let units: Vec<_> = words.iter().filter_map(|word| cx.plan.currencies.find(word)).collect();
    cx.in_use.extend(units);
}

/// One file in one plan.
struct Pass<'c, 'a> {
    cx: &'c mut Cx<'a>,
    unit: UnitNo,
    scope: ScopeId,
    shared_file: bool,
    declared: Vec<(String, Declared, Span)>,
    /// Their names.
    own: Set<String>,
}

impl<'a> Pass<'_, 'a> {
    fn find(&self, name: &str) -> Option<Declared> {
        self.cx.find(self.scope, name).map(|(declared, _)| declared)
    }

    /// Puts a name in sight.
    fn name(&mut self, name: &str, declared: Declared, span: Span) {
        let before = self.cx.scopes.get_mut(self.scope.0 as usize).and_then(|scope| scope.add(name, declared, span));
        if let Some((before, at)) = before
            && before != declared
        {
            self.cx.say(say::name_twice(span, name, at));
        }
        self.own.insert(name.to_owned());
        self.declared.push((name.to_owned(), declared, span));
    }

    /// Puts the amended copy of something in the place of what it copies.
    fn amended(&mut self, name: &str, declared: Declared, span: Span) {
        if let Some(scope) = self.cx.scopes.get_mut(self.scope.0 as usize) {
            scope.add(name, declared, span);
        }
        self.own.insert(name.to_owned());
        self.declared.push((name.to_owned(), declared, span));
    }

    /// Everything but lines: tables and functions, then what needs their currencies.
    fn shared(&mut self, tree: &'a ast::File) {
        for declaration in &tree.declarations {
            match &declaration.kind {
                DeclarationKind::Table(table) => self.table(table, declaration),
                DeclarationKind::Define { name, arguments, body } => self.define(name, arguments, body),
                DeclarationKind::Header(_) | DeclarationKind::Use(_) | DeclarationKind::Import { .. } | DeclarationKind::Tiers(_) => {}
                DeclarationKind::Matrix { .. } | DeclarationKind::Rates { .. } | DeclarationKind::Param { .. } => {}
                DeclarationKind::Line(_) | DeclarationKind::Example(_) => {}
            }
        }
        // What holds from always comes before what amends it.
        for dated in [false, true] {
            for declaration in &tree.declarations {
                match &declaration.kind {
                    DeclarationKind::Tiers(grid) if grid.from.is_some() == dated => self.tiers(grid, declaration),
                    DeclarationKind::Matrix { grid, axes } if grid.from.is_some() == dated => self.matrix(grid, axes, declaration),
                    DeclarationKind::Rates { grid, first } if grid.from.is_some() == dated => self.rates(grid, *first, declaration),
                    DeclarationKind::Param { from, .. } if from.is_some() == dated => self.param(declaration),
                    DeclarationKind::Tiers(_) | DeclarationKind::Matrix { .. } | DeclarationKind::Rates { .. } => {}
                    DeclarationKind::Param { .. } | DeclarationKind::Header(_) | DeclarationKind::Use(_) => {}
                    DeclarationKind::Import { .. } | DeclarationKind::Table(_) | DeclarationKind::Define { .. } => {}
                    DeclarationKind::Line(_) | DeclarationKind::Example(_) => {}
                }
            }
        }
    }

    fn table(&mut self, table: &'a ast::Table, declaration: &Declaration) {
        let id = TableId(u32::try_from(self.cx.plan.tables.len()).unwrap_or(u32::MAX));
        let mut columns = Vec::new();
        let mut infos = Vec::new();
        let mut by_name = Map::new();
        let mut add = |cx: &mut Cx<'a>, name: &'a ast::Name, ast: Option<&'a ast::Column>, kind: ColumnKind, span: Span| {
            let number = u16::try_from(columns.len()).unwrap_or(u16::MAX);
            if by_name.insert(name.text.as_str(), number).is_some() {
                cx.say(say::column_twice(name));
                return;
            }
            columns.push(Column { name: name.text.clone(), doc: String::new(), ty: Type::Number, blank: false, kind, span });
            infos.push(ColumnInfo { ast, known: Known::waiting() });
        };
        if let Some(first) = table.clauses.first() {
            for (name, _) in &first.group {
                add(self.cx, name, None, ColumnKind::FromClauses(Vec::new()), name.span);
            }
            for column in &first.columns {
                add(self.cx, &column.name, Some(column), ColumnKind::FromClauses(Vec::new()), column.span);
            }
        }
        // Until its formula is typed a calculated column stands as an input without bounds.
        for column in &table.columns {
            add(self.cx, &column.name, Some(column), ColumnKind::Input(None), column.span);
        }
        let kind = if table.clauses.is_empty() { TableKind::Input } else { TableKind::Derived(Vec::new()) };
        self.cx.plan.tables.push(Table {
            name: table.name.text.clone(),
            doc: declaration.doc.clone(),
            unit: self.unit,
            kind,
            columns,
            key: Vec::new(),
            payee: None,
            time: TableTime::None,
            rows: Vec::new(),
            span: table.name.span,
        });
        self.cx.tables.push(TableInfo {
            ast: table,
            scope: self.scope,
            columns: infos,
            shared: self.shared_file,
            roles: State::Waiting,
            derived: State::Waiting,
            by_name,
        });
        self.name(&table.name.text, Declared::Table(id), table.name.span);
    }

    fn define(&mut self, name: &'a ast::Name, arguments: &'a [ast::Name], body: &'a ast::Expr) {
        if crate::expr::is_builtin(&name.text) {
            self.cx.say(say::name_of_a_function(name));
            return;
        }
        let number = DefineNo(u32::try_from(self.cx.defines.len()).unwrap_or(u32::MAX));
        self.cx.defines.push(Define { name, arguments, body, scope: self.scope });
        self.name(&name.text, Declared::Define(number), name.span);
    }

    /// Where a version goes: to what this file declared, or to a copy of what it uses.
    fn base(&mut self, name: &ast::Name, from: Option<Date>) -> Base {
        let own = from.is_some() && self.own.contains(&name.text);
        match (from, self.find(&name.text)) {
            (None, _) => Base::New,
            (Some(_), Some(declared)) if own => Base::Own(declared),
            (Some(_), Some(declared)) => Base::Used(declared),
            (Some(_), None) => {
                self.cx.say(say::amends_nothing(name));
                Base::Nothing
            }
        }
    }

    fn param(&mut self, declaration: &'a Declaration) {
        let DeclarationKind::Param { name, ty, from, value, between, step } = &declaration.kind else { return };
        let pinned = ty.as_ref().map(|ty| self.cx.type_of(ty, self.scope, None));
        if let Some(Some(_)) = pinned
            && ty.as_ref().is_some_and(|ty| ty.optional || ty.bounds.is_some())
        {
            self.cx.say(say::param_bounds(ty.as_ref().map_or(name.span, |ty| ty.span)));
        }
        let Some((value, natural)) = crate::params::value(self.cx, value, pinned.flatten()) else { return self.poisoned_param(name) };
        let target = match self.base(name, *from) {
            Base::Nothing => return,
            Base::New => None,
            Base::Own(Declared::Param(known)) => Some(known),
            Base::Used(Declared::Param(known)) => {
                let id = ParamId(u32::try_from(self.cx.plan.params.len()).unwrap_or(u32::MAX));
                let copy = self.cx.plan.param(known).clone();
                self.cx.plan.params.push(copy);
                if let Some(info) = self.cx.params.get(known.index()).cloned() {
                    self.cx.params.push(info);
                }
                self.amended(&name.text, Declared::Param(id), name.span);
                Some(id)
            }
            Base::Own(_) | Base::Used(_) => return self.cx.say(say::amends_another_kind(name)),
        };
        match target {
            None => {
                let id = ParamId(u32::try_from(self.cx.plan.params.len()).unwrap_or(u32::MAX));
                let ty = match natural {
                    Some(ty) => Ty::Known(ty),
                    None => Ty::Open(self.cx.units.named(&name.text)),
                };
                let limits = crate::params::limits(self.cx, name, &value, between.as_ref(), step.as_ref(), natural);
                self.cx.params.push(ParamInfo { ty, sound: true });
                self.cx.plan.params.push(Param {
                    name: name.text.clone(),
                    doc: declaration.doc.clone(),
                    unit: self.unit,
                    ty: Type::Number,
                    versions: vec![Dated { from: None, value }],
                    between: limits.0,
                    step: limits.1,
                    span: name.span,
                });
                self.name(&name.text, Declared::Param(id), name.span);
            }
            Some(id) => {
                if ty.is_some() || between.is_some() || step.is_some() {
                    self.cx.say(say::amends_type(name));
                }
                let known = self.cx.params.get(id.index()).map(|info| info.ty);
                if let Some(known) = known {
                    crate::params::same_type(self.cx, known, natural, name);
                }
                if let (Some(param), Some(from)) = (self.cx.plan.params.get_mut(id.index()), from)
                    && !insert(&mut param.versions, *from, value)
                {
                    self.cx.say(say::amended_twice(name));
                }
            }
        }
    }

    /// A param whose value is wrong is in sight still, so that its users say nothing more.
    fn poisoned_param(&mut self, name: &ast::Name) {
        if self.find(&name.text).is_some() {
            return;
        }
        let id = ParamId(u32::try_from(self.cx.plan.params.len()).unwrap_or(u32::MAX));
        let ty = Ty::Known(Type::Number);
        self.cx.params.push(ParamInfo { ty, sound: false });
        self.cx.plan.params.push(Param {
            name: name.text.clone(),
            doc: String::new(),
            unit: self.unit,
            ty: Type::Number,
            versions: vec![Dated { from: None, value: Value::Blank }],
            between: None,
            step: None,
            span: name.span,
        });
        self.name(&name.text, Declared::Param(id), name.span);
    }

    fn lines(&mut self, tree: &'a ast::File, all: &mut Vec<LineId>) {
        self.declared.clear();
        self.own = Set::new();
        for dated in [false, true] {
            for declaration in &tree.declarations {
                if let DeclarationKind::Line(line) = &declaration.kind
                    && line.from.is_some() == dated
                {
                    self.line(line, declaration, all);
                }
            }
        }
    }

    fn line(&mut self, line: &'a ast::Line, declaration: &Declaration, all: &mut Vec<LineId>) {
        if let Some(from) = line.from {
            let Some(declared) = self.find(&line.name.text) else { return self.cx.say(say::amends_nothing(&line.name)) };
            let Declared::Line(id) = declared else { return self.cx.say(say::amends_another_kind(&line.name)) };
            if self.cx.plan.line(id).unit != self.unit {
                return self.cx.say(say::amends_nothing(&line.name));
            }
            let first = self.cx.line(id).versions.first().map(|(first, _)| *first);
            if first.is_some_and(|first| first.kind != line.kind) {
                self.cx.say(say::amends_another_kind(&line.name));
            }
            if line.ty.is_some() || line.label.is_some() || line.each.is_some() {
                self.cx.say(say::amends_type(&line.name));
            }
            if self.cx.line(id).versions.iter().any(|(known, _)| known.from == Some(from)) {
                return self.cx.say(say::amended_twice(&line.name));
            }
            let scope = self.scope;
            self.cx.line_mut(id).versions.push((line, scope));
            return;
        }
        let id = LineId(u32::try_from(self.cx.plan.lines.len()).unwrap_or(u32::MAX));
        let kind = match line.kind {
            ast::LineKind::Pay => LineKind::Pay,
            ast::LineKind::Earn => LineKind::Earn,
            ast::LineKind::Plain => LineKind::Plain,
        };
        let plan_grain = self.cx.plan.time.grain;
        let grain = match line.each {
            Some(grain) if coarser(grain, plan_grain) => grain,
            Some(grain) => {
                self.cx.say(say::each_not_coarser(&line.name, grain, plan_grain));
                plan_grain
            }
            None => plan_grain,
        };
        self.cx.plan.lines.push(Line {
            unit: self.unit,
            name: line.name.text.clone(),
            label: line.label.clone(),
            doc: declaration.doc.clone(),
            kind,
            ty: Type::Number,
            blank: false,
            grain,
            each: line.each.is_some(),
            versions: Vec::new(),
            span: line.name.span,
        });
        self.cx.lines.push(LineInfo { scope: self.scope, versions: vec![(line, self.scope)], known: Known::waiting() });
        self.name(&line.name.text, Declared::Line(id), line.name.span);
        all.push(id);
    }
}

enum Base {
    /// A declaration of its own.
    New,
    /// What this file declared.
    Own(Declared),
    /// What a used file declared: it is copied.
    Used(Declared),
    /// There is none.
    Nothing,
}

/// Puts a version in its place by its day; `false` if there is one from that day.
fn insert<T>(versions: &mut Vec<Dated<T>>, from: Date, value: T) -> bool {
    if versions.iter().any(|version| version.from == Some(from)) {
        return false;
    }
    let at = versions.partition_point(|version| version.from.is_none_or(|known| known < from));
    versions.insert(at, Dated { from: Some(from), value });
    true
}

/// Whether a grain may stand behind `each` of a plan with another.
fn coarser(grain: Grain, plan: Grain) -> bool {
    grain > plan && matches!(grain, Grain::Month | Grain::Quarter | Grain::Half | Grain::Year)
}

fn import(cx: &mut Cx<'_>, out: &Declarations<'_>, scope: ScopeId, unit: UnitNo, lines: &[ast::Name], plan: &ast::Name) {
    let Some(number) = cx.plan.units.iter().position(|known| known.name == plan.text) else {
        cx.not_imported.extend(lines.iter().map(|name| name.text.clone()));
        return cx.say(say::import_plan_missing(plan));
    };
    if number == usize::from(unit.0) {
        return cx.say(say::import_itself(plan));
    }
    if cx.plan.units.get(number).map(|other| other.currency) != cx.plan.units.get(usize::from(unit.0)).map(|own| own.currency) {
        cx.say(say::import_other_currency(plan));
    }
    for name in lines {
        let known = out.lines.get(number).into_iter().flatten().copied().find(|line| cx.plan.line(*line).name == name.text);
        let Some(line) = known else {
            cx.not_imported.insert(name.text.clone());
            cx.say(say::import_line_missing(name, plan));
            continue;
        };
        let before = cx.scopes.get_mut(scope.0 as usize).and_then(|scope| scope.add(&name.text, Declared::Line(line), name.span));
        if let Some((before, at)) = before
            && before != Declared::Line(line)
        {
            cx.say(say::name_twice(name.span, &name.text, at));
        }
    }
}

/// The implicit lines PAYABLE and EARNED of each plan; their formulas come when all pay lines are typed.
fn totals(cx: &mut Cx<'_>) {
    for number in 0..cx.plan.units.len() {
        let unit = UnitNo(u16::try_from(number).unwrap_or(u16::MAX));
        for earned in [false, true] {
            let id = LineId(u32::try_from(cx.plan.lines.len()).unwrap_or(u32::MAX));
            let Some(known) = cx.plan.units.get_mut(number) else { continue };
            let ty = Type::Money(tiercel_plan::MoneyUnit::Fixed(known.currency));
            if earned {
                known.earned = id
            } else {
                known.payable = id
            }
            cx.plan.lines.push(Line {
                unit,
                name: if earned { "EARNED" } else { "PAYABLE" }.to_owned(),
                label: None,
                doc: String::new(),
                kind: LineKind::Total,
                ty,
                blank: false,
                grain: cx.plan.time.grain,
                each: false,
                versions: Vec::<Dated<LineVersion>>::new(),
                span: Span::default(),
            });
            let known = Known { state: State::Done, ty: Some(Ty::Known(ty)), blank: false, provisional: None };
            cx.lines.push(LineInfo { scope: ScopeId(0), versions: Vec::new(), known });
        }
    }
}

/// The tables with a meaning of their own. Without `payees` an empty one stands in, so that the rest can be checked.
fn payees(cx: &mut Cx<'_>) {
    let named = |cx: &Cx<'_>, name: &str| cx.plan.tables.iter().position(|table| table.name == name).and_then(|at| u32::try_from(at).ok());
    if let Some(id) = named(cx, "payees") {
        cx.plan.payees = TableId(id);
    } else {
        let id = TableId(u32::try_from(cx.plan.tables.len()).unwrap_or(u32::MAX));
        cx.plan.tables.push(Table {
            name: "payees".to_owned(),
            doc: String::new(),
            unit: UnitNo(0),
            kind: TableKind::Input,
            columns: Vec::new(),
            key: Vec::new(),
            payee: None,
            time: TableTime::None,
            rows: Vec::new(),
            span: Span::default(),
        });
        cx.tables.push(TableInfo {
            ast: &NO_PAYEES,
            scope: ScopeId(0),
            columns: Vec::new(),
            shared: false,
            roles: State::Waiting,
            derived: State::Waiting,
            by_name: Map::new(),
        });
        cx.plan.payees = id;
        cx.say(say::payees_missing());
    }
    for name in ["payees", "calendar", "fx"] {
        let spans: Vec<Span> = cx.plan.tables.iter().filter(|table| table.name == name).map(|table| table.span).collect();
        if let [first, rest @ ..] = spans.as_slice() {
            // Within one plan this is a name that stands twice already.
            let apart = cx.scopes.len() > 1 && cx.plan.units.len() > 1;
            rest.iter().filter(|_| apart).for_each(|again| cx.say(say::name_twice(*again, name, *first)));
        }
    }
    cx.plan.time.calendar = named(cx, "calendar").map(TableId);
    if cx.plan.time.grain == Grain::Custom && cx.plan.time.calendar.is_none() {
        cx.say(say::calendar_missing());
    }
}
