//! What the handle and the control API can do with TotalCoin: list its
//! pre-orders, pay them, and make its tokens invalid.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use super::TotalcoinStandIn;
use super::customer::{self, How, Paid, PayError, Which};
use super::memory::{Order, Orders, Received};
use super::view::PreOrder;
use crate::host::lock;
use crate::host::notices::Provider;

impl TotalcoinStandIn {
    /// How many logins got a token.
    pub(crate) fn logins(&self) -> u64 {
        self.logins.load(Ordering::SeqCst)
    }

    /// Makes every token invalid.
    pub(crate) fn forget_tokens(&self) {
        lock(&self.tokens).clear();
    }

    /// All pre-orders, oldest first.
    pub(crate) fn pre_orders(&self) -> Vec<PreOrder> {
        let now_ms = self.host.clock.now_ms();
        let mut memory = self.host.memory();
        let remembered = memory.part::<Orders>();
        let mut bodies: HashMap<&str, Vec<String>> = HashMap::new();
        for received in &remembered.received {
            if let Some(operation_id) = &received.operation_id {
                bodies
                    .entry(operation_id)
                    .or_default()
                    .push(received.body.clone());
            }
        }
        let bodies_of = |order: &Order| bodies.get(order.operation_id.as_str()).cloned();
        let view = |order| PreOrder::of(order, bodies_of(order).unwrap_or_default(), now_ms);
        remembered.orders.iter().map(view).collect()
    }

    /// One pre-order; the newest if several match.
    pub(crate) fn pre_order(&self, which: &Which) -> Option<PreOrder> {
        let now_ms = self.host.clock.now_ms();
        let mut memory = self.host.memory();
        let remembered = memory.part::<Orders>();
        let order = remembered
            .orders
            .iter()
            .rev()
            .find(|order| which.is(order))?;
        let mine =
            |received: &&Received| received.operation_id.as_ref() == Some(&order.operation_id);
        let bodies = remembered
            .received
            .iter()
            .filter(mine)
            .map(|received| received.body.clone());
        Some(PreOrder::of(order, bodies.collect(), now_ms))
    }

    /// Every request for a pre-order that was read, whatever its result.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.host
            .memory()
            .part::<Orders>()
            .received
            .iter()
            .cloned()
            .collect()
    }

    /// Pays a pre-order as a customer would, and sends the notices.
    ///
    /// # Errors
    ///
    /// [`PayError`]; nothing has happened then.
    pub(crate) async fn pay(&self, which: &Which, how: &How) -> Result<Paid, PayError> {
        let now_ms = self.host.clock.now_ms();
        let paid = {
            let mut memory = self.host.memory();
            let (orders, notices) = memory.part_and_notices::<Orders>();
            customer::pay(orders, notices, which, how, now_ms)?
        };
        self.host.persist().await;
        self.host.wake.notify_one();
        Ok(paid)
    }

    /// Sends any bytes to the webhook, with its header; returns the notice's
    /// number.
    ///
    /// # Errors
    ///
    /// [`PayError::QueueFull`].
    pub(crate) async fn send_raw(&self, body: Vec<u8>) -> Result<u64, PayError> {
        let id = {
            let notices = &mut self.host.memory().notices;
            if !notices.has_room() {
                return Err(PayError::QueueFull);
            }
            notices.queue(Provider::TotalCoin, body, None)
        };
        self.host.persist().await;
        self.host.wake.notify_one();
        Ok(id)
    }
}
