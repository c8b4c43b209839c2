//! Every function of the language has its help, and the examples in it can be parsed.

use tiercel_syntax::{Language, function_help, functions, parse};

#[test]
fn every_function_has_help_whose_example_calls_it() {
    for name in functions() {
        let help = function_help(&name.to_lowercase()).unwrap_or_else(|| panic!("{name} has no help"));
        assert!(help.signature.starts_with(&format!("{name}(")) && help.signature.ends_with(')'), "{name}");
        assert!(help.example.contains(&format!("{name}(")), "{name}");
        let (tree, diagnostics) = parse(&format!("Line = {}\n", help.example), 0);
        assert!(diagnostics.is_empty() && tree.declarations.len() == 1, "{name}: {diagnostics:?}");
        for language in [Language::English, Language::Chinese] {
            assert!(!help.summary(language).is_empty(), "{name}");
        }
        let chinese = help.summary(Language::Chinese).chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(chinese && help.summary(Language::English) != help.summary(Language::Chinese), "{name}");
    }
}
