//! What-if: data that is held, changed and run again.
//!
//! A [`Session`] is a plan with the data of a run. [`Session::with`] gives another session with some changes; the first
//! stays as it is, so that changes stack and are undone by dropping the later session. The result of a session is that of
//! a full run over the changed data.

mod changes;
mod difference;
mod eligibility;
mod slice;
mod sweep;

pub use changes::Change;
pub use difference::{Difference, PayDifference};
pub use eligibility::{Eligibility, RowObstacle};
pub use slice::{Slice, SliceRest, SliceTable, load_sliced};
pub use sweep::{Aim, Curve, CurvePoint, Moving, Reached, Solution, Sweep};

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use tiercel_data::{Content, History, Input, LoadOptions, Params, Problem, Problems, Tables, load, load_history, parse_params};
use tiercel_engine::{Kept, Limit, Request, Results, Target, run, run_again};
use tiercel_plan::{ColumnKind, ColumnRef, LineId, Plan, TableId, nearest};
use tiercel_value::Period;

/// The data of a table, or a part of it, as a session holds it.
#[derive(Clone, Debug)]
pub struct Held {
    /// Which table.
    pub table: TableId,
    /// The file's name, for messages and explanations.
    pub name: String,
    /// What it holds.
    pub content: HeldContent,
}

/// What a session holds of a file.
#[derive(Clone, Debug)]
pub enum HeldContent {
    /// Delimited text.
    Csv(Rc<Vec<u8>>),
    /// Rows of texts.
    Rows(Rc<HeldRows>),
}

/// Rows of texts under their heading.
#[derive(Clone, Debug, Default)]
pub struct HeldRows {
    /// The names of the columns.
    pub heading: Vec<String>,
    /// The rows, one text per column; an empty one is blank.
    pub rows: Vec<Vec<String>>,
}

impl HeldContent {
    /// Delimited text; bytes that are owned are not copied.
    pub fn csv(text: impl Into<Vec<u8>>) -> HeldContent {
        HeldContent::Csv(Rc::new(text.into()))
    }

    fn content(&self) -> Content<'_> {
        match self {
            HeldContent::Csv(bytes) => Content::Csv(bytes),
            HeldContent::Rows(rows) => Content::Rows { heading: rows.heading.clone(), rows: rows.rows.clone() },
        }
    }
}

/// What a session is made of besides the plan.
#[derive(Clone, Debug, Default)]
pub struct SessionData {
    /// The data, table by table.
    pub inputs: Vec<Held>,
    /// How it is written.
    pub options: LoadOptions,
    /// Results of closed periods: rows of Payee, Period, Line, Value.
    pub history: Option<HeldContent>,
    /// Names and values of params.
    pub params: Vec<(String, String)>,
    /// What stands for others, where the rows are one payee's slice.
    pub slice: Option<Rc<SliceRest>>,
}

/// A plan with the data of a run.
#[derive(Clone, Debug)]
pub struct Session {
    plan: Rc<Plan>,
    /// As it was loaded: what `made` says is not in its texts yet.
    data: Rc<SessionData>,
    made: Option<Rc<changes::Made>>,
    tables: Rc<Tables>,
    history: Rc<History>,
    params: Params,
    /// What the last run found, of this session or of one before it.
    kept: RefCell<Option<Rc<Kept>>>,
}

/// Which part of the results is asked for, in words.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The first period; none: the plan's first.
    pub from: Option<String>,
    /// The last period; none: the plan's last.
    pub to: Option<String>,
    /// The keys of the payees; none: everybody.
    pub payees: Option<Vec<String>>,
}

/// What can't be answered, as the text of a message.
#[derive(Clone, Debug)]
pub enum Refused {
    /// What was asked or changed is wrong.
    Problems(Problems),
    /// The rows that come out would be too many.
    Limit(Limit),
}

impl From<Problems> for Refused {
    fn from(problems: Problems) -> Refused {
        Refused::Problems(problems)
    }
}

impl Session {
    /// Loads the data of a session.
    ///
    /// # Errors
    /// Everything that is wrong with the data.
    pub fn new(plan: Rc<Plan>, data: impl Into<Rc<SessionData>>) -> Result<Session, Problems> {
        let data = data.into();
        let inputs: Vec<Input<'_>> =
            data.inputs.iter().map(|held| Input { table: held.table, name: &held.name, content: held.content.content() }).collect();
        let tables = match &data.slice {
            Some(rest) => load_sliced(&plan, &inputs, rest)?,
            None => load(&plan, &inputs, &data.options)?,
        };
        drop(inputs);
        Session::over(plan, data, Rc::new(tables))
    }

