//! What is wrong with data: every bad cell with file, row, column, what was found and what was expected.

use tiercel_value::order;

/// One thing that refuses the data. Its wording stands in the message catalogues under `code`, with `args` put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The code of the wording.
    pub code: &'static str,
    /// The file, or the table's name where no file came.
    pub file: String,
    /// The row as a person counts (the heading is row 1).
    pub row: Option<u32>,
    /// The column.
    pub column: Option<String>,
    /// The text found.
    pub found: String,
    /// Other arguments of the wording: what was expected, the nearest name, the other row.
    pub args: Vec<(&'static str, String)>,
}

impl Problem {
    /// A problem of a file as a whole.
    pub(crate) fn of_file(code: &'static str, file: &str) -> Problem {
        Problem { code, file: file.to_owned(), row: None, column: None, found: String::new(), args: Vec::new() }
    }

    /// A problem of a cell.
    pub(crate) fn of_cell(code: &'static str, file: &str, row: u32, column: &str, found: &str) -> Problem {
        // A whole file may have become one cell.
        let cut = found.char_indices().nth(Self::LONGEST).map(|(at, _)| at);
        let found = cut.map_or_else(|| found.to_owned(), |at| format!("{}…", found.get(..at).unwrap_or("")));
        Problem { row: Some(row), column: Some(column.to_owned()), found, ..Problem::of_file(code, file) }
    }

    /// How many characters of a cell are shown.
    const LONGEST: usize = 80;

    /// The arguments of the wording: `file`, `row`, `column`, `found` and those of its own.
    pub fn wording_args(&self) -> Vec<(&'static str, String)> {
        let mut args = vec![("file", self.file.clone()), ("found", self.found.clone())];
        args.extend(self.row.map(|row| ("row", row.to_string())));
        args.extend(self.column.clone().map(|column| ("column", column)));
        args.extend(self.args.iter().cloned());
        args
    }
}

/// The problems of one load: the first of each kind in full, the rest counted.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    shown: Vec<Problem>,
    counts: Vec<(&'static str, usize)>,
}

impl Problems {
    /// How many problems of one code are kept in full.
    pub const LIMIT: usize = 50;

    /// Adds a problem; beyond [`Problems::LIMIT`] of its code it is counted only.
    pub fn push(&mut self, problem: Problem) {
        let index = self.counts.iter().position(|(code, _)| *code == problem.code).unwrap_or_else(|| {
            self.counts.push((problem.code, 0));
            self.counts.len() - 1
        });
        if let Some((_, count)) = self.counts.get_mut(index) {
            *count += 1;
            if *count <= Self::LIMIT {
                self.shown.push(problem);
            }
        }
    }

    /// Whether another problem of a code would be kept in full.
    pub(crate) fn has_room(&self, code: &str) -> bool {
        self.counts.iter().find(|(known, _)| *known == code).is_none_or(|(_, count)| *count < Self::LIMIT)
    }

    /// Puts them in the order of files and rows.
    pub(crate) fn sort(&mut self, files: &[&str]) {
        let file = |problem: &Problem| files.iter().position(|file| *file == problem.file).unwrap_or(files.len());
        order::sort_by_key(&mut self.shown, |problem| (file(problem), problem.row));
    }

    /// How many of a code are not kept in full.
    pub fn hidden(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.counts.iter().map(|(code, count)| (*code, count.saturating_sub(Self::LIMIT))).filter(|(_, hidden)| *hidden > 0)
    }

    /// Those kept in full, by file and row.
    pub fn shown(&self) -> &[Problem] {
        &self.shown
    }

    /// How many there are of each code, shown or not.
    pub fn counts(&self) -> &[(&'static str, usize)] {
        &self.counts
    }

    /// Whether the data is fine.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}
