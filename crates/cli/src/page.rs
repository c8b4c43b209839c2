//! Tables of text, statements, CSV.

use crate::output::Output;
use std::fmt::Write;
use std::path::{Component, Path, PathBuf};
use tiercel::write_cell;
use tiercel_wire::{LineStatement, StatementDocument};

/// Rows with aligned columns; `right` says which columns stand to the right.
pub(crate) fn table<const N: usize>(rows: &[[String; N]], right: &[bool; N]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(columns(cell));
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for ((cell, width), right) in row.iter().zip(widths).zip(right) {
            let gap = " ".repeat(width - columns(cell));
            let cell = if *right { format!("{gap}{cell}") } else { format!("{cell}{gap}") };
            // Writing to a string can't fail.
            let _ = write!(line, "{cell}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// How many columns of a terminal a text takes: wide characters take two.
pub(crate) fn columns(text: &str) -> usize {
    let wide = |c: char| matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD);
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

/// CSV per RFC 4180.
pub(crate) fn csv<'a, const N: usize>(heading: [&str; N], rows: impl Iterator<Item = [&'a String; N]>) -> String {
    let mut text = heading.join(",");
    text.push('\n');
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            write_cell(cell, &mut text);
        }
        text.push('\n');
    }
    text
}

/// A CSV file of rows of any length.
pub(crate) fn csv_of(heading: &[String], rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in std::iter::once(heading).chain(rows.iter().map(Vec::as_slice)) {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            write_cell(cell, &mut text);
        }
        text.push('\n');
    }
    text
}

/// A text as part of a file's name.
pub(crate) fn file_name(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() || c == '-' || c == '_' || c == '.' { c } else { '_' }).collect()
}

/// A path as it is seen from a folder.
pub(crate) fn seen_from(folder: &Path, path: &Path) -> String {
    let absolute = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let (folder, path) = (absolute(folder), absolute(path));
    let shared = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let mut seen = PathBuf::new();
    folder.components().skip(shared).for_each(|_| seen.push(Component::ParentDir));
    path.components().skip(shared).for_each(|part| seen.push(part));
    seen.to_string_lossy().replace('\\', "/")
}

/// A statement as text.
pub(crate) fn statement_text(statement: &StatementDocument, output: &Output) -> String {
    let mut text = format!(
        "{}  {}\n{}  {}  ({} – {})\n",
        output.say("Statement", "对账单"),
        if statement.name == statement.payee { statement.payee.clone() } else { format!("{} ({})", statement.name, statement.payee) },
        output.say("Period", "期间"),
        statement.period,
        statement.from,
        statement.to
    );
    for part in &statement.plans {
        let _ = write!(text, "\n{}\n", part.plan);
        let line = |line: &LineStatement| [format!("  {}", line.label), line.value.clone(), line.currency.clone().unwrap_or_default()];
        let of_kind = |kind: &str| part.lines.iter().filter(|line| line.kind == kind).map(line).collect::<Vec<_>>();
        let mut rows = of_kind("plain");
        rows.extend(of_kind("earn"));
        rows.push([String::new(), String::new(), String::new()]);
        rows.extend(of_kind("pay"));
        if let Some(earned) = &part.earned {
            rows.push([format!("  {}", output.say("Earned", "已计提")), earned.clone(), part.currency.clone()]);
        }
        rows.push([format!("  {}", output.say("To be paid", "应发")), part.payable.clone(), part.currency.clone()]);
        text.push_str(&table(&rows, &[false, true, false]));
    }
    text
}

/// Statements as one HTML page that prints well.
pub(crate) fn statement_html(statements: &[StatementDocument], output: &Output) -> String {
    let mut body = String::new();
    for statement in statements {
        let _ = write!(
            body,
            "<section><h1>{}</h1><p class=\"who\">{} <span>{}</span></p><p class=\"when\">{} {} ({} – {})</p>",
            output.say("Statement", "对账单"),
            escaped(&statement.name),
            escaped(&statement.payee),
            output.say("Period", "期间"),
            escaped(&statement.period),
            statement.from,
            statement.to
        );
        for part in &statement.plans {
            let _ = write!(body, "<h2>{}</h2><table>", escaped(&part.plan));
            for kind in ["plain", "earn", "pay"] {
                for line in part.lines.iter().filter(|line| line.kind == kind) {
                    let note = if line.note.is_empty() { String::new() } else { format!("<small>{}</small>", escaped(&line.note)) };
                    let _ = write!(
                        body,
                        "<tr class=\"{kind}\"><td>{}{note}</td><td class=\"figure\">{}</td><td>{}</td></tr>",
                        escaped(&line.label),
                        escaped(&line.value),
                        line.currency.as_deref().unwrap_or("")
                    );
                }
            }
            let total = |label: &str, value: &str| {
                format!("<tr class=\"total\"><td>{label}</td><td class=\"figure\">{}</td><td>{}</td></tr>", escaped(value), part.currency)
            };
            if let Some(earned) = &part.earned {
                body.push_str(&total(output.say("Earned", "已计提"), earned));
            }
            body.push_str(&total(output.say("To be paid", "应发"), &part.payable));
            body.push_str("</table>");
        }
        body.push_str("</section>");
    }
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{}</title><style>{STYLE}</style></head><body>{body}</body></html>\n",
        output.say("en", "zh"),
        output.say("Statement", "对账单")
    )
}

const STYLE: &str = "body{font:15px/1.5 system-ui,'Noto Sans SC',sans-serif;color:#1c2430;margin:2rem auto;max-width:42rem;padding:0 1rem}\
h1{font-size:1.1rem;font-weight:600;color:#5a6675;margin:0}h2{font-size:1rem;margin:1.6rem 0 .4rem}.who{font-size:1.5rem;margin:.2rem 0}\
.who span{color:#5a6675;font-size:1rem}.when{color:#5a6675;margin:0}table{border-collapse:collapse;width:100%}td{padding:.35rem .4rem;border-bottom:1px solid #e3e7ec;vertical-align:top}\
td small{display:block;color:#5a6675}.figure{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td:last-child{color:#5a6675;width:3rem}\
.pay td:first-child,.total td{font-weight:600}.total td{border-top:2px solid #1c2430;border-bottom:0}section{break-after:page;margin-bottom:3rem}";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
