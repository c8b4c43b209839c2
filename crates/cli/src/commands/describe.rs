//! `tiercel describe`: plans in words and as a picture.

use crate::args::{DescribeArgs, Graph};
use crate::outcome::Outcome;
use crate::output::{Output, write_file};
use crate::{picture, render, sources};
use anyhow::{Context, Result};
use std::fmt::Write;
use std::path::Path;
use tiercel::{Description, TableDescription};

pub(crate) fn describe(args: &DescribeArgs, output: &Output) -> Result<Outcome> {
    let plans = sources::read(&args.plans)?;
    if !plans.checked.is_fine() {
        render::diagnostics(&plans, output)?;
        return Ok(Outcome::Diagnostics);
    }
    let description = tiercel::describe(&plans.checked.plan);
    if let Some(folder) = &args.templates {
        templates(folder, &description, output)?;
    }
    match args.graph {
        Some(Graph::Dot) => output.print(&picture::dot(&description.edges)),
        Some(Graph::Svg) => output.print(&picture::svg(&description.edges)),
        None if output.json => output.json(&tiercel_wire::description(&description))?,
        None if args.templates.is_none() => output.print(&words(&description, output)),
        None => {}
    }
    Ok(Outcome::Fine)
}

fn inputs(table: &TableDescription) -> impl Iterator<Item = &tiercel::ColumnDescription> {
    table.columns.iter().filter(|column| column.input)
}

fn templates(folder: &Path, description: &Description, output: &Output) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{} can't be made", folder.display()))?;
    for table in description.tables.iter().filter(|table| table.input) {
        let path = folder.join(format!("{}.csv", table.name));
        if path.exists() {
            output.note(&format!("{}: {}", path.display(), output.say("is there already and stays", "已存在，保持不变")));
            continue;
        }
        let heading: Vec<&str> = inputs(table).map(|column| column.name.as_str()).collect();
        write_file(&path, format!("{}\n", heading.join(",")).as_bytes())?;
        output.note(&format!("{}", path.display()));
    }
    Ok(())
}

fn words(description: &Description, output: &Output) -> String {
    let mut text = String::new();
    // Writing to a string can't fail.
    for plan in &description.plans {
        let _ = writeln!(text, "{}\n  {}, {}, {} .. {}", plan.name, plan.currency, plan.period, plan.effective.0, plan.effective.1);
        plan.doc.lines().for_each(|line| {
            let _ = writeln!(text, "  {line}");
        });
        let _ = writeln!(text, "\n{}", output.say("Lines", "行"));
        for line in &plan.lines {
            let kind = if line.kind.is_empty() { String::new() } else { format!("{} ", line.kind) };
            let label = line.label.as_ref().map(|label| format!(" \"{label}\"")).unwrap_or_default();
            let _ = writeln!(text, "  {kind}{}{label}: {} = {}", line.name, line.ty, line.formula);
            line.doc.lines().for_each(|doc| {
                let _ = writeln!(text, "      {doc}");
            });
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}", output.say("Tables", "表"));
    for table in &description.tables {
        let source = if table.input { format!("{}.csv", table.name) } else { output.say("derived", "由其他表得出").to_owned() };
        let _ = writeln!(text, "  {} ({source})", table.name);
        for column in &table.columns {
            let key = if column.key { " key" } else { "" };
            let formula = column.formula.as_ref().map(|formula| format!(" = {formula}")).unwrap_or_default();
            let _ = writeln!(text, "    [{}] {}{key}{formula}", column.name, column.ty);
        }
    }
    if !description.params.is_empty() {
        let _ = writeln!(text, "\n{}", output.say("Params", "参数"));
        for param in &description.params {
            let bounds = param.between.as_ref().map(|(low, high)| format!(" ({low} .. {high})")).unwrap_or_default();
            let _ = writeln!(text, "  {}: {} = {}{bounds}", param.name, param.ty, param.value);
        }
    }
    text
}
