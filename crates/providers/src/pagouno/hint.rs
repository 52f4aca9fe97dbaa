//! pagoUno's webhook. It is unsigned, so it is only a hint that a transaction
//! exists; the till asks pagoUno itself what became of it.

use crate::json::{self, Field, Object};
use crate::webhook;
use domain::{Names, PaymentId};

/// The largest text that is read, in bytes.
pub const HINT_BYTES_MAX: usize = 256 * 1024;
/// The longest id that is accepted, in bytes.
const ID_BYTES_MAX: usize = 100;
/// How much of a foreign reference is kept, in characters.
const REFERENCE_CHARS_MAX: usize = 200;

/// The useful part of a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The transaction's id, for asking pagoUno about it.
    pub leg: String,
    /// The payment that it names (`data.external_reference`).
    pub names: Names,
}

/// Reads a webhook's text; `None` if it names no transaction. A hint decides
/// nothing, so even a text that is not safe to read may give one: only
/// pagoUno's own answer counts.
#[must_use]
pub fn read_hint(text: &str) -> Option<Hint> {
    if text.len() > HINT_BYTES_MAX {
        return None;
    }
    let whole = webhook::object(text, &[]).ok();
    whole
        .as_deref()
        .and_then(of_object)
        .or_else(|| of_fragments(text))
}

/// Searches a text that is not an object: the first id after `data`, and the
/// payment whose reference is anywhere in the text.
fn of_fragments(text: &str) -> Option<Hint> {
    let payment = PaymentId::found_in(text).next()?;
    let (_, data) = text.split_once("\"data\"")?;
    let (_, behind) = data.split_once("\"id\"")?;
    let value = behind.trim_start().strip_prefix(':')?.trim_start();
    let value = value.strip_prefix('"').unwrap_or(value);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    let leg = value.get(..end?).filter(|id| is_id(id))?.to_owned();
    Some(Hint {
        leg,
        names: Names::Ours(payment),
    })
}

fn of_object(text: &str) -> Option<Hint> {
    let object = Object::read(text.as_bytes()).ok()?;
    let Field::Is(data) = object.field("data") else {
        return None;
    };
    let data = Object::read(data.get().as_bytes()).ok()?;
    let leg = data.words("id").filter(|id| is_id(id))?;
    let names = match data.words("external_reference") {
        None => Names::Nobody,
        Some(text) => match PaymentId::parse(&text) {
            Ok(payment) => Names::Ours(payment),
            Err(_) => Names::Foreign(json::bounded(&text, REFERENCE_CHARS_MAX)),
        },
    };
    Some(Hint { leg, names })
}

/// Whether an id can be used in a URL without escaping.
pub(crate) fn is_id(id: &str) -> bool {
    (1..=ID_BYTES_MAX).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01a1fed6-0000-8123-8567-89abcdef0001";

    #[test]
    fn a_text_that_is_not_safe_still_hints() {
        let ours = Names::Ours(PaymentId::parse(ID).unwrap());
        let whole =
            format!(r#"{{"id_news":7,"data":{{"id":"a1-b2","external_reference":"{ID}"}}}}"#);
        let hint = Hint {
            leg: "a1-b2".to_owned(),
            names: ours,
        };
        for text in [
            whole.clone(),
            format!("{whole};"),
            whole.replace("}}", ""),
            whole.replace("\"data\"", "\"x\":\"a\"b\",\"data\""),
            whole.replace("\"a1-b2\"", " a1-b2\n"),
        ] {
            assert_eq!(read_hint(&text), Some(hint.clone()), "{text}");
        }
        for none in [
            "",
            "{}",
            "\"data\" \"id\":7",
            &whole.replace(ID, "x").replace("}}", ""),
        ] {
            assert_eq!(read_hint(none), None, "{none}");
        }
    }
}
