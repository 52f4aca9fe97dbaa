//! The tills' keys: made at random, shown once, kept as a hash. A key has 256
//! random bits, so its plain SHA-256 cannot be reversed by trying.

use data_encoding::BASE64URL_NOPAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The longest key that is checked, in bytes.
pub(crate) const KEY_BYTES_MAX: usize = 256;

/// The shortest key that can be registered, in bytes.
pub(crate) const KEY_BYTES_MIN: usize = 16;

/// The hash that is kept instead of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyHash(pub [u8; 32]);

impl KeyHash {
    /// The hash of that key.
    #[must_use]
    pub fn of(key: &SecretString) -> KeyHash {
        KeyHash(Sha256::digest(key.expose_secret()).into())
    }
}

/// A new key.
pub(crate) fn make() -> Result<SecretString, getrandom::Error> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random)?;
    Ok(format!("mt_{}", BASE64URL_NOPAD.encode(&random)).into())
}

/// Whether a given key can be used: it has to fit in a header.
pub(crate) fn is_fit(key: &SecretString) -> bool {
    let key = key.expose_secret();
    (KEY_BYTES_MIN..=KEY_BYTES_MAX).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_graphic())
}

/// Compares two secrets. The time it takes reveals neither where they differ
/// nor the length of the expected one.
pub(crate) fn same(given: &[u8], expected: &[u8]) -> bool {
    Sha256::digest(given)
        .ct_eq(&Sha256::digest(expected))
        .into()
}
