//! The key under which PINs are hashed. A plain hash of six digits could be
//! guessed in minutes from the ledger's file; a hash under this key reveals
//! nothing without the key.

use crate::ports::Chance;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use domain::PinHash;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Its name in the secret store, which has it in hexadecimal.
pub const PIN_KEY: &str = "people.pepper";

const KEY_BYTES: usize = 32;
/// The input of the key's fingerprint. It is never a PIN, because PINs are
/// digits.
const FINGERPRINT_OF: &[u8] = b"mostrador people.pepper";
/// Bytes of a fingerprint. It tells keys apart and proves nothing.
const FINGERPRINT_BYTES: usize = 8;

/// The key. Its bytes are wiped when it is dropped.
pub(crate) struct PinKey(Zeroizing<[u8; KEY_BYTES]>);

impl PinKey {
    pub(crate) fn fresh(chance: &dyn Chance) -> PinKey {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        for part in key.chunks_exact_mut(8) {
            part.copy_from_slice(&chance.eight_bytes());
        }
        PinKey(key)
    }

    /// Reads the key from a secret; `None` if the secret is not a key.
    pub(crate) fn read(secret: &SecretString) -> Option<PinKey> {
        let text = secret.expose_secret().trim().as_bytes();
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        if HEXLOWER_PERMISSIVE.decode_len(text.len()) != Ok(KEY_BYTES) {
            return None;
        }
        HEXLOWER_PERMISSIVE.decode_mut(text, &mut *key).ok()?;
        Some(PinKey(key))
    }

    pub(crate) fn to_secret(&self) -> SecretString {
        SecretString::from(HEXLOWER.encode(&*self.0))
    }

    /// A text that tells this key from others.
    pub(crate) fn fingerprint(&self) -> String {
        HEXLOWER.encode(&self.mac(FINGERPRINT_OF)[..FINGERPRINT_BYTES])
    }

    /// The hash of a PIN. It takes long, so it does not run on the runtime.
    pub(crate) fn hash(&self, pin: &SecretString) -> Option<PinHash> {
        let mac = self.mac(pin.expose_secret().as_bytes());
        let hash = Argon2::default().hash_password(&mac).ok()?;
        Some(PinHash {
            hash: hash.to_string(),
            pepper: Some(self.fingerprint()),
        })
    }

    /// Whether this key can check a hash: one made with it, or one made without
    /// a key.
    pub(crate) fn checks(&self, kept: &PinHash) -> bool {
        let own = self.fingerprint();
        kept.pepper.as_ref().is_none_or(|pepper| *pepper == own)
    }

    /// Whether a hash belongs to a PIN. It takes long as well.
    pub(crate) fn is_hash_of(&self, kept: &PinHash, pin: &SecretString) -> bool {
        if !self.checks(kept) {
            return false;
        }
        let bytes = pin.expose_secret().as_bytes();
        let hashed = match &kept.pepper {
            Some(_) => self.mac(bytes),
            None => Zeroizing::new(bytes.to_vec()),
        };
        PasswordHash::new(&kept.hash)
            .is_ok_and(|hash| Argon2::default().verify_password(&hashed, &hash).is_ok())
    }

    fn mac(&self, bytes: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&*self.0).expect("an HMAC takes a key of any length");
        mac.update(bytes);
        Zeroizing::new(mac.finalize().into_bytes().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(digit: char) -> PinKey {
        let text: String = std::iter::repeat_n(digit, 64).collect();
        PinKey::read(&SecretString::from(text)).unwrap()
    }

    #[test]
    fn a_stored_key_is_read_back_and_other_texts_are_refused() {
        let again = PinKey::read(&key('a').to_secret()).unwrap();
        assert_eq!(again.fingerprint(), key('a').fingerprint());
        assert_ne!(key('a').fingerprint(), key('b').fingerprint());
        for text in ["", "aa", &"g".repeat(64), &"á".repeat(32), &"a".repeat(66)] {
            assert!(PinKey::read(&SecretString::from(text)).is_none(), "{text}");
        }
    }

    #[test]
    fn only_its_own_key_checks_a_hash() {
        let pin = SecretString::from("482193");
        let kept = key('a').hash(&pin).unwrap();
        assert!(key('a').is_hash_of(&kept, &pin));
        assert!(!key('a').is_hash_of(&kept, &SecretString::from("482194")));
        assert!(!key('b').is_hash_of(&kept, &pin));
        // Without the key's name, the hash is not one of the bare PIN.
        let bare = PinHash {
            pepper: None,
            ..kept
        };
        assert!(!key('a').is_hash_of(&bare, &pin));
    }
}
