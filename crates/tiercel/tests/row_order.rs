//! The order of a file's rows shows in no result, not even in a mark.

use std::rc::Rc;
use tiercel::{Asked, Held, HeldContent, Session, SessionData, Source, check, table_of};

const PLAN: &str = r#"plan "Small"
currency USD
period month
effective 2026-01-01 to 2026-01-31
payees {
  [Id] text key
}
table Deals by [Owner] on [Closed] {
  [Deal]   text key
  [Owner]  payee
  [Closed] date
  [Part]   USD
  [Share]  = [Part] / 3 * Nothing
}
param Nothing = 0
Smallest = SMALL(Deals[Share], 1)
Largest  = LARGE(Deals[Share], 1)
Least    = MIN(Deals[Share])
Greatest = MAX(Deals[Share])
"#;

#[expect(clippy::unwrap_used, reason = "a test whose plan or data is refused fails")]
fn canonical(deals: &str) -> String {
    let checked = check(&[Source { name: "small.plan".into(), text: PLAN.into() }], &[0]);
    let held = |table: &str, text: &str| Held {
        table: table_of(&checked.plan, table).unwrap(),
        name: format!("{table}.csv"),
        content: HeldContent::Csv(text.as_bytes().into()),
    };
    let inputs = vec![held("payees", "Id\nana\n"), held("Deals", deals)];
    let session = Session::new(Rc::new(checked.plan.clone()), SessionData { inputs, ..SessionData::default() }).unwrap();
    let mut text = String::new();
    session.run(&Asked::default()).unwrap().write_canonical(&mut text).unwrap();
    text
}

#[test]
fn of_equal_values_the_first_by_key_is_taken_with_its_mark() {
    // A third of 1 is inexact, so is that times 0; a third of 3 is not.
    let sorted = canonical("Deal,Owner,Closed,Part\nD1,ana,2026-01-09,1\nD2,ana,2026-01-09,3\n");
    let turned = canonical("Deal,Owner,Closed,Part\nD2,ana,2026-01-09,3\nD1,ana,2026-01-09,1\n");
    assert_eq!(sorted, turned);
    for line in ["Smallest", "Largest", "Least", "Greatest"] {
        assert!(sorted.contains(&format!("ana\t2026-01\t{line}\tUSD\t0~\n")), "{line} in {sorted}");
    }
}
