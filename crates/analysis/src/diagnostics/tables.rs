//! Tables and derived tables.

use super::{did_you_mean, with_nearest};
use crate::cx::{Cx, ScopeId};
use crate::names::Declared;
use crate::suggestions::nearest;
use tiercel_plan::{Plan, Span, TableId};
use tiercel_syntax::Diagnostic;
use tiercel_syntax::ast::Name;

/// `table-unknown`: a table that is not declared.
pub(crate) fn table_unknown(cx: &Cx<'_>, scope: ScopeId, name: &Name) -> Diagnostic {
    let names = cx.scopes.get(scope.0 as usize).into_iter().flat_map(|scope| scope.entries());
    let tables = names.filter(|(_, declared, _)| matches!(declared, Declared::Table(_))).map(|(name, ..)| name);
    let near = nearest(&name.text, tables);
    let diagnostic = Diagnostic::error("table-unknown", name.span).arg("name", name.text.clone());
    with_nearest(diagnostic, name.span, near)
}

/// `no-such-column`: a column that the table does not have.
pub(crate) fn column_unknown(plan: &Plan, table: TableId, name: &Name) -> Diagnostic {
    let declared = plan.table(table);
    let near = nearest(&name.text, declared.columns.iter().map(|column| column.name.as_str()));
    let columns: Vec<String> = declared.columns.iter().map(|column| format!("`[{}]`", column.name)).collect();
    let diagnostic = Diagnostic::error("no-such-column", name.span)
        .arg("name", name.text.clone())
        .arg("table", declared.name.clone())
        .arg("columns", columns.join(" "));
    let bracketed = plan.text(name.span).starts_with('[');
    let fix = near.clone().map(|near| if bracketed { format!("[{near}]") } else { near });
    match fix {
        Some(fix) => diagnostic.arg("near", did_you_mean(near)).fix(name.span, fix),
        None => diagnostic.arg("near", ""),
    }
}

/// `column-twice`: a column is declared twice.
pub(crate) fn column_twice(name: &Name) -> Diagnostic {
    Diagnostic::error("column-twice", name.span).arg("name", name.text.clone())
}

/// `money-in-unknown`: `money in` a column that is not there.
pub(crate) fn money_in_unknown(name: &Name) -> Diagnostic {
    Diagnostic::error("money-in-unknown", name.span).arg("name", name.text.clone())
}

/// `currency-column-text`: the column of a currency is no text.
pub(crate) fn currency_column_text(span: Span) -> Diagnostic {
    Diagnostic::error("currency-column-text", span)
}

/// `type-unknown`: a type that does not exist.
pub(crate) fn type_unknown(name: &Name, near: Option<String>) -> Diagnostic {
    Diagnostic::error("type-unknown", name.span).arg("name", name.text.clone()).arg("near", did_you_mean(near))
}

/// `bound-of-another-type`: a bound of another type than its column.
pub(crate) fn bound_of_another_type(span: Span, wanted: &str) -> Diagnostic {
    Diagnostic::error("bound-of-another-type", span).arg("wanted", wanted)
}

/// `bounds-need-order`: a range of values without an order.
pub(crate) fn bounds_need_order(span: Span, found: &str) -> Diagnostic {
    Diagnostic::error("bounds-need-order", span).arg("found", found)
}

/// `bounds-order`: bounds are the wrong way round.
pub(crate) fn bounds_order(span: Span) -> Diagnostic {
    Diagnostic::error("bounds-order", span)
}

/// `key-may-be-blank`: a key that may be blank.
pub(crate) fn key_may_be_blank(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("key-may-be-blank", span).arg("name", name)
}

/// `key-needed`: an order or a search needs a key.
pub(crate) fn key_needed(span: Span, what: &str, table: &str, at: Span) -> Diagnostic {
    Diagnostic::error("key-needed", span).arg("what", what).arg("table", table).label(at, "table-without-key")
}

