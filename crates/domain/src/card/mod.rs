//! Cards: the parts that are kept (brand, first six and last four digits) and
//! the parts that are not. A number or a security code can be read and used
//! once; it is wiped when it is dropped, is never printed, and cannot get into
//! the journal.

mod expiry;
mod mask;
mod number;
mod track;
#[cfg(test)]
mod vectors;

pub use expiry::Expiry;
pub use mask::mask_card_numbers;
pub use number::{CardNumber, SecurityCode};
pub use track::{NotASwipe, SWIPE_BYTES_MAX, Swipe};

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::RangeInclusive;

/// Why typed card data is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitCard {
    /// Its brand has no numbers with that many digits.
    #[error("not a card's number of digits")]
    NumberLength,
    /// Its check digit is wrong: it was mistyped.
    #[error("the number's check digit is wrong")]
    NumberMistyped,
    /// Not a month and a year.
    #[error("the expiry is a month and a year")]
    ExpiryMalformed,
    /// The month is over.
    #[error("the card has expired")]
    Expired,
    /// The brand's security code has another number of digits.
    #[error("the security code has {0} digits")]
    SecurityCodeLength(usize),
    /// No holder's name, or one that is too long.
    #[error("the holder's name is missing or too long")]
    Holder,
    /// The holder's document is not valid.
    #[error("the holder's document is none")]
    Document,
}

/// The network of a card, as far as its first digits tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Brand {
    Visa,
    Mastercard,
    /// American Express.
    Amex,
    Cabal,
    Naranja,
    Maestro,
    /// Diners Club.
    Diners,
    /// Another network, or an unknown one.
    Other,
}

impl Brand {
    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Brand::Visa => "visa",
            Brand::Mastercard => "mastercard",
            Brand::Amex => "amex",
            Brand::Cabal => "cabal",
            Brand::Naranja => "naranja",
            Brand::Maestro => "maestro",
            Brand::Diners => "diners",
            Brand::Other => "other",
        }
    }

    /// The brand of a number by its first six digits, as the networks publish
    /// their ranges. It decides lengths and a logo, never whether a card is
    /// valid: only the provider knows that.
    #[must_use]
    pub fn of_bin(bin: Bin) -> Brand {
        let six = bin.number();
        let four = six / 100;
        match six {
            589_562 => Brand::Naranja,
            589_657 | 603_522 | 604_201..=604_400 | 627_170 | 650_272 => Brand::Cabal,
            340_000..=349_999 | 370_000..=379_999 => Brand::Amex,
            300_000..=305_999 | 309_500..=309_599 | 360_000..=369_999 | 380_000..=399_999 => {
                Brand::Diners
            }
            400_000..=499_999 => Brand::Visa,
            510_000..=559_999 => Brand::Mastercard,
            _ if (2_221..=2_720).contains(&four) => Brand::Mastercard,
            500_000..=509_999 | 560_000..=589_999 | 670_000..=679_999 => Brand::Maestro,
            _ => Brand::Other,
        }
    }

    /// How many digits its numbers have.
    #[must_use]
    pub const fn number_digits(self) -> RangeInclusive<usize> {
        match self {
            Brand::Visa => 13..=19,
            Brand::Mastercard => 16..=16,
            Brand::Cabal | Brand::Naranja => 16..=19,
            Brand::Amex => 15..=15,
            Brand::Diners => 14..=19,
            Brand::Maestro | Brand::Other => 12..=19,
        }
    }

    /// Whether the last digit of its numbers is Luhn's check digit, so that a
    /// wrong one means a typing error. The international networks require it;
    /// Argentina's own schemes issue numbers without it, and the till must not
    /// call such a card mistyped.
    #[must_use]
    pub const fn has_check_digit(self) -> bool {
        match self {
            Brand::Visa | Brand::Mastercard | Brand::Amex | Brand::Diners => true,
            Brand::Cabal | Brand::Naranja | Brand::Maestro | Brand::Other => false,
        }
    }

    /// Whether some of its cards have no security code printed on them.
    #[must_use]
    pub const fn may_lack_security_code(self) -> bool {
        match self {
            Brand::Visa | Brand::Mastercard | Brand::Amex | Brand::Diners => false,
            Brand::Cabal | Brand::Naranja | Brand::Maestro | Brand::Other => true,
        }
    }

    /// How many digits its security code has.
    #[must_use]
    pub const fn security_code_digits(self) -> usize {
        match self {
            Brand::Amex => 4,
            Brand::Visa
            | Brand::Mastercard
            | Brand::Cabal
            | Brand::Naranja
            | Brand::Maestro
            | Brand::Diners
            | Brand::Other => 3,
        }
    }
}

/// The first six digits of a number, which say who issued the card.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bin([u8; 6]);

/// The last four digits of a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LastFour([u8; 4]);

/// A text is not the expected number of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not that many digits")]
pub struct NotDigits;

fn digits<const N: usize>(text: &str) -> Result<[u8; N], NotDigits> {
    let digits: [u8; N] = text.as_bytes().try_into().map_err(|_| NotDigits)?;
    if digits.iter().all(u8::is_ascii_digit) {
        Ok(digits)
    } else {
        Err(NotDigits)
    }
}

impl Bin {
    /// Reads six digits.
    pub fn parse(text: &str) -> Result<Bin, NotDigits> {
        digits(text).map(Bin)
    }

    fn number(self) -> u32 {
        self.0
            .iter()
            .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    }
}

impl LastFour {
    /// Reads four digits.
    pub fn parse(text: &str) -> Result<LastFour, NotDigits> {
        digits(text).map(LastFour)
    }
}

impl TryFrom<String> for Bin {
    type Error = NotDigits;
    fn try_from(text: String) -> Result<Bin, NotDigits> {
        Bin::parse(&text)
    }
}

impl From<Bin> for String {
    fn from(bin: Bin) -> String {
        bin.to_string()
    }
}

impl fmt::Display for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|digit| write!(f, "{}", char::from(*digit)))
    }
}

impl fmt::Debug for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for LastFour {
    type Error = NotDigits;
    fn try_from(text: String) -> Result<LastFour, NotDigits> {
        LastFour::parse(&text)
    }
}

impl From<LastFour> for String {
    fn from(last: LastFour) -> String {
        last.to_string()
    }
}

impl fmt::Display for LastFour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|digit| write!(f, "{}", char::from(*digit)))
    }
}

impl fmt::Debug for LastFour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The parts of a card that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CardFace {
    pub brand: Brand,
    /// Its first six digits.
    pub bin: Bin,
    pub last_four: LastFour,
}
