//! What a cell is read as, by the type of its column, and what is refused with which code.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "what is no table is a wrong test")]

mod common;

use tiercel_data::{Content, Input, LoadOptions, Locale, Problems, Tables, Values, load};
use tiercel_plan::{ColumnRef, Plan, TableId, Type};
use tiercel_value::{Calendar, Date, Period};

fn load_csv(plan: &Plan, csv: &str, options: LoadOptions) -> Result<Tables, Problems> {
    let people = Input { table: TableId(0), name: "payees.csv", content: Content::Csv(b"Id\nAna\nBob\n") };
    let rows = Input { table: TableId(1), name: "T.csv", content: Content::Csv(csv.as_bytes()) };
    load(plan, &[people, rows], &options)
}

/// The value of a cell as text.
fn shown(tables: &Tables, plan: &Plan, at: ColumnRef, row: usize) -> String {
    let column = tables.tables[at.table.index()].columns[usize::from(at.column)].as_ref().unwrap();
    if column.is_blank(row) {
        return "blank".to_owned();
    }
    match &column.values {
        Values::Number(numbers) => numbers.get(row).to_string(),
        Values::Text(ids) => tables.texts.get(ids[row]).to_owned(),
        Values::Bool(values) => values[row].to_string(),
        Values::Date(days) => Date(days[row]).to_string(),
        Values::Period(ordinals) => {
            let Type::Period(grain) = plan.table(at.table).columns[usize::from(at.column)].ty else { panic!("no period") };
            Calendar::default().name(Period { grain, ordinal: ordinals[row] })
        }
        Values::Payee(payees) => tables.texts.get(tables.payees.keys[payees[row] as usize]).to_owned(),
        Values::Row(rows) => format!("row {}", rows[row]),
    }
}

fn check(ty: &str, options: LoadOptions, cases: &[(&str, &str)]) {
    let plan = common::plan(&format!("payees: Id text key\nT: V {ty}"));
    for (cell, expected) in cases {
        let quoted = cell.replace('"', "\"\"");
        for csv in [format!("V,W\n\"{quoted}\",x\n"), format!("V,W\r\n{cell},x\r\n")] {
            if !csv.contains('"') && cell.contains([',', '"', '\n']) {
                continue;
            }
            let found = match load_csv(&plan, &csv, options) {
                Ok(tables) => shown(&tables, &plan, ColumnRef { table: TableId(1), column: 0 }, 0),
                Err(problems) => {
                    let [problem] = problems.shown() else { panic!("{ty} `{cell}`: {problems:?}") };
                    assert_eq!((problem.row, problem.column.as_deref(), problem.file.as_str()), (Some(2), Some("V"), "T.csv"));
                    problem.code.to_owned()
                }
            };
            assert_eq!(found, *expected, "{ty} `{cell}`");
        }
    }
}

#[test]
fn numbers() {
    let plain = LoadOptions::default();
    let cases = [
        ("1250.50", "1250.5"),
        ("-0.10", "-0.1"),
        (".5", "0.5"),
        ("+3", "3"),
        ("007", "7"),
        (" 12 ", "12"),
        ("-0", "0"),
        ("12345678901234567890.12", "12345678901234567890.12"),
        ("1.", "data-number"),
        ("1e3", "data-number-shortened"),
        ("1.23457E+11", "data-number-shortened"),
        ("1,250", "data-number-format"),
        ("1 250", "data-number-format"),
        ("(5)", "data-number-format"),
        ("$5", "data-number-format"),
        ("abc", "data-number"),
        ("--5", "data-number"),
        ("123456789012345678901234567890", "data-digits"),
        ("0.12345678901234567890123456789", "data-digits"),
        ("", "data-blank"),
        ("  ", "data-blank"),
    ];
    check("number", plain, &cases);
    check("USD", plain, &cases);
    check(
        "number > 0",
        plain,
        &[("0.01", "0.01"), ("0", "data-bounds"), ("-1", "data-bounds"), ("12345678901234567890", "12345678901234567890")],
    );
    check("number in 1 .. 5", plain, &[("1", "1"), ("5.000", "5"), ("5.001", "data-bounds"), ("0.99", "data-bounds")]);
    check("number?", plain, &[("", "blank"), ("\u{a0}", "blank"), ("x", "data-number")]);
}

