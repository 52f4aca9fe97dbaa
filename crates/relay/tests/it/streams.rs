//! A stream delivers what is there, says when that is all, continues with new
//! notices, sends heartbeats, and ends with its key, its relay or the network.

use crate::hand::{Events, Hand, body_for, client, secret};
use domain::TillNumber;
use relay_protocol::{
    Complaint, ComplaintCode, Cursor, INSTALLATION_HEADER, LAST_EVENT_ID_HEADER, PAGE_NOTICES_MAX,
    StreamEvent, TILL_HEADER,
};
use std::time::Duration;
use tempfile::tempdir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

fn bodies(of: std::ops::Range<u64>) -> Vec<String> {
    of.map(|n| body_for(1, n)).collect()
}

#[tokio::test]
async fn a_stream_delivers_old_notices_the_end_and_new_ones() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (key, _two) = (hand.till(1).await, hand.till(2).await);
    for n in 0..3 {
        assert_eq!(hand.totalcoin(body_for(1, n)).await, 200);
    }
    assert_eq!(hand.totalcoin(body_for(2, 3)).await, 200);
    let mut stream = hand.stream(&key, Cursor::START).await;
    let (first, end) = stream.until_end().await;
    assert_eq!(first, bodies(0..3));
    // The end passes over the other till's notice, as a page's does.
    assert_eq!(end, hand.page(&key, Cursor::START, 0).await.next);
    let started = Instant::now();
    assert_eq!(hand.totalcoin(body_for(2, 4)).await, 200);
    assert_eq!(hand.totalcoin(body_for(1, 5)).await, 200);
    let (later, end) = stream.until_end().await;
    assert_eq!(later, bodies(5..6));
    assert!(started.elapsed() < Duration::from_secs(5));
    // Then there is nothing new, and a heartbeat comes.
    let beat = stream.next().await;
    assert_eq!(beat, Some(StreamEvent::Heartbeat { cursor: end }));
    assert!(started.elapsed() >= Duration::from_secs(9));
}

#[tokio::test]
async fn a_stream_longer_than_a_page_comes_in_order_and_once() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let many = u64::try_from(PAGE_NOTICES_MAX).unwrap() + 20;
    for n in 0..many {
        assert_eq!(hand.totalcoin(body_for(1, n)).await, 200);
    }
    let (all, _) = hand.stream(&key, Cursor::START).await.until_end().await;
    assert_eq!(all, bodies(0..many));
}

#[tokio::test]
async fn a_new_stream_continues_after_the_last_event() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    for n in 0..5 {
        assert_eq!(hand.totalcoin(body_for(1, n)).await, 200);
    }
    let mut stream = hand.stream(&key, Cursor::START).await;
    let (_, second) = (stream.next().await, stream.next().await.unwrap());
    drop(stream);
    // The header takes precedence over the query, which says where the till
    // began.
    let resumed = hand
        .ask_stream(&key, Cursor::START)
        .header(LAST_EVENT_ID_HEADER, second.cursor().to_string());
    let mut resumed = Events::of(resumed.send().await.unwrap());
    assert_eq!(resumed.until_end().await.0, bodies(2..5));
    let mut by_query = hand.stream(&key, second.cursor()).await;
    assert_eq!(by_query.until_end().await.0, bodies(2..5));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_is_cut_often_loses_and_repeats_nothing() {
    const NOTICES: u64 = 90;
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let posts = async {
        for n in 0..NOTICES {
            assert_eq!(hand.totalcoin(body_for(1, n)).await, 200);
        }
    };
    let reads = async {
        let (mut last, mut seen) = (Cursor::START, Vec::new());
        while seen.len() < usize::try_from(NOTICES).unwrap() {
            let request = hand.ask_stream(&key, Cursor::START);
            let request = request.header(LAST_EVENT_ID_HEADER, last.to_string());
            let mut stream = Events::of(request.send().await.unwrap());
            for _ in 0..7 {
                let Some(event) = stream.next().await else {
                    break;
                };
                last = event.cursor();
                if let StreamEvent::Notice(notice) = event {
                    seen.push(String::from_utf8(notice.body.into_bytes()).unwrap());
                }
                if seen.len() == usize::try_from(NOTICES).unwrap() {
                    break;
                }
            }
        }
        seen
    };
    let both = async { tokio::join!(posts, reads) };
    let ((), seen) = timeout(Duration::from_secs(60), both).await.unwrap();
    assert_eq!(seen, bodies(0..NOTICES));
}

