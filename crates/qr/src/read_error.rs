//! What can be wrong with a payload, and where. The texts are for engineers and the
//! journal; those for the cashier are in the UI's message catalogue.

use std::fmt;

use crate::tag::Tag;

/// A place in a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The template that contains it; `None` for the root.
    pub template: Option<Tag>,
    /// Characters from the start of the whole payload, from 0.
    pub position: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at character {}", self.position)?;
        self.template
            .map_or(Ok(()), |template| write!(f, ", in template {template}"))
    }
}

/// A broken rule of the format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No text at all.
    #[error("the payload is empty")]
    Empty,
    /// Longer than [`PAYLOAD_CHARACTERS_MAX`](crate::PAYLOAD_CHARACTERS_MAX). Such a
    /// text is not read.
    #[error("the payload has {characters} characters, more than {max}", max = crate::PAYLOAD_CHARACTERS_MAX)]
    TooLong {
        /// How many it has.
        characters: usize,
    },
    /// Fewer than the four characters of a tag and a length are left.
    #[error("{found:?} {place} is too short for a tag and a length")]
    HeaderCut {
        /// Where the tag should stand.
        place: Place,
        /// All that is left there.
        found: String,
    },
    /// A tag that is not two digits.
    #[error("tag {found:?} {place} is not two digits")]
    TagNotDigits {
        /// Where the tag stands.
        place: Place,
        /// What is there.
        found: String,
    },
    /// A length that is not two digits.
    #[error("the length {found:?} of tag {tag} {place} is not two digits")]
    LengthNotDigits {
        /// Whose length it is.
        tag: Tag,
        /// Where the tag stands.
        place: Place,
        /// What is there.
        found: String,
    },
    /// A length of `00`: EMVCo's go from 01 to 99.
    #[error("tag {tag} {place} has no value")]
    LengthZero {
        /// The empty field.
        tag: Tag,
        /// Where the tag stands.
        place: Place,
    },
    /// A length that reaches beyond the end of its level.
    #[error("tag {tag} {place} declares {declared} characters and {left} are left")]
    Overrun {
        /// Whose length it is.
        tag: Tag,
        /// Where the tag stands.
        place: Place,
        /// The length it declares, in characters.
        declared: usize,
        /// The characters that are left.
        left: usize,
    },
    /// A tag that already was on the same level.
    #[error("tag {tag} {place} stands there a second time")]
    Repeated {
        tag: Tag,
        /// Where it stands again.
        place: Place,
    },
    /// The payload does not begin with tag 00.
    #[error("tag 00 is not the first")]
    FormatNotFirst,
    /// Tag 00 is not `01`, the only format there is.
    #[error("the payload format is {found:?}, not \"01\"")]
    FormatUnknown {
        /// What tag 00 says.
        found: String,
    },
    /// A mandatory tag is not there.
    #[error("tag {tag} is missing")]
    Missing {
        /// Which.
        tag: Tag,
    },
    /// None of the tags 02 to 51 is present: the payload names nobody to pay.
    #[error("no merchant account (tags 02 to 51)")]
    NoMerchantAccount,
    /// A merchant account template (26 to 51) without sub-tag 00.
    #[error("template {template} {place} has no sub-tag 00")]
    NoDomain {
        /// Which.
        template: Tag,
        /// Where it stands.
        place: Place,
    },
    /// A value not of its tag's form.
    #[error("tag {tag} {place} is {found:?}, not {form}")]
    BadForm {
        /// Whose value it is.
        tag: Tag,
        /// Where the tag stands.
        place: Place,
        /// What it says.
        found: String,
        /// What it should be.
        form: &'static str,
    },
    /// Something follows tag 63.
    #[error("tag 63 at character {position} is not the last")]
    CrcNotLast {
        /// Where tag 63 stands.
        position: usize,
    },
    /// The CRC is not four hexadecimal digits.
    #[error("the CRC {found:?} is not four hexadecimal digits")]
    CrcNotHex {
        /// What tag 63 says.
        found: String,
    },
    /// The CRC is another payload's: something was changed or misread.
    #[error("the CRC says {stated:04X} and the payload's is {computed:04X}")]
    CrcMismatch {
        /// What tag 63 says.
        stated: u16,
        /// What it should say.
        computed: u16,
    },
}

impl ReadError {
    /// Whether the CRC is wrong rather than the structure.
    #[must_use]
    pub fn concerns_crc(&self) -> bool {
        match self {
            Self::CrcNotHex { .. } | Self::CrcMismatch { .. } => true,
            Self::Empty
            | Self::TooLong { .. }
            | Self::HeaderCut { .. }
            | Self::TagNotDigits { .. }
            | Self::LengthNotDigits { .. }
            | Self::LengthZero { .. }
            | Self::Overrun { .. }
            | Self::Repeated { .. }
            | Self::FormatNotFirst
            | Self::FormatUnknown { .. }
            | Self::Missing { .. }
            | Self::NoMerchantAccount
            | Self::NoDomain { .. }
            | Self::BadForm { .. }
            | Self::CrcNotLast { .. } => false,
        }
    }
}
