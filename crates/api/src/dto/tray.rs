//! The tray: its items, and a manager's answers to them.

use super::{AskedView, DiscrepancyKind, EndedShift, FixedGroup, SaleView, SettleHow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An item of the tray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TrayItem {
    /// Its id, used to settle it.
    pub id: String,
    pub kind: DiscrepancyKind,
    /// The difference, or the amount that came.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// When it was found.
    #[ts(type = "number")]
    pub since_ms: i64,
    pub reference: Option<String>,
    /// The provider's original word, if it was not an approval.
    pub provider_word: Option<String>,
    /// The payer, if the notice names one.
    pub payer: Option<String>,
    pub sale: Option<SaleView>,
    /// The payment of that sale that it is about.
    pub payment: Option<String>,
    /// Sales it may belong to, the most likely first.
    pub proposed: Vec<SaleView>,
    /// Whether the first proposed sale is certain enough for a manager's one
    /// key: it has the exact amount, is the only candidate, and its reference
    /// is echoed.
    pub sure: bool,
    /// The possible answers, the most likely first. An answer that would cover
    /// nothing is left out.
    pub answers: Vec<SettleHow>,
    /// What an answer covers of a sale, if a notice told it; if it is null, a
    /// manager types it.
    #[ts(type = "number | null")]
    pub covers_centavos: Option<i64>,
    /// The other till that has taken it, if one has.
    pub holder: Option<u16>,
    /// Whether somebody paid the fixed QR. Such money has no sale of its own.
    pub by_fixed_qr: bool,
    /// Whether it came from the house's wallet.
    pub by_wallet: bool,
}

/// Money that a manager said is to be returned, until all of it went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReturnItem {
    /// The id of the item that was settled, with which money is returned.
    pub item: String,
    pub kind: DiscrepancyKind,
    pub sale: SaleView,
    pub payment: String,
    /// What is still to go back.
    #[ts(type = "number")]
    pub left_centavos: i64,
    /// What went back so far.
    #[ts(type = "number")]
    pub returned_centavos: i64,
    /// When it was found.
    #[ts(type = "number")]
    pub since_ms: i64,
}

/// A payment in doubt, or a sale that was left partly paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OpenItem {
    pub sale: SaleView,
    /// The payment in doubt; null for a sale that was left.
    pub payment: Option<String>,
    #[ts(type = "number")]
    pub since_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TrayView {
    /// The items, newest first. They include those of the groups.
    pub items: Vec<TrayItem>,
    /// Notices under the fixed QR that one answer settles, newest first.
    pub groups: Vec<FixedGroup>,
    /// Money that is to be returned, newest first.
    pub returns: Vec<ReturnItem>,
    /// Shifts that ended with a difference that a manager still has to accept,
    /// oldest first.
    pub to_confirm: Vec<EndedShift>,
    /// Payments in doubt, and sales that were left partly paid.
    pub open: Vec<OpenItem>,
    /// Errands held since the ledger was restored, oldest first.
    pub held: Vec<HeldItem>,
    /// Notices about the till itself, oldest first.
    pub notices: Vec<TillNoticeItem>,
}

/// What happened to the till itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum TillNoticeKind {
    /// A person was named without a PIN, because nobody knew a manager's PIN.
    ManagerForgotten,
    /// A person was named without a PIN, because the key of the PINs was lost.
    ManagerKeyGone,
    /// The key of the PINs is lost.
    PinKeyGone,
    /// A person's PIN is short.
    PinShort,
    /// The seal of the journal was lost.
    SealGone,
    /// Somebody else sealed lines of the journal.
    ForeignSeal,
    /// The ledger's file was put back to an earlier state.
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
    /// Its id: the journal's sequence.
    #[ts(type = "number")]
    pub seq: i64,
    #[ts(type = "number")]
    pub at_ms: i64,
    pub kind: TillNoticeKind,
    /// The name of the person it is about.
    pub name: Option<String>,
}

/// Mark a notice about the till itself as seen, as a manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SeeNotice {
    #[ts(type = "number")]
    pub notice: i64,
    pub pin: String,
}

/// A request to a provider that does not go out by itself, because the ledger
/// was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HeldItem {
    pub payment: String,
    pub sale: SaleView,
    /// When the payment was requested.
    #[ts(type = "number")]
    pub since_ms: i64,
    /// Whether there is still time to release it.
    pub may_go: bool,
}

/// A manager's answer to a held request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum HeldAnswer {
    /// It goes out.
    Release,
    /// It never goes out.
    GiveUp,
}

/// Release a held request or give it up, as a manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SettleHeld {
    pub sale: String,
    pub payment: String,
    pub answer: HeldAnswer,
    pub reason: String,
    pub pin: String,
}

/// The tray after an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SettledView {
    /// What still waits.
    pub tray: TrayView,
    /// The relay's answer about the other tills, if it was asked.
    pub asked: Option<AskedView>,
}
