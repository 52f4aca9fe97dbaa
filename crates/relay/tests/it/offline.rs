//! The cut network of practice mode.

use crate::hand::{Hand, body_for, client};
use relay_protocol::Cursor;
use std::time::Duration;
use tempfile::tempdir;
use tokio::time::{sleep, timeout};

#[tokio::test]
async fn a_cut_network_drops_open_and_new_connections() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let poll = tokio::spawn(hand.ask(&key, Cursor::START, 30).send());
    sleep(Duration::from_millis(300)).await;
    hand.relay.set_offline(true);
    let cut = timeout(Duration::from_secs(5), poll)
        .await
        .unwrap()
        .unwrap();
    assert!(cut.is_err(), "the poll that stood was answered");
    assert!(client().get(hand.url("/health")).send().await.is_err());
    hand.relay.set_offline(false);
    assert_eq!(
        client()
            .get(hand.url("/health"))
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(hand.totalcoin(body_for(1, 1)).await, 200);
    assert_eq!(hand.bodies(&key).await, [body_for(1, 1)]);
}
