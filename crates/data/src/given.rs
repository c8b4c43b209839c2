//! Data that does not come as files of tables: example blocks, history, params.

use crate::cell::{self, Cell, Reading, clean};
use crate::columns::{History, HistoryEntry, Params, Tables};
use crate::load::{Content, Input, LoadOptions, Loader, problem};
use crate::problem::{Problem, Problems};
use crate::read::Strictness;
use tiercel_plan::{Example, ExpectTarget, LineId, ParamId, Plan, Type, Value, nearest};
use tiercel_value::{Calendar, Date, Decimal, Grain, Period};

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
    match texts(content) {
        None => reader.refuse("data-encoding", 1, "", ""),
        Some((heading, rows)) => {
            let at = |name: &str| heading.iter().position(|heading| clean(heading) == name);
            let places = ["Payee", "Period", "Line", "Value"].map(|name| (name, at(name)));
            for (name, place) in &places {
                if place.is_none() {
                    reader.refuse("data-column-missing", 1, name, &heading.join(", "));
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

type Numbered = Vec<(u32, Vec<String>)>;

/// Heading and numbered rows of any content as texts.
fn texts(content: &Content<'_>) -> Option<(Vec<String>, Numbered)> {
    match content {
        Content::Rows { heading, rows } => Some((heading.clone(), (2..).zip(rows.iter().cloned()).collect())),
        Content::Csv(bytes) => {
            let delimited = crate::bytes::Delimited::new(bytes).ok()?;
            let mut reader = delimited.reader();
            let mut rows = (1..).zip(reader.records()).map(|(number, record)| {
                record.ok().map(|record| {
                    let number = record.position().map_or(number, |position| u32::try_from(position.line()).unwrap_or(number));
                    (number, record.iter().map(str::to_owned).collect::<Vec<_>>())
                })
            });
            let heading = rows.next()??.1;
            Some((heading, rows.collect::<Option<Numbered>>()?))
        }
    }
}

struct HistoryReader<'a> {
    plan: &'a Plan,
    tables: &'a Tables,
    calendar: Calendar,
    file: &'a str,
    problems: &'a mut Problems,
    history: History,
}

impl<'a> HistoryReader<'a> {
    fn new(plan: &'a Plan, tables: &'a Tables, file: &'a str, problems: &'a mut Problems) -> HistoryReader<'a> {
        HistoryReader { plan, tables, calendar: tables.calendar(plan), file, problems, history: History::default() }
    }

    fn refuse(&mut self, code: &'static str, row: u32, column: &str, found: &str) {
        self.problems.push(problem(code, self.file, row, column, found));
    }

    fn lines(&self, name: &str, plan: Option<&str>) -> Vec<LineId> {
        let (name, plan) = (clean(name), plan.map(clean).filter(|plan| !plan.is_empty()));
        let matches =
            |line: &tiercel_plan::Line| line.name == name && plan.as_ref().is_none_or(|plan| self.plan.unit(line.unit).name == *plan);
        (0..).map(LineId).zip(&self.plan.lines).filter(|(_, line)| matches(line)).map(|(id, _)| id).collect()
    }

    fn unknown_line(&mut self, row: u32, found: &str) {
        let known = self.plan.lines.iter().map(|line| line.name.as_str());
        let near = nearest(found.trim(), known).unwrap_or("").to_owned();
        self.problems.push(Problem { args: vec![("nearest", near)], ..problem("data-history-line", self.file, row, "Line", found) });
    }

    fn entry(&mut self, row: u32, payee: &str, period: &str, lines: &[LineId], value: &str) {
        let [line] = lines else {
            self.refuse("data-history-plan", row, "Line", lines.first().map_or("", |line| &self.plan.line(*line).name));
            return;
        };
        let (payee, period, value) = (clean(payee), clean(period), clean(value));
        let grain = self.plan.line(*line).grain;
        let person = self.tables.payees.keys.iter().position(|key| self.tables.texts.get(*key) == payee);
        let named = self.calendar.parse(&period, grain).or_else(|| {
            let cell = self.calendar.parse(&period, self.plan.time.grain)?;
            self.calendar.containing(cell, grain)
        });
        let amount = Decimal::parse_exact(value.trim_end_matches('~'));
        let Some(person) = person.and_then(|index| u32::try_from(index).ok()) else {
            return self.refuse("data-payee-unknown", row, "Payee", &payee);
        };
        let Some(period) = named else { return self.refuse("data-history-period", row, "Period", &period) };
        let Ok(value) = amount else { return self.refuse("data-number", row, "Value", &value) };
        let twice = self.history.entries.iter().any(|entry| entry.payee == person && entry.period == period && entry.line == *line);
        if twice {
            return self.refuse("data-history-twice", row, "Line", &self.plan.line(*line).name);
        }
        self.history.entries.push(HistoryEntry { payee: person, period, line: *line, value });
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
        let near = nearest(&wanted, plan.params.iter().map(|param| param.name.as_str())).unwrap_or("").to_owned();
        return Err(refuse("data-param-unknown", vec![("nearest", near)]));
    }
    let calendar = Calendar::default();
    let mut values = Vec::new();
    for (id, param) in of_name {
        let reading = Reading { calendar: &calendar, locale: None, percent_points: false, bounded: param.between.is_some() };
        let cell = cell::read(text, param.ty, reading).map_err(|(code, args)| refuse(code, args))?;
        let value = value_of(cell, param.ty).ok_or_else(|| refuse("data-blank", Vec::new()))?;
        if let (Value::Number(number), Some((low, high))) = (&value, param.between) {
            if number.compare_cut(low).is_lt() || number.compare_cut(high).is_gt() {
                return Err(refuse("data-bounds", vec![("expected", format!("{low} .. {high}"))]));
            }
            let off = param.step.and_then(|step| number.sub(low).ok()?.value.modulo(step).ok());
            if let (Some(step), Some(off)) = (param.step, off)
                && !off.value.is_zero()
            {
                return Err(refuse("data-param-step", vec![("low", low.to_string()), ("step", step.to_string())]));
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
