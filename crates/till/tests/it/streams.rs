//! With streams held back on the way, the payment still arrives, and nothing is
//! called expired before the notices were read; with the relay gone for a while,
//! the contact tells and the wait goes on.

use crate::proxy;
use crate::shop::{PAST_QR_MS, Shop, last_state, until};
use crate::told::told;
use sandbox::{Config, How};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const CHARGED: &str = "1500";

async fn behind_a_proxy() -> Shop {
    let mut shop = Shop::closed(Config::default()).await;
    shop.relay_by = Some(proxy::holds_streams(shop.relay_at).await);
    shop.start().await;
    shop
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_streams_held_back_the_payment_still_arrives() {
    let shop = behind_a_proxy().await;
    // While the first stream is being tried, and when the till has given up.
    for (wait_secs, patience_secs) in [(1, 10), (13, 3)] {
        sleep(Duration::from_secs(wait_secs)).await;
        let sale = shop.charge_until_waiting(CHARGED).await;
        let paid = Instant::now();
        shop.pay(&sale, 0, &How::Exact).await;
        shop.wait_for(sale.id, "paid", |sale| last_state(sale) == "approved")
            .await;
        let took = paid.elapsed();
        assert!(took < Duration::from_secs(patience_secs), "{took:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_streams_held_back_a_payment_expires_by_the_poll() {
    let shop = behind_a_proxy().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    shop.jump(PAST_QR_MS).await;
    let sale = shop
        .wait_for(sale.id, "expired", |sale| last_state(sale) == "expired")
        .await;
    assert_eq!(told(&shop, &sale).await, "open: expired 0; tray 0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_relay_gone_under_the_stream_the_wait_goes_on() {
    let mut shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    let contact = || shop.till().contacts().relay();
    until("a contact", || async { contact().good_at }).await;
    shop.cut_relay(true);
    until("a failure", || async {
        let contact = contact();
        (contact.failed_at > contact.good_at).then_some(())
    })
    .await;
    assert_eq!(last_state(&shop.sale(sale.id).await), "waiting");
    shop.cut_relay(false);
    until("a contact again", || async {
        let contact = contact();
        (contact.good_at > contact.failed_at).then_some(())
    })
    .await;
    shop.stop_relay().await;
    shop.start_relay_again().await;
    shop.pay(&sale, 0, &How::Exact).await;
    shop.wait_for(sale.id, "paid", |sale| last_state(sale) == "approved")
        .await;
}
