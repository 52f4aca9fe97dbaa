//! The clock, the state of the contact, and secrets that are never printed.

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
    // The stub's date does not change while our clock runs.
    let began = tokio::time::Instant::now();
    let since_ms = || i64::try_from(began.elapsed().as_millis()).unwrap();
    // A written second counts as its middle.
    client.log_in().await.unwrap();
    let skew_ms = client.contact().clock_skew_ms.unwrap() + since_ms();
    assert!((0..2_000).contains(&skew_ms), "{skew_ms}");
    // The stub's clock is three minutes behind; half of the 400 ms round trip
    // is added.
    client.log_in_again().await.unwrap();
    let skew_ms = client.contact().clock_skew_ms.unwrap();
    let at_first_ms = skew_ms + since_ms();
    assert!((-179_800..-178_000).contains(&at_first_ms), "{at_first_ms}");
    assert!(is_now(client.contact().clock_measured_at));
    // An unreadable date changes nothing.
    client.log_in_again().await.unwrap();
    let still_ms = client.contact().clock_skew_ms.unwrap();
    assert!((still_ms - skew_ms).abs() <= 1, "{still_ms}");
    assert_eq!(stub.seen(LOGIN).len(), 3);
}

/// Any answer in TotalCoin's own form measures the clock; a captive portal's
/// page never does, whatever its status.
#[tokio::test]
async fn any_answer_in_totalcoins_form_measures_the_clock() {
    let early = "Date: Wed, 26 Mar 2025 17:20:14 GMT";
    let own = |status, date: &str| {
        Reply::HttpWith(status, date.to_owned(), r#"{"message": "no"}"#.to_owned())
    };
    let page = |status| {
        let html = "<html>Acepte los términos</html>".to_owned();
        Reply::HttpWith(
            status,
            "Date: Wed, 26 Mar 2025 09:00:00 GMT".to_owned(),
            html,
        )
    };
    let logins = vec![page(200), page(403), own(500, early), token("t")];
    let (_stub, client) = stub(logins, vec![page(502), own(400, DATE)]).await;
    for measured in [false, false, true] {
        assert!(client.log_in().await.is_err());
        assert_eq!(client.contact().clock_skew_ms.is_some(), measured);
    }
    for ours in [false, true] {
        assert!(client.make_pre_order(&order()).await.is_err());
        let skew_ms = client.contact().clock_skew_ms.unwrap();
        assert_eq!(skew_ms > -2_000, ours, "{skew_ms}");
    }
}

/// If our clock is set after the measurement, the difference changes at once.
#[tokio::test]
async fn the_difference_follows_our_own_clock() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};
    let body = r#"{"token": "t", "expires_in": 3600}"#.to_owned();
    let login = Reply::HttpWith(200, DATE.to_owned(), body);
    let stub = Stub::start(&[(LOGIN, vec![login])]).await;
    let moved = Arc::new(AtomicI64::new(0));
    let (clock, set) = (clock(), Arc::clone(&moved));
    let moved_clock = move || {
        let reading = clock();
        ClockReading {
            wall: reading.wall.plus_ms(set.load(Ordering::SeqCst)),
            ..reading
        }
    };
    let client = TotalCoin::with_limits(
        BaseUrl::parse(&stub.url).unwrap(),
        Credentials {
            username: "cajera".to_owned().into(),
            password: "clave".to_owned().into(),
        },
        Limits::PROVIDER,
        moved_clock,
    )
    .unwrap();
    let began = tokio::time::Instant::now();
    client.log_in().await.unwrap();
    for by_ms in [3_600_000, -86_400_000, 0] {
        moved.store(by_ms, Ordering::SeqCst);
        let passed_ms = i64::try_from(began.elapsed().as_millis()).unwrap();
        let skew_ms = client.contact().clock_skew_ms.unwrap() + by_ms + passed_ms;
        assert!((0..2_000).contains(&skew_ms), "{skew_ms}");
    }
}

#[tokio::test]
async fn the_contact_is_kept() {
    let (_stub, client) = stub(vec![token("t")], vec![said(500), good()]).await;
    assert_eq!(client.contact().good_at, None);
    assert!(client.make_pre_order(&order()).await.is_err());
    let contact = client.contact();
    let failure = contact.failure.unwrap();
    assert_eq!(contact.good_at, None);
    assert!(is_now(Some(failure.at)));
    assert!(matches!(
        failure.error,
        Error::AnswerLost(Lost::Status(500))
    ));
    client.make_pre_order(&order()).await.unwrap();
    assert!(is_now(client.contact().good_at));
}

#[tokio::test]
async fn no_error_or_debug_text_holds_a_secret() {
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
