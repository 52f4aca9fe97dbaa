//! Only one till takes an unattributed notice, every till of the merchant
//! learns of it by stream and by poll, and a restart changes nothing.

use crate::hand::{Hand, body_for};
use domain::TillNumber;
use relay_protocol::{
    ClaimKind, Complaint, ComplaintCode, Cursor, Holding, NoticeId, PAGE_CLAIMS_MAX, StreamEvent,
};
use secrecy::{ExposeSecret, SecretString};
use tempfile::tempdir;

async fn say(
    hand: &Hand,
    key: &SecretString,
    notice: &str,
    what: &str,
) -> Result<Holding, (u16, Complaint)> {
    say_with(hand, key, notice, what, "").await
}

async fn say_with(
    hand: &Hand,
    key: &SecretString,
    notice: &str,
    what: &str,
    body: &'static str,
) -> Result<Holding, (u16, Complaint)> {
    let request = hand.post(&format!("/v1/notices/{notice}/{what}"), body);
    let answer = request.bearer_auth(key.expose_secret()).send().await;
    let answer = answer.unwrap();
    let status = answer.status().as_u16();
    let body = answer.bytes().await.unwrap();
    if status == 200 {
        Ok(serde_json::from_slice(&body).unwrap())
    } else {
        Err((status, serde_json::from_slice(&body).unwrap()))
    }
}

/// Posts that body and says its notice's id.
async fn notice(hand: &Hand, key: &SecretString, body: &str) -> NoticeId {
    assert_eq!(hand.totalcoin(body.to_owned()).await, 200);
    let page = hand.page(key, Cursor::START, 0).await;
    page.notices.last().unwrap().id.clone()
}

#[tokio::test]
async fn only_one_till_has_a_claimed_notice() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, two) = (hand.till(1).await, hand.till(2).await);
    let id = notice(&hand, &one, "null").await;
    let held = |till: Option<u16>| Holding {
        notice: id.clone(),
        till: till.map(TillNumber),
    };
    for _ in 0..2 {
        let claimed = say(&hand, &one, id.as_str(), "claim").await;
        assert_eq!(claimed, Ok(held(Some(1))));
    }
    for what in ["claim", "release"] {
        let (status, why) = say(&hand, &two, id.as_str(), what).await.unwrap_err();
        assert_eq!((status, why.error), (409, ComplaintCode::ClaimedElsewhere));
        assert_eq!(why.till, Some(TillNumber(1)));
    }
    for _ in 0..2 {
        let released = say(&hand, &one, id.as_str(), "release").await;
        assert_eq!(released, Ok(held(None)));
    }
    let claimed = say(&hand, &two, id.as_str(), "claim").await;
    assert_eq!(claimed, Ok(held(Some(2))));
    // The same after a restart of the relay.
    hand.relay.shutdown().await;
    let hand = Hand::start(folder.path()).await;
    let (status, why) = say(&hand, &one, id.as_str(), "claim").await.unwrap_err();
    assert_eq!((status, why.till), (409, Some(TillNumber(2))));
}

#[tokio::test]
async fn a_manager_takes_a_claimed_notice_over_from_another_till() {
    const TAKE_OVER: &str = r#"{"take_over": true}"#;
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, two) = (hand.till(1).await, hand.till(2).await);
    let id = notice(&hand, &one, "null").await;
    say(&hand, &one, id.as_str(), "claim").await.unwrap();
    let (_, before) = hand.stream(&one, Cursor::START).await.until_end().await;
    let mut stream = hand.stream(&one, before).await;
    stream.until_end().await;
    for body in [r#"{"take_over": false}"#, "{}", " "] {
        let refused = say_with(&hand, &two, id.as_str(), "claim", body).await;
        assert_eq!(refused.unwrap_err().1.till, Some(TillNumber(1)), "{body}");
    }
    // The second request changes nothing, and no till is told again.
    for _ in 0..2 {
        let taken = say_with(&hand, &two, id.as_str(), "claim", TAKE_OVER).await;
        assert_eq!(taken.unwrap().till, Some(TillNumber(2)));
    }
    let Some(StreamEvent::Claim(told)) = stream.next().await else {
        panic!("not a claim");
    };
    assert_eq!((told.kind, told.till), (ClaimKind::Claim, TillNumber(2)));
    let page = hand.delivery(&one, before).await;
    assert_eq!(page.claims, [told]);
    // The first till no longer has it: it can neither give it back nor claim
    // it.
    for what in ["claim", "release"] {
        let (status, why) = say(&hand, &one, id.as_str(), what).await.unwrap_err();
        assert_eq!((status, why.till), (409, Some(TillNumber(2))));
    }
    for body in ["[]", "{", r#"{"take_over": 1}"#] {
        let bad = say_with(&hand, &one, id.as_str(), "claim", body).await;
        let (status, why) = bad.unwrap_err();
        assert_eq!((status, why.error), (400, ComplaintCode::BadRequest));
    }
}

