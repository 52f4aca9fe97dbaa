//! The state file: JSON, replaced whole, so that a kill at any moment leaves
//! the old one or the new one. A power cut may take the newest: nobody's money
//! is in it, and nobody who practises should wait for a disk at each sale.

use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Deserialize;
use serde_json::Value;

use crate::host::memory::{Memory, Part};
use crate::host::notices::Notices;

/// The largest state file that is read, in bytes.
const STATE_FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What the file held when the sandbox started; nothing if there was none.
#[derive(Default)]
pub(crate) struct Remembered(Option<Value>);

impl Remembered {
    pub(crate) fn load(path: &Path) -> Result<Self, Error> {
        let size = match std::fs::metadata(path) {
            Ok(found) => found.len(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        if size > STATE_FILE_BYTES_MAX {
            return Err(Error::new(ErrorKind::InvalidData, "the file is too large"));
        }
        let bytes = std::fs::read(path)?;
        serde_json::from_slice(&bytes)
            .map(|file| Self(Some(file)))
            .map_err(invalid)
    }

    pub(crate) fn notices(&self) -> Result<Notices, Error> {
        match &self.0 {
            Some(file) => Notices::deserialize(file).map_err(invalid),
            None => Ok(Notices::default()),
        }
    }

    pub(crate) fn part<P: Part + Default>(&self) -> Result<P, Error> {
        match &self.0 {
            Some(file) => P::read(file).map_err(invalid),
            None => Ok(P::default()),
        }
    }
}

fn invalid(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::InvalidData, error)
}

#[derive(Debug)]
pub(crate) struct StateFile {
    path: PathBuf,
    /// Writes asked for, and the last of them that the file holds: who waits
    /// for the turn may find that another's write held its change already.
    asked: AtomicU64,
    written: tokio::sync::Mutex<u64>,
}

impl StateFile {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self {
            path,
            asked: AtomicU64::new(0),
            written: tokio::sync::Mutex::new(0),
        }
    }

    /// Returns when the file holds what is in memory now. A file that cannot be
    /// written stops nobody from practising; the log says so.
    pub(crate) async fn persist(&self, kept: impl FnOnce() -> Memory) {
        let mine = self.asked.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        let mut written = self.written.lock().await;
        if *written >= mine {
            return;
        }
        let newest = self.asked.load(Ordering::SeqCst);
        match save(self.path.clone(), kept()).await {
            Ok(()) => *written = newest,
            Err(error) => tracing::error!(%error, "the sandbox's state file was not written"),
        }
    }
}

/// Replaces the file; off the runtime's threads.
async fn save(path: PathBuf, memory: Memory) -> Result<(), Error> {
    let work = tokio::task::spawn_blocking(move || {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        let bytes = serde_json::to_vec(&memory.members()?)?;
        file.write_all(&bytes)?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    });
    work.await.unwrap_or_else(|error| Err(Error::other(error)))
}
