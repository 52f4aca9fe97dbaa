//! Keeps the token in memory. However many callers wait for it, one login makes
//! it, and it is dropped some time before its end. This module does not know
//! how to log in.

use super::error::Error;
use super::wire::LoginAnswer;
use secrecy::SecretString;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

/// How long before its end a token is renewed, in seconds; for a short-lived
/// token never more than half its life.
pub(crate) const RENEW_MARGIN_S: u64 = 60;

/// One token.
pub(crate) struct Token {
    /// The whole value of the `Authorization` header.
    pub(crate) authorization: SecretString,
    /// In milliseconds of the clock that counts sleep.
    good_until_ms: i64,
}

/// Keeps at most one token.
#[derive(Default)]
pub(crate) struct Session {
    kept: Mutex<Kept>,
    /// How many logins have ended. It is read before waiting for the lock.
    logins: AtomicU64,
}

#[derive(Default)]
struct Kept {
    token: Option<Arc<Token>>,
    last_error: Option<Error>,
}

impl Session {
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
    ) -> Result<Arc<Token>, Error>
    where
        F: Future<Output = Result<LoginAnswer, Error>>,
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
    fn of(answer: LoginAnswer, asked_ms: i64) -> Token {
        let margin_s = RENEW_MARGIN_S.min(answer.life_s.div_ceil(2));
        let life_ms = i64::try_from((answer.life_s - margin_s).saturating_mul(1_000));
        Token {
            authorization: answer.authorization,
            good_until_ms: asked_ms.saturating_add(life_ms.unwrap_or(0)),
        }
    }
}
