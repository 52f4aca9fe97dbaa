//! TotalCoin's client: what goes out, and what each answer means.

use crate::stub::{Reply, Stub};
use domain::{Money, PaymentId, UnixMs};
use outbound::{BaseUrl, Limits, SecretString};
use providers::totalcoin::{
    Answered, Credentials, Error, Kind, Lost, NotSent, PreOrder, TotalCoin,
};
use std::sync::Arc;
use std::time::Duration;

const LOGIN: &str = "/api/auth/login";
const ORDER: &str = "/api/iep/pre-order";
const ANSWER: &str = include_str!("../samples/totalcoin_answer.json");
/// The sample's `expirationDate`, cut to the second, and the same as `Date`.
const NOW: UnixMs = UnixMs(1_743_009_794_000);
const DATE: &str = "Date: Wed, 26 Mar 2025 17:23:14 GMT";
const LIMITS: Limits = Limits {
    connect_ms: 500,
    answer_ms: 1_000,
    body_bytes_max: 64 * 1024,
};

fn order() -> PreOrder {
    PreOrder {
        concept: "Alfajores C1-000042".to_owned(),
        expires_at: NOW.plus_ms(600_000),
        business_unit: 348,
        payment: PaymentId::parse("01a1fed6-0000-8123-8567-89abcdef0001").unwrap(),
        reference: "JPGQ_PAYMENT_001".to_owned(),
        amount: Money::from_centavos(1000).unwrap(),
        kind: Kind::Sale,
        dni: "27594189".to_owned(),
        company_reference: "OP:1".to_owned(),
    }
}

fn client_of(url: &str) -> TotalCoin {
    let credentials = Credentials {
        username: SecretString::from("cajera".to_owned()),
        password: SecretString::from("s3cr\"eto".to_owned()),
    };
    TotalCoin::with_limits(BaseUrl::parse(url).unwrap(), credentials, LIMITS, || NOW).unwrap()
}

