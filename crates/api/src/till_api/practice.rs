//! The port by which the practice drawer plays the customer. The stand-ins
//! themselves are composed in the shell.

use crate::dto::{PracticeAction, PracticeView};
use async_trait::async_trait;
use domain::PaymentId;

/// Why the customer could not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PracticeError {
    /// There is nothing that the customer could pay in that way.
    NothingToPay,
}

/// A customer, and the network around them.
#[async_trait]
pub trait Practice: Send + Sync {
    /// Does something with the QR or the cards of a payment; `over` says that the till no
    /// longer waits for it.
    async fn play(
        &self,
        action: PracticeAction,
        payment: Option<PaymentId>,
        over: bool,
    ) -> Result<(), PracticeError>;
    /// Cuts the network, or mends it.
    fn set_offline(&self, offline: bool);
    /// How it stands.
    fn view(&self) -> PracticeView;
}
