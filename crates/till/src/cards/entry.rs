//! What the cashier typed, read: the one place where texts become a card.

use super::Reading;
use domain::card::{CardNumber, Expiry, SecurityCode, Swipe, UnfitCard};
use domain::plan::PlanId;
use domain::{Day, Money};
use providers::pagouno::{Card, Holder};
use secrecy::{ExposeSecret as _, SecretString};

/// One card as it was typed, and what the customer accepted for it. What is
/// secret is wiped when this is dropped, and never printed.
#[derive(Debug)]
pub struct CardEntry {
    /// The number, or the tracks that a magnetic-stripe reader typed; of those
    /// number, expiry and holder are read, and win over what else was typed.
    pub number: SecretString,
    /// Month and year; may be blank for tracks.
    pub expiry: SecretString,
    /// The security code.
    pub security_code: SecretString,
    /// The holder's name; may be blank for a first track.
    pub holder: SecretString,
    /// The holder's document.
    pub document: SecretString,
    /// The plan that the customer picked.
    pub plan: PlanId,
    /// The part of the sale that this card covers: the cash price.
    pub amount: Money,
    /// The financed total that was shown and accepted.
    pub accepted_total: Money,
}

/// What was accepted for a card, without the card.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    pub(super) plan: PlanId,
    pub(super) amount: Money,
    pub(super) total: Money,
}

impl CardEntry {
    /// Reads the card. The texts are wiped.
    pub(super) fn read(self, today: Day) -> Result<Reading, UnfitCard> {
        let typed = self.number.expose_secret();
        let (number, expiry, name) = if Swipe::looks_like_one(typed) {
            let swipe = Swipe::read(typed).map_err(|_| UnfitCard::NumberLength)?;
            (swipe.number, swipe.expiry, swipe.holder)
        } else {
            let expiry = Expiry::read(self.expiry.expose_secret())?;
            (CardNumber::read(typed)?, expiry, None)
        };
        let code = SecurityCode::read(self.security_code.expose_secret(), number.face().brand)?;
        let name = name
            .as_ref()
            .map_or(self.holder.expose_secret(), |it| it.as_str());
        let holder = Holder::read(name, self.document.expose_secret())?;
        Ok(Reading {
            card: Card::new(number, expiry, code, holder, today)?,
            entry: Accepted {
                plan: self.plan,
                amount: self.amount,
                total: self.accepted_total,
            },
        })
    }
}
