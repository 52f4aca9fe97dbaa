//! Streams: from the relay itself, through a proxy that buffers them, and from
//! a scripted listener.

use crate::{
    answers::{KEY, client, http, once},
    relay_itself::{Line, anywhere, payment},
};
use relay_client::{
    ClaimKind, Cursor, FIRST_EVENT_SECS_MAX, NoticeStream, NoticesError, Retry, Setting,
    StreamEvent, TillNumber,
};
use std::time::Duration;
use tokio::{
    io::AsyncReadExt,
    net::TcpListener,
    time::{Instant, timeout},
};

/// The bodies up to the event that says all was read, and its cursor.
async fn until_end(stream: &mut NoticeStream) -> (Vec<String>, Cursor) {
    let mut bodies = Vec::new();
    loop {
        match stream.next().await.unwrap().expect("an event") {
            StreamEvent::Notice(notice) => {
                bodies.push(String::from_utf8(notice.body.into_bytes()).unwrap());
            }
            StreamEvent::ReadToEnd { cursor } => return (bodies, cursor),
            StreamEvent::Claim(_) | StreamEvent::Heartbeat { .. } => {}
        }
    }
}

#[tokio::test]
async fn notices_claims_and_heartbeats_come() {
    let folder = tempfile::tempdir().unwrap();
    let line = Line::start(folder.path(), anywhere()).await;
    line.post("null").await;
    let mut stream = line.till(4).stream(Cursor::START).await.unwrap();
    let (bodies, _) = until_end(&mut stream).await;
    assert_eq!(bodies, ["null"]);
    let page = line.till(3).notices(Cursor::START, 0).await.unwrap();
    line.till(3).claim(&page.notices[0].id).await.unwrap();
    let Some(StreamEvent::Claim(change)) = stream.next().await.unwrap() else {
        panic!("not a claim");
    };
    assert_eq!(
        (change.kind, change.till),
        (ClaimKind::Claim, TillNumber(3))
    );
    assert_eq!(until_end(&mut stream).await.1, change.cursor);
    let beat = stream.next().await.unwrap();
    let cursor = change.cursor;
    assert_eq!(beat, Some(StreamEvent::Heartbeat { cursor }));
}

#[tokio::test]
async fn a_restart_of_the_relay_loses_and_repeats_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut line = Line::start(folder.path(), anywhere()).await;
    let address = line.relay.local_addr();
    let (mut after, mut seen, mut sent) = (Cursor::START, Vec::new(), Vec::new());
    for round in 0..4 {
        let till = line.till(3);
        let mut stream = till.stream(after).await.unwrap();
        let (bodies, _) = until_end(&mut stream).await;
        seen.extend(bodies);
        for n in 0..3 {
            let (_, body) = payment(round * 3 + n);
            line.post(&body).await;
            sent.push(body);
        }
        // One event is read; two more may or may not be on their way.
        let event = stream.next().await.unwrap().unwrap();
        after = event.cursor();
        let StreamEvent::Notice(notice) = event else {
            panic!("{event:?}")
        };
        seen.push(String::from_utf8(notice.body.into_bytes()).unwrap());
        if round % 2 == 0 {
            line.relay.shutdown().await;
        } else {
            drop(line);
        }
        while let Ok(Some(_)) = stream.next().await {}
        let gone = till.stream(after).await.unwrap_err();
        assert!(
            matches!(gone, NoticesError::Retry(Retry::NoConnection(_))),
            "{gone:?}"
        );
        line = again(folder.path(), address).await;
    }
    let mut stream = line.till(3).stream(after).await.unwrap();
    seen.extend(until_end(&mut stream).await.0);
    assert_eq!(seen, sent);
}

/// Starts the relay again. A dropped relay frees its address after a moment.
async fn again(folder: &std::path::Path, address: std::net::SocketAddr) -> Line {
    let free = async {
        while TcpListener::bind(address).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(10), free).await.unwrap();
    Line::start(folder, address).await
}

