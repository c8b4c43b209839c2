//! Names whose declarations could not be parsed: that nothing else declares them is no news.

use super::sketch::Sketch;
use crate::Source;
use tiercel_syntax::{Diagnostic, ast, nfc};
use tiercel_value::Set;

/// What says that something is not declared.
const UNDECLARED: [&str; 9] = [
    "name-unknown",
    "table-unknown",
    "function-unknown",
    "example-table",
    "example-line",
    "example-param",
    "import-line-missing",
    "amends-nothing",
    "tiers-wanted",
];

/// Leaves out what is said only because a declaration, in whichever file, could not be parsed, or because an import failed:
/// `not_imported` has the names that it should have brought.
pub(crate) fn quiet<'t>(
    sources: &[Source],
    trees: impl Iterator<Item = (usize, &'t ast::File)>,
    not_imported: &Set<String>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut names = Set::new();
    let mut words = Set::new();
    for (file, tree) in trees {
        let Some(source) = sources.get(file) else { continue };
        let sketch = Sketch::new(&source.text);
        let mut parsed = tree.declarations.iter().map(|declaration| declaration.span.start as usize).peekable();
        for declaration in &sketch.declarations {
            if parsed.next_if(|start| *start == declaration.start).is_some() {
                continue;
            }
            names.extend(declaration.name.as_ref().map(|name| name.text.clone()));
            words.insert(sketch.str(declaration.words.start).to_owned());
        }
    }
    let text = |diagnostic: &Diagnostic| {
        let source = sources.get(usize::from(diagnostic.span.file))?;
        source.text.get(diagnostic.span.start as usize..diagnostic.span.end as usize)
    };
    diagnostics.retain(|diagnostic| match diagnostic.code {
        "payees-missing" | "no-manager-column" => !words.contains("payees"),
        "calendar-missing" => !words.contains("calendar"),
        "fx-missing" => !names.contains("fx"),
        "header-missing" => !diagnostic.args.iter().any(|(_, word)| words.contains(word)),
        code if UNDECLARED.contains(&code) => !text(diagnostic).map(nfc).is_some_and(|name| {
            // That an import brings nothing is the news itself.
            names.contains(&name) || code != "import-line-missing" && not_imported.contains(&name)
        }),
        _ => true,
    });
}
