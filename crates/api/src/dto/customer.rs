//! What the customer sees, and nothing else: no payer, no other sale, no count.

use super::{Mode, OfferView, QrView};
use serde::Serialize;
use ts_rs::TS;

/// What the customer's window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CustomerState {
    /// The shop's name.
    Idle,
    /// Ways to pay in instalments.
    Offer,
    /// The amount and its QR.
    Waiting,
    /// Paid.
    Approved,
}

/// The customer's window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CustomerView {
    /// What it shows.
    pub state: CustomerState,
    /// The shop's name.
    pub shop: String,
    /// Practice, or the real thing.
    pub mode: Mode,
    /// Live against an address that is no real provider's.
    pub test_environment: bool,
    /// What is to be paid, or was.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// The QR to pay it with.
    pub qr: Option<QrView>,
    /// Ways to pay in instalments, while they are shown.
    pub offers: Vec<OfferView>,
}
