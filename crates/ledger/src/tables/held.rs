//! Errands after a restore. Repeatable ones are held for a manager; those that
//! are sent only once are found, so that their payments are put in doubt.

use super::outbox::{COLUMNS, ErrandEntry, ErrandNumber, entry_of};
use crate::access::{Read, Write};
use crate::columns::{Col, count};
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use crate::seal::{Digest, same};
use crate::tables::inbox::{Salt, salted_hash};
use domain::{Actor, PaymentId, SaleEvent, SaleId, UnixMs};
use rusqlite::{Connection, named_params};

impl Read<'_> {
    /// Errands that wait for a manager since the ledger was restored, oldest
    /// first: the newest [`ENTRIES_MAX`].
    pub fn errands_held(&self) -> Result<Vec<ErrandEntry>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbox WHERE standing = 'held' \
             ORDER BY number DESC LIMIT ?1"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([ENTRIES_MAX], entry_of)?;
        let mut newest = rows.collect::<Result<Vec<_>, _>>()?;
        newest.reverse();
        Ok(newest)
    }

    /// All unfinished errands that may be sent only once. After a restore each
    /// of them has to be doubted, so there is no limit.
    pub fn errands_once_unfinished(&self) -> Result<Vec<ErrandEntry>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbox \
             WHERE once = 1 AND standing IN ('owed', 'in-flight') ORDER BY number"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([], entry_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many errands wait for a manager since the ledger was restored.
    pub fn errands_held_count(&self) -> Result<u64, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT count(*) FROM outbox WHERE standing = 'held'")?;
        Ok(count(statement.query_row([], |row| row.get(0))?))
    }
}

impl Write<'_> {
    /// Holds every unfinished repeatable errand of a payment for a manager. It
    /// may have been sent after the copy was made; its answer is then lost.
    pub(crate) fn hold_repeatable(&mut self, by: &Actor, now: UnixMs) -> Result<(), LedgerError> {
        self.change(|write| {
            for (sale, payment) in write.repeatable_unfinished()? {
                write.record_sale(by, now, sale, &[SaleEvent::Held { payment }])?;
            }
            write.connection().execute(
                "UPDATE outbox SET standing = 'held', lost_before = 1 \
                 WHERE once = 0 AND payment IS NOT NULL AND standing IN ('owed', 'in-flight')",
                [],
            )?;
            // A dead errand waits for a person already; somebody may have sent
            // it since.
            write.connection().execute(
                "UPDATE outbox SET lost_before = 1 WHERE once = 0 AND standing = 'dead'",
                [],
            )?;
            Ok(())
        })
    }

    fn repeatable_unfinished(&self) -> Result<Vec<(SaleId, PaymentId)>, LedgerError> {
        let mut statement = self.connection().prepare(
            "SELECT subject_id, payment FROM outbox WHERE once = 0 AND subject = 'sale' \
             AND payment IS NOT NULL AND standing IN ('owed', 'in-flight') ORDER BY number",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, Col<SaleId>>(0)?.0,
                row.get::<_, Col<PaymentId>>(1)?.0,
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Releases a held errand. `false` if it is not held; then nothing changes.
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

/// The errands that were altered: the request does not fit its hash, or the
/// errand is held (or not held) contrary to the journal.
pub(crate) fn altered(connection: &Connection) -> Result<Vec<ErrandNumber>, LedgerError> {
    let mut statement = connection.prepare(
        "SELECT number, request, request_salt, request_hash, \
             CASE standing WHEN 'held' THEN ifnull(held, 0) = 0 ELSE ifnull(held, 0) = 1 END \
                 AS against \
         FROM outbox LEFT JOIN payments USING (payment) \
         WHERE standing IN ('owed', 'in-flight', 'held', 'dead') ORDER BY number",
    )?;
    let mut rows = statement.query([])?;
    let mut altered = Vec::new();
    while let Some(row) = rows.next()? {
        let request: Option<Vec<u8>> = row.get("request")?;
        let salt: Option<[u8; 16]> = row.get("request_salt")?;
        let hash = row.get::<_, Col<Digest>>("request_hash")?.0;
        let fits = request
            .zip(salt)
            .is_some_and(|(request, salt)| same(&salted_hash(&Salt(salt), &request), &hash));
        if !fits || row.get::<_, bool>("against")? {
            altered.push(ErrandNumber(row.get("number")?));
        }
    }
    Ok(altered)
}
