//! Bind's stand-in: tokens, QRs and reports, as a client without any type of
//! ours sees them.

use crate::support::{LIMITS, start, value};
use outbound::{Answer, Http, Request, SecretString};
use sandbox::{Endpoint, Fault, Sandbox, Times, WalletPay, WhichOrder};
use serde_json::{Value, json};

const QR: &str = "000201";
const PAGE: &str = r#"{
    "operacion": {
        "idMensaje": "ID", "identificadorProcesador": "123", "identificadorTransaccion": "ORDER",
        "identificadorOrdenVenta": "", "identificadorReferencia": "", "idOrdenVentaReferencia": "",
        "tipoTransaccion": "EcoCerrado", "rubroMovimiento": "PAGO", "formaPago": "SALDO_VIRTUAL",
        "fechaNegocio": "2023-03-16T11:29:46.780-03:00", "fechaProceso": "2023-03-16T14:29:46.780Z",
        "moneda": "ARS", "importeBruto": 1500.50, "estadoTransaccion": "ACREDITADO",
        "rubroTransaccion": "EcoCerrado", "procesadorPago": "EMPRESA"
    },
    "vendedor": {
        "cuentaVendedor": "3220531908100067075219", "identificadorVendedor": "27277880326",
        "informacionesAdicionales": [
            {"key": "CUIT", "value": "27277880326"}, {"key": "MCC", "value": "9311"},
            {"key": "codigoComercio", "value": "C1"}, {"key": "codigoSucursal", "value": "S1"},
            {"key": "codigoCaja", "value": "B1"}
        ]
    },
    "comprador": {
        "identificadorPagador": "20322678275", "cuentaPagador": "0000070300000000000017",
        "informacionesAdicionales": [{"key": "CUIT", "value": "20322678275"}]
    },
    "informacionesAdicionales": [{"key": "ID_BILLETERA", "value": "123"}]
}"#;

struct Client {
    http: Http,
    sandbox: Sandbox,
    token: SecretString,
}

impl Client {
    async fn of(sandbox: &Sandbox) -> Client {
        let mut client = Client {
            http: Http::new(LIMITS).unwrap(),
            sandbox: sandbox.clone(),
            token: "Bearer none".into(),
        };
        let form =
            "grant_type=client_credentials&client_id=sandbox-client&client_secret=sandbox-secret";
        let granted = client.form(form).await;
        assert_eq!(granted.status, 200);
        let token = value(&granted)["access_token"].as_str().unwrap().to_owned();
        client.token = format!("Bearer {token}").into();
        client
    }

    async fn form(&self, form: &str) -> Answer {
        let url = self.sandbox.bind_token_url();
        let request = Request::post_secret_form(url, form.as_bytes().to_vec().into());
        self.http.send(request, None).await.unwrap()
    }

    async fn read(&self, text: &str) -> Answer {
        let path = "/walletentidad-operaciones/v1/api/v1.201/QR/GetInfoPagoQR";
        let url = format!("{}{path}?textoQR={text}", self.sandbox.base_url());
        let request = Request::get(url).authorized(&self.token);
        self.http.send(request, None).await.unwrap()
    }

    async fn report(&self, body: &str) -> Result<Answer, outbound::SendError> {
        let path = "/bindentidad-pagoexterno-v2/v2/api/v1.201/QRConfirmaPago";
        let url = format!("{}{path}", self.sandbox.base_url());
        let request = Request::post(url, body.as_bytes().to_vec()).authorized(&self.token);
        self.http.send(request, None).await
    }

    async fn order(&self) -> String {
        let told = value(&self.read(&qr()).await);
        told["order"]["id"].as_str().unwrap().to_owned()
    }
}

fn qr() -> String {
    format!("{QR}5303032630412AB")
}

fn body(id: &str, order: &str) -> String {
    PAGE.replace("\"ID\"", &format!("\"{id}\""))
        .replace("ORDER", order)
}

fn status(answer: &Answer) -> Value {
    value(answer)["transaction_status"].clone()
}

