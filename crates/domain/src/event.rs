//! What happened, as the journal keeps it. An event is a fact: it is applied,
//! never refused, and what it says is never changed afterwards.

use crate::destination::{Destination, DestinationIs};
use crate::discrepancy::{DiscrepancyKind, DiscrepancyNumber, MoneyFrom, Settlement};
use crate::leg::{CardPart, DoubtWhy, Leg};
use crate::payment::{Approval, Method, QrOffer, RefusedWhy};
use crate::person::{PinBecause, PinHash, TillNoticeKind};
use crate::plan::{Plan, PlanId};
use crate::stray::{StrayEvent, StrayId};
use crate::{
    Deductions, Details, Money, PaymentId, PersonId, Role, SaleId, Ticket, TillNumber,
    TransactionKey, UnixMs, Word,
};
use serde::{Deserialize, Serialize};

/// A notice's number in the till's inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NoticeNumber(pub i64);

/// What the event is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    Sale(SaleId, SaleEvent),
    /// Money of nobody's payment.
    Stray(StrayId, StrayEvent),
    /// The till as a whole.
    Till(TillEvent),
}

/// What happened to a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum SaleEvent {
    /// The cashier began it.
    Opened {
        ticket: Ticket,
        total: Money,
        concept: Option<String>,
    },
    /// It was given up, by a person or because nothing more can come of it.
    Abandoned,
    /// It was taken off the cashier's screen while something could come of it.
    PutAside,
    /// It is on the cashier's screen again.
    Resumed,
    /// A payment was committed; nothing has been sent for it.
    Requested {
        payment: PaymentId,
        method: Method,
        amount: Money,
        charged: Money,
        deadline: UnixMs,
        replaces: Option<PaymentId>,
    },
    /// What each card was offered, and the customer accepted.
    CardsShown {
        payment: PaymentId,
        cards: Vec<CardPart>,
    },
    /// Its QR came and is good.
    QrReceived { payment: PaymentId, qr: QrOffer },
    /// An answer came for a payment that no longer asks; its QR is not shown.
    LateAnswer {
        payment: PaymentId,
        order: Option<String>,
    },
    /// It never became payable.
    Refused {
        payment: PaymentId,
        why: RefusedWhy,
        detail: Option<String>,
    },
    /// The QR's time is up; the notices are still to be read.
    TimeRanOut { payment: PaymentId },
    /// Its time ran out.
    Expired { payment: PaymentId },
    /// The cashier cancelled it.
    Cancelled { payment: PaymentId },
    /// The charge is about to go out, once.
    Sent { payment: PaymentId },
    /// The charge is known never to have gone out.
    NeverSent { payment: PaymentId },
    /// The provider has it and has not decided.
    Pending { payment: PaymentId },
    /// The provider's explicit word, for this reference and this amount.
    Approved { payment: PaymentId, by: Approval },
    /// The provider's explicit no.
    Declined {
        payment: PaymentId,
        detail: Option<String>,
    },
    /// The charge's answer is not known.
    InDoubt {
        payment: PaymentId,
        #[serde(default, skip_serializing_if = "DoubtWhy::is_default")]
        why: DoubtWhy,
    },
    /// What the provider says of legs of the charge.
    LegsHeard { payment: PaymentId, legs: Vec<Leg> },
    /// A notice says that a leg of it exists. Nobody need believe that: the
    /// provider is asked.
    HintHeard {
        payment: PaymentId,
        notice: NoticeNumber,
        leg: String,
    },
    /// The customer handed over so much in banknotes, and so much went back.
    CashCounted {
        payment: PaymentId,
        handed: Money,
        change: Money,
    },
    /// The ledger was restored while its errand was owed: it waits for a
    /// manager.
    Held { payment: PaymentId },
    /// The till's clock was moved: the payment's deadline and its QR's end are
    /// the same moments under the new time of day.
    EndsMoved { payment: PaymentId, by_ms: i64 },
    /// A manager lets its held errand go out, until a new deadline.
    Released {
        payment: PaymentId,
        deadline: UnixMs,
        reason: String,
    },
    /// A manager gave its held errand up: it will not become payable.
    GivenUp { payment: PaymentId, reason: String },
    /// A manager's word that it was paid.
    SettledPaid { payment: PaymentId, reason: String },
    /// A manager's word that it was not.
    SettledUnpaid { payment: PaymentId, reason: String },
    /// The customer says they paid the fixed QR.
    Declared { payment: PaymentId },
    /// No notice came for what was declared.
    Unconfirmed { payment: PaymentId },
    /// A notice spoke of it.
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
    /// A transaction's money is counted, once. A second such event of the same
    /// transaction corrects the amount; it adds nothing.
    MoneyCounted {
        payment: PaymentId,
        transaction: TransactionKey,
        amount: Money,
    },
    /// A manager's word that money which came counts for this sale.
    MoneyAssigned {
        payment: PaymentId,
        /// By how much the covered amount of the sale moves.
        amount: Money,
        from: MoneyFrom,
        transaction: Option<TransactionKey>,
        /// The manager typed the amount: no notice told one.
        typed: bool,
        effect: AssignedAs,
        reason: String,
    },
    /// The provider says that this transaction, whose money a manager had
    /// assigned here, is another payment's.
    MoneyDisowned {
        payment: PaymentId,
        transaction: TransactionKey,
    },
    /// Something does not fit.
    DiscrepancyFound {
        number: DiscrepancyNumber,
        payment: PaymentId,
        kind: DiscrepancyKind,
        by: Money,
        transaction: Option<TransactionKey>,
    },
    /// A later notice made it fit.
    DiscrepancyWithdrawn { number: DiscrepancyNumber },
    /// A manager settled it.
    DiscrepancySettled {
        number: DiscrepancyNumber,
        settlement: Settlement,
    },
}

