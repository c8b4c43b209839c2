//! PRORATED and EVEN: sums of rows weighted by days or periods.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use super::rows::Scope;
use super::tally::Order;
use crate::datum::{ErrorCode, Failure};
use crate::engine::Engine;
use crate::exact::Fraction;
use crate::place::{BLOCK, Lane, Places};
use crate::vector::{Scalar, Vector};
use tiercel_plan::{AggregateId, AggregateOver, ExprId, Proration, TableTime, TimeSource, Window};
use tiercel_value::Grain;

/// A weighted sum, whether it is inexact, and its first error.
type Weighed = (Fraction, bool, Option<(Order, Failure)>);

/// How much of a row's value falls into a window.
enum Share {
    Nothing,
    Part(Fraction),
    /// Its span has no end to divide by.
    Unknown,
}

impl Engine<'_> {
    pub(crate) fn prorated(&self, proration: Proration, id: AggregateId, expr: ExprId, places: &Places) -> Vector {
        let aggregate = self.plan.aggregate(id);
        let (AggregateOver::Rows(table), Some(body)) = (aggregate.over, aggregate.body) else {
            return self.with_default(None, expr, places, vec![None; places.len]);
        };
        let time = match aggregate.time {
            TimeSource::On(time) => time,
            TimeSource::Role | TimeSource::None => self.plan.table(table).time,
        };
        // A row's own period is whole here, also where the plan's weeks do not fit into it.
        let own = match time {
            TableTime::In(ordinal, grain) => Some((ordinal, grain, matches!(aggregate.time, TimeSource::On(_)))),
            TableTime::None | TableTime::On(_) | TableTime::Span(..) => None,
        };
        let windows = self.windows(aggregate.window.unwrap_or(Window::Period), expr, places);
        // EVEN goes by the plan's periods that belong to the row's, PRORATED by days.
        let scope = Scope { whole: proration != Proration::Even, ..Scope::of(table, aggregate) };
        let ordinals =
            own.map(|(ordinal, _, ranged)| if ranged { self.ranged_column(table, ordinal) } else { self.row_column(table, ordinal) });
        let days = self.row_days_of(table, aggregate.time, scope.whole);
        let mut sums: Vec<Weighed> = vec![(Fraction::zero(), false, None); places.len];
        let mut failures = windows.failures.clone();
        let mut broken = Vec::new();
        self.select(
            &scope,
            expr,
            places,
            &mut failures,
            &mut |pairs| {
                let shares: Vec<Share> = pairs
                    .places
                    .iter()
                    .zip(&pairs.rows)
                    .map(|(place, row)| {
                        let (Some(window), Some(span)) = (windows.days[*place as usize], days.of(*row)) else { return Share::Nothing };
                        let period = ordinals.as_ref().and_then(|column| match column.get(*row as usize) {
                            Some(Scalar::Word(word)) => Some(word.cast_signed()),
                            _ => None,
                        });
                        let own = own.zip(period).map(|((_, grain, _), period)| (grain, period));
                        self.share(proration, own, span, window, places.cell.grain)
                    })
                    .collect();
                let weighty: Vec<u32> = (0u32..)
                    .zip(&shares)
                    .filter(|(_, share)| match share {
                        Share::Nothing => false,
                        Share::Part(part) => !part.is_zero(),
                        Share::Unknown => true,
                    })
                    .map(|(at, _)| at)
                    .collect();
                for block in weighty.chunks(BLOCK) {
                    let of: Vec<u32> = block.iter().map(|index| pairs.places[*index as usize]).collect();
                    let rows = block.iter().map(|index| pairs.rows[*index as usize]).collect();
                    let at = Places { ranged: Some((table, Lane::each(rows))), distinct: false, ..places.gather(&of) };
                    let values = self.eval(body, &at);
                    for (position, index) in block.iter().enumerate() {
                        let index = *index as usize;
                        let sum = &mut sums[pairs.places[index] as usize];
                        let value = match (values.get(position), &shares[index]) {
                            (Scalar::Number(..), Share::Unknown) => self.fail(ErrorCode::NotAvailable, expr, &at, position),
                            (value, _) => value,
                        };
                        match (value, &shares[index]) {
                            (Scalar::Number(number, inexact), Share::Part(part)) => {
                                sum.0 = sum.0.plus(&Fraction::of(number).times(part));
                                sum.1 |= inexact;
                            }
                            (Scalar::Error(failure), _) => {
                                let order = self.order_of(table, aggregate.owner, pairs.rows[index], pairs.days[index]);
                                if sum.2.is_none_or(|(first, _)| order < first) {
                                    sum.2 = Some((order, failure));
                                }
                            }
                            (Scalar::Blank | Scalar::Number(..) | Scalar::Bool(_) | Scalar::Word(_), _) => {}
                        }
                    }
                }
            },
            &mut |place, row, day, failure| broken.push((place, row, day, failure)),
        );
        for (place, row, day, failure) in broken {
            let order = self.order_of(table, aggregate.owner, row, day);
            let sum = &mut sums[place as usize];
            if sum.2.is_none_or(|(first, _)| order < first) {
                sum.2 = Some((order, failure));
            }
        }
        let results = sums.into_iter().zip(failures).enumerate().map(|(index, ((sum, inexact, failed), failure))| {
            Some(match (failure, failed) {
                (Some(failure), _) | (None, Some((_, failure))) => Scalar::Error(failure),
                (None, None) => match sum.nearest() {
                    Ok(rounded) => Scalar::Number(rounded.value, rounded.inexact || inexact),
                    Err(_) => self.fail(ErrorCode::Number, expr, places, index),
                },
            })
        });
        let results = results.collect();
        self.with_default(None, expr, places, results)
    }

    /// How much of a row's value falls into the days of a window.
    fn share(&self, proration: Proration, own: Option<(Grain, i32)>, span: (i32, i32), window: (i32, i32), here: Grain) -> Share {
        let Some(common) = overlap(span, window) else { return Share::Nothing };
        let share = |days: i64, of: i64| Share::Part(Fraction::whole(days).over(&Fraction::whole(of)));
        match proration {
            Proration::Period => match own {
                Some(_) => share(length(common), length(span)),
                // Per this period: as many days as the plan's periods that belong to it have.
                None => {
                    Share::Part(self.by_periods(common, |day| Some(self.time.days(here, self.time.cell_of(day, here).map(|at| (at, at))?))))
                }
            },
            Proration::Per(grain) => Share::Part(self.by_periods(common, |day| {
                self.time.period_of(day, grain).map(|at| (self.time.start(grain, at), self.time.end(grain, at)))
            })),
            Proration::PerSpan if span.1 == i32::MAX => Share::Unknown,
            Proration::PerSpan => share(length(common), length(span)),
            Proration::Even => {
                let base = self.time.base;
                let parts = match own {
                    Some((grain, period)) => Some(self.time.parts(grain, period, base)),
                    None => self.time.touched(span.0, span.1),
                };
                let Some((first, last)) = parts else { return Share::Nothing };
                let count = i64::from(last) - i64::from(first) + 1;
                let inside =
                    (first..=last).filter(|period| self.time.start(base, *period) >= window.0 && self.time.end(base, *period) <= window.1);
                if count > 0 { share(i64::try_from(inside.count()).unwrap_or(0), count) } else { Share::Nothing }
            }
        }
    }

    /// The sum, over the periods that days lie in, of the part of each that lies in the days; `whole` gives the days of a day's
    /// period.
    fn by_periods(&self, days: (i32, i32), whole: impl Fn(i32) -> Option<(i32, i32)>) -> Fraction {
        let mut sum = Fraction::zero();
        let mut day = days.0;
        // A span without an end goes on to the last day there is.
        while day <= days.1.min(tiercel_value::Date::LAST.0) {
            let Some(whole) = whole(day) else {
                // Days between periods of the plan's own calendar belong to none.
                day = day.saturating_add(1);
                continue;
            };
            if let Some(part) = overlap((day, whole.1), days) {
                sum = sum.plus(&Fraction::whole(length(part)).over(&Fraction::whole(length(whole))));
            }
            day = whole.1.max(day).saturating_add(1);
        }
        sum
    }
}

fn length((from, to): (i32, i32)) -> i64 {
    i64::from(to) - i64::from(from) + 1
}

fn overlap(a: (i32, i32), b: (i32, i32)) -> Option<(i32, i32)> {
    let (from, to) = (a.0.max(b.0), a.1.min(b.1));
    (from <= to).then_some((from, to))
}
