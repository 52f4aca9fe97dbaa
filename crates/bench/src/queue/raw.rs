//! The bare sides, by SQL alone.

use crate::Result;
use rusqlite::{Connection, OpenFlags, Row, ToSql};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use tokio::sync::oneshot;

/// A file that takes a row to a commit, as durable as the ledger's, by a thread
/// of its own.
#[derive(Clone)]
pub(super) struct Answers(Sender<Answer>);

struct Answer {
    reference: String,
    order: String,
    done: oneshot::Sender<rusqlite::Result<usize>>,
}

impl Answers {
    pub(super) fn make(path: &Path) -> Result<Answers> {
        for end in ["", "-wal", "-shm"] {
            let mut file = path.as_os_str().to_owned();
            file.push(end);
            // There may be none of an earlier run.
            let _ = std::fs::remove_file(file);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(
            "CREATE TABLE answers (number INTEGER PRIMARY KEY, reference TEXT NOT NULL, \
             answer TEXT NOT NULL) STRICT",
        )?;
        let (send, receive) = channel::<Answer>();
        std::thread::spawn(move || {
            for answer in receive {
                let sql = "INSERT INTO answers (reference, answer) VALUES (?1, ?2)";
                let committed = connection
                    .prepare_cached(sql)
                    .and_then(|mut insert| insert.execute((answer.reference, answer.order)));
                // It is no error if nobody waits for it any more.
                let _ = answer.done.send(committed);
            }
        });
        Ok(Answers(send))
    }

    /// Returns after the commit of the row.
    pub(super) async fn commit(&self, reference: String, order: String) -> Result<()> {
        let (done, committed) = oneshot::channel();
        self.0.send(Answer {
            reference,
            order,
            done,
        })?;
        committed.await??;
        Ok(())
    }
}

/// A reader of the ledger's file on a thread of its own: a window must not wait
/// for SQLite, so a program with a window reads from another thread.
pub(super) struct Raw(Sender<Page>);

/// A page that is asked for.
struct Page {
    standing: &'static str,
    limit: u32,
    done: oneshot::Sender<std::result::Result<usize, String>>,
}

impl Raw {
    pub(super) fn open(path: &Path) -> Result<Raw> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = RawReader(Connection::open_with_flags(path, flags)?);
        let (send, receive) = channel::<Page>();
        std::thread::spawn(move || {
            for page in receive {
                let read = reader.page(page.standing, page.limit);
                // It is no error if nobody waits for it any more.
                let _ = page.done.send(read.map_err(|error| error.to_string()));
            }
        });
        Ok(Raw(send))
    }

    /// The first page of the errands of a standing, and the numbers above it.
    /// Returns how many errands are on the page.
    pub(super) async fn page(&self, standing: &'static str, limit: u32) -> Result<usize> {
        let (done, read) = oneshot::channel();
        self.0.send(Page {
            standing,
            limit,
            done,
        })?;
        Ok(read.await??)
    }
}

struct RawReader(Connection);

impl RawReader {
    fn page(&self, standing: &str, limit: u32) -> Result<usize> {
        let errands = self.read(
            &format!(
                "SELECT number, kind, subject, subject_id, payment, once, attempts, \
                     lost_before, trouble, owed_at_ms, due_at_ms, deadline_ms, standing, \
                     dead_because \
                 FROM outbox WHERE kind = 'totalcoin.fixed-qr' AND standing = '{standing}' \
                 ORDER BY due_at_ms, number LIMIT ?1"
            ),
            &[&(limit + 1)],
        )?;
        self.read(
            "SELECT kind, standing, count FROM outbox_counts \
             WHERE count > 0 AND standing IN ('owed', 'in-flight', 'held', 'dead')",
            &[],
        )?;
        self.read(
            "SELECT owed_at_ms FROM outbox WHERE kind = 'totalcoin.fixed-qr' \
                 AND standing = 'owed' ORDER BY owed_at_ms LIMIT 1",
            &[],
        )?;
        self.read(
            "SELECT fixed_qr, valid_until_ms FROM fixed_qrs WHERE state = 'in-force' \
                 AND state IN ('requested', 'in-force') ORDER BY first_seq DESC LIMIT 1",
            &[],
        )?;
        Ok(errands.min(usize::try_from(limit)?))
    }

    /// Takes every value of every row, and returns how many rows there are.
    fn read(&self, sql: &str, given: &[&dyn ToSql]) -> Result<usize> {
        let mut statement = self.0.prepare_cached(sql)?;
        let columns = statement.column_count();
        let taken = statement.query_map(given, |row: &Row<'_>| {
            (0..columns).map(|column| row.get(column)).collect()
        })?;
        let taken: Vec<Vec<rusqlite::types::Value>> = taken.collect::<rusqlite::Result<_>>()?;
        Ok(taken.len())
    }
}
