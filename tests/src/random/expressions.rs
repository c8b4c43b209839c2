//! Random formulas of a wanted type. What the checks refuse all the same is left out of the plan later, so these follow
//! the rules of the language only as far as that is easy.

use crate::random::world::{Column, Grain, Time, Ty, World, day_text};

/// What a formula may name where it stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// The table whose row it stands in.
    pub(crate) row: Option<usize>,
    /// The table ranged over.
    pub(crate) ranged: Option<usize>,
    /// The sources of a `from` block.
    pub(crate) sources: Vec<usize>,
    /// Whether lines, `payee` and `period` may be named.
    pub(crate) cell: bool,
    /// How many more aggregates may be nested.
    pub(crate) aggregates: usize,
    /// Whether the cell is one that is ranged over.
    pub(crate) over_cells: bool,
}

impl World {
    /// A formula of a type.
    pub(crate) fn expr(&mut self, ty: Ty, place: &Place, depth: usize) -> String {
        if depth == 0 || self.stream.chance(12) {
            return self.leaf(ty, place);
        }
        let deeper = depth - 1;
        match self.stream.below(12) {
            0 => {
                let (condition, then, otherwise) =
                    (self.expr(Ty::Bool, place, deeper), self.expr(ty, place, deeper), self.expr(ty, place, deeper));
                match self.stream.below(3) {
                    0 => format!("IFS({condition}, {then}, true, {otherwise})"),
                    _ => format!("IF({condition}, {then}, {otherwise})"),
                }
            }
            1 => {
                let subject_type = [Ty::Number, Ty::Text, Ty::Percent][self.stream.below(3)];
                let subject = self.expr(subject_type, place, deeper);
                let (case, result, otherwise) = (self.literal(subject_type), self.expr(ty, place, deeper), self.leaf(ty, place));
                format!("SWITCH({subject}, {case}, {result}, {otherwise})")
            }
            2 => {
                let (inner, otherwise) = (self.expr(ty, place, deeper), self.leaf(ty, place));
                format!("IFNA({inner}, {otherwise})")
            }
            3 if matches!(ty, Ty::Number | Ty::Money | Ty::Percent) => {
                let inner = self.expr(ty, place, deeper);
                let name = self.name("x");
                let rest = self.expr(ty, place, deeper.saturating_sub(1));
                format!("LET({name}, {inner}, {name} + {rest})")
            }
            4..=6 if place.aggregates > 0 => self.aggregate(ty, place, deeper).unwrap_or_else(|| self.leaf(ty, place)),
            _ => match ty {
                Ty::Number => self.number(place, deeper),
                Ty::Money => self.money(place, deeper),
                Ty::Percent => self.percent(place, deeper),
                Ty::Bool => self.condition(place, deeper),
                Ty::Text => self.text(place, deeper),
                Ty::Date => self.date(place, deeper),
                Ty::Period | Ty::Payee | Ty::Ref(_) => self.leaf(ty, place),
            },
        }
    }

    fn literal(&mut self, ty: Ty) -> String {
        match ty {
            Ty::Number => self.stream.one(&["0", "1", "2", "3", "7", "12", "0.5", "1.25", "100", "2.005", "1000000"]).to_owned(),
            Ty::Percent => self.stream.one(&["0%", "5%", "12.5%", "33%", "50%", "100%", "130%", "0.1%"]).to_owned(),
            Ty::Money => {
                let amount = self.stream.one(&["0", "1", "10", "33.33", "100", "250.5", "1000", "0.01", "12345.678"]);
                format!("{} {amount}", self.currency)
            }
            Ty::Text => format!("\"{}\"", self.stream.one(&["a", "b", "B", "Ä", "x y", "Cloud", ""])),
            Ty::Bool => self.stream.one(&["true", "false"]).to_owned(),
            Ty::Date => {
                let (first, last) = self.days;
                day_text(self.stream.between(first - 5, last + 5))
            }
            Ty::Period | Ty::Payee | Ty::Ref(_) => "blank".to_owned(),
        }
    }

