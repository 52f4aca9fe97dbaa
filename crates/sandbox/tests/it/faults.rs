//! Each fault, at the socket.

use outbound::SendError;
use qr::Payload;
use sandbox::{Endpoint, Fault, FaultError, Sandbox, Times};
use serde_json::{Value, json};
use tokio::time::{Duration, Instant};

use crate::support::{Client, sale, start, value};

async fn with(fault: Fault) -> (Sandbox, Client) {
    let sandbox = start().await;
    let client = Client::logged_in(&sandbox).await;
    sandbox
        .add_fault(Endpoint::PreOrder, fault, Times::Next(1))
        .unwrap();
    (sandbox, client)
}

/// The faulty answer, and the right one that the repeat gets.
async fn bent(fault: Fault) -> (Value, Value) {
    let (sandbox, client) = with(fault).await;
    let bent = client.order(&sale("a")).await.unwrap();
    assert_eq!(bent.status, 201);
    let right = client.order(&sale("a")).await.unwrap();
    assert_eq!(sandbox.pre_orders().len(), 1);
    assert!(sandbox.faults().is_empty());
    (value(&bent), value(&right))
}

fn fields_that_differ(one: &Value, other: &Value) -> Vec<String> {
    let fields = one.as_object().unwrap().iter();
    fields
        .filter(|(key, value)| other[key.as_str()] != **value)
        .map(|(key, _)| key.clone())
        .collect()
}

