//! Random declarations, in an order in which each names only earlier ones; the plan has them in another.

use crate::random::expressions::Place;
use crate::random::stream::Stream;
use crate::random::world::{Column, Decision, Declaration, Fill, Grain, Ladder, Line, Param, Table, Time, Ty, World, day_number, day_text};

/// The world of a seed, with all its declarations.
pub(crate) fn world(seed: u64) -> World {
    let mut stream = Stream::new(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x7469_6572);
    let grains =
        [Grain::Month, Grain::Month, Grain::Month, Grain::Quarter, Grain::Week, Grain::Half, Grain::Year, Grain::Day, Grain::Custom];
    let grain = grains[stream.below(grains.len())];
    let start = [day_number(2026, 1, 1), day_number(2025, 11, 1), day_number(2024, 2, 1), day_number(2026, 4, 1)][stream.below(4)];
    let length = match grain {
        Grain::Day => 9,
        Grain::Week | Grain::Custom => 60,
        Grain::Month => 150,
        Grain::Quarter => 400,
        Grain::Half => 600,
        Grain::Year => 1000,
    };
    let mut world = World {
        stream,
        grain,
        days: (start, start + length),
        currency: "USD",
        people: 0,
        person_columns: Vec::new(),
        spans_of_people: false,
        fx: false,
        tables: Vec::new(),
        lines: Vec::new(),
        ladders: Vec::new(),
        matrices: Vec::new(),
        steps: false,
        decisions: Vec::new(),
        params: Vec::new(),
        defines: Vec::new(),
        declarations: Vec::new(),
        names: 0,
    };
    world.currency = world.stream.one(&["USD", "USD", "EUR", "JPY", "KWD", "CNY"]);
    world.fx = world.stream.chance(25);
    world.header();
    world.payees();
    for _ in 0..world.stream.below(3) {
        world.param();
    }
    for _ in 0..=world.stream.below(2) {
        world.ladder();
    }
    if world.stream.chance(40) {
        world.matrix();
    }
    if world.stream.chance(40) {
        world.steps();
    }
    if world.stream.chance(60) {
        world.decision();
    }
    if world.stream.chance(40) {
        world.define();
    }
    for _ in 0..=world.stream.below(3) {
        world.table();
        for _ in 0..world.stream.below(3) {
            world.line();
        }
    }
    for _ in 0..world.stream.below(3) {
        world.derived();
        world.line();
    }
    for _ in 0..=world.stream.below(4) {
        world.line();
    }
    world
}

fn input(name: &str, ty: Ty, fill: Fill) -> Column {
    Column { name: name.to_owned(), ty, blank: false, input: true, key: false, fill }
}

impl World {
    fn declare(&mut self, text: String) {
        self.declarations.push(Declaration::whole(text));
    }

    fn header(&mut self) {
        let (first, last) = self.days;
        let mut text = format!(
            "plan \"Random\"\ncurrency {}\nperiod {}\neffective {} to {}\n",
            self.currency,
            self.grain.word(),
            day_text(first),
            day_text(last)
        );
        if self.grain != Grain::Custom {
            if self.stream.chance(20) {
                text.push_str(&format!("year from {}\n", self.stream.one(&["April", "July", "October", "February"])));
            }
            if self.stream.chance(20) {
                text.push_str("week from Sunday\n");
            }
        }
        if self.stream.chance(50) {
            let mode = self.stream.one(&["half up", "half even", "down", "up"]);
            let unit = if self.stream.chance(30) { format!(" to {}", self.stream.one(&["1", "0.05", "0.5"])) } else { String::new() };
            text.push_str(&format!("rounding {mode}{unit}\n"));
        }
        if self.stream.chance(20) {
            text.push_str("for payee[Region] <> \"x y\"\n");
        }
        if self.grain == Grain::Custom {
            text.push_str(
                "calendar {\n  [Period] text\n  [Start] date\n  [End] date\n  [Month] text\n  [Quarter] text\n  [Year] text\n}\n",
            );
        }
        if self.fx {
            text.push_str("table fx {\n  [From] text\n  [To] text\n  [Date] date\n  [Rate] number > 0\n}\n");
        }
        self.declare(text);
    }

