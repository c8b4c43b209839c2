//! `cargo xtask web`: the web app with the demo company's data, built into `web/dist`, and its server.

use crate::commands::{answers, output, run, say, watch};
use crate::{company, package, root};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::Path;

/// The people whose own pages the demo shows, with the files of the plans that theirs are run with.
const PEOPLE: [(&str, &[&str]); 5] = [
    ("E012", &["account-executives.plan"]),
    ("E049", &["china.plan"]),
    ("E036", &["sales-development.plan"]),
    ("E056", &["customer-success.plan"]),
    ("E005", &["managers.plan", "account-executives.plan"]),
];

/// The plan that all of them use.
const COMMON: &str = "common.plan";

/// The last day of the demo's data: what was known when its month ended.
const UNTIL: &str = "2026-09-30";

/// The columns that say when something came to be known.
const DAYS: [&str; 4] = ["Closed", "Paid", "Held", "Due"];

/// The command line, built for the app's demo and its stories.
pub(crate) fn program() -> Result<String> {
    let root = root();
    run(&root, "cargo", &["build", "--quiet", "--package", "tiercel-cli"])?;
    let built = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), std::path::PathBuf::from);
    Ok(built.join("debug/tiercel").to_string_lossy().into_owned())
}

/// Writes the demo's files, whose slices the command line cuts, installs what the app is built with, and builds it.
pub(crate) fn build(program: &str) -> Result<()> {
    let root = root();
    let web = root.join("web");
    if !answers("node", &["--version"]) || !answers("npm", &["--version"]) {
        bail!("the web app is built by Node.js 20 or later with npm, which is not on the PATH");
    }
    package::build()?;
    write_demo(&root, program)?;
    write_templates(&root)?;
    if is_older(&web.join("node_modules/.package-lock.json"), &web.join("package-lock.json")) {
        run(&web, "npm", &["ci"])?;
    }
    run(&web, "npm", &["run", "--silent", "build"])
}

/// Builds the app, checks its sources, and runs its stories in the browser; `see` gets their output.
pub(crate) fn test(see: &mut dyn FnMut(&str)) -> Result<bool> {
    let root = root();
    let program = program()?;
    build(&program)?;
    let web = root.join("web");
    run(&web, "npm", &["run", "--silent", "check"])?;
    let chromium = package::chromium(&root)?;
    let env = [("TIERCEL_CHROMIUM", chromium.as_str()), ("TIERCEL_PROGRAM", program.as_str())];
    watch(&web, "node", &["test.mjs"], &env, see)
}

/// Serves what is built until it is interrupted.
pub(crate) fn serve() -> Result<()> {
    say("My earnings:  http://127.0.0.1:4173/#/earnings");
    say("Plan studio:  http://127.0.0.1:4173/#/studio   (Ctrl+C ends it)");
    run(&root().join("web"), "npm", &["run", "--silent", "preview", "--", "--port", "4173", "--strictPort"])
}

/// Whether the first file is missing or was written before the second.
fn is_older(first: &Path, second: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|about| about.modified()).ok();
    changed(first) < changed(second)
}

/// Writes what the app's demo loads: for each person a file with that person's slice and the plans.
fn write_demo(root: &Path, program: &str) -> Result<()> {
    let (demo, made) = (root.join("web/public/demo"), root.join("target/demo"));
    if demo.exists() {
        std::fs::remove_dir_all(&demo)?;
    }
    let data = made.join("known");
    std::fs::create_dir_all(&demo)?;
    std::fs::create_dir_all(&data)?;
    for (name, text) in company::files() {
        std::fs::write(data.join(name), known(&text, UNTIL))?;
    }
    let (mut people, mut first) = (Vec::new(), None);
    for (payee, plans) in PEOPLE {
        let paths: Vec<String> = plans.iter().map(|plan| format!("examples/company/{plan}")).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let (data, out) = (data.to_string_lossy(), made.join("slices").join(payee));
        let rest = ["--data", &data, "--payee", payee, "--out", &out.to_string_lossy(), "--json"];
        let slice = output(root, program, &[&["slice"], paths.as_slice(), &rest].concat())?;
        let slice: serde_json::Value = serde_json::from_str(&slice)?;
        let texts =
            plans.iter().chain([&COMMON]).map(|name| Ok((*name, std::fs::read_to_string(root.join("examples/company").join(name))?)));
        let texts = texts.collect::<std::io::Result<BTreeMap<_, _>>>()?;
        people.push(serde_json::json!({ "payee": payee, "name": name_in(&slice), "plans": plans, "uses": [COMMON], "until": UNTIL }));
        // The page fetches one file and not ten.
        let own = serde_json::json!({ "plans": texts, "slice": slice });
        std::fs::write(demo.join(format!("{payee}.json")), own.to_string())?;
        first.get_or_insert(own);
    }
    // The page opens the first one's book with what it fetches first.
    std::fs::write(demo.join("index.json"), serde_json::json!({ "people": people, "first": first }).to_string())?;
    Ok(())
}

/// The name of the payee whose slice it is.
fn name_in(slice: &serde_json::Value) -> Option<&str> {
    let payees = slice.get("tables")?.as_array()?.iter().find(|table| table["table"] == "payees")?;
    let column = payees.get("heading")?.as_array()?.iter().position(|name| name == "Name")?;
    payees.get("rows")?.as_array()?.first()?.get(column)?.as_str()
}

/// Writes the examples as templates of the studio: `index.json`, and a file for each with the plan and its data.
fn write_templates(root: &Path) -> Result<()> {
    let templates = root.join("web/public/templates");
    std::fs::create_dir_all(&templates)?;
    let mut index = Vec::new();
    let mut folders: Vec<_> = std::fs::read_dir(root.join("examples"))?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    folders.sort();
    for folder in folders.iter().filter(|folder| folder.join("plan.plan").is_file()) {
        let id = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = std::fs::read_to_string(folder.join("plan.plan"))?;
        let title = text.lines().find_map(|line| line.strip_prefix("plan \"")?.split('"').next()).unwrap_or(&id);
        let note = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default();
        let mut tables = BTreeMap::new();
        for entry in std::fs::read_dir(folder.join("data"))? {
            let path = entry?.path();
            let table = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            tables.insert(table, std::fs::read_to_string(&path).with_context(|| path.display().to_string())?);
        }
        index.push(serde_json::json!({ "id": id, "title": title, "note": note }));
        let template = serde_json::json!({ "files": [{ "name": "plan.plan", "text": text }], "tables": tables });
        std::fs::write(templates.join(format!("{id}.json")), template.to_string())?;
    }
    std::fs::write(templates.join("index.json"), serde_json::to_string(&index)?)?;
    Ok(())
}

/// The rows of a file that are known on a day.
fn known(text: &str, day: &str) -> String {
    let column = text.lines().next().and_then(|heading| heading.split(',').position(|name| DAYS.contains(&name)));
    let is_known = |row: &&str| column.and_then(|at| row.split(',').nth(at)).is_none_or(|found| DAYS.contains(&found) || found <= day);
    text.lines().filter(is_known).fold(String::new(), |known, row| known + row + "\n")
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn what_is_later_is_not_known() {
        let deals = "Deal,Closed\nD1,2026-09-30\nD2,2026-10-01\n";
        assert_eq!(known(deals, "2026-09-30"), "Deal,Closed\nD1,2026-09-30\n");
        assert_eq!(known("Rep,Month\nA,2026-12\n", "2026-09-30"), "Rep,Month\nA,2026-12\n");
    }
}
