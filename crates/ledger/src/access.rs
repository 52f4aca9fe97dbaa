//! What a closure is given: [`Read`] to ask, [`Write`] to ask and to change.
//! Their questions and changes stand with the tables. Neither hands out the
//! connection, so that nobody outside can end the batch's transaction.

use crate::subject::Subject;
use crate::tables::journal::Head;
use crate::{LedgerError, seal::Seal};
use rusqlite::Connection;
use std::ops::Deref;

/// One consistent state of the ledger, to be asked.
pub struct Read<'c> {
    connection: &'c Connection,
}

/// The open batch of the writer, to be asked and changed. What is asked sees
/// the changes made so far.
pub struct Write<'c> {
    read: Read<'c>,
    seal: &'c Seal,
    /// The journal's end. One writer writes, and nobody else moves it.
    head: Head,
    appended: &'c mut Vec<Subject>,
    spoiled: Option<LedgerError>,
    changed: bool,
    erased: bool,
}

impl<'c> Read<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Read<'c> {
        Read { connection }
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

    /// A line was appended.
    pub(crate) fn went_on(&mut self, head: Head) {
        self.head = head;
    }

    /// Remembers, for those who listen, that something was appended.
    pub(crate) fn appended(&mut self, subject: Subject) {
        self.appended.push(subject);
    }

    /// The failure of a change that may have failed halfway, so that nothing
    /// of the closure may stay whatever it answers.
    pub(crate) fn take_spoiled(&mut self) -> Option<LedgerError> {
        self.spoiled.take()
    }

    /// Remembers that people's data was erased, so that the log is cleared of
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

    /// Runs one change. If it fails it may have failed halfway.
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
