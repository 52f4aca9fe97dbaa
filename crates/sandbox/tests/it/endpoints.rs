//! Login and pre-order as documented.

use qr::Payload;
use sandbox::{Config, Credentials, Merchant, Repeat, Sandbox, Which};
use serde_json::{Value, json};

use crate::support::{Client, message, sale, start, value};

#[tokio::test]
async fn a_login_brings_a_token_and_a_date() {
    let client = Client::new(&start().await);
    let answer = client.login("ana", "clave").await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(value(&answer)["expires_in"], json!(3600));
    assert_eq!(value(&answer)["token"].as_str().unwrap().len(), 32);
    assert!(outbound::http_date_ms(&answer.date.unwrap()).is_some());
    assert_eq!(answer.content_type.as_deref(), Some("application/json"));
    let again = client.login("ana", "clave").await.unwrap();
    assert_ne!(again.body, answer.body);
}

#[tokio::test]
async fn a_wrong_login_is_refused() {
    let any = start().await;
    let client = Client::new(&any);
    assert_eq!(client.login("", "clave").await.unwrap().status, 401);
    assert_eq!(client.login("ana", "").await.unwrap().status, 401);
    for (body, words) in [
        (json!({"username": "ana"}), "password is required (string)"),
        (
            json!({"username": 1, "password": "x"}),
            "username must be a string, got number",
        ),
        (
            json!({"username": "a", "password": "x", "otp": 1}),
            "otp is not a known field",
        ),
    ] {
        let answer = client
            .post("/api/auth/login", body.to_string().as_bytes())
            .await
            .unwrap();
        assert_eq!((answer.status, message(&answer).as_str()), (400, words));
    }
    assert_eq!(any.logins(), 0);

    let credentials = Credentials {
        username: "ana".to_owned(),
        password: "clave".to_owned(),
    };
    let config = Config {
        credentials: Some(credentials),
        ..Config::default()
    };
    let known = Client::new(&Sandbox::start(config).await.unwrap());
    assert_eq!(known.login("ana", "clave").await.unwrap().status, 200);
    assert_eq!(known.login("ana", "otra").await.unwrap().status, 401);
}

#[tokio::test]
async fn a_token_is_needed_ends_in_time_and_can_be_forgotten() {
    let config = Config {
        expires_in_s: 1,
        ..Config::default()
    };
    let sandbox = Sandbox::start(config).await.unwrap();
    assert_eq!(
        Client::new(&sandbox)
            .order(&sale("a"))
            .await
            .unwrap()
            .status,
        401
    );
    let client = Client::logged_in(&sandbox).await;
    assert_eq!(client.order(&sale("a")).await.unwrap().status, 201);
    tokio::time::sleep(std::time::Duration::from_millis(1_050)).await;
    assert_eq!(client.order(&sale("a")).await.unwrap().status, 401);

    let sandbox = start().await;
    let client = Client::logged_in(&sandbox).await;
    sandbox.forget_tokens();
    assert_eq!(client.order(&sale("a")).await.unwrap().status, 401);
    assert_eq!(sandbox.pre_orders().len(), 0);
    assert_eq!(sandbox.received()[0].answer.as_deref(), Some("401"));
}

