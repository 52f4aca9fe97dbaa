//! Each way to pay, as the receiver of the webhook sees it.

use sandbox::{Config, How, PayError, PreOrderState, Sandbox, WebhookState, Which};
use serde_json::{Value, json};

use crate::support::{Client, Ear, sale, start, until};

const OPERATION: &str = "ca8964d1-b90b-4583-98da-bfc7f757d6e7";

struct Scene {
    sandbox: Sandbox,
    ear: Ear,
    which: Which,
}

async fn scene_with(order: Value) -> Scene {
    let ear = Ear::listen(&[]).await;
    let config = Config {
        webhook: Some(ear.webhook.clone()),
        ..Config::default()
    };
    let sandbox = Sandbox::start(config).await.unwrap();
    let client = Client::logged_in(&sandbox).await;
    assert_eq!(client.order(&order).await.unwrap().status, 201);
    Scene {
        sandbox,
        ear,
        which: Which::OperationId(OPERATION.to_owned()),
    }
}

async fn scene() -> Scene {
    scene_with(sale(OPERATION)).await
}

impl Scene {
    async fn pay(&self, how: How) -> Result<Vec<String>, PayError> {
        self.sandbox
            .pay(&self.which, &how)
            .await
            .map(|paid| paid.referencias)
    }

    fn order(&self) -> sandbox::PreOrder {
        self.sandbox.pre_order(&self.which).unwrap()
    }
}

/// Pays a new order in this way, and returns the notices.
async fn notices(how: How, count: usize) -> Vec<Value> {
    let scene = scene().await;
    scene.pay(how).await.unwrap();
    scene.ear.notices(count).await
}

