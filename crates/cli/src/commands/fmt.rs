//! `tiercel fmt`.

use crate::args::FmtArgs;
use crate::outcome::Outcome;
use crate::output::{Output, write_file};
use crate::sources::text_of;
use anyhow::Result;

pub(crate) fn fmt(args: &FmtArgs, output: &Output) -> Result<Outcome> {
    let mut changed = Vec::new();
    for path in &args.plans {
        let text = text_of(path)?;
        let formatted = tiercel::format(&text);
        if formatted != text {
            changed.push(path.to_string_lossy().into_owned());
            if !args.check {
                write_file(path, formatted.as_bytes())?;
            }
        }
    }
    if output.json {
        output.json(&changed)?;
    } else {
        let word = if args.check { output.say("not formatted", "未排版") } else { output.say("formatted", "已排版") };
        changed.iter().for_each(|path| output.line(&format!("{word}: {path}")));
    }
    Ok(if args.check && !changed.is_empty() { Outcome::Diagnostics } else { Outcome::Fine })
}