/// `payees-key`: payees without one text key.
pub(crate) fn payees_key(span: Span) -> Diagnostic {
    Diagnostic::error("payees-key", span)
}

/// `payees-roles`: payees with roles of a table.
pub(crate) fn payees_roles(span: Span) -> Diagnostic {
    Diagnostic::error("payees-roles", span)
}

/// `special-column`: a column that `fx` or `calendar` must have.
pub(crate) fn special_column(span: Span, table: &str, column: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error("special-column", span).arg("table", table).arg("column", column).arg("wanted", wanted)
}

/// `calendar-column`: a reference in the calendar.
pub(crate) fn calendar_column(name: &Name) -> Diagnostic {
    Diagnostic::error("calendar-column", name.span).arg("name", name.text.clone())
}

/// `role-type`: a role of another type.
pub(crate) fn role_type(span: Span, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::error("role-type", span).arg("wanted", wanted).arg("found", found)
}

/// `row-only-wanted`: a role that depends on more than its row.
pub(crate) fn row_only_wanted(span: Span) -> Diagnostic {
    Diagnostic::error("row-only-wanted", span)
}

/// `rows-in-a-derived-table`: rows in a derived table.
pub(crate) fn rows_in_a_derived_table(span: Span) -> Diagnostic {
    Diagnostic::error("rows-in-a-derived-table", span)
}

/// `heading-twice`: two columns of rows have one heading.
pub(crate) fn heading_twice(name: &Name, first: &Name) -> Diagnostic {
    Diagnostic::error("heading-twice", name.span).arg("name", name.text.clone()).label(first.span, "label-first")
}

/// `heading-calculated`: a heading names a calculated column.
pub(crate) fn heading_calculated(name: &Name) -> Diagnostic {
    Diagnostic::error("heading-calculated", name.span).arg("name", name.text.clone())
}

/// `row-length`: a row with other cells than its heading.
pub(crate) fn row_length(span: Span, found: usize, wanted: usize) -> Diagnostic {
    Diagnostic::error("row-length", span).arg("found", found.to_string()).arg("wanted", wanted.to_string())
}

/// `input-in-a-derived-table`: an input column in a derived table.
pub(crate) fn input_in_a_derived_table(name: &Name) -> Diagnostic {
    Diagnostic::error("input-in-a-derived-table", name.span).arg("name", name.text.clone())
}

/// `block-column-without-formula`: a column of a block without a formula.
pub(crate) fn block_column_without_formula(name: &Name) -> Diagnostic {
    Diagnostic::error("block-column-without-formula", name.span).arg("name", name.text.clone())
}

/// `clauses-differ`: a clause gives a column that the first does not.
pub(crate) fn clauses_differ(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("clauses-differ", span).arg("name", name)
}

/// `clause-lacks-column`: a clause lacks a column.
pub(crate) fn clause_lacks_column(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("clause-lacks-column", span).arg("name", name)
}

/// `derived-from-itself`: a derived table reaches itself.
pub(crate) fn derived_from_itself(name: &Name) -> Diagnostic {
    Diagnostic::error("derived-from-itself", name.span).arg("name", name.text.clone())
}

/// `joined-twice`: a table is joined with itself.
pub(crate) fn joined_twice(name: &Name) -> Diagnostic {
    Diagnostic::error("joined-twice", name.span).arg("name", name.text.clone())
}

/// `join-of-equalities`: a join by something else than equalities.
pub(crate) fn join_of_equalities(span: Span) -> Diagnostic {
    Diagnostic::error("join-of-equalities", span)
}

/// `currency-column-left-out`: an amount in a currency by column without that column.
pub(crate) fn currency_column_left_out(span: Span) -> Diagnostic {
    Diagnostic::error("currency-column-left-out", span)
}

/// `reference-to-derived`: a reference to a derived table.
pub(crate) fn reference_to_derived(span: Span, table: &str) -> Diagnostic {
    Diagnostic::error("reference-to-derived", span).arg("table", table)
}