fn token(token: &str) -> Reply {
    Reply::Http(
        200,
        format!(r#"{{"token": "{token}", "expires_in": 3600}}"#),
    )
}

fn said(status: u16) -> Reply {
    Reply::Http(status, r#"{"message": "palabras"}"#.to_owned())
}

fn good() -> Reply {
    Reply::Http(201, ANSWER.to_owned())
}

async fn stub(logins: Vec<Reply>, orders: Vec<Reply>) -> (Stub, TotalCoin) {
    let stub = Stub::start(&[(LOGIN, logins), (ORDER, orders)]).await;
    let client = client_of(&stub.url);
    (stub, client)
}

/// The kind of an outcome, in a word that tables can hold.
fn kind(outcome: Result<Answered, Error>) -> String {
    match outcome {
        Ok(answered) => format!("answered {}", answered.order_id),
        Err(Error::NotSent(NotSent::NoConnection(_))) => "no connection".to_owned(),
        Err(Error::NotSent(NotSent::LoginLost(_))) => "login lost".to_owned(),
        Err(Error::NotSent(NotSent::LoginStatus(status))) => format!("login {status}"),
        Err(Error::NotSent(NotSent::LoginUnreadable)) => "login unreadable".to_owned(),
        Err(Error::AnswerLost(Lost::NoAnswer(_))) => "lost".to_owned(),
        Err(Error::AnswerLost(Lost::Status(status))) => format!("lost {status}"),
        Err(Error::AnswerLost(Lost::Unreadable(status))) => format!("unreadable {status}"),
        Err(Error::Rejected { status, message }) => format!("rejected {status} {message}"),
        Err(Error::Credentials) => "credentials".to_owned(),
        Err(Error::Permission { message }) => format!("permission {message}"),
        Err(Error::RetryLater) => "later".to_owned(),
    }
}

#[tokio::test]
async fn one_login_serves_many_pre_orders() {
    let (stub, client) = stub(vec![token("t1")], vec![good()]).await;
    client.log_in().await.unwrap();
    for _ in 0..2 {
        let answered = client.make_pre_order(&order()).await.unwrap();
        assert_eq!(Some(answered), Answered::read(ANSWER.as_bytes()));
    }
    let logins = stub.seen(LOGIN);
    assert_eq!(logins.len(), 1);
    assert!(logins[0].head.starts_with("POST "));
    assert_eq!(logins[0].header("authorization"), None);
    assert_eq!(logins[0].header("content-type"), Some("application/json"));
    assert_eq!(
        logins[0].body,
        br#"{"username":"cajera","password":"s3cr\"eto"}"#
    );
    for seen in stub.seen(ORDER) {
        assert!(seen.head.starts_with("POST "));
        assert_eq!(seen.header("authorization"), Some("Bearer t1"));
        assert_eq!(seen.header("content-type"), Some("application/json"));
        assert_eq!(seen.body, order().body());
    }
}

#[tokio::test]
async fn every_status_of_a_pre_order() {
    for (status, expected) in [
        (400, "rejected 400 palabras"),
        (403, "permission palabras"),
        (404, "rejected 404 palabras"),
        (409, "rejected 409 palabras"),
        (422, "rejected 422 palabras"),
        (408, "lost 408"),
        (425, "later"),
        (429, "later"),
        (301, "lost 301"),
        (500, "lost 500"),
        (502, "lost 502"),
        (503, "lost 503"),
        (504, "lost 504"),
        // A success whose body is no answer.
        (200, "unreadable 200"),
        (201, "unreadable 201"),
        (204, "unreadable 204"),
    ] {
        let reply = if status == 204 {
            Reply::Http(204, String::new())
        } else {
            said(status)
        };
        let (stub, client) = stub(vec![token("t")], vec![reply]).await;
        assert_eq!(kind(client.make_pre_order(&order()).await), expected);
        assert_eq!(stub.seen(ORDER).len(), 1, "{status}");
    }
    for status in [200, 201, 202] {
        let (_stub, client) =
            stub(vec![token("t")], vec![Reply::Http(status, ANSWER.into())]).await;
        assert_eq!(
            kind(client.make_pre_order(&order()).await),
            "answered 13010"
        );
    }
}

#[tokio::test]
async fn every_way_to_lose_an_answer() {
    let whole = format!(
        "HTTP/1.1 201 Created\r\nContent-Length: {}\r\n\r\n{ANSWER}",
        ANSWER.len()
    );
    let half = whole.as_bytes()[..whole.len() / 2].to_vec();
    for (reply, expected) in [
        (Reply::Drop, "lost"),
        (Reply::Hang, "lost"),
        (Reply::After(2_000, Box::new(good())), "lost"),
        (Reply::Raw(half), "lost"),
        (Reply::Raw(b"what is this?\r\n\r\n".to_vec()), "lost"),
        (Reply::Http(201, " ".repeat(64 * 1024 + 1)), "lost"),
        (
            Reply::Http(201, "<html>portal</html>".to_owned()),
            "unreadable 201",
        ),
        (
            Reply::Http(201, ANSWER.replace("\"id\"", "\"ID\"")),
            "unreadable 201",
        ),
        (Reply::Http(201, ANSWER[..200].to_owned()), "unreadable 201"),
    ] {
        let (stub, client) = stub(vec![token("t")], vec![reply]).await;
        let outcome = client.make_pre_order(&order()).await;
        assert!(
            outcome
                .as_ref()
                .is_err_and(|e| e.may_have_been_taken() && e.passes())
        );
        assert_eq!(kind(outcome), expected);
        assert_eq!(stub.seen(ORDER).len(), 1);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = "Location: /api/auth/login".to_owned();
    let moved = Reply::HttpWith(307, elsewhere, String::new());
    let (stub, client) = stub(vec![token("t")], vec![moved]).await;
    assert_eq!(kind(client.make_pre_order(&order()).await), "lost 307");
    assert_eq!(stub.seen_in_all(), 2);
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    // A port that was ours a moment ago, where nobody listens.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let outcome = client_of(&url).make_pre_order(&order()).await;
    assert!(
        outcome
            .as_ref()
            .is_err_and(|e| !e.may_have_been_taken() && e.passes())
    );
    assert_eq!(kind(outcome), "no connection");
}

#[tokio::test]
async fn without_a_login_nothing_was_sent() {
    for (reply, expected) in [
        (said(400), "login 400"),
        (said(401), "credentials"),
        (said(403), "permission palabras"),
        (said(404), "login 404"),
        (said(429), "later"),
        (said(500), "login 500"),
        (said(302), "login 302"),
        (said(200), "login unreadable"),
        (Reply::Http(200, "<html>".to_owned()), "login unreadable"),
        (Reply::Drop, "login lost"),
        (Reply::Hang, "login lost"),
        (Reply::Raw(b"?\r\n\r\n".to_vec()), "login lost"),
    ] {
        let (stub, client) = stub(vec![reply], vec![good()]).await;
        let outcome = client.make_pre_order(&order()).await;
        assert!(outcome.as_ref().is_err_and(|e| !e.may_have_been_taken()));
        assert_eq!(kind(outcome), expected);
        assert_eq!(stub.seen(ORDER).len(), 0, "{expected}");
    }
}

#[tokio::test]
async fn a_refused_token_brings_one_login_and_the_same_bytes_again() {
    let (stub, client) = stub(vec![token("t1"), token("t2")], vec![said(401), good()]).await;
    assert_eq!(
        kind(client.make_pre_order(&order()).await),
        "answered 13010"
    );
    assert_eq!(stub.seen(LOGIN).len(), 2);
    let orders = stub.seen(ORDER);
    let bearers: Vec<_> = orders
        .iter()
        .map(|seen| seen.header("authorization").unwrap())
        .collect();
    assert_eq!(bearers, ["Bearer t1", "Bearer t2"]);
    assert_eq!(orders[0].body, orders[1].body);
}

#[tokio::test]
async fn a_token_refused_twice_is_the_credentials_fault() {
    let orders = vec![said(401), said(401), good()];
    let (stub, client) = stub(vec![token("t1"), token("t2"), token("t3")], orders).await;
    assert_eq!(kind(client.make_pre_order(&order()).await), "credentials");
    assert_eq!((stub.seen(LOGIN).len(), stub.seen(ORDER).len()), (2, 2));
    // The second token is not kept either.
    assert_eq!(
        kind(client.make_pre_order(&order()).await),
        "answered 13010"
    );
    assert_eq!(
        stub.seen(ORDER)[2].header("authorization"),
        Some("Bearer t3")
    );
}

#[tokio::test]
async fn what_the_second_attempt_meets_is_the_outcome() {
    for (second_login, second_order, expected) in [
        (said(401), good(), "credentials"),
        (Reply::Drop, good(), "login lost"),
        (token("t2"), Reply::Drop, "lost"),
        (token("t2"), said(400), "rejected 400 palabras"),
    ] {
        let logins = vec![token("t1"), second_login];
        let (_stub, client) = stub(logins, vec![said(401), second_order]).await;
        assert_eq!(kind(client.make_pre_order(&order()).await), expected);
    }
}

/// Moves the monotonic clock; sockets are spoken to with it running.
async fn pass(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_token_is_renewed_a_minute_before_its_end() {
    let (stub, client) = stub(vec![token("t")], vec![good()]).await;
    client.log_in().await.unwrap();
    pass(3_600 - 60 - 5).await;
    client.make_pre_order(&order()).await.unwrap();
    assert_eq!(stub.seen(LOGIN).len(), 1);
    pass(6).await;
    client.make_pre_order(&order()).await.unwrap();
    assert_eq!(stub.seen(LOGIN).len(), 2);
}

#[tokio::test]
async fn a_token_without_life_serves_the_request_it_was_made_for() {
    let short = Reply::Http(200, r#"{"token": "t", "expires_in": 0}"#.to_owned());
    let (stub, client) = stub(vec![short], vec![good()]).await;
    for logins in 1..=2 {
        assert_eq!(
            kind(client.make_pre_order(&order()).await),
            "answered 13010"
        );
        assert_eq!(stub.seen(LOGIN).len(), logins);
    }
}

#[tokio::test]
async fn logins_at_once_are_one_login() {
    let (early, late) = (token("t"), said(401));
    for (reply, expected) in [(early, "answered 13010"), (late, "credentials")] {
        let (stub, client) = stub(vec![Reply::After(100, Box::new(reply))], vec![good()]).await;
        let client = Arc::new(client);
        let all: Vec<_> = (0..8)
            .map(|_| {
                let client = Arc::clone(&client);
                tokio::spawn(async move { client.make_pre_order(&order()).await })
            })
            .collect();
        for one in all {
            assert_eq!(kind(one.await.unwrap()), expected);
        }
        assert_eq!(stub.seen(LOGIN).len(), 1);
    }
}

#[tokio::test]
async fn a_failed_login_is_tried_again_by_the_next_caller() {
    let (_stub, client) = stub(vec![said(500), token("t")], vec![good()]).await;
    assert_eq!(kind(client.make_pre_order(&order()).await), "login 500");
    assert_eq!(
        kind(client.make_pre_order(&order()).await),
        "answered 13010"
    );
}

#[tokio::test]
async fn a_login_that_was_given_up_leaves_nothing_locked() {
    let (stub, client) = stub(vec![Reply::Hang, token("t")], vec![good()]).await;
    let given_up = tokio::time::timeout(Duration::from_millis(100), client.log_in()).await;
    assert!(given_up.is_err());
    assert_eq!(
        kind(client.make_pre_order(&order()).await),
        "answered 13010"
    );
    assert_eq!(stub.seen(LOGIN).len(), 2);
}

#[tokio::test]
async fn the_clock_is_measured_by_the_logins_date() {
    let dated = |date: &str| {
        let body = r#"{"token": "t", "expires_in": 3600}"#.to_owned();
        Reply::HttpWith(200, date.to_owned(), body)
    };
    let early = "Date: Wed, 26 Mar 2025 17:20:14 GMT";
    let slow = Reply::After(400, Box::new(dated(early)));
    let bad = dated("Date: hoy");
    let (stub, client) = stub(vec![dated(DATE), slow, bad], vec![good()]).await;
    assert_eq!(client.contact().clock_skew_ms, None);
    // A second that is written stands for its middle.
    client.log_in().await.unwrap();
    let skew_ms = client.contact().clock_skew_ms.unwrap();
    assert!((500..800).contains(&skew_ms), "{skew_ms}");
    // The stub's clock is three minutes behind; half of 400 ms is made good.
    client.log_in_again().await.unwrap();
    let skew_ms = client.contact().clock_skew_ms.unwrap();
    assert!((-179_300..-179_000).contains(&skew_ms), "{skew_ms}");
    assert_eq!(client.contact().clock_measured_at, Some(NOW));
    // What can not be read changes nothing.
    client.log_in_again().await.unwrap();
    assert_eq!(client.contact().clock_skew_ms, Some(skew_ms));
    assert_eq!(stub.seen(LOGIN).len(), 3);
}

#[tokio::test]
async fn the_contact_is_kept() {
    let (_stub, client) = stub(vec![token("t")], vec![said(500), good()]).await;
    assert_eq!(client.contact().good_at, None);
    assert!(client.make_pre_order(&order()).await.is_err());
    let contact = client.contact();
    let failure = contact.failure.unwrap();
    assert_eq!((contact.good_at, failure.at), (None, NOW));
    assert!(matches!(
        failure.error,
        Error::AnswerLost(Lost::Status(500))
    ));
    client.make_pre_order(&order()).await.unwrap();
    assert_eq!(client.contact().good_at, Some(NOW));
}

#[tokio::test]
async fn no_word_of_ours_holds_a_secret() {
    let echo = r#"{"error": "bad", "user": "cajera", "password": "s3cr\"eto",
        "authorization": "Bearer t0k3n", "dni": "27594189"}"#;
    for status in [400, 403] {
        let echo = Reply::Http(status, echo.to_owned());
        let (_stub, client) = stub(vec![token("t0k3n")], vec![echo]).await;
        let error = client.make_pre_order(&order()).await.unwrap_err();
        let shown = format!(
            "{error} {error:?} {client:?} {:?} {:?}",
            client.contact(),
            order()
        );
        assert!(shown.contains("bad"), "{shown}");
        for secret in ["cajera", "s3cr", "t0k3n", "27594189"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