#[tokio::test]
async fn only_a_till_of_the_merchant_may_read_the_stream() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let ask = || hand.ask_stream(&key, Cursor::START);
    let unknown = hand.ask_stream(&secret("mt_of-nobody"), Cursor::START);
    let held = ask().header(INSTALLATION_HEADER, "a").send().await.unwrap();
    let rows = [
        (unknown, 401, ComplaintCode::UnknownKey),
        (
            ask().header(TILL_HEADER, "2"),
            403,
            ComplaintCode::TillDiffers,
        ),
        (
            ask().header(LAST_EVENT_ID_HEADER, "soon"),
            400,
            ComplaintCode::BadRequest,
        ),
        // An open stream counts as using the key.
        (
            ask().header(INSTALLATION_HEADER, "b"),
            409,
            ComplaintCode::InUseElsewhere,
        ),
    ];
    for (request, status, error) in rows {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status);
        let why = response.bytes().await.unwrap();
        let why: Complaint = serde_json::from_slice(&why).unwrap();
        assert_eq!(why.error, error);
    }
    drop(held);
}

#[tokio::test]
async fn a_replaced_key_ends_a_stream() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let mut stream = hand.stream(&key, Cursor::START).await;
    stream.until_end().await;
    let started = Instant::now();
    let new = secret("a-key-that-came-later");
    let replaced = hand.relay.ensure_till("demo", TillNumber(1), &new);
    replaced.await.unwrap();
    assert_eq!(stream.next().await, None);
    assert!(started.elapsed() < Duration::from_secs(5), "at once");
}

#[tokio::test]
async fn a_replaced_key_ends_a_busy_stream() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let mut stream = hand.stream(&key, Cursor::START).await;
    let new = secret("a-key-that-came-later");
    let replaced = hand.relay.ensure_till("demo", TillNumber(1), &new);
    replaced.await.unwrap();
    let posts = async {
        for n in 0.. {
            assert_eq!(hand.totalcoin(body_for(1, n)).await, 200);
            sleep(Duration::from_millis(500)).await;
        }
    };
    let reads = async { while stream.next().await.is_some() {} };
    tokio::select! {
        () = posts => unreachable!("it posts for ever"),
        () = reads => {}
        () = sleep(Duration::from_secs(15)) => panic!("a stream without a key"),
    }
}

#[tokio::test]
async fn a_stop_and_a_network_cut_end_a_stream() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let mut cut = hand.stream(&key, Cursor::START).await;
    cut.until_end().await;
    hand.relay.set_offline(true);
    let ended = timeout(Duration::from_secs(5), cut.next()).await.unwrap();
    assert_eq!(ended, None);
    assert!(client().get(hand.url("/health")).send().await.is_err());
    hand.relay.set_offline(false);
    let mut stream = hand.stream(&key, Cursor::START).await;
    stream.until_end().await;
    let stop = timeout(Duration::from_secs(5), hand.relay.shutdown());
    let (stopped, ended) = tokio::join!(stop, stream.next());
    stopped.unwrap();
    assert_eq!(ended, None);
}

#[tokio::test]
async fn a_stream_can_be_opened_again_after_a_restart_of_the_relay() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    assert_eq!(hand.totalcoin(body_for(1, 0)).await, 200);
    let mut stream = hand.stream(&key, Cursor::START).await;
    let (_, end) = stream.until_end().await;
    drop(hand);
    assert_eq!(stream.next().await, None);
    let hand = Hand::start(folder.path()).await;
    assert_eq!(hand.totalcoin(body_for(1, 1)).await, 200);
    let (missed, _) = hand.stream(&key, end).await.until_end().await;
    assert_eq!(missed, bodies(1..2));
}

#[tokio::test]
async fn a_till_has_a_limited_number_of_streams() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (key, two) = (hand.till(1).await, hand.till(2).await);
    let mut other = hand.stream(&two, Cursor::START).await;
    other.until_end().await;
    let mut streams = Vec::new();
    for _ in 0..4 {
        let mut stream = hand.stream(&key, Cursor::START).await;
        stream.until_end().await;
        streams.push(stream);
    }
    let oldest = timeout(Duration::from_secs(5), streams[0].next());
    assert_eq!(oldest.await.unwrap(), None);
    // The other till's stream is not affected.
    assert_eq!(hand.totalcoin("null").await, 200);
    assert_eq!(other.until_end().await.0, ["null"]);
    for stream in &mut streams[1..] {
        assert_eq!(stream.until_end().await.0, ["null"]);
    }
}

/// A reader that reads nothing costs the relay at most a page of memory, and
/// does not keep it from stopping.
#[tokio::test]
async fn a_deaf_reader_costs_a_page_and_does_not_delay_a_stop() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    for n in 0..200 {
        let body = format!("{n:03}{}", "x".repeat(60_000));
        assert_eq!(hand.totalcoin(body).await, 200);
    }
    let mut idle = TcpStream::connect(hand.relay.local_addr()).await.unwrap();
    let key = secrecy::ExposeSecret::expose_secret(&key);
    let head = format!(
        "GET /v1/notices HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\
         Authorization: Bearer {key}\r\n\r\n"
    );
    idle.write_all(head.as_bytes()).await.unwrap();
    let mut start = [0; 15];
    idle.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 200 OK");
    // The others are served meanwhile.
    assert_eq!(hand.totalcoin("null").await, 200);
    let stop = hand.relay.shutdown();
    timeout(Duration::from_secs(15), stop).await.unwrap();
}
