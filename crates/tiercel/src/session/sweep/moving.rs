//! What moves, and the inputs that it may take.

use super::Sweep;
use crate::session::changes::{loaded_row, row_texts};
use crate::session::{Change, Session, one};
use tiercel_data::{Locale, Problem, Problems, parse_params, refusal};
use tiercel_plan::{Bounds, Column, ColumnKind, ColumnRef, MoneyUnit, Param, Plan, TableId, Type, Value};
use tiercel_value::order;
use tiercel_value::{Decimal, Rounding, round_to_places};

/// What an input is put into. Values are texts as a data file has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moving {
    /// One more row, whose column is the input.
    AddRow {
        /// The table.
        table: String,
        /// The key of a row whose values the new one has where `values` says nothing; a key of one text is made.
        like: Option<String>,
        /// Columns and values.
        values: Vec<(String, String)>,
        /// The column that is the input.
        column: String,
    },
    /// A row whose column is the input.
    EditRow {
        /// The table.
        table: String,
        /// The row's key as results show it.
        key: String,
        /// The column that is the input.
        column: String,
    },
    /// Rows whose column is what it was times the input, rounded to as many decimals as it had or the currency has.
    ScaleRows {
        /// The table.
        table: String,
        /// The rows' keys.
        keys: Vec<String>,
        /// The column that is scaled.
        column: String,
    },
    /// A param that is the input.
    SetParam {
        /// Its name.
        name: String,
    },
}

/// A problem of a question.
pub(super) fn refused(code: &'static str, found: &str) -> Problems {
    one(code, found, Vec::new())
}

/// A number of a question: plain digits, or percent.
pub(super) fn number(text: &str, what: &str) -> Result<Decimal, Problems> {
    let text = text.trim();
    let read = match text.strip_suffix('%') {
        Some(points) => Decimal::parse_exact(points.trim_end()).and_then(|value| Decimal::from_parts(value.mantissa(), value.scale() + 2)),
        None => Decimal::parse_exact(text),
    };
    read.map_err(|_| {
        let mut problems = Problems::default();
        let problem =
            Problem { code: "data-number", file: String::new(), row: None, column: None, found: text.to_owned(), args: Vec::new() };
        problems.push(Problem { column: Some(what.to_owned()), ..problem });
        problems
    })
}

/// The inputs: the first, how far apart they stand, and how many steps there are.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub(super) from: Decimal,
    pub(super) step: Decimal,
    /// None: no end was said and nothing bounds what moves.
    pub(super) steps: Option<i64>,
    /// Whether the end was said.
    pub(super) is_said: bool,
    /// How large the numbers are that move now.
    pub(super) present: Decimal,
}

impl Grid {
    /// The most steps of a range.
    pub(super) const MOST: i64 = 1_000_000_000_000_000;

    pub(super) fn of(session: &Session, sweep: &Sweep) -> Result<Grid, Problems> {
        let free = sweep.moving.iter().map(|moving| Free::of(session, moving)).collect::<Result<Vec<Free>, Problems>>()?;
        if free.is_empty() {
            return Err(refused("data-moving-nothing", ""));
        }
        let given = |text: &Option<String>, what| text.as_deref().map(|text| number(text, what)).transpose();
        let (from, to, step) = (given(&sweep.from, "from")?, given(&sweep.to, "to")?, given(&sweep.step, "step")?);
        let places = [from, to].into_iter().flatten().map(decimals).max().unwrap_or(0);
        let step = match step {
            Some(step) => step,
            None => free.iter().map(|free| free.step(places)).min().unwrap_or(Decimal::ONE),
        };
        let low = || free.iter().filter_map(|free| free.lowest(step)).max();
        let high = || free.iter().filter_map(|free| free.highest(step)).min();
        let from = from.or_else(low).unwrap_or(Decimal::ZERO);
        let is_said = to.is_some();
        let end = to.or_else(high);
        let shown = || format!("{from} .. {}", end.map_or_else(|| "–".to_owned(), |end| end.to_string()));
        let steps = end.map(|to| steps_between(from, to, step).ok_or_else(|| refused("data-moving-range", &shown())));
        if step.sign() <= 0 {
            return Err(refused("data-moving-range", &shown()));
        }
        let present = free.iter().map(|free| free.present.abs()).max().unwrap_or(Decimal::ZERO);
        Ok(Grid { from, step, steps: steps.transpose()?, is_said, present })
    }

