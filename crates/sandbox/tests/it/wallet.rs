//! The house's wallet: what its customer pays, and the notices that come of it.

use crate::support::{Client, Ear, start, until, value};
use sandbox::{
    Config, Provider, Sandbox, WalletPay, WalletPayError, WalletState, WebhookState, WhichOrder,
};
use serde_json::{Value, json};

const QR: &str = "0002015303032630412AB";
const PAYMENT: &str = "01a1fed6-0000-8123-8567-89abcdef0001";

fn by_qr() -> WalletPay {
    WalletPay::of(WhichOrder::QrText(QR.to_owned()))
}

/// A payment of $ 1.500,50 of that payment of ours.
fn ours() -> WalletPay {
    WalletPay {
        amount_centavos: Some(150_050),
        payment_id: Some(PAYMENT.to_owned()),
        ..by_qr()
    }
}

async fn heard_by(ear: &Ear) -> Sandbox {
    Sandbox::start(Config {
        wallet_webhook: Some(ear.webhook.clone()),
        ..Config::default()
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_payment_is_told_in_the_form_of_the_page() {
    let ear = Ear::listen(&[]).await;
    let sandbox = heard_by(&ear).await;
    let paid = sandbox.pay_with_wallet(&ours()).await.unwrap();
    let told = ear.notices(1).await.remove(0);
    let names: Vec<&String> = told.as_object().unwrap().keys().collect();
    let mut example: Value =
        serde_json::from_str(include_str!("../../../../docs/wallet-notice.example.json")).unwrap();
    let example = example.as_object_mut().unwrap();
    assert_eq!(names, example.keys().collect::<Vec<_>>());
    assert_eq!(told["payment_id"], PAYMENT);
    assert_eq!(told["order_id"], json!(paid.order_id));
    assert_eq!(told["state"], "paid");
    assert_eq!(told["amount"], json!(1500.5));
    assert_eq!(told["reference"], "W-000001");
    assert_eq!(told["buyer_cuit"], example["buyer_cuit"]);
    assert_eq!(
        String::from_utf8(ear.heard().remove(0)).unwrap(),
        paid.notice
    );
    // Without our id, and with what the script says.
    let other = WalletPay {
        amount_centavos: Some(5),
        reference: Some("W-000002".to_owned()),
        buyer_cuit: Some("20-1".to_owned()),
        buyer_account: Some("7".to_owned()),
        state: WalletState::Other("on-hold".to_owned()),
        ..by_qr()
    };
    sandbox.pay_with_wallet(&other).await.unwrap();
    let told = ear.notices(2).await.remove(1);
    assert_eq!(told.get("payment_id"), None);
    assert_eq!(
        (&told["state"], &told["amount"]),
        (&json!("on-hold"), &json!(0.05))
    );
    assert_eq!(
        (&told["buyer_cuit"], &told["buyer_account"]),
        (&json!("20-1"), &json!("7"))
    );
    // A reference that was given is not made a second time.
    let next = sandbox.pay_with_wallet(&ours()).await.unwrap();
    assert_eq!(next.reference, "W-000003");
    sandbox.shutdown().await;
}

#[tokio::test]
async fn the_order_is_binds_and_ends_when_it_is_paid() {
    let sandbox = start().await;
    assert_eq!(
        sandbox.pay_with_wallet(&by_qr()).await,
        Err(WalletPayError::Amount)
    );
    sandbox.set_bind_amount(Some(150_050));
    let rejected = WalletPay {
        state: WalletState::Rejected,
        ..by_qr()
    };
    let rejected = sandbox.pay_with_wallet(&rejected).await.unwrap();
    assert_eq!(rejected.amount_centavos, 150_050);
    let paid = sandbox.pay_with_wallet(&by_qr()).await.unwrap();
    assert_eq!(paid.order_id, rejected.order_id);
    assert_ne!(paid.reference, rejected.reference);
    // The customer still has the order in hand, and the id pays the same one.
    let by_id = WalletPay::of(WhichOrder::OrderId(paid.order_id.clone()));
    let again = sandbox.pay_with_wallet(&by_id).await.unwrap();
    assert_eq!(again.order_id, paid.order_id);
    for (which, error) in [
        (
            WhichOrder::QrText("hola".to_owned()),
            WalletPayError::NotAQr,
        ),
        (
            WhichOrder::OrderId("TOA0".to_owned()),
            WalletPayError::Unknown,
        ),
        (
            WhichOrder::OfReference("W-9".to_owned()),
            WalletPayError::Unknown,
        ),
    ] {
        let refused = sandbox.pay_with_wallet(&WalletPay::of(which)).await;
        assert_eq!(refused, Err(error));
    }
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_return_has_the_reference_of_its_payment() {
    let ear = Ear::listen(&[]).await;
    let sandbox = heard_by(&ear).await;
    let back = |which| WalletPay {
        state: WalletState::Returned,
        ..WalletPay::of(which)
    };
    let by_text = back(WhichOrder::QrText(QR.to_owned()));
    let nothing = sandbox.pay_with_wallet(&by_text).await;
    assert_eq!(nothing, Err(WalletPayError::Unknown));
    let first = sandbox.pay_with_wallet(&ours()).await.unwrap();
    let second = sandbox.pay_with_wallet(&ours()).await.unwrap();
    let returned = sandbox.pay_with_wallet(&by_text).await.unwrap();
    assert_eq!(returned.reference, second.reference);
    assert_eq!(returned.payment_id.as_deref(), Some(PAYMENT));
    assert_eq!(returned.amount_centavos, 150_050);
    // The newest that was not returned yet, and then none.
    let returned = sandbox.pay_with_wallet(&by_text).await.unwrap();
    assert_eq!(returned.reference, first.reference);
    let none = sandbox.pay_with_wallet(&by_text).await;
    assert_eq!(none, Err(WalletPayError::Unknown));
    let third = sandbox.pay_with_wallet(&ours()).await.unwrap();
    let part = WalletPay {
        amount_centavos: Some(100),
        ..back(WhichOrder::OfReference(third.reference.clone()))
    };
    assert_eq!(
        sandbox
            .pay_with_wallet(&part)
            .await
            .unwrap()
            .amount_centavos,
        100
    );
    let told = ear.notices(6).await;
    let states: Vec<_> = told
        .iter()
        .map(|it| it["state"].as_str().unwrap())
        .collect();
    assert_eq!(
        states,
        ["paid", "paid", "returned", "returned", "paid", "returned"]
    );
    assert_eq!(told[5]["reference"], json!(third.reference));
    sandbox.shutdown().await;
}

#[tokio::test]
async fn notices_are_repeated_lost_late_and_sent_until_200() {
    let ear = Ear::listen(&[503]).await;
    let sandbox = heard_by(&ear).await;
    let times = |times| WalletPay { times, ..ours() };
    let twice = sandbox.pay_with_wallet(&times(2)).await.unwrap();
    let heard = ear.wait_for(3).await;
    assert!(heard.iter().all(|body| *body == twice.notice.as_bytes()));
    until(|| {
        let sent = sandbox.webhooks();
        sent.iter().all(|it| it.state == WebhookState::Delivered)
    })
    .await;
    let sent = sandbox.webhooks();
    assert!(sent.iter().all(|it| it.provider == Provider::Wallet));
    assert_eq!(sent.iter().map(|it| it.attempts).sum::<u32>(), 3);
    let lost = sandbox.pay_with_wallet(&times(0)).await.unwrap();
    assert!(lost.webhook_ids.is_empty());
    let late = WalletPay {
        late_ms: 3_600_000,
        ..ours()
    };
    let late = sandbox.pay_with_wallet(&late).await.unwrap();
    sandbox.notify_wallet(&lost.reference).await.unwrap();
    assert_eq!(ear.wait_for(4).await[3], lost.notice.as_bytes());
    let waiting = sandbox
        .webhooks()
        .into_iter()
        .find(|it| it.id == late.webhook_ids[0]);
    assert_eq!(waiting.unwrap().state, WebhookState::Queued);
    for wrong in [
        times(11),
        WalletPay {
            late_ms: 3_600_001,
            ..ours()
        },
        WalletPay {
            reference: Some(" ".to_owned()),
            ..ours()
        },
        WalletPay {
            payment_id: Some("x".repeat(201)),
            ..ours()
        },
        WalletPay {
            state: WalletState::Other(String::new()),
            ..ours()
        },
    ] {
        let refused = sandbox.pay_with_wallet(&wrong).await;
        assert_eq!(refused, Err(WalletPayError::OutOfRange));
    }
    sandbox.shutdown().await;
}

#[tokio::test]
async fn payments_outlive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = || Config {
        state_file: Some(folder.path().join("state.json")),
        ..Config::default()
    };
    let sandbox = Sandbox::start(config()).await.unwrap();
    let paid = sandbox.pay_with_wallet(&ours()).await.unwrap();
    sandbox.shutdown().await;
    let sandbox = Sandbox::start(config()).await.unwrap();
    assert_eq!(sandbox.wallet_payments(), [paid]);
    assert_eq!(sandbox.webhooks()[0].provider, Provider::Wallet);
    let next = sandbox.pay_with_wallet(&ours()).await.unwrap();
    assert_eq!(next.reference, "W-000002");
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_script_pays_with_the_wallet() {
    let ear = Ear::listen(&[]).await;
    let sandbox = start().await;
    let client = Client::new(&sandbox);
    let post = async |path: &str, body: Value| {
        let answer = client
            .post(path, body.to_string().as_bytes())
            .await
            .unwrap();
        (answer.status, value(&answer))
    };
    let to = json!({
        "url": ear.webhook.url,
        "header_name": ear.webhook.header_name,
        "header_value": ear.webhook.header_value,
    });
    assert_eq!(post("/sandbox/wallet/webhook", to).await.0, 200);
    let wish = json!({"qr_text": QR, "amount_centavos": 150_050, "payment_id": PAYMENT});
    let (status, paid) = post("/sandbox/wallet/pay", wish).await;
    assert_eq!((status, &paid["state"]), (200, &json!("paid")));
    let reference = paid["reference"].clone();
    let order = paid["order_id"].clone();
    for (wish, status) in [
        (json!({"of_reference": reference, "state": "returned"}), 200),
        (
            json!({"order_id": order, "amount_centavos": 1, "state": "rejected"}),
            200,
        ),
        (
            json!({"order_id": order, "amount_centavos": 1, "state": "a-word"}),
            200,
        ),
        (json!({"order_id": order, "amount_centavos": 0}), 400),
        (json!({"order_id": order}), 400),
        (json!({"order_id": "x", "amount_centavos": 1}), 404),
        (json!({"qr_text": "x", "amount_centavos": 1}), 400),
        (json!({"amount_centavos": 1}), 400),
        (json!({"qr_text": QR, "amount_centavos": 1.5}), 400),
    ] {
        let answer = post("/sandbox/wallet/pay", wish.clone()).await;
        assert_eq!(answer.0, status, "{wish} {}", answer.1);
    }
    let again = post("/sandbox/wallet/notify", json!({"reference": reference})).await;
    assert_eq!(again.0, 200);
    let unknown = post("/sandbox/wallet/notify", json!({"reference": "W-9"})).await;
    assert_eq!(unknown.0, 404);
    client
        .post("/sandbox/wallet/notices", b"raw")
        .await
        .unwrap();
    assert_eq!(ear.wait_for(6).await[5], b"raw");
    let listed = client.get("/sandbox/wallet/payments").await;
    assert_eq!(listed.as_array().unwrap().len(), 4);
    let shown = client.get("/sandbox/overview").await["wallet_payments"].clone();
    assert_eq!(shown[0], listed[3]);
    assert_eq!(shown[3]["order_id"], order);
    sandbox.shutdown().await;
}
