//! Names in sight, file by file.
//!
//! A formula sees what its own file declares and what that file uses. So a shared file means the same in every plan that
//! uses it. What a plan amends of a used file (`tiers Accelerator from 2026-07-01 …`) is a copy of its own.

use tiercel_plan::{LineId, MatrixId, ParamId, RatesId, Span, TableId, TiersId};
use tiercel_value::Map;

/// A `define`, by its place among all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DefineNo(pub(crate) u32);

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Declared {
    /// A table; `payees`, `calendar` and `fx` too.
    Table(TableId),
    /// A line, of this plan or imported.
    Line(LineId),
    /// A param.
    Param(ParamId),
    /// Tiers.
    Tiers(TiersId),
    /// A matrix.
    Matrix(MatrixId),
    /// A decision table.
    Rates(RatesId),
    /// A function of the plan's own.
    Define(DefineNo),
}

/// The names in sight of one file, in one plan of the run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    names: Map<String, (Declared, Span)>,
}

impl Scope {
    /// What a name stands for, and where it is declared.
    pub(crate) fn find(&self, name: &str) -> Option<(Declared, Span)> {
        self.names.get(name).copied()
    }

    /// Adds a name; gives what stood there, which then is no longer in sight.
    pub(crate) fn add(&mut self, name: &str, declared: Declared, span: Span) -> Option<(Declared, Span)> {
        self.names.insert(name.to_owned(), (declared, span))
    }

    /// All names, sorted, with what they stand for and where that is declared.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, Declared, Span)> {
        self.names.iter().map(|(name, (declared, span))| (name.as_str(), *declared, *span))
    }
}
