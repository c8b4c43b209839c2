//! The demo company, Falcon Instruments: 60 people and a year of some 20,000 deals, made from a fixed seed.
//!
//! Its data has what real data has: a leaver, a transfer between teams, returns, split deals, deals in three currencies,
//! customers who pay in part and late. The same seed gives the same bytes everywhere.

mod people;
mod random;
mod records;

use anyhow::{Context, Result};
use std::fmt::Write;
use std::path::Path;

/// Writes one CSV file per table.
pub(crate) fn write(dir: &Path) -> Result<()> {
    std::fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
    for (name, text) in files() {
        let path = dir.join(name);
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// The files: name and text.
pub(crate) fn files() -> Vec<(&'static str, String)> {
    let people = people::all();
    let records = records::all(&people);
    vec![
        ("payees.csv", csv("Id,Name,Plan,Region,Manager,Start,End", people.iter().flat_map(people::Person::rows))),
        ("Deals.csv", csv("Deal,Owner,Closed,Customer,Product,Currency,Amount,Years,Second,Share,Partner", records.deals)),
        ("Receipts.csv", csv("Receipt,Deal,Paid,Currency,Cash", records.receipts)),
        ("Quotas.csv", csv("Rep,Month,Quota", records.quotas)),
        ("Meetings.csv", csv("Meeting,Rep,Held,Qualified", records.meetings)),
        ("Renewals.csv", csv("Contract,Rep,Due,Value,Renewed", records.renewals)),
        ("fx.csv", csv("From,To,Date,Rate", records::fx())),
    ]
}

fn csv(heading: &str, rows: impl IntoIterator<Item = String>) -> String {
    rows.into_iter().fold(format!("{heading}\n"), |mut text, row| {
        // Writing to a string can't fail.
        let _ = writeln!(text, "{row}");
        text
    })
}

/// A day of 2026, from 0 for the first of January, as it is written.
fn day(number: u64) -> String {
    const LENGTHS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut rest = number;
    for (month, length) in (1..).zip(LENGTHS) {
        if rest < length {
            return format!("2026-{month:02}-{:02}", rest + 1);
        }
        rest -= length;
    }
    "2026-12-31".to_owned()
}

/// Cents as they are written.
fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::files;

    /// The rows of a file, cell by cell.
    fn rows(name: &str) -> Vec<Vec<String>> {
        let files = files();
        let text = files.iter().find(|(file, _)| *file == name).map_or("", |(_, text)| text.as_str());
        text.lines().skip(1).map(|row| row.split(',').map(str::to_owned).collect()).collect()
    }

    fn cell(row: &[String], column: usize) -> &str {
        row.get(column).map_or("", String::as_str)
    }

    #[test]
    fn somebody_leaves_and_somebody_goes_to_another_team() {
        let people = rows("payees.csv");
        let of = |name: &str| people.iter().filter(|row| cell(row, 1) == name).map(|row| (cell(row, 3), cell(row, 6))).collect::<Vec<_>>();
        assert_eq!(of("Ben Carter"), [("West", "2026-05-31")]);
        assert_eq!(of("Ines Costa"), [("East", "2026-06-30"), ("West", "")]);
    }

    #[test]
    fn deals_are_returned_split_and_in_three_currencies() {
        let deals = rows("Deals.csv");
        assert!(deals.len() > 19_000, "{}", deals.len());
        assert!(deals.iter().filter(|row| cell(row, 6).starts_with('-')).count() > 300, "returns");
        assert!(deals.iter().filter(|row| !cell(row, 8).is_empty()).count() > 300, "split deals");
        for currency in ["USD", "EUR", "CNY"] {
            assert!(deals.iter().any(|row| cell(row, 5) == currency), "{currency}");
        }
    }

    #[test]
    fn rates_of_exchange_and_of_the_plan_change_within_the_year() {
        let euro: std::collections::BTreeSet<String> =
            rows("fx.csv").iter().filter(|row| cell(row, 0) == "EUR").map(|row| cell(row, 3).to_owned()).collect();
        assert!(euro.len() > 6, "{euro:?}");
        let plan = std::fs::read_to_string(crate::root().join("examples/company/account-executives.plan")).unwrap_or_default();
        assert!(plan.contains("tiers Accelerator from 2026-07-01"), "the accelerator is raised for the second half of the year");
    }
}