#[tokio::test]
async fn a_token_is_for_known_clients() {
    let sandbox = start().await;
    let client = Client::of(&sandbox).await;
    for (form, status, error) in [
        ("grant_type=password", 400, "unsupported_grant_type"),
        (
            "grant_type=client_credentials&client_id=x&client_secret=y",
            401,
            "invalid_client",
        ),
        ("grant_type=client_credentials", 401, "invalid_client"),
    ] {
        let answer = client.form(form).await;
        assert_eq!(
            (answer.status, value(&answer)["error"].as_str()),
            (status, Some(error))
        );
    }
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_qr_has_one_order_until_it_is_paid() {
    let sandbox = start().await;
    let client = Client::of(&sandbox).await;
    let told = value(&client.read(&qr()).await);
    assert_eq!(told["status"], "open_amount");
    assert_eq!(told["order"]["total_amount"], Value::Null);
    assert_eq!(told["collector"]["mcc"], "9311");
    let order = client.order().await;
    assert_eq!(told["order"]["id"], json!(order));
    assert_eq!(client.read("hola").await.status, 422);
    let passed = client.report(&body("m-1", &order)).await.unwrap();
    assert_eq!(status(&passed), "PASS");
    let second = client.order().await;
    assert_ne!(second, order);
    // Paid with the house's wallet, and not reported yet.
    let wish = WalletPay {
        amount_centavos: Some(150_050),
        ..WalletPay::of(WhichOrder::QrText(qr()))
    };
    let paid = sandbox.pay_with_wallet(&wish).await.unwrap();
    assert_eq!(paid.order_id, second);
    assert_ne!(client.order().await, second);
    let passed = client.report(&body("m-2", &second)).await.unwrap();
    assert_eq!(status(&passed), "PASS");
    sandbox.set_bind_amount(Some(150_050));
    let told = value(&client.read(&qr()).await);
    assert_eq!(
        (&told["status"], &told["order"]["total_amount"]),
        (&json!("closed_amount"), &json!(1500.5))
    );
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_report_is_checked_and_recorded_field_by_field() {
    let sandbox = start().await;
    let client = Client::of(&sandbox).await;
    sandbox.set_bind_amount(Some(150_050));
    let order = client.order().await;
    let unknown = client.report(&body("m-1", "TOA0")).await.unwrap();
    assert_eq!((unknown.status, status(&unknown)), (200, json!("FAIL")));
    assert_eq!(value(&unknown)["on_error"]["code"], "ORDER");
    let other = body("m-2", &order).replace("1500.50", "1500.51");
    let other = client.report(&other).await.unwrap();
    assert_eq!(value(&other)["on_error"]["code"], "AMOUNT");
    let text = body("m-3", &order).replace("1500.50", "\"1500.50\"");
    assert_eq!(client.report(&text).await.unwrap().status, 400);
    for _ in 0..2 {
        let passed = client.report(&body("m-4", &order)).await.unwrap();
        assert_eq!(status(&passed), "PASS");
    }
    let reports = sandbox.bind_reports();
    let answers: Vec<_> = reports
        .iter()
        .map(|it| (it.answer.as_str(), it.repeated))
        .collect();
    assert_eq!(
        answers,
        [
            ("FAIL", false),
            ("FAIL", false),
            ("400", false),
            ("PASS", false),
            ("PASS", true)
        ]
    );
    let field = |name: &str| {
        let found = reports[3].fields.iter().find(|(path, _)| path == name);
        found.map(|(_, value)| value.as_str())
    };
    assert_eq!(field("operacion.importeBruto"), Some("1500.50"));
    assert_eq!(
        field("vendedor.informacionesAdicionales[4].key"),
        Some("\"codigoCaja\"")
    );
    assert_eq!(reports[3].fields.len(), 34);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn faults_strike_where_they_mean_something() {
    let sandbox = start().await;
    let client = Client::of(&sandbox).await;
    let add = |endpoint, fault, times| {
        sandbox
            .add_fault(endpoint, fault, Times::Next(times))
            .unwrap()
    };
    add(Endpoint::BindRead, Fault::Pending, 3);
    for _ in 0..3 {
        let told = value(&client.read(&qr()).await);
        assert_eq!(
            (&told["status"], &told["retry_delay"]),
            (&json!("pending"), &json!(1))
        );
    }
    add(Endpoint::BindRead, Fault::WrongAmount, 1);
    assert_eq!(
        value(&client.read(&qr()).await)["order"]["total_amount"],
        json!(1)
    );
    let order = client.order().await;
    add(Endpoint::BindReport, Fault::ReportFails, 1);
    let failed = client.report(&body("m-1", &order)).await.unwrap();
    assert_eq!(status(&failed), "FAIL");
    // The report is taken, and its answer is lost.
    add(Endpoint::BindReport, Fault::DropAfter, 1);
    assert!(client.report(&body("m-2", &order)).await.is_err());
    let again = client.report(&body("m-2", &order)).await.unwrap();
    assert_eq!(status(&again), "PASS");
    add(Endpoint::BindReport, Fault::Garbage, 1);
    let html = client.report(&body("m-2", &order)).await.unwrap();
    assert!(html.body.starts_with(b"<!doctype html>"));
    add(Endpoint::BindReport, Fault::Unauthorized, 1);
    assert_eq!(
        client.report(&body("m-2", &order)).await.unwrap().status,
        401
    );
    for (endpoint, fault) in [
        (Endpoint::BindToken, Fault::Pending),
        (Endpoint::BindRead, Fault::ReportFails),
        (Endpoint::BindReport, Fault::WrongAmount),
    ] {
        assert!(sandbox.add_fault(endpoint, fault, Times::Always).is_err());
    }
    sandbox.shutdown().await;
}

/// One request makes the next report fail, with a reason; another makes the
/// answer of a report that was taken get lost, and the next one fail.
#[tokio::test]
async fn a_script_makes_the_next_report_fail_with_a_reason() {
    let sandbox = start().await;
    let client = Client::of(&sandbox).await;
    let order = client.order().await;
    let control = crate::support::Client::new(&sandbox);
    let fail = async |fault: &str, code: &str| {
        let wish = json!({
            "endpoint": "bind-report", "fault": fault, "code": code, "description": "no va"
        });
        let wish = wish.to_string();
        let answer = control.post("/sandbox/faults", wish.as_bytes()).await;
        answer.unwrap().status
    };
    assert_eq!(fail("report-fails-with", "E-77").await, 200);
    let failed = client.report(&body("m-1", &order)).await.unwrap();
    assert_eq!(status(&failed), "FAIL");
    assert_eq!(
        value(&failed)["on_error"],
        json!({"code": "E-77", "description": "no va"})
    );
    assert_eq!(fail("report-lost-then-fails", "DUP").await, 200);
    assert!(client.report(&body("m-2", &order)).await.is_err());
    let failed = client.report(&body("m-2", &order)).await.unwrap();
    assert_eq!(value(&failed)["on_error"]["code"], "DUP");
    let passed = client.report(&body("m-2", &order)).await.unwrap();
    assert_eq!(status(&passed), "PASS");
    let answers: Vec<_> = sandbox.bind_reports();
    let answers: Vec<_> = answers.iter().map(|it| it.answer.as_str()).collect();
    assert_eq!(answers, ["FAIL", "dropped", "FAIL", "PASS"]);
    assert_eq!(fail("report-fails-with", &"x".repeat(501)).await, 400);
    sandbox.shutdown().await;
}
