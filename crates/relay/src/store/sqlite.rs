//! The store on SQLite. One thread writes, and waiting writes share a
//! transaction. Cursors are assigned inside it, so that their order is the
//! order of the commits. Readers have their own connections, which cannot
//! write. Async code never touches a connection.

mod changed;
mod claims;
mod column;
mod operations;
mod page;
mod schema;
mod writer;

use super::{Changes, Granted, IfKnown, Incoming, Kept, KnownTill, Put, Store, StoreError, Wish};
use crate::keys::KeyHash;
use async_trait::async_trait;
use changed::Changed;
use domain::{PaymentId, TillNumber, UnixMs};
use relay_protocol::{Cursor, Delivery, Operation};
use rusqlite::{Connection, OptionalExtension};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
};
use tokio::sync::{Semaphore, mpsc, oneshot};
use writer::Job;

/// The file's name inside the data folder.
pub const FILE_NAME: &str = "relay.sqlite3";

/// The most writes that wait for the writer; the next is [`StoreError::Busy`].
pub const QUEUE_WRITES_MAX: usize = 1024;

/// The most reads at a time, and the most reading connections kept open.
const READERS_MAX: usize = 4;

/// The most look-ups of keys at a time. They have their own connections, so
/// that callers with a wrong key do not delay the tills' pages.
const KEY_READERS_MAX: usize = 2;

/// Why the file cannot be opened. It is left unchanged.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A later version wrote it.
    #[error("{path} was written by a newer version of the relay; update it, or use another folder")]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// It is not a relay's store.
    #[error("{path} is not a relay's store; use another folder")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be made private to its owner.
    #[error("{path} can not be kept from others' eyes")]
    Rights {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// SQLite can not open it.
    #[error("{path} can not be opened")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        #[source]
        source: rusqlite::Error,
    },
    /// It cannot be migrated to this version.
    #[error("{path} can not be brought to this version's form")]
    Migration {
        /// The file.
        path: PathBuf,
        /// What failed.
        #[source]
        source: rusqlite_migration::Error,
    },
    /// The system cannot start a thread.
    #[error("the writer's thread can not be started")]
    Thread(#[source] std::io::Error),
}

/// The store on SQLite.
pub struct SqliteStore {
    writer: Mutex<Option<(mpsc::Sender<Job>, JoinHandle<()>)>>,
    readers: Arc<Readers>,
    changed: Arc<Changed>,
    transactions: Arc<AtomicU64>,
}

struct Readers {
    path: PathBuf,
    slots: Semaphore,
    key_slots: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

impl SqliteStore {
    /// Opens the store in that folder, and creates it if needed.
    ///
    /// # Errors
    /// [`OpenError`]; the file is then as it was.
    pub fn open(data_dir: &Path, now: UnixMs) -> Result<SqliteStore, OpenError> {
        let path = data_dir.join(FILE_NAME);
        let connection = schema::open(&path, now)?;
        let (sender, jobs) = mpsc::channel(QUEUE_WRITES_MAX);
        let changed = Arc::new(Changed::default());
        let told = Arc::clone(&changed);
        let transactions = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&transactions);
        let thread = std::thread::Builder::new()
            .name("relay-writer".into())
            .spawn(move || writer::run(connection, jobs, &told, &count))
            .map_err(OpenError::Thread)?;
        let readers = Readers {
            path,
            slots: Semaphore::new(READERS_MAX),
            key_slots: Semaphore::new(KEY_READERS_MAX),
            idle: Mutex::default(),
        };
        let writer = Mutex::new(Some((sender, thread)));
        Ok(SqliteStore {
            writer,
            readers: Arc::new(readers),
            changed,
            transactions,
        })
    }

    /// How many transactions were committed since it was opened.
    #[must_use]
    pub fn transactions(&self) -> u64 {
        self.transactions.load(Ordering::Relaxed)
    }

    async fn write<T>(&self, job: impl FnOnce(oneshot::Sender<T>) -> Job) -> Result<T, StoreError> {
        let sender = {
            let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            writer
                .as_ref()
                .map(|(sender, _)| sender.clone())
                .ok_or(StoreError::Closed)?
        };
        let (reply, answer) = oneshot::channel();
        sender.try_send(job(reply)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        drop(sender);
        // The writer drops the replies of a failed transaction after logging
        // why.
        answer
            .await
            .map_err(|_| StoreError::Failed("the transaction failed".into()))
    }

    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.read_in(&self.readers.slots, read).await
    }

    async fn read_in<T: Send + 'static>(
        &self,
        slots: &Semaphore,
        read: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _slot = slots.acquire().await.map_err(|_| StoreError::Closed)?;
        let readers = Arc::clone(&self.readers);
        let work = move || {
            let idle = readers
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            let mut connection = idle.map_or_else(|| schema::open_to_read(&readers.path), Ok)?;
            // A connection on which a read failed is dropped, not kept.
            let found = read(&mut connection)?;
            readers
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
            Ok(found)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(found) => found.map_err(|error: rusqlite::Error| StoreError::Failed(error.into())),
            Err(panicked) => Err(StoreError::Failed(panicked.into())),
        }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn keep(&self, incoming: Incoming) -> Result<Kept, StoreError> {
        self.write(|reply| Job::Keep {
            incoming: Box::new(incoming),
            reply,
        })
        .await
    }

    async fn page(&self, till: &KnownTill, after: Cursor) -> Result<Delivery, StoreError> {
        let till = till.clone();
        self.read(move |connection| page::read(connection, &till, after))
            .await
    }

    async fn operation(
        &self,
        till: &KnownTill,
        payment: PaymentId,
    ) -> Result<Operation, StoreError> {
        let merchant = till.merchant.clone();
        self.read(move |connection| operations::read(connection, &merchant, payment))
            .await
    }

    async fn grant(&self, wish: Wish) -> Result<Granted, StoreError> {
        self.write(|reply| Job::Grant { wish, reply }).await
    }

    async fn put_till(
        &self,
        till: KnownTill,
        key: KeyHash,
        if_known: IfKnown,
    ) -> Result<Put, StoreError> {
        let at = crate::clock::now();
        self.write(|reply| Job::PutTill {
            till,
            key,
            if_known,
            at,
            reply,
        })
        .await
    }

    async fn till_of(&self, key: KeyHash) -> Result<Option<KnownTill>, StoreError> {
        self.read_in(&self.readers.key_slots, move |connection| {
            connection
                .prepare_cached("SELECT merchant, number FROM tills WHERE key_sha256 = ?1")?
                .query_row([key.0], |row| {
                    Ok(KnownTill {
                        merchant: row.get(0)?,
                        number: TillNumber(row.get(1)?),
                    })
                })
                .optional()
        })
        .await
    }

    async fn probe(&self) -> Result<(), StoreError> {
        let at = crate::clock::now();
        self.write(|reply| Job::Probe { at, reply }).await
    }

    fn changes(&self, merchant: &str) -> Changes {
        self.changed.changes(merchant)
    }

    async fn close(&self) {
        let writer = self
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some((sender, thread)) = writer {
            drop(sender);
            // The writer ends when the queue is empty. If it panicked, the
            // runtime logged that and all waiting callers got an error.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
        self.readers
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
