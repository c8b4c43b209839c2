//! The files of a data folder: `Deals.csv` or `Deals.parquet` for the table Deals, or a workbook with a sheet per table.

use anyhow::{Context, Result, bail};
use memmap2::Mmap;
use std::fs::{File, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tiercel::{Content, Input, Plan, TableId, table_of, xlsx_sheets};

/// A file of a run and its bytes.
///
/// A large file is not copied but mapped: its pages are read when they are looked at. Another program may then write to the
/// file while it is read, so [`DataBytes::unchanged`] compares its length and time of change with those before the first
/// byte was read; every command asks it once the tables are read, which share nothing with the file, and once the hash is
/// taken. What is guaranteed: a file that somebody wrote to in the meantime, or put another in the place of, is refused and
/// nothing is computed from it. A file that is cut short ends the program (a bus error), which gives no number either. What
/// is not: a change by a program that sets the time of change back.
pub(crate) struct DataBytes {
    pub(crate) path: PathBuf,
    held: Bytes,
    state: FileState,
}

enum Bytes {
    /// An empty file, which can't be mapped.
    None,
    Mapped(Mmap),
}

/// What shows that a file was written to.
#[derive(Clone, Copy, PartialEq, Eq)]
struct FileState {
    length: u64,
    changed: Option<SystemTime>,
}

impl FileState {
    fn of(file: &Metadata) -> FileState {
        FileState { length: file.len(), changed: file.modified().ok() }
    }
}

impl DataBytes {
    /// Opens a file.
    pub(crate) fn open(path: PathBuf) -> Result<DataBytes> {
        let (held, state) = map(&path).with_context(|| format!("{} can't be read", path.display()))?;
        Ok(DataBytes { path, held, state })
    }

    /// What the file holds.
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.held {
            Bytes::None => &[],
            Bytes::Mapped(map) => map,
        }
    }

    /// The SHA-256 of the bytes, if they are still those that were read.
    pub(crate) fn sha256(&self) -> Result<String> {
        let hash = tiercel::sha256(self.bytes());
        self.unchanged()?;
        Ok(hash)
    }

    /// Refuses a file that was written to since it was opened.
    pub(crate) fn unchanged(&self) -> Result<()> {
        let now = std::fs::metadata(&self.path).with_context(|| format!("{} can't be read", self.path.display()))?;
        if FileState::of(&now) != self.state {
            bail!("{} was changed while it was read; run again when it is complete", self.path.display());
        }
        Ok(())
    }
}

fn map(path: &Path) -> std::io::Result<(Bytes, FileState)> {
    let file = File::open(path)?;
    let state = FileState::of(&file.metadata()?);
    if state.length == 0 {
        return Ok((Bytes::None, state));
    }
    #[expect(unsafe_code, reason = "no safe way to map a file; that others may write to it meanwhile is argued at `DataBytes`")]
    // SAFETY: the mapping is read-only and private to this process; nothing keeps a reference into it behind the check of
    // `unchanged`, and the loader finds the ends of cells by checked slices of bytes.
    let map = unsafe { Mmap::map(&file) }?;
    Ok((Bytes::Mapped(map), state))
}

/// The rows of a table in a file.
pub(crate) struct Part {
    /// Which of the files.
    pub(crate) file: usize,
    pub(crate) table: TableId,
    /// The name for messages.
    name: String,
    kind: Kind,
}

enum Kind {
    Csv,
    Parquet,
    Sheet { heading: Vec<String>, rows: Vec<Vec<String>> },
}

impl Part {
    /// What there is to load.
    pub(crate) fn input<'a>(&'a self, files: &'a [DataBytes]) -> Option<Input<'a>> {
        let bytes = files.get(self.file)?.bytes();
        let content = match &self.kind {
            Kind::Csv => Content::Csv(bytes),
            Kind::Parquet => Content::Parquet(bytes),
            Kind::Sheet { heading, rows } => Content::Rows { heading: heading.clone(), rows: rows.clone() },
        };
        Some(Input { table: self.table, name: &self.name, content })
    }
}

