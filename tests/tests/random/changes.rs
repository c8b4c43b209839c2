//! Changes of rows and params: what is made in columns is what loading the changed texts gives, and what a run takes over from
//! the one before it is what a run anew computes.

use conformance::random::{Case, File, Stream};
use std::rc::Rc;
use tiercel::{Asked, Change, Held, HeldContent, Session, SessionData, ShownCells, TableId, table_of};
use tiercel_engine::{Extent, Target, explain};
use tiercel_plan::{ColumnKind, ColumnRef};
use tiercel_wire::{Told, run_cells};

/// How many changes follow one another.
const STEPS: usize = 12;

/// What changes came to, summed up over plans.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    made: u64,
    loaded: u64,
    refused: u64,
    told: u64,
}

impl Counts {
    pub(crate) fn with(self, other: Counts) -> Counts {
        Counts {
            made: self.made + other.made,
            loaded: self.loaded + other.loaded,
            refused: self.refused + other.refused,
            told: self.told + other.told,
        }
    }

    pub(crate) fn text(&self) -> String {
        let Counts { made, loaded, refused, told } = self;
        format!("changes: {made} made in columns, {loaded} loaded, {refused} refused; {told} times cells were told by what changed")
    }

    pub(crate) fn say_enough(&self) -> bool {
        self.made * 3 > self.loaded && self.loaded > 0 && self.refused > 0 && self.told * 4 > self.made
    }
}

/// What does not hold of changes one after another.
pub(crate) fn judge(case: &Case, history: &[Vec<String>], stream: &mut Stream) -> (Vec<String>, Counts) {
    let mut counts = Counts::default();
    let Some(mut session) = session(case, history, stream) else { return (vec!["the session is refused".into()], counts) };
    let (mut said, mut known): (Vec<Vec<Change>>, Option<Known>) = (Vec::new(), None);
    if session.run(&Asked::default()).is_err() {
        return (Vec::new(), counts);
    }
    for _ in 0..STEPS {
        let changes: Vec<Change> = (0..1 + stream.below(2)).filter_map(|_| change(case, &session, stream)).collect();
        let params = changes.iter().all(|change| matches!(change, Change::SetParam { .. }));
        let Ok(later) = session.with(&changes) else {
            counts.refused += 1;
            continue;
        };
        said.push(changes);
        if params || later.changes_in_columns() > session.changes_in_columns() {
            counts.made += 1;
            // Without a run several changes come together.
            if stream.chance(30) {
                session = later;
                continue;
            }
            if let Err(wrong) = same(&later, stream) {
                return (vec![format!("{said:?}: {wrong}")], counts);
            }
        } else {
            counts.loaded += 1;
        }
        match told(&later, &mut known) {
            Ok(by_changes) => counts.told += u64::from(by_changes),
            Err(wrong) => return (vec![format!("{said:?}: {wrong}")], counts),
        }
        session = later;
    }
    (Vec::new(), counts)
}

/// Cells that were given out, and their texts.
type Known = (ShownCells, Vec<String>);

/// Holds cells that are given out by what is not the same in them against all of them; whether they were.
fn told(session: &Session, known: &mut Option<Known>) -> Result<bool, String> {
    let Ok(results) = session.run(&Asked::default()) else { return Ok(false) };
    let (shown, text, told) = run_cells(&results, known.as_ref().map(|(shown, _)| shown));
    let mut texts = known.take().map(|(_, texts)| texts).unwrap_or_default();
    if told != Told::Changes {
        texts = text.split('\n').skip(1).map(str::to_owned).collect();
    } else {
        for change in text.split('\n').skip(1) {
            let (number, value) = change.split_once('\t').unwrap();
            texts[number.parse::<usize>().unwrap()] = value.to_owned();
        }
    }
    let cells: Vec<_> = results.cells().collect();
    if cells.iter().map(|cell| (cell.payee, cell.period, cell.line)).ne(shown.cells().iter().copied()) {
        return Err("cells that are given out stand elsewhere".into());
    }
    let wanted = cells.iter().map(|cell| results.canonical(&cell.value));
    if let Some(pair) = wanted.zip(&texts).find(|(wanted, text)| wanted != *text) {
        return Err(format!("(cell, given out) = {pair:?}"));
    }
    *known = Some((shown, texts));
    Ok(told == Told::Changes)
}

/// The rows as CSV, sometimes in two files, sometimes with an empty line.
fn session(case: &Case, history: &[Vec<String>], stream: &mut Stream) -> Option<Session> {
    let plan = &case.checked.plan;
    let mut inputs = Vec::new();
    for file in &case.files {
        let table = table_of(plan, &file.table)?;
        let at = if stream.chance(30) { stream.below(file.rows.len() + 1) } else { file.rows.len() };
        let (first, second) = file.rows.split_at(at);
        for (part, rows) in [first, second].into_iter().enumerate().filter(|(part, rows)| *part == 0 || !rows.is_empty()) {
            let mut text = File { rows: rows.to_vec(), ..file.clone() }.csv();
            if stream.chance(20) {
                let heading = text.find('\n')? + 1;
                text.insert(heading, '\n');
            }
            inputs.push(Held { table, name: format!("{}{part}", file.table), content: HeldContent::csv(text.as_bytes()) });
        }
    }
    let heading = "Payee,Period,Line,Value".split(',').map(str::to_owned).collect();
    let history = File { table: "history".into(), heading, rows: history.to_vec() }.csv();
    let data = SessionData { inputs, history: Some(HeldContent::csv(history.as_bytes())), ..SessionData::default() };
    Session::new(Rc::new(plan.clone()), data).ok()
}