    fn payees(&mut self) {
        self.people = 2 + self.stream.below(5);
        self.spans_of_people = self.stream.chance(35);
        self.person_columns = vec![
            input("Region", Ty::Text, Fill::Few),
            Column { blank: true, ..input("Manager", Ty::Payee, Fill::Plain) },
            Column { blank: true, ..input("Mentor", Ty::Payee, Fill::Plain) },
            input("Weight", Ty::Number, Fill::NotNegative),
            Column { blank: true, ..input("Hired", Ty::Date, Fill::Plain) },
            input("Rate", Ty::Percent, Fill::Share),
        ];
        let (roles, columns) = if self.spans_of_people { (" from [Start] to [End]", "  [Start] date\n  [End] date?\n") } else { ("", "") };
        self.declare(format!(
            "payees{roles} {{\n  [Id] text key\n  [Region] text\n  [Manager] payee?\n  [Mentor] payee?\n  [Weight] number >= 0\n  [Hired] date?\n  [Rate] percent in 0% .. 100%\n{columns}}}\n"
        ));
    }

    fn param(&mut self) {
        let name = self.name("Param");
        let (ty, value, bounds) = match self.stream.below(4) {
            0 => (Ty::Percent, "12.5%".to_owned(), " between 0% and 100% step 0.5%"),
            1 => (Ty::Number, self.stream.one(&["3", "1.5", "0"]).to_owned(), ""),
            2 => (Ty::Text, "\"b\"".to_owned(), ""),
            _ => (Ty::Money, format!("{} {}", self.currency, self.stream.one(&["100", "0.5", "2500"])), ""),
        };
        self.declare(format!("param {name} = {value}{bounds}\n"));
        if self.stream.chance(25) && bounds.is_empty() {
            let day = self.amended();
            let later = match ty {
                Ty::Number => "7".to_owned(),
                Ty::Text => "\"a\"".to_owned(),
                _ => format!("{} 77", self.currency),
            };
            self.declare(format!("param {name} from {day} = {later}\n"));
        }
        self.params.push(Param { name, ty });
    }

    /// A day from which an amendment holds.
    fn amended(&mut self) -> String {
        let (first, last) = self.days;
        day_text(self.stream.between(first, last))
    }

    fn ladder(&mut self) {
        let name = self.name("Tiers");
        let bound = [Ty::Number, Ty::Money, Ty::Percent][self.stream.below(3)];
        let sign = |value: i64| match bound {
            Ty::Percent => format!("{value}%"),
            _ => value.to_string(),
        };
        let rows = 1 + self.stream.below(4);
        let named = bound == Ty::Money;
        let heading = if named {
            format!("| From {} | Rate | Bonus {} | Grade |\n", self.currency, self.currency)
        } else {
            format!("| From | Rate | Bonus {} | Grade |\n", self.currency)
        };
        let body = |world: &mut World| {
            let mut text = format!("  {heading}");
            let mut at = 0;
            let open = world.stream.chance(25);
            for row in 0..rows {
                let low = match (row, open) {
                    (0, true) => "any".to_owned(),
                    (0, false) if world.stream.chance(70) => sign(0),
                    _ => {
                        at += world.stream.between(1, 60);
                        if world.stream.chance(20) { format!("> {}", sign(at)) } else { sign(at) }
                    }
                };
                let (rate, bonus, grade) =
                    (world.stream.between(0, 30), world.stream.between(0, 500), world.stream.one(&["\"a\"", "\"b\"", "\"Cloud\""]));
                text.push_str(&format!("  | {low} | {rate}% | {bonus} | {grade} |\n"));
            }
            text
        };
        let text = body(self);
        self.declare(format!("tiers {name} {{\n{text}}}\n"));
        if self.stream.chance(20) {
            let (day, text) = (self.amended(), body(self));
            self.declare(format!("tiers {name} from {day} {{\n{text}}}\n"));
        }
        let outputs = vec![("Rate".to_owned(), Ty::Percent), ("Bonus".to_owned(), Ty::Money), ("Grade".to_owned(), Ty::Text)];
        self.ladders.push(Ladder { name, bound, outputs, rows });
    }

