//! The tray: what waits there, and how a manager answers it.

use super::{AskedView, DiscrepancyKind, SaleView, SettleHow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What waits in the tray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TrayItem {
    /// Its id, with which it is settled.
    pub id: String,
    /// How it does not fit.
    pub kind: DiscrepancyKind,
    /// By how much, or how much came.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// When it was found.
    #[ts(type = "number")]
    pub since_ms: i64,
    /// The provider's reference of the transaction.
    pub reference: Option<String>,
    /// The provider's word where it was not an approval, as it came.
    pub provider_word: Option<String>,
    /// Who paid, where the notice says it.
    pub payer: Option<String>,
    /// The sale it is about.
    pub sale: Option<SaleView>,
    /// Sales it may belong to, likeliest first.
    pub proposed: Vec<SaleView>,
    /// Whether the first of them is sure enough for a manager's one key: the
    /// exact amount, one candidate, and its reference echoed.
    pub sure: bool,
    /// What may be answered, likeliest first. What would cover nothing is not
    /// among it.
    pub answers: Vec<SettleHow>,
    /// What an answer covers of a sale, where a notice told it; where it is
    /// none, a manager types it.
    #[ts(type = "number | null")]
    pub covers_centavos: Option<i64>,
    /// The till that has taken it, where another one has.
    pub holder: Option<u16>,
}

/// A payment in doubt, or a sale that was left with a part of it paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OpenItem {
    pub sale: SaleView,
    /// The payment in doubt; none for a sale that was left.
    pub payment: Option<String>,
    /// Since when.
    #[ts(type = "number")]
    pub since_ms: i64,
}

/// The tray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TrayView {
    /// What waits, newest first.
    pub items: Vec<TrayItem>,
    /// Payments in doubt, and sales left with a part of them paid.
    pub open: Vec<OpenItem>,
    /// Errands held since the ledger was restored, oldest first.
    pub held: Vec<HeldItem>,
    /// What is to be told about the till itself, oldest first.
    pub notices: Vec<TillNoticeItem>,
}

/// What happened to the till itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum TillNoticeKind {
    /// Somebody was named without a PIN, since nobody knew a manager's.
    ManagerForgotten,
    /// Somebody was named without a PIN, since the key of the PINs was gone.
    ManagerKeyGone,
    /// The key of the PINs is gone.
    PinKeyGone,
    /// Somebody's PIN is short.
    PinShort,
    /// The seal of the journal was gone.
    SealGone,
    /// The journal was sealed by somebody else.
    ForeignSeal,
    /// The ledger's file had been put back to an earlier state.
    RolledBack,
    /// A worker of the till panicked and was started again.
    WorkerFailed,
}

impl From<domain::TillNoticeKind> for TillNoticeKind {
    fn from(kind: domain::TillNoticeKind) -> TillNoticeKind {
        match kind {
            domain::TillNoticeKind::ManagerForgotten => TillNoticeKind::ManagerForgotten,
            domain::TillNoticeKind::ManagerKeyGone => TillNoticeKind::ManagerKeyGone,
            domain::TillNoticeKind::PinKeyGone => TillNoticeKind::PinKeyGone,
            domain::TillNoticeKind::PinShort => TillNoticeKind::PinShort,
            domain::TillNoticeKind::SealGone => TillNoticeKind::SealGone,
            domain::TillNoticeKind::ForeignSeal => TillNoticeKind::ForeignSeal,
            domain::TillNoticeKind::RolledBack => TillNoticeKind::RolledBack,
            domain::TillNoticeKind::WorkerFailed => TillNoticeKind::WorkerFailed,
        }
    }
}

/// A notice about the till itself, until a manager has seen it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TillNoticeItem {
    /// Its id: the line of the journal.
    #[ts(type = "number")]
    pub seq: i64,
    /// When it happened.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// What happened.
    pub kind: TillNoticeKind,
    /// The name of whom it is about.
    pub name: Option<String>,
}

/// A manager has seen a notice about the till itself.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SeeNotice {
    /// The notice.
    #[ts(type = "number")]
    pub notice: i64,
    /// The manager's PIN.
    pub pin: String,
}

/// A request to a provider that is not sent again by itself since the ledger
/// was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HeldItem {
    /// The payment it is for.
    pub payment: String,
    /// The sale it is for.
    pub sale: SaleView,
    /// When the payment was asked for.
    #[ts(type = "number")]
    pub since_ms: i64,
    /// Whether there is time left to let it go.
    pub may_go: bool,
}

/// What becomes of a held request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum HeldAnswer {
    /// It goes out.
    Release,
    /// It never will.
    GiveUp,
}

/// Let a held request go or give it up, as a manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SettleHeld {
    pub sale: String,
    pub payment: String,
    /// What becomes of it.
    pub answer: HeldAnswer,
    /// Why.
    pub reason: String,
    /// The manager's PIN.
    pub pin: String,
}

/// The tray after an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SettledView {
    /// What still waits.
    pub tray: TrayView,
    /// What the relay said of the other tills, where it was asked for.
    pub asked: Option<AskedView>,
}
