//! One charge, as it is committed before it goes out: every byte of the body
//! but the keys, which are no part of any file.

use super::card::Token;
use super::seller::SellerDescriptor;
use super::split::LEG_MIN;
use domain::plan::Instalments;
use domain::{LastFour, Money, PaymentId};
use serde::{Deserialize, Serialize};

/// A charge: one payment, on one or more cards, to one or more merchants each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Sent as both references.
    pub payment: PaymentId,
    /// What the statement says.
    pub seller: SellerDescriptor,
    /// The cards, in their order.
    pub cards: Vec<ChargedCard>,
}

/// One card of a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargedCard {
    /// What it was traded for; it serves once.
    pub token: Token,
    /// By which its legs are known in the answer.
    pub last_four: LastFour,
    /// In how many instalments.
    pub instalments: Instalments,
    /// pagoUno's code of a recurring payment; left out where there is none.
    pub subscription_code: Option<String>,
    /// What each merchant gets.
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
    /// One token stands for two cards: it serves once.
    #[error("one token stands there twice")]
    TokenTwice,
}

impl Charge {
    /// Whether it may be sent, as far as the page says.
    ///
    /// # Errors
    /// [`UnfitCharge`], by why not.
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

    /// What was asked of each leg, in the order in which an answer has them.
    pub(crate) fn asked(&self) -> Vec<(Money, LastFour)> {
        let of_card = |card: &ChargedCard| {
            let last_four = card.last_four;
            let amounts: Vec<Money> = card.legs.iter().map(|leg| leg.amount).collect();
            amounts.into_iter().map(move |amount| (amount, last_four))
        };
        self.cards.iter().flat_map(of_card).collect()
    }
}
