//! A payload: its fields and the rules of the format. What the till requires of a
//! payload is in [`check`](crate::check()).

use crate::amount;
use crate::crc;
use crate::field::{Field, Walk, walk};
use crate::read_error::{Place, ReadError};
use crate::tag::Tag;
use crate::{AmountError, crc16};

/// The longest payload that is read, made or drawn, in characters (EMVCo: a payload
/// should not exceed 512). TotalCoin's sample has 187.
pub const PAYLOAD_CHARACTERS_MAX: usize = 512;

/// The fields of a payload, in their order.
///
/// A payload from [`Payload::read`] follows every rule and has the mandatory fields. In
/// a [`Look`] it holds what could be found, and any field may be missing or misread.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payload {
    fields: Vec<Field>,
}

/// What could be read of a payload that may break the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The fields up to the first place that could not be read, if there is one. A
    /// wrong length before that place may have cut them wrongly.
    pub payload: Payload,
    /// The rules that it breaks; empty exactly when [`Payload::read`] accepts the text.
    pub faults: Vec<ReadError>,
    /// Whether every level could be read to its end, so that a field that was not found
    /// is really missing.
    pub whole: bool,
    /// Whether the text ends in the right CRC, even if its fields cannot be told apart.
    /// A wrong length with a right CRC is its maker's mistake, not a misreading.
    pub crc_ok: bool,
}

/// The text of a QR without the line ends around it. Some servers and settings files
/// add them; they are not part of the code, and would be drawn.
#[must_use]
pub fn without_line_ends(text: &str) -> &str {
    text.trim_matches(['\r', '\n'])
}

impl Payload {
    /// Reads a payload that follows the rules.
    ///
    /// # Errors
    ///
    /// The first broken rule; [`Payload::look`] lists them all.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let Look {
            payload, faults, ..
        } = Self::look(text);
        faults.into_iter().next().map_or(Ok(payload), Err)
    }

    /// Reads as much as possible of any text, and lists every rule that it breaks.
    #[must_use]
    pub fn look(text: &str) -> Look {
        let characters = text.chars().count();
        if characters > PAYLOAD_CHARACTERS_MAX {
            return Look::nothing(ReadError::TooLong { characters });
        }
        if text.is_empty() {
            return Look::nothing(ReadError::Empty);
        }
        let root = walk(text, None, 0);
        let root_whole = root.whole;
        let mut look = Look {
            payload: Self {
                fields: root.fields,
            },
            faults: root.faults,
            whole: root_whole,
            crc_ok: crc::closes(text),
        };
        for field in &mut look.payload.fields {
            look.whole &= open(field, &mut look.faults);
        }
        let Look {
            payload, faults, ..
        } = &mut look;
        payload.hold_format(faults);
        if root_whole {
            payload.hold_presence(faults);
        }
        payload.hold_forms(faults);
        payload.hold_crc(text, root_whole, faults);
        look
    }

    /// The fields of the root, in their order.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The value of a root field, for example `"54"`.
    #[must_use]
    pub fn field(&self, tag: &str) -> Option<&str> {
        self.all(tag).next()
    }

    /// The value of a field inside a template, for example `"62"` and `"01"`.
    #[must_use]
    pub fn sub(&self, template: &str, tag: &str) -> Option<&str> {
        self.all_sub(template, tag).next()
    }

    /// Tag 54 as it is written. `None` does not mean an open QR: the provider may give
    /// the amount when a wallet asks.
    #[must_use]
    pub fn amount_text(&self) -> Option<&str> {
        self.value(Tag::AMOUNT)
    }

    /// Tag 54 in centavos of its currency, exactly.
    ///
    /// # Errors
    ///
    /// [`AmountError`], where it is not a whole number of centavos.
    #[must_use]
    pub fn amount_centavos(&self) -> Option<Result<i64, AmountError>> {
        self.amount_text().map(amount::centavos)
    }

    /// Tag 53: the currency's number by ISO 4217, `032` for pesos.
    #[must_use]
    pub fn currency(&self) -> Option<&str> {
        self.value(Tag::CURRENCY)
    }

    /// Tag 58: the country's two letters by ISO 3166-1.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        self.value(Tag::COUNTRY)
    }

    /// Tag 52: the merchant's category, four digits by ISO 18245.
    #[must_use]
    pub fn category(&self) -> Option<&str> {
        self.value(Tag::CATEGORY)
    }

    /// Tag 59: the merchant's name.
    #[must_use]
    pub fn merchant_name(&self) -> Option<&str> {
        self.value(Tag::MERCHANT_NAME)
    }

    /// Tag 60: the merchant's city.
    #[must_use]
    pub fn city(&self) -> Option<&str> {
        self.value(Tag::CITY)
    }

    /// Every value of a root tag. A payload that repeats a tag is invalid, and the
    /// check must see all its values.
    pub(crate) fn all(&self, tag: &str) -> impl Iterator<Item = &str> {
        let tag = Tag::new(tag);
        self.fields
            .iter()
            .filter(move |field| Some(field.tag) == tag)
            .map(Field::value)
    }

    /// The same inside a template.
    pub(crate) fn all_sub(&self, template: &str, tag: &str) -> impl Iterator<Item = &str> {
        let (template, tag) = (Tag::new(template), Tag::new(tag));
        self.fields
            .iter()
            .filter(move |field| Some(field.tag) == template)
            .flat_map(Field::parts)
            .filter(move |part| Some(part.tag) == tag)
            .map(Field::value)
    }

    /// Every value inside the templates in which a payload names accounts.
    pub(crate) fn parts_of_accounts(&self) -> impl Iterator<Item = &str> {
        self.fields
            .iter()
            .filter(|field| field.tag.is_account())
            .flat_map(Field::parts)
            .map(Field::value)
    }

    fn value(&self, tag: Tag) -> Option<&str> {
        self.fields
            .iter()
            .find(|field| field.tag == tag)
            .map(Field::value)
    }

    /// Tag 00 comes first and says `01`.
    fn hold_format(&self, faults: &mut Vec<ReadError>) {
        if self
            .fields
            .first()
            .is_none_or(|field| field.tag != Tag::FORMAT)
        {
            faults.push(ReadError::FormatNotFirst);
        }
        if let Some(found) = self.value(Tag::FORMAT).filter(|&found| found != "01") {
            faults.push(ReadError::FormatUnknown {
                found: found.to_owned(),
            });
        }
    }

    /// What must be there is there.
    fn hold_presence(&self, faults: &mut Vec<ReadError>) {
        let mandatory = [
            Tag::CATEGORY,
            Tag::CURRENCY,
            Tag::COUNTRY,
            Tag::MERCHANT_NAME,
            Tag::CITY,
            Tag::CRC,
        ];
        let missing = mandatory
            .into_iter()
            .filter(|&tag| self.value(tag).is_none());
        faults.extend(missing.map(|tag| ReadError::Missing { tag }));
        if !self
            .fields
            .iter()
            .any(|field| (2..=51).contains(&field.tag.number()))
        {
            faults.push(ReadError::NoMerchantAccount);
        }
    }

    /// Values have the form that their tags require. EMVCo's maximum lengths are not
    /// enforced: TotalCoin's own 43.00 breaks one.
    fn hold_forms(&self, faults: &mut Vec<ReadError>) {
        let digits = |value: &str, count| {
            value.len() == count && value.bytes().all(|byte| byte.is_ascii_digit())
        };
        for field in &self.fields {
            let (good, form) = match field.tag {
                Tag::CATEGORY => (digits(&field.value, 4), "four digits"),
                Tag::CURRENCY => (digits(&field.value, 3), "three digits"),
                Tag::AMOUNT => (
                    amount::keeps_the_rule(&field.value),
                    "digits with at most one point, and more than zero",
                ),
                Tag::COUNTRY => (
                    field.value.len() == 2
                        && field.value.bytes().all(|byte| byte.is_ascii_alphabetic()),
                    "two letters",
                ),
                _ => continue,
            };
            if !good {
                faults.push(ReadError::BadForm {
                    tag: field.tag,
                    place: Place {
                        template: None,
                        position: field.position,
                    },
                    found: field.value.clone(),
                    form,
                });
            }
        }
    }

    /// Tag 63 is the last, and right.
    fn hold_crc(&self, text: &str, root_whole: bool, faults: &mut Vec<ReadError>) {
        let Some(index) = self.fields.iter().position(|field| field.tag == Tag::CRC) else {
            return;
        };
        let field = &self.fields[index];
        if !root_whole || index + 1 != self.fields.len() {
            faults.push(ReadError::CrcNotLast {
                position: field.position,
            });
            return;
        }
        let Some(stated) = crc::stated(&field.value) else {
            faults.push(ReadError::CrcNotHex {
                found: field.value.clone(),
            });
            return;
        };
        let covered = text.strip_suffix(field.value.as_str()).unwrap_or(text);
        let computed = crc16(covered.as_bytes());
        if stated != computed {
            faults.push(ReadError::CrcMismatch { stated, computed });
        }
    }
}

