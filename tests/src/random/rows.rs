//! Random rows for the tables of a random plan: few different values, days at the edges of periods, amounts with odd decimals.

use crate::random::world::{Column, Fill, Grain, Table, Ty, World, day_number, day_text};

/// A data file.
#[derive(Clone, Debug)]
pub struct File {
    /// The table.
    pub table: String,
    /// The columns.
    pub heading: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl File {
    /// The file as CSV.
    pub fn csv(&self) -> String {
        let line = |cells: &[String]| {
            let cells: Vec<String> = cells
                .iter()
                .map(|cell| if cell.contains([',', '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() })
                .collect();
            format!("{}\n", cells.join(","))
        };
        self.rows.iter().fold(line(&self.heading), |text, row| text + &line(row))
    }
}

/// The key of a person.
pub(crate) fn person(no: usize) -> String {
    ["ana", "bob", "Ä", "d d", "e|e", "f"].get(no).map_or_else(|| format!("p{no}"), |name| (*name).to_owned())
}

/// The data files of a world.
pub(crate) fn files(world: &mut World) -> Vec<File> {
    let mut files = vec![payees(world)];
    if world.grain == Grain::Custom {
        files.push(calendar(world));
    }
    if world.fx {
        files.push(fx(world));
    }
    if world.steps {
        files.push(steps(world));
    }
    let mut keys: Vec<Vec<String>> = Vec::new();
    for table in world.tables.clone() {
        let file = if table.derived { None } else { Some(rows(world, &table, &keys)) };
        let single = table.single_key.as_ref().and(file.as_ref());
        keys.push(single.map(|file| file.rows.iter().map(|row| row[0].clone()).collect()).unwrap_or_default());
        files.extend(file);
    }
    files
}

fn payees(world: &mut World) -> File {
    let mut heading: Vec<String> = ["Id", "Region", "Manager", "Mentor", "Weight", "Hired", "Rate"].map(str::to_owned).into();
    if world.spans_of_people {
        heading.extend(["Start".to_owned(), "End".to_owned()]);
    }
    let mut rows = Vec::new();
    let (first, last) = world.days;
    for no in 0..world.people {
        let mut start = first - world.stream.between(-20, 40);
        let stretches = if world.spans_of_people { 1 + world.stream.below(3) } else { 1 };
        for stretch in 0..stretches {
            let manager = if no > 0 && world.stream.chance(75) { person(world.stream.below(no)) } else { String::new() };
            let mentor = if world.stream.chance(50) { person(world.stream.below(world.people)) } else { String::new() };
            let weight = world.stream.one(&["0", "1", "1", "2", "0.5", "3.333"]).to_owned();
            let hired = if world.stream.chance(60) { any_day(world) } else { String::new() };
            let region = world.stream.one(&["North", "South", "x y"]).to_owned();
            let rate = share(world);
            let mut row = vec![person(no), region, manager, mentor, weight, hired, rate];
            if world.spans_of_people {
                let end = start + world.stream.between(0, (last - first).max(2) / 2);
                let open = stretch + 1 == stretches && world.stream.chance(60);
                row.extend([day_text(start), if open { String::new() } else { day_text(end) }]);
                start = end + 1 + world.stream.between(0, 10);
            }
            rows.push(row);
        }
    }
    File { table: "payees".into(), heading, rows }
}

/// Periods of uneven length, five to a quarter.
fn calendar(world: &mut World) -> File {
    let (first, last) = world.days;
    let (mut day, mut no) = (first, 1);
    let mut rows = Vec::new();
    while day <= last {
        let end = day + world.stream.between(6, 20);
        rows.push(vec![
            format!("P{no:02}"),
            day_text(day),
            day_text(end),
            format!("M{}", (no + 1) / 2),
            format!("Q{}", (no + 4) / 5),
            "2026".to_owned(),
        ]);
        (day, no) = (end + 1, no + 1);
    }
    File { table: "calendar".into(), heading: ["Period", "Start", "End", "Month", "Quarter", "Year"].map(str::to_owned).into(), rows }
}

fn steps(world: &mut World) -> File {
    let mut rows = Vec::new();
    for group in ["North", "South", "x y"] {
        let mut from = world.stream.between(0, 1) * 10;
        for _ in 0..world.stream.below(4) {
            let rate = share(world);
            rows.push(vec![group.to_owned(), from.to_string(), rate, from.to_string()]);
            from += world.stream.between(1, 500);
        }
    }
    File { table: "Steps".into(), heading: ["Group", "From", "Rate", "Above"].map(str::to_owned).into(), rows }
}

fn fx(world: &mut World) -> File {
    let mut rows = Vec::new();
    for (from, to) in
        [("EUR", "USD"), ("USD", "EUR"), ("USD", "JPY"), ("EUR", "JPY"), ("USD", "KWD"), ("EUR", "KWD"), ("USD", "CNY"), ("EUR", "CNY")]
    {
        let mut days: Vec<i64> = (0..3).map(|_| world.days.0 + world.stream.between(-60, 60)).collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            let rate = world.stream.one(&["1.1", "0.9137", "148.25", "3", "0.333333"]);
            rows.push([from, to, &day_text(day), rate].map(str::to_owned).into());
        }
    }
    File { table: "fx".into(), heading: ["From", "To", "Date", "Rate"].map(str::to_owned).into(), rows }
}

fn rows(world: &mut World, table: &Table, keys: &[Vec<String>]) -> File {
    let columns: Vec<Column> = table.columns.iter().filter(|column| column.input).cloned().collect();
    let mut heading: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let foreign = table.foreign;
    if foreign {
        heading.extend(["Cur".to_owned(), "Foreign".to_owned()]);
    }
    let most = if world.stream.chance(12) { 0 } else { 1 + world.stream.below(14) };
    let (mut rows, mut seen) = (Vec::<Vec<String>>::new(), std::collections::BTreeSet::new());
    for no in 0..most {
        let mut row = Vec::new();
        let mut from = world.days.0;
        let mut possible = true;
        for column in columns.iter() {
            if column.blank && world.stream.chance(30) {
                row.push(String::new());
                continue;
            }
            let day = day_in(world);
            if column.name == "From" {
                from = day;
            }
            row.push(match column.ty {
                _ if column.key && column.name == "Id" => format!("{}{}", ["k", "K", "k|"][no % 3], no * 7 % 10 + no),
                Ty::Date if column.fill == Fill::SpanEnd => day_text(from + world.stream.between(0, 70)),
                Ty::Date => day_text(day),
                Ty::Period => match column.fill {
                    Fill::Grain(grain) => period(day, grain),
                    _ => String::new(),
                },
                Ty::Payee => person(world.stream.below(world.people)),
                Ty::Ref(target) => match world.stream.pick(&keys[target]) {
                    Some(key) => key,
                    None => {
                        possible = false;
                        String::new()
                    }
                },
                Ty::Percent => share(world),
                Ty::Bool => world.stream.one(&["true", "false"]).to_owned(),
                Ty::Text => world.stream.one(&["a", "b", "B", "Cloud", "x y", "Ä"]).to_owned(),
                Ty::Number | Ty::Money => number(world, column.fill == Fill::NotNegative),
            });
        }
        if foreign {
            row.push(world.stream.one(&["USD", "EUR"]).to_owned());
            row.push(number(world, false));
        }
        let key: Vec<String> = columns.iter().zip(&row).filter(|(column, _)| column.key).map(|(_, cell)| cell.clone()).collect();
        if possible && (key.is_empty() || seen.insert(key)) {
            rows.push(row);
        }
    }
    File { table: table.name.clone(), heading, rows }
}

fn number(world: &mut World, not_negative: bool) -> String {
    let text = match world.stream.below(8) {
        0 => "0".to_owned(),
        1 | 2 => world.stream.between(1, 20).to_string(),
        3 | 4 => format!("{}.{:02}", world.stream.between(0, 2000), world.stream.between(0, 99)),
        5 => format!("{}.{:05}", world.stream.between(0, 90), world.stream.between(0, 99_999)),
        6 => world.stream.between(1, 9_999_999_999).to_string(),
        _ => world.stream.one(&["100", "1000", "33.33", "0.005", "0.000000000001"]).to_owned(),
    };
    if !not_negative && world.stream.chance(20) { format!("-{text}") } else { text }
}

fn share(world: &mut World) -> String {
    world.stream.one(&["0%", "100%", "12.5%", "0.25", "33.333%", "50%", "0.1"]).to_owned()
}

/// A day in or around the plan's time, often at the edge of a month.
fn day_in(world: &mut World) -> i64 {
    let (first, last) = world.days;
    let margin = ((last - first) / 6).min(40);
    let day = world.stream.between(first - margin, last + margin);
    if !world.stream.chance(40) {
        return day;
    }
    let text = day_text(day);
    let (year, month) = (text[..4].parse().unwrap(), text[5..7].parse().unwrap());
    let start = day_number(year, month, 1);
    if world.stream.chance(50) { start } else { start - 1 }
}

fn any_day(world: &mut World) -> String {
    let day = day_in(world);
    day_text(day)
}

/// A period's name; the fiscal year is as good as the calendar's for what these rows are for.
fn period(day: i64, grain: Grain) -> String {
    let text = day_text(day);
    let month: i64 = text[5..7].parse().unwrap();
    match grain {
        Grain::Day | Grain::Custom => text,
        Grain::Week => {
            let thursday = day - (day + 3).rem_euclid(7) + 3;
            let year: i64 = day_text(thursday)[..4].parse().unwrap();
            format!("{year}-W{:02}", (thursday - day_number(year, 1, 1)) / 7 + 1)
        }
        Grain::Month => text[..7].to_owned(),
        Grain::Quarter => format!("{}-Q{}", &text[..4], (month + 2) / 3),
        Grain::Half => format!("{}-H{}", &text[..4], (month + 5) / 6),
        Grain::Year => text[..4].to_owned(),
    }
}