/// What money that a manager assigned does to its payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssignedAs {
    /// It covers a part of the sale; the payment stays as it is.
    Part,
    /// It is at least what was charged: the payment is settled as paid.
    Payment,
    /// It covered the sale before that was abandoned, and covers it again.
    Again,
}

/// What happened to the till as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum TillEvent {
    /// The journal goes on under a new seal.
    EpochOpened { because: EpochBecause },
    /// The ledger was restored from a copy, and goes on in a new epoch. What
    /// came after the copy was made is not in it.
    Restored {
        /// When the copy was made.
        copy_made_at: UnixMs,
        /// The copy's last line.
        copy_seq: i64,
        /// How many ticket numbers were passed over.
        tickets_passed_over: u32,
        /// How many numbers of closes were passed over.
        #[serde(default)]
        closes_passed_over: u32,
        /// The till whose first tickets were passed over, had it given none.
        #[serde(default)]
        till: Option<TillNumber>,
        /// The anchors that are not on the journal any more. They are excused
        /// for ever.
        #[serde(default)]
        anchors_left: Vec<JournalEnd>,
    },
    /// The ledger's file was put back to an earlier state, past the till: its
    /// journal does not lead to an anchor. It goes on as after a restore.
    RolledBack {
        /// The journal's last line when that was found.
        found_seq: i64,
        /// As in `Restored`.
        tickets_passed_over: u32,
        closes_passed_over: u32,
        till: Option<TillNumber>,
        anchors_left: Vec<JournalEnd>,
    },
    /// After a restore the relay was read to its end: selling goes on.
    RelayRead,
    /// After a restore the relay did not answer, and a manager lets QRs and
    /// cards be charged before it was read.
    RelayWaived { reason: String },
    /// The machine's clocks jumped.
    ClockMoved {
        /// The wall clock less the monotonic one, over the jump.
        by_ms: i64,
        /// How much of that the machine slept.
        slept_ms: i64,
        /// The first line whose time is doubtful: from there to this event the
        /// wall clock may have been wrong. None for a sleep, and where the
        /// clock had been right.
        doubtful_from: Option<i64>,
    },
    /// A worker panicked and was started again.
    WorkerFailed { worker: String },
    /// The merchant's identity was kept from the first QR.
    IdentityKept {
        cuit: Option<String>,
        cvu: Option<String>,
    },
    /// A manager confirmed that this is whom the QRs pay.
    IdentityConfirmed {
        cuit: Option<String>,
        cvu: Option<String>,
    },
    /// A manager had it forgotten: the next good QR's is kept.
    IdentityForgotten {
        cuit: Option<String>,
        cvu: Option<String>,
        reason: String,
    },
    /// The shop saved settings, or secrets by their names, and was opened
    /// again by them. The values are elsewhere.
    SettingsSaved { keys: Vec<String> },
    /// The shop named a person. A later one of the same id is a new name.
    PersonNamed {
        id: PersonId,
        name: String,
        role: Role,
    },
    /// A person's PIN is the one of this hash, in place of the one before.
    PinKept {
        person: PersonId,
        pin: PinHash,
        because: PinBecause,
    },
    /// A PIN was tried that is nobody's; so many since the last right one.
    PinWrong { wrong: u32 },
    /// A person's PIN is right, and shorter than a new one may be.
    PinShort { person: PersonId },
    /// The secret store answers, and does not have the key under which the PINs
    /// were hashed.
    PinKeyGone,
    /// A manager has seen the notice that this line of the journal was.
    TillNoticeSeen { notice: i64 },
    /// A plan is as it is here, in place of the one of its id.
    PlanKept { plan: Plan },
    /// There is no plan of that id any more.
    PlanDropped { plan: PlanId },
    AddressesInForce {
        addresses: Vec<String>,
        /// What of them is held against what a manager confirmed.
        #[serde(default)]
        destinations: Vec<DestinationIs>,
    },
    /// A manager confirmed where secrets go, or whom cards pay.
    DestinationConfirmed {
        destination: Destination,
        value: String,
    },
}

/// An end that a journal had: its last line, and that line's hash, which
/// chains it to every line before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEnd {
    /// The line's sequence.
    pub seq: i64,
    /// Its hash: 64 hexadecimal digits.
    pub hash: String,
}

/// Why a new epoch of the journal began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EpochBecause {
    /// The ledger is new.
    FirstRun,
    /// The seal of the last epoch is not in the secret store any more.
    SealGone,
    /// The secret store has a seal, and it is not the last epoch's. Nobody
    /// restored a copy: somebody else sealed what came before.
    ForeignSeal,
    /// The ledger was restored from a copy.
    Restored,
    /// The ledger's file was put back to an earlier state.
    RolledBack,
}

impl TillEvent {
    /// Why a new epoch of the journal begins with this event, where one does.
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

    /// What a manager is to be told of it, and whom it is about.
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
            | TillEvent::PinWrong { .. }
            | TillEvent::TillNoticeSeen { .. }
            | TillEvent::PlanKept { .. }
            | TillEvent::PlanDropped { .. }
            | TillEvent::AddressesInForce { .. }
            | TillEvent::DestinationConfirmed { .. } => None,
        }
    }
}
