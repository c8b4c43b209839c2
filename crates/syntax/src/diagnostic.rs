//! A diagnostic is its code and arguments; its wording stands in the message catalogues.

use tiercel_plan::Span;

/// The name of a kind of diagnostic, such as `tier-order`.
pub type Code = &'static str;

/// Whether a plan with it can be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It can't.
    Error,
    /// It can.
    Warning,
}

/// One thing to say about a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which wording.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// The place.
    pub span: Span,
    /// The arguments of the wording, by name.
    pub args: Vec<(&'static str, String)>,
    /// Other places that matter; each is worded by its code in the catalogues.
    pub labels: Vec<Label>,
    /// Changes of the text that mend it.
    pub fixes: Vec<Fix>,
}

/// Another place that matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What stands there: a key of the catalogue.
    pub code: Code,
}

/// A change of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, span: Span) -> Diagnostic {
        Diagnostic { code, severity: Severity::Error, span, args: Vec::new(), labels: Vec::new(), fixes: Vec::new() }
    }

    /// A warning.
    pub fn warning(code: Code, span: Span) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span) }
    }

    /// With an argument of its wording.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<String>) -> Diagnostic {
        self.args.push((name, value.into()));
        self
    }

    /// With another place.
    #[must_use]
    pub fn label(mut self, span: Span, code: Code) -> Diagnostic {
        self.labels.push(Label { span, code });
        self
    }

    /// With a change that mends it.
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.fixes.push(Fix { span, text: text.into() });
        self
    }
}
