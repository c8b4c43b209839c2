//! Slices: the payee's cells come out the same, also after changes of the payee's own; nothing of others is in them but
//! totals; and another's figures move nothing in them but these.

use conformance::random::Case;
use conformance::random::Stream;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tiercel::{Asked, Change, Datum, LineId, Refused, Session, Slice};
use tiercel_plan::{ColumnKind, Node, Type};

/// What slices came to, summed up over plans.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    slices: u64,
    refused: u64,
    sealed: u64,
    lines: u64,
    held: u64,
    changed: u64,
}

impl Counts {
    pub(crate) fn with(self, other: Counts) -> Counts {
        Counts {
            slices: self.slices + other.slices,
            refused: self.refused + other.refused,
            sealed: self.sealed + other.sealed,
            lines: self.lines + other.lines,
            held: self.held + other.held,
            changed: self.changed + other.changed,
        }
    }

    pub(crate) fn text(&self) -> String {
        let Counts { slices, refused, sealed, lines, held, changed } = self;
        format!("{slices} slices ({refused} refused) with {sealed} totals; {held} of {lines} lines held; {changed} cells after changes")
    }

    /// Whether slices that are cut are more than those that are not, some have totals, and lines are not simply all held.
    pub(crate) fn says_enough(&self) -> bool {
        self.slices > self.refused && self.sealed > 0 && self.held * 2 < self.lines && self.changed > self.slices
    }
}

/// What does not hold of one payee's slice of a case.
pub(crate) fn judge(case: &Case, history: &[Vec<String>], stream: &mut Stream) -> (Vec<String>, Counts) {
    let Some(full) = crate::sweeps::session(case, history) else { return (Vec::new(), Counts::default()) };
    let keys = &full.tables().payees.keys;
    let payee = full.tables().texts.get(keys[stream.below(keys.len())]).to_owned();
    // Few people have three others with figures; what is added up must be right for any number.
    let at_least = 1 + stream.below(3);
    let slice = match full.slice(&payee, at_least) {
        Ok(slice) => slice,
        Err(Refused::Problems(problems)) if problems.shown()[0].code == "data-slice-key" => {
            return (Vec::new(), Counts { refused: 1, ..Counts::default() });
        }
        Err(refused) => return (vec![format!("the slice of {payee} is refused: {refused:?}")], Counts::default()),
    };
    let sliced = match Session::of_slice(Rc::new(case.checked.plan.clone()), slice.clone()) {
        Ok(sliced) => sliced,
        Err(problems) => return (vec![format!("the slice of {payee} is not read: {problems:?}")], Counts::default()),
    };
    let held: BTreeSet<LineId> = slice.rest.facts.held.iter().map(|cell| cell.line).collect();
    let mut counts =
        Counts { slices: 1, sealed: slice.rest.facts.sealed.len() as u64, lines: full.plan().lines.len() as u64, ..Counts::default() };
    counts.held = held.len() as u64 + slice.rest.withheld.len() as u64;
    let mut wrong = Vec::new();
    wrong.extend(same_cells(&full, &sliced, &payee, &slice, &BTreeSet::new()).err());
    wrong.extend(names_nobody(&full, &slice, &payee).err());
    match changed(&full, &sliced, &payee, &slice, stream) {
        Ok(cells) => counts.changed += cells,
        Err(said) => wrong.push(said),
    }
    wrong.extend(nothing_moves(&full, &slice, (&payee, at_least), stream).err());
    (wrong.into_iter().map(|wrong| format!("slice of {payee}: {wrong}")).collect(), counts)
}

/// The payee's cells by line and period. Keys of others stand under other names, so keys are left out.
fn cells(session: &Session, payee: &str) -> BTreeMap<(LineId, String), String> {
    let results = session.run(&Asked { payees: Some(vec![payee.to_owned()]), ..Asked::default() }).unwrap();
    let calendar = results.calendar().clone();
    let mine = results.cells().filter(|cell| !matches!(cell.value, Datum::Key(_)));
    mine.map(|cell| ((cell.line, calendar.name(cell.period)), results.canonical(&cell.value))).collect()
}

fn withheld(full: &Session, slice: &Slice) -> BTreeSet<LineId> {
    slice.rest.withheld.iter().map(|name| full.line(name).unwrap()).collect()
}

/// How many cells were compared.
fn same_cells(full: &Session, sliced: &Session, payee: &str, slice: &Slice, but: &BTreeSet<LineId>) -> Result<u64, String> {
    let (before, after) = (cells(full, payee), cells(sliced, payee));
    let withheld = withheld(full, slice);
    let is_meant = |line: &LineId| !withheld.contains(line) && !but.contains(line);
    for place in before.keys().chain(after.keys()).filter(|(line, _)| is_meant(line)) {
        if before.get(place) != after.get(place) {
            let line = &full.plan().line(place.0).name;
            return Err(format!("{line} {} is {:?}, in the slice {:?}", place.1, before.get(place), after.get(place)));
        }
    }
    Ok(before.keys().filter(|(line, _)| is_meant(line)).count() as u64)
}

/// No column of payees names another, and no row of `payees` is another's.
fn names_nobody(full: &Session, slice: &Slice, payee: &str) -> Result<(), String> {
    let plan = full.plan();
    let others: BTreeSet<&str> =
        full.tables().payees.keys.iter().map(|key| full.tables().texts.get(*key)).filter(|key| *key != payee).collect();
    for table in slice.rows.iter().chain(&slice.rest.stand_ins) {
        let declared = plan.tables.iter().find(|declared| declared.name == table.table).unwrap();
        for (place, name) in table.heading.iter().enumerate() {
            let column = declared.columns.iter().find(|column| column.name == *name).unwrap();
            let names = column.ty == Type::Payee || (declared.name == "payees" && name == "Id");
            if let Some(row) = table.rows.iter().find(|row| names && others.contains(row[place].trim())) {
                return Err(format!("{}[{name}] names {}", table.table, row[place]));
            }
        }
    }
    match slice.rest.history.iter().find(|row| row[0] != payee) {
        Some(row) => Err(format!("the history names {}", row[0])),
        None => Ok(()),
    }
}

