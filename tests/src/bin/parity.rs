//! Writes what the native build says of every case to a file: `parity FILE`.

#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use anyhow::{Context, Result};
use std::io::{BufWriter, Write};

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("usage: parity FILE")?;
    let mut file = BufWriter::new(std::fs::File::create(&path)?);
    let count = conformance::parity::write(&mut file)?;
    file.flush()?;
    println!("{count} cases in {path}");
    Ok(())
}
