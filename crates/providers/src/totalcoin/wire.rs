//! TotalCoin's own names and words, and the one mapping from them to ours. All
//! facts: TotalCoin, "Pre-Orders with QR Integration", version 1.0.0. The
//! client sends, and [`super::check_answer`] judges an answer.

use super::order::{Answered, Kind, PreOrder};
use crate::dates::{read_utc, write_utc};
use crate::json::{self, Object};
use domain::Word;
use serde::Serialize;
use serde_json::value::RawValue;

/// `POST api/auth/login`.
pub(crate) const LOGIN_PATH: &str = "/api/auth/login";
/// `POST api/iep/pre-order`.
pub(crate) const PRE_ORDER_PATH: &str = "/api/iep/pre-order";
/// The name of the token in the login's answer.
pub(crate) const TOKEN_NAME: &str = "token";

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
}
