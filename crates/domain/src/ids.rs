//! The till's number, the ids of payments, sales and people, and what is
//! derived from them. Nothing here draws a random number or reads a clock.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A moment: milliseconds since the Unix epoch, UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMs(pub i64);

impl UnixMs {
    /// This moment moved by so many milliseconds, staying in range.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> UnixMs {
        UnixMs(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; negative when it is later.
    #[must_use]
    pub const fn since_ms(self, earlier: UnixMs) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The number of a till within its merchant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TillNumber(pub u16);

/// A text is not one of our ids. It may be a valid id of somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of this shop's tills")]
pub struct Foreign;

/// The id of a payment, the same everywhere: TotalCoin's `operationId`,
/// pagoUno's `customer_transaction_identificator`. A UUIDv8: bytes 0–5 Unix
/// milliseconds, 6–13 random but for version and variant, 14–15 the till's
/// number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PaymentId(Uuid);

impl PaymentId {
    /// The longest text that is parsed, in bytes.
    pub const TEXT_BYTES_MAX: usize = 128;

    /// The id made of a moment, eight random bytes and the till's number. Only
    /// the lowest 48 bits of the moment are kept.
    #[must_use]
    pub fn new(at: UnixMs, random: [u8; 8], till: TillNumber) -> PaymentId {
        let mut bytes = [0_u8; 16];
        bytes[..6].copy_from_slice(&at.0.to_be_bytes()[2..]);
        bytes[6..14].copy_from_slice(&random);
        bytes[14..].copy_from_slice(&till.0.to_be_bytes());
        // `new_v8` sets the version and the variant and nothing else.
        PaymentId(Uuid::new_v8(bytes))
    }

    /// Reads an id without regard to case, hyphens or surrounding space.
    ///
    /// # Errors
    /// [`Foreign`] for anything that is not a UUIDv8 of the RFC's variant.
    pub fn parse(text: &str) -> Result<PaymentId, Foreign> {
        if text.len() > Self::TEXT_BYTES_MAX {
            return Err(Foreign);
        }
        let digits: String = text.trim().chars().filter(|c| *c != '-').collect();
        if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Foreign);
        }
        let uuid = Uuid::try_parse(&digits).map_err(|_| Foreign)?;
        let ours = uuid.get_version_num() == 8 && uuid.get_variant() == uuid::Variant::RFC4122;
        if ours {
            Ok(PaymentId(uuid))
        } else {
            Err(Foreign)
        }
    }

    /// Finds every payment id in a text, in any form that [`PaymentId::parse`]
    /// reads, and then those of [`Reference`]s. The text may be escaped like
    /// JSON or like a form, or not at all. An id that is found says which
    /// payment a text may concern, never what the text means.
    pub fn found_in(text: &str) -> impl Iterator<Item = PaymentId> {
        let text = unescaped(text);
        let bytes = text.as_bytes();
        let is_hex = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_hexdigit);
        let begins = |place: &usize| is_hex(*place) && (*place == 0 || !is_hex(*place - 1));
        let written = |place: usize| {
            let forms = [36, 32].into_iter();
            forms
                .filter(|length| !is_hex(place + length))
                .filter_map(|length| text.get(place..place + length))
                .find_map(|form| PaymentId::parse(form).ok())
        };
        let mut found: Vec<PaymentId> = (0..bytes.len())
            .filter(begins)
            .filter_map(written)
            .collect();
        found.extend(Reference::found_in(&text).map(Reference::payment));
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|id| seen.insert(*id));
        found.into_iter()
    }

    /// The till that made it.
    #[must_use]
    pub fn till(self) -> TillNumber {
        let bytes = self.0.as_bytes();
        TillNumber(u16::from_be_bytes([bytes[14], bytes[15]]))
    }

    /// The payment's reference, which fits in the 25 characters that a QR has
    /// for it.
    #[must_use]
    pub fn reference(self) -> Reference {
        Reference::of(self)
    }
}

