//! Slices: the payee's cells come out the same, also after changes of the payee's own; nothing of others is in them but
//! totals; and another's figures move no byte of what is sent but these and the payee's own results. What is made of a slice,
//! explanations, digests and messages, knows no more than it.

use conformance::random::Case;
use conformance::random::Stream;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tiercel::{Asked, Change, Datum, LineId, Period, Refused, Session, Slice, Source, check};
use tiercel_data::{HeldValue, SliceFacts};
use tiercel_plan::{ColumnKind, Node, TableKind, Type};

/// What slices came to, summed up over plans.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    slices: u64,
    refused: u64,
    sealed: u64,
    lines: u64,
    held: u64,
    changed: u64,
    /// What changes of others moved: no byte; no byte where there are totals; values only; which totals there are.
    still: u64,
    still_with_totals: u64,
    values: u64,
    told: u64,
}

/// How many changes of others are tried for each slice.
const CHANGES: usize = 3;

impl Counts {
    pub(crate) fn with(self, other: Counts) -> Counts {
        Counts {
            slices: self.slices + other.slices,
            refused: self.refused + other.refused,
            sealed: self.sealed + other.sealed,
            lines: self.lines + other.lines,
            held: self.held + other.held,
            changed: self.changed + other.changed,
            still: self.still + other.still,
            still_with_totals: self.still_with_totals + other.still_with_totals,
            values: self.values + other.values,
            told: self.told + other.told,
        }
    }

    pub(crate) fn text(&self) -> String {
        let Counts { slices, refused, sealed, lines, held, changed, still, still_with_totals, values, told } = self;
        format!(
            "{slices} slices ({refused} refused) with {sealed} totals; {held} of {lines} lines held; {changed} cells after changes; of \
             others' changes {} moved no byte, {still_with_totals} of them with totals, {values} moved values and {told} which totals there are",
            still + still_with_totals
        )
    }

    /// Whether slices that are cut are more than those that are not, some have totals, and lines are not simply all held.
    pub(crate) fn says_enough(&self) -> bool {
        self.slices > self.refused
            && self.sealed > 0
            && self.held * 3 < self.lines * 2
            && self.changed > self.slices
            && self.still_with_totals > 0
            && self.values > 0
    }
}

/// The case with lines that add up what all, or some others, have: those of them that the checks let be.
fn with_totals(case: &Case, stream: &mut Stream) -> Case {
    let plan = &case.checked.plan;
    let mut totals = Vec::new();
    for table in plan.tables.iter().filter(|table| table.payee.is_some()) {
        for column in table.columns.iter().filter(|column| matches!(column.ty, Type::Money(_) | Type::Number)) {
            let value = format!("{}[{}]", table.name, column.name);
            let people = stream.one(&["everyone", "everyone", "same [Region]", "team", "reports"]);
            totals.push(match stream.below(3) {
                0 => format!("COUNT({} where {value} > 10 for {people})", table.name),
                1 => format!("SUM({value} for {people} over YTD)"),
                _ => format!("SUM({value} for {people})"),
            });
        }
    }
    totals.extend(case.lines.iter().map(|line| format!("SUM({} for {})", line.name, stream.one(&["everyone", "team", "same [Region]"]))));
    stream.shuffle(&mut totals);
    let (mut text, mut checked, mut number) = (case.text(), case.checked.clone(), 0);
    for total in totals.into_iter().take(6) {
        let longer = format!("{text}\nTotal_of_others_{number} = {total}\n");
        let found = check(&[Source { name: "random.plan".into(), text: longer.clone() }], &[0]);
        if found.is_fine() {
            (text, checked, number) = (longer, found, number + 1);
        }
    }
    Case { declarations: vec![text], checked, files: case.files.clone(), lines: case.lines.clone() }
}

