//! The client of pagoUno: tokens, charges and questions. It keeps the keys and
//! the state of the contact, only in memory.

use super::answer::{Asked, Charged, read_asked, read_charged};
use super::card::{Card, Token};
use super::charge::Charge;
use super::error::Error;
use super::hint::is_id;
use super::wire::{self, Envelope};
use crate::outage::Symptom;
use domain::{CardAnswer, DoubtWhy, UnixMs};
use outbound::{Answer, BaseUrl, BuildError, Http, Limits, Proxy, Request, SendError};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long a charge may take, in milliseconds: pagoUno has to ask the card's
/// issuer, and giving up on the answer leaves the charge in doubt.
const CHARGE_ANSWER_MS: u64 = 45_000;
/// An id that no transaction has, for testing the connection.
const NOBODYS_ID: &str = "00000000-0000-0000-0000-000000000000";

/// The merchant's keys. Each is sent raw, without a scheme such as `Bearer`.
#[derive(Debug, Clone)]
pub struct Keys {
    /// For tokens and questions.
    pub public: SecretString,
    /// For charges.
    pub private: SecretString,
    /// The access keys of a split's merchants, by their groups of codes.
    pub access: BTreeMap<String, SecretString>,
}

/// The state of the contact with pagoUno since the start.
#[derive(Debug, Clone, Default)]
pub struct Contact {
    /// When pagoUno last gave an answer of its own.
    pub good_at: Option<UnixMs>,
    /// The last failure, even if later requests succeeded.
    pub failure: Option<Failure>,
}

/// A failure and when it happened.
#[derive(Debug, Clone)]
pub struct Failure {
    /// When it became known.
    pub at: UnixMs,
    /// Whether only a change of the settings can fix it.
    pub is_setting: bool,
    /// What it showed of the way there; `None` where pagoUno itself answered.
    pub symptom: Option<Symptom>,
}

/// A client of pagoUno for one merchant.
pub struct PagoUno {
    /// For tokens and questions, which can be repeated.
    http: Http,
    /// For charges, which cannot.
    charges: Http,
    base: BaseUrl,
    keys: Keys,
    now: Box<dyn Fn() -> UnixMs + Send + Sync>,
    contact: Mutex<Contact>,
}

impl fmt::Debug for PagoUno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PagoUno")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}

impl PagoUno {
    /// A client with [`Limits::PROVIDER`], and 45 s for a charge. Nothing is
    /// sent yet. `now` is the shop's clock.
    pub fn new(
        base: BaseUrl,
        keys: Keys,
        now: impl Fn() -> UnixMs + Send + Sync + 'static,
    ) -> Result<PagoUno, BuildError> {
        let charges = Limits {
            answer_ms: CHARGE_ANSWER_MS,
            ..Limits::PROVIDER
        };
        PagoUno::with_limits(base, keys, (Limits::PROVIDER, charges), now)
    }

    /// Like [`PagoUno::new`], with other limits for questions and for charges.
    pub fn with_limits(
        base: BaseUrl,
        keys: Keys,
        (questions, charges): (Limits, Limits),
        now: impl Fn() -> UnixMs + Send + Sync + 'static,
    ) -> Result<PagoUno, BuildError> {
        Ok(PagoUno {
            http: Http::new(questions)?,
            charges: Http::without_kept_connections(charges)?,
            base,
            keys,
            now: Box::new(now),
            contact: Mutex::default(),
        })
    }

    /// The same client, with a proxy for all connections except those to this
    /// machine.
    pub fn through(self, proxy: Option<&Proxy>) -> Result<PagoUno, BuildError> {
        Ok(PagoUno {
            http: self.http.through(proxy)?,
            charges: self.charges.through(proxy)?,
            ..self
        })
    }

    /// Exchanges a card for a token. This charges nothing and can be repeated.
    pub async fn token(&self, card: &Card) -> Result<Token, Error> {
        let url = self.base.join(wire::TOKEN_PATH);
        let request =
            Request::post_secret(url, wire::token_body(card)).authorized(&self.keys.public);
        let answer = self.http.send(request, None).await;
        let web_page = answer.as_ref().is_ok_and(Answer::is_web_page);
        let outcome = read_token(answer);
        self.note(outcome.as_ref().err(), web_page);
        outcome
    }

    /// Sends a charge, once. `sent_before` says that a request with these
    /// tokens may have been sent earlier.
    ///
    /// # Errors
    /// [`Error::AccessKeyMissing`], or [`Error::Refused`] for a charge that the
    /// page does not allow: nothing was sent. Every outcome of a charge that
    /// may have been sent is a [`Charged`].
    pub async fn charge(&self, charge: &Charge, sent_before: bool) -> Result<Charged, Error> {
        charge.check().map_err(|error| Error::Refused {
            status: 0,
            message: error.to_string(),
        })?;
        let body = wire::charge_body(charge, |group| self.keys.access.get(group))
            .map_err(Error::AccessKeyMissing)?;
        let url = self.base.join(wire::CHARGE_PATH);
        let request = Request::post_secret(url, body).authorized(&self.keys.private);
        let (charged, symptom) = match self.charges.send(request, None).await {
            Ok(answer) => (
                read_charged(&answer.body, charge, sent_before),
                Symptom::of_answer(&answer),
            ),
            Err(error) => {
                let charged = if error.may_have_been_sent() {
                    Charged::InDoubt {
                        why: DoubtWhy::AnswerLost,
                        legs: Vec::new(),
                    }
                } else {
                    Charged::NeverSent
                };
                (charged, Symptom::of_send(&error))
            }
        };
        self.note_charged(&charged, symptom);
        Ok(charged)
    }

