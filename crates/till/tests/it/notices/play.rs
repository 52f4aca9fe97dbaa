//! Plays a row of the table: it brings a sale to the row's first state, then
//! runs the steps. The till hears each step before the next one.

use super::{CHARGED, From, Names, Row, Says, Then};
use crate::summary::summary;
use domain::{
    Actor, AskedOthers, Provider, Sale, SettledAs, StrayCommand, StrayId, TransactionKey,
};
use futures::StreamExt as _;
use sandbox::{Endpoint, Fault, Times};
use serde_json::{Value, json};
use testkit::shop::{PAST_QR_MS, ROWS_AT_ONCE, Shop, last_state, manager, until};
use till::TillError;

/// Plays each row in a shop of its own, and reports all that differ.
pub(super) async fn hold(rows: Vec<Row>) {
    let played: Vec<Option<String>> = futures::stream::iter(rows)
        .map(|row| async move {
            let summary = play(&row).await;
            (summary != row.summary).then(|| {
                format!(
                    "{}\n   is:    {summary}\n  rules: {}",
                    row.rule, row.summary
                )
            })
        })
        .buffered(ROWS_AT_ONCE)
        .collect()
        .await;
    let wrong: Vec<String> = played.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

async fn play(row: &Row) -> String {
    let shop = Shop::open().await;
    let sale = bring(&shop, row.from).await;
    let mut last = Vec::new();
    for then in &row.then {
        match then {
            Then::Pays(nth, how) => drop(shop.pay(&sale, *nth, how).await),
            Then::Says(says) => {
                last = body(says, &sale).to_string().into_bytes();
                shop.notice(last.clone()).await;
            }
            Then::Bytes(bytes) => shop.notice(*bytes).await,
            Then::Again => shop.notice(last.clone()).await,
            Then::Settles(transaction) => settle(&shop, transaction).await,
        }
        shop.hear_all().await;
    }
    shop.verify();
    summary(&shop, &shop.sale(sale.id).await).await
}

/// Makes a sale whose first payment is in this state.
async fn bring(shop: &Shop, from: From) -> Sale {
    let fault = |fault, times| shop.fault(Endpoint::PreOrder, fault, times);
    match from {
        From::Requested => {
            fault(Fault::DropAfter, Times::Always);
            let sale = shop.charge(CHARGED).await;
            until("a pre-order", || async {
                shop.sandbox.pre_orders().pop().map(drop)
            })
            .await;
            assert_eq!(last_state(&shop.sale(sale.id).await), "requested");
            sale
        }
        From::Waiting => shop.charge_until_waiting(CHARGED).await,
        From::Expired => {
            let sale = shop.charge_until_waiting(CHARGED).await;
            shop.jump(PAST_QR_MS).await;
            shop.wait_for(sale.id, "expired", |sale| last_state(sale) == "expired")
                .await
        }
        From::Cancelled => {
            let sale = shop.charge_until_waiting(CHARGED).await;
            let cancelled = shop
                .till()
                .cancel_payment(sale.id, sale.payments[0].id, Actor::Counter)
                .await;
            cancelled.unwrap()
        }
        From::Refused => {
            fault(Fault::BadRequest, Times::Next(1));
            let sale = shop.charge(CHARGED).await;
            shop.wait_for(sale.id, "refused", |sale| last_state(sale) == "refused")
                .await
        }
        From::Replaced => {
            fault(Fault::DropAfter, Times::Next(1));
            fault(Fault::BadRequestOnRepeat, Times::Next(1));
            let sale = shop.charge(CHARGED).await;
            shop.wait_for(sale.id, "replaced", |sale| {
                sale.payments.len() == 2 && last_state(sale) == "waiting"
            })
            .await
        }
    }
}

/// A notice with the keys of TotalCoin's documentation.
pub(super) fn body(Says(transaction, pesos, word, names): &Says, sale: &Sale) -> Value {
    let payment = |nth: usize| sale.payments[nth].id;
    let (merchant_reference, concept) = match names {
        Names::Payment(nth) => (Some(payment(*nth).to_string()), "Venta".to_owned()),
        Names::Nobody => (None, "Transferencia".to_owned()),
        Names::NobodyButEchoes => (None, format!("Venta {}", payment(0).reference())),
        Names::Text(text) => (Some((*text).to_owned()), "Transferencia".to_owned()),
    };
    let pesos: Value = serde_json::from_str(pesos).unwrap();
    json!({
        "Concepto": concept,
        "Referencia": transaction,
        "Monto": pesos,
        "MontoNeto": null,
        "Tarifas": null,
        "Impuestos": null,
        "FechaCreacion": "03/14/2025 15:39:48",
        "FechaConfirmacion": "03/14/2025 15:39:48",
        "FechaAcreditacion": null,
        "Estado": word,
        "MetodoPago": "QR",
        "Operacion": "COBRANZA QR",
        "NombreCompletoEmisor": "Juana Cliente",
        "EmailEmisor": "juana@example.com",
        "CuilCuitEmisor": "27222222223",
        "ReferenciaMerchant": merchant_reference,
    })
}

fn key(transaction: &str) -> TransactionKey {
    TransactionKey {
        provider: Provider::Totalcoin,
        merchant: domain::OWN_MERCHANT.to_owned(),
        reference: transaction.to_owned(),
    }
}

/// Settles a stray as no sale, by a manager.
async fn settle(shop: &Shop, transaction: &str) {
    let (id, now) = (StrayId::Transaction(key(transaction)), shop.till().now());
    let settled = shop.till().ledger().write(move |write| {
        let stray = write.stray(&id)?.expect("a stray of that transaction");
        let how = StrayCommand::Settle {
            how: SettledAs::NotASale,
            covers: None,
            asked: AskedOthers::Nobody,
            reason: "transferencia del dueño".to_owned(),
        };
        let events = stray.decide(&how, &manager())?;
        write.record_stray(&manager(), now, &id, &events)?;
        Ok::<_, TillError>(())
    });
    settled.await.unwrap();
}
