//! Curves and searches, held against the plan run at every input by itself.

use conformance::random::Case;
use conformance::random::Stream;
use std::collections::BTreeMap;
use std::rc::Rc;
use tiercel::{
    Aim, Asked, Change, Curve, Decimal, Held, HeldContent, HeldRows, LineId, LineKind, Moving, Session, SessionData, Solution, Sweep,
    table_of,
};
use tiercel_plan::{ColumnKind, Type};

/// How many steps a range has.
const STEPS: i64 = 90;
/// How often the plan may be evaluated where the range is not evaluated whole.
const FEW: usize = 70;

/// What does not hold of a curve and of searches in a case.
pub(crate) fn judge(case: &Case, history: &[Vec<String>], stream: &mut Stream) -> Vec<String> {
    let Some(session) = session(case, history) else { return vec!["the session is refused".into()] };
    let Some(question) = question(case, &session, stream) else { return Vec::new() };
    let all: Vec<Option<(Decimal, String)>> = (0..=STEPS).map(|index| question.by_itself(&session, index)).collect();
    let mut wrong = Vec::new();
    for evaluations in [1_000, FEW] {
        let sweep = Sweep { evaluations: Some(evaluations), ..question.sweep.clone() };
        match session.curve(&sweep) {
            Err(_) if all[0].is_none() || all[STEPS as usize].is_none() => return Vec::new(),
            Err(refused) => wrong.push(format!("the curve is refused: {refused:?}")),
            Ok(curve) => wrong.extend(question.judge_curve(&curve, &all).err()),
        }
        let amounts: Vec<Decimal> = all.iter().flatten().filter_map(|(_, text)| number(text)).collect();
        for wanted in stream.pick(&amounts).into_iter().chain(amounts.iter().max().map(|most| plus(*most, "0.001"))) {
            match session.solve(&sweep, &wanted.to_string()) {
                Err(refused) => wrong.push(format!("the search is refused: {refused:?}")),
                Ok(solution) => wrong.extend(question.judge_solution(&solution, &all, wanted).err()),
            }
        }
    }
    wrong.into_iter().map(|wrong| format!("{:?}: {wrong}", question.sweep)).collect()
}

struct Question {
    sweep: Sweep,
    from: Decimal,
    step: Decimal,
    unit: Decimal,
}

pub(crate) fn session(case: &Case, history: &[Vec<String>]) -> Option<Session> {
    let plan = &case.checked.plan;
    let rows = |heading: Vec<String>, rows: &[Vec<String>]| HeldContent::Rows(Rc::new(HeldRows { heading, rows: rows.to_vec() }));
    let held = |file: &conformance::random::File| {
        Some(Held { table: table_of(plan, &file.table)?, name: file.table.clone(), content: rows(file.heading.clone(), &file.rows) })
    };
    let heading = ["Payee", "Period", "Line", "Value"].map(str::to_owned).to_vec();
    let history = (!history.is_empty()).then(|| rows(heading, history));
    let data = SessionData { inputs: case.files.iter().filter_map(held).collect(), history, ..SessionData::default() };
    Session::new(Rc::new(plan.clone()), data).ok()
}

