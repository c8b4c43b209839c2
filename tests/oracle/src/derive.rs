//! The rows of derived tables, and the keys of all rows.

use crate::number::Number;
use crate::place::{At, Cell, Place, Sources};
use crate::value::{ErrorCode, Value, equal, order};
use crate::world::World;
use std::cmp::Ordering;
use std::rc::Rc;
use tiercel_plan::{ColumnRef, FromClause, Grouping, Join, TableId, TableKind};
use tiercel_value::{Grain, Period};

/// One row of a derived table.
pub(crate) struct DerivedRow {
    pub(crate) clause: usize,
    /// The rows it comes from; of a group the first ones.
    pub(crate) sources: Rc<Sources>,
    pub(crate) group: Option<Rc<Vec<Rc<Sources>>>>,
    /// The values of the group's columns.
    by: Vec<Value>,
    pub(crate) each: Option<Period>,
}

impl World<'_> {
    /// The rows of a derived table, in the order of their keys.
    pub(crate) fn derived_rows(&self, table: TableId) -> Rc<Vec<DerivedRow>> {
        if let Some(rows) = self.derived.borrow().get(&table) {
            return Rc::clone(rows);
        }
        let mut rows = Vec::new();
        if let TableKind::Derived(clauses) = &self.plan.table(table).kind {
            for (number, clause) in clauses.iter().enumerate() {
                self.clause_rows(number, clause, &mut rows);
            }
        }
        rows.sort_by(|a, b| compare_keys(&self.derived_key(a), &self.derived_key(b)));
        let rows = Rc::new(rows);
        self.derived.borrow_mut().insert(table, Rc::clone(&rows));
        rows
    }

    fn clause_rows(&self, number: usize, clause: &FromClause, rows: &mut Vec<DerivedRow>) {
        let mut combinations: Vec<Sources> = self.rows(clause.source).map(|(table, row)| vec![(table, Some(row))]).collect();
        for join in &clause.joins {
            combinations = combinations.into_iter().flat_map(|sources| self.joined(&sources, join)).collect();
        }
        let mut kept: Vec<Rc<Sources>> = Vec::new();
        for sources in combinations.into_iter().map(Rc::new) {
            let holds = match clause.condition {
                Some(condition) => self.eval(condition, &self.source_place(&sources)).and_then(Value::truth),
                None => Ok(true),
            };
            match holds {
                Ok(true) => kept.push(sources),
                Ok(false) => {}
                // A row that can't be said to be there is not.
                Err(_) => {}
            }
        }
        let row = |sources, each| DerivedRow { clause: number, sources, group: None, by: Vec::new(), each };
        match &clause.grouping {
            Grouping::None => rows.extend(kept.into_iter().map(|sources| row(sources, None))),
            Grouping::Each { grain, from, to } => {
                for sources in kept {
                    let place = self.source_place(&sources);
                    let ends = [from, to].map(|end| self.eval(*end, &place));
                    if let [Ok(from), Ok(to)] = ends {
                        for period in self.each_period(&from, &to, *grain) {
                            rows.push(row(Rc::clone(&sources), Some(period)));
                        }
                    }
                }
            }
            Grouping::By(by) => {
                let mut groups: Vec<(Vec<Value>, Vec<Rc<Sources>>)> = Vec::new();
                let mut kept = kept;
                kept.sort_by(|a, b| compare_keys(&self.sources_key(a), &self.sources_key(b)));
                for sources in kept {
                    let place = self.source_place(&sources);
                    let values: Result<Vec<Value>, ErrorCode> = by.iter().map(|(_, id)| self.eval(*id, &place)).collect();
                    let Ok(values) = values else { continue };
                    let same = |known: &Vec<Value>| known.iter().zip(&values).all(|(a, b)| equal(a, b));
                    match groups.iter_mut().find(|(known, _)| same(known)) {
                        Some((_, members)) => members.push(sources),
                        None => groups.push((values, vec![sources])),
                    }
                }
                for (by, members) in groups {
                    let (sources, group) = (Rc::clone(&members[0]), Some(Rc::new(members)));
                    rows.push(DerivedRow { clause: number, sources, group, by, each: None });
                }
            }
        }
    }

    fn joined(&self, sources: &Sources, join: &Join) -> Vec<Sources> {
        let with = |row: Option<u32>| {
            let mut all = sources.clone();
            all.push((join.table, row));
            all
        };
        let fits = |row: &u32| {
            let place = self.source_place(&Rc::new(with(Some(*row))));
            join.on.iter().all(|(left, right)| match (self.eval(*left, &place), self.eval(*right, &place)) {
                (Ok(left), Ok(right)) => equal(&left, &right),
                (Err(_), _) | (_, Err(_)) => false,
            })
        };
        let partners: Vec<Sources> = (0..self.row_count(join.table)).filter(fits).map(|row| with(Some(row))).collect();
        if partners.is_empty() && join.keep_unmatched { vec![with(None)] } else { partners }
    }

    fn each_period(&self, from: &Value, to: &Value, grain: Grain) -> Vec<Period> {
        let of = |value: &Value, last: bool| match value {
            Value::Date(date) => self.period_of_day(*date, grain),
            Value::Period(period) if period.grain == grain => Some(*period),
            Value::Period(period) => {
                let (a, b) = self.calendar.parts(*period, grain);
                let finer = period.grain < grain;
                if finer { self.outer(*period, grain) } else { Some(Period { grain, ordinal: if last { b } else { a } }) }
            }
            Value::Blank | Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Payee(_) | Value::Row(..) => None,
        };
        match (of(from, false), of(to, true)) {
            (Some(from), Some(to)) => (from.ordinal..=to.ordinal).map(|ordinal| Period { grain, ordinal }).collect(),
            (None, _) | (_, None) => Vec::new(),
        }
    }

    fn source_place(&self, sources: &Rc<Sources>) -> Place {
        let cell = match sources.first() {
            Some((table, Some(row))) => Cell::OfSource((*table, *row)),
            Some((_, None)) | None => Cell::None,
        };
        Place { sources: Some(Rc::clone(sources)), cell, my: cell, ..Place::nowhere() }
    }

    /// The place of the formulas in a block.
    pub(crate) fn derived_place(&self, row: &DerivedRow) -> Place {
        Place { group: row.group.clone(), each: row.each, ..self.source_place(&row.sources) }
    }

    /// The key of a row: the values of its key columns, those of a row referred to in its place; a row without key is its
    /// number in the file.
    pub(crate) fn key(&self, (table, row): At) -> Vec<Part> {
        let declared = self.plan.table(table);
        if let TableKind::Derived(_) = declared.kind {
            return self.derived_key(&self.derived_rows(table)[row as usize]);
        }
        if declared.key.is_empty() {
            return vec![Part::File(self.tables.tables[table.index()].source.number(row as usize))];
        }
        declared
            .key
            .iter()
            .flat_map(|column| self.parts(self.column(ColumnRef { table, column: *column }, row).unwrap_or(Value::Blank)))
            .collect()
    }

    fn parts(&self, value: Value) -> Vec<Part> {
        match value {
            Value::Row(table, row) => self.key((table, row)),
            Value::Blank | Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Period(_) | Value::Payee(_) => {
                vec![Part::Value(value)]
            }
        }
    }

    fn sources_key(&self, sources: &Sources) -> Vec<Part> {
        let of = |(table, row): &(TableId, Option<u32>)| match row {
            Some(row) => self.key((*table, *row)),
            None => vec![Part::Value(Value::Blank)],
        };
        sources.iter().flat_map(of).collect()
    }

    fn derived_key(&self, row: &DerivedRow) -> Vec<Part> {
        let clause = i64::try_from(row.clause + 1).unwrap_or(i64::MAX);
        let mut parts = vec![Part::Value(Value::Number(Number::integer(clause)))];
        match &row.group {
            Some(_) => parts.extend(row.by.iter().flat_map(|value| self.parts(value.clone()))),
            None => parts.extend(self.sources_key(&row.sources)),
        }
        parts.extend(row.each.map(|period| Part::Value(Value::Period(period))));
        parts
    }

    pub(crate) fn key_text(&self, at: At) -> String {
        let text = |part: Part| match part {
            Part::Value(value) => self.text(&value),
            Part::File(number) => format!("#{number}"),
        };
        tiercel_data::join_key(self.key(at).into_iter().map(text).collect())
    }
}

/// A part of a key.
#[derive(Clone)]
pub(crate) enum Part {
    Value(Value),
    /// The number in the file.
    File(u32),
}

pub(crate) fn compare_keys(a: &[Part], b: &[Part]) -> Ordering {
    for (a, b) in a.iter().zip(b) {
        let found = match (a, b) {
            (Part::Value(a), Part::Value(b)) => order(a, b),
            (Part::File(a), Part::File(b)) => a.cmp(b),
            (Part::Value(_), Part::File(_)) => Ordering::Less,
            (Part::File(_), Part::Value(_)) => Ordering::Greater,
        };
        if found.is_ne() {
            return found;
        }
    }
    a.len().cmp(&b.len())
}
