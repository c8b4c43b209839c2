//! Takes the pages of `tests/errors` into the program, for `tiercel explain-code`.

use std::fmt::Write;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/errors");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut pages: Vec<(String, String)> = Vec::new();
    for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if let (Some(name), Some("md")) = (path.file_stem().and_then(|name| name.to_str()), path.extension().and_then(|end| end.to_str())) {
            pages.push((name.to_owned(), path.canonicalize()?.display().to_string()));
        }
    }
    pages.sort();
    let mut text = String::from("/// Code and page of each diagnostic.\nconst PAGES: &[(&str, &str)] = &[\n");
    for (name, path) in pages {
        // Writing to a string can't fail.
        let _ = writeln!(text, "    ({name:?}, include_str!({path:?})),");
    }
    text.push_str("];\n");
    let out = std::env::var("OUT_DIR").map_err(std::io::Error::other)?;
    std::fs::write(Path::new(&out).join("error_pages.rs"), text)
}
