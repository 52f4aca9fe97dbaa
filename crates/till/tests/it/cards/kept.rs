//! What the till stores of a card, and how a manager changes the plans.

use super::*;
use domain::plan::{BasisPoints, Plan};
use domain::{Event, TillEvent};
use sandbox::{Config, Fault, Times};
use std::path::Path;
use testkit::shop::{checkout, manager};

/// Texts that no file may contain: the number as typed and as digits, the
/// security code, and both in base64.
const NUMBERS: [&str; 4] = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "NDExMTExMTExMTExMTExMQ",
    "5555555555554444",
];

fn search(folder: &Path, found: &mut Vec<String>) {
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            search(&path, found);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for number in NUMBERS {
            if bytes
                .windows(number.len())
                .any(|it| it == number.as_bytes())
            {
                found.push(format!("{number} in {}", path.display()));
            }
        }
    }
}

#[tokio::test]
async fn no_file_of_the_till_has_a_cards_number() {
    let shop = Shop::closed(Config::default()).await;
    let mut shop = shop;
    shop.start().await;
    let faults = [
        None,
        Some((Endpoint::PagounoPurchasegroup, Fault::DropAfter)),
        Some((Endpoint::PagounoPurchasegroup, Fault::Garbage)),
        Some((Endpoint::PagounoPurchasegroup, Fault::BadRequest)),
        Some((Endpoint::PagounoToken, Fault::Error500)),
        Some((Endpoint::PagounoToken, Fault::DropAfter)),
    ];
    for fault in faults {
        if let Some((endpoint, fault)) = fault {
            shop.fault(endpoint, fault, Times::Next(1));
        }
        let sale = charge(&shop, None, &[(GOOD, "1500"), (GOOD_TOO, "100")], manager()).await;
        answered(&shop, &sale.unwrap()).await;
    }
    let mut found = Vec::new();
    search(shop.folder(), &mut found);
    assert_eq!(found, Vec::<String>::new());
    let kept = shop.journal().await;
    let face = kept.iter().find_map(|entry| match &entry.event {
        Event::Sale(_, domain::SaleEvent::CardsShown { cards, .. }) => Some(cards[0].face),
        Event::Sale(..)
        | Event::Stray(..)
        | Event::Shift(..)
        | Event::Close(..)
        | Event::FixedQr(..)
        | Event::Report(..)
        | Event::Till(_) => None,
    });
    let face = face.unwrap();
    assert_eq!(
        (face.bin.to_string(), face.last_four.to_string()),
        ("411111".into(), "1111".into())
    );
    // The search finds a number that is there.
    std::fs::write(shop.folder().join("leak"), NUMBERS[0]).unwrap();
    search(shop.folder(), &mut found);
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn a_manager_keeps_drops_exports_and_imports_plans() {
    let shop = Shop::open().await;
    let till = shop.till();
    let first = till.plans().await.unwrap();
    assert_eq!(first.iter().count(), 9);
    let mut terms = first
        .get(&"ahora-12".parse().unwrap())
        .unwrap()
        .terms()
        .clone();
    terms.coefficient = BasisPoints(2_000);
    terms.cftea = Some(BasisPoints(9_870));
    let dearer = Plan::new(terms).unwrap();
    assert!(
        till.keep_plan(dearer.clone(), Actor::Counter)
            .await
            .is_err()
    );
    let kept = till.keep_plan(dearer, manager()).await.unwrap();
    assert_eq!(kept.iter().count(), 9);
    let offers = till.offers(pesos_of("120000")).await.unwrap();
    let twelve = offers.iter().find(|it| it.name() == "Ahora 12").unwrap();
    assert_eq!(
        (twelve.total(), twelve.each()),
        (pesos_of("144000"), pesos_of("12000"))
    );

    // The payment keeps the offer that was shown, even after the plan was
    // dropped.
    let mut card = entry(GOOD, "ahora-12", "120000");
    card.accepted_total = twelve.total();
    let charge = ChargeCards {
        checkout: checkout(),
        cards: vec![card],
    };
    let sale = till
        .take_card_payment(charge, Actor::Counter)
        .await
        .unwrap();
    let left = till
        .drop_plan("ahora-12".parse().unwrap(), manager())
        .await
        .unwrap();
    assert_eq!(left.iter().count(), 8);
    let sale = answered(&shop, &sale).await;
    let payment = &sale.payments[0];
    assert_eq!(
        (payment.request.amount, payment.request.charged),
        (pesos_of("120000"), pesos_of("144000"))
    );
    assert_eq!(
        payment.card().unwrap().cards[0].offer.cftea(),
        Some(BasisPoints(9_870))
    );
    assert_eq!(sale.state().as_str(), "paid");

    let file = till.export_plans().await.unwrap();
    let broken = file.replace("\"code\": 13", "\"code\": 7");
    let refused = till.import_plans(&broken, manager()).await;
    assert!(
        matches!(refused, Err(TillError::PlansUnfit(_))),
        "{refused:?}"
    );
    assert_eq!(till.plans().await.unwrap(), left);
    till.drop_plan("cuotas-18".parse().unwrap(), manager())
        .await
        .unwrap();
    let back = till.import_plans(&file, manager()).await.unwrap();
    assert_eq!(back, left);
    let events = shop.journal().await;
    let of_plans = events.iter().filter(|entry| {
        matches!(
            entry.event,
            Event::Till(TillEvent::PlanKept { .. } | TillEvent::PlanDropped { .. })
        )
    });
    // Nine initial plans, one changed, two dropped, one imported again.
    assert_eq!(of_plans.count(), 13);
    shop.verify();
}
