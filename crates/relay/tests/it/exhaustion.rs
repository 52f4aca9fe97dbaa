//! Callers that send or read nothing, and their effect on the webhooks and
//! tills of others. The limits are short here, but the behaviour is the same. A
//! larger run, by hand: `MOSTRADOR_IDLE_SOCKETS=4000`.

use crate::hand::{Hand, SECRET, body_for, config};
use relay::{Limits, Relay};
use relay_protocol::{BODY_BYTES_MAX, Cursor, STREAM_TYPE};
use secrecy::ExposeSecret;
use std::{path::Path, time::Duration};
use tempfile::tempdir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::{Instant, timeout},
};

const SHORT: Limits = Limits {
    strangers_max: 32,
    webhooks_max: 8,
    tills_max: 8,
    head: Duration::from_millis(800),
    idle: Duration::from_millis(800),
    handling: Duration::from_secs(40),
    stall: Duration::from_millis(500),
    answer: Duration::from_secs(2),
    stream: Duration::from_secs(20),
    look: Duration::from_millis(50),
};

async fn start(folder: &Path, limits: Limits) -> Hand {
    let mut config = config(folder);
    config.limits = limits;
    Hand {
        relay: Relay::start(config).await.unwrap(),
        client: crate::hand::client(),
    }
}

fn sockets() -> usize {
    let asked = std::env::var("MOSTRADOR_IDLE_SOCKETS").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(96)
}

fn head(path: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: x\r\nX-Webhook-Secret: {SECRET}\r\n")
}

