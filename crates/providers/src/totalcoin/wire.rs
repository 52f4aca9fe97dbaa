//! TotalCoin's own names and words, and the one mapping from them to ours. All
//! facts: TotalCoin, "Pre-Orders with QR Integration", version 1.0.0. The
//! client sends, and [`super::check_answer`] judges an answer.

use super::dates::{read_utc, write_utc};
use super::error::MESSAGE_CHARS_MAX;
use super::order::{Answered, Kind, PreOrder};
use crate::json::{self, Object};
use domain::Word;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::value::RawValue;

/// `POST api/auth/login`.
pub(crate) const LOGIN_PATH: &str = "/api/auth/login";
/// `POST api/iep/pre-order`.
pub(crate) const PRE_ORDER_PATH: &str = "/api/iep/pre-order";

/// The longest token that is accepted, in bytes: it has to fit in a header.
const TOKEN_BYTES_MAX: usize = 8 * 1024;
/// A token's life if the login does not give it, in seconds: the page's own
/// `expires_in`.
const TOKEN_LIFE_S: u64 = 3600;
/// The longest token life that is believed, in seconds.
const TOKEN_LIFE_S_MAX: u64 = 24 * 3600;

/// What an HTTP status means, for any request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// 2xx. The page says 200 for a login and 201 for a pre-order; with any
    /// other 2xx the body decides.
    Done,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 429, and 425: explicitly not accepted.
    Later,
    /// 400, and every 4xx that the page does not name: refused.
    Refused,
    /// Everything else, and 408: says nothing about the request.
    NoWord,
}

impl Status {
    pub(crate) fn of(status: u16) -> Status {
        match status {
            200..=299 => Status::Done,
            401 => Status::Unauthorized,
            403 => Status::Forbidden,
            425 | 429 => Status::Later,
            408 => Status::NoWord,
            400..=499 => Status::Refused,
            _ => Status::NoWord,
        }
    }
}

/// TotalCoin's `Estado` in our words. Only `APROBADO` is documented, and only
/// exactly that word is an approval; surrounding space is ignored. Every other
/// word is kept as it came.
pub(crate) fn word(estado: &str, chars_max: usize) -> Word {
    if estado.trim() == "APROBADO" {
        Word::Approved
    } else {
        Word::Other(json::bounded(estado, chars_max))
    }
}

/// Whether an answer is in TotalCoin's own form: a JSON object.
pub(crate) fn is_its_own(body: &[u8]) -> bool {
    Object::read(body).is_ok()
}

/// The login's body.
#[derive(Serialize)]
pub(crate) struct LoginRequest<'a> {
    pub(crate) username: &'a str,
    pub(crate) password: &'a str,
}

/// The login's answer. It has no `Debug`, since it is a secret.
pub(crate) struct LoginAnswer {
    /// The whole value of the `Authorization` header.
    pub(crate) authorization: SecretString,
    /// Seconds for which the token is good, from zero to a day.
    pub(crate) life_s: u64,
}

impl LoginAnswer {
    /// Reads `{"token": …, "expires_in": …}`; `None` if there is no token that
    /// fits in a header.
    pub(crate) fn read(body: &[u8]) -> Option<LoginAnswer> {
        let object = Object::read(body).ok()?;
        let token = object.words("token")?;
        let token = token.trim();
        let sendable =
            token.len() <= TOKEN_BYTES_MAX && token.bytes().all(|b| b.is_ascii_graphic());
        let life_s = object
            .text("expires_in")
            .and_then(|life| whole_seconds(&life));
        sendable.then(|| LoginAnswer {
            authorization: SecretString::from(format!("Bearer {token}")),
            life_s: life_s.unwrap_or(TOKEN_LIFE_S).min(TOKEN_LIFE_S_MAX),
        })
    }
}

/// The whole seconds of a decimal number; zero for a negative one.
fn whole_seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.starts_with('-') {
        return Some(0);
    }
    text.split('.').next()?.parse().ok()
}

