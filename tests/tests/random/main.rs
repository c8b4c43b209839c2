//! Random plans over random data: what must hold of every plan.
//!
//! `TIERCEL_RANDOM_PLANS=200000` sets how many, `TIERCEL_RANDOM_SEED=17` runs one and prints it, `TIERCEL_RANDOM_WHAT=oracle` only
//! compares engine and oracle, for many plans. What was reached is printed:
//! functions, constructs and error values by how many plans have them, and the codes with which the checks refused parts of
//! plans. A function, construct or error value that none of the plans has is a failure.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "a test"
)]

mod changes;
mod explanations;
mod properties;
mod shrink;
mod slices;
mod sweeps;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tiercel_syntax::{built_in, functions};

const FEW: u64 = 300;
/// How many failures are shown.
const SHOWN: usize = 100;

/// What is looked at of each plan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// Every property.
    All,
    /// Whether engine and oracle agree.
    Oracle,
}

#[test]
fn what_must_hold_of_every_plan_holds_of_random_ones() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    if let Some(seed) = number("TIERCEL_RANDOM_SEED") {
        let case = conformance::random::case(seed, &mut BTreeMap::new()).expect("the seed gives no plan");
        println!("{}", case.text());
        for file in &case.files {
            println!("--- {}.csv\n{}", file.table, file.csv());
        }
        let outcome = properties::judge(&case, seed, What::All);
        println!("{}", outcome.canonical);
        if let Some(small) = outcome.differs.as_ref().and_then(|given| shrink::shrunk(&case, given)) {
            panic!("engine and oracle differ:\n{small}");
        }
        assert!(outcome.wrong.is_empty(), "{}", outcome.wrong.join("\n"));
        return;
    }
    let first = number("TIERCEL_RANDOM_FROM").unwrap_or(0);
    let plans = number("TIERCEL_RANDOM_PLANS").unwrap_or(FEW);
    let what = if std::env::var("TIERCEL_RANDOM_WHAT").is_ok_and(|what| what == "oracle") { What::Oracle } else { What::All };
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64).min(plans.max(1));
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || seeds((first + thread..first + plans).step_by(threads as usize), what)))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let tally = tallies.into_iter().fold(Tally::default(), Tally::with);
    tally.print();
    assert!(tally.plans * 10 >= plans * 9, "too many seeds give no plan");
    if what == What::All {
        assert!(tally.explained >= tally.plans, "too few formulas of explanations can be evaluated again");
        assert!(plans < FEW || tally.slices.says_enough(), "slices are of too little: {}", tally.slices.text());
        assert!(plans < FEW || tally.changes.say_enough(), "changes are of too little: {}", tally.changes.text());
    }
    let missing = missing(&tally);
    assert!(plans < FEW || missing.is_empty(), "no plan has {}", missing.join(", "));
    assert!(
        tally.failures.is_empty(),
        "{} of {plans} seeds fail:\n{}",
        tally.failures.len(),
        tally.failures.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n")
    );
}

#[derive(Default)]
struct Tally {
    plans: u64,
    lines: u64,
    values: u64,
    explained: u64,
    slices: crate::slices::Counts,
    changes: crate::changes::Counts,
    words: BTreeMap<String, u64>,
    errors: BTreeMap<String, u64>,
    refused: BTreeMap<String, usize>,
    failures: Vec<String>,
}

impl Tally {
    fn with(mut self, other: Tally) -> Tally {
        self.plans += other.plans;
        self.lines += other.lines;
        self.values += other.values;
        self.explained += other.explained;
        self.slices = self.slices.with(other.slices);
        self.changes = self.changes.with(other.changes);
        other.words.into_iter().for_each(|(word, count)| *self.words.entry(word).or_default() += count);
        other.errors.into_iter().for_each(|(word, count)| *self.errors.entry(word).or_default() += count);
        other.refused.into_iter().for_each(|(word, count)| *self.refused.entry(word).or_default() += count);
        self.failures.extend(other.failures);
        self
    }

