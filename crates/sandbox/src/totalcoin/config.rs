//! The users of TotalCoin, and its configuration.

use std::fmt;

/// A user of the provider's API.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `username` of the login.
    pub username: String,
    /// `password` of the login.
    pub password: String,
}

/// It does not show the password.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// The answer to a pre-order with a known `operationId`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// 201 and the existing pre-order.
    SameAnswer,
    /// 400.
    Refused,
}

/// The business unit of the QR; the default is the documented sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// Tag 50.00.
    pub cuit: String,
    /// Tag 51.00, 22 digits.
    pub cvu: String,
    /// Tag 59, and `businessUnitName` and `cashier` of the answer.
    pub name: String,
    /// Tag 60.
    pub city: String,
    /// Tag 52, four digits.
    pub category: String,
    /// Whether a closed QR has its amount in tag 54. The documented one does
    /// not.
    pub tag_54: bool,
}

impl Default for Merchant {
    fn default() -> Self {
        Self {
            cuit: "30718092481".to_owned(),
            cvu: "0000222800000000057723".to_owned(),
            name: "ARBET".to_owned(),
            city: "Buenos Aires".to_owned(),
            category: "4900".to_owned(),
            tag_54: false,
        }
    }
}
