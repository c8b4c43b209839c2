//! What-if: what a page sends and what it gets.

use crate::{ProblemMessage, SliceMessage, problem, slice_of};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;
use tiercel::{
    Asked, Change, Difference, Held, HeldContent, Language, LoadOptions, Locale, PayDifference, Plan, Problems, Refused, Session,
    SessionData, table_of, word,
};
use tiercel_value::Map;

/// The data of a session. Tables come as delimited text, which has exact numbers by its nature.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LoadMessage {
    /// The tables.
    pub tables: Vec<TableMessage>,
    /// Results of closed periods: a table with the columns Payee, Period, Line and Value.
    pub history: Option<DelimitedText>,
    /// Params by name.
    pub params: BTreeMap<String, String>,
    /// How numbers are written: an example with both signs, such as `1.234,50`; none: plain digits with a point.
    pub numbers: Option<String>,
    /// Bare numbers in percent columns are percent points.
    pub percent_points: bool,
}

/// The rows of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TableMessage {
    /// The table's name.
    pub table: String,
    /// The name of the file, for messages.
    pub name: String,
    /// Delimited text with a heading; none where there are no rows.
    pub csv: Option<DelimitedText>,
}

/// Delimited text as bytes, which may come in pieces.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "String")]
pub struct DelimitedText(pub Vec<u8>);

impl From<String> for DelimitedText {
    fn from(text: String) -> DelimitedText {
        DelimitedText(text.into_bytes())
    }
}

/// Which part of the results is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct AskedMessage {
    /// The first period; none: the plan's first.
    pub from: Option<String>,
    /// The last period; none: the plan's last.
    pub to: Option<String>,
    /// The payees' keys; none: everybody.
    pub payees: Option<Vec<String>>,
}

/// A line's cell that is not the same before and after changes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DifferenceEntry {
    /// The payee's key.
    pub payee: String,
    /// The period.
    pub period: String,
    /// The line.
    pub line: String,
    /// The currency's code; empty for what is no amount.
    pub currency: String,
    /// Canonical text before; none if there was no cell.
    pub before: Option<String>,
    /// Canonical text after; none if there is no cell.
    pub after: Option<String>,
    /// After less before, for numbers.
    pub difference: Option<String>,
}

/// What is paid in all asked periods, in one currency, where it is not the same before and after changes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PayDifferenceEntry {
    /// The payee's key; none: everybody together.
    pub payee: Option<String>,
    /// The currency's code.
    pub currency: String,
    /// Canonical text before; none where a pay line was in error.
    pub before: Option<String>,
    /// Canonical text after; none where a pay line is in error.
    pub after: Option<String>,
    /// After less before.
    pub difference: Option<String>,
}

/// A session from what was sent.
///
/// # Errors
/// What is wrong with the data, in a language.
pub fn session(plan: Rc<Plan>, load: LoadMessage, language: Language) -> Result<Session, Vec<ProblemMessage>> {
    let mut inputs = Vec::new();
    for table in load.tables {
        let Some(id) = table_of(&plan, &table.table) else {
            return Err(vec![no_table(&plan, &table.table, language)]);
        };
        if let Some(DelimitedText(csv)) = table.csv {
            inputs.push(Held { table: id, name: table.name, content: HeldContent::csv(csv) });
        }
    }
    let locale = match load.numbers.as_deref().map(|example| Locale::of_example(example).ok_or(example)).transpose() {
        Ok(locale) => locale,
        Err(example) => return Err(vec![said("data-numbers", example, Vec::new(), language)]),
    };
    let options = LoadOptions { locale, percent_points: load.percent_points };
    let data = SessionData {
        inputs,
        options,
        history: load.history.map(|DelimitedText(text)| HeldContent::csv(text)),
        params: load.params.into_iter().collect(),
        slice: None,
    };
    Session::new(plan, data).map_err(|problems| messages(&problems, language))
}

/// A session over a slice.
///
/// # Errors
/// What is wrong with it, in a language.
pub fn sliced_session(plan: Rc<Plan>, message: SliceMessage, language: Language) -> Result<Session, Vec<ProblemMessage>> {
    let payee = message.payee.clone();
    match slice_of(&plan, message) {
        Some(slice) => Session::of_slice(plan, slice).map_err(|problems| messages(&problems, language)),
        None => Err(vec![said("data-slice-plan", &payee, Vec::new(), language)]),
    }
}

fn no_table(plan: &Plan, name: &str, language: Language) -> ProblemMessage {
    match tiercel::nearest(name, plan.tables.iter().map(|table| table.name.as_str())) {
        Some(near) => said("data-change-table-near", name, vec![("nearest", near.to_owned())], language),
        None => said("data-change-table", name, Vec::new(), language),
    }
}

