//! `tiercel restate`: what late data changes in closed periods.

use crate::args::RestateArgs;
use crate::data;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::page;
use anyhow::{Context, Result, bail};
use tiercel::{Request, restate as compute, word};
use tiercel_wire::restatement_report;

pub(crate) fn restate(args: &RestateArgs, output: &Output) -> Result<Outcome> {
    if args.data.history.is_none() {
        bail!("restate wants --history FILE: what was booked for the closed periods");
    }
    let loaded = match data::read(&args.data, output)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let plan = &loaded.plans.checked.plan;
    let open = loaded.tables.calendar(plan).parse(&args.open, plan.time.grain);
    let open = open.with_context(|| format!("{} is no period of this plan", args.open))?;
    let request = Request { periods: loaded.periods, threads: args.data.threads, ..Request::of_all(&loaded.history, &loaded.params) };
    let restatement = match compute(plan, &loaded.tables, &request, open) {
        Ok(restatement) => restatement,
        Err(limit) => bail!("{}", word(limit.code, &limit.args, output.language).message),
    };
    let report = restatement_report(plan, &loaded.tables, &restatement);
    if output.json {
        output.json(&report)?;
        return Ok(outcome(&report));
    }
    if report.cells.is_empty() && report.adjustments.is_empty() {
        output.line(output.say("nothing changes in the closed periods", "已结期间没有变化"));
        return Ok(Outcome::Fine);
    }
    let words = |pairs: [(&'static str, &'static str); 6]| pairs.map(|(english, chinese)| output.say(english, chinese).to_owned());
    let mut rows = vec![words([
        ("payee", "收款人"),
        ("period", "期间"),
        ("line", "项目"),
        ("booked", "已记"),
        ("reversed", "冲销"),
        ("rebooked", "重记"),
    ])];
    for cell in &report.cells {
        let rebooked = cell.rebooked.clone().unwrap_or_else(|| "#".to_owned());
        rows.push([cell.payee.clone(), cell.period.clone(), cell.line.clone(), cell.booked.clone(), cell.reversed.clone(), rebooked]);
    }
    output.print(&page::table(&rows, &[false, false, false, true, true, true]));
    let mut rows =
        vec![words([("payee", "收款人"), ("line", "项目"), ("without", "原合计"), ("with", "新合计"), ("adjustment", "调整"), ("", "")])];
    for one in &report.adjustments {
        let error = one.error.clone().unwrap_or_default();
        rows.push([one.payee.clone(), one.line.clone(), one.without.clone(), one.with.clone(), one.amount.clone(), error]);
    }
    output.print(&format!("\n{} {}\n", output.say("to be booked in", "记入"), args.open));
    output.print(&page::table(&rows, &[false, false, true, true, true, false]));
    Ok(outcome(&report))
}

fn outcome(report: &tiercel_wire::RestatementReport) -> Outcome {
    if report.adjustments.iter().any(|one| one.error.is_some()) { Outcome::ErrorValue } else { Outcome::Fine }
}