    /// The input of an index.
    pub(super) fn input(&self, index: i64) -> Decimal {
        let moved = self.step.mul(Decimal::from_i64(index)).and_then(|moved| self.from.add(moved.value));
        moved.map_or(self.from, |input| input.value)
    }

    /// The last index whose input is not above a number.
    pub(super) fn index_of(&self, input: Decimal) -> Option<i64> {
        steps_between(self.from, input, self.step)
    }
}

/// How many whole steps there are from one number to another.
fn steps_between(from: Decimal, to: Decimal, step: Decimal) -> Option<i64> {
    let count = to.sub(from).ok()?.value.div(step).ok()?.value;
    let count = round_to_places(count, 0, Rounding::Down).ok()?.to_i64()?;
    (to >= from && count <= Grid::MOST).then_some(count)
}

/// How many decimals a number needs.
fn decimals(value: Decimal) -> u32 {
    let text = value.to_string();
    text.split_once('.').map_or(0, |(_, decimals)| u32::try_from(decimals.trim_end_matches('0').len()).unwrap_or(28))
}

fn unit(decimals: u32) -> Decimal {
    Decimal::from_parts(1, decimals).unwrap_or(Decimal::ONE)
}

/// One thing that moves, as the plan declares it.
struct Free<'p> {
    plan: &'p Plan,
    ty: Type,
    kind: FreeKind<'p>,
    present: Decimal,
}

