//! Queries on the committed state: each sees one consistent snapshot, on a
//! connection that cannot write.

use crate::access::Read;
use crate::error::{LedgerError, OpenError};
use crate::open;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use tokio::sync::oneshot;

/// A ledger open for reading, for subcommands. It takes no lock and changes
/// nothing; another process may be writing.
pub struct Reader {
    connection: Connection,
}

impl Reader {
    /// Opens the ledger at this path to be read.
    ///
    /// # Errors
    /// [`OpenError`], by what the file is instead of a ledger.
    pub fn open(path: &Path) -> Result<Reader, OpenError> {
        let connection = open::to_read(path)?;
        Ok(Reader { connection })
    }

    /// Opens a ledger of this version or an older one. Its tables may be the
    /// older version's, so a query may fail.
    ///
    /// # Errors
    /// [`OpenError`], by what the file is instead of a ledger.
    pub fn open_any(path: &Path) -> Result<Reader, OpenError> {
        let connection = open::to_copy(path)?;
        Ok(Reader { connection })
    }

    /// Runs a query on one consistent snapshot.
    ///
    /// # Errors
    /// The closure's, or [`LedgerError`] when the storage fails.
    pub fn read<T, E: From<LedgerError>>(
        &self,
        question: impl FnOnce(&Read<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        snapshot(&self.connection, question)
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }
}

/// Runs a query in one read transaction, so that all answers are from one
/// state.
pub(crate) fn snapshot<T, E: From<LedgerError>>(
    connection: &Connection,
    question: impl FnOnce(&Read<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let transaction = connection
        .unchecked_transaction()
        .map_err(LedgerError::from)?;
    let asked = catch_unwind(AssertUnwindSafe(|| question(&Read::new(&transaction))));
    asked.unwrap_or_else(|_| {
        tracing::error!("a question panicked");
        Err(E::from(LedgerError::Panicked))
    })
}

/// A query that waits for the reader, with its types erased.
pub(crate) trait ReadJob: Send {
    /// Asks and answers.
    fn run(self: Box<Self>, connection: &Connection);
}

/// A query and the caller that waits for its answer.
pub(crate) struct Asking<F, T, E> {
    pub(crate) question: F,
    pub(crate) caller: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> ReadJob for Asking<F, T, E>
where
    F: FnOnce(&Read<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<LedgerError> + Send,
{
    fn run(self: Box<Self>, connection: &Connection) {
        if self.caller.is_closed() {
            return;
        }
        let answer = snapshot(connection, self.question);
        // A caller that has gone since needs no answer.
        let _ = self.caller.send(answer);
    }
}
