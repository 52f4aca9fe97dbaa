//! A shop that closes waits, up to a limit, for the answer to a charge that was
//! sent, and for the tasks that still use the shop.

use std::sync::Weak;
use std::time::Duration;
use till::Till;

/// How long a closing shop waits for open requests, in milliseconds: longer
/// than trading a card for its token takes.
const CLOSE_MS_MAX: u64 = 20_000;
/// How long a shop that reopens waits for a charge on the wire, in
/// milliseconds: longer than the till waits for its answer.
const CHARGE_MS_MAX: u64 = 60_000;
/// How often it checks whether they have ended, in milliseconds.
const CLOSE_LOOK_MS: u64 = 10;

/// Waits while a charge is on the wire: cutting it off would turn a sure answer
/// into a doubt. If there is one, it calls `waits` once. If that cannot be
/// read, it does not wait.
pub(super) async fn await_charges(till: &Till, waits: impl FnOnce()) {
    let mut waits = Some(waits);
    for _ in 0..CHARGE_MS_MAX / CLOSE_LOOK_MS {
        let in_flight = till.ledger().read(|read| read.errands_in_flight()).await;
        if !in_flight.is_ok_and(|errands| errands.iter().any(|errand| errand.once)) {
            return;
        }
        if let Some(waits) = waits.take() {
            waits();
        }
        tokio::time::sleep(Duration::from_millis(CLOSE_LOOK_MS)).await;
    }
    tracing::error!("a charge is cut off: it will be in doubt");
}

/// Whether all holders have released it in time.
pub(super) async fn gone<T>(held: &Weak<T>) -> bool {
    for _ in 0..CLOSE_MS_MAX / CLOSE_LOOK_MS {
        if held.strong_count() == 0 {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(CLOSE_LOOK_MS)).await;
    }
    false
}
