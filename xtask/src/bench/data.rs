//! The data of workload W1 (benches/w1/WORKLOAD.md): every value is a function of table, field and row.

use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::Path;

const SEED: u64 = 20_250_101;
const PRODUCTS: [&str; 8] = ["CORE", "PLUS", "CLOUD", "DATA", "EDGE", "SERVICE", "SUPPORT", "LEGACY"];
const REGIONS: [&str; 6] = ["AMER-E", "AMER-W", "EMEA-N", "EMEA-S", "APAC", "LATAM"];
/// Hundredths of a percent point.
const SHARES: [u64; 8] = [1000, 1250, 1500, 2000, 2500, 3333, 3750, 5000];

const DEALS: u64 = 1;
const PAYEES: u64 = 2;
const QUOTAS: u64 = 3;

fn mix(x: u64) -> u64 {
    let mut x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A number below `limit` that looks random.
fn below(table: u64, field: u64, row: u64, limit: u64) -> u64 {
    let key = mix(SEED * 65_536 + table * 256 + field);
    ((mix(key.wrapping_add(row)) >> 32) * limit) >> 32
}

fn rep(row: u64) -> u64 {
    100_000 + 7 * row
}

/// How many payees there are.
fn people(deals: u64) -> u64 {
    (deals / 200).clamp(1, 50_000)
}

/// Writes the three files of a size: those of the workload to `folder`, and to `folder/plan` payees and quotas as a plan
/// reads them (the manager's column is called Manager, a month is 2025-03). Deals are the same file.
pub(super) fn write(deals: u64, folder: &Path) -> Result<()> {
    let plan = folder.join("plan");
    std::fs::create_dir_all(&plan).with_context(|| format!("{} can't be made", plan.display()))?;
    let people = people(deals);
    let file = |path: &Path| -> Result<BufWriter<std::fs::File>> {
        Ok(BufWriter::with_capacity(1 << 20, std::fs::File::create(path).with_context(|| format!("{} can't be written", path.display()))?))
    };
    write_deals(deals, people, file(&folder.join("deals.csv"))?)?;
    let linked = plan.join("deals.csv");
    let _ = std::fs::remove_file(&linked);
    std::fs::hard_link(folder.join("deals.csv"), &linked)?;
    write_payees(people, "manager_id", file(&folder.join("payees.csv"))?)?;
    write_payees(people, "Manager", file(&plan.join("payees.csv"))?)?;
    write_quotas(people, "", file(&folder.join("quotas.csv"))?)?;
    write_quotas(people, "2025-", file(&plan.join("quotas.csv"))?)
}

/// Cents with their point.
fn money(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// The day so many days after the first of a year.
fn day(year: u64, days: u64) -> String {
    let mut year = year;
    let mut days = days;
    loop {
        let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
        let february = if leap { 29 } else { 28 };
        for (month, length) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
            if days < length {
                return format!("{year}-{month:02}-{:02}", days + 1);
            }
            days -= length;
        }
        year += 1;
    }
}

fn write_deals(deals: u64, people: u64, mut out: impl Write) -> Result<()> {
    let days: Vec<String> = (0..365).map(|days| day(2025, days)).collect();
    let name = |names: &[&'static str], index: u64| names.get(usize::try_from(index).unwrap_or(0)).copied().unwrap_or("");
    out.write_all(b"id,rep_id,close_date,amount,margin,product,region,split_rep_id,split_pct\n")?;
    let mut line = String::new();
    for i in 0..deals {
        let below = |field: u64, limit: u64| below(DEALS, field, i, limit);
        let k = below(0, people);
        let class = below(2, 100);
        let (sign, cents) = match class {
            0..60 => ("", 50_000 + below(3, 750_001)),
            60..90 => ("", 800_000 + below(3, 1_700_001)),
            90..97 => ("", 2_500_000 + below(3, 6_500_001)),
            _ => ("-", 20_000 + below(3, 1_480_001)),
        };
        let margin = cents * (5 + below(4, 56)) / 100;
        line.clear();
        let day = days.get(usize::try_from(below(1, 365))?).map_or("", String::as_str);
        let (product, region) = (name(&PRODUCTS, below(5, 8)), name(&REGIONS, below(6, 6)));
        write!(line, "{},{},{day},{sign}{},{sign}{},{product},{region},", i + 1, rep(k), money(cents), money(margin))?;
        if people > 1 && below(7, 100) < 20 {
            let share = SHARES.get(usize::try_from(below(9, 8))?).copied().unwrap_or(0);
            write!(line, "{},{}", rep((k + 1 + below(8, people - 1)) % people), money(share))?;
        } else {
            line.push(',');
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(out.flush()?)
}

/// The start of a payee: year and days after its first.
fn start(k: u64) -> (u64, u64) {
    if below(PAYEES, 0, k, 100) < 85 { (2015, below(PAYEES, 1, k, 3653)) } else { (2025, below(PAYEES, 1, k, 330)) }
}

fn write_payees(people: u64, manager: &str, mut out: impl Write) -> Result<()> {
    writeln!(out, "rep_id,{manager},start_date,base_rate")?;
    for k in 0..people {
        let above = k.checked_sub(1).map_or_else(String::new, |before| rep(before / 10).to_string());
        let (year, days) = start(k);
        writeln!(out, "{},{above},{},0.{:04}", rep(k), day(year, days), 150 + below(PAYEES, 2, k, 301))?;
    }
    Ok(out.flush()?)
}

fn write_quotas(people: u64, year: &str, mut out: impl Write) -> Result<()> {
    writeln!(out, "rep_id,month,quota")?;
    for k in 0..people {
        let (first_year, days) = start(k);
        let first: u64 = if first_year < 2025 { 1 } else { day(2025, days).get(5..7).and_then(|month| month.parse().ok()).unwrap_or(1) };
        for month in first..=12 {
            let quota = money(8_000_000 + below(QUOTAS, 0, 12 * k + month - 1, 18_000_001));
            if year.is_empty() {
                writeln!(out, "{},{month},{quota}", rep(k))?;
            } else {
                writeln!(out, "{},{year}{month:02},{quota}", rep(k))?;
            }
        }
    }
    Ok(out.flush()?)
}
