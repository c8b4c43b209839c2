//! How a command ended, and its exit code.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// 0: all is fine.
    Fine,
    /// 1: diagnostics in the plan, a failing example, an unformatted file.
    Diagnostics,
    /// 2: wrong use: a file that is not there, an option that does not fit.
    WrongUse,
    /// 3: the data was refused.
    DataRefused,
    /// 4: an error value in a pay or earn line.
    ErrorValue,
}

impl Outcome {
    /// The exit code.
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Outcome::Fine => 0,
            Outcome::Diagnostics => 1,
            Outcome::WrongUse => 2,
            Outcome::DataRefused => 3,
            Outcome::ErrorValue => 4,
        })
    }
}
