//! What a text may mean that sales are searched by: the words of a concept, a
//! ticket, our reference of a payment, or a provider's reference. A sale is
//! found by any of them.

use crate::limits::SEARCH_BYTES_MAX;
use domain::{PaymentId, Reference, TillNumber};

/// The most words that are searched for at once.
const WORDS_MAX: usize = 8;

/// The meanings of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Search {
    /// Words of a concept, as the index takes them.
    pub(crate) words: Option<String>,
    pub(crate) ticket: Option<TicketText>,
    pub(crate) payment: Option<PaymentId>,
    /// A provider's reference or its beginning.
    pub(crate) reference: String,
}

/// A ticket's number, with or without its till's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TicketText {
    pub(crate) till: Option<TillNumber>,
    pub(crate) number: u32,
}

impl Search {
    /// `None` for a text by which nothing is found.
    pub(crate) fn of(text: &str) -> Option<Search> {
        let text = text.trim();
        let reference: Result<Reference, _> = text.parse();
        (!text.is_empty() && text.len() <= SEARCH_BYTES_MAX).then(|| Search {
            words: words_of(text),
            ticket: TicketText::of(text),
            payment: reference.ok().map(Reference::payment),
            reference: text.to_owned(),
        })
    }
}

impl TicketText {
    /// Reads `C1-000042`, `c1-42`, `000042` and `42`.
    fn of(text: &str) -> Option<TicketText> {
        match text.strip_prefix(['C', 'c']) {
            Some(text) => {
                let (till, number) = text.split_once('-')?;
                Some(TicketText {
                    till: Some(TillNumber(number_of(till)?)),
                    number: number_of(number)?,
                })
            }
            None => Some(TicketText {
                till: None,
                number: number_of(text)?,
            }),
        }
    }
}

/// A number in digits alone.
fn number_of<N: std::str::FromStr>(text: &str) -> Option<N> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits.then(|| text.parse().ok()).flatten()
}

/// Each word by its beginning, all of them. `None` where the text has no word.
fn words_of(text: &str) -> Option<String> {
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
    use domain::UnixMs;
    use proptest::prelude::*;
    use rusqlite::Connection;

    #[test]
    fn each_word_is_searched_by_its_beginning() {
        assert_eq!(words_of("C1-000042").unwrap(), "\"C1\"* \"000042\"*");
        assert_eq!(words_of("  cesto, ").unwrap(), "\"cesto\"*");
        assert_eq!(words_of("\" * ( ) :"), None);
    }

    #[test]
    fn a_ticket_is_read_in_each_form() {
        let ticket = |text| {
            let ticket = Search::of(text)?.ticket?;
            Some((ticket.till.map(|till| till.0), ticket.number))
        };
        for text in ["C1-000042", "c1-42", " C1-42 "] {
            assert_eq!(ticket(text), Some((Some(1), 42)), "{text}");
        }
        for text in ["42", "000042"] {
            assert_eq!(ticket(text), Some((None, 42)), "{text}");
        }
        for text in [
            "",
            "C1",
            "C-42",
            "C1-",
            "+42",
            "4 2",
            "C70000-1",
            "4294967296",
        ] {
            assert_eq!(ticket(text), None, "{text}");
        }
    }

    #[test]
    fn our_reference_is_read_in_capitals_and_small_letters() {
        let payment = PaymentId::new(UnixMs(1_767_225_600_000), [3; 8], TillNumber(1));
        let reference = payment.reference().to_string();
        for text in [reference.clone(), format!(" {} ", reference.to_lowercase())] {
            assert_eq!(Search::of(&text).unwrap().payment, Some(payment));
        }
        assert_eq!(Search::of(&reference[..24]).unwrap().payment, None);
    }

    #[test]
    fn nothing_is_found_by_no_text_or_by_one_that_is_too_long() {
        assert_eq!(Search::of("  "), None);
        assert!(Search::of(&"a".repeat(SEARCH_BYTES_MAX)).is_some());
        assert_eq!(Search::of(&"a".repeat(SEARCH_BYTES_MAX + 1)), None);
    }

    proptest! {
        #[test]
        fn no_text_is_an_error_of_the_index(text in ".{0,40}") {
            let connection = Connection::open_in_memory().unwrap();
            connection.execute_batch("CREATE VIRTUAL TABLE t USING fts5(words)").unwrap();
            if let Some(words) = Search::of(&text).and_then(|search| search.words) {
                let found = connection.query_row(
                    "SELECT count(*) FROM t WHERE t MATCH ?1", [words], |row| row.get::<_, i64>(0));
                prop_assert_eq!(found.unwrap(), 0);
            }
        }
    }
}
