//! The events of the journal. An event is a fact: it is applied and never
//! refused, and it is never changed afterwards.

mod till;

pub use till::{EpochBecause, ExportedPayers, ReprintedPaper, TillEvent};

use crate::close::{CloseEvent, CloseNumber};
use crate::discrepancy::{DiscrepancyKind, DiscrepancyNumber, MoneyFrom, Settlement};
use crate::fixed_qr::{FixedQrEvent, FixedQrId};
use crate::leg::{CardPart, DoubtWhy, Leg};
use crate::means::QrOffer;
use crate::notice::{NoticeNumber, StrayId};
use crate::payment::{Approval, RefusedWhy};
use crate::report::{ReportEvent, ReportId};
use crate::request::PaymentRequest;
use crate::shift::{ShiftEvent, ShiftNumber};
use crate::stray::StrayEvent;
use crate::tender::{ReturnedFrom, Tender};
use crate::{Deductions, Details, Money, PaymentId, SaleId, Ticket, TransactionKey, UnixMs, Word};
use serde::{Deserialize, Serialize};

/// An event, by its subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    Sale(SaleId, SaleEvent),
    /// About money that names no payment of this till.
    Stray(StrayId, StrayEvent),
    /// About a cashier's shift at this till.
    Shift(ShiftNumber, ShiftEvent),
    /// About a close of the day.
    Close(CloseNumber, CloseEvent),
    /// About a fixed QR.
    FixedQr(FixedQrId, FixedQrEvent),
    /// About a report to Bind.
    Report(ReportId, ReportEvent),
    /// About the till as a whole.
    Till(TillEvent),
}

