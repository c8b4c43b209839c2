//! A curve: the points where the slope or the value of an amount changes.

use super::probe::{Probe, Sample};
use super::refine::{allowance, refine, shortest_between};
use crate::session::Refused;
use tiercel_value::Decimal;

/// How an amount follows an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    /// The first input, every one where slope or value changes, and the last.
    pub points: Vec<CurvePoint>,
    /// The currency's code; empty for what is no amount.
    pub currency: String,
    /// How far two inputs stand apart.
    pub step: String,
    /// Changes of the value below this count as none: 0 unless the formulas round themselves.
    pub within: String,
    /// Whether the plan was evaluated at every input.
    pub certain: bool,
    /// Whether inputs behind the last point were not looked at, because the plan may not be evaluated more often.
    pub more: bool,
    /// How often the plan was evaluated.
    pub evaluations: usize,
}

/// A point of a curve. A bend that lies between two inputs is told at the later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurvePoint {
    /// The input.
    pub input: String,
    /// Canonical text of the value there; an error's code; empty where there is no cell.
    pub value: String,
    /// The value one step before, if it jumps here.
    pub below: Option<String>,
    /// What one more of the input gives from here on; none at the last point, in an error, and on a single input between jumps.
    pub slope: Option<String>,
}

/// Amounts that lie on one line, by their positions among the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    first: usize,
    last: usize,
    /// The rise from one index to the next, between these; none in an error.
    rise: Option<(Decimal, Decimal)>,
}

pub(super) fn of(probe: &mut Probe, steps: i64) -> Result<Curve, Refused> {
    let refined = refine(probe, steps)?;
    let samples: Vec<(i64, Sample)> = probe.all().filter(|(index, _)| *index <= refined.until).collect();
    let pieces = pieces(&samples, refined.within);
    Ok(Curve {
        points: points(probe, &samples, &pieces, refined.within),
        currency: probe.target.currency.clone(),
        step: probe.grid.step.to_string(),
        within: refined.within.to_string(),
        certain: usize::try_from(steps).is_ok_and(|steps| steps < probe.evaluations()),
        more: refined.until < steps,
        evaluations: probe.evaluations(),
    })
}

/// Cuts samples into pieces that lie on a line, each as long as it can be.
pub(super) fn pieces(samples: &[(i64, Sample)], within: Decimal) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut first = 0;
    while first + 1 < samples.len() {
        let piece = longest(samples, first, within);
        first = piece.last.max(first + 1);
        pieces.push(piece);
    }
    pieces
}

fn longest(samples: &[(i64, Sample)], first: usize, within: Decimal) -> Piece {
    let mut piece = Piece { first, last: first, rise: None };
    let Some((start, from)) = samples.get(first) else { return piece };
    for (position, (index, sample)) in samples.iter().enumerate().skip(first + 1) {
        match (from.exact(), sample.exact()) {
            (Some(from), Some(to)) => {
                let Some((low, high)) = rise(index - start, from, to, within) else { break };
                let (low, high) = piece.rise.map_or((low, high), |(lowest, highest)| (low.max(lowest), high.min(highest)));
                if low > high {
                    break;
                }
                piece.rise = Some((low, high));
            }
            (None, None) if from == sample => {}
            _ => break,
        }
        piece.last = position;
    }
    piece
}

/// Between what the rise from one index to the next must lie.
fn rise(indexes: i64, from: Decimal, to: Decimal, within: Decimal) -> Option<(Decimal, Decimal)> {
    let (off, indexes) = (allowance(within, &[from, to]), Decimal::from_i64(indexes));
    let rise = to.sub(from).ok()?.value;
    let part = |rise: Decimal| rise.div(indexes).ok();
    Some((part(rise.sub(off).ok()?.value)?.value, part(rise.add(off).ok()?.value)?.value))
}

/// Where one piece ends and another begins.
fn points(probe: &Probe, samples: &[(i64, Sample)], pieces: &[Piece], within: Decimal) -> Vec<CurvePoint> {
    let at = |position: usize| samples.get(position).copied();
    let point = |(index, sample): (i64, Sample)| CurvePoint {
        input: probe.grid.input(index).to_string(),
        value: sample.text(),
        below: None,
        slope: None,
    };
    let mut points: Vec<(i64, CurvePoint)> = at(0).map(|first| (first.0, point(first))).into_iter().collect();
    for (number, piece) in pieces.iter().enumerate() {
        let (Some(from), Some(to)) = (at(piece.first), at(piece.last.max(piece.first + 1))) else { continue };
        let is_step = to.0 - from.0 == 1 && samples.len() > 2;
        let is_gap_edge = piece.last == piece.first;
        if is_step || is_gap_edge {
            let before = number.checked_sub(1).and_then(|before| pieces.get(before));
            let bends = is_step && bends_between(samples, before, *piece, pieces.get(number + 1)) == Some(true);
            points.push((to.0, CurvePoint { below: (!bends && from.1 != to.1).then(|| from.1.text()), ..point(to) }));
            continue;
        }
        let slope = piece.rise.and_then(|rise| slope(probe, from, to, rise, within));
        match points.last_mut() {
            Some((index, known)) if *index == from.0 => known.slope = slope,
            Some(_) | None => points.push((from.0, CurvePoint { slope, ..point(from) })),
        }
    }
    if let Some(last) = samples.last()
        && points.last().is_none_or(|(index, _)| *index < last.0)
    {
        points.push((last.0, point(*last)));
    }
    points.into_iter().map(|(_, point)| point).collect()
}

/// Whether the lines before and after a single step meet within it: the slope changes between two inputs, and nothing jumps.
fn bends_between(samples: &[(i64, Sample)], before: Option<&Piece>, step: Piece, after: Option<&Piece>) -> Option<bool> {
    let exact = |position: usize| samples.get(position)?.1.exact();
    let (from, to) = (exact(step.first)?, exact(step.last)?);
    let rise = |piece: &Piece| {
        let (low, high) = piece.rise?;
        low.add(high).ok()?.value.div(Decimal::from_i64(2)).ok().map(|middle| middle.value)
    };
    let is_long = |piece: &&Piece| piece.last > piece.first + 1;
    let (rise_before, rise_after) = (rise(before.filter(is_long)?)?, rise(after.filter(is_long)?)?);
    // How far the line before is above the line after, at both ends of the step.
    let at_from = from.sub(to.sub(rise_after).ok()?.value).ok()?.value;
    let at_to = from.add(rise_before).ok()?.value.sub(to).ok()?.value;
    Some(at_from.sign() * at_to.sign() < 0)
}

/// What one more of the input gives on a piece: the quotient of exact amounts, else the shortest number that agrees with all of
/// them. A piece whose amounts are rounded reaches over its end by as much as rounding hides, so twice that is let pass.
fn slope(probe: &Probe, from: (i64, Sample), to: (i64, Sample), rise: (Decimal, Decimal), within: Decimal) -> Option<String> {
    let (start, end) = (from.1.exact()?, to.1.exact()?);
    let inputs = probe.grid.input(to.0).sub(probe.grid.input(from.0)).ok()?.value;
    let whole = end.sub(start).ok()?.value.div(inputs).ok()?;
    if within.is_zero() && !whole.inexact {
        return Some(whole.value.to_string());
    }
    let per_input = |rise: Decimal| rise.div(probe.grid.step).ok().map(|slope| slope.value);
    let more = within.div(inputs).ok()?.value;
    let (low, high) = (per_input(rise.0)?.sub(more).ok()?.value, per_input(rise.1)?.add(more).ok()?.value);
    Some(shortest_between(low, high).to_string())
}
