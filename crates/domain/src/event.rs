//! The events of the journal. An event is a fact: it is applied and never
//! refused, and it is never changed afterwards.

use crate::close::{CloseEvent, CloseNumber, JournalEnd};
use crate::destination::{Destination, DestinationIs};
use crate::discrepancy::{DiscrepancyKind, DiscrepancyNumber, MoneyFrom, Settlement};
use crate::leg::{CardPart, DoubtWhy, Leg};
use crate::means::QrOffer;
use crate::notice::{NoticeNumber, StrayId};
use crate::payment::{Approval, RefusedWhy};
use crate::person::{LockBecause, PinBecause, PinHash, TillNoticeKind};
use crate::plan::{Plan, PlanId};
use crate::request::PaymentRequest;
use crate::shift::{ShiftEvent, ShiftNumber};
use crate::stray::StrayEvent;
use crate::tender::{ReturnedFrom, Tender};
use crate::{
    Deductions, Details, Money, PaymentId, PersonId, Role, SaleId, Ticket, TillNumber,
    TransactionKey, UnixMs, Word,
};
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

/// What happened to the till as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum TillEvent {
    /// The journal goes on under a new seal.
    EpochOpened { because: EpochBecause },
    /// The ledger was restored from a copy, and goes on in a new epoch. It
    /// lacks everything that happened after the copy was made.
    Restored {
        /// When the copy was made.
        copy_made_at: UnixMs,
        /// The copy's last line.
        copy_seq: i64,
        /// How many ticket numbers were skipped.
        tickets_passed_over: u32,
        /// How many close numbers were skipped.
        #[serde(default)]
        closes_passed_over: u32,
        /// The till whose first tickets were skipped, if the copy has no ticket
        /// of it.
        #[serde(default)]
        till: Option<TillNumber>,
        /// The anchors that are no longer on the journal. They are excused for
        /// ever.
        #[serde(default)]
        anchors_left: Vec<JournalEnd>,
    },
    /// Somebody put the ledger's file back to an earlier state behind the
    /// till's back: its journal does not lead to an anchor. The till goes on as
    /// after a restore.
    RolledBack {
        /// The journal's last line when the till noticed.
        found_seq: i64,
        /// As in `Restored`.
        tickets_passed_over: u32,
        closes_passed_over: u32,
        till: Option<TillNumber>,
        anchors_left: Vec<JournalEnd>,
    },
    /// After a restore the relay was read to its end: QRs and cards can be
    /// charged again.
    RelayRead,
    /// After a restore the relay did not answer, and a manager allows QRs and
    /// cards to be charged before it is read.
    RelayWaived { reason: String },
    /// The machine's clocks jumped.
    ClockMoved {
        /// The change of the wall clock minus that of the monotonic clock, over
        /// the jump.
        by_ms: i64,
        /// How much of that time the machine slept.
        slept_ms: i64,
        /// The first line whose time is doubtful: from there to this event the
        /// wall clock may have been wrong. `None` for a sleep, or if the clock
        /// had been right.
        doubtful_from: Option<i64>,
    },
    /// A worker panicked and was started again.
    WorkerFailed { worker: String },
    /// The merchant's identity was taken from the first QR.
    IdentityKept {
        cuit: Option<String>,
        cvu: Option<String>,
    },
    /// A manager confirmed that the QRs pay this merchant.
    IdentityConfirmed {
        cuit: Option<String>,
        cvu: Option<String>,
    },
    /// A manager discarded the merchant's identity: the identity of the next
    /// good QR is kept.
    IdentityForgotten {
        cuit: Option<String>,
        cvu: Option<String>,
        reason: String,
    },
    /// The shop saved these settings and secrets, by name, and was opened again
    /// with them. The journal does not hold their values.
    SettingsSaved { keys: Vec<String> },
    /// The shop named a person. A later event with the same id renames that
    /// person.
    PersonNamed {
        id: PersonId,
        name: String,
        role: Role,
    },
    /// A person no longer works here. The name stays for what they did.
    PersonRetired { id: PersonId },
    /// The till was locked.
    Locked { because: LockBecause },
    /// The person who did this unlocked the till, and sells from now on.
    Unlocked,
    /// A person's PIN has this hash, which replaces the previous one.
    PinKept {
        person: PersonId,
        pin: PinHash,
        because: PinBecause,
    },
    /// Somebody typed a PIN that belongs to nobody. `wrong` counts such tries
    /// since the last right one.
    PinWrong { wrong: u32 },
    /// A person typed their right PIN, and it is shorter than a new PIN may be.
    PinShort { person: PersonId },
    /// The secret store answers, and does not have the key under which the PINs
    /// were hashed.
    PinKeyGone,
    /// A manager has seen the till notice that this line of the journal raised.
    TillNoticeSeen { notice: i64 },
    /// A plan was saved; it replaces the previous plan of the same id.
    PlanKept { plan: Plan },
    /// The plan of that id was deleted.
    PlanDropped { plan: PlanId },
    AddressesInForce {
        addresses: Vec<String>,
        /// Those addresses and identities that are compared with what a manager
        /// confirmed.
        #[serde(default)]
        destinations: Vec<DestinationIs>,
    },
    /// A manager confirmed where secrets go, or whom cards pay.
    DestinationConfirmed {
        destination: Destination,
        value: String,
    },
}