    fn matrix(&mut self) {
        let name = self.name("Grid");
        self.declare(format!("matrix {name} (count, share) {{\n  |      | 0% | 30% | > 50% |\n  |    0 | 1% | 2% | 3% |\n  |   10 | 4% | 5% | 6% |\n  | > 50 | 7% | 8% | 9% |\n}}\n"));
        self.matrices.push(name);
    }

    /// A ladder that comes as data: one for each region.
    fn steps(&mut self) {
        let currency = self.currency;
        self.declare(format!("table Steps {{\n  [Group] text key\n  [From] {currency} key\n  [Rate] percent\n  [Above] {currency}\n}}\n"));
        self.steps = true;
    }

    fn decision(&mut self) {
        let name = self.name("Rule");
        let (output, values) = match self.stream.below(3) {
            0 => (Ty::Percent, ["1%", "2%", "3%"].map(str::to_owned)),
            1 => (Ty::Text, ["\"a\"", "\"b\"", "\"c\""].map(str::to_owned)),
            _ => (Ty::Money, [10, 20, 30].map(|amount| format!("{} {amount}", self.currency))),
        };
        let [a, b, c] = values;
        let (text, conditions) = match self.stream.below(3) {
            0 => (
                format!(
                    "rates {name} {{\n  | Word | Share | -> Value |\n  | \"a\", \"b\" | >= 30% | {a} |\n  | \"a\", \"b\" | < 30% | {b} |\n  | other | any | {c} |\n}}\n"
                ),
                vec![Ty::Text, Ty::Percent],
            ),
            1 => (
                format!(
                    "rates {name} first {{\n  | Count | Flag | -> Value |\n  | > 10 | true | {a} |\n  | 5 .. 12 | any | {b} |\n  | any | any | {c} |\n}}\n"
                ),
                vec![Ty::Number, Ty::Bool],
            ),
            _ => (
                format!(
                    "rates {name} {{\n  | Day | -> Value |\n  | < 2026-02-01 | {a} |\n  | >= 2026-02-01 and < 2026-03-15 | {b} |\n  | >= 2026-03-15 | {c} |\n}}\n"
                ),
                vec![Ty::Date],
            ),
        };
        self.declare(text);
        self.decisions.push(Decision { name, conditions, output });
    }

    fn define(&mut self) {
        let name = self.name("Own");
        let body = self.stream.one(&["MIN(MAX(x, y), 50)", "(x + y) / 2", "IF(x > y, x - y, 0)", "ROUND(x * y, 2)"]);
        self.declare(format!("define {name}(x, y) = {body}\n"));
        self.defines.push((name, 2));
    }

