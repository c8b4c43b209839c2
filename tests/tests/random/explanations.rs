//! In an explanation the children give their parent: the text of a formula with the values of its children put in is checked
//! and run once more as a formula of constants, and what is ranged over is aggregated once more as arguments.

use conformance::random::Case;
use conformance::random::Stream;
use std::collections::BTreeSet;
use tiercel::{Content, Datum, Decimal, Grain, Input, LoadOptions, Params, Request, Results, Source, Target, check, load, run, table_of};
use tiercel_engine::{Extent, Reason, ReasonKind, explain};
use tiercel_plan::{AggregateFunction, ColumnKind, ColumnRef, LineKind, MoneyUnit, TableId, Type};

/// How many cells and rows of a plan are explained, and how far.
const EXPLAINED: usize = 5;
const EXTENT: Extent = Extent { depth: 2, items: 40, nodes: 250 };

/// A formula of constants, what it is to give, and what it was before the values were put in.
struct Claim {
    formula: String,
    expected: String,
    origin: String,
}

/// What the explanations of some cells and rows claim.
#[derive(Default)]
struct Claims {
    wrong: Vec<String>,
    formulas: Vec<Claim>,
}

/// What is wrong, and how many formulas were evaluated again.
pub(crate) fn judge(case: &Case, results: &Results<'_>, stream: &mut Stream) -> (Vec<String>, usize) {
    let mut claims = Claims::default();
    for (target, expected) in targets(case, results, stream) {
        let reason = explain(results, target, EXTENT);
        if reason.value.as_ref() != Some(&expected) {
            claims.wrong.push(format!("explained {:?} as {:?}", expected, reason.value));
        }
        claims.take(case, results, &reason);
    }
    let evaluated = claims.evaluate(case);
    (claims.wrong, evaluated)
}

/// Some cells and rows of calculated columns, with their values.
fn targets(case: &Case, results: &Results<'_>, stream: &mut Stream) -> Vec<(Target, Datum)> {
    let plan = &case.checked.plan;
    let mut targets: Vec<(Target, Datum)> =
        results.cells().map(|cell| (Target::Cell(cell.line, cell.payee, cell.period), cell.value)).collect();
    for (number, table) in (0u32..).zip(&plan.tables) {
        for (column, _) in (0u16..).zip(&table.columns).filter(|(_, column)| !matches!(column.kind, ColumnKind::Input(_))) {
            let column = ColumnRef { table: TableId(number), column };
            targets.extend((0..results.row_count(column.table)).map(|row| (Target::Row(column, row), results.column(column, row))));
        }
    }
    stream.shuffle(&mut targets);
    targets.truncate(EXPLAINED);
    targets
}

impl Claims {
    fn take(&mut self, case: &Case, results: &Results<'_>, reason: &Reason) {
        reason.children.iter().for_each(|child| self.take(case, results, child));
        let Some(value) = &reason.value else { return };
        let values: Vec<&Datum> = reason.children.iter().filter_map(|child| child.value.as_ref()).collect();
        match &reason.kind {
            ReasonKind::Line(..) if reason.more == 0 => self.line(case, results, reason, value),
            ReasonKind::Column(..) if reason.more == 0 => {
                if let [formula] = values.as_slice()
                    && plain(results, formula) != plain(results, value)
                {
                    self.wrong.push(format!("column {value:?} of formula {formula:?}"));
                }
            }
            ReasonKind::Aggregate { function, .. } if reason.more == 0 => self.aggregate(case, results, reason, *function, value),
            ReasonKind::Operation if reason.more == 0 && !reason.children.is_empty() => self.operation(case, results, reason, value),
            _ => {}
        }
    }

