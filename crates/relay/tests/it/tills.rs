//! Which tills see which notices.

use crate::hand::{Hand, SECRET, body_for, secret, texts};
use domain::TillNumber;
use relay::TillError;
use relay_protocol::{
    Complaint, ComplaintCode, Cursor, INSTALLATION_HEADER, LEASE_PATH, PAGE_NOTICES_MAX,
    TILL_HEADER,
};
use reqwest::RequestBuilder;
use secrecy::ExposeSecret;
use std::time::Duration;
use tempfile::tempdir;

async fn complaint(request: RequestBuilder) -> (u16, Complaint) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (
        status,
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap(),
    )
}

#[tokio::test]
async fn a_till_sees_its_own_and_unattributed_notices() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, two) = (hand.till(1).await, hand.till(2).await);
    let stranger = hand.relay.add_till("other", TillNumber(1)).await.unwrap();
    let (for_one, for_two, for_nine) = (body_for(1, 1), body_for(2, 2), body_for(9, 3));
    for body in [&for_one, &for_two, &for_nine, &"null".to_owned()] {
        assert_eq!(hand.totalcoin(body.clone()).await, 200);
    }
    // Till 9 is not registered: its notice is unattributed and goes to every
    // till.
    assert_eq!(
        hand.bodies(&one).await,
        [for_one, for_nine.clone(), "null".into()]
    );
    assert_eq!(
        hand.bodies(&two).await,
        [for_two, for_nine.clone(), "null".into()]
    );
    assert_eq!(hand.bodies(&stranger).await, Vec::<String>::new());
    // Once it is registered, it also gets the earlier notices.
    let nine = hand.till(9).await;
    let own = body_for(9, 4);
    assert_eq!(hand.totalcoin(own.clone()).await, 200);
    assert_eq!(hand.bodies(&nine).await, [for_nine, "null".into(), own]);
}

