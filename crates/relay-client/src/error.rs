//! Errors, sorted by what the till can do next.

use outbound::SendError;

/// Why there is no page of notices.
#[derive(Debug, thiserror::Error)]
pub enum NoticesError {
    /// Ask again later: the settings seem to be right.
    #[error(transparent)]
    Retry(#[from] Retry),
    /// Asking again only helps after a person has corrected that setting or
    /// closed the other installation.
    #[error(transparent)]
    FixSetting(#[from] Setting),
    /// The relay and this till do not understand each other: their versions
    /// are too far apart, or something between them rewrites the answers.
    #[error("the relay's answer can not be read: {why}")]
    Unreadable {
        /// What is wrong, for a log. It repeats no part of a body.
        why: &'static str,
        /// The status, where one came.
        status: Option<u16>,
    },
}

/// A problem that may pass.
#[derive(Debug, thiserror::Error)]
pub enum Retry {
    /// The relay cannot be reached.
    #[error("no connection to the relay")]
    NoConnection(#[source] SendError),
    /// The relay was reached, and no complete answer came.
    #[error("no whole answer of the relay")]
    NoAnswer(#[source] SendError),
    /// The relay, or a server in front of it, is busy or broken.
    #[error("the relay answered {status}")]
    Unavailable {
        /// A status from 500, or 408 or 429.
        status: u16,
    },
}

/// What a person has to correct.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Setting {
    /// `relay.url`: another kind of server answers there.
    #[error("what answers at the relay's address is not a relay (status {status})")]
    Address {
        /// How it answered.
        status: u16,
    },
    /// The secret `relay.till_key`: empty, not a key, or of no till.
    #[error("the relay does not know this till's key")]
    Key,
    /// `till.number`, or the key: the key belongs to another till.
    #[error("the till's key is another till's: {message}")]
    TillNumber {
        /// The relay's message, in English.
        message: String,
    },
    /// Another installation uses this key. A till that gets this error does not
    /// charge.
    #[error("the till's key is in use by another installation: {message}")]
    InUseElsewhere {
        /// The relay's message, in English.
        message: String,
    },
}
