//! Every outcome of a report.

use super::*;

const FAIL: &str = r#"{"transaction_status": "FAIL", "qr_id_trx": null,
    "on_error": {"code": "E-17", "description": "importe 20322678275", "x": [1]}}"#;

#[tokio::test]
async fn every_answer_to_a_report_has_one_meaning() {
    let whole = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{PASS}",
        PASS.len()
    );
    let half = whole.as_bytes()[..whole.len() / 2].to_vec();
    let moved = Reply::HttpWith(307, format!("Location: {REPORT}"), String::new());
    let html = "<html>Bienvenido al WiFi</html>";
    let words = r#"{"message": "palabras"}"#;
    for (reply, expected) in [
        (said(200, PASS), "passed"),
        (said(201, PASS), "passed"),
        (said(200, FAIL), "failed"),
        (
            said(200, r#"{"transaction_status": "PENDING"}"#),
            "unreadable 200",
        ),
        (
            said(200, r#"{"transaction_status": "pass"}"#),
            "unreadable 200",
        ),
        (
            said(200, r#"{"transaction_status": null}"#),
            "unreadable 200",
        ),
        (said(200, "{}"), "unreadable 200"),
        (said(200, "[]"), "unreadable 200"),
        (said(200, html), "unreadable 200"),
        (said(200, ""), "unreadable 200"),
        (said(200, &PASS[..PASS.len() - 9]), "unreadable 200"),
        (moved, "lost 307"),
        (said(500, PASS), "lost 500"),
        (said(502, html), "lost 502"),
        (said(400, words), "refused 400 palabras"),
        (said(400, html), "lost 400"),
        (said(403, words), "permission palabras"),
        (said(403, html), "lost 403"),
        (said(422, words), "refused 422 "),
        (said(429, words), "later"),
        (Reply::Drop, "lost"),
        (Reply::Hang, "lost"),
        (Reply::Raw(half), "lost"),
        (said(200, &" ".repeat(64 * 1024 + 1)), "lost"),
    ] {
        let hasty = matches!(reply, Reply::Hang);
        let (stub, client) = stub(vec![token("t")], vec![reply]).await;
        // The token was got before, so that only the report is hurried.
        client.look().await.unwrap();
        let client = if hasty {
            client_of(&stub.url, HASTY_MS)
        } else {
            client
        };
        let outcome = client.report(&sample()).await;
        assert_eq!(word(&outcome), expected);
        assert_eq!(stub.seen(REPORT).len(), 1, "{expected}");
        if let Err(error) = &outcome {
            let lost = ["lost", "unreadable"]
                .iter()
                .any(|it| expected.starts_with(it));
            assert_eq!(error.may_have_been_taken(), lost, "{expected}");
            assert_eq!(error.passes(), lost || expected == "later", "{expected}");
        }
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = client_of(&gone, PATIENT_MS);
    let outcome = client.report(&sample()).await;
    assert_eq!(word(&outcome), "token no connection");
    assert!(!outcome.unwrap_err().may_have_been_taken());
    let failure = client.contact().failure.unwrap();
    assert!(!failure.error.is_setting() && client.contact().good_at.is_none());
}

#[tokio::test]
async fn the_answer_is_kept_and_a_failure_whole() {
    let (_stub, client) = stub(vec![token("t")], vec![said(200, PASS), said(200, FAIL)]).await;
    let Ok(Reported::Passed(passed)) = client.report(&sample()).await else {
        panic!("it passed");
    };
    assert_eq!(passed.transaction.as_deref(), Some("T-1"));
    assert_eq!(passed.payment_reference.as_deref(), Some("R-1"));
    assert_eq!(passed.mcc.as_deref(), Some("9311"));
    assert_eq!(passed.on_error, None);
    let Ok(Reported::Failed(failed)) = client.report(&sample()).await else {
        panic!("it failed");
    };
    // Bind may repeat the payer's data in it.
    assert!(!format!("{failed:?}").contains("20322678275"));
    let on_error = failed.on_error.unwrap();
    assert_eq!(on_error.code.as_deref(), Some("E-17"));
    assert_eq!(on_error.description.as_deref(), Some("importe 20322678275"));
    assert!(on_error.whole.starts_with('{') && on_error.whole.contains("[1]"));
}

#[tokio::test]
async fn a_failure_may_say_nothing_or_only_words() {
    let fail = |on_error: &str| {
        let body = format!(r#"{{"transaction_status": " FAIL ", "on_error": {on_error}}}"#);
        said(200, &body)
    };
    for (on_error, whole) in [
        ("null", None),
        ("{ }", None),
        (r#""sin saldo""#, Some(r#""sin saldo""#)),
        (r#"["a"]"#, Some(r#"["a"]"#)),
        (r#"{"code": 17}"#, Some(r#"{"code": 17}"#)),
    ] {
        let (_stub, client) = stub(vec![token("t")], vec![fail(on_error)]).await;
        let Ok(Reported::Failed(failed)) = client.report(&sample()).await else {
            panic!("it failed");
        };
        assert_eq!(failed.on_error.map(|it| it.whole).as_deref(), whole);
    }
}

/// A retry sends what was sent before, byte for byte, its id included.
#[tokio::test]
async fn a_retry_sends_the_same_bytes() {
    let (stub, client) = stub(vec![token("t")], vec![Reply::Drop, said(200, PASS)]).await;
    assert_eq!(word(&client.report(&sample()).await), "lost");
    assert_eq!(word(&client.report(&sample()).await), "passed");
    let seen = stub.seen(REPORT);
    assert_eq!(seen[0].body, seen[1].body);
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    assert_eq!(seen[0].body, sample().body());
}
