//! Curves and searches over small plans whose breakpoints can be worked out by hand.

use std::rc::Rc;
use tiercel::{Aim, Asked, Change, Curve, Held, HeldContent, Moving, Refused, Session, SessionData, Source, Sweep, check, table_of};

const HEADER: &str = "plan \"Small\"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-12-31\npayees {\n  [Id] text key\n}\n\
    table Deals by [Owner] on [Closed] {\n  [Deal] text key\n  [Owner] payee\n  [Closed] date\n  [Amount] USD >= 0\n  [Product] text?\n}\n";
const TIERS: &str = "tiers Steps {\n  | Volume | Rate |\n  |      0 |   4% |\n  |   5000 |   6% |\n  |  10000 |   9% |\n}\n";
const DEALS: &str =
    "Deal,Owner,Closed,Amount,Product\nD1,ana,2026-01-09,1200.50,Cloud\nD2,ben,2026-01-10,300,Cloud\nD3,ana,2026-02-02,80,\n";

#[expect(clippy::unwrap_used, reason = "a test whose plan or data is refused fails")]
fn session(formulas: &str) -> Session {
    let checked = check(&[Source { name: "small.plan".into(), text: format!("{HEADER}{formulas}") }], &[0]);
    assert!(checked.is_fine(), "{:?}", checked.diagnostics);
    let held = |table: &str, text: &str| Held {
        table: table_of(&checked.plan, table).unwrap(),
        name: format!("{table}.csv"),
        content: HeldContent::csv(text.as_bytes()),
    };
    let inputs = vec![held("payees", "Id\nana\nben\n"), held("Deals", DEALS)];
    Session::new(Rc::new(checked.plan.clone()), SessionData { inputs, ..SessionData::default() }).unwrap()
}

