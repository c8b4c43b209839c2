//! Plan files and the files that they use.

use anyhow::{Context, Result};
use std::path::{Component, Path, PathBuf};
use tiercel::{Checked, Source, check, used_files};

/// Plans that were read and checked.
pub(crate) struct Plans {
    /// The texts; the first ones are the plans of the run.
    pub(crate) sources: Vec<Source>,
    /// What came of the check.
    pub(crate) checked: Checked,
}

/// Reads plans with all that they use, and checks them together.
///
/// # Errors
/// A plan that can't be read. A file behind `use` that is not there is a diagnostic of the plan.
pub(crate) fn read(plans: &[PathBuf]) -> Result<Plans> {
    let mut sources: Vec<Source> = Vec::new();
    for plan in plans {
        let name = slashed(&joined(Path::new(""), &plan.to_string_lossy()));
        if !sources.iter().any(|source| source.name == name) {
            sources.push(Source { name, text: text_of(plan)? });
        }
    }
    let given = sources.len();
    let mut shared = Vec::new();
    let mut next = 0;
    while let Some(source) = sources.get(next) {
        let folder = Path::new(&source.name).parent().map(Path::to_path_buf).unwrap_or_default();
        for used in used_files(&source.text) {
            let path = joined(&folder, &used);
            let name = slashed(&path);
            if let Some(known) = sources.iter().position(|source| source.name == name) {
                shared.push(known);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                sources.push(Source { name, text });
            }
        }
        next += 1;
    }
    // `tiercel check company/*.plan` names the files too that the plans share: they begin no plan and are reached by `use`.
    let begins_a_plan = |text: &str| text.lines().any(|line| line.trim_start_matches('\u{feff}').starts_with("plan "));
    let is_plan = |no: &usize| !shared.contains(no) || sources.get(*no).is_some_and(|source| begins_a_plan(&source.text));
    let roots: Vec<usize> = (0..given).filter(is_plan).collect();
    let checked = check(&sources, &roots);
    Ok(Plans { sources, checked })
}

/// The text of a plan file.
pub(crate) fn text_of(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8 text", path.display()))
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// A path seen from a folder, `..` and `.` resolved as text, as analysis does it.
fn joined(folder: &Path, used: &str) -> PathBuf {
    let mut path = PathBuf::new();
    for part in folder.join(used).components() {
        match part {
            Component::ParentDir if path.components().next_back().is_some_and(|last| matches!(last, Component::Normal(_))) => {
                path.pop();
            }
            Component::CurDir => {}
            Component::ParentDir | Component::Normal(_) | Component::RootDir | Component::Prefix(_) => path.push(part),
        }
    }
    path
}
