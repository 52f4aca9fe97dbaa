//! A waiting poll ends by a commit that concerns its till, at the end of its
//! wait, or when the relay stops, and never misses a notice in between.

use crate::hand::{Hand, body_for, read, texts};
use relay_protocol::Cursor;
use std::time::Duration;
use tempfile::tempdir;
use tokio::time::{Instant, sleep, timeout};

/// Long enough for a request to arrive on a busy machine.
const A_MOMENT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_commit_ends_a_waiting_poll() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let poll = tokio::spawn(hand.ask(&key, Cursor::START, 30).send());
    sleep(A_MOMENT).await;
    assert!(!poll.is_finished());
    let started = Instant::now();
    assert_eq!(hand.totalcoin(body_for(1, 1)).await, 200);
    let answer = timeout(Duration::from_secs(5), poll)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(texts(&read(answer).await), [body_for(1, 1)]);
}

#[tokio::test]
async fn another_tills_notice_does_not_end_a_waiting_poll() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, _two) = (hand.till(1).await, hand.till(2).await);
    let started = Instant::now();
    let poll = tokio::spawn(hand.ask(&one, Cursor::START, 2).send());
    sleep(A_MOMENT).await;
    assert_eq!(hand.totalcoin(body_for(2, 1)).await, 200);
    let page = read(poll.await.unwrap().unwrap()).await;
    assert!(started.elapsed() >= Duration::from_secs(2));
    assert!(page.notices.is_empty() && page.read_to_end);
    // It passed over the other till's notice.
    assert!(page.next > Cursor::START);
    assert_eq!(hand.totalcoin(body_for(1, 2)).await, 200);
    assert_eq!(
        texts(&hand.page(&one, page.next, 0).await),
        [body_for(1, 2)]
    );
}

#[tokio::test]
async fn a_waiting_notice_is_answered_at_once() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    assert_eq!(hand.totalcoin("null").await, 200);
    let page = timeout(Duration::from_secs(5), hand.page(&key, Cursor::START, 30))
        .await
        .unwrap();
    assert_eq!(texts(&page), ["null"]);
}

#[tokio::test]
async fn a_stop_ends_a_waiting_poll_gracefully() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let poll = tokio::spawn(hand.ask(&key, Cursor::START, 30).send());
    sleep(A_MOMENT).await;
    timeout(Duration::from_secs(5), hand.relay.shutdown())
        .await
        .unwrap();
    let page = read(poll.await.unwrap().unwrap()).await;
    assert!(page.notices.is_empty() && page.read_to_end);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_notice_is_lost_between_two_polls() {
    const NOTICES: u64 = 120;
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let posts = async {
        for n in 0..NOTICES {
            assert_eq!(hand.totalcoin(body_for(1, n)).await, 200);
        }
    };
    let polls = async {
        let (mut after, mut seen) = (Cursor::START, Vec::new());
        while seen.len() < usize::try_from(NOTICES).unwrap() {
            let page = hand.page(&key, after, 30).await;
            assert!(
                !page.notices.is_empty(),
                "a poll ran out while notices came"
            );
            seen.extend(texts(&page));
            after = page.next;
        }
        seen
    };
    let ((), seen) = timeout(Duration::from_secs(60), async {
        tokio::join!(posts, polls)
    })
    .await
    .expect("no poll hangs");
    assert_eq!(
        seen,
        (0..NOTICES).map(|n| body_for(1, n)).collect::<Vec<_>>()
    );
}
