//! Aggregates: over rows, over cells, over people, over the rows of a group.

use crate::derive::{Part, compare_keys};
use crate::functions::{average, extreme, median, percentile, sum};
use crate::number::{Number, compare, nearest};
use crate::place::{Cell, Place};
use crate::time::{RowTime, Stretch};
use crate::value::{ErrorCode, Outcome, Value, equal, order};
use crate::world::{Known, World};
use num_rational::BigRational;
use num_traits::Zero;
use std::cmp::Ordering;
use tiercel_plan::{
    Aggregate, AggregateFunction, AggregateOver, ExprId, ExprKind, LineId, OwnerSource, People, Proration, TableId, TimeSource, Window,
};
use tiercel_value::{Date, Grain, Period};

/// A row that an aggregate takes: its window and people fit, and its conditions hold or are in error.
pub(crate) struct RangedRow {
    pub(crate) place: Place,
    pub(crate) holds: Result<(), ErrorCode>,
    pub(crate) time: Option<RowTime>,
    owner: Option<u32>,
    key: Vec<Part>,
}

/// What is aggregated, in the order of time, payee, key.
struct Item {
    outcome: Outcome,
    time: Option<i32>,
    key: Vec<Part>,
}

impl World<'_> {
    pub(crate) fn aggregate(&self, aggregate: &Aggregate, place: &Place) -> Outcome {
        let otherwise = || aggregate.default.map(|default| self.eval(default, place));
        let items = match aggregate.over {
            AggregateOver::Rows(table) => {
                let rows = self.ranged_rows(
                    false,
                    table,
                    aggregate.owner,
                    aggregate.time,
                    aggregate.people.as_ref(),
                    aggregate.person_where,
                    aggregate.window,
                    aggregate.condition,
                    place,
                )?;
                let item = |row: RangedRow| {
                    let outcome = row.holds.and_then(|()| self.body(aggregate, &row.place));
                    Item { outcome, time: row.time.map(|time| time.first), key: row.key }
                };
                rows.into_iter().map(item).collect()
            }
            AggregateOver::Cells(grain) => self.cells(aggregate, grain, place)?,
            AggregateOver::People => self.people(aggregate, place)?,
            AggregateOver::Group => {
                let mut items = Vec::new();
                for sources in place.group.iter().flat_map(|group| group.iter()) {
                    let place = Place { sources: Some(std::rc::Rc::clone(sources)), ..place.clone() };
                    let holds = match aggregate.condition {
                        Some(condition) => self.eval(condition, &place).and_then(Value::truth),
                        None => Ok(true),
                    };
                    match holds {
                        Ok(false) => {}
                        Ok(true) => items.push(Item { outcome: self.body(aggregate, &place), time: None, key: Vec::new() }),
                        Err(error) => items.push(Item { outcome: Err(error), time: None, key: Vec::new() }),
                    }
                }
                items
            }
        };
        let mut values = Vec::new();
        for item in items {
            let value = item.outcome?;
            if !value.is_blank() {
                values.push((item.time, item.key, value));
            }
        }
        if matches!(aggregate.function, AggregateFunction::First | AggregateFunction::Last) {
            // Those go by time, then key, whoever's the rows are.
            values.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| compare_keys(&a.1, &b.1)));
        }
        let values: Vec<Value> = values.into_iter().map(|(_, _, value)| value).collect();
        let argument = match aggregate.argument {
            Some(argument) => Some(self.eval(argument, place)?.number()?),
            None => None,
        };
        match of_all(aggregate.function, &values, argument.as_ref())? {
            Some(value) => Ok(value),
            None => otherwise().unwrap_or(Err(ErrorCode::NotAvailable)),
        }
    }

    /// What is aggregated of a row or cell: without a body the row counts.
    fn body(&self, aggregate: &Aggregate, place: &Place) -> Outcome {
        aggregate.body.map_or(Ok(Value::Bool(true)), |body| self.eval(body, place))
    }

    /// The rows that an aggregate takes, in the order of time, payee, key. If it goes `by_days`, a row of a month has all days
    /// of it, also where the plan's weeks do not fit into it.
    #[expect(clippy::too_many_arguments, reason = "the clauses of one aggregate")]
    pub(crate) fn ranged_rows(
        &self,
        by_days: bool,
        table: TableId,
        owner: OwnerSource,
        time: TimeSource,
        people: Option<&People>,
        person_where: Option<ExprId>,
        window: Option<Window>,
        condition: Option<ExprId>,
        place: &Place,
    ) -> Result<Vec<RangedRow>, ErrorCode> {
        let stretch = match window {
            Some(window) => Some(self.stretch(window, place)?),
            None => None,
        };
        if stretch.is_some_and(|stretch| self.is_empty(stretch)) {
            return Ok(Vec::new());
        }
        let found = match people {
            Some(people) => self.person(people, place)?,
            None => None,
        };
        let mut taken = Vec::new();
        for at in self.rows(table) {
            let ranging = place.ranging(at);
            let time = match time {
                TimeSource::None => Ok(None),
                TimeSource::Role => self.row_time(at),
                TimeSource::On(time) => self.time_by(time, &ranging),
            };
            let time = time.map(|time| time.map(|time| RowTime { periods: time.periods.filter(|_| !by_days), ..time }));
            let owner = match owner {
                OwnerSource::None => Ok(None),
                OwnerSource::Role => self.owner(at),
                OwnerSource::Of(owner) => self.owner_by(owner, &ranging),
            };
            let key = self.key(at);
            let (time, owner) = match (time, owner) {
                (Ok(time), Ok(owner)) => (time, owner),
                (Err(error), _) | (_, Err(error)) => {
                    taken.push(RangedRow { place: ranging, holds: Err(error), time: None, owner: None, key });
                    continue;
                }
            };
            if let Some(stretch) = stretch
                && !time.as_ref().is_some_and(|time| self.counts(time, stretch))
            {
                continue;
            }
            let is_theirs = match people {
                Some(people) => self.is_theirs(people, found, None, owner, time.as_ref(), stretch, place),
                None => Ok(true),
            };
            // The row-condition comes first: of rows that it leaves out nobody is asked.
            let fits = match (is_theirs, condition) {
                (Ok(true), Some(condition)) => self.eval(condition, &ranging).and_then(Value::truth),
                (other, _) => other,
            };
            let holds = match (fits, people, person_where) {
                (Ok(true), Some(people), Some(_)) => self.is_theirs(people, found, person_where, owner, time.as_ref(), stretch, place),
                (other, _, _) => other,
            };
            match holds {
                Ok(false) => {}
                Ok(true) => taken.push(RangedRow { place: ranging, holds: Ok(()), time, owner, key }),
                Err(error) => taken.push(RangedRow { place: ranging, holds: Err(error), time, owner, key }),
            }
        }
        let first = |row: &RangedRow| row.time.as_ref().map_or(i32::MAX, |time| time.first);
        taken.sort_by(|a, b| (first(a), a.owner).cmp(&(first(b), b.owner)).then_with(|| compare_keys(&a.key, &b.key)));
        Ok(taken)
    }

    /// Whether a row is one of the people's: in a period of the window that it touches, whose tree is asked.
    #[expect(clippy::too_many_arguments, reason = "the clauses of one aggregate")]
    fn is_theirs(
        &self,
        people: &People,
        found: Option<u32>,
        person_where: Option<ExprId>,
        owner: Option<u32>,
        time: Option<&RowTime>,
        stretch: Option<Stretch>,
        place: &Place,
    ) -> Result<bool, ErrorCode> {
        if matches!(people, People::Everyone) && person_where.is_none() {
            return Ok(true);
        }
        let Some(owner) = owner else { return Ok(false) };
        if matches!(people, People::Own) && person_where.is_none() {
            return Ok(self.payee(place)? == Some(owner));
        }
        let mut periods = Vec::new();
        match time {
            Some(time) => {
                let (first, last) = self.touched_periods(time, stretch);
                periods.extend((first..=last).map(|ordinal| Some(self.plan_period(ordinal))));
            }
            None => periods.push(self.period(place)?),
        }
        if let (true, Some(time)) = (periods.is_empty(), time) {
            // Days between the plan's own periods: those of the day.
            periods.push(Some(Period { grain: Grain::Day, ordinal: time.first }));
        }
        for period in periods {
            let here = match period {
                Some(period) => self.in_period(place, period)?,
                None => place.clone(),
            };
            if !self.is_meant(people, found, owner, &here)? {
                continue;
            }
            let holds = match person_where {
                Some(condition) => self.eval(condition, &place.moved(World::cell_of(owner, period)))?.truth()?,
                None => true,
            };
            if holds {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The plan's periods that a row touches within a window.
    fn touched_periods(&self, time: &RowTime, stretch: Option<Stretch>) -> (i32, i32) {
        let touched = match time.periods {
            Some(periods) => periods,
            None => {
                let (first, last) = stretch.map_or((i32::MIN, i32::MAX), |stretch| self.days(stretch));
                // What is open goes on to the plan's end.
                let end = self.calendar.end(self.plan_period(self.effective_end())).0;
                let first = time.first.max(first);
                let last = time.last.min(last);
                self.touched(Date(first), Date(if last == i32::MAX { end.max(first) } else { last }))
            }
        };
        match stretch {
            Some(Stretch::Periods(first, last)) => (touched.0.max(first), touched.1.min(last)),
            Some(Stretch::Days(..)) => {
                let (first, last) = stretch.map_or(touched, |stretch| self.ordinals(stretch));
                (touched.0.max(first), touched.1.min(last))
            }
            Some(Stretch::Ever | Stretch::Never) | None => touched,
        }
    }

    /// The cells of an aggregate, by period and payee. A closed cell of a line that history does not know is what
    /// `else` gives, otherwise `#N/A`.
    fn cells(&self, aggregate: &Aggregate, grain: Grain, from: &Place) -> Result<Vec<Item>, ErrorCode> {
        let Some(people) = &aggregate.people else { return Ok(Vec::new()) };
        let stretch = match aggregate.window {
            Some(window) => self.stretch(window, from)?,
            None => Stretch::Never,
        };
        let mut lines = Vec::new();
        for part in aggregate.body.iter().chain(&aggregate.condition).chain(&aggregate.person_where) {
            self.lines_named(*part, &mut lines);
        }
        let mut items = Vec::new();
        for period in self.periods_of(&lines, grain, stretch) {
            self.person(people, from)?;
            let above = self.nearest_first(people, period, from)?;
            for person in self.ranged_people(people, &lines, period, from)? {
                let place = Place { ranged: None, ..from.moved(Cell::At(person, period)) };
                let mut outcome = Ok(true);
                for condition in aggregate.person_where.iter().chain(&aggregate.condition) {
                    if outcome == Ok(true) {
                        outcome = self.eval(*condition, &place).and_then(Value::truth);
                    }
                }
                if outcome == Ok(false) {
                    continue;
                }
                let outcome = outcome.and_then(|_| {
                    let outer = self.met_unknown.replace(false);
                    let outcome = self.body(aggregate, &place);
                    let met = self.met_unknown.replace(outer);
                    match (outcome, aggregate.default) {
                        (Err(ErrorCode::NotAvailable), Some(default)) if met => self.eval(default, from),
                        (outcome, _) => outcome,
                    }
                });
                let place_in_order =
                    above.iter().position(|above| *above == person).and_then(|at| u32::try_from(at).ok()).unwrap_or(person);
                let key = vec![Part::Value(Value::Payee(place_in_order))];
                items.push(Item { outcome, time: Some(self.calendar.start(period).0), key });
            }
        }
        Ok(items)
    }

    /// `managers` go from the nearest up; others have no order of their own.
    fn nearest_first(&self, people: &People, period: Period, place: &Place) -> Result<Vec<u32>, ErrorCode> {
        match (people, self.payee(place)?) {
            (People::Managers, Some(payee)) => Ok(self.chain(payee, self.calendar.end(period))),
            (_, _) => Ok(Vec::new()),
        }
    }

    /// The people of `for …` in a period who have a cell of each line.
    pub(crate) fn ranged_people(&self, people: &People, lines: &[LineId], period: Period, place: &Place) -> Result<Vec<u32>, ErrorCode> {
        let here = self.in_period(place, period)?;
        let found = self.person(people, place)?;
        let mut ranged = Vec::new();
        for person in self.everyone() {
            if !self.is_meant(people, found, person, &here)? {
                continue;
            }
            let at = here.moved(Cell::At(person, period));
            let mut has_cell = lines.iter().all(|line| !matches!(self.line_there(*line, &at), Known::Nothing));
            if lines.is_empty() {
                has_cell = self.has_some_cell(person, period);
            }
            if has_cell {
                ranged.push(person);
            }
        }
        Ok(ranged)
    }

    /// Whether a person has a cell of any plan in a period.
    fn has_some_cell(&self, person: u32, period: Period) -> bool {
        let units = u16::try_from(self.plan.units.len()).unwrap_or(u16::MAX);
        (0..units).any(|unit| {
            let unit = tiercel_plan::UnitNo(unit);
            let (first, last) = self.effective(unit);
            let (a, b) = self.plan_range(period);
            a <= last && b >= first && self.is_member(unit, person, period) != Ok(false)
        })
    }

    /// The periods of a grain in a window: those that the plans of the lines have, and those of history.
    fn periods_of(&self, lines: &[LineId], grain: Grain, stretch: Stretch) -> Vec<Period> {
        let (first, last) = self.ordinals(stretch);
        let mut found: Vec<Period> = Vec::new();
        let mut add = |period: Period, stands: i32| {
            if (first..=last).contains(&stands) && !found.contains(&period) {
                found.push(period);
            }
        };
        let units = (0u16..).zip(&self.plan.units).map(|(number, _)| tiercel_plan::UnitNo(number));
        for unit in units {
            if !lines.is_empty() && !lines.iter().any(|line| self.plan.line(*line).unit == unit) {
                continue;
            }
            let (from, to) = self.effective(unit);
            for ordinal in from..=to {
                let own = self.plan_period(ordinal);
                if grain == own.grain {
                    add(own, ordinal);
                } else if let Some(outer) = self.outer(own, grain) {
                    add(outer, self.plan_range(outer).1.min(to));
                }
            }
        }
        for (line, period) in self.history_cells() {
            let line_grain = self.plan.line(line).grain;
            if lines.contains(&line) && line_grain == grain {
                add(period, self.stands(line, period));
            }
        }
        found.sort_by_key(|period| period.ordinal);
        found
    }

    /// `COUNT(payees for …)`.
    fn people(&self, aggregate: &Aggregate, place: &Place) -> Result<Vec<Item>, ErrorCode> {
        let (Some(people), Some(period)) = (&aggregate.people, self.period(place)?) else { return Ok(Vec::new()) };
        let (first, last) = self.plan_range(period);
        if self.plan.units.iter().all(|unit| {
            let (begin, end) = self.touched(unit.effective.0, unit.effective.1);
            first > end || last < begin
        }) {
            return Ok(Vec::new());
        }
        let here = self.in_period(place, period)?;
        let found = self.person(people, place)?;
        let mut items = Vec::new();
        for person in self.everyone() {
            if !self.has_some_cell(person, period) || !self.is_meant(people, found, person, &here)? {
                continue;
            }
            let holds = match aggregate.person_where {
                Some(condition) => self.eval(condition, &place.moved(Cell::At(person, period))).and_then(Value::truth),
                None => Ok(true),
            };
            if holds != Ok(false) {
                items.push(Item { outcome: holds.map(Value::Bool), time: None, key: vec![Part::Value(Value::Payee(person))] });
            }
        }
        Ok(items)
    }

    /// PRORATED and EVEN: the exact total of the weighted rows, rounded once.
    pub(crate) fn prorated(&self, proration: Proration, aggregate: &Aggregate, place: &Place) -> Outcome {
        let AggregateOver::Rows(table) = aggregate.over else { return Err(ErrorCode::NotAvailable) };
        let rows = self.ranged_rows(
            proration != Proration::Even,
            table,
            aggregate.owner,
            aggregate.time,
            aggregate.people.as_ref(),
            aggregate.person_where,
            aggregate.window,
            aggregate.condition,
            place,
        )?;
        let stretch = match aggregate.window {
            Some(window) => self.stretch(window, place)?,
            None => Stretch::Ever,
        };
        let mut total = crate::number::integer(0);
        let (mut inexact, mut any) = (false, false);
        for row in rows {
            row.holds?;
            let Some(time) = &row.time else { continue };
            let share = self.share(proration, time, stretch, place);
            // Of which no part falls into the window does not count.
            if share.as_ref().is_ok_and(Zero::is_zero) {
                continue;
            }
            let Value::Number(value) = self.body(aggregate, &row.place)? else { continue };
            any = true;
            inexact = inexact || value.inexact;
            total += value.value * share?;
        }
        match (any, aggregate.default) {
            (false, Some(default)) => self.eval(default, place),
            (true | false, _) => nearest(&total, inexact).map(Value::Number),
        }
    }

    /// How much of a row's value falls into a window.
    fn share(&self, proration: Proration, time: &RowTime, stretch: Stretch, place: &Place) -> Result<BigRational, ErrorCode> {
        let (from, to) = self.days(stretch);
        let (first, last) = (time.first.max(from), time.last.min(to));
        let days = |first: i32, last: i32| i64::from(last).saturating_sub(i64::from(first)).saturating_add(1).max(0);
        let fraction = |part: i64, of: i64| BigRational::new(part.into(), of.into());
        match (proration, time.own) {
            (Proration::PerSpan, _) => {
                if time.last == i32::MAX {
                    return Err(ErrorCode::NotAvailable);
                }
                Ok(fraction(days(first, last), days(time.first, time.last)))
            }
            (Proration::Period, Some(_)) => Ok(fraction(days(first, last), days(time.first, time.last))),
            (Proration::Even, own) => {
                let (a, b) = own.map_or_else(|| self.touched(Date(time.first), Date(time.last)), |own| self.plan_range(own));
                let (from, to) = self.ordinals(stretch);
                Ok(fraction(days(a.max(from), b.min(to)), days(a, b).max(1)))
            }
            (Proration::Period | Proration::Per(_), _) => {
                // Per this period: as many days as the plan's periods that belong to it have.
                let of_day = |day: i32| -> Result<Option<(i32, i32)>, ErrorCode> {
                    let Proration::Per(grain) = proration else {
                        let here = self.period(place)?.map_or(self.plan.time.grain, |period| period.grain);
                        let own = self.calendar.period_of(Date(day), self.plan.time.grain);
                        return Ok(own.and_then(|own| self.outer_or_own(own, here)).map(|period| self.cell_extent(period)));
                    };
                    Ok(self.period_of_day(Date(day), grain).map(|period| self.extent(period)))
                };
                let mut share = crate::number::integer(0);
                let mut day = first;
                while day <= last.min(Date::LAST.0) {
                    let Some((start, end)) = of_day(day)? else {
                        day += 1;
                        continue;
                    };
                    share += fraction(days(day, end.min(last)), days(start, end));
                    day = end.saturating_add(1);
                }
                Ok(share)
            }
        }
    }

    /// The lines that an expression reads at its own cell.
    pub(crate) fn lines_named(&self, id: ExprId, lines: &mut Vec<LineId>) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            match &self.plan.expr(id).kind {
                ExprKind::Line(line) => {
                    if !lines.contains(line) {
                        lines.push(*line);
                    }
                }
                ExprKind::Const(_)
                | ExprKind::Param(_)
                | ExprKind::Slot(_)
                | ExprKind::RowColumn(_)
                | ExprKind::RangedColumn(_)
                | ExprKind::SourceColumn { .. }
                | ExprKind::Each
                | ExprKind::Payee
                | ExprKind::Period
                | ExprKind::NotAvailable
                // Those stand at other cells.
                | ExprKind::My(_)
                | ExprKind::Prior { .. }
                | ExprKind::PriorRow { .. }
                | ExprKind::Running { .. }
                | ExprKind::Allocate(_)
                | ExprKind::Rank { .. }
                | ExprKind::Aggregate(_)
                | ExprKind::Prorated(..) => {}
                ExprKind::Let { value, body, .. } => open.extend([*value, *body]),
                ExprKind::Follow { base, .. } | ExprKind::FollowPayee { base, .. } | ExprKind::Active(base) => open.push(*base),
                ExprKind::Negate(inner)
                | ExprKind::Not(inner)
                | ExprKind::IsBlank(inner)
                | ExprKind::Retype(inner)
                | ExprKind::Containing(inner, _) => open.push(*inner),
                ExprKind::Binary(_, left, right) | ExprKind::IfBlank(left, right) | ExprKind::IfNa(left, right) => {
                    open.extend([*left, *right]);
                }
                ExprKind::In { subject, list, .. } => open.extend(std::iter::once(*subject).chain(list.iter().copied())),
                ExprKind::If { condition, then, otherwise } => open.extend([*condition, *then, *otherwise]),
                ExprKind::Switch { subject, cases, default } => {
                    open.push(*subject);
                    open.extend(cases.iter().flat_map(|(case, result)| [*case, *result]));
                    open.extend(*default);
                }
                ExprKind::Divide { numerator, denominator, when_zero } => open.extend([*numerator, *denominator, *when_zero]),
                ExprKind::Call(_, args) | ExprKind::Rates { args, .. } => open.extend(args),
                ExprKind::Tier(tier) => {
                    open.push(tier.x);
                    open.extend(tier.base.iter().chain(&tier.default));
                    if let tiercel_plan::Ladder::Matrix(_, y) = tier.ladder {
                        open.push(y);
                    }
                }
                ExprKind::Lookup { key, value, default, .. } => {
                    open.extend(key);
                    open.push(*value);
                    open.extend(*default);
                }
                ExprKind::ConvertByDate { amount, from, date, .. } => {
                    open.extend([*amount, *date]);
                    open.extend(*from);
                }
                ExprKind::ConvertByRate { amount, rate, .. } => open.extend([*amount, *rate]),
            }
        }
    }
}