    /// What has a name and the type, or a literal.
    fn leaf(&mut self, ty: Ty, place: &Place) -> String {
        let mut found: Vec<(String, bool)> = Vec::new();
        if let Some(row) = place.row {
            let table = &self.tables[row];
            found.extend(table.columns_of(ty).iter().map(|column| (format!("[{}]", column.name), column.blank)));
            for reference in table.columns.iter().filter(|column| !column.blank) {
                if let Ty::Ref(target) = reference.ty {
                    let columns = self.tables[target].columns_of(ty);
                    found.extend(columns.iter().map(|column| (format!("[{}].[{}]", reference.name, column.name), column.blank)));
                }
            }
        }
        for named in place.ranged.iter().chain(&place.sources) {
            let table = &self.tables[*named];
            found.extend(table.columns_of(ty).iter().map(|column| (format!("{}[{}]", table.name, column.name), column.blank)));
            for reference in table.columns.iter().filter(|column| !column.blank) {
                if let Ty::Ref(target) = reference.ty {
                    let columns = self.tables[target].columns_of(ty);
                    found.extend(
                        columns.iter().map(|column| (format!("{}[{}].[{}]", table.name, reference.name, column.name), column.blank)),
                    );
                }
            }
        }
        if place.cell {
            found.extend(self.lines.iter().filter(|line| line.ty == ty && !line.each).map(|line| (line.name.clone(), false)));
            let columns: Vec<Column> = self.person_columns.iter().filter(|column| column.ty == ty).cloned().collect();
            found.extend(columns.iter().map(|column| (format!("payee[{}]", column.name), column.blank)));
            match ty {
                Ty::Payee => found.push(("payee".into(), false)),
                Ty::Period => found.push(("period".into(), false)),
                Ty::Number => found.push(("NUMBER(period)".into(), false)),
                Ty::Date => found.extend([("START(period)".into(), false), ("END(period)".into(), false)]),
                Ty::Bool if self.spans_of_people => found.push(("payee[Active]".into(), false)),
                Ty::Bool | Ty::Percent | Ty::Money | Ty::Text | Ty::Ref(_) => {}
            }
        }
        found.extend(self.params.iter().filter(|param| param.ty == ty).map(|param| (param.name.clone(), false)));
        let literal = self.literal(ty);
        if found.is_empty() || self.stream.chance(15) && literal != "blank" {
            return literal;
        }
        let (name, blank) = self.stream.pick(&found).unwrap();
        if !blank {
            name
        } else if literal == "blank" {
            self.stream.pick(&found.into_iter().filter(|(_, blank)| !blank).collect::<Vec<_>>()).map_or(literal, |(name, _)| name)
        } else if self.stream.chance(20) {
            format!("IF({name} <> blank, {name}, {literal})")
        } else if self.stream.chance(20) {
            format!("IF(ISBLANK({name}), {literal}, {name})")
        } else {
            format!("IFBLANK({name}, {literal})")
        }
    }

