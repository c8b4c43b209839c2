//! Writes the grammar down as data: the rules of `grammar/plan.pest`, read and optimised by pest, as an enum and a table.
//! pest's derive writes code instead, several hundred bytes of it for every part of every rule.

use pest_meta::ast::RuleType;
use pest_meta::optimizer::{OptimizedExpr, OptimizedRule};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;

const GRAMMAR: &str = "../../grammar/plan.pest";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={GRAMMAR}");
    let grammar = std::fs::read_to_string(GRAMMAR)?;
    let (_, rules) = pest_meta::parse_and_optimize(&grammar).map_err(|errors| format!("{GRAMMAR}: {errors:?}"))?;
    let file = std::path::Path::new(&std::env::var("OUT_DIR")?).join("rules.rs");
    std::fs::write(file, written(&rules)?)?;
    Ok(())
}

fn written(rules: &[OptimizedRule]) -> Result<String, Box<dyn Error>> {
    let mut variants = String::from("    EOI,\n");
    let mut table = String::from("    (Kind::Normal, Starts { ascii: 0, other: false, end: true }, Part::End),\n");
    let firsts = firsts(rules);
    for rule in rules {
        makes_no_pairs(rule, rules)?;
        let Next { ascii, other, end } = firsts.get(rule.name.as_str()).copied().unwrap_or_default().all();
        let starts = format!("Starts {{ ascii: {ascii:#x}, other: {other}, end: {end} }}");
        writeln!(variants, "    r#{},", rule.name)?;
        writeln!(table, "    (Kind::{}, {starts}, {}),", kind(rule)?, part(&rule.expr)?)?;
    }
    Ok(format!(
        "/// A rule of the grammar.\n\
         #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = \"named as in the grammar\")]\n\
         #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]\n\
         pub(crate) enum Rule {{\n{variants}}}\n\n\
         /// How each rule is read, what it may begin with and what it is made of, in the order of [`Rule`].\n\
         static RULES: [(Kind, Starts, Part); {}] = [\n{table}];\n",
        rules.len() + 1
    ))
}

fn kind(rule: &OptimizedRule) -> Result<&'static str, String> {
    let is_skipped = ["WHITESPACE", "COMMENT"].contains(&rule.name.as_str());
    match rule.ty {
        RuleType::Silent if is_skipped => Ok("Skipped"),
        _ if is_skipped => Err(format!("{} gives no pairs: write `_{{ … }}`", rule.name)),
        RuleType::Silent => Ok("Silent"),
        RuleType::Normal => Ok("Normal"),
        RuleType::Atomic => Ok("Atomic"),
        RuleType::CompoundAtomic => Ok("CompoundAtomic"),
        RuleType::NonAtomic => Ok("NonAtomic"),
    }
}

fn part(expr: &OptimizedExpr) -> Result<String, String> {
    Ok(match expr {
        OptimizedExpr::Str(text) => format!("Part::Text({text:?})"),
        OptimizedExpr::Range(from, to) => format!("Part::Range({:?}, {:?})", first(from)?, first(to)?),
        OptimizedExpr::Ident(name) => named(name),
        OptimizedExpr::PosPred(inner) => format!("Part::Ahead(&{})", part(inner)?),
        OptimizedExpr::NegPred(inner) => format!("Part::NotAhead(&{})", part(inner)?),
        OptimizedExpr::Opt(inner) => format!("Part::Optional(&{})", part(inner)?),
        OptimizedExpr::Rep(inner) => format!("Part::Repeated(&{})", part(inner)?),
        OptimizedExpr::Seq(..) => format!("Part::Sequence(&[{}])", parts(expr)?),
        OptimizedExpr::Choice(..) => match texts(expr) {
            Some(texts) => format!("Part::OneOf(&{texts:?})"),
            None => format!("Part::Choice(&[{}])", parts(expr)?),
        },
        OptimizedExpr::Insens(_)
        | OptimizedExpr::PeekSlice(..)
        | OptimizedExpr::Push(_)
        | OptimizedExpr::RestoreOnErr(_)
        | OptimizedExpr::Skip(_) => {
            return Err(format!("the reader in parse/grammar.rs knows nothing of `{expr}`"));
        }
    })
}

