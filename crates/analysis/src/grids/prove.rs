//! The proof that the rows of a decision table do not overlap and leave no gap.
//!
//! Column by column the values are cut into regions; the rows still in play at a region go on to the next column. Two
//! paths that have the same rows in play at the same column end alike, so each such pair is walked once.

use super::Domain;
use super::regions::{Region, example, regions, takes};
use tiercel_plan::{RateCell, RateRow, Rates};
use tiercel_syntax::Diagnostic;
use tiercel_value::Set;

/// How many pairs of column and rows in play are walked before the table counts as too large to prove.
const MOST_STEPS: usize = 100_000;

/// Proves of a decision table without `first` that no two rows overlap and none is missing, per version; of one with
/// `first` that none is missing and that no row is out of reach (a warning). Called when the types of the conditions and
/// the domains are known. Shows values that two rows or none would take.
pub(crate) fn prove_rates(rates: &Rates, domains: &[Domain], diagnostics: &mut Vec<Diagnostic>) {
    for version in &rates.versions {
        let mut proof = Proof::new(rates, domains, &version.value);
        proof.walk(0, (0..version.value.len()).collect(), &mut Vec::new());
        proof.report(diagnostics);
    }
}

struct Proof<'r> {
    rates: &'r Rates,
    rows: &'r [RateRow],
    columns: Vec<(Vec<Region>, Vec<&'r RateCell>)>,
    seen: Set<(usize, Vec<usize>)>,
    gap: Option<String>,
    /// Pairs of rows that overlap, the later first, with values that both take.
    overlaps: Vec<(usize, usize, String)>,
    reached: Set<usize>,
    too_large: bool,
}

impl<'r> Proof<'r> {
    fn new(rates: &'r Rates, domains: &[Domain], rows: &'r [RateRow]) -> Proof<'r> {
        let column = |(index, condition): (usize, &tiercel_plan::OutputColumn)| {
            let cells: Vec<&RateCell> = rows.iter().filter_map(|row| row.cells.get(index)).collect();
            let regions = regions(condition.ty, &cells, domains.get(index).unwrap_or(&Domain::All));
            (regions, cells)
        };
        let columns = rates.conditions.iter().enumerate().map(column).collect();
        Proof { rates, rows, columns, seen: Set::new(), gap: None, overlaps: Vec::new(), reached: Set::new(), too_large: false }
    }

    fn walk(&mut self, column: usize, rows: Vec<usize>, path: &mut Vec<usize>) {
        if rows.is_empty() {
            if self.gap.is_none() {
                self.gap = Some(self.values(path));
            }
            return;
        }
        let Some((regions, cells)) = self.columns.get(column) else {
            self.end(&rows, path);
            return;
        };
        if self.seen.len() >= MOST_STEPS {
            self.too_large = true;
            return;
        }
        let steps: Vec<Vec<usize>> = regions
            .iter()
            .map(|region| rows.iter().copied().filter(|row| cells.get(*row).is_some_and(|cell| takes(cell, region, cells))).collect())
            .collect();
        for (region, left) in steps.into_iter().enumerate() {
            if self.seen.insert((column + 1, left.clone())) {
                path.push(region);
                self.walk(column + 1, left, path);
                path.pop();
            }
        }
    }

    fn end(&mut self, rows: &[usize], path: &[usize]) {
        let Some((first, others)) = rows.split_first() else { return };
        self.reached.insert(*first);
        for other in others {
            if !self.rates.first && !self.overlaps.iter().any(|(later, earlier, _)| (later, earlier) == (other, first)) {
                let values = self.values(path);
                self.overlaps.push((*other, *first, values));
            }
        }
    }

    /// Values on a path: `Product = "Cloud", Margin = 25%`.
    fn values(&self, path: &[usize]) -> String {
        let named = path.iter().zip(&self.columns).zip(&self.rates.conditions).filter_map(|((region, (regions, _)), condition)| {
            Some(format!("{} = {}", condition.name, example(regions.get(*region)?, condition.ty)))
        });
        named.collect::<Vec<_>>().join(", ")
    }

    fn report(&self, diagnostics: &mut Vec<Diagnostic>) {
        if self.too_large {
            diagnostics.push(Diagnostic::error("rates-too-large", self.rates.span).arg("name", &self.rates.name));
            return;
        }
        let span = |row: usize| self.rows.get(row).map_or(self.rates.span, |row| row.span);
        for (later, earlier, values) in &self.overlaps {
            diagnostics
                .push(Diagnostic::error("rates-overlap", span(*later)).arg("values", values).label(span(*earlier), "label-overlapped"));
        }
        if let Some(values) = &self.gap {
            let last = span(self.rows.len().saturating_sub(1));
            diagnostics.push(Diagnostic::error("rates-gap", last).arg("values", values).arg("name", &self.rates.name));
        }
        if self.rates.first {
            for row in (0..self.rows.len()).filter(|row| !self.reached.contains(row)) {
                diagnostics.push(Diagnostic::warning("rates-unreached", span(row)));
            }
        }
    }
}
