//! Plans for tests, from a line per table: `Deals: Deal text key, Owner payee, Amount USD > 0`.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a plan that can't be built is a wrong test")]

use tiercel_plan::{
    Bounds, Column, ColumnKind, ColumnRef, Expr, ExprId, ExprKind, Line, LineId, LineKind, MoneyUnit, Param, Plan, Span, Table, TableId,
    TableKind, TableTime, Time, Type, Unit, UnitNo, Uses, Value,
};
use tiercel_value::{Calendar, Date, Decimal, Grain, Rounding, UnitTable};

/// A plan with the tables of a text. Tables: `name: column type[?] [key] [bounds], …`; `payees` must be one of them; a table `calendar`
/// makes it `period calendar`. Bounds: `in a .. b`, `> a`, `in (a; b)`. Lines of `payees` with columns From and To are dated.
pub(crate) fn plan(text: &str) -> Plan {
    let currencies = UnitTable::new();
    let names: Vec<&str> = text.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name.trim()).collect();
    let id = |name: &str| {
        let index = names.iter().position(|known| *known == name).unwrap_or_else(|| panic!("no table {name}"));
        TableId(u32::try_from(index).unwrap())
    };
    let custom = names.contains(&"calendar");
    let mut exprs = Vec::new();
    let mut tables = Vec::new();
    for (number, line) in (0..).zip(text.lines().filter(|line| line.contains(':'))) {
        let (name, columns) = line.split_once(':').unwrap();
        let columns: Vec<(Column, bool)> =
            columns.split(',').map(|column| parse_column(column, &id, &currencies, TableId(number))).collect();
        let at = |name: &str| columns.iter().position(|(column, _)| column.name == name).map(|index| u16::try_from(index).unwrap());
        let time = match (at("From"), at("To")) {
            (Some(from), Some(to)) => {
                let mut role = |column| {
                    let kind = ExprKind::RowColumn(ColumnRef { table: TableId(number), column });
                    let (uses, span) = (Uses::NONE, Span::default());
                    exprs.push(Expr { kind, ty: Type::Date, blank: false, inexact: false, uses, span });
                    ExprId(u32::try_from(exprs.len() - 1).unwrap())
                };
                TableTime::Span(role(from), Some(role(to)))
            }
            _ => TableTime::None,
        };
        let key = columns.iter().enumerate().filter(|(_, (_, key))| *key).map(|(index, _)| u16::try_from(index).unwrap()).collect();
        tables.push(Table {
            name: name.trim().to_owned(),
            doc: String::new(),
            unit: UnitNo(0),
            kind: TableKind::Input,
            columns: columns.into_iter().map(|(column, _)| column).collect(),
            key,
            payee: None,
            time,
            rows: Vec::new(),
            span: Span::default(),
        });
    }
    let payees = id("payees");
    let manager = tables[payees.index()].columns.iter().position(|column| column.name == "Manager").map(|at| u16::try_from(at).unwrap());
    let line = |name: &str, grain| Line {
        unit: UnitNo(0),
        name: name.to_owned(),
        label: None,
        doc: String::new(),
        kind: LineKind::Pay,
        ty: Type::Number,
        blank: false,
        grain,
        each: false,
        versions: Vec::new(),
        span: Span::default(),
    };
    let param = |name: &str, ty, low: i64, high: i64, step: i64| Param {
        name: name.to_owned(),
        doc: String::new(),
        unit: UnitNo(0),
        ty,
        versions: Vec::new(),
        between: Some((Decimal::from_i64(low), Decimal::from_i64(high))),
        step: Some(Decimal::from_i64(step)),
        span: Span::default(),
    };
    Plan {
        units: vec![Unit {
            name: "Test".to_owned(),
            doc: String::new(),
            currency: currencies.find("USD").unwrap(),
            rounding: Rounding::HalfUp,
            rounding_unit: None,
            effective: (Date::FIRST, Date::LAST),
            members: None,
            payable: LineId(0),
            earned: LineId(0),
            language: 1,
        }],
        time: Time {
            grain: if custom { Grain::Custom } else { Grain::Month },
            year_from: 1,
            week_from_sunday: false,
            calendar: custom.then(|| id("calendar")),
        },
        currencies,
        tables,
        payees,
        manager,
        fx: names.contains(&"fx").then(|| (id("fx"), [0, 1, 2, 3])),
        tiers: Vec::new(),
        matrices: Vec::new(),
        rates: Vec::new(),
        params: vec![param("Cap", Type::Number, 0, 100_000, 1000), Param { step: None, ..param("Rate", Type::Percent, 0, 1, 1) }],
        lines: vec![line("Commission", Grain::Month), line("Bonus", Grain::Quarter)],
        exprs,
        aggregates: Vec::new(),
        schedule: Vec::new(),
        facts: Vec::new(),
        examples: Vec::new(),
        sources: vec![("test.plan".to_owned(), "plan \"Test\"\nBonus = 5\n".to_owned())],
    }
}

