//! A case on which engine and oracle differ, made as small as it goes: declarations, lines of declarations, rows and given
//! amounts are left out while the difference stays.

use crate::properties::{history, loaded};
use conformance::agreement::{both, differences};
use conformance::random::Case;
use conformance::random::File;
use tiercel::{Checked, Params, Source, check};

/// What makes the difference.
#[derive(Clone)]
struct Small {
    declarations: Vec<String>,
    files: Vec<File>,
    given: Vec<Vec<String>>,
    /// The line or column whose difference is to stay.
    name: String,
}

impl Small {
    /// The texts, if they differ.
    fn difference(&self) -> Option<String> {
        let checked: Checked = check(&[Source { name: "random.plan".into(), text: self.declarations.concat() }], &[0]);
        if !checked.is_fine() {
            return None;
        }
        let known: Vec<File> =
            self.files.iter().filter(|file| checked.plan.tables.iter().any(|table| table.name == file.table)).cloned().collect();
        let tables = loaded(&checked, &known).ok()?;
        let given = history(&checked, &tables, &self.given).ok()?;
        let (engine, oracle) = both(&checked.plan, &tables, &given, &Params::default()).ok()?;
        let said = differences(&engine, &oracle);
        let stays = self.name.is_empty() || named(&said).any(|name| name == self.name);
        (engine != oracle && stays).then_some(said)
    }

    /// Leaves out whatever it can of a list.
    fn without<T: Clone>(&mut self, list: impl Fn(&mut Small) -> &mut Vec<T>) -> bool {
        let (mut changed, mut at) = (false, 0);
        while at < list(self).len() {
            let removed = list(self).remove(at);
            if self.difference().is_some() {
                changed = true;
            } else {
                list(self).insert(at, removed);
                at += 1;
            }
        }
        changed
    }

    /// Leaves out lines of a declaration.
    fn without_lines(&mut self) -> bool {
        let mut changed = false;
        for declaration in 0..self.declarations.len() {
            let mut at = 0;
            loop {
                let before = self.declarations[declaration].clone();
                let mut lines: Vec<&str> = before.split_inclusive('\n').collect();
                if at >= lines.len() {
                    break;
                }
                lines.remove(at);
                self.declarations[declaration] = lines.concat();
                if self.difference().is_some() {
                    changed = true;
                } else {
                    self.declarations[declaration] = before;
                    at += 1;
                }
            }
        }
        changed
    }
}

/// The lines and columns of some differences.
fn named(said: &str) -> impl Iterator<Item = &str> {
    said.lines().filter_map(|line| line.split('\t').nth(2))
}

/// The case as small as it goes, and what differs, as text.
pub(crate) fn shrunk(case: &Case, given: &[Vec<String>]) -> Option<String> {
    let mut small =
        Small { declarations: case.declarations.clone(), files: case.files.clone(), given: given.to_vec(), name: String::new() };
    small.name = named(&small.difference()?).next().unwrap_or("").to_owned();
    loop {
        let mut changed = small.without(|small| &mut small.declarations);
        changed |= small.without_lines();
        changed |= small.without(|small| &mut small.files);
        for file in 0..small.files.len() {
            changed |= small.without(|small| &mut small.files[file].rows);
        }
        changed |= small.without(|small| &mut small.given);
        if !changed {
            break;
        }
    }
    let mut text = small.declarations.concat();
    for file in small.files.iter().filter(|file| !file.rows.is_empty()) {
        text.push_str(&format!("--- {}.csv\n{}", file.table, file.csv()));
    }
    if !small.given.is_empty() {
        text.push_str(&format!("--- history {:?}\n", small.given));
    }
    Some(text + &small.difference()?)
}
