//! pagoUno's client: what it sends, how often, and what each missing answer
//! means. The tests of the mapping are in the crate itself.

use crate::stub::{Reply, Stub};
use domain::card::{CardNumber, Expiry, SecurityCode};
use domain::plan::Instalments;
use domain::{CardAnswer, LastFour, LegWord, Money, PaymentId, UnixMs};
use outbound::{BaseUrl, Limits, SecretString};
use providers::pagouno::{
    Asked, Card, Charge, Charged, ChargedCard, ChargedLeg, Error, Holder, Keys, PagoUno,
    SellerDescriptor, Token,
};
use std::collections::BTreeMap;

const TOKEN: &str = "/v1/Transaction/token";
const CHARGE: &str = "/v1/Transaction/purchasegroup";
const LEG: &str = "/v1/Transaction/purchase/L-1";
const NUMBER: &str = "4111111111111111";
/// Long enough for a busy machine, in milliseconds.
const PATIENT_MS: u64 = 5_000;
/// Short, for answers that never come, in milliseconds.
const HASTY_MS: u64 = 700;
const APPROVED: &str = r#"{"status": 200, "message": "", "data": {"success": true,
    "pending": false, "request": [{"id": "L-1", "transaction_amount": 1000,
    "last_4_digits": "1111"}], "response": [{"id": "L-1", "success": true,
    "transaction_amount": 1000, "last_4_digits": "1111", "message": "APROBADA"}]}}"#;

fn client_of(url: &str, answer_ms: u64) -> PagoUno {
    let secret = |text: &str| SecretString::from(text.to_owned());
    let keys = Keys {
        public: secret("publica"),
        private: secret("privada"),
        access: BTreeMap::from([("MG-2".to_owned(), secret("acceso"))]),
    };
    let limits = Limits {
        answer_ms,
        ..Limits::PROVIDER
    };
    let base = BaseUrl::parse(url).unwrap();
    PagoUno::with_limits(base, keys, (limits, limits), || UnixMs(7)).unwrap()
}

fn leg(group: &str) -> ChargedLeg {
    ChargedLeg {
        merchant_code_group: group.to_owned(),
        amount: Money::from_centavos(1_000).unwrap(),
    }
}

fn charge() -> Charge {
    Charge {
        payment: PaymentId::parse("01a1fed6-0000-8123-8567-89abcdef0001").unwrap(),
        seller: SellerDescriptor::of("P1C1C1", "TEATRO UNO").unwrap(),
        cards: vec![ChargedCard {
            token: Token("T-1".to_owned()),
            last_four: LastFour::parse("1111").unwrap(),
            instalments: Instalments::ONE,
            subscription_code: None,
            legs: vec![leg("MG-1")],
        }],
    }
}

fn card() -> Card {
    let number = CardNumber::read(NUMBER).unwrap();
    let code = SecurityCode::read("987", number.face().brand).unwrap();
    let expiry = Expiry::read("11/30").unwrap();
    let holder = Holder::read("Ana Pérez", "27594189", None).unwrap();
    Card::new(number, expiry, code, holder, "2026-11-20".parse().unwrap()).unwrap()
}

fn said(status: u16, body: &str) -> Reply {
    Reply::Http(status, body.to_owned())
}

/// The outcome in one word, for the tables.
fn known(charged: &Charged) -> String {
    match charged {
        Charged::NeverSent => "never sent".to_owned(),
        Charged::InDoubt { why, .. } => why.as_str().to_owned(),
        Charged::Answered { answer, .. } => match answer {
            CardAnswer::Approved => "approved".to_owned(),
            CardAnswer::Declined { .. } => "declined".to_owned(),
            CardAnswer::Refused { .. } => "refused".to_owned(),
            CardAnswer::Pending => "pending".to_owned(),
        },
    }
}

