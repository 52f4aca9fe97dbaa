//! Endless answers: read to the end, cut short, silent; and an answer that is
//! not a stream.

use crate::{LIMITS, Listener, Then, answer};
use outbound::{Http, Opened, Pieces, Request, SendError, StreamLimits};
use std::time::Duration;

const STREAM: StreamLimits = StreamLimits {
    name_ms: 400,
    connect_ms: 400,
    head_ms: 700,
    body_bytes_max: 100,
    drawn_bytes_max: 40,
};

/// Opens a stream from a listener that answers that way.
async fn open(then: Then) -> Result<Opened, SendError> {
    let listener = Listener::start(then).await;
    let request = Request::get(listener.url());
    let http = Http::new(LIMITS).unwrap();
    http.open(request, "text/event-stream", STREAM).await
}

fn pieces(opened: Result<Opened, SendError>) -> Pieces {
    match opened {
        Ok(Opened::Pieces(pieces)) => pieces,
        other => panic!("{other:?}"),
    }
}

const HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: Text/Event-Stream; charset=utf-8\r\nconnection: close";

#[tokio::test]
async fn a_stream_is_read_to_its_end() {
    let mut pieces = pieces(open(answer(HEAD, "one, two")).await);
    let mut drawn = Vec::new();
    while let Some(piece) = pieces.next(Duration::from_secs(1)).await.unwrap() {
        drawn.extend(piece);
    }
    assert_eq!(drawn, b"one, two");
}

#[tokio::test]
async fn an_answer_that_is_not_a_stream_is_read_whole() {
    for (head, status) in [
        ("HTTP/1.1 200 OK\r\ncontent-type: application/json", 200),
        ("HTTP/1.1 401 No\r\ncontent-type: text/event-stream", 401),
    ] {
        match open(answer(head, "{}")).await {
            Ok(Opened::Answer(whole)) => {
                assert_eq!((whole.status, &whole.body[..]), (status, &b"{}"[..]))
            }
            other => panic!("{other:?}"),
        }
    }
    let large = open(answer("HTTP/1.1 500 Oh", &"x".repeat(101))).await;
    assert!(matches!(
        large,
        Err(SendError::TooLarge { limit_bytes: 100 })
    ));
}

#[tokio::test]
async fn a_stream_that_is_silent_breaks_off_or_is_too_long() {
    let hangs = open(Then::Hang).await;
    assert!(matches!(hangs, Err(SendError::Lost(_))), "{hangs:?}");
    let endless = format!("{HEAD}\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n");
    let mut silent = pieces(open(Then::Say(endless.into_bytes())).await);
    let first = silent.next(Duration::from_secs(1)).await.unwrap();
    assert_eq!(first.unwrap(), b"one");
    let then = silent.next(Duration::from_millis(200)).await;
    assert!(matches!(then, Err(SendError::Lost(_))), "{then:?}");
    let short = format!("{HEAD}\r\ncontent-length: 9000\r\n\r\n{}", "x".repeat(41));
    let mut long = pieces(open(Then::Say(short.into_bytes())).await);
    let too_long = long.next(Duration::from_secs(1)).await;
    let limit_bytes = 40;
    assert!(
        matches!(&too_long, Err(SendError::TooLarge { limit_bytes: said }) if *said == limit_bytes),
        "{too_long:?}"
    );
}
