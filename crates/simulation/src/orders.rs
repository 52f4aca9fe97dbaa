//! What the provider knows: its pre-orders, and the payments of customers. How it
//! behaves is in `provider`.

use domain::{Money, PaymentId, UnixMs};
use providers::totalcoin::{Answered, Error, Kind, PreOrder};
use std::collections::BTreeMap;
use tokio::sync::oneshot;

pub(crate) type Said = (i64, Result<Answered, Error>);

/// A request in transit, with the receiver of its answer.
pub(crate) struct Arriving {
    pub(crate) order: PreOrder,
    pub(crate) answer: oneshot::Sender<Said>,
}

/// A pre-order that the provider accepted.
pub(crate) struct Order {
    pub(crate) request: PreOrder,
    /// The exact payloads that the provider made for it.
    pub(crate) payloads: Vec<String>,
    pub(crate) id: u64,
}

/// A payment by a customer, in the provider's records.
pub(crate) struct Transaction {
    /// The pre-order that was paid, a sale's or a fixed QR's; `None` for a
    /// stray.
    pub(crate) payment: Option<PaymentId>,
    /// When it was made, where its notices say so.
    pub(crate) dated: Option<UnixMs>,
    /// The amounts that it ever reported as approved.
    pub(crate) approved: Vec<Money>,
}

/// The state of the provider.
#[derive(Default)]
pub(crate) struct Provider {
    pub(crate) orders: BTreeMap<PaymentId, Order>,
    pub(crate) transactions: BTreeMap<String, Transaction>,
    /// The one body that all requests of a payment have.
    pub(crate) bodies: BTreeMap<PaymentId, Vec<u8>>,
    /// Whether it answered a login in this life of the till.
    pub(crate) has_answered: bool,
}

impl Provider {
    /// Whether an order is a fixed QR's.
    pub(crate) fn is_fixed(&self, order: PaymentId) -> bool {
        let order = self.orders.get(&order);
        order.is_some_and(|order| order.request.kind == Kind::FixedQr)
    }
}
