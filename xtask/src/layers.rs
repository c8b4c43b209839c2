//! Which crate may use which: the table of ARCHITECTURE.md against the manifests, and who may use which outside library.

use crate::commands::output;
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Libraries that only some crates may use (ARCHITECTURE.md, invariants).
const RESERVED: [(&str, &[&str]); 11] = [
    ("pest", &["tiercel-syntax"]),
    ("pest_meta", &["tiercel-syntax"]),
    ("pest_derive", &["tiercel-syntax"]),
    ("wasm-bindgen", &["tiercel-wasm"]),
    ("js-sys", &["tiercel-wasm"]),
    ("serde-wasm-bindgen", &["tiercel-wasm"]),
    ("axum", &["tiercel-server"]),
    ("tokio", &["tiercel-server", "tiercel-store", "tiercel-connect"]),
    ("rusqlite", &["tiercel-store", "tiercel-connect"]),
    ("clap", &["tiercel-cli"]),
    ("rust_decimal", &["tiercel-value"]),
];

/// What breaks the rules, a line each.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let page = std::fs::read_to_string(root.join("ARCHITECTURE.md")).context("ARCHITECTURE.md")?;
    let allowed = table(&page);
    let metadata = output(root, "cargo", &["metadata", "--no-deps", "--format-version", "1"])?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let empty = Vec::new();
    let packages = metadata.get("packages").and_then(|packages| packages.as_array()).unwrap_or(&empty);
    let names: BTreeSet<&str> = packages.iter().filter_map(|package| text(package, "name")).collect();
    let mut findings = Vec::new();
    for package in packages {
        let Some(name) = text(package, "name") else { continue };
        let Some(may) = allowed.get(name) else {
            findings.push(format!("ARCHITECTURE.md: the crate table lacks `{name}`"));
            continue;
        };
        let dependencies = package.get("dependencies").and_then(|all| all.as_array()).unwrap_or(&empty);
        for dependency in dependencies {
            let (Some(used), kind) = (text(dependency, "name"), text(dependency, "kind")) else { continue };
            // What only tests use crosses no layer.
            if kind == Some("dev") {
                continue;
            }
            if names.contains(used) && !may.contains(used) {
                findings.push(format!("`{name}` uses `{used}`, which the crate table of ARCHITECTURE.md does not allow"));
            }
            if let Some((_, users)) = RESERVED.iter().find(|(library, _)| *library == used)
                && !users.contains(&name)
            {
                findings.push(format!("`{name}` uses `{used}`, which is for {} only", users.join(", ")));
            }
        }
    }
    for name in allowed.keys().filter(|name| !names.contains(name.as_str())) {
        findings.push(format!("ARCHITECTURE.md: the crate table names `{name}`, which is no crate"));
    }
    Ok(findings)
}

fn text<'a>(value: &'a serde_json::Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(|value| value.as_str())
}

/// Rows `| crate | may use | what it is |` of the page: names in backticks.
fn table(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    page.lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split('|');
            let own = format!("`{}", cells.next()?);
            let name = names(&own).into_iter().next()?;
            Some((name, names(cells.next()?).into_iter().collect()))
        })
        .collect()
}
