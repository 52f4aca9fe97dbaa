//! The payers named by notices. This is personal data: it is outside the
//! journal, never printed, and erased when its time is over.

use crate::access::{Read, Write};
use crate::columns::Col;
use crate::error::LedgerError;
use crate::limits::{ERASED_ROWS_MAX, PAYER_BYTES_MAX};
use crate::tables::{inbox, outbox, reports};
use domain::{NoticeNumber, PaymentId, UnixMs};
use rusqlite::{OptionalExtension, Row, named_params};
use std::fmt;

/// The payer as a notice describes them. `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Payer {
    pub name: Option<String>,
    /// Their document or tax number.
    pub document: Option<String>,
    /// Their address for electronic mail.
    pub email: Option<String>,
    /// The account the money came from.
    pub account: Option<String>,
}

impl fmt::Debug for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payer(…)")
    }
}

const ERASE_PAYERS: &str = "DELETE FROM payers WHERE notice IN \
    (SELECT notice FROM payers WHERE kept_at_ms < ?1 LIMIT ?2)";

/// What one write erased of the people whose time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Erased {
    /// The rows that were changed, of whatever table: at most
    /// [`ERASED_ROWS_MAX`].
    pub rows: u32,
    /// How many of them were the bodies of notices.
    pub bodies: u32,
    /// Whether more may be left for the next write.
    pub is_more: bool,
}

impl Read<'_> {
    /// The payer of a payment, by the last notice that named one.
    pub fn payer_of_payment(&self, payment: PaymentId) -> Result<Option<Payer>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT name, document, email, account FROM payers WHERE payment = ?1 \
             ORDER BY notice DESC LIMIT 1",
        )?;
        Ok(statement.query_row([Col(payment)], payer).optional()?)
    }

    /// The payer that a notice named.
    pub fn payer_of_notice(&self, notice: NoticeNumber) -> Result<Option<Payer>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT name, document, email, account FROM payers WHERE notice = ?1",
        )?;
        Ok(statement.query_row([notice.0], payer).optional()?)
    }
}

fn payer(row: &Row<'_>) -> rusqlite::Result<Payer> {
    Ok(Payer {
        name: row.get("name")?,
        document: row.get("document")?,
        email: row.get("email")?,
        account: row.get("account")?,
    })
}

impl Write<'_> {
    /// Stores the payer named by a notice, replacing what was stored for the
    /// same notice. Of a sale whose payer is forgotten nothing is stored.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] for a word over [`PAYER_BYTES_MAX`]; else the
    /// storage's failure, which is also the answer to a notice never heard.
    pub fn keep_payer(
        &mut self,
        notice: NoticeNumber,
        payment: Option<PaymentId>,
        payer: &Payer,
    ) -> Result<(), LedgerError> {
        for word in [&payer.name, &payer.document, &payer.email, &payer.account] {
            let bytes = word.as_ref().map_or(0, String::len);
            LedgerError::bound("bytes about a payer", bytes, PAYER_BYTES_MAX)?;
        }
        self.change(|write| {
            if write.stays_forgotten(notice, payment)? {
                return Ok(());
            }
            write
                .connection()
                .prepare_cached(
                    "INSERT INTO payers (notice, payment, name, document, email, account, \
                         kept_at_ms) \
                     SELECT :notice, :payment, :name, :document, :email, :account, \
                         (SELECT heard_at_ms FROM inbox WHERE number = :notice) WHERE true \
                     ON CONFLICT DO UPDATE SET payment = excluded.payment, \
                         name = excluded.name, document = excluded.document, \
                         email = excluded.email, account = excluded.account",
                )?
                .execute(named_params! {
                    ":notice": notice.0,
                    ":payment": payment.map(Col),
                    ":name": payer.name,
                    ":document": payer.document,
                    ":email": payer.email,
                    ":account": payer.account,
                })?;
            Ok(())
        })
    }

    /// Says of which payment the payer of a notice is, where one is stored.
    pub fn give_payer(
        &mut self,
        notice: NoticeNumber,
        payment: PaymentId,
    ) -> Result<(), LedgerError> {
        self.change(|write| {
            if write.stays_forgotten(notice, Some(payment))? {
                return Ok(());
            }
            write
                .connection()
                .prepare_cached("UPDATE payers SET payment = ?2 WHERE notice = ?1")?
                .execute((notice.0, Col(payment)))?;
            Ok(())
        })
    }

    /// Erases the personal data of notices heard and errands due before that
    /// moment: payers, raw bodies, the messages of reports that are settled, and
    /// the salts of requests. The journal and `verify`'s result for it do not
    /// change. One write erases at most [`ERASED_ROWS_MAX`] rows, so that no
    /// sale waits for it: ask again while there is more.
    pub fn erase_people_before(&mut self, before: UnixMs) -> Result<Erased, LedgerError> {
        self.change(|write| {
            let (connection, seal) = (write.connection(), write.seal());
            let mut left = ERASED_ROWS_MAX;
            let payers = connection
                .prepare_cached(ERASE_PAYERS)?
                .execute((before.0, left))?;
            left = less(left, payers);
            let bodies = inbox::erase_bodies_before((connection, seal), before, left)?;
            left -= bodies;
            left = less(left, outbox::erase_salts_before(connection, before, left)?);
            left -= reports::erase_before(connection, before, left)?;
            let rows = ERASED_ROWS_MAX - left;
            if rows > 0 {
                write.erased();
            }
            Ok(Erased {
                rows,
                bodies,
                is_more: left == 0,
            })
        })
    }
}

fn less(left: u32, rows: usize) -> u32 {
    left.saturating_sub(u32::try_from(rows).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The search runs at every start, however many rows there are.
    #[test]
    fn rows_to_erase_are_found_by_an_index() {
        let connection = crate::open::in_memory().unwrap();
        let statements = [ERASE_PAYERS, outbox::ERASE_SALTS, inbox::BODIES_TO_ERASE];
        for sql in statements.into_iter().chain(reports::ERASE) {
            let mut plan = connection
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .unwrap();
            let steps = plan.query_map([0, 1], |row| row.get::<_, String>("detail"));
            let steps: Vec<String> = steps.unwrap().map(Result::unwrap).collect();
            assert!(!steps.is_empty(), "{sql}");
            assert!(!steps.iter().any(|step| step.contains("SCAN")), "{steps:?}");
        }
    }
}
