//! One charge, as it is committed before it is sent: everything in the body
//! except the keys, which are never written to a file.

use super::card::Token;
use super::seller::SellerDescriptor;
use domain::plan::Instalments;
use domain::{LastFour, Money, PaymentId};
use serde::{Deserialize, Serialize};

/// The smallest leg (pagoUno, purchasegroup, `transaction_amount`: "Importe
/// mínimo: 1000").
pub const LEG_MIN: Money = match Money::from_centavos(1_000) {
    Ok(money) => money,
    Err(_) => Money::MAX,
};

/// A charge: one payment, on one or more cards, to one or more merchants each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Sent as both references.
    pub payment: PaymentId,
    /// The text for the card's statement.
    pub seller: SellerDescriptor,
    /// The cards, in their order.
    pub cards: Vec<ChargedCard>,
}

/// One card of a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargedCard {
    /// The card's token, good for one charge.
    pub token: Token,
    /// The digits by which the answer identifies its legs.
    pub last_four: LastFour,
    /// The number of instalments.
    pub instalments: Instalments,
    /// pagoUno's code of a recurring payment; not sent if there is none.
    pub subscription_code: Option<String>,
    /// One leg for each merchant.
    pub legs: Vec<ChargedLeg>,
}

/// One leg of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargedLeg {
    pub merchant_code_group: String,
    /// What is charged.
    pub amount: Money,
}

/// Why a charge may not be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnfitCharge {
    /// No card, or a card without legs.
    #[error("nothing is to be charged")]
    Empty,
    /// A leg is below [`LEG_MIN`].
    #[error("{0} is below {LEG_MIN}, the least that can be charged")]
    LegTooSmall(Money),
    /// Two cards have the same token, which is good only once.
    #[error("one token stands there twice")]
    TokenTwice,
}

impl Charge {
    /// Checks the rules of pagoUno's page before sending.
    ///
    /// # Errors
    /// [`UnfitCharge`] names the broken rule.
    pub fn check(&self) -> Result<(), UnfitCharge> {
        if self.cards.is_empty() || self.cards.iter().any(|card| card.legs.is_empty()) {
            return Err(UnfitCharge::Empty);
        }
        let mut legs = self.cards.iter().flat_map(|card| &card.legs);
        if let Some(leg) = legs.find(|leg| leg.amount < LEG_MIN) {
            return Err(UnfitCharge::LegTooSmall(leg.amount));
        }
        for (place, card) in self.cards.iter().enumerate() {
            if self
                .cards
                .iter()
                .take(place)
                .any(|it| it.token == card.token)
            {
                return Err(UnfitCharge::TokenTwice);
            }
        }
        Ok(())
    }

    /// Amount and card of each leg, in the order of an answer.
    pub(crate) fn asked(&self) -> Vec<(Money, LastFour)> {
        let of_card = |card: &ChargedCard| {
            let last_four = card.last_four;
            let amounts: Vec<Money> = card.legs.iter().map(|leg| leg.amount).collect();
            amounts.into_iter().map(move |amount| (amount, last_four))
        };
        self.cards.iter().flat_map(of_card).collect()
    }
}