    /// An input table with calculated columns.
    fn table(&mut self) {
        let name = self.name("Table");
        let mut columns = Vec::new();
        let linked: Vec<(usize, Table)> =
            self.tables.iter().cloned().enumerate().filter(|(_, table)| !table.derived && table.single_key.is_some()).collect();
        let link = if self.stream.chance(50) { self.stream.pick(&linked) } else { None };
        let time = match self.stream.below(10) {
            0..=5 => Time::On,
            6 | 7 => Time::In(self.grain_of_rows()),
            8 => Time::Span,
            _ => Time::None,
        };
        let single = self.stream.chance(65);
        let compound = !single && self.stream.chance(60);
        if single {
            columns.push(Column { key: true, ..input("Id", Ty::Text, Fill::Plain) });
        }
        let by_link = link.as_ref().is_some_and(|(_, table)| table.by_path == "[Rep]") && self.stream.chance(50);
        let by = by_link || self.stream.chance(85);
        if by && !by_link {
            columns.push(Column { key: compound, blank: !compound && self.stream.chance(15), ..input("Rep", Ty::Payee, Fill::Plain) });
        }
        match time {
            Time::On => {
                columns.push(Column { key: compound, blank: !compound && self.stream.chance(15), ..input("When", Ty::Date, Fill::Plain) })
            }
            Time::In(grain) => columns.push(Column { key: compound, ..input("Term", Ty::Period, Fill::Grain(grain)) }),
            Time::Span => {
                columns.push(Column { key: compound, ..input("From", Ty::Date, Fill::Plain) });
                columns.push(Column { blank: true, ..input("Until", Ty::Date, Fill::SpanEnd) });
            }
            Time::None => {}
        }
        let compound = compound && columns.iter().any(|column| column.key);
        if let Some((target, _)) = &link {
            columns.push(input("Link", Ty::Ref(*target), Fill::Plain));
        }
        columns.push(input("Amount", Ty::Money, if self.stream.chance(30) { Fill::NotNegative } else { Fill::Plain }));
        for (name, ty, fill) in [
            ("Count", Ty::Number, Fill::Plain),
            ("Share", Ty::Percent, Fill::Share),
            ("Word", Ty::Text, Fill::Few),
            ("Flag", Ty::Bool, Fill::Plain),
            ("Second", Ty::Payee, Fill::Plain),
            ("Paid", Ty::Date, Fill::Plain),
            ("Rebate", Ty::Money, Fill::Plain),
        ] {
            if self.stream.chance(45) {
                columns.push(Column { blank: self.stream.chance(40), ..input(name, ty, fill) });
            }
        }
        let by_path = if by_link { "[Link].[Rep]".to_owned() } else { "[Rep]".to_owned() };
        let by_path = if by { by_path } else { String::new() };
        let time_path = match time {
            Time::On => "[When]",
            Time::In(_) => "[Term]",
            Time::Span => "[From]",
            Time::None => "",
        };
        let roles = self.roles(&by_path, time);
        let mut head = format!("table {name}{roles} {{\n");
        for column in &columns {
            head.push_str(&self.column_text(column));
        }
        let foreign =
            self.fx && time == Time::On && columns.iter().any(|column| column.name == "When" && !column.blank) && self.stream.chance(60);
        if foreign {
            head.push_str("  [Cur] text in (\"USD\", \"EUR\")\n  [Foreign] money in [Cur]\n");
        }
        // A column whose period is of another grain than the plan's is no value for formulas here.
        let single_key = single.then(|| "Id".to_owned());
        let keyed = single || compound;
        self.tables.push(Table {
            name,
            columns,
            by,
            by_path,
            time,
            time_path: time_path.to_owned(),
            derived: false,
            foreign,
            single_key,
            keyed,
        });
        let at = self.tables.len() - 1;
        let mut parts = Vec::new();
        if foreign {
            parts.push(format!("  [Local] : {} = CONVERT([Foreign], {}, [When])\n", self.currency, self.currency));
            self.tables[at].columns.push(Column { input: false, ..input("Local", Ty::Money, Fill::Plain) });
        }
        for _ in 0..self.stream.below(4) {
            parts.push(self.calculated(at));
        }
        self.declarations.push(Declaration { head, parts, tail: "}\n".to_owned() });
    }

    fn roles(&self, by_path: &str, time: Time) -> String {
        let by = if by_path.is_empty() { String::new() } else { format!(" by {by_path}") };
        let time = match time {
            Time::On => " on [When]",
            Time::In(_) => " in [Term]",
            Time::Span => " from [From] to [Until]",
            Time::None => "",
        };
        format!("{by}{time}")
    }