/// Replaces `%2D`, `\u002d` and the like by the characters that they encode,
/// and any other escape by a space. The result is only good for searching.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(sign) = rest.next() {
        let digits = match sign {
            '%' => 2,
            '\\' if rest.as_str().starts_with(['u', 'U']) => 5,
            '\\' => 1,
            _ => {
                plain.push(sign);
                continue;
            }
        };
        let code = rest.as_str().get(..digits).filter(|_| digits > 1);
        let code = code.map(|code| code.trim_start_matches(['u', 'U']));
        let meant = code
            .and_then(|code| u8::from_str_radix(code, 16).ok())
            .filter(u8::is_ascii);
        let passed_over = match (meant, sign) {
            (Some(meant), _) => {
                plain.push(char::from(meant));
                digits
            }
            // A percent sign without two hexadecimal digits is kept.
            (None, '%') => {
                plain.push(' ');
                0
            }
            (None, _) => {
                plain.push(' ');
                1
            }
        };
        for _ in 0..passed_over {
            rest.next();
        }
    }
    plain
}

impl fmt::Display for PaymentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for PaymentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for PaymentId {
    type Error = Foreign;
    fn try_from(text: String) -> Result<PaymentId, Foreign> {
        PaymentId::parse(&text)
    }
}

impl From<PaymentId> for String {
    fn from(id: PaymentId) -> String {
        id.to_string()
    }
}

/// The id of a sale. It has the form of a [`PaymentId`] but is a different
/// type: a sale's id does not leave the shop.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SaleId(PaymentId);

impl SaleId {
    /// The id made of a moment, eight random bytes and the till's number.
    #[must_use]
    pub fn new(at: UnixMs, random: [u8; 8], till: TillNumber) -> SaleId {
        SaleId(PaymentId::new(at, random, till))
    }

    /// Reads a sale's id.
    pub fn parse(text: &str) -> Result<SaleId, Foreign> {
        PaymentId::parse(text).map(SaleId)
    }
}

impl fmt::Display for SaleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for SaleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The id of a person the shop has named. It has the form of a [`PaymentId`]
/// but is a different type: a person's id does not leave the shop.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(PaymentId);

impl PersonId {
    /// The id made of a moment, eight random bytes and the till's number.
    #[must_use]
    pub fn new(at: UnixMs, random: [u8; 8], till: TillNumber) -> PersonId {
        PersonId(PaymentId::new(at, random, till))
    }

