//! What a program took: time, processor time, memory.

use anyhow::{Context, Result, bail};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one run of a program took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    /// Start to end.
    pub(super) wall: Duration,
    /// Of all its threads, in user and system.
    pub(super) cpu: Duration,
    /// The most memory it had, mapped files included, in KiB.
    pub(super) peak: u64,
    /// The most memory of its own: without mapped files, in KiB.
    pub(super) own: u64,
}

/// Processor time of all programs that ended.
fn cpu_of_children() -> Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(u64::try_from(micros)?))
}

/// Runs a program to its end.
#[expect(clippy::disallowed_methods, reason = "measuring time is what it is for")]
pub(super) fn run(command: &[String]) -> Result<Taken> {
    let Some((program, args)) = command.split_first() else { bail!("no command") };
    let before = cpu_of_children()?;
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("{program} can't be started"))?;
    let status_file = format!("/proc/{}/status", child.id());
    let (mut peak, mut own) = (0, 0);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let text = std::fs::read_to_string(&status_file).unwrap_or_default();
        let of = |name: &str| -> u64 {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
        };
        (peak, own) = (peak.max(of("VmHWM:")), own.max(of("RssAnon:")));
        std::thread::sleep(if start.elapsed() < Duration::from_millis(100) {
            Duration::from_micros(300)
        } else {
            Duration::from_millis(5)
        });
    };
    let wall = start.elapsed();
    if !status.success() {
        bail!("`{}` failed", command.join(" "));
    }
    Ok(Taken { wall, cpu: cpu_of_children()?.saturating_sub(before), peak, own })
}

/// The middle one of values.
pub(super) fn median<T: PartialOrd + Copy>(values: &[T]) -> Option<T> {
    let mut values = values.to_vec();
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    values.get(values.len() / 2).copied()
}
