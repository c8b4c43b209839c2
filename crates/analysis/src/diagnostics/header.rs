//! Files, headers and plans of a run.

use tiercel_plan::Span;
use tiercel_syntax::Diagnostic;
use tiercel_syntax::ast::Name;

/// `header-missing`: the header lacks a line that every plan needs.
pub(crate) fn header_missing(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("header-missing", span).arg("word", word)
}

/// `header-twice`: a line of the header stands twice.
pub(crate) fn header_twice(span: Span, word: &str, before: Span) -> Diagnostic {
    Diagnostic::error("header-twice", span).arg("word", word).label(before, "first-here")
}

/// `header-in-used-file`: a used file has lines of a header.
pub(crate) fn header_in_used_file(span: Span) -> Diagnostic {
    Diagnostic::error("header-in-used-file", span)
}

/// `language-unknown`: a language number that does not exist.
pub(crate) fn language_unknown(span: Span, number: u32) -> Diagnostic {
    Diagnostic::error("language-unknown", span).arg("number", number.to_string())
}

/// `currency-unknown`: a currency that is neither of ISO 4217 nor the plan's own.
pub(crate) fn currency_unknown(name: &Name) -> Diagnostic {
    Diagnostic::error("currency-unknown", name.span).arg("name", name.text.clone())
}

/// `unit-decimals-differ`: two plans give a unit different decimals.
pub(crate) fn unit_decimals_differ(name: &Name) -> Diagnostic {
    Diagnostic::error("unit-decimals-differ", name.span).arg("name", name.text.clone())
}

/// `plans-differ-in-periods`: plans of one run have different periods.
pub(crate) fn plans_differ_in_periods(span: Span, other: &str) -> Diagnostic {
    Diagnostic::error("plans-differ-in-periods", span).arg("other", other)
}

/// `plan-twice`: two plans have one name.
pub(crate) fn plan_twice(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("plan-twice", span).arg("name", name)
}

/// `payees-missing`: no plan declares payees.
pub(crate) fn payees_missing() -> Diagnostic {
    Diagnostic::error("payees-missing", Span::default())
}

/// `calendar-missing`: `period calendar` without a calendar.
pub(crate) fn calendar_missing() -> Diagnostic {
    Diagnostic::error("calendar-missing", Span::default())
}

/// `use-missing`: a used file that was not given.
pub(crate) fn use_missing(name: &Name) -> Diagnostic {
    Diagnostic::error("use-missing", name.span).arg("name", name.text.clone())
}

/// `use-itself`: a file uses itself.
pub(crate) fn use_itself(name: &Name) -> Diagnostic {
    Diagnostic::error("use-itself", name.span).arg("name", name.text.clone())
}

/// `use-twice`: a file is used twice.
pub(crate) fn use_twice(name: &Name) -> Diagnostic {
    Diagnostic::error("use-twice", name.span).arg("name", name.text.clone())
}

/// `import-plan-missing`: an import from a plan that is not in the run.
pub(crate) fn import_plan_missing(name: &Name) -> Diagnostic {
    Diagnostic::error("import-plan-missing", name.span).arg("name", name.text.clone())
}

/// `import-itself`: a plan imports from itself.
pub(crate) fn import_itself(name: &Name) -> Diagnostic {
    Diagnostic::error("import-itself", name.span).arg("name", name.text.clone())
}

/// `import-line-missing`: an imported line that is not there.
pub(crate) fn import_line_missing(name: &Name, plan: &Name) -> Diagnostic {
    Diagnostic::error("import-line-missing", name.span).arg("name", name.text.clone()).arg("plan", plan.text.clone())
}

/// `import-other-currency`: an import from a plan in another currency.
pub(crate) fn import_other_currency(name: &Name) -> Diagnostic {
    Diagnostic::error("import-other-currency", name.span).arg("name", name.text.clone())
}

/// `line-in-members`: a line in the header's `for`.
pub(crate) fn line_in_members(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("line-in-members", span).arg("name", name)
}