/// Opens connections of callers without a secret, which behave badly in
/// different ways.
async fn bother(hand: &Hand, sockets: usize) -> JoinSet<()> {
    let address = hand.relay.local_addr();
    let mut callers = JoinSet::new();
    for n in 0..sockets {
        let mut stream = TcpStream::connect(address).await.unwrap();
        callers.spawn(async move {
            // A write may fail because the relay closed the connection, as it
            // should.
            match n % 3 {
                0 => {}
                1 => {
                    for byte in "GET / HTTP/1.1\r\nX-Slow: ".bytes().cycle() {
                        if stream.write_all(&[byte]).await.is_err() {
                            break;
                        }
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
                _ => {
                    // Sends requests without end and reads no answer.
                    let many = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n".repeat(400);
                    while stream.write_all(many.as_bytes()).await.is_ok() {}
                }
            }
            std::future::pending::<()>().await;
        });
    }
    callers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_slow_and_deaf_callers_do_not_disturb_webhooks() {
    let folder = tempdir().unwrap();
    let by_hand = std::env::var("MOSTRADOR_IDLE_SOCKETS").is_ok();
    let limits = if by_hand { Limits::STANDARD } else { SHORT };
    let hand = start(folder.path(), limits).await;
    let key = hand.till(1).await;
    let _callers = bother(&hand, sockets()).await;
    let mut stream = hand.stream(&key, Cursor::START).await;
    let (mut longest, mut bodies) = (Duration::ZERO, Vec::new());
    for n in 0..40 {
        let body = body_for(1, n);
        bodies.push(body.clone());
        // A new client each time, so that each request is a new connection.
        let client = crate::hand::client();
        let request = client.post(hand.url("/webhooks/totalcoin/demo")).body(body);
        let asked = Instant::now();
        let answer = request.header("X-Webhook-Secret", SECRET).send().await;
        assert_eq!(answer.unwrap().status(), 200);
        longest = longest.max(asked.elapsed());
    }
    let mut streamed = Vec::new();
    while streamed.len() < bodies.len() {
        streamed.extend(stream.until_end().await.0);
    }
    assert_eq!(streamed, bodies);
    assert!(longest < Duration::from_secs(2), "{longest:?}");
    if by_hand {
        let sockets = sockets();
        let line = format!("{sockets} sockets: 40 of 40 webhooks, the slowest {longest:?}\n");
        std::fs::write(std::env::temp_dir().join("exhaustion.txt"), line).unwrap();
    }
}

/// How long the relay keeps a connection that sends only this.
async fn kept(hand: &Hand, sent: &str) -> Duration {
    let mut stream = TcpStream::connect(hand.relay.local_addr()).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let from = Instant::now();
    let mut rest = Vec::new();
    // An end or a reset: gone either way.
    let _ = timeout(Duration::from_secs(30), stream.read_to_end(&mut rest))
        .await
        .expect("the connection is dropped");
    from.elapsed()
}

#[tokio::test]
async fn a_silent_caller_is_hung_up_on() {
    let folder = tempdir().unwrap();
    let hand = start(folder.path(), SHORT).await;
    let slow_head = "GET /health HTTP/1.1\r\nX-Slow: ";
    let idle = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    let known = format!(
        "{}Content-Length: 2\r\n\r\n{{}}",
        head("/webhooks/totalcoin/demo")
    );
    let (nothing, slow, idle, known) = tokio::join!(
        kept(&hand, ""),
        kept(&hand, slow_head),
        kept(&hand, idle),
        kept(&hand, &known)
    );
    for time in [nothing, slow, idle, known] {
        assert!(time >= SHORT.head - SHORT.look, "{time:?}");
        assert!(time < Duration::from_secs(5), "{time:?}");
    }
}

/// A connection with a small receive buffer that never reads.
async fn deaf(hand: &Hand, request: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(hand.relay.local_addr()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn a_reader_that_never_reads_is_cut() {
    let folder = tempdir().unwrap();
    let hand = start(folder.path(), SHORT).await;
    let key = hand.till(1).await;
    for n in 0..24_u8 {
        let mut body = vec![b'x'; BODY_BYTES_MAX];
        body[0] = b'a' + n;
        assert_eq!(hand.totalcoin(body).await, 200);
    }
    let key = key.expose_secret();
    let ask = |accept: &str| {
        format!(
            "GET /v1/notices HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\
             Accept: {accept}\r\n\r\n"
        )
    };
    for accept in ["*/*", STREAM_TYPE] {
        let mut reader = deaf(&hand, &ask(accept)).await;
        tokio::time::sleep(SHORT.stall * 3).await;
        let mut came = Vec::new();
        let read = reader.read_to_end(&mut came);
        // The relay closed it, so the answer ends at once and in the middle.
        let _ = timeout(Duration::from_secs(5), read).await.expect("cut");
        assert!(came.len() < 1024 * 1024, "{accept}: {}", came.len());
    }
    // Its place is free again, and the till can read.
    assert_eq!(
        hand.page(&key.to_owned().into(), Cursor::START, 0)
            .await
            .notices
            .len(),
        16
    );
}

#[tokio::test]
async fn only_the_full_queue_stops_a_caller_with_the_secret() {
    let folder = tempdir().unwrap();
    let limits = Limits {
        webhooks_max: 1,
        tills_max: 1,
        ..SHORT
    };
    let hand = start(folder.path(), limits).await;
    let key = hand.till(1).await;
    let mut slow = TcpStream::connect(hand.relay.local_addr()).await.unwrap();
    let begun = format!(
        "{}Content-Length: 9\r\n\r\n{{",
        head("/webhooks/totalcoin/demo")
    );
    slow.write_all(begun.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let busy = hand.post("/webhooks/totalcoin/demo", "{}");
    let busy = busy
        .header("X-Webhook-Secret", SECRET)
        .send()
        .await
        .unwrap();
    assert_eq!(busy.status(), 503);
    assert!(busy.headers().contains_key("retry-after"));
    // A caller without a secret does not take the place of a caller with one.
    let stranger = hand.post("/webhooks/totalcoin/demo", "{}").send().await;
    assert_eq!(stranger.unwrap().status(), 401);
    // Tills have their own places; when they are taken, the next request is
    // told to wait.
    let mut stream = hand.stream(&key, Cursor::START).await;
    stream.until_end().await;
    let next = hand.ask(&key, Cursor::START, 0).send().await.unwrap();
    assert_eq!(next.status(), 503);
    slow.write_all(b"\"a\": 1}}").await.unwrap();
    let mut answer = [0; 12];
    slow.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    assert_eq!(hand.totalcoin("[]").await, 200);
}
