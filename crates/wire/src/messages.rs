//! Diagnostics, data problems and notes.

use serde::Serialize;
use tiercel::{Diagnostic, Language, Note, Problem, Severity, Source, Span, word};

/// Something to say about a plan's text.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DiagnosticMessage {
    /// The code; `tiercel explain-code` tells more.
    pub code: String,
    /// `error` or `warning`.
    #[cfg_attr(test, ts(type = "'error' | 'warning'"))]
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to write instead; may be empty.
    pub help: String,
    /// The file.
    pub file: String,
    /// First byte in the file.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// Line from 1.
    pub line: usize,
    /// Character in the line from 1.
    pub column: usize,
    /// Other places.
    pub labels: Vec<LabelMessage>,
    /// Changes of the text that mend it.
    pub fixes: Vec<FixMessage>,
}

/// Another place that matters.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LabelMessage {
    /// What stands there.
    pub message: String,
    /// The file.
    pub file: String,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A change of the text.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FixMessage {
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// What stands there then.
    pub text: String,
}

/// A diagnostic in a language, with its place in the sources.
pub fn diagnostic(sources: &[Source], diagnostic: &Diagnostic, language: Language) -> DiagnosticMessage {
    let wording = word(diagnostic.code, &diagnostic.args, language);
    let (line, column) = position(sources, diagnostic.span);
    let file = |span: Span| sources.get(usize::from(span.file)).map_or_else(String::new, |source| source.name.clone());
    let label = |label: &tiercel::Label| LabelMessage {
        message: word(label.code, &diagnostic.args, language).message,
        file: file(label.span),
        start: label.span.start,
        end: label.span.end,
    };
    DiagnosticMessage {
        code: diagnostic.code.to_owned(),
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: wording.message,
        help: wording.help,
        file: file(diagnostic.span),
        start: diagnostic.span.start,
        end: diagnostic.span.end,
        line,
        column,
        labels: diagnostic.labels.iter().map(label).collect(),
        fixes: diagnostic.fixes.iter().map(|fix| FixMessage { start: fix.span.start, end: fix.span.end, text: fix.text.clone() }).collect(),
    }
}

fn position(sources: &[Source], span: Span) -> (usize, usize) {
    let text = sources.get(usize::from(span.file)).map_or("", |source| source.text.as_str());
    let before = text.get(..span.start as usize).unwrap_or("");
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}

/// Something that refuses data.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProblemMessage {
    /// The code.
    pub code: String,
    /// The file, or the table.
    pub file: String,
    /// The row as a person counts; the heading is row 1.
    pub row: Option<u32>,
    /// The column.
    pub column: Option<String>,
    /// The text found.
    pub found: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// A data problem in a language.
pub fn problem(problem: &Problem, language: Language) -> ProblemMessage {
    let mut args = problem.args.clone();
    args.push(("found", problem.found.clone()));
    args.push(("column", problem.column.clone().unwrap_or_default()));
    let wording = word(problem.code, &args, language);
    ProblemMessage {
        code: problem.code.to_owned(),
        file: problem.file.clone(),
        row: problem.row,
        column: problem.column.clone(),
        found: problem.found.clone(),
        message: wording.message,
        help: wording.help,
    }
}

/// A note of a run or of loading, in a language.
pub fn note(note: &Note, language: Language) -> String {
    word(note.code, &note.args, language).message
}
