//! Everything that is known: the plan, its data, and what has been computed of it so far.

use crate::number::Number;
use crate::place::{At, Cell, Place};
use crate::value::{ErrorCode, Outcome, Value};
use crate::{Request, derive::DerivedRow};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use tiercel_data::{Tables, Values};
use tiercel_plan::{ColumnKind, ColumnRef, Dated, ExprId, LineId, LineKind, ParamId, Plan, TableId, TableKind, Type};
use tiercel_value::{Calendar, Date, Period};

/// What is being computed, and what came of it.
#[derive(Clone)]
enum Memo {
    Busy,
    Done(Option<Outcome>),
}

/// A node and its place.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Column(ColumnRef, u32),
    Cell(LineId, u32, Period),
}

pub(crate) struct World<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) tables: &'a Tables,
    pub(crate) calendar: Calendar,
    given: HashMap<(LineId, u32, Period), Number>,
    named: BTreeSet<(LineId, Period)>,
    pub(crate) closed_to: Option<Period>,
    params: HashMap<ParamId, tiercel_plan::Value>,
    memo: RefCell<HashMap<Key, Memo>>,
    pub(crate) derived: RefCell<HashMap<TableId, Rc<Vec<DerivedRow>>>>,
    /// Whether a line of a closed period that history does not know was asked for since an aggregate last looked.
    pub(crate) met_unknown: std::cell::Cell<bool>,
    /// A circle that analysis should have refused.
    pub(crate) broken: RefCell<Option<String>>,
}

/// What there is of a line for a payee in a period.
pub(crate) enum Known {
    /// A value: computed, or given by history.
    Value(Outcome),
    /// A closed period of which history does not know the line.
    Unknown,
    /// No cell.
    Nothing,
}

