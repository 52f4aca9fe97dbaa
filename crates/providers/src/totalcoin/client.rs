//! The client of TotalCoin. It keeps a token and the state of the contact, only
//! in memory. It does not keep or retry pre-orders.

use super::error::{Error, Lost, NotSent};
use super::order::{Answered, PreOrder};
use super::wire::{self, LoginRequest};
use crate::message::message;
use crate::outage::Symptom;
use crate::session::{Grant, Session, Token};
use crate::status::Status;
use domain::{ClockReading, UnixMs};
use outbound::{Answer, BaseUrl, BuildError, Http, Limits, Proxy, Request};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Half of the `Date` header's resolution, in milliseconds: a written second
/// may mean any moment within it.
const DATE_MIDDLE_MS: i64 = 500;

/// The credentials of the merchant's user.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The user's name, as TotalCoin gave it.
    pub username: SecretString,
    /// The user's password.
    pub password: SecretString,
}

/// The state of the contact with TotalCoin since the start.
#[derive(Debug, Clone, Default)]
pub struct Contact {
    /// When a login or a pre-order last succeeded.
    pub good_at: Option<UnixMs>,
    /// The last failure, even if later requests succeeded.
    pub failure: Option<Failure>,
    /// TotalCoin's clock minus ours, in milliseconds, measured by the `Date`
    /// header of its last answer at the middle of the round trip. It is exact
    /// to half a second plus half the round trip, and follows changes of our
    /// clock since then.
    pub clock_skew_ms: Option<i64>,
    /// When that was measured, by our clock.
    pub clock_measured_at: Option<UnixMs>,
}

/// A failure and when it happened.
#[derive(Debug, Clone)]
pub struct Failure {
    /// When it became known.
    pub at: UnixMs,
    /// What it was.
    pub error: Error,
    /// What it showed of the way there; `None` where TotalCoin itself answered.
    pub symptom: Option<Symptom>,
}

/// The state of the contact, with moments of the clock that counts sleep and
/// that nobody sets.
#[derive(Default)]
struct Memory {
    good_ms: Option<i64>,
    failure: Option<(i64, Error, Option<Symptom>)>,
    /// Whether the last whole answer was a web page.
    web_page: bool,
    /// TotalCoin's time of day at the zero of that clock, and when that was
    /// measured.
    theirs_at_zero: Option<(UnixMs, i64)>,
}

/// A client of TotalCoin for one user. Share it in an `Arc`: all callers use
/// one token and one login.
pub struct TotalCoin {
    http: Http,
    base: BaseUrl,
    credentials: Credentials,
    now: Box<dyn Fn() -> ClockReading + Send + Sync>,
    session: Session<Error>,
    memory: Mutex<Memory>,
}

impl fmt::Debug for TotalCoin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TotalCoin")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}

impl TotalCoin {
    /// A client with [`Limits::PROVIDER`]. Nothing is sent yet. `now` reads the
    /// machine's clocks.
    pub fn new(
        base: BaseUrl,
        credentials: Credentials,
        now: impl Fn() -> ClockReading + Send + Sync + 'static,
    ) -> Result<TotalCoin, BuildError> {
        TotalCoin::with_limits(base, credentials, Limits::PROVIDER, now)
    }

    /// Like [`TotalCoin::new`], with other limits.
    pub fn with_limits(
        base: BaseUrl,
        credentials: Credentials,
        limits: Limits,
        now: impl Fn() -> ClockReading + Send + Sync + 'static,
    ) -> Result<TotalCoin, BuildError> {
        Ok(TotalCoin {
            http: Http::new(limits)?,
            base,
            credentials,
            now: Box::new(now),
            session: Session::default(),
            memory: Mutex::default(),
        })
    }

    /// The same client, with a proxy for all connections except those to this
    /// machine.
    pub fn through(self, proxy: Option<&Proxy>) -> Result<TotalCoin, BuildError> {
        Ok(TotalCoin {
            http: self.http.through(proxy)?,
            ..self
        })
    }

    /// Logs in unless there is a good token.
    ///
    /// # Errors
    /// [`Error`], but never [`Error::AnswerLost`] or [`Error::Rejected`], which
    /// only a pre-order returns.
    pub async fn log_in(&self) -> Result<(), Error> {
        self.note(self.token(None).await).map(drop)
    }

    /// Logs in even if there is a good token, to measure the clock again.
    ///
    /// # Errors
    /// As [`TotalCoin::log_in`].
    pub async fn log_in_again(&self) -> Result<(), Error> {
        let current = self.session.current().await;
        self.note(self.token(current.as_ref()).await).map(drop)
    }

    /// Makes a pre-order, and logs in first if there is no good token. After a
    /// 401 it logs in again and resends the same bytes once.
    pub async fn make_pre_order(&self, order: &PreOrder) -> Result<Answered, Error> {
        self.note(self.pre_order(order).await)
    }

