//! Which notices name which payment. This is written with each notice, so that
//! looking up a payment does not read all bodies.

use super::page;
use crate::routing;
use domain::{PaymentId, Provider};
use relay_protocol::Operation;
use rusqlite::{Connection, Transaction, params};

/// Records that the notice at that cursor names that payment.
pub(super) fn name(
    transaction: &Transaction<'_>,
    payment: PaymentId,
    cursor: i64,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT INTO operations (payment, cursor) VALUES (?1, ?2)")?
        .execute(params![payment.to_string(), cursor])?;
    Ok(())
}

/// Records this for all notices of a store that an earlier version made.
pub(super) fn name_all(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut notices = transaction.prepare("SELECT cursor, provider, body FROM notices")?;
    let mut rows = notices.query([])?;
    while let Some(row) = rows.next()? {
        let provider = row.get_ref(1)?.as_str()?;
        let body = row.get_ref(2)?.as_blob()?;
        let named = Provider::parse(provider)
            .and_then(|provider| routing::payments_named_in(provider, None, body).ok());
        for payment in named.unwrap_or_default() {
            name(transaction, payment, row.get(0)?)?;
        }
    }
    Ok(())
}

/// A merchant's notices that name a payment.
pub(super) fn read(
    connection: &mut Connection,
    merchant: &str,
    payment: PaymentId,
) -> rusqlite::Result<Operation> {
    let mut statement = connection.prepare_cached(
        "SELECT n.cursor, n.id, n.provider, n.merchant, n.till, n.received_at_ms,
                n.content_type, n.content_encoding, n.body
         FROM operations o JOIN notices n ON n.cursor = o.cursor
         WHERE o.payment = ?1 AND n.merchant = ?2
         ORDER BY o.cursor",
    )?;
    let rows = statement.query(params![payment.to_string(), merchant])?;
    let (notices, all) = page::bounded(rows)?;
    Ok(Operation {
        payment,
        notices,
        all,
    })
}
