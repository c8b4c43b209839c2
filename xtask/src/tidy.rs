//! What machines can check of tidiness: sizes of files, pages of errors, catalogues, links.

use crate::commands::{output, say};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// Lines at which a file of code must be split.
const LONGEST: usize = 800;

/// What is untidy, a line each.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let files = output(root, "git", &["ls-files", "--cached", "--others", "--exclude-standard"])?;
    let mut findings = Vec::new();
    for file in files.lines() {
        // A file that is deleted but not yet committed is still listed.
        let Ok(text) = std::fs::read_to_string(root.join(file)) else { continue };
        sizes(file, &text, &mut findings);
        links(root, file, &text, &mut findings);
        if file.ends_with("package-lock.json") && text.contains("\"resolved\": \"http") {
            findings.push(format!("{file}: names a registry's host (`resolved`)"));
        }
    }
    catalogues(root, &mut findings)?;
    translations(root, &mut findings)?;
    let count = sentences(root, &mut findings)?;
    say(&format!("{count} sentences of docs/language say what is refused, each with its code"));
    Ok(findings)
}

fn sizes(file: &str, text: &str, findings: &mut Vec<String>) {
    let code = [".rs", ".ts", ".tsx", ".css"].iter().any(|ending| file.ends_with(ending));
    let lines = text.lines().count();
    if code && lines > LONGEST {
        findings.push(format!("{file}: {lines} lines, split it at {LONGEST}"));
    }
}

/// Relative links of a Markdown page must lead somewhere.
fn links(root: &Path, file: &str, text: &str, findings: &mut Vec<String>) {
    if !file.ends_with(".md") {
        return;
    }
    let folder = root.join(file).parent().map(Path::to_path_buf).unwrap_or_default();
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        if fenced {
            continue;
        }
        for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or("");
            let outside = target.contains("://") || target.starts_with("mailto:");
            if !outside && !path.is_empty() && !folder.join(path).exists() {
                findings.push(format!("{file}: the link to {target} leads nowhere"));
            }
        }
    }
}

/// Both catalogues have the same codes; every code has a page, and every page a code.
fn catalogues(root: &Path, findings: &mut Vec<String>) -> Result<()> {
    let english = keys(&std::fs::read_to_string(root.join("crates/syntax/messages/en.txt"))?);
    let chinese = keys(&std::fs::read_to_string(root.join("crates/syntax/messages/zh.txt"))?);
    findings.extend(english.difference(&chinese).map(|key| format!("zh.txt lacks `{key}`")));
    findings.extend(chinese.difference(&english).map(|key| format!("en.txt lacks `{key}`")));
    let pages: BTreeSet<String> = std::fs::read_dir(root.join("tests/errors"))?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().strip_suffix(".md")?.to_owned()))
        .filter(|page| page != "README")
        .collect();
    findings.extend(
        pages
            .iter()
            .filter(|page| !english.contains(*page))
            .map(|page| format!("tests/errors/{page}.md explains no code of the catalogue")),
    );
    Ok(())
}

/// Every page of the language's description has one in Chinese with the same headings and the same plans.
fn translations(root: &Path, findings: &mut Vec<String>) -> Result<()> {
    for page in std::fs::read_dir(root.join("docs/language"))? {
        let (page, name) = page.map(|page| (page.path(), page.file_name()))?;
        let other = root.join("docs/zh").join(name);
        if skeleton(&std::fs::read_to_string(page)?) != skeleton(&std::fs::read_to_string(&other).unwrap_or_default()) {
            findings.push(format!("{}: headings or plans differ from those of the English page", other.display()));
        }
    }
    Ok(())
}

/// What a page has in any language: the level of each heading, and the blocks of code.
fn skeleton(page: &str) -> Vec<&str> {
    let mut fenced = false;
    let part = |line| {
        let fence = str::starts_with(line, "```");
        fenced ^= fence;
        match line.split_once("# ") {
            _ if fenced || fence => Some(line),
            Some((level, _)) if level.bytes().all(|byte| byte == b'#') => Some(level),
            _ => None,
        }
    };
    page.lines().filter_map(part).collect()
}

/// Sentences of the language's description that say what is refused: each must stand in `tests/errors/sentences.txt` with the codes that
/// say so, and these must exist. How many there are.
fn sentences(root: &Path, findings: &mut Vec<String>) -> Result<usize> {
    let english = keys(&std::fs::read_to_string(root.join("crates/syntax/messages/en.txt"))?);
    let listed = std::fs::read_to_string(root.join("tests/errors/sentences.txt"))?;
    let listed: Vec<(&str, &str)> =
        listed.lines().filter(|line| !line.starts_with("# ")).filter_map(|line| line.split_once(" | ")).collect();
    for code in listed.iter().flat_map(|(codes, _)| codes.split(' ')) {
        if !english.contains(code) && !code.starts_with('#') && code != "-" {
            findings.push(format!("tests/errors/sentences.txt: no code `{code}`"));
        }
    }
    let mut pages: Vec<_> = std::fs::read_dir(root.join("docs/language"))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    pages.sort();
    let mut count = 0;
    for page in pages {
        let text = std::fs::read_to_string(&page)?;
        for sentence in refusals(&text) {
            count += 1;
            if !listed.iter().any(|(_, piece)| sentence.contains(piece)) {
                findings.push(format!("{}: no code in tests/errors/sentences.txt for “{sentence}”", page.display()));
            }
        }
    }
    Ok(count)
}

/// The sentences outside code that say *an error*, *refused* or *wants*.
fn refusals(text: &str) -> Vec<String> {
    let prose: Vec<&str> = text.split("```").step_by(2).collect();
    let paragraphs = prose.iter().flat_map(|part| part.split("\n\n")).map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let sentences = paragraphs.flat_map(|part| part.split(". ").map(str::to_owned).collect::<Vec<_>>());
    let says = |sentence: &String| {
        let refuses = |word: &str| ["error", "refused", "wants"].contains(&word);
        sentence.split(|letter: char| !letter.is_ascii_alphabetic()).any(refuses)
    };
    sentences.filter(says).collect()
}

fn keys(catalogue: &str) -> BTreeSet<String> {
    let key = |line: &str| line.split_once(" = ").map(|(key, _)| key.trim().to_owned());
    catalogue.lines().filter(|line| !line.starts_with('#')).filter_map(key).collect()
}
