//! A text typed into the card form, which is never returned.

use secrecy::{ExposeSecret as _, SecretString};
use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// The longest text of the card form, in bytes: a number with its spaces, or a
/// holder's name.
pub const TYPED_BYTES_MAX: usize = 256;

/// A text of the card form. It is wiped when it is dropped, and neither
/// [`Debug`] nor any error shows it, not even an error about a value that is
/// not a text.
#[derive(Clone)]
pub struct Typed(pub SecretString);

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(…)")
    }
}

impl<'de> Deserialize<'de> for Typed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Typed, D::Error> {
        deserializer.deserialize_any(TypedVisitor)
    }
}

/// It accepts every kind of value, because serde's own errors quote the value.
struct TypedVisitor;

fn no_text<T, E: serde::de::Error>() -> Result<T, E> {
    Err(E::custom("a field of the card is a short text"))
}

impl<'de> Visitor<'de> for TypedVisitor {
    type Value = Typed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a short text")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Typed, E> {
        if text.len() > TYPED_BYTES_MAX {
            return no_text();
        }
        Ok(Typed(text.to_owned().into()))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Typed, E> {
        let secret = SecretString::from(text);
        if secret.expose_secret().len() > TYPED_BYTES_MAX {
            return no_text();
        }
        Ok(Typed(secret))
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Typed, E> {
        no_text()
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Typed, E> {
        no_text()
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Typed, E> {
        no_text()
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Typed, E> {
        no_text()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Typed, E> {
        no_text()
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<Typed, A::Error> {
        Err(A::Error::custom("a field of the card is a short text"))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, _: A) -> Result<Typed, A::Error> {
        Err(A::Error::custom("a field of the card is a short text"))
    }
}
