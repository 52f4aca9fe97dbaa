//! The shop's seal: the key that signs every line of the journal. This module
//! does not know where it is stored between runs.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A hash, a seal's signature or a fingerprint.
pub(crate) type Digest = [u8; 32];

/// The key of the journal (`ledger.seal` in the secret store). It is wiped
/// from memory when dropped and never printed.
#[derive(Clone)]
pub struct Seal {
    key: Zeroizing<[u8; Seal::BYTES]>,
    is_new: bool,
}

/// The text is not a seal's: 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seal is 64 hexadecimal digits")]
pub struct NotASeal;

/// Identifies a seal without revealing it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub(crate) Digest);

impl Seal {
    /// Bytes of a seal.
    pub const BYTES: usize = 32;

    /// The seal of these bytes, which should come from the system's random
    /// generator.
    #[must_use]
    pub fn from_bytes(bytes: [u8; Seal::BYTES]) -> Seal {
        Seal {
            key: Zeroizing::new(bytes),
            is_new: false,
        }
    }

    /// The same for a seal that was just made because the secret store had
    /// none. A journal that continues under it has lost its own seal. That
    /// differs from continuing under a *stored* seal that is not its own.
    #[must_use]
    pub fn newly_made(bytes: [u8; Seal::BYTES]) -> Seal {
        Seal {
            is_new: true,
            ..Seal::from_bytes(bytes)
        }
    }

    pub(crate) fn is_new(&self) -> bool {
        self.is_new
    }

    /// Reads a seal from the secret store; surrounding space is ignored.
    ///
    /// # Errors
    /// [`NotASeal`] for anything but 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Seal, NotASeal> {
        let mut key = Zeroizing::new([0_u8; Self::BYTES]);
        read_hex(text.trim(), key.as_mut_slice()).ok_or(NotASeal)?;
        Ok(Seal { key, is_new: false })
    }

    /// The text for the secret store, and for nothing else.
    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(self.key.as_slice()))
    }

    /// The seal's fingerprint.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(self.sign(b"mostrador ledger seal fingerprint"))
    }

    /// HMAC-SHA256 of these bytes under this seal.
    pub(crate) fn sign(&self, bytes: &[u8]) -> Digest {
        keyed_hash(self.key.as_slice(), bytes)
    }
}

/// HMAC-SHA256.
pub(crate) fn keyed_hash(key: &[u8], bytes: &[u8]) -> Digest {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key).expect("HMAC-SHA256 takes a key of any length");
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

/// Compares two hashes. The time it takes does not reveal where they differ.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// Hexadecimal digits, lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Reads exactly as many hexadecimal digits as fill these bytes.
pub(crate) fn read_hex(text: &str, bytes: &mut [u8]) -> Option<()> {
    let digits = text.as_bytes();
    if HEXLOWER_PERMISSIVE.decode_len(digits.len()) != Ok(bytes.len()) {
        return None;
    }
    HEXLOWER_PERMISSIVE.decode_mut(digits, bytes).ok().map(drop)
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0[..8]))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_seal_does_not_print_itself() {
        let seal = Seal::from_bytes([0xAB; 32]);
        assert_eq!(format!("{seal:?}"), "Seal(…)");
        assert!(!format!("{:?}", seal.fingerprint()).contains("abab"));
    }

    #[test]
    fn malformed_seals_are_refused() {
        for text in ["", "ab", &"g".repeat(64), &"a".repeat(63), &"a".repeat(65)] {
            assert_eq!(Seal::from_hex(text).unwrap_err(), NotASeal);
        }
        assert!(Seal::from_hex(&format!(" {}\n", "Ab".repeat(32))).is_ok());
    }

    proptest! {
        #[test]
        fn a_seal_is_read_as_it_was_written(bytes: [u8; 32]) {
            let seal = Seal::from_bytes(bytes);
            let again = Seal::from_hex(&seal.to_hex()).unwrap();
            prop_assert_eq!(again.fingerprint(), seal.fingerprint());
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,80}") {
            let _ = Seal::from_hex(&text);
        }
    }
}
