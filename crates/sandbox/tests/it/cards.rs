//! pagoUno's endpoints as the page has them, and each number's fate.

use std::collections::BTreeMap;

use sandbox::{
    Config, Ending, Fault, LegState, PagoUno, PurchaseError, PurchaseState, SAMPLE_PRIVATE_KEY,
    SAMPLE_PUBLIC_KEY, Times, WhichPurchase,
};
use serde_json::{Value, json};

use crate::shop::{
    APPROVED, APPROVED_MASTERCARD, BAD_AMOUNT, DENIED, NO_TERMINAL, PENDING, PENDING_APPROVED,
    PENDING_DENIED, REFERENCE, Shop, card, group,
};
use crate::support::value;

fn keys(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn id(leg: &Value) -> &str {
    leg["id"].as_str().unwrap()
}

fn refusal(status: u16, words: &str) -> Value {
    json!({"status": status, "message": words, "data": null})
}

#[tokio::test]
async fn an_approval_has_the_page_s_fields() {
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
async fn a_denial_has_two_ids_and_carries_success() {
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
async fn without_a_terminal_nothing_came_about() {
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
async fn what_is_pending_ends_after_its_queries_or_never() {
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
async fn one_leg_that_fails_undoes_the_one_that_went_through() {
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
        // The answer told of a success; by now it is reversed.
        assert!(!shop.succeeded(id(&legs[0])).await);
        let purchase = shop.sandbox.purchase(REFERENCE).unwrap();
        let states: Vec<_> = purchase.legs.iter().map(|leg| leg.state).collect();
        assert_eq!(states, [LegState::Reversed, LegState::Declined]);
    }
}

#[tokio::test]
async fn a_split_is_one_card_and_several_merchants() {
    let access_keys = BTreeMap::from([("MER-GR01".to_owned(), "XXXXX".to_owned())]);
    let pagouno = PagoUno {
        access_keys,
        ..PagoUno::default()
    };
    let shop = Shop::with(Config {
        pagouno,
        ..Config::default()
    })
    .await;
    for (key, status) in [("XXXXX", 200), ("otra", 403)] {
        let mut split = shop.fresh(&[(APPROVED, 1_000)]).await;
        let list = &mut split["primary_account_number_list"][0]["purchase_list"];
        let mut second = list[0].clone();
        list[0]["merchant_code_group"] = json!("MER-GR01");
        list[0]["access_key_merchant_code_group"] = json!(key);
        second["merchant_code_group"] = json!("MER-GR02");
        second["access_key_merchant_code_group"] = json!("YYYYY");
        list.as_array_mut().unwrap().push(second);
        let answer = shop.charge(&split).await.unwrap();
        assert_eq!(answer.status, status, "{}", value(&answer));
    }
    assert_eq!(shop.sandbox.purchases()[0].legs.len(), 2);
    let received = shop.shown("pagouno/received").await;
    assert!(!received.contains("XXXXX") && !received.contains("YYYYY"));
}

#[tokio::test]
async fn a_token_serves_once_and_a_refused_request_does_not_use_it() {
    let shop = Shop::open().await;
    let mut first = shop.fresh(&[(APPROVED, 1_000)]).await;
    first["transaction_group_type"] = json!(2);
    let answer = shop.charge(&first).await.unwrap();
    assert_eq!(
        (answer.status, value(&answer)),
        (400, refusal(400, "bad request"))
    );
    first["transaction_group_type"] = json!(1);
    assert_eq!(shop.charge(&first).await.unwrap().status, 200);
    let again = shop.charge(&first).await.unwrap();
    assert_eq!(
        (again.status, value(&again)),
        (400, refusal(400, "bad request"))
    );
    let unknown = group(&[("1233D7C0-1245-48AA-A6D2-DD3D6EF303C9", 1_000)]);
    assert_eq!(shop.charge(&unknown).await.unwrap().status, 400);

    let tokens = shop.sandbox.card_tokens();
    assert_eq!((tokens.len(), tokens[0].used), (1, true));
    assert_eq!(tokens[0].purchasegroup_requests, 3);
    assert_eq!(shop.sandbox.purchases().len(), 1);
    let wrong: Vec<_> = shop
        .sandbox
        .pagouno_received()
        .into_iter()
        .filter_map(|r| r.wrong)
        .collect();
    assert_eq!(
        wrong,
        [
            "transaction_group_type must be 1",
            "token_id was used before",
            "token_id is not known"
        ]
    );
}

#[tokio::test]
async fn a_split_with_a_used_token_uses_no_other_up() {
    let shop = Shop::open().await;
    let (used, fresh) = (
        shop.token(APPROVED).await,
        shop.token(APPROVED_MASTERCARD).await,
    );
    assert_eq!(
        shop.charge(&group(&[(&used, 1_000)])).await.unwrap().status,
        200
    );
    let both = group(&[(&fresh, 1_000), (&used, 1_000)]);
    assert_eq!(shop.charge(&both).await.unwrap().status, 400);
    assert_eq!(
        shop.charge(&group(&[(&fresh, 1_000)]))
            .await
            .unwrap()
            .status,
        200
    );
}

#[tokio::test]
async fn each_endpoint_has_its_key_raw() {
    let shop = Shop::open().await;
    let body = card(APPROVED).to_string();
    let bearer = format!("Bearer {SAMPLE_PUBLIC_KEY}");
    for key in [SAMPLE_PRIVATE_KEY, bearer.as_str(), "x"] {
        let answer = shop.send("token", key, body.as_bytes()).await.unwrap();
        assert_eq!(
            (answer.status, value(&answer)),
            (403, refusal(403, "not authorized")),
            "{key}"
        );
    }
    let body = shop.fresh(&[(APPROVED, 1_000)]).await.to_string();
    let answer = shop
        .send("purchasegroup", SAMPLE_PUBLIC_KEY, body.as_bytes())
        .await
        .unwrap();
    assert_eq!(
        (answer.status, value(&answer)),
        (403, refusal(403, "not authorized"))
    );
    assert!(shop.sandbox.purchases().is_empty());
    let unknown = shop
        .query("1236122C-CE3D-4C66-B99D-6E4F56C3E48A")
        .await
        .unwrap();
    assert_eq!(
        (unknown.status, value(&unknown)),
        (400, refusal(400, "bad request"))
    );
    let post = shop
        .send("purchase/x", SAMPLE_PUBLIC_KEY, b"{}")
        .await
        .unwrap();
    assert_eq!(post.status, 405);
}

#[tokio::test]
async fn a_refusal_can_come_over_http_200() {
    let pagouno = PagoUno {
        refuse_over_200: true,
        ..PagoUno::default()
    };
    let shop = Shop::with(Config {
        pagouno,
        ..Config::default()
    })
    .await;
    let answer = shop.token_answer(&json!([])).await.unwrap();
    assert_eq!(
        (answer.status, value(&answer)),
        (200, refusal(400, "bad request"))
    );
    let answer = shop.send("token", "x", b"[]").await.unwrap();
    assert_eq!(
        (answer.status, value(&answer)),
        (200, refusal(403, "not authorized"))
    );
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

#[tokio::test]
async fn operations_outlive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        state_file: Some(folder.path().join("state.json")),
        ..Config::default()
    };
    let shop = Shop::with(config.clone()).await;
    let unused = shop.token(APPROVED).await;
    let data = shop.pay(&[(PENDING_APPROVED, 1_000)]).await;
    assert!(!shop.succeeded(id(&data["response"][0])).await);
    let before = (shop.sandbox.purchases(), shop.sandbox.card_tokens());
    let received = shop.sandbox.pagouno_received();
    shop.sandbox.shutdown().await;

    let shop = Shop::with(config).await;
    assert_eq!(
        (shop.sandbox.purchases(), shop.sandbox.card_tokens()),
        before
    );
    assert_eq!(shop.sandbox.pagouno_received(), received);
    assert!(!shop.succeeded(id(&data["response"][0])).await);
    assert!(shop.succeeded(id(&data["response"][0])).await);
    assert_eq!(
        shop.charge(&group(&[(&unused, 1_000)]))
            .await
            .unwrap()
            .status,
        200
    );
}

/// The law of the house, kept by a stand-in too: what it shows and what it
/// writes hold no card's number and no security code, also of requests that
/// are wrong.
#[tokio::test]
async fn no_number_and_no_code_is_kept_anywhere() {
    const CODE: &str = "9517";
    const AMEX: &str = "378282246310005";
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        state_file: Some(folder.path().join("state.json")),
        ..Config::default()
    };
    let shop = Shop::with(config).await;
    let mut right = card(AMEX);
    right[0]["card_security_code"] = json!(CODE);
    let token = value(&shop.token_answer(&right).await.unwrap())["data"][0]["id"].clone();
    let paying = group(&[(token.as_str().unwrap(), 1_000)]);
    assert_eq!(shop.charge(&paying).await.unwrap().status, 200);
    shop.sandbox
        .add_fault(
            sandbox::Endpoint::PagounoToken,
            Fault::DropBefore,
            Times::Next(1),
        )
        .unwrap();
    shop.token_answer(&right).await.unwrap_err();

    let mut answers = Vec::new();
    let mut wrong = vec![
        json!(AMEX),
        json!([AMEX]),
        json!({AMEX: CODE}),
        json!([{AMEX: CODE}]),
        right[0].clone(),
    ];
    for field in ["expiration_date", "card_holder", "more", AMEX] {
        let mut bent = right.clone();
        bent[0][field] = json!(AMEX);
        wrong.push(bent);
    }
    for body in wrong {
        let answer = shop.token_answer(&body).await.unwrap();
        assert_eq!(answer.status, 400, "{body}");
        answers.push(String::from_utf8(answer.body).unwrap());
    }
    let spaced = "3782 822463 10005";
    for field in ["customer_transaction_identificator", "more", AMEX] {
        let mut bent = paying.clone();
        bent[field] = json!(spaced);
        let answer = shop.charge(&bent).await.unwrap();
        assert_eq!(answer.status, 400);
        answers.push(String::from_utf8(answer.body).unwrap());
    }
    shop.send(
        "purchasegroup",
        SAMPLE_PRIVATE_KEY,
        format!("{{\"{AMEX}").as_bytes(),
    )
    .await
    .unwrap();
    shop.query(AMEX).await.unwrap();
    shop.query("3782-822463-10005").await.unwrap();

    let mut texts = answers;
    for path in [
        "overview",
        "purchases",
        "pagouno/received",
        "pagouno/tokens",
        "webhooks",
    ] {
        texts.push(shop.shown(path).await);
    }
    texts.push(format!("{:?}", shop.sandbox));
    shop.sandbox.shutdown().await;
    texts.push(std::fs::read_to_string(folder.path().join("state.json")).unwrap());
    assert!(texts.iter().any(|text| text.contains("378282*****0005")));
    for text in texts {
        let together: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        assert!(
            !together.contains(AMEX) && !text.contains(&format!("\"{CODE}\"")),
            "{text}"
        );
        assert!(
            !text.contains("27594189"),
            "a document is nobody's business: {text}"
        );
    }
}
