//! Wording of diagnostics, data problems and notes, in English and Chinese.
//!
//! A catalogue has lines `code = message`, `code.help = what to write`; `{name}` stands for an argument.

use std::sync::LazyLock;
use tiercel_value::Map;

/// A language of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese.
    Chinese,
}

/// What is said: lower case, no full stop; the help may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

type Catalogue = Map<&'static str, &'static str>;

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| catalogue(include_str!("../messages/en.txt")));
static CHINESE: LazyLock<Catalogue> = LazyLock::new(|| catalogue(include_str!("../messages/zh.txt")));

fn catalogue(text: &'static str) -> Catalogue {
    let entry = |line: &'static str| line.split_once(" = ").map(|(key, wording)| (key.trim(), wording.trim()));
    text.lines().filter(|line| !line.starts_with('#')).filter_map(entry).collect()
}

fn of(language: Language) -> &'static Catalogue {
    match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    }
}

/// All codes of the catalogue.
pub fn codes() -> impl Iterator<Item = &'static str> {
    ENGLISH.keys().copied().filter(|key| !key.contains('.'))
}

/// The wording of a code before its arguments are put in, if the catalogue has it.
pub fn wording_of(code: &str, language: Language) -> Option<(&'static str, &'static str)> {
    let catalogue = of(language);
    let help = catalogue.get(format!("{code}.help").as_str()).copied().unwrap_or("");
    catalogue.get(code).map(|message| (*message, help))
}

/// The wording of a code with arguments. A code that the catalogue lacks is shown itself.
pub fn word(code: &str, args: &[(&'static str, String)], language: Language) -> Wording {
    let (message, help) = wording_of(code, language).unwrap_or(("", ""));
    let message = if message.is_empty() { code.to_owned() } else { fill(message, args) };
    Wording { message, help: fill(help, args) }
}

fn fill(template: &str, args: &[(&'static str, String)]) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        text.push_str(args.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str()));
        rest = tail;
    }
    text.push_str(rest);
    text
}