    /// A line is its formula, rounded if it pays; 0 where its condition is false.
    fn line(&mut self, case: &Case, results: &Results<'_>, reason: &Reason, value: &Datum) {
        let ReasonKind::Line(line, ..) = reason.kind else { return };
        let fits = match reason.children.last() {
            Some(Reason { kind: ReasonKind::NotTaken, .. }) => {
                matches!(value, Datum::Number { value, .. } if value.is_zero()) || matches!(value, Datum::Error(_))
            }
            Some(Reason { kind: ReasonKind::Rounding { before, after }, .. }) => {
                let formula = reason.children.iter().rev().nth(1).and_then(|formula| formula.value.as_ref());
                let is = |datum: Option<&Datum>, number: &Decimal| matches!(datum, Some(Datum::Number { value, .. }) if value == number);
                is(formula, before) && is(Some(value), after)
            }
            Some(formula) => {
                let paid = matches!(case.checked.plan.line(line).kind, LineKind::Pay | LineKind::Earn);
                formula.value.as_ref().map(|formula| plain(results, formula)) == Some(plain(results, value)) || paid && blank(formula)
            }
            None => true,
        };
        if !fits {
            self.wrong.push(format!("line {} is {value:?}: {:?}", case.checked.plan.line(line).name, reason.children.last()));
        }
    }

    fn aggregate(&mut self, case: &Case, results: &Results<'_>, reason: &Reason, function: AggregateFunction, value: &Datum) {
        let text = text_of(case, reason);
        // Their parts are weighted.
        if text.starts_with("PRORATED") || text.starts_with("EVEN") {
            return;
        }
        let parts: Vec<&Reason> =
            reason.children.iter().filter(|child| matches!(child.kind, ReasonKind::RowPart(..) | ReasonKind::CellPart(..))).collect();
        let given: Vec<&Datum> = parts.iter().filter_map(|part| part.value.as_ref()).filter(|part| **part != Datum::Blank).collect();
        if parts.len() != reason.children.len() || given.iter().chain([&value]).any(|part| matches!(part, Datum::Error(_))) {
            return;
        }
        let same = |part: Option<&&Datum>| part.map(|part| plain(results, part)) == Some(plain(results, value));
        let truths = || given.iter().map(|part| **part == Datum::Bool(true));
        let fits = match function {
            // By time, then key; the parts stand by time, then payee.
            AggregateFunction::First | AggregateFunction::Last if !given.is_empty() => given.iter().any(|part| same(Some(part))),
            AggregateFunction::One if !given.is_empty() => given.len() == 1 && same(given.first()),
            AggregateFunction::Any => *value == Datum::Bool(truths().any(|truth| truth)),
            AggregateFunction::Every => *value == Datum::Bool(truths().all(|truth| truth)),
            AggregateFunction::CountUnique if !given.is_empty() => {
                let different: BTreeSet<String> = given.iter().map(|part| plain(results, part)).collect();
                // Numbers that are equal after the cut are one.
                matches!(value, Datum::Number { value, .. } if value.to_i64().is_some_and(|count| count <= different.len() as i64))
            }
            AggregateFunction::Sum
            | AggregateFunction::Average
            | AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::Median => {
                let name = text.split('(').next().unwrap_or("").to_uppercase();
                let literals: Option<Vec<String>> = parts
                    .iter()
                    .filter(|part| part.value.as_ref() != Some(&Datum::Blank))
                    .map(|part| literal(case, results, part.ty, part.value.as_ref()?))
                    .collect();
                let is_number = matches!(value, Datum::Number { .. });
                if let (Some(literals), true, true) = (literals, is_number, given.len() > 1) {
                    let formula = format!("{name}({})", literals.join(", "));
                    self.formulas.push(Claim { formula, expected: plain(results, value), origin: text });
                    return;
                }
                match (function, given.len()) {
                    (_, 1) => same(given.first()),
                    (AggregateFunction::Sum, 0) => matches!(value, Datum::Number { value, .. } if value.is_zero()),
                    (_, _) => true,
                }
            }
            AggregateFunction::Count
            | AggregateFunction::CountUnique
            | AggregateFunction::Large
            | AggregateFunction::Small
            | AggregateFunction::Percentile
            | AggregateFunction::First
            | AggregateFunction::Last
            | AggregateFunction::One => true,
        };
        if !fits {
            self.wrong.push(format!("`{text}` is {value:?} of {given:?}"));
        }
    }

