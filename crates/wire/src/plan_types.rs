//! A plan's tables, params and lines as TypeScript, so that a misspelt name is an error where a program is written.

use std::fmt::Write;
use tiercel::{ColumnDescription, Description};
use tiercel_value::Set;

/// The declaration file of a plan. `name` is that of its one type.
///
/// ```
/// let text = "plan \"Small\"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-01-31\n\
///             payees {\n  [Id] text key\n  [Note] text?\n}\npay Bonus = 5\n";
/// let checked = tiercel::check(&[tiercel::Source { name: "small.plan".into(), text: text.into() }], &[0]);
/// let types = tiercel_wire::plan_types(&tiercel::describe(&checked.plan), "Small");
/// assert!(types.contains("'Note'?: string | null;") && types.contains("lines: 'Bonus' | 'PAYABLE' | 'EARNED';"));
/// ```
pub fn plan_types(description: &Description, name: &str) -> String {
    let mut text = "// Made by `tiercel types`; not written by hand.\n".to_owned();
    for plan in &description.plans {
        // Writing to a string can't fail.
        let _ = writeln!(text, "\n/** {} */", comment(&format!("{}. {}", plan.name, plan.doc)));
    }
    let _ = writeln!(text, "export interface {name} {{\n  tables: {{");
    for table in description.tables.iter().filter(|table| table.input) {
        document(&table.doc, "    ", &mut text);
        let _ = writeln!(text, "    {}: {{", quoted(&table.name));
        for column in table.columns.iter().filter(|column| column.input) {
            let (may_be_blank, values) = (is_optional(column), values(&column.ty));
            let _ = writeln!(text, "      /** `{}` */", comment(&column.ty));
            let (mark, blank) = if may_be_blank { ("?", " | null") } else { ("", "") };
            let _ = writeln!(text, "      {}{mark}: {values}{blank};", quoted(&column.name));
        }
        text.push_str("    };\n");
    }
    text.push_str("  };\n  params: {\n");
    for param in &description.params {
        document(&param.doc, "    ", &mut text);
        let _ = writeln!(text, "    {}: {};", quoted(&param.name), values(&param.ty));
    }
    let lines = description.plans.iter().flat_map(|plan| &plan.lines).map(|line| line.name.as_str());
    let mut names: Vec<String> = lines.chain(["PAYABLE", "EARNED"]).map(quoted).collect();
    let mut seen = Set::new();
    names.retain(|name| seen.insert(name.clone()));
    let _ = writeln!(text, "  }};\n  lines: {};\n}}", names.join(" | "));
    text
}

fn is_optional(column: &ColumnDescription) -> bool {
    // Texts that are allowed stand behind it, and may have such a mark in them.
    column.ty.split(" in (").next().unwrap_or_default().split_whitespace().any(|word| word.ends_with('?'))
}

/// What a program may give for a type: numbers as texts or bigints, the rest as texts.
fn values(ty: &str) -> &'static str {
    let mut words = ty.split_whitespace();
    match words.next().unwrap_or_default().trim_end_matches('?') {
        "text" | "date" | "day" | "week" | "month" | "quarter" | "half" | "year" | "period" | "payee" | "->" => "string",
        "bool" => "boolean",
        // Numbers, percents and amounts of any currency.
        _ => "string | bigint",
    }
}

fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn document(doc: &str, indent: &str, text: &mut String) {
    if !doc.is_empty() {
        let _ = writeln!(text, "{indent}/** {} */", comment(doc));
    }
}

/// Text that may stand in a comment.
fn comment(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("*/", "*\u{200b}/")
}