#[tokio::test]
async fn every_outcome_of_a_charge_and_never_a_second_request() {
    let whole = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{APPROVED}",
        APPROVED.len()
    );
    let half = whole.as_bytes()[..whole.len() / 2].to_vec();
    let refused = r#"{"status": 403, "message": "not authorized", "data": null}"#;
    let moved = Reply::HttpWith(307, format!("Location: {CHARGE}"), String::new());
    for (reply, expected) in [
        (said(200, APPROVED), "approved"),
        // pagoUno does not document which status comes with an answer.
        (said(500, APPROVED), "approved"),
        (said(403, refused), "refused"),
        (said(200, refused), "refused"),
        (said(403, "<html>Forbidden</html>"), "unreadable"),
        (said(400, r#"{"error": "bad request"}"#), "unreadable"),
        (said(500, ""), "unreadable"),
        (said(200, ""), "unreadable"),
        (moved, "unreadable"),
        (Reply::Drop, "answer-lost"),
        (Reply::Hang, "answer-lost"),
        (Reply::Raw(half), "answer-lost"),
        (Reply::Raw(b"what is this?\r\n\r\n".to_vec()), "answer-lost"),
        (said(200, &" ".repeat(64 * 1024 + 1)), "answer-lost"),
    ] {
        let hasty = matches!(reply, Reply::Hang);
        let stub = Stub::start(&[(CHARGE, vec![reply])]).await;
        let client = client_of(&stub.url, if hasty { HASTY_MS } else { PATIENT_MS });
        let charged = client.charge(&charge(), false).await.unwrap();
        assert_eq!(known(&charged), expected);
        assert_eq!(stub.seen_in_all(), 1, "{expected}");
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    // A port that was just closed, so that nobody listens there.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = client_of(&url, PATIENT_MS);
    let charged = client.charge(&charge(), false).await.unwrap();
    assert_eq!(charged, Charged::NeverSent);
    let token = client.token(&card()).await;
    assert!(matches!(token, Err(Error::NoConnection(_))));
    let contact = client.contact();
    assert!(contact.good_at.is_none() && !contact.failure.unwrap().is_setting);
}

#[tokio::test]
async fn an_unfit_charge_is_not_sent() {
    let stub = Stub::start(&[(CHARGE, vec![said(200, APPROVED)])]).await;
    let client = client_of(&stub.url, PATIENT_MS);
    let mut small = charge();
    small.cards[0].legs[0].amount = Money::from_centavos(999).unwrap();
    let refused = client.charge(&small, false).await;
    assert!(matches!(refused, Err(Error::Refused { status: 0, .. })));
    let mut split = charge();
    split.cards[0].legs.push(leg("MG-2"));
    let refused = client.charge(&split, false).await;
    assert!(matches!(refused, Err(Error::AccessKeyMissing(group)) if group == "MG-1"));
    assert_eq!(stub.seen_in_all(), 0);
}

#[tokio::test]
async fn keys_go_out_raw_each_with_its_own_request() {
    let token = r#"{"status": 200, "data": [{"id": "1233D7C0-1245"}]}"#;
    let asked = r#"{"status": 200, "message": "", "data": {"id": "L-1", "success": true,
        "transaction_amount": 1000, "last_4_digits": "1111"}}"#;
    let stub = Stub::start(&[
        (TOKEN, vec![said(200, token)]),
        (CHARGE, vec![said(200, APPROVED)]),
        (LEG, vec![said(200, asked)]),
    ])
    .await;
    let client = client_of(&stub.url, PATIENT_MS);
    let token = client.token(&card()).await.unwrap();
    assert_eq!(token, Token("1233D7C0-1245".to_owned()));
    client.charge(&charge(), false).await.unwrap();
    let Asked::Told(leg) = client.ask("L-1", false).await.unwrap() else {
        panic!("it is told");
    };
    assert_eq!(leg.word, LegWord::Succeeded);
    for (path, key) in [(TOKEN, "publica"), (CHARGE, "privada"), (LEG, "publica")] {
        let seen = stub.seen(path);
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].header("authorization"), Some(key), "{path}");
        assert!(seen[0].head.contains("HTTP/1.1"), "{path}");
        let has_number = String::from_utf8_lossy(&seen[0].body).contains(NUMBER);
        assert_eq!(has_number, path == TOKEN, "{path}");
    }
    assert_eq!(client.contact().good_at, Some(UnixMs(7)));
    // An id that would change the URL is not sent.
    let odd = client.ask("../token", false).await.unwrap();
    assert_eq!(odd, Asked::NotTold);
    assert_eq!(stub.seen_in_all(), 3);
}

#[tokio::test]
async fn each_answer_to_a_token_request() {
    let refused = |status: u16| format!(r#"{{"status": {status}, "message": "no", "data": null}}"#);
    for (reply, expected) in [
        (said(200, r#"{"status": 200, "data": []}"#), "no word"),
        (
            said(200, r#"{"status": 200, "data": [{"id": "a b"}]}"#),
            "no word",
        ),
        (
            said(
                200,
                r#"{"status": 200, "data": [{"id": "a"}, {"id": "b"}]}"#,
            ),
            "no word",
        ),
        (said(502, "<html>"), "no word"),
        (said(403, &refused(403)), "credentials"),
        (said(400, &refused(400)), "refused 400"),
        (said(500, &refused(500)), "no word"),
        (Reply::Drop, "no answer"),
    ] {
        let stub = Stub::start(&[(TOKEN, vec![reply])]).await;
        let error = client_of(&stub.url, PATIENT_MS).token(&card()).await;
        let error = error.unwrap_err();
        let told = match &error {
            Error::NoConnection(_) => "no connection".to_owned(),
            Error::NoAnswer(_) => "no answer".to_owned(),
            Error::NoWord { .. } => "no word".to_owned(),
            Error::Credentials => "credentials".to_owned(),
            Error::Refused { status, .. } => format!("refused {status}"),
            Error::AccessKeyMissing(group) => group.clone(),
        };
        assert_eq!(told, expected);
        assert_eq!(error.passes(), expected.starts_with("no "));
        assert!(!format!("{error:?}").contains(NUMBER));
        assert_eq!(stub.seen_in_all(), 1);
    }
}

/// A refusal of a token may repeat the request, so its message is not kept.
#[tokio::test]
async fn messages_about_a_token_are_not_kept() {
    for status in [400, 422] {
        let echo = format!(
            r#"{{"status": {status}, "message": "bad card {NUMBER} of ANA", "data": null}}"#
        );
        let stub = Stub::start(&[(TOKEN, vec![said(status, &echo)])]).await;
        let error = client_of(&stub.url, PATIENT_MS).token(&card()).await;
        let error = error.unwrap_err();
        assert!(matches!(&error, Error::Refused { message, .. } if message.is_empty()));
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(NUMBER) && !shown.contains("ANA"), "{shown}");
        assert!(shown.contains(&status.to_string()), "{shown}");
    }
}

#[tokio::test]
async fn a_connection_test_charges_nothing() {
    let path = "/v1/Transaction/purchase/00000000-0000-0000-0000-000000000000";
    let of = |status: u16| format!(r#"{{"status": {status}, "message": "x", "data": null}}"#);
    for (body, is_good) in [(of(404), true), (of(400), true), (of(403), false)] {
        let stub = Stub::start(&[(path, vec![said(200, &body)])]).await;
        let client = client_of(&stub.url, PATIENT_MS);
        assert_eq!(client.look().await.is_ok(), is_good, "{body}");
        let is_setting = client.contact().failure.is_some_and(|it| it.is_setting);
        assert_eq!(is_setting, !is_good);
    }
}
