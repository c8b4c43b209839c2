//! Writes what the fuzz targets start from: `seeds FOLDER` makes `text`, `run` and a dictionary of the language's words in it.

#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use anyhow::{Context, Result};
use conformance::robust;
use std::path::PathBuf;

fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("usage: seeds FOLDER")?);
    let (starts, odd) = (robust::starts()?, robust::odd_texts()?);
    let texts = starts.iter().map(|start| start.text.clone()).chain(odd).map(String::into_bytes).collect();
    let runs = starts.iter().map(robust::folded).collect();
    for (target, seeds) in [("text", texts), ("run", runs)] {
        let seeds: Vec<Vec<u8>> = seeds;
        let folder = folder.join(target);
        std::fs::create_dir_all(&folder)?;
        for (number, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("{number:04}")), seed)?;
        }
        println!("{} seeds in {}", seeds.len(), folder.display());
    }
    std::fs::write(folder.join("words.dict"), robust::dictionary()?)?;
    Ok(())
}
