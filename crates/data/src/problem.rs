//! What is wrong with data: every bad cell with file, row, column, what was found and what was expected.

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

    /// Those kept in full, in the order found.
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
