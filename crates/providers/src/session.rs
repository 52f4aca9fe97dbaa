//! Keeps a provider's token in memory. However many callers wait for it, one
//! login makes it, and it is dropped some time before its end. This module does
//! not know how to log in.

use crate::json::Object;
use secrecy::SecretString;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

/// How long before its end a token is renewed, in seconds; for a short-lived
/// token never more than half its life.
pub(crate) const RENEW_MARGIN_S: u64 = 60;

/// The longest token that is accepted, in bytes: it has to fit in a header.
const TOKEN_BYTES_MAX: usize = 8 * 1024;
/// A token's life if the answer does not give it, in seconds: the `expires_in`
/// that the providers document.
const TOKEN_LIFE_S: u64 = 3600;
/// The longest token life that is believed, in seconds.
const TOKEN_LIFE_S_MAX: u64 = 24 * 3600;

/// What a login brought. It has no `Debug`, since it is a secret.
pub(crate) struct Grant {
    /// The whole value of the `Authorization` header.
    pub(crate) authorization: SecretString,
    /// Seconds for which the token is good, from zero to a day.
    pub(crate) life_s: u64,
}

impl Grant {
    /// Reads an object with `expires_in` and the token under a name; `None` if
    /// there is no token that fits in a header.
    pub(crate) fn read(body: &[u8], token_name: &str) -> Option<Grant> {
        let object = Object::read(body).ok()?;
        let token = object.words(token_name)?;
        let token = token.trim();
        let sendable =
            token.len() <= TOKEN_BYTES_MAX && token.bytes().all(|b| b.is_ascii_graphic());
        let life_s = object
            .text("expires_in")
            .and_then(|life| whole_seconds(&life));
        sendable.then(|| Grant {
            authorization: SecretString::from(format!("Bearer {token}")),
            life_s: life_s.unwrap_or(TOKEN_LIFE_S).min(TOKEN_LIFE_S_MAX),
        })
    }
}

/// The whole seconds of a decimal number; zero for a negative one.
fn whole_seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.starts_with('-') {
        return Some(0);
    }
    text.split('.').next()?.parse().ok()
}

/// One token.
pub(crate) struct Token {
    /// The whole value of the `Authorization` header.
    pub(crate) authorization: SecretString,
    /// In milliseconds of the clock that counts sleep.
    good_until_ms: i64,
}

/// Keeps at most one token. `E` is the provider's error; callers who waited for
/// the same login get clones of it.
pub(crate) struct Session<E> {
    kept: Mutex<Kept<E>>,
    /// How many logins have ended. It is read before waiting for the lock.
    logins: AtomicU64,
}

struct Kept<E> {
    token: Option<Arc<Token>>,
    last_error: Option<E>,
}

impl<E> Default for Session<E> {
    fn default() -> Session<E> {
        let nothing = Kept {
            token: None,
            last_error: None,
        };
        Session {
            kept: Mutex::new(nothing),
            logins: AtomicU64::new(0),
        }
    }
}

impl<E: Clone> Session<E> {
    /// The current token, if it is still good.
    pub(crate) async fn current(&self) -> Option<Arc<Token>> {
        self.kept.lock().await.token.clone()
    }

    /// A good token other than `refused`; `log_in` makes one if needed. Callers
    /// that waited during another caller's login share its outcome.
    pub(crate) async fn token<F>(
        &self,
        refused: Option<&Arc<Token>>,
        boot_ms: impl Fn() -> i64,
        log_in: impl FnOnce() -> F,
    ) -> Result<Arc<Token>, E>
    where
        F: Future<Output = Result<Grant, E>>,
    {
        let logins_before = self.logins.load(Ordering::Acquire);
        let mut kept = self.kept.lock().await;
        let waited_for_one = self.logins.load(Ordering::Acquire) > logins_before;
        if let Some(token) = &kept.token {
            let is_refused = refused.is_some_and(|refused| Arc::ptr_eq(refused, token));
            if !is_refused && (waited_for_one || boot_ms() < token.good_until_ms) {
                return Ok(Arc::clone(token));
            }
        }
        if waited_for_one && let Some(error) = &kept.last_error {
            return Err(error.clone());
        }
        kept.token = None;
        let asked_ms = boot_ms();
        let outcome = log_in()
            .await
            .map(|answer| Arc::new(Token::of(answer, asked_ms)));
        kept.token = outcome.as_ref().ok().map(Arc::clone);
        kept.last_error = outcome.as_ref().err().cloned();
        self.logins.fetch_add(1, Ordering::Release);
        outcome
    }

    /// Drops a token that was refused, if it is still the current one.
    pub(crate) async fn give_up(&self, refused: &Arc<Token>) {
        let mut kept = self.kept.lock().await;
        if kept
            .token
            .as_ref()
            .is_some_and(|token| Arc::ptr_eq(token, refused))
        {
            kept.token = None;
        }
    }
}

impl Token {
    /// Its life counts from the request, so that it never ends later here than
    /// at the provider, even if this machine sleeps.
    fn of(answer: Grant, asked_ms: i64) -> Token {
        let margin_s = RENEW_MARGIN_S.min(answer.life_s.div_ceil(2));
        let life_ms = i64::try_from((answer.life_s - margin_s).saturating_mul(1_000));
        Token {
            authorization: answer.authorization,
            good_until_ms: asked_ms.saturating_add(life_ms.unwrap_or(0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_login_is_read_leniently() {
        let read = |body: &str| {
            Grant::read(body.as_bytes(), "token").map(|answer| {
                (
                    answer.authorization.expose_secret().to_owned(),
                    answer.life_s,
                )
            })
        };
        let with = |life| Some(("Bearer t".to_owned(), life));
        assert_eq!(read(r#"{"token": "t", "expires_in": 3600}"#), with(3600));
        assert_eq!(read(r#"{"token": "t", "expires_in": "60"}"#), with(60));
        assert_eq!(read(r#"{"token": "t", "expires_in": 59.9}"#), with(59));
        assert_eq!(read(r#"{"token": "t", "expires_in": -1}"#), with(0));
        assert_eq!(
            read(r#"{"token": "t", "expires_in": 99999999}"#),
            with(86_400)
        );
        assert_eq!(read(r#"{"token": "t", "expires_in": 1e99}"#), with(3600));
        assert_eq!(read(r#"{"token": "t", "expires_in": null}"#), with(3600));
        assert_eq!(read(r#"{"token": "t"}"#), with(3600));
        for none in [
            r#"{"token": ""}"#,
            r#"{"token": "a b"}"#,
            r#"{"token": "\n"}"#,
            "{}",
            "<html>",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
        assert_eq!(
            read(&format!(r#"{{"token": "{}"}}"#, "a".repeat(9000))),
            None
        );
    }
}
