//! Commands and their options.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use tiercel::Language;

/// Compute commissions from plans, exactly, and explain every cent.
#[derive(Debug, Parser)]
#[command(
    name = "tiercel",
    version,
    after_help = "A first plan:  tiercel new sales  then  tiercel test sales/sales.plan  and  tiercel run sales/sales.plan --data sales/data\n\n\
                  Exit codes: 0 fine; 1 diagnostics in the plan, a failing example, an unformatted file; 2 wrong use;\n\
                  3 data refused; 4 an error value in a pay or earn line."
)]
pub(crate) struct Arguments {
    /// Print JSON instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The language of messages [default: that of LANG].
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Lang {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl Arguments {
    /// The language of messages: as asked for, else by LC_ALL, LC_MESSAGES or LANG.
    pub(crate) fn language(&self) -> Language {
        let from_environment = || {
            let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
            set.is_some_and(|value| value.starts_with("zh"))
        };
        match self.lang {
            Some(Lang::En) => Language::English,
            Some(Lang::Zh) => Language::Chinese,
            None if from_environment() => Language::Chinese,
            None => Language::English,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a folder with a small plan, its data and examples, to start from.
    New(NewArgs),
    /// Check plans: syntax, names, types, units, circles, gaps and overlaps.
    Check(PlansArgs),
    /// Format plans in place.
    Fmt(FmtArgs),
    /// Run the example blocks of plans.
    Test(TestArgs),
    /// Compute plans over data files and write results, statements and a manifest.
    Run(RunArgs),
    /// Print one payee's statement.
    Statement(StatementArgs),
    /// Cut out one payee's rows, with totals of others where the plan needs them: what the payee's browser may have.
    Slice(SliceArgs),
    /// Explain a line's value: formula, values, slices, rows, down to the cells of the files.
    Explain(ExplainArgs),
    /// Compute closed periods once more and say what the open period has to book.
    Restate(RestateArgs),
    /// Say in words what plans need, what they give, and what depends on what.
    Describe(DescribeArgs),
    /// Write the TypeScript of plans' tables, params and lines, for programs that use the npm package.
    Types(TypesArgs),
    /// Run again what a manifest says and compare every byte.
    Verify(VerifyArgs),
    /// Explain a code of a diagnostic, such as `tier-order`.
    ExplainCode(ExplainCodeArgs),
}

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The folder to make; the plan gets its name.
    pub(crate) name: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct PlansArgs {
    /// The plans that are run together; files that they `use` are found by themselves.
    #[arg(required = true)]
    pub(crate) plans: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// The files.
    #[arg(required = true)]
    pub(crate) plans: Vec<PathBuf>,
    /// Change nothing; exit with 1 if a file is not formatted.
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// The plans.
    #[arg(required = true)]
    pub(crate) plans: Vec<PathBuf>,
    /// Only examples whose title contains this.
    #[arg(long, default_value = "")]
    pub(crate) filter: String,
}

/// What every command needs that computes.
#[derive(Clone, Debug, Args)]
pub(crate) struct DataArgs {
    /// The plans that are run together.
    #[arg(required = true)]
    pub(crate) plans: Vec<PathBuf>,
    /// The folder with one file per table: `Deals.csv` or `Deals.parquet` for the table Deals, or a workbook with a sheet per table.
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// One period, such as 2026-03, 2026-Q1 or 2026-W07 [default: all of the plans'].
    #[arg(long, conflicts_with_all = ["from", "to"])]
    pub(crate) period: Option<String>,
    /// The first period.
    #[arg(long)]
    pub(crate) from: Option<String>,
    /// The last period.
    #[arg(long)]
    pub(crate) to: Option<String>,
    /// Set a param for this run.
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(crate) params: Vec<String>,
    /// Given results of closed periods: a CSV file with Payee, Period, Line, Value.
    #[arg(long)]
    pub(crate) history: Option<PathBuf>,
    /// How numbers are written in the files, by an example: `1,234.50` or `1.234,50`.
    #[arg(long, value_name = "EXAMPLE")]
    pub(crate) numbers: Option<String>,
    /// Bare numbers in percent columns are percent points: 25 is a quarter.
    #[arg(long)]
    pub(crate) percent_points: bool,
    /// How many threads may be used; the results do not depend on it.
    #[arg(long, default_value_t = 1)]
    pub(crate) threads: usize,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// Only these payees' results; may be repeated.
    #[arg(long)]
    pub(crate) payee: Vec<String>,
    /// Write results, statements and the manifest to this folder.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// How results are written.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub(crate) format: Format,
    /// Write a CSV file with a row per payee and period and a column per line. Without --out nothing else is made: neither
    /// the values of each row of data nor the digest over all of them, which takes most of the time where there are millions.
    #[arg(long, value_name = "FILE")]
    pub(crate) sheet: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// cells.csv and rows.csv.
    Csv,
    /// results.json.
    Json,
    /// cells.parquet and rows.parquet, values as text with every digit.
    Parquet,
}

#[derive(Debug, Args)]
pub(crate) struct StatementArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// Whose statement.
    #[arg(long)]
    pub(crate) payee: String,
    /// As text, as a page for a browser, or as a page to print and send.
    #[arg(long, value_enum, default_value_t = StatementFormat::Text)]
    pub(crate) format: StatementFormat,
    /// A font file for the PDF, where names need letters that no font of this machine has.
    #[cfg(feature = "pdf")]
    #[arg(long, value_name = "FILE")]
    pub(crate) font: Option<PathBuf>,
    /// Write to this file instead of the terminal.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SliceArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// Whose slice.
    #[arg(long)]
    pub(crate) payee: String,
    /// The folder to write: a file per table and slice.json.
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// Over how many others a total must be, so that it tells nobody's figure.
    #[arg(long, default_value_t = 3, value_name = "COUNT")]
    pub(crate) at_least: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatementFormat {
    /// Plain text.
    Text,
    /// One HTML page.
    Html,
    /// A PDF file on A4; the same statement and fonts give the same bytes.
    #[cfg(feature = "pdf")]
    Pdf,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// Whose value.
    #[arg(long)]
    pub(crate) payee: String,
    /// The line, by name or label; or a column of a row, as `Deals(D1)[Points]`. It may also stand behind the plans without `--line`.
    #[arg(long)]
    pub(crate) line: Option<String>,
    /// Through how many lines and calculated columns.
    #[arg(long, default_value_t = 3)]
    pub(crate) depth: u32,
}

#[derive(Debug, Args)]
pub(crate) struct RestateArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// The open period, in which differences are booked.
    #[arg(long)]
    pub(crate) open: String,
}

#[derive(Debug, Args)]
pub(crate) struct DescribeArgs {
    /// The plans.
    #[arg(required = true)]
    pub(crate) plans: Vec<PathBuf>,
    /// Write an empty CSV file with its heading for each table to this folder.
    #[arg(long)]
    pub(crate) templates: Option<PathBuf>,
    /// Print what depends on what as a picture instead.
    #[arg(long, value_enum)]
    pub(crate) graph: Option<Graph>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Graph {
    /// A picture.
    Svg,
    /// Graphviz's language.
    Dot,
}

#[derive(Debug, Args)]
pub(crate) struct TypesArgs {
    /// The plans that are run together.
    #[arg(required = true)]
    pub(crate) plans: Vec<PathBuf>,
    /// The name of the type.
    #[arg(long, default_value = "Typed")]
    pub(crate) name: String,
    /// Write to this file instead of the terminal.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The manifest of a run.
    pub(crate) manifest: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainCodeArgs {
    /// The code; without it all codes are listed.
    pub(crate) code: Option<String>,
}
