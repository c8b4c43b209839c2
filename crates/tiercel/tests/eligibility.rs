//! Why a row is not in a figure.

use std::rc::Rc;
use tiercel::{Asked, Eligibility, Held, HeldContent, RowObstacle, Session, SessionData, Source, check, table_of};

const PLAN: &str = r#"plan "Small"
currency USD
period month
effective 2026-01-01 to 2026-02-28
payees {
  [Id] text key
}
table Deals by [Owner] on [Closed] {
  [Deal]   text key
  [Owner]  payee
  [Closed] date
  [Kind]   text in ("Cloud", "Service", "Gift")
  [Amount] USD
}
table Credits by [Rep] on [Closed] {
  from Deals where Deals[Kind] <> "Gift" {
    [Rep]    = Deals[Owner]
    [Closed] = Deals[Closed]
    [Kind]   = Deals[Kind]
    [Credit] = Deals[Amount]
  }
}
Bookings = SUM(Credits[Credit])
Big      = COUNT(Deals where Deals[Amount] >= 1000 and Deals[Kind] = "Cloud")
pay Commission = 5% * Bookings
pay Prize when (Big > 1) = MONEY(10, USD) * Big
"#;

const DEALS: &str = "Deal,Owner,Closed,Kind,Amount\n\
                     D1,ana,2026-01-09,Cloud,1200\nD2,ben,2026-01-10,Cloud,3000\nD3,ana,2026-02-02,Cloud,5000\n\
                     D4,ana,2026-01-20,Service,90\nD5,ana,2026-01-21,Gift,10\n";

#[expect(clippy::unwrap_used, reason = "a test whose plan or data is refused fails")]
fn session() -> Session {
    let checked = check(&[Source { name: "small.plan".into(), text: PLAN.into() }], &[0]);
    assert!(checked.is_fine(), "{:?}", checked.diagnostics);
    let held = |table: &str, text: &str| Held {
        table: table_of(&checked.plan, table).unwrap(),
        name: format!("{table}.csv"),
        content: HeldContent::csv(text.as_bytes()),
    };
    let inputs = vec![held("payees", "Id\nana\nben\n"), held("Deals", DEALS)];
    Session::new(Rc::new(checked.plan.clone()), SessionData { inputs, ..SessionData::default() }).unwrap()
}

/// What ana's January makes of a deal, a line each.
#[expect(clippy::unwrap_used, reason = "a test whose run is refused fails")]
fn told(line: &str, deal: &str) -> Vec<String> {
    let session = session();
    let results = session.run(&Asked::default()).unwrap();
    let cell = session.cell(&results, "ana", "2026-01", line).unwrap();
    session.eligibility(&results, cell, "Deals", deal).unwrap().iter().map(in_words).collect()
}

fn in_words(one: &Eligibility) -> String {
    let place = format!("{} {}", one.line, one.formula);
    let gives = one.gives.as_ref().and_then(|gives| gives.value.as_ref()).map_or("", |value| value.text.as_str());
    if one.taken {
        return format!("{place}: takes {} {gives}", one.key.as_deref().unwrap_or("-"));
    }
    let obstacles: Vec<String> = one.obstacles.iter().map(obstacle).collect();
    format!("{place}: not {}, {}", one.key.as_deref().unwrap_or("-"), obstacles.join(" and "))
}

fn obstacle(from: &RowObstacle) -> String {
    let false_parts = |condition: &tiercel::Explanation| {
        let parts = condition.children.iter().filter(|part| part.value.as_ref().is_some_and(|value| value.text == "false"));
        parts.map(|part| part.with_values.clone().unwrap_or_default()).collect::<Vec<_>>().join(", ")
    };
    match from {
        RowObstacle::When(condition) => format!("when {}", condition.with_values.as_deref().unwrap_or("")),
        RowObstacle::Owner(owner) => format!("of {}", owner.as_deref().unwrap_or("nobody")),
        RowObstacle::Days { of_row, wanted } => {
            let day = |days: Option<tiercel::Days>| days.and_then(|days| days.first).map_or_else(String::new, |day| day.to_string());
            format!("on {} not {}", day(*of_row), day(*wanted))
        }
        RowObstacle::Condition(condition) => format!("where {} ({})", condition.label, false_parts(condition)),
        RowObstacle::Person(text) => format!("person {text}"),
        RowObstacle::Clause(_, condition) => {
            format!("from {}", condition.as_ref().and_then(|condition| condition.with_values.as_deref()).unwrap_or(""))
        }
    }
}

#[test]
fn a_row_that_is_taken_says_what_it_gives_through_a_derived_table() {
    assert_eq!(told("Commission", "D1"), ["Bookings SUM(Credits[Credit]): takes 1|D1 1200.00"]);
}

#[test]
fn the_owner_and_the_days_are_named() {
    assert_eq!(told("Bookings", "D2"), ["Bookings SUM(Credits[Credit]): not 1|D2, of ben"]);
    assert_eq!(told("Bookings", "D3"), ["Bookings SUM(Credits[Credit]): not 1|D3, on 2026-02-02 not 2026-01-01"]);
}

#[test]
fn a_condition_is_told_with_its_values_and_the_parts_that_do_not_hold() {
    let formula = r#"COUNT(Deals where Deals[Amount] >= 1000 and Deals[Kind] = "Cloud")"#;
    let condition = r#"Deals[Amount] >= 1000 and Deals[Kind] = "Cloud""#;
    assert_eq!(told("Big", "D4"), [format!("Big {formula}: not D4, where {condition} (90.00 >= 1000)")]);
    assert_eq!(told("Big", "D1"), [format!("Big {formula}: takes D1 ")]);
}

#[test]
fn a_clause_that_makes_no_row_says_its_condition() {
    assert_eq!(told("Bookings", "D5"), [r#"Bookings SUM(Credits[Credit]): not -, from Gift <> "Gift""#]);
}

#[test]
fn all_of_the_payees_lines_are_asked_through_the_total_and_a_closed_gate_is_told() {
    let all = told("PAYABLE", "D1");
    assert_eq!(all.first().map(String::as_str), Some("Prize Big > 1: not D1, when 1 > 1"), "{all:?}");
    assert_eq!(all.len(), 2, "{all:?}");
}
