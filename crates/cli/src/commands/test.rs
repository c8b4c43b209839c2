//! `tiercel test`: the example blocks of plans.

use crate::args::TestArgs;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::{render, sources};
use anyhow::Result;
use tiercel::run_examples;
use tiercel_wire::{ExampleReport, example_report};

pub(crate) fn test(args: &TestArgs, output: &Output) -> Result<Outcome> {
    let plans = sources::read(&args.plans)?;
    if !plans.checked.is_fine() {
        render::diagnostics(&plans, output)?;
        return Ok(Outcome::Diagnostics);
    }
    let outcomes = run_examples(&plans.checked.plan, &args.filter);
    let reports: Vec<ExampleReport> = outcomes.iter().map(|outcome| example_report(&plans.sources, outcome, output.language)).collect();
    if output.json {
        output.json(&reports)?;
    } else {
        reports.iter().for_each(|report| say(report, output));
        let passed = reports.iter().filter(|report| report.passed).count();
        if reports.is_empty() {
            output.line(output.say("no examples", "没有示例"));
        }
        output.line(&format!("{passed} {}, {} {}", output.say("passed", "通过"), reports.len() - passed, output.say("failed", "失败")));
    }
    Ok(if reports.iter().all(|report| report.passed) { Outcome::Fine } else { Outcome::Diagnostics })
}

fn say(report: &ExampleReport, output: &Output) {
    let mark = if report.passed { "ok  " } else { "FAIL" };
    output.line(&format!("{mark} {} ({}:{})", report.name, report.file, report.line));
    for problem in &report.problems {
        output.line(&format!("       {problem}"));
    }
    for expectation in report.expectations.iter().filter(|expectation| !expectation.passed) {
        let got = if expectation.got.is_empty() { output.say("nothing", "空") } else { &expectation.got };
        output.line(&format!(
            "       {}:{}  {}\n            {} {got}",
            report.file,
            expectation.line,
            expectation.text.lines().next().unwrap_or(""),
            output.say("got", "得到"),
        ));
    }
}
