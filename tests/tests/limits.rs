//! Limits, each at the limit, one past it and a thousand times past it: the right result or a message, never an overflow of the
//! stack, in a debug build and on a thread with 2 MiB of stack, as tests have.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::fmt::Write;
use tiercel::{Content, Input, LoadOptions, Request, Source, check, format, load, run, table_of};

/// What came of a plan.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// The canonical value of the line `L`.
    Value(String),
    /// The codes that were said, each once.
    Said(Vec<String>),
}

use Outcome::{Said, Value};

const HEADER: &str = "plan \"Limits\"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-01-31\npayees {\n  [Id] text key\n}\n";

fn said(code: &str) -> Outcome {
    Said(vec![code.to_owned()])
}

fn value(text: &str) -> Outcome {
    Value(text.to_owned())
}

/// A plan with one payee, and tables from their CSV texts; the value of its line `L`.
fn outcome(declarations: &str, tables: &[(&str, &str)]) -> Outcome {
    let text = format!("{HEADER}{declarations}\n");
    // The formatter has the same limits.
    let _ = format(&text);
    let checked = check(&[Source { name: "limits.plan".into(), text }], &[0]);
    if !checked.is_fine() {
        let mut codes: Vec<String> = checked.diagnostics.iter().map(|one| one.code.to_string()).collect();
        codes.sort_unstable();
        codes.dedup();
        return Said(codes);
    }
    let plan = &checked.plan;
    let files = [("payees", "Id\nana\n")].into_iter().chain(tables.iter().copied());
    let inputs: Vec<Input<'_>> =
        files.map(|(name, text)| Input { table: table_of(plan, name).unwrap(), name, content: Content::Csv(text.as_bytes()) }).collect();
    let loaded = match load(plan, &inputs, &LoadOptions::default()) {
        Ok(loaded) => loaded,
        Err(problems) => {
            let mut codes: Vec<String> = problems.shown().iter().map(|problem| problem.code.to_string()).collect();
            codes.sort_unstable();
            codes.dedup();
            return Said(codes);
        }
    };
    match run(plan, &loaded, &Request::of_all(&Default::default(), &Default::default())) {
        Ok(results) => {
            let cell = results.cells().find(|cell| plan.line(cell.line).name == "L").unwrap();
            Value(results.canonical(&cell.value))
        }
        Err(limit) => said(limit.code),
    }
}

fn nested(open: &str, core: &str, close: &str, times: usize) -> String {
    format!("L = {}{core}{}", open.repeat(times), close.repeat(times))
}

#[test]
fn brackets_are_nested_64_deep() {
    assert_eq!(outcome(&nested("(", "1", ")", 64), &[]), value("1"));
    assert_eq!(outcome(&nested("(", "1", ")", 65), &[]), said("nesting"));
    assert_eq!(outcome(&nested("(", "1", ")", 64_000), &[]), said("nesting"));
    assert_eq!(outcome(&nested("(", "1", "", 64_000), &[]), said("nesting"));
    assert_eq!(outcome(&nested("IF(1 = 1, ", "1", ", 0)", 64), &[]), value("1"));
    assert_eq!(outcome(&nested("IF(1 = 1, ", "1", ", 0)", 65), &[]), said("nesting"));
    assert_eq!(outcome(&nested("MAX(1, ", "1", ")", 64_000), &[]), said("nesting"));
}

#[test]
fn signs_before_and_percents_behind_a_number_do_not_pile_up() {
    for (sign, core, end) in [("- ", "1", ""), ("+ ", "1", ""), ("not ", "1 = 1", ""), ("", "1", "%"), ("-(", "1", ")")] {
        for times in [1_000, 64_000, 500_000] {
            match outcome(&format!("L = {}{core}{}", sign.repeat(times), end.repeat(times)), &[]) {
                Said(codes) => assert!(codes.iter().all(|code| LIMITS.contains(&code.as_str())), "{sign}…{end} {times}: {codes:?}"),
                Value(value) => assert!(times == 1_000 || sign == "+ ", "{sign}…{end} {times}: {value}"),
            }
        }
    }
}

/// What may be said of a text that is too big.
const LIMITS: [&str; 6] = ["nesting", "chain-too-long", "formula-too-deep", "source-too-long", "define-too-large", "number-digits"];

#[test]
fn a_text_has_a_mebibyte() {
    let room = (1 << 20) - HEADER.len() - 1;
    let filled = |length: usize| format!("L = 1\n#{}", "x".repeat(length - 7));
    assert_eq!(outcome(&filled(room), &[]), value("1"));
    assert_eq!(outcome(&filled(room + 1), &[]), said("source-too-long"));
    let (tree, diagnostics) = tiercel_syntax::parse(&"x".repeat(1000 << 20), 0);
    assert!(tree.declarations.is_empty());
    assert_eq!(diagnostics.iter().map(|one| one.code).collect::<Vec<_>>(), ["source-too-long"]);
}

