//! The ways to pay, a file each, and what they share: the sale that is charged,
//! and the amounts above which a manager is asked.

pub mod cards;
pub mod cash;
pub mod qr;
mod sale;

use crate::{RelayRefusal, Till, TillError};
use domain::{Actor, Money, Refusal, Sale, SaleEvent, SaleId, Stamp, Ticket, TillNumber, UnixMs};
use ledger::{UnreadRelay, Write};

/// The largest amount that is charged without a manager: $ 10.000.000.
pub const AMOUNT_MAX: Money = match Money::from_centavos(1_000_000_000) {
    Ok(money) => money,
    Err(_) => Money::MAX,
};
/// The longest concept, in characters.
pub const CONCEPT_CHARS_MAX: usize = 60;
/// A sale that is to be opened, where none is named.
#[derive(Clone)]
pub(crate) struct NewSale {
    pub(crate) id: SaleId,
    till: TillNumber,
    at: UnixMs,
    total: Money,
    concept: Option<String>,
}

impl NewSale {
    /// A sale of which so much is charged now; of that alone, or of a larger
    /// total. Above [`AMOUNT_MAX`] it needs a manager.
    pub(crate) fn of(
        till: &Till,
        (amount, total): (Money, Option<Money>),
        concept: Option<String>,
        by: &Actor,
    ) -> Result<NewSale, TillError> {
        let total = total.unwrap_or(amount);
        if amount > total {
            return Err(TillError::AmountTooLarge(total));
        }
        if total > AMOUNT_MAX && !by.is_manager() {
            return Err(TillError::AmountTooLarge(AMOUNT_MAX));
        }
        let concept = concept.map(|text| text.trim().to_owned());
        let concept = concept.filter(|text| !text.is_empty());
        if concept
            .as_ref()
            .is_some_and(|it| it.chars().count() > CONCEPT_CHARS_MAX)
        {
            return Err(TillError::ConceptTooLong);
        }
        Ok(NewSale {
            id: till.new_sale(),
            till: till.number(),
            at: till.now(),
            total,
            concept,
        })
    }

    fn open(self, write: &mut Write<'_>, by: &Actor) -> Result<(Sale, Vec<SaleEvent>), TillError> {
        if self.total.is_zero() {
            return Err(Refusal::AmountZero.into());
        }
        let ticket = Ticket {
            till: self.till,
            number: write.next_ticket(self.till)?,
        };
        let opened = SaleEvent::Opened {
            ticket,
            total: self.total,
            concept: self.concept,
        };
        let sale = Sale::opened(self.id, Stamp::new(by, self.at), &opened)
            .ok_or(TillError::Unreadable("a new sale"))?;
        Ok((sale, vec![opened]))
    }
}

/// After a restore a QR or a card is charged only once the relay was read:
/// whether the sale was paid before is told by notices still unread. A manager
/// may go on without. `listens`: whether notices can come.
pub(crate) fn refuse_unread(write: &Write<'_>, listens: bool) -> Result<(), TillError> {
    if listens && write.unread_relay()? == Some(UnreadRelay::Blocks) {
        return Err(TillError::RelayUnread);
    }
    Ok(())
}

/// The sale to charge: the one that is named, or a new one with the event that
/// opens it.
pub(crate) fn sale_to_charge(
    write: &mut Write<'_>,
    named: Option<SaleId>,
    new: NewSale,
    by: &Actor,
) -> Result<(Sale, Vec<SaleEvent>), TillError> {
    match named {
        Some(id) => Ok((write.sale(id)?.ok_or(TillError::UnknownSale)?, Vec::new())),
        None => new.open(write, by),
    }
}

impl Till {
    /// A till that the relay takes for another, or for none, charges nothing
    /// whose payment it would hear of by the relay.
    pub(crate) fn check_relay(&self) -> Result<(), TillError> {
        match self.contacts.relay().refused {
            Some(
                why @ (RelayRefusal::KeyUnknown | RelayRefusal::OtherTill | RelayRefusal::InUse),
            ) => Err(TillError::RelayRefuses(why)),
            Some(RelayRefusal::NoRelay) | None => Ok(()),
        }
    }
}