/// A problem that lies in no file.
fn said(code: &str, found: &str, mut args: Vec<(&'static str, String)>, language: Language) -> ProblemMessage {
    args.push(("found", found.to_owned()));
    let wording = word(code, &args, language);
    ProblemMessage {
        code: code.to_owned(),
        file: String::new(),
        row: None,
        column: None,
        found: found.to_owned(),
        message: wording.message,
        help: wording.help,
    }
}

/// Problems in a language: the first of each kind.
pub fn messages(problems: &Problems, language: Language) -> Vec<ProblemMessage> {
    problems.shown().iter().map(|one| problem(one, language)).collect()
}

/// What was refused, in a language.
pub fn refused(refused: &Refused, language: Language) -> Vec<ProblemMessage> {
    match refused {
        Refused::Problems(problems) => messages(problems, language),
        Refused::Limit(limit) => vec![said(limit.code, "", limit.args.clone(), language)],
    }
}

impl From<AskedMessage> for Asked {
    fn from(message: AskedMessage) -> Asked {
        Asked { from: message.from, to: message.to, payees: message.payees }
    }
}

/// Changes of a session's data from one text: a line for each, its fields apart by tabs. They are `addRow`, the table, and columns
/// with their values; `editRow`, table, key, columns and values; `removeRow`, table, key; `setParam`, name, value; `setCell`, payee,
/// period, line, value. In a field `\\`, `\t` and `\n` stand for a backslash, a tab and a line feed. Nothing for any other text.
pub fn changes_of(text: &str) -> Option<Vec<Change>> {
    text.split('\n').filter(|line| !line.is_empty()).map(change_of).collect()
}

fn change_of(line: &str) -> Option<Change> {
    let mut fields = line.split('\t').map(plain);
    let kind = fields.next()?;
    let mut next = || fields.next();
    Some(match kind.as_str() {
        "addRow" => Change::AddRow { table: next()?, values: values_of(&mut fields) },
        "editRow" => Change::EditRow { table: next()?, key: next()?, values: values_of(&mut fields) },
        "removeRow" => Change::RemoveRow { table: next()?, key: next()? },
        "setParam" => Change::SetParam { name: next()?, value: next()? },
        "setCell" => Change::SetCell { payee: next()?, period: next()?, line: next()?, value: next()? },
        _ => return None,
    })
}

/// Columns and their values, by column.
fn values_of(fields: &mut dyn Iterator<Item = String>) -> Vec<(String, String)> {
    let mut values = Map::new();
    while let (Some(column), Some(value)) = (fields.next(), fields.next()) {
        values.insert(column, value);
    }
    values.into_iter().collect()
}

/// A field as it was before backslash, tab and line feed were written otherwise.
fn plain(field: &str) -> String {
    if !field.contains('\\') {
        return field.to_owned();
    }
    let (mut text, mut rest) = (String::with_capacity(field.len()), field.chars());
    while let Some(letter) = rest.next() {
        match letter {
            '\\' => match rest.next() {
                Some('t') => text.push('\t'),
                Some('n') => text.push('\n'),
                other => text.extend(other),
            },
            letter => text.push(letter),
        }
    }
    text
}

/// The cells that differ between two sessions.
///
/// # Errors
/// What was refused, in a language.
pub fn difference_entries(
    earlier: &Session,
    later: &Session,
    asked: &Asked,
    language: Language,
) -> Result<Vec<DifferenceEntry>, Vec<ProblemMessage>> {
    let entry = |one: Difference| DifferenceEntry {
        payee: one.payee,
        period: one.period,
        line: one.line,
        currency: one.currency,
        before: one.before,
        after: one.after,
        difference: one.difference,
    };
    match earlier.differences(later, asked) {
        Ok(found) => Ok(found.into_iter().map(entry).collect()),
        Err(found) => Err(refused(&found, language)),
    }
}

/// What is paid to whom in two sessions, where it differs.
///
/// # Errors
/// What was refused, in a language.
pub fn pay_difference_entries(
    earlier: &Session,
    later: &Session,
    asked: &Asked,
    language: Language,
) -> Result<Vec<PayDifferenceEntry>, Vec<ProblemMessage>> {
    let entry = |one: PayDifference| PayDifferenceEntry {
        payee: one.payee,
        currency: one.currency,
        before: one.before,
        after: one.after,
        difference: one.difference,
    };
    match earlier.pay_differences(later, asked) {
        Ok(found) => Ok(found.into_iter().map(entry).collect()),
        Err(found) => Err(refused(&found, language)),
    }
}
