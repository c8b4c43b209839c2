//! What changes between two sessions, cell by cell.

use super::Session;
use std::collections::BTreeMap;
use tiercel_engine::{Datum, Results};
use tiercel_plan::LineId;
use tiercel_value::{Decimal, Period};

/// A line's cell that is not the same in two sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The payee's key.
    pub payee: String,
    /// The period, as written.
    pub period: String,
    /// The line.
    pub line: LineId,
    /// Canonical text of what it was; none if there was no cell.
    pub before: Option<String>,
    /// Canonical text of what it is; none if there is no cell.
    pub after: Option<String>,
    /// Canonical text of after less before, for numbers; a cell that is not there counts as 0.
    pub difference: Option<String>,
}

/// The place of a cell, in the order in which differences come; payees may have other numbers in the other session.
type Place = (String, Period, LineId);

/// The cells that differ, by payee, period and line.
pub(super) fn between((old, before): (&Session, &Results<'_>), (new, after): (&Session, &Results<'_>)) -> Vec<Difference> {
    let mut places: BTreeMap<Place, [Option<Datum>; 2]> = BTreeMap::new();
    for cell in before.cells() {
        places.entry((old.payee_key(cell.payee), cell.period, cell.line)).or_default()[0] = Some(cell.value);
    }
    for cell in after.cells() {
        places.entry((new.payee_key(cell.payee), cell.period, cell.line)).or_default()[1] = Some(cell.value);
    }
    let changed = places.into_iter().filter(|(_, [was, is])| was != is);
    let difference = |((payee, period, line), [was, is]): (Place, [Option<Datum>; 2])| Difference {
        payee,
        period: after.calendar().name(period),
        line,
        difference: less(is.as_ref(), was.as_ref()).map(|value| after.canonical(&value)),
        before: was.map(|value| before.canonical(&value)),
        after: is.map(|value| after.canonical(&value)),
    };
    changed.map(difference).collect()
}

fn less(after: Option<&Datum>, before: Option<&Datum>) -> Option<Datum> {
    let number = |datum: Option<&Datum>| match datum {
        None | Some(Datum::Blank) => Some((Decimal::ZERO, false)),
        Some(Datum::Number { value, inexact }) => Some((*value, *inexact)),
        Some(Datum::Text(_) | Datum::Key(_) | Datum::Bool(_) | Datum::Date(_) | Datum::Period(_) | Datum::Error(_)) => None,
    };
    let is_number = |datum: Option<&Datum>| matches!(datum, Some(Datum::Number { .. }));
    if !is_number(after) && !is_number(before) {
        return None;
    }
    let ((after, a), (before, b)) = (number(after)?, number(before)?);
    let difference = after.sub(before).ok()?;
    Some(Datum::Number { value: difference.value, inexact: a || b || difference.inexact })
}