#[test]
fn a_chain_has_a_thousand_operands() {
    let chain = |operator: &str, operand: &str, times: usize| format!("L = {}", vec![operand; times].join(operator));
    assert_eq!(outcome(&chain(" + ", "1", 1_000), &[]), value("1000"));
    assert_eq!(outcome(&chain(" + ", "1", 1_001), &[]), said("chain-too-long"));
    assert_eq!(outcome(&chain(" + ", "1", 60_000), &[]), said("chain-too-long"));
    assert_eq!(outcome(&chain("+", "1", 500_000), &[]), said("chain-too-long"));
    assert_eq!(outcome(&chain(" * ", "1", 1_000), &[]), value("1"));
    assert_eq!(outcome(&chain(" and ", "1 = 1", 500), &[]), value("true"));
    assert_eq!(outcome(&chain(" and ", "1 = 1", 60_000), &[]), said("chain-too-long"));
    assert_eq!(outcome(&chain(" & ", "\"a\"", 60_000), &[]), said("chain-too-long"));
    // Chains in the brackets of chains.
    let inner = format!("({})", vec!["1"; 1_000].join(" + "));
    assert_eq!(outcome(&chain(" + ", &inner, 100), &[]), value("100000"));
}

#[test]
fn many_arguments_and_choices_are_no_chain() {
    let list = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>().join(", ");
    assert_eq!(outcome(&format!("L = MAX({})", list(60_000)), &[]), value("59999"));
    assert_eq!(outcome(&format!("L = IF(7 in ({}), 1, 2)", list(60_000)), &[]), value("1"));
}

#[test]
fn names_of_let_are_one_inside_the_other() {
    let lets = |count: usize| {
        let mut text = String::from("L = LET(a0, 1");
        (1..count).for_each(|number| write!(text, ", a{number}, a{} + 1", number - 1).unwrap());
        format!("{text}, a{})", count - 1)
    };
    assert_eq!(outcome(&lets(1_000), &[]), value("1000"));
    assert_eq!(outcome(&lets(1_200), &[]), said("formula-too-deep"));
    assert_eq!(outcome(&lets(40_000), &[]), said("formula-too-deep"));
}

#[test]
fn lines_and_columns_that_rest_on_one_another_may_be_many() {
    let mut lines = String::from("A0 = 1\n");
    (1..30_000).for_each(|number| writeln!(lines, "A{number} = A{} + 1", number - 1).unwrap());
    assert_eq!(outcome(&format!("{lines}L = A29999"), &[]), value("30000"));
    let backwards: String =
        (1..10_000).rev().fold(String::from("L = A9999\n"), |text, number| text + &format!("A{number} = A{} + 1\n", number - 1));
    assert_eq!(outcome(&format!("{backwards}A0 = 1"), &[]), value("10000"));
    let mut table = String::from("table T {\n  [K] text key\n  [C0] = 1\n");
    (1..10_000).for_each(|number| writeln!(table, "  [C{number}] = [C{}] + 1", number - 1).unwrap());
    assert_eq!(outcome(&format!("{table}}}\nL = SUM(T[C9999])"), &[("T", "K\na\nb\n")]), value("20000"));
    let mut derived = String::from("table T0 {\n  [K] text key\n  [V] number\n}\n");
    (1..1_000)
        .for_each(|number| writeln!(derived, "table T{number} {{\n  from T{} {{ [V] = T{}[V] + 1 }}\n}}", number - 1, number - 1).unwrap());
    assert_eq!(outcome(&format!("{derived}L = SUM(T999[V])"), &[("T0", "K,V\na,1\n")]), value("1000"));
}

#[test]
fn a_circle_of_many_lines_is_said() {
    let circle: String =
        (0..5_000).fold(String::new(), |text, number| text + &format!("A{number} : number = A{} + 1\n", (number + 1) % 5_000));
    assert_eq!(outcome(&circle, &[]), said("circle"));
}

#[test]
fn a_table_has_16384_columns() {
    let columns = |count: usize| {
        let columns = (1..count).fold(String::new(), |text, number| text + &format!("  [c{number}] text\n"));
        format!("table T {{\n  [K] text key\n{columns}}}\nL = COUNT(T)")
    };
    assert_eq!(outcome(&columns(16_384), &[]), value("0"));
    assert_eq!(outcome(&columns(16_385), &[]), said("too-many-columns"));
    assert_eq!(outcome(&columns(66_000), &[]), said("too-many-columns"));
}

#[test]
fn defines_are_put_in_up_to_a_size() {
    let chain = |count: usize| {
        let mut text = String::from("define D0(x) = x + 1\n");
        (1..count).for_each(|number| writeln!(text, "define D{number}(x) = D{}(x) + 1", number - 1).unwrap());
        text + &format!("L = D{}(0)", count - 1)
    };
    assert_eq!(outcome(&chain(16), &[]), value("16"));
    assert_eq!(outcome(&chain(20), &[]), said("define-too-large"));
    assert_eq!(outcome(&chain(16_000), &[]), said("define-too-large"));
}

