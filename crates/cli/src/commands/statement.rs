//! `tiercel statement`: one payee's statement.

use crate::args::{StatementArgs, StatementFormat};
use crate::data;
use crate::outcome::Outcome;
use crate::output::{Output, write_file};
use crate::page;
use anyhow::{Result, bail};
use tiercel::{Request, run, statement as make, word};
use tiercel_wire::statement_document;

pub(crate) fn statement(args: &StatementArgs, output: &Output) -> Result<Outcome> {
    let loaded = match data::read(&args.data, output)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let plan = &loaded.plans.checked.plan;
    let payee = data::payee(&loaded.tables, &args.payee)?;
    let asked = [payee];
    let request = Request {
        periods: loaded.periods,
        payees: Some(&asked),
        threads: args.data.threads,
        ..Request::of_all(&loaded.history, &loaded.params)
    };
    let results = match run(plan, &loaded.tables, &request) {
        Ok(results) => results,
        Err(limit) => bail!("{}", word(limit.code, &limit.args, output.language).message),
    };
    let mut documents = Vec::new();
    for period in results.periods() {
        let one = make(plan, &loaded.tables, &results, payee, *period);
        if !one.plans.is_empty() {
            documents.push(statement_document(&one));
        }
    }
    if documents.is_empty() {
        output.note(output.say("this payee is on no plan in these periods", "该收款人在这些期间不属于任何方案"));
    }
    if output.json {
        output.json(&documents)?;
        return Ok(Outcome::Fine);
    }
    let text = match args.format {
        StatementFormat::Text => documents.iter().map(|one| page::statement_text(one, output)).collect::<Vec<_>>().join("\n"),
        StatementFormat::Html => page::statement_html(&documents, output),
        #[cfg(feature = "pdf")]
        StatementFormat::Pdf => {
            let bytes = crate::pdf::statement_pdf(&documents, args.font.as_deref(), output)?;
            match &args.out {
                Some(path) => write_file(path, &bytes)?,
                None => output.bytes(&bytes)?,
            }
            return Ok(Outcome::Fine);
        }
    };
    match &args.out {
        Some(path) => write_file(path, text.as_bytes())?,
        None => output.print(&text),
    }
    Ok(Outcome::Fine)
}