/// What does not hold of one payee's slice of a case.
pub(crate) fn judge(case: &Case, history: &[Vec<String>], stream: &mut Stream) -> (Vec<String>, Counts) {
    let case = &with_totals(case, stream);
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
    for _ in 0..CHANGES {
        match nothing_moves(case, &full, &slice, (&payee, at_least), stream) {
            Ok(Moved::Not) => {}
            Ok(Moved::Nothing) => counts.still += 1,
            Ok(Moved::NoTotal) => counts.still_with_totals += 1,
            Ok(Moved::Values) => counts.values += 1,
            Ok(Moved::Told) => counts.told += 1,
            Err(said) => wrong.push(said),
        }
    }
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

/// A change of another's: a figure, the same figure otherwise written, or what two rows have in a column in each other's place.
fn of_others(case: &Case, full: &Session, slice: &Slice, stream: &mut Stream) -> Option<Vec<Change>> {
    let plan = full.plan();
    let mut places = Vec::new();
    for file in &case.files {
        let declared = plan.tables.iter().find(|declared| declared.name == file.table)?;
        let [key] = declared.key.as_slice() else { continue };
        let key = &declared.columns[usize::from(*key)];
        let Some(at) = file.heading.iter().position(|name| *name == key.name).filter(|_| key.ty == Type::Text) else { continue };
        if !is_personal(full, &file.table) && file.table != "payees" {
            continue;
        }
        let inside: BTreeSet<&str> = slice
            .rows
            .iter()
            .filter(|table| table.table == file.table)
            .flat_map(|table| {
                let at = table.heading.iter().position(|name| *name == key.name).unwrap();
                table.rows.iter().map(move |row| row[at].as_str())
            })
            .collect();
        let rows: Vec<&Vec<String>> = file.rows.iter().filter(|row| !inside.contains(row[at].as_str())).collect();
        for (place, name) in file.heading.iter().enumerate().filter(|(place, _)| *place != at) {
            let column = declared.columns.iter().find(|column| column.name == *name);
            // Whose a row is and what it refers to stays: that is another slice.
            if column.is_some_and(|column| !matches!(column.ty, Type::Payee | Type::Ref(_))) && !rows.is_empty() {
                let rows = rows.iter().map(|row| (row[at].clone(), row[place].clone())).collect::<Vec<(String, String)>>();
                places.push((file.table.clone(), column.unwrap(), rows));
            }
        }
    }
    let (table, column, rows) = stream.pick(&places)?;
    let edit = |key: &str, value: &str| Change::EditRow {
        table: table.clone(),
        key: key.to_owned(),
        values: vec![(column.name.clone(), value.to_owned())],
    };
    let ((first, one), (second, other)) = (stream.pick(&rows)?, stream.pick(&rows)?);
    if first == second || stream.chance(30) {
        let is_figure = matches!((&column.kind, column.ty), (ColumnKind::Input(None), Type::Money(_) | Type::Number));
        let written = if one.contains('.') && stream.chance(50) { format!("{one}0") } else { "77.77".to_owned() };
        return is_figure.then(|| vec![edit(&first, &written)]);
    }
    Some(vec![edit(&first, &other), edit(&second, &one)])
}

/// The slice as it is sent, without the sums of its totals and the values of the payee's own cells.
fn blind(slice: &Slice) -> String {
    let mut slice = slice.clone();
    let facts = &mut slice.rest.facts;
    for total in &mut facts.sealed {
        (total.sum, total.count) = (tiercel::Decimal::ZERO, 0);
    }
    for cell in facts.held.iter_mut().chain(&mut facts.on_params) {
        cell.value = HeldValue::Blank;
    }
    sent(&slice)
}

/// The slice as it is sent, without its totals and the cells that are held for want of one.
fn bare(slice: &Slice) -> String {
    let mut slice = slice.clone();
    let facts = &mut slice.rest.facts;
    facts.sealed.clear();
    facts.held.clear();
    facts.on_params.clear();
    slice.rest.held.clear();
    slice.rest.withheld.clear();
    sent(&slice)
}

/// The slice as it is sent.
fn sent(slice: &Slice) -> String {
    serde_json::to_string(&tiercel_wire::slice_message(slice, true)).unwrap()
}

/// A change of others' moves nothing in the slice but the totals that it is a part of, and the payee's own results.
fn nothing_moves(
    case: &Case,
    full: &Session,
    slice: &Slice,
    (payee, at_least): (&str, usize),
    stream: &mut Stream,
) -> Result<Moved, String> {
    let Some(change) = of_others(case, full, slice, stream) else { return Ok(Moved::Not) };
    let Ok(later) = full.with(&change) else { return Ok(Moved::Not) };
    let wrong = |said: &str| format!("after {change:?} of others {said}");
    let other = later.slice(payee, at_least).map_err(|refused| wrong(&format!("it is refused: {refused:?}")))?;
    let (before, after) = (cells(full, payee), cells(&later, payee));
    let places = |slice: &Slice| slice.rest.facts.sealed.iter().map(|total| (total.aggregate, total.ordinal)).collect::<Vec<_>>();
    // A derived row may be someone else's by its figures: then it is another slice.
    let decides = full.plan().tables.iter().any(|table| matches!(table.kind, TableKind::Derived(_)) && table.payee.is_some());
    let same_rows = (&slice.rows, &slice.rest.stand_ins, &slice.rest.people) == (&other.rows, &other.rest.stand_ins, &other.rest.people);
    if !same_rows {
        return if decides { Ok(Moved::Not) } else { Err(wrong("rows are others")) };
    }
    // Whether enough others are in a total is told by there being one: else the cell is held.
    if places(slice) != places(&other) {
        return if bare(slice) == bare(&other) { Ok(Moved::Told) } else { Err(wrong("more than totals and held cells is another")) };
    }
    if blind(slice) != blind(&other) {
        return Err(wrong(&format!("more than totals is another:\n{}\n{}", blind(slice), blind(&other))));
    }
    let facts = (&slice.rest.facts, &other.rest.facts);
    let held = |facts: &SliceFacts| facts.held.iter().chain(&facts.on_params).cloned().collect::<Vec<_>>();
    for (one, two) in held(facts.0).iter().zip(&held(facts.1)).filter(|(one, two)| one != two) {
        let grain = full.plan().line(one.line).grain;
        let place = (one.line, full.tables().calendar(full.plan()).name(Period { grain, ordinal: one.ordinal }));
        if before.get(&place) == after.get(&place) {
            return Err(wrong(&format!("{place:?} is held as {:?} and {:?}, and nothing of it is another", one.value, two.value)));
        }
    }
    // Totals are those of amounts, however these are written.
    let moved = sent(slice) != sent(&other);
    if moved && slice.rest.facts.sealed == other.rest.facts.sealed && before == after && held(facts.0) == held(facts.1) {
        return Err(wrong("the same values are written otherwise"));
    }
    Ok(match !moved {
        true if slice.rest.facts.sealed.is_empty() => Moved::Nothing,
        true => Moved::NoTotal,
        false => Moved::Values,
    })
}

/// What a change of others' moved.
enum Moved {
    /// There was none, or it makes other rows the payee's.
    Not,
    /// No byte, and there are no totals.
    Nothing,
    /// No byte, and there are totals.
    NoTotal,
    /// Values of totals or of the payee's own cells.
    Values,
    /// Which totals there are.
    Told,
}
