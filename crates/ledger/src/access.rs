//! The arguments of closures: [`Read`] for queries, [`Write`] for queries and
//! changes. Their methods are in the tables' files. Neither gives access to the
//! connection, so that no caller can end the batch's transaction.

use crate::chain::Head;
use crate::subject::Subject;
use crate::tables::blocks::Blocks;
use crate::{LedgerError, seal::Seal};
use rusqlite::Connection;
use std::ops::Deref;

/// One consistent state of the ledger, for queries.
pub struct Read<'c> {
    connection: &'c Connection,
    blocks: Blocks<'c>,
}

/// The writer's open batch, for queries and changes. Queries see the changes
/// made so far.
pub struct Write<'c> {
    read: Read<'c>,
    seal: &'c Seal,
    /// The journal's end. Only the one writer moves it.
    head: Head,
    appended: &'c mut Vec<Subject>,
    spoiled: Option<LedgerError>,
    changed: bool,
    erased: bool,
}

impl<'c> Read<'c> {
    pub(crate) const fn new(connection: &'c Connection) -> Read<'c> {
        Read {
            connection,
            blocks: Blocks::new(connection),
        }
    }

    /// The packed lines of the journal.
    pub(crate) const fn blocks(&self) -> &Blocks<'c> {
        &self.blocks
    }

    pub(crate) fn connection(&self) -> &'c Connection {
        self.connection
    }
}

impl<'c> Deref for Write<'c> {
    type Target = Read<'c>;
    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}

impl<'c> Write<'c> {
    pub(crate) fn new(
        connection: &'c Connection,
        seal: &'c Seal,
        head: Head,
        appended: &'c mut Vec<Subject>,
    ) -> Write<'c> {
        Write {
            read: Read::new(connection),
            seal,
            head,
            appended,
            spoiled: None,
            changed: false,
            erased: false,
        }
    }

    pub(crate) fn seal(&self) -> &'c Seal {
        self.seal
    }

    /// The journal's end, this write's own lines included.
    pub(crate) fn end(&self) -> Head {
        self.head
    }

    /// Notes that a line was appended.
    pub(crate) fn went_on(&mut self, head: Head) {
        self.head = head;
    }

    /// Remembers the subject of a new line, for listeners.
    pub(crate) fn appended(&mut self, subject: Subject) {
        self.appended.push(subject);
    }

    /// The error of a change that may have failed halfway. The closure's
    /// changes must then be undone, whatever it returns.
    pub(crate) fn take_spoiled(&mut self) -> Option<LedgerError> {
        self.spoiled.take()
    }

    /// Remembers that personal data was erased, so that the log is cleared of
    /// it too.
    pub(crate) fn erased(&mut self) {
        self.erased = true;
    }

    pub(crate) fn has_erased(&self) -> bool {
        self.erased
    }

    /// Whether anything may have been changed: an unchanged write needs no
    /// rollback.
    pub(crate) fn has_changed(&self) -> bool {
        self.changed
    }

    /// Runs one change. A failed change may have been written halfway.
    pub(crate) fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Write<'c>) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.changed = true;
        let outcome = change(self);
        if let Err(error) = &outcome {
            self.spoiled = Some(error.clone());
        }
        outcome
    }
}