/// The pre-order's body: the sample's names, order and JSON types. The table
/// beside the sample calls numbers and booleans strings; the sample wins.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PreOrderRequest<'a> {
    concept: &'a str,
    expiration_date: String,
    business_unit: i64,
    external_reference: &'a str,
    qr_amount_type: &'static str,
    amount: Box<RawValue>,
    qr_type: &'static str,
    reset_on_payment: bool,
    operation_id: String,
    dni: &'a str,
    company_reference_to_conciliate: &'a str,
}

impl<'a> PreOrderRequest<'a> {
    pub(crate) fn of(order: &'a PreOrder) -> PreOrderRequest<'a> {
        let (qr_amount_type, qr_type, reset_on_payment) = match order.kind {
            Kind::Sale => ("closed", "dynamic", false),
            Kind::FixedQr => ("open", "static", true),
        };
        PreOrderRequest {
            concept: &order.concept,
            expiration_date: write_utc(order.expires_at),
            business_unit: order.business_unit,
            external_reference: &order.reference,
            qr_amount_type,
            amount: RawValue::from_string(order.amount.to_decimal_pesos())
                .expect("an amount is written in digits and a point, which is a JSON number"),
            qr_type,
            reset_on_payment,
            operation_id: order.payment.to_string(),
            dni: &order.dni,
            company_reference_to_conciliate: &order.company_reference,
        }
    }
}

/// Reads a pre-order's answer. `None` without an `id` or a `qrCode`: then
/// nobody knows what became of the pre-order. If other fields are missing,
/// [`super::check_answer`] refuses.
pub(crate) fn read_answer(body: &[u8]) -> Option<Answered> {
    let object = Object::read(body).ok()?;
    Some(Answered {
        order_id: object.words("id")?,
        // A line end is not part of the code, and would be drawn with it.
        qr: qr::without_line_ends(&object.words("qrCode")?).to_owned(),
        expires_at: object
            .text("expirationDate")
            .and_then(|date| read_utc(&date)),
        amount: object.money("amount"),
        reference: object.text("externalReference"),
        enabled: object.flag("isEnabled"),
    })
}

/// The message of a refusal. The page does not document its body: a `message`
/// in an object is used if there is one, else the whole body unless it is a web
/// page. `secrets` are removed before the text is cut.
pub(crate) fn message(body: &[u8], secrets: &[&str]) -> String {
    let body = String::from_utf8_lossy(body);
    let said = Object::read(body.as_bytes())
        .ok()
        .and_then(|object| object.words("message"));
    let mut text = said.unwrap_or_else(|| body.trim().to_owned());
    if text.starts_with('<') {
        return String::new();
    }
    let mut secrets: Vec<String> = secrets
        .iter()
        .flat_map(|secret| spellings(secret))
        .collect();
    // The longest is removed first, since one secret may contain another.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in secrets {
        text = text.replace(&secret, "***");
    }
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MESSAGE_CHARS_MAX)
        .collect()
}

/// A secret as it is, and as it is written inside a JSON string.
fn spellings(secret: &str) -> Vec<String> {
    if secret.is_empty() {
        return Vec::new();
    }
    let quoted = serde_json::to_string(secret).unwrap_or_default();
    let escaped = quoted.trim_matches('"').to_owned();
    if escaped.is_empty() || escaped == secret {
        vec![secret.to_owned()]
    } else {
        vec![secret.to_owned(), escaped]
    }
}

impl PreOrder {
    /// The body that is sent, the same bytes each time.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        serde_json::to_vec(&PreOrderRequest::of(self))
            .expect("strings, numbers and a boolean under fixed names are always JSON")
    }
}

