//! The file's form: its migrations, which are numbered and never edited, and
//! the settings of each connection.

use super::{OpenError, operations};
use crate::private;
use domain::UnixMs;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};
use std::{path::Path, time::Duration};

/// SQLite's application id of the file: "MREL" in ASCII.
const APPLICATION_ID: i32 = 0x4D52_454C;

/// How long a connection waits for another process's write, in milliseconds:
/// `till add` writes beside a running relay.
const BUSY_MS: u64 = 5_000;

/// The number of migrations.
const MIGRATIONS: usize = 4;

fn migrations() -> Migrations<'static> {
    let all = [
        M::up(TILLS_AND_NOTICES),
        M::up_with_hook(CLAIMS_AND_OPERATIONS, |transaction| {
            Ok(operations::name_all(transaction)?)
        }),
        M::up(CONTENT_ENCODING),
        M::up(PROBE),
    ];
    let all: [M<'static>; MIGRATIONS] = all;
    Migrations::new(all.into())
}

const TILLS_AND_NOTICES: &str = "CREATE TABLE tills (
         merchant TEXT NOT NULL,
         number INTEGER NOT NULL CHECK (number BETWEEN 0 AND 65535),
         key_sha256 BLOB NOT NULL UNIQUE CHECK (length(key_sha256) = 32),
         added_at_ms INTEGER NOT NULL,
         PRIMARY KEY (merchant, number)
     ) STRICT;
     CREATE TABLE notices (
         cursor INTEGER PRIMARY KEY AUTOINCREMENT,
         id TEXT NOT NULL UNIQUE,
         provider TEXT NOT NULL,
         merchant TEXT NOT NULL,
         till INTEGER,
         received_at_ms INTEGER NOT NULL,
         content_type TEXT,
         body BLOB NOT NULL
     ) STRICT;
     CREATE INDEX notices_of_merchant ON notices (merchant, cursor, till);
     CREATE TRIGGER notices_stay BEFORE UPDATE ON notices
     BEGIN SELECT RAISE(ABORT, 'a notice is kept as it came'); END;";

/// The last claim or release of each notice, with a cursor from the notices'
/// own sequence; and which notices name which payment.
const CLAIMS_AND_OPERATIONS: &str = "CREATE TABLE claims (
         notice TEXT PRIMARY KEY REFERENCES notices (id),
         merchant TEXT NOT NULL,
         cursor INTEGER NOT NULL UNIQUE,
         kind TEXT NOT NULL CHECK (kind IN ('claim', 'release')),
         till INTEGER NOT NULL,
         at_ms INTEGER NOT NULL
     ) STRICT;
     CREATE INDEX claims_of_merchant ON claims (merchant, cursor);
     CREATE TABLE operations (
         payment TEXT NOT NULL,
         cursor INTEGER NOT NULL REFERENCES notices (cursor),
         PRIMARY KEY (payment, cursor)
     ) STRICT, WITHOUT ROWID;";

/// The body is kept as it came, so its reader has to know how it was packed.
const CONTENT_ENCODING: &str = "ALTER TABLE notices ADD COLUMN content_encoding TEXT;";

/// One row for testing whether the store can write.
const PROBE: &str = "CREATE TABLE probe (
         one INTEGER PRIMARY KEY CHECK (one = 1),
         at_ms INTEGER NOT NULL
     ) STRICT;
     INSERT INTO probe (one, at_ms) VALUES (1, 0);";

/// Opens the file to write, checked and in this version's form.
pub(super) fn open(path: &Path, now: UnixMs) -> Result<Connection, OpenError> {
    let path_buf = || path.to_path_buf();
    let sqlite = |source| OpenError::Sqlite {
        path: path_buf(),
        source,
    };
    private::store(path).map_err(|source| OpenError::Rights {
        path: path_buf(),
        source,
    })?;
    let mut connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(sqlite)?;
    connection
        .busy_timeout(Duration::from_millis(BUSY_MS))
        .map_err(sqlite)?;
    // Nothing is written until the file is known to be ours or empty.
    let (application, version, tables) = marks(&connection).map_err(|source| {
        if source.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) {
            OpenError::Foreign { path: path_buf() }
        } else {
            OpenError::Sqlite {
                path: path_buf(),
                source,
            }
        }
    })?;
    let empty = application == 0 && version == 0 && tables == 0;
    if application != APPLICATION_ID && !empty {
        return Err(OpenError::Foreign { path: path_buf() });
    }
    if usize::try_from(version).is_ok_and(|version| version > MIGRATIONS) {
        return Err(OpenError::Newer { path: path_buf() });
    }
    settle(&connection).map_err(sqlite)?;
    migrations()
        .to_latest(&mut connection)
        .map_err(|source| OpenError::Migration {
            path: path_buf(),
            source,
        })?;
    start_cursors(&connection, now).map_err(sqlite)?;
    Ok(connection)
}

