//! What can go wrong with Bind, sorted by what the caller can do next. A report
//! that Bind answered with FAIL is not an error: see [`super::Reported`].

use crate::outage::Symptom;
use outbound::SendError;
use std::sync::Arc;

/// Why there is no answer. A clone shares its cause: callers who waited for the
/// same token get the same answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// This request cannot have been accepted: it is safe to repeat.
    #[error("the request did not reach Bind")]
    NotSent(#[source] NotSent),
    /// Bind may have accepted the report: repeat it with the same message, or
    /// ask Bind.
    #[error("Bind's answer was lost")]
    AnswerLost(#[source] Lost),
    /// Bind refused the request with a 4xx: repeating the same one does not
    /// help.
    #[error("Bind refused it with {status}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Bind's message, shortened and without our secrets; may be empty.
        message: String,
    },
    /// The text is not a QR that Bind can read (422).
    #[error("Bind says that the text is no QR")]
    NotAQr,
    /// The client's id or secret is wrong: a setting has to be corrected.
    #[error("Bind does not accept the credentials")]
    Credentials,
    /// The server that gives tokens refused the request, the scope for example:
    /// a setting has to be corrected.
    #[error("no token was given: {status}")]
    TokenRefused {
        /// The HTTP status.
        status: u16,
        /// The server's message, shortened and without our secrets.
        message: String,
    },
    /// The client lacks the permission (403): the organisation has to ask Bind.
    #[error("Bind does not permit this")]
    Permission {
        /// Bind's message, shortened and without our secrets; may be empty.
        message: String,
    },
    /// Too many requests (429, and 425): not accepted; repeat later.
    #[error("Bind asks to come back later")]
    RetryLater,
}

/// Why it is certain that a request was not accepted.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotSent {
    /// No connection to Bind was made.
    #[error("no connection to Bind")]
    NoConnection(#[source] Arc<SendError>),
    /// No connection to the server that gives tokens was made.
    #[error("no connection to the server of tokens")]
    TokenNoConnection(#[source] Arc<SendError>),
    /// The request for a token got no complete answer.
    #[error("the request for a token brought no answer")]
    TokenLost(#[source] Arc<SendError>),
    /// The request for a token was answered with a status that neither gives
    /// one nor says what is wrong.
    #[error("the request for a token was answered with {0}")]
    TokenStatus(u16),
    /// The answer to the request for a token has no readable token.
    #[error("the answer holds no token")]
    TokenUnreadable,
}

/// Why an answer is lost.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Lost {
    /// No complete answer: too late, dropped, too large, or not HTTP.
    #[error("no whole answer")]
    NoAnswer(#[source] Arc<SendError>),
    /// A status that says nothing about the request: 5xx, 3xx, 408; or a 4xx
    /// that is not in Bind's own JSON.
    #[error("answered with {0}")]
    Status(u16),
    /// A success status with a body that is no answer of Bind's.
    #[error("answered with {0} and an unreadable body")]
    Unreadable(u16),
}

impl Error {
    /// Whether Bind may have accepted a report with this request.
    #[must_use]
    pub fn may_have_been_taken(&self) -> bool {
        match self {
            Error::AnswerLost(_) => true,
            Error::NotSent(_)
            | Error::Refused { .. }
            | Error::NotAQr
            | Error::Credentials
            | Error::TokenRefused { .. }
            | Error::Permission { .. }
            | Error::RetryLater => false,
        }
    }

    /// Whether the same request may succeed later without anybody's help.
    #[must_use]
    pub fn passes(&self) -> bool {
        match self {
            Error::NotSent(_) | Error::AnswerLost(_) | Error::RetryLater => true,
            Error::Refused { .. }
            | Error::NotAQr
            | Error::Credentials
            | Error::TokenRefused { .. }
            | Error::Permission { .. } => false,
        }
    }

    /// Whether only a change of the settings, or Bind's permission, helps.
    #[must_use]
    pub fn is_setting(&self) -> bool {
        match self {
            Error::Credentials | Error::TokenRefused { .. } | Error::Permission { .. } => true,
            Error::NotSent(_)
            | Error::AnswerLost(_)
            | Error::Refused { .. }
            | Error::NotAQr
            | Error::RetryLater => false,
        }
    }

    /// What the error shows of the way to Bind; `None` if Bind itself answered.
    /// `web_page` says that the last answer was a web page.
    pub(crate) fn symptom(&self, web_page: bool) -> Option<Symptom> {
        let of_status = |status| {
            if web_page {
                Symptom::WebPage
            } else {
                Symptom::of_status(status)
            }
        };
        match self {
            Error::NotSent(
                NotSent::NoConnection(cause)
                | NotSent::TokenNoConnection(cause)
                | NotSent::TokenLost(cause),
            )
            | Error::AnswerLost(Lost::NoAnswer(cause)) => Some(Symptom::of_send(cause)),
            Error::NotSent(NotSent::TokenStatus(status))
            | Error::AnswerLost(Lost::Status(status) | Lost::Unreadable(status)) => {
                Some(of_status(*status))
            }
            Error::NotSent(NotSent::TokenUnreadable) => Some(of_status(200)),
            Error::RetryLater => Some(Symptom::ServerError),
            Error::Refused { .. }
            | Error::NotAQr
            | Error::Credentials
            | Error::TokenRefused { .. }
            | Error::Permission { .. } => web_page.then_some(Symptom::WebPage),
        }
    }

    /// A request for a token without a complete answer. In any case nothing was
    /// sent to Bind.
    pub(crate) fn token(error: SendError) -> Error {
        let unsent = !error.may_have_been_sent();
        let error = Arc::new(error);
        Error::NotSent(if unsent {
            NotSent::TokenNoConnection(error)
        } else {
            NotSent::TokenLost(error)
        })
    }

    /// A request to Bind without a complete answer.
    pub(crate) fn unanswered(error: SendError) -> Error {
        if error.may_have_been_sent() {
            Error::AnswerLost(Lost::NoAnswer(Arc::new(error)))
        } else {
            Error::NotSent(NotSent::NoConnection(Arc::new(error)))
        }
    }
}
