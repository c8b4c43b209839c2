//! The TypeScript of what crosses to the package, held to `pkg/src/types.ts`: `UPDATE_EXPECTED=1 cargo test -p tiercel-wire` writes it.

use std::path::Path;
use ts_rs::{Config, TS};

const HEADING: &str = "// Made from crates/wire by `UPDATE_EXPECTED=1 cargo test -p tiercel-wire`; not written by hand.\n";

/// A declaration with its comments.
fn declared<T: TS>(config: &Config) -> String {
    let text = format!("\n{}export {}\n", T::docs().unwrap_or_default(), T::decl(config));
    text.replace("/**\n * ", "/** ").replace("\n */\n", " */\n")
}

macro_rules! declarations {
    ($($name:ty),+ $(,)?) => {{
        let config = Config::default();
        [$(declared::<$name>(&config)),+].concat()
    }};
}

#[test]
fn the_types_of_the_package_are_those_of_the_messages() {
    use crate::{describe, editor, *};
    let text = HEADING.to_owned()
        + &declarations![
            AimMessage,
            AskedMessage,
            CellNames,
            CellResult,
            describe::Column,
            editor::Completion,
            CoverageReport,
            CurvePointResult,
            CurveResult,
            DaySpan,
            Description,
            DiagnosticMessage,
            DifferenceEntry,
            editor::Edit,
            EligibilityEntry,
            ErrorResult,
            ExampleReport,
            ExpectationReport,
            ExplanationNode,
            FixMessage,
            HeldMessage,
            HeldValueMessage,
            editor::Hover,
            InputResult,
            LabelMessage,
            describe::Line,
            LineStatement,
            editor::Mending,
            MovingMessage,
            editor::OutlineItem,
            ObstacleMessage,
            describe::Param,
            PayDifferenceEntry,
            editor::Place,
            describe::Plan,
            PlanPart,
            ProblemMessage,
            editor::Range,
            ReachedResult,
            editor::Reference,
            SealedMessage,
            editor::Signature,
            SliceMessage,
            SliceTableMessage,
            SolutionResult,
            StatementDocument,
            SweepMessage,
            describe::Table,
            editor::Token,
            UntouchedPlace,
        ];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pkg/src/types.ts");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    assert!(found == text, "pkg/src/types.ts is not what crates/wire says: UPDATE_EXPECTED=1 cargo test -p tiercel-wire");
}
