//! Running other programs and saying what is done.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Says a line to the person who called.
#[expect(clippy::print_stdout, reason = "this program's output is meant for a terminal")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// Runs a command in a folder, its output going to the terminal.
pub(crate) fn run(dir: &Path, program: &str, args: &[&str]) -> Result<()> {
    say(&format!("$ {program} {}", args.join(" ")));
    let status = Command::new(program).args(args).current_dir(dir).status().with_context(|| format!("{program} can't be started"))?;
    if status.success() { Ok(()) } else { bail!("`{program} {}` failed", args.join(" ")) }
}

/// What a command prints, line by line to `see`; its errors go to the terminal. Whether it succeeded.
pub(crate) fn watch(dir: &Path, program: &str, args: &[&str], env: &[(&str, &str)], see: &mut dyn FnMut(&str)) -> Result<bool> {
    say(&format!("$ {program} {}", args.join(" ")));
    let mut child = Command::new(program)
        .args(args)
        .envs(env.iter().copied())
        .current_dir(dir)
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{program} can't be started"))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            see(&line?);
        }
    }
    Ok(child.wait()?.success())
}

/// The output of a command that must succeed.
pub(crate) fn output(dir: &Path, program: &str, args: &[&str]) -> Result<String> {
    let output = Command::new(program).args(args).current_dir(dir).output().with_context(|| format!("{program} can't be started"))?;
    if !output.status.success() {
        bail!("`{program} {}` failed: {}", args.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a command is there and answers.
pub(crate) fn answers(program: &str, args: &[&str]) -> bool {
    Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
