//! The periods of `period calendar`, and the calendar of a run.

use crate::columns::{CalendarRow, ColumnData, Tables, TextPool, Values};
use crate::keys::value_text;
use crate::problem::{Problem, Problems};
use crate::read::Raw;
use tiercel_plan::{Plan, TableId, Type};
use tiercel_value::{Calendar, CustomPeriod, Date, order};

/// The rows of the table `calendar` in order of time, its columns found by their names.
pub(crate) fn rows(plan: &Plan, id: TableId, raw: &Raw, texts: &TextPool, problems: &mut Problems) -> Vec<CalendarRow> {
    let table = plan.table(id);
    let column = |name: &str| -> Option<(Type, &ColumnData)> {
        let index = table.columns.iter().position(|column| column.name == name)?;
        Some((table.columns.get(index)?.ty, raw.column(index)?.data()))
    };
    let calendar = Calendar::default();
    let text = |column: Option<(Type, &ColumnData)>, row: usize| {
        column.map_or_else(String::new, |(ty, column)| value_text(ty, column, row, texts, &calendar))
    };
    let day = |column: Option<(Type, &ColumnData)>, row: usize| match column.map(|(_, column)| &column.values) {
        Some(Values::Date(days)) => days.get(row).copied().unwrap_or(0),
        Some(_) | None => 0,
    };
    let (period, start, end) = (column("Period"), column("Start"), column("End"));
    let labels = ["Month", "Quarter", "Year"].map(column);
    let mut rows: Vec<(usize, CalendarRow)> = (0..raw.rows)
        .map(|row| {
            let labels = labels.map(|label| text(label, row));
            (row, CalendarRow { name: text(period, row), start: day(start, row), end: day(end, row), labels })
        })
        .collect();
    order::sort_by_key(&mut rows, |(_, row)| (row.start, row.end));
    let mut refuse = |code, row: usize, column: &str, found: &str, other: Option<usize>| {
        let (file, number) = raw.place(plan, row);
        let args = other.map(|other| ("other", raw.place(plan, other).1.to_string())).into_iter().collect();
        problems.push(Problem { args, ..Problem::of_cell(code, file, number, column, found) });
    };
    let mut names = tiercel_value::Map::new();
    for (row, entry) in &rows {
        if entry.end < entry.start {
            refuse("data-span-order", *row, "End", &format!("{} .. {}", Date(entry.start), Date(entry.end)), None);
        }
        if let Some(other) = names.insert(entry.name.as_str(), *row) {
            refuse("data-key-twice", *row, "Period", &entry.name, Some(other));
        }
    }
    for pair in rows.windows(2) {
        if let [(other, before), (row, entry)] = pair
            && entry.start <= before.end
        {
            refuse("data-period-overlap", *row, "Start", &Date(entry.start).to_string(), Some(*other));
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
