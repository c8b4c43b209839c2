//! All lines beside each other: a row per payee and period, a column per line.

use tiercel_data::Tables;
use tiercel_engine::Results;
use tiercel_plan::{LineId, LineKind, Plan};

/// How much text is written at once.
const AT_ONCE: usize = 64 << 10;

/// Writes the sheet as CSV per RFC 4180, piece by piece. Values are canonical; a cell of `each quarter` stands in the row of the
/// period in which it stands; payees without any cell in a period have no row there.
///
/// # Errors
/// Those of `write`.
pub fn write_sheet<E>(plan: &Plan, tables: &Tables, results: &Results<'_>, mut write: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
    let lines: Vec<LineId> =
        (0..).map(LineId).zip(&plan.lines).filter(|(_, line)| line.kind != LineKind::Total).map(|(id, _)| id).collect();
    let mut text = String::from("Payee,Period");
    for line in &lines {
        let line = plan.line(*line);
        let twice = plan.lines.iter().filter(|other| other.name == line.name && other.kind != LineKind::Total).count() > 1;
        let name = if twice { format!("{} {}", plan.unit(line.unit).name, line.name) } else { line.name.clone() };
        text.push(',');
        write_cell(&name, &mut text);
    }
    text.push('\n');
    let calendar = results.calendar();
    let periods: Vec<_> = results.periods().iter().map(|period| (*period, calendar.name(*period))).collect();
    // Only texts and keys may have something that needs quotes.
    let columns: Vec<(LineId, bool)> = lines.iter().map(|line| (*line, !plan.line(*line).ty.is_numeric())).collect();
    let (mut row, mut value) = (String::new(), String::new());
    for payee in results.payees() {
        let key = tables.payees.keys.get(payee as usize).map_or("", |key| tables.texts.get(*key));
        for (period, name) in &periods {
            row.clear();
            let mut any = false;
            for (line, free) in &columns {
                row.push(',');
                if !free {
                    any |= results.write_cell(*line, payee, *period, &mut row);
                    continue;
                }
                value.clear();
                if results.write_cell(*line, payee, *period, &mut value) {
                    any = true;
                    write_cell(&value, &mut row);
                }
            }
            if any {
                write_cell(key, &mut text);
                text.push(',');
                text.push_str(name);
                text.push_str(&row);
                text.push('\n');
            }
        }
        if text.len() >= AT_ONCE {
            write(&text)?;
            text.clear();
        }
    }
    write(&text)
}

/// Writes a cell of a CSV file, in quotes where it needs them.
pub fn write_cell(cell: &str, text: &mut String) {
    if cell.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}