fn change(case: &Case, session: &Session, stream: &mut Stream) -> Option<Change> {
    let plan = session.plan();
    if stream.chance(8) && !plan.params.is_empty() {
        let name = plan.params[stream.below(plan.params.len())].name.clone();
        return Some(Change::SetParam { name, value: stream.one(&["0", "1", "2.5", "10%", "0.07", "true"]).to_owned() });
    }
    let file = stream.pick(&case.files)?;
    let id = table_of(plan, &file.table)?;
    let table = file.table.clone();
    if stream.chance(20) {
        let mut row = stream.pick(&file.rows)?;
        if stream.chance(70) {
            row[0] = format!("new{}", stream.below(1_000));
        }
        return Some(Change::AddRow { table, values: file.heading.iter().cloned().zip(row).collect() });
    }
    let key = key(session, id, stream)?;
    if stream.chance(15) {
        return Some(Change::RemoveRow { table, key });
    }
    let of_plan: Vec<String> = plan.table(id).columns.iter().map(|column| column.name.clone()).collect();
    let mut values = Vec::new();
    for _ in 0..1 + stream.below(2) {
        let column = if stream.chance(5) { stream.pick(&of_plan)? } else { stream.pick(&file.heading)? };
        let like = file.heading.iter().position(|name| *name == column).and_then(|at| Some(stream.pick(&file.rows)?[at].clone()));
        let odd =
            stream.one(&["", " ", "0", "-3.145", "12", "0.25", "true", "2026-02-28", "2026-03", "Ä", "NORTH", "north", "nobody", "1,5"]);
        let value = if stream.chance(60) { like.unwrap_or_default() } else { odd.to_owned() };
        values.push((column, value));
    }
    Some(Change::EditRow { table, key, values })
}

fn key(session: &Session, table: TableId, stream: &mut Stream) -> Option<String> {
    let (plan, tables) = (session.plan(), session.tables());
    let rows = tables.tables[table.index()].rows;
    (rows > 0).then(|| tables.row_key(plan, table, u32::try_from(stream.below(rows)).unwrap()))
}

/// Holds a session against the same data loaded from its texts.
fn same(session: &Session, stream: &mut Stream) -> Result<(), String> {
    let reloaded = session.reloaded().map_err(|problems| format!("loading refuses it: {:?}", problems.shown()))?;
    let (plan, tables, others) = (session.plan(), session.tables(), reloaded.tables());
    if tables.notes != others.notes {
        return Err(format!("notes {:?}, loaded {:?}", tables.notes, others.notes));
    }
    for (id, (table, other)) in (0..).map(TableId).zip(tables.tables.iter().zip(&others.tables)) {
        let rows = |of: &tiercel::Tables, rows: usize| -> Vec<(String, String, u32)> {
            let source = &of.tables[id.index()].source;
            let place =
                |row: usize| (of.row_key(plan, id, u32::try_from(row).unwrap()), source.place(row).0.to_owned(), source.place(row).1);
            (0..rows).map(place).collect()
        };
        if rows(tables, table.rows) != rows(others, other.rows) {
            return Err(format!("the rows of {} stand elsewhere", plan.table(id).name));
        }
    }
    let (results, again) = (session.run(&Asked::default()), reloaded.run(&Asked::default()));
    let (Ok(results), Ok(again)) = (results, again) else { return Err("the run is refused".into()) };
    let text = |results: &tiercel::Results<'_>| {
        let mut text = String::new();
        results.write_canonical(&mut text).unwrap();
        text
    };
    if results.notes() != again.notes() {
        return Err("notes of the run differ".into());
    }
    let (here, loaded) = (text(&results), text(&again));
    let differs = here.lines().zip(loaded.lines()).find(|(a, b)| a != b);
    if here != loaded {
        return Err(format!("(made, loaded) = {differs:?}"));
    }
    // Where errors began, too, and why values are what they are.
    let (cells, others): (Vec<_>, Vec<_>) = (results.cells().collect(), again.cells().collect());
    if let Some(pair) = cells.iter().zip(&others).find(|(cell, other)| cell != other) {
        return Err(format!("(made, loaded) = {pair:?}"));
    }
    let mut targets: Vec<Target> =
        (0..3).filter_map(|_| stream.pick(&cells)).map(|cell| Target::Cell(cell.line, cell.payee, cell.period)).collect();
    for (id, table) in (0..).map(TableId).zip(&plan.tables) {
        for (number, _) in (0u16..).zip(&table.columns).filter(|(_, column)| !matches!(column.kind, ColumnKind::Input(_))) {
            let column = ColumnRef { table: id, column: number };
            for row in 0..results.row_count(id) {
                let pair = (results.column(column, row), again.column(column, row));
                if pair.0 != pair.1 {
                    return Err(format!(
                        "{} of row {row} of {}: (made, loaded) = {pair:?}",
                        table.columns[usize::from(number)].name,
                        table.name
                    ));
                }
            }
            if stream.chance(20) && results.row_count(id) > 0 {
                targets.push(Target::Row(column, u32::try_from(stream.below(results.row_count(id) as usize)).unwrap()));
            }
        }
    }
    let explained = targets.into_iter().find(|target| {
        let extent = Extent { depth: 6, items: 20, nodes: 400 };
        explain(&results, *target, extent) != explain(&again, *target, extent)
    });
    explained.map_or(Ok(()), |target| {
        let lines = |results: &tiercel::Results<'_>| format!("{:#?}", explain(results, target, Extent { depth: 6, items: 20, nodes: 400 }));
        let (here, there) = (lines(&results), lines(&again));
        let differs = here.lines().zip(there.lines()).enumerate().find(|(_, (a, b))| a != b);
        Err(format!("the explanations of {target:?} differ: (made, loaded) = {differs:?}"))
    })
}
