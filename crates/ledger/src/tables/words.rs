//! View: the words by which a sale is found. They are in the journal too, so
//! that erasing people's data has nothing to erase here.

use crate::access::Read;
use crate::day::Span;
use crate::error::LedgerError;
use domain::{Sale, Ticket, TillNumber};
use rusqlite::{Connection, OptionalExtension as _};

/// The most words that are searched for at once.
const WORDS_MAX: usize = 8;
/// So many sales with the searched words are few: all of them are looked at.
const FEW: i64 = 500;

/// The row of a ticket: rows are in the order of a till's tickets.
pub(crate) fn row_of(ticket: Ticket) -> i64 {
    (i64::from(ticket.till.0) << 32) | i64::from(ticket.number)
}

fn words_of(sale: &Sale) -> String {
    let mut words = vec![sale.ticket.to_string(), sale.ticket.number.to_string()];
    words.extend(sale.concept.clone());
    for payment in &sale.payments {
        words.push(payment.id.reference().to_string());
        let transactions = payment.transactions.iter();
        words.extend(transactions.map(|transaction| transaction.key.reference.clone()));
    }
    words.join("\n")
}

pub(crate) fn store(connection: &Connection, sale: &Sale) -> Result<(), LedgerError> {
    let (row, words) = (row_of(sale.ticket), words_of(sale));
    let kept: Option<String> = connection
        .prepare_cached("SELECT words FROM sale_words WHERE rowid = ?1")?
        .query_row([row], |row| row.get(0))
        .optional()?;
    match kept {
        Some(kept) if kept == words => {}
        Some(_) => {
            connection
                .prepare_cached("UPDATE sale_words SET words = ?2 WHERE rowid = ?1")?
                .execute((row, words))?;
        }
        None => {
            connection
                .prepare_cached("INSERT INTO sale_words (rowid, words) VALUES (?1, ?2)")?
                .execute((row, words))?;
        }
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
    /// Whether few sales have the words.
    pub(crate) fn has_few(&self, words: &str) -> Result<bool, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM sale_words WHERE sale_words MATCH ?1 LIMIT ?2)",
        )?;
        let found: i64 = statement.query_row((words, FEW + 1), |row| row.get(0))?;
        Ok(found <= FEW)
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

/// What is searched for, as the index takes it: each word by its beginning, all
/// of them. `None` where the text has no word.
pub(crate) fn query_of(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
        .map(|word| format!("\"{word}\"*"))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_word_is_searched_by_its_beginning() {
        let query = |text| query_of(text);
        assert_eq!(query("C1-000042").unwrap(), "\"C1\"* \"000042\"*");
        assert_eq!(query("  cesto, ").unwrap(), "\"cesto\"*");
        assert_eq!(query("\" * ( ) :"), None);
    }

    proptest! {
        #[test]
        fn no_text_is_an_error_of_the_index(text in ".{0,40}") {
            let connection = Connection::open_in_memory().unwrap();
            connection.execute_batch("CREATE VIRTUAL TABLE t USING fts5(words)").unwrap();
            if let Some(query) = query_of(&text) {
                let found = connection.query_row(
                    "SELECT count(*) FROM t WHERE t MATCH ?1", [query], |row| row.get::<_, i64>(0));
                prop_assert_eq!(found.unwrap(), 0);
            }
        }
    }
}
