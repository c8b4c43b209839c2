//! The names of all files together: which declaration a name means in which file.

use super::sketch::{Declaration, DeclarationKind, Member, Sketch};
use crate::Source;
use crate::files::{beside, normal};
use tiercel_plan::{ColumnRef, ExprKind, Plan, Type};
use tiercel_value::{Map, Set};

/// A declared name, by its place in [`Project::names`].
pub(crate) type NameNo = usize;

/// A declared name.
#[derive(Debug)]
pub(crate) struct Declared {
    pub(crate) text: String,
    pub(crate) kind: DeclarationKind,
    /// File and declaration: the first, then those that amend it.
    pub(crate) versions: Vec<(usize, usize)>,
}

/// All files.
pub(crate) struct Project<'a> {
    pub(crate) sources: &'a [Source],
    pub(crate) sketches: Vec<Sketch<'a>>,
    pub(crate) names: Vec<Declared>,
    /// Names in sight, per file.
    pub(crate) scopes: Vec<Map<String, NameNo>>,
    /// Which name a declaration of a file declares.
    pub(crate) declares: Map<(usize, usize), NameNo>,
    /// The same by the first byte of the name.
    by_place: Map<(usize, usize), NameNo>,
    /// Units that headers bring in: `currency POINTS`.
    pub(crate) units: Set<&'a str>,
}