/// What happened to a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum SaleEvent {
    /// The cashier opened the sale.
    Opened {
        ticket: Ticket,
        total: Money,
        concept: Option<String>,
    },
    /// The sale was given up, by a person or because no more money can come for
    /// it.
    Abandoned,
    /// The sale was taken off the cashier's screen while money could still come
    /// for it.
    PutAside,
    /// The sale is on the cashier's screen again.
    Resumed,
    /// A payment was committed; nothing has been sent for it.
    Requested {
        payment: PaymentId,
        #[serde(flatten)]
        request: PaymentRequest,
        deadline: UnixMs,
        replaces: Option<PaymentId>,
    },
    /// What each card was offered, and the customer accepted.
    CardsShown {
        payment: PaymentId,
        cards: Vec<CardPart>,
    },
    /// The payment's QR arrived and passed the check.
    QrReceived { payment: PaymentId, qr: QrOffer },
    /// An answer came for a payment that no longer waits for one; its QR is not
    /// shown.
    LateAnswer {
        payment: PaymentId,
        order: Option<String>,
    },
    /// The payment never became payable.
    Refused {
        payment: PaymentId,
        why: RefusedWhy,
        detail: Option<String>,
    },
    /// The QR's time is up; the notices still have to be read before it
    /// expires.
    TimeRanOut { payment: PaymentId },
    /// Its time ran out: no answer came by the deadline, or the notices were
    /// read to their end after the QR's time and none approved it.
    Expired { payment: PaymentId },
    /// The cashier cancelled it.
    Cancelled { payment: PaymentId },
    /// The charge is about to be sent, once.
    Sent { payment: PaymentId },
    /// The charge is known not to have been sent.
    NeverSent { payment: PaymentId },
    /// The provider has the charge and has not decided.
    Pending { payment: PaymentId },
    /// The provider explicitly approved it, for this reference and this amount.
    Approved { payment: PaymentId, by: Approval },
    /// The provider explicitly declined it.
    Declined {
        payment: PaymentId,
        detail: Option<String>,
    },
    /// The answer to the charge is lost: nobody knows whether the card was
    /// charged.
    InDoubt {
        payment: PaymentId,
        #[serde(default, skip_serializing_if = "DoubtWhy::is_default")]
        why: DoubtWhy,
    },
    /// What the provider says about legs of the charge.
    LegsHeard { payment: PaymentId, legs: Vec<Leg> },
    /// An unsigned notice claims that a leg of the payment exists. The till
    /// does not believe it but asks the provider.
    HintHeard {
        payment: PaymentId,
        notice: NoticeNumber,
        leg: String,
    },
    /// The banknotes that the customer handed over, and the change given back.
    CashCounted {
        payment: PaymentId,
        handed: Money,
        change: Money,
    },
    /// A cash payment was rounded down in the customer's favour: so much less
    /// was charged than it covers.
    CashRounded { payment: PaymentId, by: Money },
    /// The ledger was restored while the payment's errand was not finished: the
    /// errand waits for a manager.
    Held { payment: PaymentId },
    /// The till's clock was moved. The payment's deadline and its QR's end stay
    /// the same moments, written in the new time of day.
    EndsMoved { payment: PaymentId, by_ms: i64 },
    /// A manager releases the payment's held errand, with a new deadline.
    Released {
        payment: PaymentId,
        deadline: UnixMs,
        reason: String,
    },
    /// A manager gave up the payment's held errand: it will not become payable.
    GivenUp { payment: PaymentId, reason: String },
    /// A manager says that it was paid.
    SettledPaid { payment: PaymentId, reason: String },
    /// A manager says that it was not paid.
    SettledUnpaid { payment: PaymentId, reason: String },
    /// The customer says they paid the fixed QR.
    Declared { payment: PaymentId },
    /// No notice came for a declared payment.
    Unconfirmed { payment: PaymentId },
    /// A notice about this payment came.
    NoticeHeard {
        payment: PaymentId,
        notice: NoticeNumber,
        transaction: Option<TransactionKey>,
        amount: Option<Money>,
        word: Word,
        deductions: Deductions,
        #[serde(default, skip_serializing_if = "Details::is_empty")]
        details: Details,
    },
    /// A transaction's money is counted, once. A second such event for the same
    /// transaction corrects the amount and adds nothing.
    MoneyCounted {
        payment: PaymentId,
        transaction: TransactionKey,
        amount: Money,
    },
    /// A manager says that money which came counts for this sale.
    MoneyAssigned {
        payment: PaymentId,
        /// By how much the sale's covered amount changes.
        amount: Money,
        from: MoneyFrom,
        transaction: Option<TransactionKey>,
        /// The manager typed the amount, because no notice gave one.
        typed: bool,
        effect: AssignedAs,
        reason: String,
    },
    /// A manager had assigned this transaction's money to this payment, and the
    /// provider now says that it belongs to another one.
    MoneyDisowned {
        payment: PaymentId,
        transaction: TransactionKey,
    },
    /// Money does not fit its payment, and this item goes to the tray.
    DiscrepancyFound {
        number: DiscrepancyNumber,
        payment: PaymentId,
        kind: DiscrepancyKind,
        by: Money,
        transaction: Option<TransactionKey>,
    },
    /// A later notice resolved a discrepancy.
    DiscrepancyWithdrawn { number: DiscrepancyNumber },
    /// A manager settled a discrepancy.
    DiscrepancySettled {
        number: DiscrepancyNumber,
        settlement: Settlement,
    },
    /// Money went back to the customer.
    MoneyReturned {
        payment: PaymentId,
        /// The discrepancy whose money it was, if any.
        number: Option<DiscrepancyNumber>,
        amount: Money,
        from: ReturnedFrom,
        reason: String,
    },
    /// A payment typed as cash came by another means.
    MeansCorrected {
        payment: PaymentId,
        to: Tender,
        reason: String,
    },
}

/// What money that a manager assigned does to the payment it is assigned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssignedAs {
    /// It covers a part of the sale; the payment stays as it is.
    Part,
    /// It is at least what was charged: the payment is settled as paid.
    Payment,
    /// The money covered the sale before the sale was abandoned, and covers it
    /// again.
    Again,
}
