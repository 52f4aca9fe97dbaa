//! The fixed QR: how it stands, a payment by it, and the notices under it that a
//! manager gives to sales as a group.

use super::{Checkout, SaleView};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the shop's fixed QR stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum FixedQrState {
    /// This till has no TotalCoin, or its settings want no fixed QR.
    Off,
    /// None was made yet: the till needs the internet once.
    None,
    /// The first one is being made.
    Making,
    /// It can be paid.
    InForce,
    /// It can be paid, and ends within seven days.
    Ending,
    /// The last one ended, and no other was made.
    Ended,
}

/// The shop's fixed QR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FixedQrView {
    pub state: FixedQrState,
    /// When the one in force was made; null if none is in force.
    #[ts(type = "number | null")]
    pub made_at_ms: Option<i64>,
    /// Until when the last one can be paid, or could be.
    #[ts(type = "number | null")]
    pub valid_until_ms: Option<i64>,
    /// Whether another one is being made, beside the one in force.
    pub making: bool,
    /// TotalCoin's reason, if it refused the last one that was asked for.
    pub refused: Option<String>,
}

/// What only a payment by the fixed QR has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FixedPaymentView {
    /// Until when the QR that was shown can be paid.
    #[ts(type = "number")]
    pub valid_until_ms: i64,
    /// When the cashier recorded that the customer says they paid.
    #[ts(type = "number | null")]
    pub declared_at_ms: Option<i64>,
    /// Who recorded it; null where nobody was identified.
    pub declared_by: Option<String>,
    /// How long the cashier may still take that back, in milliseconds; after
    /// it, a manager. Null unless it is declared or unconfirmed.
    #[ts(type = "number | null")]
    pub take_back_left_ms: Option<i64>,
}

/// Charge an amount by the fixed QR.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChargeFixedQr {
    pub checkout: Checkout,
    /// How much the customer types in their wallet.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// A manager's PIN, where one was asked for.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// Take back that the customer says they paid.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    pub sale: String,
    pub payment: String,
    /// A manager's PIN, once the cashier's minute is over.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// Make a new fixed QR, as a manager if there is one. The one in force stays in
/// force until the new one came.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MakeFixedQr {
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// One notice of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FixedNotice {
    /// The id of its item in the tray.
    pub item: String,
    /// When the customer paid, by the provider where it says so.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// The provider's reference of the transaction.
    pub reference: Option<String>,
}

/// One sale of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FixedClaim {
    pub sale: SaleView,
    /// The payment that was declared.
    pub payment: String,
    #[ts(type = "number")]
    pub declared_at_ms: i64,
}

/// As many notices under the fixed QR as sales of that amount that the
/// customers say they paid. Nobody can tell which is whose, and all of them are
/// paid: one answer gives each notice to a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FixedGroup {
    /// The amount of each.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// The notices, oldest first.
    pub notices: Vec<FixedNotice>,
    /// The sales, the one declared first before the others.
    pub claims: Vec<FixedClaim>,
}

/// Settle a group, as a manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SettleFixedGroup {
    /// The items of its notices, as they were shown.
    pub notices: Vec<String>,
    /// Its payments, as they were shown.
    pub payments: Vec<String>,
    pub reason: String,
    pub pin: String,
}
