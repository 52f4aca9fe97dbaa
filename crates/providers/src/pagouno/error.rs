//! What can go wrong with a token or a question, which never charge anything.
//! The outcomes of a charge are in [`super::Charged`].

use outbound::SendError;
use std::sync::Arc;

/// How much of pagoUno's message is kept, in characters.
pub const MESSAGE_CHARS_MAX: usize = 300;

/// Why there is no token or no answer. Nothing was charged.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The request did not reach pagoUno: ask again.
    #[error("no connection to pagoUno")]
    NoConnection(#[source] Arc<SendError>),
    /// No complete answer came: ask again.
    #[error("pagoUno's answer was lost")]
    NoAnswer(#[source] Arc<SendError>),
    /// The answer is not pagoUno's own: ask again.
    #[error("what came, with {status}, is no word of pagoUno's")]
    NoWord {
        /// The HTTP status.
        status: u16,
    },
    /// pagoUno does not accept the key: a setting is wrong.
    #[error("pagoUno does not accept the key")]
    Credentials,
    /// pagoUno refused: repeating the same request does not help.
    #[error("pagoUno refused it with {status}")]
    Refused {
        /// The status in the body.
        status: u16,
        /// pagoUno's message, shortened; may be empty.
        message: String,
    },
    /// An access key of a split is not set.
    #[error("the access key of {0} is not set")]
    AccessKeyMissing(String),
}

impl Error {
    /// Whether the same request may succeed later without anybody's help.
    #[must_use]
    pub fn passes(&self) -> bool {
        match self {
            Error::NoConnection(_) | Error::NoAnswer(_) | Error::NoWord { .. } => true,
            Error::Credentials | Error::Refused { .. } | Error::AccessKeyMissing(_) => false,
        }
    }

    pub(crate) fn unanswered(error: SendError) -> Error {
        let reached = error.may_have_been_sent();
        let error = Arc::new(error);
        if reached {
            Error::NoAnswer(error)
        } else {
            Error::NoConnection(error)
        }
    }
}
