//! The people of a run: their rows in order, and circles of managers.

use crate::cell::{self, Cell, Reading};
use crate::columns::{ColumnData, Payees, Tables, TextId, TextPool, Values};
use crate::problem::{Problem, Problems};
use crate::read::{Raw, place};
use tiercel_plan::{ExprId, ExprKind, Plan, TableTime, Type};
use tiercel_value::{Calendar, Date, Set, order};

/// The column that holds a person's key.
fn key_column(plan: &Plan) -> Option<usize> {
    plan.table(plan.payees).key.first().map(|column| usize::from(*column))
}

/// In an example a person who is named exists: a row with nothing but the key for each who has none.
pub(crate) fn add(plan: &Plan, raw: &mut Raw, named: &[TextId], texts: &mut TextPool, calendar: &Calendar) {
    let Some(key) = key_column(plan) else { return };
    let ty = plan.table(plan.payees).columns.get(key).map_or(Type::Text, |column| column.ty);
    let mut known: Set<u32> = crate::keys::key_ids(plan, raw, texts, calendar).iter().map(|id| id.0).collect();
    for name in named {
        if !known.insert(name.0) {
            continue;
        }
        let text = texts.get(*name).to_owned();
        let Ok(cell) = cell::read(&text, ty, Reading::plain(calendar)) else { continue };
        for (index, builder) in raw.builders.iter_mut().enumerate() {
            match builder {
                Some(builder) if index == key && matches!(cell, Cell::Text(_)) => builder.push_id(*name),
                Some(builder) => builder.push(if index == key { &cell } else { &Cell::Blank }),
                None => {}
            }
        }
        let number = raw.rows.checked_sub(1).map_or(2, |last| raw.source.number(last).saturating_add(1));
        raw.numbered(raw.rows, number);
        raw.rows += 1;
    }
}

/// The people, their rows sorted by start; rows of one person that overlap are refused.
pub(crate) fn index(plan: &Plan, raw: &Raw, texts: &mut TextPool, calendar: &Calendar, problems: &mut Problems) -> Payees {
    let table = plan.table(plan.payees);
    let ids = crate::keys::key_ids(plan, raw, texts, calendar);
    let (start, end) = match table.time {
        TableTime::Span(start, end) => (days(plan, raw, Some(start)), days(plan, raw, end)),
        TableTime::None | TableTime::On(_) | TableTime::In(..) => (None, None),
    };
    let day = |days: Option<&ColumnData>, row: usize, open: i32| match days.map(|column| (&column.values, column.is_blank(row))) {
        Some((Values::Date(days), false)) => days.get(row).copied().unwrap_or(open),
        Some(_) | None => open,
    };
    let spans: Vec<(i32, i32)> = (0..raw.rows).map(|row| (day(start, row, i32::MIN), day(end, row, i32::MAX))).collect();
    let mut named: Vec<(u32, TextId)> = (0..).zip(ids.iter().copied()).filter(|(_, id)| id.0 != 0).collect();
    order::sort_by_key(&mut named, |(_, id)| texts.get(*id));
    let span = |row: u32| spans.get(row as usize).copied().unwrap_or((i32::MIN, i32::MAX));
    let dated = matches!(table.time, TableTime::Span(..));
    let (mut keys, mut rows_of) = (Vec::new(), Vec::new());
    for same in named.chunk_by(|(_, a), (_, b)| a == b) {
        let Some((_, id)) = same.first() else { continue };
        let mut rows: Vec<u32> = same.iter().map(|(row, _)| *row).collect();
        order::sort_by_key(&mut rows, |row| span(*row).0);
        check_rows(raw, plan, texts.get(*id), &rows, &span, dated, problems);
        keys.push(*id);
        rows_of.push(rows);
    }
    Payees { keys, rows: rows_of, spans }
}

/// People of whom there is no row: they may be named, and have no cells.
pub(crate) fn add_strangers(payees: &mut Payees, named: &[TextId], texts: &TextPool) {
    for name in named {
        let text = texts.get(*name);
        if let Err(at) = payees.keys.binary_search_by(|key| texts.get(*key).cmp(text)) {
            payees.keys.insert(at, *name);
            payees.rows.insert(at, Vec::new());
        }
    }
}

