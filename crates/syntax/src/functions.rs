//! Help on the built-in functions: `messages/functions.txt`.

use crate::messages::Language;
use crate::words::built_in;

const HELP: &str = include_str!("../messages/functions.txt");

/// What there is to know about a function at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionHelp {
    /// Its name in capitals.
    pub name: &'static str,
    /// How it is called: `ROUND(x, places)`.
    pub signature: &'static str,
    /// A formula with it.
    pub example: &'static str,
    english: &'static str,
    chinese: &'static str,
}

impl FunctionHelp {
    /// What it gives, in one line.
    pub fn summary(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Chinese => self.chinese,
        }
    }
}

/// The help on a function, in whatever case its name is written.
pub fn function_help(name: &str) -> Option<FunctionHelp> {
    let name = built_in(name)?;
    HELP.split("\n\n").find_map(|entry| {
        let mut lines = entry.lines().filter(|line| !line.starts_with('#'));
        let signature = lines.next()?;
        if signature.split('(').next() != Some(name) {
            return None;
        }
        let mut value = |key: &str| lines.next()?.strip_prefix(key)?.strip_prefix(" = ");
        Some(FunctionHelp { name, signature, example: value("example")?, english: value("en")?, chinese: value("zh")? })
    })
}
