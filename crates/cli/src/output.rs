//! What goes to the terminal.

use std::io::{IsTerminal, Write};
use tiercel::Language;

/// Where and how a command speaks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    /// JSON instead of text.
    pub(crate) json: bool,
    /// The language of messages.
    pub(crate) language: Language,
}

impl Output {
    /// As asked for on the command line.
    pub(crate) fn new(json: bool, language: Language) -> Output {
        Output { json, language }
    }

    /// The English or the Chinese text.
    pub(crate) fn say<'t>(&self, english: &'t str, chinese: &'t str) -> &'t str {
        match self.language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// Prints a text to standard output. A reader that has gone away (`| head`) is no error.
    pub(crate) fn print(&self, text: &str) {
        let _ = std::io::stdout().write_all(text.as_bytes());
    }

    /// Writes bytes to standard output, unless that is a terminal.
    ///
    /// # Errors
    /// Standard output is a terminal, which would show rubbish.
    #[cfg(feature = "pdf")]
    pub(crate) fn bytes(&self, bytes: &[u8]) -> anyhow::Result<()> {
        if std::io::stdout().is_terminal() {
            anyhow::bail!(
                "{}",
                self.say("this is no text for a terminal; say where it goes: --out FILE", "这不是终端能显示的文本，请指定去处：--out FILE")
            );
        }
        let _ = std::io::stdout().write_all(bytes);
        Ok(())
    }

    /// Prints a line to standard output.
    pub(crate) fn line(&self, text: &str) {
        self.print(&format!("{text}\n"));
    }

    /// Prints a value as JSON.
    pub(crate) fn json(&self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        self.line(&serde_json::to_string_pretty(value)?);
        Ok(())
    }

    /// Says on standard error what went wrong.
    pub(crate) fn complain(&self, text: &str) {
        let _ = writeln!(std::io::stderr(), "tiercel: {text}");
    }

    /// Prints a note to standard error.
    pub(crate) fn note(&self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    /// Whether messages go to a terminal that may have colours.
    pub(crate) fn coloured() -> bool {
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
    }
}

/// Writes a file as a whole or not at all: beside it first, then in its place.
pub(crate) fn write_file(path: &std::path::Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_file_with(path, |file| file.write_all(bytes))
}

/// The same of what a function writes bit by bit.
pub(crate) fn write_file_with(path: &std::path::Path, write: impl FnOnce(&mut std::fs::File) -> std::io::Result<()>) -> anyhow::Result<()> {
    use anyhow::Context;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let written = std::fs::File::create(&beside).and_then(|mut file| {
        write(&mut file)?;
        file.sync_all()
    });
    let placed = written.and_then(|()| std::fs::rename(&beside, path));
    if placed.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    placed.with_context(|| format!("{} can't be written", path.display()))
}
