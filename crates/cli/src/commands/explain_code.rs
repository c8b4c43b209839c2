//! `tiercel explain-code`: the page of a diagnostic.

use crate::args::ExplainCodeArgs;
use crate::outcome::Outcome;
use crate::output::Output;
use anyhow::{Result, bail};

include!(concat!(env!("OUT_DIR"), "/error_pages.rs"));

pub(crate) fn explain_code(args: &ExplainCodeArgs, output: &Output) -> Result<Outcome> {
    let codes: Vec<&str> = tiercel::codes().filter(|code| !code.starts_with("label-") && !code.starts_with("note-")).collect();
    let Some(code) = &args.code else {
        if output.json {
            output.json(&codes)?;
        } else {
            codes.iter().for_each(|code| output.line(&format!("{code}: {}", tiercel::word(code, &[], output.language).message)));
        }
        return Ok(Outcome::Fine);
    };
    if !codes.contains(&code.as_str()) {
        match tiercel::nearest(code, codes.iter().copied()) {
            Some(near) => bail!("there is no code {code}; did you mean {near}?"),
            None => bail!("there is no code {code}; `tiercel explain-code` lists all of them"),
        }
    }
    let wording = tiercel::word(code, &[], output.language);
    let page = PAGES.iter().find(|(name, _)| name == code).map(|(_, page)| *page);
    if output.json {
        output.json(&serde_json::json!({ "code": code, "message": wording.message, "help": wording.help, "page": page }))?;
    } else {
        match page {
            Some(page) => output.print(page),
            None => output.line(&format!("{code}\n\n{}\n\n{}", wording.message, wording.help)),
        }
    }
    Ok(Outcome::Fine)
}
