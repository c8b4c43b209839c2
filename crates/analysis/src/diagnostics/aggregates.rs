//! Aggregates with their clauses and windows.

use tiercel_plan::Span;
use tiercel_syntax::Diagnostic;

/// `aggregates-nested`: aggregates nested too deep.
pub(crate) fn aggregates_nested(span: Span) -> Diagnostic {
    Diagnostic::error("aggregates-nested", span)
}

/// `aggregate-of-nothing`: an aggregate over cells that names no line.
pub(crate) fn aggregate_of_nothing(span: Span, function: &str, text: &str) -> Diagnostic {
    Diagnostic::error("aggregate-of-nothing", span).arg("function", function).arg("text", text)
}

/// `aggregate-of-a-source`: an aggregate over a source of the clause.
pub(crate) fn aggregate_of_a_source(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("aggregate-of-a-source", span).arg("text", text)
}

/// `cells-in-a-block`: an aggregate over cells in a `from` clause.
pub(crate) fn cells_in_a_block(span: Span) -> Diagnostic {
    Diagnostic::error("cells-in-a-block", span)
}

/// `clause-not-taken`: a clause that a function does not take.
pub(crate) fn clause_not_taken(span: Span, function: &str, clause: &str) -> Diagnostic {
    Diagnostic::error("clause-not-taken", span).arg("function", function).arg("clause", clause)
}

/// `clause-of-tables`: `of` or `on` of an aggregate over cells.
pub(crate) fn clause_of_tables(span: Span, clause: &str) -> Diagnostic {
    Diagnostic::error("clause-of-tables", span).arg("clause", clause)
}

/// `clause-in-a-group`: a clause in an aggregate of a group.
pub(crate) fn clause_in_a_group(span: Span, clause: &str) -> Diagnostic {
    Diagnostic::error("clause-in-a-group", span).arg("clause", clause)
}

/// `frame-missing`: an aggregate in a column that does not say whose and when.
pub(crate) fn frame_missing(span: Span, table: &str, missing: &[&str]) -> Diagnostic {
    let said = missing.join(" ");
    let other = said.replace("for everyone", "for payee").replace("over TO DATE", "over PERIOD");
    let end = Span { start: span.end.saturating_sub(1), end: span.end.saturating_sub(1), ..span };
    Diagnostic::error("frame-missing", span)
        .arg("table", table)
        .arg("missing", said.clone())
        .arg("other", other)
        .fix(end, format!(" {said}"))
}

/// `cell-frame-missing`: an aggregate over cells in a column that does not say whose and when.
pub(crate) fn cell_frame_missing(span: Span) -> Diagnostic {
    Diagnostic::error("cell-frame-missing", span)
}

/// `for-without-by`: `for` over a table without `by`.
pub(crate) fn for_without_by(span: Span, table: &str) -> Diagnostic {
    Diagnostic::error("for-without-by", span).arg("table", table)
}

/// `over-without-time`: `over` over a table without a time.
pub(crate) fn over_without_time(span: Span, table: &str) -> Diagnostic {
    Diagnostic::error("over-without-time", span).arg("table", table)
}

/// `coarser-sum`: a plain SUM over longer periods than the cell's.
pub(crate) fn coarser_sum(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("coarser-sum", span).arg("text", text).fix(span, format!("ONE({text})"))
}

/// `condition-too-costly`: a condition that would cost rows × rows.
pub(crate) fn condition_too_costly(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("condition-too-costly", span).arg("text", text)
}

/// `no-manager-column`: the tree without managers.
pub(crate) fn no_manager_column(span: Span) -> Diagnostic {
    Diagnostic::error("no-manager-column", span)
}

/// `levels-order`: levels the wrong way round.
pub(crate) fn levels_order(span: Span) -> Diagnostic {
    Diagnostic::error("levels-order", span)
}

/// `between-outside`: `between` outside an aggregate down the tree.
pub(crate) fn between_outside(span: Span) -> Diagnostic {
    Diagnostic::error("between-outside", span)
}

