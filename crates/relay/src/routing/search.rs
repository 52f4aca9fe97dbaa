//! Searches a text that cannot be read safely for ids and references of ours.
//! They only decide where the notice goes.

use super::PAYMENTS_NAMED_MAX;
use domain::{PaymentId, Reference};

/// The longest gap between a field's name and its value, in bytes.
const GAP_BYTES_MAX: usize = 16;

/// An id with its hyphens, and without.
const ID_LENGTHS: [usize; 2] = [36, 32];

/// The payments in a text, each once: first the values of that field, then
/// other ids, then references.
pub(super) fn payments_in(text: &str, name: &str) -> Vec<PaymentId> {
    let ids = ids_in(text);
    let (of_field, others): (Vec<_>, Vec<_>) = ids
        .into_iter()
        .partition(|(at, _)| is_value_of(text, *at, name));
    let references = Reference::found_in(text).map(Reference::payment);
    let mut found = Vec::new();
    let all = of_field.into_iter().chain(others).map(|(_, id)| id);
    for id in all.chain(references) {
        if found.len() == PAYMENTS_NAMED_MAX {
            break;
        }
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// The ids of ours with their positions.
fn ids_in(text: &str) -> Vec<(usize, PaymentId)> {
    let bytes = text.as_bytes();
    let in_word = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_alphanumeric)
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        let begins_well = first.is_ascii_hexdigit() && !in_word(at.checked_sub(1));
        let here = ID_LENGTHS.into_iter().find_map(|length| {
            let ends_well = begins_well && !in_word(Some(at + length));
            let id = text.get(at..at + length).filter(|_| ends_well)?;
            PaymentId::parse(id).ok().map(|id| (length, id))
        });
        match here {
            Some((length, id)) => {
                found.push((at, id));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a field's name is just before that position, with only punctuation
/// between.
fn is_value_of(text: &str, at: usize, name: &str) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let Some(from) = before.rfind(name).filter(|_| !name.is_empty()) else {
        return false;
    };
    let gap = before.get(from + name.len()..).unwrap_or_default();
    gap.len() <= GAP_BYTES_MAX && !gap.contains(char::is_alphanumeric)
}
