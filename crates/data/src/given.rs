//! Data that does not come as files of tables: example blocks, history, params.

use crate::block::Block;
use crate::bounds::value_text;
use crate::cell::{self, Cell, Reading, clean};
use crate::columns::{History, HistoryEntry, Params, Tables};
use crate::cut::Cutter;
use crate::load::{Content, Input, LoadOptions, Loader};
use crate::problem::{Problem, Problems};
use crate::read::{Strictness, held_type};
use std::collections::{HashMap, HashSet};
use tiercel_plan::{Example, ExpectTarget, Line, LineId, ParamId, Plan, Type, Value, nearest};
use tiercel_value::{Calendar, Date, Grain, Period};

/// The data of an example block: tables that are not given are empty, columns that are not given blank, and everybody who is
/// named exists.
///
/// # Errors
/// Cells that are no value of their column's type, as in a file.
pub fn load_example(plan: &Plan, example: &Example) -> Result<(Tables, History, Params), Problems> {
    let inputs: Vec<Input<'_>> = example
        .tables
        .iter()
        .map(|given| {
            let table = plan.table(given.table);
            let name = |column: &u16| table.columns.get(usize::from(*column)).map_or_else(String::new, |column| column.name.clone());
            let content = Content::Rows { heading: given.columns.iter().map(name).collect(), rows: given.rows.clone() };
            Input { table: given.table, name: "", content }
        })
        .collect();
    let mut loader = Loader::new(plan, LoadOptions::default(), Strictness::Example);
    example.payee.iter().for_each(|name| loader.name_person(name));
    for expectation in &example.expectations {
        if let ExpectTarget::Line { payee: Some(name), .. } = &expectation.target {
            loader.name_person(name);
        }
    }
    example.history.iter().for_each(|(name, ..)| loader.name_person(name));
    let tables = loader.load(&inputs)?;
    let mut problems = Problems::default();
    let mut history = HistoryReader::new(plan, &tables, "history", &mut problems);
    for (number, (payee, period, line, value)) in (2..).zip(&example.history) {
        history.entry(number, payee, period, &[*line], value);
    }
    let history = history.finish();
    let params = Params { values: example.params.clone() };
    if problems.is_empty() { Ok((tables, history, params)) } else { Err(problems) }
}

/// Given results of closed periods: columns Payee, Period, Line, Value and, where several plans have lines of one name, Plan.
/// The period of an entry is the cell's, of the plan's grain, or that of the line's `each`.
///
/// # Errors
/// Entries of unknown people, periods or lines, and values that are no numbers.
pub fn load_history(plan: &Plan, tables: &Tables, name: &str, content: &Content<'_>) -> Result<History, Problems> {
    let mut problems = Problems::default();
    let mut reader = HistoryReader::new(plan, tables, name, &mut problems);
    match texts(content, name) {
        Err(problem) => reader.problems.push(*problem),
        Ok((heading, rows)) => {
            let at = |name: &str| heading.iter().position(|heading| clean(heading) == name);
            let places = ["Payee", "Period", "Line", "Value"].map(|name| (name, at(name)));
            for (name, place) in &places {
                if place.is_none() {
                    let args = vec![("table", "history".to_owned())];
                    reader.refuse("data-column-missing", 1, name, &heading.join(", "), args);
                }
            }
            let plan_at = at("Plan");
            if let [(_, Some(payee)), (_, Some(period)), (_, Some(line)), (_, Some(value))] = places {
                for (number, row) in rows {
                    let cell = |place: usize| row.get(place).map_or("", String::as_str);
                    let lines = reader.lines(cell(line), plan_at.map(&cell));
                    match lines.as_slice() {
                        [] => reader.unknown_line(number, cell(line)),
                        lines => reader.entry(number, cell(payee), cell(period), lines, cell(value)),
                    }
                }
            }
        }
    }
    let history = reader.finish();
    if problems.is_empty() { Ok(history) } else { Err(problems) }
}

/// Heading and rows of any content as texts.
///
/// # Errors
/// Content that is no table of texts.
pub fn rows_of(content: &Content<'_>, name: &str) -> Result<(Vec<String>, Vec<Vec<String>>), Problems> {
    match texts(content, name) {
        Ok((heading, rows)) => Ok((heading, rows.into_iter().map(|(_, row)| row).collect())),
        Err(problem) => {
            let mut problems = Problems::default();
            problems.push(*problem);
            Err(problems)
        }
    }
}

/// A row with its number.
type Numbered = (u32, Vec<String>);

