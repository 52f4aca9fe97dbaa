//! Fields, and the walk along a sequence of them. The meaning of a tag is in
//! [`payload`](crate::payload).

use crate::read_error::{Place, ReadError};
use crate::tag::{Tag, two_digits};

/// Characters of a tag and a length together, before each value.
pub(crate) const HEADER_CHARACTERS: usize = 4;

/// One field as it is in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub(crate) tag: Tag,
    pub(crate) position: usize,
    pub(crate) value: String,
    pub(crate) parts: Vec<Field>,
}

impl Field {
    /// The field's name.
    #[must_use]
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// The position of its tag: characters from the start of the payload, from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// Its value; for a template, its parts as one text.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The fields of a template, in their order; empty for a plain field.
    #[must_use]
    pub fn parts(&self) -> &[Field] {
        &self.parts
    }

    pub(crate) fn value_position(&self) -> usize {
        self.position + HEADER_CHARACTERS
    }
}

/// The result of a walk along one level.
pub(crate) struct Walk {
    pub(crate) fields: Vec<Field>,
    pub(crate) faults: Vec<ReadError>,
    /// Whether it reached the end of the text.
    pub(crate) whole: bool,
}

/// Walks along one level: the root (`template` is `None`) or the inside of a template.
/// `position` is where `text` begins in the payload.
///
/// It stops where it cannot read the next field. Earlier fields may already be misread
/// if a length before was wrong: nothing in the format shows that.
pub(crate) fn walk(text: &str, template: Option<Tag>, position: usize) -> Walk {
    let mut walk = Walk {
        fields: Vec::new(),
        faults: Vec::new(),
        whole: true,
    };
    let mut place = Place { template, position };
    let mut rest = text;
    while !rest.is_empty() {
        match step(rest, place) {
            Ok((tag, value, after)) => {
                if value.is_empty() {
                    walk.faults.push(ReadError::LengthZero { tag, place });
                }
                if walk.fields.iter().any(|field| field.tag == tag) {
                    walk.faults.push(ReadError::Repeated { tag, place });
                }
                walk.fields.push(Field {
                    tag,
                    position: place.position,
                    value: value.to_owned(),
                    parts: Vec::new(),
                });
                place.position += HEADER_CHARACTERS + value.chars().count();
                rest = after;
            }
            Err(fault) => {
                walk.faults.push(fault);
                walk.whole = false;
                break;
            }
        }
    }
    walk
}

/// Cuts the first field off a text: its tag, its value, and what comes after.
fn step(text: &str, place: Place) -> Result<(Tag, &str, &str), ReadError> {
    let cut = || ReadError::HeaderCut {
        place,
        found: text.to_owned(),
    };
    let (tag, rest) = split_characters(text, 2).ok_or_else(cut)?;
    let (length, rest) = split_characters(rest, 2).ok_or_else(cut)?;
    let tag = Tag::new(tag).ok_or_else(|| ReadError::TagNotDigits {
        place,
        found: tag.to_owned(),
    })?;
    let declared =
        two_digits(length)
            .map(usize::from)
            .ok_or_else(|| ReadError::LengthNotDigits {
                tag,
                place,
                found: length.to_owned(),
            })?;
    let (value, rest) = split_characters(rest, declared).ok_or_else(|| ReadError::Overrun {
        tag,
        place,
        declared,
        left: rest.chars().count(),
    })?;
    Ok((tag, value, rest))
}

/// Splits after that many characters (Unicode scalar values); `None` if there are
/// fewer.
fn split_characters(text: &str, characters: usize) -> Option<(&str, &str)> {
    let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.nth(characters).map(|at| text.split_at(at))
}
