//! `cargo xtask test`: every check and test, with one closing line `N passed, N failed`.

use crate::commands::{answers, run, say, watch};
use crate::{fuzz, layers, package, root, tidy, web};
use anyhow::{Result, bail};

/// Runs all of it and fails if anything failed.
fn run_all(long: bool) -> Result<Counts> {
    let root = root();
    let mut counts = Counts::default();
    tools(&root)?;
    counts.check("formatting", run(&root, "cargo", &["fmt", "--all", "--check"]));
    counts.check("layers", crate::report("layers", &layers::check(&root)?));
    counts.check("tidy", crate::report("tidy", &tidy::check(&root)?));
    counts.check("clippy", run(&root, "cargo", &["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]));
    let env: &[(&str, &str)] = if long { &[("TIERCEL_RANDOM_PLANS", "20000"), ("TIERCEL_FUZZ", "200000")] } else { &[] };
    let succeeded = watch(&root, "cargo", &["test", "--workspace", "--no-fail-fast"], env, &mut |line| {
        if counts.read(line) || line.starts_with("test ") && line.ends_with("FAILED") || !line.starts_with("test ") {
            say(line);
        }
    })?;
    counts.check("cargo test", if succeeded { Ok(()) } else { Err(anyhow::anyhow!("a test failed or did not build")) });
    if long {
        counts.check("200,000 random plans against the oracle", random_plans(&root));
    }
    counts.check("fuzz targets", fuzz::test(long));
    let packaged = package::test(long, &mut |line| {
        counts.read(line);
        say(line);
    });
    counts.check("npm package", packaged.and_then(all_passed));
    let stories = web::test(&mut |line| {
        counts.read(line);
        say(line);
    });
    counts.check("web app", stories.and_then(all_passed));
    Ok(counts)
}

/// Engine and oracle, over many plans, built for speed.
fn random_plans(root: &std::path::Path) -> Result<()> {
    let test = ["test", "--profile", "campaign", "--package", "conformance", "--test", "random", "--", "--nocapture"];
    let env = [("TIERCEL_RANDOM_PLANS", "200000"), ("TIERCEL_RANDOM_FROM", "1000000"), ("TIERCEL_RANDOM_WHAT", "oracle")];
    if watch(root, "cargo", &test, &env, &mut say)? { Ok(()) } else { bail!("engine and oracle differ") }
}

fn all_passed(passed: bool) -> Result<()> {
    if passed { Ok(()) } else { bail!("a test failed") }
}

/// The command.
pub(crate) fn run_tests(long: bool) -> Result<()> {
    let counts = run_all(long)?;
    counts.failures.iter().for_each(|failure| say(&format!("failed: {failure}")));
    say(&format!("{} passed, {} failed", counts.passed, counts.failed));
    if counts.failed == 0 { Ok(()) } else { bail!("not everything passed") }
}

fn tools(root: &std::path::Path) -> Result<()> {
    for (component, args) in [("rustfmt", ["fmt", "--version"]), ("clippy", ["clippy", "--version"])] {
        if !answers("cargo", &args) {
            say(&format!("setting up: {component}"));
            run(root, "rustup", &["component", "add", component])?;
        }
    }
    Ok(())
}

/// What passed and what did not.
#[derive(Default)]
pub(crate) struct Counts {
    passed: u64,
    failed: u64,
    failures: Vec<String>,
}

impl Counts {
    fn check(&mut self, what: &str, outcome: Result<()>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(error) => {
                self.failed += 1;
                self.failures.push(format!("{what}: {error:#}"));
            }
        }
    }

    /// Adds the counts of a runner's closing line, if the line is one: `test result: ok. 12 passed; 0 failed; …`, or
    /// `12 passed, 0 failed`.
    fn read(&mut self, line: &str) -> bool {
        let rest = line.split_once(". ").filter(|_| line.starts_with("test result:")).map_or(line, |(_, rest)| rest);
        let mut parts = rest.split([';', ',']).map(str::trim);
        let count = |part: Option<&str>, word: &str| part?.strip_suffix(word)?.trim().parse::<u64>().ok();
        let (passed, failed) = (count(parts.next(), "passed"), count(parts.next(), "failed"));
        let (Some(passed), Some(failed)) = (passed, failed) else { return false };
        self.passed += passed;
        self.failed += failed;
        true
    }
}
