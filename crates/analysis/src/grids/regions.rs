//! The values of one condition column, cut into regions in which every cell says the same.

use super::Domain;
use super::cells::shown;
use std::cmp::Ordering;
use tiercel_plan::{Bounds, RateCell, Type, Value};
use tiercel_value::order;
use tiercel_value::{Date, Decimal, Period};

/// Values that no cell of the column tells apart.
#[derive(Clone, Debug)]
pub(super) enum Region {
    /// One value.
    Point(Value),
    /// All strictly between two values; open where there is none.
    Between(Option<Value>, Option<Value>),
    /// Every text that no cell names.
    OtherText,
}

/// Compares values of one kind; numbers after the cut that comparisons make.
pub(super) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.compare_cut(*b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.0.cmp(&b.0)),
        (Value::Period(a), Value::Period(b)) => Some(a.ordinal.cmp(&b.ordinal)),
        (Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_) | Value::Blank, _) => None,
    }
}

/// The regions of a column of a type, those only that a value of the domain may fall into.
pub(super) fn regions(ty: Type, cells: &[&RateCell], domain: &Domain) -> Vec<Region> {
    let mut points: Vec<Value> = cells.iter().flat_map(|cell| values_in(cell)).collect();
    if let Domain::Within(bounds) = domain {
        points.extend(bounds.iter().flat_map(values_of));
    }
    order::sort_by(&mut points, |a, b| compare(a, b).unwrap_or(Ordering::Equal));
    points.dedup_by(|a, b| compare(a, b) == Some(Ordering::Equal));
    let all = match ty {
        Type::Bool => vec![Region::Point(Value::Bool(false)), Region::Point(Value::Bool(true))],
        Type::Text | Type::Payee | Type::Ref(_) => {
            points.into_iter().map(Region::Point).chain(std::iter::once(Region::OtherText)).collect()
        }
        Type::Number | Type::Percent | Type::Money(_) | Type::Date | Type::Period(_) => line(points),
    };
    all.into_iter().filter(|region| in_domain(region, domain)).collect()
}

/// Points and the stretches between them.
fn line(points: Vec<Value>) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut before: Option<Value> = None;
    for point in points {
        if !adjacent(before.as_ref(), &point) {
            regions.push(Region::Between(before, Some(point.clone())));
        }
        regions.push(Region::Point(point.clone()));
        before = Some(point);
    }
    regions.push(Region::Between(before, None));
    regions
}

/// Days and periods that follow each other have nothing between them.
fn adjacent(before: Option<&Value>, after: &Value) -> bool {
    match (before, after) {
        (Some(Value::Date(a)), Value::Date(b)) => a.0.saturating_add(1) == b.0,
        (Some(Value::Period(a)), Value::Period(b)) => a.ordinal.saturating_add(1) == b.ordinal,
        (_, Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Blank | Value::Date(_) | Value::Period(_)) => false,
    }
}

fn values_in(cell: &RateCell) -> Vec<Value> {
    match cell {
        RateCell::Any | RateCell::Other => Vec::new(),
        RateCell::Values(values) => values.clone(),
        RateCell::Range(low, high) => low.iter().chain(high).map(|(value, _)| value.clone()).collect(),
    }
}

fn values_of(bounds: &Bounds) -> Vec<Value> {
    match bounds {
        Bounds::OneOf(values) => values.clone(),
        Bounds::Range(low, high) => low.iter().chain(high).map(|(value, _)| value.clone()).collect(),
    }
}

fn in_domain(region: &Region, domain: &Domain) -> bool {
    match domain {
        Domain::All => true,
        Domain::Within(bounds) => bounds.iter().any(|bounds| match bounds {
            Bounds::OneOf(values) => values.iter().any(|value| is_at(region, value)),
            Bounds::Range(low, high) => is_within(region, low.as_ref(), high.as_ref()),
        }),
    }
}

fn is_at(region: &Region, value: &Value) -> bool {
    matches!(region, Region::Point(point) if compare(point, value) == Some(Ordering::Equal))
}

/// Whether a region lies within a range; its ends are among the points, so it lies inside or outside as a whole.
fn is_within(region: &Region, low: Option<&(Value, bool)>, high: Option<&(Value, bool)>) -> bool {
    match region {
        Region::OtherText => false,
        Region::Point(point) => {
            let above = low
                .is_none_or(|(bound, included)| compare(point, bound).is_some_and(|order| order.is_gt() || (*included && order.is_eq())));
            let below = high
                .is_none_or(|(bound, included)| compare(point, bound).is_some_and(|order| order.is_lt() || (*included && order.is_eq())));
            above && below
        }
        Region::Between(from, to) => {
            let above = low.is_none_or(|(bound, _)| from.as_ref().and_then(|from| compare(from, bound)).is_some_and(Ordering::is_ge));
            let below = high.is_none_or(|(bound, _)| to.as_ref().and_then(|to| compare(to, bound)).is_some_and(Ordering::is_le));
            above && below
        }
    }
}

/// Whether a cell takes the values of a region. `other` takes what no cell of the column names as a value.
pub(super) fn takes(cell: &RateCell, region: &Region, column: &[&RateCell]) -> bool {
    match cell {
        RateCell::Any => true,
        RateCell::Values(values) => values.iter().any(|value| is_at(region, value)),
        RateCell::Range(low, high) => is_within(region, low.as_ref(), high.as_ref()),
        RateCell::Other => !column.iter().any(|other| match other {
            RateCell::Values(values) => values.iter().any(|value| is_at(region, value)),
            RateCell::Any | RateCell::Other | RateCell::Range(..) => false,
        }),
    }
}

/// A value of a region as a person would write it.
pub(super) fn example(region: &Region, ty: Type) -> String {
    match region {
        Region::Point(value) => shown(value, ty),
        Region::OtherText => "…".to_owned(),
        Region::Between(low, high) => shown(&between(low.as_ref(), high.as_ref()), ty),
    }
}

fn between(low: Option<&Value>, high: Option<&Value>) -> Value {
    let one = Decimal::ONE;
    let plain = |result: Result<tiercel_value::Rounded, tiercel_value::NumError>| result.map_or(Decimal::ZERO, |rounded| rounded.value);
    match (low, high) {
        (Some(Value::Number(a)), Some(Value::Number(b))) => {
            let sum = plain(a.add(*b));
            Value::Number(plain(sum.div(Decimal::from_i64(2))))
        }
        (Some(Value::Number(a)), _) => Value::Number(plain(a.add(one))),
        (None, Some(Value::Number(b))) => Value::Number(plain(b.sub(one))),
        (Some(Value::Date(day)), _) => Value::Date(Date(day.0.saturating_add(1))),
        (None, Some(Value::Date(day))) => Value::Date(Date(day.0.saturating_sub(1))),
        (Some(Value::Period(period)), _) => Value::Period(Period { ordinal: period.ordinal.saturating_add(1), ..*period }),
        (None, Some(Value::Period(period))) => Value::Period(Period { ordinal: period.ordinal.saturating_sub(1), ..*period }),
        (None, None) => Value::Number(Decimal::ZERO),
        (Some(Value::Text(_) | Value::Bool(_) | Value::Blank), _) | (None, Some(Value::Text(_) | Value::Bool(_) | Value::Blank)) => {
            Value::Blank
        }
    }
}
