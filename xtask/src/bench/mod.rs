//! `cargo xtask bench`: workload W1 side by side with its peers, and what small operations take. Figures are shown and
//! written to `benches/README.md`; nothing is asserted.

mod data;
mod measure;
mod programs;
mod sheet;

use crate::commands::{answers, output, say};
use crate::root;
use anyhow::{Context, Result, bail};
use measure::{Taken, median};
use programs::{PARQUET, Program};
use std::fmt::Write;
use std::path::Path;

/// The SHA-256 of the right output by number of deals.
const RIGHT: [(u64, &str); 4] = [
    (10_000, "d631a5e15e37a14df6d17127de9323b19ed1f69c75e37a727ce5d29fb71408ae"),
    (100_000, "03057ee57d92f2e4cc8aaed926a34e805d6089dda30842e8306f37529a6e40ff"),
    (1_000_000, "b90fa5c7ebc27c03133aa772dbb5963d4bcc873b8dfdf386441bd9916d6027cc"),
    (10_000_000, "3ce8a45e8785351244a996ba56ac4e787066d0c1ebc519d14408d703af654673"),
];

/// Runs of a pair at a size.
fn pairs(deals: u64) -> usize {
    match deals {
        0..=100_000 => 11,
        _ => 7,
    }
}

/// `--deals 10000,100000,1000000`, `--only TEXT` (programs whose name has it, beside the reference), `--write` (the README).
pub(crate) fn run_bench(args: &[&str]) -> Result<()> {
    let (mut sizes, mut only, mut write) = (vec![10_000, 100_000, 1_000_000], "", false);
    let mut rest = args;
    loop {
        match rest {
            [] => break,
            ["--deals", list, more @ ..] => {
                sizes = list
                    .split(',')
                    .map(|size| size.parse().with_context(|| format!("{size} is no number of deals")))
                    .collect::<Result<_>>()?;
                rest = more;
            }
            ["--only", text, more @ ..] => (only, rest) = (text, more),
            ["--write", more @ ..] => (write, rest) = (true, more),
            _ => bail!("`cargo xtask bench` takes `--deals 10000,1000000`, `--only TEXT` and `--write`"),
        }
    }
    let root = root();
    let work = root.join("target/bench");
    std::fs::create_dir_all(&work)?;
    let python = if only.is_empty() || "DuckDB Polars pandas".contains(only) { programs::python(&work) } else { None };
    let programs = programs::build(&root, &work, python.as_deref())?;
    let mut page = String::new();
    for deals in sizes {
        page.push_str(&size(&root, &work, &programs, deals, only, python.as_deref())?);
    }
    page.push_str(&small(&root, &work)?);
    if let Some(said) = python.and_then(|python| programs::zen(&root, &work, &python, 10_000)) {
        let _ = writeln!(page, "\nThe rules that look at one deal alone, the only ones of W1 that it can say, in zen-engine: {said}.");
    }
    let heading = format!("{}\n\n", machine(&root)?);
    say(&format!("\n{heading}{page}"));
    if write {
        let path = root.join("benches/README.md");
        let text = std::fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))?;
        let (before, _) = text.split_once(MARK).with_context(|| format!("{} lacks the line `{}`", path.display(), MARK.trim()))?;
        std::fs::write(&path, format!("{before}{MARK}\n{heading}{}\n", page.trim_end()))?;
    }
    Ok(())
}

/// What stands in the README before the figures.
const MARK: &str = "<!-- figures: written by `cargo xtask bench --write` -->\n";

/// One size: every program in turn with the reference.
fn size(root: &Path, work: &Path, programs: &[Program], deals: u64, only: &str, python: Option<&str>) -> Result<String> {
    let folder = work.join(format!("{deals}"));
    if !folder.join("plan/quotas.csv").is_file() {
        say(&format!("making the data of {deals} deals"));
        data::write(deals, &folder)?;
    }
    if let Some(python) = python
        && !folder.join(PARQUET).join("quotas.csv").is_file()
    {
        let (script, size) = (root.join("benches/w1/generate.py"), deals.to_string());
        let _ = answers(python, &[&script.to_string_lossy(), &size, &folder.to_string_lossy(), "parquet"]);
        let (csv, ours) = (folder.join("plan"), folder.join(PARQUET));
        std::fs::create_dir_all(&ours)?;
        for (from, name) in [(&folder, "deals.parquet"), (&csv, "payees.csv"), (&csv, "quotas.csv")] {
            let _ = std::fs::copy(from.join(name), ours.join(name));
        }
    }
    // What was made is on the disk before anything is measured.
    answers("sync", &[]);
    let right = RIGHT.iter().find(|(size, _)| *size == deals).map(|(_, hash)| *hash);
    let (out, plan) = (folder.join("out.csv"), root.join("benches/w1/w1.plan"));
    let Some((reference, others)) = programs.split_first() else { bail!("no programs") };
    let mut text = format!(
        "## {deals} deals\n\n| program | CPU s | × ref | wall s | × ref | peak MiB | of that its own MiB | deals/s | output |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n"
    );
    let mut of_reference: Vec<(Taken, Taken)> = Vec::new();
    for program in others.iter().filter(|program| program.name.contains(only)) {
        say(&format!("{deals} deals: {}", program.name));
        let command = program.command(&folder, &out, &plan);
        // Once without counting: is it right?
        let _ = std::fs::remove_file(&out);
        let verdict = match measure::run(&command) {
            Ok(_) => judge(program, &out, right),
            Err(error) => Err(error),
        };
        let verdict = match verdict {
            Ok(verdict) => verdict,
            Err(error) => {
                let _ = writeln!(text, "| {} | | | | | | | | {error:#} |", program.name);
                continue;
            }
        };
        let against = reference.command(&folder, &out, &plan);
        let mut taken: Vec<(Taken, Taken)> = Vec::new();
        for _ in 0..pairs(deals) {
            let one = measure::run(&against)?;
            taken.push((one, measure::run(&command)?));
        }
        row(&mut text, program.name, deals, &taken, verdict)?;
        of_reference.extend(taken.iter().map(|(reference, _)| (*reference, *reference)));
    }
    measure::run(&reference.command(&folder, &out, &plan))?;
    let verdict = judge(reference, &out, right)?;
    row(&mut text, reference.name, deals, &of_reference, verdict)?;
    text.push('\n');
    Ok(text)
}

