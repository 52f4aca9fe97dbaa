//! View: the words of a concept, by which a sale is found. They are in the
//! journal too, so that erasing people's data has nothing to erase here.

use crate::access::Read;
use crate::error::LedgerError;
use crate::sums::Span;
use domain::{Sale, Ticket, TillNumber};
use rusqlite::Connection;

/// So many sales with the searched words are few: all of them are looked at.
const FEW: i64 = 500;

/// The row of a ticket: rows are in the order of a till's tickets.
pub(crate) fn row_of(ticket: Ticket) -> i64 {
    (i64::from(ticket.till.0) << 32) | i64::from(ticket.number)
}

/// Stores the words of a new sale. A concept never changes, and most sales have
/// none.
pub(crate) fn store(connection: &Connection, sale: &Sale) -> Result<(), LedgerError> {
    if let Some(concept) = &sale.concept {
        connection
            .prepare_cached("INSERT INTO sale_words (rowid, words) VALUES (?1, ?2)")?
            .execute((row_of(sale.ticket), concept))?;
    }
    Ok(())
}

/// The rows between which words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) first: i64,
    pub(crate) last: i64,
}

impl Found {
    pub(crate) const ALL: Found = Found {
        first: i64::MIN,
        last: i64::MAX,
    };
}

impl Read<'_> {
    /// Whether few sales have the words; `None` where no sale has them.
    pub(crate) fn has_few(&self, words: &str) -> Result<Option<bool>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM sale_words WHERE sale_words MATCH ?1 LIMIT ?2)",
        )?;
        let found: i64 = statement.query_row((words, FEW + 1), |row| row.get(0))?;
        Ok((found > 0).then_some(found <= FEW))
    }

    /// Between which rows the words of the sales of a span are; `None` where it
    /// has no sales.
    pub(crate) fn words_of_span(&self, span: Span) -> Result<Option<Found>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT min(ticket_number), max(ticket_number), \
                 (SELECT min(till) FROM tickets), (SELECT max(till) FROM tickets) \
             FROM sales WHERE day_at_ms >= ?1 AND day_at_ms < ?2",
        )?;
        let found = statement.query_row((span.from.0, span.to.0), |row| {
            let ticket = |till, number| -> rusqlite::Result<Option<i64>> {
                let till = row.get::<_, Option<u16>>(till)?.map(TillNumber);
                let number: Option<u32> = row.get(number)?;
                let ticket = till.zip(number);
                Ok(ticket.map(|(till, number)| row_of(Ticket { till, number })))
            };
            Ok(ticket(2, 0)?.zip(ticket(3, 1)?))
        })?;
        Ok(found.map(|(first, last)| Found { first, last }))
    }
}
