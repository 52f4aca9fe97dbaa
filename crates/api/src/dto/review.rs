//! What a manager reviews: a sale's timeline and the tray.

use super::{
    AskedView, CardView, CashView, DiscrepancyKind, DoubtReason, LegView, SaleView, SettleHow,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "who")]
pub enum ActorView {
    /// The till itself.
    Till,
    /// Whoever is at the counter.
    Counter,
    /// Somebody, while no PIN could be checked.
    Unidentified,
    /// A person whom the shop has named.
    Person { name: String },
}

/// What happened, as a word that the catalogue knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    Opened,
    Abandoned,
    Requested,
    QrReceived,
    LateAnswer,
    Refused,
    TimeRanOut,
    Expired,
    Cancelled,
    Sent,
    NeverSent,
    Pending,
    Approved,
    Declined,
    InDoubt,
    SettledPaid,
    SettledUnpaid,
    Declared,
    Unconfirmed,
    NoticeHeard,
    MoneyCounted,
    DiscrepancyFound,
    DiscrepancyWithdrawn,
    DiscrepancySettled,
    Held,
    Released,
    GivenUp,
    CardsShown,
    LegsHeard,
    HintHeard,
    CashCounted,
    PutAside,
    Resumed,
    MoneyAssigned,
    MoneyDisowned,
}

/// One step of a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StepView {
    /// Its sequence in the journal.
    #[ts(type = "number")]
    pub seq: i64,
    /// When it happened.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Whether the clock may have been wrong then.
    pub time_doubtful: bool,
    /// Who did it.
    pub actor: ActorView,
    /// What happened.
    pub kind: StepKind,
    /// The payment it is about.
    pub payment: Option<String>,
    /// The amount in question.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// The kind of the discrepancy in question.
    pub discrepancy: Option<DiscrepancyKind>,
    /// What a manager said became of the money.
    pub settled: Option<SettleHow>,
    /// What the relay said of the other tills, where the money that came was of
    /// nobody's payment.
    pub asked: Option<AskedView>,
    /// What each card was offered, where that is the step.
    pub cards: Vec<CardView>,
    /// What the provider said of legs, where that is the step.
    pub legs: Vec<LegView>,
    /// The banknotes, where they were counted.
    pub cash: Option<CashView>,
    /// Why a doubt began, where one did.
    pub doubt: Option<DoubtReason>,
    /// What was sent or received, or a person's reason, without anybody's
    /// data: the provider's reference, its word, a reason.
    pub detail: Option<String>,
    /// What the provider told besides, a group for each transaction or leg.
    pub facts: Vec<Vec<FactView>>,
}

/// What a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// The means of payment, in the provider's word.
    Method,
    /// The card's brand, in the provider's word.
    Card,
    /// In how many instalments.
    Instalments,
    /// The provider's fees.
    Fees,
    /// Taxes withheld.
    Taxes,
    /// What reaches the merchant.
    Net,
    /// When the provider took it down.
    Created,
    /// When the provider confirmed it.
    Confirmed,
    /// When the money reaches the merchant's account.
    Credited,
    /// The authorisation's code.
    Authorization,
    /// The ticket's number.
    Ticket,
    /// The batch's number.
    Batch,
    /// The day of capture, as it came.
    CapturedOn,
    /// The merchant's code at the card's network.
    MerchantCode,
    /// The terminal's code.
    Terminal,
}

/// Something that the provider told. Where all of it is null, the provider did
/// not tell it, which is not zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FactView {
    /// What it is.
    pub kind: FactKind,
    /// A moment.
    #[ts(type = "number | null")]
    pub at_ms: Option<i64>,
    /// An amount.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// A word or a code.
    pub text: Option<String>,
}

/// A sale with all its steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TimelineView {
    pub sale: SaleView,
    /// Its steps, oldest first.
    pub steps: Vec<StepView>,
}

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

/// Open the sale of a ticket: `C1-000042`, or `42` for this till's.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenTicket {
    /// As it was typed.
    pub ticket: String,
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

/// A manager charges QRs and cards before the relay was read.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct WaiveRelay {
    /// Why.
    pub reason: String,
    /// The manager's PIN.
    pub pin: String,
}

/// Name the shop's first manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FirstManager {
    pub name: String,
    pub pin: String,
}
