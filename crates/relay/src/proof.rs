//! Whether a webhook proves that it comes from the provider. Every comparison
//! takes the same time, right or wrong.

use crate::{config::Proof, keys};
use axum::http::{HeaderMap, header::AUTHORIZATION};
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::Sha256;

/// Whether all proofs hold that do not need the body. This is checked before
/// the body is read.
pub(crate) fn hold_before_body(proofs: &[Proof], headers: &HeaderMap, token: Option<&str>) -> bool {
    proofs.iter().all(|proof| match proof {
        Proof::Header { name, secret } => one(headers, name)
            .is_some_and(|given| keys::same(given, secret.expose_secret().as_bytes())),
        Proof::PathToken(secret) => token
            .is_some_and(|given| keys::same(given.as_bytes(), secret.expose_secret().as_bytes())),
        Proof::Basic { user, password } => basic(headers).is_some_and(|given| {
            keys::same(
                &given,
                format!("{user}:{}", password.expose_secret()).as_bytes(),
            )
        }),
        Proof::Hmac { name, .. } => one(headers, name).is_some(),
    })
}

/// Whether the proofs of the body hold.
pub(crate) fn hold_of_body(proofs: &[Proof], headers: &HeaderMap, body: &[u8]) -> bool {
    proofs.iter().all(|proof| match proof {
        Proof::Header { .. } | Proof::PathToken(_) | Proof::Basic { .. } => true,
        Proof::Hmac { name, secret } => {
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes())
            else {
                return false;
            };
            mac.update(body);
            let given = one(headers, name).and_then(signature);
            given.is_some_and(|given| mac.verify_slice(&given).is_ok())
        }
    })
}

/// A header's value, if the header occurs exactly once. With two values nobody
/// could say which one is meant.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?;
    if all.next().is_some() {
        None
    } else {
        Some(first.as_bytes())
    }
}

fn basic(headers: &HeaderMap) -> Option<Vec<u8>> {
    let value = std::str::from_utf8(one(headers, AUTHORIZATION.as_str())?).ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    BASE64.decode(credentials.trim().as_bytes()).ok()
}

/// An HMAC-SHA256 as providers write it: hex, also after `sha256=`, or base64.
fn signature(value: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(value).ok()?.trim();
    let text = text.strip_prefix("sha256=").unwrap_or(text);
    if text.len() == 64 {
        return HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok();
    }
    BASE64.decode(text.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(*name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn a_header_given_twice_proves_nothing() {
        let proofs = [Proof::Header {
            name: "X-Secret".into(),
            secret: "s".to_owned().into(),
        }];
        assert!(hold_before_body(
            &proofs,
            &headers(&[("x-secret", "s")]),
            None
        ));
        assert!(!hold_before_body(
            &proofs,
            &headers(&[("x-secret", "s"), ("x-secret", "s")]),
            None
        ));
        assert!(!hold_before_body(
            &proofs,
            &headers(&[("x-secret", "S")]),
            None
        ));
        assert!(!hold_before_body(&proofs, &headers(&[]), None));
    }

    #[test]
    fn basic_and_token() {
        let proofs = [
            Proof::Basic {
                user: "ana".into(),
                password: "p:w".to_owned().into(),
            },
            Proof::PathToken("t".to_owned().into()),
        ];
        let good = format!("basic {}", BASE64.encode(b"ana:p:w"));
        let good = headers(&[("authorization", &good)]);
        assert!(hold_before_body(&proofs, &good, Some("t")));
        assert!(!hold_before_body(&proofs, &good, Some("u")));
        assert!(!hold_before_body(&proofs, &good, None));
        assert!(!hold_before_body(
            &proofs,
            &headers(&[("authorization", "Basic !")]),
            Some("t")
        ));
    }

    #[test]
    fn the_mac_of_rfc_4231() {
        let proofs = [Proof::Hmac {
            name: "x-sig".into(),
            secret: "Jefe".to_owned().into(),
        }];
        let body = b"what do ya want for nothing?";
        let hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        for given in [hex.to_owned(), format!("sha256={}", hex.to_uppercase()), {
            let bytes: Vec<u8> = signature(hex.as_bytes()).unwrap();
            BASE64.encode(&bytes)
        }] {
            let headers = headers(&[("x-sig", &given)]);
            assert!(hold_before_body(&proofs, &headers, None));
            assert!(hold_of_body(&proofs, &headers, body), "{given}");
            assert!(!hold_of_body(
                &proofs,
                &headers,
                b"what do ya want for something?"
            ));
        }
        assert!(!hold_of_body(&proofs, &headers(&[("x-sig", "5bdc")]), body));
        assert!(!hold_before_body(&proofs, &headers(&[]), None));
    }

    proptest! {
        #[test]
        fn no_header_breaks_the_readers(value: Vec<u8>) {
            let _ = signature(&value);
            if let Ok(value) = axum::http::HeaderValue::from_bytes(&value) {
                let mut map = HeaderMap::new();
                map.insert(AUTHORIZATION, value);
                let _ = basic(&map);
            }
        }
    }
}