    fn column_text(&self, column: &Column) -> String {
        let ty = match column.fill {
            Fill::Grain(grain) if grain == self.grain => "period".to_owned(),
            Fill::Grain(grain) => grain.word().to_owned(),
            _ => self.type_word(column.ty),
        };
        let bounds = match column.fill {
            Fill::NotNegative => " >= 0",
            Fill::Share => " in 0% .. 100%",
            _ => "",
        };
        format!("  [{}] {ty}{}{bounds}{}\n", column.name, if column.blank { "?" } else { "" }, if column.key { " key" } else { "" })
    }

    /// A calculated column of a table.
    fn calculated(&mut self, at: usize) -> String {
        let name = self.name("c");
        let table = self.tables[at].clone();
        let kinds = [Ty::Number, Ty::Money, Ty::Money, Ty::Percent, Ty::Text, Ty::Bool, Ty::Date];
        let mut ty = kinds[self.stream.below(kinds.len())];
        let by = self.stream.pick(&table.columns.iter().filter(|column| column.input).cloned().collect::<Vec<_>>());
        let by = by.map_or(String::new(), |column| format!(" by [{}]", column.name));
        let by = if self.stream.chance(60) { by } else { String::new() };
        let window = self.stream.one(&["TO DATE", "YTD", "QTD", "LAST 2"]);
        let formula = match self.stream.below(8) {
            0 if table.keyed && table.time != Time::None => {
                ty = Ty::Money;
                format!("RUNNING([Amount] over {window}{by})")
            }
            1 if table.keyed && table.time != Time::None => {
                ty = Ty::Money;
                let first = if self.stream.chance(70) { format!(", {} 1", self.currency) } else { format!(", {} 0", self.currency) };
                let back = self.stream.between(1, 2);
                if self.stream.chance(50) {
                    format!("PRIOR([Amount], {back}{first}{by})")
                } else {
                    format!("MAX({} 0, PRIOR([{name}], 1, {} 0{by}) + [Amount] - {} 5)", self.currency, self.currency, self.currency)
                }
            }
            2 if table.keyed && !by.is_empty() => {
                ty = Ty::Money;
                let weight = if table.columns.iter().any(|column| column.name == "Count" && !column.blank) { "ABS([Count])" } else { "1" };
                let rest = if self.stream.chance(50) {
                    format!(" remainder {}", self.stream.one(&["first", "last", "none"]))
                } else {
                    String::new()
                };
                format!("ALLOCATE({} 100.01, {weight}{by}{rest})", self.currency)
            }
            _ => {
                let cell = self.has_cells(&table) && self.stream.chance(40);
                let place = Place { row: Some(at), cell, aggregates: 1, ..Place::default() };
                let depth = 1 + self.stream.below(3);
                self.expr(ty, &place, depth)
            }
        };
        let pinned = if formula.contains(&format!("[{name}]")) || self.stream.chance(25) {
            format!(" : {}", self.type_word(ty))
        } else {
            String::new()
        };
        let column = Column { name: name.clone(), ty, blank: false, input: false, key: false, fill: Fill::Plain };
        self.tables[at].columns.push(column);
        format!("  [{name}]{pinned} = {formula}\n")
    }

