//! Strays that another till of the merchant has claimed.

use domain::{Actor, AskedOthers, Event, Refusal, SettledAs, StrayEvent, StrayId, TillNumber};
use relay_client::{Claimed, Cursor, NoticeId, RelayClient};
use serde_json::json;
use testkit::shop::{Shop, manager};
use till::{Answer, TillError};

const REASON: &str = "la caja 2 cerró sin resolverlo";

/// A shop whose till has heard of a stray.
async fn with_stray() -> (Shop, StrayId, RelayClient, NoticeId) {
    let shop = Shop::open().await;
    let body = json!({
        "Concepto": "Transferencia",
        "Referencia": "T1",
        "Monto": 1500,
        "FechaCreacion": "03/14/2025 15:39:48",
        "Estado": "APROBADO",
        "ReferenciaMerchant": null,
    });
    shop.notice(body.to_string()).await;
    shop.hear_all().await;
    let stray = shop.strays().await.remove(0);
    let two = shop.other_till(2).await;
    let page = two.notices(Cursor::START, 0).await.unwrap();
    let notice = page.notices[0].id.clone();
    (shop, stray.id, two, notice)
}

fn answer(take_over: bool) -> Answer {
    Answer {
        how: SettledAs::NotASale,
        amount: None,
        target: None,
        take_over,
        reason: REASON.to_owned(),
        by: manager(),
    }
}

async fn settle(shop: &Shop, id: &StrayId, answer: Answer) -> Result<AskedOthers, TillError> {
    shop.till().settle_stray(id.clone(), answer).await
}

fn is_held_by(number: u16, settled: &Result<AskedOthers, TillError>) -> bool {
    matches!(settled, Err(TillError::HeldElsewhere(till)) if till.0 == number)
}

async fn holder(shop: &Shop) -> Option<TillNumber> {
    shop.strays().await.remove(0).holder
}

/// Who settled the stray, why, and what the relay said about the other tills.
async fn settled(shop: &Shop) -> Vec<(Actor, String, AskedOthers)> {
    let lines = shop.journal().await.into_iter();
    let settled = lines.filter_map(|line| match line.event {
        Event::Stray(_, StrayEvent::Settled { settlement, asked }) => {
            Some((line.actor, settlement.reason, asked))
        }
        Event::Stray(..)
        | Event::Sale(..)
        | Event::Shift(..)
        | Event::Close(..)
        | Event::FixedQr(..)
        | Event::Report(..)
        | Event::Till(_) => None,
    });
    settled.collect()
}

#[tokio::test]
async fn a_claimed_stray_is_settled_only_after_taking_it_over() {
    let (shop, id, two, notice) = with_stray().await;
    assert_eq!(two.claim(&notice).await.unwrap(), Claimed::Done);
    let refused = settle(&shop, &id, answer(false)).await;
    assert!(is_held_by(2, &refused), "{refused:?}");
    assert_eq!(holder(&shop).await, Some(TillNumber(2)));
    // The tray shows which till has it, but that alone settles nothing.
    let refused = settle(&shop, &id, answer(false)).await;
    assert!(is_held_by(2, &refused), "{refused:?}");

    let taken = settle(&shop, &id, answer(true)).await.unwrap();
    let from_two = AskedOthers::TakenOver(TillNumber(2));
    assert_eq!(taken, from_two);
    let line = (manager(), REASON.to_owned(), from_two);
    assert_eq!(settled(&shop).await, [line]);
    assert_eq!(holder(&shop).await, None);
    // The relay now gives it to this till, so the other one cannot settle it
    // too.
    let one = Claimed::HeldBy(relay_client::TillNumber(1));
    assert_eq!(two.claim(&notice).await.unwrap(), one);
    shop.verify();
}

#[tokio::test]
async fn a_stray_is_taken_over_only_from_the_till_on_the_screen() {
    let (shop, id, two, notice) = with_stray().await;
    // The screen shows no till that has it, so the manager can agree to
    // nothing.
    assert_eq!(two.claim(&notice).await.unwrap(), Claimed::Done);
    let refused = settle(&shop, &id, answer(true)).await;
    assert!(is_held_by(2, &refused), "{refused:?}");
    let three = shop.other_till(3).await;
    assert_eq!(three.take_over(&notice).await.unwrap(), Claimed::Done);
    let refused = settle(&shop, &id, answer(true)).await;
    assert!(is_held_by(3, &refused), "{refused:?}");
    assert_eq!(holder(&shop).await, Some(TillNumber(3)));
    let taken = settle(&shop, &id, answer(true)).await.unwrap();
    assert_eq!(taken, AskedOthers::TakenOver(TillNumber(3)));
}

#[tokio::test]
async fn a_refused_answer_takes_the_stray_from_no_till() {
    let (shop, id, two, notice) = with_stray().await;
    assert_eq!(two.claim(&notice).await.unwrap(), Claimed::Done);
    let refused = settle(&shop, &id, answer(false)).await;
    assert!(is_held_by(2, &refused), "{refused:?}");
    let nowhere = Answer {
        how: SettledAs::BelongsToAnotherSale,
        ..answer(true)
    };
    let cashier = Answer {
        by: Actor::Counter,
        ..answer(true)
    };
    let no_reason = Answer {
        reason: "  ".to_owned(),
        ..answer(true)
    };
    for (answer, why) in [
        (nowhere, Refusal::TargetMissing),
        (cashier, Refusal::NeedsManager),
        (no_reason, Refusal::ReasonMissing),
    ] {
        let refused = settle(&shop, &id, answer).await;
        assert!(matches!(refused, Err(TillError::Refused(it)) if it == why));
    }
    assert!(settled(&shop).await.is_empty());
    assert_eq!(two.claim(&notice).await.unwrap(), Claimed::Done);
}

#[tokio::test]
async fn a_free_stray_is_claimed_and_a_lost_claim_does_not_block_it() {
    let (shop, id, two, notice) = with_stray().await;
    assert_eq!(two.claim(&notice).await.unwrap(), Claimed::Done);
    let refused = settle(&shop, &id, answer(false)).await;
    assert!(is_held_by(2, &refused), "{refused:?}");
    assert_eq!(two.release(&notice).await.unwrap(), Claimed::Done);
    let settled = settle(&shop, &id, answer(false)).await.unwrap();
    assert_eq!(settled, AskedOthers::Claimed);
    assert_eq!(holder(&shop).await, None);
}