/// The parts of a sequence or a choice, which pest nests to the right.
fn parts(mut expr: &OptimizedExpr) -> Result<String, String> {
    let is_sequence = matches!(expr, OptimizedExpr::Seq(..));
    let mut written = String::new();
    while let (OptimizedExpr::Seq(left, right), true) | (OptimizedExpr::Choice(left, right), false) = (expr, is_sequence) {
        written += &format!("{}, ", part(left)?);
        expr = right;
    }
    Ok(written + &part(expr)?)
}

/// The alternatives of a choice, if all are texts.
fn texts(mut expr: &OptimizedExpr) -> Option<Vec<&str>> {
    let mut texts = Vec::new();
    while let OptimizedExpr::Choice(left, right) = expr {
        let OptimizedExpr::Str(text) = &**left else { return None };
        texts.push(text.as_str());
        expr = right;
    }
    let OptimizedExpr::Str(text) = expr else { return None };
    texts.push(text);
    Some(texts)
}

/// A rule, or what pest has built in.
fn named(name: &str) -> String {
    match name {
        "SOI" => "Part::Start".into(),
        "ANY" => "Part::Any".into(),
        "NEWLINE" => r#"Part::OneOf(&["\n", "\r\n", "\r"])"#.into(),
        "ASCII_DIGIT" => "Part::Range('0', '9')".into(),
        "ASCII_ALPHA_UPPER" => "Part::Range('A', 'Z')".into(),
        "XID_START" | "XID_CONTINUE" => format!("Part::Of(pest::unicode::{name})"),
        _ => format!("Part::Rule(Rule::r#{name})"),
    }
}

fn first(text: &str) -> Result<char, String> {
    text.chars().next().ok_or_else(|| "an empty bound of a range".to_owned())
}

/// What may stand next: characters of ASCII, a bit for each; other characters; the end of the text.
#[derive(Clone, Copy, Default, PartialEq)]
struct Next {
    ascii: u128,
    other: bool,
    end: bool,
}

/// What may stand next where an expression matches: of those that it takes something of, and of those that it leaves as they
/// are. Both may be more than can be, never less.
#[derive(Clone, Copy, Default, PartialEq)]
struct First {
    taken: Next,
    left: Next,
}

const ANYTHING: Next = Next { ascii: u128::MAX, other: true, end: true };

impl Next {
    fn of(c: char) -> Next {
        Next::of_range(c, c)
    }

    fn of_range(from: char, to: char) -> Next {
        let ascii = ('\0'..='\x7f').filter(|c| (from..=to).contains(c)).fold(0, |bits, c| bits | 1 << u32::from(c));
        Next { ascii, other: !to.is_ascii(), end: false }
    }

    fn where_ascii(fits: fn(char) -> bool) -> Next {
        let ascii = ('\0'..='\x7f').filter(|c| fits(*c)).fold(0, |bits, c| bits | 1 << u32::from(c));
        Next { ascii, other: true, end: false }
    }

    fn or(self, more: Next) -> Next {
        Next { ascii: self.ascii | more.ascii, other: self.other || more.other, end: self.end || more.end }
    }

    fn and(self, also: Next) -> Next {
        Next { ascii: self.ascii & also.ascii, other: self.other && also.other, end: self.end && also.end }
    }
}

impl First {
    fn taken(taken: Next) -> First {
        First { taken, left: Next::default() }
    }

    fn left(left: Next) -> First {
        First { taken: Next::default(), left }
    }

    fn all(self) -> Next {
        self.taken.or(self.left)
    }
}

