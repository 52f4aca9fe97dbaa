//! Why the till refused or failed. `api` gives each reason a code, and the
//! message catalogue has the words for people.

use crate::settings::DNI_DIGITS;
use domain::card::UnfitCard;
use domain::{
    CloseNumber, Destination, LastFour, Money, Refusal, ShiftRefusal, Ticket, TillNumber,
};
use ledger::{LedgerError, PayerNeededBy};

/// Why the till refused or failed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TillError {
    /// A rule of `domain` refuses it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The ledger could not be read or written.
    #[error("the ledger could not be reached")]
    Ledger(#[from] LedgerError),
    #[error("there is no such sale")]
    UnknownSale,
    /// Another till has taken the notice.
    #[error("till {} has taken that notice", .0.0)]
    HeldElsewhere(TillNumber),
    /// The relay cannot be asked now whether another till has taken the notice.
    #[error("the relay cannot be asked whether another till has taken that notice")]
    RelayAway,
    /// The amount is over this till's limit.
    #[error("more than {0} asks for a manager")]
    AmountTooLarge(Money),
    /// No payer's DNI was given, and the settings have none.
    #[error("no payer's DNI is given and totalcoin.default_dni is not set")]
    DniMissing,
    /// The text is not a DNI.
    #[error("a DNI is {} to {} digits", DNI_DIGITS.start(), DNI_DIGITS.end())]
    DniMalformed,
    #[error("a concept has at most {} characters", crate::pay::CONCEPT_CHARS_MAX)]
    ConceptTooLong,
    /// After a restore, no sale is made until the relay was read to its end.
    #[error("the ledger was restored, and the relay has not been read to its end since")]
    RelayUnread,
    /// The relay does not accept this till's identity, so the till would not
    /// hear of any payment.
    #[error(transparent)]
    RelayRefuses(crate::RelayRefusal),
    /// This machine's clock is too far off for a QR.
    #[error("this machine's clock is off by {skew_ms} ms")]
    ClockWrong {
        /// The provider's clock minus ours, in milliseconds.
        skew_ms: i64,
    },
    /// pagoUno's keys, merchant or seller are missing or malformed.
    #[error("cards are not set up")]
    CardsNotConfigured,
    /// The typed data is not a valid card.
    #[error("card {place}: {why}")]
    CardUnfit {
        /// The index of the card, from 0.
        place: usize,
        why: UnfitCard,
    },
    /// There are no cards, or more than one charge may have.
    #[error("one to {} cards are charged at once", crate::pay::cards::CARDS_MAX)]
    TooManyCards,
    /// The plan is not offered today for this amount.
    #[error("card {place}: the plan is not offered today for that amount")]
    PlanNotOffered {
        /// The index of the card, from 0.
        place: usize,
    },
    /// The plan's offer differs from the one the customer saw: show the new
    /// one.
    #[error("card {place}: the plan makes another offer than was shown")]
    OfferChanged {
        /// The index of the card, from 0.
        place: usize,
    },
    /// The provider has no id for this payment, or nothing is left to ask
    /// about.
    #[error("there is nothing to ask the provider about this payment")]
    NothingToAsk,
    /// A merchant's part of the charge would be below the minimum.
    #[error("a part of the charge would be below {0}")]
    LegTooSmall(Money),
    /// A charge of a card with the same last four digits is not known to have
    /// failed. Only a manager may charge that card again.
    #[error("the card …{last_four} is bound by {ticket}: this asks for a manager")]
    CardBound {
        last_four: LastFour,
        /// The sale with that charge.
        ticket: Ticket,
    },
    /// The plans contradict each other.
    #[error("the plans do not stand beside each other: {0}")]
    PlansClash(String),
    /// The file of plans is invalid.
    #[error("the plans cannot be taken: {0}")]
    PlansUnfit(String),
    /// No fixed QR is in force that could be shown.
    #[error("no fixed QR is in force")]
    NoFixedQr,
    /// The provider's address or credentials are not set.
    #[error("the provider is not set up")]
    NotConfigured,
    /// Bind, its credentials or the shop's QR are not set.
    #[error("the house's wallet is not set up")]
    WalletNotConfigured,
    /// The report does not exist.
    #[error("there is no such report")]
    ReportUnknown,
    /// The report's machine refuses it.
    #[error(transparent)]
    Report(#[from] domain::ReportRefusal),
    /// A number typed by hand does not check: the person is asked.
    #[error("{0} does not check")]
    NumberUnchecked(&'static str),
    /// A field that Bind asks for is empty or too long.
    #[error("{0} is empty or too long")]
    FieldUnfit(&'static str),
    /// A new PIN is six to twelve digits.
    #[error("a new PIN is 6 to 12 digits, and not one that somebody has already")]
    PinMalformed,
    /// The secret store does not answer, so no PIN can be checked or stored.
    #[error("no PIN can be checked: {0}")]
    PinsUnavailable(String),
    /// The key of the PINs is no longer in the secret store.
    #[error("the key of the PINs is gone from the secret store")]
    PinKeyGone,
    /// The till has no such notice, or it was already seen.
    #[error("there is no such notice of the till")]
    NoticeUnknown,
    /// The PIN belongs to nobody.
    #[error("nobody has that PIN")]
    PinWrong,
    /// After too many wrong PINs, every PIN is refused for a while.
    #[error("after wrong PINs none is tried for {wait_ms} ms")]
    PinWait {
        /// How long, in milliseconds.
        wait_ms: i64,
    },
    /// A name is 1 to 60 characters.
    #[error("a name is 1 to 60 characters, and not one that is taken")]
    NameUnfit,
    /// A manager exists already; only a manager adds another.
    #[error("there is a manager already")]
    ManagerExists,
    /// It sends a stored secret to an address that no manager has confirmed.
    #[error("a manager has not confirmed {0:?}")]
    Unconfirmed(Destination),
    /// No valid QR has come yet, so the payee is unknown.
    #[error("no QR has come yet that says whom the QRs pay")]
    PayeeUnknown,
    /// The shift refuses it.
    #[error(transparent)]
    Shift(#[from] ShiftRefusal),
    /// No shift is open, or there is none of that number.
    #[error("there is no such shift")]
    NoShift,
    /// Selling asks for an open shift of the person who sells.
    #[error("selling asks for an open shift of the person who sells")]
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
    /// Who paid cannot be erased yet.
    #[error("who paid is still needed by a {}", needing(*.0))]
    PayerNeeded(PayerNeededBy),
    /// The errand does not exist, or is finished.
    #[error("there is no such errand")]
    ErrandUnknown,
    /// The errand is out now.
    #[error("the errand is out now")]
    ErrandBusy,
    /// The errand is not to be tried or given up in the queue.
    #[error("the errand is not settled in the queue")]
    ErrandKept,
    /// No printer is set, or not that one.
    #[error("no printer is set")]
    NoPrinter,
    /// Too many papers wait for the printer.
    #[error("too many papers wait for the printer")]
    TooManyPapers,
    /// Something committed earlier cannot be read back.
    #[error("what was committed cannot be read back: {0}")]
    Unreadable(&'static str),
}

fn needing(by: PayerNeededBy) -> &'static str {
    match by {
        PayerNeededBy::Payment => "payment that is not finished",
        PayerNeededBy::Report => "report that is not settled",
    }
}
