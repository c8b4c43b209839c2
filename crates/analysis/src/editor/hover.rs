//! What stands at a place: its type, its declaration, its help, and what its value depends on.

use super::marks::Role;
use super::outline::one_line;
use super::project::NameNo;
use super::references::{Found, Place};
use super::sketch::DeclarationKind;
use crate::Source;
use crate::types::{grain_word, words};
use tiercel_plan::{Expr, Span, Uses};
use tiercel_syntax::{Code, FunctionHelp, function_help};

/// What there is to say about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What is spoken of.
    pub place: Place,
    /// Its declaration on one line, a function's signature, or the expression as written.
    pub title: String,
    /// Its type, if the plan is sound enough to have one.
    pub ty: Option<String>,
    /// The comment above its declaration.
    pub doc: String,
    /// The help on a function.
    pub function: Option<FunctionHelp>,
    /// What its value depends on: a key of the message catalogues and its arguments.
    pub depends: Option<(Code, Vec<(&'static str, String)>)>,
}

/// What there is to say about an offset.
pub fn hover(sources: &[Source], file: usize, offset: usize) -> Option<Hover> {
    let found = Found::at(sources, file, offset);
    let named = found.as_ref().and_then(of_name);
    if named.is_some() {
        return named;
    }
    let found = found.unwrap_or_else(|| Found::whole(sources, file));
    let mut hover = of_expression(&found, file, offset)?;
    // The person of `payee[Region]` is an expression that has the place of the whole path.
    let word = found.project.sketches.get(file).map_or("", |sketch| sketch.slice(found.place.start, found.place.end));
    if word == "payee" {
        (hover.place, hover.title) = (found.place, word.to_owned());
    }
    Some(hover)
}

fn of_name(found: &Found<'_>) -> Option<Hover> {
    match &found.role {
        Role::Function(name) => {
            let function = function_help(name)?;
            Some(Hover { title: function.signature.to_owned(), function: Some(function), ..blank(found.place) })
        }
        Role::Name(no) => {
            let (file, declaration) = found.project.declaration(*no)?;
            let sketch = found.project.sketches.get(file)?;
            let head = sketch.slice(declaration.start, declaration.end);
            let block = !matches!(
                declaration.kind,
                DeclarationKind::Line | DeclarationKind::Pay | DeclarationKind::Earn | DeclarationKind::Param | DeclarationKind::Define
            );
            let head = if block { head.split('{').next().unwrap_or(head) } else { head };
            let (ty, depends) = about(found, *no).unwrap_or((None, None));
            Some(Hover { title: shortened(&one_line(head)), ty, doc: declaration.doc.clone(), depends, ..blank(found.place) })
        }
        Role::Column(table, name) => {
            let (file, member) = found.project.column(*table, name)?;
            let title = found.project.sketches.get(file)?.slice(member.name.start, member.end);
            let table_name = found.project.names.get(*table)?.text.clone();
            let plan = &found.plan;
            let known = plan.tables.iter().find(|known| found.project.declared_at(known.span) == Some(*table));
            let column = known.and_then(|known| known.columns.iter().find(|column| column.name == *name));
            let ty = column.map(|column| format!("{}{}", words(plan, column.ty), if column.blank { "?" } else { "" }));
            let depends = Some(("hover-row", vec![("table", table_name)]));
            let doc = found.project.comment_above(file, member.name.start);
            Some(Hover { title: shortened(&one_line(title)), ty, doc, depends, ..blank(found.place) })
        }
        Role::Output(no, name) => {
            let plan = &found.plan;
            let tiers =
                plan.tiers.iter().filter(|tiers| found.project.declared_at(tiers.span) == Some(*no)).flat_map(|tiers| &tiers.outputs);
            let rates =
                plan.rates.iter().filter(|rates| found.project.declared_at(rates.span) == Some(*no)).flat_map(|rates| &rates.outputs);
            let output = tiers.chain(rates).find(|output| output.name == *name);
            let owner = found.project.names.get(*no)?.text.clone();
            Some(Hover { title: format!("{owner}[{name}]"), ty: output.map(|output| words(plan, output.ty)), ..blank(found.place) })
        }
        Role::Keyword | Role::Type | Role::Unit | Role::Local(_) | Role::UnknownName | Role::UnknownColumn => None,
    }
}

fn blank(place: Place) -> Hover {
    Hover { place, title: String::new(), ty: None, doc: String::new(), function: None, depends: None }
}

type About = (Option<String>, Option<(Code, Vec<(&'static str, String)>)>);

/// Type and dependence of a line or param.
fn about(found: &Found<'_>, no: NameNo) -> Option<About> {
    let plan = &found.plan;
    let is_it = |span: Span| found.project.declared_at(span) == Some(no);
    if let Some(line) = plan.lines.iter().find(|line| !line.name.is_empty() && is_it(line.span)) {
        let blank = if line.blank { "?" } else { "" };
        let depends = ("hover-cell", vec![("period", grain_word(line.grain).to_owned())]);
        return Some((Some(format!("{}{blank}", words(plan, line.ty))), Some(depends)));
    }
    let param = plan.params.iter().find(|param| is_it(param.span))?;
    let code = if param.versions.len() > 1 { "hover-dated" } else { "hover-constant" };
    Some((Some(words(plan, param.ty)), Some((code, Vec::new()))))
}

/// The smallest expression around an offset.
fn of_expression(found: &Found<'_>, file: usize, offset: usize) -> Option<Hover> {
    let plan = &found.plan;
    let around = |expr: &&Expr| {
        let span = expr.span;
        usize::from(span.file) == file && span.start as usize <= offset && offset < span.end as usize
    };
    let expr = plan.exprs.iter().filter(around).min_by_key(|expr| expr.span.end - expr.span.start)?;
    let place = Place { file, start: expr.span.start as usize, end: expr.span.end as usize };
    let ty = format!("{}{}", words(plan, expr.ty), if expr.blank { "?" } else { "" });
    let depends = Some((uses(expr.uses), Vec::new()));
    Some(Hover { title: shortened(&one_line(plan.text(expr.span))), ty: Some(ty), depends, ..blank(place) })
}

fn uses(uses: Uses) -> Code {
    let any = |other| uses.any(other);
    if any(Uses::RANGED) || any(Uses::SOURCES) {
        "hover-uses-ranged"
    } else if any(Uses::ROW) {
        "hover-uses-row"
    } else if any(Uses::PAYEE) && any(Uses::PERIOD) {
        "hover-uses-cell"
    } else if any(Uses::PAYEE) {
        "hover-uses-payee"
    } else if any(Uses::PERIOD) || any(Uses::DAY) {
        "hover-uses-period"
    } else {
        "hover-constant"
    }
}

/// At most as much as fits a box.
pub(crate) fn shortened(text: &str) -> String {
    const LONGEST: usize = 300;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}