    fn derived(&mut self) {
        let sources: Vec<(usize, Table)> =
            self.tables.iter().cloned().enumerate().filter(|(_, table)| table.by && table.time == Time::On).collect();
        let Some((at, source)) = self.stream.pick(&sources) else { return };
        let name = self.name("Derived");
        let place = Place { sources: vec![at], ..Place::default() };
        let s = source.name.clone();
        let (rep, when) = (format!("{s}{}", source.by_path), format!("{s}{}", source.time_path));
        let blank = |path: &str| source.columns.iter().any(|column| format!("[{}]", column.name) == path && column.blank);
        let filled = [&source.by_path, &source.time_path]
            .iter()
            .filter(|path| blank(path))
            .map(|path| format!("{s}{path} <> blank"))
            .collect::<Vec<_>>();
        let condition = |extra: String| {
            let mut all = filled.clone();
            all.extend((!extra.is_empty()).then_some(extra));
            if all.is_empty() { String::new() } else { format!(" where {}", all.join(" and ")) }
        };
        let value = |world: &mut World, place: &Place| {
            let depth = 1 + world.stream.below(2);
            world.expr(Ty::Money, place, depth)
        };
        let mut columns =
            vec![input("Rep", Ty::Payee, Fill::Plain), input("When", Ty::Date, Fill::Plain), input("Value", Ty::Money, Fill::Plain)];
        let mut time = Time::On;
        let mut clauses = String::new();
        match self.stream.below(5) {
            0 => {
                let grain = [Grain::Month, Grain::Quarter][self.stream.below(2)];
                let function = if grain == Grain::Month { "MONTH_OF" } else { "QUARTER_OF" };
                let aggregate = self.stream.one(&["SUM", "MAX", "AVERAGE", "COUNT"]);
                let body = if aggregate == "COUNT" {
                    format!("MONEY(COUNT({s}), {})", self.currency)
                } else {
                    format!("{aggregate}({s}[Amount])")
                };
                clauses.push_str(&format!(
                    "  from {s}{} group by [Rep] = {rep}, [Term] = {function}({when}) {{ [Value] = {body} }}\n",
                    condition(String::new())
                ));
                columns[1] = input("Term", Ty::Period, Fill::Grain(grain));
                time = Time::In(grain);
            }
            1 => {
                let grain = if self.grain < Grain::Month { Grain::Month } else { self.grain };
                let word =
                    if self.stream.chance(50) && self.grain != Grain::Custom && self.grain != Grain::Day { self.grain } else { grain };
                let word = if word == Grain::Custom { Grain::Month } else { word };
                clauses.push_str(&format!(
                    "  from {s}{} each {} from {when} to {when} + {} {{ [Rep] = {rep} [Term] = EACH [Value] = {s}[Amount] / 3 }}\n",
                    condition(String::new()),
                    word.word(),
                    self.stream.one(&["0", "31", "70"])
                ));
                columns[1] = input("Term", Ty::Period, Fill::Grain(word));
                time = Time::In(word);
            }
            2 => {
                let others: Vec<(usize, Table)> = self
                    .tables
                    .iter()
                    .cloned()
                    .enumerate()
                    .filter(|(other, table)| *other != at && !table.columns_of(Ty::Text).is_empty())
                    .collect();
                let words = source.columns_of(Ty::Text);
                if let (Some((other_at, other)), Some(word)) = (self.stream.pick(&others), self.stream.pick(&words)) {
                    let key = self.stream.pick(&other.columns_of(Ty::Text)).unwrap();
                    let optional = self.stream.chance(50);
                    let joined = Place { sources: if optional { vec![at] } else { vec![at, other_at] }, ..Place::default() };
                    let value = value(self, &joined);
                    clauses.push_str(&format!(
                        "  from {s} join {} on {s}[{}] = {}[{}]{}{} {{ [Rep] = {rep} [When] = {when} [Value] = {value} }}\n",
                        other.name,
                        word.name,
                        other.name,
                        key.name,
                        if optional { " else" } else { "" },
                        condition(String::new())
                    ));
                }
            }
            _ => {}
        }
        if clauses.is_empty() {
            for _ in 0..=self.stream.below(2) {
                let extra = if self.stream.chance(50) { self.expr(Ty::Bool, &place, 1) } else { String::new() };
                let value = value(self, &place);
                clauses.push_str(&format!("  from {s}{} {{ [Rep] = {rep} [When] = {when} [Value] = {value} }}\n", condition(extra)));
            }
        }
        let roles = self.roles("[Rep]", time);
        let time_path = if time == Time::On { "[When]" } else { "[Term]" };
        for column in &mut columns {
            column.input = false;
        }
        self.tables.push(Table {
            name: name.clone(),
            columns,
            by: true,
            by_path: "[Rep]".into(),
            time,
            time_path: time_path.into(),
            derived: true,
            foreign: false,
            single_key: None,
            keyed: true,
        });
        let at = self.tables.len() - 1;
        let mut parts = Vec::new();
        for _ in 0..self.stream.below(3) {
            let cell = self.has_cells(&self.tables[at].clone());
            let ty = [Ty::Money, Ty::Number, Ty::Percent][self.stream.below(3)];
            let formula = self.expr(ty, &Place { row: Some(at), cell, aggregates: 1, ..Place::default() }, 2);
            let column = self.name("c");
            parts.push(format!("  [{column}] = {formula}\n"));
            self.tables[at].columns.push(Column { input: false, ..input(&column, ty, Fill::Plain) });
        }
        self.declarations.push(Declaration { head: format!("table {name}{roles} {{\n{clauses}"), parts, tail: "}\n".into() });
    }

