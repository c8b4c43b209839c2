//! A session made by changes takes over from the one before what the changes do not reach, and comes to what a run anew comes to.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test whose plan, data or run is refused fails")]

use std::rc::Rc;
use tiercel::{Asked, Change, Held, HeldContent, Session, SessionData, Source, check, table_of};

const PLAN: &str = "plan \"Again\"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-12-31\n\
    payees {\n  [Id] text key\n  [Manager] payee?\n  [Rate] percent\n}\n\
    table Deals by [Owner] on [Closed] {\n  [Deal] text key\n  [Owner] payee\n  [Closed] date\n  [Amount] USD\n  [Won] bool\n  [Credit] = [Amount] * 50%\n}\n\
    table Credits by [Owner] on [Closed] {\n  from Deals where Deals[Won] {\n    [Owner] = Deals[Owner]\n    [Closed] = Deals[Closed]\n    [Value] = Deals[Credit]\n  }\n}\n\
    param Share = 2%\n\
    Bookings = SUM(Credits[Value])\n\
    Year = SUM(Bookings over YTD)\n\
    Before = PRIOR(Bookings, 1, MONEY(0, USD))\n\
    pay Commission = Bookings * payee[Rate]\n\
    pay Growth when (Bookings > Before) = (Bookings - Before) * 1%\n\
    pay Override = Share * SUM(Commission for reports)\n\
    pay Draw = MIN(MONEY(100, USD), PRIOR(Draw, 1, MONEY(10, USD)) + Commission)\n";

fn session() -> Session {
    session_of(PLAN)
}

fn session_of(text: &str) -> Session {
    let checked = check(&[Source { name: "again.plan".into(), text: text.into() }], &[0]);
    assert!(checked.is_fine(), "{:?}", checked.diagnostics);
    let mut deals = String::from("Deal,Owner,Closed,Amount,Won\n");
    for number in 0..60 {
        let owner = ["ana", "ben", "cy"][number % 3];
        deals +=
            &format!("D{number},{owner},2026-{:02}-{:02},{}.25,{}\n", 1 + number % 12, 1 + number % 28, 100 + 37 * number, number % 7 != 0);
    }
    let payees = "Id,Manager,Rate\nana,,5%\nben,ana,6%\ncy,ana,7%\n";
    let held = |table: &str, text: &str| Held {
        table: table_of(&checked.plan, table).unwrap(),
        name: format!("{table}.csv"),
        content: HeldContent::csv(text.as_bytes()),
    };
    let inputs = vec![held("payees", payees), held("Deals", &deals)];
    Session::new(Rc::new(checked.plan.clone()), SessionData { inputs, ..SessionData::default() }).unwrap()
}

/// Runs a session, holds it against one loaded from its texts, and gives how many cells were computed.
fn computed(session: &Session) -> usize {
    let text = |results: &tiercel::Results<'_>| {
        let mut text = String::new();
        results.write_canonical(&mut text).unwrap();
        text
    };
    let (results, loaded) = (session.run(&Asked::default()).unwrap(), session.reloaded().unwrap());
    assert_eq!(text(&results), text(&loaded.run(&Asked::default()).unwrap()));
    results.cells_computed()
}

fn edit(table: &str, key: &str, column: &str, value: &str) -> Change {
    Change::EditRow { table: table.into(), key: key.into(), values: vec![(column.into(), value.into())] }
}

#[test]
fn a_change_computes_what_it_reaches() {
    let base = session();
    let all = computed(&base);
    assert_eq!(computed(&base), 0, "nothing changed");
    let of = |changes: &[Change]| computed(&base.with(changes).unwrap());
    // D17 is cy's, in June: its month, the year from then on, growth in two months, the manager's override; the draws as a whole.
    let draws = 36;
    let one = of(&[edit("Deals", "D17", "Amount", "5000")]);
    assert!(one > draws && one < all / 3, "{one} of {all}");
}

#[test]
fn changes_one_after_another_come_to_what_a_run_anew_comes_to() {
    let row = |values: &[(&str, &str)]| values.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect();
    let added = row(&[("Deal", "N1"), ("Owner", "ben"), ("Closed", "2026-03-03"), ("Amount", "700"), ("Won", "true")]);
    let changes = [
        edit("Deals", "D5", "Amount", "1234.56"),
        edit("Deals", "D5", "Amount", "-9"),
        edit("Deals", "D8", "Closed", "2026-11-02"),
        edit("Deals", "D9", "Owner", "cy"),
        edit("Deals", "D7", "Won", "true"),
        edit("Deals", "D10", "Won", "false"),
        edit("payees", "ben", "Rate", "9%"),
        Change::AddRow { table: "Deals".into(), values: added },
        Change::RemoveRow { table: "Deals".into(), key: "D3".into() },
        Change::SetParam { name: "Share".into(), value: "3%".into() },
    ];
    let mut session = session();
    computed(&session);
    for change in &changes {
        session = session.with(std::slice::from_ref(change)).unwrap();
        computed(&session);
    }
    // Those that are not run in between come together.
    let first = self::session();
    let all = computed(&first);
    let later = changes.iter().fold(first, |session, change| session.with(std::slice::from_ref(change)).unwrap());
    assert!(computed(&later) <= all);
}

#[test]
fn an_error_that_is_the_same_everywhere_begins_at_its_own_row() {
    // Of what stands in no row, and of what the row decides but comes out alike.
    let columns =
        "[None] = LOOKUP(\"none\", Kinds[Share])\n  [Each] = IF(false, [Amount], MONEY(1, USD)) / IF(true, MONEY(0, USD), [Amount])\n";
    let kinds = "table Kinds {\n  [Kind] text key\n  [Share] number\n  | Kind | Share |\n  | some | 1 |\n}\n";
    let text = PLAN.replace("  [Credit] = ", &format!("  {columns}  [Credit] = ")).replace("table Deals", &format!("{kinds}table Deals"));
    let base = session_of(&text);
    base.run(&Asked::default()).unwrap();
    let added = [("Deal", "N1"), ("Owner", "ben"), ("Closed", "2026-03-03"), ("Amount", "700"), ("Won", "true")];
    let values = added.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect();
    let later = base.with(&[Change::AddRow { table: "Deals".into(), values }]).unwrap();
    let (results, loaded) = (later.run(&Asked::default()).unwrap(), later.reloaded().unwrap());
    let loaded = loaded.run(&Asked::default()).unwrap();
    let (_, columns) = later.columns("Deals", Some(&["None".into(), "Each".into()])).unwrap();
    for (column, place) in columns.into_iter().zip(["Nowhere", "60)"]) {
        let errors = |results: &tiercel::Results<'_>| (0..61).map(|row| format!("{:?}", results.column(column, row))).collect::<Vec<_>>();
        assert_eq!(errors(&results), errors(&loaded));
        assert!(errors(&results)[60].contains(place), "{}", errors(&results)[60]);
    }
}
