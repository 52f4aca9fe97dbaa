//! The queue: what a person does with an errand, a provider that is paused, and
//! what stands in the way.

use crate::robust::{Alone, open, work_beside};
use crate::unwritten::{Busy, errand, sell};
use domain::{Actor, Provider, Refusal};
use ledger::{ErrandNumber, ErrandStanding};
use std::sync::Arc;
use testkit::shop::{Shop, manager, until};
use till::errands::REVIVED_MS;
use till::{Contact, Outage, TillError};

const TOTALCOIN: Contact = Contact::Provider(Provider::Totalcoin);

async fn number_of(alone: &Alone, sale: &domain::Sale) -> ErrandNumber {
    let payment = sale.payments[0].id;
    let read = alone
        .till
        .ledger()
        .read(move |read| Ok::<_, TillError>(read.errand_of_payment(payment)?));
    read.await.unwrap().unwrap().number
}

#[tokio::test]
async fn a_dead_errand_is_tried_again_by_anybodys_word() {
    let folder = tempfile::tempdir().unwrap();
    let alone = open(folder.path(), Some(Arc::new(Busy::default())), None);
    let sale = sell(&alone).await;
    let number = number_of(&alone, &sale).await;
    let dead = alone
        .till
        .ledger()
        .write(move |write| Ok::<_, TillError>(write.mark_dead(number, "time-over")?));
    assert!(dead.await.unwrap());
    alone.till.try_errand_now(number).await.unwrap();
    let revived = alone
        .till
        .ledger()
        .read(move |read| Ok::<_, TillError>(read.errand(number)?));
    let revived = revived.await.unwrap().unwrap();
    assert_eq!(revived.standing, ErrandStanding::Owed);
    assert_eq!(revived.dead_because, None);
    assert_eq!(revived.deadline.since_ms(revived.due_at), REVIVED_MS);
    let unknown = alone.till.try_errand_now(ErrandNumber(99)).await;
    assert!(matches!(unknown, Err(TillError::ErrandUnknown)));
}

#[tokio::test]
async fn an_errand_is_given_up_by_a_manager_with_a_reason_and_never_a_customers() {
    let folder = tempfile::tempdir().unwrap();
    let alone = open(folder.path(), Some(Arc::new(Busy::default())), None);
    let sale = sell(&alone).await;
    let number = number_of(&alone, &sale).await;
    let give_up = |reason: &str, by| alone.till.give_up_queued(number, reason.to_owned(), by);
    let refused = give_up("lo vi", Actor::Counter).await;
    assert!(matches!(
        refused,
        Err(TillError::Refused(Refusal::NeedsManager))
    ));
    let refused = give_up("  ", manager()).await;
    assert!(matches!(
        refused,
        Err(TillError::Refused(Refusal::ReasonMissing))
    ));
    let kept = give_up("lo vi", manager()).await;
    assert!(matches!(kept, Err(TillError::ErrandKept)));
    assert_eq!(errand(&alone, &sale).await.0, ErrandStanding::Owed);
}

#[tokio::test]
async fn a_customers_errand_goes_out_while_its_provider_is_paused() {
    let folder = tempfile::tempdir().unwrap();
    let alone = open(folder.path(), Some(Arc::new(Busy::default())), None);
    let first = sell(&alone).await;
    work_beside(&alone.till, async {
        until("a pause", || async {
            alone.till.pause_of(Provider::Totalcoin)
        })
        .await;
        assert!(errand(&alone, &first).await.1 >= 1);
        let second = sell(&alone).await;
        until("an attempt in spite of it", || async {
            (errand(&alone, &second).await.1 >= 1).then_some(())
        })
        .await;
        assert_eq!(alone.till.pause_of(Provider::Pagouno), None);
    })
    .await;
}

#[tokio::test]
async fn a_provider_that_is_gone_is_told_from_a_network_that_is_gone() {
    let shop = Shop::open().await;
    assert_eq!(shop.till().outage_of(TOTALCOIN), None);
    shop.stop_sandbox().await;
    shop.charge("10").await;
    // The first attempt may still use a connection that was kept.
    until("nobody listens there any more", || async {
        (shop.till().outage_of(TOTALCOIN) == Some(Outage::ProviderDown)).then_some(())
    })
    .await;
    // The relay still answers.
    assert_eq!(shop.till().outage_of(Contact::Relay), None);
    assert_eq!(shop.till().outage_of_all(), None);
}
