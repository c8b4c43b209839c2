//! What small operations take, for `cargo xtask bench`: `small_operations PLAN`.

use std::hint::black_box;
use std::time::{Duration, Instant};
use tiercel::{Decimal, Rounding, Source, check, round_to_places};

/// How often each is measured; the middle one counts.
const TIMES: usize = 21;

#[expect(clippy::disallowed_methods, reason = "measuring time is what it is for")]
#[expect(clippy::print_stdout, reason = "a program for the terminal")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("small_operations PLAN")?;
    let text = std::fs::read_to_string(&path)?;
    println!("| operation | took |\n| --- | ---: |");
    println!("| multiply an amount by a rate and round to cents, checked (`tiercel-value`) | {} ns |", multiply_and_round()?);
    let lines = text.lines().count();
    let checked = |text: &str| check(&[Source { name: "long.plan".into(), text: text.into() }], &[0]);
    if let Some(diagnostic) = checked(&text).diagnostics.first() {
        return Err(format!("{path}: {:?}", diagnostic.code).into());
    }
    let took = middle((0..TIMES).map(|_| {
        let start = Instant::now();
        black_box(checked(black_box(&text)));
        start.elapsed()
    }));
    println!("| check a plan of {lines} lines | {} ms |", decimal(took.as_nanos(), 1_000_000));
    Ok(())
}

/// Amounts with two decimals by rates with four, in nanoseconds per pair.
#[expect(clippy::disallowed_methods, reason = "measuring time is what it is for")]
fn multiply_and_round() -> Result<String, Box<dyn std::error::Error>> {
    const PAIRS: usize = 4096;
    let mut state = 7u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut pairs = Vec::with_capacity(PAIRS);
    for _ in 0..PAIRS {
        let (amount, rate) = (i128::from(random(900_000_000)) - 20_000_000, i128::from(random(10_000)));
        let part = |value, scale| Decimal::from_parts(value, scale).map_err(|error| format!("{error:?}"));
        pairs.push((part(amount, 2)?, part(rate, 4)?));
    }
    let took = middle((0..TIMES).map(|_| {
        let start = Instant::now();
        for (amount, rate) in &pairs {
            let product = black_box(*amount).mul(black_box(*rate));
            black_box(product.and_then(|product| round_to_places(product.value, 2, Rounding::HalfUp)).is_ok());
        }
        start.elapsed()
    }));
    Ok(decimal(took.as_nanos(), u128::try_from(PAIRS)?))
}

fn middle(durations: impl Iterator<Item = Duration>) -> Duration {
    let mut durations: Vec<Duration> = durations.collect();
    durations.sort_unstable();
    durations.get(durations.len() / 2).copied().unwrap_or_default()
}

/// A quotient with two decimals.
fn decimal(value: u128, by: u128) -> String {
    let hundredths = value * 100 / by;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