#[test]
fn numbers_have_28_digits() {
    let nines = |count: usize| "9".repeat(count);
    assert_eq!(outcome(&format!("L = {}", nines(28)), &[]), Value(nines(28)));
    assert_eq!(outcome("L = 79228162514264337593543950335", &[]), value("79228162514264337593543950335"));
    assert_eq!(outcome("L = 79228162514264337593543950336", &[]), said("number-digits"));
    assert_eq!(outcome(&format!("L = {}", nines(30)), &[]), said("number-digits"));
    assert_eq!(outcome(&format!("L = {}", nines(28_000)), &[]), said("number-digits"));
    assert_eq!(outcome(&format!("L = 0.{}1", "0".repeat(27)), &[]), Value(format!("0.{}1", "0".repeat(27))));
    assert_eq!(outcome(&format!("L = 0.{}1", "0".repeat(28)), &[]), said("number-digits"));
    assert_eq!(outcome(&format!("L = 0.{}1", "0".repeat(28_000)), &[]), said("number-digits"));
    assert_eq!(outcome("L = 79228162514264337593543950335 + 1", &[]), value("#NUM!"));
    assert_eq!(outcome("L = 79228162514264337593543950335 * 1000", &[]), value("#NUM!"));
    assert_eq!(outcome("L = 10 ^ 28", &[]), Value(format!("1{}", "0".repeat(28))));
    assert_eq!(outcome("L = 10 ^ 29", &[]), value("#NUM!"));
    assert_eq!(outcome("L = 10 ^ 28000", &[]), value("#NUM!"));
    let read = |number: &str| outcome("table T {\n  [V] number\n}\nL = SUM(T[V])", &[("T", &format!("V\n{number}\n"))]);
    assert_eq!(read(&nines(28)), Value(nines(28)));
    assert_eq!(read("79228162514264337593543950336"), said("data-digits"));
    assert_eq!(read(&nines(28_000)), said("data-digits"));
    assert_eq!(read(&format!("0.{}1", "0".repeat(28_000))), said("data-digits"));
}

#[test]
fn a_text_in_a_value_has_32767_bytes() {
    // Twice as long in each line: 2^14 in the last.
    let doubled = |times: usize| {
        (1..=times).fold(String::from("T0 = \"a\"\n"), |text, number| text + &format!("T{number} = T{} & T{}\n", number - 1, number - 1))
    };
    assert_eq!(outcome(&format!("{}L = LEN(T14 & LEFT(T14, 16383))", doubled(14)), &[]), value("32767"));
    assert_eq!(outcome(&format!("{}L = LEN(T14 & T14)", doubled(14)), &[]), value("#NUM!"));
    assert_eq!(outcome(&format!("{}L = LEN(CONCAT(T14, T14))", doubled(14)), &[]), value("#NUM!"));
    assert_eq!(outcome(&format!("{}L = LEN(T60)", doubled(60)), &[]), value("#NUM!"));
}

#[test]
fn a_join_without_on_is_with_a_small_table() {
    let plan =
        "table A {\n  [K] number key\n}\ntable B {\n  [J] number key\n}\ntable C {\n  from A join B { [S] = A[K] + B[J] }\n}\nL = COUNT(C)";
    let rows = |heading: &str, count: usize| (0..count).fold(format!("{heading}\n"), |text, number| text + &format!("{number}\n"));
    assert_eq!(outcome(plan, &[("A", &rows("K", 1_000)), ("B", &rows("J", 1_000))]), value("1000000"));
    assert_eq!(outcome(plan, &[("A", &rows("K", 1)), ("B", &rows("J", 1_001))]), said("run-join-too-big"));
    assert_eq!(outcome(plan, &[("A", &rows("K", 1)), ("B", &rows("J", 1_000_000))]), said("run-join-too-big"));
}

#[test]
fn rows_and_people_may_stand_in_long_lines() {
    // A value of each row from the row before it.
    let plan =
        "table T by [P] on [D] {\n  [K] number key\n  [P] payee\n  [D] date\n  [V] : number = PRIOR([V], 1, 0) + 1\n}\nL = MAX(T[V])";
    let rows = (0..100_000).fold(String::from("K,P,D\n"), |text, number| text + &format!("{number},ana,2026-01-05\n"));
    match outcome(plan, &[("T", &rows)]) {
        Value(value) => assert_eq!(value, "100000"),
        Said(codes) => assert!(!codes.is_empty(), "{codes:?}"),
    }
}

#[test]
fn cells_and_heads_of_files_may_be_long() {
    let plan = "table T {\n  [K] text key\n}\nL = MAX(LEN(T[K]))";
    let long = "x".repeat(5_000_000);
    assert_eq!(outcome(plan, &[("T", &format!("K\n{long}\n"))]), value("5000000"));
    let wide = format!("K{}\na\n", ",x".repeat(200_000));
    match outcome(plan, &[("T", &wide)]) {
        Value(value) => assert_eq!(value, "1"),
        Said(codes) => assert!(!codes.is_empty()),
    }
    assert!(matches!(outcome(plan, &[("T", &format!("K\n\"{long}"))]), Said(_)));
}
