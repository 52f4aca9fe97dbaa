//! Opens the file: checks it before changing it, creates a new one atomically,
//! and migrates an older one. Connections are only made here.

use crate::error::OpenError;
use crate::limits::{LOCK_WAIT_MAX, LOG_BYTES_KEPT, STATEMENTS_KEPT};
use crate::tables::blocks;
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use rusqlite_migration::{M, Migrations};
use std::ffi::OsString;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// "MOST", which the first migration writes into the file's header.
const APPLICATION_ID: u32 = 0x4D4F_5354;
/// Bytes of a database's header (SQLite, "Database File Format", 1.3).
const HEADER_BYTES: usize = 100;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

const STEPS: &[M<'static>] = &[
    M::up(include_str!("../migrations/0001_the_ledger.sql")),
    M::up(include_str!("../migrations/0002_people.sql")),
    M::up(include_str!("../migrations/0003_held_errands.sql")),
    M::up(include_str!("../migrations/0004_forgetting.sql")),
    M::up(include_str!("../migrations/0005_cards.sql")),
    M::up(include_str!("../migrations/0007_people_by_id.sql")),
    M::up(include_str!("../migrations/0010_the_record.sql")),
    M::up(include_str!("../migrations/0009_clock.sql")),
    M::up(include_str!("../migrations/0006_answers.sql")),
    M::up(include_str!("../migrations/0011_unread_relay.sql")),
    M::up(include_str!(
        "../migrations/0012_errands_about_anything.sql"
    )),
    M::up(include_str!("../migrations/0013_the_day.sql")),
    M::up(include_str!("../migrations/0014_the_days_indexes.sql")),
    M::up(include_str!("../migrations/0015_the_queue.sql")),
    M::up(include_str!("../migrations/0016_fixed_qrs.sql")),
    M::up(include_str!("../migrations/0017_reports.sql")),
    M::up(include_str!("../migrations/0018_print_jobs.sql")),
    M::up(include_str!("../migrations/0019_forgotten_notices.sql")),
    M::up(include_str!("../migrations/0020_due_payments.sql")),
    M::up(include_str!("../migrations/0021_packed_lines.sql")),
];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);
/// The newest version that this program knows.
pub(crate) const VERSION: u32 = 20;
const _: () = assert!(STEPS.len() == 20, "VERSION counts the migrations");

/// The kind of file at a path, by its first bytes.
enum Found {
    Nothing,
    Ledger,
}

/// Opens the ledger to write, making it if there is none.
pub(crate) fn to_write(path: &Path) -> Result<Connection, OpenError> {
    match look_at(path)? {
        Found::Nothing => make(path)?,
        Found::Ledger => {}
    }
    keep_private(path);
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // The header was read without the log, which may contain a newer version.
    // Until that is known, nothing may be written back.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let version = version_of(&connection)?;
    refuse_newer(version)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Without these two, macOS leaves "synced" data in the drive's cache. They
    // change nothing on other systems.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES_KEPT)?;
    // Erased data is overwritten, so that personal data does not stay in free
    // pages.
    connection.pragma_update(None, "secure_delete", true)?;
    if version < VERSION {
        MIGRATIONS
            .to_latest(&mut connection)
            .map_err(of_migration)?;
        // Makes the header show the new version. While another process still
        // reads the old one, only the log shows it.
        if !write_back(&connection)? {
            tracing::info!("the new version stands in the log for now");
        }
    }
    Ok(connection)
}

/// Opens the ledger to read, beside a writer or without one.
pub(crate) fn to_read(path: &Path) -> Result<Connection, OpenError> {
    match look_at(path)? {
        Found::Nothing => return Err(OpenError::Absent),
        Found::Ledger => {}
    }
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let version = version_of(&connection)?;
    refuse_newer(version)?;
    if version < VERSION {
        return Err(OpenError::Older {
            found: version,
            known: VERSION,
        });
    }
    Ok(connection)
}

/// Opens the ledger to be copied, of whatever version this program knows.
pub(crate) fn to_copy(path: &Path) -> Result<Connection, OpenError> {
    match look_at(path)? {
        Found::Nothing => return Err(OpenError::Absent),
        Found::Ledger => {}
    }
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    refuse_newer(version_of(&connection)?)?;
    Ok(connection)
}

/// Writes the log back into the file and empties it. `false` if another process
/// still needs the log: then some committed data is not in the file yet.
pub(crate) fn write_back(connection: &Connection) -> rusqlite::Result<bool> {
    let (busy, pages, written): (bool, i64, i64) =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    // Without a log (-1) everything is in the file.
    Ok(!busy && pages == written)
}

/// The same, and does not wait for another process or for a reader.
pub(crate) fn write_back_at_once(connection: &Connection) -> rusqlite::Result<bool> {
    connection.busy_timeout(Duration::ZERO)?;
    let written = write_back(connection);
    connection.busy_timeout(LOCK_WAIT_MAX)?;
    written
}

/// Whether an older version wrote it.
pub(crate) fn is_older(connection: &Connection) -> Result<bool, OpenError> {
    Ok(version_of(connection)? < VERSION)
}

/// A storage error says more than that the migration failed.
fn of_migration(error: rusqlite_migration::Error) -> OpenError {
    if let rusqlite_migration::Error::RusqliteError { err, .. } = error {
        return match OpenError::from(err) {
            OpenError::Storage(err) => OpenError::Migration(err.into()),
            told @ (OpenError::Damaged(_)
            | OpenError::DiskFull(_)
            | OpenError::Busy(_)
            | OpenError::Absent
            | OpenError::Empty
            | OpenError::NotADatabase
            | OpenError::AnotherProgram { .. }
            | OpenError::Newer { .. }
            | OpenError::Older { .. }
            | OpenError::LogWithoutLedger
            | OpenError::Io(_)
            | OpenError::Migration(_)
            | OpenError::Begin(_)) => told,
        };
    }
    OpenError::Migration(error)
}

