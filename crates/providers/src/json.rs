//! Reads JSON that others wrote: lenient about fields, strict about values. A
//! number is kept as its digits, so that no amount passes through a float.
//!
//! It knows no provider's fields, and it never builds a tree: a value that
//! nobody asks for is skipped, however deeply it nests.

use crate::amount;
use domain::Money;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Why bytes are not one JSON object. The error never repeats the bytes, which
/// may be personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotAnObject {
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// Not JSON, or JSON of another kind.
    #[error("not a JSON object")]
    NotAnObject,
}

/// The value under a name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Field<'a> {
    /// The name is missing.
    Absent,
    /// One value, as it was written.
    Is(&'a RawValue),
    /// The name occurs more than once, with different values.
    Disagrees,
}

/// One JSON object, its values unread.
pub(crate) struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Object<'a> {
    /// Reads an object; a byte order mark before it is ignored. The caller has
    /// limited the length of `bytes`.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Object<'a>, NotAnObject> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| NotAnObject::NotUtf8)?;
        serde_json::from_str(text).map_err(|_| NotAnObject::NotAnObject)
    }

    /// The value under that name.
    pub(crate) fn field(&self, name: &str) -> Field<'a> {
        let mut found = Field::Absent;
        for (_, value) in self.0.iter().filter(|(key, _)| key == name) {
            found = match found {
                Field::Absent => Field::Is(value),
                Field::Is(before) if before.get() == value.get() => found,
                Field::Is(_) | Field::Disagrees => return Field::Disagrees,
            };
        }
        found
    }

    /// A string, or a number's digits; `None` for anything else.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.field(name) {
            Field::Is(value) => text(value),
            Field::Absent | Field::Disagrees => None,
        }
    }

    /// Like [`Object::text`], but `None` for a blank.
    pub(crate) fn words(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.trim().is_empty())
    }

    /// An amount in pesos, written as a number or a string; `None` if it is not
    /// exact to the centavo or could mean two amounts.
    pub(crate) fn money(&self, name: &str) -> Option<Money> {
        amount::pesos(&self.text(name)?)
    }

    /// A boolean, written as such or as a string.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        let Field::Is(value) = self.field(name) else {
            return None;
        };
        let written = text(value).unwrap_or_else(|| value.get().to_owned());
        let written = written.trim();
        [true, false]
            .into_iter()
            .find(|flag| written.eq_ignore_ascii_case(&flag.to_string()))
    }
}

/// A string's characters or a number's digits.
pub(crate) fn text(value: &RawValue) -> Option<String> {
    let written = value.get();
    match written.as_bytes().first() {
        // A lone surrogate is not a valid text: the result is `None`.
        Some(b'"') => serde_json::from_str(written).ok(),
        Some(b'-' | b'0'..=b'9') => Some(written.to_owned()),
        Some(_) | None => None,
    }
}

/// At most `chars_max` characters of a text.
pub(crate) fn bounded(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).collect()
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry::<String, &'de RawValue>()? {
                    fields.push(field);
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Object<'_> {
        Object::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn numbers_and_strings_are_both_text() {
        let it = object(r#"{"a": 13010, "b": "13010", "c": 10.0, "d": "á\n", "e": null, "f": []}"#);
        let read = |name| it.text(name);
        assert_eq!(read("a").as_deref(), Some("13010"));
        assert_eq!(read("b").as_deref(), Some("13010"));
        assert_eq!(read("c").as_deref(), Some("10.0"));
        assert_eq!(read("d").as_deref(), Some("á\n"));
        assert_eq!(read("e"), None);
        assert_eq!(read("f"), None);
        assert_eq!(read("g"), None);
    }

    #[test]
    fn inexact_amounts_are_missing() {
        let it = object(r#"{"a": 937.2, "b": " 1.5e3 ", "c": 0.005, "d": -1, "e": "1.000"}"#);
        let read = |name| it.money(name).map(Money::centavos);
        assert_eq!(read("a"), Some(93_720));
        assert_eq!(read("b"), Some(150_000));
        assert_eq!(["c", "d", "e", "f"].map(read), [None; 4]);
    }

    #[test]
    fn flags_may_be_words() {
        let it = object(r#"{"a": true, "b": "True", "c": false, "d": 1, "e": "yes", "f": null}"#);
        let read = |name| it.flag(name);
        assert_eq!(
            ["a", "b", "c"].map(read),
            [Some(true), Some(true), Some(false)]
        );
        assert_eq!(["d", "e", "f", "g"].map(read), [None; 4]);
    }

    #[test]
    fn a_repeated_name_counts_only_if_its_values_agree() {
        let it = object(r#"{"a": 1, "a": 1, "b": 1, "b": 2, "b": 1}"#);
        assert_eq!(it.text("a").as_deref(), Some("1"));
        assert!(matches!(it.field("b"), Field::Disagrees));
        assert_eq!(it.text("b"), None);
    }

    #[test]
    fn anything_but_one_object_is_refused() {
        for text in [
            "",
            "null",
            "[]",
            "7",
            "{",
            "{}{}",
            "{\"a\":}",
            "<html>",
            "{\"\\ud800\":1}",
        ] {
            assert_eq!(
                Object::read(text.as_bytes()).err(),
                Some(NotAnObject::NotAnObject),
                "{text}"
            );
        }
        assert_eq!(
            Object::read(b"{\"a\":\"\xFF\"}").err(),
            Some(NotAnObject::NotUtf8)
        );
        assert!(Object::read(b"\xEF\xBB\xBF {} ").is_ok());
    }

    #[test]
    fn deep_nesting_does_not_overflow_the_stack() {
        let deep = format!(
            "{{\"a\": {}{}, \"b\": 1}}",
            "[".repeat(30_000),
            "]".repeat(30_000)
        );
        assert_eq!(object(&deep).text("b").as_deref(), Some("1"));
    }
}