#[tokio::test]
async fn a_key_belongs_to_one_till() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let ask = || hand.ask(&key, Cursor::START, 0);
    assert_eq!(
        ask()
            .header(TILL_HEADER, "1")
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    let (status, why) = complaint(ask().header(TILL_HEADER, "2")).await;
    assert_eq!((status, why.error), (403, ComplaintCode::TillDiffers));
    assert_eq!(
        why.message,
        "this key is of till 1 of demo, and this till says 2"
    );
    let (status, why) = complaint(ask().header(TILL_HEADER, "one")).await;
    assert_eq!((status, why.error), (400, ComplaintCode::BadRequest));
    let (status, why) = complaint(hand.ask(&secret("mt_of-nobody"), Cursor::START, 0)).await;
    assert_eq!((status, why.error), (401, ComplaintCode::UnknownKey));
    let (status, why) = complaint(hand.client.get(hand.url("/v1/notices"))).await;
    assert_eq!((status, why.error), (401, ComplaintCode::UnknownKey));
    for query in ["after=-1", "after=x", "wait=soon", "wait=-1"] {
        let request = hand.client.get(hand.url(&format!("/v1/notices?{query}")));
        let key = secrecy::ExposeSecret::expose_secret(&key);
        let (status, why) = complaint(request.bearer_auth(key)).await;
        assert_eq!(
            (status, why.error),
            (400, ComplaintCode::BadRequest),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_key_is_used_by_one_installation_at_a_time() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, two) = (hand.till(1).await, hand.till(2).await);
    let first = hand
        .ask(&one, Cursor::START, 0)
        .header(INSTALLATION_HEADER, "a");
    assert_eq!(first.send().await.unwrap().status(), 200);
    let second = hand
        .ask(&one, Cursor::START, 0)
        .header(INSTALLATION_HEADER, "b");
    let (status, why) = complaint(second).await;
    assert_eq!((status, why.error), (409, ComplaintCode::InUseElsewhere));
    // A broken connection does not end a lease. It keeps its time, and the same
    // installation can reconnect at once.
    let poll = hand
        .ask(&two, Cursor::START, 30)
        .header(INSTALLATION_HEADER, "a");
    let broken = poll.timeout(Duration::from_secs(1)).send().await;
    assert!(broken.unwrap_err().is_timeout());
    let early = hand
        .ask(&two, Cursor::START, 0)
        .header(INSTALLATION_HEADER, "b");
    assert_eq!(complaint(early).await.0, 409);
    let moved = hand
        .ask(&two, Cursor::START, 0)
        .header(INSTALLATION_HEADER, "a");
    assert_eq!(moved.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_lease_is_renewed_by_its_own_installation() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let renew = |installation: Option<&str>| {
        let request = hand.post(LEASE_PATH, "").bearer_auth(key.expose_secret());
        match installation {
            Some(name) => request.header(INSTALLATION_HEADER, name),
            None => request,
        }
    };
    for _ in 0..2 {
        let renewed = renew(Some("a")).send().await.unwrap();
        assert_eq!(renewed.status(), 200);
        assert_eq!(renewed.text().await.unwrap(), r#"{"secs":30}"#);
    }
    let (status, why) = complaint(renew(Some("b"))).await;
    assert_eq!((status, why.error), (409, ComplaintCode::InUseElsewhere));
    let (status, why) = complaint(renew(None)).await;
    assert_eq!((status, why.error), (400, ComplaintCode::BadRequest));
    let nobody = hand.post(LEASE_PATH, "").bearer_auth("mt_of-nobody");
    assert_eq!(complaint(nobody).await.0, 401);
}

#[tokio::test]
async fn registering() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let first = hand.till(1).await;
    let again = hand.relay.add_till("demo", TillNumber(1)).await;
    assert!(matches!(again, Err(TillError::Known { .. })));
    let nobody = hand.relay.add_till("nobody", TillNumber(1)).await;
    assert!(matches!(nobody, Err(TillError::UnknownMerchant { .. })));
    let own = secret("a-key-that-practice-keeps");
    for _ in 0..2 {
        hand.relay
            .ensure_till("demo", TillNumber(1), &own)
            .await
            .unwrap();
    }
    assert_eq!(
        hand.ask(&first, Cursor::START, 0)
            .send()
            .await
            .unwrap()
            .status(),
        401
    );
    assert_eq!(
        hand.ask(&own, Cursor::START, 0)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    let taken = hand.relay.ensure_till("demo", TillNumber(2), &own).await;
    assert!(matches!(taken, Err(TillError::KeyTaken)));
    let unfit = hand
        .relay
        .ensure_till("demo", TillNumber(2), &secret("short"))
        .await;
    assert!(matches!(unfit, Err(TillError::KeyUnfit)));
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (key, _two) = (hand.till(1).await, hand.till(2).await);
    let mut sent = Vec::new();
    let mut n = 0;
    while sent.len() < PAGE_NOTICES_MAX * 2 + 8 {
        // Some for another till, so that cursors have gaps for this one.
        let till = if n % 5 == 0 { 2 } else { 1 };
        let body = body_for(till, n);
        assert_eq!(hand.totalcoin(body.clone()).await, 200);
        sent.extend((till == 1).then_some(body));
        n += 1;
    }
    let (mut after, mut seen, mut pages) = (Cursor::START, Vec::new(), 0);
    loop {
        let page = hand.page(&key, after, 0).await;
        assert!(page.notices.iter().all(|notice| notice.cursor > after));
        assert!(page.notices.iter().all(|notice| notice.cursor <= page.next));
        assert!(page.notices.is_sorted_by(|a, b| a.cursor < b.cursor));
        seen.extend(texts(&page));
        after = page.next;
        pages += 1;
        if page.read_to_end {
            break;
        }
        assert_eq!(page.notices.len(), PAGE_NOTICES_MAX);
    }
    assert_eq!((seen, pages), (sent, 3));
    assert_eq!(hand.page(&key, after, 0).await.notices, []);
}

#[tokio::test]
async fn a_page_is_bounded_in_bytes() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    for n in 0..20 {
        let body = format!("{n:02}{}", "x".repeat(60_000));
        assert_eq!(hand.totalcoin(body).await, 200);
    }
    let first = hand.page(&key, Cursor::START, 0).await;
    assert_eq!((first.notices.len(), first.read_to_end), (17, false));
    let rest = hand.page(&key, first.next, 0).await;
    assert_eq!((rest.notices.len(), rest.read_to_end), (3, true));
}

#[tokio::test]
async fn another_merchants_secret_opens_its_own_routes_only() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (demo, other) = (
        hand.till(1).await,
        hand.relay.add_till("other", TillNumber(1)).await,
    );
    let request = hand.post("/webhooks/totalcoin/other", body_for(1, 1));
    let sent = request
        .header("x-webhook-secret", SECRET)
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), 200);
    assert_eq!(hand.bodies(&demo).await, Vec::<String>::new());
    assert_eq!(hand.bodies(&other.unwrap()).await, [body_for(1, 1)]);
}