/// Why a new epoch of the journal began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EpochBecause {
    /// The ledger is new.
    FirstRun,
    /// The seal of the last epoch is no longer in the secret store.
    SealGone,
    /// The secret store has a seal that is not the last epoch's, and nobody
    /// restored a copy: somebody else sealed the lines before.
    ForeignSeal,
    /// The ledger was restored from a copy.
    Restored,
    /// The ledger's file was put back to an earlier state.
    RolledBack,
}

impl TillEvent {
    /// Why a new epoch of the journal begins with this event, if one does.
    #[must_use]
    pub const fn opens_epoch(&self) -> Option<EpochBecause> {
        match self {
            TillEvent::EpochOpened { because } => Some(*because),
            TillEvent::Restored { .. } => Some(EpochBecause::Restored),
            TillEvent::RolledBack { .. } => Some(EpochBecause::RolledBack),
            TillEvent::RelayRead
            | TillEvent::RelayWaived { .. }
            | TillEvent::ClockMoved { .. }
            | TillEvent::WorkerFailed { .. }
            | TillEvent::IdentityKept { .. }
            | TillEvent::IdentityConfirmed { .. }
            | TillEvent::IdentityForgotten { .. }
            | TillEvent::SettingsSaved { .. }
            | TillEvent::PersonNamed { .. }
            | TillEvent::PersonRetired { .. }
            | TillEvent::Locked { .. }
            | TillEvent::Unlocked
            | TillEvent::PinKept { .. }
            | TillEvent::PinWrong { .. }
            | TillEvent::PinShort { .. }
            | TillEvent::PinKeyGone
            | TillEvent::TillNoticeSeen { .. }
            | TillEvent::PlanKept { .. }
            | TillEvent::PlanDropped { .. }
            | TillEvent::AddressesInForce { .. }
            | TillEvent::DestinationConfirmed { .. } => None,
        }
    }

    /// The till notice that a manager should see because of this event, and the
    /// person it is about.
    #[must_use]
    pub const fn notice(&self) -> Option<(TillNoticeKind, Option<PersonId>)> {
        match self {
            TillEvent::PinKept {
                person, because, ..
            } => match because {
                PinBecause::Forgotten => Some((TillNoticeKind::ManagerForgotten, Some(*person))),
                PinBecause::KeyGone => Some((TillNoticeKind::ManagerKeyGone, Some(*person))),
                PinBecause::Named | PinBecause::Changed | PinBecause::Renewed => None,
            },
            TillEvent::PinKeyGone => Some((TillNoticeKind::PinKeyGone, None)),
            TillEvent::PinShort { person } => Some((TillNoticeKind::PinShort, Some(*person))),
            TillEvent::EpochOpened { because } => match because {
                EpochBecause::SealGone => Some((TillNoticeKind::SealGone, None)),
                EpochBecause::ForeignSeal => Some((TillNoticeKind::ForeignSeal, None)),
                // A restore and a roll-back have events of their own.
                EpochBecause::FirstRun | EpochBecause::Restored | EpochBecause::RolledBack => None,
            },
            TillEvent::RolledBack { .. } => Some((TillNoticeKind::RolledBack, None)),
            TillEvent::WorkerFailed { .. } => Some((TillNoticeKind::WorkerFailed, None)),
            TillEvent::Restored { .. }
            | TillEvent::RelayRead
            | TillEvent::RelayWaived { .. }
            | TillEvent::ClockMoved { .. }
            | TillEvent::IdentityKept { .. }
            | TillEvent::IdentityConfirmed { .. }
            | TillEvent::IdentityForgotten { .. }
            | TillEvent::SettingsSaved { .. }
            | TillEvent::PersonNamed { .. }
            | TillEvent::PersonRetired { .. }
            | TillEvent::Locked { .. }
            | TillEvent::Unlocked
            | TillEvent::PinWrong { .. }
            | TillEvent::TillNoticeSeen { .. }
            | TillEvent::PlanKept { .. }
            | TillEvent::PlanDropped { .. }
            | TillEvent::AddressesInForce { .. }
            | TillEvent::DestinationConfirmed { .. } => None,
        }
    }
}
