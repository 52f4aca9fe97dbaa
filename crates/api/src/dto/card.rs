//! What is kept and shown of cards and cash, and what is wrong with a card.

use super::{OfferView, mirror};
use serde::Serialize;
use ts_rs::TS;

mirror!(
    /// Who issued a card.
    Brand of domain::Brand { Visa, Mastercard, Amex, Cabal, Naranja, Maestro, Diners, Other }
);

/// What the provider says of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum LegWord {
    /// It went through.
    Succeeded,
    /// It did not.
    Failed,
    /// It is not decided.
    NotYet,
    /// Somebody said that it exists; the provider is to be asked.
    Hinted,
    /// Nothing is known of it.
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

/// One leg of a card's charge: what one merchant gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LegView {
    /// What it charges; null if it is no leg that was sent and its amount
    /// was not told.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// What is known of it.
    pub word: LegWord,
    /// The provider's words.
    pub message: Option<String>,
    /// The provider's id of it.
    pub reference: Option<String>,
    /// The last digits of the card.
    pub last_four: Option<String>,
}

/// What is kept of one card of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CardView {
    /// Who issued it.
    pub brand: Brand,
    /// The first six digits.
    pub bin: String,
    pub last_four: String,
    /// What the customer was shown and accepted.
    pub offer: OfferView,
    /// What each merchant gets, in the order in which it was sent.
    pub legs: Vec<LegView>,
}

/// Banknotes, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CashView {
    /// What the customer handed over.
    #[ts(type = "number")]
    pub handed_centavos: i64,
    /// What went back.
    #[ts(type = "number")]
    pub change_centavos: i64,
}

/// A field of the card's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CardField {
    Number,
    Expiry,
    /// The security code.
    Cvv,
    /// The holder's name.
    Holder,
    /// The holder's document.
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
    /// There is no such plan.
    Unknown,
    /// The plan is not offered today for that amount.
    NotOffered,
    /// The plan, or a charge, begins above it.
    TooSmall,
    /// The plan ends below it, or it is more than can be charged.
    TooLarge,
    /// The provider does not take it.
    NotTaken,
}

/// Which field of which card is to be corrected, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CardTrouble {
    /// Which card, from 0.
    pub card: u32,
    /// Which field.
    pub field: CardField,
    /// What is wrong with it.
    pub why: CardFieldWhy,
}
