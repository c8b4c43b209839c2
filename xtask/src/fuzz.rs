//! The fuzz targets of `fuzz/`, run by libFuzzer for a stated number of inputs.

use crate::commands::{run, say};
use crate::root;
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// The targets, and how many inputs each gets in every run and in the long one.
const TARGETS: [(&str, u64, u64); 2] = [("text", 2_000, 1_000_000), ("run", 4_000, 2_000_000)];
/// What `cargo fuzz run --sanitizer none` builds with.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Cdebug-assertions -Coverflow-checks";

/// Builds the targets, and runs each from the plans of this repository. What is found stays in `target/fuzz`.
pub(crate) fn test(long: bool) -> Result<()> {
    let root = root();
    let folder = root.join("target/fuzz");
    let seeds = folder.join("seeds");
    let at = seeds.to_string_lossy();
    run(&root, "cargo", &["run", "--quiet", "--package", "conformance", "--bin", "seeds", &at])?;
    let triple = host()?;
    say("building the fuzz targets (target/fuzz)");
    // Not `--locked`: its lock file lags behind whenever a crate's dependencies change.
    let build = ["build", "--quiet", "--target", &triple, "--target-dir", "target/fuzz", "--manifest-path", "fuzz/Cargo.toml"];
    let status = Command::new("cargo").args(build).env("RUSTFLAGS", FLAGS).current_dir(&root).status()?;
    anyhow::ensure!(status.success(), "the fuzz targets do not build");
    TARGETS.iter().try_for_each(|(target, few, many)| {
        let program = folder.join(&triple).join("debug").join(target);
        // A long run goes on from what earlier ones found; a brief one begins anew, so that it is the same everywhere.
        let corpus = folder.join(if long { "corpus" } else { "brief" }).join(target);
        if !long && corpus.exists() {
            std::fs::remove_dir_all(&corpus)?;
        }
        fuzz(&folder, &corpus, &program, target, if long { *many } else { *few })
    })
}

/// One target: so many inputs from its seeds and from what lies in the corpus, which grows by what reaches new code.
fn fuzz(folder: &Path, corpus: &Path, program: &Path, target: &str, inputs: u64) -> Result<()> {
    std::fs::create_dir_all(corpus)?;
    let artifacts = format!("-artifact_prefix={}/{target}-", folder.display());
    let dictionary = format!("-dict={}/seeds/words.dict", folder.display());
    let mut child = Command::new(program)
        .args([corpus, &folder.join("seeds").join(target)])
        .args([&artifacts, &dictionary, &format!("-runs={inputs}")])
        .args(["-seed=1", "-max_len=20000", "-timeout=60", "-rss_limit_mb=4096", "-print_final_stats=1"])
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} can't be started", program.display()))?;
    let mut last: Vec<String> = Vec::new();
    if let Some(output) = child.stderr.take() {
        for line in BufReader::new(output).lines() {
            last.push(line?);
            if last.len() > 60 {
                last.remove(0);
            }
        }
    }
    let passed = child.wait()?.success();
    let done = last.iter().find(|line| line.starts_with("Done ")).cloned().unwrap_or_default();
    if passed {
        say(&format!("fuzz target {target}: {done}"));
        return Ok(());
    }
    last.iter().for_each(|line| say(line));
    anyhow::bail!("fuzz target {target} found something; the input is in target/fuzz")
}

/// The machine's own target, named so that build scripts are built without coverage.
fn host() -> Result<String> {
    let version = crate::commands::output(&root(), "rustc", &["-vV"])?;
    Ok(version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc does not say its host")?.to_owned())
}
