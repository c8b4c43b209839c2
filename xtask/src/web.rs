//! `cargo xtask web`: the web app with the demo company's data, built into `web/dist`, and its server.

use crate::commands::{answers, run, say, watch};
use crate::{company, package, root};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The people whose own pages the demo shows, with their plan's file and the one it uses.
const PEOPLE: [(&str, &str); 4] =
    [("E012", "account-executives.plan"), ("E049", "china.plan"), ("E036", "sales-development.plan"), ("E056", "customer-success.plan")];

/// The plan that all of them use.
const COMMON: &str = "common.plan";

/// The last day of the demo's data: what was known when its month ended.
const UNTIL: &str = "2026-09-30";

/// Writes the demo's files, installs what the app is built with, and builds it.
pub(crate) fn build() -> Result<()> {
    let root = root();
    let web = root.join("web");
    if !answers("node", &["--version"]) || !answers("npm", &["--version"]) {
        bail!("the web app is built by Node.js 20 or later with npm, which is not on the PATH");
    }
    package::build()?;
    write_demo(&root)?;
    write_templates(&root)?;
    if is_older(&web.join("node_modules/.package-lock.json"), &web.join("package-lock.json")) {
        run(&web, "npm", &["ci"])?;
    }
    run(&web, "npm", &["run", "--silent", "build"])
}

/// Builds the app, checks its sources, and runs its stories in the browser; `see` gets their output.
pub(crate) fn test(see: &mut dyn FnMut(&str)) -> Result<bool> {
    let root = root();
    build()?;
    let web = root.join("web");
    run(&web, "npm", &["run", "--silent", "check"])?;
    run(&root, "cargo", &["build", "--quiet", "--package", "tiercel-cli"])?;
    let built = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), std::path::PathBuf::from);
    let program = built.join("debug/tiercel").to_string_lossy().into_owned();
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