    fn print(&self) {
        let list = |counts: Vec<(String, String)>| {
            counts.into_iter().map(|(word, count)| format!("{word} {count}")).collect::<Vec<_>>().join(", ")
        };
        let text = |counts: &BTreeMap<String, u64>| list(counts.iter().map(|(word, count)| (word.clone(), count.to_string())).collect());
        println!("{} plans with {} lines gave {} values", self.plans, self.lines, self.values);
        println!("{} formulas of explanations were evaluated again with their values put in", self.explained);
        println!("{}", self.slices.text());
        println!("{}", self.changes.text());
        println!("reached: {}", text(&self.words));
        println!("error values, in plans: {}", text(&self.errors));
        println!("refused parts: {}", list(self.refused.iter().map(|(code, count)| (code.clone(), count.to_string())).collect()));
    }
}

fn seeds(seeds: impl Iterator<Item = u64>, what: What) -> Tally {
    let mut tally = Tally::default();
    for seed in seeds {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let case = conformance::random::case(seed, &mut tally.refused)?;
            let mut outcome = properties::judge(&case, seed, what);
            if let Some(small) = outcome.differs.as_ref().and_then(|given| shrink::shrunk(&case, given)) {
                outcome.wrong.push(format!("made small:\n{small}"));
            }
            Some((case.text(), case.checked.plan.lines.len(), outcome))
        }));
        match outcome {
            Err(_) => tally.failures.push(format!("seed {seed}: panicked")),
            Ok(None) => {}
            Ok(Some((text, lines, outcome))) => {
                tally.plans += 1;
                tally.lines += lines as u64;
                tally.values += outcome.canonical.lines().count() as u64;
                tally.explained += outcome.explained as u64;
                tally.slices = tally.slices.with(outcome.slices);
                tally.changes = tally.changes.with(outcome.changes);
                for word in words(&text) {
                    *tally.words.entry(word).or_default() += 1;
                }
                for error in ERRORS {
                    if outcome.canonical.contains(error) {
                        *tally.errors.entry(error.to_owned()).or_default() += 1;
                    }
                }
                tally.failures.extend(outcome.wrong.iter().map(|wrong| format!("seed {seed}: {wrong}")));
            }
        }
    }
    tally
}

/// Words of clauses, windows and people that some plan is to have.
const CONSTRUCTS: [&str; 44] = [
    "between",
    "by",
    "each",
    "else",
    "everyone",
    "for",
    "from",
    "group",
    "in",
    "join",
    "level",
    "levels",
    "manager",
    "managers",
    "matrix",
    "not",
    "of",
    "on",
    "or",
    "and",
    "over",
    "per",
    "rates",
    "remainder",
    "reports",
    "same",
    "team",
    "tiers",
    "unit",
    "when",
    "where",
    "EARLIER",
    "EARNED",
    "FULL",
    "HTD",
    "IN",
    "MTD",
    "PAYABLE",
    "PRIOR",
    "QTD",
    "SPAN",
    "TO",
    "YTD",
    "calendar",
];
/// Error values that data which was loaded can lead to: a blank that a formula needs is an error of the plan.
const ERRORS: [&str; 4] = ["#DIV/0!", "#N/A", "#MANY!", "#NUM!"];

/// The functions that a plan calls, as `SUM(`, and its constructs, each once.
fn words(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let word = &rest[start..];
        let end = word.find(|c| !is_part(c)).unwrap_or(word.len());
        rest = &word[end..];
        let word = &word[..end];
        if rest.starts_with('(') && built_in(word).is_some() {
            found.insert(format!("{word}("));
        } else if CONSTRUCTS.contains(&word) {
            found.insert(word.to_owned());
        }
    }
    found
}

/// What none of the plans has.
fn missing(tally: &Tally) -> Vec<String> {
    let calls = functions().map(|name| format!("{name}("));
    let words = calls.chain(CONSTRUCTS.iter().map(|word| (*word).to_owned()));
    let mut missing: Vec<String> = words.filter(|word| !tally.words.contains_key(word)).collect();
    missing.extend(ERRORS.iter().filter(|error| !tally.errors.contains_key(**error)).map(|error| (*error).to_owned()));
    missing
}