fn parse_column(text: &str, id: &dyn Fn(&str) -> TableId, currencies: &UnitTable, table: TableId) -> (Column, bool) {
    let text = text.trim();
    let (name, rest) = text.split_once(' ').unwrap_or_else(|| panic!("no type: {text}"));
    let (mut words, mut bounds) = (rest, None);
    for word in [" in ", " > ", " >= ", " < "] {
        if let Some((before, after)) = words.split_once(word) {
            (words, bounds) = (before, Some((word.trim(), after.trim())));
        }
    }
    let key = words.contains(" key");
    let blank = words.contains('?');
    let ty = match words.trim_end_matches(" key").trim_end_matches('?') {
        "number" => Type::Number,
        "percent" => Type::Percent,
        "text" => Type::Text,
        "bool" => Type::Bool,
        "date" => Type::Date,
        "week" => Type::Period(Grain::Week),
        "month" => Type::Period(Grain::Month),
        "quarter" => Type::Period(Grain::Quarter),
        "year" => Type::Period(Grain::Year),
        "period" => Type::Period(Grain::Custom),
        "payee" => Type::Payee,
        "money" => Type::Money(MoneyUnit::In(ColumnRef { table, column: 0 })),
        other => match other.strip_prefix("-> ") {
            Some(target) => Type::Ref(id(target)),
            None => Type::Money(MoneyUnit::Fixed(currencies.find(other).unwrap_or_else(|| panic!("no type {other}")))),
        },
    };
    let bounds = bounds.map(|(word, text)| {
        let value = |text: &str| literal(text.trim(), ty);
        match word {
            ">" => Bounds::Range(Some((value(text), false)), None),
            ">=" => Bounds::Range(Some((value(text), true)), None),
            "<" => Bounds::Range(None, Some((value(text), false))),
            _ => match text.strip_prefix('(') {
                Some(list) => Bounds::OneOf(list.trim_end_matches(')').split(';').map(value).collect()),
                None => {
                    let (low, high) = text.split_once("..").unwrap();
                    Bounds::Range(Some((value(low), true)), Some((value(high), true)))
                }
            },
        }
    });
    let kind = ColumnKind::Input(bounds);
    (Column { name: name.to_owned(), doc: String::new(), ty, blank, kind, span: Span::default() }, key)
}

fn literal(text: &str, ty: Type) -> Value {
    match ty {
        Type::Text | Type::Payee | Type::Ref(_) => Value::Text(text.to_owned()),
        Type::Date => Value::Date(Date::parse(text).unwrap()),
        Type::Period(_) => Value::Period(Calendar::default().parse_any(text).unwrap()),
        Type::Bool => Value::Bool(text == "true"),
        Type::Number | Type::Money(_) => Value::Number(Decimal::parse_exact(text).unwrap()),
        Type::Percent => match text.strip_suffix('%') {
            Some(points) => {
                let points = Decimal::parse_exact(points).unwrap();
                Value::Number(Decimal::from_parts(points.mantissa(), points.scale() + 2).unwrap())
            }
            None => Value::Number(Decimal::parse_exact(text).unwrap()),
        },
    }
}
