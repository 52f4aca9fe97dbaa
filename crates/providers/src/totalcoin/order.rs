//! A pre-order and its answer, in our words. Nothing is sent here;
//! [`super::check_answer`] checks whether the answer fits.

use domain::{Money, PaymentId, UnixMs};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What the customer may do with the QR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Pay this amount once: `closed`, `dynamic`, `resetOnPayment` false.
    Sale,
    /// Pay any amount any number of times: `open`, `static`, true.
    FixedQr,
}

/// A pre-order as it will be sent. Its `Serialize` is for the till, which
/// commits it before the first attempt. The same value always gives the same
/// bytes on the wire. `Debug` does not show the `dni`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreOrder {
    /// `concept`: ends with the ticket and the reference.
    pub concept: String,
    /// `expirationDate`, to the millisecond.
    pub expires_at: UnixMs,
    /// `businessUnit`, from TotalCoin.
    pub business_unit: i64,
    /// `operationId`: the same for all attempts.
    pub payment: PaymentId,
    /// `externalReference`: at most 25 characters, since it travels in the QR.
    pub reference: String,
    /// `amount`; for a fixed QR the configured open amount.
    pub amount: Money,
    /// `qrAmountType`, `qrType` and `resetOnPayment`.
    pub kind: Kind,
    /// `dni` of the payer, or the agreed one for an unknown payer.
    pub dni: String,
    /// `companyReferenceToConciliate`.
    pub company_reference: String,
}

impl fmt::Debug for PreOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreOrder")
            .field("concept", &self.concept)
            .field("expires_at", &self.expires_at)
            .field("business_unit", &self.business_unit)
            .field("payment", &self.payment)
            .field("reference", &self.reference)
            .field("amount", &self.amount)
            .field("kind", &self.kind)
            .field("company_reference", &self.company_reference)
            .finish_non_exhaustive()
    }
}

