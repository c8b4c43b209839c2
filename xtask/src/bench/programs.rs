//! The programs that run workload W1: ours and its peers.

use crate::commands::{answers, run, say};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The folder of our files of which the deals are Parquet.
pub(super) const PARQUET: &str = "plan-parquet";

/// A program that runs the workload.
pub(super) struct Program {
    pub(super) name: &'static str,
    kind: Kind,
    /// What starts it.
    start: Vec<String>,
}

enum Kind {
    /// `tiercel run … --sheet OUT`, over a folder beside the peers' files.
    Ours { data: &'static str },
    /// `PROGRAM DIR [MODE] OUT [MORE]`.
    Peer { mode: &'static [&'static str], more: &'static [&'static str] },
}

impl Program {
    /// The command that reads the data of a folder and writes its output to a file.
    pub(super) fn command(&self, data: &Path, out: &Path, plan: &Path) -> Vec<String> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let mut command = self.start.clone();
        match &self.kind {
            Kind::Ours { data: folder } => {
                let args = ["run", &text(plan), "--data", &text(&data.join(folder)), "--sheet", &text(out)];
                command.extend(args.map(str::to_owned));
            }
            Kind::Peer { mode, more } => {
                command.push(text(data));
                command.extend(mode.iter().map(|arg| (*arg).to_owned()));
                command.push(text(out));
                command.extend(more.iter().map(|arg| (*arg).to_owned()));
            }
        }
        command
    }

    /// Whether its output is a sheet and not yet the workload's.
    pub(super) fn writes_a_sheet(&self) -> bool {
        matches!(self.kind, Kind::Ours { .. })
    }
}

/// A peer that is a Python program.
struct PythonPeer {
    name: &'static str,
    script: &'static str,
    packages: &'static str,
    mode: &'static [&'static str],
}

const PYTHON: [PythonPeer; 4] = [
    PythonPeer { name: "DuckDB, DECIMAL", script: "w1_duckdb.py", packages: "duckdb", mode: &["csv"] },
    PythonPeer { name: "Polars, scaled Int64", script: "w1_polars_int.py", packages: "polars", mode: &["csv"] },
    PythonPeer { name: "Polars, Decimal", script: "w1_polars_decimal.py", packages: "polars", mode: &["csv"] },
    PythonPeer { name: "pandas, int64, from Parquet", script: "w1_pandas.py", packages: "numpy, pandas, pyarrow, duckdb", mode: &[] },
];

/// Builds ours and the hand-written peers, and finds those that need Python's packages. The first is the reference.
pub(super) fn build(root: &Path, work: &Path, python: Option<&str>) -> Result<Vec<Program>> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    say("building tiercel and the hand-written peers");
    run(root, "cargo", &["build", "--quiet", "--release", "--package", "tiercel-cli"])?;
    let peers = root.join("benches/w1/peers");
    let (manifest, built) = (text(peers.join("ref/Cargo.toml")), work.join("ref"));
    run(root, "cargo", &["build", "--quiet", "--release", "--manifest-path", &manifest, "--target-dir", &text(built.clone())])?;
    let peer = |name, binary: &str, mode, more| Program {
        name,
        kind: Kind::Peer { mode, more },
        start: vec![text(built.join("release").join(binary))],
    };
    let ours = |name, data| Program { name, kind: Kind::Ours { data }, start: vec![text(target.join("release/tiercel"))] };
    let mut programs = vec![
        peer("ref: Rust, i64 cents, 2 threads", "ref_i64", &["block"], &["2"]),
        ours("Tiercel, the plan as data", "plan"),
        peer("Rust, rust_decimal", "ref_dec", &[], &[]),
    ];
    // Parquet is written by Python.
    if let Some(python) = python {
        programs.push(ours("Tiercel, deals from Parquet", PARQUET));
        programs.push(peer("Rust, i64 cents, deals from Parquet", "ref_i64", &["parquet"], &["2"]));
        for PythonPeer { name, script, packages, mode } in PYTHON {
            if answers(python, &["-c", &format!("import {packages}")]) {
                let start = vec![python.to_owned(), text(peers.join(script))];
                programs.push(Program { name, kind: Kind::Peer { mode, more: &[] }, start });
            } else {
                say(&format!("{name}: skipped, Python's {packages} can't be had"));
            }
        }
    } else {
        say("DuckDB, Polars, pandas: skipped, there is no Python 3 with venv");
    }
    Ok(programs)
}

/// A Python with the packages of the peers: that of the environment variable `W1_PYTHON`, else one of our own.
pub(super) fn python(work: &Path) -> Option<String> {
    if let Ok(python) = std::env::var("W1_PYTHON") {
        return Some(python);
    }
    let folder = work.join("python");
    let python = folder.join("bin/python").to_string_lossy().into_owned();
    if !answers(&python, &["--version"]) {
        say("setting up Python with DuckDB, Polars and pandas");
        if !answers("python3", &["-m", "venv", &folder.to_string_lossy()]) {
            return None;
        }
        // What can't be had is skipped with a word.
        for package in ["duckdb", "polars", "pandas", "pyarrow", "numpy", "zen-engine"] {
            let _ = answers(&python, &["-m", "pip", "install", "--quiet", package]);
        }
    }
    Some(python)
}

/// What zen-engine takes for the rules that look at one deal alone, which is all that it can say of the workload.
pub(super) fn zen(root: &Path, work: &Path, python: &str, deals: u64) -> Option<String> {
    let script = root.join("benches/w1/peers/w1_zen.py").to_string_lossy().into_owned();
    let data = work.join(deals.to_string()).to_string_lossy().into_owned();
    if !answers(python, &["-c", "import zen"]) {
        say("zen-engine: skipped, Python's zen-engine can't be had");
        return None;
    }
    // It leaves its decision graph where it runs.
    let said = crate::commands::output(work, python, &[&script, &data, &deals.to_string()]);
    let said = said.inspect_err(|error| say(&format!("zen-engine: skipped, {error:#}"))).ok()?;
    said.split_once(" {").map(|(figures, _)| figures.trim().to_owned())
}

/// The commit and compiler that are measured.
pub(super) fn versions(root: &Path) -> Result<String> {
    let line = |program: &str, args: &[&str]| -> Result<String> {
        let output = crate::commands::output(root, program, args).with_context(|| format!("{program} can't be asked"))?;
        match output.lines().next() {
            Some(line) => Ok(line.to_owned()),
            None => bail!("{program} says nothing"),
        }
    };
    Ok(format!("commit {}, {}", line("git", &["rev-parse", "--short", "HEAD"])?, line("rustc", &["--version"])?))
}
