//! The practice drawer's port to its customer. The shell has the stand-ins
//! themselves.

use crate::dto::{PracticeAction, PracticeView};
use async_trait::async_trait;
use domain::{Money, PaymentId, UnixMs};

/// Why the customer could not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PracticeError {
    /// There is nothing to pay in that way.
    NothingToPay,
}

/// A payment, as its customer meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayedPayment {
    pub id: PaymentId,
    /// What the customer is asked to pay.
    pub charged: Money,
    pub qr: Option<PlayedQr>,
    /// Whether the till no longer waits for it.
    pub is_over: bool,
}

/// The QR of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayedQr {
    /// The provider's id of its order.
    pub order: String,
    pub expires_at: UnixMs,
}

/// The customer, and the network around them.
#[async_trait]
pub trait Practice: Send + Sync {
    /// Does something with the QR or the cards of a payment; of the last one if
    /// no payment is named.
    async fn play(
        &self,
        action: PracticeAction,
        payment: Option<PlayedPayment>,
    ) -> Result<(), PracticeError>;
    /// Pays the newest fixed QR with the amount that the customer types.
    async fn pay_fixed_qr(&self, amount_centavos: i64) -> Result<(), PracticeError>;
    /// Cuts the network, or restores it.
    fn set_offline(&self, offline: bool);
    /// How it stands, with everybody whom the sample week has.
    fn view(&self) -> PracticeView;
}
