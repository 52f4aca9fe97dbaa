//! The state file: JSON, replaced whole, so that a kill at any moment leaves
//! the old one or the new one. A power cut may take the newest: nobody's money
//! is in it, and nobody who practises should wait for a disk at each sale.

use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::host::memory::Memory;

/// The largest state file that is read, in bytes.
const STATE_FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What was remembered; nothing if there is no file yet.
pub(crate) fn load(path: &Path) -> Result<Memory, Error> {
    let size = match std::fs::metadata(path) {
        Ok(found) => found.len(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Memory::default()),
        Err(error) => return Err(error),
    };
    if size > STATE_FILE_BYTES_MAX {
        return Err(Error::new(ErrorKind::InvalidData, "the file is too large"));
    }
    let bytes = std::fs::read(path)?;
    serde_json::from_slice(&bytes).map_err(|error| Error::new(ErrorKind::InvalidData, error))
}

/// Replaces the file; off the runtime's threads.
pub(crate) async fn save(path: PathBuf, memory: Memory) -> Result<(), Error> {
    let work = tokio::task::spawn_blocking(move || {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        let bytes = serde_json::to_vec(&memory).map_err(Error::other)?;
        file.write_all(&bytes)?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    });
    work.await.unwrap_or_else(|error| Err(Error::other(error)))
}
