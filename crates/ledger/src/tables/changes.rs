//! The rows of the views that a subject's events change.

use super::{
    cards, clock_moves, discrepancies, identity, payments, people, plans, sales, strays, tickets,
    till_notices, transactions, unread_relay, words,
};
use crate::error::LedgerError;
use domain::{Sale, Stray, TillEvent, UnixMs};
use rusqlite::Connection;

/// Brings a sale's rows up to date. `first_seq` is the first line of a new sale,
/// 0 for one that has rows.
pub(crate) fn store_sale(
    connection: &Connection,
    sale: &Sale,
    (first_seq, last_seq): (i64, i64),
) -> Result<(), LedgerError> {
    sales::store(connection, sale, (first_seq, last_seq))?;
    if first_seq > 0 {
        tickets::pass(connection, sale.ticket)?;
        words::store(connection, sale)?;
    }
    for payment in &sale.payments {
        payments::store(connection, sale, payment)?;
        cards::store(connection, payment)?;
        for transaction in &payment.transactions {
            transactions::store(connection, sale.id, payment.id, transaction)?;
        }
    }
    for discrepancy in &sale.discrepancies {
        let to_return = sale.still_to_return(discrepancy.number);
        discrepancies::store(connection, sale.id, (discrepancy, to_return))?;
    }
    Ok(())
}

/// Brings a stray's row up to date.
pub(crate) fn store_stray(
    connection: &Connection,
    stray: &Stray,
    seq: i64,
) -> Result<(), LedgerError> {
    strays::store(connection, stray, seq)
}

/// Updates the views that an event of the till changes.
pub(crate) fn store_till(
    connection: &Connection,
    seq: i64,
    at: UnixMs,
    event: &TillEvent,
) -> Result<(), LedgerError> {
    plans::store(connection, event)?;
    people::store(connection, event)?;
    identity::store(connection, event)?;
    clock_moves::store(connection, seq, event)?;
    unread_relay::store(connection, event)?;
    till_notices::store(connection, seq, at, event)
}
