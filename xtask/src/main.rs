//! Set-up, tests, demo and checks of this repository: `cargo xtask demo`, `cargo xtask test`.

mod bench;
mod commands;
mod company;
mod demo;
mod fuzz;
mod layers;
mod package;
mod test;
mod tidy;
mod web;

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "cargo xtask COMMAND

  demo            sets everything up, computes the demo company's month, shows it and serves the web app
                  (--period 2026-09; --no-serve ends before that)
  test [--long]   sets everything up and runs every check and test; --long runs the long campaigns
  bench           runs workload W1 beside its peers; --deals N,N --only TEXT --write (benches/README.md)
  package         sets up the tools of the npm package and builds it (pkg/dist)
  web             builds the web app with the demo company's data (web/dist)
  layers          checks which crate may use which (the table in ARCHITECTURE.md)
  tidy            checks file sizes, error pages, catalogues and links
  company DIR     writes the demo company's data files to DIR";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            commands::say(&format!("xtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<()> {
    match args {
        ["demo", rest @ ..] => demo::run_demo(rest),
        ["test"] => test::run_tests(false),
        ["test", "--long"] => test::run_tests(true),
        ["bench", rest @ ..] => bench::run_bench(rest),
        ["package"] => package::build(),
        ["web"] => web::build(&web::program()?),
        ["layers"] => report("layers", &layers::check(&root())?),
        ["tidy"] => report("tidy", &tidy::check(&root())?),
        ["company", dir] => company::write(Path::new(dir)),
        _ => {
            commands::say(USAGE);
            bail!("no such command: {}", args.join(" "))
        }
    }
}

fn report(what: &str, findings: &[String]) -> Result<()> {
    findings.iter().for_each(|finding| commands::say(finding));
    if findings.is_empty() { Ok(()) } else { bail!("{what}: {} finding(s)", findings.len()) }
}

/// The repository's top folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}
