//! Reads what the cashier typed. This is the one place where texts become a
//! card.

use super::Reading;
use domain::card::{CardNumber, Expiry, SecurityCode, Swipe, UnfitCard};
use domain::plan::{BasisPoints, Offer, PlanId};
use domain::{Day, Money};
use providers::pagouno::{Card, DocumentKind, Holder};
use secrecy::{ExposeSecret as _, SecretString};

/// A card as it was typed, and what the customer accepted for it. Its secrets
/// are wiped when it is dropped, and never printed.
#[derive(Debug)]
pub struct CardEntry {
    /// The number, or the tracks that a magnetic-stripe reader typed. The
    /// number, expiry and holder in a track replace what was typed separately.
    pub number: SecretString,
    /// Month and year; may be blank for tracks.
    pub expiry: SecretString,
    pub security_code: SecretString,
    /// The holder's name; may be blank for a first track.
    pub holder: SecretString,
    /// The kind of the holder's document, if the cashier chose one.
    pub document_kind: Option<DocumentKind>,
    pub document: SecretString,
    /// The plan that the customer picked.
    pub plan: PlanId,
    /// The part of the sale that this card covers: the cash price.
    pub amount: Money,
    /// The financed total that was shown and accepted.
    pub accepted_total: Money,
    /// The terms that were shown as well; `None` accepts the plan's terms.
    pub accepted_terms: Option<Terms>,
}

/// The number of instalments and the cost of financing that the customer
/// accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The real number of instalments.
    pub count: u8,
    /// The CFTEA, if one was shown.
    pub cftea: Option<BasisPoints>,
}

impl Terms {
    /// The terms of an offer.
    #[must_use]
    pub fn of(offer: &Offer) -> Terms {
        Terms {
            count: offer.instalments().count(),
            cftea: offer.cftea(),
        }
    }
}

/// What the customer accepted for a card, without the card itself.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    pub(super) plan: PlanId,
    pub(super) amount: Money,
    pub(super) total: Money,
    pub(super) terms: Option<Terms>,
}

impl Accepted {
    /// Whether an offer is the one that was shown.
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