impl Answered {
    /// Reads the body of an answer; `None` where it is no pre-order's answer,
    /// for want of an `id` or a `qrCode`. The caller has bounded `body`.
    #[must_use]
    pub fn read(body: &[u8]) -> Option<Answered> {
        read_answer(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn every_status_has_one_meaning() {
        for (statuses, meaning) in [
            (&[200, 201, 202, 204][..], Status::Done),
            (&[401], Status::Unauthorized),
            (&[403], Status::Forbidden),
            (&[425, 429], Status::Later),
            (&[400, 404, 405, 409, 413, 415, 422], Status::Refused),
            (
                &[0, 101, 301, 302, 307, 408, 500, 502, 503, 504, 600],
                Status::NoWord,
            ),
        ] {
            for status in statuses {
                assert_eq!(Status::of(*status), meaning, "{status}");
            }
        }
    }

    #[test]
    fn only_the_documented_word_is_an_approval() {
        for approved in ["APROBADO", " APROBADO\n"] {
            assert_eq!(word(approved, 9), Word::Approved);
        }
        for other in [
            "Aprobado",
            "aprobado",
            "APROBADA",
            "NO APROBADO",
            "APROBADO PARCIAL",
            "",
        ] {
            assert_eq!(word(other, 99), Word::Other(other.to_owned()));
        }
        assert_eq!(word(&"Ñ".repeat(50), 9), Word::Other("Ñ".repeat(9)));
    }

    #[test]
    fn a_login_is_read_leniently() {
        let read = |body: &str| {
            LoginAnswer::read(body.as_bytes()).map(|answer| {
                (
                    answer.authorization.expose_secret().to_owned(),
                    answer.life_s,
                )
            })
        };
        let with = |life| Some(("Bearer t".to_owned(), life));
        assert_eq!(read(r#"{"token": "t", "expires_in": 3600}"#), with(3600));
        assert_eq!(read(r#"{"token": "t", "expires_in": "60"}"#), with(60));
        assert_eq!(read(r#"{"token": "t", "expires_in": 59.9}"#), with(59));
        assert_eq!(read(r#"{"token": "t", "expires_in": -1}"#), with(0));
        assert_eq!(
            read(r#"{"token": "t", "expires_in": 99999999}"#),
            with(86_400)
        );
        assert_eq!(read(r#"{"token": "t", "expires_in": 1e99}"#), with(3600));
        assert_eq!(read(r#"{"token": "t", "expires_in": null}"#), with(3600));
        assert_eq!(read(r#"{"token": "t"}"#), with(3600));
        for none in [
            r#"{"token": ""}"#,
            r#"{"token": "a b"}"#,
            r#"{"token": "\n"}"#,
            "{}",
            "<html>",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
        assert_eq!(
            read(&format!(r#"{{"token": "{}"}}"#, "a".repeat(9000))),
            None
        );
    }

    #[test]
    fn a_message_is_bounded_and_holds_no_secret() {
        let told = |body: &str| message(body.as_bytes(), &["secreto", "a\"b", "", "ana"]);
        assert_eq!(
            told(r#"{"message": "amount: a number"}"#),
            "amount: a number"
        );
        assert_eq!(told(r#"{"x": "no, secreto"}"#), r#"{"x": "no, ***"}"#);
        assert_eq!(told(r#"{"message": "a\"b for ana"}"#), "*** for ***");
        assert_eq!(told(r#"{"echo": "a\"b"}"#), r#"{"echo": "***"}"#);
        assert_eq!(told("<html>secreto</html>"), "");
        assert_eq!(told("one\r\ntwo"), "one  two");
        assert_eq!(told(""), "");
        let long = format!("{}secreto", "x".repeat(MESSAGE_CHARS_MAX - 3));
        assert_eq!(
            told(&long),
            format!("{}***", "x".repeat(MESSAGE_CHARS_MAX - 3))
        );
        assert_eq!(told(&"ñ".repeat(9000)).chars().count(), MESSAGE_CHARS_MAX);
        assert_eq!(message(b"\xFF\xFE", &[]), "\u{FFFD}\u{FFFD}");
    }
}
