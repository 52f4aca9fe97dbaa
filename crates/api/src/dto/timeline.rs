//! A sale with all its steps, as a manager reviews it.

use super::{
    AskedView, CardView, CashView, DiscrepancyKind, DoubtReason, LegView, SaleView, SettleHow,
};
use serde::Serialize;
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
    CashRounded,
    ReturnedFromDrawer,
    ReturnedAtProvider,
    MeansCorrected,
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
