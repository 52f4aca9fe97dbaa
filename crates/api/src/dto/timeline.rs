//! A sale with all its steps, as a manager reviews it.

use super::{
    AskedView, CardView, CashView, DiscrepancyKind, DoubtReason, LegView, SaleView, SettleHow,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "who")]
pub enum ActorView {
    /// The till itself.
    Till,
    /// The person at the counter, without a name.
    Counter,
    /// Somebody, at a time when no PIN could be checked.
    Unidentified,
    /// A person whom the shop has named.
    Person { name: String },
}

/// What happened, as a word of the message catalogue.
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
    /// A person asked for a copy of the receipt.
    ReceiptReprinted,
    /// A manager erased who paid, because that person asked for it.
    PayerForgotten,
}

/// One step of a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StepView {
    #[ts(type = "number")]
    pub seq: i64,
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Whether the clock may have been wrong then.
    pub time_doubtful: bool,
    pub actor: ActorView,
    pub kind: StepKind,
    pub payment: Option<String>,
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    pub discrepancy: Option<DiscrepancyKind>,
    /// A manager's answer about the money.
    pub settled: Option<SettleHow>,
    /// The relay's answer about other tills, if the money was a stray.
    pub asked: Option<AskedView>,
    /// The offer of each card, if the step has cards.
    pub cards: Vec<CardView>,
    /// The provider's words on legs, if the step has any.
    pub legs: Vec<LegView>,
    /// The banknotes, if the step has any.
    pub cash: Option<CashView>,
    /// Why a doubt began, if one did.
    pub doubt: Option<DoubtReason>,
    /// What was sent or received, or a person's reason, without personal data:
    /// the provider's reference, its word, a reason.
    pub detail: Option<String>,
    /// What else the provider said: a group for each transaction or leg.
    pub facts: Vec<Vec<FactView>>,
}

/// The kind of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// The means of payment, in the provider's word.
    Method,
    /// The card's brand, in the provider's word.
    Card,
    Instalments,
    Fees,
    /// Taxes withheld.
    Taxes,
    /// What the merchant receives.
    Net,
    /// When the provider recorded the payment.
    Created,
    /// When the provider confirmed it.
    Confirmed,
    /// When the money reaches the merchant's account.
    Credited,
    Authorization,
    Ticket,
    Batch,
    /// The day of capture, in the provider's form.
    CapturedOn,
    /// The merchant's code at the card network.
    MerchantCode,
    Terminal,
}

/// A fact from the provider. If all values are null, the provider did not send
/// it, which is different from zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FactView {
    pub kind: FactKind,
    #[ts(type = "number | null")]
    pub at_ms: Option<i64>,
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    pub text: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TimelineView {
    pub sale: SaleView,
    /// The steps, oldest first.
    pub steps: Vec<StepView>,
    pub payer: PayerData,
}

/// What still needs the data about who paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PayerNeededBy {
    /// A payment that is not finished.
    Payment,
    /// A report that is not settled.
    Report,
}

/// What the till holds about who paid a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct PayerData {
    /// Whether there is anything to erase.
    pub held: bool,
    /// Why it cannot be erased now; null if it can.
    pub needed_by: Option<PayerNeededBy>,
    /// When a manager last erased it because that person asked for it.
    #[ts(type = "number | null")]
    pub forgotten_at_ms: Option<i64>,
}

impl From<ledger::PayerData> for PayerData {
    fn from(data: ledger::PayerData) -> PayerData {
        PayerData {
            held: data.is_held,
            needed_by: data.needed_by.map(|by| match by {
                ledger::PayerNeededBy::Payment => PayerNeededBy::Payment,
                ledger::PayerNeededBy::Report => PayerNeededBy::Report,
            }),
            forgotten_at_ms: data.forgotten_at.map(|at| at.0),
        }
    }
}

/// Erase who paid a sale, as a manager.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ForgetPayer {
    pub sale: String,
    #[ts(type = "string")]
    pub pin: SecretString,
}