    /// The text of an operation with the values of its children put in.
    fn operation(&mut self, case: &Case, results: &Results<'_>, reason: &Reason, value: &Datum) {
        let whole = case.text();
        let (start, end) = (reason.span.start as usize, reason.span.end as usize);
        // What others have a part in is not in the children.
        if ["ALLOCATE", "RANK"].iter().any(|name| whole[start..].starts_with(name)) {
            return;
        }
        let mut children: Vec<&Reason> = reason.children.iter().filter(|child| child.span.file == reason.span.file).collect();
        children.sort_by_key(|child| (child.span.start, child.span.end));
        let (mut formula, mut at) = (String::new(), start);
        for child in children {
            let (from, to) = (child.span.start as usize, child.span.end as usize);
            // What is written elsewhere, as the rows of tiers, stays what it is.
            if from < start || to > end {
                continue;
            }
            // As in `payee[Active]`, which stands where `payee` does.
            if (from, to) == (start, end) {
                return;
            }
            let put_in = match &child.value {
                Some(value) => literal(case, results, child.ty, value),
                None => unused(case, child.ty),
            };
            let (Some(put_in), true) = (put_in, from >= at) else { return };
            formula.push_str(&whole[at..from]);
            formula.push_str(&put_in);
            at = to;
        }
        formula.push_str(&whole[at..end]);
        // Without a child in its text nothing was put in; and a place that is still named, by a function of the plan's own that
        // takes an argument twice, is another one there.
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let names_a_place = formula.split(|c| !is_part(c)).any(|word| word == "period" || word == "payee");
        if at > start && !names_a_place {
            self.formulas.push(Claim { formula, expected: plain(results, value), origin: text_of(case, reason) });
        }
    }

    /// Runs the formulas as lines; those that the checks refuse, because they name something still, are left out.
    fn evaluate(&mut self, case: &Case) -> usize {
        let Some(setting) = setting(case) else { return 0 };
        let mut left: Vec<usize> = (0..self.formulas.len()).collect();
        for _ in 0..4 {
            let (mut text, mut starts) = (setting.clone(), Vec::new());
            for number in &left {
                starts.push((text.len(), *number));
                // A line end within a formula stays within its declaration.
                text.push_str(&format!("V_{number} = {}\n", self.formulas[*number].formula.replace('\n', "\n  ")));
            }
            let checked = check(&[Source { name: "again.plan".into(), text }], &[0]);
            if !checked.is_fine() {
                let errors = checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == tiercel::Severity::Error);
                let refused: BTreeSet<usize> = errors
                    .filter_map(|error| {
                        starts.iter().rev().find(|(start, _)| *start <= error.span.start as usize).map(|(_, number)| *number)
                    })
                    .collect();
                if refused.is_empty() {
                    return 0;
                }
                left.retain(|number| !refused.contains(number));
                continue;
            }
            let Some(payees) = table_of(&checked.plan, "payees") else { return 0 };
            let input = Input { table: payees, name: "payees", content: Content::Csv(b"Id\nme\n") };
            let Ok(tables) = load(&checked.plan, &[input], &LoadOptions::default()) else { return 0 };
            let (history, params) = (tiercel::History::default(), Params::default());
            let Ok(results) = run(&checked.plan, &tables, &Request::of_all(&history, &params)) else { return 0 };
            let mut seen = BTreeSet::new();
            for cell in results.cells().filter(|cell| seen.insert(cell.line)) {
                let name = &checked.plan.line(cell.line).name;
                let Some(claim) = name.strip_prefix("V_").and_then(|number| self.formulas.get(number.parse::<usize>().ok()?)) else {
                    continue;
                };
                let got = plain(&results, &cell.value);
                if got != claim.expected {
                    let Claim { formula, expected, origin } = claim;
                    self.wrong.push(format!("`{origin}` is {expected}, but `{formula}` is {got}"));
                }
            }
            return seen.len();
        }
        0
    }
}

