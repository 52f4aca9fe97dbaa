//! Looking up one payment.

use crate::hand::{Hand, body_for, payment};
use domain::TillNumber;
use relay_protocol::{Complaint, ComplaintCode, Operation};
use secrecy::{ExposeSecret, SecretString};
use tempfile::tempdir;

async fn look_up(hand: &Hand, key: &SecretString, payment: &str) -> (u16, Vec<u8>) {
    let url = hand.url(&format!("/v1/operations/{payment}"));
    let request = hand.client.get(url).bearer_auth(key.expose_secret());
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.bytes().await.unwrap().to_vec())
}

async fn known(hand: &Hand, key: &SecretString, payment: &str) -> Operation {
    let (status, body) = look_up(hand, key, payment).await;
    assert_eq!(status, 200);
    serde_json::from_slice(&body).unwrap()
}

#[tokio::test]
async fn every_notice_that_names_a_payment_is_found() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, two) = (hand.till(1).await, hand.till(2).await);
    let stranger = hand.relay.add_till("other", TillNumber(1)).await.unwrap();
    let again = format!("{} ", body_for(1, 7));
    // Till 9 is not registered: its notice is unattributed, and names a payment.
    for body in [
        body_for(1, 7),
        body_for(1, 8),
        again.clone(),
        body_for(9, 1),
    ] {
        assert_eq!(hand.totalcoin(body).await, 200);
    }
    let id = payment(1, 7).to_string();
    for (key, id) in [
        (&one, id.clone()),
        (&two, id.to_uppercase().replace('-', "")),
    ] {
        let found = known(&hand, key, &id).await;
        let bodies: Vec<_> = found.notices.iter().map(|it| it.body.as_bytes()).collect();
        assert_eq!(bodies, [body_for(1, 7).as_bytes(), again.as_bytes()]);
        assert!(found.all && found.payment == payment(1, 7));
    }
    let nine = known(&hand, &one, &payment(9, 1).to_string()).await;
    assert_eq!((nine.notices.len(), nine.notices[0].till), (1, None));
    // The list is empty for an unknown payment, and for another merchant's
    // till.
    for (key, id) in [(&one, payment(1, 99).to_string()), (&stranger, id)] {
        let found = known(&hand, key, &id).await;
        assert!(found.notices.is_empty() && found.all);
    }
}

#[tokio::test]
async fn only_a_till_of_the_merchant_may_ask() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let one = hand.till(1).await;
    let nobody = "mt_of-nobody".to_owned().into();
    let foreign = "ca8964d1-b90b-4583-98da-bfc7f757d6e7";
    for (key, id, status, error) in [
        (&nobody, "x", 401, ComplaintCode::UnknownKey),
        (&one, "x", 400, ComplaintCode::BadRequest),
        (&one, foreign, 400, ComplaintCode::BadRequest),
    ] {
        let (said, body) = look_up(&hand, key, id).await;
        let why: Complaint = serde_json::from_slice(&body).unwrap();
        assert_eq!((said, why.error), (status, error));
    }
}

#[tokio::test]
async fn the_notices_of_a_payment_are_bounded_like_a_page() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let one = hand.till(1).await;
    for n in 0..20 {
        let padding = "x".repeat(60_000);
        let id = payment(1, 7);
        let body = format!(r#"{{"ReferenciaMerchant":"{id}","n":{n},"x":"{padding}"}}"#);
        assert_eq!(hand.totalcoin(body).await, 200);
    }
    let found = known(&hand, &one, &payment(1, 7).to_string()).await;
    assert_eq!((found.notices.len(), found.all), (17, false));
}
