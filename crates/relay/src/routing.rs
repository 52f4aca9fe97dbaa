//! Which till a webhook is for, read from the one field of its body that
//! carries our payment's id. Nothing else of a body is read, and what can not
//! be read is no error: the notice is then for all tills of the merchant.

use domain::{PaymentId, Provider};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The payment whose id stands in a webhook's body: TotalCoin's
/// `ReferenciaMerchant`, pagoUno's `data.external_reference`. None where it is
/// absent, null, not a text, not ours, given twice, or the body is not JSON.
/// Bind is not documented to send one. The till is named by the payment.
#[must_use]
pub fn payment_named_in(provider: Provider, body: &[u8]) -> Option<PaymentId> {
    // The JSON reader takes no byte order mark, and some senders write one.
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let reference = match provider {
        Provider::Totalcoin => object::<Totalcoin<'_>>(body)?.reference,
        Provider::Pagouno => {
            let data = object::<Pagouno<'_>>(body)?.data?;
            object::<PagounoData<'_>>(data.get().as_bytes())?.reference
        }
        Provider::Bind => None,
    };
    let reference: String = serde_json::from_str(reference?.get()).ok()?;
    PaymentId::parse(&reference).ok()
}

#[derive(Deserialize)]
struct Totalcoin<'a> {
    #[serde(borrow, rename = "ReferenciaMerchant")]
    reference: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Pagouno<'a> {
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct PagounoData<'a> {
    #[serde(borrow, rename = "external_reference")]
    reference: Option<&'a RawValue>,
}

/// A JSON object; the derived readers would take an array's places as fields.
fn object<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Option<T> {
    let starts_as_object = json.trim_ascii_start().first() == Some(&b'{');
    if starts_as_object {
        serde_json::from_slice(json).ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{TillNumber, UnixMs};
    use proptest::prelude::*;

    const ID: &str = "01a1fed6-0000-8123-8567-89abcdef0001";

    fn till_named_in(provider: Provider, body: &[u8]) -> Option<TillNumber> {
        payment_named_in(provider, body).map(PaymentId::till)
    }

    fn totalcoin(body: &str) -> Option<u16> {
        till_named_in(Provider::Totalcoin, body.as_bytes()).map(|till| till.0)
    }

    #[test]
    fn the_field_of_each_provider() {
        let ours = Some(TillNumber(1));
        let body = format!(r#"{{"Monto": 1000, "ReferenciaMerchant": "{ID}", "BarCode": null}}"#);
        assert_eq!(till_named_in(Provider::Totalcoin, body.as_bytes()), ours);
        assert_eq!(till_named_in(Provider::Pagouno, body.as_bytes()), None);
        let body =
            format!(r#"{{"id_news": 3, "data": {{"id": 9, "external_reference": "{ID}"}}}}"#);
        assert_eq!(till_named_in(Provider::Pagouno, body.as_bytes()), ours);
        assert_eq!(till_named_in(Provider::Totalcoin, body.as_bytes()), None);
        assert_eq!(till_named_in(Provider::Bind, body.as_bytes()), None);
    }

    #[test]
    fn read_without_regard_to_the_form() {
        let upper = ID.to_uppercase().replace('-', "");
        assert_eq!(
            totalcoin(&format!(r#" {{"ReferenciaMerchant":" {upper} "}}"#)),
            Some(1)
        );
        assert_eq!(
            totalcoin(&format!("\u{FEFF}{{\"ReferenciaMerchant\":\"{ID}\"}}")),
            Some(1)
        );
        let escaped = ID.replace('-', "\\u002d");
        assert_eq!(
            totalcoin(&format!(r#"{{"ReferenciaMerchant":"{escaped}"}}"#)),
            Some(1)
        );
        // A payer's name in Latin-1, which is not UTF-8.
        let latin = [
            b"{\"NombreCompletoEmisor\":\"Pe\xF1a\",\"ReferenciaMerchant\":\"",
            ID.as_bytes(),
            b"\"}",
        ];
        assert_eq!(
            till_named_in(Provider::Totalcoin, &latin.concat()),
            Some(TillNumber(1))
        );
    }

    #[test]
    fn what_names_no_till() {
        for body in [
            "",
            "null",
            "not JSON",
            "{}",
            r#"{"ReferenciaMerchant":null}"#,
            r#"{"ReferenciaMerchant":12}"#,
            r#"{"ReferenciaMerchant":{"a":1}}"#,
            r#"{"ReferenciaMerchant":"ca8964d1-b90b-4583-98da-bfc7f757d6e7"}"#,
            r#"["01a1fed6-0000-8123-8567-89abcdef0001"]"#,
            r#"{"Otro":{"ReferenciaMerchant":"01a1fed6-0000-8123-8567-89abcdef0001"}}"#,
            r#"{"ReferenciaMerchant":"01a1fed6-0000-8123-8567-89abcdef0001"}x"#,
            concat!(
                r#"{"ReferenciaMerchant":"01a1fed6-0000-8123-8567-89abcdef0001","#,
                r#""ReferenciaMerchant":"01a1fed6-0000-8123-8567-89abcdef0002"}"#
            ),
        ] {
            assert_eq!(totalcoin(body), None, "{body}");
        }
        assert_eq!(totalcoin(&"[".repeat(60_000)), None);
        assert_eq!(totalcoin(&format!("{{\"a\":{}", "[".repeat(60_000))), None);
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes: Vec<u8>, cut in 0_usize..120, put: u8) {
            let mut near = format!(r#"{{"data":{{"external_reference":"{ID}"}},"ReferenciaMerchant":"{ID}"}}"#)
                .into_bytes();
            let place = cut % near.len();
            near[place] = put;
            for provider in [Provider::Totalcoin, Provider::Pagouno, Provider::Bind] {
                let _ = payment_named_in(provider, &bytes);
                let _ = payment_named_in(provider, &near);
                let _ = payment_named_in(provider, &near[..cut % near.len()]);
            }
        }

        #[test]
        fn every_till_is_found(ms in 0_i64..1 << 46, random: [u8; 8], till: u16, other in ".{0,30}") {
            let id = PaymentId::new(UnixMs(ms), random, TillNumber(till)).to_string();
            let body = serde_json::json!({"Concepto": other, "ReferenciaMerchant": id}).to_string();
            prop_assert_eq!(totalcoin(&body), Some(till));
            let body = serde_json::json!({"data": {"x": other, "external_reference": id}}).to_string();
            prop_assert_eq!(till_named_in(Provider::Pagouno, body.as_bytes()), Some(TillNumber(till)));
        }
    }
}