    fn number(&mut self, place: &Place, depth: usize) -> String {
        let choice = self.stream.below(20);
        match choice {
            0..=4 => {
                let operator = self.stream.one(&["+", "-", "*", "/", "*"]);
                let (a, b) = (self.expr(Ty::Number, place, depth), self.expr(Ty::Number, place, depth));
                if self.stream.chance(60) { format!("({a} {operator} {b})") } else { format!("{a} {operator} {b}") }
            }
            5 => format!("-{}", self.bracketed(Ty::Number, place, depth)),
            6 => {
                let (a, b) = (self.bracketed(Ty::Money, place, depth), self.bracketed(Ty::Money, place, depth));
                format!("{a} / {b}")
            }
            7 => {
                let name = self.stream.one(&["ROUND", "ROUNDUP", "ROUNDDOWN", "ROUNDEVEN"]);
                let places = self.stream.one(&["0", "1", "2", "-1", "4"]);
                format!("{name}({}, {places})", self.expr(Ty::Number, place, depth))
            }
            8 => {
                let name = self.stream.one(&["MROUND", "CEILING", "FLOOR", "MOD"]);
                let unit = self.stream.one(&["1", "2", "0.5", "3", "0.05"]);
                format!("{name}({}, {unit})", self.expr(Ty::Number, place, depth))
            }
            9 => {
                let name = self.stream.one(&["ABS", "SIGN", "INT"]);
                format!("{name}({})", self.expr(Ty::Number, place, depth))
            }
            10 => {
                let name = self.stream.one(&["MIN", "MAX", "SUM", "AVERAGE", "MEDIAN", "COUNT"]);
                let (a, b, c) = (self.expr(Ty::Number, place, depth), self.expr(Ty::Number, place, depth), self.leaf(Ty::Number, place));
                format!("{name}({a}, {b}, {c})")
            }
            11 => {
                let (a, b, c) = (self.expr(Ty::Number, place, depth), self.expr(Ty::Number, place, depth), self.leaf(Ty::Number, place));
                format!("DIVIDE({a}, {b}, {c})")
            }
            12 => {
                let power = self.stream.one(&["2", "3", "0", "-1", "20"]);
                format!("({}) ^ {power}", self.expr(Ty::Number, place, depth))
            }
            13 | 18 => {
                let name = self.stream.one(&["YEAR", "MONTH", "DAY", "WEEKDAY", "YEAR_OF", "QUARTER_OF", "MONTH_OF", "PERIOD"]);
                let call = format!("{name}({})", self.expr(Ty::Date, place, depth));
                // These give periods.
                if name.ends_with("_OF") || name == "PERIOD" { format!("NUMBER({call})") } else { call }
            }
            14 => {
                let (a, b) = (self.expr(Ty::Date, place, depth), self.expr(Ty::Date, place, depth));
                match self.stream.below(5) {
                    0 => format!("({a} - {b})"),
                    1 => format!("DAYS({a}, {b})"),
                    2 => format!("NETWORKDAYS({a}, {b})"),
                    _ => format!("DATEDIF({a}, {b}, \"{}\")", self.stream.one(&["D", "M", "Y"])),
                }
            }
            15 => format!("LEN({})", self.expr(Ty::Text, place, depth)),
            16 => self.of_define(place, depth),
            17 if place.cell && place.row.is_none() && place.ranged.is_none() && place.aggregates > 0 && !place.over_cells => {
                let inner = Place { aggregates: 0, ..place.clone() };
                let ty = if self.stream.chance(50) { Ty::Number } else { Ty::Money };
                let ranked = self.expr(ty, &inner, 1);
                let people = self.people(true);
                format!("RANK({ranked} for {people})")
            }
            _ => self.of_ladder(Ty::Number, place, depth),
        }
    }

    fn bracketed(&mut self, ty: Ty, place: &Place, depth: usize) -> String {
        let inner = self.expr(ty, place, depth);
        format!("({inner})")
    }

    fn of_define(&mut self, place: &Place, depth: usize) -> String {
        let Some((name, arguments)) = self.stream.pick(&self.defines) else { return self.leaf(Ty::Number, place) };
        let arguments: Vec<String> = (0..arguments).map(|_| self.expr(Ty::Number, place, depth)).collect();
        format!("{name}({})", arguments.join(", "))
    }

    fn money(&mut self, place: &Place, depth: usize) -> String {
        match self.stream.below(16) {
            0..=3 => {
                let operator = self.stream.one(&["+", "-"]);
                let (a, b) = (self.expr(Ty::Money, place, depth), self.expr(Ty::Money, place, depth));
                if self.stream.chance(60) { format!("({a} {operator} {b})") } else { format!("{a} {operator} {b}") }
            }
            4..=6 => {
                let (a, b) = (self.bracketed(Ty::Money, place, depth), self.factor(place, depth));
                if self.stream.chance(70) { format!("{a} * {b}") } else { format!("{b} * {a}") }
            }
            7 => {
                let (a, b) = (self.bracketed(Ty::Money, place, depth), self.bracketed(Ty::Number, place, depth));
                format!("{a} / {b}")
            }
            8 => {
                let (a, b, c) = (
                    self.bracketed(Ty::Money, place, depth),
                    self.bracketed(Ty::Money, place, depth),
                    self.bracketed(Ty::Money, place, depth),
                );
                format!("{a} * {b} / {c}")
            }
            9 => {
                let name = self.stream.one(&["ROUND", "ROUNDUP", "ROUNDDOWN", "ROUNDEVEN"]);
                let places = self.stream.one(&["0", "2", "-2", "1"]);
                format!("{name}({}, {places})", self.expr(Ty::Money, place, depth))
            }
            10 => {
                let name = self.stream.one(&["MIN", "MAX", "SUM", "AVERAGE", "MEDIAN"]);
                let (a, b) = (self.expr(Ty::Money, place, depth), self.expr(Ty::Money, place, depth));
                format!("{name}({a}, {b})")
            }
            11 => format!("MONEY({}, {})", self.expr(Ty::Number, place, depth), self.currency),
            12 => {
                let (a, b, c) = (self.expr(Ty::Money, place, depth), self.expr(Ty::Number, place, depth), self.leaf(Ty::Money, place));
                format!("DIVIDE({a}, {b}, {c})")
            }
            13 if place.cell && place.row.is_none() && place.ranged.is_none() && !place.over_cells && place.aggregates > 0 => {
                self.share(place)
            }
            _ => self.of_ladder(Ty::Money, place, depth),
        }
    }

