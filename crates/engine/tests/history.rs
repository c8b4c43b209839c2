//! Restatement and explanations, on a small plan with a late deal.

#![expect(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test")]

use tiercel::{Source, check};
use tiercel_data::{Content, History, HistoryEntry, Input, LoadOptions, Params, load};
use tiercel_engine::{Datum, Extent, ReasonKind, Request, Target, explain, restate, run};
use tiercel_plan::{LineId, Plan, TableId};
use tiercel_value::{Decimal, Grain, Period};

const PLAN: &str = r#"
plan "Late deals"
currency USD
period month
effective 2026-01-01 to 2026-03-31

payees {
  [Id] text key
}

table Deals by [Owner] on [Closed] {
  [Deal]   text key
  [Owner]  payee
  [Closed] date
  [Amount] USD
}

tiers Steps {
  | Sales | Rate |
  |     0 |   5% |
  |  1000 |  10% |
}

Sales = SUM(Deals[Amount])
pay Flat = 10% * Sales
pay True_up = 10% * SUM(Deals[Amount] over YTD) - SUM(True_up over EARLIER IN YEAR)
pay Stepped = MARGINAL(Sales, Steps)
"#;

const DEALS: &str = "Deal,Owner,Closed,Amount\nD1,ana,2026-01-10,1000\nD2,ana,2026-02-10,500\nLate,ana,2026-01-20,400\n";

fn plan() -> Plan {
    let checked = check(&[Source { name: "late.plan".to_owned(), text: PLAN.to_owned() }], &[0]);
    assert!(checked.is_fine(), "{:?}", checked.diagnostics);
    checked.plan
}

fn tables(plan: &Plan) -> tiercel_data::Tables {
    let table = |name: &str| TableId(u32::try_from(plan.tables.iter().position(|table| table.name == name).unwrap()).unwrap());
    let input = |name: &'static str, text: &'static str| Input { table: table(name), name, content: Content::Csv(text.as_bytes()) };
    load(plan, &[input("payees", "Id\nana\n"), input("Deals", DEALS)], &LoadOptions::default()).unwrap()
}

fn line(plan: &Plan, name: &str) -> LineId {
    LineId(u32::try_from(plan.lines.iter().position(|line| line.name == name).unwrap()).unwrap())
}

fn month(number: i32) -> Period {
    Period { grain: Grain::Month, ordinal: 2026 * 12 + number - 1 }
}

fn number(text: &str) -> Decimal {
    Decimal::parse_exact(text).unwrap()
}

#[test]
fn only_what_the_open_formulas_do_not_pay_is_booked() {
    let plan = plan();
    let tables = tables(&plan);
    let given = |name: &str, value: &str| HistoryEntry { payee: 0, period: month(1), line: line(&plan, name), value: number(value) };
    let entries = vec![given("Flat", "100"), given("True_up", "100"), given("Stepped", "50")];
    let history = History { entries, closed_to: Some(month(1)) };
    let params = Params::default();
    let restatement = restate(&plan, &tables, &Request::of_all(&history, &params), month(2)).unwrap();
    let amount = |name: &str| {
        restatement.adjustments.iter().find(|adjustment| adjustment.line == line(&plan, name)).map(|adjustment| adjustment.amount)
    };
    assert_eq!(amount("Flat"), Some(number("40")));
    // February pays the late deal by itself.
    assert_eq!(amount("True_up"), Some(Decimal::ZERO));
    assert_eq!(amount("Stepped"), Some(number("40")));
    let cell = restatement.cells.iter().find(|cell| cell.line == line(&plan, "Flat")).unwrap();
    assert_eq!(
        (cell.booked, cell.reversed, cell.rebooked, cell.correction),
        (number("100"), number("-100"), Some(number("140")), number("40"))
    );
}

#[test]
fn an_explanation_shows_slices_and_the_cells_of_the_file() {
    let plan = plan();
    let tables = tables(&plan);
    let (history, params) = (History::default(), Params::default());
    let results = run(&plan, &tables, &Request::of_all(&history, &params)).unwrap();
    let reason = explain(&results, Target::Cell(line(&plan, "Stepped"), 0, month(1)), Extent::default());
    assert_eq!(reason.value, Some(Datum::Number { value: number("90"), inexact: false }));
    let mut open = vec![&reason];
    let (mut slices, mut cells) = (Vec::new(), Vec::new());
    while let Some(reason) = open.pop() {
        match &reason.kind {
            ReasonKind::Slice { row, .. } => slices.push((*row, reason.value.clone())),
            ReasonKind::Input { key, file, file_row, .. } => cells.push((key.clone(), file.clone(), *file_row)),
            _ => {}
        }
        open.extend(&reason.children);
    }
    slices.sort_by_key(|slice| slice.0);
    let given = |text: &str| Some(Datum::Number { value: number(text), inexact: false });
    assert_eq!(slices, vec![(0, given("50")), (1, given("40"))]);
    cells.sort();
    cells.dedup();
    assert_eq!(cells, vec![("D1".to_owned(), "Deals".to_owned(), 2), ("Late".to_owned(), "Deals".to_owned(), 4)]);
}
