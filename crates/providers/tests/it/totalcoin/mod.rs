//! TotalCoin's client: what it sends, and what each answer means.

mod contact;
mod outcomes;
mod token;

use crate::stub::{Reply, Stub};
use domain::{ClockReading, Money, PaymentId, UnixMs};
use outbound::{BaseUrl, Limits, SecretString};
use providers::totalcoin::{
    Answered, Credentials, Error, Kind, Lost, NotSent, PreOrder, TotalCoin,
};

const LOGIN: &str = "/api/auth/login";
const ORDER: &str = "/api/iep/pre-order";
const ANSWER: &str = include_str!("../../samples/totalcoin_answer.json");
/// The sample's `expirationDate`, cut to the second, and the same as `Date`.
const NOW: UnixMs = UnixMs(1_743_009_794_000);
const DATE: &str = "Date: Wed, 26 Mar 2025 17:23:14 GMT";
/// Long enough for a busy machine, in milliseconds.
const PATIENT_MS: u64 = 5_000;
/// Short, for answers that never come, in milliseconds.
const HASTY_MS: u64 = 700;

fn order() -> PreOrder {
    PreOrder {
        concept: "Alfajores C1-000042".to_owned(),
        expires_at: NOW.plus_ms(600_000),
        business_unit: 348,
        payment: PaymentId::parse("01a1fed6-0000-8123-8567-89abcdef0001").unwrap(),
        reference: "JPGQ_PAYMENT_001".to_owned(),
        amount: Money::from_centavos(1000).unwrap(),
        kind: Kind::Sale,
        dni: "27594189".to_owned(),
        company_reference: "OP:1".to_owned(),
    }
}

fn client_of(url: &str, answer_ms: u64) -> TotalCoin {
    let credentials = Credentials {
        username: SecretString::from("cajera".to_owned()),
        password: SecretString::from("s3cr\"eto".to_owned()),
    };
    let limits = Limits {
        answer_ms,
        ..Limits::PROVIDER
    };
    TotalCoin::with_limits(BaseUrl::parse(url).unwrap(), credentials, limits, clock()).unwrap()
}

/// Clocks that start at [`NOW`] and run with the runtime's clock.
fn clock() -> impl Fn() -> ClockReading {
    let began = tokio::time::Instant::now();
    move || {
        let passed_ms = i64::try_from(began.elapsed().as_millis()).unwrap();
        ClockReading {
            wall: NOW.plus_ms(passed_ms),
            monotonic_ms: passed_ms,
            boot_ms: passed_ms,
        }
    }
}

/// Whether it is the moment at which the test began, or shortly after.
fn is_now(at: Option<UnixMs>) -> bool {
    at.is_some_and(|at| (0..2_000).contains(&at.since_ms(NOW)))
}

fn token(token: &str) -> Reply {
    Reply::Http(
        200,
        format!(r#"{{"token": "{token}", "expires_in": 3600}}"#),
    )
}

fn said(status: u16) -> Reply {
    Reply::Http(status, r#"{"message": "palabras"}"#.to_owned())
}

fn good() -> Reply {
    Reply::Http(201, ANSWER.to_owned())
}

async fn stub(logins: Vec<Reply>, orders: Vec<Reply>) -> (Stub, TotalCoin) {
    let stub = Stub::start(&[(LOGIN, logins), (ORDER, orders)]).await;
    let client = client_of(&stub.url, PATIENT_MS);
    (stub, client)
}

/// The kind of an outcome in one word, for the tables.
fn kind(outcome: Result<Answered, Error>) -> String {
    match outcome {
        Ok(answered) => format!("answered {}", answered.order_id),
        Err(Error::NotSent(NotSent::NoConnection(_))) => "no connection".to_owned(),
        Err(Error::NotSent(NotSent::LoginLost(_))) => "login lost".to_owned(),
        Err(Error::NotSent(NotSent::LoginStatus(status))) => format!("login {status}"),
        Err(Error::NotSent(NotSent::LoginUnreadable)) => "login unreadable".to_owned(),
        Err(Error::AnswerLost(Lost::NoAnswer(_))) => "lost".to_owned(),
        Err(Error::AnswerLost(Lost::Status(status))) => format!("lost {status}"),
        Err(Error::AnswerLost(Lost::Unreadable(status))) => format!("unreadable {status}"),
        Err(Error::Rejected { status, message }) => format!("rejected {status} {message}"),
        Err(Error::Credentials) => "credentials".to_owned(),
        Err(Error::Permission { message }) => format!("permission {message}"),
        Err(Error::RetryLater) => "later".to_owned(),
    }
}
