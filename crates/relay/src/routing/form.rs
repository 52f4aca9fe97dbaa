//! A form instead of JSON, or JSON inside a field of a form.

use super::{Field, NotSafe, json};

/// The text of a field in `name=value&…`. Exactly one field of the form must be
/// the wanted field or contain the JSON; anything else is not safe.
pub(super) fn reference(text: &str, field: Field) -> Result<Option<String>, NotSafe> {
    let name = field.last().copied().ok_or(NotSafe)?;
    let pairs: Vec<_> = text
        .trim()
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (decoded(key), decoded(value)))
        .collect();
    let mut named = pairs.iter().filter(|(key, _)| is(key, field));
    let mut objects = pairs
        .iter()
        .filter(|(_, value)| value.trim_start().starts_with('{'));
    match (named.next(), objects.next()) {
        (Some((_, value)), None) if named.next().is_none() => Ok(Some(value.clone())),
        (None, Some((_, object))) if objects.next().is_none() => {
            // If the field's name occurs anywhere else in the form, it may be
            // at another depth.
            let elsewhere = pairs.iter().any(|(key, _)| key.contains(name));
            if elsewhere {
                Err(NotSafe)
            } else {
                json::reference(object, field)
            }
        }
        _ => Err(NotSafe),
    }
}

/// Whether a form's key is that field, as forms write a place: `a[b]` or `a.b`.
fn is(key: &str, field: Field) -> bool {
    let mut parts = key.split(['[', '.']).map(|part| part.trim_end_matches(']'));
    field.iter().all(|name| parts.next() == Some(name)) && parts.next().is_none()
}

/// The text with its percent signs and pluses decoded. Invalid escapes stay as
/// they are.
pub(super) fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    loop {
        match *rest {
            [b'%', high, low, ref after @ ..]
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                let digit = |b| {
                    char::from(b)
                        .to_digit(16)
                        .and_then(|d| u8::try_from(d).ok())
                };
                bytes.push(digit(high).unwrap_or(0) * 16 + digit(low).unwrap_or(0));
                rest = after;
            }
            [b'+', ref after @ ..] => {
                bytes.push(b' ');
                rest = after;
            }
            [byte, ref after @ ..] => {
                bytes.push(byte);
                rest = after;
            }
            [] => return String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}