/// What each rule may begin with, gathered until nothing is added.
fn firsts(rules: &[OptimizedRule]) -> BTreeMap<&str, First> {
    let mut known: BTreeMap<&str, First> = BTreeMap::new();
    loop {
        let found = rules.iter().map(|rule| (rule.name.as_str(), first_of(&rule.expr, &known))).collect();
        if known == found {
            return known;
        }
        known = found;
    }
}

fn first_of(expr: &OptimizedExpr, known: &BTreeMap<&str, First>) -> First {
    match expr {
        OptimizedExpr::Str(text) => text.chars().next().map_or(First::left(ANYTHING), |c| First::taken(Next::of(c))),
        OptimizedExpr::Range(from, to) => match (first(from), first(to)) {
            (Ok(from), Ok(to)) => First::taken(Next::of_range(from, to)),
            _ => First { taken: ANYTHING, left: ANYTHING },
        },
        OptimizedExpr::Ident(name) => match name.as_str() {
            "SOI" => First::left(ANYTHING),
            "EOI" => First::left(Next { end: true, ..Next::default() }),
            "ANY" => First::taken(Next { end: false, ..ANYTHING }),
            "NEWLINE" => First::taken(Next::of('\n').or(Next::of('\r'))),
            "ASCII_DIGIT" => First::taken(Next::of_range('0', '9')),
            "ASCII_ALPHA_UPPER" => First::taken(Next::of_range('A', 'Z')),
            "XID_START" => First::taken(Next::where_ascii(|c| c.is_ascii_alphabetic())),
            "XID_CONTINUE" => First::taken(Next::where_ascii(|c| c.is_ascii_alphanumeric() || c == '_')),
            _ => known.get(name.as_str()).copied().unwrap_or_default(),
        },
        OptimizedExpr::PosPred(inner) => First::left(first_of(inner, known).all()),
        OptimizedExpr::NegPred(_) => First::left(ANYTHING),
        OptimizedExpr::Opt(inner) | OptimizedExpr::Rep(inner) => First { left: ANYTHING, ..first_of(inner, known) },
        OptimizedExpr::Seq(left, right) => {
            let (before, after) = (first_of(left, known), first_of(right, known));
            // Between two parts blanks and comments may be skipped.
            let skipped =
                ["WHITESPACE", "COMMENT"].iter().filter_map(|name| known.get(name)).fold(Next::default(), |all, one| all.or(one.all()));
            First { taken: before.taken.or(before.left.and(after.taken.or(skipped))), left: before.left.and(after.left) }
        }
        OptimizedExpr::Choice(left, right) => {
            let (one, other) = (first_of(left, known), first_of(right, known));
            First { taken: one.taken.or(other.taken), left: one.left.or(other.left) }
        }
        OptimizedExpr::Insens(_)
        | OptimizedExpr::PeekSlice(..)
        | OptimizedExpr::Push(_)
        | OptimizedExpr::RestoreOnErr(_)
        | OptimizedExpr::Skip(_) => First { taken: ANYTHING, left: ANYTHING },
    }
}

/// Within an atomic rule the reader matches text and looks for no pairs: there must be none.
fn makes_no_pairs(rule: &OptimizedRule, rules: &[OptimizedRule]) -> Result<(), String> {
    if rule.ty != RuleType::Atomic {
        return Ok(());
    }
    let mut within = vec![rule];
    let mut seen = vec![rule.name.as_str()];
    while let Some(one) = within.pop() {
        if matches!(one.ty, RuleType::CompoundAtomic | RuleType::NonAtomic) {
            return Err(format!("`{}` is atomic, and `{}` in it makes pairs", rule.name, one.name));
        }
        for part in one.expr.iter_top_down() {
            let OptimizedExpr::Ident(name) = part else { continue };
            let Some(next) = rules.iter().find(|rule| rule.name == name) else { continue };
            if !seen.contains(&next.name.as_str()) {
                seen.push(&next.name);
                within.push(next);
            }
        }
    }
    Ok(())
}
