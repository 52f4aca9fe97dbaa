//! A shop of one person, from its first sale to a settled tray: a PIN is asked
//! for only if a manager's decision is needed.

use super::{PIN, Shop, checkout};
use api::ErrorCode;
use api::dto::{AbandonSale, ActorView, ChargeCash, Checkout, Settle, SettleHow};

fn cash(sale: Option<String>, total: Option<i64>, amount: i64) -> ChargeCash {
    ChargeCash {
        checkout: Checkout {
            sale,
            total_centavos: total,
            ..checkout()
        },
        amount_centavos: amount,
        handed_centavos: amount,
        pin: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_of_one_person_needs_a_pin_only_to_settle() {
    let shop = Shop::open().await;
    let till_api = shop.till_api().await;
    assert!(!till_api.snapshot(()).await.unwrap().has_manager);
    // The shop has named nobody: it sells, and gives up a sale that is partly
    // paid.
    let part = till_api
        .charge_cash(cash(None, Some(200_000), 150_000))
        .await;
    let part = part.unwrap();
    let abandon = AbandonSale {
        sale: part.sale.clone(),
        pin: None,
    };
    till_api.abandon_sale(abandon).await.unwrap();
    let tray = till_api.tray(()).await.unwrap();
    assert_eq!((tray.items.len(), tray.notices.len()), (1, 0));
    let settle = |pin: &str| Settle {
        item: tray.items[0].id.clone(),
        how: SettleHow::WrittenOff,
        amount_centavos: None,
        target: None,
        take_over: false,
        reason: "se lo devolví en mano".to_owned(),
        pin: pin.to_owned(),
    };
    // A request that needs a manager says so, and uses up no try.
    for _ in 0..5 {
        let refused = till_api.settle(settle(PIN)).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::NeedsManager);
    }
    shop.name_manager().await;
    // With one manager and no cashier, selling still needs no PIN.
    let sold = till_api
        .charge_cash(cash(None, None, 90_000))
        .await
        .unwrap();
    let begun = shop.timeline(&sold.sale).await.steps.remove(0);
    assert_eq!(begun.actor, ActorView::Counter);
    let settled = till_api.settle(settle(PIN)).await.unwrap();
    assert!(settled.tray.items.is_empty());
    assert!(settled.tray.notices.is_empty());
    assert_eq!(settled.asked, None);
    let steps = shop.timeline(&part.sale).await.steps;
    let name = "Ana".to_owned();
    assert_eq!(steps.last().unwrap().actor, ActorView::Person { name });
    assert_eq!(till_api.snapshot(()).await.unwrap().tray, 0);
}
