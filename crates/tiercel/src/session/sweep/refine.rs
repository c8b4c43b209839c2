//! Where an amount does not lie on a line: found by halving.

use super::probe::{Probe, Sample};
use crate::session::Refused;
use tiercel_value::{Decimal, Rounding, round_to_places};

/// What was found out about a stretch of inputs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refined {
    /// The last index up to which the amount lies on lines between the inputs that were looked at.
    pub(super) until: i64,
    /// How far it may be from them.
    pub(super) within: Decimal,
}

/// Looks at inputs until the amount lies on a line between each two of them that are not neighbours. First to the last
/// digit; if that takes too much, because the formulas round, within the unit of the amount, four and sixteen times that.
pub(super) fn refine(probe: &mut Probe, steps: i64) -> Result<Refined, Refused> {
    let most = probe.budget;
    if usize::try_from(steps).is_ok_and(|steps| steps < most) {
        for index in 0..=steps {
            probe.at(index)?;
        }
        return Ok(within_neighbours(probe, steps));
    }
    let seeds = probe.seeds(steps);
    let mut tried = Refined { until: 0, within: Decimal::ZERO };
    for (pass, times) in [0, 1, 4, 16].into_iter().enumerate() {
        let within = probe.target.unit.mul(Decimal::from_i64(times)).map_or(Decimal::ZERO, |product| product.value);
        // Each pass may use as much of what is left as the passes after it.
        let left = most.saturating_sub(probe.evaluations());
        probe.budget = probe.evaluations() + left / (4 - pass).max(1);
        tried = Refined { until: halve(probe, &seeds, within)?, within };
        if tried.until == steps {
            break;
        }
    }
    probe.budget = most;
    let samples: Vec<(i64, Sample)> = probe.all().filter(|(index, _)| *index <= tried.until).collect();
    Ok(Refined { within: fewest(probe, &samples, tried.within), ..tried })
}

/// What several roundings in a formula come to: more than one of them, if fewer pieces are enough then.
fn fewest(probe: &Probe, samples: &[(i64, Sample)], within: Decimal) -> Decimal {
    let pieces = |within| super::curve::pieces(samples, within).len();
    let most = probe.target.unit.mul(Decimal::from_i64(16)).map_or(within, |most| most.value);
    let mut taken = within;
    while let Some(more) = taken.mul(Decimal::from_i64(4)).ok().map(|more| more.value).filter(|more| !more.is_zero() && *more <= most)
        && pieces(more) < pieces(taken)
    {
        taken = more;
    }
    taken
}

/// Every input was looked at: the amount lies on lines if few lines are enough, to the last digit or within what rounds.
fn within_neighbours(probe: &Probe, steps: i64) -> Refined {
    let samples: Vec<(i64, Sample)> = probe.all().collect();
    let lines = |within| super::curve::pieces(&samples, within).len();
    let exact = lines(Decimal::ZERO);
    let unit = probe.target.unit;
    // Formulas that round give a new piece every few steps; what they would be without rounding is worth more.
    let within = if exact > 8 && lines(unit) * 4 <= exact { fewest(probe, &samples, unit) } else { Decimal::ZERO };
    Refined { until: steps, within }
}

fn halve(probe: &mut Probe, seeds: &[i64], within: Decimal) -> Result<i64, Refused> {
    let mut until = seeds.first().copied().unwrap_or(0);
    // The leftmost stretch is on top.
    let mut open: Vec<(i64, i64)> = seeds.iter().zip(seeds.iter().skip(1)).map(|(from, to)| (*from, *to)).rev().collect();
    while let Some((from, to)) = open.pop() {
        let (Some(_), Some(_)) = (probe.at(from)?, probe.at(to)?) else { return Ok(until) };
        if to - from <= 1 {
            until = to;
            continue;
        }
        let middle = from + (to - from) / 2;
        // A second look, not in the middle: what is bent the same way on both sides is no line.
        let third = from + (to - from) / 3;
        let Some(mut straight) = straight(probe, from, middle, to, within)? else { return Ok(until) };
        if straight && third > from {
            let Some(also) = self::straight(probe, from, third, to, within)? else { return Ok(until) };
            straight = also;
        }
        if straight {
            until = to;
        } else {
            open.push((middle, to));
            open.push((from, middle));
        }
    }
    Ok(until)
}

/// Whether an amount lies on the line between two others; none where it can't be looked at.
fn straight(probe: &mut Probe, from: i64, at: i64, to: i64, within: Decimal) -> Result<Option<bool>, Refused> {
    let (Some(first), Some(between), Some(last)) = (probe.at(from)?, probe.at(at)?, probe.at(to)?) else { return Ok(None) };
    Ok(Some(match (first.exact(), between.exact(), last.exact()) {
        (Some(a), Some(b), Some(c)) => on_line((from, a), (at, b), (to, c), within).unwrap_or(false),
        _ => first == between && between == last,
    }))
}

fn on_line(first: (i64, Decimal), between: (i64, Decimal), last: (i64, Decimal), within: Decimal) -> Option<bool> {
    let times = |value: Decimal, steps: i64| value.mul(Decimal::from_i64(steps)).ok();
    let whole = last.0 - first.0;
    let rise = times(last.1.sub(first.1).ok()?.value, between.0 - first.0)?.value;
    let found = times(between.1.sub(first.1).ok()?.value, whole)?.value;
    let off = found.sub(rise).ok()?.value.abs();
    let allowed = times(allowance(within, &[first.1, between.1, last.1]), whole)?.value;
    Some(off <= allowed)
}

/// How far amounts may be from a line that stand on it: what is said, and what the last digits of a number lose.
pub(super) fn allowance(within: Decimal, amounts: &[Decimal]) -> Decimal {
    let largest = amounts.iter().map(|amount| amount.abs()).max().unwrap_or(Decimal::ONE).max(Decimal::ONE);
    let digits = Decimal::from_parts(1, 18).ok().and_then(|part| largest.mul(part).ok()).map_or(Decimal::ZERO, |product| product.value);
    within.add(digits).map_or(within, |sum| sum.value)
}

/// The number with the fewest decimals between two, of these the one nearest to their middle.
pub(super) fn shortest_between(low: Decimal, high: Decimal) -> Decimal {
    let middle = low.add(high).ok().and_then(|sum| sum.value.div(Decimal::from_i64(2)).ok()).map_or(low, |middle| middle.value);
    let inside = |number: &Decimal| *number >= low && *number <= high;
    let at = |places: i32, rounding| round_to_places(middle, places, rounding).ok().filter(inside);
    let both = |places| at(places, Rounding::HalfEven).or_else(|| at(places, Rounding::Down)).or_else(|| at(places, Rounding::Up));
    (0..=28).find_map(both).unwrap_or(middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_numbers_between_two_the_shortest_is_taken() {
        let number = |text: &str| Decimal::parse_exact(text).unwrap();
        let cases = [
            ("0.0998", "0.1003", "0.1"),
            ("-0.001", "0.004", "0"),
            ("0.06249", "0.06251", "0.0625"),
            ("2", "2", "2"),
            ("-7.6", "-7.2", "-7.4"),
        ];
        for (low, high, shortest) in cases {
            assert_eq!(shortest_between(number(low), number(high)), number(shortest), "{low} .. {high}");
        }
    }
}