/// The answer to a pre-order, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// `id`, a number or a string, as its characters.
    pub order_id: String,
    /// `qrCode`: the payload to draw, as it came.
    pub qr: String,
    /// `expirationDate`, where it could be read.
    pub expires_at: Option<UnixMs>,
    /// `amount`, where it could be read exactly.
    pub amount: Option<Money>,
    /// `externalReference`, where there was one.
    pub reference: Option<String>,
    /// `isEnabled`, where it could be read.
    pub enabled: Option<bool>,
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::check_answer;
    use super::*;
    use proptest::prelude::*;

    const REQUEST: &str = include_str!("../../tests/samples/totalcoin_request.json");
    pub(in super::super) const ANSWER: &str =
        include_str!("../../tests/samples/totalcoin_answer.json");

    /// The page's sample, but for `operationId`, which is ours.
    pub(in super::super) fn sample() -> PreOrder {
        PreOrder {
            concept: "test-jpgq".to_owned(),
            expires_at: UnixMs(1_743_009_794_099),
            business_unit: 348,
            payment: PaymentId::parse("01a1fed6-0000-8123-8567-89abcdef0001").unwrap(),
            reference: "JPGQ_PAYMENT_001".to_owned(),
            amount: Money::from_centavos(1000).unwrap(),
            kind: Kind::FixedQr,
            dni: "27594189".to_owned(),
            company_reference: "OP:000001110001".to_owned(),
        }
    }

    /// A text without the space between its JSON's tokens.
    fn compact(json: &str) -> String {
        json.lines()
            .map(str::trim)
            .collect::<String>()
            .replace(": ", ":")
            .replace(", ", ",")
    }

    #[test]
    fn the_body_is_the_pages_to_the_letter() {
        let theirs = compact(REQUEST)
            .replace(
                "ca8964d1-b90b-4583-98da-bfc7f757d6e7",
                &sample().payment.to_string(),
            )
            .replace("\"closed\"", "\"open\"");
        assert_eq!(String::from_utf8(sample().body()).unwrap(), theirs);
    }

    #[test]
    fn a_sales_body_carries_a_sales_values() {
        let sale = PreOrder {
            kind: Kind::Sale,
            ..sample()
        };
        let body = String::from_utf8(sale.body()).unwrap();
        for part in [
            r#""qrAmountType":"closed","amount":10,"qrType":"dynamic","resetOnPayment":false,"#,
            r#""businessUnit":348,"#,
        ] {
            assert!(body.contains(part), "{body}");
        }
    }

    #[test]
    fn debug_does_not_show_the_dni() {
        assert!(!format!("{:?}", sample()).contains("27594189"));
    }

    #[test]
    fn the_tables_types_are_read_as_well() {
        let as_strings = ANSWER
            .replace("13010,", "\"13010\",")
            .replace("10.0,", "\"10.0\",")
            .replace("true", "\"true\"");
        assert_eq!(
            Answered::read(as_strings.as_bytes()),
            Answered::read(ANSWER.as_bytes())
        );
    }

    #[test]
    fn malformed_answers_are_refused() {
        for body in [
            "",
            "null",
            "[]",
            "<html>",
            "{}",
            r#"{"id": 1}"#,
            r#"{"qrCode": "0002"}"#,
            r#"{"id": null, "qrCode": "0002"}"#,
            r#"{"id": 1, "qrCode": ""}"#,
            r#"{"id": 1, "qrCode": {}}"#,
            r#"{"id": 1, "qrCode": "a", "qrCode": "b"}"#,
        ] {
            assert_eq!(Answered::read(body.as_bytes()), None, "{body}");
        }
        let bare = Answered::read(br#"{"id": 1, "qrCode": "a", "amount": 10.005}"#).unwrap();
        assert_eq!(
            (bare.amount, bare.reference, bare.enabled, bare.expires_at),
            Default::default()
        );
    }

    prop_compose! {
        fn orders()(concept in "\\PC{0,40}", expires_ms in 0_i64..4_000_000_000_000,
            business_unit: i64, random: [u8; 8], till: u16, reference in "[A-Z0-9]{1,25}",
            centavos in 0..=Money::MAX.centavos(), fixed: bool, dni in "[0-9]{7,8}") -> PreOrder {
            PreOrder {
                payment: PaymentId::new(UnixMs(expires_ms), random, domain::TillNumber(till)),
                company_reference: format!("OP:{reference}"),
                expires_at: UnixMs(expires_ms),
                amount: Money::from_centavos(centavos).unwrap(),
                kind: if fixed { Kind::FixedQr } else { Kind::Sale },
                concept, business_unit, reference, dni,
            }
        }
    }

    proptest! {
        #[test]
        fn the_amount_on_the_wire_is_the_centavos(order in orders()) {
            let body = String::from_utf8(order.body()).unwrap();
            let (_, rest) = body.split_once("\"amount\":").unwrap();
            let (written, _) = rest.split_once(",\"qrType\"").unwrap();
            // By hand, not by the reader that the writer came with.
            let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
            let centavos = format!("{whole}{fraction:0<2}").parse();
            prop_assert_eq!(centavos, Ok(order.amount.centavos()));
        }

        #[test]
        fn a_committed_request_sends_the_same_bytes(order in orders()) {
            let committed = serde_json::to_string(&order).unwrap();
            let again: PreOrder = serde_json::from_str(&committed).unwrap();
            prop_assert_eq!(again.body(), order.body());
            prop_assert_eq!(again, order);
        }

        #[test]
        fn no_answer_breaks_the_reader_or_the_check(bytes: Vec<u8>, id in "\\PC{0,12}",
            qr in "\\PC{0,60}", amount in "-?[0-9]{1,4}(\\.[0-9]{1,3})?", order in orders()) {
            let _ = Answered::read(&bytes);
            let quoted = |text: &str| serde_json::to_string(text).unwrap();
            let body = format!(
                r#"{{"id": {}, "qrCode": {}, "amount": "{amount}", "isEnabled": true}}"#,
                quoted(&id), quoted(&qr));
            if let Some(answered) = Answered::read(body.as_bytes()) {
                if let Some(read) = answered.amount {
                    prop_assert_eq!(Ok(read), Money::from_decimal_pesos(&amount));
                }
                // It names no reference, so it is never shown.
                prop_assert!(!check_answer(&order, &answered, &qr::Identity::default()).may_be_shown());
            }
        }
    }
}
