//! The words of a provider's refusal, shortened and without our secrets.

use crate::json::Object;

/// How much of a provider's message is kept, in characters.
pub const MESSAGE_CHARS_MAX: usize = 300;

/// The message of a refusal. No provider documents its body: a `message`
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

#[cfg(test)]
mod tests {
    use super::*;

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
