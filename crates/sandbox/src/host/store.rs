//! The state file: JSON, replaced as a whole, so that a kill at any moment
//! leaves the old or the new one. A power cut may lose the newest: it holds no
//! real money, and practice should not wait for a disk at each sale.

use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Deserialize;
use serde_json::Value;

use crate::host::memory::{Memory, Part};
use crate::host::notices::Notices;

/// The largest state file that is read, in bytes.
const STATE_FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The file's content at the start; `None` without a file.
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
    /// How many writes were requested, and the last one that the file has. A
    /// task that waits for its turn may find that another's write already had
    /// its change.
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

    /// Returns when the file has the current state. A file that cannot be
    /// written does not stop practice; the log reports it.
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

/// Replaces the file, off the runtime's threads.
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
