//! The token and the login: how they are shared, renewed and dropped.

use super::*;
use std::sync::Arc;
use std::time::Duration;

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
async fn the_second_attempt_decides_the_outcome() {
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

/// Advances the paused clock; sockets are used with the clock running.
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
async fn concurrent_callers_share_one_login() {
    // The token of the second case has no life, and still serves all callers
    // that waited.
    let short = Reply::Http(200, r#"{"token": "t", "expires_in": 0}"#.to_owned());
    for (reply, expected) in [
        (token("t"), "answered 13010"),
        (short, "answered 13010"),
        (said(401), "credentials"),
    ] {
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