impl Look {
    fn nothing(fault: ReadError) -> Self {
        Self {
            payload: Payload::default(),
            faults: vec![fault],
            whole: false,
            crc_ok: false,
        }
    }
}

/// Reads the inside of a field that is a template. Returns whether it could be read to
/// its end; always true for a plain field.
fn open(field: &mut Field, faults: &mut Vec<ReadError>) -> bool {
    let inside = |field: &Field| walk(&field.value, Some(field.tag), field.value_position());
    match field.tag.number() {
        // Merchant accounts: a sub-tag 00 says whose.
        26..=51 => {
            let Walk {
                fields,
                faults: found,
                whole,
            } = inside(field);
            if whole && !fields.iter().any(|part| part.tag == Tag::DOMAIN) {
                faults.push(ReadError::NoDomain {
                    template: field.tag,
                    place: Place {
                        template: None,
                        position: field.position,
                    },
                });
            }
            field.parts = fields;
            faults.extend(found);
            whole
        }
        // Additional data and the merchant's name in another language.
        62 | 64 => {
            let Walk {
                fields,
                faults: found,
                whole,
            } = inside(field);
            field.parts = fields;
            faults.extend(found);
            whole
        }
        // Unreserved: EMVCo requires templates here, but makers also put plain values.
        // A value counts as a template only if all of it reads as one, beginning with
        // sub-tag 00.
        80..=99 => {
            let Walk {
                fields,
                faults: found,
                whole,
            } = inside(field);
            let from_domain = fields.first().is_some_and(|part| part.tag == Tag::DOMAIN);
            if whole && from_domain && fields.iter().all(|part| !part.value.is_empty()) {
                field.parts = fields;
                faults.extend(found);
            }
            true
        }
        _ => true,
    }
}
