//! Each answer to a webhook, and what the relay keeps.

use crate::hand::{Hand, SECRET, body_for, payment, texts};
use domain::{Provider, TillNumber};
use flate2::{Compression, write::GzEncoder};
use relay_protocol::{BODY_BYTES_MAX, Cursor};
use secrecy::{ExposeSecret, SecretString};
use std::io::Write as _;
use tempfile::tempdir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn each_answer() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let by_token = format!("/webhooks/pagouno/demo/{SECRET}");
    for (status, path, header) in [
        (200, "/webhooks/totalcoin/demo", Some(SECRET)),
        (401, "/webhooks/totalcoin/demo", None),
        (
            401,
            "/webhooks/totalcoin/demo",
            Some("one-secret-of-the-test"),
        ),
        (200, by_token.as_str(), None),
        (401, "/webhooks/pagouno/demo/another-token", None),
        (401, "/webhooks/pagouno/demo", Some(SECRET)),
        (200, "/webhooks/wallet/demo", Some(SECRET)),
        (401, "/webhooks/wallet/demo", None),
        (404, "/webhooks/wallet/other", Some(SECRET)),
        (404, "/webhooks/bind/demo", Some(SECRET)),
        (404, "/webhooks/stripe/demo", Some(SECRET)),
        (404, "/webhooks/totalcoin/nobody", Some(SECRET)),
        (404, "/webhooks", Some(SECRET)),
        (404, "/", None),
    ] {
        let mut request = hand.post(path, "{}");
        if let Some(secret) = header {
            request = request.header("x-webhook-secret", secret);
        }
        assert_eq!(
            request.send().await.unwrap().status(),
            status,
            "{path} {header:?}"
        );
    }
    let health = hand.client.get(hand.url("/health")).send().await.unwrap();
    assert_eq!(health.status(), 200);
    assert_eq!(health.text().await.unwrap(), r#"{"status":"ok"}"#);
    let get = hand
        .client
        .get(hand.url("/webhooks/totalcoin/demo"))
        .send()
        .await
        .unwrap();
    assert_eq!(get.status(), 405);
}

#[tokio::test]
async fn a_body_has_at_most_64_kib() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    assert_eq!(hand.totalcoin("x".repeat(BODY_BYTES_MAX)).await, 200);
    assert_eq!(hand.totalcoin("x".repeat(BODY_BYTES_MAX + 1)).await, 413);
    assert_eq!(hand.totalcoin("x".repeat(900_000)).await, 413);
    // A body without a declared length is counted as it arrives.
    let mut stream = TcpStream::connect(hand.relay.local_addr()).await.unwrap();
    let head = format!(
        "POST /webhooks/totalcoin/demo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         X-Webhook-Secret: {SECRET}\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..70 {
        stream
            .write_all(format!("400\r\n{}\r\n", "y".repeat(1024)).as_bytes())
            .await
            .unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let kept = hand.bodies(&key).await;
    assert_eq!(
        kept.iter().map(String::len).collect::<Vec<_>>(),
        [BODY_BYTES_MAX]
    );
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_kept() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let mut stream = TcpStream::connect(hand.relay.local_addr()).await.unwrap();
    let head = format!(
        "POST /webhooks/totalcoin/demo HTTP/1.1\r\nHost: x\r\n\
         X-Webhook-Secret: {SECRET}\r\nContent-Length: 100\r\n\r\nhalf of it"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    assert_eq!(hand.bodies(&key).await, Vec::<String>::new());
}

#[tokio::test]
async fn whatever_comes_with_the_secret_is_kept_as_it_came() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let own = format!("  {}\r\n", body_for(1, 5));
    let bodies: [&[u8]; 6] = [
        b"null",
        b"",
        b"not JSON",
        b"{\"a\":\xFF\xFE}",
        b"{\"ReferenciaMerchant\":null}",
        own.as_bytes(),
    ];
    for body in bodies {
        assert_eq!(hand.totalcoin(body.to_vec()).await, 200);
    }
    let request = hand
        .post("/webhooks/totalcoin/demo", "typed")
        .header("x-webhook-secret", SECRET);
    let typed = request
        .header("content-type", "text/plain; charset=latin1")
        .header("content-encoding", "gzip");
    assert_eq!(typed.send().await.unwrap().status(), 200);
    let page = hand.page(&key, Cursor::START, 0).await;
    let kept: Vec<&[u8]> = page
        .notices
        .iter()
        .map(|notice| notice.body.as_bytes())
        .collect();
    assert_eq!(kept[..6], bodies);
    let tills: Vec<_> = page
        .notices
        .iter()
        .map(|notice| notice.till.map(|till| till.0))
        .collect();
    assert_eq!(tills, [None, None, None, None, None, Some(1), None]);
    assert_eq!(page.notices[0].content_type, None);
    assert_eq!(page.notices[0].content_encoding, None);
    assert_eq!(page.notices[6].content_encoding.as_deref(), Some("gzip"));
    assert_eq!(
        page.notices[6].content_type.as_deref(),
        Some("text/plain; charset=latin1")
    );
    assert!(page.read_to_end);
}

