//! `tiercel explain`: why a value is what it is.

use crate::args::{DataArgs, ExplainArgs};
use crate::data::{self, Loaded};
use crate::outcome::Outcome;
use crate::output::Output;
use anyhow::{Context, Result, bail};
use std::fmt::Write;
use tiercel::{ColumnRef, Explanation, Language, LineId, LineKind, Request, Results, Target, explain as why, run, word};
use tiercel_wire::explanation_node;

pub(crate) fn explain(args: &ExplainArgs, output: &Output) -> Result<Outcome> {
    let (data, line) = asked(args)?;
    let loaded = match data::read(&data, output)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let plan = &loaded.plans.checked.plan;
    let payee = data::payee(&loaded.tables, &args.payee)?;
    let request = Request { periods: loaded.periods, threads: data.threads, ..Request::of_all(&loaded.history, &loaded.params) };
    let results = match run(plan, &loaded.tables, &request) {
        Ok(results) => results,
        Err(limit) => bail!("{}", word(limit.code, &limit.args, output.language).message),
    };
    let targets = if line.contains('(') { vec![row(&loaded, &results, &line)?] } else { cells(&loaded, &results, payee, &line, output)? };
    let explanations: Vec<Explanation> =
        targets.into_iter().map(|target| why(plan, &loaded.tables, &results, target, args.depth)).collect();
    if output.json {
        output.json(&explanations.iter().map(explanation_node).collect::<Vec<_>>())?;
        return Ok(Outcome::Fine);
    }
    for explanation in &explanations {
        let mut text = String::new();
        draw(explanation, "", "", &mut text, output);
        output.print(&text);
    }
    Ok(Outcome::Fine)
}

/// The plans and the line: that of `--line`, else what stands behind the plans.
fn asked(args: &ExplainArgs) -> Result<(DataArgs, String)> {
    let mut data = args.data.clone();
    if let Some(line) = &args.line {
        return Ok((data, line.clone()));
    }
    match data.plans.pop() {
        Some(line) if !data.plans.is_empty() && line.extension().is_none_or(|extension| extension != "plan") => {
            Ok((data, line.to_string_lossy().into_owned()))
        }
        Some(_) | None => bail!("which line? Name it behind the plans, or with --line"),
    }
}

/// The line's cells of the payee in the periods asked for.
fn cells(loaded: &Loaded, results: &Results<'_>, payee: u32, name: &str, output: &Output) -> Result<Vec<Target>> {
    let plan = &loaded.plans.checked.plan;
    let asked = (0..).map(LineId).zip(&plan.lines).filter(|(_, line)| line.name == name || line.label.as_deref() == Some(name));
    let lines: Vec<LineId> = asked.map(|(id, _)| id).collect();
    if lines.is_empty() {
        let names = plan.lines.iter().flat_map(|line| std::iter::once(&line.name).chain(&line.label));
        match tiercel::nearest(name, names.map(String::as_str)) {
            Some(near) => bail!("there is no line {name}; did you mean {near}?"),
            None => bail!("there is no line {name}"),
        }
    }
    let is_total = |line: &LineId| plan.line(*line).kind == LineKind::Total;
    let cells = results.cells().filter(|cell| cell.payee == payee && lines.contains(&cell.line));
    let mut targets: Vec<Target> = cells.map(|cell| Target::Cell(cell.line, cell.payee, cell.period)).collect();
    // PAYABLE and EARNED stand in no list of cells: each plan of the payee has its own.
    for line in lines.iter().filter(|line| is_total(line)) {
        let periods = results.periods().iter().filter(|period| results.value(*line, payee, **period).is_some());
        targets.extend(periods.map(|period| Target::Cell(*line, payee, *period)));
    }
    if targets.is_empty() {
        let plans: Vec<&str> = lines.iter().map(|line| plan.unit(plan.line(*line).unit).name.as_str()).collect();
        let plans = plans.join(", ");
        match output.language {
            Language::English => bail!(
                "{name} of {plans} has no cell for this payee in these periods; ask for others with --period, or see in the plan whom it is `for`"
            ),
            Language::Chinese => {
                bail!("{plans} 的 {name} 在这些期间没有此人的单元格；请用 --period 查询其他期间，或在方案中查看 `for` 适用于谁")
            }
        }
    }
    Ok(targets)
}

/// `Deals(D1)[Points]`.
fn row(loaded: &Loaded, results: &Results<'_>, text: &str) -> Result<Target> {
    let plan = &loaded.plans.checked.plan;
    let parts = text.split_once('(').and_then(|(table, rest)| {
        let (key, column) = rest.rsplit_once(")[")?;
        Some((table, key, column.strip_suffix(']')?))
    });
    let Some((table, key, column)) = parts else { bail!("a row's value is written as Deals(D1)[Points]") };
    let id = tiercel::table_of(plan, table).with_context(|| format!("there is no table {table}"))?;
    let index = plan.table(id).columns.iter().position(|known| known.name == column);
    let index = index.with_context(|| format!("{table} has no column {column}"))?;
    let row = results.find_row(id, key).with_context(|| format!("{table} has no row {key}"))?;
    Ok(Target::Row(ColumnRef { table: id, column: u16::try_from(index)? }, row))
}

/// A part and those below it, as a tree.
fn draw(part: &Explanation, lead: &str, below: &str, text: &mut String, output: &Output) {
    let value = part.value.as_ref().map(|value| {
        let currency = value.currency.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
        format!(" = {}{currency}{}", value.text, if value.inexact { " ~" } else { "" })
    });
    let label = match part.kind {
        "not-taken" => format!("{} ({})", part.label, output.say("not taken", "未取")),
        "given" => format!("{} ({})", part.label, output.say("given by history", "由历史给出")),
        "held" => {
            format!("{} ({})", part.label, output.say("as in the full run: it needs others' figures", "同全体运行的值：需要他人数据"))
        }
        "sealed" => format!("{} {}", part.label, output.say("of others, as a total", "项他人数据的合计")),
        "no-cell" => format!("{} ({})", part.label, output.say("no such cell", "无此单元格")),
        "when" => format!("{} {}", output.say("when", "条件"), part.label),
        "rounding" => format!("{} {}", output.say("rounded", "舍入"), part.label),
        "slice" => format!("{} {}", output.say("slice", "分段"), part.label),
        "tier-row" | "rate-row" | "matrix-cell" => format!("{} {}", output.say("row of", "所在行"), part.label),
        _ => part.label.clone(),
    };
    // A literal says its value itself, and so does a rounding.
    let value = if matches!(part.kind, "constant" | "rounding" | "not-taken") { None } else { value };
    let source = part.source.as_ref().map(|(file, row)| format!("  [{file} {} {row}]", output.say("row", "行"))).unwrap_or_default();
    // Writing to a string can't fail.
    let _ = writeln!(text, "{lead}{label}{}{source}", value.unwrap_or_default());
    if let Some(with_values) = &part.with_values {
        let _ = writeln!(text, "{below}    {with_values}");
    }
    let shown: Vec<&Explanation> = part.children.iter().filter(|child| child.kind != "constant").collect();
    for (index, child) in shown.iter().enumerate() {
        let last = index + 1 == shown.len() && part.more == 0;
        let (branch, under) = if last { ("└ ", "  ") } else { ("├ ", "│ ") };
        draw(child, &format!("{below}{branch}"), &format!("{below}{under}"), text, output);
    }
    if part.more > 0 {
        let _ = writeln!(text, "{below}└ … {} {}", part.more, output.say("more", "项未列出"));
    }
}