#[tokio::test]
async fn claims_that_are_refused() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let one = hand.till(1).await;
    let stranger = hand.relay.add_till("other", TillNumber(1)).await.unwrap();
    let nobodys = notice(&hand, &one, "null").await;
    let own = notice(&hand, &one, &body_for(1, 1)).await;
    let unknown = "0".repeat(64);
    for (key, id) in [
        (&one, own.as_str()),
        (&one, unknown.as_str()),
        (&stranger, nobodys.as_str()),
    ] {
        let (status, why) = say(&hand, key, id, "claim").await.unwrap_err();
        assert_eq!((status, why.error), (404, ComplaintCode::NoSuchNotice));
    }
    let (status, why) = say(&hand, &one, "x", "claim").await.unwrap_err();
    assert_eq!((status, why.error), (400, ComplaintCode::BadRequest));
    let nobody = "mt_of-nobody".to_owned().into();
    let (status, _) = say(&hand, &nobody, nobodys.as_str(), "claim")
        .await
        .unwrap_err();
    assert_eq!(status, 401);
}

#[tokio::test]
async fn stream_and_poll_deliver_a_claim() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, two) = (hand.till(1).await, hand.till(2).await);
    let stranger = hand.relay.add_till("other", TillNumber(1)).await.unwrap();
    let id = notice(&hand, &one, "null").await;
    let mut stream = hand.stream(&two, Cursor::START).await;
    let (_, end) = stream.until_end().await;
    let mut after = end;
    for (what, kind) in [("claim", ClaimKind::Claim), ("release", ClaimKind::Release)] {
        say(&hand, &one, id.as_str(), what).await.unwrap();
        let Some(StreamEvent::Claim(told)) = stream.next().await else {
            panic!("not a claim");
        };
        assert_eq!((told.kind, told.till), (kind, TillNumber(1)));
        assert_eq!(told.notice, id);
        assert!(told.cursor > after);
        let (_, end) = stream.until_end().await;
        assert_eq!(end, told.cursor);
        let page = hand.delivery(&two, after).await;
        assert_eq!((page.claims, page.page.next), (vec![told], end));
        after = end;
    }
    // A later notice comes after the claim.
    let later = notice(&hand, &one, "true").await;
    let page = hand.delivery(&two, after).await;
    assert_eq!(page.page.notices[0].id, later);
    assert!(page.page.notices[0].cursor > after && page.claims.is_empty());
    let nothing = hand.delivery(&stranger, Cursor::START).await;
    assert!(nothing.claims.is_empty());
}

#[tokio::test]
async fn many_claims_come_by_pages_in_order() {
    let folder = tempdir().unwrap();
    let hand = Hand::start(folder.path()).await;
    let (one, two) = (hand.till(1).await, hand.till(2).await);
    let mut after = Cursor::START;
    let many = PAGE_CLAIMS_MAX + 10;
    for n in 0..many {
        assert_eq!(hand.totalcoin(n.to_string()).await, 200);
        let page = hand.page(&one, after, 0).await;
        let id = page.notices[0].id.as_str();
        say(&hand, &one, id, "claim").await.unwrap();
        after = page.next;
    }
    let (mut after, mut notices, mut claims) = (Cursor::START, Vec::new(), Vec::new());
    loop {
        let Delivered { page, changes } = delivered(&hand, &two, after).await;
        assert!(changes.iter().all(|at| *at > after && *at <= page.next));
        assert!(page.notices.iter().all(|it| it.cursor <= page.next));
        notices.extend(page.notices.iter().map(|notice| notice.cursor));
        claims.extend(changes);
        after = page.next;
        if page.read_to_end {
            break;
        }
    }
    assert_eq!((notices.len(), claims.len()), (many, many));
    assert!(notices.is_sorted() && claims.is_sorted());
    let mut stream = hand.stream(&two, Cursor::START).await;
    let mut streamed = Vec::new();
    while streamed.len() < many * 2 {
        streamed.push(stream.next().await.unwrap().cursor());
    }
    let mut both = [notices, claims].concat();
    both.sort();
    assert_eq!(streamed, both);
}

struct Delivered {
    page: relay_protocol::NoticePage,
    changes: Vec<Cursor>,
}

async fn delivered(hand: &Hand, key: &SecretString, after: Cursor) -> Delivered {
    let delivery = hand.delivery(key, after).await;
    let changes = delivery.claims.iter().map(|change| change.cursor).collect();
    let page = delivery.page;
    Delivered { page, changes }
}
