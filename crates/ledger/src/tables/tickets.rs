//! The till's count of tickets: each number is issued once.

use crate::access::Write;
use crate::error::LedgerError;
use domain::{Ticket, TillNumber};
use rusqlite::{Connection, OptionalExtension};

/// Marks the numbers up to this ticket's as used.
pub(crate) fn pass(connection: &Connection, ticket: Ticket) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO tickets (till, last) VALUES (?1, ?2) \
             ON CONFLICT DO UPDATE SET last = excluded.last WHERE last < excluded.last",
        )?
        .execute((ticket.till.0, ticket.number))?;
    Ok(())
}

impl Write<'_> {
    /// The till's next ticket number, from 1. It counts as used when this write
    /// is committed, and is never issued again.
    ///
    /// # Errors
    /// [`LedgerError::TicketsUsedUp`] after the last 32-bit number; else the
    /// storage's failure.
    pub fn next_ticket(&mut self, till: TillNumber) -> Result<u32, LedgerError> {
        self.change(|write| {
            let last: Option<u32> = write
                .connection()
                .prepare_cached("SELECT last FROM tickets WHERE till = ?1")?
                .query_row([till.0], |row| row.get(0))
                .optional()?;
            let number = last
                .unwrap_or(0)
                .checked_add(1)
                .ok_or(LedgerError::TicketsUsedUp)?;
            pass(write.connection(), Ticket { till, number })?;
            Ok(number)
        })
    }
}
