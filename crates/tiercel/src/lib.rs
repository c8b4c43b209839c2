//! Tiercel, the library: the one crate that its users see.
//!
//! Three steps: [`check`] a plan's text, [`load`] data for it, [`run`] it. Nothing here does I/O, reads a clock or prints:
//! files, dates and limits come in as arguments, results and messages go out as values.
//!
//! ```
//! use tiercel::{Content, Input, LoadOptions, Request, Source, check, load, run, table_of};
//!
//! let text = "plan \"Small\"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-01-31\n\
//!             payees {\n  [Id] text key\n}\n\
//!             table Deals by [Owner] on [Closed] {\n  [Owner] payee\n  [Closed] date\n  [Amount] USD\n}\n\
//!             pay Commission = 5% * SUM(Deals[Amount])\n";
//! let checked = check(&[Source { name: "small.plan".into(), text: text.into() }], &[0]);
//! assert!(checked.is_fine());
//! let plan = &checked.plan;
//!
//! let files = [("payees", "Id\nana\n"), ("Deals", "Owner,Closed,Amount\nana,2026-01-09,1200.50\n")];
//! let inputs: Vec<Input> = files
//!     .iter()
//!     .map(|(name, text)| Input { table: table_of(plan, name).unwrap(), name, content: Content::Csv(text.as_bytes()) })
//!     .collect();
//! let tables = load(plan, &inputs, &LoadOptions::default()).unwrap();
//!
//! let results = run(plan, &tables, &Request::of_all(&Default::default(), &Default::default())).unwrap();
//! let mut text = String::new();
//! results.write_canonical(&mut text).unwrap();
//! assert!(text.contains("ana\t2026-01\tCommission\tUSD\t60.03"));
//! ```

mod check;
mod coverage;
mod describe;
mod digest;
mod examples;
mod explanation;
mod session;
mod sheet;
mod show;
mod statement;

pub use check::{Checked, Source, check, table_of, used_files};
pub use coverage::{Coverage, Untouched, UntouchedKind, coverage};
pub use describe::{
    ColumnDescription, Description, Edge, LineDescription, ParamDescription, PlanDescription, TableDescription, describe, type_text,
};
pub use digest::{Digests, digests, plan_digest, sha256};
pub use examples::{ExampleOutcome, ExpectationOutcome, run_examples};
pub use explanation::{Explanation, explain};
pub use session::{
    Aim, Asked, Change, Curve, CurvePoint, Difference, Eligibility, Held, HeldContent, HeldRows, Moving, PayDifference, Reached, Refused,
    RowObstacle, Session, SessionData, Slice, SliceRest, SliceTable, Solution, Sweep, load_sliced,
};
pub use sheet::{write_cell, write_sheet};
pub use show::{Shown, amount, rounded, shown};
pub use statement::{PlanStatement, Statement, StatementLine, statement};
pub use tiercel_analysis::editor;
pub use tiercel_data::{
    Content, HeldCell, HeldValue, History, Input, LoadOptions, Locale, Note, Params, Problem, Problems, STAND_INS, SealedTotal, SliceFacts,
    Tables, load, load_history, parse_params, rows_of,
};
#[cfg(feature = "xlsx")]
pub use tiercel_data::{Sheet, xlsx_sheets};
pub use tiercel_engine::{
    Adjustment, Cell, Datum, Days, ErrorCode, Failure, Limit, LineTotal, Origin, OriginPlace, Request, RestatedCell, Restatement, Results,
    ShownCells, Target, restate, run,
};
pub use tiercel_plan::{AggregateId, ColumnRef, LineId, LineKind, Plan, Span, TableId, UnitNo, nearest};
pub use tiercel_syntax::{
    Code, Diagnostic, Fix, FunctionHelp, Label, Language, Severity, Wording, codes, format, function_help, functions, word,
};
pub use tiercel_value::{Calendar, Date, Decimal, ExactSum as Sum, Grain, Period, Rounding, round_to_places};
