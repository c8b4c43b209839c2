//! Reads text by the grammar, which `build.rs` writes down as data. What is read, and every error, is what pest's derive
//! would give: the steps are pest's own, taken one after the other as the table says.

use pest::error::Error;
use pest::iterators::Pairs;
use pest::{Atomicity, ParseResult, Parser, ParserState};

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// How a rule is read.
#[derive(Clone, Copy)]
enum Kind {
    /// `{ }`: blanks and comments may stand between its parts.
    Normal,
    /// `_{ }`: gives no pair of its own.
    Silent,
    /// `@{ }`: gives one pair, nothing may stand between its parts.
    Atomic,
    /// `${ }`: the same with the pairs in it.
    CompoundAtomic,
    /// `!{ }`: normal within an atomic one.
    NonAtomic,
    /// Blanks and comments themselves.
    Skipped,
}

/// A part of a rule.
enum Part {
    Text(&'static str),
    Range(char, char),
    Of(fn(char) -> bool),
    Any,
    Start,
    End,
    Rule(Rule),
    Sequence(&'static [Part]),
    Choice(&'static [Part]),
    Optional(&'static Part),
    Repeated(&'static Part),
    Ahead(&'static Part),
    NotAhead(&'static Part),
}

/// The grammar of the plan language.
pub(crate) struct Plan;

type State<'i> = Box<ParserState<'i, Rule>>;
type Step<'i> = ParseResult<State<'i>>;

impl Parser<Rule> for Plan {
    fn parse(rule: Rule, text: &str) -> Result<Pairs<'_, Rule>, Error<Rule>> {
        pest::state(text, |state| read_rule(rule, state))
    }
}

fn read_rule(rule: Rule, state: State<'_>) -> Step<'_> {
    let Some((kind, part)) = RULES.get(rule as usize) else { return Err(state) };
    match kind {
        Kind::Normal => state.rule(rule, |state| read(part, state)),
        Kind::Silent => read(part, state.check_stack_limit()?),
        Kind::Atomic => state.rule(rule, |state| state.atomic(Atomicity::Atomic, |state| read(part, state))),
        Kind::CompoundAtomic => state.atomic(Atomicity::CompoundAtomic, |state| state.rule(rule, |state| read(part, state))),
        Kind::NonAtomic => state.atomic(Atomicity::NonAtomic, |state| state.rule(rule, |state| read(part, state))),
        Kind::Skipped => state.atomic(Atomicity::Atomic, |state| read(part, state)),
    }
}

fn read<'i>(part: &'static Part, state: State<'i>) -> Step<'i> {
    match part {
        Part::Text(text) => state.match_string(text),
        Part::Range(from, to) => state.match_range(*from..*to),
        Part::Of(property) => state.match_char_by(property),
        Part::Any => state.skip(1),
        Part::Start => state.start_of_input(),
        Part::End => state.end_of_input(),
        Part::Rule(rule) => read_rule(*rule, state),
        Part::Sequence(parts) => state.sequence(|state| read_sequence(parts, state)),
        Part::Choice(parts) => read_choice(parts, state),
        Part::Optional(part) => state.optional(|state| read(part, state)),
        Part::Repeated(part) if state.atomicity() == Atomicity::NonAtomic => read_repeated(part, state),
        Part::Repeated(part) => state.repeat(|state| read(part, state)),
        Part::Ahead(part) => state.lookahead(true, |state| read(part, state)),
        Part::NotAhead(part) => state.lookahead(false, |state| read(part, state)),
    }
}

fn read_sequence<'i>(parts: &'static [Part], state: State<'i>) -> Step<'i> {
    let Some((first, rest)) = parts.split_first() else { return Ok(state) };
    rest.iter().try_fold(read(first, state)?, |state, part| read(part, skip(state)?))
}

fn read_choice<'i>(parts: &'static [Part], mut state: State<'i>) -> Step<'i> {
    for part in parts {
        match read(part, state) {
            Ok(state) => return Ok(state),
            Err(unread) => state = unread,
        }
    }
    Err(state)
}

fn read_repeated<'i>(part: &'static Part, state: State<'i>) -> Step<'i> {
    let next = |state: State<'i>| state.sequence(|state| read(part, skip(state)?));
    state.sequence(|state| state.optional(|state| read(part, state)?.repeat(next)))
}

/// Blanks and comments, where they may stand.
fn skip(state: State<'_>) -> Step<'_> {
    if state.atomicity() != Atomicity::NonAtomic {
        return Ok(state);
    }
    let remark = |state| read_blanks(read_rule(Rule::COMMENT, state)?);
    state.sequence(|state| read_blanks(state)?.repeat(|state| state.sequence(remark)))
}

fn read_blanks(state: State<'_>) -> Step<'_> {
    state.repeat(|state| read_rule(Rule::WHITESPACE, state))
}

#[cfg(test)]
mod tests {
    use super::{Plan, Rule};
    use crate::cut::pieces;
    use pest::error::{Error, ErrorVariant};
    use pest::iterators::Pairs;
    use pest::{Parser, RuleType};
    use std::path::{Path, PathBuf};

    mod derived {
        #[derive(pest_derive::Parser)]
        #[grammar = "../../grammar/plan.pest"]
        pub(super) struct Plan;
    }

    /// The pairs in order, or the place of the error and what was expected there.
    fn outcome<R: RuleType>(read: Result<Pairs<'_, R>, Error<R>>) -> String {
        match read {
            Ok(pairs) => {
                pairs.flatten().map(|pair| format!("{:?} {:?}\n", pair.as_rule(), pair.as_span().start()..pair.as_span().end())).collect()
            }
            Err(Error { variant: ErrorVariant::ParsingError { positives, negatives }, location, .. }) => {
                format!("{location:?} {positives:?} {negatives:?}")
            }
            Err(error) => error.to_string(),
        }
    }

    fn plans(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                plans(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "plan") {
                found.push(path);
            }
        }
    }

    #[test]
    fn the_table_reads_what_pest_reads() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut files = Vec::new();
        for folder in ["examples", "tests"] {
            plans(&root.join(folder), &mut files);
        }
        let mut compared = 0;
        for text in files.iter().map(|file| std::fs::read_to_string(file).unwrap()) {
            for piece in pieces(&text) {
                // Whole, and with a character lost in the middle and at the third.
                let without =
                    |at: usize| piece.text.chars().enumerate().filter(|(index, _)| *index != at).map(|(_, c)| c).collect::<String>();
                let length = piece.text.chars().count();
                for text in [piece.text.to_owned(), without(length / 2), without(length / 3)] {
                    let (ours, theirs) = (Plan::parse(Rule::declaration, &text), derived::Plan::parse(derived::Rule::declaration, &text));
                    assert_eq!(outcome(ours), outcome(theirs), "{text}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 1_000, "{compared}");
    }
}
