//! Expressions, and the place they are evaluated at.
//!
//! A **place** has these parts; an expression uses some of them ([`Uses`]):
//!
//! - the *row* where the formula stands (calculated columns, roles, the columns of `from` blocks);
//! - the *ranged row* of the innermost aggregate over rows;
//! - the *source rows* of a `from` clause;
//! - the *cell*: a payee and a period. In a calculated column it is the row's own: its payee, the period of its first
//!   day. An aggregate over cells moves it to the cell ranged over; a person-condition moves its payee to the person
//!   ranged over and its period to that of the row or cell ranged over;
//! - *my cell*: the cell where the whole formula stands, which no aggregate moves;
//! - the *day* that decides what is dated and which row of a payee is in force: the row's first day while the place
//!   stands at a row, the last day of the cell's period once it is a cell;
//! - the *slots* of LET.

use crate::ids::{AggregateId, ColumnRef, ExprId, LineId, ParamId, RatesId, SlotId, SourceId, TableId};
use crate::ladder::TierUse;
use crate::plan::Span;
use crate::types::{Type, Value};
use crate::{People, Window};
use tiercel_value::{Decimal, Grain, UnitId};

/// One node of the arena.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it does.
    pub kind: ExprKind,
    /// What it gives.
    pub ty: Type,
    /// Whether the value may be blank here (after narrowing).
    pub blank: bool,
    /// Whether an operation in it may give an inexact number.
    pub inexact: bool,
    /// The parts of the place that its value depends on.
    pub uses: Uses,
    /// Where it stands in the text.
    pub span: Span,
}

/// The parts of the place that a value depends on, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Uses(pub u16);

impl Uses {
    /// Nothing: a constant of the run.
    pub const NONE: Uses = Uses(0);
    /// The row where the formula stands.
    pub const ROW: Uses = Uses(1);
    /// The row ranged over.
    pub const RANGED: Uses = Uses(2);
    /// The rows of a `from` clause.
    pub const SOURCES: Uses = Uses(4);
    /// The payee of the cell.
    pub const PAYEE: Uses = Uses(8);
    /// The period of the cell.
    pub const PERIOD: Uses = Uses(16);
    /// The payee or period of the formula's own cell.
    pub const MY: Uses = Uses(32);
    /// The day that decides what is dated.
    pub const DAY: Uses = Uses(64);
    /// A slot of LET.
    pub const SLOT: Uses = Uses(128);

    /// Both.
    #[must_use]
    pub fn with(self, other: Uses) -> Uses {
        Uses(self.0 | other.0)
    }

    /// These without `other`.
    #[must_use]
    pub fn without(self, other: Uses) -> Uses {
        Uses(self.0 & !other.0)
    }

    /// Whether any bit of `other` is set.
    pub fn any(self, other: Uses) -> bool {
        self.0 & other.0 != 0
    }
}

