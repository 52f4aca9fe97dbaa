//! The one writer: runs closures in a shared transaction and answers their
//! callers after its COMMIT. It does not know on which thread it runs.
//!
//! Only the changes of a failed closure are undone. Nearly all failures happen
//! before the closure changes anything. So a batch runs without savepoints,
//! each of which would copy every page that a write touches. If a closure fails
//! after a change, the batch is rolled back and run again with a savepoint for
//! each closure.

#[cfg(test)]
mod tests;

use crate::access::Write;
use crate::chain::Head;
use crate::error::{LedgerError, OpenError};
use crate::limits::{BATCH_WRITES_MAX, COMMITTED_BACKLOG_MAX};
use crate::open;
use crate::seal::Seal;
use crate::subject::Subject;
use crate::tables::journal;
use crate::tables::{cursors, epochs};
use crate::views;
use crate::waiting::{Waiting, WriteJob};
use domain::{Actor, EpochBecause, TillEvent, UnixMs};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::broadcast;

/// The lines that a commit added to the journal. A listener reloads its state
/// if its own last sequence is not `after`, or if it fell behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The journal's sequence before the commit.
    pub after: i64,
    /// The journal's sequence since.
    pub seq: i64,
    /// The subjects of the new lines, each once, in their order.
    pub subjects: Vec<Subject>,
}

/// How the changes of a failed closure are undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Undo {
    /// Roll the batch back, and run the closures before it again.
    RunAgain,
    /// Roll back to the closure's own savepoint.
    Savepoint,
}

/// The outcome of a closure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ran {
    /// It succeeded, or it failed without any change.
    Well,
    /// Its changes must be undone, and other closures ran before it.
    ToBeUndone,
}

/// The contents of the open transaction.
struct Standing {
    head: Head,
    appended: Vec<Subject>,
    changed: bool,
    erased: bool,
}

impl Standing {
    fn begin(head: Head) -> Standing {
        Standing {
            head,
            appended: Vec::new(),
            changed: false,
            erased: false,
        }
    }
}

/// The writing connection and the seal it writes under.
pub(crate) struct Writer {
    connection: Connection,
    seal: Seal,
    committed: broadcast::Sender<Committed>,
    /// Whether the log may still contain data that was erased.
    log_to_clear: bool,
}