/// Opens the file to read only. It exists: a store opens it to write first.
pub(super) fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
    Ok(connection)
}

fn marks(connection: &Connection) -> rusqlite::Result<(i32, i64, i64)> {
    let tables = "SELECT count(*) FROM sqlite_schema";
    Ok((
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?,
        connection.pragma_query_value(None, "user_version", |row| row.get(0))?,
        connection.query_row(tables, [], |row| row.get(0))?,
    ))
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL syncs the log at every commit, and 200 is only answered after that.
    connection.pragma_update(None, "synchronous", "FULL")
}

/// A new store's cursors start at the current time in microseconds since the
/// Unix epoch. So a store that replaces a lost one continues above it, and a
/// till with an old cursor misses nothing.
fn start_cursors(connection: &Connection, now: UnixMs) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'notices', ?1
         WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'notices')",
        [now.0.saturating_mul(1000).max(0)],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_stand() {
        migrations().validate().unwrap();
    }

    #[test]
    fn the_first_versions_file_is_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relay.sqlite3");
        let mut first = Connection::open_with_flags(&path, OpenFlags::default()).unwrap();
        migrations().to_version(&mut first, 1).unwrap();
        settle(&first).unwrap();
        let id = "01a1fed6-0000-8123-8567-89abcdef0001";
        for (n, body) in [
            format!("{{\"ReferenciaMerchant\":\"{id}\"}}"),
            "null".into(),
        ]
        .iter()
        .enumerate()
        {
            let sql = "INSERT INTO notices (id, provider, merchant, received_at_ms, body)
                       VALUES (?1, 'totalcoin', 'demo', 1, CAST(?2 AS BLOB))";
            first.execute(sql, (n.to_string(), body)).unwrap();
        }
        drop(first);
        let now = open(&path, UnixMs(5)).unwrap();
        let named = "SELECT payment, cursor FROM operations";
        let named = now.query_row(named, [], |row| Ok((row.get(0)?, row.get(1)?)));
        assert_eq!(named.unwrap(), (id.to_owned(), 1_i64));
    }

    #[test]
    fn a_commit_is_synced() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open(&folder.path().join("relay.sqlite3"), UnixMs(5)).unwrap();
        let pragma = |name: &str| -> rusqlite::types::Value {
            connection
                .pragma_query_value(None, name, |row| row.get(0))
                .unwrap()
        };
        assert_eq!(pragma("journal_mode"), "wal".to_owned().into());
        assert_eq!(pragma("synchronous"), 2_i64.into());
    }

    #[test]
    fn a_newer_or_foreign_file_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relay.sqlite3");
        let mend = |sql: &str| {
            let flags = OpenFlags::default();
            Connection::open_with_flags(&path, flags)
                .unwrap()
                .execute_batch(sql)
                .unwrap();
            std::fs::read(&path).unwrap()
        };
        drop(open(&path, UnixMs(5)).unwrap());
        let before = mend("PRAGMA user_version = 99");
        assert!(matches!(
            open(&path, UnixMs(5)),
            Err(OpenError::Newer { .. })
        ));
        assert_eq!(std::fs::read(&path).unwrap(), before);
        let before = mend("PRAGMA user_version = 1; PRAGMA application_id = 7");
        assert!(matches!(
            open(&path, UnixMs(5)),
            Err(OpenError::Foreign { .. })
        ));
        assert_eq!(std::fs::read(&path).unwrap(), before);
        let text = "this is a letter, not a database. ".repeat(200);
        std::fs::write(&path, &text).unwrap();
        assert!(matches!(
            open(&path, UnixMs(5)),
            Err(OpenError::Foreign { .. })
        ));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}