/// Heading and numbered rows of any content as texts.
fn texts(content: &Content<'_>, name: &str) -> Result<(Vec<String>, Vec<Numbered>), Box<Problem>> {
    let refuse = |code| Box::new(Problem::of_file(code, name));
    match content {
        Content::Rows { heading, rows } => Ok((heading.clone(), (2..).zip(rows.iter().cloned()).collect())),
        Content::Csv(bytes) => {
            let delimited = crate::bytes::Delimited::new(bytes).map_err(|_| refuse("data-encoding"))?;
            let mut cutter = Cutter::new(&delimited);
            let heading = cutter.heading().ok_or_else(|| refuse("data-no-heading"))?;
            let (mut block, mut rows) = (Block::default(), Vec::new());
            while cutter.next(&mut block, heading.len()) {
                let cells = |row: usize| (0..heading.len()).map(|place| block.cell(row, place).to_owned()).collect();
                rows.extend((0..block.rows).map(|row| (block.number(row), cells(row))));
            }
            match cutter.open_quote {
                Some(row) => Err(Box::new(Problem { row: Some(row), ..*refuse("data-quote-open") })),
                None => Ok((heading, rows)),
            }
        }
        #[cfg(feature = "parquet")]
        Content::Parquet(bytes) => match crate::parquet::rows(bytes) {
            Ok((heading, rows)) => Ok((heading, (1..).zip(rows).collect())),
            Err(reason) => Err(Box::new(Problem { args: vec![("reason", reason)], ..*refuse("data-parquet") })),
        },
    }
}

struct HistoryReader<'a> {
    plan: &'a Plan,
    calendar: Calendar,
    payees: HashMap<&'a str, u32>,
    tables: &'a Tables,
    file: &'a str,
    problems: &'a mut Problems,
    history: History,
    given: HashSet<(u32, Period, LineId)>,
}

impl<'a> HistoryReader<'a> {
    fn new(plan: &'a Plan, tables: &'a Tables, file: &'a str, problems: &'a mut Problems) -> HistoryReader<'a> {
        let payees = tables.payees.keys.iter().map(|key| tables.texts.get(*key)).zip(0..).collect();
        let (calendar, history) = (tables.calendar(plan), History::default());
        HistoryReader { plan, calendar, payees, tables, file, problems, history, given: HashSet::new() }
    }

    fn refuse(&mut self, code: &'static str, row: u32, column: &str, found: &str, args: Vec<(&'static str, String)>) {
        self.problems.push(Problem { args, ..Problem::of_cell(code, self.file, row, column, found) });
    }

    fn lines(&self, name: &str, plan: Option<&str>) -> Vec<LineId> {
        let (name, plan) = (clean(name), plan.map(clean).filter(|plan| !plan.is_empty()));
        let matches = |line: &Line| line.name == name && plan.as_ref().is_none_or(|plan| self.plan.unit(line.unit).name == *plan);
        (0..).map(LineId).zip(&self.plan.lines).filter(|(_, line)| matches(line)).map(|(id, _)| id).collect()
    }

    fn unknown_line(&mut self, row: u32, found: &str) {
        let known = self.plan.lines.iter().map(|line| line.name.as_str());
        match nearest(found.trim(), known) {
            Some(near) => self.refuse("data-history-line-near", row, "Line", found.trim(), vec![("nearest", near.to_owned())]),
            None => self.refuse("data-history-line", row, "Line", found.trim(), Vec::new()),
        }
    }

    fn entry(&mut self, row: u32, payee: &str, period: &str, lines: &[LineId], value: &str) {
        let [id] = lines else {
            let plans: Vec<&str> = lines.iter().map(|line| self.plan.unit(self.plan.line(*line).unit).name.as_str()).collect();
            let line = lines.first().map_or("", |line| self.plan.line(*line).name.as_str());
            return self.refuse("data-history-plan", row, "Line", line, vec![("plans", plans.join(", "))]);
        };
        let line = self.plan.line(*id);
        let (payee, period) = (clean(payee), clean(period));
        let Some(person) = self.payees.get(payee.as_str()).copied() else {
            let known = self.tables.payees.keys.iter().take(10_000).map(|key| self.tables.texts.get(*key));
            return match nearest(&payee, known) {
                Some(near) => self.refuse("data-payee-unknown-near", row, "Payee", &payee, vec![("nearest", near.to_owned())]),
                None => self.refuse("data-payee-unknown", row, "Payee", &payee, Vec::new()),
            };
        };
        let named = self.calendar.parse(&period, line.grain).or_else(|| {
            let cell = self.calendar.parse(&period, self.plan.time.grain)?;
            self.calendar.containing(cell, line.grain)
        });
        let Some(named) = named else { return self.refuse("data-history-period", row, "Period", &period, Vec::new()) };
        if !line.ty.is_numeric() {
            return self.refuse("data-history-kind", row, "Line", &line.name, Vec::new());
        }
        // A share stands as its number in results, `25%` in what a person writes.
        let ty = if value.trim().ends_with('%') { Type::Percent } else { Type::Number };
        let amount = match cell::read(value.trim().trim_end_matches('~'), ty, Reading::plain(&self.calendar)) {
            Ok(Cell::Number(value)) => value,
            // Nothing given: results are blank where a line is.
            Ok(Cell::Blank | Cell::Text(_) | Cell::Bool(_) | Cell::Date(_) | Cell::Period(_)) => return,
            Err((code, args)) => return self.refuse(code, row, "Value", value.trim(), args),
        };
        if !self.given.insert((person, named, *id)) {
            return self.refuse("data-history-twice", row, "Line", &line.name, Vec::new());
        }
        self.history.entries.push(HistoryEntry { payee: person, period: named, line: *id, value: amount });
    }

    /// Everything up to the last period that has an entry is closed.
    fn finish(self) -> History {
        let grain = self.plan.time.grain;
        let last = |entry: &HistoryEntry| self.calendar.period_of(self.calendar.end(entry.period), grain);
        let closed_to = self.history.entries.iter().filter_map(last).max_by_key(|period| period.ordinal);
        History { closed_to, ..self.history }
    }
}

