//! What a random plan has declared so far: what formulas may name, and of which type it is.

use crate::random::stream::Stream;

/// The type of a value, as far as the generator cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    Number,
    Percent,
    Money,
    Text,
    Bool,
    Date,
    /// A period of the plan.
    Period,
    Payee,
    /// A key of the table with this number.
    Ref(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) blank: bool,
    pub(crate) input: bool,
    pub(crate) key: bool,
    /// How rows fill it in.
    pub(crate) fill: Fill,
}

/// How an input column is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// By its type.
    Plain,
    /// Not below 0.
    NotNegative,
    /// From 0 to 1.
    Share,
    /// A period of this grain.
    Grain(Grain),
    /// The end of a span: not before the column `From`.
    SpanEnd,
    /// One of few texts.
    Few,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grain {
    Day,
    Week,
    Custom,
    Month,
    Quarter,
    Half,
    Year,
}

impl Grain {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Custom => "calendar",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Half => "half",
            Grain::Year => "year",
        }
    }
}

/// When a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    None,
    On,
    In(Grain),
    Span,
}

#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) by: bool,
    /// `[Rep]` or a path.
    pub(crate) by_path: String,
    pub(crate) time: Time,
    /// Of a date, a period or the start of a span.
    pub(crate) time_path: String,
    pub(crate) derived: bool,
    /// Whether it has amounts in a currency that a column names.
    pub(crate) foreign: bool,
    /// The only key column, if there is one alone.
    pub(crate) single_key: Option<String>,
    pub(crate) keyed: bool,
}

impl Table {
    pub(crate) fn columns_of(&self, ty: Ty) -> Vec<Column> {
        self.columns.iter().filter(|column| column.ty == ty).cloned().collect()
    }
}

/// A line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name.
    pub name: String,
    pub(crate) ty: Ty,
    /// Whether it is declared with `each`.
    pub each: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Ladder {
    pub(crate) name: String,
    pub(crate) bound: Ty,
    pub(crate) outputs: Vec<(String, Ty)>,
    pub(crate) rows: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Decision {
    pub(crate) name: String,
    pub(crate) conditions: Vec<Ty>,
    pub(crate) output: Ty,
}

#[derive(Clone, Debug)]
pub(crate) struct Param {
    pub(crate) name: String,
    pub(crate) ty: Ty,
}

/// A declaration in parts that can be left out one by one.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    pub(crate) head: String,
    pub(crate) parts: Vec<String>,
    pub(crate) tail: String,
}

impl Declaration {
    pub(crate) fn whole(text: String) -> Declaration {
        Declaration { head: text, parts: Vec::new(), tail: String::new() }
    }
}

pub(crate) struct World {
    pub(crate) stream: Stream,
    pub(crate) grain: Grain,
    /// First and last day, as day numbers.
    pub(crate) days: (i64, i64),
    pub(crate) currency: &'static str,
    pub(crate) people: usize,
    pub(crate) person_columns: Vec<Column>,
    pub(crate) spans_of_people: bool,
    pub(crate) fx: bool,
    pub(crate) tables: Vec<Table>,
    pub(crate) lines: Vec<Line>,
    pub(crate) ladders: Vec<Ladder>,
    pub(crate) matrices: Vec<String>,
    /// Whether there is a ladder that comes as data, the table `Steps`.
    pub(crate) steps: bool,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) params: Vec<Param>,
    pub(crate) defines: Vec<(String, usize)>,
    pub(crate) declarations: Vec<Declaration>,
    pub(crate) names: usize,
}

impl World {
    pub(crate) fn name(&mut self, stem: &str) -> String {
        self.names += 1;
        format!("{stem}_{}", self.names)
    }

    /// Whether a table's rows are coarser than the plan's periods.
    pub(crate) fn coarse(&self, table: &Table) -> bool {
        match table.time {
            Time::In(grain) => grain > self.grain,
            Time::None | Time::On | Time::Span => false,
        }
    }

    /// Whether lines may be named in the table's calculated columns.
    pub(crate) fn has_cells(&self, table: &Table) -> bool {
        table.by && table.time != Time::None && !self.coarse(table)
    }

    pub(crate) fn type_word(&self, ty: Ty) -> String {
        match ty {
            Ty::Number => "number".into(),
            Ty::Percent => "percent".into(),
            Ty::Money => self.currency.into(),
            Ty::Text => "text".into(),
            Ty::Bool => "bool".into(),
            Ty::Date => "date".into(),
            Ty::Period => "period".into(),
            Ty::Payee => "payee".into(),
            Ty::Ref(table) => format!("-> {}", self.tables[table].name),
        }
    }
}

/// A day as text, from its number (days since 1970-01-01; the algorithm is Howard Hinnant's `civil_from_days`).
pub(crate) fn day_text(day: i64) -> String {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{:02}", doy - (153 * mp + 2) / 5 + 1)
}

/// The number of a day.
pub(crate) fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let yoe = year.rem_euclid(400);
    let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}
