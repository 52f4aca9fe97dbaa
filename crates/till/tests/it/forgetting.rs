//! A person asks the shop to erase what it holds about them. The relay and the
//! provider do not know of it, and go on telling.

use domain::{Actor, Refusal};
use ledger::PayerNeededBy;
use sandbox::How;
use serde_json::json;
use testkit::shop::{Shop, last_state, manager, pesos_of};
use till::TillError;

const NAME: &str = "Ramona Olvidada";
const DOCUMENT: &str = "27275941890";

/// The ledger's files have neither.
fn is_nowhere(shop: &Shop) -> bool {
    let files = std::fs::read_dir(shop.folder()).unwrap();
    let ledger = files.map(|file| file.unwrap().path()).filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        path.is_file() && name.starts_with("ledger")
    });
    let mut looked = 0;
    let clean = ledger.into_iter().all(|path| {
        looked += 1;
        let bytes = std::fs::read(path).unwrap();
        let has = |word: &str| bytes.windows(word.len()).any(|it| it == word.as_bytes());
        !has(NAME) && !has(DOCUMENT)
    });
    assert!(looked > 0, "the ledger is elsewhere");
    clean
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_payer_does_not_come_back_by_the_relay() {
    let mut shop = Shop::open().await;
    let sale = shop.charge_until_waiting("1500").await;
    let forget = |by: Actor| shop.till().forget_payer(sale.id, by);
    let early = forget(manager()).await.unwrap_err();
    assert!(
        matches!(early, TillError::PayerNeeded(PayerNeededBy::Payment)),
        "{early:?}"
    );
    shop.pay(&sale, 0, &How::Exact).await;
    let sale = shop
        .wait_for(sale.id, "paid", |it| last_state(it) == "approved")
        .await;
    let body = json!({
        "Referencia": "T-R", "Monto": 1500, "Estado": "APROBADO",
        "ReferenciaMerchant": sale.payments[0].id.to_string(),
        "NombreCompletoEmisor": NAME, "CuilCuitEmisor": DOCUMENT,
    })
    .to_string();
    shop.notice(body.clone()).await;
    shop.hear_all().await;
    assert!(!is_nowhere(&shop));

    let refused = shop.till().forget_payer(sale.id, Actor::Counter).await;
    assert!(matches!(
        refused,
        Err(TillError::Refused(Refusal::NeedsManager))
    ));
    assert!(!is_nowhere(&shop));
    let gone = shop.till().forget_payer(sale.id, manager()).await.unwrap();
    assert!(gone.bodies >= 2, "{gone:?}");
    assert!(is_nowhere(&shop));

    // The same bytes from a relay that does not know them, and other bytes about
    // the same money.
    shop.stop_relay().await;
    shop.forget_relay();
    shop.start_relay_again().await;
    let lines = shop.journal().await.len();
    shop.notice(body.clone()).await;
    shop.hear_all().await;
    assert_eq!(shop.journal().await.len(), lines, "a repeat is a repeat");
    shop.notice(body.replace("\"Monto\":1500", "\"Monto\":1500.00"))
        .await;
    shop.hear_all().await;
    assert!(shop.journal().await.len() > lines, "another body is heard");
    assert!(is_nowhere(&shop));
    shop.kill().await;
    shop.start().await;
    shop.notice(body).await;
    shop.hear_all().await;
    assert!(is_nowhere(&shop));
    let after = shop.sale(sale.id).await;
    assert_eq!(after.covered(), pesos_of("1500"));
    shop.verify();
}