/// All files that hold tables of the plan.
pub(crate) struct Folder {
    pub(crate) files: Vec<DataBytes>,
    pub(crate) parts: Vec<Part>,
}

/// Reads a folder. A table without a file is empty. The inner error says why a workbook can't be read.
///
/// # Errors
/// A folder without any file of the plan's tables, a table that stands in two files, a file that can't be read.
pub(crate) fn folder(plan: &Plan, folder: &Path) -> Result<Result<Folder, String>> {
    if !folder.is_dir() {
        bail!("{} is no folder; it should hold one file per table, such as {}.csv", folder.display(), plan.table(plan.payees).name);
    }
    let mut found = Folder { files: Vec::new(), parts: Vec::new() };
    for table in &plan.tables {
        let Some(id) = table_of(plan, &table.name) else { continue };
        for (ending, kind) in [("csv", Kind::Csv), ("parquet", Kind::Parquet)] {
            let name = format!("{}.{ending}", table.name);
            let path = folder.join(&name);
            if path.is_file() {
                let file = found.open(path)?;
                found.add(Part { file, table: id, name, kind }, plan)?;
            }
        }
    }
    for path in workbooks(folder)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let book = DataBytes::open(path.clone())?;
        let sheets = match xlsx_sheets(book.bytes()) {
            Ok(sheets) => sheets,
            Err(reason) => return Ok(Err(format!("{name}: {reason}"))),
        };
        let of_tables: Vec<_> = sheets.into_iter().filter_map(|sheet| Some((table_of(plan, &sheet.name)?, sheet))).collect();
        if of_tables.is_empty() {
            continue;
        }
        let file = found.files.len();
        found.files.push(book);
        for (table, sheet) in of_tables {
            let kind = Kind::Sheet { heading: sheet.heading, rows: sheet.rows };
            found.add(Part { file, table, name: format!("{name} {}", sheet.name), kind }, plan)?;
        }
    }
    if found.files.is_empty() {
        bail!("{} holds no file of the plan's tables; `tiercel describe PLAN --templates DIR` writes empty ones", folder.display());
    }
    Ok(Ok(found))
}

impl Folder {
    fn open(&mut self, path: PathBuf) -> Result<usize> {
        self.files.push(DataBytes::open(path)?);
        Ok(self.files.len() - 1)
    }

    fn add(&mut self, part: Part, plan: &Plan) -> Result<()> {
        if let Some(other) = self.parts.iter().find(|other| other.table == part.table) {
            bail!("the table {} stands in two files: {} and {}", plan.table(part.table).name, other.name, part.name);
        }
        self.parts.push(part);
        Ok(())
    }
}

/// The workbooks of a folder, by name. What Excel keeps beside an open workbook (`~$Deals.xlsx`) is none.
fn workbooks(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{} can't be read", folder.display()))?;
    let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.retain(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        path.is_file()
            && !name.starts_with("~$")
            && [".xlsx", ".xlsb", ".xls", ".ods"].iter().any(|ending| name.to_lowercase().ends_with(ending))
    });
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_written_to_while_it_is_read_is_refused() {
        let path = std::env::temp_dir().join(format!("tiercel-files-{}.csv", std::process::id()));
        std::fs::write(&path, "Id\nana\n").unwrap();
        let file = DataBytes::open(path.clone()).unwrap();
        assert_eq!(file.bytes(), b"Id\nana\n");
        assert_eq!(file.sha256().unwrap(), tiercel::sha256(b"Id\nana\n"));
        std::fs::write(&path, "Id\nana\nbob\n").unwrap();
        assert!(file.sha256().unwrap_err().to_string().contains("was changed while it was read"));
        std::fs::write(&path, "").unwrap();
        let empty = DataBytes::open(path.clone()).unwrap();
        assert_eq!(empty.bytes(), b"");
        empty.unchanged().unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(empty.unchanged().is_err());
    }
}