#[tokio::test]
async fn the_same_bytes_by_the_same_route_are_one_notice() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let body = body_for(1, 1);
    for again in [body.clone(), body.clone(), format!("{body} ")] {
        assert_eq!(hand.totalcoin(again).await, 200);
    }
    let other = hand.post(&format!("/webhooks/pagouno/demo/{SECRET}"), body.clone());
    assert_eq!(other.send().await.unwrap().status(), 200);
    let page = hand.page(&key, Cursor::START, 0).await;
    assert_eq!(texts(&page), [body.clone(), format!("{body} "), body]);
    assert_ne!(page.notices[0].id, page.notices[2].id);
}

#[tokio::test]
async fn extra_slashes_name_the_same_route() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let key = hand.till(1).await;
    let paths = [
        "/webhooks/totalcoin/demo/".to_owned(),
        "//webhooks/totalcoin//demo".into(),
        format!("/webhooks/pagouno/demo/{SECRET}/"),
        format!("/webhooks//pagouno/demo//{SECRET}"),
    ];
    for (path, body) in paths.iter().zip(["1", "2", "3", "4"]) {
        let request = hand.post(path, body).header("x-webhook-secret", SECRET);
        assert_eq!(request.send().await.unwrap().status(), 200, "{path}");
    }
    assert_eq!(hand.bodies(&key).await, ["1", "2", "3", "4"]);
    // The secret is still required, and an extra segment is another route.
    let without = hand.post("/webhooks/totalcoin/demo/", "5").send().await;
    assert_eq!(without.unwrap().status(), 401);
    let more = hand.post("/webhooks/totalcoin/demo/x/y", "5").send().await;
    assert_eq!(more.unwrap().status(), 404);
}

