//! Makes a consistent, verified copy of the ledger with SQLite's backup, while
//! the ledger is in use. The caller decides where copies are kept and how many.

use crate::chain::Head;
use crate::error::OpenError;
use crate::open;
use crate::seal::Seal;
use crate::tables::journal::head;
use crate::verify::{Outcome, Report, verify_since};
use crate::watch::{Half, Unwatched, Watch};
use rusqlite::backup::{Backup, Progress, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many pages are copied in one step.
const PAGES_PER_STEP: i32 = 256;
/// The pause after each step, so that the copy does not occupy the disk.
const PAUSE: Duration = Duration::from_millis(2);
/// How many steps in a row may find the ledger held by another process.
const HELD_STEPS_MAX: u32 = 2_500;

/// Why there is no copy. No file is left at its path.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The ledger cannot be opened, or the copy.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The copy could not be written: the disk, most likely.
    #[error("the copy could not be written")]
    Storage(#[from] rusqlite::Error),
    /// The copy was made, but is not whole.
    #[error("the copy is not whole")]
    NotWhole(Box<Report>),
    /// The watcher stopped the copy.
    #[error("the copy was stopped")]
    Stopped,
    /// Its path could not be prepared.
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
            BackupError::Open(_) | BackupError::NotWhole(_) | BackupError::Stopped => false,
        }
    }
}

/// Copies the ledger at `from` to `to`, which must not exist, and verifies the
/// copy under these seals. The copy is the ledger as committed when copying
/// began, however much is sold meanwhile. It is kept if its journal, seals and
/// notices are whole, even if there is no seal to check it with: the report
/// says so.
///
/// # Errors
/// [`BackupError`]; what was written of the copy is removed.
pub fn backup(from: &Path, to: &Path, seals: &[Seal]) -> Result<Report, BackupError> {
    backup_watched(from, to, seals, &mut Unwatched)
}

/// The same, and tells how far it is: the first half is the copy, the second its
/// verification.
///
/// # Errors
/// [`BackupError`], also [`BackupError::Stopped`]; what was written of the copy
/// is removed.
pub fn backup_watched(
    from: &Path,
    to: &Path,
    seals: &[Seal],
    watch: &mut dyn Watch,
) -> Result<Report, BackupError> {
    backup_since((from, to), seals, None, watch)
}

/// The same, but only what came after an anchor is verified, as by
/// [`verify_since`]: what the copy of yesterday was verified for need not be
/// read again today.
///
/// # Errors
/// As [`backup_watched`].
pub fn backup_since(
    (from, to): (&Path, &Path),
    seals: &[Seal],
    since: Option<Head>,
    watch: &mut dyn Watch,
) -> Result<Report, BackupError> {
    let draft = to.with_extension("part");
    let copied = copy_and_verify((from, &draft), (seals, since), watch);
    let copied = copied.and_then(|report| match report.of_a_copy() {
        Outcome::Whole | Outcome::NotFullyChecked => {
            std::fs::rename(&draft, to)?;
            open::sync_folder(to)?;
            Ok(report)
        }
        Outcome::Broken => Err(BackupError::NotWhole(Box::new(report))),
    });
    remove_draft(&draft);
    copied
}

fn copy_and_verify(
    (from, draft): (&Path, &Path),
    (seals, since): (&[Seal], Option<Head>),
    watch: &mut dyn Watch,
) -> Result<Report, BackupError> {
    let mut copying = Half {
        watch,
        second: false,
    };
    copy_pages(&open::to_read(from)?, draft, &mut copying)?;
    let mut verifying = Half {
        watch,
        second: true,
    };
    verify_since(draft, (seals, &[]), since, &mut verifying)?.ok_or(BackupError::Stopped)
}

/// Copies a ledger of an older version before it is migrated, and returns that
/// version and the end of its journal. `to` gives the copy's path for that
/// version. `None` if the ledger has this version or does not exist.
///
/// Only SQLite checks this copy; `restore` verifies it later.
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
    let copied = copy_pages(&source, &draft, &mut Unwatched).and_then(|()| {
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

/// Removes the rest of a draft, if there is any.
pub(crate) fn remove_draft(draft: &Path) {
    // A file that cannot be removed does no harm.
    let _ = std::fs::remove_file(draft);
    remove_companions(draft);
}

/// Removes SQLite's companion files of a closed file.
pub(crate) fn remove_companions(file: &Path) {
    for left in ["-wal", "-shm", "-journal"] {
        let _ = std::fs::remove_file(open::beside(file, left));
    }
}

/// Copies an open ledger, page by page, to a file of its own.
pub(crate) fn copy_pages(
    source: &Connection,
    draft: &Path,
    watch: &mut dyn Watch,
) -> Result<(), BackupError> {
    copy_in_steps(source, draft, PAGES_PER_STEP, |progress| {
        std::thread::sleep(PAUSE);
        let pages = |count| u64::try_from(count).unwrap_or(0);
        let done = pages(progress.pagecount - progress.remaining);
        watch.progress(done, pages(progress.pagecount))
    })
}

/// Copies one state in all steps, by a read transaction that stays open.
/// Without it every commit between two steps would restart the copy, and the
/// copy of a large ledger would never end while its till sells.
fn copy_in_steps(
    source: &Connection,
    draft: &Path,
    pages_per_step: i32,
    mut between: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), BackupError> {
    if draft.exists() {
        std::fs::remove_file(draft)?;
    }
    open::make_private(draft)?;
    let mut target = Connection::open_with_flags(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    target.pragma_update(None, "temp_store", "MEMORY")?;
    {
        let state = source.unchecked_transaction()?;
        // A transaction's snapshot begins with its first query.
        state.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        let backup = Backup::new(&state, &mut target)?;
        let mut held = 0;
        loop {
            match backup.step(pages_per_step)? {
                StepResult::Done => break,
                StepResult::More => held = 0,
                // Another process may hold the source for a moment.
                StepResult::Busy | StepResult::Locked if held < HELD_STEPS_MAX => held += 1,
                step @ (StepResult::Busy | StepResult::Locked | _) => {
                    return Err(failed_step(step));
                }
            }
            if between(backup.progress()).is_break() {
                return Err(BackupError::Stopped);
            }
        }
    }
    // Makes it one file, so that nobody has to keep a log beside the copy.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    target.close().map_err(|(_, error)| error)?;
    open::sync_file(draft)?;
    Ok(())
}

fn failed_step(step: StepResult) -> BackupError {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
    BackupError::Storage(rusqlite::Error::SqliteFailure(
        code,
        Some(format!("a copy's step ended as {step:?}")),
    ))
}

#[cfg(test)]
mod tests;
