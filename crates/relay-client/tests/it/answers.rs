//! The result of each answer, and of each missing one.

use outbound::{BaseUrl, Http, Limits};
use relay_client::{Cursor, NoticePage, NoticesError, RelayClient, Retry, Setting, TillNumber};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

pub(crate) const KEY: &str = "mt_key-of-till-3";

pub(crate) fn client(port: u16, key: &str) -> RelayClient {
    RelayClient::new(
        Http::new(Limits::PROVIDER).unwrap(),
        BaseUrl::parse(&format!("http://127.0.0.1:{port}/relay")).unwrap(),
        key.to_owned().into(),
        TillNumber(3),
        "installation-1".into(),
    )
}

/// Answers one request with those bytes, closes, and returns its head.
pub(crate) async fn once(bytes: Vec<u8>) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let head = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        // The client may close the connection without reading everything.
        let _ = stream.write_all(&bytes).await;
        String::from_utf8(head).unwrap()
    });
    (port, head)
}

pub(crate) fn http(status: u16, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
        .into()
}

async fn answered(bytes: Vec<u8>) -> Result<NoticePage, NoticesError> {
    let (port, head) = once(bytes).await;
    let answer = client(port, KEY).notices(Cursor::new(7), 0).await;
    head.await.unwrap();
    answer
}

#[tokio::test]
async fn a_request_carries_key_till_and_installation() {
    let page = http(200, r#"{"notices":[],"next":"9","read_to_end":true}"#);
    let (port, head) = once(page).await;
    let page = client(port, &format!(" {KEY}\n"))
        .notices(Cursor::new(7), 99)
        .await
        .unwrap();
    assert_eq!((page.next, page.read_to_end), (Cursor::new(9), true));
    let head = head.await.unwrap();
    assert!(
        head.starts_with("GET /relay/v1/notices?after=7&wait=30 HTTP/1.1\r\n"),
        "{head}"
    );
    for header in [
        format!("authorization: Bearer {KEY}"),
        "x-mostrador-till: 3".into(),
        "x-mostrador-installation: installation-1".into(),
    ] {
        let found = head.lines().any(|line| line.eq_ignore_ascii_case(&header));
        assert!(found, "{header} in {head}");
    }
}

#[tokio::test]
async fn errors_after_which_a_till_asks_again() {
    for status in [408, 429, 500, 502, 503, 504] {
        let answer = answered(http(status, r#"{"error":"unavailable","message":"m"}"#)).await;
        let Err(NoticesError::Retry(Retry::Unavailable { status: said })) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(said, status);
    }
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{\"notices\":[".to_vec();
    for bytes in [Vec::new(), half] {
        let answer = answered(bytes).await;
        assert!(
            matches!(answer, Err(NoticesError::Retry(Retry::NoAnswer(_)))),
            "{answer:?}"
        );
    }
    // A port that was just closed.
    let port = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let answer = client(port, KEY).notices(Cursor::START, 0).await;
    assert!(
        matches!(answer, Err(NoticesError::Retry(Retry::NoConnection(_)))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn errors_that_a_person_has_to_correct() {
    let message = || "m".to_owned();
    let complaint = |error| format!(r#"{{"error":"{error}","message":"m"}}"#);
    for (status, body, setting) in [
        (401, complaint("unknown-key"), Setting::Key),
        (
            403,
            complaint("till-differs"),
            Setting::TillNumber { message: message() },
        ),
        (
            409,
            complaint("in-use-elsewhere"),
            Setting::InUseElsewhere { message: message() },
        ),
        (
            404,
            r#"{"message":"there is nothing here"}"#.into(),
            Setting::Address { status: 404 },
        ),
        (
            401,
            "<html>Log in</html>".into(),
            Setting::Address { status: 401 },
        ),
        (302, String::new(), Setting::Address { status: 302 }),
    ] {
        let answer = answered(http(status, &body)).await;
        let Err(NoticesError::FixSetting(found)) = answer else {
            panic!("{answer:?}")
        };
        assert_eq!(found, setting);
    }
    // A key that does not fit in a header is not sent.
    for key in ["", " ", "with space", "línea", "a\nb"] {
        let answer = client(1, key).notices(Cursor::START, 0).await;
        assert!(
            matches!(answer, Err(NoticesError::FixSetting(Setting::Key))),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn answers_that_cannot_be_read() {
    let large = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n",
        64 * 1024 * 1024
    );
    for bytes in [
        http(200, "<html>Welcome to the hotel</html>"),
        http(200, "{}"),
        http(200, r#"{"notices":[],"next":"9","read_to_end":false}"#),
        http(204, ""),
        http(400, r#"{"error":"bad-request","message":"m"}"#),
        http(410, r#"{"error":"moved-away","message":"m"}"#),
        b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(),
        large.into_bytes(),
    ] {
        let words = String::from_utf8_lossy(&bytes).into_owned();
        let answer = answered(bytes).await;
        let unreadable = matches!(answer, Err(NoticesError::Unreadable { .. }));
        let nobody = matches!(
            answer,
            Err(NoticesError::FixSetting(Setting::Address { status: 204 }))
        );
        assert!(unreadable || nobody, "{words}: {answer:?}");
    }
}

#[tokio::test]
async fn no_error_or_debug_text_contains_the_key() {
    let client = client(1, KEY);
    let answer = client.notices(Cursor::START, 0).await.unwrap_err();
    for words in [
        format!("{client:?}"),
        format!("{answer:?}"),
        answer.to_string(),
    ] {
        assert!(!words.contains(KEY), "{words}");
    }
}
