//! Writes the grammar down as data: the rules of `grammar/plan.pest`, read and optimised by pest, as an enum and a table.
//! pest's derive writes code instead, several hundred bytes of it for every part of every rule.

use pest_meta::ast::RuleType;
use pest_meta::optimizer::{OptimizedExpr, OptimizedRule};
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
    let mut table = String::from("    (Kind::Normal, Part::End),\n");
    for rule in rules {
        writeln!(variants, "    r#{},", rule.name)?;
        writeln!(table, "    (Kind::{}, {}),", kind(rule)?, part(&rule.expr)?)?;
    }
    Ok(format!(
        "/// A rule of the grammar.\n\
         #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = \"named as in the grammar\")]\n\
         #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]\n\
         pub(crate) enum Rule {{\n{variants}}}\n\n\
         /// What each rule is made of, in the order of [`Rule`].\n\
         static RULES: [(Kind, Part); {}] = [\n{table}];\n",
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
        OptimizedExpr::Choice(..) => format!("Part::Choice(&[{}])", parts(expr)?),
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

/// A rule, or what pest has built in.
fn named(name: &str) -> String {
    match name {
        "SOI" => "Part::Start".into(),
        "ANY" => "Part::Any".into(),
        "NEWLINE" => r#"Part::Choice(&[Part::Text("\n"), Part::Text("\r\n"), Part::Text("\r")])"#.into(),
        "ASCII_DIGIT" => "Part::Range('0', '9')".into(),
        "ASCII_ALPHA_UPPER" => "Part::Range('A', 'Z')".into(),
        "XID_START" | "XID_CONTINUE" => format!("Part::Of(pest::unicode::{name})"),
        _ => format!("Part::Rule(Rule::r#{name})"),
    }
}

fn first(text: &str) -> Result<char, String> {
    text.chars().next().ok_or_else(|| "an empty bound of a range".to_owned())
}
