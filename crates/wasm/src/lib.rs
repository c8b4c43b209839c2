//! The evaluator for JavaScript: convert, call the façade, convert back. The package `tiercel` (folder `pkg`) wraps it.
//!
//! Whatever can be wrong comes back as a value with the field `problems`; nothing here throws but for input that is no
//! message at all.

mod editor;
mod loading;

use loading::Loading;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::rc::Rc;
use tiercel::{Asked, Diagnostic, Language, Plan, Results, ShownCells, Source, check, explain, run_examples, statement, write_sheet};
use tiercel_wire as wire;
use wasm_bindgen::prelude::*;

/// Plans from their texts, whether they are fine or not.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Compiled {
    plan: Rc<Plan>,
    diagnostics: Vec<Diagnostic>,
    is_fine: bool,
    sources: Vec<Source>,
}

#[wasm_bindgen]
impl Compiled {
    /// Checks plans. `files` are pairs of name and text: first the plans of the run, `plans` of them, then those that they use.
    #[wasm_bindgen(constructor)]
    pub fn new(files: JsValue, plans: usize) -> Result<Compiled, JsValue> {
        let files: Vec<(String, String)> = message(files)?;
        let sources: Vec<Source> = files.into_iter().map(|(name, text)| Source { name, text }).collect();
        let checked = check(&sources, &(0..plans.min(sources.len())).collect::<Vec<_>>());
        let is_fine = checked.is_fine();
        Ok(Compiled { plan: Rc::new(checked.plan), diagnostics: checked.diagnostics, is_fine, sources })
    }

    /// Whether the plans can be run.
    #[wasm_bindgen(js_name = isFine)]
    pub fn is_fine(&self) -> bool {
        self.is_fine
    }

    /// What there is to say about the texts.
    pub fn diagnostics(&self, language: &str) -> Result<JsValue, JsValue> {
        let files = wire::editor::Files::new(&self.sources, language_of(language));
        let said: Vec<_> = self.diagnostics.iter().map(|one| files.diagnostic(one)).collect();
        value(&said)
    }

    /// The plans in words: tables, lines, params, what reads what.
    pub fn describe(&self) -> Result<JsValue, JsValue> {
        value(&wire::description(&tiercel::describe(&self.plan)))
    }

    /// SHA-256 of the texts.
    pub fn digest(&self) -> String {
        tiercel::plan_digest(&self.plan)
    }

    /// Runs the example blocks.
    pub fn examples(&self, language: &str) -> Result<JsValue, JsValue> {
        let language = language_of(language);
        let outcomes = run_examples(&self.plan, "");
        let reports: Vec<_> = outcomes.iter().map(|outcome| wire::example_report(&self.sources, outcome, language)).collect();
        value(&reports)
    }

    /// What the examples touch.
    pub fn coverage(&self) -> Result<JsValue, JsValue> {
        let files = wire::editor::Files::new(&self.sources, Language::English);
        value(&files.coverage(&tiercel::coverage(&self.plan)))
    }

    /// A session over data: a [`Session`], or what is wrong.
    pub fn load(&self, data: Loading, language: &str) -> Result<Answer, JsValue> {
        data.make_room();
        match wire::session(Rc::clone(&self.plan), data.load, language_of(language)) {
            Ok(session) => Ok(Answer::of(session)),
            Err(problems) => Answer::refused(&problems),
        }
    }

    /// A session over a slice: a [`Session`], or what is wrong.
    #[wasm_bindgen(js_name = openSlice)]
    pub fn open_slice(&self, slice: JsValue, language: &str) -> Result<Answer, JsValue> {
        match wire::sliced_session(Rc::clone(&self.plan), message(slice)?, language_of(language)) {
            Ok(session) => Ok(Answer::of(session)),
            Err(problems) => Answer::refused(&problems),
        }
    }
}

/// A plan's text in its one form; the text itself where it does not parse.
#[wasm_bindgen]
pub fn format(text: &str) -> String {
    tiercel::format(text)
}

/// A session, or what is wrong with what was asked.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Answer {
    session: Option<Session>,
    problems: JsValue,
}