/// The lines that read some lines, directly or not, and these.
fn readers(full: &Session, of: BTreeSet<LineId>) -> BTreeSet<LineId> {
    let mut nodes: BTreeSet<Node> = of.into_iter().map(Node::Line).collect();
    loop {
        let more =
            full.plan().facts.iter().filter(|facts| facts.reads.iter().filter_map(|read| read.node).any(|read| nodes.contains(&read)));
        let more: Vec<Node> = more.map(|facts| facts.node).filter(|node| !nodes.contains(node)).collect();
        if more.is_empty() {
            break;
        }
        nodes.extend(more);
    }
    nodes.into_iter().filter_map(|node| if let Node::Line(line) = node { Some(line) } else { None }).collect()
}

/// A number of a row of the slice, by table, key and column.
fn own_figure(full: &Session, rows: &[tiercel::SliceTable], stream: &mut Stream) -> Option<(String, String, String)> {
    let plan = full.plan();
    let mut figures = Vec::new();
    for table in rows.iter().filter(|table| table.table != "payees") {
        let declared = plan.tables.iter().find(|declared| declared.name == table.table)?;
        let [key] = declared.key.as_slice() else { continue };
        let key = &declared.columns[usize::from(*key)];
        let Some(place) = table.heading.iter().position(|name| *name == key.name).filter(|_| key.ty == Type::Text) else { continue };
        let is_number = |column: &&tiercel_plan::Column| {
            matches!(column.kind, ColumnKind::Input(None)) && matches!(column.ty, Type::Number | Type::Money(_)) && column.name != key.name
        };
        for column in declared.columns.iter().filter(is_number) {
            figures.extend(table.rows.iter().map(|row| (table.table.clone(), row[place].clone(), column.name.clone())));
        }
    }
    stream.pick(&figures)
}

/// After a change of the payee's own, the cells that do not rest on what is held are those of the full run.
fn changed(full: &Session, sliced: &Session, payee: &str, slice: &Slice, stream: &mut Stream) -> Result<u64, String> {
    let personal: Vec<tiercel::SliceTable> = slice.rows.iter().filter(|table| is_personal(full, &table.table)).cloned().collect();
    let Some((table, key, column)) = own_figure(full, &personal, stream) else { return Ok(0) };
    let value = stream.one(&["0", "123.45", "9999", "17"]).to_owned();
    let change = [Change::EditRow { table, key, values: vec![(column, value)] }];
    let (Ok(full_later), Ok(sliced_later)) = (full.with(&change), sliced.with(&change)) else { return Ok(0) };
    let facts = &slice.rest.facts;
    let but = readers(full, facts.held.iter().map(|cell| cell.line).chain(withheld(full, slice)).collect());
    same_cells(&full_later, &sliced_later, payee, slice, &but).map_err(|said| format!("after {change:?}: {said}"))
}

fn is_personal(full: &Session, table: &str) -> bool {
    let declared = full.plan().tables.iter().find(|declared| declared.name == table);
    declared.is_some_and(|declared| declared.payee.is_some())
}

/// Another figure in a row that is not in the slice changes no row of it.
fn nothing_moves(full: &Session, slice: &Slice, (payee, at_least): (&str, usize), stream: &mut Stream) -> Result<(), String> {
    let (plan, tables) = (full.plan(), full.tables());
    let calendar = tables.calendar(plan);
    let mut figures = Vec::new();
    for (id, declared) in (0..).map(tiercel::TableId).zip(&plan.tables) {
        let [key] = declared.key.as_slice() else { continue };
        let name = &declared.columns[usize::from(*key)].name;
        if declared.payee.is_none() || declared.columns[usize::from(*key)].ty != Type::Text {
            continue;
        }
        let Some(table) = slice.rows.iter().find(|table| table.table == declared.name) else { continue };
        let place = table.heading.iter().position(|heading| heading == name).unwrap();
        let inside: BTreeSet<&str> = table.rows.iter().map(|row| row[place].trim()).collect();
        for row in 0..u32::try_from(tables.tables[id.index()].rows).unwrap() {
            let key = tables.row_key_in(plan, id, row, &calendar);
            let numbers =
                declared.columns.iter().filter(|column| matches!((&column.kind, column.ty), (ColumnKind::Input(None), Type::Money(_))));
            if !inside.contains(key.as_str()) {
                figures.extend(numbers.map(|column| (declared.name.clone(), key.clone(), column.name.clone())));
            }
        }
    }
    let Some((table, key, column)) = stream.pick(&figures) else { return Ok(()) };
    let change = [Change::EditRow { table, key, values: vec![(column, "77.77".to_owned())] }];
    let Ok(later) = full.with(&change) else { return Ok(()) };
    let Ok(other) = later.slice(payee, at_least) else { return Ok(()) };
    let same = (&slice.rows, &slice.rest.stand_ins, &slice.rest.people) == (&other.rows, &other.rest.stand_ins, &other.rest.people);
    // A derived row may be someone else's by its figures: then it is another slice.
    let decides = plan.tables.iter().any(|table| matches!(table.kind, tiercel_plan::TableKind::Derived(_)));
    if same || decides { Ok(()) } else { Err(format!("{change:?} moves rows of the slice")) }
}
