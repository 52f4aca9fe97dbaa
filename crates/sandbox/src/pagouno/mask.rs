//! The stored form of a request that may contain a card's number: without the
//! number, the security code and a merchant's keys.

use serde_json::{Map, Value};

use super::cards::is_number;

const HIDDEN: &str = "***";
/// The key of a merchant, which is hidden in stored requests.
const ACCESS_KEY: &str = "access_key_merchant_code_group";

/// The stored form of a request for a token: the card as `411111******1111`,
/// and of all other fields only whether they were there. A body that is not an
/// array of objects is not stored at all.
pub(crate) fn token_request(body: &[u8]) -> String {
    let cards: Option<Vec<Map<String, Value>>> = serde_json::from_slice(body).ok();
    match cards {
        Some(cards) => {
            let cards = cards.into_iter().map(|card| Value::Object(shape(card)));
            Value::Array(cards.collect()).to_string()
        }
        None => format!("{} bytes that are no list of cards", body.len()),
    }
}

/// The fields that pagoUno's plugin sends; the content of others is unknown.
const CARD_FIELDS: [&str; 19] = [
    "primary_account_number",
    "expiration_date",
    "card_security_code",
    "card_holder",
    "first_name",
    "last_name",
    "front_name",
    "telephone",
    "email",
    "birth_date",
    "address",
    "country",
    "state",
    "city",
    "street",
    "door_number",
    "identification",
    "document_type",
    "document_number",
];

fn shape(fields: Map<String, Value>) -> Map<String, Value> {
    let known = fields.into_iter().enumerate().map(|(at, (name, value))| {
        if CARD_FIELDS.contains(&name.as_str()) {
            let value = hidden(&name, value);
            (name, value)
        } else {
            (format!("unknown field {at}"), HIDDEN.into())
        }
    });
    known.collect()
}

fn hidden(name: &str, value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(shape(fields)),
        Value::String(text) if text.is_empty() => text.into(),
        Value::String(text) if name == "primary_account_number" && is_number(&text) => {
            let hidden = "*".repeat(text.len() - 10);
            format!("{}{hidden}{}", &text[..6], &text[text.len() - 4..]).into()
        }
        Value::Null => Value::Null,
        Value::String(_) | Value::Bool(_) | Value::Number(_) | Value::Array(_) => HIDDEN.into(),
    }
}

/// The stored form of another request: its text, without numbers and merchants'
/// keys.
pub(crate) fn request(body: &[u8]) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(mut value) => {
            hide_keys(&mut value);
            text(&value.to_string())
        }
        Err(_) => text(&String::from_utf8_lossy(body)),
    }
}

fn hide_keys(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == ACCESS_KEY {
                    *value = HIDDEN.into();
                } else {
                    hide_keys(value);
                }
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(hide_keys),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Hides the middle digits of every card number, whether its digits are written
/// together or with spaces or hyphens. Ids with letters stay as they are.
pub(crate) fn text(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut hidden = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let run = run_of_digits(&bytes[at..]);
        let stands_alone = |place: Option<&u8>| {
            !place.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        };
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let digits: String = text
            .get(at..at + run)
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        if is_number(&digits) && stands_alone(before) && stands_alone(bytes.get(at + run)) {
            hidden.push_str(&digits[..6]);
            hidden.push_str(HIDDEN);
            hidden.push_str(&digits[digits.len() - 4..]);
            at += run;
        } else if run > 0 {
            hidden.push_str(&text[at..at + run]);
            at += run;
        } else {
            let next = text[at..].chars().next().map_or(1, char::len_utf8);
            hidden.push_str(&text[at..at + next]);
            at += next;
        }
    }
    hidden
}

/// Whether the body has a card's number.
pub(crate) fn has_number(body: &[u8]) -> bool {
    let body = String::from_utf8_lossy(body);
    text(&body) != body
}

