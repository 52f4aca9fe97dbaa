//! Bind's client: what it sends, and what each answer means.

mod notice;
mod outcomes;
mod page;
mod read_qr;
mod token;

use crate::stub::{Reply, Stub};
use domain::{ClockReading, Money, UnixMs};
use outbound::{BaseUrl, Limits, SecretString};
use providers::bind::{
    Bind, Buyer, Credentials, Error, KeyCase, Lost, Message, MessageId, NotSent, Outcome, Reported,
    Seller, Words,
};

const TOKEN: &str = "/identidad/token";
const REPORT: &str = "/bindentidad-pagoexterno-v2/v2/api/v1.201/QRConfirmaPago";
/// The sample's moment.
const NOW: UnixMs = UnixMs(1_678_976_986_780);
/// Long enough for a busy machine, in milliseconds.
const PATIENT_MS: u64 = 5_000;
/// Short, for answers that never come, in milliseconds.
const HASTY_MS: u64 = 700;
const PASS: &str = r#"{"qr_id_trx": "T-1", "id_billetera": "123",
    "fecha_negocio": "2023-03-16T14:29:46.780Z", "validation_data":
    {"payment_reference": "R-1", "codigo_postal": "1414", "mcc": 9311},
    "transaction_status": "PASS", "on_error": null}"#;

/// The facts of the page's sample.
fn sample() -> Message {
    let words = Words {
        paid: "ACREDITADO".to_owned(),
        returned: "DEVUELTA".to_owned(),
        rejected: "RECHAZADA".to_owned(),
    };
    Message {
        id: MessageId::parse("12323-234234234-23235235235").unwrap(),
        processor_reference: "123".to_owned(),
        order: "TOA000E001E82E3E24F700B02423F37EDD5547B54CE5BB8E4F0B42A0F984".to_owned(),
        sale: String::new(),
        original: None,
        original_sale: String::new(),
        created_at: NOW,
        processed_at: NOW,
        amount: Money::from_centavos(12_345_678).unwrap(),
        word: words.of(Outcome::Paid).to_owned(),
        processor_name: "EMPRESA".to_owned(),
        key_case: KeyCase::Upper,
        seller: Seller {
            account: "3220531908100067075219".to_owned(),
            cuit: "27277880326".to_owned(),
            mcc: "9311".to_owned(),
            commerce_code: "C02086".to_owned(),
            branch_code: "S12345".to_owned(),
            till_code: "B00002368993".to_owned(),
        },
        buyer: Buyer {
            cuit: "20322678275".to_owned(),
            account: "0000070300000000000017".to_owned(),
        },
        wallet_id: "123".to_owned(),
    }
}

fn client_of(url: &str, answer_ms: u64) -> Bind {
    client_with(url, answer_ms, "")
}

fn client_with(url: &str, answer_ms: u64, scope: &str) -> Bind {
    let credentials = Credentials {
        client_id: SecretString::from("caja".to_owned()),
        client_secret: SecretString::from("s3cr&to ñ".to_owned()),
    };
    let limits = Limits {
        answer_ms,
        ..Limits::PROVIDER
    };
    let base = BaseUrl::parse(url).unwrap();
    let token_url = BaseUrl::parse(&base.join(TOKEN)).unwrap();
    Bind::with_limits((base, token_url), scope, credentials, limits, clock()).unwrap()
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

fn token(token: &str) -> Reply {
    said(
        200,
        &format!(r#"{{"access_token": "{token}", "token_type": "Bearer", "expires_in": 3600}}"#),
    )
}

fn said(status: u16, body: &str) -> Reply {
    Reply::Http(status, body.to_owned())
}

async fn stub(tokens: Vec<Reply>, reports: Vec<Reply>) -> (Stub, Bind) {
    let stub = Stub::start(&[(TOKEN, tokens), (REPORT, reports)]).await;
    let client = client_of(&stub.url, PATIENT_MS);
    (stub, client)
}

/// The kind of an error in one word, for the tables.
fn kind(error: &Error) -> String {
    match error {
        Error::NotSent(NotSent::NoConnection(_)) => "no connection".to_owned(),
        Error::NotSent(NotSent::TokenNoConnection(_)) => "token no connection".to_owned(),
        Error::NotSent(NotSent::TokenLost(_)) => "token lost".to_owned(),
        Error::NotSent(NotSent::TokenStatus(status)) => format!("token {status}"),
        Error::NotSent(NotSent::TokenUnreadable) => "token unreadable".to_owned(),
        Error::AnswerLost(Lost::NoAnswer(_)) => "lost".to_owned(),
        Error::AnswerLost(Lost::Status(status)) => format!("lost {status}"),
        Error::AnswerLost(Lost::Unreadable(status)) => format!("unreadable {status}"),
        Error::Refused { status, message } => format!("refused {status} {message}"),
        Error::NotAQr => "no qr".to_owned(),
        Error::Credentials => "credentials".to_owned(),
        Error::TokenRefused { status, message } => format!("token refused {status} {message}"),
        Error::Permission { message } => format!("permission {message}"),
        Error::RetryLater => "later".to_owned(),
    }
}

fn word(outcome: &Result<Reported, Error>) -> String {
    match outcome {
        Ok(Reported::Passed(_)) => "passed".to_owned(),
        Ok(Reported::Failed(_)) => "failed".to_owned(),
        Err(error) => kind(error),
    }
}
