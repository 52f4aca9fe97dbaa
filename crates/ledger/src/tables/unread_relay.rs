//! View: whether the relay still has to be read after the ledger went back in
//! time.

use crate::access::Read;
use crate::error::LedgerError;
use crate::subject::Subject;
use domain::TillEvent;
use rusqlite::{Connection, OptionalExtension};

/// A relay that was not read to its end since the ledger went back in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnreadRelay {
    /// No QR and no card is charged before it is read.
    Blocks,
    /// A manager allowed charging without it.
    Waived,
}

pub(crate) fn store(connection: &Connection, event: &TillEvent) -> Result<(), LedgerError> {
    let change = if let TillEvent::Restored { .. } | TillEvent::RolledBack { .. } = event {
        "INSERT INTO unread_relay (one, waived) VALUES (1, 0) \
             ON CONFLICT DO UPDATE SET waived = 0"
    } else if let TillEvent::RelayWaived { .. } = event {
        "UPDATE unread_relay SET waived = 1"
    } else if let TillEvent::RelayRead = event {
        "DELETE FROM unread_relay"
    } else {
        return Ok(());
    };
    connection.prepare_cached(change)?.execute([])?;
    Ok(())
}

impl Read<'_> {
    /// Whether the relay still has to be read after the ledger went back in
    /// time.
    pub fn unread_relay(&self) -> Result<Option<UnreadRelay>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT waived FROM unread_relay")?;
        let waived = statement.query_row([], |row| row.get(0)).optional()?;
        Ok(waived.map(|waived: bool| {
            if waived {
                UnreadRelay::Waived
            } else {
                UnreadRelay::Blocks
            }
        }))
    }

    /// Whether the ledger went back in time, and the first line about something
    /// is older than the end of the relay's notices that was read since: what
    /// became of it after the copy was made is not known.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn went_back_since(&self, subject: &Subject) -> Result<bool, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT max(seq) FROM journal WHERE subject = 'till' AND subject_id = 'relay-read'",
        )?;
        let read_at: Option<i64> = statement.query_row([], |row| row.get(0))?;
        let Some(read_at) = read_at else {
            return Ok(false);
        };
        let lines = self.entries_of(subject)?;
        Ok(lines.first().is_some_and(|first| first.seq < read_at))
    }
}