    /// `ALLOCATE` in a line.
    fn share(&mut self, place: &Place) -> String {
        let total = self.leaf(Ty::Money, &Place { cell: false, ..place.clone() });
        let weight = if self.stream.chance(60) {
            "payee[Weight]".to_owned()
        } else {
            self.leaf(Ty::Number, &Place { aggregates: 0, ..place.clone() })
        };
        let people = if self.stream.chance(50) { "everyone".to_owned() } else { "same [Region]".to_owned() };
        let unit = if self.stream.chance(30) { format!(" unit {}", self.stream.one(&["1", "0.5", "10"])) } else { String::new() };
        let rest =
            if self.stream.chance(40) { format!(" remainder {}", self.stream.one(&["first", "last", "none"])) } else { String::new() };
        format!("ALLOCATE({total}, {weight} for {people}{unit}{rest})")
    }

    fn factor(&mut self, place: &Place, depth: usize) -> String {
        let ty = if self.stream.chance(50) { Ty::Percent } else { Ty::Number };
        self.bracketed(ty, place, depth)
    }

    fn percent(&mut self, place: &Place, depth: usize) -> String {
        match self.stream.below(8) {
            0 | 1 => {
                let operator = self.stream.one(&["+", "-", "*"]);
                let (a, b) = (self.expr(Ty::Percent, place, depth), self.expr(Ty::Percent, place, depth));
                format!("({a} {operator} {b})")
            }
            2 => format!("{} * {}", self.bracketed(Ty::Percent, place, depth), self.bracketed(Ty::Number, place, depth)),
            3 => {
                let (a, b) = (self.expr(Ty::Percent, place, depth), self.expr(Ty::Percent, place, depth));
                format!("{}({a}, {b})", self.stream.one(&["MIN", "MAX", "AVERAGE"]))
            }
            4 => format!("ROUND({}, {})", self.expr(Ty::Percent, place, depth), self.stream.one(&["2", "3", "0"])),
            _ => self.of_ladder(Ty::Percent, place, depth),
        }
    }

    /// A value from tiers, a matrix or a decision table.
    fn of_ladder(&mut self, ty: Ty, place: &Place, depth: usize) -> String {
        match self.stream.below(8) {
            5 | 6 => {
                if let Some(text) = self.of_data(ty, place, depth) {
                    return text;
                }
            }
            0 => {
                let fitting: Vec<_> = self.decisions.iter().filter(|decision| decision.output == ty).cloned().collect();
                let Some(decision) = self.stream.pick(&fitting) else { return self.leaf(ty, place) };
                let arguments: Vec<String> = decision.conditions.iter().map(|condition| self.expr(*condition, place, depth)).collect();
                return format!("{}({})", decision.name, arguments.join(", "));
            }
            1 if ty == Ty::Percent && !self.matrices.is_empty() => {
                let matrix = self.stream.pick(&self.matrices.clone()).unwrap();
                return format!("TIER({}, {}, {matrix})", self.expr(Ty::Number, place, depth), self.expr(Ty::Percent, place, depth));
            }
            _ => {}
        }
        let Some(ladder) = self.stream.pick(&self.ladders) else { return self.leaf(ty, place) };
        let x = self.expr(ladder.bound, place, depth);
        let row = self.stream.between(1, i64::try_from(ladder.rows).unwrap());
        let fitting: Vec<_> = ladder.outputs.iter().filter(|(_, output)| *output == ty).cloned().collect();
        if (ty != Ty::Money || self.stream.chance(35))
            && let Some((output, _)) = self.stream.pick(&fitting)
        {
            let named = format!("{}[{output}]", ladder.name);
            return match self.stream.below(4) {
                0 if ty != Ty::Text => format!("INTERPOLATE({x}, {named})"),
                1 if ty != Ty::Text => format!("REACHED({x}, {named})"),
                _ => format!("TIER({x}, {named})"),
            };
        }
        if ty != Ty::Money {
            return self.leaf(ty, place);
        }
        let rates: Vec<_> = ladder.outputs.iter().filter(|(_, output)| *output == Ty::Percent).cloned().collect();
        let Some((output, _)) = self.stream.pick(&rates) else { return self.leaf(ty, place) };
        let named = format!("{}[{output}]", ladder.name);
        match ladder.bound {
            Ty::Money => match self.stream.below(3) {
                0 => format!("SLICE({x}, {named}, {row})"),
                1 => format!("SLICE({x}, {}, {row})", ladder.name),
                _ => format!("MARGINAL({x}, {named})"),
            },
            Ty::Percent => {
                let (whole, base) = (self.expr(Ty::Money, place, depth), self.leaf(Ty::Money, place));
                let otherwise = if self.stream.chance(40) { " else 0" } else { "" };
                match self.stream.below(3) {
                    0 => format!("SLICE({whole}, {named}, {row}, {base})"),
                    _ => format!("MARGINAL({whole}, {named}, {base}{otherwise})"),
                }
            }
            _ => self.leaf(ty, place),
        }
    }

