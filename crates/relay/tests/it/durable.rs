//! A webhook that was answered 200 survives anything; one that cannot be made
//! durable is not answered 200; and waiting webhooks share a commit.

use crate::hand::{Hand, SECRET, body_for, client, config};
use domain::{PaymentId, Provider, TillNumber, UnixMs};
use relay::{
    Relay, StartError,
    keys::KeyHash,
    store::{IfKnown, Incoming, Kept, KnownTill, Store, StoreError, sqlite},
};
use relay_protocol::{Body, Cursor};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use tempfile::tempdir;

/// A connection that holds the store's write lock until it is dropped.
fn hold_writes(data_dir: &Path) -> Connection {
    let path = data_dir.join(sqlite::FILE_NAME);
    let connection = Connection::open_with_flags(path, OpenFlags::default()).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    connection
}

fn incoming(n: u64) -> Incoming {
    Incoming {
        provider: Provider::Totalcoin,
        merchant: "demo".into(),
        payments_named: vec![PaymentId::new(UnixMs(1), n.to_be_bytes(), TillNumber(1))],
        content_encoding: None,
        received_at_ms: UnixMs(1),
        content_type: None,
        body: Body::new(n.to_be_bytes().to_vec()).unwrap(),
    }
}

#[tokio::test]
async fn a_kept_webhook_is_there_when_the_store_is_opened_again() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    assert_eq!(hand.totalcoin(body_for(1, 1)).await, 200);
    let before = hand.page(&key, Cursor::START, 0).await;
    hand.relay.shutdown().await;
    let hand = Hand::start(folder.path()).await;
    assert_eq!(hand.page(&key, Cursor::START, 0).await, before);
    assert_eq!(hand.totalcoin(body_for(1, 2)).await, 200);
    let after = hand.page(&key, before.next, 0).await;
    assert!(after.notices.len() == 1 && after.next > before.next);
}

