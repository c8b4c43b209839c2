//! Names and where they may stand.

use super::with_nearest;
use tiercel_plan::Span;
use tiercel_syntax::Diagnostic;
use tiercel_syntax::ast::Name;

/// `name-unknown`: a name that nothing has.
pub(crate) fn name_unknown(name: &Name, near: Option<String>) -> Diagnostic {
    with_nearest(Diagnostic::error("name-unknown", name.span).arg("name", name.text.clone()), name.span, near)
}

/// `table-as-value`: a table as a value.
pub(crate) fn table_as_value(name: &Name) -> Diagnostic {
    Diagnostic::error("table-as-value", name.span).arg("name", name.text.clone())
}

/// `tiers-as-value`: tiers as a value.
pub(crate) fn tiers_as_value(name: &Name) -> Diagnostic {
    Diagnostic::error("tiers-as-value", name.span).arg("name", name.text.clone())
}

/// `function-as-value`: a function as a value.
pub(crate) fn function_as_value(name: &Name) -> Diagnostic {
    Diagnostic::error("function-as-value", name.span).arg("name", name.text.clone())
}

/// `not-a-function`: something called that is no function.
pub(crate) fn not_a_function(name: &Name) -> Diagnostic {
    Diagnostic::error("not-a-function", name.span).arg("name", name.text.clone())
}

/// `payees-alone`: `payees` as a value.
pub(crate) fn payees_alone(span: Span) -> Diagnostic {
    Diagnostic::error("payees-alone", span)
}

/// `column-in-a-line`: a column alone in a line.
pub(crate) fn column_in_a_line(name: &Name, table: Option<&str>) -> Diagnostic {
    Diagnostic::error("column-in-a-line", name.span).arg("name", name.text.clone()).arg("table", table.unwrap_or("Table"))
}

/// `column-in-a-block`: a column alone in a `from` block.
pub(crate) fn column_in_a_block(name: &Name, table: Option<&str>) -> Diagnostic {
    Diagnostic::error("column-in-a-block", name.span).arg("name", name.text.clone()).arg("table", table.unwrap_or("Table"))
}

/// `column-in-a-person-condition`: a table's column in the condition of a person.
pub(crate) fn column_in_a_person_condition(name: &Name) -> Diagnostic {
    Diagnostic::error("column-in-a-person-condition", name.span).arg("name", name.text.clone())
}

/// `only-the-groups-columns`: a source's column outside an aggregate of a group.
pub(crate) fn only_the_groups_columns(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("only-the-groups-columns", span).arg("name", name)
}

/// `two-tables`: an aggregate over two tables.
pub(crate) fn two_tables(span: Span, first: &str, second: &str) -> Diagnostic {
    Diagnostic::error("two-tables", span).arg("first", first).arg("second", second)
}

/// `column-outside-aggregate`: a table's column outside an aggregate.
pub(crate) fn column_outside_aggregate(span: Span, text: &str, in_column: bool) -> Diagnostic {
    Diagnostic::error("column-outside-aggregate", span)
        .arg("text", text)
        .arg("offer", if in_column { format!("LOOKUP(key, {text})") } else { format!("SUM({text})") })
}

/// `path-through-no-key`: a path through what is no key.
pub(crate) fn path_through_no_key(name: &Name, base: &str, found: &str) -> Diagnostic {
    Diagnostic::error("path-through-no-key", name.span).arg("name", name.text.clone()).arg("base", base).arg("found", found)
}

/// `path-after-call`: a column behind a call that has none.
pub(crate) fn path_after_call(span: Span) -> Diagnostic {
    Diagnostic::error("path-after-call", span)
}

/// `payee-without-by`: `payee` in a table without `by`.
pub(crate) fn payee_without_by(span: Span, table: &str) -> Diagnostic {
    Diagnostic::error("payee-without-by", span).arg("table", table)
}

/// `payee-in-a-block`: `payee` in a `from` clause.
pub(crate) fn payee_in_a_block(span: Span) -> Diagnostic {
    Diagnostic::error("payee-in-a-block", span)
}

/// `period-without-time`: `period` in a table without a time.
pub(crate) fn period_without_time(span: Span, table: &str) -> Diagnostic {
    Diagnostic::error("period-without-time", span).arg("table", table)
}

/// `period-in-a-block`: `period` in a `from` clause.
pub(crate) fn period_in_a_block(span: Span) -> Diagnostic {
    Diagnostic::error("period-in-a-block", span)
}

/// `each-without-clause`: `EACH` outside a block of `each`.
pub(crate) fn each_without_clause(span: Span) -> Diagnostic {
    Diagnostic::error("each-without-clause", span)
}

/// `dated-without-time`: something dated in a table without a time.
pub(crate) fn dated_without_time(span: Span, table: &str) -> Diagnostic {
    Diagnostic::error("dated-without-time", span).arg("table", table)
}

/// `finer-line`: a finer line read bare in a line with `each`.
pub(crate) fn finer_line(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("finer-line", span).arg("name", name).fix(span, format!("SUM({name})"))
}

/// `line-in-a-block`: a line in a `from` clause.
pub(crate) fn line_in_a_block(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("line-in-a-block", span).arg("name", name)
}

/// `line-in-a-shared-table`: a line in a table that several plans share.
pub(crate) fn line_in_a_shared_table(span: Span, name: &str, table: &str) -> Diagnostic {
    Diagnostic::error("line-in-a-shared-table", span).arg("name", name).arg("table", table)
}

/// `line-in-a-table-without-roles`: a line in a table without payee or time.
pub(crate) fn line_in_a_table_without_roles(span: Span, name: &str, table: &str) -> Diagnostic {
    Diagnostic::error("line-in-a-table-without-roles", span).arg("name", name).arg("table", table)
}

/// `line-in-a-coarser-table`: a line in a table with longer periods than the plan's.
pub(crate) fn line_in_a_coarser_table(span: Span, name: &str, table: &str) -> Diagnostic {
    Diagnostic::error("line-in-a-coarser-table", span).arg("name", name).arg("table", table)
}

/// `local-name-declared`: a name of LET that is declared.
pub(crate) fn local_name_declared(name: &Name, before: Span) -> Diagnostic {
    Diagnostic::error("local-name-declared", name.span).arg("name", name.text.clone()).label(before, "declared-here")
}

/// `let-name`: LET with something else than a name.
pub(crate) fn let_name(span: Span) -> Diagnostic {
    Diagnostic::error("let-name", span)
}
