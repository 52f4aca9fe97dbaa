//! The pairing code: one line with everything that a till must know about its
//! relay. It contains the till's key, so it is just as secret.

use data_encoding::BASE64URL_NOPAD;
use domain::TillNumber;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// What every pairing code of this version starts with.
const PREFIX: &str = "mostrador1.";

/// The longest pairing code that is read, in bytes.
pub const PAIRING_BYTES_MAX: usize = 2048;

/// What a till must know to connect to its relay.
#[derive(Debug, Clone)]
pub struct Pairing {
    /// The base URL by which a till reaches the relay.
    pub url: String,
    /// The merchant's name at the relay.
    pub merchant: String,
    /// The till's number.
    pub till: TillNumber,
    /// The till's key.
    pub till_key: SecretString,
}

/// Why a text is not a pairing code. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a pairing code of this version")]
pub struct NotAPairing;

#[derive(Serialize, Deserialize)]
struct Wire {
    url: String,
    merchant: String,
    number: TillNumber,
    key: String,
}

impl Pairing {
    /// The code: `mostrador1.` and base64url of a JSON object.
    #[must_use]
    pub fn to_code(&self) -> SecretString {
        let wire = Wire {
            url: self.url.clone(),
            merchant: self.merchant.clone(),
            number: self.till,
            key: self.till_key.expose_secret().to_owned(),
        };
        let json = serde_json::to_vec(&wire).expect("texts and a number are always JSON");
        format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&json)).into()
    }

    /// Reads a code; surrounding space is ignored.
    ///
    /// # Errors
    /// [`NotAPairing`] for anything else.
    pub fn read(code: &str) -> Result<Pairing, NotAPairing> {
        let code = code.trim();
        if code.len() > PAIRING_BYTES_MAX {
            return Err(NotAPairing);
        }
        let encoded = code.strip_prefix(PREFIX).ok_or(NotAPairing)?;
        let json = BASE64URL_NOPAD
            .decode(encoded.as_bytes())
            .map_err(|_| NotAPairing)?;
        let wire: Wire = serde_json::from_slice(&json).map_err(|_| NotAPairing)?;
        Ok(Pairing {
            url: wire.url,
            merchant: wire.merchant,
            till: wire.number,
            till_key: wire.key.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_comes_back_and_is_never_printed() {
        let pairing = Pairing {
            url: "https://relay.example.com.ar".into(),
            merchant: "demo".into(),
            till: TillNumber(3),
            till_key: "the-key".to_owned().into(),
        };
        let code = pairing.to_code();
        let back = Pairing::read(&format!(" {}\n", code.expose_secret())).unwrap();
        assert_eq!(
            (back.url, back.merchant, back.till),
            (pairing.url.clone(), "demo".into(), TillNumber(3))
        );
        assert_eq!(back.till_key.expose_secret(), "the-key");
        assert!(!format!("{pairing:?}").contains("the-key"));
        assert_eq!(
            Pairing::read(&code.expose_secret()[1..]).unwrap_err(),
            NotAPairing
        );
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "(mostrador1\\.)?.{0,60}") {
            let _ = Pairing::read(&text);
        }
    }
}
