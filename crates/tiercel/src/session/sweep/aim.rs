//! Which cells make the amount that is looked at.

use super::Aim;
use super::moving::refused;
use crate::session::{Session, one};
use tiercel_data::Problems;
use tiercel_plan::{LineId, LineKind, Plan, Type};
use tiercel_value::{Decimal, Period};

/// The cells of an amount.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) payee: u32,
    /// The cells that are added up.
    pub(super) cells: Vec<(LineId, Period)>,
    /// The same with totals taken apart: what is rounded by itself.
    pub(super) parts: Vec<(LineId, Period)>,
    /// The lines of both.
    pub(super) lines: Vec<LineId>,
    pub(super) currency: String,
    /// The unit to which amounts are rounded.
    pub(super) unit: Decimal,
}

impl Target {
    pub(super) fn of(session: &Session, aim: &Aim) -> Result<Target, Problems> {
        let plan = session.plan();
        let totals = match &aim.line {
            Some(name) => vec![session.line(name)?],
            None => plan.units.iter().map(|unit| unit.payable).collect(),
        };
        let types: Vec<Type> = totals.iter().map(|line| plan.line(*line).ty).collect();
        if types.iter().any(|ty| !ty.is_numeric()) {
            return Err(refused("data-moving-line", aim.line.as_deref().unwrap_or_default()));
        }
        if types.iter().any(|ty| Some(ty) != types.first()) {
            return Err(refused("data-moving-currencies", &aim.period));
        }
        let taken_apart: Vec<LineId> = totals.iter().flat_map(|line| parts(plan, *line)).collect();
        let currency = types.first().and_then(|ty| ty.currency());
        let line_unit = totals.first().and_then(|line| plan.unit(plan.line(*line).unit).rounding_unit);
        let smallest = |decimals: u8| Decimal::from_parts(1, u32::from(decimals)).unwrap_or(Decimal::ONE);
        let unit = match (currency, types.first()) {
            (Some(unit), _) => line_unit.unwrap_or_else(|| smallest(plan.currencies.decimals(unit))),
            (None, Some(Type::Percent)) => smallest(4),
            (None, _) => smallest(2),
        };
        Ok(Target {
            payee: session.payee(&aim.payee)?,
            cells: cells(session, &totals, &aim.period)?,
            parts: cells(session, &taken_apart, &aim.period)?,
            lines: totals.into_iter().chain(taken_apart).collect(),
            currency: currency.map_or_else(String::new, |unit| plan.currencies.code(unit).to_owned()),
            unit,
        })
    }
}

/// The lines that a total adds up; another line itself.
fn parts(plan: &Plan, line: LineId) -> Vec<LineId> {
    let declared = plan.line(line);
    if declared.kind != LineKind::Total {
        return vec![line];
    }
    let of_kind = |kind| {
        let lines = (0u32..).map(LineId).zip(&plan.lines);
        lines.filter(|(_, line)| line.unit == declared.unit && line.kind == kind).map(|(id, _)| id).collect::<Vec<_>>()
    };
    let earned = if line == plan.unit(declared.unit).earned { of_kind(LineKind::Earn) } else { Vec::new() };
    if earned.is_empty() { of_kind(LineKind::Pay) } else { earned }
}

/// The cells of lines in a period: the one it lies in, or all that lie in it.
fn cells(session: &Session, lines: &[LineId], period: &str) -> Result<Vec<(LineId, Period)>, Problems> {
    let calendar = session.tables.calendar(&session.plan);
    let base = session.plan.time.grain;
    let named =
        calendar.parse(period, base).or_else(|| calendar.parse_any(period)).ok_or_else(|| one("data-asked-period", period, Vec::new()))?;
    let mut cells = Vec::new();
    for line in lines {
        let grain = session.plan.line(*line).grain;
        if named.grain > grain {
            let (first, last) = calendar.parts(named, grain);
            cells.extend((first..=last).map(|ordinal| (*line, Period { grain, ordinal })));
        } else {
            cells.push((*line, named));
        }
    }
    Ok(cells)
}
