//! Errands after a restore: those that could be repeated are held for a
//! manager, those that go out once are found, to be put in doubt.

use super::outbox::{COLUMNS, ErrandEntry, ErrandNumber, entry_of};
use crate::access::{Read, Write};
use crate::columns::count;
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use domain::UnixMs;
use rusqlite::named_params;

impl Read<'_> {
    /// Errands that wait for a manager since the ledger was restored, oldest
    /// first, at most [`ENTRIES_MAX`].
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn errands_held(&self) -> Result<Vec<ErrandEntry>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbox WHERE standing = 'held' ORDER BY number LIMIT ?1"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([ENTRIES_MAX], entry_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The errands that go out once and were not finished.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn errands_once_unfinished(&self) -> Result<Vec<ErrandEntry>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbox \
             WHERE once = 1 AND standing IN ('owed', 'in-flight') ORDER BY number LIMIT ?1"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([ENTRIES_MAX], entry_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many errands wait for a manager since the ledger was restored.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn errands_held_count(&self) -> Result<u64, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT count(*) FROM outbox WHERE standing = 'held'")?;
        Ok(count(statement.query_row([], |row| row.get(0))?))
    }
}

impl Write<'_> {
    /// Holds every errand that could be repeated, and was not finished, for a
    /// manager. It may have gone out since the copy was made: if it has, its
    /// answer is lost.
    pub(crate) fn hold_repeatable(&mut self) -> Result<(), LedgerError> {
        self.change(|write| {
            write.connection().execute(
                "UPDATE outbox SET standing = 'held', lost_before = 1 \
                 WHERE once = 0 AND standing IN ('owed', 'in-flight')",
                [],
            )?;
            Ok(())
        })
    }

    /// Lets a held errand go out again. `false` where it is not held; then
    /// nothing changes.
    ///
    /// # Errors
    /// The storage's failure.
    pub fn release_errand(
        &mut self,
        number: ErrandNumber,
        due_at: UnixMs,
        deadline: UnixMs,
    ) -> Result<bool, LedgerError> {
        self.change(|write| {
            let changed = write
                .connection()
                .prepare_cached(
                    "UPDATE outbox SET standing = 'owed', due_at_ms = :due_at, \
                         deadline_ms = :deadline \
                     WHERE number = :number AND standing = 'held'",
                )?
                .execute(named_params! {
                    ":due_at": due_at.0,
                    ":deadline": deadline.0,
                    ":number": number.0,
                })?;
            Ok(changed > 0)
        })
    }
}
