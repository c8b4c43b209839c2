//! What a slice says besides one payee's rows: sealed totals of others, cells that are held, and what history says of all.

use crate::columns::Tables;
use crate::load::{Input, LoadOptions, Loader};
use crate::problem::Problems;
use crate::read::Strictness;
use tiercel_plan::{AggregateId, ColumnRef, LineId, ParamId, Plan, TableId, Value};
use tiercel_value::{Decimal, Period};

/// The name of inputs that hold rows of others with nothing but their keys.
pub const STAND_INS: &str = "#";

/// What a slice says besides rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SliceFacts {
    /// The key of the payee whose slice it is.
    pub payee: String,
    /// Totals of others.
    pub sealed: Vec<SealedTotal>,
    /// The payee's cells that stand as they are.
    pub held: Vec<HeldCell>,
    /// Those that stand as they are once a param is another: others' figures depend on it.
    pub on_params: Vec<HeldCell>,
    /// The params of the run that the slice was cut from.
    pub params: Vec<(ParamId, Value)>,
    /// Calculated columns that need others' figures: they are blank.
    pub columns: Vec<ColumnRef>,
    /// Derived tables that need others' rows: they are empty.
    pub derived: Vec<TableId>,
    /// The last closed period.
    pub closed_to: Option<Period>,
    /// The periods of the plan's grain in which history gives a cell to anyone.
    pub given_periods: Vec<i32>,
    /// The lines that history names for anyone.
    pub given_lines: Vec<LineId>,
}

/// What an aggregate adds up of others, seen from the payee's cell of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedTotal {
    /// The aggregate.
    pub aggregate: AggregateId,
    /// The period, of the grain of the line where it stands.
    pub ordinal: i32,
    /// The sum.
    pub sum: Decimal,
    /// How many rows or cells.
    pub count: i64,
}

/// A cell of the payee with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldCell {
    /// The line.
    pub line: LineId,
    /// The period, of the line's grain.
    pub ordinal: i32,
    /// The value.
    pub value: HeldValue,
}

/// The value of a cell that is held. Texts and keys are not: they may name others, and such a cell is blank.
#[derive(Clone, Debug, PartialEq)]
pub enum HeldValue {
    /// No value.
    Blank,
    /// A number, and whether it is inexact.
    Number(Decimal, bool),
    /// `true` or `false`.
    Bool(bool),
    /// A day, or the ordinal of a period.
    Word(i32),
    /// An error, by its code.
    Error(String),
}

/// Reads the rows of a slice. `people` are others whom they name: they exist, and nothing is known of them. Inputs of the
/// name [`STAND_INS`] are rows of others, of which only the key is there.
///
/// # Errors
/// As for [`load`](crate::load).
pub fn load_slice(plan: &Plan, inputs: &[Input<'_>], options: &LoadOptions, people: &[String]) -> Result<Tables, Problems> {
    let mut loader = Loader::new(plan, *options, Strictness::Slice);
    people.iter().for_each(|name| loader.name_person(name));
    loader.load(inputs)
}
