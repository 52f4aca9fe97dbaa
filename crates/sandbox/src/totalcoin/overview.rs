//! TotalCoin's part of the page's overview.

use serde::Serialize;

use super::TotalcoinStandIn;
use super::memory::{Order, Orders, Payment};
use super::view::{PreOrderState, state_of};
use crate::host::notices::Provider;

/// Open pre-orders shown, newest first.
const OPEN_SHOWN_MAX: usize = 40;
/// Paid or expired pre-orders shown, newest first.
const CLOSED_SHOWN_MAX: usize = 10;

#[derive(Serialize)]
pub(crate) struct Overview {
    /// Whether a webhook is set.
    has_webhook: bool,
    pre_orders: Vec<Shown>,
    pre_orders_open: usize,
}

#[derive(Serialize)]
struct Shown {
    id: u64,
    external_reference: String,
    concept: String,
    amount_centavos: i64,
    open_amount: bool,
    state: PreOrderState,
    /// When it expires, Unix milliseconds of the provider's clock.
    expires_ms: i64,
    payments: Vec<Payment>,
}

impl Overview {
    pub(crate) fn of(stand_in: &TotalcoinStandIn) -> Self {
        let host = &stand_in.host;
        let (pre_orders, pre_orders_open) =
            shown(host.memory().part::<Orders>(), host.clock.now_ms());
        Self {
            has_webhook: host.webhook_of(Provider::TotalCoin).is_some(),
            pre_orders,
            pre_orders_open,
        }
    }
}

/// The newest pre-orders, and the number of all open ones.
fn shown(orders: &Orders, now_ms: i64) -> (Vec<Shown>, usize) {
    let (mut shown, mut open, mut closed) = (Vec::new(), 0_usize, 0_usize);
    for order in orders.orders.iter().rev() {
        let state = state_of(order, now_ms);
        let (count, max) = match state {
            PreOrderState::Open => (&mut open, OPEN_SHOWN_MAX),
            PreOrderState::Paid | PreOrderState::Expired => (&mut closed, CLOSED_SHOWN_MAX),
        };
        *count = count.saturating_add(1);
        if *count <= max {
            shown.push(Shown::of(order, state));
        }
    }
    (shown, open)
}

impl Shown {
    fn of(order: &Order, state: PreOrderState) -> Self {
        Self {
            id: order.id,
            external_reference: order.external_reference.clone(),
            concept: order.concept.clone(),
            amount_centavos: order.amount_centavos,
            open_amount: order.open_amount,
            state,
            expires_ms: order.expiration_ms,
            payments: order.payments.clone(),
        }
    }
}