/// The aggregate of values that are not blank; none of nothing.
fn of_all(function: AggregateFunction, values: &[Value], argument: Option<&Number>) -> Result<Option<Value>, ErrorCode> {
    let numbers = || values.iter().cloned().map(Value::number).collect::<Result<Vec<Number>, _>>();
    let truths = || values.iter().cloned().map(Value::truth).collect::<Result<Vec<bool>, _>>();
    let count = |count: usize| Some(Value::Number(Number::integer(i64::try_from(count).unwrap_or(i64::MAX))));
    match function {
        AggregateFunction::Sum => return sum(&numbers()?).map(Some),
        AggregateFunction::Count => return Ok(count(values.len())),
        AggregateFunction::Any => return Ok(Some(Value::Bool(truths()?.contains(&true)))),
        AggregateFunction::Every => return Ok(Some(Value::Bool(!truths()?.contains(&false)))),
        AggregateFunction::Average
        | AggregateFunction::Min
        | AggregateFunction::Max
        | AggregateFunction::CountUnique
        | AggregateFunction::Median
        | AggregateFunction::Large
        | AggregateFunction::Small
        | AggregateFunction::Percentile
        | AggregateFunction::First
        | AggregateFunction::Last
        | AggregateFunction::One => {}
    }
    if values.is_empty() {
        return Ok(None);
    }
    Ok(match function {
        AggregateFunction::Average => Some(average(&numbers()?)?),
        AggregateFunction::Min => extreme(values, false),
        AggregateFunction::Max => extreme(values, true),
        AggregateFunction::Median => Some(median(&numbers()?)?),
        AggregateFunction::CountUnique => {
            let mut different: Vec<&Value> = Vec::new();
            for value in values {
                if !different.iter().any(|known| equal(known, value)) {
                    different.push(value);
                }
            }
            count(different.len())
        }
        AggregateFunction::Large | AggregateFunction::Small => {
            let mut sorted = values.to_vec();
            sorted.sort_by(|a, b| {
                let found = order(a, b);
                if function == AggregateFunction::Large { found.reverse() } else { found }
            });
            let at = argument.map_or(1, Number::truncated);
            let at = usize::try_from(at).ok().and_then(|at| at.checked_sub(1)).ok_or(ErrorCode::Number)?;
            Some(sorted.get(at).cloned().ok_or(ErrorCode::Number)?)
        }
        AggregateFunction::Percentile => Some(percentile(&numbers()?, &argument.cloned().unwrap_or_else(Number::zero))?),
        AggregateFunction::First => values.first().cloned(),
        AggregateFunction::Last => values.last().cloned(),
        AggregateFunction::One => match values {
            [only] => Some(only.clone()),
            _ => return Err(ErrorCode::Many),
        },
        AggregateFunction::Sum | AggregateFunction::Count | AggregateFunction::Any | AggregateFunction::Every => None,
    })
}

/// Higher first, as RANK counts.
pub(crate) fn is_higher(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => compare(&a.value, &b.value) == Ordering::Greater,
        (a, b) => order(a, b).is_gt(),
    }
}
