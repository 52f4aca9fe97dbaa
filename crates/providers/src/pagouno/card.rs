//! A card on its way to a token: in memory only, wiped when dropped.

use domain::card::{CardNumber, Expiry, SecurityCode, UnfitCard};
use domain::{CardFace, Day};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// The longest holder's name, in characters.
pub const HOLDER_CHARS_MAX: usize = 60;

/// What a card is traded for. It serves once, and opens nothing by itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(pub String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The kind of a holder's document, in pagoUno's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// Seven or eight digits.
    Dni,
    /// Eleven digits.
    Cuil,
    /// Anything else.
    Otro,
}

impl DocumentKind {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            DocumentKind::Dni => "DNI",
            DocumentKind::Cuil => "CUIL",
            DocumentKind::Otro => "OTRO",
        }
    }
}

/// A holder's document.
pub struct Document {
    pub(crate) kind: DocumentKind,
    pub(crate) number: Zeroizing<String>,
}

impl Document {
    /// Reads a document as it is typed: points, hyphens and spaces are passed
    /// over. It goes out as the kind that the cashier chose; where nobody chose
    /// one, as the kind that its digits tell.
    ///
    /// # Errors
    /// [`UnfitCard::Document`] for a blank, more than 20 letters and digits, or
    /// other digits than a chosen DNI or CUIL has.
    pub fn read(text: &str, chosen: Option<DocumentKind>) -> Result<Document, UnfitCard> {
        let number: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, '.' | '-' | ' '))
            .collect();
        let number = Zeroizing::new(number);
        if !(1..=20).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(UnfitCard::Document);
        }
        let is_digits = number.bytes().all(|b| b.is_ascii_digit());
        let told = match number.len() {
            7 | 8 if is_digits => DocumentKind::Dni,
            11 if is_digits => DocumentKind::Cuil,
            _ => DocumentKind::Otro,
        };
        let kind = match chosen {
            None => told,
            Some(DocumentKind::Otro) => DocumentKind::Otro,
            Some(chosen @ (DocumentKind::Dni | DocumentKind::Cuil)) if chosen == told => chosen,
            Some(DocumentKind::Dni | DocumentKind::Cuil) => return Err(UnfitCard::Document),
        };
        Ok(Document { kind, number })
    }
}

/// Whose card it is.
pub struct Holder {
    pub(crate) name: Zeroizing<String>,
    pub(crate) document: Document,
}

impl Holder {
    /// Reads a holder as it is typed.
    ///
    /// # Errors
    /// [`UnfitCard::Holder`] for a blank or too long name, or
    /// [`UnfitCard::Document`].
    pub fn read(
        name: &str,
        document: &str,
        kind: Option<DocumentKind>,
    ) -> Result<Holder, UnfitCard> {
        let words: Vec<&str> = name.split_whitespace().collect();
        let name = Zeroizing::new(words.join(" "));
        let length = name.chars().count();
        if !(1..=HOLDER_CHARS_MAX).contains(&length) || name.chars().any(char::is_control) {
            return Err(UnfitCard::Holder);
        }
        Ok(Holder {
            name,
            document: Document::read(document, kind)?,
        })
    }

    /// The first word and the others; a single word is both, since neither
    /// may be missing.
    pub(crate) fn first_and_last(&self) -> (&str, &str) {
        self.name
            .split_once(' ')
            .unwrap_or((&self.name, &self.name))
    }
}

/// A card to be traded for a token.
pub struct Card {
    pub(crate) number: CardNumber,
    pub(crate) expiry: Expiry,
    pub(crate) security_code: SecurityCode,
    pub(crate) holder: Holder,
}

impl Card {
    /// A card whose parts were read, on this day.
    ///
    /// # Errors
    /// [`UnfitCard::Expired`].
    pub fn new(
        number: CardNumber,
        expiry: Expiry,
        security_code: SecurityCode,
        holder: Holder,
        today: Day,
    ) -> Result<Card, UnfitCard> {
        if expiry.is_past(today) {
            return Err(UnfitCard::Expired);
        }
        Ok(Card {
            number,
            expiry,
            security_code,
            holder,
        })
    }

    /// What is kept of it.
    #[must_use]
    pub fn face(&self) -> CardFace {
        self.number.face()
    }
}

/// Shows the last four digits.
impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card(…{})", self.face().last_four)
    }
}
