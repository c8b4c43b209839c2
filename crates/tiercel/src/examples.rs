//! The `example` blocks of a plan, run.

use crate::show::shown;
use tiercel_data::{Problems, Tables, join_key, load_example};
use tiercel_engine::{Datum, Limit, Request, Results, Target, run};
use tiercel_plan::{ColumnRef, Example, Expect, ExpectTarget, Expectation, LineId, Plan, Span, Type, Value};
use tiercel_value::{Calendar, Decimal, Period};

/// What came of an example.
#[derive(Clone, Debug)]
pub struct ExampleOutcome {
    /// Its title.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// What came of each `expect`, in their order.
    pub expectations: Vec<ExpectationOutcome>,
    /// What is wrong with its rows; nothing was computed then.
    pub problems: Option<Problems>,
    /// Why it was refused.
    pub limit: Option<Limit>,
}

impl ExampleOutcome {
    /// Whether everything came out as expected.
    pub fn passed(&self) -> bool {
        self.problems.is_none() && self.limit.is_none() && self.expectations.iter().all(|expectation| expectation.passed)
    }
}

/// What came of an `expect`.
#[derive(Clone, Debug)]
pub struct ExpectationOutcome {
    /// Where it stands.
    pub span: Span,
    /// Whether it came out as expected.
    pub passed: bool,
    /// The value that came out, as a person reads it; `no such cell` is blank.
    pub got: String,
    /// The value expected.
    pub expected: String,
}

/// Runs the examples whose title contains `filter`.
pub fn run_examples(plan: &Plan, filter: &str) -> Vec<ExampleOutcome> {
    plan.examples.iter().filter(|example| example.name.contains(filter)).map(|example| run_example(plan, example)).collect()
}

fn run_example(plan: &Plan, example: &Example) -> ExampleOutcome {
    let mut outcome =
        ExampleOutcome { name: example.name.clone(), span: example.span, expectations: Vec::new(), problems: None, limit: None };
    let (tables, history, params) = match load_example(plan, example) {
        Ok(given) => given,
        Err(problems) => return ExampleOutcome { problems: Some(problems), ..outcome },
    };
    match run(plan, &tables, &Request::of_all(&history, &params)) {
        Err(limit) => outcome.limit = Some(limit),
        Ok(results) => {
            let judge = Judge { plan, calendar: tables.calendar(plan), tables: &tables, results: &results, example };
            outcome.expectations = example.expectations.iter().map(|expectation| judge.outcome(expectation)).collect();
        }
    }
    outcome
}

/// Judges what came out of an example.
pub(crate) struct Judge<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) calendar: Calendar,
    pub(crate) tables: &'a Tables,
    pub(crate) results: &'a Results<'a>,
    pub(crate) example: &'a Example,
}

impl Judge<'_> {
    fn outcome(&self, expectation: &Expectation) -> ExpectationOutcome {
        let (ty, value) = self.value(&expectation.target);
        let got = value.as_ref().map_or_else(String::new, |value| shown(self.plan, &self.calendar, ty, value).text);
        let (passed, expected) = match &expectation.expected {
            Expect::Error(code) => {
                let code = format!("#{}{}", code, if code == "N/A" { "" } else { "!" });
                (matches!(&value, Some(Datum::Error(failure)) if failure.code.to_string() == code), code)
            }
            Expect::Value(expected) => {
                let datum = self.datum(expected, ty);
                let passed = value.as_ref().is_some_and(|value| equal(value, &datum));
                (passed, shown(self.plan, &self.calendar, ty, &datum).text)
            }
        };
        ExpectationOutcome { span: expectation.span, passed, got, expected }
    }

    fn value(&self, target: &ExpectTarget) -> (Type, Option<Datum>) {
        match target {
            ExpectTarget::Column { key, column } => {
                let ty = self.plan.table(column.table).columns.get(usize::from(column.column)).map_or(Type::Text, |column| column.ty);
                (ty, self.row(key, *column).map(|row| self.results.column(*column, row)))
            }
            ExpectTarget::Line { line, payee, period } => {
                let zero = || Datum::Number { value: Decimal::ZERO, inexact: false };
                let value = self
                    .cell(*line, payee.as_deref(), period.as_deref())
                    .and_then(|(person, period, stands)| if stands { self.results.value(*line, person, period) } else { Some(zero()) });
                (self.plan.line(*line).ty, value)
            }
        }
    }

    /// What an expectation is about, if the run has it.
    pub(crate) fn target(&self, target: &ExpectTarget) -> Option<Target> {
        match target {
            ExpectTarget::Column { key, column } => Some(Target::Row(*column, self.row(key, *column)?)),
            ExpectTarget::Line { line, payee, period } => {
                let (person, period, stands) = self.cell(*line, payee.as_deref(), period.as_deref())?;
                stands.then_some(Target::Cell(*line, person, period))
            }
        }
    }

    fn row(&self, key: &[Value], column: ColumnRef) -> Option<u32> {
        self.results.find_row(column.table, &join_key(key.iter().map(|part| self.text(part)).collect()))
    }

    /// The payee and the period of a line's cell, and whether it stands there: a line declared with `each` has its cell in the
    /// last period of each, and is 0 in the others.
    fn cell(&self, line: LineId, payee: Option<&str>, period: Option<&str>) -> Option<(u32, Period, bool)> {
        let name = payee.or(self.example.payee.as_deref())?;
        let person = self.tables.payees.keys.iter().position(|key| self.tables.texts.get(*key) == name)?;
        let person = u32::try_from(person).ok()?;
        let text = period.or(self.example.period.as_deref()).unwrap_or("");
        let grain = self.plan.line(line).grain;
        if let Some(own) = self.calendar.parse(text, grain) {
            return Some((person, own, true));
        }
        let cell = self.calendar.parse(text, self.plan.time.grain)?;
        let outer = self.calendar.containing(cell, grain)?;
        let last = self.results.periods().iter().rev().find(|period| self.calendar.containing(**period, grain) == Some(outer))?;
        Some((person, outer, *last == cell))
    }

    fn text(&self, value: &Value) -> String {
        match value {
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Bool(value) => value.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Period(period) => self.calendar.name(*period),
            Value::Blank => String::new(),
        }
    }

    fn datum(&self, value: &Value, ty: Type) -> Datum {
        match (value, ty) {
            (Value::Blank, _) => Datum::Blank,
            (Value::Number(value), Type::Number | Type::Percent | Type::Money(_)) => Datum::Number { value: *value, inexact: false },
            (Value::Bool(value), _) => Datum::Bool(*value),
            (Value::Date(date), Type::Date) => Datum::Date(*date),
            (Value::Period(period), Type::Period(_)) => Datum::Period(*period),
            (Value::Text(text), Type::Text) => Datum::Text(text.clone()),
            (Value::Text(text), Type::Period(grain)) => self.calendar.parse(text, grain).map_or(Datum::Blank, Datum::Period),
            (value, _) => Datum::Key(self.text(value)),
        }
    }
}

/// Numbers compare as the language compares them; a mark of inexactness does not count.
fn equal(got: &Datum, expected: &Datum) -> bool {
    match (got, expected) {
        (Datum::Number { value: a, .. }, Datum::Number { value: b, .. }) => a.compare_cut(*b).is_eq(),
        (got, expected) => got == expected,
    }
}