impl Writer {
    /// Takes over the connection, updates the views, and opens a new epoch if
    /// the journal's last epoch is not under this seal.
    pub(crate) fn begin(
        connection: Connection,
        seal: Seal,
        now: UnixMs,
    ) -> Result<Writer, OpenError> {
        let mut writer = Writer::take_over(connection, seal)?;
        let fingerprint = writer.seal.fingerprint();
        let because = match epochs::last(&writer.connection)? {
            Some(last) if last == fingerprint => return Ok(writer),
            Some(_) if writer.seal.is_new() => EpochBecause::SealGone,
            Some(_) => EpochBecause::ForeignSeal,
            None => EpochBecause::FirstRun,
        };
        match because {
            EpochBecause::SealGone => {
                tracing::warn!(%fingerprint, "the journal goes on under a new seal");
            }
            EpochBecause::ForeignSeal => {
                tracing::error!(%fingerprint, "the journal was sealed by somebody else");
            }
            EpochBecause::FirstRun | EpochBecause::Restored | EpochBecause::RolledBack => {}
        }
        let (opens, answer) = Waiting::new(move |write: &mut Write<'_>| {
            write.record_till(&Actor::Till, now, &[TillEvent::EpochOpened { because }])
        });
        writer.batch(Box::new(opens), || None);
        let mut answer = answer;
        answer.try_recv().unwrap_or(Err(LedgerError::Panicked))?;
        Ok(writer)
    }

    /// Takes over the connection; the caller opens an epoch.
    pub(crate) fn take_over(connection: Connection, seal: Seal) -> Result<Writer, OpenError> {
        views::bring_up_to_date(&connection)?;
        cursors::forget_unsealed(&connection, &seal)?;
        Ok(Writer {
            connection,
            seal,
            committed: broadcast::channel(COMMITTED_BACKLOG_MAX).0,
            // The last run may have ended between an erasing and this.
            log_to_clear: true,
        })
    }

    /// Closes the file, so that it is a single file without a log.
    pub(crate) fn close(self) -> Result<(), OpenError> {
        Ok(self.connection.close().map_err(|(_, error)| error)?)
    }

    pub(crate) fn listeners(&self) -> broadcast::Sender<Committed> {
        self.committed.clone()
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Runs a closure and all waiting ones, commits once, and answers all
    /// callers.
    pub(crate) fn batch(
        &mut self,
        first: Box<dyn WriteJob>,
        mut more: impl FnMut() -> Option<Box<dyn WriteJob>>,
    ) {
        let mut jobs = vec![first];
        let outcome = self.run_batch(&mut jobs, &mut more);
        if let Err(error) = &outcome {
            tracing::error!(%error, writes = jobs.len(), "a commit failed");
            self.abandon();
        }
        let outcome = outcome.map(|(committed, erased)| {
            self.log_to_clear |= erased;
            if self.log_to_clear {
                self.clear_log();
            }
            committed
        });
        if let Ok(Some(committed)) = &outcome {
            // It is no error if nobody listens.
            let _ = self.committed.send(committed.clone());
        }
        for job in jobs {
            job.answer(outcome.as_ref().map(|_| ()).map_err(Clone::clone));
        }
    }

    /// Also returns whether personal data was erased.
    fn run_batch(
        &self,
        jobs: &mut Vec<Box<dyn WriteJob>>,
        more: &mut impl FnMut() -> Option<Box<dyn WriteJob>>,
    ) -> Result<(Option<Committed>, bool), LedgerError> {
        self.control("BEGIN IMMEDIATE")?;
        let before = journal::head(&self.connection)?;
        let mut standing = Standing::begin(before);
        let mut undo = Undo::RunAgain;
        let mut place = 0;
        while let Some(job) = jobs.get_mut(place) {
            if self.run_one(job.as_mut(), undo, &mut standing)? == Ran::ToBeUndone {
                self.begin_again()?;
                standing = Standing::begin(before);
                undo = Undo::Savepoint;
                place = 0;
                continue;
            }
            place += 1;
            if jobs.len() < BATCH_WRITES_MAX
                && let Some(job) = more()
            {
                jobs.push(job);
            }
        }
        self.control("COMMIT")
            .map_err(|error| LedgerError::of_storage(error, LedgerError::NotCommitted))?;
        let (after, seq) = (before.seq, standing.head.seq);
        if seq == after {
            return Ok((None, standing.erased));
        }
        let mut subjects: Vec<Subject> = Vec::new();
        for subject in standing.appended {
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        let committed = Committed {
            after,
            seq,
            subjects,
        };
        Ok((Some(committed), standing.erased))
    }

    /// Runs one closure. An error here fails the whole batch: its transaction
    /// can no longer be trusted.
    fn run_one(
        &self,
        job: &mut dyn WriteJob,
        undo: Undo,
        standing: &mut Standing,
    ) -> Result<Ran, LedgerError> {
        if undo == Undo::Savepoint {
            self.control("SAVEPOINT one")?;
        }
        let before = standing.appended.len();
        let (head, appended) = (standing.head, &mut standing.appended);
        let mut write = Write::new(&self.connection, &self.seal, head, appended);
        let ran = catch_unwind(AssertUnwindSafe(|| job.run(&mut write)));
        let (spoiled, changed) = (write.take_spoiled(), write.has_changed());
        let (erased, end) = (write.has_erased(), write.end());
        let stays = match ran {
            Ok(true) if spoiled.is_some() => {
                job.fail(LedgerError::PassedOver);
                false
            }
            Ok(well) => well,
            Err(_) => {
                tracing::error!("a write panicked");
                job.fail(LedgerError::Panicked);
                false
            }
        };
        // On a full or failing disk SQLite rolls the whole transaction back.
        // All closures then get that error.
        if self.connection.is_autocommit() {
            return Err(spoiled.unwrap_or_else(given_up));
        }
        if stays {
            standing.head = end;
            standing.changed |= changed;
            standing.erased |= erased;
        } else {
            standing.appended.truncate(before);
        }
        match undo {
            Undo::Savepoint => {
                if !stays {
                    self.control("ROLLBACK TO one")?;
                }
                self.control("RELEASE one")?;
            }
            Undo::RunAgain if stays || !changed => {}
            Undo::RunAgain if standing.changed => return Ok(Ran::ToBeUndone),
            Undo::RunAgain => self.begin_again()?,
        }
        Ok(Ran::Well)
    }

    /// Rolls back the open transaction and begins another.
    fn begin_again(&self) -> rusqlite::Result<()> {
        self.control("ROLLBACK")?;
        self.control("BEGIN IMMEDIATE")
    }

    /// Runs a transaction or savepoint statement. It is cached, since every
    /// write uses it.
    fn control(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }

    /// Writes the log back and truncates it, since the log's old pages still
    /// contain erased data. While somebody reads it, the writes do not wait for
    /// that: the next one tries again.
    fn clear_log(&mut self) {
        match open::write_back_at_once(&self.connection) {
            Ok(cleared) => self.log_to_clear = !cleared,
            Err(error) => tracing::warn!(%error, "the log could not be cleared"),
        }
    }

    /// Ends a failed transaction, so that none stays open.
    fn abandon(&self) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a failed commit could not be rolled back");
        }
    }
}

/// The error for a transaction that SQLite rolled back for an unknown reason.
fn given_up() -> LedgerError {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ABORT_ROLLBACK);
    LedgerError::NotCommitted(Arc::new(rusqlite::Error::SqliteFailure(code, None)))
}
