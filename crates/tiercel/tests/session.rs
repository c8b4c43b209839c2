//! A session's result is that of a full run over the changed data.

use std::rc::Rc;
use tiercel::{Asked, Change, Held, HeldContent, Refused, Session, SessionData, Source, check, table_of};

const PLAN: &str = "plan \"Small\"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-02-28\npayees {\n  [Id] text key\n}\n\
    param Rate = 5% between 0% and 20%\n\
    table Deals by [Owner] on [Closed] {\n  [Deal] text key\n  [Owner] payee\n  [Closed] date\n  [Amount] USD\n  [Credit] = [Amount] * 50%\n}\n\
    pay Commission = Rate * SUM(Deals[Amount])\n";

fn session(deals: &str, params: &[(&str, &str)]) -> Session {
    session_of(PLAN, "Id\nana\nben\n", deals, params)
}

#[expect(clippy::unwrap_used, reason = "a test whose plan or data is refused fails")]
fn session_of(plan: &str, payees: &str, deals: &str, params: &[(&str, &str)]) -> Session {
    let checked = check(&[Source { name: "small.plan".into(), text: plan.into() }], &[0]);
    assert!(checked.is_fine(), "{:?}", checked.diagnostics);
    let held = |table: &str, text: &str| Held {
        table: table_of(&checked.plan, table).unwrap(),
        name: format!("{table}.csv"),
        content: HeldContent::csv(text.as_bytes()),
    };
    let inputs = vec![held("payees", payees), held("Deals", deals)];
    let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Session::new(Rc::new(checked.plan.clone()), SessionData { inputs, params, ..SessionData::default() }).unwrap()
}

#[expect(clippy::unwrap_used, reason = "a test whose run is refused fails")]
fn canonical(session: &Session) -> String {
    let mut text = String::new();
    session.run(&Asked::default()).unwrap().write_canonical(&mut text).unwrap();
    text
}

fn values(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect()
}

const DEALS: &str = "Deal,Owner,Closed,Amount\nD1,ana,2026-01-09,1200.50\nD2,ben,2026-01-10,300\nD3,ana,2026-02-02,80\n";

#[test]
fn changes_give_what_a_full_run_gives() {
    let base = session(DEALS, &[]);
    let before = canonical(&base);
    let table = || "Deals".to_owned();
    let changes = [
        Change::EditRow { table: table(), key: "D3".into(), values: values(&[("Amount", "90.10"), ("Owner", "ben")]) },
        Change::RemoveRow { table: table(), key: "D1".into() },
        Change::AddRow { table: table(), values: values(&[("Deal", "D4"), ("Owner", "ana"), ("Closed", "2026-02-03"), ("Amount", "7")]) },
        Change::SetParam { name: "Rate".into(), value: "10%".into() },
    ];
    let later = base.with(&changes).unwrap();
    let deals = "Deal,Owner,Closed,Amount\nD2,ben,2026-01-10,300\nD3,ben,2026-02-02,90.10\nD4,ana,2026-02-03,7\n";
    assert_eq!(canonical(&later), canonical(&session(deals, &[("Rate", "10%")])));
    assert_eq!(canonical(&base), before, "the earlier session stays as it is");
    // Stacked one by one they come to the same.
    let stacked = changes.iter().fold(base, |session, change| session.with(std::slice::from_ref(change)).unwrap());
    assert_eq!(canonical(&stacked), canonical(&later));
}

#[test]
fn differences_are_the_cells_that_changed() {
    let base = session(DEALS, &[]);
    let later =
        base.with(&[Change::EditRow { table: "Deals".into(), key: "D1".into(), values: values(&[("Amount", "2200.50")]) }]).unwrap();
    let found = base.differences(&later, &Asked::default()).unwrap();
    let shown: Vec<_> = found.iter().map(|one| (one.payee.as_str(), one.period.as_str(), one.difference.as_deref())).collect();
    assert_eq!(shown, [("ana", "2026-01", Some("50"))]);
}

#[test]
fn versions_of_a_plan_are_compared_by_the_names_of_lines() {
    let base = session(DEALS, &[]);
    let text = PLAN.replace("pay Commission = Rate * SUM", "pay Prize = COUNT(Deals) * MONEY(10, USD)\npay Commission = 2 * Rate * SUM");
    let later = session_of(&text, "Id\nben\nana\n", DEALS, &[]);
    let found = base.differences(&later, &Asked { payees: Some(vec!["ben".into()]), ..Asked::default() }).unwrap();
    let shown: Vec<_> =
        found.iter().map(|one| (one.period.as_str(), one.line.as_str(), one.before.as_deref(), one.difference.as_deref())).collect();
    let expected =
        [("2026-01", "Prize", None, Some("10")), ("2026-01", "Commission", Some("15"), Some("15")), ("2026-02", "Prize", None, Some("0"))];
    assert_eq!(shown, expected);
    let paid = base.pay_differences(&later, &Asked::default()).unwrap();
    let shown: Vec<_> = paid.iter().map(|one| (one.payee.as_deref(), one.before.as_deref(), one.difference.as_deref())).collect();
    // ana: 60.03 + 4 at 5 %, once more, and 10 for each of two deals; ben: 15, once more, and 10.
    assert_eq!(
        shown,
        [(None, Some("79.03"), Some("109.02")), (Some("ana"), Some("64.03"), Some("84.02")), (Some("ben"), Some("15"), Some("25"))]
    );
    let gone =
        later.differences(&base, &Asked { from: Some("2026-01".into()), to: Some("2026-01".into()), payees: Some(vec!["ben".into()]) });
    let shown: Vec<_> = gone.unwrap().into_iter().map(|one| (one.line, one.after, one.difference)).collect();
    let text = |value: &str| Some(value.to_owned());
    assert_eq!(shown, [("Commission".to_owned(), text("15"), text("-15")), ("Prize".to_owned(), None, text("-10"))]);
}

