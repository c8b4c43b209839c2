//! How far a read goes, and how two reaches compose: an aggregate inside an aggregate stands at the cell ranged over.

use tiercel_plan::{PeopleReach, PeriodReach, Window};

/// Which row a column is read at, seen from the row where the formula stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RowReach {
    /// This row, or for RUNNING the rows up to and with it.
    Here,
    /// A row before it, by PRIOR.
    Before,
    /// Any other row.
    Elsewhere,
}

/// Where an expression is evaluated, relative to the node's own place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reach {
    /// Whose cell.
    pub(crate) people: PeopleReach,
    /// Of which period.
    pub(crate) periods: PeriodReach,
    /// At which row.
    pub(crate) rows: RowReach,
    /// Whether oneself is among the people.
    pub(crate) self_included: bool,
    /// Whether only a SUM or COUNT reads it.
    pub(crate) sealable: bool,
}

impl Reach {
    /// The node's own place.
    pub(crate) const HERE: Reach =
        Reach { people: PeopleReach::Own, periods: PeriodReach::This, rows: RowReach::Here, self_included: true, sealable: true };

    /// The place moved to other people and periods.
    pub(crate) fn moved(self, people: PeopleReach, self_included: bool, periods: PeriodReach) -> Reach {
        Reach {
            people: compose_people(self.people, people),
            periods: compose_periods(self.periods, periods),
            self_included: self.self_included && self_included,
            ..self
        }
    }
}

fn compose_people(outer: PeopleReach, inner: PeopleReach) -> PeopleReach {
    use PeopleReach as P;
    match (outer, inner) {
        (P::Own, other) | (other, P::Own) => other,
        (P::Nobody, other) | (other, P::Nobody) => other,
        (P::Down, P::Down) => P::Down,
        (P::Up, P::Up) => P::Up,
        (P::Same, P::Same) => P::Same,
        (P::Everyone, _) | (_, P::Everyone) => P::Everyone,
        (P::Down, P::Up | P::Same | P::Reference)
        | (P::Up, P::Down | P::Same | P::Reference)
        | (P::Same, P::Down | P::Up | P::Reference)
        | (P::Reference, P::Down | P::Up | P::Same | P::Reference) => P::Everyone,
    }
}

fn compose_periods(outer: PeriodReach, inner: PeriodReach) -> PeriodReach {
    use PeriodReach as P;
    match (outer, inner) {
        (P::Timeless, other) | (other, P::Timeless) => other,
        (P::This, other) | (other, P::This) => other,
        (P::Full, _) | (_, P::Full) => P::Full,
        (P::Fixed, _) | (_, P::Fixed) => P::Fixed,
        (P::Back(a), P::Back(b)) => P::Back(a.saturating_add(b)),
        (P::Back(_) | P::Earlier, P::Back(_) | P::Earlier | P::ToStart) | (P::ToStart, P::Back(_) | P::Earlier) => P::Earlier,
        (P::ToStart, P::ToStart) => P::ToStart,
    }
}

/// Whether only periods before this one are reached.
pub(crate) fn is_earlier(periods: PeriodReach) -> bool {
    match periods {
        PeriodReach::Back(n) => n > 0,
        PeriodReach::Earlier => true,
        PeriodReach::Timeless | PeriodReach::This | PeriodReach::ToStart | PeriodReach::Fixed | PeriodReach::Full => false,
    }
}

/// How far a window reaches from the period where it stands.
pub(crate) fn of_window(window: Option<Window>) -> PeriodReach {
    match window {
        None => PeriodReach::Timeless,
        Some(Window::Period) => PeriodReach::This,
        Some(Window::Prior(n)) => PeriodReach::Back(n),
        Some(Window::Earlier(_) | Window::LastYear) => PeriodReach::Earlier,
        Some(Window::Last(_) | Window::ToDateIn(_) | Window::ToDate) => PeriodReach::ToStart,
        Some(Window::Full(_)) => PeriodReach::Full,
        Some(Window::Between(..)) => PeriodReach::Fixed,
    }
}
