//! The output of workload W1 from a sheet of `tiercel run --sheet`, to compare hashes. Not part of what is timed.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The rows of the workload's output: those with a quota, amounts in cents, the total of what is paid.
pub(super) fn workload_output(sheet: &Path) -> Result<String> {
    let text = std::fs::read_to_string(sheet).with_context(|| format!("{} can't be read", sheet.display()))?;
    let mut lines = text.lines();
    let heading: HashMap<&str, usize> = lines.next().unwrap_or("").split(',').zip(0..).collect();
    let mut output = String::from("rep_id,month,credits,bookings,ytd_att,commission,accelerator,override,cap_adj,total\n");
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |name: &str| -> Result<&str> {
            heading.get(name).and_then(|at| cells.get(*at)).copied().with_context(|| format!("the sheet has no {name}: {line}"))
        };
        if cell("Has_quota")? != "true" {
            continue;
        }
        let month: u32 = cell("Period")?.get(5..7).and_then(|month| month.parse().ok()).context("a month")?;
        let money = |name: &str| units(cell(name)?, 2);
        let paid = [money("Commission")?, money("Accelerator")?, money("Override")?, money("Cap_adjustment")?];
        write!(output, "{},{month},{},", cell("Payee")?, cell("Credits")?)?;
        push(&mut output, money("Bookings")?, 2)?;
        output.push(',');
        // A rounded quotient keeps the mark of a number that is not exact.
        push(&mut output, units(cell("YTD_attainment")?.trim_end_matches('~'), 4)?, 4)?;
        for value in paid.into_iter().chain([paid.iter().sum()]) {
            output.push(',');
            push(&mut output, value, 2)?;
        }
        output.push('\n');
    }
    Ok(output)
}

/// A number in units of its last decimal.
fn units(text: &str, decimals: usize) -> Result<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if part.len() > decimals {
        bail!("{text} has more than {decimals} decimals");
    }
    let value: i64 = format!("{whole}{part:0<decimals$}").parse().with_context(|| format!("{text} is no number"))?;
    Ok(if negative { -value } else { value })
}

fn push(output: &mut String, value: i64, decimals: u32) -> Result<()> {
    let (one, width) = (10u64.pow(decimals), decimals as usize);
    let sign = if value < 0 { "-" } else { "" };
    Ok(write!(output, "{sign}{}.{:0width$}", value.unsigned_abs() / one, value.unsigned_abs() % one)?)
}
