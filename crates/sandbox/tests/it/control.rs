//! The control API, as a script drives it.

use serde_json::{Value, json};

use crate::support::{Client, Ear, SECRET, message, sale, start, value};

async fn post(client: &Client, path: &str, body: &Value) -> (u16, Value) {
    let answer = client
        .post(path, body.to_string().as_bytes())
        .await
        .unwrap();
    (answer.status, value(&answer))
}

#[tokio::test]
async fn a_script_lists_pays_and_listens() {
    let sandbox = start().await;
    let client = Client::logged_in(&sandbox).await;
    let ear = Ear::listen(&[]).await;
    let to = json!({"url": ear.webhook.url, "header_name": SECRET.0, "header_value": SECRET.1});
    assert_eq!(post(&client, "/sandbox/webhook", &to).await.0, 200);
    client.order(&sale("a")).await.unwrap();

    let orders = client.get("/sandbox/pre-orders").await;
    assert_eq!(orders[0]["operation_id"], "a");
    assert_eq!(orders[0]["state"], "open");
    assert_eq!(orders[0]["attempts"], 1);
    let id = orders[0]["id"].clone();
    for (wish, status) in [
        (json!({"operation_id": "a", "how": "exact"}), 200),
        (json!({"operation_id": "a", "how": "exact"}), 409),
        (json!({"id": id, "how": "late"}), 200),
        (
            json!({"external_reference": "JPGQ_PAYMENT_001", "how": "short", "by_centavos": 100}),
            200,
        ),
        (json!({"id": id, "how": "over", "by_centavos": 100}), 200),
        (
            json!({"id": id, "how": "amount", "amount_centavos": 700}),
            200,
        ),
        (
            json!({"id": id, "how": "estado", "estado": "RECHAZADO"}),
            200,
        ),
        (json!({"id": id, "how": "foreign-reference"}), 200),
        (
            json!({"id": id, "how": "foreign-reference", "reference": "OTRO"}),
            200,
        ),
        (json!({"id": id, "how": "null-reference"}), 200),
        (json!({"id": id, "how": "second-reference"}), 200),
        (json!({"id": id, "how": "twice"}), 200),
        (json!({"id": id, "how": "completing"}), 200),
        (json!({"id": id, "how": "out-of-order"}), 200),
        (json!({"id": id, "how": "short", "by_centavos": 1_000}), 400),
        (json!({"id": id, "how": "short"}), 400),
        (json!({"id": id, "how": "elsewhere"}), 400),
        (json!({"id": 1, "how": "exact"}), 404),
        (json!({"how": "exact"}), 400),
    ] {
        let answer = post(&client, "/sandbox/pay", &wish).await;
        assert_eq!(answer.0, status, "{wish} {}", answer.1);
    }
    client.post("/sandbox/webhooks", b"raw").await.unwrap();
    let heard = ear.wait_for(17).await;
    assert_eq!(heard[16], b"raw");
    let webhooks = client.get("/sandbox/webhooks").await;
    assert_eq!(webhooks[0]["state"], "delivered");
    assert_eq!(webhooks[16]["body"], "raw");
    assert_eq!(client.get("/sandbox/received").await[0]["answer"], "201");
}

#[tokio::test]
async fn a_script_makes_faults_and_goes_offline_and_back() {
    let client = Client::logged_in(&start().await).await;
    for fault in [
        "refuse",
        "drop-before",
        "drop-after",
        "hang",
        "error-500",
        "bad-request",
        "unauthorized",
        "forbidden",
        "redirect",
        "bad-request-on-repeat",
        "garbage",
        "oversized",
        "bad-crc",
        "wrong-amount",
        "wrong-reference",
        "wrong-currency",
        "wrong-tag-54",
        "wrong-tag-43-02",
        "wrong-tag-62-01",
        "other-cuit",
        "not-enabled",
    ] {
        let wish = json!({"endpoint": "pre-order", "fault": fault});
        assert_eq!(
            post(&client, "/sandbox/faults", &wish).await.0,
            200,
            "{fault}"
        );
    }
    let wish = json!({"endpoint": "login", "fault": "latency", "ms": 5, "times": "always"});
    assert_eq!(post(&client, "/sandbox/faults", &wish).await.0, 200);
    let faults = client.get("/sandbox/faults").await;
    assert_eq!(faults.as_array().unwrap().len(), 22);
    assert_eq!(faults[21], wish);
    assert_eq!(
        faults[0],
        json!({"endpoint": "pre-order", "fault": "refuse", "times": 1})
    );
    for wish in [
        json!({"endpoint": "login", "fault": "bad-crc"}),
        json!({"endpoint": "login", "fault": "nothing"}),
        json!({"endpoint": "pre-order", "fault": "garbage", "times": 0}),
        json!({"endpoint": "pre-order", "fault": "garbage", "times": "twice"}),
    ] {
        let answer = client
            .post("/sandbox/faults", wish.to_string().as_bytes())
            .await
            .unwrap();
        assert_eq!(answer.status, 400, "{wish}");
        assert!(!message(&answer).is_empty());
    }
    assert_eq!(
        post(&client, "/sandbox/offline", &json!({"offline": true}))
            .await
            .0,
        200
    );
    assert!(client.order(&sale("a")).await.is_err());
    assert_eq!(
        post(&client, "/sandbox/offline", &json!({"offline": false}))
            .await
            .0,
        200
    );
    let refused = client.order(&sale("a")).await;
    assert!(
        refused.is_err(),
        "the fault waited while the network was away"
    );
    assert_eq!(
        client.post("/sandbox/nothing", b"").await.unwrap().status,
        404
    );
}
