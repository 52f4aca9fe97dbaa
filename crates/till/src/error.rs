//! Why the till did not do what it was asked. For people, `api` has a code and
//! the catalogue has the words.

use crate::settings::DNI_DIGITS;
use domain::card::UnfitCard;
use domain::{
    CloseNumber, Destination, LastFour, Money, Refusal, ShiftRefusal, Ticket, TillNumber,
};
use ledger::LedgerError;

/// Why the till did not do it. Nothing has happened.
#[derive(Debug, thiserror::Error)]
pub enum TillError {
    /// The rules of the trade refuse it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The ledger could not be read or written.
    #[error("the ledger could not be reached")]
    Ledger(#[from] LedgerError),
    /// There is no such sale.
    #[error("there is no such sale")]
    UnknownSale,
    /// Another till has taken the notice.
    #[error("till {} has taken that notice", .0.0)]
    HeldElsewhere(TillNumber),
    /// The relay cannot be asked now whether another till has taken the notice.
    #[error("the relay cannot be asked whether another till has taken that notice")]
    RelayAway,
    /// More than this till charges at once.
    #[error("more than {0} asks for a manager")]
    AmountTooLarge(Money),
    /// No payer's DNI is given, and none is set.
    #[error("no payer's DNI is given and totalcoin.default_dni is not set")]
    DniMissing,
    /// The payer's DNI is none.
    #[error("a DNI is {} to {} digits", DNI_DIGITS.start(), DNI_DIGITS.end())]
    DniMalformed,
    /// The concept is too long.
    #[error("a concept has at most {} characters", crate::pay::CONCEPT_CHARS_MAX)]
    ConceptTooLong,
    /// After a restore nothing is sold before the relay was read to its end.
    #[error("the ledger was restored, and the relay has not been read to its end since")]
    RelayUnread,
    /// The relay does not take this till for the one it says it is: whatever is
    /// charged, it would not hear of it.
    #[error(transparent)]
    RelayRefuses(crate::RelayRefusal),
    /// This machine's clock is too far off for a QR.
    #[error("this machine's clock is off by {skew_ms} ms")]
    ClockWrong {
        /// The provider's clock less ours, in milliseconds.
        skew_ms: i64,
    },
    /// pagoUno's keys, merchant or seller are not set, or not as it takes them.
    #[error("cards are not set up")]
    CardsNotConfigured,
    /// Something typed is no card.
    #[error("card {place}: {why}")]
    CardUnfit {
        /// Which card, from 0.
        place: usize,
        /// What is wrong with it.
        why: UnfitCard,
    },
    /// None, or more than are charged at once.
    #[error("one to {} cards are charged at once", crate::pay::cards::CARDS_MAX)]
    TooManyCards,
    /// The plan is not offered today for that amount.
    #[error("card {place}: the plan is not offered today for that amount")]
    PlanNotOffered {
        /// Which card, from 0.
        place: usize,
    },
    /// The plan makes another offer than the customer was shown: show it anew.
    #[error("card {place}: the plan makes another offer than was shown")]
    OfferChanged {
        /// Which card, from 0.
        place: usize,
    },
    /// The provider has no id by which it could be asked about this payment,
    /// or there is nothing left to ask.
    #[error("there is nothing to ask the provider about this payment")]
    NothingToAsk,
    /// A merchant's part of the charge would be below the least.
    #[error("a part of the charge would be below {0}")]
    LegTooSmall(Money),
    /// A charge on a card of the same last four digits is not known to have
    /// failed: only a manager may charge it again.
    #[error("the card …{last_four} is bound by {ticket}: this asks for a manager")]
    CardBound {
        /// The card's last four digits.
        last_four: LastFour,
        /// The sale whose charge binds it.
        ticket: Ticket,
    },
    /// Plans that are not beside each other.
    #[error("the plans do not stand beside each other: {0}")]
    PlansClash(String),
    /// A file of plans that cannot be taken.
    #[error("the plans cannot be taken: {0}")]
    PlansUnfit(String),
    /// The provider's address or credentials are not set.
    #[error("the provider is not set up")]
    NotConfigured,
    /// A new PIN is six to twelve digits.
    #[error("a new PIN is 6 to 12 digits, and not one that somebody has already")]
    PinMalformed,
    /// The secret store does not answer: no PIN can be checked, or kept.
    #[error("no PIN can be checked: {0}")]
    PinsUnavailable(String),
    /// The key of the PINs is not in the secret store any more.
    #[error("the key of the PINs is gone from the secret store")]
    PinKeyGone,
    /// There is no such notice of the till, or it was seen.
    #[error("there is no such notice of the till")]
    NoticeUnknown,
    /// Nobody has that PIN.
    #[error("nobody has that PIN")]
    PinWrong,
    /// Too many wrong PINs: none is tried for a while.
    #[error("after wrong PINs none is tried for {wait_ms} ms")]
    PinWait {
        /// For how long, in milliseconds.
        wait_ms: i64,
    },
    /// A name is 1 to 60 characters.
    #[error("a name is 1 to 60 characters, and not one that is taken")]
    NameUnfit,
    /// There is a manager: only they name another.
    #[error("there is a manager already")]
    ManagerExists,
    /// It needs something outside that a manager has not confirmed.
    #[error("a manager has not confirmed {0:?}")]
    Unconfirmed(Destination),
    /// No good QR has come yet, so nobody knows whom the QRs pay.
    #[error("no QR has come yet that says whom the QRs pay")]
    PayeeUnknown,
    /// The shift refuses it.
    #[error(transparent)]
    Shift(#[from] ShiftRefusal),
    /// No shift is open, or there is none of that number.
    #[error("there is no such shift")]
    NoShift,
    /// Selling asks for an open shift of whoever sells.
    #[error("selling asks for an open shift of whoever sells")]
    ShiftNeeded,
    /// The next close has another number than the one that was shown.
    #[error("the next close is number {}", .0.0)]
    CloseOfAnother(CloseNumber),
    /// The till is locked: somebody has to type their PIN first.
    #[error("the till is locked")]
    Locked,
    /// The till locks only once the shop has named a cashier.
    #[error("the shop has named no cashier")]
    NobodyToLock,
    /// There is no such person, or they no longer work here.
    #[error("there is no such person")]
    UnknownPerson,
    /// The last manager cannot be retired while there are cashiers.
    #[error("the last manager stays while others work here")]
    LastManager,
    /// Something committed earlier cannot be read back.
    #[error("what was committed cannot be read back: {0}")]
    Unreadable(&'static str),
}
