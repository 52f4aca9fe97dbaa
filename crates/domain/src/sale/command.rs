//! What can be asked of a sale, and what it can be told.

use crate::discrepancy::{Cover, DiscrepancyNumber, MoneyFrom, SettledAs};
use crate::event::NoticeNumber;
use crate::leg::{CardPart, DoubtWhy, Leg};
use crate::payment::{Method, QrOffer, RefusedWhy};
use crate::{Money, Notice, PaymentId, TransactionKey, UnixMs};

/// The one new payment that may be in the place of a refused one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replacement {
    /// Its new id.
    pub payment: PaymentId,
}

/// A provider's explicit answer to a charge, or to a question about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardAnswer {
    /// Approved, every leg, and the sums agree.
    Approved,
    /// A no.
    Declined {
        /// The provider's words.
        detail: Option<String>,
        /// The sum of legs that had gone through, whose reversal is awaited.
        leg_succeeded: Option<Money>,
    },
    /// It did not take the request at all.
    Refused {
        /// The provider's words.
        detail: Option<String>,
    },
    /// It has not decided.
    Pending,
}

/// A request or a fact put before a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The cashier charges.
    Charge {
        /// The new payment's id.
        payment: PaymentId,
        /// How the customer pays.
        method: Method,
        /// The part of the sale that it covers.
        amount: Money,
        /// What the customer pays.
        charged: Money,
        /// Until when the provider may be asked.
        deadline: UnixMs,
    },
    /// The cashier charges cards. What they cover and what they are charged is
    /// what each was offered.
    ChargeCards {
        payment: PaymentId,
        cards: Vec<CardPart>,
        /// Until when the charge may go out.
        deadline: UnixMs,
    },
    /// The provider's answer brought a good QR.
    ReceiveQr { payment: PaymentId, qr: QrOffer },
    /// It will not become payable.
    Refuse {
        payment: PaymentId,
        why: RefusedWhy,
        detail: Option<String>,
        replacement: Option<Replacement>,
    },
    /// The cashier's deadline passed with no answer.
    PassDeadline { payment: PaymentId },
    /// The cashier cancels.
    Cancel { payment: PaymentId },
    /// The QR's time is up.
    RunOutOfTime { payment: PaymentId },
    /// The notices were read to their end, by a reading that began after the
    /// till had written that the QR's time is up.
    ReadNoticesToEnd { payment: PaymentId },
    /// The till's clock was moved by so much.
    MoveEnds { payment: PaymentId, by_ms: i64 },
    /// A provider's notice that names the payment, or speaks of a transaction
    /// already known under it. Where the transaction is known under another
    /// payment of the sale, it is heard there, and `payment` may be of any sale.
    HearNotice {
        payment: PaymentId,
        number: NoticeNumber,
        transaction: Option<TransactionKey>,
        notice: Notice,
    },
    /// The charge is about to go out.
    MarkSent { payment: PaymentId },
    /// The charge is known never to have gone out.
    MarkNeverSent { payment: PaymentId },
    /// The provider answered the charge, or a question about it.
    HearAnswer {
        payment: PaymentId,
        answer: CardAnswer,
    },
    /// The charge's answer was lost, unreadable or too long pending.
    LoseAnswer { payment: PaymentId, why: DoubtWhy },
    /// What the charge's answer says of its legs. It decides nothing.
    NoteLegs { payment: PaymentId, legs: Vec<Leg> },
    /// A notice says that a leg exists.
    HearHint {
        payment: PaymentId,
        number: NoticeNumber,
        leg: String,
    },
    /// The provider was asked about a leg of an ended payment often enough, and
    /// gave no final word: a person has to look.
    StopAsking {
        payment: PaymentId,
        /// The leg's id.
        leg: String,
    },
    /// The provider answered a question about one leg. Its place is found
    /// here, by amount and card.
    HearLeg { payment: PaymentId, leg: Leg },
    /// A manager ends the doubt.
    SettleDoubt {
        payment: PaymentId,
        paid: bool,
        reason: String,
    },
    /// The ledger was restored from a copy: whether the charge has gone out
    /// since is not known.
    DoubtAfterRestore { payment: PaymentId },
    /// A manager lets a held errand go out, until a new deadline.
    Release {
        payment: PaymentId,
        deadline: UnixMs,
        reason: String,
    },
    /// A manager gives a held errand up.
    GiveUp { payment: PaymentId, reason: String },
    /// The customer says they paid the fixed QR.
    Declare { payment: PaymentId },
    /// The day closes on what was declared.
    CloseUnconfirmed { payment: PaymentId },
    /// Banknotes were counted.
    CountCash {
        payment: PaymentId,
        /// What the customer handed over; what is too much goes back.
        handed: Money,
    },
    /// A manager settles a discrepancy.
    Settle {
        number: DiscrepancyNumber,
        how: SettledAs,
        /// The amount that completes this sale, where no notice told one.
        amount: Option<Money>,
        /// What the money covers of another sale, where it belongs there.
        to: Option<Cover>,
        reason: String,
    },
    /// A manager says that money which was elsewhere is of this sale.
    TakeMoney {
        covers: Cover,
        /// The manager typed the amount.
        typed: bool,
        from: MoneyFrom,
        transaction: Option<TransactionKey>,
        reason: String,
    },
    /// The provider says that money which a manager assigned to this payment
    /// is of another.
    Disown {
        payment: PaymentId,
        transaction: TransactionKey,
    },
    /// The cashier takes the sale off the screen.
    Leave,
    /// It is on the screen again.
    Resume,
    /// A person gives the sale up.
    Abandon,
}
