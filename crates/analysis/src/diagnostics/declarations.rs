//! Params, lines, dated changes, defines and circles.

use crate::types::grain_word;
use tiercel_plan::Span;
use tiercel_syntax::Diagnostic;
use tiercel_syntax::ast::Name;
use tiercel_value::Grain;

/// `name-twice`: a name is declared twice.
pub(crate) fn name_twice(span: Span, name: &str, before: Span) -> Diagnostic {
    Diagnostic::error("name-twice", span).arg("name", name).label(before, "first-here")
}

/// `name-of-a-function`: a declaration is called as a built-in function is.
pub(crate) fn name_of_a_function(name: &Name) -> Diagnostic {
    Diagnostic::error("name-of-a-function", name.span).arg("name", name.text.clone())
}

/// `amends-nothing`: a dated declaration without one that it amends.
pub(crate) fn amends_nothing(name: &Name) -> Diagnostic {
    Diagnostic::error("amends-nothing", name.span).arg("name", name.text.clone())
}

/// `amends-another-kind`: a dated declaration of another kind.
pub(crate) fn amends_another_kind(name: &Name) -> Diagnostic {
    Diagnostic::error("amends-another-kind", name.span).arg("name", name.text.clone())
}

/// `amends-other-columns`: a dated grid with other columns.
pub(crate) fn amends_other_columns(name: &Name, before: Span) -> Diagnostic {
    Diagnostic::error("amends-other-columns", name.span).arg("name", name.text.clone()).label(before, "declared-here")
}

/// `amends-another-type`: a dated declaration of another type.
pub(crate) fn amends_another_type(span: Span, before: &str, now: &str) -> Diagnostic {
    Diagnostic::error("amends-another-type", span).arg("before", before).arg("now", now)
}

/// `amends-type`: a dated declaration that repeats type, label or limits.
pub(crate) fn amends_type(name: &Name) -> Diagnostic {
    Diagnostic::error("amends-type", name.span).arg("name", name.text.clone())
}

/// `amended-twice`: two changes from one day.
pub(crate) fn amended_twice(name: &Name) -> Diagnostic {
    Diagnostic::error("amended-twice", name.span).arg("name", name.text.clone())
}

/// `change-inside-a-period`: a change in the middle of a period that a line reads.
pub(crate) fn change_inside_a_period(span: Span, day: &str, grain: &str) -> Diagnostic {
    Diagnostic::warning("change-inside-a-period", span).arg("day", day).arg("grain", grain)
}

/// `literal-wanted`: a param that is no literal.
pub(crate) fn literal_wanted(span: Span) -> Diagnostic {
    Diagnostic::error("literal-wanted", span)
}

/// `param-bounds`: bounds in the type of a param.
pub(crate) fn param_bounds(span: Span) -> Diagnostic {
    Diagnostic::error("param-bounds", span)
}

/// `limits-of-a-number`: limits of a param that is no number.
pub(crate) fn limits_of_a_number(name: &Name) -> Diagnostic {
    Diagnostic::error("limits-of-a-number", name.span).arg("name", name.text.clone())
}

/// `limit-of-another-type`: a limit of another type than its param.
pub(crate) fn limit_of_another_type(span: Span) -> Diagnostic {
    Diagnostic::error("limit-of-another-type", span)
}

/// `limits-order`: the limits of a param are the wrong way round.
pub(crate) fn limits_order(span: Span) -> Diagnostic {
    Diagnostic::error("limits-order", span)
}

/// `param-outside`: a param outside its own limits.
pub(crate) fn param_outside(name: &Name, value: &str) -> Diagnostic {
    Diagnostic::error("param-outside", name.span).arg("name", name.text.clone()).arg("value", value)
}

/// `step-positive`: a step that is not above 0.
pub(crate) fn step_positive(span: Span) -> Diagnostic {
    Diagnostic::error("step-positive", span)
}

/// `each-not-coarser`: `each` of a grain that is not coarser than the plan's.
pub(crate) fn each_not_coarser(name: &Name, each: Grain, plan: Grain) -> Diagnostic {
    Diagnostic::error("each-not-coarser", name.span)
        .arg("name", name.text.clone())
        .arg("each", grain_word(each))
        .arg("plan", grain_word(plan))
}

/// `define-recursive`: a define that calls itself.
pub(crate) fn define_recursive(name: &Name) -> Diagnostic {
    Diagnostic::error("define-recursive", name.span).arg("name", name.text.clone())
}

/// `define-too-large`: defines in defines make too large a formula.
pub(crate) fn define_too_large(span: Span) -> Diagnostic {
    Diagnostic::error("define-too-large", span)
}

/// `line-in-a-define`: a line in the body of a define.
pub(crate) fn line_in_a_define(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("line-in-a-define", span).arg("name", name)
}

/// `recursive-type`: something that reaches itself and leaves its type open.
pub(crate) fn recursive_type(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("recursive-type", span).arg("text", text)
}

/// `recursive-blank`: something that reaches itself and may be blank.
pub(crate) fn recursive_blank(span: Span) -> Diagnostic {
    Diagnostic::error("recursive-blank", span)
}

/// `line-of-blank`: a formula that is only `blank`.
pub(crate) fn line_of_blank(span: Span) -> Diagnostic {
    Diagnostic::error("line-of-blank", span)
}

/// `pay-of-a-number`: a pay line whose value is a number.
pub(crate) fn pay_of_a_number(span: Span, wanted: &str) -> Diagnostic {
    Diagnostic::error("pay-of-a-number", span).arg("wanted", wanted)
}

/// `pay-line-type`: a pay line in another currency or of another kind.
pub(crate) fn pay_line_type(span: Span, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::error("pay-line-type", span).arg("wanted", wanted).arg("found", found)
}

/// `pinned-money`: a number where the pinned type is money.
pub(crate) fn pinned_money(span: Span, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::error("pinned-money", span).arg("wanted", wanted).arg("found", found)
}

/// `when-of-no-number`: `when` of a line that is no number.
pub(crate) fn when_of_no_number(span: Span, found: &str) -> Diagnostic {
    Diagnostic::error("when-of-no-number", span).arg("found", found)
}

/// `circle`: a circle of lines and columns.
pub(crate) fn circle(span: Span, names: &[String], others: &[Span]) -> Diagnostic {
    let mut circle = names.join("` → `");
    if let Some(first) = names.first() {
        circle = format!("`{circle}` → `{first}`");
    }
    let diagnostic = Diagnostic::error("circle", span).arg("circle", circle);
    others.iter().fold(diagnostic, |diagnostic, other| diagnostic.label(*other, "circle-goes-on"))
}

/// `formula-too-deep`: a formula that is too deep.
pub(crate) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error("formula-too-deep", span)
}

/// `argument-twice`: two arguments of a define have one name.
pub(crate) fn argument_twice(name: &Name) -> Diagnostic {
    Diagnostic::error("argument-twice", name.span).arg("name", name.text.clone())
}

/// `place-in-a-define`: a define that names a column, payee or period.
pub(crate) fn place_in_a_define(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("place-in-a-define", span).arg("text", text)
}
