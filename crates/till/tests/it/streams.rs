//! With a proxy that holds streams back, the payment still arrives, and nothing
//! expires before the notices were read. It also arrives if only short
//! questions are answered. While the relay is away, the contact shows it and
//! the payment keeps waiting.

use crate::summary::summary;
use sandbox::{Config, How};
use std::net::SocketAddr;
use std::time::Duration;
use testkit::proxy;
use testkit::shop::{PAST_QR_MS, Shop, last_state, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
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
    // First while the till is still trying its first stream, then after it has
    // given up.
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
    assert_eq!(summary(&shop, &sale).await, "open: expired 0; tray 0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_keeps_waiting_after_the_relay_went_away() {
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

/// Opens a proxy to the relay that cuts every question for notices.
async fn cuts_notices(relay: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut till, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut relay = TcpStream::connect(relay).await?;
                let mut asked = vec![0; 16 * 1024];
                loop {
                    let read = till.read(&mut asked).await?;
                    if read == 0 || asked.starts_with(b"GET /v1/notices") {
                        return std::io::Result::Ok(());
                    }
                    relay.write_all(&asked[..read]).await?;
                    let read = relay.read(&mut asked).await?;
                    till.write_all(&asked[..read]).await?;
                }
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_pages_of_notices_the_till_asks_for_each_payment() {
    let mut shop = Shop::closed(Config::default()).await;
    shop.relay_by = Some(cuts_notices(shop.relay_at).await);
    shop.start().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    shop.pay(&sale, 0, &How::Exact).await;
    shop.wait_for(sale.id, "paid", |sale| last_state(sale) == "approved")
        .await;
    // An answer that knows nothing of a payment proves nothing, so nothing
    // expires by it.
    let other = shop.charge_until_waiting(CHARGED).await;
    shop.jump(PAST_QR_MS).await;
    shop.wait_for(other.id, "time up", |sale| sale.payments[0].time_up())
        .await;
    sleep(Duration::from_secs(2)).await;
    assert_eq!(last_state(&shop.sale(other.id).await), "waiting");
}