#[tokio::test]
async fn exact_is_one_approval_of_the_whole_amount() {
    let scene = scene().await;
    let referencias = scene.pay(How::Exact).await.unwrap();
    let body = String::from_utf8(scene.ear.wait_for(1).await.remove(0)).unwrap();
    assert!(
        body.contains(r#""Monto":10,"MontoNeto":9.37,"Tarifas":0.52,"Impuestos":0.11,"#),
        "{body}"
    );
    let notice: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(notice["Referencia"], json!(referencias[0]));
    assert_eq!(notice["Referencia"].as_str().unwrap().len(), 10);
    assert_eq!(notice["ReferenciaMerchant"], OPERATION);
    assert_eq!(notice["Estado"], "APROBADO");
    assert_eq!(notice["Concepto"], "test-jpgq");
    assert_eq!(scene.order().state, PreOrderState::Paid);
    assert_eq!(scene.order().payments.len(), 1);
    until(|| scene.sandbox.webhooks()[0].state == WebhookState::Delivered).await;
    let webhook = scene.sandbox.webhooks().remove(0);
    assert_eq!(
        (webhook.attempts, webhook.last_answer.as_deref()),
        (1, Some("200"))
    );
    assert_eq!(webhook.body, body);
}

#[tokio::test]
async fn exact_is_refused_when_paid_and_late_is_not() {
    let scene = scene().await;
    scene.pay(How::Exact).await.unwrap();
    assert_eq!(scene.pay(How::Exact).await, Err(PayError::AlreadyPaid));
    scene.pay(How::Late).await.unwrap();
    let notices = scene.ear.notices(2).await;
    assert_ne!(notices[0]["Referencia"], notices[1]["Referencia"]);
    assert_eq!(scene.sandbox.webhooks().len(), 2);
}

#[tokio::test]
async fn exact_is_refused_when_expired_and_late_is_not() {
    let scene = scene().await;
    scene.sandbox.set_clock_skew_ms(40_000_000_000_000);
    assert_eq!(scene.order().state, PreOrderState::Expired);
    assert_eq!(scene.pay(How::Exact).await, Err(PayError::Expired));
    assert!(scene.sandbox.webhooks().is_empty());
    scene.pay(How::Late).await.unwrap();
    assert_eq!(scene.ear.notices(1).await[0]["Monto"], json!(10));
}

#[tokio::test]
async fn short_over_and_amount_pay_other_amounts() {
    for (how, monto) in [
        (How::Short { by_centavos: 1 }, json!(9.99)),
        (How::Over { by_centavos: 50 }, json!(10.5)),
        (
            How::Amount {
                amount_centavos: 400,
            },
            json!(4),
        ),
    ] {
        let notice = notices(how, 1).await.remove(0);
        assert_eq!(notice["Monto"], monto);
        assert_eq!(notice["ReferenciaMerchant"], OPERATION);
    }
    let scene = scene().await;
    for how in [
        How::Short { by_centavos: 1_000 },
        How::Over {
            by_centavos: i64::MAX,
        },
        How::Amount { amount_centavos: 0 },
    ] {
        assert_eq!(scene.pay(how).await, Err(PayError::Amount));
    }
    assert!(scene.order().payments.is_empty());
}

#[tokio::test]
async fn twice_is_one_transaction_in_two_bodies() {
    let scene = scene().await;
    assert_eq!(scene.pay(How::Twice).await.unwrap().len(), 1);
    let bodies = scene.ear.wait_for(2).await;
    assert_ne!(bodies[0], bodies[1]);
    let notices = scene.ear.notices(2).await;
    for key in [
        "Referencia",
        "ReferenciaMerchant",
        "Monto",
        "Estado",
        "Tarifas",
    ] {
        assert_eq!(notices[0][key], notices[1][key], "{key}");
    }
    assert_eq!(scene.order().payments.len(), 1);
}

#[tokio::test]
async fn a_second_reference_is_a_second_transaction() {
    let scene = scene().await;
    assert_eq!(scene.pay(How::SecondReference).await.unwrap().len(), 2);
    let notices = scene.ear.notices(2).await;
    assert_ne!(notices[0]["Referencia"], notices[1]["Referencia"]);
    assert_eq!(
        notices[0]["ReferenciaMerchant"],
        notices[1]["ReferenciaMerchant"]
    );
    assert_eq!(scene.pay(How::SecondReference).await.unwrap().len(), 1);
    assert_eq!(scene.order().payments.len(), 3);
}

#[tokio::test]
async fn a_completing_notice_adds_the_missing_fields() {
    for (how, first, second) in [(How::Completing, 0, 1), (How::OutOfOrder, 1, 0)] {
        let notices = notices(how, 2).await;
        let (incomplete, complete) = (&notices[first], &notices[second]);
        assert_eq!(incomplete["Referencia"], complete["Referencia"]);
        assert_eq!(incomplete["Monto"], complete["Monto"]);
        for key in [
            "ReferenciaMerchant",
            "Tarifas",
            "Impuestos",
            "MontoNeto",
            "FechaAcreditacion",
        ] {
            assert!(
                incomplete[key].is_null() && !complete[key].is_null(),
                "{key}"
            );
        }
        assert_eq!(complete["ReferenciaMerchant"], OPERATION);
    }
}

#[tokio::test]
async fn another_estado_pays_nothing() {
    for estado in ["RECHAZADO", "PENDIENTE", "ñ"] {
        let scene = scene().await;
        scene
            .pay(How::Estado {
                estado: estado.to_owned(),
            })
            .await
            .unwrap();
        assert_eq!(scene.ear.notices(1).await[0]["Estado"], estado);
        assert_eq!(scene.order().state, PreOrderState::Open);
    }
}

#[tokio::test]
async fn a_reference_can_be_null_or_foreign() {
    assert!(notices(How::NullReference, 1).await[0]["ReferenciaMerchant"].is_null());
    let default = notices(How::ForeignReference { reference: None }, 1)
        .await
        .remove(0);
    assert_eq!(default["ReferenciaMerchant"], "WEB-4711");
    let given = How::ForeignReference {
        reference: Some("OTRO".to_owned()),
    };
    assert_eq!(notices(given, 1).await[0]["ReferenciaMerchant"], "OTRO");
}

#[tokio::test]
async fn any_bytes_can_be_sent() {
    let scene = scene().await;
    scene
        .sandbox
        .send_raw(b"\xff\x00 not JSON".to_vec())
        .await
        .unwrap();
    assert_eq!(scene.ear.wait_for(1).await[0], b"\xff\x00 not JSON");
}

#[tokio::test]
async fn a_fixed_qr_can_be_paid_repeatedly_by_amount() {
    let mut order = sale(OPERATION);
    for (key, value) in [
        ("qrAmountType", json!("open")),
        ("amount", json!(0)),
        ("qrType", json!("static")),
        ("resetOnPayment", json!(true)),
    ] {
        order[key] = value;
    }
    let scene = scene_with(order).await;
    assert_eq!(scene.pay(How::Exact).await, Err(PayError::Amount));
    for amount_centavos in [1_500, 1_500, 2_000] {
        scene.pay(How::Amount { amount_centavos }).await.unwrap();
    }
    let notices = scene.ear.notices(3).await;
    assert_eq!(notices[2]["Monto"], json!(20));
    assert_ne!(notices[0]["Referencia"], notices[1]["Referencia"]);
    assert_eq!(scene.order().state, PreOrderState::Open);
}

#[tokio::test]
async fn a_pre_order_is_found_by_each_of_its_ids() {
    let scene = scene().await;
    let id = scene.order().id;
    for which in [
        Which::Id(id),
        Which::ExternalReference("JPGQ_PAYMENT_001".to_owned()),
    ] {
        scene.sandbox.pay(&which, &How::Late).await.unwrap();
    }
    assert_eq!(scene.order().payments.len(), 2);
    let nobody = Which::OperationId("otro".to_owned());
    assert_eq!(
        scene.sandbox.pay(&nobody, &How::Exact).await,
        Err(PayError::Unknown)
    );
    assert!(start().await.pre_order(&scene.which).is_none());
}