#[wasm_bindgen]
impl Answer {
    /// The session; only once.
    pub fn session(&mut self) -> Option<Session> {
        self.session.take()
    }

    /// What is wrong, where there is no session.
    pub fn problems(&self) -> JsValue {
        self.problems.clone()
    }
}

impl Answer {
    fn of(session: tiercel::Session) -> Answer {
        Answer { session: Some(Session { inner: session, shown: RefCell::default() }), problems: JsValue::UNDEFINED }
    }

    fn refused(problems: &[wire::ProblemMessage]) -> Result<Answer, JsValue> {
        Ok(Answer { session: None, problems: value(problems)? })
    }
}

/// A plan with the data of a run.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Session {
    inner: tiercel::Session,
    /// The cells that were given out last, with a number of their own; of this session or of one before it.
    shown: RefCell<Option<(u32, Rc<ShownCells>)>>,
}

#[wasm_bindgen]
impl Session {
    /// Every line per payee and period as one text: a number for them, what is told of them, then the values
    /// ([`wire::run_cells`]). `known` is the number of those that the caller has.
    pub fn cells(&self, asked: JsValue, known: u32, language: &str) -> Result<JsValue, JsValue> {
        self.answer(asked, language, |results| Ok(self.values(results, known).into()))
    }

    /// Where the cells stand that were asked for last: names, and the numbers of each cell's payee, period and line among them.
    #[wasm_bindgen(js_name = cellPlaces)]
    pub fn cell_places(&self) -> Result<JsValue, JsValue> {
        let shown = self.shown.borrow();
        let cells = shown.as_ref().map_or(&[][..], |(_, shown)| shown.cells());
        let (names, numbers) = wire::cells_at(self.inner.plan(), self.inner.tables(), cells);
        Ok(js_sys::Array::of2(&value(&names)?, &js_sys::Uint32Array::from(numbers.as_slice())).into())
    }

    /// The same as `cells`, and the cells in error.
    pub fn run(&self, asked: JsValue, known: u32, language: &str) -> Result<JsValue, JsValue> {
        self.answer(asked, language, |results| {
            let errors = wire::run_errors(self.inner.plan(), self.inner.tables(), results);
            Ok(js_sys::Array::of2(&self.values(results, known).into(), &value(&errors)?).into())
        })
    }

    /// Columns of a table, all calculated ones where none are named: the keys of the rows, then name and values of each column,
    /// as texts with each value behind a line feed.
    pub fn columns(&self, table: &str, names: JsValue, language: &str) -> Result<JsValue, JsValue> {
        let names: Option<Vec<String>> = message(names)?;
        let (table, columns) = match self.inner.columns(table, names.as_deref()) {
            Ok(found) => found,
            Err(found) => return problems(&wire::messages(&found, language_of(language))),
        };
        self.answer(JsValue::UNDEFINED, language, |results| {
            let (texts, mut text) = (js_sys::Array::new(), String::new());
            results.write_keys(table, &mut text);
            texts.push(&text.as_str().into());
            for column in columns {
                let declared = self.inner.plan().table(table).columns.get(usize::from(column.column));
                texts.push(&declared.map_or("", |declared| declared.name.as_str()).into());
                text.clear();
                results.write_column(column, &mut text);
                texts.push(&text.as_str().into());
            }
            Ok(texts.into())
        })
    }

    /// SHA-256 of the canonical form.
    pub fn digest(&self, asked: JsValue, language: &str) -> Result<JsValue, JsValue> {
        self.answer(asked, language, |results| Ok(results.digest().into()))
    }

    /// The canonical form of the results (language reference, “Canonical form”).
    pub fn canonical(&self, asked: JsValue, language: &str) -> Result<JsValue, JsValue> {
        self.answer(asked, language, |results| {
            let mut text = String::new();
            // Writing to a string can't fail.
            let _ = results.write_canonical(&mut text);
            Ok(text.into())
        })
    }

