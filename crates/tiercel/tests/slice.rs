//! Slices of a plan with every kind of total: what is sealed, what is held, and that changes of one's own are added.

use std::rc::Rc;
use tiercel::{
    Asked, Change, Held, HeldContent, LineId, Refused, Session, SessionData, Slice, Source, Target, check, explain, statement, table_of,
};

const PLAN: &str = "plan \"Totals\"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-03-31\n\
    payees {\n  [Id] text key\n  [Name] text\n  [Manager] payee?\n  [Region] text\n}\n\
    table Deals by [Owner] on [Closed] {\n  [Deal] text key\n  [Owner] payee\n  [Closed] date\n  [Amount] USD\n  [Second] payee?\n}\n\
    table Notes by [Writer] {\n  [Writer] payee\n  [Deal] -> Deals\n}\n\
    table Credits by [Rep] on [Day] {\n\
    \x20 from Deals { [Rep] = Deals[Owner] [Day] = Deals[Closed] [Credit] = Deals[Amount] * 80% }\n\
    \x20 from Deals where Deals[Second] <> blank { [Rep] = Deals[Second] [Day] = Deals[Closed] [Credit] = Deals[Amount] * 20% }\n}\n\
    param Rate = 10% between 0% and 50%\n\
    Sold = SUM(Deals[Amount])\n\
    All = SUM(Deals[Amount] for everyone)\n\
    Large = COUNT(Deals where Deals[Amount] > 500 for everyone)\n\
    Year = SUM(Deals[Amount] for everyone over YTD)\n\
    Region = SUM(Sold for same [Region])\n\
    Heads = COUNT(payees for everyone)\n\
    Base = SUM(Commission for team)\n\
    Above = COUNT(Deals where Deals[Amount] > Sold for everyone)\n\
    Best = MAX(Deals[Amount] for everyone)\n\
    Place = RANK(Sold for everyone)\n\
    Credited = SUM(Credits[Credit])\n\
    All_credits = SUM(Credits[Credit] for everyone)\n\
    Boss : text = IF(payee[Manager] = blank, \"none\", \"some\")\n\
    pay Commission = Rate * Sold\n\
    pay Pool = 1% * All + IF(Place = 1, 100, 0)\n";

const PAYEES: &str = "Id,Name,Manager,Region\nann,Ann One,max,North\nbob,Bob Two,max,North\ncyd,Cyd Three,max,North\ndan,Dan Four,max,North\neve,Eve Five,max,South\nmax,Max Six,,North\n";

fn deals() -> String {
    let mut text = "Deal,Owner,Closed,Amount,Second\n".to_owned();
    for (number, owner) in ["ann", "bob", "cyd", "dan", "eve"].iter().enumerate() {
        for month in 1..=2 {
            let second = if *owner == "bob" && month == 1 { "ann" } else { "" };
            text += &format!("{owner}{month},{owner},2026-0{month}-10,{}.37,{second}\n", 313 * (number + 1) * month);
        }
    }
    text
}

#[expect(clippy::unwrap_used, reason = "a test whose plan or data is refused fails")]
fn full() -> Session {
    let checked = check(&[Source { name: "totals.plan".into(), text: PLAN.into() }], &[0]);
    assert!(checked.is_fine(), "{:?}", checked.diagnostics);
    let held = |table: &str, text: &str| Held {
        table: table_of(&checked.plan, table).unwrap(),
        name: table.to_owned(),
        content: HeldContent::csv(text.as_bytes()),
    };
    let inputs = vec![held("payees", PAYEES), held("Deals", &deals()), held("Notes", "Writer,Deal\nann,eve1\nann,ann1\nbob,bob1\n")];
    Session::new(Rc::new(checked.plan.clone()), SessionData { inputs, ..SessionData::default() }).unwrap()
}

#[expect(clippy::unwrap_used, reason = "a test whose slice is refused fails")]
fn cut(full: &Session, payee: &str) -> (Slice, Session) {
    let slice = full.slice(payee, 3).unwrap();
    let sliced = Session::of_slice(Rc::new(full.plan().clone()), slice.clone()).unwrap();
    (slice, sliced)
}

/// The payee's cells as `line period value`, without some lines.
#[expect(clippy::unwrap_used, reason = "a test whose run is refused fails")]
fn cells(session: &Session, payee: &str, but: &[&str]) -> Vec<String> {
    let mut text = String::new();
    session.run(&Asked { payees: Some(vec![payee.into()]), ..Asked::default() }).unwrap().write_canonical(&mut text).unwrap();
    let cells = text.lines().filter(|line| line.starts_with(&format!("{payee}\t")) && line.split('\t').count() == 5);
    cells.filter(|line| !but.contains(&line.split('\t').nth(2).unwrap())).map(str::to_owned).collect()
}

fn amount(deal: &str, value: &str) -> Change {
    Change::EditRow { table: "Deals".into(), key: deal.into(), values: vec![("Amount".into(), value.into())] }
}

