//! What of a webhook's body may be shown to anybody: the fields that say what
//! happened to the money, and no field that could name who paid.

use crate::webhook;
use domain::Provider;
use serde_json::{Map, Value};

/// What stands for a value that is left out.
pub const LEFT_OUT: &str = "(no se muestra)";

/// The fields of a provider that name nobody. A field that is not on the list is
/// left out: a provider may add one that names the payer.
const fn shown(provider: Provider) -> &'static [&'static str] {
    match provider {
        Provider::Totalcoin => &[
            "Referencia",
            "ReferenciaMerchant",
            "Monto",
            "MontoNeto",
            "Tarifas",
            "Impuestos",
            "Estado",
            "FechaCreacion",
            "FechaConfirmacion",
            "FechaAcreditacion",
            "MetodoPago",
            "Cuotas",
        ],
        Provider::Pagouno => &["id_news", "id", "external_reference"],
        Provider::Wallet => &[
            "payment_id",
            "order_id",
            "state",
            "amount",
            "reference",
            "occurred_at",
        ],
        Provider::Bind => &[],
    }
}

/// A body with the values left out that may name who paid; `None` where it cannot
/// be read as one object.
#[must_use]
pub fn without_people(provider: Provider, body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    // A name that is there twice could hide the other value.
    let strict = webhook::object(text, shown(provider))
        .or_else(|_| webhook::object(text, &[]))
        .ok()?;
    let fields: Map<String, Value> = serde_json::from_str(&strict).ok()?;
    let kept = Value::Object(keep(fields, shown(provider)));
    serde_json::to_string_pretty(&kept).ok()
}

fn keep(fields: Map<String, Value>, shown: &[&str]) -> Map<String, Value> {
    let kept = fields.into_iter().map(|(name, value)| {
        let is_shown = shown.contains(&name.as_str());
        let value = kept(value, is_shown, shown);
        (name, value)
    });
    kept.collect()
}

fn kept(value: Value, is_shown: bool, shown: &[&str]) -> Value {
    match value {
        Value::Object(fields) => Value::Object(keep(fields, shown)),
        Value::Array(values) => Value::Array(
            values
                .into_iter()
                .map(|value| kept(value, is_shown, shown))
                .collect(),
        ),
        Value::Null => Value::Null,
        Value::Bool(_) | Value::Number(_) | Value::String(_) if is_shown => value,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::from(LEFT_OUT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_fields_that_name_nobody_are_shown() {
        let body = r#"{ "Referencia": "T1", "Monto": 1500.5, "Estado": "Aprobada",
            "NombreCompletoEmisor": "Ana Paz", "CuilCuitEmisor": 27123456789,
            "Concepto": "para Ana", "Nuevo": { "Documento": "12345678", "Referencia": "T1" },
            "Lista": ["Ana Paz", true], "Tarjeta": "4111111111111111" }"#;
        let text = without_people(Provider::Totalcoin, body.as_bytes()).unwrap();
        for shown in ["\"T1\"", "1500.5", "\"Aprobada\"", "NombreCompletoEmisor"] {
            assert!(text.contains(shown), "{text}");
        }
        for hidden in ["Ana", "27123456789", "12345678", "411111", "true"] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
        assert_eq!(
            without_people(Provider::Totalcoin, b"Ana Paz pag\xf3"),
            None
        );
        assert_eq!(without_people(Provider::Totalcoin, b"[\"Ana\"]"), None);
    }

    #[test]
    fn a_provider_whose_notices_are_unknown_shows_no_value() {
        let text = without_people(Provider::Bind, br#"{"amount": 1, "id": "x9"}"#).unwrap();
        assert!(!text.contains("x9") && !text.contains(": 1"), "{text}");
    }

    proptest! {
        /// A name that is no field of ours never lets its value through.
        #[test]
        fn no_value_of_another_name_is_ever_shown(name in "[a-z]{9,12}", secret in "[A-Z]{12,20}") {
            let body = serde_json::json!({ &name: secret, "x": [{ &name: [secret.as_str()] }] });
            let text = without_people(Provider::Totalcoin, body.to_string().as_bytes()).unwrap();
            prop_assert!(!text.contains(&secret));
        }

        #[test]
        fn any_bytes_are_read_or_left_out(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            for provider in Provider::ALL {
                let _ = without_people(provider, &body);
            }
        }
    }
}