/// A column of a row and an amount.
fn question(case: &Case, session: &Session, stream: &mut Stream) -> Option<Question> {
    let (plan, tables) = (session.plan(), session.tables());
    let calendar = tables.calendar(plan);
    let mut columns = Vec::new();
    for file in &case.files {
        let Some(table) = plan.tables.iter().position(|table| table.name == file.table) else { continue };
        let declared = &plan.tables[table];
        for (number, column) in declared.columns.iter().enumerate() {
            let is_input = matches!(column.kind, ColumnKind::Input(_)) && file.heading.contains(&column.name);
            let is_key = declared.key.iter().any(|key| usize::from(*key) == number);
            if is_input && !is_key && matches!(column.ty, Type::Number | Type::Money(_)) && !file.rows.is_empty() {
                columns.push((table, declared.name.clone(), column.name.clone()));
            }
        }
    }
    let (table, name, column) = stream.pick(&columns)?;
    let row = u32::try_from(stream.below(tables.tables[table].rows)).unwrap();
    let key = tables.row_key_in(plan, tiercel::TableId(u32::try_from(table).unwrap()), row, &calendar);
    let lines: Vec<LineId> = (0..).map(LineId).take(plan.lines.len()).filter(|line| plan.line(*line).ty.is_numeric()).collect();
    let line = stream.pick(&lines)?;
    let declared = plan.line(line);
    let payee = tables.payees.keys[stream.below(tables.payees.keys.len())];
    let (first, last) = plan.units[0].effective;
    let day = tiercel::Date(first.0 + i32::try_from(stream.between(0, i64::from(last.0 - first.0))).unwrap());
    let period = calendar.name(calendar.period_of(day, plan.time.grain)?);
    let (from, step) = (stream.one(&["0", "-30", "7.5", "990"]), stream.one(&["1", "0.01", "25", "0.5"]));
    let step_value = Decimal::parse_exact(step).unwrap();
    let from_value = Decimal::parse_exact(from).unwrap();
    let to = from_value.add(step_value.mul(Decimal::from_i64(STEPS)).unwrap().value).unwrap().value;
    let moving = vec![Moving::EditRow { table: name, key, column }];
    let aim = Aim { payee: tables.texts.get(payee).to_owned(), period, line: Some(declared.name.clone()) };
    let text = |text: &str| Some(text.to_owned());
    let sweep = Sweep { moving, aim, from: text(from), to: Some(to.to_string()), step: text(step), evaluations: None };
    // A total adds up what is rounded part by part.
    let parts = if declared.kind == LineKind::Total { 20 } else { 1 };
    let rounded =
        plan.unit(declared.unit).rounding_unit.unwrap_or_else(|| smallest(plan.currencies.decimals(plan.unit(declared.unit).currency)));
    let unit = rounded.mul(Decimal::from_i64(parts)).unwrap().value;
    Some(Question { sweep, from: from_value, step: step_value, unit })
}

fn smallest(decimals: u8) -> Decimal {
    Decimal::from_parts(1, u32::from(decimals)).unwrap()
}

fn number(text: &str) -> Option<Decimal> {
    Decimal::parse_exact(text.trim_end_matches('~')).ok()
}

fn plus(value: Decimal, more: &str) -> Decimal {
    value.add(Decimal::parse_exact(more).unwrap()).map_or(value, |sum| sum.value)
}

impl Question {
    fn input(&self, index: i64) -> Decimal {
        self.from.add(self.step.mul(Decimal::from_i64(index)).unwrap().value).unwrap().value
    }

    /// The input and the value of the cell there, by a full run of the changed data; none where the data is refused.
    fn by_itself(&self, session: &Session, index: i64) -> Option<(Decimal, String)> {
        let [Moving::EditRow { table, key, column }] = self.sweep.moving.as_slice() else { return None };
        let input = self.input(index);
        let change = Change::EditRow { table: table.clone(), key: key.clone(), values: vec![(column.clone(), input.to_string())] };
        let later = session.with(&[change]).ok()?;
        let results = later.run(&Asked::default()).ok()?;
        let aim = &self.sweep.aim;
        let (line, payee) = (later.line(aim.line.as_ref()?).ok()?, later.payee(&aim.payee).ok()?);
        let value = results.value(line, payee, later.period(&aim.period).ok()?);
        Some((input, value.map_or_else(String::new, |value| results.canonical(&value))))
    }

