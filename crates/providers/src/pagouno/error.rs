//! What can go wrong with pagoUno where nothing can have been charged: with a
//! token or a question. What a charge may end in is a [`super::Charged`].

use outbound::SendError;
use std::sync::Arc;

/// The most of pagoUno's message that is kept, in characters.
pub const MESSAGE_CHARS_MAX: usize = 300;

/// Why there is no token or no answer. Nothing was charged by it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// It did not reach pagoUno: ask again.
    #[error("no connection to pagoUno")]
    NoConnection(#[source] Arc<SendError>),
    /// No whole answer came: ask again.
    #[error("pagoUno's answer was lost")]
    NoAnswer(#[source] Arc<SendError>),
    /// What came is no word of pagoUno's: ask again.
    #[error("what came, with {status}, is no word of pagoUno's")]
    NoWord {
        /// The HTTP status.
        status: u16,
    },
    /// pagoUno does not accept the key: a setting is to be mended.
    #[error("pagoUno does not accept the key")]
    Credentials,
    /// pagoUno would not: repeating the same is of no use.
    #[error("pagoUno refused it with {status}")]
    Refused {
        /// The status that is in the body.
        status: u16,
        /// pagoUno's words, bounded; may be empty.
        message: String,
    },
    /// An access key of a split is not set.
    #[error("the access key of {0} is not set")]
    AccessKeyMissing(String),
}

impl Error {
    /// Whether the same may fare better in a while, with nobody's help.
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