/// `count-payees-for`: COUNT(payees) without `for`.
pub(crate) fn count_payees_for(span: Span) -> Diagnostic {
    Diagnostic::error("count-payees-for", span)
}

/// `people-wanted`: RANK or ALLOCATE without people.
pub(crate) fn people_wanted(span: Span, function: &str) -> Diagnostic {
    Diagnostic::error("people-wanted", span).arg("function", function)
}

/// `window-of-tables`: a window for tables over cells.
pub(crate) fn window_of_tables(span: Span) -> Diagnostic {
    Diagnostic::error("window-of-tables", span)
}

/// `window-without-time`: a window in a table without a time.
pub(crate) fn window_without_time(span: Span, table: &str) -> Diagnostic {
    Diagnostic::error("window-without-time", span).arg("table", table)
}

/// `window-in-a-block`: a window in a `from` clause.
pub(crate) fn window_in_a_block(span: Span) -> Diagnostic {
    Diagnostic::error("window-in-a-block", span)
}

/// `my-outside`: MY outside an aggregate.
pub(crate) fn my_outside(span: Span) -> Diagnostic {
    Diagnostic::error("my-outside", span)
}

/// `in-a-column-only`: a function of neighbouring rows outside a column.
pub(crate) fn in_a_column_only(span: Span, function: &str) -> Diagnostic {
    Diagnostic::error("in-a-column-only", span).arg("function", function)
}

/// `running-window`: RUNNING without a window.
pub(crate) fn running_window(span: Span) -> Diagnostic {
    Diagnostic::error("running-window", span)
}

/// `no-row-in-it`: RUNNING or PRIOR of what is the same in every row.
pub(crate) fn no_row_in_it(span: Span, function: &str, text: &str) -> Diagnostic {
    Diagnostic::error("no-row-in-it", span).arg("function", function).arg("text", text)
}

/// `prior-of-a-line`: PRIOR of something else than a line.
pub(crate) fn prior_of_a_line(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("prior-of-a-line", span).arg("text", text)
}

/// `count-literal`: a count that is no literal from 1 on.
pub(crate) fn count_literal(span: Span) -> Diagnostic {
    Diagnostic::error("count-literal", span)
}

/// `allocate-by`: ALLOCATE in a column without `by`.
pub(crate) fn allocate_by(span: Span) -> Diagnostic {
    Diagnostic::error("allocate-by", span)
}

/// `allocate-clauses`: `by` or `order` of ALLOCATE in a line.
pub(crate) fn allocate_clauses(span: Span) -> Diagnostic {
    Diagnostic::error("allocate-clauses", span)
}

/// `allocate-people`: ALLOCATE for other people than everyone or the same.
pub(crate) fn allocate_people(span: Span) -> Diagnostic {
    Diagnostic::error("allocate-people", span)
}

/// `allocate-for-in-a-column`: `for` of ALLOCATE in a column.
pub(crate) fn allocate_for_in_a_column(span: Span) -> Diagnostic {
    Diagnostic::error("allocate-for-in-a-column", span)
}

/// `allocate-unit`: ALLOCATE of a number without a unit.
pub(crate) fn allocate_unit(span: Span) -> Diagnostic {
    Diagnostic::error("allocate-unit", span)
}

/// `unit-positive`: a unit that is not above 0.
pub(crate) fn unit_positive(span: Span) -> Diagnostic {
    Diagnostic::error("unit-positive", span)
}

/// `prorated-of-no-table`: PRORATED or EVEN of no table.
pub(crate) fn prorated_of_no_table(span: Span, function: &str) -> Diagnostic {
    Diagnostic::error("prorated-of-no-table", span).arg("function", function)
}

/// `prorated-without-span`: PRORATED or EVEN of a table without spans.
pub(crate) fn prorated_without_span(span: Span, function: &str, table: &str) -> Diagnostic {
    Diagnostic::error("prorated-without-span", span).arg("function", function).arg("table", table)
}

/// `per-span-of-periods`: `per SPAN` of a table without spans.
pub(crate) fn per_span_of_periods(span: Span, table: &str) -> Diagnostic {
    Diagnostic::error("per-span-of-periods", span).arg("table", table)
}
