//! `tiercel check`.

use crate::args::PlansArgs;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::{render, sources};
use anyhow::Result;

pub(crate) fn check(args: &PlansArgs, output: &Output) -> Result<Outcome> {
    let plans = sources::read(&args.plans)?;
    render::diagnostics(&plans, output)?;
    if !plans.checked.is_fine() {
        return Ok(Outcome::Diagnostics);
    }
    if !output.json {
        let plan = &plans.checked.plan;
        let names: Vec<&str> = plan.units.iter().map(|unit| unit.name.as_str()).collect();
        let lines = tiercel::describe(plan).plans.iter().map(|plan| plan.lines.len()).sum::<usize>();
        output.line(&match output.language {
            tiercel::Language::English => {
                format!("{}: fine; {} tables, {lines} lines, {} examples", names.join(", "), plan.tables.len(), plan.examples.len())
            }
            tiercel::Language::Chinese => {
                format!("{}：无误；{} 个表，{lines} 行，{} 个示例", names.join("、"), plan.tables.len(), plan.examples.len())
            }
        });
    }
    Ok(Outcome::Fine)
}
