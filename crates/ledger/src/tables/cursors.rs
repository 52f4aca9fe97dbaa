//! How far each relay's notices have been read. A cursor is set in the same
//! write that hears the notice.

use crate::access::{Read, Write};
use crate::error::LedgerError;
use crate::limits::{KEPT_BYTES_MAX, NAME_BYTES_MAX};
use rusqlite::OptionalExtension;

impl Read<'_> {
    /// The cursor of a relay, as it gave it; `None` before the first.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn cursor(&self, relay: &str) -> Result<Option<String>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT position FROM cursors WHERE relay = ?1")?;
        Ok(statement.query_row([relay], |row| row.get(0)).optional()?)
    }
}

impl Write<'_> {
    /// Sets the cursor of a relay.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] over [`NAME_BYTES_MAX`] or
    /// [`KEPT_BYTES_MAX`]; else the storage's failure.
    pub fn set_cursor(&mut self, relay: &str, position: &str) -> Result<(), LedgerError> {
        LedgerError::bound("bytes of a relay's name", relay.len(), NAME_BYTES_MAX)?;
        LedgerError::bound("bytes of a cursor", position.len(), KEPT_BYTES_MAX)?;
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "INSERT INTO cursors (relay, position) VALUES (?1, ?2) \
                     ON CONFLICT DO UPDATE SET position = excluded.position",
                )?
                .execute((relay, position))?;
            Ok(())
        })
    }
}
