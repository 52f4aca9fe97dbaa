//! The handle of a ledger: the only way to write, and the way to query.

use crate::access::{Read, Write};
use crate::error::{LedgerError, OpenError};
use crate::limits::{READ_QUEUE_MAX, READERS, WRITE_QUEUE_MAX};
use crate::open;
use crate::reader::{Asking, ReadJob, Reader, snapshot};
use crate::restore;
use crate::seal::Seal;
use crate::waiting::{Waiting, WriteJob};
use crate::writer::{Committed, Writer};
use domain::UnixMs;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use tokio::sync::{broadcast, mpsc, oneshot};

/// How a ledger is opened.
#[derive(Debug)]
pub struct Opening {
    /// The ledger's file. Its folder exists.
    pub path: PathBuf,
    /// The seal of the secret store, or a new one where that has none.
    pub seal: Seal,
    /// The time of a new epoch, should one begin.
    pub now: UnixMs,
}

/// An open ledger. Clones are cheap and share it. Dropping the last one commits
/// all accepted writes and closes the file before the drop returns.
#[derive(Clone)]
pub struct Ledger {
    way: Arc<Way>,
    committed: broadcast::Sender<Committed>,
}

enum Way {
    Threads(Threads),
    Inline(Mutex<Writer>),
}

struct Threads {
    writes: Option<mpsc::Sender<Box<dyn WriteJob>>>,
    reads: Option<mpsc::Sender<Box<dyn ReadJob>>>,
    writer: Option<JoinHandle<()>>,
    readers: Vec<JoinHandle<()>>,
}

impl Ledger {
    /// Opens the ledger, making it if there is none. The writer and each of the
    /// [`READERS`] run on threads of their own. The time it takes does not grow with history.
    ///
    /// # Errors
    /// [`OpenError`], by what to do about it. A file that is not a ledger, or
    /// is a newer version's, has not been changed.
    pub fn open(opening: Opening) -> Result<Ledger, OpenError> {
        let path = opening.path.clone();
        let mut writer = begin(opening)?;
        let readers = (0..READERS)
            .map(|_| Reader::open(&path))
            .collect::<Result<Vec<_>, _>>()?;
        let committed = writer.listeners();
        let (writes, mut waiting) = mpsc::channel::<Box<dyn WriteJob>>(WRITE_QUEUE_MAX);
        let write = move || {
            while let Some(first) = waiting.blocking_recv() {
                writer.batch(first, || waiting.try_recv().ok());
            }
        };
        let (reads, asked) = mpsc::channel::<Box<dyn ReadJob>>(READ_QUEUE_MAX);
        let asked = Arc::new(Mutex::new(asked));
        let mut threads = Threads {
            writes: Some(writes),
            reads: Some(reads),
            writer: Some(spawn("ledger-writer", write)?),
            readers: Vec::with_capacity(READERS),
        };
        for reader in readers {
            let asked = Arc::clone(&asked);
            let read = move || {
                while let Some(job) = next_of(&asked) {
                    job.run(reader.connection());
                }
            };
            threads.readers.push(spawn("ledger-reader", read)?);
        }
        let way = Arc::new(Way::Threads(threads));
        Ok(Ledger { way, committed })
    }

    /// Opens the ledger without threads: the same writer runs in the caller.
    /// For tests, simulation and subcommands that write.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_inline(opening: Opening) -> Result<Ledger, OpenError> {
        let writer = begin(opening)?;
        let committed = writer.listeners();
        let way = Arc::new(Way::Inline(Mutex::new(writer)));
        Ok(Ledger { way, committed })
    }

    /// The only way to write. The closure runs on the writer's thread, in the
    /// open batch, and sees the current state; this returns after COMMIT. If
    /// the closure fails, only its own changes are undone. It may run a second
    /// time when another closure of the batch is undone, so it must do nothing
    /// but query and change the ledger. An accepted write is done even if its
    /// caller stops waiting.
    ///
    /// # Errors
    /// The closure's own; or [`LedgerError`] when the closure panicked, or the
    /// storage or the commit failed. Nothing was written then.
    pub async fn write<T, E>(
        &self,
        closure: impl FnOnce(&mut Write<'_>) -> Result<T, E> + Clone + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<LedgerError> + Send + 'static,
    {
        let (waiting, mut answer) = Waiting::new(closure);
        let closed = |_| E::from(LedgerError::Closed);
        match self.way.as_ref() {
            Way::Threads(threads) => {
                let writes = threads.writes.as_ref().ok_or(LedgerError::Closed)?;
                let waiting: Box<dyn WriteJob> = Box::new(waiting);
                writes
                    .send(waiting)
                    .await
                    .map_err(|_| LedgerError::Closed)?;
                answer.await.map_err(closed)?
            }
            Way::Inline(writer) => {
                writer
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .batch(Box::new(waiting), || None);
                answer
                    .try_recv()
                    .unwrap_or_else(|_| Err(LedgerError::Closed.into()))
            }
        }
    }

    /// Runs a query on one consistent snapshot of the committed state, on a
    /// reader's thread. It sees every commit that was answered before it was
    /// asked. Queries that are asked at the same time do not wait for each
    /// other, as long as one of the [`READERS`] is free.
    ///
    /// # Errors
    /// The query's own, or [`LedgerError`] when it panicked or the storage
    /// failed.
    pub async fn read<T, E>(
        &self,
        question: impl FnOnce(&Read<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<LedgerError> + Send + 'static,
    {
        match self.way.as_ref() {
            Way::Threads(threads) => {
                let reads = threads.reads.as_ref().ok_or(LedgerError::Closed)?;
                let (caller, answer) = oneshot::channel();
                let asking: Box<dyn ReadJob> = Box::new(Asking { question, caller });
                reads.send(asking).await.map_err(|_| LedgerError::Closed)?;
                answer.await.map_err(|_| E::from(LedgerError::Closed))?
            }
            Way::Inline(writer) => {
                let writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                snapshot(writer.connection(), question)
            }
        }
    }

    /// The additions to the journal by commits from now on. A receiver that
    /// falls behind learns how many it missed, and reloads its state.
    #[must_use]
    pub fn committed(&self) -> broadcast::Receiver<Committed> {
        self.committed.subscribe()
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}

fn begin(opening: Opening) -> Result<Writer, OpenError> {
    // A restore that a crash cut short is done first: without it an old ledger
    // would go on, or a new one begin.
    restore::finish(&opening.path)?;
    let connection = open::to_write(&opening.path)?;
    Writer::begin(connection, opening.seal, opening.now)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).spawn(work)
}

impl Drop for Threads {
    fn drop(&mut self) {
        // Closing a queue ends its threads once the queue is empty. The readers
        // end first: the connection that closes last empties SQLite's
        // write-ahead log into the file, and a reader's may not write.
        self.reads.take();
        self.readers.drain(..).for_each(join);
        self.writes.take();
        self.writer.take().into_iter().for_each(join);
    }
}

/// The next query for a reader that is free; `None` once the queue is closed and
/// empty. One free reader waits for it, and the others for that one.
fn next_of(asked: &Mutex<mpsc::Receiver<Box<dyn ReadJob>>>) -> Option<Box<dyn ReadJob>> {
    let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
    asked.blocking_recv()
}

fn join(thread: JoinHandle<()>) {
    // The last handle may be dropped on that thread itself.
    let is_this_one = thread.thread().id() == thread::current().id();
    if !is_this_one && thread.join().is_err() {
        tracing::error!("a thread of the ledger panicked");
    }
}
