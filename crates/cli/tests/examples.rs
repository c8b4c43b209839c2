//! The plans under `examples/`: their example blocks pass, and the statement of one payee is the one that stands beside
//! them. `UPDATE_EXPECTED=1 cargo test -p tiercel-cli --test examples` writes the statements anew.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Each example, and whose statement stands beside it.
const EXAMPLES: [(&str, &str); 13] = [
    ("calendar-445", "ann"),
    ("channel-split", "max"),
    ("chinese-cash-receipts", "A01"),
    ("insurance-advance", "joy"),
    ("manager-overrides", "ada"),
    ("real-estate-cap", "ray"),
    ("recoverable-draw", "noa"),
    ("release-on-cash", "gus"),
    ("saas-account-executives", "ana"),
    ("sdr-meetings", "sam"),
    ("spif-contest", "bob"),
    ("team-pool", "abe"),
    ("two-currencies", "liv"),
];

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

#[expect(clippy::unwrap_used, reason = "a test stops where its program does not start")]
fn tiercel(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tiercel")).args(args).arg("--lang").arg("en").current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{args:?} in {}: {}", folder.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_package_is_tested_with_the_types_of_a_plan() {
    let types = tiercel(&examples().join("team-pool"), &["types", "plan.plan", "--name", "TeamPool"]);
    let expected = examples().join("../pkg/tests/team-pool.d.ts");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&expected, &types).unwrap();
    }
    assert_eq!(types, std::fs::read_to_string(&expected).unwrap_or_default(), "pkg/tests/team-pool.d.ts");
}

#[test]
fn a_slice_gives_the_statement_of_the_whole() {
    for (name, payee) in EXAMPLES {
        let folder = examples().join(name);
        let slice = std::env::temp_dir().join(format!("tiercel-slice-{}-{name}", std::process::id()));
        tiercel(&folder, &["slice", "plan.plan", "--data", "data", "--payee", payee, "--out", slice.to_str().unwrap()]);
        let statement = tiercel(&folder, &["statement", "plan.plan", "--data", slice.to_str().unwrap(), "--payee", payee]);
        assert_eq!(statement, std::fs::read_to_string(folder.join("statement.txt")).unwrap(), "{name}");
        std::fs::remove_dir_all(&slice).unwrap();
    }
}

#[test]
fn examples_pass_and_give_the_statement_beside_them() {
    for (name, payee) in EXAMPLES {
        let folder = examples().join(name);
        tiercel(&folder, &["test", "plan.plan"]);
        tiercel(&folder, &["fmt", "--check", "plan.plan"]);
        let statement = tiercel(&folder, &["statement", "plan.plan", "--data", "data", "--payee", payee]);
        let expected = folder.join("statement.txt");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(&expected, &statement).unwrap();
        }
        assert_eq!(statement, std::fs::read_to_string(&expected).unwrap(), "{name}");
    }
}

#[test]
fn every_example_is_in_the_list() {
    let mut folders: Vec<String> = std::fs::read_dir(examples())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != "company" && !name.ends_with(".md"))
        .collect();
    folders.sort();
    assert_eq!(folders, EXAMPLES.map(|(name, _)| name.to_owned()));
}

#[test]
fn the_plans_of_the_demo_company_pass_their_examples() {
    let plans =
        ["account-executives", "sales-development", "managers", "channel", "china", "customer-success"].map(|name| format!("{name}.plan"));
    let mut args = vec!["test"];
    args.extend(plans.iter().map(String::as_str));
    tiercel(&examples().join("company"), &args);
}
