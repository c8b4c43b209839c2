//! `tiercel types`: a plan's tables, params and lines as TypeScript.

use crate::args::TypesArgs;
use crate::outcome::Outcome;
use crate::output::{Output, write_file};
use crate::{render, sources};
use anyhow::{Result, bail};
use tiercel_wire::plan_types;

pub(crate) fn types(args: &TypesArgs, output: &Output) -> Result<Outcome> {
    let is_name = |name: &str| {
        let mut letters = name.chars();
        letters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    if !is_name(&args.name) {
        bail!("--name wants the name of a type, such as SalesPlan, not {}", args.name);
    }
    let plans = sources::read(&args.plans)?;
    if !plans.checked.is_fine() {
        render::diagnostics(&plans, output)?;
        return Ok(Outcome::Diagnostics);
    }
    let text = plan_types(&tiercel::describe(&plans.checked.plan), &args.name);
    match &args.out {
        Some(path) => write_file(path, text.as_bytes())?,
        None => output.print(&text),
    }
    Ok(Outcome::Fine)
}