    /// A value from a row of a table that is named by its key, or from a ladder that comes as data.
    fn of_data(&mut self, ty: Ty, place: &Place, depth: usize) -> Option<String> {
        if self.steps && place.cell && self.stream.chance(50) {
            let column = self.stream.one(&["Steps[From]", "Steps[From]", "> Steps[Above]"]);
            let clauses = "Steps[Rate] where Steps[Group] = payee[Region]";
            let x = self.expr(Ty::Money, place, depth);
            return match ty {
                Ty::Money => Some(format!("MARGINAL({x}, {column}, {clauses})")),
                Ty::Percent => Some(format!("{}({x}, {column}, {clauses})", self.stream.one(&["TIER", "INTERPOLATE", "REACHED"]))),
                Ty::Number | Ty::Text | Ty::Bool | Ty::Date | Ty::Period | Ty::Payee | Ty::Ref(_) => None,
            };
        }
        let named: Vec<_> = self.tables.iter().filter(|table| table.single_key.is_some()).cloned().collect();
        let table = self.stream.pick(&named)?;
        let column =
            self.stream.pick(&table.columns_of(ty).into_iter().filter(|column| column.input && !column.blank).collect::<Vec<_>>())?;
        let key = self.stream.one(&["k0", "K8", "k|6", "k4", "missing"]);
        let otherwise = if self.stream.chance(60) { format!(" else {}", self.literal(ty)) } else { String::new() };
        Some(format!("LOOKUP(\"{key}\", {}[{}]{otherwise})", table.name, column.name))
    }

    fn condition(&mut self, place: &Place, depth: usize) -> String {
        match self.stream.below(10) {
            0 => {
                let operator = self.stream.one(&["and", "or", "AND", "OR"]);
                let (a, b) = (self.expr(Ty::Bool, place, depth), self.expr(Ty::Bool, place, depth));
                if operator == "AND" || operator == "OR" { format!("{operator}({a}, {b})") } else { format!("({a} {operator} {b})") }
            }
            1 => format!("{}{}", self.stream.one(&["NOT", "not "]), self.bracketed(Ty::Bool, place, depth)),
            2 => {
                let subject = self.expr(Ty::Text, place, depth);
                let negated = if self.stream.chance(40) { "not " } else { "" };
                format!("({subject} {negated}in ({}, {}))", self.literal(Ty::Text), self.literal(Ty::Text))
            }
            3 => {
                let name = self.stream.one(&["CONTAINS", "STARTSWITH"]);
                format!("{name}({}, {})", self.expr(Ty::Text, place, depth), self.literal(Ty::Text))
            }
            4 => {
                let operator = self.stream.one(&["=", "<>"]);
                let ty = [Ty::Text, Ty::Bool, Ty::Payee, Ty::Period][self.stream.below(4)];
                let (a, b) = (self.leaf(ty, place), self.leaf(ty, place));
                format!("({a} {operator} {b})")
            }
            _ => {
                let operator = self.stream.one(&["=", "<>", "<", "<=", ">", ">="]);
                let ty = [Ty::Number, Ty::Money, Ty::Percent, Ty::Date, Ty::Money][self.stream.below(5)];
                format!("({} {operator} {})", self.expr(ty, place, depth), self.expr(ty, place, depth))
            }
        }
    }

