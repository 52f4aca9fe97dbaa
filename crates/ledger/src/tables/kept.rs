//! Small things kept by name: what the cashier has in hand, whether the first
//! run's words were read. Never a secret, never people's data.

use crate::access::{Read, Write};
use crate::error::LedgerError;
use crate::limits::{KEPT_BYTES_MAX, NAME_BYTES_MAX};
use rusqlite::OptionalExtension;

impl Read<'_> {
    /// The value kept under a name.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn kept(&self, name: &str) -> Result<Option<String>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT value FROM kept WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }
}

impl Write<'_> {
    /// Keeps a value under a name, in place of the one before.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] over [`NAME_BYTES_MAX`] or
    /// [`KEPT_BYTES_MAX`]; else the storage's failure.
    pub fn keep(&mut self, name: &str, value: &str) -> Result<(), LedgerError> {
        LedgerError::bound("bytes of a name", name.len(), NAME_BYTES_MAX)?;
        LedgerError::bound("bytes of a kept value", value.len(), KEPT_BYTES_MAX)?;
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "INSERT INTO kept (name, value) VALUES (?1, ?2) \
                     ON CONFLICT DO UPDATE SET value = excluded.value",
                )?
                .execute((name, value))?;
            Ok(())
        })
    }

    /// Keeps nothing under a name any more.
    ///
    /// # Errors
    /// The storage's failure.
    pub fn forget(&mut self, name: &str) -> Result<(), LedgerError> {
        self.change(|write| {
            write
                .connection()
                .prepare_cached("DELETE FROM kept WHERE name = ?1")?
                .execute([name])?;
            Ok(())
        })
    }
}
