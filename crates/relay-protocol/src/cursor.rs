//! A position in a relay's notices. It is neither a count nor a time: a till
//! stores it and sends it back without interpreting it.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A position in the order in which a relay committed its notices. A notice
/// with a smaller cursor never becomes visible after one with a larger cursor.
///
/// In JSON it is a text of decimal digits, because a number over 2^53 would
/// not survive every reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cursor(u64);

/// Why a text is not a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a cursor is one to twenty decimal digits")]
pub struct NotACursor;

impl Cursor {
    /// The position before the first notice.
    pub const START: Cursor = Cursor(0);

    /// The cursor of that number, for the relay that assigns it and the ledger
    /// that stores it.
    #[must_use]
    pub const fn new(number: u64) -> Cursor {
        Cursor(number)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl Default for Cursor {
    fn default() -> Cursor {
        Cursor::START
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;
    fn from_str(text: &str) -> Result<Cursor, NotACursor> {
        // `u64`'s own parser accepts a leading plus sign.
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotACursor);
        }
        text.parse().map(Cursor).map_err(|_| NotACursor)
    }
}

impl TryFrom<String> for Cursor {
    type Error = NotACursor;
    fn try_from(text: String) -> Result<Cursor, NotACursor> {
        text.parse()
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> String {
        cursor.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn malformed_cursors_are_refused() {
        for text in [
            "",
            "+1",
            "-1",
            " 1",
            "1 ",
            "1.0",
            "18446744073709551616",
            "x",
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(NotACursor), "{text:?}");
        }
        assert!(serde_json::from_str::<Cursor>("1").is_err());
    }

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_went(number: u64) {
            let json = serde_json::to_string(&Cursor::new(number)).unwrap();
            prop_assert_eq!(&json, &format!("\"{number}\""));
            prop_assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), Cursor::new(number));
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,40}") {
            let _ = text.parse::<Cursor>();
        }
    }
}
