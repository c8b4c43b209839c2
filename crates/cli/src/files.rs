//! The files of a data folder: `Deals.csv` or `Deals.parquet` for the table Deals, or a workbook with a sheet per table.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use tiercel::{Content, Input, Plan, TableId, table_of, xlsx_sheets};

/// A file that was read.
pub(crate) struct DataBytes {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
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
        let bytes = &files.get(self.file)?.bytes;
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
                let file = found.read(path)?;
                found.add(Part { file, table: id, name, kind }, plan)?;
            }
        }
    }
    for path in workbooks(folder)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = read(&path)?;
        let sheets = match xlsx_sheets(&bytes) {
            Ok(sheets) => sheets,
            Err(reason) => return Ok(Err(format!("{name}: {reason}"))),
        };
        let of_tables: Vec<_> = sheets.into_iter().filter_map(|sheet| Some((table_of(plan, &sheet.name)?, sheet))).collect();
        if of_tables.is_empty() {
            continue;
        }
        let file = found.files.len();
        found.files.push(DataBytes { path, bytes });
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
    fn read(&mut self, path: PathBuf) -> Result<usize> {
        let bytes = read(&path)?;
        self.files.push(DataBytes { path, bytes });
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

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))
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