#[tokio::test]
async fn an_answer_with_a_status_stores_nothing() {
    for (fault, status) in [
        (Fault::Error500, 500),
        (Fault::BadRequest, 400),
        (Fault::Unauthorized, 401),
        (Fault::Forbidden, 403),
        (Fault::Redirect, 302),
    ] {
        let (sandbox, client) = with(fault.clone()).await;
        assert_eq!(client.order(&sale("a")).await.unwrap().status, status);
        assert_eq!(sandbox.pre_orders().len(), 0);
        assert_eq!(sandbox.received()[0].operation_id.as_deref(), Some("a"));
        assert_eq!(sandbox.received()[0].answer, Some(status.to_string()));
        assert_eq!(client.order(&sale("a")).await.unwrap().status, 201);

        sandbox
            .add_fault(Endpoint::Login, fault, Times::Next(1))
            .unwrap();
        assert_eq!(client.login("ana", "clave").await.unwrap().status, status);
        assert_eq!(client.login("ana", "clave").await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn a_closed_connection_loses_the_answer_before_or_after_storing() {
    for (fault, received, stored) in [
        (Fault::Refuse, 0, 0),
        (Fault::DropBefore, 1, 0),
        (Fault::DropAfter, 1, 1),
    ] {
        let (sandbox, client) = with(fault.clone()).await;
        let error = client.order(&sale("a")).await.unwrap_err();
        assert!(matches!(error, SendError::Lost(_)), "{fault:?} {error:?}");
        assert_eq!(sandbox.received().len(), received, "{fault:?}");
        assert_eq!(sandbox.pre_orders().len(), stored, "{fault:?}");
        assert_eq!(client.order(&sale("a")).await.unwrap().status, 201);
        assert_eq!(sandbox.pre_orders().len(), 1);

        sandbox
            .add_fault(Endpoint::Login, fault, Times::Next(1))
            .unwrap();
        let error = client.login("ana", "clave").await.unwrap_err();
        assert!(matches!(error, SendError::Lost(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_hang_never_answers_and_stores_nothing() {
    let (sandbox, client) = with(Fault::Hang).await;
    let before = Instant::now();
    let error = client.order(&sale("a")).await.unwrap_err();
    assert!(matches!(error, SendError::Lost(_)), "{error:?}");
    assert!(before.elapsed() >= Duration::from_millis(3_900));
    assert_eq!(sandbox.received().len(), 1);
    assert_eq!(sandbox.pre_orders().len(), 0);
}

#[tokio::test]
async fn a_latency_delays_a_right_answer() {
    let (sandbox, client) = with(Fault::Latency { ms: 300 }).await;
    let before = Instant::now();
    assert_eq!(client.order(&sale("a")).await.unwrap().status, 201);
    assert!(before.elapsed() >= Duration::from_millis(300));
    // The order is stored before the answer comes.
    sandbox
        .add_fault(
            Endpoint::PreOrder,
            Fault::Latency { ms: 60_000 },
            Times::Next(1),
        )
        .unwrap();
    client.order(&sale("b")).await.unwrap_err();
    assert_eq!(sandbox.pre_orders().len(), 2);
}

#[tokio::test]
async fn an_unreadable_answer_has_the_right_status_and_a_stored_order() {
    let (sandbox, client) = with(Fault::Garbage).await;
    let answer = client.order(&sale("a")).await.unwrap();
    assert_eq!(answer.status, 201);
    assert!(answer.body.starts_with(b"<!doctype html>"));
    sandbox
        .add_fault(Endpoint::PreOrder, Fault::Oversized, Times::Next(1))
        .unwrap();
    let error = client.order(&sale("b")).await.unwrap_err();
    assert!(matches!(error, SendError::TooLarge { .. }), "{error:?}");
    assert_eq!(sandbox.pre_orders().len(), 2);
    sandbox
        .add_fault(Endpoint::Login, Fault::Garbage, Times::Next(1))
        .unwrap();
    let answer = client.login("ana", "clave").await.unwrap();
    assert_eq!((answer.status, answer.body[0]), (200, b'<'));
}

#[tokio::test]
async fn a_faulty_answer_is_wrong_in_one_place() {
    let (wrong, right) = bent(Fault::WrongAmount).await;
    assert_eq!(fields_that_differ(&wrong, &right), ["amount"]);
    assert_eq!(wrong["amount"], json!(11.0));

    let (wrong, right) = bent(Fault::WrongReference).await;
    assert_eq!(fields_that_differ(&wrong, &right), ["externalReference"]);

    let (wrong, right) = bent(Fault::NotEnabled).await;
    assert_eq!(fields_that_differ(&wrong, &right), ["isEnabled"]);
}

#[tokio::test]
async fn a_faulty_qr_is_wrong_in_one_place() {
    for (fault, wrong_part, right_part) in [
        (Fault::WrongCurrency, "53038405802AR", "53030325802AR"),
        (Fault::WrongTag54, "540511.00", "53030325802AR"),
        (
            Fault::OtherCuit,
            "5015001130999999995",
            "5015001130718092481",
        ),
        (
            Fault::WrongTag6201,
            "0117XJPGQ_PAYMENT_001",
            "0116JPGQ_PAYMENT_001",
        ),
    ] {
        let (wrong, right) = bent(fault.clone()).await;
        assert_eq!(fields_that_differ(&wrong, &right), ["qrCode"], "{fault:?}");
        let (wrong, right) = (
            wrong["qrCode"].as_str().unwrap(),
            right["qrCode"].as_str().unwrap(),
        );
        assert!(
            wrong.contains(wrong_part) && right.contains(right_part),
            "{fault:?} {wrong}"
        );
        Payload::read(wrong).unwrap();
    }
    let (wrong, right) = bent(Fault::WrongTag4302).await;
    assert_eq!(fields_that_differ(&wrong, &right), ["qrCode"]);
    let other_id = format!("0210{:010}", right["id"].as_u64().unwrap() + 1);
    assert!(wrong["qrCode"].as_str().unwrap().contains(&other_id));

    let (wrong, right) = bent(Fault::BadCrc).await;
    assert_eq!(fields_that_differ(&wrong, &right), ["qrCode"]);
    assert!(Payload::read(wrong["qrCode"].as_str().unwrap()).is_err());
    Payload::read(right["qrCode"].as_str().unwrap()).unwrap();
}

#[tokio::test]
async fn a_400_on_a_repeat_waits_for_a_repeat() {
    let (sandbox, client) = with(Fault::BadRequestOnRepeat).await;
    assert_eq!(client.order(&sale("a")).await.unwrap().status, 201);
    assert_eq!(client.order(&sale("b")).await.unwrap().status, 201);
    assert_eq!(sandbox.faults().len(), 1);
    assert_eq!(client.order(&sale("a")).await.unwrap().status, 400);
    assert_eq!(client.order(&sale("a")).await.unwrap().status, 201);
}

#[tokio::test]
async fn a_fault_happens_as_often_and_where_it_was_added() {
    let sandbox = start().await;
    let client = Client::logged_in(&sandbox).await;
    sandbox
        .add_fault(Endpoint::PreOrder, Fault::Error500, Times::Next(2))
        .unwrap();
    assert_eq!(client.login("ana", "clave").await.unwrap().status, 200);
    for status in [500, 500, 201] {
        assert_eq!(client.order(&sale("a")).await.unwrap().status, status);
    }
    sandbox
        .add_fault(Endpoint::PreOrder, Fault::Forbidden, Times::Always)
        .unwrap();
    for _ in 0..3 {
        assert_eq!(client.order(&sale("a")).await.unwrap().status, 403);
    }
    sandbox.clear_faults();
    assert_eq!(client.order(&sale("a")).await.unwrap().status, 201);

    let add = |fault, times| sandbox.add_fault(Endpoint::Login, fault, times);
    assert_eq!(add(Fault::BadCrc, Times::Always), Err(FaultError::NotHere));
    assert_eq!(
        add(Fault::Error500, Times::Next(0)),
        Err(FaultError::OutOfRange)
    );
    assert_eq!(
        add(Fault::Latency { ms: 999_999 }, Times::Always),
        Err(FaultError::OutOfRange)
    );
}