    fn line(&mut self) {
        let name = self.name("Line");
        let kinds = [Ty::Money, Ty::Money, Ty::Money, Ty::Money, Ty::Number, Ty::Number, Ty::Percent, Ty::Text, Ty::Bool, Ty::Date];
        let mut ty = kinds[self.stream.below(kinds.len())];
        let place = Place { cell: true, aggregates: 2, ..Place::default() };
        let depth = 1 + self.stream.below(3);
        let zero = format!("{} 0", self.currency);
        let special = self.stream.below(14);
        if special < 5 {
            ty = Ty::Money;
        }
        let base = self.expr(ty, &place, depth);
        let (mut formula, mut pinned) = (base, self.stream.chance(20));
        match special {
            0 => {
                formula = format!("PRIOR({name}, 1, {zero}) + {formula}");
                pinned = true;
            }
            1 => {
                let window = self.stream.one(&["EARLIER IN YEAR", "EARLIER", "PRIOR", "EARLIER IN QUARTER"]);
                formula = format!("MIN({formula}, {} 1000 - SUM({name} over {window}))", self.currency);
                pinned = true;
            }
            2 => {
                let people = self.stream.one(&["reports", "team", "level 2", "manager", "managers"]);
                formula = format!("({formula}) + 10% * SUM({name} for {people})");
                pinned = true;
            }
            3 => formula = format!("PRIOR({}, {}, {zero})", self.line_of(Ty::Money).unwrap_or(zero.clone()), self.stream.between(1, 3)),
            4 => {
                let word = self.stream.one(&["PAYABLE", "EARNED"]);
                let window = self.stream.one(&["EARLIER", "PRIOR", "EARLIER IN YEAR"]);
                formula = format!("SUM({word} over {window}) + ({formula})");
            }
            _ => {}
        }
        let kind = if ty == Ty::Money { self.stream.one(&["pay ", "earn ", "", "pay "]) } else { "" };
        let label = if self.stream.chance(15) { format!(" \"{name} ä\"") } else { String::new() };
        let each = self.grain < Grain::Quarter && self.grain != Grain::Custom && special > 4 && self.stream.chance(15);
        let each_text = if each { format!(" each {}", self.stream.one(&["quarter", "year", "half"])) } else { String::new() };
        let when = if matches!(ty, Ty::Money | Ty::Number | Ty::Percent) && self.stream.chance(20) {
            format!(" when ({})", self.expr(Ty::Bool, &Place { aggregates: 0, ..place.clone() }, 1))
        } else {
            String::new()
        };
        let pin = if pinned { format!(" : {}", self.type_word(ty)) } else { String::new() };
        self.declare(format!("{kind}{name}{label}{pin}{each_text}{when} = {formula}\n"));
        if self.stream.chance(12) {
            let (day, later) = (self.amended(), self.expr(ty, &place, 1));
            self.declare(format!("{kind}{name} from {day} = {later}\n"));
        }
        self.lines.push(Line { name, ty, each });
    }

    fn line_of(&mut self, ty: Ty) -> Option<String> {
        let fitting: Vec<String> = self.lines.iter().filter(|line| line.ty == ty && !line.each).map(|line| line.name.clone()).collect();
        self.stream.pick(&fitting)
    }
}
