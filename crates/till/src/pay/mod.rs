//! The ways to pay, a file each, and what they share: the checkout, and the
//! amounts above which a manager is asked.

pub mod cards;
pub mod cash;
mod checkout;
pub mod fixed_qr;
pub mod qr;
mod sale;
pub mod wallet;

pub use checkout::Checkout;

use crate::{RelayRefusal, Till, TillError};
use domain::Money;
use ledger::{UnreadRelay, Write};

/// The largest amount that is charged without a manager: $ 10.000.000.
pub const AMOUNT_MAX: Money = match Money::from_centavos(1_000_000_000) {
    Ok(money) => money,
    Err(_) => Money::MAX,
};
/// The longest concept, in characters.
pub const CONCEPT_CHARS_MAX: usize = 60;

/// After a restore a QR or a card is charged only once the relay was read:
/// whether the sale was paid before is told by notices still unread. A manager
/// may go on without. `listens`: whether notices can come.
pub(crate) fn refuse_unread(write: &Write<'_>, listens: bool) -> Result<(), TillError> {
    if listens && write.unread_relay()? == Some(UnreadRelay::Blocks) {
        return Err(TillError::RelayUnread);
    }
    Ok(())
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