    /// All lines beside each other as CSV, a row per payee and period.
    pub fn sheet(&self, asked: JsValue, language: &str) -> Result<JsValue, JsValue> {
        self.answer(asked, language, |results| {
            let mut csv = String::new();
            let Ok(()) = write_sheet(self.inner.plan(), self.inner.tables(), results, |piece| {
                csv.push_str(piece);
                Ok::<(), Infallible>(())
            });
            Ok(csv.into())
        })
    }

    /// The session with changes, which come as one text ([`wire::changes_of`]); what is wrong with them is thrown, as an object with
    /// the field `problems`.
    #[wasm_bindgen(js_name = whatIf)]
    pub fn what_if(&self, changes: &str, language: &str) -> Result<Session, JsValue> {
        let changes = wire::changes_of(changes).ok_or_else(|| js_sys::TypeError::new("no changes"))?;
        match self.inner.with(&changes) {
            Ok(inner) => {
                let same = self.inner.has_payees_of(&inner);
                Ok(Session { inner, shown: if same { self.shown.clone() } else { RefCell::default() } })
            }
            Err(found) => Err(problems(&wire::messages(&found, language_of(language)))?),
        }
    }

    /// The cells that are not the same in another session, which is the later one.
    pub fn differences(&self, later: &Session, asked: JsValue, language: &str) -> Result<JsValue, JsValue> {
        let asked: Asked = message::<wire::AskedMessage>(asked)?.into();
        match wire::difference_entries(&self.inner, &later.inner, &asked, language_of(language)) {
            Ok(entries) => value(&entries),
            Err(found) => problems(&found),
        }
    }

    /// What is paid to whom in another session, which is the later one, where it is not the same.
    #[wasm_bindgen(js_name = payDifferences)]
    pub fn pay_differences(&self, later: &Session, asked: JsValue, language: &str) -> Result<JsValue, JsValue> {
        let asked: Asked = message::<wire::AskedMessage>(asked)?.into();
        match wire::pay_difference_entries(&self.inner, &later.inner, &asked, language_of(language)) {
            Ok(entries) => value(&entries),
            Err(found) => problems(&found),
        }
    }

    /// One payee's slice, with totals over at least so many others.
    pub fn slice(&self, payee: &str, at_least: usize, language: &str) -> Result<JsValue, JsValue> {
        match self.inner.slice(payee, at_least) {
            Ok(slice) => value(&wire::slice_message(&slice, true)),
            Err(refused) => problems(&wire::refused(&refused, language_of(language))),
        }
    }

    /// How an amount follows an input.
    pub fn curve(&self, sweep: JsValue, language: &str) -> Result<JsValue, JsValue> {
        match wire::curve_result(&self.inner, message(sweep)?, language_of(language)) {
            Ok(curve) => value(&curve),
            Err(found) => problems(&found),
        }
    }

    /// The least input at which an amount is a value or more.
    pub fn solve(&self, sweep: JsValue, language: &str) -> Result<JsValue, JsValue> {
        match wire::solution_result(&self.inner, message(sweep)?, language_of(language)) {
            Ok(solution) => value(&solution),
            Err(found) => problems(&found),
        }
    }

    /// Why a line has its value for a payee and period.
    pub fn explain(&self, payee: &str, period: &str, line: &str, depth: u32, language: &str) -> Result<JsValue, JsValue> {
        let language = language_of(language);
        let results = match self.inner.run(&Asked::default()) {
            Ok(results) => results,
            Err(refused) => return problems(&wire::refused(&refused, language)),
        };
        match self.inner.cell(&results, payee, period, line) {
            Ok(target) => value(&wire::explanation_node(&explain(self.inner.plan(), self.inner.tables(), &results, target, depth))),
            Err(found) => problems(&wire::messages(&found, language)),
        }
    }

    /// Why a column has its value in a row.
    #[wasm_bindgen(js_name = explainRow)]
    pub fn explain_row(&self, table: &str, key: &str, column: &str, depth: u32, language: &str) -> Result<JsValue, JsValue> {
        let language = language_of(language);
        let results = match self.inner.run(&Asked::default()) {
            Ok(results) => results,
            Err(refused) => return problems(&wire::refused(&refused, language)),
        };
        match self.inner.row(&results, table, key, column) {
            Ok(target) => value(&wire::explanation_node(&explain(self.inner.plan(), self.inner.tables(), &results, target, depth))),
            Err(found) => problems(&wire::messages(&found, language)),
        }
    }