fn one_more_deal() -> Moving {
    let values = [("Deal", "new"), ("Owner", "ana"), ("Closed", "2026-01-30")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    Moving::AddRow { table: "Deals".into(), like: None, values: values.to_vec(), column: "Amount".into() }
}

fn sweep(moving: Moving, line: &str, to: &str) -> Sweep {
    let aim = Aim { payee: "ana".into(), period: "2026-01".into(), line: Some(line.into()) };
    Sweep { moving: vec![moving], aim, to: Some(to.into()), ..Sweep::default() }
}

/// Points as `input value [below] slope`.
fn shown(curve: &Curve) -> Vec<String> {
    let point = |point: &tiercel::CurvePoint| {
        let below = point.below.as_ref().map_or_else(String::new, |below| format!(" [{below}]"));
        format!("{} {}{below} {}", point.input, point.value, point.slope.as_deref().unwrap_or("-"))
    };
    curve.points.iter().map(point).collect()
}

#[test]
fn the_slope_changes_where_the_tiers_do_whatever_was_sold_before() {
    let session = session(&format!("{TIERS}pay Commission = MARGINAL(SUM(Deals[Amount]), Steps)\n"));
    let curve = session.curve(&sweep(one_more_deal(), "Commission", "1000000")).unwrap();
    // 1200.50 are sold already: 5000 is reached by 3799.50 more.
    assert_eq!(shown(&curve), ["0 48.02 0.04", "3799.5 200 0.06", "8799.5 500 0.09", "1000000 89708.05 -"]);
    assert_eq!((curve.within.as_str(), curve.step.as_str(), curve.certain, curve.more), ("0", "0.01", false, false));
    assert!(curve.evaluations < 500, "{} evaluations", curve.evaluations);
}

#[test]
fn jumps_and_caps_are_found_to_the_cent() {
    let text = "pay Bonus = IF(SUM(Deals[Amount]) >= 2000, 500, 0)\npay Commission = MIN(3% * SUM(Deals[Amount]), 777.77)\n";
    let session = session(text);
    let curve = session.curve(&sweep(one_more_deal(), "Bonus", "50000")).unwrap();
    assert_eq!(shown(&curve), ["0 0 0", "799.5 500 [0] 0", "50000 500 -"]);
    let curve = session.curve(&sweep(one_more_deal(), "Commission", "50000")).unwrap();
    // 777.77 / 3% is 25925.666…: between two cents.
    assert_eq!(shown(&curve), ["0 36.02 0.03", "24725.17 777.77 0", "50000 777.77 -"]);
    // All that is payable, said or not.
    let all = |line: Option<&str>| Sweep {
        aim: Aim { line: line.map(str::to_owned), ..sweep(one_more_deal(), "", "").aim },
        ..sweep(one_more_deal(), "", "50000")
    };
    let curve = session.curve(&all(None)).unwrap();
    assert_eq!(shown(&curve), ["0 36.02 0.03", "799.5 560 [60] 0.03", "24725.17 1277.77 0", "50000 1277.77 -"]);
    assert_eq!(session.curve(&all(Some("PAYABLE"))).unwrap(), curve);
}

#[test]
fn formulas_that_round_themselves_count_as_straight() {
    let session =
        session(&format!("{TIERS}pay Commission = ROUND(MARGINAL(SUM(Deals[Amount]), Steps), 2) + ROUND(1% * SUM(Deals[Amount]), 2)\n"));
    let curve = session.curve(&sweep(one_more_deal(), "Commission", "20000")).unwrap();
    assert!(["0.01", "0.04"].contains(&curve.within.as_str()) && !curve.more, "{curve:?}");
    let slopes: Vec<&str> = curve.points.iter().filter_map(|point| point.slope.as_deref()).collect();
    assert_eq!(slopes, ["0.05", "0.07", "0.1"]);
    let bends: Vec<&str> = curve.points.iter().map(|point| point.input.split('.').next().unwrap()).collect();
    assert_eq!(bends.len(), 4);
    let near = |found: &str, exact: i64| (found.parse::<i64>().unwrap() - exact).abs() < 5;
    assert!(near(bends[1], 3799) && near(bends[2], 8799), "{bends:?}");
}

#[test]
fn a_param_moves_by_its_steps_and_within_its_bounds() {
    let session = session("param Rate = 5% between 0% and 20% step 1%\npay Commission = IF(Rate > 12%, 12%, Rate) * SUM(Deals[Amount])\n");
    let sweep = Sweep { to: None, ..sweep(Moving::SetParam { name: "Rate".into() }, "Commission", "") };
    let curve = session.curve(&sweep).unwrap();
    assert_eq!(shown(&curve), ["0 0 1200.5", "0.12 144.06 0", "0.2 144.06 -"]);
    assert!(curve.certain && curve.evaluations == 21);
    let solution = session.solve(&sweep, "100").unwrap();
    let reached = solution.reached.unwrap();
    assert_eq!((reached.input.as_str(), reached.value.as_str(), reached.exact, reached.jumps), ("0.09", "108.05", false, false));
    assert_eq!(session.solve(&sweep, "150").unwrap().reached, None);
    assert_eq!(session.solve(&sweep, "150").unwrap().highest, Some(("0.12".into(), "144.06".into())));
}

#[test]
fn rows_are_scaled_together_and_rounded_to_the_cent() {
    let session = session("pay Commission = 10% * SUM(Deals[Amount] over YTD)\n");
    let moving = Moving::ScaleRows { table: "Deals".into(), keys: vec!["D1".into(), "D3".into()], column: "Amount".into() };
    let sweep = Sweep {
        aim: Aim { payee: "ana".into(), period: "2026-02".into(), line: Some("Commission".into()) },
        step: Some("0.5".into()),
        ..sweep(moving, "Commission", "2")
    };
    assert_eq!(shown(&session.curve(&sweep).unwrap()), ["0 0 128.05", "2 256.1 -"]);
    // The year's cells are added up.
    let year = Sweep { aim: Aim { period: "2026".into(), ..sweep.aim.clone() }, ..sweep };
    assert_eq!(shown(&session.curve(&year).unwrap())[0], "0 0 1528.6");
}

#[test]
fn a_new_row_may_be_like_another() {
    let session = session("pay Commission = 10% * SUM(Deals[Amount] where Deals[Product] = \"Cloud\")\n");
    let moving = Moving::AddRow { table: "Deals".into(), like: Some("D1".into()), values: Vec::new(), column: "Amount".into() };
    assert_eq!(shown(&session.curve(&sweep(moving, "Commission", "1000")).unwrap()), ["0 120.05 0.1", "1000 220.05 -"]);
}

#[test]
fn a_search_gives_the_least_input_and_says_what_it_jumps_over() {
    let text = format!("{TIERS}Sold = SUM(Deals[Amount])\npay Commission = MARGINAL(Sold, Steps) + IF(Sold >= 7000, 250, 0)\n");
    let session = session(&text);
    let solve = |value: &str| session.solve(&Sweep { to: None, ..sweep(one_more_deal(), "Commission", "") }, value).unwrap();
    let reached = solve("200").reached.unwrap();
    assert_eq!((reached.input.as_str(), reached.value.as_str(), reached.exact, reached.jumps), ("3799.38", "200", true, false));
    assert_eq!(reached.below, Some(("3799.37".into(), "199.99".into())));
    // At 7000 sold it is 320 and, with the bonus, 570.
    let reached = solve("400").reached.unwrap();
    assert_eq!((reached.input.as_str(), reached.value.as_str(), reached.exact, reached.jumps), ("5799.5", "570", false, true));
    assert_eq!(reached.below, Some(("5799.49".into(), "320".into())));
    let reached = solve("1000000").reached.unwrap();
    assert_eq!(reached.value, "1000000");
    assert_eq!(solve("40").reached.unwrap().below, None, "it is reached from the first input on");
}

#[test]
fn the_present_data_is_left_alone_and_gives_the_same() {
    let session = session(&format!("{TIERS}pay Commission = MARGINAL(SUM(Deals[Amount]), Steps)\n"));
    let digest = session.run(&Asked::default()).unwrap().digest();
    let moving = Moving::EditRow { table: "Deals".into(), key: "D1".into(), column: "Amount".into() };
    let curve = session.curve(&sweep(moving, "Commission", "6000")).unwrap();
    assert_eq!(shown(&curve), ["0 0 0.04", "5000 200 0.06", "6000 260 -"]);
    let values = vec![("Amount".to_owned(), "6000".to_owned())];
    let later = session.with(&[Change::EditRow { table: "Deals".into(), key: "D1".into(), values }]).unwrap();
    let results = later.run(&Asked::default()).unwrap();
    let value = results.value(later.line("Commission").unwrap(), later.payee("ana").unwrap(), later.period("2026-01").unwrap());
    assert_eq!(results.canonical(&value.unwrap()), "260");
    assert_eq!(session.run(&Asked::default()).unwrap().digest(), digest);
}

#[test]
fn what_can_not_be_asked_is_refused() {
    let session = session("param On = true\nOwner = payee\npay Commission = IF(On, SUM(Deals[Amount]), 0)\n");
    let edit = |key: &str, column: &str| Moving::EditRow { table: "Deals".into(), key: key.into(), column: column.into() };
    let cases = [
        (sweep(edit("D9", "Amount"), "Commission", "9"), "data-change-row"),
        (sweep(edit("D1", "Product"), "Commission", "9"), "data-moving-column"),
        (sweep(edit("D1", "Amout"), "Commission", "9"), "data-change-column-near"),
        (sweep(Moving::SetParam { name: "On".into() }, "Commission", "9"), "data-moving-param"),
        (sweep(edit("D1", "Amount"), "Owner", "9"), "data-moving-line"),
        (sweep(edit("D1", "Amount"), "Comission", "9"), "data-history-line-near"),
        (sweep(edit("D1", "Amount"), "Commission", "nine"), "data-number"),
        (sweep(edit("D1", "Amount"), "Commission", "-9"), "data-moving-range"),
        (Sweep { to: None, ..sweep(edit("D1", "Amount"), "Commission", "") }, "data-moving-range"),
        (Sweep { from: Some("-9".into()), ..sweep(edit("D1", "Amount"), "Commission", "9") }, "data-bounds"),
        (Sweep { step: Some("0".into()), ..sweep(edit("D1", "Amount"), "Commission", "9") }, "data-moving-range"),
        (Sweep { moving: Vec::new(), ..sweep(edit("D1", "Amount"), "Commission", "9") }, "data-moving-nothing"),
    ];
    for (sweep, code) in cases {
        let Err(Refused::Problems(problems)) = session.curve(&sweep) else { panic!("{sweep:?} is not refused") };
        assert_eq!(problems.shown()[0].code, code, "{sweep:?}");
    }
}

#[test]
fn with_few_evaluations_the_curve_ends_early_and_says_so() {
    let session = session(&format!("{TIERS}pay Commission = MARGINAL(SUM(Deals[Amount]), Steps)\n"));
    let few = Sweep { evaluations: Some(80), ..sweep(one_more_deal(), "Commission", "1000000") };
    let curve = session.curve(&few).unwrap();
    assert!(curve.more && curve.evaluations <= 80, "{curve:?}");
}
