//! View: the words by which a sale is found. They are in the journal too, so
//! that erasing people's data has nothing to erase here.

use crate::error::LedgerError;
use domain::{Sale, Ticket};
use rusqlite::{Connection, OptionalExtension as _};

/// The most words that are searched for at once.
const WORDS_MAX: usize = 8;

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