    /// A session over tables that are loaded.
    fn over(plan: Rc<Plan>, data: Rc<SessionData>, tables: Rc<Tables>) -> Result<Session, Problems> {
        let params = parse_params(&plan, &data.params)?;
        let history = match &data.history {
            Some(content) => load_history(&plan, &tables, "history", &content.content())?,
            None => History::default(),
        };
        Ok(Session { plan, data, made: None, tables, history: Rc::new(history), params, kept: RefCell::default() })
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The data as it was loaded.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Whether another session has the very same people: they were not loaded anew.
    pub fn has_payees_of(&self, other: &Session) -> bool {
        Arc::ptr_eq(&self.tables.payees, &other.tables.payees)
    }

    /// The session with some changes; all of them or none. A change may not name a row that another one adds or takes away.
    ///
    /// # Errors
    /// Everything that is wrong with the changed data.
    pub fn with(&self, changes: &[Change]) -> Result<Session, Problems> {
        changes::apply(self, changes)
    }

    /// The session with its data loaded again from the texts: the same to every eye, and slower to come by.
    ///
    /// # Errors
    /// None where the session is what it should be.
    pub fn reloaded(&self) -> Result<Session, Problems> {
        Session::new(Rc::clone(&self.plan), self.written(Rc::clone(&self.data))?)
    }

    /// How many changes were made in the columns since data was last loaded.
    pub fn changes_in_columns(&self) -> usize {
        changes::steps(self)
    }

    /// The cells that are not the same in a later session, by payee, period and line. That may be one of another version of
    /// the plan: lines meet by their names.
    ///
    /// # Errors
    /// Those of [`Session::run`].
    pub fn differences(&self, later: &Session, asked: &Asked) -> Result<Vec<Difference>, Refused> {
        Ok(difference::between((self, &self.run(asked)?), (later, &later.run(asked)?)))
    }

    /// What is paid to whom in a later session, where it is not the same: everybody together, then payee by payee.
    ///
    /// # Errors
    /// Those of [`Session::run`].
    pub fn pay_differences(&self, later: &Session, asked: &Asked) -> Result<Vec<PayDifference>, Refused> {
        Ok(difference::of_pay((self, &self.run(asked)?), (later, &later.run(asked)?)))
    }

    /// Runs the plan over the data.
    ///
    /// # Errors
    /// Periods and payees that are not there; [`Limit`].
    pub fn run(&self, asked: &Asked) -> Result<Results<'_>, Refused> {
        let payees = asked.payees.as_ref().map(|names| names.iter().map(|name| self.payee(name)).collect::<Result<Vec<u32>, _>>());
        let payees = payees.transpose()?;
        let request =
            Request { periods: self.periods(asked)?, payees: payees.as_deref(), history: &self.history, params: &self.params, threads: 1 };
        let before = self.kept.take();
        let reads = before.as_ref().map(|before| before.reads());
        let again = before.map(|before| run_again(&self.plan, &self.tables, &request, before)).transpose();
        let results = match again.map_err(Refused::Limit)?.flatten() {
            Some(results) => results,
            None => run(&self.plan, &self.tables, &request).map_err(Refused::Limit)?,
        };
        let kept = results.keep(&self.tables, &self.history, reads);
        self.kept.replace(kept.map(Rc::new));
        Ok(results)
    }

    /// The index of a payee by key.
    ///
    /// # Errors
    /// A key that nobody has.
    pub fn payee(&self, key: &str) -> Result<u32, Problems> {
        let keys = || self.tables.payees.keys.iter().map(|id| self.tables.texts.get(*id));
        match keys().position(|known| known == key).and_then(|at| u32::try_from(at).ok()) {
            Some(at) => Ok(at),
            None => Err(unknown("data-payee-unknown", "data-payee-unknown-near", key, nearest(key, keys()), Vec::new())),
        }
    }

    /// The key of a payee.
    pub(crate) fn payee_key(&self, payee: u32) -> String {
        let key = self.tables.payees.keys.get(payee as usize);
        key.map_or_else(String::new, |key| self.tables.texts.get(*key).to_owned())
    }

    /// A period of the plan's grain.
    ///
    /// # Errors
    /// A text that names none.
    pub fn period(&self, text: &str) -> Result<Period, Problems> {
        let period = self.tables.calendar(&self.plan).parse(text, self.plan.time.grain);
        period.ok_or_else(|| one("data-asked-period", text, Vec::new()))
    }

    fn periods(&self, asked: &Asked) -> Result<Option<(Period, Period)>, Problems> {
        if asked.from.is_none() && asked.to.is_none() {
            return Ok(None);
        }
        let calendar = self.tables.calendar(&self.plan);
        let grain = self.plan.time.grain;
        // A coarser period stands for all of the plan's periods in it.
        let ends = |text: &str| {
            let coarser = || calendar.parse_any(text).filter(|period| period.grain > grain);
            let period = calendar.parse(text, grain).or_else(coarser).ok_or_else(|| one("data-asked-period", text, Vec::new()))?;
            let (first, last) = if period.grain == grain { (period.ordinal, period.ordinal) } else { calendar.parts(period, grain) };
            Ok::<_, Problems>((Period { grain, ordinal: first }, Period { grain, ordinal: last }))
        };
        let open = |ordinal| Period { grain, ordinal };
        let first = asked.from.as_deref().map(ends).transpose()?.map_or(open(i32::MIN), |(first, _)| first);
        let last = asked.to.as_deref().map(ends).transpose()?.map_or(open(i32::MAX), |(_, last)| last);
        if first.ordinal > last.ordinal {
            let found = format!("{} – {}", asked.from.as_deref().unwrap_or_default(), asked.to.as_deref().unwrap_or_default());
            return Err(one("data-asked-order", &found, Vec::new()));
        }
        Ok(Some((first, last)))
    }

