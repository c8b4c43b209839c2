//! `tiercel verify`: a run again, from its manifest.

use crate::args::{DataArgs, VerifyArgs};
use crate::data;
use crate::outcome::Outcome;
use crate::output::Output;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use tiercel::{Request, run, sha256};
use tiercel_wire::{FileEntry, Manifest};

pub(crate) fn verify(args: &VerifyArgs, output: &Output) -> Result<Outcome> {
    let text = std::fs::read_to_string(&args.manifest).with_context(|| format!("{} can't be read", args.manifest.display()))?;
    let manifest: Manifest = serde_json::from_str(&text).with_context(|| format!("{} is no manifest", args.manifest.display()))?;
    let folder = args.manifest.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut differences = Vec::new();
    for file in manifest.plans.iter().chain(&manifest.data).chain(&manifest.history) {
        differences.extend(changed(&folder, file, output)?);
    }
    let Some(first) = manifest.data.first() else { bail!("the manifest names no data") };
    let at = |entry: &FileEntry| folder.join(&entry.path);
    let (from, to) = manifest.periods.clone().unzip();
    let again = DataArgs {
        plans: manifest.plans.iter().map(at).collect(),
        data: at(first).parent().map(Path::to_path_buf).unwrap_or_default(),
        period: None,
        from,
        to,
        params: manifest.params.iter().map(|(name, value)| format!("{name}={value}")).collect(),
        history: manifest.history.as_ref().map(at),
        numbers: manifest.numbers.clone(),
        percent_points: manifest.percent_points,
        threads: 1,
    };
    let quiet = Output { json: false, ..*output };
    let loaded = match data::read(&again, &quiet)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let known: Vec<PathBuf> = manifest.data.iter().map(|file| folder.join(&file.path)).collect();
    for file in loaded.files.iter().filter(|file| !known.iter().any(|path| same(path, &file.bytes.path))) {
        differences.push(format!("{}: {}", file.bytes.path.display(), output.say("was not there at the time", "当时没有此文件")));
    }
    let payees = manifest.payees.iter().map(|name| data::payee(&loaded.tables, name)).collect::<Result<Vec<u32>>>()?;
    let request = Request {
        periods: loaded.periods,
        payees: if payees.is_empty() { None } else { Some(&payees) },
        ..Request::of_all(&loaded.history, &loaded.params)
    };
    let results = run(&loaded.plans.checked.plan, &loaded.tables, &request).map_err(|limit| anyhow::anyhow!("{}", limit.code))?;
    let digest = results.digest();
    if digest != manifest.results_digest {
        differences.push(format!("{}: {} → {digest}", output.say("results differ", "结果不同"), manifest.results_digest));
    }
    if output.json {
        output.json(&serde_json::json!({ "agrees": differences.is_empty(), "differences": differences, "digest": digest }))?;
    } else if differences.is_empty() {
        output.line(&format!("{}: {digest}", output.say("every byte agrees", "逐字节一致")));
    } else {
        differences.iter().for_each(|difference| output.line(difference));
    }
    Ok(if differences.is_empty() { Outcome::Fine } else { Outcome::Diagnostics })
}

fn changed(folder: &Path, file: &FileEntry, output: &Output) -> Result<Option<String>> {
    let path = folder.join(&file.path);
    let bytes = std::fs::read(&path).with_context(|| format!("{} can't be read", path.display()))?;
    let same = sha256(&bytes) == file.sha256;
    Ok((!same).then(|| format!("{}: {}", path.display(), output.say("has changed", "已改变"))))
}

fn same(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}
