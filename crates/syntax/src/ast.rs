//! The tree of a plan's text, close to what was written. Names are after NFC; every node has its span.

use tiercel_plan::Span;
use tiercel_value::{Date, Decimal, Grain, Period, Rounding};

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name, after NFC.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// A file: its declarations in order.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// The declarations that could be parsed.
    pub declarations: Vec<Declaration>,
}

/// A declaration.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// The comment lines right above it, without `#`.
    pub doc: String,
    /// The whole declaration.
    pub span: Span,
    /// What it declares.
    pub kind: DeclarationKind,
}

/// What a declaration declares.
#[derive(Clone, Debug)]
pub enum DeclarationKind {
    /// A line of the header.
    Header(Header),
    /// `use "common.plan"`.
    Use(Name),
    /// `import A, B from "Plan"`.
    Import {
        /// The lines.
        lines: Vec<Name>,
        /// The plan's name.
        plan: Name,
    },
    /// `payees`, `calendar`, `fx` or `table Name`.
    Table(Table),
    /// `tiers`.
    Tiers(Grid),
    /// `matrix`.
    Matrix {
        /// The grid; its first row has the column bounds.
        grid: Grid,
        /// What the two thresholds are called.
        axes: [Name; 2],
    },
    /// `rates`.
    Rates {
        /// The rows.
        grid: Grid,
        /// `first`.
        first: bool,
    },
    /// `param`.
    Param {
        /// Its name.
        name: Name,
        /// Its pinned type.
        ty: Option<Type>,
        /// `from DATE`.
        from: Option<Date>,
        /// Its value.
        value: Expr,
        /// `between a and b`.
        between: Option<(Expr, Expr)>,
        /// `step n`.
        step: Option<Expr>,
    },
    /// `define`.
    Define {
        /// Its name.
        name: Name,
        /// Its arguments.
        arguments: Vec<Name>,
        /// Its body.
        body: Expr,
    },
    /// A line.
    Line(Line),
    /// `example`.
    Example(Example),
}

/// One line of the header.
#[derive(Clone, Debug)]
pub enum Header {
    /// `plan "Name"`.
    Plan(Name),
    /// `language 1`.
    Language(u32),
    /// `currency USD`, `currency POINTS 2`.
    Currency(Name, Option<u8>),
    /// `period month`.
    Period(Grain),
    /// `year from April`: 1 to 12.
    Year(u8),
    /// `week from Sunday`.
    WeekFromSunday(bool),
    /// `rounding half up to 1`.
    Rounding(Rounding, Option<Decimal>),
    /// `effective DATE to DATE`.
    Effective(Date, Date),
    /// `for payee[Plan] = "AE"`.
    For(Expr),
}

/// Which table a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableSort {
    /// `payees`.
    Payees,
    /// `calendar`.
    Calendar,
    /// `table Name`, `fx`.
    Table,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Which.
    pub sort: TableSort,
    /// Its name; `payees`, `calendar` and `fx` for those.
    pub name: Name,
    /// `by`.
    pub by: Option<Expr>,
    /// `on`, `in` or `from … to`.
    pub time: Option<Time>,
    /// `from` clauses.
    pub clauses: Vec<FromClause>,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows that stand in the plan, the heading first.
    pub rows: Vec<Row>,
}

/// The time role.
#[derive(Clone, Debug)]
pub enum Time {
    /// `on [Col]`.
    On(Expr),
    /// `in [Col]`.
    In(Expr),
    /// `from [Col] to [Col]`.
    Span(Expr, Option<Expr>),
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: Name,
    /// Its type, pinned or of input.
    pub ty: Option<Type>,
    /// `key`.
    pub key: bool,
    /// The formula of a calculated column.
    pub formula: Option<Expr>,
    /// The whole.
    pub span: Span,
}

/// A type as written.
#[derive(Clone, Debug)]
pub struct Type {
    /// Which.
    pub kind: TypeKind,
    /// `?`.
    pub optional: bool,
    /// Bounds.
    pub bounds: Option<Bounds>,
    /// The whole.
    pub span: Span,
}

/// Which type.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// A word: `number`, `USD`, `payee` ….
    Word(Name),
    /// `money in [Currency]`.
    MoneyIn(Name),
    /// `-> Table`.
    Ref(Name),
}

/// Bounds as written.
#[derive(Clone, Debug)]
pub enum Bounds {
    /// `in a .. b`.
    Range(Expr, Expr),
    /// `> a` and the like.
    Compare(Operator, Expr),
    /// `in ("a", "b")`.
    OneOf(Vec<Expr>),
}

/// A `from` clause.
#[derive(Clone, Debug)]
pub struct FromClause {
    /// The table.
    pub source: Name,
    /// Joins.
    pub joins: Vec<Join>,
    /// `where`.
    pub condition: Option<Expr>,
    /// `group by`.
    pub group: Vec<(Name, Expr)>,
    /// `each month from a to b`.
    pub each: Option<(Grain, Expr, Expr)>,
    /// The block.
    pub columns: Vec<Column>,
    /// The whole.
    pub span: Span,
}

/// A join.
#[derive(Clone, Debug)]
pub struct Join {
    /// The table.
    pub table: Name,
    /// The condition; none: each with each.
    pub on: Option<Expr>,
    /// `else`.
    pub keep: bool,
}

/// Tiers, matrix or rates.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Its name.
    pub name: Name,
    /// `from DATE`.
    pub from: Option<Date>,
    /// The rows, the heading first.
    pub rows: Vec<Row>,
}

/// A row between bars: the texts of its cells, trimmed, and their places.
#[derive(Clone, Debug)]
pub struct Row {
    /// The cells.
    pub cells: Vec<Name>,
    /// The whole.
    pub span: Span,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// `pay`.
    Pay,
    /// `earn`.
    Earn,
    /// Neither.
    Plain,
}

