//! How long a change of one deal takes in a session, natively: `cargo run --release -p tiercel --example what_if DEALS`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    clippy::disallowed_types,
    reason = "a measurement"
)]

use std::fmt::Write;
use std::rc::Rc;
use std::time::Instant;
use tiercel::{Asked, Change, Held, HeldContent, Session, SessionData, Source, check, table_of};

const PRODUCTS: [&str; 8] = ["CORE", "PLUS", "CLOUD", "DATA", "EDGE", "SERVICE", "SUPPORT", "LEGACY"];
const EDITS: usize = 520;

fn main() {
    let deals: usize = std::env::args().nth(1).map_or(2_000, |text| text.parse().unwrap());
    let mut state = 20_250_101u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33u32) % limit
    };
    let text = std::fs::read_to_string("benches/w1/w1.plan").unwrap();
    let checked = check(&[Source { name: "w1.plan".into(), text }], &[0]);
    let mut rows = String::from("rep_id,close_date,amount,product\n");
    for _ in 0..deals {
        let product = PRODUCTS[usize::try_from(below(8)).unwrap()];
        writeln!(
            rows,
            "100000,2025-{:02}-{:02},{}.{:02},{product}",
            1 + below(12),
            1 + below(28),
            below(200_000_000 / deals as u64),
            below(100)
        )
        .unwrap();
    }
    let mut quotas = String::from("rep_id,month,quota\n");
    (1..=12).for_each(|month| writeln!(quotas, "100000,2025-{month:02},{}", 80_000 + below(180_000)).unwrap());
    let held = |table: &str, text: &str| Held {
        table: table_of(&checked.plan, table).unwrap(),
        name: table.to_owned(),
        content: HeldContent::csv(text.as_bytes()),
    };
    let payees = "rep_id,Manager,start_date,base_rate\n100000,,2015-01-01,0.0300\n";
    let inputs = vec![held("payees", payees), held("deals", &rows), held("quotas", &quotas)];
    let mut session = Session::new(Rc::new(checked.plan.clone()), SessionData { inputs, ..SessionData::default() }).unwrap();
    let asked = Asked::default();
    let mut shown = None;
    let mut took: [Vec<f64>; 3] = Default::default();
    for edit in 0..EDITS {
        let (row, amount) = (2 + below(deals as u64), format!("{}.50", below(200_000_000 / deals as u64)));
        let change = Change::EditRow { table: "deals".into(), key: format!("#{row}"), values: vec![("amount".into(), amount)] };
        let begun = Instant::now();
        session = session.with(&[change]).unwrap();
        let changed = begun.elapsed();
        let results = session.run(&asked).unwrap();
        let run = begun.elapsed();
        let mut text = String::new();
        let (cells, others) = shown.as_ref().and_then(|before| results.shown_again(before)).unwrap_or_else(|| {
            let cells = results.shown();
            let all = (0..cells.cells().len()).collect();
            (cells, all)
        });
        for number in others {
            let (payee, period, line) = cells.cells()[number];
            results.write_cell(line, payee, period, &mut text);
        }
        let read = begun.elapsed();
        if edit >= 20 {
            let micros = [changed, run.saturating_sub(changed), read.saturating_sub(run)];
            took.iter_mut().zip(micros).for_each(|(took, time)| took.push(time.as_secs_f64() * 1e6));
        }
        shown = Some(cells);
        assert!(edit > 0 || !text.is_empty());
    }
    for (name, mut took) in ["change", "run", "read"].into_iter().zip(took) {
        took.sort_unstable_by(f64::total_cmp);
        println!("{deals} deals, {name}: p50 {:.1} µs, p99 {:.1} µs", took[took.len() / 2], took[took.len() * 99 / 100]);
    }
}