    fn text(&mut self, place: &Place, depth: usize) -> String {
        match self.stream.below(8) {
            0 => {
                let ty = if self.stream.chance(60) { Ty::Text } else { Ty::Number };
                let (a, b) = (self.expr(Ty::Text, place, depth), self.leaf(ty, place));
                if self.stream.chance(30) { format!("CONCAT({a}, {b})") } else { format!("({a} & {b})") }
            }
            1 => format!(
                "{}({}, {})",
                self.stream.one(&["LEFT", "RIGHT"]),
                self.expr(Ty::Text, place, depth),
                self.stream.one(&["0", "1", "2", "9"])
            ),
            2 => format!("MID({}, {}, 2)", self.expr(Ty::Text, place, depth), self.stream.one(&["1", "2", "9"])),
            3 => format!("{}({})", self.stream.one(&["UPPER", "LOWER", "TRIM"]), self.expr(Ty::Text, place, depth)),
            4 => format!(
                "SUBSTITUTE({}, {}, {})",
                self.expr(Ty::Text, place, depth),
                self.stream.one(&["\"a\"", "\"l\""]),
                self.literal(Ty::Text)
            ),
            5 => {
                let ty = [Ty::Number, Ty::Money][self.stream.below(2)];
                let format = self.stream.one(&["0", "0.00", "#,##0.00", "#,##0"]);
                format!("TEXT({}, \"{format}\")", self.expr(ty, place, depth))
            }
            6 => format!("TEXT({}, \"{}\")", self.expr(Ty::Date, place, depth), self.stream.one(&["yyyy-mm", "yyyy-mm-dd", "dd"])),
            _ => self.of_ladder(Ty::Text, place, depth),
        }
    }

    fn date(&mut self, place: &Place, depth: usize) -> String {
        let number = self.stream.one(&["0", "1", "-1", "3", "12"]);
        match self.stream.below(4) {
            0 => format!("EDATE({}, {number})", self.expr(Ty::Date, place, depth)),
            1 => format!("EOMONTH({}, {number})", self.expr(Ty::Date, place, depth)),
            2 => format!("({} + {number})", self.leaf(Ty::Date, place)),
            _ => format!("DATE(2026, {}, {})", self.stream.between(0, 14), self.stream.between(0, 32)),
        }
    }

    /// Whose cells or rows; `cells` leaves out what only rows know.
    pub(crate) fn people(&mut self, peers: bool) -> String {
        if peers {
            return self.stream.one(&["everyone", "same [Region]", "everyone"]).to_owned();
        }
        self.stream
            .one(&[
                "payee",
                "reports",
                "reports",
                "team",
                "team",
                "manager",
                "managers",
                "level 2",
                "levels 1 .. 2",
                "levels 2 ..",
                "everyone",
                "everyone",
                "same [Region]",
                "payee[Mentor]",
            ])
            .to_owned()
    }

    fn window(&mut self, rows: bool) -> String {
        let common = [
            "PERIOD",
            "PRIOR",
            "PRIOR 2",
            "LAST 2",
            "LAST 3",
            "YTD",
            "QTD",
            "HTD",
            "EARLIER",
            "EARLIER IN YEAR",
            "EARLIER IN QUARTER",
            "TO DATE",
        ];
        let of_tables = ["FULL QUARTER", "FULL YEAR", "FULL HALF", "LAST YEAR", "MTD"];
        let count = common.len() + if rows { of_tables.len() } else { 0 };
        let at = self.stream.below(count);
        common.get(at).or_else(|| of_tables.get(at - common.len())).map_or_else(String::new, |window| (*window).to_owned())
    }

    /// An aggregate over rows or over cells.
    fn aggregate(&mut self, ty: Ty, place: &Place, depth: usize) -> Option<String> {
        let over_cells = place.ranged.is_none() && place.cell && !self.lines.is_empty() && self.stream.chance(40);
        if over_cells { self.over_cells(ty, place, depth) } else { self.over_rows(ty, place, depth) }
    }