/// What an expression does. Operands are evaluated left to right; where two are in error the left one's error is kept.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A literal.
    Const(Value),
    /// A param, by the place's day if it is dated.
    Param(ParamId),
    /// `LET`: evaluates `value`, then `body` with it in `slot`.
    Let {
        /// The slot.
        slot: SlotId,
        /// Its value.
        value: ExprId,
        /// What is evaluated with it.
        body: ExprId,
    },
    /// The value of a slot.
    Slot(SlotId),
    /// `[Col]`: a column of the row where the formula stands (in RUNNING, PRIOR over rows and ALLOCATE of a column: of
    /// the row taken).
    RowColumn(ColumnRef),
    /// `T[Col]` inside an aggregate: a column of the row ranged over.
    RangedColumn(ColumnRef),
    /// `T[Col]` in a `from` clause: a column of a source's row; blank if that source has no partner (`join … else`).
    SourceColumn {
        /// Which source.
        source: SourceId,
        /// Its column.
        column: ColumnRef,
    },
    /// `EACH` in a `from … each month` block: the period of the row made.
    Each,
    /// `base.[Col]` where base is a key of a table. Blank if base is blank.
    Follow {
        /// The key.
        base: ExprId,
        /// The column of the table that it belongs to.
        column: ColumnRef,
    },
    /// `base.[Col]` where base is a payee, or `payee[Col]`: the column in the person's row in force at the place's day,
    /// else the nearest earlier row; `#N/A` before their first row.
    FollowPayee {
        /// The person.
        base: ExprId,
        /// The column of `payees`.
        column: ColumnRef,
    },
    /// `base[Active]`: whether a row of the person touches the period of the cell.
    Active(ExprId),
    /// `payee`: the payee of the cell.
    Payee,
    /// `period`: the period of the cell, at the grain of the line.
    Period,
    /// `MY(x)`: x at the formula's own cell.
    My(ExprId),
    /// A line at the cell. `#N/A` where the payee is not on its plan or the period has no cell and no history. A line
    /// `each quarter` read at a finer period is 0 but in the last period of its quarter.
    Line(LineId),
    /// `PRIOR(Line, n, default)`: the line's cell n periods (of the line's grain) back.
    Prior {
        /// The line.
        line: LineId,
        /// How many periods back, at least 1.
        back: u32,
        /// What stands for a cell that neither the plan nor history has.
        default: Option<ExprId>,
    },
    /// `PRIOR(x, n, default over window by …)` in a column: x at the row n before this one, in the order time, key, of the
    /// same payee and the same `by` columns, within the window of this row.
    PriorRow {
        /// Evaluated with the earlier row as the row.
        body: ExprId,
        /// How many rows back, at least 1.
        back: u32,
        /// What stands for a row that is not there.
        default: Option<ExprId>,
        /// The window, by the dates of rows.
        window: Window,
        /// Row expressions that must be equal.
        by: Vec<ExprId>,
    },
    /// `RUNNING(x over window by …)` in a column: the exact total of x over the rows up to and with this one.
    Running {
        /// Evaluated with each row taken as the row.
        body: ExprId,
        /// The window.
        window: Window,
        /// Row expressions that must be equal.
        by: Vec<ExprId>,
    },
    /// `ALLOCATE(…)`.
    Allocate(Box<Allocate>),
    /// `RANK(x for …)`: 1 + the number of people whose x is higher. X is evaluated at each person's cell of this period.
    Rank {
        /// What is ranked.
        body: ExprId,
        /// Among whom.
        people: People,
        /// Which of them, evaluated at the person's cell.
        person_where: Option<ExprId>,
    },
    /// An aggregate.
    Aggregate(AggregateId),
    /// `-x`.
    Negate(ExprId),
    /// `not x`.
    Not(ExprId),
    /// A binary operation; the operands' types say which (money, numbers, dates, text).
    Binary(Operator, ExprId, ExprId),
    /// `x in (a, b)`: evaluated from the left, as far as needed.
    In {
        /// What is looked for.
        subject: ExprId,
        /// The values; all of the subject's kind.
        list: Vec<ExprId>,
        /// `not in`.
        negated: bool,
    },
    /// `IF` (IFS is nested). Only the branch needed is evaluated.
    If {
        /// The condition.
        condition: ExprId,
        /// When true.
        then: ExprId,
        /// When false. IFS without a match is [`ExprKind::NotAvailable`].
        otherwise: ExprId,
    },
    /// `SWITCH`: the first case equal to the subject, else the default, else `#N/A`.
    Switch {
        /// What is compared.
        subject: ExprId,
        /// Cases and results.
        cases: Vec<(ExprId, ExprId)>,
        /// The default.
        default: Option<ExprId>,
    },
    /// `IFBLANK(x, y)`.
    IfBlank(ExprId, ExprId),
    /// `ISBLANK(x)`, `x = blank`.
    IsBlank(ExprId),
    /// `IFNA(x, y)`: y where x is `#N/A`.
    IfNa(ExprId, ExprId),
    /// `DIVIDE(a, b, when_zero)`.
    Divide {
        /// The numerator.
        numerator: ExprId,
        /// The denominator.
        denominator: ExprId,
        /// The value where the denominator is 0.
        when_zero: ExprId,
    },
    /// The error value `#N/A`.
    NotAvailable,
    /// A function of values. MIN, MAX, SUM, AVERAGE, COUNT, MEDIAN of values skip blanks.
    Call(Function, Vec<ExprId>),
    /// TIER, MARGINAL, INTERPOLATE, SLICE, REACHED, and TIER of a matrix.
    Tier(Box<TierUse>),
    /// A decision table called as a function.
    Rates {
        /// The table.
        rates: RatesId,
        /// Which output.
        output: u16,
        /// One argument per condition column.
        args: Vec<ExprId>,
    },
    /// `LOOKUP(key, T[Col] else x)`.
    Lookup {
        /// The table.
        table: TableId,
        /// The key, one expression per key column, at the place where the formula stands.
        key: Vec<ExprId>,
        /// Evaluated with the row found as the ranged row.
        value: ExprId,
        /// What stands for a key that is not there; `#N/A` without.
        default: Option<ExprId>,
    },
    /// `PRORATED(T[x] …)` and `EVEN(T[x] …)`: the aggregate's function is `Sum`; its rows, people and window are as given,
    /// its body is weighted row by row.
    Prorated(Proration, AggregateId),
    /// `CONVERT(x, EUR, date)`: by the table `fx`, at the last rate on or before the date. The unit of x says from what; for
    /// `money in [C]` that is `from`. The same currency is rate 1.
    ConvertByDate {
        /// The amount.
        amount: ExprId,
        /// The currency's code as text, at the same place, for an amount of `money in [C]`.
        from: Option<ExprId>,
        /// Into which currency.
        to: UnitId,
        /// The date.
        date: ExprId,
    },
    /// `CONVERT(x, EUR, rate r)`.
    ConvertByRate {
        /// The amount.
        amount: ExprId,
        /// Into which currency.
        to: UnitId,
        /// The rate.
        rate: ExprId,
    },
    /// The same value under another type: `MONEY(x, USD)`, a pinned type, a constant that took the unit of its place.
    Retype(ExprId),
    /// A period read at another grain: the period that contains it (`MONTH_OF` of a period), at `grain`.
    Containing(ExprId, Grain),
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`; date + number is a date.
    Add,
    /// `-`; date − date is a number of days.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`; by 0 it is `#DIV/0!`.
    Divide,
    /// `^`: the right side is a whole number.
    Power,
    /// `&`: joins text; a blank is empty text, a number its canonical text.
    Concat,
    /// `=`: blanks are equal to blanks only. Numbers are cut first.
    Equal,
    /// `<>`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
    /// `and`: the right side only if the left is true.
    And,
    /// `or`: the right side only if the left is false.
    Or,
}

