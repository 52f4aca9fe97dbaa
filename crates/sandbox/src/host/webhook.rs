//! The webhook of a provider: its address and its secret.

use std::fmt;

/// Where notices are sent, and how they prove their origin.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// `https`, or `http` on this machine.
    pub url: String,
    /// The header with the secret; empty for none (the secret may be the last
    /// segment of the URL).
    pub header_name: String,
    /// The secret.
    pub header_value: String,
}

/// It shows neither the URL's path nor the header's value.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("header_name", &self.header_name)
            .finish_non_exhaustive()
    }
}
