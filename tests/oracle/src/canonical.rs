//! The canonical text of a run: cells, then rows (language.md, section 8).

use crate::Request;
use crate::value::{Outcome, Value};
use crate::world::{Known, World};
use tiercel_plan::{ColumnKind, ColumnRef, LineId, LineKind, MoneyUnit, TableId, Type};
use tiercel_value::Period;

impl World<'_> {
    pub(crate) fn canonical(&self, request: &Request<'_>) -> String {
        let mut lines = self.cells_text(request);
        lines.extend(self.rows_text());
        let mut text = String::new();
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }

    fn outcome_text(&self, outcome: &Outcome) -> String {
        match outcome {
            Ok(Value::Number(number)) => number.text() + if number.inexact { "~" } else { "" },
            Ok(Value::Text(text)) => escaped(text),
            Ok(value) => {
                let text = self.text(value);
                if text.contains(['\t', '\n', '\r']) { escaped(&text) } else { text }
            }
            Err(error) => error.text().to_owned(),
        }
    }

    fn cells_text(&self, request: &Request<'_>) -> Vec<String> {
        // By the period of the plan in which a cell stands, the finest first.
        let mut cells: Vec<(String, i32, u8, String, String)> = Vec::new();
        let names = |line: &LineId| self.plan.line(*line).name.clone();
        for line in (0u32..).zip(&self.plan.lines).filter(|(_, line)| line.kind != LineKind::Total).map(|(id, _)| LineId(id)) {
            let declared = self.plan.line(line);
            let (first, last) = self.effective(declared.unit);
            for ordinal in first..=last {
                if let Some((from, to)) = request.periods
                    && !(from.ordinal..=to.ordinal).contains(&ordinal)
                {
                    continue;
                }
                let own = self.plan_period(ordinal);
                let period = if declared.grain == own.grain { Some(own) } else { self.calendar.containing(own, declared.grain) };
                let Some(period) = period.filter(|period| self.stands(line, *period) == ordinal) else { continue };
                for payee in self.everyone().filter(|payee| request.payees.is_none_or(|asked| asked.contains(payee))) {
                    let outcome = match self.cell(line, payee, period) {
                        Known::Value(outcome) => outcome,
                        Known::Unknown | Known::Nothing => continue,
                    };
                    let currency = match declared.ty {
                        Type::Money(MoneyUnit::Fixed(unit)) => self.plan.currencies.code(unit),
                        Type::Money(MoneyUnit::In(_))
                        | Type::Number
                        | Type::Percent
                        | Type::Text
                        | Type::Bool
                        | Type::Date
                        | Type::Period(_)
                        | Type::Payee
                        | Type::Ref(_) => "",
                    };
                    let key = escaped(&self.text(&Value::Payee(payee)));
                    let text = format!(
                        "{key}\t{}\t{}\t{currency}\t{}",
                        escaped(&self.calendar.name(period)),
                        names(&line),
                        self.outcome_text(&outcome)
                    );
                    cells.push((key, ordinal, grain_order(period), names(&line), text));
                }
            }
        }
        cells.sort();
        cells.into_iter().map(|(.., text)| text).collect()
    }

    fn rows_text(&self) -> Vec<String> {
        let mut rows: Vec<(String, String, String, String)> = Vec::new();
        for (id, table) in (0u32..).map(TableId).zip(&self.plan.tables) {
            for (column, declared) in (0u16..).zip(&table.columns) {
                if matches!(declared.kind, ColumnKind::Input(_)) {
                    continue;
                }
                for (_, row) in self.rows(id) {
                    let outcome = self.column(ColumnRef { table: id, column }, row);
                    rows.push((table.name.clone(), self.key_text((id, row)), escaped(&declared.name), self.outcome_text(&outcome)));
                }
            }
        }
        rows.sort();
        rows.into_iter().map(|(table, key, column, value)| format!("{table}\t{key}\t{column}\t{value}")).collect()
    }
}

fn grain_order(period: Period) -> u8 {
    u8::try_from(period.grain as i32).unwrap_or(0)
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}
