//! What changes between two sessions, cell by cell.

use super::Session;
use tiercel_engine::{Datum, Results};
use tiercel_plan::{LineKind, Plan};
use tiercel_value::{Decimal, Map, Period, Set};

/// A line's cell that is not the same in two sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The payee's key.
    pub payee: String,
    /// The period, as written.
    pub period: String,
    /// The line's name.
    pub line: String,
    /// The currency's code, as it is after; empty for what is no amount.
    pub currency: String,
    /// Canonical text of what it was; none if there was no cell.
    pub before: Option<String>,
    /// Canonical text of what it is; none if there is no cell.
    pub after: Option<String>,
    /// Canonical text of after less before, for numbers of one currency; a cell that is not there counts as 0.
    pub difference: Option<String>,
}

/// What pay lines pay in all asked periods, in one currency, in two sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayDifference {
    /// The payee's key; none: everybody together.
    pub payee: Option<String>,
    /// The currency's code.
    pub currency: String,
    /// Canonical text of what it was; none where a pay line was in error.
    pub before: Option<String>,
    /// Canonical text of what it is; none where a pay line is in error.
    pub after: Option<String>,
    /// After less before; none where one of them is none.
    pub difference: Option<String>,
}

/// A line in two plans: its name, and which of the lines of that name it is, as totals of several plans have one name.
type Named = (String, usize);

/// A cell, told apart from its session.
struct Cell {
    line: String,
    value: Datum,
    text: String,
    currency: String,
}

/// Gives each line of a plan a number, those of known lines first.
fn number(plan: &Plan, numbers: &mut Map<Named, usize>) -> Vec<usize> {
    let mut seen: Map<&str, usize> = Map::new();
    let mut of_plan = Vec::new();
    for line in &plan.lines {
        let nth = seen.get_or_default(&line.name);
        *nth += 1;
        let next = numbers.len();
        of_plan.push(*numbers.get_or_insert_with((line.name.clone(), *nth), || next));
    }
    of_plan
}

/// The cells of a session by payee, period and the number of the line.
fn cells(session: &Session, results: &Results<'_>, numbers: &[usize]) -> Map<(String, Period, usize), Cell> {
    let plan = session.plan();
    let cell = |cell: tiercel_engine::Cell| {
        let number = numbers.get(cell.line.index()).copied().unwrap_or_default();
        let line = plan.line(cell.line);
        let currency = line.ty.currency().map_or_else(String::new, |unit| plan.currencies.code(unit).to_owned());
        let text = results.canonical(&cell.value);
        ((session.payee_key(cell.payee), cell.period, number), Cell { line: line.name.clone(), value: cell.value, text, currency })
    };
    results.cells().map(cell).collect()
}

/// The cells that differ, by payee, period and line: lines in the order of the later plan, then those that only the
/// earlier one has.
pub(super) fn between((old, before): (&Session, &Results<'_>), (new, after): (&Session, &Results<'_>)) -> Vec<Difference> {
    let mut numbers = Map::new();
    let later = number(new.plan(), &mut numbers);
    let earlier = number(old.plan(), &mut numbers);
    let (was, is) = (cells(old, before, &earlier), cells(new, after, &later));
    let places: Set<&(String, Period, usize)> = is.keys().chain(was.keys()).collect();
    let difference = |place: &(String, Period, usize)| {
        let (was, is) = (was.get(place), is.get(place));
        let some = is.or(was).filter(|_| !is_same(was, is))?;
        Some(Difference {
            payee: place.0.clone(),
            period: after.calendar().name(place.1),
            line: some.line.clone(),
            currency: some.currency.clone(),
            difference: less(is, was).map(|value| after.canonical(&value)),
            before: was.map(|cell| cell.text.clone()),
            after: is.map(|cell| cell.text.clone()),
        })
    };
    places.into_iter().filter_map(difference).collect()
}

/// Sums of pay lines by payee and currency, everybody together first. None where a line is in error.
type Paid = Map<(Option<String>, String), Option<Decimal>>;

fn paid(session: &Session, results: &Results<'_>) -> Paid {
    let plan = session.plan();
    let mut sums = Paid::new();
    for cell in results.cells() {
        let line = plan.line(cell.line);
        let (LineKind::Pay, Some(unit)) = (line.kind, line.ty.currency()) else { continue };
        let amount = match cell.value {
            Datum::Number { value, .. } => Some(value),
            Datum::Blank => Some(Decimal::ZERO),
            Datum::Text(_) | Datum::Key(_) | Datum::Bool(_) | Datum::Date(_) | Datum::Period(_) | Datum::Error(_) => None,
        };
        for payee in [Some(session.payee_key(cell.payee)), None] {
            let sum = sums.get_or_insert_with((payee, plan.currencies.code(unit).to_owned()), || Some(Decimal::ZERO));
            *sum = sum.zip(amount).and_then(|(sum, amount)| sum.add(amount).ok()).map(|sum| sum.value);
        }
    }
    sums
}

/// What is paid to whom in two sessions, where it is not the same: everybody together first, then payees by key.
pub(super) fn of_pay(earlier: (&Session, &Results<'_>), (new, after): (&Session, &Results<'_>)) -> Vec<PayDifference> {
    let (was, is) = (paid(earlier.0, earlier.1), paid(new, after));
    let places: Set<&(Option<String>, String)> = was.keys().chain(is.keys()).collect();
    let text = |value: Decimal| after.canonical(&Datum::Number { value, inexact: false });
    let difference = |(payee, currency): &(Option<String>, String)| {
        let of = |paid: &Paid| paid.get(&(payee.clone(), currency.clone())).copied().unwrap_or(Some(Decimal::ZERO));
        let (before, after) = (of(&was), of(&is));
        (before != after).then(|| PayDifference {
            payee: payee.clone(),
            currency: currency.clone(),
            before: before.map(text),
            after: after.map(text),
            difference: after.zip(before).and_then(|(after, before)| after.sub(before).ok()).map(|rounded| text(rounded.value)),
        })
    };
    places.into_iter().filter_map(difference).collect()
}

fn is_same(was: Option<&Cell>, is: Option<&Cell>) -> bool {
    let [was, is] = [was, is].map(|cell| cell.map(|cell| (&cell.text, &cell.currency)));
    was == is
}

fn less(after: Option<&Cell>, before: Option<&Cell>) -> Option<Datum> {
    if let (Some(after), Some(before)) = (after, before)
        && after.currency != before.currency
    {
        return None;
    }
    let number = |cell: Option<&Cell>| match cell.map(|cell| &cell.value) {
        None | Some(Datum::Blank) => Some((Decimal::ZERO, false)),
        Some(Datum::Number { value, inexact }) => Some((*value, *inexact)),
        Some(Datum::Text(_) | Datum::Key(_) | Datum::Bool(_) | Datum::Date(_) | Datum::Period(_) | Datum::Error(_)) => None,
    };
    let is_number = |cell: Option<&Cell>| matches!(cell.map(|cell| &cell.value), Some(Datum::Number { .. }));
    if !is_number(after) && !is_number(before) {
        return None;
    }
    let ((after, a), (before, b)) = (number(after)?, number(before)?);
    let difference = after.sub(before).ok()?;
    Some(Datum::Number { value: difference.value, inexact: a || b || difference.inexact })
}
