//! Errors, sorted by what the caller can do next.
//!
//! No `Display` here contains a URL or a header, so an error cannot carry a
//! query string or an `Authorization` value into a log.

use crate::connecting::NotConnected;
use std::error::Error;

/// The client could not be made, because of a setting or of this machine.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made")]
pub struct BuildError(#[source] pub(crate) Cause);

/// Why a request brought no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// Certainly not sent: no connection was made (name not found, refused, TLS
    /// failed, connect limit exceeded), or the request itself was invalid. Safe
    /// to send again.
    #[error("the request was not sent")]
    NotSent(#[source] Cause),
    /// Sent, or perhaps sent, and no complete answer came. The other side may
    /// have acted on it.
    #[error("the request may have been sent, and no whole answer came")]
    Lost(#[source] Cause),
    /// Sent, and the answer's body is larger than the limit. The other side
    /// may have acted on it.
    #[error("the answer's body is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit_bytes: usize,
    },
    /// Sent, and what came back is not HTTP. The other side may have acted on
    /// it.
    #[error("what came back is not HTTP")]
    Malformed(#[source] Cause),
}

/// Why no connection was made, by what a person can do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreached {
    /// The host's name could not be resolved.
    NameUnknown,
    /// The name server did not answer within [`crate::Limits::name_ms`].
    NameTooSlow,
    /// The connection was not made within [`crate::Limits::connect_ms`].
    ConnectTooSlow,
    /// This machine does not trust the host's certificate: some program
    /// intercepts TLS, or the clock is wrong.
    Certificate,
    /// The configured proxy did not let the request through.
    Proxy,
    /// The host refused the connection: nothing listens there.
    Refused,
    /// There is no route to the host, or the connection broke before it stood.
    NoConnection,
}

impl SendError {
    /// Why no connection was made, if that is the error.
    #[must_use]
    pub fn unreached(&self) -> Option<Unreached> {
        match self {
            Self::NotSent(cause) => cause.unreached,
            Self::Lost(_) | Self::TooLarge { .. } | Self::Malformed(_) => None,
        }
    }

    /// The same error for a request through a proxy: if it was not sent, the
    /// cause is the way to the proxy or the proxy's refusal.
    pub(crate) fn through_proxy(self) -> Self {
        match self {
            Self::NotSent(mut cause) => {
                cause.unreached = cause.unreached.map(|why| match why {
                    Unreached::Certificate => Unreached::Certificate,
                    Unreached::NameUnknown
                    | Unreached::NameTooSlow
                    | Unreached::ConnectTooSlow
                    | Unreached::Proxy
                    | Unreached::Refused
                    | Unreached::NoConnection => Unreached::Proxy,
                });
                Self::NotSent(cause)
            }
            Self::Lost(_) | Self::TooLarge { .. } | Self::Malformed(_) => self,
        }
    }

    /// Whether the other side may have seen the request.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        match self {
            Self::NotSent(_) => false,
            Self::Lost(_) | Self::TooLarge { .. } | Self::Malformed(_) => true,
        }
    }

    /// Sorts the library's errors for a request that was handed to it.
    pub(crate) fn sort(error: reqwest::Error) -> Self {
        let error = error.without_url();
        // A connect timeout is both a timeout and a connect error, so connect
        // is checked first. A builder error is raised before any connection.
        if error.is_connect() {
            let unreached = why_unreached(&error);
            return Self::NotSent(Cause {
                unreached: Some(unreached),
                ..Cause::of(error)
            });
        }
        if error.is_builder() {
            return Self::NotSent(Cause::of(error));
        }
        if is_unreadable(&error) {
            return Self::Malformed(Cause::of(error));
        }
        Self::Lost(Cause::of(error))
    }
}

/// The technical reason, for a log. It contains no URL and no header.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub struct Cause {
    words: Box<dyn Error + Send + Sync>,
    unreached: Option<Unreached>,
}

impl Cause {
    pub(crate) fn of(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let error = error.into();
        // The library says only "error sending request"; the reason that helps
        // a person ("connection refused") is at the end of its chain.
        let mut words = error.to_string();
        let mut next = error.source();
        while let Some(inner) = next {
            let inner_words = inner.to_string();
            if !words.ends_with(&inner_words) {
                words = format!("{words}: {inner_words}");
            }
            next = inner.source();
        }
        Self {
            words: words.into(),
            unreached: None,
        }
    }
}

/// Searches an error's causes for one whose type tells the reason.
fn why_unreached(error: &reqwest::Error) -> Unreached {
    let mut next: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = next {
        if let Some(why) = inner.downcast_ref::<NotConnected>() {
            return match why {
                NotConnected::NameUnknown => Unreached::NameUnknown,
                NotConnected::NameTooSlow => Unreached::NameTooSlow,
                NotConnected::TooSlow => Unreached::ConnectTooSlow,
            };
        }
        // The library wraps TLS errors in an I/O error, which leaves them out
        // of its own causes.
        let io = inner.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::ConnectionRefused) {
            return Unreached::Refused;
        }
        let wrapped = io.and_then(|io| io.get_ref());
        let tls = wrapped.and_then(|it| it.downcast_ref::<rustls::Error>());
        if matches!(
            tls.or_else(|| inner.downcast_ref()),
            Some(rustls::Error::InvalidCertificate(_))
        ) {
            return Unreached::Certificate;
        }
        next = inner.source();
    }
    if error.is_timeout() {
        Unreached::ConnectTooSlow
    } else {
        Unreached::NoConnection
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
