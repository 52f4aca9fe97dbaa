//! The client against small raw listeners: every kind of answer, and every way
//! to lose one.

#![expect(
    clippy::unwrap_used,
    reason = "the lint's leave for tests does not reach their helpers"
)]

mod pieces;

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use outbound::{Answer, Http, Limits, Request, SecretString, SendError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use zeroize::Zeroizing;

const LIMITS: Limits = Limits {
    name_ms: 400,
    connect_ms: 400,
    answer_ms: 1_500,
    body_bytes_max: 100,
};

/// What the listener does with a connection after it has read a complete
/// request.
#[derive(Clone)]
enum Then {
    Say(Vec<u8>),
    Close,
    Hang,
}

struct Listener {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
    heard: Arc<std::sync::Mutex<String>>,
}

impl Listener {
    async fn start(then: Then) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let connections = Arc::new(AtomicUsize::new(0));
        let accepted = connections.clone();
        let heard = Arc::new(std::sync::Mutex::new(String::new()));
        let (count, ear) = (requests.clone(), heard.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                accepted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, then.clone(), count.clone(), ear.clone()));
            }
        });
        Self {
            address,
            connections,
            requests,
            heard,
        }
    }

    fn url(&self) -> String {
        format!("http://{}/path?query=secreto", self.address)
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn serve(
    mut stream: TcpStream,
    then: Then,
    count: Arc<AtomicUsize>,
    ear: Arc<std::sync::Mutex<String>>,
) {
    let mut seen = Vec::new();
    let mut buffer = [0_u8; 4096];
    loop {
        let Ok(read @ 1..) = stream.read(&mut buffer).await else {
            return;
        };
        seen.extend_from_slice(&buffer[..read]);
        // Every request of these tests ends with its head or with `}`.
        if !(seen.ends_with(b"\r\n\r\n") || seen.ends_with(b"}")) {
            continue;
        }
        count.fetch_add(1, Ordering::SeqCst);
        *ear.lock().unwrap() = String::from_utf8_lossy(&seen).into_owned();
        seen.clear();
        match &then {
            Then::Say(words) => stream.write_all(words).await.unwrap(),
            Then::Close => return,
            Then::Hang => tokio::time::sleep(Duration::from_secs(30)).await,
        }
    }
}

fn answer(head: &str, body: &str) -> Then {
    Then::Say(format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes())
}

async fn get(url: &str) -> Result<Answer, SendError> {
    Http::new(LIMITS)
        .unwrap()
        .send(Request::get(url), None)
        .await
}

fn words(error: &dyn Error) -> String {
    let mut words = format!("{error} / {error:?}");
    let mut next = error.source();
    while let Some(inner) = next {
        words = format!("{words} / {inner}");
        next = inner.source();
    }
    words
}

#[tokio::test]
async fn an_answer_comes_with_its_status_headers_and_body() {
    for status in [
        "200 OK",
        "201 Created",
        "400 Bad Request",
        "401 No",
        "500 Oh",
    ] {
        let head = format!(
            "HTTP/1.1 {status}\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\ncontent-type: a/b"
        );
        let listener = Listener::start(answer(&head, "hola")).await;
        let got = get(&listener.url()).await.unwrap();
        assert_eq!(got.status.to_string(), status[..3]);
        assert_eq!(got.date.as_deref(), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(got.content_type.as_deref(), Some("a/b"));
        assert_eq!(got.body, b"hola");
    }
}

#[tokio::test]
async fn a_post_carries_its_body_its_authorization_and_our_name() {
    let listener = Listener::start(answer("HTTP/1.1 200 OK", "")).await;
    let token = SecretString::from("Bearer abc");
    let request = Request::post(listener.url(), br#"{"amount":10.00}"#.to_vec())
        .authorized(&token)
        .header("X-Extra", "1");
    assert!(!format!("{request:?}").contains("abc"));
    assert!(!format!("{request:?}").contains("secreto"));
    Http::new(LIMITS)
        .unwrap()
        .send(request, None)
        .await
        .unwrap();
    let heard = listener.heard.lock().unwrap().clone();
    assert!(
        heard.starts_with("POST /path?query=secreto HTTP/1.1\r\n"),
        "{heard}"
    );
    assert!(heard.contains("authorization: Bearer abc\r\n"), "{heard}");
    assert!(
        heard.contains("content-type: application/json\r\n"),
        "{heard}"
    );
    assert!(heard.contains("x-extra: 1\r\n"), "{heard}");
    assert!(heard.contains("user-agent: Mostrador/"), "{heard}");
    assert!(!heard.contains("accept-encoding"), "{heard}");
    assert!(heard.ends_with("\r\n\r\n{\"amount\":10.00}"), "{heard}");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let listener = Listener::start(answer("HTTP/1.1 302 Found\r\nlocation: /elsewhere", "")).await;
    assert_eq!(get(&listener.url()).await.unwrap().status, 302);
    assert_eq!(listener.requests(), 1);
}

#[tokio::test]
async fn a_request_on_a_refused_connection_is_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = get(&format!("http://{address}/?query=secreto"))
        .await
        .unwrap_err();
    assert!(matches!(error, SendError::NotSent(_)), "{error:?}");
    assert!(!error.may_have_been_sent());
    assert!(words(&error).contains("refused"), "{}", words(&error));
    assert!(!words(&error).contains("secreto"), "{}", words(&error));
}

#[tokio::test]
async fn a_request_to_an_unknown_name_is_not_sent() {
    let error = get("https://nobody.invalid/?query=secreto")
        .await
        .unwrap_err();
    assert!(matches!(error, SendError::NotSent(_)), "{error:?}");
    assert!(!words(&error).contains("secreto"), "{}", words(&error));
}

#[tokio::test]
async fn a_request_is_not_sent_if_the_tls_handshake_fails() {
    let listener = Listener::start(answer("HTTP/1.1 200 OK", "")).await;
    let closer = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = closer.local_addr().unwrap();
    tokio::spawn(async move { while let Ok((_, _)) = closer.accept().await {} });
    for address in [listener.address, closed] {
        let error = get(&format!("https://{address}/")).await.unwrap_err();
        assert!(matches!(error, SendError::NotSent(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_request_is_not_sent_if_connecting_takes_too_long() {
    // The TLS handshake never ends: the connect limit covers it too.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let before = tokio::time::Instant::now();
    let error = get(&format!("https://{address}/")).await.unwrap_err();
    assert!(matches!(error, SendError::NotSent(_)), "{error:?}");
    assert!(before.elapsed() < Duration::from_millis(LIMITS.answer_ms));
}

#[tokio::test]
async fn an_invalid_request_is_not_sent() {
    let control = SecretString::from("Bearer abc\r\nX: y");
    let http = Http::new(LIMITS).unwrap();
    for request in [
        Request::get("not a url"),
        Request::get("http://example.com/"),
        Request::get("https://ana:secreto@example.com/"),
        Request::get("http://127.0.0.1:1/").authorized(&control),
        Request::get("http://127.0.0.1:1/").header("X-Secret", "secreto\n"),
        Request::get("http://127.0.0.1:1/").header("X Secret", "secreto"),
    ] {
        let error = http.send(request, None).await.unwrap_err();
        assert!(matches!(error, SendError::NotSent(_)), "{error:?}");
        assert!(!words(&error).contains("secreto"), "{}", words(&error));
        assert!(!words(&error).contains("abc"), "{}", words(&error));
    }
}

#[tokio::test]
async fn a_connection_closed_without_an_answer_is_lost_and_not_sent_again() {
    let listener = Listener::start(Then::Close).await;
    let token = SecretString::from("Bearer abc");
    let request = Request::get(listener.url()).authorized(&token);
    let error = Http::new(LIMITS)
        .unwrap()
        .send(request, None)
        .await
        .unwrap_err();
    assert!(matches!(error, SendError::Lost(_)), "{error:?}");
    assert!(!words(&error).contains("abc") && !words(&error).contains("secreto"));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(listener.requests(), 1);
}

#[tokio::test]
async fn a_request_lost_on_a_pooled_connection_is_not_sent_again() {
    // The first request is answered and its connection kept; the second is
    // read on that same connection and dropped.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let count = requests.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let count = count.clone();
            tokio::spawn(async move {
                let mut buffer = [0_u8; 4096];
                while let Ok(1..) = stream.read(&mut buffer).await {
                    if count.fetch_add(1, Ordering::SeqCst) > 0 {
                        return;
                    }
                    stream
                        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                        .await
                        .unwrap();
                }
            });
        }
    });
    let http = Http::new(LIMITS).unwrap();
    http.send(Request::get(&url), None).await.unwrap();
    let error = http.send(Request::get(&url), None).await.unwrap_err();
    assert!(matches!(error, SendError::Lost(_)), "{error:?}");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(requests.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn an_answer_that_never_comes_is_lost_after_the_limit() {
    let listener = Listener::start(Then::Hang).await;
    let before = tokio::time::Instant::now();
    let short = Limits {
        answer_ms: 200,
        ..LIMITS
    };
    let http = Http::new(LIMITS).unwrap();
    let error = http
        .send(Request::get(listener.url()), Some(short))
        .await
        .unwrap_err();
    assert!(matches!(error, SendError::Lost(_)), "{error:?}");
    assert!(before.elapsed() >= Duration::from_millis(200));
    assert!(before.elapsed() < Duration::from_millis(LIMITS.answer_ms));
}

#[tokio::test]
async fn a_body_that_stops_halfway_is_lost() {
    for (then, wait) in [("then closes", true), ("then is silent", false)] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = [0_u8; 4096];
            let _ = stream.read(&mut buffer).await;
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf")
                .await
                .unwrap();
            if !wait {
                tokio::time::sleep(Duration::from_secs(30)).await;
            }
        });
        let error = get(&url).await.unwrap_err();
        assert!(matches!(error, SendError::Lost(_)), "{then}: {error:?}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_too_large() {
    let at = "x".repeat(LIMITS.body_bytes_max);
    let over = "x".repeat(LIMITS.body_bytes_max + 1);
    let chunked = |body: &str| {
        let (one, two) = body.split_at(60);
        Then::Say(
            format!(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
                 {:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n",
                one.len(),
                two.len()
            )
            .into_bytes(),
        )
    };
    for (then, fits) in [
        (answer("HTTP/1.1 200 OK", &at), true),
        (chunked(&at), true),
        (answer("HTTP/1.1 200 OK", &over), false),
        (chunked(&over), false),
    ] {
        let listener = Listener::start(then).await;
        match get(&listener.url()).await {
            Ok(answer) => assert!(fits && answer.body == at.as_bytes()),
            Err(error) => {
                assert!(
                    matches!(error, SendError::TooLarge { limit_bytes: 100 }),
                    "{error:?}"
                );
                assert!(!fits && error.may_have_been_sent());
            }
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_malformed() {
    let listener = Listener::start(Then::Say(b"hola, que tal\r\n\r\n".to_vec())).await;
    let error = get(&listener.url()).await.unwrap_err();
    assert!(matches!(error, SendError::Malformed(_)), "{error:?}");
}

#[tokio::test]
async fn a_connect_limit_for_one_request_is_enforced() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", silent.local_addr().unwrap());
    let http = Http::new(Limits {
        connect_ms: 5_000,
        answer_ms: 9_000,
        ..LIMITS
    })
    .unwrap();
    let before = tokio::time::Instant::now();
    let error = http
        .send(Request::get(url), Some(LIMITS))
        .await
        .unwrap_err();
    assert!(matches!(error, SendError::NotSent(_)), "{error:?}");
    assert!(before.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_proxy_in_the_environment_is_not_honoured() {
    // The environment is read when a client is made, and cannot be set in a
    // thread-safe way: this test runs itself again as a child process.
    const CHILD: &str = "OUTBOUND_PROXY_CHILD";
    let proxies = [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ];
    if std::env::var_os(CHILD).is_none() {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child.args([
            "--exact",
            "a_proxy_in_the_environment_is_not_honoured",
            "--nocapture",
        ]);
        child
            .env(CHILD, "1")
            .env_remove("NO_PROXY")
            .env_remove("no_proxy");
        for name in proxies {
            child.env(name, "http://127.0.0.1:1");
        }
        assert!(child.status().unwrap().success());
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listener = Listener::start(answer("HTTP/1.1 204 No Content", "")).await;
        assert_eq!(get(&listener.url()).await.unwrap().status, 204);
    });
}

#[tokio::test]
async fn a_client_without_kept_connections_connects_for_each_request() {
    for connections in [1, 3] {
        let listener = Listener::start(answer("HTTP/1.1 200 OK", "{}")).await;
        let http = if connections == 1 {
            Http::new(LIMITS).unwrap()
        } else {
            Http::without_kept_connections(LIMITS).unwrap()
        };
        for _ in 0..3 {
            http.send(Request::get(listener.url()), None).await.unwrap();
            // The library takes a connection back a moment after the answer.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(listener.requests(), 3);
        assert_eq!(listener.connections.load(Ordering::SeqCst), connections);
    }
}

#[tokio::test]
async fn a_secret_body_goes_out_as_any_other_and_is_not_shown() {
    let listener = Listener::start(answer("HTTP/1.1 200 OK", "{}")).await;
    let body = Zeroizing::new(br#"{"number":"4111"}"#.to_vec());
    let request = Request::post_secret(listener.url(), body);
    assert!(!format!("{request:?}").contains("4111"));
    Http::new(LIMITS)
        .unwrap()
        .send(request, None)
        .await
        .unwrap();
    let heard = listener.heard.lock().unwrap().clone();
    assert!(heard.ends_with(r#"{"number":"4111"}"#), "{heard}");
    assert!(heard.contains("content-type: application/json"), "{heard}");
    assert!(heard.contains("content-length: 17"), "{heard}");
}

/// A configured proxy is used for every other machine, and never for this one.
#[tokio::test]
async fn a_proxy_is_used_only_for_other_machines() {
    let nobody = {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", free.local_addr().unwrap())
    };
    let proxy = outbound::Proxy::parse(&nobody).unwrap();
    let http = Http::new(LIMITS).unwrap().through(Some(&proxy)).unwrap();
    let elsewhere = Request::get("https://203.0.113.1/");
    let error = http.send(elsewhere, None).await.unwrap_err();
    assert_eq!(
        error.unreached(),
        Some(outbound::Unreached::Proxy),
        "{error:?}"
    );
    assert!(!error.may_have_been_sent());
    let here = http.send(Request::get(format!("{nobody}/")), None).await;
    let why = here.unwrap_err().unreached();
    assert_eq!(why, Some(outbound::Unreached::Refused));
    assert!(outbound::Proxy::parse("::").is_err());
}
