//! Reads text by the grammar, which `build.rs` writes down as data. What is read, and every error, is what pest's derive
//! would give. A text is read twice if need be: first without what only errors are made of (rules that can't begin with the
//! next character are not tried, and where no pairs are made the text is matched as it stands); if that fails, once more
//! with pest's own steps, one after the other as the table says.

use pest::error::Error;
use pest::iterators::Pairs;
use pest::{Atomicity, ParseResult, Parser, ParserState};

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// How a rule is read.
#[derive(Clone, Copy, PartialEq)]
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

/// What a rule may begin with: characters of ASCII, a bit for each; other characters; the end of the text.
struct Starts {
    ascii: u128,
    other: bool,
    end: bool,
}

/// A part of a rule.
enum Part {
    Text(&'static str),
    OneOf(&'static [&'static str]),
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
        let read = |explains| pest::state(text, |state| Reader { text, explains }.rule(rule, state));
        read(false).or_else(|_| read(true))
    }
}

#[derive(Clone, Copy)]
struct Reader<'i> {
    text: &'i str,
    /// Whether an error is to say all that was expected.
    explains: bool,
}

impl<'i> Reader<'i> {
    fn rule(self, rule: Rule, state: State<'i>) -> Step<'i> {
        let Some((kind, starts, part)) = RULES.get(rule as usize) else { return Err(state) };
        if !self.explains && !starts.allow(self.text, state.position().pos()) {
            return Err(state);
        }
        match kind {
            Kind::Normal => state.rule(rule, |state| self.part(part, state)),
            Kind::Silent => self.part(part, state.check_stack_limit()?),
            Kind::Atomic if !self.explains => match matched(part, self.text, state.position().pos()) {
                Some(read) => state.rule(rule, |state| state.match_string(read)),
                None => Err(state),
            },
            Kind::Atomic => state.rule(rule, |state| state.atomic(Atomicity::Atomic, |state| self.part(part, state))),
            Kind::CompoundAtomic => state.atomic(Atomicity::CompoundAtomic, |state| state.rule(rule, |state| self.part(part, state))),
            Kind::NonAtomic => state.atomic(Atomicity::NonAtomic, |state| state.rule(rule, |state| self.part(part, state))),
            Kind::Skipped => state.atomic(Atomicity::Atomic, |state| self.part(part, state)),
        }
    }

    fn part(self, part: &'static Part, state: State<'i>) -> Step<'i> {
        match part {
            Part::Text(text) => state.match_string(text),
            Part::OneOf(texts) => one_of(texts, state),
            Part::Range(from, to) => state.match_range(*from..*to),
            Part::Of(property) => state.match_char_by(property),
            Part::Any => state.skip(1),
            Part::Start => state.start_of_input(),
            Part::End => state.end_of_input(),
            Part::Rule(rule) => self.rule(*rule, state),
            Part::Sequence(parts) => state.sequence(|state| self.sequence(parts, state)),
            Part::Choice(parts) => self.choice(parts, state),
            Part::Optional(part) => state.optional(|state| self.part(part, state)),
            Part::Repeated(part) if state.atomicity() == Atomicity::NonAtomic => self.repeated(part, state),
            Part::Repeated(part) => state.repeat(|state| self.part(part, state)),
            Part::Ahead(part) => state.lookahead(true, |state| self.part(part, state)),
            Part::NotAhead(part) => state.lookahead(false, |state| self.part(part, state)),
        }
    }