/// Functions of values (language.md, section 6), with Excel's argument order and meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is the function of its name")]
pub enum Function {
    Abs,
    Sign,
    Int,
    Mod,
    Round,
    RoundUp,
    RoundDown,
    RoundEven,
    MRound,
    Ceiling,
    Floor,
    Min,
    Max,
    Sum,
    Average,
    Count,
    Median,
    Date,
    Year,
    Month,
    Day,
    Weekday,
    EDate,
    EoMonth,
    Days,
    NetworkDays,
    DateDif,
    Left,
    Right,
    Mid,
    Len,
    Upper,
    Lower,
    Trim,
    Substitute,
    Concat,
    Text,
    Contains,
    StartsWith,
    /// `START(period)`, a date.
    Start,
    /// `END(period)`, a date.
    End,
    /// `PERIOD(date)`: the plan's period of the date; `MONTH_OF QUARTER_OF YEAR_OF(date)` at the grain of the result's type.
    PeriodOf,
    /// `NUMBER(period)`: its number in its year.
    Number,
}

/// `ALLOCATE` (language.md, section 5).
#[derive(Clone, Debug)]
pub struct Allocate {
    /// What is shared out; must be equal in the group.
    pub total: ExprId,
    /// The weight of a row or cell.
    pub weight: ExprId,
    /// Among whom.
    pub group: AllocateGroup,
    /// The unit of a share: of `unit`, of `rounding … to`, or the minor unit.
    pub unit: Decimal,
    /// Where the rest goes.
    pub remainder: Remainder,
    /// `order`: a row expression that comes before time and key.
    pub order: Option<ExprId>,
}

/// The group of an ALLOCATE.
#[derive(Clone, Debug)]
pub enum AllocateGroup {
    /// In a column: all rows of the table with equal values of these row expressions; total and weight are evaluated with
    /// each row taken as the row.
    Rows(Vec<ExprId>),
    /// In a line: the people of the cell's period; total and weight are evaluated at each one's cell.
    People(People, Option<ExprId>),
}

/// Where what is left of an ALLOCATE goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remainder {
    /// One unit each by largest cut-off part, then order.
    Largest,
    /// One unit each from the first on.
    First,
    /// One unit each from the last on.
    Last,
    /// Nowhere.
    None,
}

/// How PRORATED and EVEN weigh a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proration {
    /// Span table: value × days in the window / days of the window's period; `in` table: value × days in the window / days of the row's own period.
    Period,
    /// `per MONTH|QUARTER|YEAR`: value × days / days of that period.
    Per(Grain),
    /// `per SPAN`: value × days / days of the row's span.
    PerSpan,
    /// `EVEN`: value / number of the plan's periods that belong to the row's period, for each period of the window.
    Even,
}
