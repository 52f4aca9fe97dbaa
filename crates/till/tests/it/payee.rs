//! The payee: stored, confirmed, and changed only by a manager.

use domain::{Actor, Event, Refusal, TillEvent};
use sandbox::{Endpoint, Fault, Times};
use testkit::shop::{Shop, last_state, manager, until};
use till::TillError;

const CHARGED: &str = "150";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_confirms_whom_the_qrs_pay_and_only_a_manager_changes_it() {
    let shop = Shop::open().await;
    let till = shop.till();
    assert_eq!(till.payee().await.unwrap(), None);
    let early = till.confirm_payee(manager()).await;
    assert!(matches!(early, Err(TillError::PayeeUnknown)));

    shop.charge_until_waiting(CHARGED).await;
    let first = sandbox::Merchant::default();
    let kept = till.payee().await.unwrap().unwrap();
    assert_eq!(kept.cuit.as_deref(), Some(first.cuit.as_str()));
    assert_eq!(kept.cvu.as_deref(), Some(first.cvu.as_str()));
    assert_eq!(kept.confirmed, None);

    for by in [Actor::Counter, Actor::Till] {
        let refused = till.confirm_payee(by.clone()).await;
        assert!(matches!(
            refused,
            Err(TillError::Refused(Refusal::NeedsManager))
        ));
        let refused = till.forget_payee("porque sí".to_owned(), by).await;
        assert!(matches!(
            refused,
            Err(TillError::Refused(Refusal::NeedsManager))
        ));
    }
    // A second confirmation changes nothing.
    till.confirm_payee(manager()).await.unwrap();
    let confirmed = till.payee().await.unwrap().unwrap().confirmed.unwrap();
    assert_eq!(confirmed.0, manager());
    till.confirm_payee(manager()).await.unwrap();
    let again = till.payee().await.unwrap().unwrap().confirmed.unwrap();
    assert_eq!(again, confirmed);

    // Another merchant's QR is refused until a manager makes the till forget
    // the payee.
    shop.fault(Endpoint::PreOrder, Fault::OtherCuit, Times::Next(3));
    let sale = shop.charge(CHARGED).await;
    let refused = until("a refused QR", || async {
        let sale = shop.sale(sale.id).await;
        (last_state(&sale) == "refused").then_some(())
    });
    refused.await;
    let refused = till.forget_payee("  ".to_owned(), manager()).await;
    assert!(matches!(
        refused,
        Err(TillError::Refused(Refusal::ReasonMissing))
    ));
    let reason = "cambió la cuenta".to_owned();
    till.forget_payee(reason.clone(), manager()).await.unwrap();
    assert_eq!(till.payee().await.unwrap(), None);

    shop.charge_until_waiting(CHARGED).await;
    let kept = till.payee().await.unwrap().unwrap();
    assert_ne!(kept.cuit.as_deref(), Some(first.cuit.as_str()));
    assert_eq!(kept.confirmed, None);

    let summary: Vec<_> = shop
        .journal()
        .await
        .into_iter()
        .filter_map(|entry| match entry.event {
            Event::Till(TillEvent::IdentityConfirmed { cuit, .. }) => {
                Some((entry.actor, cuit, "confirmed".to_owned()))
            }
            Event::Till(TillEvent::IdentityForgotten { cuit, reason, .. }) => {
                Some((entry.actor, cuit, reason))
            }
            Event::Till(_)
            | Event::Sale(..)
            | Event::Stray(..)
            | Event::Shift(..)
            | Event::Close(..)
            | Event::FixedQr(..)
            | Event::Report(..) => None,
        })
        .collect();
    let cuit = Some(first.cuit);
    assert_eq!(
        summary,
        [
            (manager(), cuit.clone(), "confirmed".to_owned()),
            (manager(), cuit, reason),
        ]
    );
    shop.verify();
}
