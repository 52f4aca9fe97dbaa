//! What the customer sees, and nothing else: no payer, no other sale, no count.

use super::{Mode, OfferView, QrView};
use serde::Serialize;
use ts_rs::TS;

/// The state of the customer's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CustomerState {
    /// The shop's name.
    Idle,
    /// The offers to pay in instalments.
    Offer,
    /// The amount and its QR.
    Waiting,
    /// The payment is approved.
    Approved,
}

/// What the customer's window shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CustomerView {
    pub state: CustomerState,
    pub shop: String,
    pub mode: Mode,
    /// Live against an address that is not the provider's real one.
    pub test_environment: bool,
    /// The amount to pay, or that was paid.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// The QR to pay with.
    pub qr: Option<QrView>,
    /// Whether the QR is the fixed one, so that the customer types the amount.
    pub types_amount: bool,
    /// The offers to pay in instalments, while they are shown.
    pub offers: Vec<OfferView>,
}