fn check_rows(raw: &Raw, plan: &Plan, name: &str, rows: &[u32], span: &dyn Fn(u32) -> (i32, i32), dated: bool, problems: &mut Problems) {
    let column = key_column(plan).and_then(|key| plan.table(plan.payees).columns.get(key)).map_or("", |column| column.name.as_str());
    let refuse = |code, row: u32, other: u32| {
        let ((file, number), (other_file, other)) = (raw.place(plan, row as usize), raw.place(plan, other as usize));
        let other = if file == other_file { other.to_string() } else { format!("{other} ({other_file})") };
        Problem { args: vec![("other", other)], ..Problem::of_cell(code, file, number, column, name) }
    };
    for row in rows {
        let (start, end) = span(*row);
        if end < start {
            let found = format!("{} .. {}", Date(start), Date(end));
            problems.push(Problem { found, ..refuse("data-span-order", *row, *row) });
        }
    }
    for pair in rows.windows(2) {
        let [before, row] = pair else { continue };
        if !dated {
            problems.push(refuse("data-key-twice", *row, *before));
        } else if span(*row).0 <= span(*before).1 {
            problems.push(refuse("data-payee-overlap", *row, *before));
        }
    }
}

/// The days of a role that is a column of its own.
fn days<'r>(plan: &Plan, raw: &'r Raw, role: Option<ExprId>) -> Option<&'r ColumnData> {
    let ExprKind::RowColumn(column) = plan.expr(role?).kind else { return None };
    Some(raw.column(usize::from(column.column))?.data())
}

/// Whoever stands above themselves, on the first day on which it is so.
pub(crate) fn refuse_circles(plan: &Plan, tables: &Tables, problems: &mut Problems) {
    let Some(manager) = plan.manager else { return };
    let Some(data) = tables.tables.get(plan.payees.index()) else { return };
    let Some(Some(column)) = data.columns.get(usize::from(manager)) else { return };
    let Values::Payee(managers) = &column.values else { return };
    let manager_of = |row: u32| managers.get(row as usize).copied().filter(|_| !column.is_blank(row as usize));
    let payees = &tables.payees;
    // A tree without circles over all time together has none on any day; most companies need no more than this.
    let edges: Vec<Vec<u32>> = payees.rows.iter().map(|rows| rows.iter().filter_map(|row| manager_of(*row)).collect()).collect();
    if !has_circle(&edges) {
        return;
    }
    let mut starts: Vec<i32> = payees.spans.iter().map(|(start, _)| *start).collect();
    order::sort(&mut starts);
    starts.dedup();
    for day in starts {
        let row_on = |rows: &Vec<u32>| {
            rows.iter().rev().find(|row| payees.spans.get(**row as usize).is_some_and(|(start, _)| *start <= day)).copied()
        };
        let edges: Vec<Vec<u32>> = payees.rows.iter().map(|rows| row_on(rows).and_then(manager_of).into_iter().collect()).collect();
        if let Some(circle) = circle(&edges) {
            let name = |payee: &u32| payees.keys.get(*payee as usize).map_or("", |key| tables.texts.get(*key));
            let names: Vec<&str> = circle.iter().chain(circle.first()).map(name).collect();
            let row = circle.first().and_then(|payee| payees.rows.get(*payee as usize)).and_then(row_on).unwrap_or(0);
            let manager = plan.table(plan.payees).columns.get(usize::from(manager)).map_or("", |column| column.name.as_str());
            let (file, number) = place(plan, plan.payees, &data.source, row as usize);
            problems.push(Problem::of_cell("data-manager-circle", file, number, manager, &names.join(" → ")));
            return;
        }
    }
}

/// Whether a graph has a circle: nodes without edges in are taken away until none is left.
fn has_circle(edges: &[Vec<u32>]) -> bool {
    let mut incoming = vec![0u32; edges.len()];
    for target in edges.iter().flatten() {
        if let Some(count) = incoming.get_mut(*target as usize) {
            *count += 1;
        }
    }
    let mut free: Vec<usize> = incoming.iter().enumerate().filter(|(_, count)| **count == 0).map(|(node, _)| node).collect();
    let mut taken = 0;
    while let Some(node) = free.pop() {
        taken += 1;
        for target in edges.get(node).into_iter().flatten() {
            if let Some(count) = incoming.get_mut(*target as usize) {
                *count -= 1;
                if *count == 0 {
                    free.push(*target as usize);
                }
            }
        }
    }
    taken < edges.len()
}

/// A circle in a graph where each node has at most one edge.
fn circle(edges: &[Vec<u32>]) -> Option<Vec<u32>> {
    let mut seen = vec![0u32; edges.len()];
    for start in 0..u32::try_from(edges.len()).unwrap_or(u32::MAX) {
        let mut path = Vec::new();
        let mut node = start;
        loop {
            let mark = seen.get_mut(node as usize)?;
            if *mark == start + 1 {
                let from = path.iter().position(|other| *other == node).unwrap_or(0);
                return Some(path.split_off(from));
            }
            if *mark != 0 {
                break;
            }
            *mark = start + 1;
            path.push(node);
            match edges.get(node as usize).and_then(|targets| targets.first()) {
                Some(next) => node = *next,
                None => break,
            }
        }
    }
    None
}