    fn over_cells(&mut self, ty: Ty, place: &Place, depth: usize) -> Option<String> {
        let in_row = place.row.is_some();
        let lines: Vec<_> = self.lines.iter().filter(|line| line.ty == ty && !line.each).cloned().collect();
        let inner = Place { row: place.row, cell: true, over_cells: true, aggregates: place.aggregates - 1, ..Place::default() };
        let clauses = |world: &mut World| {
            let mut text = String::new();
            if in_row || world.stream.chance(70) {
                text.push_str(&format!(" for {}", world.people(false)));
                if world.stream.chance(25) {
                    text.push_str(&format!(" where {}", world.expr(Ty::Bool, &Place { row: None, aggregates: 0, ..inner.clone() }, 1)));
                }
            }
            if in_row || world.stream.chance(60) {
                text.push_str(&format!(" over {}", world.window(false)));
            }
            text
        };
        if ty == Ty::Number && self.stream.chance(20) {
            if place.row.is_none() && !place.over_cells && self.stream.chance(30) {
                return Some("SUM(COUNT(payees for between) for team)".to_owned());
            }
            let people = self.people(false);
            return Some(format!("COUNT(payees for {people})"));
        }
        if ty == Ty::Bool {
            let line =
                self.stream.pick(&self.lines.iter().filter(|line| line.ty == Ty::Money && !line.each).cloned().collect::<Vec<_>>())?;
            let name = self.stream.one(&["ANY", "EVERY"]);
            let (floor, clauses) = (self.literal(Ty::Money), clauses(self));
            return Some(format!("{name}({} > {floor}{clauses})", line.name));
        }
        if !matches!(ty, Ty::Number | Ty::Money | Ty::Percent) {
            return None;
        }
        let line = self.stream.pick(&lines)?;
        let body = match self.stream.below(5) {
            0 => format!("{} + {}", line.name, self.expr(ty, &Place { aggregates: 0, ..inner.clone() }, depth.min(1))),
            1 if !in_row && place.cell && place.row.is_none() && !place.over_cells => {
                let mine = self.stream.pick(&lines)?;
                format!("{} - MY({})", line.name, mine.name)
            }
            _ => line.name.clone(),
        };
        let name = self.stream.one(&[
            "SUM",
            "SUM",
            "SUM",
            "MAX",
            "MIN",
            "AVERAGE",
            "COUNT",
            "MEDIAN",
            "FIRST",
            "LAST",
            "LARGE",
            "SMALL",
            "PERCENTILE",
            "ONE",
            "COUNTUNIQUE",
        ]);
        let name = if matches!(name, "COUNT" | "COUNTUNIQUE") && ty != Ty::Number { "SUM" } else { name };
        let text = clauses(self);
        Some(self.called(name, &body, &text, ty))
    }

    fn called(&mut self, name: &str, body: &str, clauses: &str, ty: Ty) -> String {
        let extra = match name {
            "LARGE" | "SMALL" => format!(", {}", self.stream.between(1, 3)),
            "PERCENTILE" => format!(", {}", self.stream.one(&["50%", "0.25", "100%", "90%"])),
            _ => String::new(),
        };
        let otherwise = if !matches!(name, "SUM" | "COUNT" | "COUNTUNIQUE" | "ANY" | "EVERY") && self.stream.chance(60) {
            format!(" else {}", self.literal(ty))
        } else {
            String::new()
        };
        format!("{name}({body}{extra}{clauses}{otherwise})")
    }

