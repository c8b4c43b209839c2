//! Rows between bars, their columns aligned.

use super::layout::cells;
use crate::parse::split_row;

/// Formats rows that belong together: the first is the heading. Columns of numbers are aligned to the right.
pub(super) fn aligned(rows: &[&str]) -> Vec<String> {
    let rows: Vec<(Vec<&str>, &str)> = rows.iter().map(|row| parts(row)).collect();
    let columns = rows.iter().map(|(cells, _)| cells.len()).max().unwrap_or(0);
    let shapes: Vec<(usize, bool)> = (0..columns).map(|index| shape(&rows, index)).collect();
    rows.iter().map(|(cells, comment)| line(cells, comment, &shapes)).collect()
}

/// The width of a column, and whether it holds numbers.
fn shape(rows: &[(Vec<&str>, &str)], index: usize) -> (usize, bool) {
    let column = || rows.iter().filter_map(|(cells, _)| cells.get(index).copied());
    let width = column().map(cells).max().unwrap_or(0);
    let body = || column().skip(1).filter(|cell| !cell.is_empty());
    (width, body().any(is_number) && body().all(|cell| is_number(cell) || is_open_bound(cell)))
}

fn line(cells_of_row: &[&str], comment: &str, shapes: &[(usize, bool)]) -> String {
    let mut out = String::from("|");
    for (cell, (width, right)) in cells_of_row.iter().zip(shapes) {
        let fill = " ".repeat(width.saturating_sub(cells(cell)));
        let (before, after) = if *right { (fill.as_str(), "") } else { ("", fill.as_str()) };
        out.push_str(&format!(" {before}{cell}{after} |"));
    }
    if !comment.is_empty() {
        out.push_str("  ");
        out.push_str(comment);
    }
    out
}

/// The cells of a row, and the comment behind its last bar.
fn parts(row: &str) -> (Vec<&str>, &str) {
    let (cells, tail) = split_row(row);
    let texts = cells.into_iter().filter_map(|(start, end)| row.get(start..end)).collect();
    (texts, row.get(tail..).unwrap_or("").trim())
}

/// Digits with a sign, a percent sign or a currency at most. Dates, periods and keys such as `D1` are no numbers.
fn is_number(cell: &str) -> bool {
    let unit = |text: &str| text.len() == 3 && text.chars().all(|c| c.is_ascii_uppercase());
    let plain = match cell.trim_start_matches('-').split_once(' ') {
        Some((currency, amount)) if unit(currency) => amount.trim(),
        Some((amount, currency)) if unit(currency.trim()) => amount,
        Some(_) => return false,
        None => cell,
    };
    let plain = plain.trim_start_matches('-').trim_end_matches('%');
    plain.contains(|c: char| c.is_ascii_digit()) && plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '_'))
}

/// The bounds of tiers that are no bare number.
fn is_open_bound(cell: &str) -> bool {
    cell == "any" || cell.strip_prefix('>').is_some_and(|bound| is_number(bound.trim_start()))
}
