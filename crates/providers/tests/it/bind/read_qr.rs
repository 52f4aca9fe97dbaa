//! What a QR is for.

use super::*;
use providers::bind::{OrderAmount, QrInfo, QrStatus};

const TEXT: &str = "0002 01+ñ&";
const READ: &str = "/walletentidad-operaciones/v1/api/v1.201/QR/GetInfoPagoQR\
    ?textoQR=0002%2001%2B%C3%B1%26";

async fn read(reply: Reply) -> Result<QrInfo, Error> {
    let stub = Stub::start(&[(TOKEN, vec![token("t")]), (READ, vec![reply])]).await;
    let outcome = client_of(&stub.url, PATIENT_MS).read_qr(TEXT).await;
    assert_eq!(stub.seen(READ).len(), 1);
    outcome
}

fn with_amount(amount: &str) -> Reply {
    said(
        200,
        &format!(
            r#"{{"status": "closed_amount", "collector": {{"name": "ANA SA",
            "identification_number": "30711111118", "account": "0000070300000000000017",
            "mcc": 5411, "other": null}}, "order": {{"id": "TOA0", "total_amount": {amount}}},
            "retry_delay": null}}"#
        ),
    )
}

#[tokio::test]
async fn a_qr_tells_its_order_and_its_collector() {
    let info = read(with_amount("1500.50")).await.unwrap();
    assert_eq!(info.status, QrStatus::ClosedAmount);
    assert_eq!(info.order.as_deref(), Some("TOA0"));
    assert_eq!(
        info.amount,
        OrderAmount::Exact(Money::from_centavos(150_050).unwrap())
    );
    assert_eq!(info.collector.name.as_deref(), Some("ANA SA"));
    assert_eq!(
        info.collector.identification_number.as_deref(),
        Some("30711111118")
    );
    assert_eq!(
        info.collector.account.as_deref(),
        Some("0000070300000000000017")
    );
    assert_eq!(info.collector.mcc.as_deref(), Some("5411"));
}

#[tokio::test]
async fn amounts_are_exact_or_unreadable_never_open() {
    let exact = |centavos| OrderAmount::Exact(Money::from_centavos(centavos).unwrap());
    for (written, expected) in [
        ("null", OrderAmount::Open),
        ("0.1", exact(10)),
        ("\"1500,00\"", exact(150_000)),
        ("1500.0000000000002", exact(150_000)),
        ("1500.005", OrderAmount::Unreadable),
        ("-1", OrderAmount::Unreadable),
        ("\"mil\"", OrderAmount::Unreadable),
        ("{}", OrderAmount::Unreadable),
    ] {
        assert_eq!(
            read(with_amount(written)).await.unwrap().amount,
            expected,
            "{written}"
        );
    }
}

#[tokio::test]
async fn every_status_is_known() {
    for (word, delay, status) in [
        ("open_amount", "0", QrStatus::OpenAmount),
        ("closed_amount", "0", QrStatus::ClosedAmount),
        ("pending", "3", QrStatus::Pending { retry_s: 3 }),
        ("pending", "\"2\"", QrStatus::Pending { retry_s: 2 }),
        ("pending", "1.2", QrStatus::Pending { retry_s: 2 }),
        ("pending", "0", QrStatus::Pending { retry_s: 1 }),
        ("pending", "-4", QrStatus::Pending { retry_s: 5 }),
        ("pending", "null", QrStatus::Pending { retry_s: 5 }),
        ("pending", "99999", QrStatus::Pending { retry_s: 60 }),
        ("time-out", "0", QrStatus::TimeOut),
        ("empty_order", "0", QrStatus::EmptyOrder),
        ("authentication_error", "0", QrStatus::AuthenticationError),
        ("unsupported_qr_code", "0", QrStatus::UnsupportedQrCode),
        ("unsupported_merchant", "0", QrStatus::UnsupportedMerchant),
        ("error", "0", QrStatus::Error),
        ("nuevo", "0", QrStatus::Other("nuevo".to_owned())),
    ] {
        let body = format!(r#"{{"status": "{word}", "retry_delay": {delay}}}"#);
        let info = read(said(200, &body)).await.unwrap();
        assert_eq!(info.status, status);
        assert_eq!((info.order, info.amount), (None, OrderAmount::Open));
    }
}

#[tokio::test]
async fn each_other_answer_is_an_error() {
    for (reply, expected) in [
        (said(422, "<html>"), "no qr"),
        (said(422, "{}"), "no qr"),
        (said(200, "<html>"), "unreadable 200"),
        (said(200, "{}"), "unreadable 200"),
        (said(404, r#"{"message": "no"}"#), "refused 404 no"),
        (said(500, "{}"), "lost 500"),
        (Reply::Drop, "lost"),
    ] {
        assert_eq!(kind(&read(reply).await.unwrap_err()), expected);
    }
}

#[tokio::test]
async fn a_text_that_no_qr_can_hold_is_not_asked_about() {
    let stub = Stub::start(&[(TOKEN, vec![token("t")])]).await;
    let client = client_of(&stub.url, PATIENT_MS);
    for text in [String::new(), "1".repeat(5_000)] {
        assert_eq!(kind(&client.read_qr(&text).await.unwrap_err()), "no qr");
    }
    assert_eq!(stub.seen_in_all(), 0);
}
