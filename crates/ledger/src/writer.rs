//! The one writer: runs closures in savepoints of a shared transaction and
//! answers them after its COMMIT. It does not know on which thread it runs.

use crate::access::{Subject, Write};
use crate::error::{LedgerError, OpenError};
use crate::limits::{BATCH_WRITES_MAX, COMMITTED_BACKLOG_MAX};
use crate::seal::Seal;
use crate::tables::{epochs, journal};
use domain::{Actor, EpochBecause, TillEvent, UnixMs};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::{broadcast, oneshot};

/// What a commit added to the journal. A listener whose own last sequence is
/// not `after`, or who is told that it fell behind, loads its state anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The journal's sequence before the commit.
    pub after: i64,
    /// The journal's sequence since.
    pub seq: i64,
    /// What the new lines are about, each once, in their order.
    pub subjects: Vec<Subject>,
}

/// A closure that waits for the writer, its types forgotten.
pub(crate) trait WriteJob: Send {
    /// Runs it. Whether what it changed may stay.
    fn run(&mut self, write: &mut Write<'_>) -> bool;
    /// Takes back a good answer: what it changed does not stay.
    fn fail(&mut self, error: LedgerError);
    /// Answers the caller.
    fn answer(self: Box<Self>, committed: Result<(), LedgerError>);
}

/// A closure, what it answered, and who waits for that.
pub(crate) struct Waiting<F, T, E> {
    closure: Option<F>,
    outcome: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Waiting<F, T, E> {
    pub(crate) fn new(closure: F) -> (Waiting<F, T, E>, oneshot::Receiver<Result<T, E>>) {
        let (caller, answer) = oneshot::channel();
        let waiting = Waiting {
            closure: Some(closure),
            outcome: None,
            caller,
        };
        (waiting, answer)
    }
}

impl<F, T, E> WriteJob for Waiting<F, T, E>
where
    F: FnOnce(&mut Write<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<LedgerError> + Send,
{
    fn run(&mut self, write: &mut Write<'_>) -> bool {
        let Some(closure) = self.closure.take() else {
            return false;
        };
        let outcome = self.outcome.insert(closure(write));
        outcome.is_ok()
    }

    fn fail(&mut self, error: LedgerError) {
        self.outcome = Some(Err(E::from(error)));
    }

    fn answer(self: Box<Self>, committed: Result<(), LedgerError>) {
        let outcome = match committed {
            Ok(()) => self
                .outcome
                .unwrap_or_else(|| Err(E::from(LedgerError::Panicked))),
            Err(error) => Err(E::from(error)),
        };
        if self.caller.send(outcome).is_err() {
            tracing::debug!("a write was committed whose caller had gone");
        }
    }
}

/// The writing connection and the seal it writes under.
pub(crate) struct Writer {
    connection: Connection,
    seal: Seal,
    committed: broadcast::Sender<Committed>,
}

impl Writer {
    /// Takes the connection over, and opens a new epoch where the journal does
    /// not go on under this seal.
    pub(crate) fn begin(
        connection: Connection,
        seal: Seal,
        now: UnixMs,
    ) -> Result<Writer, OpenError> {
        let mut writer = Writer {
            connection,
            seal,
            committed: broadcast::channel(COMMITTED_BACKLOG_MAX).0,
        };
        let fingerprint = writer.seal.fingerprint();
        let because = match epochs::last(&writer.connection)? {
            Some(last) if last == fingerprint => return Ok(writer),
            Some(_) => EpochBecause::SealGone,
            None => EpochBecause::FirstRun,
        };
        if because == EpochBecause::SealGone {
            tracing::warn!(%fingerprint, "the journal goes on under a new seal");
        }
        let (opens, answer) = Waiting::new(move |write: &mut Write<'_>| {
            write.record_till(&Actor::Till, now, &[TillEvent::EpochOpened { because }])
        });
        writer.batch(Box::new(opens), || None);
        let mut answer = answer;
        answer.try_recv().unwrap_or(Err(LedgerError::Panicked))?;
        Ok(writer)
    }

    pub(crate) fn listeners(&self) -> broadcast::Sender<Committed> {
        self.committed.clone()
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Runs a closure and those that wait with it, commits once, and answers
    /// them all.
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
        if let Ok(Some(committed)) = &outcome {
            // Nobody listening is no failure.
            let _ = self.committed.send(committed.clone());
        }
        for job in jobs {
            job.answer(outcome.as_ref().map(|_| ()).map_err(Clone::clone));
        }
    }

    fn run_batch(
        &self,
        jobs: &mut Vec<Box<dyn WriteJob>>,
        more: &mut impl FnMut() -> Option<Box<dyn WriteJob>>,
    ) -> Result<Option<Committed>, LedgerError> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let after = journal::head(&self.connection)?.seq;
        let mut appended = Vec::new();
        let mut place = 0;
        while let Some(job) = jobs.get_mut(place) {
            self.run_one(job.as_mut(), &mut appended)?;
            place += 1;
            if jobs.len() < BATCH_WRITES_MAX
                && let Some(job) = more()
            {
                jobs.push(job);
            }
        }
        let seq = journal::head(&self.connection)?.seq;
        self.connection
            .execute_batch("COMMIT")
            .map_err(|error| LedgerError::of_storage(error, LedgerError::NotCommitted))?;
        if seq == after {
            return Ok(None);
        }
        let mut subjects: Vec<Subject> = Vec::new();
        for subject in appended {
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        Ok(Some(Committed {
            after,
            seq,
            subjects,
        }))
    }

    /// Runs one closure in a savepoint of its own. An error here is the whole
    /// batch's: its transaction can no longer be trusted.
    fn run_one(
        &self,
        job: &mut dyn WriteJob,
        appended: &mut Vec<Subject>,
    ) -> Result<(), LedgerError> {
        self.connection.execute_batch("SAVEPOINT one")?;
        let before = appended.len();
        let mut write = Write::new(&self.connection, &self.seal, appended);
        let ran = catch_unwind(AssertUnwindSafe(|| job.run(&mut write)));
        let spoiled = write.is_spoiled();
        let stays = match ran {
            Ok(true) if spoiled => {
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
        // A full disk or a failing one makes SQLite roll all of it back.
        if self.connection.is_autocommit() {
            let lost = rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ABORT_ROLLBACK),
                None,
            );
            return Err(LedgerError::of_storage(lost, LedgerError::NotCommitted));
        }
        if !stays {
            appended.truncate(before);
            self.connection.execute_batch("ROLLBACK TO one")?;
        }
        self.connection.execute_batch("RELEASE one")?;
        Ok(())
    }

    /// Leaves no transaction open behind a failed one.
    fn abandon(&self) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a failed commit could not be rolled back");
        }
    }
}
