//! Plans of a run, params and lines.

use crate::ids::{ExprId, LineId, UnitNo};
use crate::plan::Span;
use crate::types::{Type, Value};
use tiercel_value::{Date, Decimal, Grain, Rounding, UnitId};

/// One plan of the run.
#[derive(Clone, Debug)]
pub struct Unit {
    /// `plan "Name"`.
    pub name: String,
    /// The comment above it.
    pub doc: String,
    /// The plan's currency.
    pub currency: UnitId,
    /// The plan's rounding.
    pub rounding: Rounding,
    /// `rounding … to 1`: the unit instead of the minor unit.
    pub rounding_unit: Option<Decimal>,
    /// `effective DATE to DATE`.
    pub effective: (Date, Date),
    /// `for …`: who is on the plan, evaluated at a cell.
    pub members: Option<ExprId>,
    /// The implicit line `PAYABLE`.
    pub payable: LineId,
    /// The implicit line `EARNED`.
    pub earned: LineId,
    /// Its `language` number.
    pub language: u32,
}

/// Something that holds from a day on; the first one (`from: None`) from always.
#[derive(Clone, Debug)]
pub struct Dated<T> {
    /// The first day.
    pub from: Option<Date>,
    /// What holds.
    pub value: T,
}

/// `param Name = literal`.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// The comment above it.
    pub doc: String,
    /// The plan that declares it.
    pub unit: UnitNo,
    /// Its one type in the whole plan.
    pub ty: Type,
    /// Values by the day from which they hold.
    pub versions: Vec<Dated<Value>>,
    /// `between a and b`.
    pub between: Option<(Decimal, Decimal)>,
    /// `step n`.
    pub step: Option<Decimal>,
    /// Where it is declared.
    pub span: Span,
}

/// A line: one cell per payee per period.
#[derive(Clone, Debug)]
pub struct Line {
    /// The plan it belongs to.
    pub unit: UnitNo,
    /// Its name.
    pub name: String,
    /// `"Label"`.
    pub label: Option<String>,
    /// The comment above it.
    pub doc: String,
    /// Pay, earn or neither.
    pub kind: LineKind,
    /// Its type.
    pub ty: Type,
    /// Whether a value may be blank.
    pub blank: bool,
    /// The grain of its cells: the plan's, or that of `each`.
    pub grain: Grain,
    /// Whether it was declared with `each`.
    pub each: bool,
    /// Its formulas by the day from which they hold: the last day of the cell's period decides.
    pub versions: Vec<Dated<LineVersion>>,
    /// Where it is declared.
    pub span: Span,
}

/// The formula of a line.
#[derive(Clone, Debug)]
pub struct LineVersion {
    /// `when`: elsewhere the line is 0 and not evaluated.
    pub when: Option<ExprId>,
    /// The formula.
    pub formula: ExprId,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// `pay`: payable; rounded.
    Pay,
    /// `earn`: earned; rounded.
    Earn,
    /// Neither: shown, never rounded.
    Plain,
    /// The implicit `PAYABLE` and `EARNED`: sums of lines, not shown as lines.
    Total,
}