    fn judge_curve(&self, curve: &Curve, all: &[Option<(Decimal, String)>]) -> Result<(), String> {
        let known: BTreeMap<String, (usize, &str)> = all
            .iter()
            .enumerate()
            .filter_map(|(index, value)| value.as_ref().map(|(input, text)| (input.to_string(), (index, text.as_str()))))
            .collect();
        let same = |found: &str, text: &str| {
            number(found).zip(number(text)).map_or(found == text || (found == "0" && text.is_empty()), |(a, b)| a == b)
        };
        let place = |input: &str| known.get(input).copied();
        for point in &curve.points {
            let Some((index, text)) = place(&point.input) else { continue };
            if !same(&point.value, text) {
                return Err(format!("at {} the curve is {} and the plan gives {text}", point.input, point.value));
            }
            if let (Some(below), Some((_, text))) = (&point.below, index.checked_sub(1).and_then(|before| all[before].as_ref()))
                && !same(below, text)
            {
                return Err(format!("before {} the curve is {below} and the plan gives {text}", point.input));
            }
        }
        if !curve.certain || curve.more {
            return if curve.evaluations > FEW { Err(format!("{} evaluations", curve.evaluations)) } else { Ok(()) };
        }
        for (point, next) in curve.points.iter().zip(curve.points.iter().skip(1)) {
            let (Some((from, _)), Some((to, _)), Some(slope)) = (place(&point.input), place(&next.input), &point.slope) else { continue };
            let off = plus(number(&curve.within).unwrap(), &self.unit.to_string());
            let start = number(&point.value).unwrap();
            // A jump, and a bend between two inputs, are told at the later one.
            for value in all.iter().take(to).skip(from).flatten() {
                let Some(found) = number(&value.1).or_else(|| value.1.is_empty().then_some(Decimal::ZERO)) else {
                    return Err(format!("at {} the curve has a slope and the plan gives {}", value.0, value.1));
                };
                let run = value.0.sub(number(&point.input).unwrap()).unwrap().value;
                let Ok(rise) = run.mul(number(slope).unwrap()) else { continue };
                let expected = start.add(rise.value).unwrap().value;
                let allowed = plus(off, &start.abs().max(found.abs()).mul(smallest(15)).unwrap().value.to_string());
                if found.sub(expected).unwrap().value.abs() > plus(allowed, &off.to_string()) {
                    return Err(format!("at {} the curve is {expected} and the plan gives {found}: {curve:?}", value.0));
                }
            }
        }
        Ok(())
    }

    fn judge_solution(&self, solution: &Solution, all: &[Option<(Decimal, String)>], wanted: Decimal) -> Result<(), String> {
        let reaches =
            |value: &Option<(Decimal, String)>| value.as_ref().and_then(|(_, text)| number(text)).is_some_and(|found| found >= wanted);
        let least = all.iter().position(reaches);
        let found = solution.reached.as_ref().map(|reached| {
            let input = number(&reached.input).unwrap();
            all.iter().position(|value| value.as_ref().is_some_and(|(at, _)| *at == input))
        });
        if solution.certain {
            return match (least, found) {
                (None, None) => Ok(()),
                (Some(least), Some(Some(found))) if least == found => {
                    let reached = solution.reached.as_ref().unwrap();
                    let exact = number(&reached.value) == Some(wanted);
                    if reached.exact == exact { Ok(()) } else { Err(format!("{wanted} is reached exactly: {exact}")) }
                }
                (least, found) => Err(format!("{wanted} is first reached at {least:?}, found at {found:?}")),
            };
        }
        match found {
            None | Some(None) => Ok(()),
            Some(Some(found)) => {
                let before_reaches = found.checked_sub(1).is_some_and(|before| reaches(&all[before]));
                let rises = all.windows(2).all(|pair| amount(&pair[0]) <= amount(&pair[1]) && amount(&pair[0]).is_some());
                if !reaches(&all[found]) || before_reaches {
                    return Err(format!("{wanted} is not first reached at {found}, or reached a step before"));
                }
                if rises && Some(found) != least {
                    Err(format!("{wanted} is first reached at {least:?}, found at {found}"))
                } else {
                    Ok(())
                }
            }
        }
    }
}

fn amount(value: &Option<(Decimal, String)>) -> Option<Decimal> {
    value.as_ref().and_then(|(_, text)| number(text))
}
