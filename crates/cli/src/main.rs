//! The `tiercel` command line.

mod args;
mod commands;
mod data;
mod files;
mod outcome;
mod output;
mod page;
#[cfg(feature = "pdf")]
mod pdf;
mod picture;
mod render;
mod results_parquet;
mod sources;

use args::{Arguments, Command};
use clap::Parser;
use outcome::Outcome;
use output::Output;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = Output::new(arguments.json, arguments.language());
    let outcome = match &arguments.command {
        Command::New(args) => commands::new::new(args, &output),
        Command::Check(args) => commands::check::check(args, &output),
        Command::Fmt(args) => commands::fmt::fmt(args, &output),
        Command::Test(args) => commands::test::test(args, &output),
        Command::Run(args) => commands::run::run(args, &output),
        Command::Statement(args) => commands::statement::statement(args, &output),
        Command::Slice(args) => commands::slice::slice(args, &output),
        Command::Explain(args) => commands::explain::explain(args, &output),
        Command::Restate(args) => commands::restate::restate(args, &output),
        Command::Describe(args) => commands::describe::describe(args, &output),
        Command::Types(args) => commands::types::types(args, &output),
        Command::Verify(args) => commands::verify::verify(args, &output),
        Command::ExplainCode(args) => commands::explain_code::explain_code(args, &output),
    };
    match outcome {
        Ok(outcome) => outcome.code(),
        Err(error) => {
            output.complain(&format!("{error:#}"));
            Outcome::WrongUse.code()
        }
    }
}
