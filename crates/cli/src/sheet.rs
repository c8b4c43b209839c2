//! All lines beside each other: a row per payee and period, a column per line.

use crate::page::quoted;
use tiercel::{LineId, LineKind, Plan, Results, Tables};

/// The sheet as CSV per RFC 4180. Values are canonical; a cell of `each quarter` stands in the row of the period in which it
/// stands; payees without any cell in a period have no row there.
pub(crate) fn sheet(plan: &Plan, tables: &Tables, results: &Results<'_>) -> String {
    let lines: Vec<LineId> =
        (0..).map(LineId).zip(&plan.lines).filter(|(_, line)| line.kind != LineKind::Total).map(|(id, _)| id).collect();
    let mut text = String::from("Payee,Period");
    for line in &lines {
        let line = plan.line(*line);
        let twice = plan.lines.iter().filter(|other| other.name == line.name && other.kind != LineKind::Total).count() > 1;
        let name = if twice { format!("{} {}", plan.unit(line.unit).name, line.name) } else { line.name.clone() };
        text.push(',');
        quoted(&name, &mut text);
    }
    text.push('\n');
    let calendar = results.calendar();
    let periods: Vec<_> = results.periods().iter().map(|period| (*period, calendar.name(*period))).collect();
    let (mut row, mut value) = (String::new(), String::new());
    for payee in results.payees() {
        let key = tables.payees.keys.get(payee as usize).map_or("", |key| tables.texts.get(*key));
        for (period, name) in &periods {
            row.clear();
            let mut any = false;
            for line in &lines {
                row.push(',');
                if let Some(datum) = results.value(*line, payee, *period) {
                    any = true;
                    value.clear();
                    results.write_value(&datum, &mut value);
                    quoted(&value, &mut row);
                }
            }
            if any {
                quoted(key, &mut text);
                text.push(',');
                text.push_str(name);
                text.push_str(&row);
                text.push('\n');
            }
        }
    }
    text
}