    /// What a line's cell, and the lines that it reads, make of a row.
    pub fn eligibility(&self, payee: &str, period: &str, line: &str, table: &str, key: &str, language: &str) -> Result<JsValue, JsValue> {
        let language = language_of(language);
        let found = self.inner.run(&Asked::default()).and_then(|results| {
            let cell = self.inner.cell(&results, payee, period, line)?;
            self.inner.eligibility(&results, cell, table, key)
        });
        match found {
            Ok(found) => value(&wire::eligibility_entries(&found)),
            Err(refused) => problems(&wire::refused(&refused, language)),
        }
    }

    /// A payee's statement of a period.
    pub fn statement(&self, payee: &str, period: &str, language: &str) -> Result<JsValue, JsValue> {
        let language = language_of(language);
        let asked = Asked { payees: Some(vec![payee.to_owned()]), ..Asked::default() };
        let results = match self.inner.run(&asked) {
            Ok(results) => results,
            Err(refused) => return problems(&wire::refused(&refused, language)),
        };
        match (self.inner.payee(payee), self.inner.period(period)) {
            (Ok(payee), Ok(period)) => {
                let made = statement(self.inner.plan(), self.inner.tables(), &results, payee, period);
                value(&wire::statement_document(&made))
            }
            (Err(found), _) | (_, Err(found)) => problems(&wire::messages(&found, language)),
        }
    }
}

impl Session {
    /// What is made of the results of a run, or what is wrong with what was asked.
    fn answer(
        &self,
        asked: JsValue,
        language: &str,
        make: impl FnOnce(&Results<'_>) -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue> {
        let asked: Asked = if asked.is_undefined() { Asked::default() } else { message::<wire::AskedMessage>(asked)?.into() };
        match self.inner.run(&asked) {
            Ok(results) => make(&results),
            Err(refused) => problems(&wire::refused(&refused, language_of(language))),
        }
    }

    /// The values of cells behind a number for them and what is told of them; `known` is the number of those that the caller has.
    fn values(&self, results: &Results<'_>, known: u32) -> String {
        let before = self.shown.borrow().clone().filter(|(number, _)| *number == known).map(|(_, shown)| shown);
        let (shown, values, told) = wire::run_cells(results, before.as_deref());
        let number = next_number();
        self.shown.replace(Some((number, Rc::new(shown))));
        let told = match told {
            wire::Told::All => "all",
            wire::Told::Values => "values",
            wire::Told::Changes => "changes",
        };
        [number.to_string().as_str(), "\n", told, &values].concat()
    }
}

/// The version of the engine.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// A number that no cells have had before.
fn next_number() -> u32 {
    thread_local!(static LAST: Cell<u32> = const { Cell::new(0) });
    LAST.with(|last| {
        last.set(last.get().wrapping_add(1).max(1));
        last.get()
    })
}

/// What is wrong, as an object that no result is mistaken for.
fn problems(found: &[wire::ProblemMessage]) -> Result<JsValue, JsValue> {
    #[derive(Serialize)]
    struct Refused<'a> {
        problems: &'a [wire::ProblemMessage],
    }
    value(&Refused { problems: found })
}

/// A plain JavaScript value. It crosses as one text: a call for each string in it would take several times as long.
fn value<T: Serialize + ?Sized>(from: &T) -> Result<JsValue, JsValue> {
    let text = serde_json::to_string(from).map_err(|error| js_sys::Error::new(&error.to_string()))?;
    js_sys::JSON::parse(&text)
}

fn message<T: DeserializeOwned>(from: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(from).map_err(|error| js_sys::TypeError::new(&error.to_string()).into())
}

fn language_of(name: &str) -> Language {
    if name.starts_with("zh") { Language::Chinese } else { Language::English }
}
