//! The commands to a sale: requests, and facts that it has to take in.

use crate::discrepancy::{Cover, DiscrepancyNumber, MoneyFrom, SettledAs};
use crate::leg::{CardPart, DoubtWhy, Leg};
use crate::means::QrOffer;
use crate::notice::NoticeNumber;
use crate::payment::RefusedWhy;
use crate::request::PaymentRequest;
use crate::tender::{ReturnedFrom, Tender};
use crate::{Money, Notice, PaymentId, TransactionKey, UnixMs};

/// The one new payment that may replace a refused one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replacement {
    /// Its new id.
    pub payment: PaymentId,
}

/// A provider's explicit answer to a charge, or to a question about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardAnswer {
    /// Approved: every leg, and the sums agree.
    Approved,
    /// Declined.
    Declined {
        /// The provider's words.
        detail: Option<String>,
        /// The sum of legs that had gone through, whose reversal is awaited.
        leg_succeeded: Option<Money>,
    },
    /// The provider did not accept the request at all.
    Refused {
        /// The provider's words.
        detail: Option<String>,
    },
    /// The provider has not decided.
    Pending,
}

/// A request to a sale, or a fact for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The cashier charges.
    Charge {
        /// The new payment's id.
        payment: PaymentId,
        request: PaymentRequest,
        /// Until when the request may be sent to the provider.
        deadline: UnixMs,
    },
    /// The cashier charges cards. Each card's offer says what it covers and
    /// what it is charged; the request has their sums.
    ChargeCards {
        payment: PaymentId,
        request: PaymentRequest,
        cards: Vec<CardPart>,
        /// Until when the charge may be sent.
        deadline: UnixMs,
    },
    /// The provider's answer brought a good QR.
    ReceiveQr { payment: PaymentId, qr: QrOffer },
    /// The payment will not become payable.
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
    /// The notices were read to their end, and that reading began after the
    /// till had written that the QR's time is up.
    ReadNoticesToEnd { payment: PaymentId },
    /// The till's clock was moved by so much.
    MoveEnds { payment: PaymentId, by_ms: i64 },
    /// A provider's notice that names the payment, or is about a transaction
    /// already known under it. If the transaction is known under another
    /// payment of this sale, that payment takes the notice; `payment` may then
    /// belong to any sale.
    HearNotice {
        payment: PaymentId,
        number: NoticeNumber,
        transaction: Option<TransactionKey>,
        notice: Notice,
    },
    /// The charge is about to be sent.
    MarkSent { payment: PaymentId },
    /// The charge is known not to have been sent.
    MarkNeverSent { payment: PaymentId },
    /// The provider answered the charge, or a question about it.
    HearAnswer {
        payment: PaymentId,
        answer: CardAnswer,
    },
    /// The charge's answer was lost, unreadable or too long pending.
    LoseAnswer { payment: PaymentId, why: DoubtWhy },
    /// What the charge's answer says about its legs. It does not change the
    /// payment's state.
    NoteLegs { payment: PaymentId, legs: Vec<Leg> },
    /// A notice says that a leg exists.
    HearHint {
        payment: PaymentId,
        number: NoticeNumber,
        leg: String,
    },
    /// The provider was asked about a leg of an ended payment as often as
    /// allowed and gave no final word: a person has to look.
    StopAsking {
        payment: PaymentId,
        /// The leg's id.
        leg: String,
    },
    /// The provider answered a question about one leg. The sale finds the leg's
    /// place by amount and card.
    HearLeg { payment: PaymentId, leg: Leg },
    /// A manager ends the doubt.
    SettleDoubt {
        payment: PaymentId,
        paid: bool,
        reason: String,
    },
    /// The ledger was restored from a copy: the till does not know whether the
    /// charge was sent after the copy was made.
    DoubtAfterRestore { payment: PaymentId },
    /// A manager releases a held errand, with a new deadline.
    Release {
        payment: PaymentId,
        deadline: UnixMs,
        reason: String,
    },
    /// A manager gives up a held errand.
    GiveUp { payment: PaymentId, reason: String },
    /// A manager says that a payment with the house's own wallet was paid, of
    /// which no notice came.
    EnterPaid { payment: PaymentId, reason: String },
    /// The customer says they paid the fixed QR.
    Declare { payment: PaymentId },
    /// That the customer says they paid was recorded by mistake.
    TakeBack { payment: PaymentId },
    /// A notice under a fixed QR is this declared payment's, as
    /// [`match_fixed`](crate::match_fixed) found.
    HearFixed {
        payment: PaymentId,
        number: NoticeNumber,
        transaction: TransactionKey,
        notice: Notice,
    },
    /// The day closes, and no notice came for a declared payment.
    CloseUnconfirmed { payment: PaymentId },
    /// Banknotes were counted.
    CountCash {
        payment: PaymentId,
        /// What the customer handed over; the excess is given back.
        handed: Money,
    },
    /// A manager settles a discrepancy.
    Settle {
        number: DiscrepancyNumber,
        how: SettledAs,
        /// The amount that completes this sale, if no notice gave one.
        amount: Option<Money>,
        /// What the money covers of another sale, if it belongs there.
        to: Option<Cover>,
        reason: String,
    },
    /// A manager says that a stray's or another sale's money belongs to this
    /// sale.
    TakeMoney {
        covers: Cover,
        /// The manager typed the amount.
        typed: bool,
        from: MoneyFrom,
        transaction: Option<TransactionKey>,
        reason: String,
    },
    /// A manager gives money of a payment back.
    ReturnMoney {
        payment: PaymentId,
        /// The discrepancy whose money it is, if any.
        number: Option<DiscrepancyNumber>,
        amount: Money,
        from: ReturnedFrom,
        reason: String,
    },
    /// A manager says that a payment typed as cash came by another means.
    CorrectMeans {
        payment: PaymentId,
        to: Tender,
        reason: String,
    },
    /// The provider says that money which a manager assigned to this payment
    /// belongs to another one.
    Disown {
        payment: PaymentId,
        transaction: TransactionKey,
    },
    /// The cashier takes the sale off the screen.
    Leave,
    /// The sale is on the screen again.
    Resume,
    /// A person gives the sale up.
    Abandon,
}
