//! What the page shows, in one bounded answer, so that looking once a second
//! costs nothing.

use serde::Serialize;

use crate::control::FaultInJson;
use crate::host::memory::{Memory, Order, Payment, Provider};
use crate::pagouno::memory::Purchase;
use crate::sandbox::Sandbox;
use crate::totalcoin::view::{PreOrderState, SentWebhook, state_of};

/// Open pre-orders shown, the newest first.
const OPEN_SHOWN_MAX: usize = 40;
/// Pre-orders shown that are paid or expired, the newest first.
const CLOSED_SHOWN_MAX: usize = 10;
/// Operations with cards shown, the newest first.
const PURCHASES_SHOWN_MAX: usize = 20;
/// Notices shown, the newest first.
const WEBHOOKS_SHOWN_MAX: usize = 40;

/// All that the page shows.
#[derive(Serialize)]
pub(crate) struct Overview {
    /// The provider's clock, Unix milliseconds.
    now_ms: i64,
    offline: bool,
    /// Whether TotalCoin's notices have somewhere to go.
    has_webhook: bool,
    pre_orders: Vec<Shown>,
    pre_orders_open: usize,
    purchases: Vec<Purchase>,
    faults: Vec<FaultInJson>,
    webhooks: Vec<SentWebhook>,
    webhooks_waiting: usize,
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
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        let inner = sandbox.inner();
        let now_ms = inner.clock.now_ms();
        let faults = sandbox
            .faults()
            .into_iter()
            .map(FaultInJson::from)
            .collect();
        let has_webhook = inner.webhook_of(Provider::TotalCoin).is_some();
        let memory = inner.memory();
        let (pre_orders, pre_orders_open) = shown(&memory, now_ms);
        Self {
            now_ms,
            offline: inner.is_offline(),
            has_webhook,
            pre_orders,
            pre_orders_open,
            purchases: memory
                .cards
                .purchases
                .iter()
                .rev()
                .take(PURCHASES_SHOWN_MAX)
                .cloned()
                .collect(),
            faults,
            webhooks: memory
                .webhooks
                .iter()
                .rev()
                .take(WEBHOOKS_SHOWN_MAX)
                .map(SentWebhook::of)
                .collect(),
            webhooks_waiting: memory.webhooks_waiting(),
        }
    }
}

/// The newest pre-orders, and how many are open in all.
fn shown(memory: &Memory, now_ms: i64) -> (Vec<Shown>, usize) {
    let (mut shown, mut open, mut closed) = (Vec::new(), 0_usize, 0_usize);
    for order in memory.orders.iter().rev() {
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
