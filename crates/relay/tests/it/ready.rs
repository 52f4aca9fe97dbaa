//! The readiness check, and how many writes it causes.

use crate::hand::Hand;
use tempfile::tempdir;

async fn ready(hand: &Hand) -> u16 {
    let answer = hand.client.get(hand.url("/ready")).send().await;
    answer.unwrap().status().as_u16()
}

#[tokio::test]
async fn the_readiness_check_writes_at_most_once_in_an_interval() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let before = hand.relay.transactions();
    for _ in 0..20 {
        assert_eq!(ready(&hand).await, 200);
    }
    assert_eq!(hand.relay.transactions(), before + 1);
    // The health check writes nothing.
    let health = hand.client.get(hand.url("/health")).send().await;
    assert_eq!(health.unwrap().status(), 200);
    assert_eq!(hand.relay.transactions(), before + 1);
}

#[tokio::test]
async fn a_store_that_cannot_be_written_is_not_ready() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let path = folder.path().join(relay::store::sqlite::FILE_NAME);
    let flags = rusqlite::OpenFlags::default();
    let other = rusqlite::Connection::open_with_flags(path, flags).unwrap();
    other.execute_batch("DROP TABLE probe").unwrap();
    for _ in 0..2 {
        assert_eq!(ready(&hand).await, 503);
    }
}
