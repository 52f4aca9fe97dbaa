//! What is asked for with a payment. It is stored with the event that requests
//! the payment, and stays as it is: what changes later is in [`crate::Payment`].

use crate::Money;
use crate::means::Method;
use serde::{Deserialize, Serialize};

/// What a payment is to be. A field that is added here is on the command that
/// charges, in the journal, and on the payment and its replacement. It needs
/// `#[serde(default, skip_serializing_if = …)]`, since older lines do not have
/// it and stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRequest {
    /// How the customer pays.
    pub method: Method,
    /// The part of the sale that it covers.
    pub amount: Money,
    /// What the customer pays, with the plan's surcharge.
    pub charged: Money,
}

impl PaymentRequest {
    /// A payment without surcharge.
    #[must_use]
    pub const fn of(method: Method, amount: Money) -> PaymentRequest {
        PaymentRequest {
            method,
            amount,
            charged: amount,
        }
    }
}
