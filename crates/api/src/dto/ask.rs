//! What a screen can ask with.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Charge an amount by QR.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChargeQr {
    /// The screen's own id of this request: repeated, it makes one payment.
    pub request_id: String,
    /// The sale to charge; a new one where there is none.
    pub sale: Option<String>,
    /// The new sale's total, where this payment covers only a part of it.
    #[serde(default)]
    #[ts(type = "number", optional = nullable)]
    pub total_centavos: Option<i64>,
    /// How much.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// What it is about.
    pub concept: Option<String>,
    /// The payer's document.
    pub payer_dni: Option<String>,
    /// A manager's PIN, where one was asked for.
    pub pin: Option<String>,
}

/// One payment.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PaymentRef {
    /// Its sale.
    pub sale: String,
    /// Its id.
    pub payment: String,
}

/// One sale.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SaleRef {
    /// Its id.
    pub sale: String,
}

/// What the customer of the practice drawer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PracticeAction {
    /// Pays what is asked.
    Pay,
    /// Pays after it expired or was cancelled.
    PayLate,
    /// Pays less.
    PayShort,
    /// Pays more.
    PayOver,
    /// Pays a second time.
    PayTwice,
    /// Is rejected by the provider.
    Reject,
    /// Loses the provider's answer to the next QR.
    LoseAnswer,
}

/// Play the customer.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PracticePlay {
    /// What the customer does.
    pub action: PracticeAction,
    /// Which payment; the last one where there is none.
    pub payment: Option<String>,
}

/// Cut the network, or mend it.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PracticeOffline {
    /// Whether it is cut.
    pub offline: bool,
}

/// How the practice drawer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct PracticeView {
    /// Whether the network is cut.
    pub offline: bool,
    /// Whether the answer to the next QR is lost.
    pub lose_next_answer: bool,
}