/// An empty ledger in memory, for comparing.
pub(crate) fn in_memory() -> Result<Connection, OpenError> {
    let mut connection = Connection::open_in_memory()?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    blocks::add_function(&connection)?;
    MIGRATIONS
        .to_latest(&mut connection)
        .map_err(of_migration)?;
    Ok(connection)
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection, OpenError> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(LOCK_WAIT_MAX)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Keeps the ledger's data out of temporary files, which others may read. It
    // also saves a second write for savepoints.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    blocks::add_function(&connection)?;
    Ok(connection)
}

fn version_of(connection: &Connection) -> Result<u32, OpenError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

fn refuse_newer(version: u32) -> Result<(), OpenError> {
    if version > VERSION {
        return Err(OpenError::Newer {
            found: version,
            known: VERSION,
        });
    }
    Ok(())
}

/// Reads the file's first bytes without SQLite, which would create companion
/// files beside a file that is not ours.
fn look_at(path: &Path) -> Result<Found, OpenError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // SQLite would apply an old log to a new file.
            let log = std::fs::metadata(beside(path, "-wal"));
            return match log {
                Ok(log) if log.len() > 0 => Err(OpenError::LogWithoutLedger),
                _ => Ok(Found::Nothing),
            };
        }
        Err(error) => return Err(OpenError::Io(error)),
    };
    let mut header = Vec::with_capacity(HEADER_BYTES);
    let bytes = u64::try_from(HEADER_BYTES).expect("100 is a 64-bit number");
    (&file).take(bytes).read_to_end(&mut header)?;
    // Never closed: on POSIX, closing any descriptor of a file drops every lock
    // that the process holds on it, and with it SQLite's own. Another process
    // could then take the log away from under an open ledger.
    std::mem::forget(file);
    if header.is_empty() {
        return Err(OpenError::Empty);
    }
    if header.len() < HEADER_BYTES || !header.starts_with(MAGIC) {
        return Err(OpenError::NotADatabase);
    }
    // Offsets 60 and 68: user version and application id, big-endian.
    let word = |at: usize| {
        header[at..at + 4]
            .iter()
            .fold(0_u32, |word, byte| word << 8 | u32::from(*byte))
    };
    let (version, application_id) = (word(60), word(68));
    // A ledger gets its name only when it is complete, so every ledger has a
    // version.
    if application_id != APPLICATION_ID || version == 0 {
        return Err(OpenError::AnotherProgram { application_id });
    }
    refuse_newer(version)?;
    Ok(Found::Ledger)
}

/// Makes a new ledger under a temporary name and renames it when it is
/// complete, so that no crash leaves half a ledger at the path.
fn make(path: &Path) -> Result<(), OpenError> {
    let unfinished = beside(path, ".new");
    for name in ["", "-journal", "-wal", "-shm"] {
        match std::fs::remove_file(beside(&unfinished, name)) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(OpenError::Io(error)),
        }
    }
    make_private(&unfinished)?;
    let mut connection = connect(&unfinished, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    MIGRATIONS
        .to_latest(&mut connection)
        .map_err(of_migration)?;
    connection.close().map_err(|(_, error)| error)?;
    std::fs::rename(&unfinished, path)?;
    sync_folder(path)?;
    Ok(())
}

/// Makes an empty file that only its owner may read: it will hold people's
/// data.
pub(crate) fn make_private(path: &Path) -> Result<(), OpenError> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?;
    Ok(())
}

/// Makes a ledger private that was copied here by hand (`cp`, a USB stick). If
/// that fails, the ledger works all the same.
///
/// On Windows the folder's rights apply, and the shell makes the folder
/// private.
fn keep_private(path: &Path) {
    #[cfg(unix)]
    for ending in ["", "-wal", "-shm"] {
        use std::os::unix::fs::PermissionsExt as _;
        let file = beside(path, ending);
        let Ok(found) = std::fs::metadata(&file) else {
            continue;
        };
        let private = std::fs::Permissions::from_mode(0o600);
        if found.permissions().mode() & 0o077 != 0
            && let Err(error) = std::fs::set_permissions(&file, private)
        {
            tracing::warn!(%error, file = %file.display(), "others may read this file");
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Syncs a file to the disk. On Windows it has to be open for writing.
pub(crate) fn sync_file(path: &Path) -> Result<(), std::io::Error> {
    File::options().write(true).open(path)?.sync_all()
}

/// Makes a rename durable, on systems where folders can be synced.
pub(crate) fn sync_folder(path: &Path) -> Result<(), std::io::Error> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_run_and_say_the_version() {
        MIGRATIONS.validate().unwrap();
        let connection = in_memory().unwrap();
        assert_eq!(version_of(&connection).unwrap(), VERSION);
        let id: u32 = connection
            .query_row("PRAGMA application_id", [], |row| row.get(0))
            .unwrap();
        assert_eq!(id, APPLICATION_ID);
    }

    #[test]
    fn commits_reach_the_drive_also_on_macos() {
        let folder = tempfile::tempdir().unwrap();
        let connection = to_write(&folder.path().join("ledger.sqlite3")).unwrap();
        for (pragma, value) in [
            ("fullfsync", 1),
            ("checkpoint_fullfsync", 1),
            ("synchronous", 2),
        ] {
            let found: u32 = connection
                .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))
                .unwrap();
            assert_eq!(found, value, "{pragma}");
        }
    }
}
