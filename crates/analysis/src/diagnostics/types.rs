//! Types, units and blanks.

use crate::cx::Cx;
use crate::units::Conflict;
use tiercel_plan::Span;
use tiercel_syntax::Diagnostic;
use tiercel_syntax::ast::Name;

/// `type-wanted`: a value of another type.
pub(crate) fn type_wanted(span: Span, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::error("type-wanted", span).arg("wanted", wanted).arg("found", found)
}

/// `types-differ`: values of different kinds.
pub(crate) fn types_differ(span: Span, left: &str, right: &str, spans: (Span, Span)) -> Diagnostic {
    Diagnostic::error("types-differ", span)
        .arg("left", left)
        .arg("right", right)
        .label(spans.0, "of-one-type")
        .label(spans.1, "of-another-type")
}

/// `two-currencies`: amounts in two currencies.
pub(crate) fn two_currencies(span: Span, left: &str, right: &str, spans: (Span, Span)) -> Diagnostic {
    Diagnostic::error("two-currencies", span)
        .arg("left", left)
        .arg("right", right)
        .label(spans.0, "of-one-type")
        .label(spans.1, "of-another-type")
}

/// `money-and-number`: money beside a number.
pub(crate) fn money_and_number(span: Span, money: &str, spans: (Span, Span)) -> Diagnostic {
    Diagnostic::error("money-and-number", span).arg("money", money).label(spans.0, "an-amount").label(spans.1, "a-number")
}

/// `percent-added-to-money`: a percent added to money.
pub(crate) fn percent_added_to_money(span: Span, money: &str, base: &str, sign: &str, percent: &str) -> Diagnostic {
    let mended = format!("{base} * (1 {sign} {percent})");
    Diagnostic::error("percent-added-to-money", span)
        .arg("money", money)
        .arg("base", base)
        .arg("sign", sign)
        .arg("percent", percent)
        .arg("mended", mended.clone())
        .fix(span, mended)
}

/// `money-times-money`: a chain that ends as money × money.
pub(crate) fn money_times_money(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("money-times-money", span).arg("text", text)
}

/// `divided-by-money`: a number divided by money.
pub(crate) fn divided_by_money(span: Span, money: &str) -> Diagnostic {
    Diagnostic::error("divided-by-money", span).arg("money", money)
}

/// `chain-of-another-unit`: a product whose unit is not that of its place.
pub(crate) fn chain_of_another_unit(span: Span, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::error("chain-of-another-unit", span).arg("wanted", wanted).arg("found", found)
}

/// `text-for-key`: a text beside a payee or a reference.
pub(crate) fn text_for_key(span: Span, key: Span, only: Option<String>) -> Diagnostic {
    let diagnostic = Diagnostic::error("text-for-key", span).label(key, "a-key");
    match only {
        Some(only) => diagnostic.arg("only", only.clone()).fix(key, only),
        None => diagnostic.arg("only", "[Rep].[Id]"),
    }
}

/// `date-and-period`: a date beside a period.
pub(crate) fn date_and_period(span: Span, text: &str, spans: (Span, Span)) -> Diagnostic {
    Diagnostic::error("date-and-period", span).arg("text", text).label(spans.0, "a-date").label(spans.1, "a-period")
}

/// `date-of-a-period`: a period where a function wants a date.
pub(crate) fn date_of_a_period(span: Span, function: &str, text: &str) -> Diagnostic {
    Diagnostic::error("date-of-a-period", span).arg("function", function).arg("text", text).fix(span, format!("START({text})"))
}

/// `period-of-a-date`: a date where a function wants a period.
pub(crate) fn period_of_a_date(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("period-of-a-date", span).arg("text", text).fix(span, format!("PERIOD({text})"))
}

/// `no-order`: values without an order.
pub(crate) fn no_order(span: Span, found: &str) -> Diagnostic {
    Diagnostic::error("no-order", span).arg("found", found)
}

/// `blank-needed`: a value that may be blank where one is needed.
pub(crate) fn blank_needed(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("blank-needed", span).arg("text", text).fix(span, format!("IFBLANK({text}, 0)"))
}

/// `year-wanted`: a number that is no year.
pub(crate) fn year_wanted(span: Span) -> Diagnostic {
    Diagnostic::error("year-wanted", span)
}

/// `whole-exponent`: an exponent that is not whole.
pub(crate) fn whole_exponent(span: Span) -> Diagnostic {
    Diagnostic::error("whole-exponent", span)
}

/// `unit-conflict`: two uses of a unit disagree.
pub(crate) fn unit_conflict(cx: &Cx<'_>, conflict: &Conflict) -> Diagnostic {
    let (before, now) = (cx.words(conflict.before.0), cx.words(conflict.now.0));
    let name = conflict.name.clone().unwrap_or_else(|| cx.text(conflict.now.1));
    Diagnostic::error("unit-conflict", conflict.now.1)
        .arg("name", format!("`{name}`"))
        .arg("before", before)
        .arg("now", now)
        .label(conflict.before.1, "used-otherwise")
}

/// `money-wanted`: CONVERT of what is no money.
pub(crate) fn money_wanted(span: Span, found: &str) -> Diagnostic {
    Diagnostic::error("money-wanted", span).arg("found", found)
}

/// `currency-wanted`: something else where a currency is wanted.
pub(crate) fn currency_wanted(span: Span) -> Diagnostic {
    Diagnostic::error("currency-wanted", span)
}

/// `currency-alone`: a currency as a value.
pub(crate) fn currency_alone(name: &Name) -> Diagnostic {
    Diagnostic::error("currency-alone", name.span).arg("name", name.text.clone())
}

/// `currency-column-lost`: an amount whose currency column can't be found.
pub(crate) fn currency_column_lost(span: Span) -> Diagnostic {
    Diagnostic::error("currency-column-lost", span)
}

/// `several-currencies`: amounts in several currencies taken together.
pub(crate) fn several_currencies(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("several-currencies", span).arg("text", text)
}

/// `fx-missing`: CONVERT by date without `fx`.
pub(crate) fn fx_missing(span: Span) -> Diagnostic {
    Diagnostic::error("fx-missing", span)
}