#[test]
fn what_can_not_be_changed_is_refused() {
    let base = session(DEALS, &[]);
    let edit = |table: &str, key: &str, column: &str, value: &str| Change::EditRow {
        table: table.into(),
        key: key.into(),
        values: values(&[(column, value)]),
    };
    let cases = [
        (edit("Deels", "D1", "Amount", "1"), "data-change-table-near"),
        (edit("Deals", "D9", "Amount", "1"), "data-change-row"),
        (edit("Deals", "D1", "Amout", "1"), "data-change-column-near"),
        (edit("Deals", "D1", "Credit", "1"), "data-change-calculated"),
        (edit("Deals", "D1", "Amount", "much"), "data-number"),
        (edit("Deals", "D1", "Owner", "zoe"), "data-payee-unknown"),
        (edit("Deals", "D1", "Deal", "D2"), "data-key-twice"),
        (Change::SetParam { name: "Rate".into(), value: "30%".into() }, "data-bounds"),
    ];
    for (change, code) in cases {
        let problems = base.with(std::slice::from_ref(&change)).unwrap_err();
        let codes: Vec<&str> = problems.shown().iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [code], "{change:?}");
    }
}

#[test]
fn a_change_meets_the_row_that_it_names() {
    let remove = |key: &str| Change::RemoveRow { table: "Deals".into(), key: key.into() };
    let edit = |key: &str, column: &str, value: &str| Change::EditRow {
        table: "Deals".into(),
        key: key.into(),
        values: values(&[(column, value)]),
    };
    let code = |session: &Session, changes: &[Change]| session.with(changes).unwrap_err().shown()[0].code;
    // A row that has gone is not the row after it.
    let base = session(DEALS, &[]);
    assert_eq!(code(&base, &[remove("D1"), edit("D1", "Amount", "9")]), "data-change-row");
    assert_eq!(code(&base, &[remove("D1"), remove("D1")]), "data-change-row");
    // Blank rows, which spreadsheets leave behind, move nothing.
    let gap = session(&DEALS.replace("D2,", ",,,\nD2,"), &[]);
    let later = gap.with(&[edit("D3", "Amount", "90")]).and_then(|later| later.with(&[edit("D2", "Amount", "100")])).unwrap();
    let deals = "Deal,Owner,Closed,Amount\nD1,ana,2026-01-09,1200.50\nD2,ben,2026-01-10,100\nD3,ana,2026-02-02,90\n";
    assert_eq!(canonical(&later), canonical(&session(deals, &[])));
    // Which of a person's rows is meant, the key does not say.
    let dated = PLAN.replace(
        "payees {\n  [Id] text key\n",
        "payees from [From] to [To] {\n  [Id] text key\n  [From] date\n  [To] date?\n  [Name] text?\n",
    );
    let people = session_of(&dated, "Id,From,To,Name\nana,2026-01-01,2026-01-31,\nana,2026-02-01,,Ana\nben,2026-01-01,,\n", DEALS, &[]);
    let name = |key: &str| Change::EditRow { table: "payees".into(), key: key.into(), values: values(&[("Name", "B")]) };
    assert_eq!(code(&people, &[name("ana")]), "data-change-row-several");
    people.with(&[name("ben")]).unwrap();
    // A row never goes without a word.
    assert_eq!(code(&base, &[Change::AddRow { table: "Deals".into(), values: Vec::new() }]), "data-change-blank");
}

#[test]
fn periods_are_asked_for_in_order() {
    let base = session(DEALS, &[]);
    let asked = |from: &str, to: &str| Asked { from: Some(from.into()), to: Some(to.into()), payees: None };
    assert_eq!(base.run(&asked("2026-Q1", "2026-01")).unwrap().periods().len(), 1);
    for (from, to, code) in [("2026-02", "2026-01", "data-asked-order"), ("March", "2026-03", "data-asked-period")] {
        let Err(Refused::Problems(problems)) = base.run(&asked(from, to)) else { panic!("{from} {to} is not refused") };
        assert_eq!(problems.shown()[0].code, code);
    }
}

#[test]
fn the_order_of_a_file_shows_in_no_mark() {
    let plan = PLAN.replace("param Rate = 5% between 0% and 20%", "param Nothing = 0").replace("* 50%", "/ 3 * Nothing").replace(
        "pay Commission = Rate * SUM(Deals[Amount])",
        "Smallest = SMALL(Deals[Credit], 1)\nLargest = LARGE(Deals[Credit], 1)\nLeast = MIN(Deals[Credit])\nGreatest = MAX(Deals[Credit])",
    );
    // A third of 1 is inexact, so is that times 0; a third of 3 is not.
    let of = |rows: &str| canonical(&session_of(&plan, "Id\nana\n", &format!("Deal,Owner,Closed,Amount\n{rows}"), &[]));
    let sorted = of("D1,ana,2026-01-09,1\nD2,ana,2026-01-09,3\n");
    assert_eq!(sorted, of("D2,ana,2026-01-09,3\nD1,ana,2026-01-09,1\n"));
    for line in ["Smallest", "Largest", "Least", "Greatest"] {
        assert!(sorted.contains(&format!("ana\t2026-01\t{line}\tUSD\t0~\n")), "{line} in {sorted}");
    }
}