#[test]
fn money_in_a_locale() {
    let of = |name| LoadOptions { locale: Locale::named(name), percent_points: false };
    check(
        "USD",
        of("en-US"),
        &[
            ("1,250.50", "1250.5"),
            ("$1,250.50", "1250.5"),
            ("-$5", "-5"),
            ("$-5", "-5"),
            ("($1,250.50)", "-1250.5"),
            ("USD 7", "7"),
            ("7 USD", "7"),
            ("usd 7", "7"),
            ("€5", "data-currency-other"),
            ("EUR 5", "data-currency-other"),
            ("5 apples", "data-number-locale"),
            ("12,50", "data-number-locale"),
            ("(-5)", "data-number-locale"),
            ("$", "data-number-locale"),
        ],
    );
    check("EUR", of("de"), &[("1.250,50 €", "1250.5"), ("1.250", "1250"), ("1.25", "data-number-locale"), ("-0,5", "-0.5")]);
    check("number", of("fr"), &[("1\u{202f}250,5", "1250.5"), ("1 250", "1250"), ("1250,5", "1250.5"), ("€5", "data-number-locale")]);
    check("CNY", of("zh"), &[("￥1,250", "1250"), ("1,250元", "1250"), ("¥ 5", "5"), ("₩5", "data-currency-other")]);
    check("percent", of("de"), &[("12,5%", "0.125"), ("12,5 %", "0.125"), ("0,125", "0.125"), ("12,5", "data-percent")]);
}

#[test]
fn percents() {
    let (shares, points) = (LoadOptions::default(), LoadOptions { locale: None, percent_points: true });
    let cases = [
        ("25%", "0.25"),
        ("0.25", "0.25"),
        ("25", "data-percent"),
        ("-25", "data-percent"),
        ("1", "1"),
        ("-1", "-1"),
        ("1.01", "data-percent"),
        ("250%", "2.5"),
        ("２%", "data-number"),
        ("2％", "0.02"),
        ("5 %", "0.05"),
    ];
    check("percent", shares, &cases);
    check("percent", points, &[("25", "0.25"), ("25%", "0.25"), ("0.25", "0.0025"), ("1000", "10")]);
    check("percent in 0% .. 150%", shares, &[("1.2", "1.2"), ("1.6", "data-percent"), ("160%", "data-bounds"), ("-0.1", "data-percent")]);
    check("percent in 1% .. 10%", shares, &[("0.5", "data-percent"), ("5%", "0.05"), ("0", "data-bounds")]);
    // Only one side is bounded: on the other a bare number beyond 1 is in doubt.
    check("percent > 0", shares, &[("25", "data-percent"), ("0.25", "0.25"), ("2500%", "25"), ("-1", "data-percent")]);
    let plan = common::plan("payees: Id text key\nT: V percent");
    let problems = load_csv(&plan, "V\n25\n", shares).unwrap_err();
    assert_eq!(problems.shown()[0].args, [("points", "25%".to_owned()), ("share", "2500%".to_owned())]);
}

#[test]
fn dates_and_periods() {
    let plain = LoadOptions::default();
    let cases = [
        ("2026-03-31", "2026-03-31"),
        ("2026/3/5", "2026-03-05"),
        ("2026-3-5", "2026-03-05"),
        ("2026-03-31 00:00:00", "2026-03-31"),
        ("2026-03-31T00:00:00.000", "2026-03-31"),
        ("2026-03-31T23:30:00", "data-date-time"),
        ("2026-03-31T00:00:00Z", "data-date-time"),
        ("2026-02-30", "data-date-none"),
        ("1899-12-31", "data-date-none"),
        ("46112", "data-date-serial"),
        ("46112.5", "data-date-serial"),
        ("03/04/2026", "data-date-order"),
        ("31.03.2026", "data-date-order"),
        ("yesterday", "data-date"),
        ("2026-03", "data-date"),
    ];
    check("date", plain, &cases);
    check("date in 2026-01-01 .. 2026-12-31", plain, &[("2026-12-31", "2026-12-31"), ("2027-01-01", "data-bounds")]);
    check("month", plain, &[("2026-03", "2026-03"), ("2026-13", "data-period"), ("2026-Q1", "data-period"), ("2026-03-01", "data-period")]);
    check("quarter", plain, &[("2026-Q4", "2026-Q4"), ("2026-Q5", "data-period")]);
    check("week", plain, &[("2026-W53", "2026-W53"), ("2025-W53", "data-period")]);
    check("year", plain, &[("2026", "2026"), ("26", "data-period")]);
}

#[test]
fn texts_and_keys() {
    let plain = LoadOptions::default();
    check(
        "text",
        plain,
        &[
            (" Cloud ", "Cloud"),
            ("销售", "销售"),
            ("a\u{308}", "ä"),
            ("\u{3000}全角\u{3000}", "全角"),
            ("a \"b\"", "a \"b\""),
            ("a\nb", "a\nb"),
            ("", "data-blank"),
        ],
    );
    check("text in (won; lost)", plain, &[("won", "won"), ("Won", "data-one-of-near"), ("open", "data-one-of")]);
    check("payee", plain, &[("Ana", "Ana"), ("ana", "data-payee-unknown-near"), ("Zoe", "data-payee-unknown"), ("", "data-blank")]);
    check("payee?", plain, &[("", "blank"), ("Bob", "Bob")]);
    check("bool", plain, &[("true", "true"), ("FALSE", "false"), ("yes", "data-bool"), ("1", "data-bool")]);
}
