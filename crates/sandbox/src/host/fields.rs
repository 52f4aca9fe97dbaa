//! Reads the members of a JSON object one by one and by name, so that a refusal
//! can say which field is wrong and how.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of a JSON object, with unread values, in their order.
pub(crate) struct Fields(Vec<(String, Box<RawValue>)>);

impl Fields {
    pub(crate) fn read(body: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(body).map_err(|error| format!("body must be a JSON object: {error}"))
    }

    fn take(&mut self, name: &str, wanted: &str) -> Result<(String, &'static str), String> {
        let Some(at) = self.0.iter().position(|(key, _)| key == name) else {
            return Err(format!("{name} is required ({wanted})"));
        };
        let text = self.0.swap_remove(at).1.get().to_owned();
        let got = kind(&text);
        Ok((text, got))
    }

    fn wanting(&mut self, name: &str, wanted: &'static str) -> Result<String, String> {
        let (text, got) = self.take(name, wanted)?;
        if got == wanted {
            Ok(text)
        } else {
            Err(format!("{name} must be a {wanted}, got {got}"))
        }
    }

    pub(crate) fn string(&mut self, name: &str) -> Result<String, String> {
        let text = self.wanting(name, "string")?;
        serde_json::from_str(&text).map_err(|_| format!("{name} must be a string of Unicode"))
    }

    pub(crate) fn filled(&mut self, name: &str) -> Result<String, String> {
        let text = self.string(name)?;
        if text.trim().is_empty() {
            Err(format!("{name} must not be empty"))
        } else {
            Ok(text)
        }
    }

    /// A JSON number, as written.
    pub(crate) fn number(&mut self, name: &str) -> Result<String, String> {
        self.wanting(name, "number")
    }

    /// Only checks that it is one of the two.
    pub(crate) fn string_or_number(&mut self, name: &str) -> Result<(), String> {
        match self.take(name, "string")?.1 {
            "string" | "number" => Ok(()),
            got => Err(format!("{name} must be a string or a number, got {got}")),
        }
    }

    /// A JSON array's entries, unread.
    pub(crate) fn array(&mut self, name: &str) -> Result<Vec<Box<RawValue>>, String> {
        let text = self.wanting(name, "array")?;
        serde_json::from_str(&text).map_err(|_| format!("{name} must be an array"))
    }

    /// A JSON object inside this one.
    pub(crate) fn object(&mut self, name: &str) -> Result<Self, String> {
        let text = self.wanting(name, "object")?;
        Self::read(text.as_bytes()).map_err(|_| format!("{name} must hold each field once"))
    }

    /// Whether the member exists.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// All members, in their order.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), &**value))
    }

    pub(crate) fn boolean(&mut self, name: &str) -> Result<bool, String> {
        Ok(self.wanting(name, "boolean")? == "true")
    }

    /// Whether the value is the second of the two words; another word is an
    /// error.
    pub(crate) fn one_of(&mut self, name: &str, words: [&str; 2]) -> Result<bool, String> {
        let word = self.string(name)?;
        match words.iter().position(|known| *known == word) {
            Some(at) => Ok(at == 1),
            None => Err(format!(
                "{name} must be {} or {}, got {word}",
                words[0], words[1]
            )),
        }
    }

    pub(crate) fn end(self) -> Result<(), String> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(format!("{name} is not a known field")),
            None => Ok(()),
        }
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut members: Vec<(String, Box<RawValue>)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    if members.iter().any(|(known, _)| *known == name) {
                        return Err(serde::de::Error::custom(format!("{name} stands twice")));
                    }
                    members.push((name, value));
                }
                Ok(Fields(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// The kind of JSON value that a text starts.
pub(crate) fn kind(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'"') => "string",
        Some(b'{') => "object",
        Some(b'[') => "array",
        Some(b't' | b'f') => "boolean",
        Some(b'n') => "null",
        Some(_) | None => "number",
    }
}
