//! Makes payloads with correct lengths and CRC. It does not check for mandatory fields:
//! [`Payload::read`] does.
//!
//! [`Payload::read`]: crate::Payload::read

use std::fmt::Write as _;

use crate::crc16;
use crate::field::HEADER_CHARACTERS;
use crate::payload::PAYLOAD_CHARACTERS_MAX;
use crate::tag::Tag;

/// The longest value that a two-digit length can declare, in characters.
const VALUE_CHARACTERS_MAX: usize = 99;
/// Characters of the CRC's field: `6304` and four digits.
const CRC_CHARACTERS: usize = HEADER_CHARACTERS + 4;

/// A field that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// A tag that is not two digits.
    #[error("tag {found:?} is not two digits")]
    TagNotDigits {
        /// What was given.
        found: String,
    },
    /// The builder itself writes tags 00 and 63 of the root.
    #[error("tag {tag} is written by the builder")]
    Reserved {
        /// Which.
        tag: Tag,
    },
    /// A tag that this level already has.
    #[error("tag {tag} is there already")]
    Repeated {
        /// Which.
        tag: Tag,
    },
    /// An empty value.
    #[error("tag {tag} has no value")]
    Empty {
        /// Whose.
        tag: Tag,
    },
    /// A value of more than 99 characters.
    #[error("the value of tag {tag} has {characters} characters, more than 99")]
    ValueTooLong {
        /// Whose.
        tag: Tag,
        /// How many.
        characters: usize,
    },
    /// More than [`PAYLOAD_CHARACTERS_MAX`] in all.
    #[error("the payload would have {characters} characters, more than {PAYLOAD_CHARACTERS_MAX}")]
    PayloadTooLong {
        /// The length it would have, CRC included.
        characters: usize,
    },
}

/// Builds a payload: tag 00 first, then the fields in the order given, and tag 63 last.
#[derive(Debug, Clone)]
#[must_use]
pub struct Builder {
    level: Level,
}

impl Builder {
    /// An empty payload of format 01.
    pub fn new() -> Self {
        let level = Level {
            tags: vec![Tag::FORMAT],
            text: "000201".to_owned(),
        };
        Self { level }
    }

    /// Appends a plain field.
    ///
    /// # Errors
    ///
    /// [`BuildError`], if the field cannot be written; the builder is then lost.
    pub fn field(mut self, tag: &str, value: &str) -> Result<Self, BuildError> {
        if let Some(tag) = Tag::new(tag).filter(|tag| [Tag::FORMAT, Tag::CRC].contains(tag)) {
            return Err(BuildError::Reserved { tag });
        }
        self.level.push(tag, value)?;
        let characters = self.level.text.chars().count() + CRC_CHARACTERS;
        if characters > PAYLOAD_CHARACTERS_MAX {
            return Err(BuildError::PayloadTooLong { characters });
        }
        Ok(self)
    }

    /// Appends a template of the given parts, in their order.
    ///
    /// # Errors
    ///
    /// [`BuildError`], if the template or a part of it cannot be written; the builder
    /// is then lost.
    pub fn template(self, tag: &str, parts: &[(&str, &str)]) -> Result<Self, BuildError> {
        let mut inside = Level {
            tags: Vec::new(),
            text: String::new(),
        };
        for (part, value) in parts {
            inside.push(part, value)?;
        }
        self.field(tag, &inside.text)
    }

    /// Closes the payload with its CRC.
    #[must_use]
    pub fn finish(self) -> String {
        let mut text = self.level.text;
        text.push_str("6304");
        let crc = crc16(text.as_bytes());
        write!(text, "{crc:04X}").expect("writing to a String does not fail");
        text
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

/// One level of fields: the root or the inside of a template.
#[derive(Debug, Clone)]
struct Level {
    tags: Vec<Tag>,
    text: String,
}

impl Level {
    fn push(&mut self, tag: &str, value: &str) -> Result<(), BuildError> {
        let tag = Tag::new(tag).ok_or_else(|| BuildError::TagNotDigits {
            found: tag.to_owned(),
        })?;
        if self.tags.contains(&tag) {
            return Err(BuildError::Repeated { tag });
        }
        let characters = value.chars().count();
        if characters == 0 {
            return Err(BuildError::Empty { tag });
        }
        if characters > VALUE_CHARACTERS_MAX {
            return Err(BuildError::ValueTooLong { tag, characters });
        }
        self.tags.push(tag);
        write!(self.text, "{tag}{characters:02}{value}")
            .expect("writing to a String does not fail");
        Ok(())
    }
}