#[test]
fn a_slice_gives_the_same_cells_and_tells_nobody() {
    let full = full();
    for payee in ["ann", "bob", "eve", "max"] {
        let (slice, sliced) = cut(&full, payee);
        assert_eq!(cells(&sliced, payee, &[]), cells(&full, payee, &[]), "{payee}");
        let told = format!("{:?} {:?} {:?}", slice.rows, slice.rest.stand_ins, slice.rest.people);
        for name in ["Ann One", "Bob Two", "Cyd Three", "Dan Four", "Eve Five", "Max Six"] {
            assert_eq!(told.contains(name), name.to_lowercase().starts_with(payee), "{name} for {payee}: {told}");
        }
        for other in ["ann", "bob", "cyd", "dan", "eve", "max"].iter().filter(|other| **other != payee) {
            assert!(!told.contains(&format!("\"{other}\"")), "{other} for {payee}: {told}");
        }
    }
}

#[test]
fn sums_and_counts_of_three_others_are_sealed_and_the_rest_is_held() {
    let full = full();
    let (slice, _) = cut(&full, "ann");
    let held = |slice: &Slice| {
        let mut lines: Vec<String> = slice.rest.facts.held.iter().map(|cell| full.plan().line(cell.line).name.clone()).collect();
        lines.dedup();
        lines.sort();
        lines.dedup();
        lines
    };
    // In March nobody sells anything: there are no three others. Another's credits may be made of ann's own deals.
    let lines = held(&slice);
    for line in ["Above", "Best", "Place", "All_credits"] {
        let count = slice.rest.facts.held.iter().filter(|cell| full.plan().line(cell.line).name == line).count();
        assert_eq!(count, 3, "{line} is held in every month: {lines:?}");
    }
    for line in ["All", "Large", "Year"] {
        let months: Vec<i32> =
            slice.rest.facts.held.iter().filter(|cell| full.plan().line(cell.line).name == line).map(|cell| cell.ordinal).collect();
        assert!(months.len() <= 2, "{line} has totals: {lines:?}");
    }
    assert!(!lines.contains(&"Credited".to_owned()) && !lines.contains(&"Commission".to_owned()), "{lines:?}");
    assert!(slice.rest.facts.sealed.len() > 8, "{:?}", slice.rest.facts.sealed);
    // Max has nothing in it, and bob's deal of January is in the slice: the total is that of the other three.
    let all: Vec<String> = slice.rest.facts.sealed.iter().map(|total| total.sum.to_string()).collect();
    assert!(all.contains(&"3757.11".to_owned()), "{all:?}");
    let rows = |name: &str| slice.rows.iter().find(|table| table.table == name).map_or(0, |table| table.rows.len());
    // Ann's two deals, and bob's in which she has a share.
    assert_eq!((rows("Deals"), rows("payees"), rows("Notes")), (3, 1, 2));
}

#[test]
fn one_s_own_changes_are_added_to_what_others_have() {
    let full = full();
    for (payee, deal) in [("ann", "ann1"), ("ann", "bob1"), ("bob", "bob2"), ("eve", "eve2")] {
        let (_, sliced) = cut(&full, payee);
        // Ann may change bob's deal, in which she has a share: so what he sold is no total for her. Eve is alone in the South.
        let mut resting = vec!["Above", "Best", "Place", "Pool", "All_credits"];
        resting.extend((payee != "bob").then_some("Region"));
        for value in ["0", "12345.67", "-3"] {
            let change = [amount(deal, value)];
            let (expected, got) = (full.with(&change).unwrap(), sliced.with(&change).unwrap());
            assert_eq!(cells(&got, payee, &resting), cells(&expected, payee, &resting), "{payee} {deal} {value}");
            // What is held stands as it was, and what reads it goes on from there.
            let place =
                |session: &Session| cells(session, payee, &[]).into_iter().filter(|cell| cell.contains("Place")).collect::<Vec<_>>();
            assert_eq!(place(&got), place(&sliced));
        }
    }
    let (_, sliced) = cut(&full, "ann");
    let rate = [Change::SetParam { name: "Rate".into(), value: "20%".into() }];
    let (expected, got) = (full.with(&rate).unwrap(), sliced.with(&rate).unwrap());
    let commission =
        |session: &Session| cells(session, "ann", &[]).into_iter().filter(|cell| cell.contains("Commission")).collect::<Vec<_>>();
    assert_eq!(commission(&got), commission(&expected));
}

#[test]
fn once_a_param_is_another_totals_that_may_rest_on_it_are_held() {
    let full = full();
    let (slice, sliced) = cut(&full, "max");
    assert!(slice.rest.held.contains(&"Base".to_owned()));
    let later = sliced.with(&[Change::SetParam { name: "Rate".into(), value: "20%".into() }]).unwrap();
    let base = |session: &Session| cells(session, "max", &[]).into_iter().filter(|cell| cell.contains("\tBase\t")).collect::<Vec<_>>();
    assert_eq!(base(&later), base(&sliced));
    assert_eq!(base(&sliced), base(&full));
}

