//! What can go wrong with TotalCoin, sorted by what the caller can do next. The
//! texts for the cashier are in the UI's message catalogue.

use crate::outage::Symptom;
use outbound::SendError;
use std::sync::Arc;

/// Why there is no QR. A clone shares its cause: callers who waited for the
/// same login get the same answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// This request cannot have been accepted: it is safe to repeat.
    #[error("the pre-order did not reach TotalCoin")]
    NotSent(#[source] NotSent),
    /// The pre-order may have been accepted: repeat it under the same
    /// `operationId`, and keep that id for a late notice.
    #[error("TotalCoin's answer to the pre-order was lost")]
    AnswerLost(#[source] Lost),
    /// TotalCoin refused the pre-order (400, or another 4xx that the page does
    /// not name): repeating the same one does not help.
    #[error("TotalCoin refused the pre-order with {status}")]
    Rejected {
        /// The HTTP status.
        status: u16,
        /// TotalCoin's message, shortened and without our secrets; may be
        /// empty.
        message: String,
    },
    /// The user name or the password is wrong: a setting has to be corrected.
    #[error("TotalCoin does not accept the credentials")]
    Credentials,
    /// The user lacks the permission (403): the merchant has to ask TotalCoin
    /// for it.
    #[error("TotalCoin does not permit this to the user")]
    Permission {
        /// TotalCoin's message, shortened and without our secrets; may be
        /// empty.
        message: String,
    },
    /// Too many requests (429, and 425): not accepted; repeat later.
    #[error("TotalCoin asks to come back later")]
    RetryLater,
}

/// Why it is certain that a pre-order was not accepted.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotSent {
    /// No connection was made.
    #[error("no connection")]
    NoConnection(#[source] Arc<SendError>),
    /// The login before it got no complete answer.
    #[error("the login brought no answer")]
    LoginLost(#[source] Arc<SendError>),
    /// The login before it was answered with a status that neither accepts it
    /// nor says what is wrong.
    #[error("the login was answered with {0}")]
    LoginStatus(u16),
    /// The answer to the login before it has no readable token.
    #[error("the login's answer holds no token")]
    LoginUnreadable,
}

/// Why the answer to a pre-order is lost.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Lost {
    /// No complete answer: too late, dropped, too large, or not HTTP.
    #[error("no whole answer")]
    NoAnswer(#[source] Arc<SendError>),
    /// A status that says nothing about the pre-order: 5xx, 3xx, 408.
    #[error("answered with {0}")]
    Status(u16),
    /// A success status with a body that is not an answer to a pre-order.
    #[error("answered with {0} and an unreadable body")]
    Unreadable(u16),
}

impl Error {
    /// Whether TotalCoin may have accepted the pre-order with this request.
    #[must_use]
    pub fn may_have_been_taken(&self) -> bool {
        match self {
            Error::AnswerLost(_) => true,
            Error::NotSent(_)
            | Error::Rejected { .. }
            | Error::Credentials
            | Error::Permission { .. }
            | Error::RetryLater => false,
        }
    }

    /// Whether the same request may succeed later without anybody's help.
    #[must_use]
    pub fn passes(&self) -> bool {
        match self {
            Error::NotSent(_) | Error::AnswerLost(_) | Error::RetryLater => true,
            Error::Rejected { .. } | Error::Credentials | Error::Permission { .. } => false,
        }
    }

    /// What the error shows of the way to TotalCoin; `None` if TotalCoin itself
    /// answered. `web_page` says that the last answer was a web page.
    pub(crate) fn symptom(&self, web_page: bool) -> Option<Symptom> {
        let of_status = |status| {
            if web_page {
                Symptom::WebPage
            } else {
                Symptom::of_status(status)
            }
        };
        match self {
            Error::NotSent(NotSent::NoConnection(cause) | NotSent::LoginLost(cause))
            | Error::AnswerLost(Lost::NoAnswer(cause)) => Some(Symptom::of_send(cause)),
            Error::NotSent(NotSent::LoginStatus(status))
            | Error::AnswerLost(Lost::Status(status) | Lost::Unreadable(status)) => {
                Some(of_status(*status))
            }
            Error::NotSent(NotSent::LoginUnreadable) => Some(of_status(200)),
            Error::RetryLater => Some(Symptom::ServerError),
            Error::Rejected { .. } | Error::Credentials | Error::Permission { .. } => {
                web_page.then_some(Symptom::WebPage)
            }
        }
    }

    /// A login without a complete answer. In any case no pre-order was sent.
    pub(crate) fn login(error: SendError) -> Error {
        let unsent = !error.may_have_been_sent();
        let error = Arc::new(error);
        Error::NotSent(if unsent {
            NotSent::NoConnection(error)
        } else {
            NotSent::LoginLost(error)
        })
    }

    /// A pre-order without a complete answer.
    pub(crate) fn order(error: SendError) -> Error {
        if error.may_have_been_sent() {
            Error::AnswerLost(Lost::NoAnswer(Arc::new(error)))
        } else {
            Error::NotSent(NotSent::NoConnection(Arc::new(error)))
        }
    }
}