/// Params set for a run, by name and text.
///
/// # Errors
/// Unknown names, texts that are no value of the param's type, and values outside its bounds or between its steps.
pub fn parse_params(plan: &Plan, set: &[(String, String)]) -> Result<Params, Problems> {
    let mut problems = Problems::default();
    let mut params = Params::default();
    for (name, text) in set {
        match parse_param(plan, name, text) {
            Ok(values) => params.values.extend(values),
            Err(problem) => problems.push(*problem),
        }
    }
    if problems.is_empty() { Ok(params) } else { Err(problems) }
}

/// A param of one name in several plans of a run is set in all of them.
fn parse_param(plan: &Plan, name: &str, text: &str) -> Result<Vec<(ParamId, Value)>, Box<Problem>> {
    let refuse = |code: &'static str, args| {
        Box::new(Problem { code, file: String::new(), row: None, column: Some(name.to_owned()), found: text.to_owned(), args })
    };
    let wanted = clean(name);
    let of_name: Vec<_> = (0..).map(ParamId).zip(&plan.params).filter(|(_, param)| param.name == wanted).collect();
    if of_name.is_empty() {
        return Err(match nearest(&wanted, plan.params.iter().map(|param| param.name.as_str())) {
            Some(near) => refuse("data-param-unknown-near", vec![("nearest", near.to_owned())]),
            None => refuse("data-param-unknown", Vec::new()),
        });
    }
    let calendar = Tables::default().calendar(plan);
    let mut values = Vec::new();
    for (id, param) in of_name {
        let open = param.between.is_none();
        let reading = Reading { open: (open, open), ..Reading::plain(&calendar) };
        let cell = cell::read(text, held_type(plan, param.ty), reading).map_err(|(code, args)| refuse(code, args))?;
        let value = value_of(cell, param.ty).ok_or_else(|| refuse("data-blank", Vec::new()))?;
        if let (Value::Number(number), Some((low, high))) = (&value, param.between) {
            let shown = |number| value_text(param.ty, &Value::Number(number), &calendar);
            if number.compare_cut(low).is_lt() || number.compare_cut(high).is_gt() {
                let bare = param.ty == Type::Percent && !text.trim().ends_with(['%', '％']);
                let (code, args) = if bare && !number.is_zero() {
                    cell::two_readings(*number)
                } else {
                    ("data-bounds", vec![("expected", format!("{} .. {}", shown(low), shown(high)))])
                };
                return Err(refuse(code, args));
            }
            let off = param.step.and_then(|step| number.sub(low).ok()?.value.modulo(step).ok());
            if let (Some(step), Some(off)) = (param.step, off)
                && !off.value.is_zero()
            {
                return Err(refuse("data-param-step", vec![("low", shown(low)), ("step", shown(step))]));
            }
        }
        values.push((id, value));
    }
    Ok(values)
}

fn value_of(cell: Cell, ty: Type) -> Option<Value> {
    let period = |ordinal| Period { grain: if let Type::Period(grain) = ty { grain } else { Grain::Day }, ordinal };
    match cell {
        Cell::Blank => None,
        Cell::Number(number) => Some(Value::Number(number)),
        Cell::Text(text) => Some(Value::Text(text)),
        Cell::Bool(value) => Some(Value::Bool(value)),
        Cell::Date(day) => Some(Value::Date(Date(day))),
        Cell::Period(ordinal) => Some(Value::Period(period(ordinal))),
    }
}
