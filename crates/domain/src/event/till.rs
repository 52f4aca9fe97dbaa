//! The events of the till as a whole: its people, plans, settings and clock,
//! and the epochs of the journal.

use crate::close::JournalEnd;
use crate::destination::{Destination, DestinationIs};
use crate::person::{LockBecause, PinBecause, PinHash, TillNoticeKind};
use crate::plan::{Plan, PlanId};
use crate::{CloseNumber, Day, PaymentId, PersonId, Role, SaleId, ShiftNumber, TillNumber, UnixMs};
use serde::{Deserialize, Serialize};

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
    /// A manager took people's data out of the till: from now on a file names who
    /// paid.
    PayersExported { about: ExportedPayers },
    /// A manager erased what the till held about who paid a sale, because that
    /// person asked for it.
    PayerForgotten { sale: SaleId },
    /// A person asked again for a paper that is out, or may be: what comes out
    /// says that it is a copy.
    PaperReprinted { paper: ReprintedPaper },
    /// A manager gave up an errand that nobody waited for: it is not sent any
    /// more.
    ErrandGivenUp {
        /// Its number in the outbox.
        errand: i64,
        /// What it asked, in the outbox's word.
        kind: String,
        /// The payment that it was for, where it was for one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        payment: Option<PaymentId>,
        reason: String,
    },
}

/// A paper of which there is one original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "of")]
pub enum ReprintedPaper {
    /// The receipt of a sale.
    Receipt { sale: SaleId },
    /// A close of the day.
    Close { number: CloseNumber },
    /// The count of a shift.
    Count { shift: ShiftNumber },
    /// A movement of the drawer, by its line of the journal.
    Movement { seq: i64 },
}

/// Whose payers a file names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "of")]
pub enum ExportedPayers {
    /// All of some business days, the last one included.
    Days { from: Day, to: Day },
    /// One sale's.
    Sale { sale: SaleId },
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
            | TillEvent::DestinationConfirmed { .. }
            | TillEvent::PayersExported { .. }
            | TillEvent::PayerForgotten { .. }
            | TillEvent::PaperReprinted { .. }
            | TillEvent::ErrandGivenUp { .. } => None,
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
            | TillEvent::DestinationConfirmed { .. }
            | TillEvent::PayersExported { .. }
            | TillEvent::PayerForgotten { .. }
            | TillEvent::PaperReprinted { .. }
            | TillEvent::ErrandGivenUp { .. } => None,
        }
    }
}