    /// The line of a name, in the first plan that has it.
    ///
    /// # Errors
    /// A name that no line has.
    pub fn line(&self, name: &str) -> Result<LineId, Problems> {
        let lines = || (0..).map(LineId).zip(&self.plan.lines);
        let found = lines().find(|(_, line)| line.name == name).map(|(id, _)| id);
        let near = || nearest(name, lines().map(|(_, line)| line.name.as_str()));
        found.ok_or_else(|| unknown("data-history-line", "data-history-line-near", name, near(), Vec::new()))
    }

    /// The cell of a line, as something to explain. Of several plans with a line of the name (each has its `PAYABLE`) it is
    /// that of the first by which the payee has a cell.
    ///
    /// # Errors
    /// Names that are not there.
    pub fn cell(&self, results: &Results<'_>, payee: &str, period: &str, line: &str) -> Result<Target, Problems> {
        let (first, payee) = (self.line(line)?, self.payee(payee)?);
        let calendar = self.tables.calendar(&self.plan);
        let at = |line: LineId| {
            let grain = self.plan.line(line).grain;
            calendar.parse(period, grain).or_else(|| calendar.containing(calendar.parse_any(period)?, grain))
        };
        let named = (0..).map(LineId).zip(&self.plan.lines).filter(|(_, declared)| declared.name == line);
        let mut cells = named.filter_map(|(line, _)| Some((line, at(line)?)));
        let found = cells.find(|(line, period)| results.value(*line, payee, *period).is_some());
        let (line, period) = match found {
            Some(found) => found,
            None => (first, at(first).ok_or_else(|| one("data-asked-period", period, Vec::new()))?),
        };
        Ok(Target::Cell(line, payee, period))
    }

    /// A column's value in a row, as something to explain.
    ///
    /// # Errors
    /// Names that are not there.
    pub fn row(&self, results: &Results<'_>, table: &str, key: &str, column: &str) -> Result<Target, Problems> {
        let id = self.table(table)?;
        let column = self.column(id, column)?;
        let row = results.find_row(id, key).ok_or_else(|| one("data-change-row", key, vec![("table", table.to_owned())]))?;
        Ok(Target::Row(column, row))
    }

    /// A table and columns of it: those named, or all that are not given by data.
    ///
    /// # Errors
    /// Names that are not there.
    pub fn columns(&self, table: &str, names: Option<&[String]>) -> Result<(TableId, Vec<ColumnRef>), Problems> {
        let table = self.table(table)?;
        let columns = match names {
            Some(names) => names.iter().map(|name| self.column(table, name)).collect::<Result<_, _>>()?,
            None => (0u16..)
                .zip(&self.plan.table(table).columns)
                .filter(|(_, column)| !matches!(column.kind, ColumnKind::Input(_)))
                .map(|(column, _)| ColumnRef { table, column })
                .collect(),
        };
        Ok((table, columns))
    }

    pub(crate) fn table(&self, name: &str) -> Result<TableId, Problems> {
        let names = || self.plan.tables.iter().map(|table| table.name.as_str());
        let near = || nearest(name, names());
        crate::table_of(&self.plan, name).ok_or_else(|| unknown("data-change-table", "data-change-table-near", name, near(), Vec::new()))
    }

    pub(crate) fn column(&self, table: TableId, name: &str) -> Result<ColumnRef, Problems> {
        let declared = self.plan.table(table);
        let at = (0u16..).zip(&declared.columns).find(|(_, column)| column.name == name).map(|(at, _)| at);
        let near = || nearest(name, declared.columns.iter().map(|column| column.name.as_str()));
        let args = vec![("table", declared.name.clone())];
        let column = at.ok_or_else(|| unknown("data-change-column", "data-change-column-near", name, near(), args))?;
        Ok(ColumnRef { table, column })
    }
}

/// One problem with what was asked.
fn one(code: &'static str, found: &str, args: Vec<(&'static str, String)>) -> Problems {
    let mut problems = Problems::default();
    problems.push(Problem { code, file: String::new(), row: None, column: None, found: found.to_owned(), args });
    problems
}

fn unknown(
    code: &'static str,
    near_code: &'static str,
    found: &str,
    near: Option<&str>,
    mut args: Vec<(&'static str, String)>,
) -> Problems {
    match near {
        None => one(code, found, args),
        Some(near) => {
            args.push(("nearest", near.to_owned()));
            one(near_code, found, args)
        }
    }
}