/// The length of the digits at the start, including single spaces or hyphens
/// between them.
fn run_of_digits(bytes: &[u8]) -> usize {
    let mut end = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => end = at + 1,
            b' ' | b'-' if end == at && at > 0 => {}
            _ => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{has_number, request, text, token_request};
    use proptest::prelude::*;
    use serde_json::json;

    const NUMBER: &str = "4111111111111111";

    #[test]
    fn a_stored_token_request_has_no_secret() {
        let body = json!([{
            "primary_account_number": NUMBER,
            "expiration_date": "3012",
            "card_security_code": "737",
            "card_holder": {
                "first_name": "Ana", "email": "",
                "identification": {"document_type": "DNI", "document_number": "27594189"}
            },
            NUMBER: 1
        }]);
        let kept = token_request(body.to_string().as_bytes());
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&kept).unwrap(),
            json!([{
                "primary_account_number": "411111******1111",
                "expiration_date": "***",
                "card_security_code": "***",
                "card_holder": {
                    "first_name": "***", "email": "",
                    "identification": {"document_type": "***", "document_number": "***"}
                },
                "unknown field 0": "***"
            }])
        );
        for body in [
            NUMBER,
            "[4111111111111111]",
            "{}",
            "[\"4111111111111111\"]",
            "[",
        ] {
            let kept = token_request(body.as_bytes());
            assert!(kept.ends_with("bytes that are no list of cards"), "{kept}");
        }
        let number = token_request(br#"[{"primary_account_number": 4111111111111111}]"#);
        assert_eq!(number, r#"[{"primary_account_number":"***"}]"#);
    }

    #[test]
    fn numbers_are_hidden_however_they_are_written() {
        for (written, kept) in [
            (NUMBER, "411111***1111"),
            ("x: 4111 1111 1111 1111.", "x: 411111***1111."),
            ("\"4111-1111-1111-1111\"", "\"411111***1111\""),
            ("378282246310005,", "378282***0005,"),
        ] {
            assert_eq!(text(written), kept);
            assert!(has_number(written.as_bytes()));
        }
        for other in [
            "4111111111111112",
            "1236122C-CE3D-4C66-B99D-411111111111",
            "41111111-1111-1111-A99D-6E4F56C3E48A",
            "M4111111111111111",
            "ñ 12 000042",
            "",
        ] {
            assert_eq!(text(other), other);
        }
    }

    #[test]
    fn a_merchant_s_key_is_hidden_too() {
        let body = json!({"a": [{"access_key_merchant_code_group": "clave", "b": NUMBER}]});
        let kept = request(body.to_string().as_bytes());
        assert_eq!(
            kept,
            r#"{"a":[{"access_key_merchant_code_group":"***","b":"411111***1111"}]}"#
        );
        assert_eq!(request(b"{4111111111111111"), "{411111***1111");
    }

    proptest! {
        #[test]
        fn no_token_request_keeps_number_or_code(
            before in "[\\[\\]{}\":, a-z0-9]{0,12}", after in "[\\[\\]{}\":, a-z0-9]{0,12}",
            key in "[a-z_0-9]{0,30}",
        ) {
            let wild = format!("{before}{NUMBER} 98765{after}");
            let tame = json!([{ key: NUMBER, "card_security_code": "98765" }]).to_string();
            for body in [wild, tame] {
                let kept = token_request(body.as_bytes());
                prop_assert!(!kept.contains(NUMBER) && !kept.contains("98765"), "{}", kept);
            }
        }

        #[test]
        fn hiding_leaves_the_rest_and_never_panics(words in "\\PC{0,40}") {
            prop_assert!(words.chars().any(|c| c.is_ascii_digit()) || text(&words) == words);
            let _ = request(words.as_bytes());
            let _ = token_request(words.as_bytes());
        }

        #[test]
        fn a_number_between_other_texts_is_found(
            before in "[a-z\":{ ]{0,8}[\":{ ]", after in "([\":} ,][a-z\":} ]{0,8})?",
        ) {
            let kept = text(&format!("{before}{NUMBER}{after}"));
            prop_assert_eq!(kept, format!("{before}411111***1111{after}"));
        }
    }
}
