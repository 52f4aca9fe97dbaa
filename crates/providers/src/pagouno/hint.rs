//! pagoUno's webhook (PUBLIC): unsigned, and so a hint that a transaction
//! exists. What became of it is asked of pagoUno itself.

use crate::json::{self, Field, Object};
use domain::{Names, PaymentId};

/// The largest body that is read, in bytes.
pub const HINT_BYTES_MAX: usize = 64 * 1024;
/// The longest id that is taken, in bytes.
const ID_BYTES_MAX: usize = 100;
/// The most of a foreign reference that is kept, in characters.
const REFERENCE_CHARS_MAX: usize = 200;

/// What a webhook says, as far as it is of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The transaction's id, by which it can be asked about.
    pub leg: String,
    /// Which payment it says it is for (`data.external_reference`).
    pub names: Names,
}

/// Reads a webhook's body; none where it says of no transaction.
#[must_use]
pub fn read_hint(body: &[u8]) -> Option<Hint> {
    if body.len() > HINT_BYTES_MAX {
        return None;
    }
    let object = Object::read(body).ok()?;
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

/// Whether an id can be a part of an address as it is.
pub(crate) fn is_id(id: &str) -> bool {
    (1..=ID_BYTES_MAX).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
