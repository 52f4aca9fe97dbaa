//! What the cashier typed, read: the one place where texts become a card.

use super::Reading;
use domain::card::{CardNumber, Expiry, SecurityCode, Swipe, UnfitCard};
use domain::plan::{BasisPoints, Offer, PlanId};
use domain::{Day, Money};
use providers::pagouno::{Card, DocumentKind, Holder};
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
    pub security_code: SecretString,
    /// The holder's name; may be blank for a first track.
    pub holder: SecretString,
    /// The kind of the holder's document, where the cashier chose one.
    pub document_kind: Option<DocumentKind>,
    /// The holder's document.
    pub document: SecretString,
    /// The plan that the customer picked.
    pub plan: PlanId,
    /// The part of the sale that this card covers: the cash price.
    pub amount: Money,
    /// The financed total that was shown and accepted.
    pub accepted_total: Money,
    /// What was shown besides; where that is not said, whatever the plan says.
    pub accepted_terms: Option<Terms>,
}

/// In how many instalments, and at what cost of the financing, the customer
/// agreed to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The real number of instalments.
    pub count: u8,
    /// The CFTEA, where one was shown.
    pub cftea: Option<BasisPoints>,
}

impl Terms {
    /// What an offer shows.
    #[must_use]
    pub fn of(offer: &Offer) -> Terms {
        Terms {
            count: offer.instalments().count(),
            cftea: offer.cftea(),
        }
    }
}

/// What was accepted for a card, without the card.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    pub(super) plan: PlanId,
    pub(super) amount: Money,
    pub(super) total: Money,
    pub(super) terms: Option<Terms>,
}

impl Accepted {
    /// Whether an offer is what was shown.
    pub(super) fn is(&self, offer: &Offer) -> bool {
        let same_terms = self.terms.is_none_or(|terms| terms == Terms::of(offer));
        offer.total() == self.total && same_terms
    }
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
        let holder = Holder::read(name, self.document.expose_secret(), self.document_kind)?;
        Ok(Reading {
            card: Card::new(number, expiry, code, holder, today)?,
            entry: Accepted {
                plan: self.plan,
                amount: self.amount,
                total: self.accepted_total,
                terms: self.accepted_terms,
            },
        })
    }
}