    /// Reads a person's id.
    pub fn parse(text: &str) -> Result<PersonId, Foreign> {
        PaymentId::parse(text).map(PersonId)
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A payment's reference, derived from its id: `M` and 24 characters of
/// Crockford's base32. It carries the 120 bits of the id that can differ: not
/// the version, not the variant, and not the two top bits of the moment, which
/// are zero until the year 4199.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference([u8; Reference::LENGTH]);

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Reference {
    /// Characters of a reference; EMV tag 62.01 takes at most 25.
    pub const LENGTH: usize = 25;

    fn of(id: PaymentId) -> Reference {
        let bits = id.0.as_u128();
        let moment = (bits >> 80) & ((1 << 46) - 1);
        let random_a = (bits >> 64) & 0xFFF;
        let random_b_and_till = bits & ((1 << 62) - 1);
        let mut rest = (moment << 74) | (random_a << 62) | random_b_and_till;
        let mut text = [b'M'; Self::LENGTH];
        for place in text[1..].iter_mut().rev() {
            *place = CROCKFORD[usize::from((rest & 31).to_le_bytes()[0])];
            rest >>= 5;
        }
        Reference(text)
    }

    /// The payment that a reference was derived from.
    #[must_use]
    pub fn payment(self) -> PaymentId {
        let mut rest: u128 = 0;
        for character in &self.0[1..] {
            let digit = CROCKFORD
                .iter()
                .zip(0_u128..)
                .find(|(c, _)| *c == character);
            rest = (rest << 5) | digit.map_or(0, |(_, digit)| digit);
        }
        let moment = rest >> 74;
        let random_a = (rest >> 62) & 0xFFF;
        let random_b_and_till = rest & ((1 << 62) - 1);
        let bits = (moment << 80) | (0x8000 | random_a) << 64 | (0b10 << 62) | random_b_and_till;
        PaymentId(Uuid::from_u128(bits))
    }

    /// The payments whose references are in a free text, such as an echoed
    /// concept. A match is only a proposal; it never approves a payment.
    pub fn found_in(text: &str) -> impl Iterator<Item = Reference> + '_ {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .filter_map(|word| word.parse().ok())
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Reference {
    type Err = Foreign;
    fn from_str(text: &str) -> Result<Reference, Foreign> {
        let text: [u8; Self::LENGTH] = text.as_bytes().try_into().map_err(|_| Foreign)?;
        let text = text.map(|b| b.to_ascii_uppercase());
        let ours = text[0] == b'M' && text[1..].iter().all(|b| CROCKFORD.contains(b));
        if ours {
            Ok(Reference(text))
        } else {
            Err(Foreign)
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A ticket's number, which people say aloud: `C1-000042`. Unique per till and
/// never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ticket {
    /// The till that issued it.
    pub till: TillNumber,
    /// The till's own count of tickets, from 1.
    pub number: u32,
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "C{}-{:06}", self.till.0, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Deserialize)]
    struct Vectors {
        valid: Vec<Valid>,
        same: Vec<String>,
        foreign: Vec<String>,
    }

    #[derive(Deserialize)]
    struct Valid {
        unix_ms: i64,
        till: u16,
        random_hex: String,
        payment_id: String,
    }

    fn vectors() -> Vectors {
        serde_json::from_str(include_str!("../tests/vectors/payment_id.json")).unwrap()
    }

    #[test]
    fn each_valid_and_invalid_id_of_the_vectors() {
        let vectors = vectors();
        for case in &vectors.valid {
            let random = u64::from_str_radix(&case.random_hex, 16)
                .unwrap()
                .to_be_bytes();
            let id = PaymentId::new(UnixMs(case.unix_ms), random, TillNumber(case.till));
            assert_eq!(id.to_string(), case.payment_id);
            assert_eq!(id.till(), TillNumber(case.till));
            assert_eq!(PaymentId::parse(&case.payment_id), Ok(id));
        }
        for same in &vectors.same {
            assert_eq!(
                PaymentId::parse(same).unwrap().to_string(),
                vectors.valid[0].payment_id
            );
        }
        for foreign in &vectors.foreign {
            assert_eq!(PaymentId::parse(foreign), Err(Foreign), "{foreign:?}");
        }
    }

    #[test]
    fn a_reference_is_found_in_an_echoed_concept() {
        let id = PaymentId::parse("01a1fed6-0000-8123-8567-89abcdef0001").unwrap();
        let concept = format!("Alfajores C1-000042 {}", id.reference());
        let found: Vec<_> = Reference::found_in(&concept)
            .map(Reference::payment)
            .collect();
        assert_eq!(found, [id]);
    }

    #[test]
    fn ids_are_found_wherever_they_are_written() {
        let id = PaymentId::parse("01a1fed6-0000-8123-8567-89abcdef0001").unwrap();
        let other = PaymentId::parse("01a1fed6-0000-8123-8567-89abcdef0002").unwrap();
        let found = |text: String| PaymentId::found_in(&text).collect::<Vec<_>>();
        let simple = id.to_string().replace('-', "").to_uppercase();
        for text in [
            format!("{{\"ReferenciaMerchant\":\"{id}\",\"Concepto\":\"a\"b"),
            format!(
                "{{\"ReferenciaMerchant\":\"{}\"",
                id.to_string().replace('-', "\\u002d")
            ),
            format!(
                "ReferenciaMerchant={}&Monto=1",
                id.to_string().replace('-', "%2D")
            ),
            format!("x={simple}"),
            format!("100% \\n{}\\n{id}", id.reference()),
            format!("Concepto=Alfajores%20{}%20", id.reference()),
        ] {
            assert_eq!(found(text.clone()), [id], "{text}");
        }
        assert_eq!(
            found(format!("{} {other} {id}", id.reference())),
            [other, id]
        );
        for none in [
            "",
            "a01a1fed6-0000-8123-8567-89abcdef0001",
            "ca8964d1-b90b-4583-98da-bfc7f757d6e7",
            "01a1fed6-0000-8123-8567-89abcdef00011",
        ] {
            assert_eq!(found(none.to_owned()), [], "{none}");
        }
    }

    proptest! {
        #[test]
        fn a_reference_says_its_payment(ms in 0_i64..1 << 46, random: [u8; 8], till: u16) {
            let id = PaymentId::new(UnixMs(ms), random, TillNumber(till));
            let reference = id.reference();
            prop_assert_eq!(reference.payment(), id);
            prop_assert_eq!(reference.as_str().len(), Reference::LENGTH);
            prop_assert_eq!(reference.as_str().parse(), Ok(reference));
        }

        #[test]
        fn no_text_breaks_the_readers(text in ".{0,60}") {
            let _ = PaymentId::parse(&text);
            let _ = Reference::found_in(&text).count();
            let _ = PaymentId::found_in(&text).count();
        }
    }
}
