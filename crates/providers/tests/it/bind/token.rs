//! The token: how it is asked for, renewed once after a 401, and never shown.

use super::*;

#[tokio::test]
async fn the_form_has_the_credentials_and_a_scope_only_where_set() {
    for (scope, end) in [("", ""), (" bind.qr ", "&scope=bind.qr")] {
        let stub = Stub::start(&[(TOKEN, vec![token("t")])]).await;
        client_with(&stub.url, PATIENT_MS, scope)
            .look()
            .await
            .unwrap();
        let seen = &stub.seen(TOKEN)[0];
        let kind = seen.header("content-type");
        assert_eq!(kind, Some("application/x-www-form-urlencoded"));
        assert!(seen.head.starts_with("POST "), "{}", seen.head);
        assert_eq!(seen.header("authorization"), None);
        let form = String::from_utf8(seen.body.clone()).unwrap();
        let start = "grant_type=client_credentials&client_id=caja&client_secret=s3cr%26to+%C3%B1";
        assert_eq!(form, format!("{start}{end}"));
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let no = said(401, r#"{"message": "no"}"#);
    let tokens = vec![token("t1"), token("t2"), token("t3")];
    let reports = vec![no.clone(), said(200, PASS), no.clone(), no, said(200, PASS)];
    let (stub, client) = stub(tokens, reports).await;
    assert_eq!(word(&client.report(&sample()).await), "passed");
    let seen = stub.seen(REPORT);
    let bearer = |at: usize| seen[at].header("authorization").unwrap().to_owned();
    assert_eq!(
        (bearer(0).as_str(), bearer(1).as_str()),
        ("Bearer t1", "Bearer t2")
    );
    assert_eq!(seen[0].body, seen[1].body);
    // A second 401 is no reason to go on asking, and its token is dropped.
    assert_eq!(word(&client.report(&sample()).await), "credentials");
    assert_eq!(stub.seen(REPORT).len(), 4);
    assert!(client.contact().failure.unwrap().error.is_setting());
    assert_eq!(word(&client.report(&sample()).await), "passed");
}

#[tokio::test]
async fn each_answer_to_a_request_for_a_token() {
    let secret = r#"{"error": "invalid_scope", "error_description": "s3cr&to ñ"}"#;
    for (reply, expected) in [
        (said(401, "{}"), "credentials"),
        (said(400, r#"{"error": "invalid_client"}"#), "credentials"),
        (
            said(400, secret),
            "token refused 400 {\"error\": \"invalid_scope\", \"error_description\": \"***\"}",
        ),
        (said(403, "<html>"), "token 403"),
        (said(404, "<html>"), "token 404"),
        (said(500, "{}"), "token 500"),
        (said(302, ""), "token 302"),
        (said(429, "{}"), "later"),
        (said(200, "<html>"), "token unreadable"),
        (said(200, r#"{"token": "t"}"#), "token unreadable"),
        (Reply::Drop, "token lost"),
    ] {
        let (stub, client) = stub(vec![reply], vec![said(200, PASS)]).await;
        let outcome = client.report(&sample()).await;
        assert_eq!(word(&outcome), expected);
        assert!(!outcome.unwrap_err().may_have_been_taken(), "{expected}");
        assert_eq!(stub.seen(REPORT).len(), 0, "{expected}");
    }
}

#[tokio::test]
async fn a_short_token_is_not_kept() {
    let short = said(200, r#"{"access_token": "t", "expires_in": 0}"#);
    let (stub, client) = stub(vec![short], vec![said(200, PASS)]).await;
    for tokens in 1..=2 {
        assert_eq!(word(&client.report(&sample()).await), "passed");
        assert_eq!(stub.seen(TOKEN).len(), tokens);
    }
}

#[tokio::test]
async fn nothing_secret_is_printed() {
    let echo = r#"{"message": "Bearer t0k3n of caja with s3cr&to ñ"}"#;
    let (_stub, client) = stub(vec![token("t0k3n")], vec![said(400, echo)]).await;
    let error = client.report(&sample()).await.unwrap_err();
    let shown = format!("{error} {error:?} {client:?}");
    for secret in ["t0k3n", "s3cr", "caja"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("Bearer *** of *** with ***"), "{shown}");
}
