//! Mutated plans and data: whatever is written, nothing panics, nothing overflows, and what is refused is refused in words.
//!
//! Two targets. *Text*: a mutated plan is parsed, checked, formatted and looked at as an editor does. *Run*: a plan that is sound after
//! few mutations runs over mutated files. Both start from the plans of the corpus, the examples and the error pages. A case is its seed:
//! `TIERCEL_FUZZ_SEED=17` runs one and prints it; `TIERCEL_FUZZ=100000` sets how many of each target there are.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a test")]

mod mutate;

use conformance::error_page::pages;
use conformance::{folder, places};
use mutate::{Chance, mutated};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use tiercel::{
    Content, History, Input, Language, LoadOptions, Locale, Params, Request, Source, Target, check, editor, explain, format, load, run,
    run_examples, table_of, word,
};

/// Cases of each target, if nothing else is asked for.
const FEW: u64 = 400;
/// How many failures are shown.
const SHOWN: usize = 10;

/// A plan to start from, and its files: name of the table and bytes.
struct Start {
    name: String,
    text: String,
    files: Vec<(String, Vec<u8>)>,
}

/// Plans with data: corpus and examples, those of one file.
fn starts() -> Vec<Start> {
    let mut starts = Vec::new();
    let mut open = vec![places::root().join("examples"), places::tests().join("corpus")];
    while let Some(at) = open.pop() {
        let mut inner: Vec<PathBuf> = std::fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path()).collect();
        inner.sort();
        let plans: Vec<&PathBuf> = inner.iter().filter(|path| path.extension().is_some_and(|ending| ending == "plan")).collect();
        if let [plan] = plans.as_slice() {
            let sources = folder::sources(&[(*plan).clone()]).unwrap();
            let data = at.join("data");
            let mut files: Vec<(String, Vec<u8>)> = Vec::new();
            if let ([source], true) = (sources.as_slice(), data.is_dir()) {
                for entry in std::fs::read_dir(data).unwrap() {
                    let path = entry.unwrap().path();
                    let bytes = std::fs::read(&path).unwrap();
                    if bytes.len() < 20_000 {
                        files.push((path.file_stem().unwrap().to_string_lossy().into_owned(), bytes));
                    }
                }
                files.sort();
                starts.push(Start { name: at.display().to_string(), text: source.text.clone(), files });
            }
        }
        open.extend(inner.into_iter().filter(|path| path.is_dir() && !path.ends_with("company")));
    }
    assert!(starts.len() > 100);
    starts
}

/// The plans of the error pages: what is odd already is a good start for more.
fn odd_texts() -> Vec<String> {
    let standard = std::fs::read_to_string(places::tests().join("errors/standard.plan")).unwrap();
    let pages = pages(&places::tests().join("errors")).unwrap();
    let plan = |text: &str| {
        let (_, rest) = text.split_once("```plan")?;
        let (_, rest) = rest.split_once('\n')?;
        rest.split_once("```").map(|(plan, _)| format!("{standard}\n{plan}"))
    };
    pages.iter().filter_map(|(_, text)| plan(text)).filter(|text| text.len() < 20_000).collect()
}

#[test]
fn no_mutation_makes_it_panic() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let world = World { starts: starts(), odd: odd_texts() };
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
        let sources = [Source { name: "fuzz.plan".into(), text }];
        let checked = check(&sources, &[0]);
        for diagnostic in &checked.diagnostics {
            for language in [Language::English, Language::Chinese] {
                let wording = word(diagnostic.code, &diagnostic.args, language);
                assert!(!wording.message.is_empty(), "{} has no words", diagnostic.code);
            }
            let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
            assert!(sources[0].text.get(start..end).is_some(), "{} at {start}..{end} is no place of the text", diagnostic.code);
        }
        let formatted = format(&sources[0].text);
        let again = format(&formatted);
        let differs = again.lines().zip(formatted.lines()).find(|(again, before)| again != before);
        assert!(again == formatted, "the formatter is not stable: {differs:?}");
        let offset = chance.below(sources[0].text.len() + 1);
        let offset = (0..=offset).rev().find(|at| sources[0].text.is_char_boundary(*at)).unwrap_or(0);
        editor::tokens(&sources, 0);
        editor::fixes(&sources, 0);
        editor::outline(&sources[0].text);
        editor::complete(&sources, 0, offset, Language::English);
        editor::hover(&sources, 0, offset);
        editor::signature(&sources, 0, offset);
        editor::references(&sources, 0, offset);
        checked.is_fine()
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
        let sound = tries
            .into_iter()
            .map(|text| [Source { name: "fuzz.plan".into(), text }])
            .map(|sources| (check(&sources, &[0]), sources))
            .find(|(checked, _)| checked.is_fine());
        let (checked, sources) = sound?;
        let plan = &checked.plan;
        let mut files = start.files.clone();
        if let (false, Some(place)) = (chance.percent(50), (!files.is_empty()).then(|| chance.below(files.len()))) {
            let times = 1 + chance.below(3);
            let bytes = files[place].1.clone();
            files[place].1 = (0..times).fold(bytes, |bytes, _| mutated(&bytes, other.text.as_bytes(), &mut chance));
        }
        if shown {
            println!("--- {} run\n{}", start.name, sources[0].text);
            files.iter().for_each(|(name, bytes)| println!("--- {name}.csv\n{}", String::from_utf8_lossy(bytes)));
        }
        run_examples(plan, "");
        let inputs =
            files.iter().filter_map(|(name, bytes)| Some(Input { table: table_of(plan, name)?, name, content: Content::Csv(bytes) }));
        let inputs: Vec<Input<'_>> = inputs.collect();
        let locale = chance.percent(20).then(|| Locale::of_example("1,234.50")).flatten();
        let tables = match load(plan, &inputs, &LoadOptions { locale, percent_points: chance.percent(10) }) {
            Ok(tables) => tables,
            Err(problems) => {
                for problem in problems.shown() {
                    assert!(!word(problem.code, &problem.args, Language::English).message.is_empty(), "{} has no words", problem.code);
                }
                return Some(false);
            }
        };
        let (history, params) = (History::default(), Params::default());
        let Ok(results) = run(plan, &tables, &Request::of_all(&history, &params)) else { return Some(false) };
        let mut canonical = String::new();
        results.write_canonical(&mut canonical).unwrap();
        let cells: Vec<tiercel::Cell> = results.cells().collect();
        for _ in 0..3.min(cells.len()) {
            let cell = &cells[chance.below(cells.len())];
            explain(plan, &tables, &results, Target::Cell(cell.line, cell.payee, cell.period), 4);
        }
        Some(true)
    }
}