#[tokio::test]
async fn two_relays_do_not_share_a_folder() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let second = Relay::start(config(folder.path())).await;
    assert!(matches!(second, Err(StartError::InUse { .. })));
    hand.relay.shutdown().await;
    Hand::start(folder.path()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhooks_that_wait_share_a_commit() {
    const POSTS: u64 = 64;
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let before = hand.relay.transactions();
    let writes = hold_writes(folder.path());
    let posts: Vec<_> = (0..POSTS)
        .map(|n| {
            let request = hand.post("/webhooks/totalcoin/demo", body_for(1, n));
            tokio::spawn(request.header("x-webhook-secret", SECRET).send())
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    // None is answered while none is durable.
    assert!(posts.iter().all(|post| !post.is_finished()));
    drop(writes);
    for post in posts {
        assert_eq!(post.await.unwrap().unwrap().status(), 200);
    }
    let transactions = hand.relay.transactions() - before;
    assert!(
        (1..=8).contains(&transactions),
        "{transactions} transactions for {POSTS} posts"
    );
    assert_eq!(hand.page(&key, Cursor::START, 0).await.notices.len(), 64);
}

#[tokio::test]
async fn a_store_that_fails_is_503_and_recovers() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let path = folder.path().join(sqlite::FILE_NAME);
    let other = Connection::open_with_flags(&path, OpenFlags::default()).unwrap();
    // One fails at the insert. The other has a broken deferred reference and
    // fails only at the commit: nothing is answered before the commit.
    other
        .execute_batch("CREATE TABLE p (x PRIMARY KEY)")
        .unwrap();
    other
        .execute_batch("CREATE TABLE c (x REFERENCES p DEFERRABLE INITIALLY DEFERRED)")
        .unwrap();
    for fail in ["SELECT RAISE(ABORT, 'x')", "INSERT INTO c VALUES (1)"] {
        let fail = format!("CREATE TRIGGER fail AFTER INSERT ON notices BEGIN {fail}; END");
        other.execute_batch(&fail).unwrap();
        let request = hand.post("/webhooks/totalcoin/demo", body_for(1, 1));
        let answer = request
            .header("x-webhook-secret", SECRET)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 503, "{fail}");
        assert_eq!(answer.headers()["retry-after"], "2");
        other.execute_batch("DROP TRIGGER fail").unwrap();
        assert_eq!(hand.bodies(&key).await, Vec::<String>::new());
    }
    assert_eq!(hand.totalcoin(body_for(1, 1)).await, 200);
    assert_eq!(hand.bodies(&key).await, [body_for(1, 1)]);
}

#[tokio::test]
async fn a_full_queue_is_busy_and_nothing_that_was_taken_is_lost() {
    let folder = tempdir().unwrap();
    let store = sqlite::SqliteStore::open(folder.path(), UnixMs(1)).unwrap();
    let till = KnownTill {
        merchant: "demo".into(),
        number: TillNumber(1),
    };
    store
        .put_till(till.clone(), KeyHash([1; 32]), IfKnown::Refuse)
        .await
        .unwrap();
    let writes = hold_writes(folder.path());
    let many = u64::try_from(sqlite::QUEUE_WRITES_MAX).unwrap() + 600;
    let keeps = (0..many).map(|n| store.keep(incoming(n)));
    let (kept, ()) = tokio::join!(futures::future::join_all(keeps), async { drop(writes) });
    let new = kept
        .iter()
        .filter(|kept| matches!(kept, Ok(Kept::New(_))))
        .count();
    let busy = kept
        .iter()
        .filter(|kept| matches!(kept, Err(StoreError::Busy)))
        .count();
    assert_eq!(new + busy, kept.len());
    assert!(
        busy > 0 && new >= sqlite::QUEUE_WRITES_MAX,
        "{new} new, {busy} busy"
    );
    let (mut after, mut seen) = (Cursor::START, 0);
    loop {
        let page = store.page(&till, after).await.unwrap().page;
        (after, seen) = (page.next, seen + page.notices.len());
        if page.read_to_end {
            break;
        }
    }
    assert_eq!(seen, new);
    store.close().await;
    assert!(matches!(
        store.keep(incoming(0)).await,
        Err(StoreError::Closed)
    ));
}

#[tokio::test]
async fn a_till_misses_nothing_when_the_relay_lost_its_store() {
    let folder = tempdir().unwrap();
    let till = KnownTill {
        merchant: "demo".into(),
        number: TillNumber(1),
    };
    let open = |now| sqlite::SqliteStore::open(folder.path(), UnixMs(now)).unwrap();
    let store = open(1_000);
    for n in 0..3 {
        store.keep(incoming(n)).await.unwrap();
    }
    let after = store.page(&till, Cursor::START).await.unwrap().page.next;
    store.close().await;
    let clear = || {
        for file in std::fs::read_dir(folder.path()).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
    };
    // A new store goes on above the old one.
    clear();
    let store = open(2_000);
    store.keep(incoming(7)).await.unwrap();
    assert_eq!(
        store.page(&till, after).await.unwrap().page.notices.len(),
        1
    );
    store.close().await;
    // The clock went back: the till's cursor is beyond the end, and everything
    // is delivered.
    clear();
    let store = open(10);
    store.keep(incoming(8)).await.unwrap();
    let page = store.page(&till, after).await.unwrap().page;
    assert_eq!(page.notices.len(), 1);
    assert!(page.next < after && page.read_to_end);
}

#[tokio::test]
async fn an_address_in_use_is_an_error() {
    let (first, second) = (tempdir().unwrap(), tempdir().unwrap());
    let hand = Hand::start(first.path()).await;
    let mut config = config(second.path());
    config.listen = hand.relay.local_addr();
    assert!(matches!(
        Relay::start(config).await,
        Err(StartError::Listen { .. })
    ));
    drop(client());
}
