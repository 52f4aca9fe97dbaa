//! The client of Bind. It keeps a token and the state of the contact, only in
//! memory. It does not keep or retry reports.

use super::answer::{Reported, read_reported};
use super::error::{Error, Lost, NotSent};
use super::message::Message;
use super::qr_info::{QR_TEXT_BYTES_MAX, QrInfo, read_qr_info};
use super::wire;
use crate::json::Object;
use crate::message::message;
use crate::outage::Symptom;
use crate::session::{Grant, Session, Token};
use crate::status::Status;
use domain::{ClockReading, UnixMs};
use outbound::{Answer, BaseUrl, BuildError, Http, Limits, Proxy, Request};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The client credentials that Bind hands out.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The client's id.
    pub client_id: SecretString,
    /// The client's secret.
    pub client_secret: SecretString,
}

/// The state of the contact with Bind since the start.
#[derive(Debug, Clone, Default)]
pub struct Contact {
    /// When Bind last gave an answer of its own.
    pub good_at: Option<UnixMs>,
    /// The last failure, even if later requests succeeded.
    pub failure: Option<Failure>,
}

/// A failure and when it happened.
#[derive(Debug, Clone)]
pub struct Failure {
    /// When it became known.
    pub at: UnixMs,
    /// What it was.
    pub error: Error,
    /// What it showed of the way there; `None` where Bind itself answered.
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
}

/// A client of Bind for one organisation. Share it in an `Arc`: all callers use
/// one token.
pub struct Bind {
    /// For tokens and questions.
    http: Http,
    /// For reports: without kept connections, a report that was not sent is
    /// never taken for one whose answer was lost.
    reports: Http,
    base: BaseUrl,
    token_url: BaseUrl,
    scope: String,
    credentials: Credentials,
    now: Box<dyn Fn() -> ClockReading + Send + Sync>,
    session: Session<Error>,
    memory: Mutex<Memory>,
}

impl fmt::Debug for Bind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bind")
            .field("base", &self.base.as_str())
            .field("token_url", &self.token_url.as_str())
            .finish_non_exhaustive()
    }
}

impl Bind {
    /// A client with [`Limits::PROVIDER`]. Nothing is sent yet. `token_url` is
    /// the whole address that gives tokens; an empty `scope` is not sent. `now`
    /// reads the machine's clocks.
    pub fn new(
        (base, token_url): (BaseUrl, BaseUrl),
        scope: &str,
        credentials: Credentials,
        now: impl Fn() -> ClockReading + Send + Sync + 'static,
    ) -> Result<Bind, BuildError> {
        Bind::with_limits((base, token_url), scope, credentials, Limits::PROVIDER, now)
    }

    /// Like [`Bind::new`], with other limits.
    pub fn with_limits(
        (base, token_url): (BaseUrl, BaseUrl),
        scope: &str,
        credentials: Credentials,
        limits: Limits,
        now: impl Fn() -> ClockReading + Send + Sync + 'static,
    ) -> Result<Bind, BuildError> {
        Ok(Bind {
            http: Http::new(limits)?,
            reports: Http::without_kept_connections(limits)?,
            base,
            token_url,
            scope: scope.to_owned(),
            credentials,
            now: Box::new(now),
            session: Session::default(),
            memory: Mutex::default(),
        })
    }

    /// The same client, with a proxy for all connections except those to this
    /// machine.
    pub fn through(self, proxy: Option<&Proxy>) -> Result<Bind, BuildError> {
        Ok(Bind {
            http: self.http.through(proxy)?,
            reports: self.reports.through(proxy)?,
            ..self
        })
    }

    /// Gets a token unless there is a good one. Nothing else is asked.
    ///
    /// # Errors
    /// [`Error`], but never [`Error::AnswerLost`], [`Error::Refused`] or
    /// [`Error::NotAQr`].
    pub async fn look(&self) -> Result<(), Error> {
        let outcome = self.token(None).await.map(drop);
        self.note(outcome)
    }

    /// Asks what a QR is for. It can be repeated.
    pub async fn read_qr(&self, text: &str) -> Result<QrInfo, Error> {
        if text.is_empty() || text.len() > QR_TEXT_BYTES_MAX {
            return Err(Error::NotAQr);
        }
        let path = wire::read_path(text);
        let outcome = self.ask(&self.http, || Request::get(self.base.join(&path)));
        let outcome = outcome.await.and_then(|answer| {
            let lost = Error::AnswerLost(Lost::Unreadable(answer.status));
            read_qr_info(&answer.body).ok_or(lost)
        });
        self.note(outcome)
    }

    /// Reports what became of a payment, once; after a 401 the same bytes once
    /// more. The caller has stored the message, and repeats the same one until
    /// Bind answers.
    pub async fn report(&self, message: &Message) -> Result<Reported, Error> {
        let body = message.body();
        let url = self.base.join(wire::REPORT_PATH);
        let outcome = self.ask(&self.reports, || Request::post(url.clone(), body.clone()));
        let outcome = outcome.await.and_then(|answer| {
            let lost = Error::AnswerLost(Lost::Unreadable(answer.status));
            read_reported(&answer.body).ok_or(lost)
        });
        // A 422 means "not a QR" only of a question about one.
        let outcome = outcome.map_err(|error| match error {
            Error::NotAQr => Error::Refused {
                status: NOT_A_QR,
                message: String::new(),
            },
            other @ (Error::NotSent(_)
            | Error::AnswerLost(_)
            | Error::Refused { .. }
            | Error::Credentials
            | Error::TokenRefused { .. }
            | Error::Permission { .. }
            | Error::RetryLater) => other,
        });
        self.note(outcome)
    }

