//! Functions, tiers and decision tables.

use super::{example_of, with_nearest};
use tiercel_plan::Span;
use tiercel_syntax::Diagnostic;
use tiercel_syntax::ast::Name;

/// `argument-count`: a call with too few or too many arguments.
pub(crate) fn argument_count(span: Span, function: &str, shape: &str) -> Diagnostic {
    Diagnostic::error("argument-count", span).arg("function", function).arg("shape", shape)
}

/// `function-unknown`: a function that does not exist.
pub(crate) fn function_unknown(name: &Name, near: Option<String>) -> Diagnostic {
    with_nearest(Diagnostic::error("function-unknown", name.span).arg("name", name.text.clone()), name.span, near)
}

/// `function-rewritten`: a function of Excel that is written otherwise.
pub(crate) fn function_rewritten(name: &Name, span: Span, function: &str, rewritten: Option<String>) -> Diagnostic {
    let diagnostic = Diagnostic::error("function-rewritten", name.span).arg("function", function);
    match rewritten {
        Some(rewritten) => diagnostic.arg("rewritten", rewritten.clone()).fix(span, rewritten),
        None => diagnostic.arg("rewritten", example_of(function)),
    }
}

/// `function-of-excel`: a function of Excel that another stands for.
pub(crate) fn function_of_excel(name: &Name, function: &str, instead: &str) -> Diagnostic {
    Diagnostic::error("function-of-excel", name.span).arg("name", name.text.clone()).arg("function", function).arg("instead", instead)
}

/// `function-of-no-place`: a function whose result depends on more than the inputs.
pub(crate) fn function_of_no_place(name: &Name, function: &str, why: &str) -> Diagnostic {
    let (instead, instead_zh) = match why {
        "period" => ("use `period`: `END(period)` is its last day", "使用 `period`：`END(period)` 是它的最后一天"),
        "chance" => ("bring the figure in as data", "把数字作为数据导入"),
        _ => ("name the column or line itself; nothing depends on where a cell stands", "直接写列名或行名；没有什么取决于单元格的位置"),
    };
    Diagnostic::error("function-of-no-place", name.span).arg("function", function).arg("instead", instead).arg("instead_zh", instead_zh)
}

/// `if-without-else`: IF without an else.
pub(crate) fn if_without_else(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("if-without-else", span)
        .arg("text", text)
        .fix(Span { start: span.end.saturating_sub(1), end: span.end.saturating_sub(1), ..span }, ", 0")
}

/// `format-unknown`: a format that TEXT does not have.
pub(crate) fn format_unknown(span: Span, formats: &str) -> Diagnostic {
    Diagnostic::error("format-unknown", span).arg("formats", formats)
}

/// `above-alone`: `>` before an argument that is no bound.
pub(crate) fn above_alone(span: Span) -> Diagnostic {
    Diagnostic::error("above-alone", span)
}

/// `rate-alone`: `rate` outside CONVERT.
pub(crate) fn rate_alone(span: Span) -> Diagnostic {
    Diagnostic::error("rate-alone", span)
}

/// `lookup-column`: LOOKUP without a column.
pub(crate) fn lookup_column(span: Span) -> Diagnostic {
    Diagnostic::error("lookup-column", span)
}

/// `lookup-keys`: LOOKUP with other keys than the table's.
pub(crate) fn lookup_keys(span: Span, table: &str, keys: &str) -> Diagnostic {
    Diagnostic::error("lookup-keys", span).arg("table", table).arg("keys", keys)
}

/// `tiers-wanted`: something else where tiers are wanted.
pub(crate) fn tiers_wanted(span: Span) -> Diagnostic {
    Diagnostic::error("tiers-wanted", span)
}

/// `matrix-wants-two`: a matrix with one value.
pub(crate) fn matrix_wants_two(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("matrix-wants-two", span).arg("name", name)
}

/// `output-unknown`: an output that is not there.
pub(crate) fn output_unknown(name: &Name, table: &str, outputs: &str) -> Diagnostic {
    Diagnostic::error("output-unknown", name.span).arg("name", name.text.clone()).arg("table", table).arg("outputs", outputs)
}

/// `output-wanted`: several outputs and none named.
pub(crate) fn output_wanted(span: Span, table: &str, outputs: &str) -> Diagnostic {
    Diagnostic::error("output-wanted", span).arg("table", table).arg("outputs", outputs)
}

/// `output-not-a-number`: MARGINAL and the like of outputs that are no numbers.
pub(crate) fn output_not_a_number(span: Span, function: &str, found: &str) -> Diagnostic {
    Diagnostic::error("output-not-a-number", span).arg("function", function).arg("found", found)
}

/// `bounds-are-shares`: a base beside bounds that are amounts.
pub(crate) fn bounds_are_shares(span: Span, table: &str, found: &str) -> Diagnostic {
    Diagnostic::error("bounds-are-shares", span).arg("table", table).arg("found", found)
}

/// `money-in-percent-bounds`: an amount among bounds that are percents.
pub(crate) fn money_in_percent_bounds(span: Span, text: &str, table: &str) -> Diagnostic {
    Diagnostic::error("money-in-percent-bounds", span).arg("text", text).arg("table", table)
}

/// `tier-else`: `else` of declared tiers without a base.
pub(crate) fn tier_else(span: Span, function: &str) -> Diagnostic {
    Diagnostic::error("tier-else", span).arg("function", function)
}