    /// The state of the contact, converted to the current time of day.
    #[must_use]
    pub fn contact(&self) -> Contact {
        let memory = self.memory();
        let now = (self.now)();
        let skew_ms = |(theirs, _): (UnixMs, i64)| theirs.plus_ms(now.boot_ms).since_ms(now.wall);
        Contact {
            good_at: memory.good_ms.map(|at| now.wall_at(at)),
            failure: memory.failure.as_ref().map(|(at, error, symptom)| Failure {
                at: now.wall_at(*at),
                error: error.clone(),
                symptom: *symptom,
            }),
            clock_skew_ms: memory.theirs_at_zero.map(skew_ms),
            clock_measured_at: memory.theirs_at_zero.map(|(_, at)| now.wall_at(at)),
        }
    }

    async fn pre_order(&self, order: &PreOrder) -> Result<Answered, Error> {
        let body = order.body();
        let token = self.token(None).await?;
        if let Some(outcome) = self.ask(&token, body.clone(), order).await {
            return outcome;
        }
        let renewed = self.token(Some(&token)).await?;
        if let Some(outcome) = self.ask(&renewed, body, order).await {
            return outcome;
        }
        self.session.give_up(&renewed).await;
        Err(Error::Credentials)
    }

    /// Sends a pre-order once; `None` if the token was refused.
    async fn ask(
        &self,
        token: &Token,
        body: Vec<u8>,
        order: &PreOrder,
    ) -> Option<Result<Answered, Error>> {
        let request = Request::post(self.base.join(wire::PRE_ORDER_PATH), body)
            .authorized(&token.authorization);
        let asked_ms = (self.now)().boot_ms;
        let answer = match self.http.send(request, None).await {
            Ok(answer) => answer,
            Err(error) => return Some(Err(Error::order(error))),
        };
        let bearer = token.authorization.expose_secret();
        let bearer = bearer.strip_prefix("Bearer ").unwrap_or(bearer);
        let status = answer.status;
        self.measure_clock(&answer, asked_ms);
        Some(match Status::of(status) {
            Status::Done => {
                Answered::read(&answer.body).ok_or(Error::AnswerLost(Lost::Unreadable(status)))
            }
            Status::Unauthorized => return None,
            Status::Forbidden => Err(Error::Permission {
                message: self.message(&answer, &[bearer, &order.dni]),
            }),
            Status::Later => Err(Error::RetryLater),
            Status::Refused => Err(Error::Rejected {
                status,
                message: self.message(&answer, &[bearer, &order.dni]),
            }),
            Status::NoWord => Err(Error::AnswerLost(Lost::Status(status))),
        })
    }

    async fn token(&self, refused: Option<&Arc<Token>>) -> Result<Arc<Token>, Error> {
        let boot_ms = || (self.now)().boot_ms;
        let asking = || self.ask_for_token();
        self.session.token(refused, boot_ms, asking).await
    }

    async fn ask_for_token(&self) -> Result<Grant, Error> {
        let body = serde_json::to_vec(&LoginRequest {
            username: self.credentials.username.expose_secret(),
            password: self.credentials.password.expose_secret(),
        })
        .expect("two strings under fixed names are always JSON");
        let asked_ms = (self.now)().boot_ms;
        let request = Request::post(self.base.join(wire::LOGIN_PATH), body);
        let answer = self.http.send(request, None).await.map_err(Error::login)?;
        self.measure_clock(&answer, asked_ms);
        match Status::of(answer.status) {
            Status::Done => {
                let login = Grant::read(&answer.body, wire::TOKEN_NAME)
                    .ok_or(Error::NotSent(NotSent::LoginUnreadable))?;
                Ok(login)
            }
            Status::Unauthorized => Err(Error::Credentials),
            Status::Forbidden => Err(Error::Permission {
                message: self.message(&answer, &[]),
            }),
            Status::Later => Err(Error::RetryLater),
            Status::Refused | Status::NoWord => {
                Err(Error::NotSent(NotSent::LoginStatus(answer.status)))
            }
        }
    }

    /// Compares the answer's `Date` with our clock at the middle of the round
    /// trip. Only an answer in TotalCoin's own form counts: a captive portal or
    /// a proxy answers with its own clock.
    fn measure_clock(&self, answer: &Answer, asked_ms: i64) {
        self.memory().web_page = answer.is_web_page();
        let Some(theirs_ms) = answer.date.as_deref().and_then(outbound::http_date_ms) else {
            return;
        };
        if !wire::is_its_own(&answer.body) {
            return;
        }
        let now_ms = (self.now)().boot_ms;
        let middle_ms = asked_ms + now_ms.saturating_sub(asked_ms) / 2;
        let theirs = UnixMs(theirs_ms).plus_ms(DATE_MIDDLE_MS - middle_ms);
        self.memory().theirs_at_zero = Some((theirs, now_ms));
    }

    fn message(&self, answer: &Answer, more_secrets: &[&str]) -> String {
        let mut secrets = more_secrets.to_vec();
        secrets.push(self.credentials.username.expose_secret());
        secrets.push(self.credentials.password.expose_secret());
        message(&answer.body, &secrets)
    }

    fn note<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        let at_ms = (self.now)().boot_ms;
        let mut memory = self.memory();
        match &outcome {
            Ok(_) => memory.good_ms = Some(at_ms),
            Err(error) => {
                let symptom = error.symptom(memory.web_page);
                memory.failure = Some((at_ms, error.clone(), symptom));
            }
        }
        drop(memory);
        outcome
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Nothing panics while the lock is held, and an incomplete note would
        // do no harm.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
