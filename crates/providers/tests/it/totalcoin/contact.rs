//! The clock, the contact, and what is never said.

use super::*;

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
    assert!((500..2_000).contains(&skew_ms), "{skew_ms}");
    // The stub's clock is three minutes behind; half of 400 ms is made good.
    client.log_in_again().await.unwrap();
    let skew_ms = client.contact().clock_skew_ms.unwrap();
    assert!((-179_300..-178_000).contains(&skew_ms), "{skew_ms}");
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