enum FreeKind<'p> {
    Cell(Option<&'p Bounds>),
    Factor,
    Param(&'p Param),
}

impl<'p> Free<'p> {
    fn of(session: &'p Session, moving: &Moving) -> Result<Free<'p>, Problems> {
        let plan = session.plan();
        let cell = |table: &str, column: &str| {
            let (_, declared) = input(session, table, column)?;
            let ColumnKind::Input(bounds) = &declared.kind else {
                return Err(one("data-moving-column", column, vec![("table", table.to_owned())]));
            };
            Ok(Free { plan, ty: declared.ty, kind: FreeKind::Cell(bounds.as_ref()), present: Decimal::ZERO })
        };
        match moving {
            Moving::AddRow { table, column, like, .. } => {
                let present = like.as_ref().map(|key| present(session, table, key, column)).transpose()?;
                Ok(Free { present: present.flatten().unwrap_or(Decimal::ZERO), ..cell(table, column)? })
            }
            Moving::EditRow { table, key, column } => {
                let present = present(session, table, key, column)?.unwrap_or(Decimal::ZERO);
                Ok(Free { present, ..cell(table, column)? })
            }
            Moving::ScaleRows { table, column, .. } => Ok(Free { kind: FreeKind::Factor, present: Decimal::ONE, ..cell(table, column)? }),
            Moving::SetParam { name } => {
                let Some(param) = plan.params.iter().find(|param| param.name == *name) else {
                    // What setting it says: there is none, or another is meant.
                    parse_params(plan, &[(name.clone(), "0".to_owned())])?;
                    return Err(refused("data-moving-param", name));
                };
                if !param.ty.is_numeric() {
                    return Err(refused("data-moving-param", name));
                }
                let value = param.versions.last().map(|version| &version.value);
                let present = if let Some(Value::Number(value)) = value { *value } else { Decimal::ZERO };
                Ok(Free { plan, ty: param.ty, kind: FreeKind::Param(param), present })
            }
        }
    }

    fn step(&self, places: u32) -> Decimal {
        match (&self.kind, self.ty) {
            (FreeKind::Factor, _) => unit(2),
            (FreeKind::Param(Param { step: Some(step), .. }), _) => *step,
            (FreeKind::Cell(_) | FreeKind::Param(_), Type::Money(MoneyUnit::Fixed(currency))) => {
                unit(u32::from(self.plan.currencies.decimals(currency)))
            }
            (FreeKind::Cell(_) | FreeKind::Param(_), Type::Money(MoneyUnit::In(_))) => unit(2),
            (FreeKind::Cell(_) | FreeKind::Param(_), Type::Percent) => unit(4),
            (FreeKind::Cell(_) | FreeKind::Param(_), _) => unit(places.max(decimals(self.present))),
        }
    }

    fn lowest(&self, step: Decimal) -> Option<Decimal> {
        match self.kind {
            FreeKind::Factor => None,
            FreeKind::Param(param) => param.between.map(|(low, _)| low),
            FreeKind::Cell(Some(Bounds::Range(Some((Value::Number(low), included)), _))) => {
                if *included {
                    Some(*low)
                } else {
                    low.add(step).ok().map(|low| low.value)
                }
            }
            FreeKind::Cell(_) => None,
        }
    }

    fn highest(&self, step: Decimal) -> Option<Decimal> {
        match self.kind {
            FreeKind::Factor => None,
            FreeKind::Param(param) => param.between.map(|(_, high)| high),
            FreeKind::Cell(Some(Bounds::Range(_, Some((Value::Number(high), included))))) => {
                if *included {
                    Some(*high)
                } else {
                    high.sub(step).ok().map(|high| high.value)
                }
            }
            FreeKind::Cell(_) => None,
        }
    }
}

/// An input column that numbers can be put into; rows are found by keys, so those stay.
pub(super) fn input<'p>(session: &'p Session, table: &str, column: &str) -> Result<(ColumnRef, &'p Column), Problems> {
    let id = session.table(table)?;
    let found = session.column(id, column)?;
    let declared = session.plan().table(id);
    let is_key = declared.key.contains(&found.column);
    match declared.columns.get(usize::from(found.column)) {
        Some(column) if column.ty.is_numeric() && !is_key && matches!(column.kind, ColumnKind::Input(_)) => Ok((found, column)),
        Some(_) | None => Err(one("data-moving-column", column, vec![("table", declared.name.clone())])),
    }
}

fn present(session: &Session, table: &str, key: &str, column: &str) -> Result<Option<Decimal>, Problems> {
    let (column, _) = input(session, table, column)?;
    let row = loaded_row(session, column.table, key)?;
    Ok(session.tables().number(column, row))
}

/// Where the input is put.
#[derive(Debug)]
pub(super) enum Slot {
    Cell(ColumnRef, u32),
    /// A cell, what it was, and how many decimals it keeps.
    Scaled(ColumnRef, u32, Decimal, i32),
    Param(String, Type),
}

impl Slot {
    /// What stands there for an input; none where it would be too large.
    pub(super) fn value(&self, input: Decimal) -> Option<Decimal> {
        match self {
            Slot::Cell(..) | Slot::Param(..) => Some(input),
            Slot::Scaled(_, _, base, places) => round_to_places(base.mul(input).ok()?.value, *places, Rounding::HalfUp).ok(),
        }
    }

    /// What refuses a value.
    pub(super) fn refusal(&self, session: &Session, value: Decimal) -> Option<Problems> {
        match self {
            Slot::Cell(column, _) | Slot::Scaled(column, ..) => refusal(session.plan(), session.tables(), *column, value).map(|problem| {
                let mut problems = Problems::default();
                problems.push(problem);
                problems
            }),
            Slot::Param(name, _) => parse_params(session.plan(), &[(name.clone(), self.text(value))]).err(),
        }
    }

    /// A value as it is written where it goes.
    pub(super) fn text(&self, value: Decimal) -> String {
        text(value, if let Slot::Param(_, ty) = self { *ty } else { Type::Number }, None)
    }
}

/// A number as a file has it.
fn text(value: Decimal, ty: Type, locale: Option<Locale>) -> String {
    let points = if ty == Type::Percent { value.mul(Decimal::from_i64(100)).ok() } else { None };
    let text = points.map_or_else(|| value.to_string(), |points| format!("{}%", points.value));
    locale.map_or(text.clone(), |locale| text.replace('.', &locale.decimal.to_string()))
}

/// The session with the rows that are added, and where the input is put.
pub(super) fn placed(session: &Session, sweep: &Sweep, from: Decimal) -> Result<(Session, Vec<Slot>), Problems> {
    let locale = session.data.options.locale;
    let mut added: Vec<Change> = Vec::new();
    for moving in &sweep.moving {
        if let Moving::AddRow { table, like, values, column } = moving {
            let (_, declared) = input(session, table, column)?;
            let id = session.table(table)?;
            let mut row = like.as_ref().map_or(Ok(Vec::new()), |key| alike(session, id, key))?;
            let moved = (column.clone(), text(from, declared.ty, locale));
            for (name, value) in values.iter().chain([&moved]) {
                row.retain(|(known, _)| known != name);
                row.push((name.clone(), value.clone()));
            }
            added.push(Change::AddRow { table: table.clone(), values: row });
        }
    }
    let later = if added.is_empty() { session.clone() } else { session.with(&added)? };
    let mut slots = Vec::new();
    for (at, moving) in sweep.moving.iter().enumerate() {
        match moving {
            Moving::AddRow { table, column, .. } => {
                let (found, _) = input(session, table, column)?;
                let behind = sweep.moving.iter().skip(at + 1);
                let after = behind.filter(|other| matches!(other, Moving::AddRow { table: other, .. } if other == table)).count();
                let rows = later.tables().tables.get(found.table.index()).map_or(0, |table| table.rows);
                slots.push(Slot::Cell(found, u32::try_from(rows.saturating_sub(after + 1)).unwrap_or(u32::MAX)));
            }
            Moving::EditRow { table, key, column } => {
                let (found, _) = input(session, table, column)?;
                slots.push(Slot::Cell(found, loaded_row(&later, found.table, key)?));
            }
            Moving::ScaleRows { table, keys, column } => {
                let (found, declared) = input(session, table, column)?;
                for key in keys {
                    let row = loaded_row(&later, found.table, key)?;
                    let Some(base) = later.tables().number(found, row) else { continue };
                    let of_currency = declared.ty.currency().map_or(0, |unit| u32::from(session.plan().currencies.decimals(unit)));
                    let places = i32::try_from(of_currency.max(decimals(base))).unwrap_or(28);
                    slots.push(Slot::Scaled(found, row, base, places));
                }
            }
            Moving::SetParam { name } => {
                let ty = session.plan().params.iter().find(|param| param.name == *name).map_or(Type::Number, |param| param.ty);
                slots.push(Slot::Param(name.clone(), ty));
            }
        }
    }
    Ok((later, slots))
}

/// The values of a row, with a key of its own where the key is one text.
fn alike(session: &Session, table: TableId, key: &str) -> Result<Vec<(String, String)>, Problems> {
    let mut values = row_texts(session, table, key)?;
    let declared = session.plan().table(table);
    if let [only] = declared.key.as_slice()
        && let Some(column) = declared.columns.get(usize::from(*only)).filter(|column| column.ty == Type::Text)
    {
        let is_free = |name: &String| loaded_row(session, table, name).is_err();
        let made = (2..).map(|number| format!("{key} ({number})")).find(is_free);
        values.retain(|(name, _)| *name != column.name);
        values.push((column.name.clone(), made.unwrap_or_default()));
    }
    Ok(values)
}

/// Numbers that stand in the plan: there amounts often change their ways.
pub(super) fn numbers_of(plan: &Plan) -> Vec<Decimal> {
    let literals =
        plan.exprs.iter().filter_map(|expr| if let tiercel_plan::ExprKind::Const(value) = &expr.kind { Some(value) } else { None });
    let params = plan.params.iter().flat_map(|param| &param.versions).map(|version| &version.value);
    let mut found: Vec<Decimal> =
        literals.chain(params).filter_map(|value| if let Value::Number(number) = value { Some(*number) } else { None }).collect();
    let bodies = plan.tiers.iter().flat_map(|tiers| &tiers.versions);
    found.extend(bodies.flat_map(|body| &body.value.rows).filter_map(|row| match row.bound {
        tiercel_plan::Bound::At(bound) | tiercel_plan::Bound::Above(bound) => Some(bound),
        tiercel_plan::Bound::Any => None,
    }));
    order::sort(&mut found);
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_counted_exactly() {
        let number = |text: &str| Decimal::parse_exact(text).unwrap();
        assert_eq!(steps_between(number("0"), number("1000000"), number("0.01")), Some(100_000_000));
        assert_eq!(steps_between(number("-1"), number("0.999"), number("0.5")), Some(3));
        assert_eq!(steps_between(number("1"), number("0"), number("1")), None);
        assert_eq!(decimals(number("1.2500")), 2);
    }
}
