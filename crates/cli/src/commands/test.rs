//! `tiercel test`: the example blocks of plans.

use crate::args::TestArgs;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::{render, sources};
use anyhow::Result;
use tiercel::{coverage, run_examples};
use tiercel_wire::{ExampleReport, TestReport, UntouchedReport, example_report, untouched_report};

pub(crate) fn test(args: &TestArgs, output: &Output) -> Result<Outcome> {
    let plans = sources::read(&args.plans)?;
    if !plans.checked.is_fine() {
        render::diagnostics(&plans, output)?;
        return Ok(Outcome::Diagnostics);
    }
    let outcomes = run_examples(&plans.checked.plan, &args.filter);
    let examples: Vec<ExampleReport> = outcomes.iter().map(|outcome| example_report(&plans.sources, outcome, output.language)).collect();
    // What some of the examples leave untouched says nothing.
    let covered = if args.filter.is_empty() { coverage(&plans.checked.plan) } else { tiercel::Coverage::default() };
    let report = TestReport { examples, untouched: untouched_report(&plans.sources, &covered.untouched) };
    let failed = report.examples.iter().filter(|example| !example.passed).count();
    if output.json {
        output.json(&report)?;
    } else {
        report.examples.iter().for_each(|example| say(example, output));
        if report.examples.is_empty() {
            output.line(output.say("no examples", "没有示例"));
        }
        let passed = report.examples.len() - failed;
        output.line(&format!("{passed} {}, {failed} {}", output.say("passed", "通过"), output.say("failed", "失败")));
        if !report.untouched.is_empty() {
            let (missed, all) = (report.untouched.len(), covered.all);
            output.line(&match output.language {
                tiercel::Language::English => format!("\nno example touches {missed} of {all} rows and branches:"),
                tiercel::Language::Chinese => format!("\n{all} 个档位行、规则行和分支中，有 {missed} 个没有示例涉及："),
            });
            output.print(&untouched(&report.untouched, output));
        }
    }
    Ok(if failed == 0 { Outcome::Fine } else { Outcome::Diagnostics })
}

fn untouched(found: &[UntouchedReport], output: &Output) -> String {
    let kind = |one: &UntouchedReport| match one.kind {
        "tier-row" => output.say("tier row", "档位行"),
        "rate-row" => output.say("decision row", "规则行"),
        _ => output.say("branch", "分支"),
    };
    let rows: Vec<[String; 3]> =
        found.iter().map(|one| [format!("  {}:{}", one.file, one.line), kind(one).to_owned(), one.text.clone()]).collect();
    crate::page::table(&rows, &[false, false, false])
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
