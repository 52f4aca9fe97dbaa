//! The results of a charge: the documented answers, and each number's fate.

use sandbox::{Ending, LegState, PurchaseError, PurchaseState, WhichPurchase};
use serde_json::{Value, json};

use crate::shop::{
    APPROVED, APPROVED_MASTERCARD, BAD_AMOUNT, DENIED, NO_TERMINAL, PENDING, PENDING_APPROVED,
    PENDING_DENIED, REFERENCE, Shop, id,
};

fn keys(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[tokio::test]
async fn an_approval_has_the_documented_fields() {
    let shop = Shop::open().await;
    let data = shop.pay(&[(APPROVED, 1_000)]).await;
    assert_eq!(
        (&data["success"], &data["pending"]),
        (&json!(true), &json!(false))
    );
    let (asked, became) = (&data["request"][0], &data["response"][0]);
    assert_eq!(
        keys(asked),
        [
            "bin",
            "card",
            "id",
            "last_4_digits",
            "result_code",
            "result_code_identifier",
            "transaction_amount"
        ]
    );
    assert_eq!(became.as_object().unwrap().len(), 19);
    assert_eq!(id(asked), id(became));
    assert_eq!(id(became).len(), 36);
    for leg in [asked, became] {
        assert_eq!(leg["transaction_amount"], 1_000);
        assert_eq!(
            (&leg["bin"], &leg["last_4_digits"]),
            (&json!("411111"), &json!("1111"))
        );
        assert_eq!(
            (&leg["result_code"], &leg["result_code_identifier"]),
            (&json!(0), &json!("SUCCESS"))
        );
    }
    assert_eq!(asked["card"], "Visa");
    assert_eq!(became["seller_descriptor"], "P1C1C1*TEATROUNO         ");
    assert_eq!(became["message"], "APROBADA  (authno) Operación aprobada");
    assert!(became["validation"].is_null());
    assert_eq!(became["authorization"].as_str().unwrap().len(), 6);

    let purchase = shop.sandbox.purchase(REFERENCE).unwrap();
    assert_eq!(purchase.state, PurchaseState::Approved);
    assert_eq!(
        (purchase.total_centavos, purchase.legs[0].installments),
        (1_000, 7)
    );
    assert!(shop.succeeded(id(became)).await);
}

#[tokio::test]
async fn a_denial_has_two_ids_and_the_code_success() {
    let shop = Shop::open().await;
    for (number, amount, message) in [
        (DENIED, 1_000, "DENEGADA "),
        (
            BAD_AMOUNT,
            1_000,
            "MONTO INVALIDO Verificar el sistema, error en el formato del campo importe ",
        ),
        (
            APPROVED,
            999,
            "MONTO INVALIDO Verificar el sistema, error en el formato del campo importe ",
        ),
        (
            APPROVED,
            0,
            "MONTO INVALIDO Verificar el sistema, error en el formato del campo importe ",
        ),
    ] {
        let data = shop.pay(&[(number, amount)]).await;
        assert_eq!(
            (&data["success"], &data["pending"]),
            (&json!(false), &json!(false))
        );
        let (asked, became) = (&data["request"][0], &data["response"][0]);
        assert_ne!(id(asked), id(became));
        assert_eq!(became.as_object().unwrap().len(), 16);
        assert_eq!(
            (&became["success"], &became["message"]),
            (&json!(false), &json!(message))
        );
        assert_eq!(
            (&became["result_code"], &became["authorization"]),
            (&json!(0), &json!(""))
        );
        assert!(!shop.succeeded(id(became)).await);
    }
}

#[tokio::test]
async fn without_a_terminal_there_is_no_transaction() {
    let shop = Shop::open().await;
    let data = shop.pay(&[(NO_TERMINAL, 1_000)]).await;
    assert_eq!(
        (&data["success"], &data["response"]),
        (&json!(false), &json!([]))
    );
    let asked = &data["request"][0];
    assert_eq!(
        (&asked["id"], &asked["result_code"]),
        (&json!(""), &json!(-100))
    );
    assert_eq!(asked["result_code_identifier"], "TERMINAL_NOT_AVAILABLE");
    let leg = shop.sandbox.purchase(REFERENCE).unwrap().legs.remove(0);
    assert_eq!(leg.state, LegState::NoTerminal);
    assert_eq!(shop.query(&leg.id).await.unwrap().status, 400);
}

#[tokio::test]
async fn a_pending_charge_ends_after_its_queries_or_never() {
    let shop = Shop::open().await;
    for (number, answers) in [
        (PENDING_APPROVED, [false, false, true, true]),
        (PENDING_DENIED, [false; 4]),
        (PENDING, [false; 4]),
    ] {
        let data = shop.pay(&[(number, 1_000)]).await;
        assert_eq!(
            (&data["success"], &data["pending"]),
            (&json!(false), &json!(true))
        );
        let leg = id(&data["response"][0]).to_owned();
        assert_eq!(id(&data["request"][0]), leg);
        for answer in answers {
            assert_eq!(shop.succeeded(&leg).await, answer, "{number}");
        }
    }
    let states = shop
        .sandbox
        .purchases()
        .into_iter()
        .map(|purchase| purchase.state);
    assert_eq!(
        states.collect::<Vec<_>>(),
        [
            PurchaseState::Approved,
            PurchaseState::Declined,
            PurchaseState::Pending
        ]
    );
}

#[tokio::test]
async fn several_cards_are_one_operation() {
    let shop = Shop::open().await;
    let data = shop
        .pay(&[(APPROVED, 1_000), (APPROVED_MASTERCARD, 2_500)])
        .await;
    assert_eq!(data["success"], true);
    assert_eq!(data["request"][1]["card"], "Mastercard");
    let amounts = [0, 1].map(|at: usize| data["response"][at]["transaction_amount"].clone());
    assert_eq!(amounts, [json!(1_000), json!(2_500)]);
    assert_eq!(shop.sandbox.purchases()[0].total_centavos, 3_500);
}

#[tokio::test]
async fn a_failed_leg_reverses_the_successful_one() {
    let shop = Shop::open().await;
    for number in [DENIED, APPROVED_MASTERCARD] {
        if number == APPROVED_MASTERCARD {
            let fails =
                json!({"endpoint": "pagouno-purchasegroup", "fault": "leg-fails", "leg": 2});
            assert_eq!(shop.control("faults", &fails).await.0, 200);
        }
        let data = shop.pay(&[(APPROVED, 1_000), (number, 2_000)]).await;
        assert_eq!(
            (&data["success"], &data["pending"]),
            (&json!(false), &json!(false))
        );
        let legs = data["response"].as_array().unwrap();
        assert_eq!(
            (&legs[0]["success"], &legs[1]["success"]),
            (&json!(true), &json!(false))
        );
        for (asked, became) in data["request"].as_array().unwrap().iter().zip(legs) {
            assert_ne!(id(asked), id(became));
            assert_eq!(became["result_code_identifier"], "SUCCESS");
        }
        // It succeeded in the answer, and is reversed by now.
        assert!(!shop.succeeded(id(&legs[0])).await);
        let purchase = shop.sandbox.purchase(REFERENCE).unwrap();
        let states: Vec<_> = purchase.legs.iter().map(|leg| leg.state).collect();
        assert_eq!(states, [LegState::Reversed, LegState::Declined]);
    }
}

#[tokio::test]
async fn a_person_ends_what_is_pending() {
    let shop = Shop::open().await;
    let by_reference = WhichPurchase::Reference(REFERENCE.to_owned());
    let nobody = shop
        .sandbox
        .settle_purchase(&by_reference, Ending::Approve)
        .await;
    assert_eq!(nobody, Err(PurchaseError::Unknown));

    shop.pay(&[(APPROVED, 1_000), (PENDING, 2_000)]).await;
    let wish = json!({"reference": REFERENCE, "as": "approve"});
    let (status, settled) = shop.control("pagouno/settle", &wish).await;
    assert_eq!((status, &settled["state"]), (200, &json!("approved")));
    assert_eq!(shop.control("pagouno/settle", &wish).await.0, 409);

    let data = shop
        .pay(&[
            (PENDING, 1_000),
            (APPROVED, 2_000),
            (PENDING_APPROVED, 3_000),
        ])
        .await;
    let leg = id(&data["response"][0]).to_owned();
    assert!(shop.succeeded(id(&data["response"][1])).await);
    let (status, settled) = shop
        .control("pagouno/settle", &json!({"id": leg, "as": "decline"}))
        .await;
    assert_eq!((status, &settled["state"]), (200, &json!("declined")));
    let states = settled["legs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|leg| leg["state"].clone());
    assert_eq!(
        states.collect::<Vec<_>>(),
        [json!("declined"), json!("reversed"), json!("reversed")]
    );
    for (wish, status) in [
        (json!({"id": "x", "as": "approve"}), 404),
        (json!({"reference": REFERENCE}), 400),
        (json!({"reference": REFERENCE, "as": "refund"}), 400),
        (json!({"as": "approve"}), 400),
    ] {
        assert_eq!(
            shop.control("pagouno/settle", &wish).await.0,
            status,
            "{wish}"
        );
    }
}
