//! Compares engine and oracle over cases of the corpus and pages by (part of) their name, or all of them:
//! `cargo run -p conformance --bin oracle -- yale`. A path of a folder compares that folder.

use conformance::agreement::{compare_case, everything};
use std::path::Path;

#[expect(clippy::print_stdout, reason = "this program's output is meant for a terminal")]
fn main() -> anyhow::Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let folders: Vec<&String> = wanted.iter().filter(|wanted| Path::new(wanted).is_dir()).collect();
    let outcomes = if folders.is_empty() {
        everything(&wanted)?
    } else {
        folders.into_iter().map(|folder| (folder.clone(), compare_case(Path::new(folder)))).collect()
    };
    let mut failed = 0;
    for (name, outcome) in &outcomes {
        if let Err(error) = outcome {
            failed += 1;
            println!("{name}:\n{error:#}");
        }
    }
    println!("{} agree, {failed} differ", outcomes.len() - failed);
    Ok(())
}
