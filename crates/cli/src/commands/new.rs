//! `tiercel new`: a small plan with data and examples.

use crate::args::NewArgs;
use crate::outcome::Outcome;
use crate::output::{Output, write_file};
use anyhow::{Context, Result, bail};

const PLAN: &str = include_str!("../../template/plan.plan");
const DATA: [(&str, &str); 3] = [
    ("payees.csv", include_str!("../../template/payees.csv")),
    ("Deals.csv", include_str!("../../template/Deals.csv")),
    ("Quotas.csv", include_str!("../../template/Quotas.csv")),
];

pub(crate) fn new(args: &NewArgs, output: &Output) -> Result<Outcome> {
    let folder = &args.name;
    let Some(name) = folder.file_name().map(|name| name.to_string_lossy().into_owned()) else { bail!("a folder needs a name") };
    if folder.exists() {
        bail!("{} is there already", folder.display());
    }
    let data = folder.join("data");
    std::fs::create_dir_all(&data).with_context(|| format!("{} can't be made", data.display()))?;
    let plan = folder.join(format!("{name}.plan"));
    write_file(&plan, PLAN.replace("My first plan", &name.replace('"', "'")).as_bytes())?;
    for (file, text) in DATA {
        write_file(&data.join(file), text.as_bytes())?;
    }
    let (plan, data) = (plan.display().to_string(), data.display().to_string());
    if output.json {
        output.json(&serde_json::json!({ "plan": plan, "data": data }))?;
    } else {
        output.line(&format!(
            "{}\n  tiercel test {plan}\n  tiercel run {plan} --data {data}",
            output.say("made; go on with", "已建立；接下来")
        ));
    }
    Ok(Outcome::Fine)
}
