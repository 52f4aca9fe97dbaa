//! The one writer: runs closures in a shared transaction, each with a savepoint
//! of its own but the first, and answers them after its COMMIT. It does not know
//! on which thread it runs.

use crate::access::{Subject, Write};
use crate::error::{LedgerError, OpenError};
use crate::limits::{BATCH_WRITES_MAX, COMMITTED_BACKLOG_MAX};
use crate::seal::Seal;
use crate::tables::epochs;
use crate::tables::journal::{self, Head};
use crate::waiting::{Waiting, WriteJob};
use domain::{Actor, EpochBecause, TillEvent, UnixMs};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::broadcast;

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

/// By what a closure's changes can be taken back alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bounds {
    /// The transaction itself: nothing stands before them in it. A write that
    /// commits alone, as most do, pays for no savepoint.
    Transaction,
    /// A savepoint of their own.
    Savepoint,
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

    /// Closes the file; then it is one, without a log.
    pub(crate) fn close(self) -> Result<(), OpenError> {
        Ok(self.connection.close().map_err(|(_, error)| error)?)
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
        let mut erased = false;
        let outcome = self.run_batch(&mut jobs, &mut more, &mut erased);
        if let Err(error) = &outcome {
            tracing::error!(%error, writes = jobs.len(), "a commit failed");
            self.abandon();
        }
        if erased && outcome.is_ok() {
            self.clear_log();
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
        erased: &mut bool,
    ) -> Result<Option<Committed>, LedgerError> {
        self.control("BEGIN IMMEDIATE")?;
        let mut head = journal::head(&self.connection)?;
        let after = head.seq;
        let mut appended = Vec::new();
        let mut bounds = Bounds::Transaction;
        let mut place = 0;
        while let Some(job) = jobs.get_mut(place) {
            *erased |= self.run_one(job.as_mut(), &mut bounds, &mut head, &mut appended)?;
            place += 1;
            if jobs.len() < BATCH_WRITES_MAX
                && let Some(job) = more()
            {
                jobs.push(job);
            }
        }
        let seq = head.seq;
        self.control("COMMIT")
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

    /// Runs one closure so that it can be taken back alone, and answers whether
    /// it erased people's data. An error here is the whole batch's: its
    /// transaction can no longer be trusted.
    fn run_one(
        &self,
        job: &mut dyn WriteJob,
        bounds: &mut Bounds,
        head: &mut Head,
        appended: &mut Vec<Subject>,
    ) -> Result<bool, LedgerError> {
        if *bounds == Bounds::Savepoint {
            self.control("SAVEPOINT one")?;
        }
        let before = appended.len();
        let mut write = Write::new(&self.connection, &self.seal, *head, appended);
        let ran = catch_unwind(AssertUnwindSafe(|| job.run(&mut write)));
        let (spoiled, erased, end) = (write.take_spoiled(), write.has_erased(), write.end());
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
        // A full disk or a failing one makes SQLite roll all of it back. The
        // failure that did it is then everybody's.
        if self.connection.is_autocommit() {
            return Err(spoiled.unwrap_or_else(given_up));
        }
        if stays {
            *head = end;
        } else {
            appended.truncate(before);
        }
        match (*bounds, stays) {
            (Bounds::Transaction, true) => *bounds = Bounds::Savepoint,
            (Bounds::Transaction, false) => {
                self.control("ROLLBACK")?;
                self.control("BEGIN IMMEDIATE")?;
            }
            (Bounds::Savepoint, true) => self.control("RELEASE one")?,
            (Bounds::Savepoint, false) => {
                self.control("ROLLBACK TO one")?;
                self.control("RELEASE one")?;
            }
        }
        Ok(stays && erased)
    }

    /// Runs a statement that says where a write begins and ends. It is kept
    /// ready: there is one of each in every write.
    fn control(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }

    /// Writes the log back and cuts it off: what was erased in the file still
    /// stands in the log's old pages.
    fn clear_log(&self) {
        let cleared = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                row.get::<_, bool>(0)
            });
        match cleared {
            Ok(false) => {}
            Ok(true) => tracing::info!("the log is in use: it is cleared when next it can be"),
            Err(error) => tracing::warn!(%error, "the log could not be cleared"),
        }
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

/// SQLite rolled a transaction back and nobody was told why.
fn given_up() -> LedgerError {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ABORT_ROLLBACK);
    LedgerError::NotCommitted(Arc::new(rusqlite::Error::SqliteFailure(code, None)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    type Answer = tokio::sync::oneshot::Receiver<Result<i64, LedgerError>>;

    fn writer(folder: &tempfile::TempDir) -> Writer {
        let connection = crate::open::to_write(&folder.path().join("l")).unwrap();
        Writer::begin(connection, Seal::from_bytes([1; 32]), UnixMs(0)).unwrap()
    }

    fn job(
        closure: impl FnOnce(&mut Write<'_>) -> Result<i64, LedgerError> + Send + 'static,
    ) -> (Box<dyn WriteJob>, Answer) {
        let (waiting, answer) = Waiting::new(closure);
        (Box::new(waiting), answer)
    }

    fn event(write: &mut Write<'_>) -> Result<i64, LedgerError> {
        let addresses = TillEvent::AddressesInForce {
            addresses: Vec::new(),
        };
        write.record_till(&Actor::Till, UnixMs(0), &[addresses])?;
        Ok(write.head()?.seq)
    }

    fn batch(
        writer: &mut Writer,
        jobs: Vec<(Box<dyn WriteJob>, Answer)>,
    ) -> Vec<Result<i64, LedgerError>> {
        let (mut jobs, answers): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
        jobs.reverse();
        let first = jobs.pop().unwrap();
        writer.batch(first, || jobs.pop());
        answers
            .into_iter()
            .map(|mut answer| answer.try_recv().unwrap())
            .collect()
    }

    #[test]
    fn waiting_writes_share_a_commit_and_each_has_its_own_answer() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let mut committed = writer.listeners().subscribe();
        let sale = domain::SaleId::new(UnixMs(0), [0; 8], domain::TillNumber(1));
        let answers = batch(
            &mut writer,
            vec![
                job(event),
                job(move |write| {
                    event(write)?;
                    write.appended(Subject::Sale(sale));
                    Err(LedgerError::TicketsUsedUp)
                }),
                job(|_| panic!("a closure of the test")),
                job(event),
            ],
        );
        assert!(matches!(
            answers.as_slice(),
            [
                Ok(2),
                Err(LedgerError::TicketsUsedUp),
                Err(LedgerError::Panicked),
                Ok(3),
            ]
        ));
        let commit = committed.try_recv().unwrap();
        assert_eq!((commit.after, commit.seq), (1, 3));
        assert_eq!(commit.subjects, [Subject::Till]);
        assert!(committed.try_recv().is_err());
    }

    #[test]
    fn the_first_of_a_batch_is_taken_back_alone_too() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let refused = |write: &mut Write<'_>| {
            event(write)?;
            Err(LedgerError::TicketsUsedUp)
        };
        let answers = batch(
            &mut writer,
            vec![job(refused), job(refused), job(event), job(refused)],
        );
        assert!(
            matches!(answers.as_slice(), [Err(_), Err(_), Ok(2), Err(_)]),
            "{answers:?}"
        );
        assert_eq!(journal::head(writer.connection()).unwrap().seq, 2);
    }

    #[test]
    fn a_failed_commit_fails_all_that_waited_and_the_next_one_goes_well() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let mut committed = writer.listeners().subscribe();
        let fails = Arc::new(AtomicBool::new(true));
        let hook = Arc::clone(&fails);
        writer
            .connection
            .commit_hook(Some(move || hook.load(Ordering::Relaxed)))
            .unwrap();
        let refused = |_: &mut Write<'_>| Err(LedgerError::TicketsUsedUp);
        for answer in batch(&mut writer, vec![job(event), job(refused), job(event)]) {
            assert!(
                matches!(answer, Err(LedgerError::NotCommitted(_))),
                "{answer:?}"
            );
        }
        assert!(committed.try_recv().is_err());
        fails.store(false, Ordering::Relaxed);
        let answers = batch(&mut writer, vec![job(event)]);
        assert!(matches!(answers.as_slice(), [Ok(2)]), "{answers:?}");
    }

    #[test]
    fn a_transaction_that_sqlite_gave_up_fails_all_that_waited() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let gives_up = |write: &mut Write<'_>| {
            // What SQLite does by itself on a full disk.
            write.connection().execute_batch("ROLLBACK")?;
            Ok(0)
        };
        for answer in batch(&mut writer, vec![job(event), job(gives_up)]) {
            assert!(
                matches!(answer, Err(LedgerError::NotCommitted(_))),
                "{answer:?}"
            );
        }
        let answers = batch(&mut writer, vec![job(event)]);
        assert!(matches!(answers.as_slice(), [Ok(2)]), "{answers:?}");
    }

    #[test]
    fn a_full_disk_is_said_and_survived() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let pages: i64 = writer
            .connection
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        writer
            .connection
            .pragma_update(None, "max_page_count", pages)
            .unwrap();
        let large = |write: &mut Write<'_>| {
            for name in 0..100 {
                write.keep(&name.to_string(), &"x".repeat(10_000))?;
            }
            Ok(0)
        };
        let answers = batch(&mut writer, vec![job(large)]);
        assert!(
            matches!(answers.as_slice(), [Err(LedgerError::DiskFull(_))]),
            "{answers:?}"
        );
        writer
            .connection
            .pragma_update(None, "max_page_count", pages + 1_000)
            .unwrap();
        let answers = batch(&mut writer, vec![job(large)]);
        assert!(matches!(answers.as_slice(), [Ok(0)]), "{answers:?}");
    }

    #[test]
    fn a_batch_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let mut committed = writer.listeners().subscribe();
        let (first, _answer) = job(event);
        writer.batch(first, || Some(job(event).0));
        let commit = committed.try_recv().unwrap();
        let lines = usize::try_from(commit.seq - commit.after).unwrap();
        assert_eq!(lines, BATCH_WRITES_MAX);
    }
}
