//! Compares engine and oracle over cases of the corpus and pages by (part of) their name, or all of them:
//! `cargo run -p conformance --bin oracle -- yale`. A path of a folder compares that folder; `--texts` prints both texts of it.

use conformance::agreement::{both, compare_case, everything};
use conformance::folder;
use std::path::Path;

#[expect(clippy::print_stdout, reason = "this program's output is meant for a terminal")]
fn main() -> anyhow::Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let [word, folder] = wanted.as_slice()
        && word == "--texts"
    {
        let loaded = folder::read(&folder::plans_of(Path::new(folder))?, Path::new(folder))?;
        let (engine, oracle) = both(&loaded.plan, &loaded.tables, &loaded.history, &loaded.params)?;
        println!("{engine}\n--- oracle\n{oracle}");
        return Ok(());
    }
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
