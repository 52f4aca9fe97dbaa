//! How far each relay's notices have been read. A cursor is set in the same
//! write that hears the notice. It is sealed, because a cursor that somebody
//! moved forward would skip notices of money. A cursor that is moved back does
//! no harm.

use crate::access::{Read, Write};
use crate::columns::Col;
use crate::error::LedgerError;
use crate::limits::{NAME_BYTES_MAX, VALUE_BYTES_MAX};
use crate::seal::{Digest, Seal, same};
use rusqlite::{Connection, OptionalExtension};

impl Read<'_> {
    /// The cursor of a relay, as it gave it; `None` before the first.
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
    /// [`VALUE_BYTES_MAX`]; else the storage's failure.
    pub fn set_cursor(&mut self, relay: &str, position: &str) -> Result<(), LedgerError> {
        LedgerError::bound("bytes of a relay's name", relay.len(), NAME_BYTES_MAX)?;
        LedgerError::bound("bytes of a cursor", position.len(), VALUE_BYTES_MAX)?;
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "INSERT INTO cursors (relay, position, seal) VALUES (?1, ?2, ?3) \
                     ON CONFLICT DO UPDATE SET position = excluded.position, \
                         seal = excluded.seal",
                )?
                .execute((relay, position, sign(write.seal(), relay, position)))?;
            Ok(())
        })
    }
}

fn sign(seal: &Seal, relay: &str, position: &str) -> Digest {
    let mut bytes = b"mostrador relay cursor 1".to_vec();
    for part in [relay, position] {
        let length = u64::try_from(part.len()).expect("a part in memory has a 64-bit length");
        bytes.extend(length.to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    seal.sign(&bytes)
}

/// The relays whose cursor was not set under this seal.
pub(crate) fn unsealed(connection: &Connection, seal: &Seal) -> Result<Vec<String>, LedgerError> {
    let mut statement =
        connection.prepare("SELECT relay, position, seal FROM cursors ORDER BY relay")?;
    let rows = statement.query_map([], |row| {
        let stands = row.get::<_, Col<Digest>>(2)?.0;
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, stands))
    })?;
    let mut unsealed = Vec::new();
    for row in rows {
        let (relay, position, stands) = row?;
        if !same(&sign(seal, &relay, &position), &stands) {
            unsealed.push(relay);
        }
    }
    Ok(unsealed)
}

/// Forgets the cursors that are not sealed with this seal: somebody else set
/// them, or their seal is gone. Such a relay is read from its start; notices
/// that were heard before count as repeats.
pub(crate) fn forget_unsealed(connection: &Connection, seal: &Seal) -> Result<(), LedgerError> {
    for relay in unsealed(connection, seal)? {
        tracing::warn!(%relay, "a cursor under another seal is not believed");
        connection.execute("DELETE FROM cursors WHERE relay = ?1", [relay])?;
    }
    Ok(())
}
