//! Which rows of tiers and decision tables, and which branches, the examples of a plan touch: what an `expect` depends on,
//! directly or through other lines and columns.

use crate::examples::Judge;
use tiercel_data::load_example;
use tiercel_engine::{Extent, Reason, ReasonKind, Request, Target, explain, run};
use tiercel_plan::{ColumnRef, ExprId, ExprKind, Plan, Span};
use tiercel_value::Set;

/// Deep enough to see the columns of the rows that an aggregate of a formula takes; an example has fewer rows.
const DEEP: Extent = Extent { depth: 2, items: 10_000, nodes: 100_000 };
/// How many cells and columns are looked at for one example.
const CELLS: usize = 100_000;

/// What the examples touch.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// How many rows and branches there are.
    pub all: usize,
    /// Those that no example touches, by their place.
    pub untouched: Vec<Untouched>,
}

/// A row or branch that no example touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untouched {
    /// What it is.
    pub kind: UntouchedKind,
    /// Where it stands.
    pub span: Span,
}

/// What an example can touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UntouchedKind {
    /// A row of tiers.
    TierRow,
    /// A row of a decision table.
    RateRow,
    /// A branch of IF, IFS or SWITCH.
    Branch,
}

/// A place in the text, to be sorted.
type Place = (u16, u32, u32);

/// What the examples of a plan touch.
///
/// ```
/// # use tiercel::{Source, check, coverage};
/// let text = "plan \"Small\"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-01-31\npayees {\n  [Id] text key\n}\n\
///             A = IF(NUMBER(period) = 1, 5, 7)\n\
///             example \"January\" {\n  payee \"ana\" period 2026-01\n  expect A = 5\n}\n";
/// let checked = check(&[Source { name: "small.plan".into(), text: text.into() }], &[0]);
/// let coverage = coverage(&checked.plan);
/// assert_eq!((coverage.all, coverage.untouched.len()), (2, 1));
/// assert_eq!(checked.plan.text(coverage.untouched[0].span), "7");
/// ```
pub fn coverage(plan: &Plan) -> Coverage {
    let mut touched = Set::new();
    let ranged: Vec<(Span, ColumnRef)> = plan
        .exprs
        .iter()
        .filter_map(|expr| if let ExprKind::RangedColumn(column) = expr.kind { Some((expr.span, column)) } else { None })
        .collect();
    for example in &plan.examples {
        let Ok((tables, history, params)) = load_example(plan, example) else { continue };
        let Ok(results) = run(plan, &tables, &Request::of_all(&history, &params)) else { continue };
        let judge = Judge { plan, calendar: tables.calendar(plan), tables: &tables, results: &results, example };
        let mut next: Vec<Target> = example.expectations.iter().filter_map(|expectation| judge.target(&expectation.target)).collect();
        let mut seen: Set<(u32, u32, u32, i64)> = next.iter().map(|target| key(*target)).collect();
        while let Some(target) = next.pop() {
            let mut below = Vec::new();
            let reason = explain(&results, target, DEEP);
            Walk { ranged: &ranged, touched: &mut touched, below: &mut below }.reason(&reason, None);
            next.extend(below.into_iter().filter(|target| seen.len() < CELLS && seen.insert(key(*target))));
        }
    }
    let all = everything(plan);
    let untouched = all.iter().filter(|(place, _)| !touched.contains(place));
    Coverage { all: all.len(), untouched: untouched.map(|(place, kind)| Untouched { kind: *kind, span: span(*place) }).collect() }
}

fn place(span: Span) -> Place {
    (span.file, span.start, span.end)
}

fn span((file, start, end): Place) -> Span {
    Span { file, start, end }
}

/// Tells targets apart.
fn key(target: Target) -> (u32, u32, u32, i64) {
    match target {
        Target::Cell(line, payee, period) => (0, line.0, payee, i64::from(period.ordinal)),
        Target::Row(column, row) => (1, column.table.0, u32::from(column.column), i64::from(row)),
    }
}

/// Collects the places that a reason touches, and the cells and columns that it comes from.
struct Walk<'w> {
    /// All columns that aggregates name, with their places.
    ranged: &'w [(Span, ColumnRef)],
    touched: &'w mut Set<Place>,
    below: &'w mut Vec<Target>,
}

impl Walk<'_> {
    /// A reason is no deeper than the formulas that it explains. `aggregate` is the one whose rows it stands among.
    fn reason(&mut self, reason: &Reason, aggregate: Option<Span>) {
        let mut within = aggregate;
        match &reason.kind {
            ReasonKind::NotTaken => return,
            ReasonKind::Line(line, payee, period) => self.below.push(Target::Cell(*line, *payee, *period)),
            ReasonKind::Column(column, row, _) => self.below.push(Target::Row(*column, *row)),
            ReasonKind::Aggregate { .. } => within = Some(reason.span),
            // What decided that the row is taken is not among the reasons.
            ReasonKind::RowPart(table, row, _) => {
                let inside =
                    |span: Span| aggregate.is_some_and(|all| span.file == all.file && span.start >= all.start && span.end <= all.end);
                let named = self.ranged.iter().filter(|(span, column)| column.table == *table && inside(*span));
                let columns: Vec<Target> = named.map(|(_, column)| Target::Row(*column, *row)).collect();
                self.below.extend(columns);
            }
            ReasonKind::Given(..)
            | ReasonKind::Held(..)
            | ReasonKind::NoCell(..)
            | ReasonKind::When
            | ReasonKind::Rounding { .. }
            | ReasonKind::Input { .. }
            | ReasonKind::Param(_)
            | ReasonKind::Constant
            | ReasonKind::Operation
            | ReasonKind::CellPart(..)
            | ReasonKind::Sealed(_)
            | ReasonKind::TierRow(..)
            | ReasonKind::Slice { .. }
            | ReasonKind::MatrixCell(..)
            | ReasonKind::RateRow(..) => {}
        }
        self.touched.insert(place(reason.span));
        reason.children.iter().for_each(|child| self.reason(child, within));
    }
}

/// All rows and branches of a plan, by their place.
fn everything(plan: &Plan) -> Vec<(Place, UntouchedKind)> {
    let tiers = plan.tiers.iter().flat_map(|tiers| &tiers.versions).flat_map(|version| &version.value.rows);
    let rates = plan.rates.iter().flat_map(|rates| &rates.versions).flat_map(|version| &version.value);
    let mut all: Set<(Place, UntouchedKind)> = tiers.map(|row| (place(row.span), UntouchedKind::TierRow)).collect();
    all.extend(rates.map(|row| (place(row.span), UntouchedKind::RateRow)));
    for expr in &plan.exprs {
        let branches: Vec<ExprId> = if let ExprKind::If { then, otherwise, .. } = &expr.kind {
            vec![*then, *otherwise]
        } else if let ExprKind::Switch { cases, default, .. } = &expr.kind {
            cases.iter().map(|(_, result)| *result).chain(*default).collect()
        } else {
            continue;
        };
        // The IF in an else has branches of its own.
        let written = branches.into_iter().map(|branch| plan.expr(branch));
        let written = written.filter(|branch| !matches!(branch.kind, ExprKind::If { .. } | ExprKind::NotAvailable));
        all.extend(written.map(|branch| (place(branch.span), UntouchedKind::Branch)));
    }
    all.into_iter().collect()
}
