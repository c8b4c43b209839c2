//! `cargo xtask demo`: the demo company's month, computed, shown and served.

use crate::commands::{output, run, say};
use crate::{company, root, web};
use anyhow::{Result, bail};
use std::path::PathBuf;

/// The company's plans, beside `common.plan`.
const PLANS: [&str; 6] =
    ["account-executives.plan", "sales-development.plan", "managers.plan", "channel.plan", "china.plan", "customer-success.plan"];

/// The month that is computed unless another is asked for.
const MONTH: &str = "2026-09";

/// Makes the data, builds the command line, runs the month, prints two statements, and serves the web app.
pub(crate) fn run_demo(args: &[&str]) -> Result<()> {
    let (mut month, mut serves) = (MONTH, true);
    let mut rest = args;
    while let [first, after @ ..] = rest {
        rest = match (*first, after) {
            ("--no-serve", _) => {
                serves = false;
                after
            }
            ("--period", [asked, others @ ..]) => {
                month = asked;
                others
            }
            _ => bail!("`cargo xtask demo` takes only `--period 2026-09` and `--no-serve`"),
        };
    }
    let root = root();
    let (data, results) = (root.join("target/demo/data"), root.join("target/demo/results"));
    say("making the demo company's data (target/demo/data)");
    company::write(&data)?;
    say("building tiercel");
    run(&root, "cargo", &["build", "--quiet", "--release", "--package", "tiercel-cli"])?;
    let built = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let program = built.join("release/tiercel");
    let (program, data, results) = (program.to_string_lossy(), data.to_string_lossy(), results.to_string_lossy());
    let plans: Vec<String> = PLANS.iter().map(|plan| format!("examples/company/{plan}")).collect();
    let plans: Vec<&str> = plans.iter().map(String::as_str).collect();
    run(&root, &program, &[&["run"], plans.as_slice(), &["--data", &data, "--period", month, "--out", &results]].concat())?;
    for payee in ["E012", "E049"] {
        let statement = [&["statement"], plans.as_slice(), &["--data", &data, "--period", month, "--payee", payee]].concat();
        say(&output(&root, &program, &statement)?);
    }
    say(&format!("results, statements and the manifest are in {results}"));
    web::build(&program)?;
    if serves { web::serve() } else { Ok(()) }
}