    /// Asks about one leg by its id. `was_pending` says that its charge was
    /// pending at some time.
    pub async fn ask(&self, id: &str, was_pending: bool) -> Result<Asked, Error> {
        if !is_id(id) {
            return Ok(Asked::NotTold);
        }
        let url = self.base.join(&format!("{}{id}", wire::LEG_PATH));
        let request = Request::get(url).authorized(&self.keys.public);
        let answer = self.http.send(request, None).await;
        let web_page = answer.as_ref().is_ok_and(Answer::is_web_page);
        let outcome = match answer {
            Err(error) => Err(Error::unanswered(error)),
            Ok(answer) => match refused_key(&answer) {
                true => Err(Error::Credentials),
                false => {
                    let asked = read_asked(&answer.body, id, was_pending);
                    asked.ok_or(Error::NoWord {
                        status: answer.status,
                    })
                }
            },
        };
        self.note(outcome.as_ref().err(), web_page);
        outcome
    }

    /// Tests whether pagoUno answers and accepts the public key. This charges
    /// nothing; the private key cannot be tested without a charge.
    ///
    /// # Errors
    /// [`Error`] says what is wrong.
    pub async fn look(&self) -> Result<(), Error> {
        self.ask(NOBODYS_ID, false).await.map(drop)
    }

    /// The state of the contact.
    #[must_use]
    pub fn contact(&self) -> Contact {
        self.locked_contact().clone()
    }

    fn note(&self, error: Option<&Error>, web_page: bool) {
        let symptom = match error {
            None | Some(Error::Refused { .. }) => return self.note_good(),
            Some(Error::Credentials | Error::AccessKeyMissing(_)) => None,
            Some(Error::NoConnection(cause) | Error::NoAnswer(cause)) => {
                Some(Symptom::of_send(cause))
            }
            Some(Error::NoWord { .. }) if web_page => Some(Symptom::WebPage),
            Some(Error::NoWord { status }) => Some(Symptom::of_status(*status)),
        };
        self.note_failure(symptom);
    }

    fn note_charged(&self, charged: &Charged, symptom: Symptom) {
        let good = match charged {
            Charged::Answered { .. } => true,
            Charged::InDoubt { why, .. } => match why {
                DoubtWhy::Disagrees | DoubtWhy::SentBefore => true,
                DoubtWhy::AnswerLost
                | DoubtWhy::Unreadable
                | DoubtWhy::Restarted
                | DoubtWhy::PendingTooLong
                | DoubtWhy::Restored => false,
            },
            Charged::NeverSent => false,
        };
        let is_setting = matches!(
            charged,
            Charged::Answered {
                answer: CardAnswer::Refused { detail: Some(words) },
                ..
            } if words == NOT_AUTHORIZED
        );
        if is_setting {
            self.note_failure(None);
        } else if good {
            self.note_good();
        } else {
            self.note_failure(Some(symptom));
        }
    }

    fn note_good(&self) {
        let at = (self.now)();
        self.locked_contact().good_at = Some(at);
    }

    /// Notes a failure; without a symptom, only a setting can fix it.
    fn note_failure(&self, symptom: Option<Symptom>) {
        let at = (self.now)();
        self.locked_contact().failure = Some(Failure {
            at,
            is_setting: symptom.is_none(),
            symptom,
        });
    }

    fn locked_contact(&self) -> MutexGuard<'_, Contact> {
        // Nothing panics while the lock is held, and an incomplete note would
        // do no harm.
        self.contact.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The message that pagoUno's page gives for a 403.
const NOT_AUTHORIZED: &str = "not authorized";

fn refused_key(answer: &Answer) -> bool {
    Envelope::read(&answer.body).is_some_and(|it| it.status == 403 && it.data.is_none())
}

fn read_token(answer: Result<Answer, SendError>) -> Result<Token, Error> {
    let answer = answer.map_err(Error::unanswered)?;
    let no_word = Error::NoWord {
        status: answer.status,
    };
    let envelope = Envelope::read(&answer.body).ok_or_else(|| no_word.clone())?;
    match envelope.status {
        200 => wire::token(&envelope).map(Token).ok_or(no_word),
        403 => Err(Error::Credentials),
        // The message may repeat the request, which holds the card: it is not
        // kept.
        status @ 400..=499 => Err(Error::Refused {
            status,
            message: String::new(),
        }),
        _ => Err(no_word),
    }
}
