//! A consistent, verified copy of the ledger, made while it is written, by
//! SQLite's own backup. Where copies are kept and how many is the caller's.

use crate::error::OpenError;
use crate::open;
use crate::seal::Seal;
use crate::verify::{Report, verify};
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
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
    for left in ["", "-wal", "-shm", "-journal"] {
        let mut name = draft.clone().into_os_string();
        name.push(left);
        // Whatever is left of the draft is of no use; most often it is nothing.
        let _ = std::fs::remove_file(name);
    }
    copied
}

fn copy(from: &Path, draft: &Path) -> Result<(), BackupError> {
    let source = open::to_read(from)?;
    if draft.exists() {
        std::fs::remove_file(draft)?;
    }
    open::make_private(draft)?;
    let mut target = Connection::open_with_flags(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    {
        let backup = Backup::new(&source, &mut target)?;
        backup.run_to_completion(PAGES_PER_STEP, PAUSE, None)?;
    }
    // One file: whoever keeps the copy need not know of a log beside it.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    target.close().map_err(|(_, error)| error)?;
    std::fs::File::open(draft)?.sync_all()?;
    Ok(())
}
