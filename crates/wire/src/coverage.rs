//! What the examples of plans touch, with places as an editor has them.

use crate::editor::{Files, Place};
use serde::Serialize;
use tiercel::{Coverage, UntouchedKind};

/// What the examples touch.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CoverageReport {
    /// How many rows and branches there are.
    pub all: usize,
    /// Those that no example touches, by their place.
    pub untouched: Vec<UntouchedPlace>,
}

/// A row of tiers or of a decision table, or a branch, that no example touches.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UntouchedPlace {
    /// What it is.
    #[cfg_attr(test, ts(type = "'tier-row' | 'rate-row' | 'branch'"))]
    pub kind: &'static str,
    /// Where it stands.
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    pub place: Place,
}

/// What something is that no example touches.
pub(crate) fn kind_of(kind: UntouchedKind) -> &'static str {
    match kind {
        UntouchedKind::TierRow => "tier-row",
        UntouchedKind::RateRow => "rate-row",
        UntouchedKind::Branch => "branch",
    }
}

impl Files<'_> {
    /// What the examples touch.
    pub fn coverage(&self, from: &Coverage) -> CoverageReport {
        let untouched = from.untouched.iter().map(|one| {
            let place = self.place_of(usize::from(one.span.file), one.span.start as usize, one.span.end as usize);
            UntouchedPlace { kind: kind_of(one.kind), place }
        });
        CoverageReport { all: from.all, untouched: untouched.collect() }
    }
}
