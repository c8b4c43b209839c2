//! The commands, a file each.

pub(crate) mod check;
pub(crate) mod describe;
pub(crate) mod explain;
pub(crate) mod explain_code;
pub(crate) mod fmt;
pub(crate) mod new;
pub(crate) mod restate;
pub(crate) mod run;
pub(crate) mod slice;
pub(crate) mod statement;
pub(crate) mod test;
pub(crate) mod types;
pub(crate) mod verify;
