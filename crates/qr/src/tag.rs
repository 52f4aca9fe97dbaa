//! The two-digit name of a field. Its meaning is in [`payload`](crate::payload).

use std::fmt;

/// A field's two-digit name, `00` to `99`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(u8);

impl Tag {
    pub(crate) const FORMAT: Self = Self(0);
    pub(crate) const DOMAIN: Self = Self(0);
    pub(crate) const CATEGORY: Self = Self(52);
    pub(crate) const CURRENCY: Self = Self(53);
    pub(crate) const AMOUNT: Self = Self(54);
    pub(crate) const COUNTRY: Self = Self(58);
    pub(crate) const MERCHANT_NAME: Self = Self(59);
    pub(crate) const CITY: Self = Self(60);
    pub(crate) const CRC: Self = Self(63);

    /// Whether it is a template that names an account (EMVCo: 26 to 51).
    pub(crate) const fn is_account(self) -> bool {
        matches!(self.0, 26..=51)
    }

    /// Reads a tag: exactly two ASCII digits.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        two_digits(text).map(Self)
    }

    /// The tag as a number, 0 to 99.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// The number of two ASCII digits; `None` for any other text.
pub(crate) fn two_digits(text: &str) -> Option<u8> {
    // Parsing alone would also accept a sign.
    let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}
