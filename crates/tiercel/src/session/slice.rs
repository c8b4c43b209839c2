//! One payee's slice of a session: rows, stand-ins for others, totals and cells that are held. See `docs/slices.md`.

use super::changes::texts;
use super::{Asked, Change, Held, HeldContent, HeldRows, Refused, Session, SessionData, one};
use std::rc::Rc;
use std::sync::Arc;
use tiercel_data::{Input, LoadOptions, Params, Problems, STAND_INS, SliceFacts, Tables, Values, clean, load_slice, parse_params};
use tiercel_engine::{Cut, Datum, Results, cut};
use tiercel_plan::{Column, ColumnKind, LineId, Plan, TableId, TableKind, Type};
use tiercel_value::{Map, Period, Set};

/// The least data with which one payee's cells come out as in the full run.
#[derive(Clone, Debug, Default)]
pub struct Slice {
    /// The payee's rows, table by table.
    pub rows: Vec<SliceTable>,
    /// What stands for the rest.
    pub rest: SliceRest,
}

/// Rows of a table, as texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SliceTable {
    /// The table's name.
    pub table: String,
    /// The names of the columns.
    pub heading: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// What a slice has besides the payee's rows.
#[derive(Clone, Debug, Default)]
pub struct SliceRest {
    /// The digest of the texts of the plan that it belongs to.
    pub plan: String,
    /// Stand-ins for others whom the rows name.
    pub people: Vec<String>,
    /// Stand-ins for rows of others that the rows name: nothing but keys.
    pub stand_ins: Vec<SliceTable>,
    /// What history gives to the payee: Payee, Period, Line, Value, Plan.
    pub history: Vec<Vec<String>>,
    /// Params of the run, by name.
    pub params: Vec<(String, String)>,
    /// How the rows are written.
    pub options: LoadOptions,
    /// Totals of others, and cells that are held.
    pub facts: SliceFacts,
    /// The lines of which some cell is held.
    pub held: Vec<String>,
    /// The lines that need others' texts or keys: their cells are blank.
    pub withheld: Vec<String>,
}

/// The columns of a history that stands in a slice.
const HISTORY: [&str; 5] = ["Payee", "Period", "Line", "Value", "Plan"];

impl Session {
    /// One payee's slice, with totals over at least so many others. It is run and compared: what does not come out the
    /// same is held.
    ///
    /// # Errors
    /// A key that nobody has; data that can't be cut, because a row names another's row by a key of several columns.
    pub fn slice(&self, payee: &str, at_least: usize) -> Result<Slice, Refused> {
        let who = self.payee(payee)?;
        let full = self.run(&Asked::default())?;
        let mut forced = Set::new();
        loop {
            let cut = cut(&full, &self.history, who, at_least, &forced);
            let (slice, names) = Cutter { session: self, data: &*self.written(Rc::clone(&self.data))?, who, cut: &cut }.slice()?;
            let sliced = Session::of_slice(Rc::clone(&self.plan), slice.clone())?;
            let differing = self.differing((&full, who), &sliced, &cut, &names)?;
            if differing.is_empty() {
                return Ok(slice);
            }
            if differing.iter().all(|line| forced.contains(line)) {
                let lines = differing.iter().map(|line| self.plan.line(*line).name.clone());
                return Err(one("data-slice-differs", &lines.collect::<Vec<_>>().join(", "), Vec::new()).into());
            }
            forced.extend(differing);
        }
    }

    /// A session over a slice.
    ///
    /// # Errors
    /// A slice of another plan, and what is wrong with its rows.
    pub fn of_slice(plan: Rc<Plan>, slice: Slice) -> Result<Session, Problems> {
        let Slice { rows, rest } = slice;
        let mut inputs = Vec::new();
        for (table, name) in
            rows.iter().map(|table| (table, table.table.as_str())).chain(rest.stand_ins.iter().map(|table| (table, STAND_INS)))
        {
            let id = crate::table_of(&plan, &table.table).ok_or_else(|| one("data-change-table", &table.table, Vec::new()))?;
            let rows = HeldRows { heading: table.heading.clone(), rows: table.rows.clone() };
            inputs.push(Held { table: id, name: name.to_owned(), content: HeldContent::Rows(Rc::new(rows)) });
        }
        let history = (!rest.history.is_empty()).then(|| {
            let heading = HISTORY.map(str::to_owned).to_vec();
            HeldContent::Rows(Rc::new(HeldRows { heading, rows: rest.history.clone() }))
        });
        let data = SessionData { inputs, options: rest.options, history, params: rest.params.clone(), slice: Some(Rc::new(rest)) };
        Session::new(plan, data)
    }

    /// The slice that the session is over.
    pub fn slice_rest(&self) -> Option<&SliceRest> {
        self.data.slice.as_deref()
    }

