//! What can go wrong, sorted by what the caller may do next.
//!
//! No `Display` here holds a URL or a header: a query string or an
//! `Authorization` value can not slip into a log by way of an error.

use std::error::Error;

/// No client could be made: a setting or this machine is to blame.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made")]
pub struct BuildError(#[source] pub(crate) Cause);

/// Why a request brought no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// Known never to have been sent: no connection came about (name not
    /// found, refused, TLS failed, connect limit passed), or the request
    /// itself was not one that we would send. Safe to send again.
    #[error("the request was not sent")]
    NotSent(#[source] Cause),
    /// Sent, or perhaps sent, and no whole answer came. The other side may
    /// have acted on it.
    #[error("the request may have been sent, and no whole answer came")]
    Lost(#[source] Cause),
    /// Sent, and the answer's body is larger than the limit. The other side
    /// may have acted on it.
    #[error("the answer's body is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit that was passed, in bytes.
        limit_bytes: usize,
    },
    /// Sent, and what came back is not HTTP. The other side may have acted on
    /// it.
    #[error("what came back is not HTTP")]
    Malformed(#[source] Cause),
}

impl SendError {
    /// Whether the other side can have seen the request.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        match self {
            Self::NotSent(_) => false,
            Self::Lost(_) | Self::TooLarge { .. } | Self::Malformed(_) => true,
        }
    }

    /// Sorts what the library says once a request was handed to it.
    pub(crate) fn sort(error: reqwest::Error) -> Self {
        let error = error.without_url();
        // A connect timeout is both a timeout and a connect error, so connect
        // is asked first. A builder error is raised before any connection.
        if error.is_connect() || error.is_builder() {
            return Self::NotSent(Cause::of(error));
        }
        if is_unreadable(&error) {
            return Self::Malformed(Cause::of(error));
        }
        Self::Lost(Cause::of(error))
    }
}

/// The technical reason, for a log: it holds no URL and no header.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Cause(Box<dyn Error + Send + Sync>);

impl Cause {
    pub(crate) fn of(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let error = error.into();
        // The library says only "error sending request"; the reason that helps
        // a person ("connection refused") stands at the end of its chain.
        let mut words = error.to_string();
        let mut next = error.source();
        while let Some(inner) = next {
            let inner_words = inner.to_string();
            if !words.ends_with(&inner_words) {
                words = format!("{words}: {inner_words}");
            }
            next = inner.source();
        }
        Self(words.into())
    }
}

fn is_unreadable(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = next {
        if let Some(error) = inner.downcast_ref::<hyper::Error>() {
            return error.is_parse() || error.is_parse_too_large();
        }
        next = inner.source();
    }
    false
}