#[tokio::test]
async fn the_documented_request_gets_the_documented_answer() {
    let sandbox = start().await;
    let client = Client::logged_in(&sandbox).await;
    let mut request = sale("ca8964d1-b90b-4583-98da-bfc7f757d6e7");
    request["qrType"] = json!("static");
    request["resetOnPayment"] = json!(true);
    let answer = client.order(&request).await.unwrap();
    assert_eq!(answer.status, 201);
    let text = String::from_utf8(answer.body.clone()).unwrap();
    assert!(text.contains(r#""amount":10.0,"#), "{text}");
    let answer = value(&answer);
    let id = answer["id"].as_u64().unwrap();
    assert_eq!(answer["expirationDate"], request["expirationDate"]);
    assert_eq!(answer["concept"], request["concept"]);
    assert_eq!(answer["businessUnitName"], "ARBET");
    assert_eq!(answer["cashier"], "ARBET ");
    assert_eq!(answer["externalReference"], request["externalReference"]);
    assert_eq!(answer["isEnabled"], true);
    assert_eq!(answer.as_object().unwrap().len(), 9);

    let qr_code = answer["qrCode"].as_str().unwrap();
    Payload::read(qr_code).unwrap();
    let sample = "00020101021143510033com.totalcoin.integracionesqrtest02100000013010";
    assert!(
        qr_code.starts_with(&sample.replace("0000013010", &format!("{id:010}"))),
        "{qr_code}"
    );
    assert!(
        qr_code.contains("50150011307180924815126002200002228000000000577235204"),
        "{qr_code}"
    );
    assert!(
        qr_code.contains("62200116JPGQ_PAYMENT_0016304"),
        "{qr_code}"
    );
    let kept = sandbox.pre_order(&Which::Id(id)).unwrap();
    assert_eq!((kept.qr_code.as_str(), kept.attempts), (qr_code, 1));
    assert_eq!(
        serde_json::from_str::<Value>(&kept.bodies[0]).unwrap(),
        request
    );
}

#[tokio::test]
async fn a_closed_qr_has_its_amount_only_if_configured() {
    let merchant = Merchant {
        tag_54: true,
        ..Merchant::default()
    };
    let config = Config {
        merchant,
        ..Config::default()
    };
    let client = Client::logged_in(&Sandbox::start(config).await.unwrap()).await;
    let closed = value(&client.order(&sale("a")).await.unwrap());
    let qr_code = closed["qrCode"].as_str().unwrap().to_owned();
    Payload::read(&qr_code).unwrap();
    assert!(qr_code.contains("5303032540510.005802AR"), "{qr_code}");
    let mut open = sale("b");
    open["qrAmountType"] = json!("open");
    open["amount"] = json!(0);
    let open = value(&client.order(&open).await.unwrap());
    assert!(open["qrCode"].as_str().unwrap().contains("53030325802AR"));
}

#[tokio::test]
async fn a_wrong_type_is_a_400_that_names_the_field() {
    let client = Client::logged_in(&start().await).await;
    for (field, wrong, words) in [
        ("amount", json!("10"), "amount must be a number, got string"),
        (
            "businessUnit",
            json!("348"),
            "businessUnit must be a number, got string",
        ),
        (
            "resetOnPayment",
            json!("false"),
            "resetOnPayment must be a boolean, got string",
        ),
        ("concept", json!(null), "concept must be a string, got null"),
        (
            "expirationDate",
            json!(1),
            "expirationDate must be a string, got number",
        ),
        (
            "externalReference",
            json!([]),
            "externalReference must be a string, got array",
        ),
        (
            "qrAmountType",
            json!({}),
            "qrAmountType must be a string, got object",
        ),
        (
            "qrType",
            json!(true),
            "qrType must be a string, got boolean",
        ),
        (
            "operationId",
            json!(7),
            "operationId must be a string, got number",
        ),
        ("dni", json!(27_594_189), "dni must be a string, got number"),
        (
            "companyReferenceToConciliate",
            json!(1),
            "companyReferenceToConciliate must be a string, got number",
        ),
        ("currency", json!("ARS"), "currency is not a known field"),
        (
            "expirationDate",
            json!("2020-01-01T00:00:00.000Z"),
            "expirationDate must be in the future",
        ),
    ] {
        let mut body = sale("a");
        body[field] = wrong;
        let answer = client.order(&body).await.unwrap();
        assert_eq!((answer.status, message(&answer).as_str()), (400, words));
    }
    for body in [&b""[..], b"[]", b"{", b"\xff\xff", b"null"] {
        let answer = client.post("/api/iep/pre-order", body).await.unwrap();
        assert_eq!(answer.status, 400);
        assert!(message(&answer).starts_with("body must be a JSON object"));
    }
    let large = client.post("/api/iep/pre-order", &vec![b' '; 70_000]).await;
    // The answer may come before the body is read to its end.
    assert!(large.is_err() || large.unwrap().status == 413);
}

#[tokio::test]
async fn a_repeat_gets_the_same_order_or_a_400() {
    let sandbox = start().await;
    let client = Client::logged_in(&sandbox).await;
    let first = client.order(&sale("a")).await.unwrap();
    let again = client.order(&sale("a")).await.unwrap();
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(sandbox.pre_orders().len(), 1);
    assert_eq!(sandbox.pre_orders()[0].attempts, 2);
    let other = client.order(&sale("b")).await.unwrap();
    assert_ne!(other.body, first.body);

    let config = Config {
        repeat: Repeat::Refused,
        ..Config::default()
    };
    let strict = Client::logged_in(&Sandbox::start(config).await.unwrap()).await;
    assert_eq!(strict.order(&sale("a")).await.unwrap().status, 201);
    let again = strict.order(&sale("a")).await.unwrap();
    assert_eq!(
        (again.status, message(&again).as_str()),
        (400, "operationId is already used")
    );
}

#[tokio::test]
async fn a_skewed_clock_affects_the_date_header_and_expiry() {
    let sandbox = start().await;
    let client = Client::logged_in(&sandbox).await;
    let now_ms = || async {
        let date = client.login("ana", "clave").await.unwrap().date.unwrap();
        outbound::http_date_ms(&date).unwrap()
    };
    let right = now_ms().await;
    sandbox.set_clock_skew_ms(300_000);
    assert!((295_000..=305_000).contains(&(now_ms().await - right)));
    sandbox.set_clock_skew_ms(40_000_000_000_000);
    let answer = client.order(&sale("a")).await.unwrap();
    assert_eq!(message(&answer), "expirationDate must be in the future");
}

#[tokio::test]
async fn other_paths_and_methods_are_refused() {
    let client = Client::new(&start().await);
    assert_eq!(
        client.post("/api/iep/orders", b"{}").await.unwrap().status,
        404
    );
    assert_eq!(client.get("/api/auth/login").await["message"], "POST only");
}