    /// The lines of which the payee's cells do not come out the same.
    fn differing(
        &self,
        (full, who): (&Results<'_>, u32),
        sliced: &Session,
        cut: &Cut,
        names: &Map<String, String>,
    ) -> Result<Set<LineId>, Refused> {
        let again = sliced.run(&Asked::default())?;
        let same = sliced.payee(&sliced.data.slice.as_ref().map_or_else(String::new, |rest| rest.facts.payee.clone()))?;
        let cells = |results: &Results<'_>, payee: u32, renamed: bool| -> Map<(LineId, Period), String> {
            let text = |value: &Datum| {
                if let (Datum::Key(key), true) = (value, renamed) {
                    names.get(key).unwrap_or(key).clone()
                } else {
                    results.canonical(value)
                }
            };
            let mine = results.cells().filter(|cell| cell.payee == payee);
            mine.map(|cell| ((cell.line, cell.period), text(&cell.value))).collect()
        };
        let (before, after) = (cells(full, who, true), cells(&again, same, false));
        let places = before.keys().chain(after.keys());
        let differs = |place: &&(LineId, Period)| before.get(place) != after.get(place) && !cut.withheld.contains(&place.0);
        Ok(places.filter(differs).map(|(line, _)| *line).collect())
    }
}

/// Loads the rows of a slice.
///
/// # Errors
/// A slice of another plan, and what is wrong with the rows.
pub fn load_sliced(plan: &Plan, inputs: &[Input<'_>], rest: &SliceRest) -> Result<Tables, Problems> {
    if crate::digest::texts_digest(plan) != rest.plan {
        return Err(one("data-slice-plan", &rest.facts.payee, Vec::new()));
    }
    let mut tables = load_slice(plan, inputs, &rest.options, &rest.people)?;
    let Params { values } = parse_params(plan, &rest.params)?;
    tables.slice = Some(Arc::new(SliceFacts { params: values, ..rest.facts.clone() }));
    Ok(tables)
}

/// Changes of a slice stay with the payee's own rows: what others get can't be known.
pub(super) fn check(session: &Session, changes: &[Change]) -> Result<(), Problems> {
    let Some(rest) = session.data.slice.as_deref() else { return Ok(()) };
    let plan = session.plan();
    let refused = |found: &str| Err(one("data-slice-change", found, vec![("payee", rest.facts.payee.clone())]));
    let keys = rest.stand_ins.iter().flat_map(|table| table.rows.iter().flatten());
    let others: Set<&str> = rest.people.iter().map(String::as_str).chain(keys.map(String::as_str)).collect();
    for change in changes {
        let (table, values): (&String, &[(String, String)]) = match change {
            Change::AddRow { table, values } | Change::EditRow { table, values, .. } => (table, values),
            Change::RemoveRow { table, .. } => (table, &[]),
            Change::SetParam { .. } | Change::SetCell { .. } => continue,
        };
        let id = session.table(table)?;
        if id == plan.payees {
            return refused(table);
        }
        if let Change::EditRow { key, .. } | Change::RemoveRow { key, .. } = change
            && others.contains(key.as_str())
        {
            return refused(key);
        }
        for (name, value) in values {
            let column = session.column(id, name)?;
            let is_payee = plan.table(id).columns.get(usize::from(column.column)).is_some_and(|column| column.ty == Type::Payee);
            let value = clean(value);
            if others.contains(value.as_str()) || (is_payee && !value.is_empty() && value != rest.facts.payee) {
                return refused(&value);
            }
        }
    }
    Ok(())
}

/// A heading, and rows with their numbers.
type Taken = (Vec<String>, Vec<(u32, Vec<String>)>);

/// Writes what was cut out of a session.
struct Cutter<'s> {
    session: &'s Session,
    data: &'s SessionData,
    who: u32,
    cut: &'s Cut,
}

/// The names of stand-ins: people by their number, rows by table and number.
struct Names {
    people: Map<u32, String>,
    rows: Map<(TableId, u32), String>,
}