    fn sequence(self, parts: &'static [Part], state: State<'i>) -> Step<'i> {
        let Some((first, rest)) = parts.split_first() else { return Ok(state) };
        rest.iter().try_fold(self.part(first, state)?, |state, part| self.part(part, self.skip(state)?))
    }

    fn choice(self, parts: &'static [Part], mut state: State<'i>) -> Step<'i> {
        for part in parts {
            match self.part(part, state) {
                Ok(state) => return Ok(state),
                Err(unread) => state = unread,
            }
        }
        Err(state)
    }

    fn repeated(self, part: &'static Part, state: State<'i>) -> Step<'i> {
        let next = |state: State<'i>| state.sequence(|state| self.part(part, self.skip(state)?));
        state.sequence(|state| state.optional(|state| self.part(part, state)?.repeat(next)))
    }

    /// Blanks and comments, where they may stand.
    fn skip(self, state: State<'i>) -> Step<'i> {
        if state.atomicity() != Atomicity::NonAtomic {
            return Ok(state);
        }
        if !self.explains {
            let from = state.position().pos();
            return match blank(self.text, from) {
                "" => Ok(state),
                read => state.match_string(read),
            };
        }
        let remark = |state| self.blanks(self.rule(Rule::COMMENT, state)?);
        state.sequence(|state| self.blanks(state)?.repeat(|state| state.sequence(remark)))
    }

    fn blanks(self, state: State<'i>) -> Step<'i> {
        state.repeat(|state| self.rule(Rule::WHITESPACE, state))
    }
}

fn one_of<'i>(texts: &[&str], mut state: State<'i>) -> Step<'i> {
    for text in texts {
        match state.match_string(text) {
            Ok(state) => return Ok(state),
            Err(unread) => state = unread,
        }
    }
    Err(state)
}

impl Starts {
    /// Whether what stands at a place may be a beginning.
    fn allow(&self, text: &str, at: usize) -> bool {
        match text.as_bytes().get(at) {
            None => self.end,
            Some(byte) if byte.is_ascii() => self.ascii >> byte & 1 == 1,
            Some(_) => self.other,
        }
    }
}

/// What a part that makes no pairs matches at a place, if it does.
fn matched<'i>(part: &Part, text: &'i str, from: usize) -> Option<&'i str> {
    text.get(from..end_of(part, text, from)?)
}

/// Blanks and comments at a place; empty where there are none.
fn blank(text: &str, from: usize) -> &str {
    let next = |at| [Rule::WHITESPACE, Rule::COMMENT].into_iter().find_map(|rule| end_of(&Part::Rule(rule), text, at));
    let end = std::iter::successors(Some(from), |at| next(*at)).last().unwrap_or(from);
    text.get(from..end).unwrap_or("")
}

/// Where a part ends that makes no pairs and in which nothing is skipped.
fn end_of(part: &Part, text: &str, at: usize) -> Option<usize> {
    let next_if = |fits: &dyn Fn(char) -> bool| text.get(at..)?.chars().next().filter(|c| fits(*c)).map(|c| at + c.len_utf8());
    match part {
        Part::Text(wanted) => text.get(at..)?.starts_with(wanted).then(|| at + wanted.len()),
        Part::OneOf(texts) => {
            let rest = text.get(at..)?;
            let first = rest.as_bytes().first();
            texts.iter().find(|text| text.as_bytes().first() == first && rest.starts_with(**text)).map(|text| at + text.len())
        }
        Part::Range(from, to) => next_if(&|c| (*from..=*to).contains(&c)),
        Part::Of(property) => next_if(property),
        Part::Any => next_if(&|_| true),
        Part::Start => (at == 0).then_some(at),
        Part::End => (at == text.len()).then_some(at),
        Part::Rule(rule) => {
            let (_, starts, part) = RULES.get(*rule as usize)?;
            if starts.allow(text, at) { end_of(part, text, at) } else { None }
        }
        Part::Sequence(parts) => parts.iter().try_fold(at, |at, part| end_of(part, text, at)),
        Part::Choice(parts) => parts.iter().find_map(|part| end_of(part, text, at)),
        Part::Optional(part) => end_of(part, text, at).or(Some(at)),
        Part::Repeated(part) => std::iter::successors(Some(at), |at| end_of(part, text, *at)).last(),
        Part::Ahead(part) => end_of(part, text, at).map(|_| at),
        Part::NotAhead(part) => end_of(part, text, at).is_none().then_some(at),
    }
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
                    let (ours, theirs) = (Plan::parse(Rule::lexemes, &text), derived::Plan::parse(derived::Rule::lexemes, &text));
                    assert_eq!(outcome(ours), outcome(theirs), "{text}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 1_000, "{compared}");
    }
}
