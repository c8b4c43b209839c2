//! What a plan says, without places: the tree as text, and the declarations that can't be parsed as they are.

use tiercel_syntax::{built_in, parse};

/// The tree and the codes of its diagnostics.
pub(crate) fn meaning(text: &str) -> String {
    let (file, diagnostics) = parse(text, 0);
    let tree = format!("{:#?}", file.declarations);
    let mut out = String::new();
    let mut lines = tree.lines();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("span: Span {") || line.trim() == "Span {" {
            for inner in lines.by_ref() {
                if inner.trim_start().starts_with('}') {
                    break;
                }
            }
            continue;
        }
        // Built-in functions are read in any case.
        let name = line.trim().strip_prefix("text: \"").and_then(|rest| rest.strip_suffix("\",")).and_then(built_in);
        out.push_str(name.unwrap_or(line.trim()));
        out.push('\n');
    }
    for diagnostic in diagnostics {
        out.push_str(diagnostic.code);
        out.push('\n');
    }
    out
}