    /// The state of the contact, converted to the current time of day.
    #[must_use]
    pub fn contact(&self) -> Contact {
        let memory = self.memory();
        let now = (self.now)();
        Contact {
            good_at: memory.good_ms.map(|at| now.wall_at(at)),
            failure: memory.failure.as_ref().map(|(at, error, symptom)| Failure {
                at: now.wall_at(*at),
                error: error.clone(),
                symptom: *symptom,
            }),
        }
    }

    /// Sends a request with a token, and once more with a new one after a 401.
    async fn ask<'a>(
        &self,
        http: &Http,
        request: impl Fn() -> Request<'a>,
    ) -> Result<Answer, Error> {
        let token = self.token(None).await?;
        if let Some(outcome) = self.send(http, request(), &token).await {
            return outcome;
        }
        let renewed = self.token(Some(&token)).await?;
        if let Some(outcome) = self.send(http, request(), &renewed).await {
            return outcome;
        }
        self.session.give_up(&renewed).await;
        Err(Error::Credentials)
    }

    /// Sends a request once; `None` if the token was refused.
    async fn send(
        &self,
        http: &Http,
        request: Request<'_>,
        token: &Token,
    ) -> Option<Result<Answer, Error>> {
        let request = Request {
            authorization: Some(&token.authorization),
            ..request
        };
        let answer = match http.send(request, None).await {
            Ok(answer) => answer,
            Err(error) => return Some(Err(Error::unanswered(error))),
        };
        self.memory().web_page = answer.is_web_page();
        let status = answer.status;
        let bearer = token.authorization.expose_secret();
        let bearer = bearer.strip_prefix("Bearer ").unwrap_or(bearer);
        let lost = Err(Error::AnswerLost(Lost::Status(status)));
        Some(match Status::of(status) {
            Status::Done => Ok(answer),
            Status::Unauthorized => return None,
            Status::Refused if status == NOT_A_QR => Err(Error::NotAQr),
            // Bind speaks JSON; a web page with such a status is a proxy's.
            Status::Forbidden | Status::Refused if Object::read(&answer.body).is_err() => lost,
            Status::Forbidden => Err(Error::Permission {
                message: self.message(&answer, bearer),
            }),
            Status::Refused => Err(Error::Refused {
                status,
                message: self.message(&answer, bearer),
            }),
            Status::Later => Err(Error::RetryLater),
            Status::NoWord => lost,
        })
    }

    async fn token(&self, refused: Option<&Arc<Token>>) -> Result<Arc<Token>, Error> {
        let boot_ms = || (self.now)().boot_ms;
        let asking = || self.ask_for_token();
        self.session.token(refused, boot_ms, asking).await
    }

    async fn ask_for_token(&self) -> Result<Grant, Error> {
        let Credentials {
            client_id,
            client_secret,
        } = &self.credentials;
        let form = wire::token_form(client_id, client_secret, &self.scope);
        let request = Request::post_secret_form(self.token_url.as_str(), form);
        let answer = self.http.send(request, None).await.map_err(Error::token)?;
        self.memory().web_page = answer.is_web_page();
        let status = answer.status;
        match Status::of(status) {
            Status::Done => Grant::read(&answer.body, wire::TOKEN_NAME)
                .ok_or(Error::NotSent(NotSent::TokenUnreadable)),
            Status::Unauthorized => Err(Error::Credentials),
            Status::Later => Err(Error::RetryLater),
            Status::NoWord => Err(Error::NotSent(NotSent::TokenStatus(status))),
            Status::Forbidden | Status::Refused => Err(self.token_refused(&answer)),
        }
    }

    /// RFC 6749, 5.2: a 400 with an `error`, of which two mean that the server
    /// does not know the client.
    fn token_refused(&self, answer: &Answer) -> Error {
        let status = answer.status;
        let Ok(object) = Object::read(&answer.body) else {
            return Error::NotSent(NotSent::TokenStatus(status));
        };
        match object.text("error").as_deref() {
            Some("invalid_client" | "unauthorized_client") => Error::Credentials,
            Some(_) | None => Error::TokenRefused {
                status,
                message: self.message(answer, ""),
            },
        }
    }

    fn message(&self, answer: &Answer, bearer: &str) -> String {
        let secrets = [
            bearer,
            self.credentials.client_id.expose_secret(),
            self.credentials.client_secret.expose_secret(),
        ];
        message(&answer.body, &secrets)
    }

    fn note<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        let at_ms = (self.now)().boot_ms;
        let mut memory = self.memory();
        match &outcome {
            // A refusal of this one request is an answer of Bind's own.
            Ok(_) | Err(Error::NotAQr | Error::Refused { .. }) => memory.good_ms = Some(at_ms),
            Err(
                error @ (Error::NotSent(_)
                | Error::AnswerLost(_)
                | Error::Credentials
                | Error::TokenRefused { .. }
                | Error::Permission { .. }
                | Error::RetryLater),
            ) => {
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

/// Bind's status for a text that is no QR.
const NOT_A_QR: u16 = 422;
