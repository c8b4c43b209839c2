//! Mutated plans and data: whatever is written, nothing panics, nothing overflows, and what is refused is refused in words.
//!
//! Two targets. *Text*: a mutated plan is parsed, checked, formatted and looked at as an editor does. *Run*: a plan that is sound after
//! few mutations runs over mutated files. Both start from the plans of the corpus, the examples and the error pages. A case is its seed:
//! `TIERCEL_FUZZ_SEED=17` runs one and prints it; `TIERCEL_FUZZ=100000` sets how many of each target there are.

#![expect(clippy::indexing_slicing, clippy::print_stdout, reason = "a test")]

mod mutate;

use conformance::robust::{Start, compute, look_at, odd_texts, sound, starts};
use mutate::{Chance, mutated};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tiercel::{LoadOptions, Locale};

/// Cases of each target, if nothing else is asked for.
const FEW: u64 = 400;
/// How many failures are shown.
const SHOWN: usize = 10;

#[test]
fn no_mutation_makes_it_panic() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let world = World { starts: starts().unwrap(), odd: odd_texts().unwrap() };
    assert!(world.starts.len() > 100);
    if let Some(seed) = number("TIERCEL_FUZZ_SEED") {
        world.text(seed, true);
        world.run(seed, true);
        return;
    }
    let (first, cases) = (number("TIERCEL_FUZZ_FROM").unwrap_or(0), number("TIERCEL_FUZZ").unwrap_or(FEW));
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64).min(cases.max(1));
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let world = &world;
        let part = move |thread: u64| world.part((first + thread..first + cases).step_by(threads as usize));
        let parts: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        parts.into_iter().map(|part| part.join().unwrap()).collect()
    });
    let sum = |count: fn(&Tally) -> u64| tallies.iter().map(count).sum::<u64>();
    // Straight to the terminal: what a test prints is kept back when it passes.
    let _ = writeln!(
        std::io::stderr(),
        "{} mutated plans were parsed, of which {} were sound; {} ran or were refused over mutated files, {} to their end",
        sum(|tally| tally.texts),
        sum(|tally| tally.sound),
        sum(|tally| tally.runs),
        sum(|tally| tally.finished)
    );
    let failures: Vec<&String> = tallies.iter().flat_map(|tally| &tally.failures).collect();
    assert!(
        failures.is_empty(),
        "{} seeds panic:\n{}",
        failures.len(),
        failures.iter().take(SHOWN).map(|one| one.as_str()).collect::<Vec<_>>().join("\n")
    );
    assert!(sum(|tally| tally.finished) * 20 > cases, "too few mutated plans ran to their end");
}

#[derive(Default)]
struct Tally {
    texts: u64,
    sound: u64,
    runs: u64,
    finished: u64,
    failures: Vec<String>,
}

struct World {
    starts: Vec<Start>,
    odd: Vec<String>,
}

impl World {
    fn part(&self, seeds: impl Iterator<Item = u64>) -> Tally {
        let mut tally = Tally::default();
        for seed in seeds {
            match catch_unwind(AssertUnwindSafe(|| self.text(seed, false))) {
                Ok(sound) => {
                    tally.texts += 1;
                    tally.sound += u64::from(sound);
                }
                Err(_) => tally.failures.push(format!("TIERCEL_FUZZ_SEED={seed} (text)")),
            }
            match catch_unwind(AssertUnwindSafe(|| self.run(seed, false))) {
                Ok(ended) => {
                    tally.runs += u64::from(ended.is_some());
                    tally.finished += u64::from(ended == Some(true));
                }
                Err(_) => tally.failures.push(format!("TIERCEL_FUZZ_SEED={seed} (run)")),
            }
        }
        tally
    }

    /// Any text from the plans, however broken; whether it is sound.
    fn text(&self, seed: u64, shown: bool) -> bool {
        let mut chance = Chance::new(seed);
        let start =
            if chance.percent(40) { &self.odd[chance.below(self.odd.len())] } else { &self.starts[chance.below(self.starts.len())].text };
        let other = &self.starts[chance.below(self.starts.len())].text;
        let times = 1 + chance.below(8);
        let text =
            String::from_utf8_lossy(&(0..times).fold(start.clone().into_bytes(), |text, _| mutated(&text, other.as_bytes(), &mut chance)))
                .into_owned();
        if shown {
            println!("--- text\n{text}\n---");
        }
        let offset = chance.below(text.len() + 1);
        look_at(text, offset)
    }

    /// A plan with at most a few mutations, over mutated files: nothing if the plan is not sound, else whether it ran to its end.
    fn run(&self, seed: u64, shown: bool) -> Option<bool> {
        let mut chance = Chance::new(seed ^ 0x5EED);
        let start = &self.starts[chance.below(self.starts.len())];
        let other = &self.starts[chance.below(self.starts.len())];
        // Most mutations break a plan: some are tried, and the first that leaves it sound is taken.
        let tries =
            (0..12).map(|_| String::from_utf8_lossy(&mutated(start.text.as_bytes(), other.text.as_bytes(), &mut chance)).into_owned());
        let tries: Vec<String> = tries.chain([start.text.clone()]).collect();
        let (text, plan) = tries.into_iter().find_map(|text| sound(&text).map(|plan| (text, plan)))?;
        let mut files = start.files.clone();
        if let (false, Some(place)) = (chance.percent(50), (!files.is_empty()).then(|| chance.below(files.len()))) {
            let times = 1 + chance.below(3);
            let bytes = files[place].1.clone();
            files[place].1 = (0..times).fold(bytes, |bytes, _| mutated(&bytes, other.text.as_bytes(), &mut chance));
        }
        if shown {
            println!("--- {} run\n{}", start.name, text);
            files.iter().for_each(|(name, bytes)| println!("--- {name}.csv\n{}", String::from_utf8_lossy(bytes)));
        }
        let locale = chance.percent(20).then(|| Locale::of_example("1,234.50")).flatten();
        let options = LoadOptions { locale, percent_points: chance.percent(10) };
        Some(compute(&plan, &files, &options, &mut |count| chance.below(count)))
    }
}