    fn over_rows(&mut self, ty: Ty, place: &Place, depth: usize) -> Option<String> {
        let at = if self.tables.is_empty() { return None } else { self.stream.below(self.tables.len()) };
        // A calculated column of a table ranges over that table only where nothing of it is calculated yet.
        let table = self.tables[at].clone();
        let in_row = place.row.is_some();
        let inner = Place { ranged: Some(at), cell: place.cell && !in_row, aggregates: place.aggregates - 1, ..Place::default() };
        let flat = Place { aggregates: 0, ..inner.clone() };
        let mut clauses = String::new();
        if table.by && table.columns_of(Ty::Payee).len() > 1 && self.stream.chance(10) {
            let other = self.stream.pick(&table.columns_of(Ty::Payee))?;
            clauses.push_str(&format!(" of [{}]", other.name));
        }
        if table.time == Time::On && self.stream.chance(10) {
            let other = self.stream.pick(&table.columns_of(Ty::Date).into_iter().filter(|column| column.input).collect::<Vec<_>>())?;
            clauses.push_str(&format!(" on [{}]", other.name));
        }
        if in_row && self.stream.chance(50) {
            let row = self.tables[place.row?].clone();
            let kinds = [Ty::Text, Ty::Payee, Ty::Date];
            let kind = kinds[self.stream.below(kinds.len())];
            let pair = (self.stream.pick(&table.columns_of(kind))?, self.stream.pick(&row.columns_of(kind))?);
            let operator = if kind == Ty::Date { self.stream.one(&["<", "<=", ">", ">=", "="]) } else { "=" };
            clauses.push_str(&format!(" where {}[{}] {operator} [{}]", table.name, pair.0.name, pair.1.name));
        } else if self.stream.chance(35) {
            clauses.push_str(&format!(" where {}", self.expr(Ty::Bool, &flat, depth.min(2))));
        }
        if table.by && (in_row || self.stream.chance(45)) {
            clauses.push_str(&format!(" for {}", self.people(false)));
            if !in_row && self.stream.chance(15) {
                let person = Place { cell: true, ..Place::default() };
                clauses.push_str(&format!(" where {}", self.expr(Ty::Bool, &person, 1)));
            }
        }
        let coarse = self.coarse(&table);
        if table.time != Time::None && (in_row || self.stream.chance(45)) {
            clauses.push_str(&format!(" over {}", self.window(true)));
        }
        let weighed = matches!(table.time, Time::Span | Time::In(_)) && matches!(ty, Ty::Money | Ty::Number);
        if weighed && !in_row && self.stream.chance(if coarse { 60 } else { 30 }) {
            let column = self.stream.pick(&table.columns_of(ty))?;
            let clauses = clauses.split(" of ").next()?.to_owned();
            return Some(match (table.time, self.stream.below(4)) {
                (Time::In(_), 0 | 1) if coarse => format!("EVEN({}[{}]{clauses})", table.name, column.name),
                (Time::Span, 0..=2) => format!(
                    "PRORATED({}[{}]{clauses} per {})",
                    table.name,
                    column.name,
                    self.stream.one(&["MONTH", "QUARTER", "YEAR", "SPAN", "SPAN"])
                ),
                _ => format!("PRORATED({}[{}]{clauses})", table.name, column.name),
            });
        }
        match ty {
            Ty::Bool => {
                let body = self.expr(Ty::Bool, &flat, 1);
                Some(format!("{}({body}{clauses})", self.stream.one(&["ANY", "EVERY"])))
            }
            Ty::Number if self.stream.chance(35) => {
                if self.stream.chance(60) {
                    Some(format!("COUNT({}{clauses})", table.name))
                } else {
                    let column = self.stream.pick(&table.columns)?;
                    Some(format!("COUNTUNIQUE({}[{}]{clauses})", table.name, column.name))
                }
            }
            Ty::Number | Ty::Money | Ty::Percent => {
                let column = self.stream.pick(&table.columns_of(ty));
                let body = match column {
                    Some(column) if self.stream.chance(60) => format!("{}[{}]", table.name, column.name),
                    _ => self.expr(ty, &inner, depth.min(2)),
                };
                let names: &[&str] = if coarse {
                    &["ONE", "MAX", "LAST", "FIRST", "MIN"]
                } else {
                    &[
                        "SUM",
                        "SUM",
                        "SUM",
                        "SUM",
                        "MAX",
                        "MIN",
                        "AVERAGE",
                        "MEDIAN",
                        "FIRST",
                        "LAST",
                        "LARGE",
                        "SMALL",
                        "PERCENTILE",
                        "ONE",
                        "COUNT",
                    ]
                };
                let name = self.stream.one(names);
                let name = if name == "COUNT" && ty != Ty::Number { "SUM" } else { name };
                Some(self.called(name, &body, &clauses, ty))
            }
            Ty::Text | Ty::Date => {
                let column = self.stream.pick(&table.columns_of(ty))?;
                let name = self.stream.one(&["FIRST", "LAST", "ONE"]);
                let name = if ty == Ty::Date { self.stream.one(&["FIRST", "MAX", "MIN"]) } else { name };
                Some(self.called(name, &format!("{}[{}]", table.name, column.name), &clauses, ty))
            }
            Ty::Period | Ty::Payee | Ty::Ref(_) => None,
        }
    }

    /// Grains that a column of periods may have beside the plan's.
    pub(crate) fn grain_of_rows(&mut self) -> Grain {
        let mut grains = vec![Grain::Month, Grain::Quarter, Grain::Year];
        if self.grain != Grain::Custom {
            grains.extend([self.grain, self.grain]);
        }
        grains[self.stream.below(grains.len())]
    }
}
