//! A card that is about to be exchanged for a token. It is only in memory, and
//! wiped when dropped.

use domain::card::{CardNumber, Expiry, SecurityCode, UnfitCard};
use domain::{CardFace, Day};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// The longest holder's name, in characters.
pub const HOLDER_CHARS_MAX: usize = 60;

/// What pagoUno gives for a card. It is good for one charge, and useless
/// without the keys.
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
    /// Reads a document as it is typed; points, hyphens and spaces are ignored.
    /// It is sent as the kind that the cashier chose, else as the kind that its
    /// digits suggest.
    ///
    /// # Errors
    /// [`UnfitCard::Document`] for a blank, for more than 20 letters and
    /// digits, or if the digits do not fit the chosen DNI or CUIL.
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

/// The holder of a card.
pub struct Holder {
    pub(crate) name: Zeroizing<String>,
    pub(crate) document: Document,
}

impl Holder {
    /// Reads a holder's name and document as they are typed.
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

    /// First and last name: the first word, and all others. A single word is
    /// used for both, since pagoUno requires both.
    pub(crate) fn first_and_last(&self) -> (&str, &str) {
        self.name
            .split_once(' ')
            .unwrap_or((&self.name, &self.name))
    }
}

/// A card to be exchanged for a token.
pub struct Card {
    pub(crate) number: CardNumber,
    pub(crate) expiry: Expiry,
    pub(crate) security_code: SecurityCode,
    pub(crate) holder: Holder,
}

impl Card {
    /// Puts a card together. `today` decides whether it has expired.
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

    /// The parts of the card that are kept.
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
