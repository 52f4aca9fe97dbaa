//! Errors, sorted by what the caller can do about them.

use domain::{NoticeNumber, SaleId, ShiftNumber};
use std::sync::Arc;

/// Why a write or a query failed. Nothing was written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LedgerError {
    /// The ledger is closing. Open it again.
    #[error("the ledger is closed")]
    Closed,
    /// The disk is full. Make room; the ledger itself is sound.
    #[error("the disk is full")]
    DiskFull(#[source] Arc<rusqlite::Error>),
    /// Another process holds the file. Try again.
    #[error("another process holds the ledger")]
    Busy(#[source] Arc<rusqlite::Error>),
    /// The storage failed otherwise. Call support.
    #[error("the ledger's storage failed")]
    Storage(#[source] Arc<rusqlite::Error>),
    /// Another write in the same commit failed, or the storage did. Try again.
    #[error("the commit failed")]
    NotCommitted(#[source] Arc<rusqlite::Error>),
    /// The closure panicked. Call support.
    #[error("a write or a question panicked")]
    Panicked,
    /// The closure returned success although one of its changes had failed.
    #[error("a failed change was passed over")]
    PassedOver,
    /// A line of the journal cannot be read. Run `verify`.
    #[error("line {seq} of the journal cannot be read")]
    Unreadable {
        /// The line.
        seq: i64,
    },
    /// A view has a value that the program never writes. Rebuild the views.
    #[error("a stored {what} cannot be read")]
    Stored {
        /// What it should be.
        what: &'static str,
    },
    /// The ledger has no such sale.
    #[error("the ledger has no sale {0}")]
    NoSuchSale(SaleId),
    /// A sale must begin with its opening and has only one.
    #[error("sale {0} does not begin so")]
    NotAnOpening(SaleId),
    /// A shift must begin with its opening and has only one.
    #[error("shift {} does not begin so", .0.0)]
    NotAShift(ShiftNumber),
    /// An event refers to a notice that is not in the inbox.
    #[error("the inbox has no notice {}", .0.0)]
    NoSuchNotice(NoticeNumber),
    /// Something is larger than its limit.
    #[error("{what}: {size} where at most {max} are taken")]
    TooMuch {
        /// What is too large, with its unit.
        what: &'static str,
        /// Its size.
        size: usize,
        /// The limit.
        max: usize,
    },
    /// The till's last ticket has been given.
    #[error("the till has no tickets left")]
    TicketsUsedUp,
    /// An errand that may be sent only once cannot be sent again after a lost
    /// answer.
    #[error("an errand that goes out once is not sent again")]
    GoesOutOnce,
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> LedgerError {
        LedgerError::of_storage(error, LedgerError::Storage)
    }
}

impl LedgerError {
    /// Sorts a storage error; `otherwise` if no more is known.
    pub(crate) fn of_storage(
        error: rusqlite::Error,
        otherwise: fn(Arc<rusqlite::Error>) -> LedgerError,
    ) -> LedgerError {
        let code = error.sqlite_error_code();
        let error = Arc::new(error);
        if code == Some(rusqlite::ErrorCode::DiskFull) {
            LedgerError::DiskFull(error)
        } else if is_held(code) {
            LedgerError::Busy(error)
        } else {
            otherwise(error)
        }
    }

    /// Whether the file is damaged, so that a copy has to be restored.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self {
            LedgerError::Unreadable { .. } | LedgerError::Stored { .. } => true,
            LedgerError::Storage(error) | LedgerError::NotCommitted(error) => {
                is_damage(error.sqlite_error_code())
            }
            LedgerError::Closed
            | LedgerError::DiskFull(_)
            | LedgerError::Busy(_)
            | LedgerError::Panicked
            | LedgerError::PassedOver
            | LedgerError::NoSuchSale(_)
            | LedgerError::NotAShift(_)
            | LedgerError::NotAnOpening(_)
            | LedgerError::NoSuchNotice(_)
            | LedgerError::TooMuch { .. }
            | LedgerError::TicketsUsedUp
            | LedgerError::GoesOutOnce => false,
        }
    }

    /// Refuses what is larger than its limit.
    pub(crate) fn bound(what: &'static str, size: usize, max: usize) -> Result<(), LedgerError> {
        if size > max {
            return Err(LedgerError::TooMuch { what, size, max });
        }
        Ok(())
    }
}

fn is_damage(code: Option<rusqlite::ErrorCode>) -> bool {
    matches!(
        code,
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
    )
}

fn is_held(code: Option<rusqlite::ErrorCode>) -> bool {
    matches!(
        code,
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
    )
}

/// Why a ledger was not opened. A file that is not a ledger of ours was not
/// changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no file. Only a reader returns this; opening to write creates
    /// one.
    #[error("there is no ledger at this path")]
    Absent,
    /// The file has no bytes at all.
    #[error("the file is empty: not a ledger")]
    Empty,
    /// The file is not a database.
    #[error("the file is not a database")]
    NotADatabase,
    /// It is another program's database.
    #[error("the file is another program's database (application id {application_id:#010x})")]
    AnotherProgram {
        /// The application id that its header carries.
        application_id: u32,
    },
    /// A newer version of this program wrote it. Update the program.
    #[error("the ledger is of version {found}, newer than this program's {known}")]
    Newer {
        /// Its version.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// An older version wrote it, and a reader does not migrate it.
    #[error("the ledger is of version {found}, older than {known}: open it in the window once")]
    Older {
        /// Its version.
        found: u32,
        /// The one needed.
        known: u32,
    },
    /// The file is gone but its write-ahead log is there. Restore both.
    #[error("the ledger's file is gone but its log is there")]
    LogWithoutLedger,
    /// It was a ledger, and is damaged. Restore a backup.
    #[error("the ledger is damaged")]
    Damaged(#[source] rusqlite::Error),
    /// The disk is full. Make room; the ledger itself is sound.
    #[error("the disk is full")]
    DiskFull(#[source] rusqlite::Error),
    /// Another process holds it. Try again.
    #[error("another process holds the ledger")]
    Busy(#[source] rusqlite::Error),
    /// The file or its folder cannot be reached. Check the path, the rights
    /// and the disk.
    #[error("the ledger's file or folder cannot be reached")]
    Io(#[source] std::io::Error),
    /// The storage failed otherwise.
    #[error("the ledger's storage failed")]
    Storage(#[source] rusqlite::Error),
    /// The migration failed; the file is unchanged.
    #[error("the ledger could not be brought up to date")]
    Migration(#[source] rusqlite_migration::Error),
    /// The first write or query failed.
    #[error("the ledger could not be begun")]
    Begin(#[source] LedgerError),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> OpenError {
        let code = error.sqlite_error_code();
        if is_damage(code) {
            OpenError::Damaged(error)
        } else if code == Some(rusqlite::ErrorCode::DiskFull) {
            OpenError::DiskFull(error)
        } else if is_held(code) {
            OpenError::Busy(error)
        } else {
            OpenError::Storage(error)
        }
    }
}

impl From<std::io::Error> for OpenError {
    fn from(error: std::io::Error) -> OpenError {
        OpenError::Io(error)
    }
}

impl From<LedgerError> for OpenError {
    fn from(error: LedgerError) -> OpenError {
        OpenError::Begin(error)
    }
}