#[test]
fn what_others_get_can_not_be_changed() {
    let (_, sliced) = cut(&full(), "ann");
    let add = |owner: &str| Change::AddRow {
        table: "Deals".into(),
        values: [("Deal", "new"), ("Owner", owner), ("Closed", "2026-01-20"), ("Amount", "5")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .to_vec(),
    };
    sliced.with(&[add("ann")]).unwrap();
    let people = Change::EditRow { table: "payees".into(), key: "ann".into(), values: vec![("Region".into(), "South".into())] };
    for change in [add("bob"), add("#1"), people] {
        let problems = sliced.with(std::slice::from_ref(&change)).unwrap_err();
        assert_eq!(problems.shown()[0].code, "data-slice-change", "{change:?}");
    }
    assert!(matches!(full().slice("nobody", 3), Err(Refused::Problems(_))));
}

#[test]
fn what_stands_for_others_says_so() {
    let full = full();
    let (slice, sliced) = cut(&full, "ann");
    let line = |name: &str| (0..).map(LineId).zip(&full.plan().lines).find(|(_, line)| line.name == name).unwrap().0;
    let asked = Asked { payees: Some(vec!["ann".into()]), ..Asked::default() };
    let results = sliced.run(&asked).unwrap();
    let (ann, period) = (*results.payees().first().unwrap(), *results.periods().first().unwrap());
    let why = |name: &str| explain(sliced.plan(), sliced.tables(), &results, Target::Cell(line(name), ann, period), 3);
    let place = why("Place");
    assert_eq!((place.kind, place.children.len()), ("held", 0));
    let all = why("All");
    let sealed = all.children.iter().flat_map(|part| &part.children).find(|part| part.kind == "sealed").unwrap();
    let total = slice.rest.facts.sealed.iter().find(|total| total.sum.to_string() == sealed.value.as_ref().unwrap().text).unwrap();
    assert_eq!(sealed.label, total.count.to_string());
    let statement = statement(sliced.plan(), sliced.tables(), &results, ann, period);
    let held: Vec<&str> =
        statement.plans.iter().flat_map(|plan| &plan.lines).filter(|line| line.held).map(|line| line.name.as_str()).collect();
    assert!(held.contains(&"Place") && held.contains(&"Best") && !held.contains(&"Sold"), "{held:?}");
}

/// A letter and its accent may be one character or two: a file that writes them otherwise than the plan has the same columns.
#[test]
fn headings_and_keys_are_the_plan_s_however_their_letters_are_written() {
    let plan = "plan \"Pr\u{e4}mien\"\ncurrency EUR\nperiod month\neffective 2026-01-01 to 2026-02-28\n\
        payees {\n  [Id] text key\n}\n\
        table Deals by [Verk\u{e4}ufer] on [Tag] {\n  [Nr] text key\n  [Verk\u{e4}ufer] payee\n  [Tag] date\n  [Pr\u{e4}mie] EUR\n}\n\
        pay Lohn = SUM(Deals[Pr\u{e4}mie])\n";
    let checked = check(&[Source { name: "plan.plan".into(), text: plan.into() }], &[0]);
    assert!(checked.is_fine(), "{:?}", checked.diagnostics);
    let held = |table: &str, text: &str| Held {
        table: table_of(&checked.plan, table).unwrap(),
        name: table.to_owned(),
        content: HeldContent::Csv(Rc::new(text.into())),
    };
    let deals = "Nr,Verka\u{308}ufer,Tag,Pra\u{308}mie\n1,Ja\u{308}n,2026-01-05,100\n2,Ja\u{308}n,2026-02-05,50\n3,Bob,2026-01-07,7\n";
    let inputs = vec![held("payees", "Id\nJa\u{308}n\nBob\n"), held("Deals", deals)];
    let full = Session::new(Rc::new(checked.plan.clone()), SessionData { inputs, ..SessionData::default() }).unwrap();
    let (slice, sliced) = cut(&full, "J\u{e4}n");
    assert_eq!(slice.rows.iter().map(|table| table.rows.len()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(cells(&sliced, "J\u{e4}n", &[]), cells(&full, "J\u{e4}n", &[]));
    assert_eq!(cells(&sliced, "J\u{e4}n", &[])[0], "J\u{e4}n\t2026-01\tLohn\tEUR\t100");
    let values = vec![("Pr\u{e4}mie".to_owned(), "30".to_owned()), ("Verk\u{e4}ufer".to_owned(), "Ja\u{308}n".to_owned())];
    let change = [Change::EditRow { table: "Deals".into(), key: "1".into(), values }];
    for session in [&full, &sliced] {
        assert_eq!(cells(&session.with(&change).unwrap(), "J\u{e4}n", &[])[0], "J\u{e4}n\t2026-01\tLohn\tEUR\t30");
        assert_eq!(cells(&session.with(&change).unwrap().reloaded().unwrap(), "J\u{e4}n", &[])[0], "J\u{e4}n\t2026-01\tLohn\tEUR\t30");
    }
}