impl<'a> World<'a> {
    pub(crate) fn new(plan: &'a Plan, tables: &'a Tables, request: &Request<'a>) -> World<'a> {
        let entries = &request.history.entries;
        World {
            plan,
            tables,
            calendar: tables.calendar(plan),
            given: entries.iter().map(|entry| ((entry.line, entry.payee, entry.period), Number::of(entry.value))).collect(),
            named: entries.iter().map(|entry| (entry.line, entry.period)).collect(),
            closed_to: request.history.closed_to,
            params: request.params.values.iter().cloned().collect(),
            memo: RefCell::default(),
            derived: RefCell::default(),
            met_unknown: std::cell::Cell::new(false),
            broken: RefCell::default(),
        }
    }

    /// Computes once what has a key.
    fn once(&self, key: Key, name: &str, compute: impl FnOnce() -> Option<Outcome>) -> Option<Outcome> {
        let before = self.memo.borrow_mut().insert(key, Memo::Busy);
        match before {
            None => {}
            Some(Memo::Busy) => {
                self.broken.borrow_mut().get_or_insert_with(|| format!("{name} reaches itself"));
                return Some(Err(ErrorCode::NotAvailable));
            }
            Some(done @ Memo::Done(_)) => {
                self.memo.borrow_mut().insert(key, done.clone());
                return if let Memo::Done(outcome) = done { outcome } else { None };
            }
        }
        let met = self.met_unknown.get();
        let outcome = compute();
        self.met_unknown.set(met);
        self.memo.borrow_mut().insert(key, Memo::Done(outcome.clone()));
        outcome
    }

    pub(crate) fn row_count(&self, table: TableId) -> u32 {
        let count = match self.plan.table(table).kind {
            TableKind::Input => self.tables.tables[table.index()].rows,
            TableKind::Derived(_) => self.derived_rows(table).len(),
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    pub(crate) fn rows(&self, table: TableId) -> impl Iterator<Item = At> + use<> {
        (0..self.row_count(table)).map(move |row| (table, row))
    }

    /// The place of the formulas of a row.
    pub(crate) fn row_place(&self, at: At) -> Place {
        Place::of_row(at, self.plan.table(at.0).unit)
    }

    /// A column's value in a row.
    pub(crate) fn column(&self, column: ColumnRef, row: u32) -> Outcome {
        let table = self.plan.table(column.table);
        match &table.columns[usize::from(column.column)].kind {
            ColumnKind::Input(_) => Ok(self.input(column, row)),
            ColumnKind::Calculated(formula) => {
                let name = format!("{}[{}]", table.name, table.columns[usize::from(column.column)].name);
                let compute = || Some(self.eval(*formula, &self.row_place((column.table, row))));
                self.once(Key::Column(column, row), &name, compute).unwrap_or(Ok(Value::Blank))
            }
            ColumnKind::FromClauses(formulas) => {
                let rows = self.derived_rows(column.table);
                let derived = &rows[row as usize];
                let compute = || Some(self.eval(formulas[derived.clause], &self.derived_place(derived)));
                self.once(Key::Column(column, row), &table.name, compute).unwrap_or(Ok(Value::Blank))
            }
        }
    }

    fn input(&self, column: ColumnRef, row: u32) -> Value {
        let Some(data) = &self.tables.tables[column.table.index()].columns[usize::from(column.column)] else { return Value::Blank };
        let row = row as usize;
        if data.is_blank(row) {
            return Value::Blank;
        }
        let ty = self.plan.table(column.table).columns[usize::from(column.column)].ty;
        match &data.values {
            Values::Number(numbers) => Value::Number(Number::of(numbers.get(row))),
            Values::Text(texts) => Value::Text(self.tables.texts.get(texts[row]).to_owned()),
            Values::Bool(values) => Value::Bool(values[row]),
            Values::Date(days) => Value::Date(Date(days[row])),
            Values::Period(ordinals) => match ty {
                Type::Period(grain) => Value::Period(Period { grain, ordinal: ordinals[row] }),
                Type::Number | Type::Percent | Type::Money(_) | Type::Text | Type::Bool | Type::Date | Type::Payee | Type::Ref(_) => {
                    Value::Blank
                }
            },
            Values::Payee(payees) => Value::Payee(payees[row]),
            Values::Row(rows) => match ty {
                Type::Ref(target) => Value::Row(target, rows[row]),
                Type::Number | Type::Percent | Type::Money(_) | Type::Text | Type::Bool | Type::Date | Type::Payee | Type::Period(_) => {
                    Value::Blank
                }
            },
        }
    }

    /// What holds on a day: the last version that begins on it or before; what is dated has none where there is no day.
    pub(crate) fn version<'v, T>(&self, versions: &'v [Dated<T>], place: &Place) -> Result<&'v T, ErrorCode> {
        if let [only] = versions {
            return Ok(&only.value);
        }
        // Without a day the first one holds.
        let day = self.day(place)?;
        let holds = versions
            .iter()
            .filter(|version| version.from.is_none_or(|from| day.is_some_and(|day| from <= day)))
            .max_by_key(|version| version.from);
        holds.map(|version| &version.value).ok_or(ErrorCode::NotAvailable)
    }

    pub(crate) fn param(&self, param: ParamId, place: &Place) -> Outcome {
        let declared = self.plan.param(param);
        let value = match self.params.get(&param) {
            Some(value) => value,
            None => self.version(&declared.versions, place)?,
        };
        self.literal(value, declared.ty)
    }

    /// A literal as a value of a type: texts are keys beside payees and references.
    pub(crate) fn literal(&self, value: &tiercel_plan::Value, ty: Type) -> Outcome {
        use tiercel_plan::Value as Literal;
        match (ty, value) {
            (_, Literal::Blank) => Ok(Value::Blank),
            (Type::Payee, value) => {
                let wanted = self.plain(value);
                let found = (0..).zip(&self.tables.payees.keys).find(|(_, key)| Some(self.tables.texts.get(**key)) == wanted.as_deref());
                found.map(|(payee, _)| Value::Payee(payee)).ok_or(ErrorCode::NotAvailable)
            }
            (Type::Ref(table), value) => {
                let is_it =
                    |at: &At| self.key_text(*at) == self.plain(value).map(|text| tiercel_data::join_key(vec![text])).unwrap_or_default();
                self.rows(table).find(is_it).map(|at| Value::Row(at.0, at.1)).ok_or(ErrorCode::NotAvailable)
            }
            (Type::Period(grain), Literal::Text(name)) => {
                self.calendar.parse(name, grain).map(Value::Period).ok_or(ErrorCode::NotAvailable)
            }
            (_, Literal::Number(number)) => Ok(Value::Number(Number::of(*number))),
            (_, Literal::Text(text)) => Ok(Value::Text(text.clone())),
            (_, Literal::Bool(value)) => Ok(Value::Bool(*value)),
            (_, Literal::Date(date)) => Ok(Value::Date(*date)),
            (_, Literal::Period(period)) => Ok(Value::Period(*period)),
        }
    }

    fn plain(&self, value: &tiercel_plan::Value) -> Option<String> {
        use tiercel_plan::Value as Literal;
        match value {
            Literal::Number(number) => Some(Number::of(*number).text()),
            Literal::Text(text) => Some(text.clone()),
            Literal::Bool(value) => Some(value.to_string()),
            Literal::Date(date) => Some(date.to_string()),
            Literal::Period(period) => Some(self.calendar.name(*period)),
            Literal::Blank => None,
        }
    }

    /// The periods of a plan, as ordinals of its grain: those that its effective days touch.
    pub(crate) fn effective(&self, unit: tiercel_plan::UnitNo) -> (i32, i32) {
        let (from, to) = self.plan.unit(unit).effective;
        self.touched(from, to)
    }

    /// The last period that any plan has.
    pub(crate) fn effective_end(&self) -> i32 {
        let units = (0u16..).zip(&self.plan.units).map(|(number, _)| tiercel_plan::UnitNo(number));
        units.map(|unit| self.effective(unit).1).max().unwrap_or(0)
    }

    /// The last period of the plan's grain in a coarser one: where the cell of a line `each quarter` stands.
    pub(crate) fn stands(&self, line: LineId, period: Period) -> i32 {
        let last = self.plan_range(period).1;
        let end = self.effective(self.plan.line(line).unit).1;
        let first = self.plan_range(period).0;
        if first <= end { last.min(end) } else { last }
    }

    /// Whether a period is closed: history speaks of it or of a later one.
    pub(crate) fn is_closed(&self, line: LineId, period: Period) -> bool {
        self.closed_to.is_some_and(|closed| self.stands(line, period) <= closed.ordinal)
    }

    /// Whether history has the line, for anyone in any period.
    fn history_names(&self, line: LineId) -> bool {
        self.named.iter().any(|(known, _)| *known == line)
    }

    /// The cells that history gives, by line and period.
    pub(crate) fn history_cells(&self) -> Vec<(LineId, Period)> {
        self.named.iter().copied().collect()
    }

    /// What there is of a line at a cell, without computing it: whether it has one.
    pub(crate) fn line_there(&self, line: LineId, place: &Place) -> Known {
        let Ok((Some(payee), Some(period))) = self.payee(place).and_then(|payee| Ok((payee, self.period(place)?))) else {
            return Known::Nothing;
        };
        let grain = self.plan.line(line).grain;
        let own = if period.grain == grain { Some(period) } else { self.outer(period, grain) };
        own.map_or(Known::Nothing, |own| self.known(line, payee, own).unwrap_or(Known::Value(Ok(Value::Blank))))
    }

    /// `for …` of the plan's header.
    pub(crate) fn is_member(&self, unit: tiercel_plan::UnitNo, payee: u32, period: Period) -> Result<bool, ErrorCode> {
        // The cell of a quarter stands in the last period of it that the plan has: who is there then has it.
        let (first, last) = self.plan_range(period);
        let end = self.effective(unit).1;
        let standing =
            if period.grain == self.plan.time.grain { period } else { self.plan_period(if first <= end { last.min(end) } else { last }) };
        if !self.has_begun(payee, standing) {
            return Ok(false);
        }
        match self.plan.unit(unit).members {
            Some(members) => self.eval(members, &Place::of_cell(payee, standing, unit))?.truth(),
            None => Ok(true),
        }
    }

    /// What is known of a cell before anything is computed; none: it is to be computed.
    fn known(&self, line: LineId, payee: u32, period: Period) -> Option<Known> {
        if let Some(given) = self.given.get(&(line, payee, period)) {
            return Some(Known::Value(Ok(Value::Number(given.clone()))));
        }
        let declared = self.plan.line(line);
        if declared.kind == LineKind::Total && self.is_closed(line, period) && self.has_given_parts(line, payee, period) {
            return Some(self.given_total(line, payee, period));
        }
        if self.is_member(declared.unit, payee, period) == Ok(false) {
            return Some(Known::Nothing);
        }
        let (first, last) = self.effective(declared.unit);
        let (a, b) = self.plan_range(period);
        if b < first || a > last {
            return Some(Known::Nothing);
        }
        if self.is_closed(line, period) {
            if declared.kind == LineKind::Total {
                return Some(self.given_total(line, payee, period));
            }
            let named = self.history_names(line);
            return Some(if named { Known::Value(Ok(Value::Number(Number::zero()))) } else { Known::Unknown });
        }
        None
    }

    /// The lines that PAYABLE or EARNED adds up.
    fn parts_of(&self, total: LineId) -> Vec<LineId> {
        let mut lines = Vec::new();
        for version in &self.plan.line(total).versions {
            self.lines_named(version.value.formula, &mut lines);
        }
        lines
    }

    /// Whether history gives a person something of a total's lines that stands in a period.
    fn has_given_parts(&self, total: LineId, payee: u32, period: Period) -> bool {
        self.parts_of(total).iter().any(|part| {
            // A plan without an earn line earns what it pays.
            if self.plan.line(*part).kind == LineKind::Total {
                return self.has_given_parts(*part, payee, period);
            }
            let own = self.outer(period, self.plan.line(*part).grain);
            own.is_some_and(|own| self.given.contains_key(&(*part, payee, own)) && self.stands(*part, own) == self.plan_range(period).1)
        })
    }

    /// PAYABLE or EARNED of a closed period: what history gives of its lines, together.
    fn given_total(&self, line: LineId, payee: u32, period: Period) -> Known {
        let lines = self.parts_of(line);
        let place = Place::of_cell(payee, period, self.plan.line(line).unit);
        let mut total: Option<Vec<Number>> = None;
        for line in lines.into_iter().filter(|line| self.plan.line(*line).kind == LineKind::Total || self.history_names(*line)) {
            if let Known::Value(Ok(Value::Number(number))) = self.line_here(line, &place) {
                total.get_or_insert_default().push(number);
            }
        }
        total.map_or(Known::Unknown, |numbers| Known::Value(crate::functions::sum(&numbers)))
    }

    /// A line's value for a payee in a period of the line's grain.
    pub(crate) fn cell(&self, line: LineId, payee: u32, period: Period) -> Known {
        if let Some(known) = self.known(line, payee, period) {
            return known;
        }
        let compute = || Some(self.compute(line, payee, period));
        match self.once(Key::Cell(line, payee, period), &self.plan.line(line).name, compute) {
            Some(outcome) => Known::Value(outcome),
            None => Known::Nothing,
        }
    }

    /// A line's formula at a cell.
    fn compute(&self, line: LineId, payee: u32, period: Period) -> Outcome {
        let declared = self.plan.line(line);
        self.is_member(declared.unit, payee, period)?;
        let place = Place::of_cell(payee, period, declared.unit);
        let version = self.version(&declared.versions, &place)?;
        if let Some(when) = version.when
            && !self.eval(when, &place)?.truth()?
        {
            return Ok(Value::Number(Number::zero()));
        }
        let value = self.eval(version.formula, &place)?;
        match declared.kind {
            LineKind::Pay | LineKind::Earn => self.rounded(line, value.number()?),
            LineKind::Plain | LineKind::Total => Ok(value),
        }
    }

    /// A line at a place: its own cell of the period, at its grain.
    pub(crate) fn line_here(&self, line: LineId, place: &Place) -> Known {
        let (payee, period) = match (self.payee(place), self.period(place)) {
            (Ok(Some(payee)), Ok(Some(period))) => (payee, period),
            (Err(error), _) | (_, Err(error)) => return Known::Value(Err(error)),
            (Ok(None), _) | (_, Ok(None)) => return Known::Nothing,
        };
        let grain = self.plan.line(line).grain;
        if period.grain == grain {
            return self.cell(line, payee, period);
        }
        let Some(own) = self.outer(period, grain) else { return Known::Nothing };
        if self.plan_range(period).1 == self.stands(line, own) || self.plan_range(period).0 == self.stands(line, own) {
            return self.cell(line, payee, own);
        }
        // Elsewhere in its quarter such a line is 0 for whoever is on the plan there.
        let (unit, (from, to)) = (self.plan.line(line).unit, self.plan_range(period));
        let (first, last) = self.effective(unit);
        if to < first || from > last || self.is_member(unit, payee, period) != Ok(true) {
            return Known::Nothing;
        }
        Known::Value(Ok(Value::Number(Number::zero())))
    }

    /// The payee of a place.
    pub(crate) fn payee(&self, place: &Place) -> Result<Option<u32>, ErrorCode> {
        match place.cell {
            Cell::None | Cell::OfSource(_) | Cell::Period(_) => Ok(None),
            Cell::OfRow(at) => self.owner(at),
            Cell::At(payee, _) => Ok(Some(payee)),
        }
    }

    /// The period of a place.
    pub(crate) fn period(&self, place: &Place) -> Result<Option<Period>, ErrorCode> {
        match place.cell {
            Cell::None | Cell::OfSource(_) => Ok(None),
            Cell::OfRow(at) => Ok(self.row_time(at)?.and_then(|time| self.now(&time))),
            Cell::At(_, period) | Cell::Period(period) => Ok(Some(period)),
        }
    }

    /// The day of a place.
    pub(crate) fn day(&self, place: &Place) -> Result<Option<Date>, ErrorCode> {
        match place.cell {
            Cell::None => Ok(None),
            Cell::OfRow(at) | Cell::OfSource(at) => Ok(self.row_time(at)?.map(|time| self.own_day(&time))),
            Cell::At(_, period) | Cell::Period(period) => Ok(Some(self.calendar.end(period))),
        }
    }

    /// Whose a row is.
    pub(crate) fn owner(&self, at: At) -> Result<Option<u32>, ErrorCode> {
        let Some(role) = self.plan.table(at.0).payee else { return Ok(None) };
        self.owner_by(role, &self.row_place(at))
    }

    pub(crate) fn owner_by(&self, role: ExprId, place: &Place) -> Result<Option<u32>, ErrorCode> {
        match self.eval(role, place)? {
            Value::Payee(payee) => Ok(Some(payee)),
            Value::Blank | Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_) | Value::Row(..) => {
                Ok(None)
            }
        }
    }
}