/// A line.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// Its name.
    pub name: Name,
    /// `"Label"`.
    pub label: Option<String>,
    /// Its pinned type.
    pub ty: Option<Type>,
    /// `each quarter`.
    pub each: Option<Grain>,
    /// `when`.
    pub when: Option<Expr>,
    /// `from DATE`.
    pub from: Option<Date>,
    /// The formula.
    pub formula: Expr,
}

/// An example.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its title.
    pub title: Name,
    /// `payee "Ana"`.
    pub payee: Option<Name>,
    /// `period 2026-03`, as text.
    pub period: Option<Name>,
    /// Tables with their rows, the heading first.
    pub tables: Vec<(Name, Vec<Row>)>,
    /// `history`.
    pub history: Vec<Row>,
    /// `param Cap = 1000`.
    pub params: Vec<(Name, Expr)>,
    /// What is expected.
    pub expects: Vec<Expect>,
}

/// One `expect`.
#[derive(Clone, Debug)]
pub struct Expect {
    /// The line, or the table.
    pub name: Name,
    /// The key and the column, for a table.
    pub column: Option<(Vec<Expr>, Name)>,
    /// `for "Bob"`.
    pub payee: Option<Name>,
    /// `over 2026-04`, as text.
    pub period: Option<Name>,
    /// What it should be.
    pub expected: Expected,
    /// The whole.
    pub span: Span,
}

/// What is expected.
#[derive(Clone, Debug)]
pub enum Expected {
    /// `= value`.
    Value(Expr),
    /// `is N/A`.
    Error(Name),
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its place.
    pub span: Span,
}

/// Kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A number.
    Number(Decimal),
    /// `12.5%`, as 0.125.
    Percent(Decimal),
    /// `USD 5`.
    Money(Decimal, Name),
    /// A currency alone.
    Currency(Name),
    /// A date.
    Date(Date),
    /// A period.
    Period(Period),
    /// `"text"`.
    Text(String),
    /// `true`, `false`.
    Bool(bool),
    /// `blank`.
    Blank,
    /// A name with a path: `Deals[Amount].[X]`, `Commission`; `payee[Region]`; `[Col].[X]` has no name.
    Name {
        /// The name, `payee` included.
        name: Option<Name>,
        /// The columns.
        path: Vec<Name>,
    },
    /// `payee`, with or without a path.
    Payee {
        /// The columns.
        path: Vec<Name>,
    },
    /// `payees` in COUNT.
    Payees,
    /// `period`.
    PeriodHere,
    /// `EACH`.
    Each,
    /// A call.
    Call(Box<Call>),
    /// Brackets.
    Group(Box<Expr>),
    /// `-x`.
    Negate(Box<Expr>),
    /// `not x`.
    Not(Box<Expr>),
    /// `x%` of something that is no literal.
    Hundredth(Box<Expr>),
    /// A binary operation.
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `x in (…)`.
    In {
        /// What is looked for.
        subject: Box<Expr>,
        /// The list.
        list: Vec<Expr>,
        /// `not in`.
        negated: bool,
    },
    /// `> T[Above]` as an argument.
    Above(Box<Expr>),
    /// `rate r` as an argument.
    Rate(Box<Expr>),
}

/// Binary operators.
pub use tiercel_plan::Operator;

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// The function's name as written.
    pub name: Name,
    /// Its arguments.
    pub args: Vec<Expr>,
    /// Its clauses.
    pub clauses: Clauses,
    /// Columns behind it: `Name(…)[Output]`.
    pub path: Vec<Name>,
}

/// The clauses of an aggregate.
#[derive(Clone, Debug, Default)]
pub struct Clauses {
    /// `of [Col]`.
    pub of: Option<Expr>,
    /// `on [Col]`.
    pub on: Option<Expr>,
    /// `where`, the row-condition.
    pub condition: Option<Expr>,
    /// `for`.
    pub people: Option<(People, Span)>,
    /// `where` after `for`.
    pub person_where: Option<Expr>,
    /// `over`.
    pub window: Option<(Window, Span)>,
    /// `by`.
    pub by: Vec<Expr>,
    /// `order`.
    pub order: Option<Expr>,
    /// `unit`.
    pub unit: Option<Expr>,
    /// `remainder`.
    pub remainder: Option<Name>,
    /// `else`.
    pub otherwise: Option<Expr>,
    /// `per`.
    pub per: Option<Name>,
}

/// For whom.
#[derive(Clone, Debug)]
pub enum People {
    /// `payee`.
    Own,
    /// `payee[Mentor]` and the like.
    Person(Expr),
    /// `reports`.
    Reports,
    /// `team`.
    Team,
    /// `manager`.
    Manager,
    /// `managers`.
    Managers,
    /// `level n`, `levels a .. b`.
    Levels(u32, Option<u32>),
    /// `between`.
    Between,
    /// `everyone`.
    Everyone,
    /// `same [A], [B]`.
    Same(Vec<Name>),
}

/// When.
#[derive(Clone, Debug)]
pub enum Window {
    /// `PERIOD`.
    Period,
    /// `PRIOR n`.
    Prior(u32),
    /// `LAST n`.
    Last(u32),
    /// `LAST YEAR`.
    LastYear,
    /// `MTD` ….
    ToDateIn(Grain),
    /// `EARLIER`, `EARLIER IN YEAR`.
    Earlier(Option<Grain>),
    /// `TO DATE`.
    ToDate,
    /// `FULL YEAR`.
    Full(Grain),
    /// A period, or `a .. b`.
    Between(Box<Expr>, Option<Box<Expr>>),
}