/// Whether the output is the workload's.
fn judge(program: &Program, out: &Path, right: Option<&str>) -> Result<&'static str> {
    let hash = if program.writes_a_sheet() {
        sheet::sha256(sheet::workload_output(out)?.as_bytes())
    } else {
        sheet::sha256(&std::fs::read(out).with_context(|| format!("{} can't be read", out.display()))?)
    };
    match right {
        Some(right) if right == hash => Ok("right"),
        Some(_) => bail!("wrong output, {hash}"),
        None => Ok("not known"),
    }
}

fn row(text: &mut String, name: &str, deals: u64, taken: &[(Taken, Taken)], verdict: &str) -> Result<()> {
    let of = |value: fn(&Taken) -> u64| -> Result<u64> {
        let values: Vec<u64> = taken.iter().map(|(_, program)| value(program)).collect();
        median(&values).context("nothing was measured")
    };
    // Thousandths, of the pairs.
    let ratio = |value: fn(&Taken) -> u128| -> Result<String> {
        let values: Vec<u128> = taken.iter().map(|(reference, program)| value(program) * 1000 / value(reference).max(1)).collect();
        let middle = median(&values).context("nothing was measured")?;
        Ok(format!("{}.{:02}", middle / 1000, middle % 1000 / 10))
    };
    let seconds = |micros: u64| format!("{}.{:03}", micros / 1_000_000, micros % 1_000_000 / 1000);
    let micros = |duration: std::time::Duration| u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    let cpu: Vec<u64> = taken.iter().map(|(_, program)| micros(program.cpu)).collect();
    let wall: Vec<u64> = taken.iter().map(|(_, program)| micros(program.wall)).collect();
    let (cpu, wall) = (median(&cpu).unwrap_or(0), median(&wall).unwrap_or(0));
    writeln!(
        text,
        "| {name} | {} | {} | {} | {} | {} | {} | {} | {verdict} |",
        seconds(cpu),
        ratio(|taken| taken.cpu.as_micros())?,
        seconds(wall),
        ratio(|taken| taken.wall.as_micros())?,
        of(|taken| taken.peak)? / 1024,
        of(|taken| taken.own)? / 1024,
        deals * 1_000_000 / wall.max(1),
    )?;
    Ok(())
}

/// Small operations: multiply and round, checking a plan of 500 lines.
fn small(root: &Path, work: &Path) -> Result<String> {
    say("small operations");
    let plan = work.join("long.plan");
    std::fs::write(&plan, long_plan(&std::fs::read_to_string(root.join("benches/w1/w1.plan"))?))?;
    let args = ["run", "--quiet", "--release", "--package", "tiercel", "--example", "small_operations", "--", &plan.to_string_lossy()];
    Ok(format!("## Small operations\n\n{}", output(root, "cargo", &args)?))
}

/// The workload's plan with its formulas over and over, to 500 lines.
fn long_plan(plan: &str) -> String {
    let mut text = plan.to_owned();
    let lines = plan.lines().count();
    for number in 0..(500usize.saturating_sub(lines)) / 4 {
        let _ = write!(
            text,
            "\nSplit_bookings_{number} = SUM(deals[split] over YTD) - {number}\n\
             pay Bonus_{number} when (Has_quota and YTD_attainment > {number}%) =\n  IF(Bookings > Quota, ROUND(Split_bookings_{number} * {number}%, 2), MIN(Quota, Cap) * {number}%)\n"
        );
    }
    text
}

fn machine(root: &Path) -> Result<String> {
    let file = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpus = file("/proc/cpuinfo");
    let field = |text: &str, name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name))
            .map(|rest| rest.trim_start_matches([' ', '\t', ':']).trim().to_owned())
            .unwrap_or_default()
    };
    let cores = cpus.lines().filter(|line| line.starts_with("processor")).count();
    let memory: u64 = field(&file("/proc/meminfo"), "MemTotal").trim_end_matches("kB").trim().parse().unwrap_or(0);
    let day = output(root, "date", &["-u", "+%Y-%m-%d"])?;
    Ok(format!(
        "{}, {cores} × {}, {} GiB, load {} at the end; {}. CPU is user and system time of all threads; × ref is the median of pairs run in turn.",
        day.trim(),
        field(&cpus, "model name"),
        memory / 1024 / 1024,
        file("/proc/loadavg").split(' ').next().unwrap_or(""),
        programs::versions(root)?,
    ))
}
