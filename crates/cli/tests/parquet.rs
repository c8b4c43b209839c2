//! Results as Parquet: the reader of data files finds in them what it finds in the CSV files of the same run.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A plan over the results of another: its calculated columns say again what was read.
const READER: &str = r#"plan "Results read again"
currency USD
period year
effective 2026-01-01 to 2026-12-31

payees {
  [Id] text key
}

table cells {
  [Payee]    text key
  [Period]   text key
  [Line]     text key
  [Currency] text?
  [Value]    text
}

table rows {
  [Table]  text key
  [Key]    text key
  [Column] text key
  [Value]  text
}

Cells = COUNT(cells)
Rows = COUNT(rows)
Texts = SUM(LEN(cells[Payee]) + LEN(cells[Period]) + LEN(cells[Line]) + LEN(cells[Value]))
InDollars = COUNT(cells where cells[Currency] = "USD")

table again {
  from cells {
    [Who]   = cells[Payee]
    [When]  = cells[Period]
    [What]  = cells[Line]
    [Money] = IF(ISBLANK(cells[Currency]), "none", cells[Currency])
    [Text]  = cells[Value]
  }
}

table rows_again {
  from rows {
    [Where] = rows[Table] & " " & rows[Key] & " " & rows[Column]
    [Text]  = rows[Value]
  }
}
"#;

/// Examples with an error value, with calculated columns, with Chinese names.
const EXAMPLES: [&str; 3] = ["saas-account-executives", "chinese-cash-receipts", "two-currencies"];

fn tiercel(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tiercel")).args(args).args(["--lang", "en"]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

#[test]
fn what_is_written_as_parquet_is_read_as_it_is_read_from_csv() {
    let folder = std::env::temp_dir().join(format!("tiercel-parquet-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("reader.plan"), READER).unwrap();
    for name in EXAMPLES {
        let mut read = Vec::new();
        for format in ["csv", "parquet"] {
            let out = folder.join(format!("{name}-{format}"));
            tiercel(&example(name), &["run", "plan.plan", "--data", "data", "--out", out.to_str().unwrap(), "--format", format]);
            assert!(out.join(format!("cells.{format}")).is_file());
            std::fs::write(out.join("payees.csv"), "Id\nana\n").unwrap();
            read.push(tiercel(&folder, &["run", "reader.plan", "--data", out.to_str().unwrap(), "--json"]));
        }
        assert!(read[0].matches("\"column\": \"What\"").count() > 10, "{name}: nothing was read: {}", read[0]);
        assert_eq!(read[0], read[1], "{name}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_same_run_gives_the_same_parquet_files() {
    let folder = std::env::temp_dir().join(format!("tiercel-parquet-twice-{}", std::process::id()));
    let files = |time: &str| {
        let out = folder.join(time);
        let args = ["run", "plan.plan", "--data", "data", "--format", "parquet", "--out", out.to_str().unwrap()];
        tiercel(&example("two-currencies"), &args);
        ["cells.parquet", "rows.parquet"].map(|file| std::fs::read(out.join(file)).unwrap())
    };
    assert!(files("first") == files("second"));
    std::fs::remove_dir_all(&folder).unwrap();
}
