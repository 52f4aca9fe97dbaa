//! What screens show of cards and cash, and what can be wrong with a card.

use super::{OfferView, mirror};
use serde::Serialize;
use ts_rs::TS;

mirror!(
    /// The issuer of a card.
    Brand of domain::Brand { Visa, Mastercard, Amex, Cabal, Naranja, Maestro, Diners, Other }
);

/// The provider's last word on a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum LegWord {
    Succeeded,
    Failed,
    /// It is not decided yet.
    NotYet,
    /// A webhook said that it exists; the provider must be asked.
    Hinted,
    /// Nothing is known.
    Unknown,
}

impl From<domain::LegWord> for LegWord {
    fn from(word: domain::LegWord) -> LegWord {
        match word {
            domain::LegWord::Succeeded => LegWord::Succeeded,
            domain::LegWord::Failed => LegWord::Failed,
            domain::LegWord::NotYet => LegWord::NotYet,
            domain::LegWord::Hinted => LegWord::Hinted,
        }
    }
}

/// A leg of a card's charge: what one merchant gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LegView {
    /// What it charges; null if it is not one of the sent legs and the provider
    /// did not tell its amount.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    pub word: LegWord,
    pub message: Option<String>,
    /// The provider's id of the leg.
    pub reference: Option<String>,
    /// The last four digits of the card.
    pub last_four: Option<String>,
}

/// What is stored of one card of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CardView {
    pub brand: Brand,
    pub bin: String,
    pub last_four: String,
    /// The offer that the customer saw and accepted.
    pub offer: OfferView,
    /// What each merchant gets, in the order of sending.
    pub legs: Vec<LegView>,
}

/// Cash in banknotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CashView {
    /// What the customer gave.
    #[ts(type = "number")]
    pub handed_centavos: i64,
    /// What the customer got back.
    #[ts(type = "number")]
    pub change_centavos: i64,
}

/// A field of the card's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CardField {
    Number,
    Expiry,
    Cvv,
    Holder,
    Document,
    Plan,
    Amount,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CardFieldWhy {
    /// Too many or too few digits.
    Length,
    /// The check digit is wrong.
    Mistyped,
    /// It cannot be read.
    Malformed,
    /// The card has expired.
    Expired,
    /// The plan does not exist.
    Unknown,
    /// The plan is not offered today for that amount.
    NotOffered,
    /// The amount is below the minimum of the plan, or of a charge.
    TooSmall,
    /// The amount is above the maximum of the plan, or of a charge.
    TooLarge,
    /// The provider does not accept it.
    NotTaken,
}

/// The field of a card that must be corrected, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CardTrouble {
    /// The index of the card, from 0.
    pub card: u32,
    pub field: CardField,
    pub why: CardFieldWhy,
}
