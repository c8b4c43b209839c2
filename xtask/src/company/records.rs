//! Deals, receipts, quotas, meetings, renewals and rates of the demo company.

use super::people::{Person, PlanOf};
use super::random::Random;
use super::{day, money};

/// The rows of each table, as they stand in its file.
#[derive(Default)]
pub(crate) struct Records {
    pub(crate) deals: Vec<String>,
    pub(crate) receipts: Vec<String>,
    pub(crate) quotas: Vec<String>,
    pub(crate) meetings: Vec<String>,
    pub(crate) renewals: Vec<String>,
}

const SEED: u64 = 20_260_101;
const CUSTOMERS: [&str; 24] = [
    "Acme",
    "Alpine Rail",
    "Borealis",
    "Cascade Water",
    "Delta Foods",
    "Eastgate",
    "Fjord Energy",
    "Greenfield",
    "Harbor Steel",
    "Ionic",
    "Juniper Labs",
    "Kestrel Air",
    "Lakeside",
    "Meridian",
    "Northwind",
    "Orchard",
    "Pinnacle",
    "Quarry",
    "Riverton",
    "Summit",
    "Tideway",
    "Umbra",
    "Vantage",
    "海天仪表",
];
const PARTNERS: [&str; 8] = ["Blue Ridge", "Copperline", "Dovetail", "Evergreen", "Foxglove", "Granite", "Hazelwood", "Ironbark"];

/// All records, person by person.
pub(crate) fn all(people: &[Person]) -> Records {
    let mut random = Random::new(SEED);
    let mut records = Records::default();
    for person in people {
        match person.plan {
            PlanOf::AccountExecutive => {
                quotas(person, &mut random, &mut records);
                deals(person, people, 620, &mut random, &mut records);
            }
            PlanOf::Channel => deals(person, people, 450, &mut random, &mut records),
            PlanOf::China => deals(person, people, 420, &mut random, &mut records),
            PlanOf::SalesDevelopment => meetings(person, &mut random, &mut records),
            PlanOf::Success => renewals(person, &mut random, &mut records),
            PlanOf::Manager => {}
        }
    }
    records
}

fn quotas(person: &Person, random: &mut Random, records: &mut Records) {
    let yearly = random.between(70, 110);
    for month in 1..=12 {
        let first = (month - 1) * 30;
        if first + 30 > person.start && first <= person.end {
            records.quotas.push(format!("{},2026-{month:02},{}000", person.id, yearly + i64::try_from(month / 4).unwrap_or(0) * 5));
        }
    }
}

fn deals(person: &Person, people: &[Person], count: u64, random: &mut Random, records: &mut Records) {
    let currency = match (person.plan, person.region) {
        (PlanOf::China, _) => "CNY",
        (_, "Germany" | "France") => "EUR",
        _ => "USD",
    };
    for _ in 0..count {
        let closed = random.below(365);
        // Every person draws as often as any other, so that one person's dates change nobody else's records.
        let (size, returned) = (amount(random, currency), random.percent(3));
        let (split, share) = (random.percent(10), random.one_of(&["10%", "20%", "25%", "33.33%", "50%"]).copied().unwrap_or("50%"));
        let (customer, partner) = (random.one_of(&CUSTOMERS).copied().unwrap_or(""), random.one_of(&PARTNERS).copied().unwrap_or(""));
        let (product, years) = (random.one_of(&["Sensors", "Cloud", "Cloud", "Service"]).copied().unwrap_or(""), random.between(1, 5));
        let second = random.one_of(people).filter(|second| split && sells_with(person, second) && second.employed(closed));
        let (late, parts) = (random.between(12, 75).unsigned_abs(), random.between(1, 3));
        if !person.employed(closed) {
            continue;
        }
        let deal = format!("D{:05}", records.deals.len() + 1);
        let cents = if returned { -size / 4 } else { size };
        let (second, share) = second.map_or(("", ""), |second| (second.id.as_str(), share));
        let partner = if person.plan == PlanOf::Channel { partner } else { "" };
        records.deals.push(format!(
            "{deal},{},{},{customer},{product},{currency},{},{years},{second},{share},{partner}",
            person.id,
            day(closed),
            money(cents)
        ));
        if person.plan == PlanOf::China {
            receipts(&deal, cents, closed, late, parts, currency, records);
        }
    }
}

fn sells_with(person: &Person, second: &Person) -> bool {
    person.plan == PlanOf::AccountExecutive && second.plan == PlanOf::AccountExecutive && second.id != person.id
}

/// Most deals are small, a few are large.
fn amount(random: &mut Random, currency: &str) -> i64 {
    let usd = match random.below(100) {
        0..70 => random.between(15_000, 150_000),
        70..97 => random.between(150_000, 400_000),
        _ => random.between(400_000, 2_500_000),
    };
    if currency == "CNY" { usd * 7 } else { usd }
}

/// One to three receipts that add up to the deal, each some weeks after the last; those after the year are not in the file.
fn receipts(deal: &str, cents: i64, closed: u64, late: u64, parts: i64, currency: &str, records: &mut Records) {
    let mut rest = cents;
    for part in 1..=parts {
        let paid = closed + late * part.unsigned_abs();
        let cash = if part == parts { rest } else { cents / parts };
        rest -= cash;
        if paid < 365 {
            records.receipts.push(format!("R{:05},{deal},{},{currency},{}", records.receipts.len() + 1, day(paid), money(cash)));
        }
    }
}

fn meetings(person: &Person, random: &mut Random, records: &mut Records) {
    for _ in 0..random.between(150, 230) {
        let (held, qualified) = (random.below(365), random.percent(72));
        records.meetings.push(format!("M{:05},{},{},{qualified}", records.meetings.len() + 1, person.id, day(held)));
    }
}

fn renewals(person: &Person, random: &mut Random, records: &mut Records) {
    for _ in 0..160 {
        let (due, value) = (random.below(365), random.between(80_000, 900_000));
        let renewed = match random.below(100) {
            0..78 => value,
            78..90 => value / 2,
            _ => 0,
        };
        records.renewals.push(format!("C{:05},{},{},{},{}", records.renewals.len() + 1, person.id, day(due), money(value), money(renewed)));
    }
}

/// Rates of the treasury for the first of each month.
pub(crate) fn fx() -> Vec<String> {
    let mut random = Random::new(SEED + 1);
    let mut rows = Vec::new();
    for month in 1..=12 {
        let (euro, yuan) = (random.between(10_400, 11_600), random.between(1_370, 1_420));
        rows.push(format!("EUR,USD,2026-{month:02}-01,{}.{:04}", euro / 10_000, euro % 10_000));
        rows.push(format!("CNY,USD,2026-{month:02}-01,0.{yuan:04}"));
    }
    rows
}
