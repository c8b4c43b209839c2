//! `tiercel slice`: one payee's rows, for that payee's browser.

use crate::args::SliceArgs;
use crate::data::{self, SLICE, locale};
use crate::files;
use crate::outcome::Outcome;
use crate::output::{Output, write_file};
use crate::{page, render};
use anyhow::{Context, Result, bail};
use std::rc::Rc;
use tiercel::{Held, HeldContent, HeldRows, LoadOptions, Plan, Refused, Session, SessionData, rows_of, word};
use tiercel_wire::slice_message;

pub(crate) fn slice(args: &SliceArgs, output: &Output) -> Result<Outcome> {
    let loaded = match data::read(&args.data, output)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    data::payee(&loaded.tables, &args.payee)?;
    let plan = Rc::new(loaded.plans.checked.plan);
    let session = match Session::new(Rc::clone(&plan), held(&plan, args, &loaded.set)?) {
        Ok(session) => session,
        Err(problems) => {
            render::problems(&problems, output)?;
            return Ok(Outcome::DataRefused);
        }
    };
    let slice = match session.slice(&args.payee, args.at_least) {
        Ok(slice) => slice,
        Err(Refused::Problems(problems)) => {
            render::problems(&problems, output)?;
            return Ok(Outcome::DataRefused);
        }
        Err(Refused::Limit(limit)) => {
            output.complain(&word(limit.code, &limit.args, output.language).message);
            return Ok(Outcome::DataRefused);
        }
    };
    std::fs::create_dir_all(&args.out).with_context(|| format!("{} can't be made", args.out.display()))?;
    for table in &slice.rows {
        let path = args.out.join(format!("{}.csv", table.table));
        write_file(&path, page::csv_of(&table.heading, &table.rows).as_bytes())?;
    }
    let message = slice_message(&slice, output.json);
    write_file(&args.out.join(SLICE), serde_json::to_string(&slice_message(&slice, false))?.as_bytes())?;
    if output.json {
        output.json(&message)?;
        return Ok(Outcome::Fine);
    }
    let rows: usize = slice.rows.iter().map(|table| table.rows.len()).sum();
    let totals = slice.rest.facts.sealed.len();
    output.print(&format!("{rows} {}, {totals} {}\n", output.say("rows", "行"), output.say("totals of others", "个他人合计")));
    let told = |lines: &[String], english: &str, chinese: &str| {
        if !lines.is_empty() {
            output.print(&format!("{}: {}\n", output.say(english, chinese), lines.join(", ")));
        }
    };
    told(&slice.rest.held, "held, as others' figures can't be told", "保持原值（他人数据不可告知）");
    told(&slice.rest.withheld, "blank, as they name others", "留空（含他人信息）");
    Ok(Outcome::Fine)
}

/// The files of a folder as a session holds them.
fn held(plan: &Plan, args: &SliceArgs, params: &[(String, String)]) -> Result<SessionData> {
    if args.data.data.join(SLICE).is_file() {
        bail!("{} is a slice already; cut from the folder with everybody's rows", args.data.data.display());
    }
    let folder = match files::folder(plan, &args.data.data)? {
        Ok(folder) => folder,
        Err(reason) => bail!(reason),
    };
    let mut inputs = Vec::new();
    for part in &folder.parts {
        if let Some(input) = part.input(&folder.files) {
            let Ok((heading, rows)) = rows_of(&input.content, input.name) else { continue };
            let content = HeldContent::Rows(Rc::new(HeldRows { heading, rows }));
            inputs.push(Held { table: input.table, name: input.name.to_owned(), content });
        }
    }
    let history = match &args.data.history {
        Some(path) => Some(HeldContent::csv(std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?)),
        None => None,
    };
    let options = LoadOptions { locale: locale(args.data.numbers.as_deref())?, percent_points: args.data.percent_points };
    Ok(SessionData { inputs, options, history, params: params.to_vec(), slice: None })
}