/// A body that cannot be read safely goes only to the till that its text names.
#[tokio::test]
async fn a_body_that_is_not_safe_goes_to_the_till_it_names() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, two) = (hand.till(1).await, hand.till(2).await);
    let id = payment(2, 7);
    let bodies = [
        format!(r#"{{"Concepto":"a "b"","ReferenciaMerchant":"{id}"}}"#),
        format!(r#"{{"a":{{"ReferenciaMerchant":"{id}"}}}}"#),
        format!(r#"{{"Concepto":"C2-000001 {}","#, id.reference()),
        // The first id belongs to a till that is not registered; the next one
        // counts.
        format!(r#"["{}", "{id}"]"#, payment(9, 7)),
    ];
    for body in &bodies {
        assert_eq!(hand.totalcoin(body.clone()).await, 200, "{body}");
    }
    assert_eq!(hand.totalcoin("{\"x\": \"nothing of ours").await, 200);
    assert_eq!(hand.bodies(&one).await, ["{\"x\": \"nothing of ours"]);
    assert_eq!(hand.bodies(&two).await[..4], bodies);
}

/// A sender counts the length in characters, so the body is cut before its last
/// brace. It is kept, and goes to the till that it names.
#[tokio::test]
async fn a_body_length_in_characters_loses_no_notice() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, two) = (hand.till(1).await, hand.till(2).await);
    let id = payment(2, 8);
    let body = format!(r#"{{"ReferenciaMerchant":"{id}","NombreCompletoEmisor":"Ñandú Peña"}}"#);
    let length = body.chars().count();
    assert!(length < body.len());
    let mut stream = TcpStream::connect(hand.relay.local_addr()).await.unwrap();
    let request = format!(
        "POST /webhooks/totalcoin/demo HTTP/1.1\r\nHost: x\r\n\
         X-Webhook-Secret: {SECRET}\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    assert_eq!(hand.bodies(&two).await, [&body[..length]]);
    assert_eq!(hand.bodies(&one).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_packed_body_is_kept_packed_and_a_bomb_is_refused() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, two) = (hand.till(1).await, hand.till(2).await);
    let gzipped = |bytes: &[u8]| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let post = |body: Vec<u8>| {
        hand.post("/webhooks/totalcoin/demo", body)
            .header("x-webhook-secret", SECRET)
            .header("content-encoding", "gzip")
    };
    let packed = gzipped(body_for(2, 3).as_bytes());
    let status = post(packed.clone()).send().await.unwrap().status();
    assert_eq!(status, 200);
    let page = hand.page(&two, Cursor::START, 0).await;
    assert_eq!(page.notices[0].body.as_bytes(), packed);
    assert_eq!(page.notices[0].content_encoding.as_deref(), Some("gzip"));
    let bomb = post(gzipped(&vec![b' '; 64 * BODY_BYTES_MAX]));
    assert_eq!(bomb.send().await.unwrap().status(), 413);
    assert_eq!(hand.bodies(&one).await, Vec::<String>::new());
}

/// A notice of the wallet goes to the till of its payment. One that names none
/// of ours goes whole to every till of the merchant, and one till claims it.
#[tokio::test]
async fn a_wallets_notice_goes_to_the_till_of_its_payment() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, two) = (hand.till(1).await, hand.till(2).await);
    let notice = |payment: &str, reference: &str| {
        format!(
            r#"{{{payment}"order_id": "TOA0123", "state": "paid", "amount": 1500.50,
 "reference": "{reference}", "buyer_cuit": "20-1", "buyer_account": "1",
 "occurred_at": "2026-11-30T10:00:00-03:00"}}"#
        )
    };
    let named = notice(&format!(r#""payment_id": "{}", "#, payment(2, 7)), "W-1");
    let unnamed = [
        notice("", "W-2"),
        notice(r#""payment_id": null, "#, "W-3"),
        "{\"order_id\": \"TOA0123\", \"amount\": 15".to_owned(),
        "not JSON".to_owned(),
    ];
    assert_eq!(hand.wallet(named.clone()).await, 200);
    for body in &unnamed {
        assert_eq!(hand.wallet(body.clone()).await, 200, "{body}");
    }
    assert_eq!(hand.bodies(&one).await, unnamed);
    let page = hand.page(&two, Cursor::START, 0).await;
    assert_eq!(texts(&page)[0], named);
    assert_eq!(texts(&page)[1..], unnamed);
    assert_eq!(page.notices[0].till, Some(TillNumber(2)));
    assert!(
        page.notices
            .iter()
            .all(|notice| notice.provider == Provider::Wallet)
    );
    let known = hand.url(&format!("/v1/operations/{}", payment(2, 7)));
    let known = hand.client.get(known).bearer_auth(two.expose_secret());
    let known = known.send().await.unwrap().text().await.unwrap();
    assert!(known.contains(r#""provider":"wallet""#), "{known}");
    let path = format!("/v1/notices/{}/claim", page.notices[1].id);
    let claim = |key: &SecretString| hand.post(&path, "").bearer_auth(key.expose_secret()).send();
    assert_eq!(claim(&one).await.unwrap().status(), 200);
    assert_eq!(claim(&two).await.unwrap().status(), 409);
}
