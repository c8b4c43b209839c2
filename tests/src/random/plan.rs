//! A random plan that checks without an error, with its data.

use crate::random::declarations::world;
use crate::random::rows::{File, files};
use crate::random::stream::Stream;
use crate::random::world::{Declaration, Line, Ty};
use std::collections::{BTreeMap, BTreeSet};
use tiercel::{Checked, Severity, Source, check};

/// How often what was refused is left out and the rest checked again.
const ROUNDS: usize = 14;

/// A plan and its data.
#[derive(Debug)]
pub struct Case {
    /// The declarations, the header first.
    pub declarations: Vec<String>,
    /// The plan, checked.
    pub checked: Checked,
    /// The data.
    pub files: Vec<File>,
    /// Lines that the plan kept, of numbers.
    pub lines: Vec<Line>,
}

impl Case {
    /// The plan's text.
    pub fn text(&self) -> String {
        self.declarations.concat()
    }
}

/// The case of a seed; `refused` counts what the checks left out, by code.
pub fn case(seed: u64, refused: &mut BTreeMap<String, usize>) -> Option<Case> {
    let mut world = world(seed);
    let files = files(&mut world);
    let mut declarations = world.declarations.clone();
    // The header stays first; the rest stands in any order.
    let mut order = Stream::new(seed ^ 0x5EED);
    if let Some((_, rest)) = declarations.split_first_mut() {
        order.shuffle(rest);
    }
    for _ in 0..ROUNDS {
        let (text, units) = joined(&declarations);
        let checked = check(&[Source { name: "random.plan".into(), text }], &[0]);
        if checked.is_fine() {
            let kept: BTreeSet<&str> = checked.plan.tables.iter().map(|table| table.name.as_str()).collect();
            let files = files.into_iter().filter(|file| kept.contains(file.table.as_str())).collect();
            let lines = checked.plan.lines.iter().map(|line| line.name.as_str()).collect::<BTreeSet<_>>();
            let lines = world.lines.iter().filter(|line| lines.contains(line.name.as_str()));
            let lines = lines.filter(|line| matches!(line.ty, Ty::Number | Ty::Money | Ty::Percent)).cloned().collect();
            let declarations =
                declarations.iter().map(|declaration| declaration.head.clone() + &declaration.parts.concat() + &declaration.tail).collect();
            return Some(Case { declarations, checked, files, lines });
        }
        let mut dropped: BTreeSet<(usize, Option<usize>)> = BTreeSet::new();
        for error in checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
            *refused.entry(error.code.to_string()).or_default() += 1;
            let at = error.span.start as usize;
            if let Some((unit, _)) = units.iter().find(|(_, range)| range.contains(&at)) {
                dropped.insert(*unit);
            }
        }
        if dropped.is_empty() || dropped.contains(&(0, None)) {
            return None;
        }
        for (at, part) in dropped.into_iter().rev() {
            match part {
                Some(part) => {
                    declarations[at].parts.remove(part);
                }
                None => {
                    declarations.remove(at);
                }
            }
        }
    }
    None
}

type Unit = ((usize, Option<usize>), std::ops::Range<usize>);

/// The text, and which bytes are which part of which declaration.
fn joined(declarations: &[Declaration]) -> (String, Vec<Unit>) {
    let (mut text, mut units) = (String::new(), Vec::new());
    for (at, declaration) in declarations.iter().enumerate() {
        let start = text.len();
        text.push_str(&declaration.head);
        units.push(((at, None), start..text.len()));
        for (no, part) in declaration.parts.iter().enumerate() {
            let start = text.len();
            text.push_str(part);
            units.push(((at, Some(no)), start..text.len()));
        }
        let start = text.len();
        text.push_str(&declaration.tail);
        units.push(((at, None), start..text.len()));
    }
    (text, units)
}