impl Cutter<'_> {
    /// The slice, and by which names others stand in it.
    fn slice(&self) -> Result<(Slice, Map<String, String>), Problems> {
        let (session, plan) = (self.session, self.session.plan());
        let taken: Vec<(TableId, Taken)> = self.inputs().map(|table| Ok((table, self.texts(table)?))).collect::<Result<_, _>>()?;
        let names = self.names(taken.iter().map(|(_, taken)| taken));
        let mut slice = Slice::default();
        for (table, (heading, rows)) in taken {
            let mut rows = rows;
            self.replace(table, &heading, &mut rows, &names);
            let rows = rows.into_iter().map(|(_, row)| row).collect();
            slice.rows.push(SliceTable { table: plan.table(table).name.clone(), heading, rows });
        }
        let calendar = session.tables.calendar(plan);
        let own = session.history.entries.iter().filter(|entry| entry.payee == self.who);
        let history = own.map(|entry| {
            let line = plan.line(entry.line);
            let unit = plan.unit(line.unit).name.clone();
            vec![session.payee_key(entry.payee), calendar.name(entry.period), line.name.clone(), entry.value.to_string(), unit]
        });
        let line_names = |lines: &[LineId]| lines.iter().map(|line| plan.line(*line).name.clone()).collect();
        slice.rest = SliceRest {
            plan: crate::digest::texts_digest(plan),
            people: names.people.values().cloned().collect(),
            stand_ins: self.stand_ins(&names)?,
            history: history.collect(),
            params: session.data.params.clone(),
            options: session.data.options,
            facts: self.cut.facts.clone(),
            held: line_names(&self.cut.held),
            withheld: line_names(&self.cut.withheld),
        };
        let people = names.people.iter().map(|(payee, name)| (session.payee_key(*payee), name.clone()));
        let rows = names.rows.iter().map(|((table, row), name)| (session.tables.row_key_in(plan, *table, *row, &calendar), name.clone()));
        Ok((slice, people.chain(rows).collect()))
    }

    fn inputs(&self) -> impl Iterator<Item = TableId> {
        let tables = (0u32..).map(TableId).zip(&self.session.plan.tables);
        tables.filter(|(_, table)| matches!(table.kind, TableKind::Input)).map(|(id, _)| id)
    }

    /// The rows that are taken, with their numbers, in the columns that the plan knows.
    fn texts(&self, table: TableId) -> Result<Taken, Problems> {
        let plan = self.session.plan();
        let declared = plan.table(table);
        let columns: Vec<&Column> = declared.columns.iter().filter(|column| matches!(column.kind, ColumnKind::Input(_))).collect();
        let wanted: Set<u32> = self.cut.rows.get(table.index()).into_iter().flatten().copied().collect();
        let mut number = u32::try_from(declared.rows.len()).unwrap_or(u32::MAX);
        let mut taken = Vec::new();
        for held in self.data.inputs.iter().filter(|held| held.table == table) {
            let rows = texts(&held.content, &held.name)?;
            let place = |column: &&Column| rows.heading.iter().position(|heading| clean(heading) == column.name);
            let places: Vec<Option<usize>> = columns.iter().map(place).collect();
            for row in &rows.rows {
                if wanted.contains(&number) {
                    let cell = |place: &Option<usize>| place.and_then(|place| row.get(place)).cloned().unwrap_or_default();
                    taken.push((number, places.iter().map(cell).collect()));
                }
                number += 1;
            }
        }
        Ok((columns.iter().map(|column| column.name.clone()).collect(), taken))
    }

    /// Names that no text of the slice begins with.
    fn names<'t>(&self, taken: impl Iterator<Item = &'t Taken> + Clone) -> Names {
        let texts = || taken.clone().flat_map(|(_, rows)| rows.iter().flat_map(|(_, row)| row)).map(|text| text.trim());
        let (own, mut mark) = (self.session.payee_key(self.who), "#".to_owned());
        while texts().chain([own.as_str()]).any(|text| text.starts_with(&mark)) {
            mark.push('#');
        }
        let people = (1..).zip(&self.cut.strangers).map(|(number, payee)| (*payee, format!("{mark}{number}"))).collect();
        let rows = (0u32..).map(TableId).zip(&self.cut.stand_ins).flat_map(|(table, rows)| rows.iter().map(move |row| (table, *row)));
        let rows = (1..).zip(rows).map(|(number, place)| (place, format!("{mark}row {number}"))).collect();
        Names { people, rows }
    }

    /// Puts stand-ins where others are named.
    fn replace(&self, table: TableId, heading: &[String], rows: &mut [(u32, Vec<String>)], names: &Names) {
        let declared = self.session.plan.table(table);
        for (place, name) in heading.iter().enumerate() {
            let Some(column) = declared.columns.iter().position(|column| column.name == *name) else { continue };
            let data = self.session.tables.tables.get(table.index()).and_then(|data| data.columns.get(column)?.as_ref());
            let ty = declared.columns.get(column).map(|column| column.ty);
            for (number, row) in rows.iter_mut() {
                let at = *number as usize;
                let stands = match data.filter(|data| !data.is_blank(at)).map(|data| &data.values) {
                    Some(Values::Payee(payees)) => payees.get(at).and_then(|payee| names.people.get(payee)),
                    Some(Values::Row(targets)) => match ty {
                        Some(Type::Ref(target)) => targets.get(at).and_then(|row| names.rows.get(&(target, *row))),
                        _ => None,
                    },
                    _ => None,
                };
                if let (Some(name), Some(cell)) = (stands, row.get_mut(place)) {
                    cell.clone_from(name);
                }
            }
        }
    }

    /// Rows of others that the payee's rows name: their keys, which must be one text.
    fn stand_ins(&self, names: &Names) -> Result<Vec<SliceTable>, Problems> {
        let plan = self.session.plan();
        let mut tables: Map<TableId, SliceTable> = Map::new();
        for ((table, _), name) in names.rows.iter() {
            let declared = plan.table(*table);
            let key = match declared.key.as_slice() {
                [key] => declared.columns.get(usize::from(*key)).filter(|column| column.ty == Type::Text),
                _ => None,
            };
            let Some(key) = key else { return Err(one("data-slice-key", &declared.name, Vec::new())) };
            let empty = || SliceTable { table: declared.name.clone(), heading: vec![key.name.clone()], rows: Vec::new() };
            tables.get_or_insert_with(*table, empty).rows.push(vec![name.clone()]);
        }
        Ok(tables.into_values().collect())
    }
}
