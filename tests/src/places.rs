//! Where things stand in this repository.

use std::path::{Path, PathBuf};

/// The folder `tests`.
pub fn tests() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The repository's top folder.
pub fn root() -> PathBuf {
    tests().parent().map_or_else(PathBuf::new, Path::to_path_buf)
}
