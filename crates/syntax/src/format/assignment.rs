//! `Name … = formula`: lines, params, functions and columns.

use super::expressions::{expr, is_call};
use super::layout::{Doc, STEP, WIDTH, cells};
use crate::parse::Rule;
use pest::iterators::Pair;

/// A name, what is said of it, and its formula.
#[derive(Debug, Default)]
pub(super) struct Assignment {
    /// The name, `pay` and the like included.
    pub(super) name: String,
    /// What stands between name and `=`, or behind the name if there is no formula.
    pub(super) head: Vec<Doc>,
    /// Whether what follows the name is aligned with that of its neighbours.
    pub(super) aligned: bool,
    body: Option<Body>,
}

#[derive(Debug)]
struct Body {
    doc: Doc,
    /// Whether its first bracket may stand on the line of `=`.
    hugs: bool,
}

impl Assignment {
    /// How wide the name is.
    pub(super) fn name_width(&self) -> usize {
        cells(&self.name)
    }

    /// Whether it is a `param`, which no line can be called.
    pub(super) fn is_param(&self) -> bool {
        self.name.starts_with("param ")
    }

    /// Whether it fits on one line.
    pub(super) fn fits(&self) -> bool {
        cells(&self.lay_out_flat()) <= WIDTH
    }

    /// Sets the formula.
    pub(super) fn body(&mut self, formula: Pair<'_, Rule>) {
        self.body = Some(Body { hugs: is_call(&formula), doc: expr(formula).outermost() });
    }

    /// Sets a text in place of a formula.
    pub(super) fn body_text(&mut self, text: String) {
        self.body = Some(Body { doc: Doc::Text(text), hugs: false });
    }

    pub(super) fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// On one line, whatever its length.
    pub(super) fn lay_out_flat(&self) -> String {
        let mut parts = vec![self.name.clone()];
        let head = Doc::All(self.head.clone()).flat();
        parts.extend((!head.is_empty()).then_some(head));
        parts.extend(self.body.as_ref().map(|body| format!("= {}", body.doc.flat())));
        parts.join(" ")
    }

    /// The name filled up to `width`; lines that do not fit are broken behind `=`, then inside the formula.
    pub(super) fn lay_out(&self, width: usize, indent: usize) -> String {
        let fill = if self.aligned { width.saturating_sub(cells(&self.name)) } else { 0 };
        let name = format!("{}{}", self.name, " ".repeat(fill));
        let mut head = vec![Doc::text(name)];
        if !self.head.is_empty() {
            head.push(Doc::text(" "));
            head.extend(self.head.iter().cloned());
        }
        let head = Doc::group(head).layout(indent, indent);
        let Some(body) = &self.body else { return head };
        let last = head.rsplit('\n').next().unwrap_or("");
        let column = if head.contains('\n') { cells(last) } else { indent + cells(last) };
        let flat = body.doc.flat();
        if column + 3 + cells(&flat) <= WIDTH {
            return format!("{head} = {flat}");
        }
        let inner = indent + STEP;
        let fits_alone = inner + cells(&flat) <= WIDTH;
        if body.hugs && !fits_alone {
            return format!("{head} = {}", body.doc.layout(column + 3, indent));
        }
        format!("{head} =\n{}{}", " ".repeat(inner), body.doc.layout(inner, inner))
    }
}
