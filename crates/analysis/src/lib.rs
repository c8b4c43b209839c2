//! The trees of one or several plans to a checked, typed [`Plan`].
//!
//! All that is wrong is said in one go: a part in error is left out quietly, and what depends on it says nothing more. The
//! plan of an analysis with errors may be partial and is not to be run.
//!
//! In this order: files and what they use; names, file by file; types of what is written; formulas, each when it is first
//! asked for; open units; proofs, circles and the order of evaluation.

mod columns;
mod cx;
mod declare;
mod defines;
mod dependencies;
mod derive;
mod diagnostics;
pub mod editor;
mod examples;
mod expr;
mod files;
mod finish;
mod graph;
mod grids;
mod header;
mod lines;
mod names;
mod params;
mod suggestions;
mod tables;
mod types;
mod units;
mod uses;
mod walk;

pub use files::used_files;

use cx::Cx;
use tiercel_plan::Plan;
use tiercel_syntax::{Diagnostic, Severity};
use tiercel_value::order;

/// A file: its name as it stands behind `use`, with `/` between folders, and its text.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path.
    pub name: String,
    /// The text.
    pub text: String,
}

/// What came of an analysis.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The plan; not to be run if there are errors.
    pub plan: Plan,
    /// What there is to say, by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Analysis {
    /// Whether the plan can't be run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Checks plans that run together. `plans` says which sources are plans; the others are reached by `use`.
pub fn analyse(sources: &[Source], plans: &[usize]) -> Analysis {
    let mut diagnostics = Vec::new();
    let files = files::load(sources, plans, &mut diagnostics);
    let broken = !diagnostics.is_empty();
    let mut cx = Cx::new();
    cx.diagnostics = diagnostics;
    cx.plan.sources = sources.iter().map(|source| (source.name.clone(), source.text.clone())).collect();
    let plans: Vec<usize> = plans.iter().copied().filter(|plan| files.trees.contains_key(plan)).collect();
    let declarations = declare::declare(&mut cx, &files, &plans);
    tables::inputs(&mut cx);
    lines::pinned(&mut cx);
    defines::check(&mut cx);
    formulas(&mut cx, &declarations);
    finish::types(&mut cx);
    finish::proofs(&mut cx);
    finish::dated(&mut cx);
    finish::order(&mut cx);
    finish::examples(&mut cx, &declarations);
    let mut diagnostics = cx.diagnostics;
    if broken || !cx.not_imported.is_empty() {
        editor::quiet(sources, files.trees.iter().map(|(number, tree)| (*number, tree)), &cx.not_imported, &mut diagnostics);
    }
    order::sort_by_key(&mut diagnostics, |diagnostic| (diagnostic.span, diagnostic.severity));
    diagnostics.dedup();
    Analysis { plan: cx.plan, diagnostics }
}

/// Types all formulas, each after what it reads as far as there is such an order.
fn formulas<'a>(cx: &mut Cx<'a>, declarations: &declare::Declarations<'a>) {
    for table in tables::ids(cx) {
        cx.roles(table);
    }
    for node in dependencies::order(cx) {
        match node {
            tiercel_plan::Node::Derive(table) => derive::derive(cx, table),
            tiercel_plan::Node::Column(column) => {
                if cx.column_known(column).is_some_and(|known| known.state == cx::State::Waiting) {
                    cx.type_column(column);
                }
            }
            tiercel_plan::Node::Line(line) => lines::type_line(cx, line),
        }
    }
    lines::members(cx, &declarations.members);
    lines::totals(cx);
}