#[tokio::test]
async fn a_buffered_stream_is_noticed_soon_and_the_poll_still_works() {
    let folder = tempfile::tempdir().unwrap();
    let line = Line::start(folder.path(), anywhere()).await;
    let proxy = testkit::proxy::holds_streams(line.relay.local_addr()).await;
    let till = line.till_by(proxy, 3);
    let page = till.notices(Cursor::START, 0).await.unwrap();
    assert!(page.read_to_end);
    let started = Instant::now();
    let mut stream = till.stream(page.next).await.unwrap();
    let held = stream.next().await.unwrap_err();
    assert!(
        matches!(held, NoticesError::Retry(Retry::NoAnswer(_))),
        "{held:?}"
    );
    let first = Duration::from_secs(FIRST_EVENT_SECS_MAX.into());
    assert!((first..first * 2).contains(&started.elapsed()));
    drop(stream);
    let poll = tokio::spawn({
        let till = till.clone();
        async move { till.notices(page.next, 20).await }
    });
    line.post(&payment(1).1).await;
    assert_eq!(poll.await.unwrap().unwrap().notices.len(), 1);
}

/// A stream answer with that body.
fn stream_of(body: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    format!("{head}{body}").into()
}

/// All events up to the end or to the first error.
async fn events(bytes: Vec<u8>) -> Result<Vec<StreamEvent>, NoticesError> {
    let (port, head) = once(bytes).await;
    let mut stream = client(port, KEY).stream(Cursor::new(7)).await?;
    let mut events = Vec::new();
    while let Some(event) = stream.next().await? {
        events.push(event);
    }
    let head = head.await.unwrap().to_lowercase();
    for line in [
        "get /relay/v1/notices http/1.1",
        "accept: text/event-stream",
        "last-event-id: 7",
    ] {
        assert!(head.lines().any(|it| it == line), "{line} in {head}");
    }
    Ok(events)
}

fn place(name: &str, cursor: u64) -> String {
    format!("id: {cursor}\nevent: {name}\ndata: {{\"cursor\":\"{cursor}\"}}\n\n")
}

#[tokio::test]
async fn known_events_are_read_and_others_passed_over() {
    let body = [
        ": hello\n\n".to_owned(),
        place("end", 9),
        "event: of-a-later-version\ndata: {}\n\n".to_owned(),
        place("heartbeat", 9),
        // The stream breaks off.
        "event: end\ndata: {\"cursor\":\"1".to_owned(),
    ];
    let cursor = Cursor::new(9);
    assert_eq!(
        events(stream_of(&body.concat())).await.unwrap(),
        [
            StreamEvent::ReadToEnd { cursor },
            StreamEvent::Heartbeat { cursor }
        ]
    );
}

#[tokio::test]
async fn answers_that_are_not_a_stream_are_refused() {
    let key = r#"{"error":"unknown-key","message":"m"}"#;
    let refused = events(http(401, key)).await.unwrap_err();
    assert!(
        matches!(refused, NoticesError::FixSetting(Setting::Key)),
        "{refused:?}"
    );
    let busy = events(http(503, "")).await.unwrap_err();
    assert!(matches!(
        busy,
        NoticesError::Retry(Retry::Unavailable { status: 503 })
    ));
    let page = r#"{"notices":[],"next":"9","read_to_end":true}"#;
    for bytes in [
        // A server that does not support streams.
        http(200, page),
        http(200, "<html>Welcome to the hotel</html>"),
        stream_of("event: end\ndata: {}\n\n"),
        stream_of("event: notice\ndata: <html>\n\n"),
        stream_of(&(place("end", 9) + &place("heartbeat", 8))),
        stream_of(&"x".repeat(200_000)),
    ] {
        let answer = events(bytes).await;
        assert!(
            matches!(answer, Err(NoticesError::Unreadable { .. })),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn bytes_without_an_event_count_as_silence() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut till, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 4096];
        assert_ne!(till.read(&mut head).await.unwrap(), 0);
        let mut words = stream_of(": still here\n\n");
        while tokio::io::AsyncWriteExt::write_all(&mut till, &words)
            .await
            .is_ok()
        {
            words = b": still here\n\n".to_vec();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let mut stream = client(port, KEY).stream(Cursor::START).await.unwrap();
    let started = Instant::now();
    let silent = timeout(Duration::from_secs(20), stream.next())
        .await
        .unwrap();
    assert!(
        matches!(silent, Err(NoticesError::Retry(Retry::NoAnswer(_)))),
        "{silent:?}"
    );
    assert!(started.elapsed() >= Duration::from_secs(FIRST_EVENT_SECS_MAX.into()));
}
