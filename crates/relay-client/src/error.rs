//! Why there is no page, sorted by what the till can do next.

use outbound::SendError;

/// Why there is no page of notices.
#[derive(Debug, thiserror::Error)]
pub enum NoticesError {
    /// Ask again in a while: nothing is wrong with the settings as far as can
    /// be seen.
    #[error(transparent)]
    Retry(#[from] Retry),
    /// Asking again helps only after a person mended that setting, or closed
    /// the other installation.
    #[error(transparent)]
    FixSetting(#[from] Setting),
    /// The relay and this till do not understand each other: their versions
    /// are too far apart, or something between them rewrites the answers.
    #[error("the relay's answer can not be read: {why}")]
    Unreadable {
        /// What is wrong with it, for a log; it repeats nothing of a body.
        why: &'static str,
        /// The status, where one came.
        status: Option<u16>,
    },
}

/// What is away for the moment.
#[derive(Debug, thiserror::Error)]
pub enum Retry {
    /// The relay can not be reached.
    #[error("no connection to the relay")]
    NoConnection(#[source] SendError),
    /// It was reached, and no whole answer came.
    #[error("no whole answer of the relay")]
    NoAnswer(#[source] SendError),
    /// It, or what is before it, is busy or broken.
    #[error("the relay answered {status}")]
    Unavailable {
        /// A status from 500, or 408 or 429.
        status: u16,
    },
}

/// What a person has to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Setting {
    /// `relay.url`: what answers there is not a relay.
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
        /// What the relay says, in English.
        message: String,
    },
    /// Another installation uses this key. A till that hears this does not
    /// charge.
    #[error("the till's key is in use by another installation: {message}")]
    InUseElsewhere {
        /// What the relay says, in English.
        message: String,
    },
}
