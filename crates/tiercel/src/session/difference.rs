//! What changes between two runs, cell by cell.

use tiercel_engine::{Datum, Results};
use tiercel_plan::{LineId, Plan};
use tiercel_value::{Decimal, Period};

/// A line's cell that is not the same in two runs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The payee's key.
    pub payee: String,
    /// The period.
    pub period: Period,
    /// The line.
    pub line: LineId,
    /// What it was; none if there was no cell.
    pub before: Option<Datum>,
    /// What it is; none if there is no cell.
    pub after: Option<Datum>,
    /// After less before, for numbers; a cell that is not there counts as 0.
    pub difference: Option<Decimal>,
}

/// The cells that differ, by payee, period and line.
pub fn differences(plan: &Plan, before: &Results<'_>, after: &Results<'_>, key: impl Fn(bool, u32) -> String) -> Vec<Difference> {
    let cells = |results: &Results<'_>, of_after: bool| -> Vec<((String, Period, String, LineId), Datum)> {
        let place = |cell: &tiercel_engine::Cell| (key(of_after, cell.payee), cell.period, plan.line(cell.line).name.clone(), cell.line);
        let mut cells: Vec<_> = results.cells().map(|cell| (place(&cell), cell.value)).collect();
        cells.sort_by(|a, b| a.0.cmp(&b.0));
        cells
    };
    let (before, after) = (cells(before, false), cells(after, true));
    let mut found = Vec::new();
    let (mut old, mut new) = (before.into_iter().peekable(), after.into_iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return found,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(a), Some(b)) => a.0.cmp(&b.0),
        };
        let was = if order.is_le() { old.next() } else { None };
        let is = if order.is_ge() { new.next() } else { None };
        let place = was.as_ref().or(is.as_ref()).map(|(place, _)| place.clone());
        let (was, is) = (was.map(|(_, value)| value), is.map(|(_, value)| value));
        if let (Some((payee, period, _, line)), true) = (place, was != is) {
            found.push(Difference { payee, period, line, difference: less(is.as_ref(), was.as_ref()), before: was, after: is });
        }
    }
}

fn less(after: Option<&Datum>, before: Option<&Datum>) -> Option<Decimal> {
    let number = |datum: Option<&Datum>| match datum {
        None | Some(Datum::Blank) => Some(Decimal::ZERO),
        Some(Datum::Number { value, .. }) => Some(*value),
        Some(Datum::Text(_) | Datum::Key(_) | Datum::Bool(_) | Datum::Date(_) | Datum::Period(_) | Datum::Error(_)) => None,
    };
    match (after, before) {
        (Some(Datum::Number { .. }), _) | (_, Some(Datum::Number { .. })) => {
            number(after)?.sub(number(before)?).ok().map(|rounded| rounded.value)
        }
        _ => None,
    }
}