impl<'a> Project<'a> {
    /// Reads all files.
    pub(crate) fn new(sources: &'a [Source]) -> Project<'a> {
        let sketches: Vec<Sketch<'a>> = sources.iter().map(|source| Sketch::new(&source.text)).collect();
        let scopes = vec![Map::new(); sources.len()];
        let mut units = Set::new();
        for sketch in &sketches {
            let headers = sketch.declarations.iter().filter(|declaration| sketch.str(declaration.words.start) == "currency");
            units.extend(headers.map(|header| sketch.str(header.words.start + 1)));
        }
        let mut project = Project { sources, sketches, names: Vec::new(), scopes, declares: Map::new(), by_place: Map::new(), units };
        let uses = project.uses();
        for file in used_first(&uses) {
            let mut scope = Map::new();
            for used in uses.get(file).into_iter().flatten() {
                scope.extend(project.scopes.get(*used).into_iter().flat_map(Map::iter).map(|(name, no)| (name.clone(), *no)));
            }
            project.declare(file, scope);
        }
        project.imports();
        project
    }

    /// The files behind `use`, per file.
    fn uses(&self) -> Vec<Vec<usize>> {
        let by_name: Map<String, usize> = self.sources.iter().map(|source| normal(&source.name)).zip(0..).collect();
        let of = |(source, sketch): (&Source, &Sketch<'_>)| {
            let uses = sketch.declarations.iter().filter(|declaration| declaration.kind == DeclarationKind::Use);
            uses.filter_map(|declaration| {
                by_name.get(&beside(&source.name, sketch.str(declaration.words.start + 1).trim_matches('"'))).copied()
            })
            .collect()
        };
        self.sources.iter().zip(&self.sketches).map(of).collect()
    }

    fn declare(&mut self, file: usize, mut scope: Map<String, NameNo>) {
        let Some(sketch) = self.sketches.get(file) else { return };
        let mut own: Map<&str, NameNo> = Map::new();
        // What holds from always comes before what amends it.
        for dated in [false, true] {
            for (number, declaration) in sketch.declarations.iter().enumerate() {
                let Some(name) = declaration.name.as_ref().filter(|_| declaration.dated == dated && is_shared_name(declaration.kind))
                else {
                    continue;
                };
                let known = own.get(name.text.as_str()).copied().or_else(|| scope.get(&name.text).copied().filter(|_| dated));
                let no = known.unwrap_or_else(|| {
                    self.names.push(Declared { text: name.text.clone(), kind: declaration.kind, versions: Vec::new() });
                    self.names.len() - 1
                });
                if let Some(declared) = self.names.get_mut(no) {
                    declared.versions.push((file, number));
                }
                own.insert(&name.text, no);
                scope.insert(name.text.clone(), no);
                self.declares.insert((file, number), no);
                self.by_place.insert((file, name.start), no);
            }
        }
        if let Some(slot) = self.scopes.get_mut(file) {
            *slot = scope;
        }
    }

    /// `import A from "Plan"`: lines of another plan.
    fn imports(&mut self) {
        let mut found = Vec::new();
        for (file, sketch) in self.sketches.iter().enumerate() {
            for declaration in sketch.declarations.iter().filter(|declaration| declaration.kind == DeclarationKind::Import) {
                let plan = declaration.words.clone().rev().map(|at| sketch.str(at)).find(|text| text.starts_with('"')).unwrap_or("");
                let Some(other) = self.plan_named(plan.trim_matches('"')).filter(|other| *other != file) else { continue };
                for at in declaration.words.clone().skip(1) {
                    let name = tiercel_syntax::nfc(sketch.str(at));
                    if let Some(no) = self.scopes.get(other).and_then(|scope| scope.get(&name)) {
                        found.push((file, name, *no));
                    }
                }
            }
        }
        for (file, name, no) in found {
            if let Some(scope) = self.scopes.get_mut(file) {
                scope.get_or_insert_with(name, || no);
            }
        }
    }

    fn plan_named(&self, name: &str) -> Option<usize> {
        self.sketches.iter().position(|sketch| {
            let mut plans = sketch.declarations.iter().filter(|declaration| declaration.kind == DeclarationKind::Plan);
            plans.any(|plan| plan.name.as_ref().is_some_and(|found| found.text == name))
        })
    }

    /// The files that are plans; the one asked about if none is.
    pub(crate) fn plans(&self, file: usize) -> Vec<usize> {
        let is_plan = |sketch: &Sketch<'_>| sketch.declarations.iter().any(|declaration| declaration.kind == DeclarationKind::Plan);
        let plans: Vec<usize> = self.sketches.iter().enumerate().filter(|(_, sketch)| is_plan(sketch)).map(|(number, _)| number).collect();
        if plans.is_empty() { vec![file] } else { plans }
    }

    /// What a name means in a file.
    pub(crate) fn find(&self, file: usize, name: &str) -> Option<NameNo> {
        self.scopes.get(file)?.get(name).copied()
    }

    pub(crate) fn kind(&self, no: NameNo) -> Option<DeclarationKind> {
        self.names.get(no).map(|declared| declared.kind)
    }

    /// The first declaration of a name, and its file.
    pub(crate) fn declaration(&self, no: NameNo) -> Option<(usize, &Declaration)> {
        let (file, number) = self.names.get(no)?.versions.first()?;
        Some((*file, self.sketches.get(*file)?.declarations.get(*number)?))
    }

    /// A column of a table.
    pub(crate) fn column(&self, table: NameNo, name: &str) -> Option<(usize, &Member)> {
        let (file, declaration) = self.declaration(table)?;
        Some((file, declaration.columns.iter().find(|member| member.name.text == name)?))
    }

    /// The table that a column's values are keys of, as far as its text says so.
    pub(crate) fn target(&self, table: NameNo, name: &str) -> Option<NameNo> {
        let (file, member) = self.column(table, name)?;
        let sketch = self.sketches.get(file)?;
        match sketch.str(member.rest.start) {
            "payee" => self.find(file, "payees"),
            "->" => self.find(file, &tiercel_syntax::nfc(sketch.str(member.rest.start + 1))),
            _ => None,
        }
    }

    /// The comment lines right above a place within a declaration.
    pub(crate) fn comment_above(&self, file: usize, start: usize) -> String {
        let before = self.sketches.get(file).and_then(|sketch| sketch.text.get(..start)).unwrap_or("");
        let mut lines: Vec<&str> =
            before.lines().rev().skip(usize::from(!before.ends_with('\n'))).map_while(|line| line.trim().strip_prefix('#')).collect();
        lines.reverse();
        lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
    }

    /// The name that a place of the plan declares: of tables and lines the span is that of the name.
    pub(crate) fn declared_at(&self, span: tiercel_plan::Span) -> Option<NameNo> {
        self.by_place.get(&(usize::from(span.file), span.start as usize)).copied()
    }
}

/// Whether a kind of declaration shares the one set of names.
fn is_shared_name(kind: DeclarationKind) -> bool {
    match kind {
        DeclarationKind::Plan | DeclarationKind::Header | DeclarationKind::Use | DeclarationKind::Import | DeclarationKind::Example => {
            false
        }
        DeclarationKind::Table | DeclarationKind::Tiers | DeclarationKind::Matrix | DeclarationKind::Rates | DeclarationKind::Param => true,
        DeclarationKind::Define | DeclarationKind::Pay | DeclarationKind::Earn | DeclarationKind::Line => true,
    }
}

/// The files in an order in which the used ones come first.
fn used_first(uses: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut entered = vec![false; uses.len()];
    for root in 0..uses.len() {
        let mut work = vec![(root, 0usize)];
        while let Some((at, next)) = work.pop() {
            if next == 0 && std::mem::replace(entered.get_mut(at).unwrap_or(&mut true), true) {
                continue;
            }
            match uses.get(at).and_then(|uses| uses.get(next)) {
                Some(used) => {
                    work.push((at, next + 1));
                    work.push((*used, 0));
                }
                None => order.push(at),
            }
        }
    }
    order
}

/// What the analysis knows of columns, which their text alone does not tell.
#[derive(Default)]
pub(crate) struct Exact {
    /// The column that a path ending at a byte of a file means.
    pub(crate) columns: Map<(usize, usize), (NameNo, String)>,
    /// The table that a column's values are keys of.
    pub(crate) targets: Map<(NameNo, String), NameNo>,
}

impl Exact {
    /// From an analysed plan.
    pub(crate) fn of(project: &Project<'_>, plan: &Plan) -> Exact {
        let mut exact = Exact::default();
        let named: Vec<Option<NameNo>> = plan.tables.iter().map(|table| project.declared_at(table.span)).collect();
        let no_of = |table: tiercel_plan::TableId| named.get(table.index()).copied().flatten();
        for (table, no) in plan.tables.iter().zip(&named) {
            for column in &table.columns {
                let target = match column.ty {
                    Type::Payee => no_of(plan.payees),
                    Type::Ref(table) => no_of(table),
                    Type::Number | Type::Percent | Type::Money(_) | Type::Text | Type::Bool | Type::Date | Type::Period(_) => None,
                };
                exact.targets.extend(no.zip(target).map(|(no, target)| ((no, column.name.clone()), target)));
            }
        }
        for expr in &plan.exprs {
            let Some(ColumnRef { table, column }) = column_of(&expr.kind) else { continue };
            let name = plan.tables.get(table.index()).and_then(|table| table.columns.get(usize::from(column)));
            if let (Some(no), Some(column)) = (named.get(table.index()).copied().flatten(), name) {
                let place = (usize::from(expr.span.file), expr.span.end as usize);
                exact.columns.get_or_insert_with(place, || (no, column.name.clone()));
            }
        }
        exact
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "looks for the kinds that read a column among all of them")]
fn column_of(kind: &ExprKind) -> Option<ColumnRef> {
    match kind {
        ExprKind::RowColumn(column) | ExprKind::RangedColumn(column) | ExprKind::SourceColumn { column, .. } => Some(*column),
        ExprKind::Follow { column, .. } | ExprKind::FollowPayee { column, .. } => Some(*column),
        _ => None,
    }
}
