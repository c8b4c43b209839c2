//! The periods of `period calendar`, and the calendar of a run.

use crate::columns::{CalendarRow, ColumnData, Tables, TextPool, Values};
use crate::load::problem;
use crate::problem::{Problem, Problems};
use crate::read::Raw;
use tiercel_plan::{Plan, TableId};
use tiercel_value::{Calendar, CustomPeriod, Date};

/// The rows of the table `calendar` in order of time, its columns found by their names.
pub(crate) fn rows(plan: &Plan, id: TableId, raw: &Raw, texts: &TextPool, problems: &mut Problems) -> Vec<CalendarRow> {
    let table = plan.table(id);
    let column = |name: &str| -> Option<ColumnData> {
        let index = table.columns.iter().position(|column| column.name == name)?;
        raw.builders.get(index)?.as_ref().map(crate::builder::ColumnBuilder::peek)
    };
    let text = |column: &Option<ColumnData>, row: usize| match column.as_ref().map(|column| &column.values) {
        Some(Values::Text(ids)) => ids.get(row).map_or_else(String::new, |id| texts.get(*id).to_owned()),
        Some(Values::Number(numbers)) => numbers.get(row).to_string(),
        _ => String::new(),
    };
    let day = |column: &Option<ColumnData>, row: usize| match column.as_ref().map(|column| &column.values) {
        Some(Values::Date(days)) => days.get(row).copied().unwrap_or(0),
        _ => 0,
    };
    let (period, start, end) = (column("Period"), column("Start"), column("End"));
    let labels = [column("Month"), column("Quarter"), column("Year")];
    let mut rows: Vec<(usize, CalendarRow)> = (0..raw.rows)
        .map(|row| {
            let labels = labels.each_ref().map(|label| text(label, row));
            (row, CalendarRow { name: text(&period, row), start: day(&start, row), end: day(&end, row), labels })
        })
        .collect();
    rows.sort_by_key(|(_, row)| row.start);
    let refuse =
        |code, row: usize, column: &str, found: String| Problem { found, ..problem(code, raw.file(plan), raw.number(row), column, "") };
    let mut names = std::collections::BTreeSet::new();
    for (row, entry) in &rows {
        if entry.end < entry.start {
            problems.push(refuse("data-span-order", *row, "End", Date(entry.end).to_string()));
        }
        if !names.insert(entry.name.clone()) {
            problems.push(refuse("data-key-twice", *row, "Period", entry.name.clone()));
        }
    }
    for pair in rows.windows(2) {
        if let [(_, before), (row, entry)] = pair
            && entry.start <= before.end
        {
            problems.push(refuse("data-span-overlap", *row, "Start", Date(entry.start).to_string()));
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

impl Tables {
    /// The calendar of a run: fiscal year, week start and, for `period calendar`, the periods that the data gives.
    pub fn calendar(&self, plan: &Plan) -> Calendar {
        let custom = self.calendar.iter().map(|row| CustomPeriod {
            name: row.name.clone(),
            start: Date(row.start),
            end: Date(row.end),
            labels: row.labels.clone(),
        });
        Calendar { year_from: plan.time.year_from, week_from_sunday: plan.time.week_from_sunday, custom: custom.collect() }
    }
}
