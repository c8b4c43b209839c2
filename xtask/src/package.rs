//! The npm package: its tools, its build, its tests.

use crate::commands::{answers, output, run, say};
use crate::root;
use anyhow::{Context, Result};
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

/// Programs that the build needs, with their versions: wasm-bindgen's must be that of the crate.
const TOOLS: [(&str, &str, &str); 2] = [("wasm-pack", "wasm-pack", "0.15.1"), ("wasm-bindgen-cli", "wasm-bindgen", "0.2.130")];

/// What the package is made of, seen from the repository's top folder.
const MADE_OF: [&str; 11] = [
    ".cargo/config.toml",
    "Cargo.toml",
    "Cargo.lock",
    "crates",
    "grammar",
    "pkg/src",
    "pkg/build.mjs",
    "pkg/licences.mjs",
    "pkg/package.json",
    "pkg/package-lock.json",
    "pkg/tsconfig.json",
];

/// `cargo xtask package`: sets up the tools and builds `pkg/dist`, unless it is fresh.
pub(crate) fn build() -> Result<()> {
    let root = root();
    let stamp = root.join("target/package.stamp");
    let fresh = made_of(&root)?;
    if root.join("pkg/dist/tiercel.wasm").is_file() && std::fs::read_to_string(&stamp).is_ok_and(|found| found == fresh) {
        say("pkg/dist is fresh");
        return Ok(());
    }
    target()?;
    let tools = tools(&root)?;
    run(&root.join("pkg"), "npm", &["ci", "--no-audit", "--no-fund"])?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([tools].into_iter().chain(std::env::split_paths(&path)))?;
    let path = path.to_str().context("PATH is no text")?.to_owned();
    run(&root.join("pkg"), "env", &[&format!("PATH={path}"), "node", "build.mjs"])?;
    std::fs::write(&stamp, fresh)?;
    Ok(())
}

/// Random plans that must come out alike natively, in Node and in a worker: in every run, and in the long one.
const RANDOM_PLANS: [&str; 2] = ["300", "20000"];

/// Builds the package, packs it, installs it into an empty folder, and runs its tests there: `see` gets their output.
pub(crate) fn test(long: bool, see: &mut dyn FnMut(&str)) -> Result<bool> {
    let root = root();
    build()?;
    let chromium = chromium(&root)?;
    let [few, many] = RANDOM_PLANS;
    let plans = if long { many } else { few };
    let parity = root.join("target/parity.jsonl").to_string_lossy().into_owned();
    run(&root, "cargo", &["run", "--quiet", "--package", "conformance", "--bin", "parity", &parity, plans])?;
    let minutes = if long { "120" } else { "5" };
    let env = [("TIERCEL_PARITY", parity.as_str()), ("TIERCEL_CHROMIUM", chromium.as_str()), ("TIERCEL_MINUTES", minutes)];
    crate::commands::watch(&root.join("pkg"), "node", &["test.mjs"], &env, see)
}

/// The browser of the tests: Debian's.
pub(crate) fn chromium(root: &Path) -> Result<String> {
    if !answers("chromium", &["--version"]) {
        say("setting up: chromium");
        run(root, "apt-get", &["update", "--quiet"])?;
        run(root, "apt-get", &["install", "--yes", "--quiet", "--no-install-recommends", "chromium", "fonts-noto-cjk"])?;
    }
    Ok(output(root, "sh", &["-c", "command -v chromium"])?.trim().to_owned())
}

fn target() -> Result<()> {
    let root = root();
    if !output(&root, "rustup", &["target", "list", "--installed"])?.contains("wasm32-unknown-unknown") {
        say("setting up: the target wasm32-unknown-unknown");
        run(&root, "rustup", &["target", "add", "wasm32-unknown-unknown"])?;
    }
    Ok(())
}

/// The folder of the tools, which are installed if they are not there in the right version.
fn tools(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/tools");
    let at = folder.to_string_lossy().into_owned();
    for (package, program, version) in TOOLS {
        let path = folder.join("bin").join(program);
        let found = if path.is_file() { output(root, &path.to_string_lossy(), &["--version"])? } else { String::new() };
        if !found.contains(version) {
            say(&format!("setting up: {package} {version} (target/tools; some minutes)"));
            let install = ["install", "--quiet", "--root", &at, "--version", version, package];
            // A registry that lags behind may lack a version of the program's own lock file; then any that fits must do.
            if run(root, "cargo", &[&install[..], &["--locked"]].concat()).is_err() {
                run(root, "cargo", &install)?;
            }
        }
    }
    Ok(folder.join("bin"))
}

/// A print of all that the package is made of.
fn made_of(root: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for name in MADE_OF {
        print_of(&root.join(name), &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn print_of(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    if path.is_dir() {
        // What wasm-pack writes, and what no crate is made of.
        if path.ends_with("pkg/src/glue") || path.ends_with("tests") {
            return Ok(());
        }
        let mut entries: Vec<PathBuf> = std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| print_of(entry, hasher));
    }
    hasher.write(path.to_string_lossy().as_bytes());
    hasher.write(&std::fs::read(path).with_context(|| path.display().to_string())?);
    Ok(())
}
