//! A consistent, verified copy of the ledger, made while it is written, by
//! SQLite's own backup. Where copies are kept and how many is the caller's.

use crate::error::OpenError;
use crate::open;
use crate::seal::Seal;
use crate::tables::journal::{Head, head};
use crate::verify::{Report, verify};
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many pages are copied before writers get a turn.
const PAGES_PER_STEP: i32 = 256;
/// How long writers get, each time.
const PAUSE: Duration = Duration::from_millis(2);

/// Why there is no copy. Nothing stands at its place then.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The ledger cannot be opened, or the copy.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The copy could not be written: the disk, most likely.
    #[error("the copy could not be written")]
    Storage(#[from] rusqlite::Error),
    /// The copy is there, and is not whole.
    #[error("the copy is not whole")]
    NotWhole(Box<Report>),
    /// Its place could not be made ready.
    #[error("the copy's place could not be made ready")]
    Io(#[from] std::io::Error),
}

impl BackupError {
    /// Whether there is no room for the copy.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        match self {
            BackupError::Open(OpenError::DiskFull(_)) => true,
            BackupError::Storage(error) => {
                error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull)
            }
            BackupError::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
            BackupError::Open(_) | BackupError::NotWhole(_) => false,
        }
    }
}

/// Copies the ledger at `from` to `to`, which must not exist, and verifies the
/// copy under these seals. What is committed when it begins is in the copy.
///
/// # Errors
/// [`BackupError`]; what was written of the copy is removed.
pub fn backup(from: &Path, to: &Path, seals: &[Seal]) -> Result<Report, BackupError> {
    let draft = to.with_extension("part");
    let copied = copy(from, &draft).and_then(|()| {
        let report = verify(&draft, seals)?;
        if report.is_clean() {
            std::fs::rename(&draft, to)?;
            Ok(report)
        } else {
            Err(BackupError::NotWhole(Box::new(report)))
        }
    });
    remove_draft(&draft);
    copied
}

/// Copies a ledger of an older version before it is brought up to date, and
/// gives that version and the end of its journal. `to` names the copy's place
/// by the version that comes. `None` where the ledger is of this version, or
/// there is none.
///
/// The copy is checked by SQLite alone: it is `restore` that verifies it.
///
/// # Errors
/// [`BackupError`]; what was written of the copy is removed.
pub fn copy_before_upgrade(
    from: &Path,
    to: impl FnOnce(u32) -> std::io::Result<PathBuf>,
) -> Result<Option<(PathBuf, Head)>, BackupError> {
    let source = match open::to_copy(from) {
        Ok(source) => source,
        Err(OpenError::Absent) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if !open::is_older(&source)? {
        return Ok(None);
    }
    let to = to(open::VERSION)?;
    let draft = to.with_extension("part");
    let copied = copy_pages(&source, &draft).and_then(|()| {
        let copy = open::to_copy(&draft)?;
        let found: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if found != "ok" {
            let damaged = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
            let error = rusqlite::Error::SqliteFailure(damaged, Some(found));
            return Err(BackupError::Open(OpenError::Damaged(error)));
        }
        let head = head(&copy).map_err(OpenError::from)?;
        drop(copy);
        std::fs::rename(&draft, &to)?;
        Ok(head)
    });
    remove_draft(&draft);
    copied.map(|head| Some((to, head)))
}

/// Removes what is left of a draft; most often it is nothing.
pub(crate) fn remove_draft(draft: &Path) {
    for left in ["", "-wal", "-shm", "-journal"] {
        // Whatever cannot be removed is of no use, and does no harm.
        let _ = std::fs::remove_file(open::beside(draft, left));
    }
}

fn copy(from: &Path, draft: &Path) -> Result<(), BackupError> {
    copy_pages(&open::to_read(from)?, draft)
}

/// Copies an open ledger, page by page, to a file of its own.
pub(crate) fn copy_pages(source: &Connection, draft: &Path) -> Result<(), BackupError> {
    if draft.exists() {
        std::fs::remove_file(draft)?;
    }
    open::make_private(draft)?;
    let mut target = Connection::open_with_flags(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    {
        let backup = Backup::new(source, &mut target)?;
        backup.run_to_completion(PAGES_PER_STEP, PAUSE, None)?;
    }
    // One file: whoever keeps the copy need not know of a log beside it.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    target.close().map_err(|(_, error)| error)?;
    std::fs::File::open(draft)?.sync_all()?;
    Ok(())
}
