//! What screens show of cards and cash, and what can be wrong with a card.

use super::{OfferView, mirror};
use domain::{CardPart, Leg, Money, Payment};
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

impl LegView {
    /// A leg that was sent, as far as it is known.
    fn sent(card: &CardPart, amount: Money, known: Option<&Leg>) -> LegView {
        LegView {
            amount_centavos: Some(amount.centavos()),
            word: known.map_or(LegWord::Unknown, |leg| leg.word.into()),
            message: known.and_then(|leg| leg.message.clone()),
            reference: known.and_then(|leg| leg.ids.first().cloned()),
            last_four: Some(card.face.last_four.to_string()),
        }
    }
}

impl From<&Leg> for LegView {
    /// A leg as the provider told of it.
    fn from(leg: &Leg) -> LegView {
        LegView {
            amount_centavos: leg.amount.map(Money::centavos),
            word: leg.word.into(),
            message: leg.message.clone(),
            reference: leg.ids.first().cloned(),
            last_four: leg.last_four.map(|digits| digits.to_string()),
        }
    }
}

/// What is kept of one card of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CardView {
    pub brand: Brand,
    pub last_four: String,
    /// The offer that the customer saw and accepted.
    pub offer: OfferView,
    /// What each merchant gets, in the order of sending.
    pub legs: Vec<LegView>,
}

impl CardView {
    /// The cards of a payment, each with its legs as far as they are known.
    pub(super) fn all_of(payment: &Payment) -> Vec<CardView> {
        let Some(charged) = payment.card() else {
            return Vec::new();
        };
        let mut place: u16 = 0;
        let mut views = Vec::new();
        for card in &charged.cards {
            let mut legs = Vec::new();
            for amount in &card.legs {
                let known = charged.legs.iter().find(|leg| leg.place == Some(place));
                legs.push(LegView::sent(card, *amount, known));
                place = place.saturating_add(1);
            }
            views.push(CardView::with(card, legs));
        }
        views
    }

    fn with(card: &CardPart, legs: Vec<LegView>) -> CardView {
        CardView {
            brand: card.face.brand.into(),
            last_four: card.face.last_four.to_string(),
            offer: OfferView::from(&card.offer),
            legs,
        }
    }
}

impl From<&CardPart> for CardView {
    /// A card as it was shown, before anything was heard of it.
    fn from(card: &CardPart) -> CardView {
        let legs = card.legs.iter();
        let legs = legs.map(|amount| LegView::sent(card, *amount, None));
        CardView::with(card, legs.collect())
    }
}

/// Banknotes, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CashView {
    /// What the customer gave.
    #[ts(type = "number")]
    pub handed_centavos: i64,
    /// What the customer got back.
    #[ts(type = "number")]
    pub change_centavos: i64,
}

impl CashView {
    /// The banknotes of a payment, where they were counted.
    pub(super) fn of(payment: &Payment) -> Option<CashView> {
        let (handed, change) = payment.handed().zip(payment.change())?;
        Some(CashView {
            handed_centavos: handed.centavos(),
            change_centavos: change.centavos(),
        })
    }
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
