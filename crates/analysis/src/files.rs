//! Which files an analysis needs, and the paths behind `use`.

use crate::Source;
use crate::diagnostics as say;
use tiercel_syntax::ast::{DeclarationKind, File};
use tiercel_syntax::{Diagnostic, parse};
use tiercel_value::Map;

/// The files parsed, by the number of their source; those that no plan reaches are not.
#[derive(Default)]
pub(crate) struct Files {
    /// The trees.
    pub(crate) trees: Map<usize, File>,
    /// What each file uses, in the order of the text.
    pub(crate) uses: Map<usize, Vec<usize>>,
}

/// Parses the plans and what they reach by `use`.
pub(crate) fn load(sources: &[Source], plans: &[usize], diagnostics: &mut Vec<Diagnostic>) -> Files {
    let by_name: Map<String, usize> = sources.iter().map(|source| normal(&source.name)).zip(0..).collect();
    let mut files = Files::default();
    let mut open: Vec<usize> = plans.iter().rev().copied().collect();
    while let Some(number) = open.pop() {
        let Some(source) = sources.get(number).filter(|_| !files.trees.contains_key(&number)) else { continue };
        let (tree, said) = parse(&source.text, u16::try_from(number).unwrap_or(u16::MAX));
        diagnostics.extend(said);
        let mut uses = Vec::new();
        for declaration in &tree.declarations {
            let DeclarationKind::Use(path) = &declaration.kind else { continue };
            match by_name.get(&beside(&source.name, &path.text)) {
                Some(used) if *used == number => diagnostics.push(say::use_itself(path)),
                Some(used) if uses.contains(used) => diagnostics.push(say::use_twice(path)),
                Some(used) => uses.push(*used),
                None => diagnostics.push(say::use_missing(path)),
            }
        }
        open.extend(uses.iter().rev());
        files.uses.insert(number, uses);
        files.trees.insert(number, tree);
    }
    files
}

impl Files {
    /// A file and all that it reaches by `use`: the used ones first.
    pub(crate) fn closure(&self, file: usize) -> Vec<usize> {
        let mut order = Vec::new();
        let mut entered = vec![file];
        // (file, next use): an own stack, since a chain of uses may be long.
        let mut work = vec![(file, 0usize)];
        while let Some((at, next)) = work.pop() {
            match self.uses.get(&at).and_then(|uses| uses.get(next)) {
                Some(used) => {
                    work.push((at, next + 1));
                    if !entered.contains(used) {
                        entered.push(*used);
                        work.push((*used, 0));
                    }
                }
                None => order.push(at),
            }
        }
        order
    }
}

/// A path seen from the folder of a file.
pub(crate) fn beside(file: &str, path: &str) -> String {
    match file.rsplit_once('/') {
        Some((folder, _)) if !path.starts_with('/') => normal(&format!("{folder}/{path}")),
        Some(_) | None => normal(path),
    }
}

/// A path without `.` and `..`.
pub(crate) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The paths behind `use`, as written.
pub fn used_files(text: &str) -> Vec<String> {
    // Only declarations that begin with `use` matter; the others need not be parsed.
    let uses = |line: &&str| line.strip_prefix("use").is_some_and(|rest| rest.starts_with([' ', '\t', '"']));
    text.lines()
        .filter(uses)
        .flat_map(|line| parse(line, 0).0.declarations)
        .filter_map(|declaration| if let DeclarationKind::Use(path) = declaration.kind { Some(path.text) } else { None })
        .collect()
}
