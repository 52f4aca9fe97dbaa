//! pagoUno's rules: keys, tokens that can be used once, access keys of a split.
//! And what is stored of a card, also over a restart: no number and no code.

use std::collections::BTreeMap;

use sandbox::{Config, Fault, PagoUno, SAMPLE_PRIVATE_KEY, SAMPLE_PUBLIC_KEY, Times};
use serde_json::json;

use crate::shop::{
    APPROVED, APPROVED_MASTERCARD, PENDING_APPROVED, Shop, card, group, id, refusal,
};
use crate::support::value;

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
async fn a_split_with_a_used_token_leaves_the_others_unused() {
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
async fn each_endpoint_needs_its_raw_key() {
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
async fn operations_survive_a_restart() {
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

/// A stand-in keeps law 8 too: what it shows and writes has no card number and
/// no security code, also for wrong requests.
#[tokio::test]
async fn no_number_and_no_code_is_stored_anywhere() {
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
