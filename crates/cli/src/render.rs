//! Diagnostics with their source lines, data problems as a list.

use crate::output::Output;
use crate::sources::Plans;
use anyhow::Result;
use codespan_reporting::diagnostic::{Diagnostic as Report, Label as Mark};
use codespan_reporting::files::SimpleFiles;
use codespan_reporting::term::{self, Config, termcolor};
use tiercel::{Diagnostic, Problems, Severity, Span, word};

/// Prints diagnostics to standard error, or as JSON to standard output.
pub(crate) fn diagnostics(plans: &Plans, output: &Output) -> Result<()> {
    let found = &plans.checked.diagnostics;
    if output.json {
        let messages: Vec<_> = found.iter().map(|one| tiercel_wire::diagnostic(&plans.sources, one, output.language)).collect();
        return output.json(&messages);
    }
    let mut files = SimpleFiles::new();
    for source in &plans.sources {
        files.add(&source.name, &source.text);
    }
    let choice = if Output::coloured() { termcolor::ColorChoice::Auto } else { termcolor::ColorChoice::Never };
    let stream = termcolor::StandardStream::stderr(choice);
    for one in found {
        term::emit_to_write_style(&mut stream.lock(), &Config::default(), &files, &report(one, output))?;
    }
    Ok(())
}

fn report(one: &Diagnostic, output: &Output) -> Report<usize> {
    let wording = word(one.code, &one.args, output.language);
    let range = |span: Span| span.start as usize..span.end as usize;
    let report = match one.severity {
        Severity::Error => Report::error(),
        Severity::Warning => Report::warning(),
    };
    let mut marks = vec![Mark::primary(usize::from(one.span.file), range(one.span))];
    for label in &one.labels {
        let message = word(label.code, &one.args, output.language).message;
        marks.push(Mark::secondary(usize::from(label.span.file), range(label.span)).with_message(message));
    }
    let mut notes = Vec::new();
    if !wording.help.is_empty() {
        notes.push(format!("{}: {}", output.say("help", "建议"), wording.help));
    }
    for fix in &one.fixes {
        notes.push(format!("{}: `{}`", output.say("write", "改为"), fix.text));
    }
    report.with_code(one.code).with_message(wording.message).with_labels(marks).with_notes(notes)
}

/// Prints what is wrong with data.
pub(crate) fn problems(problems: &Problems, output: &Output) -> Result<()> {
    let shown: Vec<_> = problems.shown().iter().map(|one| tiercel_wire::problem(one, output.language)).collect();
    if output.json {
        return output.json(&shown);
    }
    for one in &shown {
        let row = one.row.map(|row| format!(" {} {row}", output.say("row", "第"))).unwrap_or_default();
        let row = if row.is_empty() || output.say("row", "第") == "row" { row } else { format!("{row} 行") };
        let column = one.column.as_ref().map(|column| format!(" [{column}]")).unwrap_or_default();
        // What is set for a run stands in no file.
        let file = if one.file.is_empty() { "--param" } else { &one.file };
        output.note(&format!("{file}{row}{column}: {}", one.message));
        if !one.help.is_empty() {
            output.note(&format!("    {}", one.help));
        }
    }
    for (code, count) in problems.counts().iter().filter(|(_, count)| *count > Problems::LIMIT) {
        let more = count - Problems::LIMIT;
        output.note(&format!("… {more} {} ({code})", output.say("more of the same kind", "个同类问题未列出")));
    }
    Ok(())
}