/// Writes what the app's demo loads: the plans, and for each person a folder with that person's rows only.
fn write_demo(root: &Path) -> Result<()> {
    let demo = root.join("web/public/demo");
    if demo.exists() {
        std::fs::remove_dir_all(&demo)?;
    }
    std::fs::create_dir_all(demo.join("plans"))?;
    for name in PEOPLE.iter().map(|(_, plan)| *plan).chain([COMMON]) {
        let from = root.join("examples/company").join(name);
        std::fs::copy(&from, demo.join("plans").join(name)).with_context(|| from.display().to_string())?;
    }
    let files = company::files();
    let mut people = Vec::new();
    for (payee, plan) in PEOPLE {
        let folder = demo.join(payee);
        std::fs::create_dir_all(&folder)?;
        let rows = own_rows(&files, payee);
        let name = rows
            .iter()
            .filter(|(file, _)| *file == "payees.csv")
            .flat_map(|(_, text)| text.lines())
            .find_map(|line| line.strip_prefix(payee)?.strip_prefix(',')?.split(',').next())
            .unwrap_or(payee);
        people.push(serde_json::json!({ "payee": payee, "name": name, "plan": plan, "uses": [COMMON], "until": UNTIL }));
        for (file, text) in &rows {
            std::fs::write(folder.join(file), text)?;
        }
        // The page fetches one file and not ten.
        let tables: BTreeMap<&str, &str> = rows.iter().map(|(file, text)| (file.trim_end_matches(".csv"), text.as_str())).collect();
        let plans = [plan, COMMON].map(|name| Ok((name, std::fs::read_to_string(demo.join("plans").join(name))?)));
        let plans = plans.into_iter().collect::<std::io::Result<BTreeMap<_, _>>>()?;
        std::fs::write(demo.join(format!("{payee}.json")), serde_json::json!({ "plans": plans, "tables": tables }).to_string())?;
    }
    // The page opens the first one's book with what it fetches first.
    let first = std::fs::read_to_string(demo.join(format!("{}.json", PEOPLE[0].0)))?;
    let index = serde_json::json!({ "people": people, "first": serde_json::from_str::<serde_json::Value>(&first)? });
    std::fs::write(demo.join("index.json"), index.to_string())?;
    Ok(())
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

/// The rows of the data that one person may see, up to the last day.
///
/// A stop-gap until `tiercel slice` cuts data by what a plan reads: it knows the demo company's columns. Colleagues that
/// the rows name keep their key, and nothing else that is theirs.
fn own_rows(files: &[(&'static str, String)], payee: &str) -> Vec<(&'static str, String)> {
    let text = |name: &str| files.iter().find(|(file, _)| *file == name).map_or("", |(_, text)| text.as_str());
    let cell = |row: &str, column: usize| row.split(',').nth(column).unwrap_or("").to_owned();
    let by_now = |row: &str, column: usize| cell(row, column).as_str() <= UNTIL;
    let is_deal = |row: &str| (cell(row, 1) == payee || cell(row, 8) == payee) && by_now(row, 2);
    let deals: BTreeSet<String> = text("Deals.csv").lines().skip(1).filter(|row| is_deal(row)).map(|row| cell(row, 0)).collect();
    let own_people: Vec<&str> = text("payees.csv").lines().filter(|row| cell(row, 0) == payee).collect();
    let named: BTreeSet<String> = text("Deals.csv")
        .lines()
        .filter(|row| deals.contains(&cell(row, 0)))
        .flat_map(|row| [cell(row, 1), cell(row, 8)])
        .chain(own_people.iter().map(|row| cell(row, 4)))
        .filter(|key| key != payee)
        .collect();
    let person = |row: &str| {
        let key = cell(row, 0);
        match (key == payee, named.contains(&key)) {
            (true, _) => Some(row.to_owned()),
            // Another job than the reader's, so that no plan of the page pays a colleague from half of the rows.
            (false, true) => Some(format!("{key},{key},Manager,-,,{},{}", cell(row, 5), cell(row, 6))),
            (false, false) => None,
        }
    };
    let kept = |name: &str, row: &str| match name {
        "payees.csv" => person(row),
        "Deals.csv" => is_deal(row).then(|| row.to_owned()),
        "Receipts.csv" => (deals.contains(&cell(row, 1)) && by_now(row, 2)).then(|| row.to_owned()),
        "Quotas.csv" => (cell(row, 0) == payee).then(|| row.to_owned()),
        "Meetings.csv" | "Renewals.csv" => (cell(row, 1) == payee && by_now(row, 2)).then(|| row.to_owned()),
        _ => Some(row.to_owned()),
    };
    let table = |(name, text): &(&'static str, String)| {
        let rows = text.lines().skip(1).filter_map(|row| kept(name, row));
        let lines: Vec<String> = text.lines().take(1).map(str::to_owned).chain(rows).collect();
        (*name, lines.join("\n") + "\n")
    };
    files.iter().map(table).collect()
}

#[cfg(test)]
mod tests {
    use super::own_rows;

    #[test]
    fn a_person_gets_no_row_of_another() {
        let files = [
            ("payees.csv", "Id,Name,Plan,Region,Manager,Start,End\nA,Ann,AE,West,M,2026-01-01,\nB,Bob,AE,West,M,2026-01-01,\nM,Max,Manager,West,,2026-01-01,\nC,Cyd,AE,West,M,2026-01-01,\n".to_owned()),
            ("Deals.csv", "Deal,Owner,Closed,Customer,Product,Currency,Amount,Years,Second,Share,Partner\nD1,A,2026-01-05,X,Cloud,USD,1,1,B,25%,\nD2,B,2026-01-05,X,Cloud,USD,1,1,,,\nD3,A,2026-10-05,X,Cloud,USD,1,1,,,\n".to_owned()),
            ("Receipts.csv", "Receipt,Deal,Paid,Currency,Cash\nR1,D1,2026-02-01,USD,1\nR2,D2,2026-02-01,USD,1\n".to_owned()),
            ("Quotas.csv", "Rep,Month,Quota\nA,2026-01,5\nB,2026-01,6\n".to_owned()),
        ];
        let texts: Vec<String> = own_rows(&files, "A").into_iter().map(|(_, text)| text).collect();
        let expected = [
            "Id,Name,Plan,Region,Manager,Start,End\nA,Ann,AE,West,M,2026-01-01,\nB,B,Manager,-,,2026-01-01,\nM,M,Manager,-,,2026-01-01,\n",
            "Deal,Owner,Closed,Customer,Product,Currency,Amount,Years,Second,Share,Partner\nD1,A,2026-01-05,X,Cloud,USD,1,1,B,25%,\n",
            "Receipt,Deal,Paid,Currency,Cash\nR1,D1,2026-02-01,USD,1\n",
            "Rep,Month,Quota\nA,2026-01,5\n",
        ];
        assert_eq!(texts, expected);
    }
}
