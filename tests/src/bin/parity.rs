//! Writes what the native build says of every case, and of some random plans, to a file: `parity FILE [PLANS]`.

#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use anyhow::{Context, Result};
use std::io::{BufWriter, Write};

/// How many random plans there are unless it is said.
const FEW: u64 = 300;

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("usage: parity FILE [PLANS]")?;
    let plans = std::env::args().nth(2).map_or(Ok(FEW), |plans| plans.parse()).context("PLANS is how many random plans")?;
    let mut file = BufWriter::new(std::fs::File::create(&path)?);
    let written = conformance::parity::write(&mut file, plans)?;
    file.flush()?;
    println!("{} cases in {path}, {} of them random plans", written.cases, written.random);
    Ok(())
}