/// What formulas of constants stand among: the case's header without its people, and what is declared in literals and never
/// amended. A calendar from data has its own months, so such plans have none.
fn setting(case: &Case) -> Option<String> {
    if case.checked.plan.time.grain == Grain::Custom {
        return None;
    }
    let kept = ["plan ", "currency ", "period ", "effective ", "year ", "week ", "rounding "];
    let (header, rest) = case.declarations.split_first()?;
    let header = header.lines().filter(|line| kept.iter().any(|word| line.starts_with(word)));
    let mut text: String = header.map(|line| format!("{line}\n")).collect();
    text.push_str("payees {\n  [Id] text key\n}\n");
    let named = |declaration: &str| {
        let mut words = declaration.split_whitespace();
        let kind = words.next()?;
        let name = words.next()?.split('(').next()?.to_owned();
        matches!(kind, "tiers" | "matrix" | "rates" | "define" | "param").then_some(name)
    };
    for declaration in rest {
        let alike = rest.iter().filter(|other| named(other).is_some() && named(other) == named(declaration)).count();
        if alike == 1 {
            text.push_str(declaration);
        }
    }
    Some(text)
}

fn text_of(case: &Case, reason: &Reason) -> String {
    case.text()[reason.span.start as usize..reason.span.end as usize].to_owned()
}

fn blank(reason: &Reason) -> bool {
    reason.value == Some(Datum::Blank)
}

/// A value without the mark of inexactness, which constants do not have.
fn plain(results: &Results<'_>, value: &Datum) -> String {
    results.canonical(value).trim_end_matches('~').to_owned()
}

/// A value as it is written in a formula.
fn literal(case: &Case, results: &Results<'_>, ty: Type, value: &Datum) -> Option<String> {
    Some(match value {
        Datum::Number { value, .. } => match ty {
            Type::Percent => {
                let hundredfold = match value.scale().checked_sub(2) {
                    Some(scale) => Decimal::from_parts(value.mantissa(), scale).ok()?,
                    None => Decimal::from_parts(value.mantissa().checked_mul(100)?, value.scale()).ok()?,
                };
                format!("({hundredfold}%)")
            }
            Type::Money(MoneyUnit::Fixed(unit)) => {
                let (sign, code) = (if value.sign() < 0 { "-" } else { "" }, case.checked.plan.currencies.code(unit));
                format!("({sign}{code} {})", value.abs())
            }
            Type::Money(MoneyUnit::In(_)) => return None,
            _ => format!("({value})"),
        },
        Datum::Text(text) | Datum::Key(text) => format!("\"{}\"", text.replace('"', "\"\"")),
        Datum::Bool(value) => value.to_string(),
        Datum::Date(date) => date.to_string(),
        Datum::Period(period) if period.grain != Grain::Custom && period.grain != Grain::Day => results.calendar().name(*period),
        Datum::Period(_) | Datum::Error(_) | Datum::Blank => return None,
    })
}

/// Something of a type, for what was not taken.
fn unused(case: &Case, ty: Type) -> Option<String> {
    Some(match ty {
        Type::Number => "7".to_owned(),
        Type::Percent => "7%".to_owned(),
        Type::Money(MoneyUnit::Fixed(unit)) => format!("({} 7)", case.checked.plan.currencies.code(unit)),
        Type::Text => "\"7\"".to_owned(),
        Type::Bool => "false".to_owned(),
        Type::Date => "2026-07-07".to_owned(),
        Type::Money(MoneyUnit::In(_)) | Type::Period(_) | Type::Payee | Type::Ref(_) => return None,
    })
}
